"""Outcome of a grid's trade: power by technology, settled prices, rents, emissions, welfare by country."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.checks import check_within
from sim.network import emissions, welfare

if TYPE_CHECKING:
    from sim.case.grid import GridCase, GridRun, GridYear
    from sim.network.records import GridSolution
    from sim.network.welfare import Welfare

KINDS = {"coal": "coal", "lignite": "coal", "hongsa": "coal", "ccgt": "gas", "ocgt": "gas", "gas": "gas",
         "lng": "gas", "oil": "oil", "diesel": "oil", "geothermal": "geothermal", "biomass": "biomass",
         "waste": "waste", "nuclear": "nuclear", "hydro": "hydro", "wind": "wind", "sun": "sun", "china": "import"}
"""How the name of a row of a stack begins -> technology in results; "other" for all else."""

TECHNOLOGIES = ("nuclear", "geothermal", "biomass", "waste", "coal", "gas", "oil", "import", "other", "hydro", "wind",
                "sun", "battery")
"""Technologies of results, in the order in which they are stacked."""

FREE = ("wind", "sun", "hydro")
"""Technologies that are curtailed where they cannot be used."""


class GridOutcome(NamedTuple):
    """One weather year of a grid."""

    price: np.ndarray
    """Settled price, at most the zone's cap, shape (time, zone). [USD/MWh]"""
    power: np.ndarray
    """Of each unit, shape (time, unit). [MW]"""
    technology: np.ndarray
    """Power given by zone and technology; that of batteries is what they give, shape (time, zone, technology). [MW]"""
    curtailed: np.ndarray
    """Wind, sun and river that was available and not used, shape (time, zone). [MW]"""
    rent: np.ndarray
    """Shape (time, link). [USD/h]"""
    emitted: np.ndarray
    """Shape (time, zone). [tCO2/h]"""
    average: np.ndarray
    """Emissions of what is consumed, shape (time, zone). [tCO2/MWh]"""
    marginal: np.ndarray
    """Emissions of one MWh more, shape (time, zone). [tCO2/MWh]"""
    welfare: Welfare
    """By country, over the horizon."""
    welfare_of_zone: np.ndarray
    """All parties together, each plant and store counted in the zone where it stands, shape (zone,). [USD]"""
    residual: float
    """Largest difference of what enters and leaves a zone in a period, relative to the largest demand. [-]"""


def kind(name: str) -> str:
    """Technology of a row of a stack by its name."""
    return next((found for start, found in KINDS.items() if name.lower().startswith(start)), "other")


def parties(case: GridCase) -> tuple[str, ...]:
    """Countries that anything in the grid belongs to, in alphabetical order."""
    owners = {owner for year in case.years for owner in (*year.units.owner, *year.stores.owner)}
    return tuple(sorted(owners | set(case.countries)))


def grid_outcomes(run: GridRun) -> tuple[GridOutcome, ...]:
    """
    Accounts of every weather year of a grid.

    Parameters
    ----------
    run : GridRun
        Of `sim.case.grid.run_grid_case`.

    Returns
    -------
    outcomes : tuple of GridOutcome

    Raises
    ------
    SundalinkError
        If a zone, a store or the welfare does not add up, or the gap is above what was asked for.
    """
    return tuple(outcome(run.case, year, found) for year, found in zip(run.case.years, run.solutions, strict=True))


def outcome(case: GridCase, year: GridYear, found: GridSolution, factors: bool = True) -> GridOutcome:
    """Accounts of one weather year; without factors of emissions they take less time."""
    if case.scenario.grid.policy == "perfect_foresight":   # the others have no bound to fall short of
        check_within("optimality gap of the grid's dispatch", found.gap, 0.0, max(case.scenario.grid.gap, 1e-9))
    network, units, zones = year.network, year.units, len(case.zones)
    residual = welfare.balance(network, found)
    price = np.minimum(found.price, _caps(case))
    power = welfare.unit_generation(found, units.zone, year.step, units.available)
    emitted = welfare.by_zone(power * units.carbon, units.zone, zones)
    names = parties(case)
    number = {name: n for n, name in enumerate(names)}
    costs, here = (units.zone, units.cost, units.carbon, units.tax), np.arange(zones)
    by_place = welfare.welfare(network, found, price, power, costs, units.zone, here, year.stores.zone)
    gains = welfare.welfare(network, found, price, power, costs,
                            np.array([number[o] for o in units.owner], dtype=int),
                            np.array([number[c] for c in case.countries], dtype=int),
                            np.array([number[o] for o in year.stores.owner], dtype=int))
    free = np.isin([kind(t) for t in units.technology], FREE)
    unused = welfare.by_zone(units.available[:, free] - power[:, free], units.zone[free], zones)
    empty = np.full(emitted.shape, np.nan)
    return GridOutcome(
        price, power, _technologies(case, year, found, power), unused, welfare.rents(network, found, price), emitted,
        emissions.average_factor(network, found, emitted) if factors else empty,
        emissions.marginal_factor(network, found, step_carbon(year, zones)) if factors else empty, gains,
        by_place.total(), residual)


def _caps(case: GridCase) -> np.ndarray:
    """Price cap of each zone, those of the project's own zones included. [USD/MWh]"""
    caps = [zone.price_cap_usd_per_mwh for zone in case.scenario.zones]
    return np.array([*caps, *[max(caps)] * (len(case.zones) - len(caps))])   # of the project's zones the highest


def step_carbon(year: GridYear, zones: int) -> np.ndarray:
    """Emissions of each step of the stacks, mean of the units in it by what they have available. [tCO2/MWh]"""
    size = np.maximum(year.units.available.mean(axis=0), 1e-9)
    total, whole = np.zeros((2, zones, year.network.capacity.shape[-1]))
    np.add.at(total, (year.units.zone, year.step), size * year.units.carbon)
    np.add.at(whole, (year.units.zone, year.step), size)
    return np.divide(total, whole, out=np.zeros_like(total), where=whole > 0)


def _technologies(case: GridCase, year: GridYear, found: GridSolution, power: np.ndarray) -> np.ndarray:
    """Power given by zone and technology."""
    zones, kinds = len(case.zones), len(TECHNOLOGIES)
    which = np.array([TECHNOLOGIES.index(kind(t)) for t in year.units.technology], dtype=int)
    store = np.array([TECHNOLOGIES.index("hydro" if t == "reservoir" else "battery")
                      for t in year.stores.technology], dtype=int)
    columns = np.concatenate([power, found.discharge], axis=1)
    place = np.concatenate([year.units.zone * kinds + which, year.stores.zone * kinds + store])
    return welfare.by_zone(columns, place, zones * kinds).reshape(len(power), zones, kinds)
