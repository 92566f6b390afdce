"""Labelled data of a grid: one dataset with units, long names, CF attributes, the gap and provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from sim import __version__, clock
from sim.analysis.grid_outcome import TECHNOLOGIES, grid_outcomes, parties
from sim.analysis.variable import Variable, coordinate
from sim.results.grid_notes import grid_notes
from sim.results.grid_scenario_text import grid_text
from sim.units import netcdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from sim.analysis.grid_outcome import GridOutcome
    from sim.case.grid import GridRun, GridYear
    from sim.network.records import GridSolution

WEATHER, TIME, ZONE, CORRIDOR, KIND, STORE = "weather_year", "time", "zone", "corridor", "technology", "store"
COUNTRY, PARTY, STEP = "country", "party", "step"
PARTIES = ("consumers", "producers", "rent", "state", "stored")
"""Who is left with what, as `sim.network.welfare.Welfare` has it."""


def grid_dataset(run: GridRun, outcomes: tuple[GridOutcome, ...] | None = None) -> xr.Dataset:
    """
    Labelled data of a grid.

    Parameters
    ----------
    run : GridRun
        Of `sim.case.grid.run_grid_case`.
    outcomes : tuple of GridOutcome, optional
        Of `sim.analysis.grid_outcome.grid_outcomes`, where they are known.

    Returns
    -------
    data : xarray.Dataset
        Arrays by weather year and period; sums of the horizon by weather year.
    """
    outcomes = grid_outcomes(run) if outcomes is None else outcomes
    rows = [*_axes(run), *_hours(run, outcomes), *_sums(run, outcomes), *_fixed(run)]
    return xr.Dataset({row.name: _labelled(row) for row in rows if not row.coordinate},
                      {row.name: _labelled(row) for row in rows if row.coordinate}, _provenance(run, outcomes))


def _labelled(row: Variable) -> tuple[str | tuple[str, ...], ArrayLike, dict[str, str | float]]:
    """Return dimensions, values and attributes of a variable as xarray takes them."""
    units = {} if row.unit is None else {"units": netcdf(row.unit)}
    return (row.dims, row.values, {**units, "long_name": row.long_name, **row.attrs})


def _axes(run: GridRun) -> list[Variable]:
    """Coordinates: weather years, time, zones, corridors and the rest."""
    case = run.case
    g, first = case.scenario.grid, case.years[0]
    part = slice((g.first_day - 1) * round(24 / g.period_h), (g.first_day - 1 + g.days) * round(24 / g.period_h))
    return [coordinate(WEATHER, np.arange(len(case.years)), "-", "weather year"),
            coordinate(TIME, clock.utc(g.year, g.period_h)[part], None, "start of the period in UTC",
                       standard_name="time", comment="29 February is left out of every year"),
            coordinate(ZONE, list(case.zones), None, "zone"),
            coordinate(CORRIDOR, list(first.corridors.name), None, "corridor"),
            coordinate(KIND, list(TECHNOLOGIES), None, "technology"),
            coordinate(STORE, list(first.stores.name), None, "reservoir or battery"),
            coordinate(COUNTRY, list(parties(case)), None, "country, ISO 3166"),
            coordinate(PARTY, list(PARTIES), None, "who is left with it")]


def _hours(run: GridRun, outcomes: tuple[GridOutcome, ...]) -> list[Variable]:
    """Arrays of each period, by weather year."""
    by_zone, by_link = (WEATHER, TIME, ZONE), (WEATHER, TIME, CORRIDOR)
    pairs = list(zip(run.case.years, run.solutions, outcomes, strict=True))

    def each(of: Callable[[GridYear, GridSolution, GridOutcome], np.ndarray]) -> np.ndarray:
        return np.stack([np.asarray(of(*pair), dtype=np.float32) for pair in pairs])

    return [
        Variable("price", by_zone, each(lambda y, s, o: o.price), "USD/MWh",
                 "price that is settled: value of one more MWh, at most the zone's cap"),
        Variable("demand", by_zone, each(lambda y, s, o: y.network.load), "MW", "demand, losses within the zone in it"),
        Variable("unserved", by_zone, each(lambda y, s, o: s.unserved), "MW", "demand that is not served"),
        Variable("generation", (WEATHER, TIME, ZONE, KIND), each(lambda y, s, o: o.technology), "MW",
                 "power given to the zone by technology; batteries: what they give"),
        Variable("stack_power", by_zone, each(lambda y, s, o: np.where(y.network.cost > 0, s.generation, 0.0).sum(-1)),
                 "MW", "power of the zone's own plants that are offered above zero"),
        Variable("charging", by_zone, each(lambda y, s, o: _by_zone(run, s.charge, y.stores.zone)), "MW",
                 "power that batteries take"),
        Variable("curtailed", by_zone, each(lambda y, s, o: o.curtailed), "MW",
                 "wind, sun and river that was available and not used"),
        Variable("spilled", by_zone, each(lambda y, s, o: _by_zone(run, s.spill, y.stores.zone)), "MW",
                 "power of water that leaves reservoirs unused"),
        Variable("emissions", by_zone, each(lambda y, s, o: o.emitted), "tCO2/h", "emissions of plants in the zone"),
        Variable("average_factor", by_zone, each(lambda y, s, o: o.average), "tCO2/MWh",
                 "emissions of what is consumed, carried along the flows"),
        Variable("marginal_factor", by_zone, each(lambda y, s, o: o.marginal), "tCO2/MWh",
                 "emissions of one MWh more"),
        Variable("flow", by_link, each(lambda y, s, o: s.sent[:, 0] - s.sent[:, 1]), "MW",
                 "power sent from the first zone of the corridor, less that sent from the other"),
        Variable("loss", by_link, each(lambda y, s, o: (s.sent - s.received).sum(1)), "MW", "lost on the corridor"),
        Variable("capacity", by_link, each(lambda y, s, o: y.corridors.capacity[:, 0]), "MW",
                 "power that may be sent from the first zone, outages taken off"),
        Variable("rent", by_link, each(lambda y, s, o: o.rent), "USD/h",
                 "congestion rent: difference of prices on what is carried, less loss and charge"),
        Variable("level", (WEATHER, TIME, STORE), each(lambda y, s, o: s.level), "MWh",
                 "energy in the store at the end of the period"),
        Variable("stored_value", (WEATHER, TIME, STORE), each(lambda y, s, o: s.stored_value), "USD/MWh",
                 "value of one more MWh in the store"),
    ]


def _by_zone(run: GridRun, values: np.ndarray, zone: np.ndarray) -> np.ndarray:
    """Return values of rows summed by their zone."""
    from sim.network.welfare import by_zone

    return by_zone(values, zone, len(run.case.zones))


def _sums(run: GridRun, outcomes: tuple[GridOutcome, ...]) -> list[Variable]:
    """Sums over the horizon by weather year: welfare, energy sent, cost."""
    welfare = np.stack([[getattr(o.welfare, name) for name in PARTIES] for o in outcomes])
    hours = run.case.scenario.grid.period_h
    sent = np.stack([s.sent.sum(0) * hours for s in run.solutions])
    made = {"whole_horizon": f"{run.case.scenario.grid.days} days"}
    # The solver's cost is less the value of what is left; at the level asked for that is the same in every trade.
    held = np.array([float((y.network.end_width[:, 0] * y.network.end_value[:, 0]).sum()) for y in run.case.years])
    return [
        Variable("welfare", (WEATHER, PARTY, COUNTRY), welfare, "USD",
                 "what consumers, producers, owners of corridors and states are left with over the horizon", made),
        Variable("zone_welfare", (WEATHER, ZONE), np.stack([o.welfare_of_zone for o in outcomes]), "USD",
                 "the same by zone, all parties together, plants and stores counted where they stand", made),
        Variable("sent_forward", (WEATHER, CORRIDOR), sent[:, 0], "MWh", "energy sent from the first zone", made),
        Variable("sent_back", (WEATHER, CORRIDOR), sent[:, 1], "MWh", "energy sent from the other zone", made),
        Variable("cost", (WEATHER,), np.array([s.cost for s in run.solutions]) + held, "USD",
                 "cost of the trade found: generation, charges, lost load, and what is missing of the stores' level at "
                 "the end", made),
        Variable("cost_bound", (WEATHER,), np.array([s.bound for s in run.solutions], dtype=float) + held, "USD",
                 "no trade costs less than this", made),
        Variable("gap", (WEATHER,), np.array([s.gap for s in run.solutions]), "-",
                 "cost less bound over the cost of generation, charges and lost load"),
        Variable("balance_residual", (WEATHER,), np.array([o.residual for o in outcomes]), "-",
                 "largest difference of what enters and leaves a zone, relative to the largest demand"),
    ]


def _fixed(run: GridRun) -> list[Variable]:
    """What does not change in time: places and names of zones, ends of corridors."""
    case, first = run.case, run.case.years[0]
    zones = case.scenario.zones
    places = [(zone.latitude_deg, zone.longitude_deg) for zone in zones]
    titles = [zone.title or zone.name for zone in zones]
    if case.project is not None:
        site, share = case.project.scenario.site, case.project.scenario.link.tee.share
        hub, end = (site.latitude_deg, site.longitude_deg), places[case.zones.index(case.scenario.project.receives)]
        tee = tuple(share * b + (1.0 - share) * a for a, b in zip(hub, end, strict=True))   # on a straight line
        places += [hub, (tee[0], tee[1])][:len(case.project.zones)]
        titles += ["export project", "tee of its cable"][:len(case.project.zones)]
    ends = [[case.zones[n] for n in end] for end in (first.corridors.origin, first.corridors.destination)]
    return [
        Variable("latitude", (ZONE,), np.array([p[0] for p in places]), None, "latitude",
                 {"standard_name": "latitude", "units": "degrees_north"}),
        Variable("longitude", (ZONE,), np.array([p[1] for p in places]), None, "longitude",
                 {"standard_name": "longitude", "units": "degrees_east"}),
        Variable("zone_title", (ZONE,), titles, None, "name of the zone"),
        Variable("zone_country", (ZONE,), list(case.countries), None, "country of the zone"),
        Variable("from_zone", (CORRIDOR,), ends[0], None, "first zone of the corridor"),
        Variable("to_zone", (CORRIDOR,), ends[1], None, "other zone of the corridor"),
        Variable("stage", (CORRIDOR,), list(first.corridors.stage), None, "how far the corridor is"),
        Variable("document", (CORRIDOR,), list(first.corridors.document), None,
                 "published list that its power and year stand in"),
        Variable("yearly_cost", (CORRIDOR,), first.corridors.yearly_cost, "USD/yr",
                 "annuity of its capital cost, and upkeep"),
        Variable("stack_width", (ZONE, STEP), np.where(first.network.cost > 0, first.network.capacity.mean(0), 0.0),
                 "MW", "power of each step of the zone's stack, mean of the horizon"),
        Variable("stack_cost", (ZONE, STEP), np.asarray(first.network.cost), "USD/MWh", "what the step is offered at"),
        Variable("store_energy", (STORE,), first.stores.energy, "MWh", "energy that the store can hold"),
    ]


def _provenance(run: GridRun, outcomes: tuple[GridOutcome, ...]) -> dict[str, str | float]:
    """Global attributes."""
    s = run.case.scenario
    return {
        "Conventions": "CF-1.11", "title": f"{s.name}: {s.description}", "source": f"sundalink {__version__}",
        "history": f"sundalink {__version__} grid run of {s.name}",
        "grid": s.name, "document_basis": s.document_basis, "year": s.grid.year, "days": s.grid.days,
        "policy": s.grid.policy, "period_h": s.grid.period_h, "seed": s.seed, "weather": run.case.weather.label,
        "gap": float(max(x.gap if np.isfinite(x.gap) else np.nan for x in run.solutions)), "gap_asked": s.grid.gap,
        "price_basis": "real 2025", "scenario": grid_text(s), "notes": "\n".join(grid_notes(run, outcomes)),
        "limits": "transport model: flows follow prices, not angles; plants without start-ups; one price in a zone; "
                  "a perfect market, an upper bound of trade",
    }
