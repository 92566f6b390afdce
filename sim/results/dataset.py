"""Labelled data of a case: one dataset with units, long names, CF attributes and provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from sim import __version__, clock
from sim.analysis.gas_parity import new_gas
from sim.analysis.variable import Variable, coordinate
from sim.case import demand as case_demand
from sim.case import years as case_years
from sim.results import analyses as results_analyses
from sim.results import notes_link, notes_price
from sim.results.notes import notes
from sim.results.summary_values import SUMMARY
from sim.results.variables import ANNUAL, HOURLY, MONEY
from sim.scenario.load import fingerprint
from sim.scenario.template import merged
from sim.units import netcdf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from numpy.typing import ArrayLike

    from sim.chain import Case
    from sim.results.analyses import Analyses
    from sim.results.summary_values import SummaryValues

YEAR, WEATHER, DRAW, TIME, LIFE = "operating_year", "weather_year", "outage_draw", "time", "calendar_year"
NOMINAL, REAL = {"price_basis": "nominal"}, {"price_basis": "real 2025"}


def dataset(case: Case, figures: SummaryValues, analyses: Analyses | None = None,
            begun: xr.Dataset | None = None,
            made: Mapping[ModuleType, list[Variable]] = results_analyses.NONE) -> xr.Dataset:
    """
    Labelled data of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    figures : dict
        What `sim.results.summary.summary` made of it.
    analyses : Analyses, optional
        As `sim.results.analyses.analyse` returns them, where they are known already.
    begun : xarray.Dataset, optional
        As `hours` returns it, where it is made already.
    made : mapping of module to list of Variable
        As `sim.results.analyses.variables` takes it.

    Returns
    -------
    data : xarray.Dataset
        Hourly arrays (operating_year, weather_year, time) of the first outage draw where the case kept them, annual
        sums (operating_year, weather_year, outage_draw), money by calendar year, the route by point, and every value
        of ``summary.csv`` as a scalar; CF attributes, units and provenance.
    """
    analyses = results_analyses.analyse(case) if analyses is None else analyses
    begun = hours(case) if begun is None else begun
    rows = [*_annual(case), *_tables(case), *results_analyses.variables(case, analyses, made),
            *(Variable(name, (), float(figures[name]), unit, text) for name, (unit, text) in SUMMARY.items()
              if name not in ("evidence", "seed"))]
    variables, coordinates = _labelled(rows)
    return xr.Dataset({**{name: begun.variables[name] for name in begun.data_vars}, **variables},
                      {**{name: begun.variables[name] for name in begun.coords}, **coordinates},
                      _provenance(case, figures, analyses))


def hours(case: Case) -> xr.Dataset:
    """Return the part of `dataset` that is known before any analysis: axes and the arrays of each period."""
    return xr.Dataset(*_labelled([*_axes(case), *_hours(case)]))


def warm() -> None:
    """Let xarray load what it looks for when it makes its first array: Dask, where it is installed."""
    xr.Variable((), 0.0)


def _labelled(rows: Sequence[Variable]) -> tuple[dict[str, xr.Variable], dict[str, xr.Variable]]:
    """Return variables and coordinates by name."""
    return ({row.name: _array(row) for row in rows if not row.coordinate},
            {row.name: _array(row) for row in rows if row.coordinate})


def _array(row: Variable) -> xr.Variable:
    """Array of a row with its attributes, as xarray takes it without looking for other kinds of array."""
    units = {} if row.unit is None else {"units": netcdf(row.unit)}
    values = np.asarray(row.values)
    return xr.Variable(row.dims, values, {**units, "long_name": row.long_name, **row.attrs},
                       fastpath=values.dtype.kind != "M")


def _axes(case: Case) -> list[Variable]:
    """Coordinates of the years and histories."""
    return [coordinate(YEAR, case_years.traded_years(case.scenario.time), "-", "operating year traded"),
            coordinate(WEATHER, np.arange(case.wind.speed.shape[0]), "-", "weather year"),
            coordinate(DRAW, np.arange(case.traded.annual.delivered.shape[2]), "-", "outage history"),
            coordinate(LIFE, case.finance.timeline.year.astype(int), "-", "calendar year in Singapore")]


def _hours(case: Case) -> list[Variable]:
    """Arrays of each period; none where the case did not keep them."""
    s, hourly = case.scenario, case.traded.hourly
    if hourly is None:
        return []
    start = clock.utc(int(case_years.traded_years(s.time)[0]), s.time.period_h)
    whole, weather, halves = (YEAR, WEATHER, TIME), (WEATHER, TIME), {"synthetic": "synthetic half-hours"}
    rows = [
        coordinate(TIME, start, None, "start of the period in UTC, dated in the first operating year",
                   standard_name="time",
                   comment="every year has 365 days from midnight in Singapore (UTC+8); 29 February is left out"),
        *(Variable(name, whole, getattr(hourly, field), unit, text) for name, (field, unit, text) in HOURLY.items()),
        Variable("wind_speed", weather, _single(case.wind.speed), "m/s", "wind speed at hub height",
                 {"standard_name": "wind_speed", "synthetic": case.wind.label}),
        Variable("wind_direction", weather, _single(case.wind.direction), "deg", "direction the wind comes from",
                 {"standard_name": "wind_from_direction", "synthetic": case.wind.label}),
        Variable("spot_price", whole, _single([m.spot for m in case.market]), "USD/MWh",
                 "Singapore's spot price, as a seller gets it", {**REAL, **halves}),
        Variable("demand", (YEAR, TIME), _single([m.demand for m in case.market]), "MW",
                 "Singapore's system demand, net of its solar power",
                 {"origin": case_demand.label(s), **halves}),
    ]
    if case.hub.solar_power:
        rows.append(Variable("solar_power", whole, _single(case.hub.solar_power), "MW",
                             "solar power offered to the hub", {"origin": case.hub.solar_label}))
    return [*rows,
            Variable("turbines_in_service", weather, _single(case.hub.in_service), "-",
                     "share of turbines that neither failed nor wait out a storm",
                     {"comment": "as a model of farm.availability has it; 1 where a fixed loss stands for it"}),
            Variable("poles_available", weather, case.link.poles[0].astype(np.int8), "-", "poles in service")]


def _single(values: ArrayLike) -> np.ndarray:
    """Return values in single precision."""
    return np.asarray(values, dtype=np.float32)


def _annual(case: Case) -> list[Variable]:
    """Sums of each simulated year, and money of each calendar year."""
    books, span = case.finance.project, case.finance.timeline.year.shape
    return [*(Variable(name, (YEAR, WEATHER, DRAW), getattr(case.traded.annual, field) / divisor, unit, text)
              for name, (field, unit, divisor, text) in ANNUAL.items()),
            *(Variable(name, LIFE, np.broadcast_to(getattr(books, field), span), "USD", text, NOMINAL)
              for name, (field, text) in MONEY.items())]


def _tables(case: Case) -> list[Variable]:
    """Route, loss curve of the link, loan, and the costs of landed energy and of new gas by part."""
    route, full, loan, span = case.route, case.link.transfers[-1], case.finance.project.debt, \
        case.finance.timeline.year.shape
    gas, tax = new_gas(case)
    point, part, sent = "route_point", "cost_part", "link_sent"
    return [
        Variable("route_distance", point, route.distance, "km", "distance from the hub", coordinate=True),
        Variable("route_latitude", point, route.latitude, None, "latitude of the route",
                 {"standard_name": "latitude", "units": "degrees_north"}),
        Variable("route_longitude", point, route.longitude, None, "longitude of the route",
                 {"standard_name": "longitude", "units": "degrees_east"}),
        Variable("route_depth", point, route.depth, "m", "depth of the sea; below zero on land"),
        coordinate(sent, full.sent, "MW", "power sent, all poles in service"),
        *(Variable(name, sent, values, "MW", name.replace("_", " ") + ", without no-load loss")
          for name, values in (("link_received", full.received), ("link_sending_loss", full.sending_loss),
                               ("link_cable_loss", full.cable_loss), ("link_receiving_loss", full.receiving_loss))),
        *(Variable(f"link_no_load_{end}", (), float(getattr(full, f"no_load_{end}")), "MW",
                   f"no-load loss, {end} station") for end in ("sending", "receiving")),
        Variable("debt_drawn", LIFE, np.broadcast_to(loan.draw, span), "USD", "debt drawn", NOMINAL),
        Variable("debt_service", LIFE, np.broadcast_to(loan.interest + loan.principal, span), "USD",
                 "interest and principal paid", NOMINAL),
        coordinate("gas_part", list(gas), None, "part of the full cost of new gas"),
        Variable("new_gas_part", "gas_part", np.array(list(gas.values())), "USD/MWh",
                 "full cost of new gas in Singapore, carbon tax levelised", REAL),
        Variable("levelised_carbon_tax", (), tax, "SGD/tCO2", "carbon tax levelised over operation, money of 2025"),
        coordinate(part, list(case.finance.landed.name), None, "part of the landed cost"),
        Variable("landed_cost_part", part, np.asarray(case.finance.landed.value), "USD/MWh",
                 "cost per MWh delivered", REAL),
    ]


def _provenance(case: Case, figures: SummaryValues, analyses: Analyses) -> dict[str, str | float]:
    """Global attributes."""
    scenario = case.scenario
    return {
        "Conventions": "CF-1.11",
        "title": f"Sundalink {scenario.name}: {scenario.description}",
        "source": f"sundalink {__version__}",
        "history": f"sundalink {__version__} run of scenario {scenario.name}",
        "scenario": merged(scenario),
        "scenario_name": scenario.name,
        "scenario_hash": fingerprint(scenario, __version__),
        "document_basis": scenario.document_basis,
        "seed": scenario.seed,
        "evidence": figures["evidence"],
        "wind": case.wind.label,
        "site": f"{scenario.site.name} ({scenario.site.latitude_deg:g}, {scenario.site.longitude_deg:g})",
        "site_latitude": scenario.site.latitude_deg,
        "site_longitude": scenario.site.longitude_deg,
        "route": case.route.route.name,
        "landing": case.route.route.landing,
        "price_binds": case.finance.binds,
        "why_not_ac": notes_link.alternating_current(case, analyses.cable),
        "cable_rating": notes_link.cable_rating(case, analyses.cable),
        "assumed": "demand growth, gas and carbon prices, costs of components and terms of finance are assumptions "
                   "of the scenario; each key says so with its source",
        "notes": "\n".join(notes(case, figures)),
        "resilience": notes_link.outage_histories(case, figures),
        "price_range": notes_price.cost_uncertainty(case, analyses.prices),
    }
