"""Cable routes side by side: candidates run through the whole chain, beside built and planned links."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from sim import chain
from sim.analysis import interconnector, price_standard_error
from sim.analysis.hvac_comparison import alternating
from sim.analysis.price_uncertainty import VINTAGES, vintage_costs
from sim.analysis.reference_links import loss, references
from sim.case import route as case_route
from sim.case.stage_cache import shared
from sim.errors import SundalinkError
from sim.inputs import coast, gis_layers, route_file
from sim.link import thermal, transfer_curve
from sim.results.summary import of_route
from sim.route import jurisdiction, metrics
from sim.scenario.load import load
from sim.studies.paired import COMPANIONS
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from sim.case.link import Link
    from sim.case.route import RouteLine
    from sim.case.stage_cache import Cache
    from sim.inputs.route_file import Route
    from sim.scenario.schema import Scenario

    RoutePoints = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]   # latitude, longitude, distance, depth

COUNTRIES = ("vietnam", "malaysia", "indonesia", "singapore")
"""Whose waters are distinguished in the comparison: by the user's zones, or by the nearest coast, which is
approximate."""

PARTS = ("farm", "solar", "battery", "export", "converters", "cable", "spur", "standby", "contingency", "development")
"""Components whose cost of building is reported; a spur's cable and station as one."""

LEAST_WATERS = 0.5
"""Waters that a route touches for less are not reported: the coasts are not so well known. [km]"""

YEARS = "required_price_years"
"""What each weather year alone would ask for, while candidates are compared."""

TOO_FAR = "its nearer end lies {:.0f} km from the farm: compared as an interconnector, without farm and finance"
NO_FARM = "a link with a power of its own (power_mw): compared as an interconnector, without farm and finance"
"""Why a route has no required price."""

COLUMNS = (
    "rank", "name", "kind", "description", "length_km", "great_circle_ratio", "max_depth_m",
    *(f"km_{country}" for country in COUNTRIES), "km_other", "jurisdiction_source", "permits", "jurisdictions",
    "cables_crossed", "configuration", "voltage_kv", "section_mm2", "section_basis", "power_mw",
    "loss_at_full_load", "loss_at_half_load", "mean_loss", "published_loss", "model_loss", "loss_residual",
    "hottest_degc", "hottest_segment", "full_load_ka", "ampacity_ka", "limiting_segment",
    "availability", "life_availability", "p90_life_availability", "p10_life_availability", "cable_repairs_per_year",
    "repair_days", "energy_not_delivered_gwh", "published_outage_h_per_year", "model_outage_low_h_per_year",
    "model_outage_high_h_per_year",
    "capex_usd_million", "cable_capex_usd_per_mw_km", *(f"capex_{part}_usd_million" for part in PARTS),
    *(f"link_capex_{key}_usd_million" for key in VINTAGES), "model_vintage", "model_capex_usd_million",
    "capex_residual", "used_for_cost_levels", "wheeled_mw", "wheeling_charge_usd_per_mwh", "load_factor",
    "delivered_gwh", "transport_cost", "required_price", "required_price_se", "difference_to_cheapest",
    "difference_se", "distinct", "required_price_p10", "required_price_p90",
    *(f"required_price_{key}" for key in VINTAGES), "pareto", "hvac_break_even_km", "status", "error")


def compare_routes(files: Sequence[str | Path] | None = None, scenario: str | Path = "base",
                   overrides: Mapping[str, Any] | None = None, *, workers: int = 2,
                   tell: Callable[[int, int], None] | None = None) -> pd.DataFrame:
    """
    Run candidate routes through one scenario and set them beside reference links.

    Parameters
    ----------
    files : sequence of str or path, optional
        Routes by name or file, or a family of planned ones, ``asean``; all shipped ones if not given.
    scenario : str or path
        The case that every route is run with.
    overrides : mapping of str to value, optional
        Values by dotted key.
    workers : int
        Threads, one route each.
    tell : callable, optional
        ``tell(done, total)`` after each route.

    Returns
    -------
    table : pandas.DataFrame
        Candidates by required price, then interconnectors by length, then reference links. Losses are shares of what
        goes in: at full and half load with the no-load loss, and energy-weighted. Money is USD of 2025. ``attrs``
        holds in ``lines`` latitude, longitude, distance [km] and depth [m] of each route. Kilometres by country go by
        the scenario's zones, or by the nearest coast and are approximate then; ``km_other`` is the rest. A route whose
        file has a ``power_mw``, or that begins out of the farm's reach, is an interconnector: it has a load of its own
        and no farm, and ``error`` says why it has no required price; ``transport_cost`` [USD/MWh] is what the link
        alone costs for each MWh that it brings, and stands for all. A route that cannot be is kept with its error. A
        candidate is ``pareto`` if no other one is both cheaper and more available. ``difference_to_cheapest`` is how
        much more it asks for than the candidate of rank 1, ``difference_se`` its standard error by pairs of weather
        years, which all candidates share; ``distinct`` whether it differs at 95 %. Of reference links the published
        figure and the model's stand side by side. ``load_factor`` is what is received over rating and hours. Up to
        ``hvac_break_even_km`` alternating current of the same power is the cheaper to build. ``capex_usd_million`` is
        cables and stations, ``cable_capex_usd_per_mw_km`` the cable alone. ``cable_repairs_per_year`` are cables to
        repair, counted by pole, by the model for all. ``cables_crossed`` is known only with a file of cables. A route
        with ``wheeled_mw`` ends at the grid of a third country, whose own works are not in its cost but for the charge,
        and whose outages are not in its availability. The cost of a ``used_for_cost_levels`` is among those that the
        vintages are made from.

    Raises
    ------
    SundalinkError
        If the scenario or a chart of it is wrong, or no route could be run.
    """
    names = route_file.candidates(files)
    s = load(scenario, {**(overrides or {})})
    gis_layers.read(s.route.waters_file, s.route.lanes_file, s.route.cables_file)
    share, lines = shared(), {}
    rows: list[dict[str, Any]] = [{}] * len(names)
    with ThreadPoolExecutor(max_workers=max(int(workers), 1)) as pool:
        jobs = {pool.submit(_one, name, number, scenario, overrides, share): i
                for i, (name, number) in enumerate(names)}
        for done, job in enumerate(as_completed(jobs), 1):
            rows[jobs[job]], line = job.result()
            if line is not None:
                lines[rows[jobs[job]]["name"]] = line
            if tell is not None:
                tell(done, len(names))
    if not lines:
        raise SundalinkError("no route could be run:\n" + "\n".join(f"{r['name']}: {r['error']}" for r in rows),
                             max(r["exit"] for r in rows))
    found = pd.DataFrame(rows, columns=[*COLUMNS, YEARS]).sort_values(
        ["kind", "required_price", "length_km"], na_position="last", kind="stable")
    _judge(found)
    _distinguish(found)
    found = found.drop(columns=YEARS)
    table = pd.DataFrame([*found.to_dict("records"), *references()], columns=list(COLUMNS))
    table.attrs["lines"] = lines
    return table


def _judge(found: pd.DataFrame) -> None:
    """Rank the candidates that have a price, and mark those that none beats in price and availability."""
    priced = found["required_price"].notna()
    found.loc[priced, "rank"] = np.arange(1, int(priced.sum()) + 1)
    price, able = (found.loc[priced, key].to_numpy(dtype=float) for key in ("required_price", "life_availability"))
    beaten = ((price[:, None] >= price) & (able[:, None] <= able)
              & ((price[:, None] > price) | (able[:, None] < able))).any(axis=1)
    found["pareto"] = found["pareto"].astype(object)
    found.loc[priced, "pareto"] = ~beaten


def _distinguish(found: pd.DataFrame) -> None:
    """Add the extra price of each candidate over the cheapest, and whether the difference is significant."""
    found["distinct"] = found["distinct"].astype(object)
    years = found.loc[found["rank"].notna(), YEARS]
    for row, difference in zip(years.index, _differences(years), strict=True):
        found.loc[row, ["difference_to_cheapest", "difference_se"]] = difference[:2]
        found.loc[row, "distinct"] = difference[2]


def _differences(years: pd.Series) -> Iterator[tuple[float, float, bool]]:
    """Yield of each candidate, the cheapest first, how much more it asks for than that one, the standard error over
    weather years, which all candidates share, and whether it differs at 95 % (Student's t)."""
    first = np.asarray(years.iloc[0]) if len(years) else None
    for each in years:
        change = np.asarray(each) - first
        error = float(change.std(ddof=1) / np.sqrt(change.size)) if change.size > 1 else np.nan
        mean = float(change.mean())
        differs = change.size > 1 and abs(mean) > stats.t.ppf(0.975, max(change.size - 1 - COMPANIONS, 1)) * error
        yield mean, error, bool(differs)


def _one(name: str, number: int, scenario: str | Path, overrides: Mapping[str, Any] | None,
         share: Cache) -> tuple[dict[str, Any], RoutePoints | None]:
    """Return the row of one route, and its line."""
    route = str(Path(name).resolve()) if Path(name).is_file() else name
    kind = "candidate"
    try:
        s = load(scenario, {**(overrides or {}), "route.file": route, "route.line": number})
        given = route_file.read(s.route.file, s.route.line)
        here = (s.site.latitude_deg, s.site.longitude_deg)
        near = case_route.from_farm(given, here)[0]
        away = case_route.distance_between(here, (near.latitude[0], near.longitude[0]))
        reach = max(s.collection.export_length_km, case_route.FARM)
        if given.power or away > reach:
            kind, why = "interconnector", NO_FARM if given.power else TOO_FAR.format(away)
            return _interconnector(interconnector.rated(s, given), given, why)
        return _candidate(s, share)
    except SundalinkError as fault:
        return {"name": f"{Path(name).stem} {number}".strip(), "kind": kind, "status": "failed", "error": str(fault),
                "exit": fault.status}, None


def _candidate(s: Scenario, share: Cache) -> tuple[dict[str, Any], RoutePoints]:
    """Return the row of a route from the farm, run through the whole chain."""
    case = chain.run(s, cache=share, keep=False, firmness=False, workers=1)
    figures, sure = of_route(case), price_standard_error.compute(case)
    row = _cable(s, case.route, case.link, figures["hvac_break_even"])
    capex = {part.name: float(part.capex) / 1e6 for part in case.finance.components}
    capex["spur"] = sum(value for part, value in capex.items() if part.startswith("spur_"))
    row |= {f"capex_{part}_usd_million": capex.get(part, 0.0) for part in PARTS}
    row |= {"capex_usd_million": capex["cable"] + capex["converters"] + capex["spur"],
            "cable_capex_usd_per_mw_km": metrics.per_km(1e6 * capex["cable"], case.route.length, s.link.rating_mw)}
    row |= {key: figures[key] for key in ("life_availability", "p90_life_availability", "p10_life_availability",
                                          "required_price", "required_price_p10", "required_price_p90",
                                          *(f"required_price_{key}" for key in VINTAGES))}
    return {**row, "kind": "candidate", "mean_loss": figures["link_loss_fraction"],
            "availability": figures["link_availability"], "cable_repairs_per_year": figures["cable_faults"],
            "repair_days": figures["cable_repair"], "energy_not_delivered_gwh": figures["energy_not_delivered"],
            "delivered_gwh": figures["delivered_energy"], "load_factor": figures["delivered_load_factor"],
            "transport_cost": interconnector.transport(s, case.finance.components, case.finance.years.delivered,
                                                       case.route.charge),
            "required_price_se": sure.standard_error, YEARS: sure.adjusted, "status": "ok", "error": ""
            }, _course(case.route)


def _interconnector(s: Scenario, given: Route, why: str) -> tuple[dict[str, Any], RoutePoints]:
    """Return the row of a route without the farm, and its line."""
    found = interconnector.connect(s, given)
    line, capex = found.route_line, {part.name: float(part.capex) / 1e6 for part in found.components}
    even = alternating(s, 1e6 * capex["converters"], 1e6 * capex["cable"] / line.length).length
    p10, p90 = np.quantile(found.availability, [0.9, 0.1])
    return {**_cable(s, line, found.link, even), "kind": "interconnector",
            "load_factor": found.delivered / (s.link.rating_mw * HOURS_PER_YEAR), "mean_loss": found.loss,
            "life_availability": float(found.availability.mean()),
            "p90_life_availability": float(p90), "p10_life_availability": float(p10),
            "cable_repairs_per_year": found.faults, "repair_days": found.repair / 24.0,
            "energy_not_delivered_gwh": found.lost / 1e3, "delivered_gwh": found.delivered / 1e3,
            **{f"capex_{part}_usd_million": value for part, value in capex.items()},
            "capex_usd_million": capex["cable"] + capex["converters"],
            "cable_capex_usd_per_mw_km": metrics.per_km(1e6 * capex["cable"], line.length, s.link.rating_mw),
            "transport_cost": interconnector.transport(s, found.components, found.delivered, line.charge),
            "status": "no farm", "error": why}, _course(line)


def _cable(s: Scenario, line: RouteLine, link: Link, even: float) -> dict[str, Any]:
    """Return the columns of every own route: its course, its losses, its heat and its cost by vintage."""
    full, bed = link.transfers[-1], line.segments
    given = metrics.figures(line.depth, line.distance, line.great_circle)
    able = thermal.ampacity(link.cable, bed)
    half = 0.5 * full.sent[-1]
    resting = full.no_load_sending + full.no_load_receiving
    old, wheeled = vintage_costs(s, line, link.cable).sum(axis=1) / 1e6, line.route.wheeling
    return {
        "name": line.route.name,
        "description": " ".join([*line.route.description.split(), *["(drawn from its end; turned)"] * line.turned]),
        "length_km": given.length,
        "great_circle_ratio": given.detour,
        "max_depth_m": given.deepest,
        **_waters(s, line),
        "cables_crossed": len(line.crossings) if s.route.cables_file else np.nan,
        "wheeled_mw": wheeled.capacity if wheeled else np.nan,
        "wheeling_charge_usd_per_mwh": wheeled.charge if wheeled else np.nan,
        "voltage_kv": link.cable.voltage,
        "configuration": s.link.configuration.model,
        "section_mm2": link.cable.section,
        "section_basis": "chosen" if link.options else "given",
        "power_mw": s.link.rating_mw,
        "loss_at_full_load": loss(full),
        "loss_at_half_load": float((half - transfer_curve.forward(full, half) + resting) / (half + resting)),
        "hottest_degc": full.temperature,
        "hottest_segment": full.hottest,
        "full_load_ka": full.current,
        "ampacity_ka": float(able.min()),
        "limiting_segment": bed[int(able.argmin())].name,
        "hvac_break_even_km": even,
        **{f"link_capex_{key}_usd_million": float(v) for key, v in zip(VINTAGES, old, strict=True)},
    }


def _course(line: RouteLine) -> RoutePoints:
    """Return latitude, longitude, distance and depth of a route."""
    return line.latitude, line.longitude, line.distance, line.depth


def _waters(s: Scenario, line: RouteLine) -> dict[str, Any]:
    """Return the kilometres of a route in the waters of each country, and who has to permit it."""
    known = gis_layers.read(s.route.waters_file)
    owner = gis_layers.pieces(known, coast.embedded(), line.latitude, line.longitude)
    names, lengths = jurisdiction.kilometres(owner, line.distance)
    found = dict(zip(names.tolist(), lengths.tolist(), strict=True))
    return {**{f"km_{country}": found.get(country, 0.0) for country in COUNTRIES},
            "km_other": sum(length for name, length in found.items() if name not in COUNTRIES),
            "jurisdiction_source": known.label or "nearest coast, approximate",
            "jurisdictions": sum(length >= LEAST_WATERS for length in found.values()),
            "permits": ", ".join(f"{name} {length:.0f} km" for name, length in found.items()
                                 if length >= LEAST_WATERS)}
