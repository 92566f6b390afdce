"""Adequacy of a zone with its neighbours: energy not served and capacity credit, with and without corridors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.adequacy.capacity_credit import shortfall
from sim.analysis.grid_outcome import kind
from sim.case.grid import GridYear, build_grid_case, merge_steps, run_grid_case
from sim.case.grid_project import CORRIDOR
from sim.checks import check_within
from sim.errors import scenario_error
from sim.network.records import GridNetwork, GridSolution
from sim.network.support import most_received
from sim.scenario.grid_schema import GridScenario
from sim.scenario.tables_grid import at
from sim.stochastic import generator

VARIABLE = ("wind", "sun", "hydro", "battery")
"""Technologies whose power is taken off demand as it comes, or that hold no energy of their own."""
UNIT, OUTAGE, CRITERION = 400.0, 0.05, 3.0
"""Size of a unit [MW], probability that it is out [-], and hours of lost load a year that are put up with [h] (assumed;
as `market.adequacy` of a single case)."""
DAY = 24.0
"""Time that a unit of a neighbour is out when it fails (assumed). [h]"""
DRAWS = 8
"""Draws of the neighbours' failures for each weather year."""
TIGHT = 0.99
"""Quantile of the zone's net demand above which a period is tight. [-]"""


class Adequacy(NamedTuple):
    """A zone's supply with some of what stands beside its own fleet."""

    support: str
    """What stands beside the fleet."""
    mean: float
    """Power that it can bring, mean of the year. [MW]"""
    tight: float
    """The same in the hundredth of the periods with the highest net demand. [MW]"""
    lole: float
    """Hours of lost load with the fleet of the scenario. [h/yr]"""
    unserved: float
    """Energy not served with that fleet. [MWh/yr]"""
    elcc: float
    """Capacity credit: flat load that it carries at the risk of the criterion. [MW]"""
    lole_at_criterion: float
    """Hours of lost load where demand is lifted until the fleet alone has those of the criterion. [h/yr]"""
    unserved_at_criterion: float
    """Energy not served there. [MWh/yr]"""


def zone_adequacy(s: GridScenario, zone: str = "SG", corridors: tuple[str, ...] = (), *, workers: int = 2,
                  draws: int = DRAWS) -> tuple[Adequacy, ...]:
    """
    Adequacy of a zone by itself, with its neighbours, and with the neighbours but without each of some corridors.

    The zone's own units fail by the table of outages, those of its neighbours in draws of whole days.

    Parameters
    ----------
    s : GridScenario
        As `sim.load_grid` returns it.
    zone : str
        The zone.
    corridors : tuple of str
        Corridors that are left out, each by itself; the export project is among them where the grid has it.
    workers : int
        Weather years that are traded at the same time.
    draws : int
        Draws of the neighbours' failures for each weather year; with none of them neighbours are at their mean
        availability.

    Returns
    -------
    rows : tuple of Adequacy
        The fleet alone; all neighbours; all neighbours without each corridor; each of those corridors' own share is
        the difference of the last two.

    Raises
    ------
    SundalinkError
        If there is no such zone or corridor, the zone has no plant that burns fuel, or draws are below zero.
    """
    check_within("draws of neighbours' failures", draws, 0, 10_000)
    names = [row.name for row in s.zones]
    if zone not in names:
        raise scenario_error(f"zone {zone!r}: must be one of {', '.join(names)}")
    run = run_grid_case(build_grid_case(s), workers)
    years, place = run.case.years, names.index(zone)
    known = years[0].corridors.name
    wrong = [name for name in corridors if name not in known]
    if wrong:
        raise scenario_error(f"corridor {wrong[0]!r}: must be one in service: {', '.join(known)}")
    left_out = dict.fromkeys([*corridors, *([CORRIDOR] if CORRIDOR in known else [])])
    times = max(draws, 1)
    drawn = tuple(with_failures(year, place, generator(s.seed, "adequacy", n, draw)) if draws else year
                  for n, year in enumerate(years) for draw in range(times))
    found = tuple(solution for solution in run.solutions for _ in range(times))
    capacity, net = _fleet(s, place), np.stack([_net(year, place) for year in drawn])
    support = {"fleet alone": np.zeros_like(net), "all neighbours": _support(drawn, found, place, None),
               **{f"without {name}": _support(drawn, found, place, known.index(name)) for name in left_out}}
    tight = net >= np.quantile(net, TIGHT)
    return tuple(Adequacy(name, float(power.mean()), float(power[tight].mean()), *shortfall(
        net, power, capacity, s.grid.period_h, outage=OUTAGE, criterion=CRITERION)) for name, power in support.items())


def adequacy_table(rows: tuple[Adequacy, ...]) -> pd.DataFrame:
    """Return the rows as a table."""
    return pd.DataFrame([row._asdict() for row in rows]).set_index("support")


def _fleet(s: GridScenario, zone: int) -> np.ndarray:
    """Units of a zone's plants in the year of the grid. [MW]"""
    found = []
    for row in s.zones[zone].stack:
        power = at(row.capacity_mw, s.grid.year)
        count = int(np.ceil(power / UNIT))
        found += [power / count] * count if count else []
    if not found:
        raise scenario_error(f"zone {s.zones[zone].name!r}: has no plants in zones.{s.zones[zone].name}.stack whose "
                             "failures could be counted")
    return np.array(found)


def _net(year: GridYear, zone: int) -> np.ndarray:
    """Demand less wind, sun and river, shape (time,). [MW]"""
    own = [n for n, kept in enumerate(year.units.technology)
           if year.units.zone[n] == zone and kind(kept) in VARIABLE]
    return year.network.load[:, zone] - year.units.available[:, own].sum(axis=1)


def with_failures(year: GridYear, zone: int, rng: np.random.Generator) -> GridYear:
    """
    Return a year in which units of all other zones are out for whole days, each by itself.

    The mean stays at the availability of the scenario, which holds these failures already.

    Parameters
    ----------
    year : GridYear
        With units at their mean availability.
    zone : int
        Zone whose own units stay as they are.
    rng : Generator
        Of the draw.

    Returns
    -------
    year : GridYear
    """
    units = year.units
    burn = np.array([place != zone and kind(name) not in VARIABLE
                     for place, name in zip(units.zone, units.technology, strict=True)])
    available = units.available.copy()
    count = np.maximum(np.ceil(available[:, burn].max(axis=0) / UNIT), 1.0).astype(int)
    steps = round(DAY / year.network.step_hours)
    out = rng.binomial(count, OUTAGE, (-(-len(available) // steps), count.size))
    available[:, burn] *= np.repeat((1.0 - out / count) / (1.0 - OUTAGE), steps, axis=0)[:len(available)]
    _, capacity, _ = merge_steps(units._replace(available=available), year.network.load.shape[1])
    return year._replace(units=units._replace(available=available),
                         network=year.network._replace(capacity=capacity))


def _support(years: tuple[GridYear, ...], found: tuple[GridSolution, ...], zone: int,
             without: int | None) -> np.ndarray:
    """Power that neighbours can supply in each draw of each weather year, shape (weather_year x draw, time). [MW]"""
    return np.stack([most_received(_less(year.network, without), of, zone)
                     for year, of in zip(years, found, strict=True)])


def _less(network: GridNetwork, link: int | None) -> GridNetwork:
    """The network without a link."""
    if link is None:
        return network
    there = np.arange(np.asarray(network.origin).size) != link
    return network._replace(link_capacity=network.link_capacity * there)
