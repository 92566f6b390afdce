"""Cable routes side by side: candidates run through the whole chain, beside built and planned links."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import numpy as np
import pandas as pd

from sim import chain
from sim.errors import SundalinkError
from sim.figures import summary
from sim.inputs import coast as coasts
from sim.inputs import library
from sim.inputs.route import shipped
from sim.route import compare, jurisdiction
from sim.scenario.load import load
from sim.share import shared

COUNTRIES = ("vietnam", "malaysia", "indonesia", "singapore")
"""Whose waters are told apart in the comparison, by the nearest coast: approximate."""

COLUMNS = ("name", "kind", "description", "length_km", "great_circle_ratio", "max_depth_m",
           *(f"km_{country}" for country in COUNTRIES), "voltage_kv", "power_mw",
           "loss_full", "loss_energy", "published_loss", "hottest_degc", "hottest_segment", "availability",
           "capex_usd_million", "capex_usd_per_mw_km", "delivered_gwh", "required_price", "hvac_break_even_km",
           "status", "error")


def compare_routes(files=None, scenario="base", overrides=None, *, workers=2, tell=None):
    """
    Run candidate routes through one scenario and set them beside reference links.

    Parameters
    ----------
    files : sequence of str or path, optional
        Routes by name or file; all shipped ones if not given.
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
        A row for each candidate, by required price, then one for each reference link. Losses are shares of what goes
        in: at full load with the no-load loss, and energy-weighted. Money is USD of 2025. ``attrs["lines"]`` holds
        latitude, longitude, distance [km] and depth [m] of each candidate. Kilometres by country go by the nearest
        coast and are approximate; the rest of the length lies in others' waters. A route that cannot be is kept with
        its error. Up to ``hvac_break_even_km`` alternating current of the same power is the cheaper to build.

    Raises
    ------
    SundalinkError
        If the scenario is wrong, or no route could be run.
    """
    names = [str(f) for f in (files or shipped())]
    load(scenario, {**(overrides or {})})
    share, rows, lines = shared(), [None] * len(names), {}
    with ThreadPoolExecutor(max_workers=max(int(workers), 1)) as pool:
        jobs = {pool.submit(_candidate, name, scenario, overrides, share): i for i, name in enumerate(names)}
        for done, job in enumerate(as_completed(jobs), 1):
            rows[jobs[job]], line = job.result()
            if line is not None:
                lines[rows[jobs[job]]["name"]] = line
            if tell is not None:
                tell(done, len(names))
    if not lines:
        raise SundalinkError("no route could be run:\n" + "\n".join(f"{r['name']}: {r['error']}" for r in rows))
    found = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("required_price", na_position="last", kind="stable")
    table = pd.DataFrame([*found.to_dict("records"), *_references()], columns=list(COLUMNS))
    table.attrs["lines"] = lines
    return table


def _candidate(name, scenario, overrides, share):
    """Return the row of one route, and its line."""
    route = str(Path(name).resolve()) if Path(name).is_file() else name
    try:
        case = chain.run(load(scenario, {**(overrides or {}), "route.file": route}), share=share, keep=False, workers=1)
    except SundalinkError as fault:
        return {"name": Path(name).stem, "kind": "candidate", "status": "failed", "error": str(fault)}, None
    path, full, figures = case.route, case.link.transfers[-1], summary(case)
    given = compare.figures(path.depth, path.distance, path.great_circle)
    capex = {part.name: part.capex for part in case.finance.components}
    s = case.scenario
    no_load = full.no_load_sending + full.no_load_receiving
    lost = full.sent[-1] - full.received[-1] + no_load
    row = {
        "name": path.route.name, "kind": "candidate", "description": " ".join(path.route.description.split()),
        "length_km": given.length, "great_circle_ratio": given.detour, "max_depth_m": given.deepest,
        **_waters(path, share), "voltage_kv": case.link.cable.voltage, "power_mw": s.link.rating_mw,
        "loss_full": float(lost / (full.sent[-1] + no_load)),
        "loss_energy": figures["link_loss_fraction"], "published_loss": np.nan, "hottest_degc": full.temperature,
        "hottest_segment": full.hottest, "availability": figures["link_availability"],
        "capex_usd_million": (capex["cable"] + capex["converters"]) / 1e6,
        "capex_usd_per_mw_km": compare.per_km(capex["cable"], given.length, s.link.rating_mw),
        "delivered_gwh": figures["delivered_energy"], "required_price": figures["required_price"],
        "hvac_break_even_km": figures["hvac_break_even"], "status": "ok",
        "error": ""}
    return row, (path.latitude, path.longitude, path.distance, path.depth)


def _waters(path, share):
    """Return the kilometres of a route in the waters of each country, by the nearest coast."""
    coast = share("coast", (), coasts.embedded)
    owner = jurisdiction.pieces(coast, path.latitude, path.longitude)
    lengths = dict(zip(*jurisdiction.kilometres(owner, path.distance), strict=True))
    return {f"km_{country}": float(lengths.get(country, 0.0)) for country in COUNTRIES}


def _references():
    """Return the rows of built and planned links."""
    for link in library.reference_links().itertuples():
        capex = link.capex_usd2025_million
        yield {
            "name": link.name, "kind": "reference", "description": f"{link.technology} {link.config}, {link.state}",
            "length_km": link.length_km, "max_depth_m": link.max_depth_m, "voltage_kv": link.voltage_kv,
            "power_mw": link.power_mw, "published_loss": link.loss_fraction, "capex_usd_million": capex,
            "capex_usd_per_mw_km": (compare.per_km(capex * 1e6, link.length_km, link.power_mw)
                                    if link.capex_scope == "cable" and capex > 0 else np.nan),
            "status": link.state, "error": ""}
