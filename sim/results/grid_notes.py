"""Notes on the results of a grid: unserved energy, zones without corridors, horizon, evidence, optimality gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.tables_grid import FIRST, at
from sim.scenario.tables_zone import ZoneDemand

if TYPE_CHECKING:
    from sim.analysis.grid_outcome import GridOutcome
    from sim.case.grid import GridRun
    from sim.scenario.grid_schema import GridScenario
    from sim.scenario.tables_zone import ZoneRow


LITTLE = 1e-6
"""Share of demand below which unserved energy is not reported. [fraction]"""


def without_growth(zone: ZoneRow, year: int) -> str:
    """
    Sentence on a growth of demand that has no effect in a calendar year; empty where it has one.

    Parameters
    ----------
    zone : ZoneRow
    year : int
        Of the snapshot.

    Returns
    -------
    note : str
    """
    last, key = max(zone.demand.twh), f"zones.{zone.name}.demand"
    if last == FIRST:
        return f"{key}.growth has no effect: {key}.twh is one number for all years; give it by calendar year."
    if year <= last:
        return (f"{key}.growth has no effect in {year}: {key}.twh gives the demand up to {last}, and growth applies "
                "after that year; change twh instead.")
    return ""


def growth_notes(s: GridScenario) -> list[str]:
    """Return a sentence for each zone whose growth of demand is not that of every zone, and has no effect."""
    usual = ZoneDemand.model_fields["growth"].default
    return [note for zone in s.zones if zone.demand.growth != usual and (note := without_growth(zone, s.grid.year))]


def scenario_notes(s: GridScenario) -> list[str]:
    """
    Return sentences on valid but possibly unintended settings of a scenario, before anything is simulated.

    Parameters
    ----------
    s : GridScenario

    Returns
    -------
    notes : list of str
        Zones without demand, zones that nothing supplies, growth without effect.
    """
    joined = {end for row in s.in_service() for end in (row.from_zone, row.to_zone)}
    notes = []
    for zone in s.zones:
        own = zone.stack or zone.hydro or zone.wind or zone.sun or zone.batteries
        if at(zone.demand.twh, s.grid.year, zone.demand.growth) == 0:
            notes.append(f"Zone {zone.name}: has no demand; its consumers are not included in any sum.")
        elif zone.name not in joined and not own:
            notes.append(f"Zone {zone.name}: has no corridor in service and no supply: none of its demand is served.")
    return notes + growth_notes(s)


def grid_notes(run: GridRun, outcomes: tuple[GridOutcome, ...]) -> list[str]:
    """Return sentences on unserved energy, zones without corridors, horizon, evidence and optimality gap."""
    case, s = run.case, run.case.scenario
    notes = growth_notes(s)
    year = case.years[0]
    for number, zone in enumerate(case.zones):
        load = sum(float(y.network.load[:, number].sum()) for y in case.years)
        unserved = sum(float(x.unserved[:, number].sum()) for x in run.solutions)
        if load > 0 and unserved > LITTLE * load:
            notes.append(f"Zone {zone}: {100 * unserved / load:.3g} % of the demand is not served "
                         f"({unserved * s.grid.period_h / len(case.years) / 1e3:,.1f} GWh).")
        if load == 0 and number < len(s.zones):
            notes.append(f"Zone {zone}: has no demand; its consumers are not included in any sum.")
        own = (year.network.capacity[:, number].sum() + (year.stores.zone == number).sum()) > 0
        joined = number in year.corridors.origin or number in year.corridors.destination
        if not joined and len(case.zones) > 1:
            notes.append(f"Zone {zone}: has no corridor in service"
                         + ("." if own else " and no supply: none of its demand is served."))
    if s.grid.days < 365:
        notes.append(f"The horizon is {s.grid.days} days from day {s.grid.first_day}; sums cover these days, and "
                     "reservoirs end at their initial level.")
    if s.grid.policy == "perfect_foresight":
        notes.append("Stores have perfect foresight of the whole horizon: the result is an upper bound of the value of "
                     "trade, and prices and spill are those of perfect foresight.")
        gap = max(x.gap for x in run.solutions)
        notes.append(f"The cost found is at most {100 * gap:.2g} % above the least cost.")
    else:
        ahead = f"{s.grid.window_days} days on forecasts with errors" if s.grid.policy == "rolling" else "one day"
        notes.append(f"Stores are planned over {ahead} ({s.grid.policy}): no bound on the cost is given.")
    negative = max(float((o.price < 0).mean()) for o in outcomes)
    if negative > 0.001:
        notes.append(f"{100 * negative:.1f} % of all prices are below zero.")
    assumed = np.mean([row.status == "assumed" for zone in s.zones
                       for row in (*zone.stack, *zone.hydro, zone.demand)] or [False])
    notes.append(f"{100 * assumed:.0f} % of the rows of plants, water and demand are assumed; the file says which.")
    return notes
