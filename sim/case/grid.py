"""A grid as a case: its scenario made into the network that the solver knows, and the trade of each weather year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import grid_corridors, grid_policy, grid_project, grid_weather, grid_zones
from sim.case.heap import give_back
from sim.errors import scenario_error
from sim.network.program import end_at_least
from sim.network.records import GridNetwork
from sim.scenario.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.case.grid_corridors import GridCorridors
    from sim.case.grid_project import GridProject
    from sim.case.grid_weather import GridWeather
    from sim.case.grid_zones import GridStores, GridUnits
    from sim.network.records import GridSolution
    from sim.scenario.grid_schema import GridScenario

HELD = 300.0
"""Value of a MWh that a store lacks at the end: above any plant's cost, below that of lost load (assumed: diesel by the
barge). [USD/MWh]"""


class GridYear(NamedTuple):
    """One weather year of a grid, ready to be solved."""

    units: GridUnits
    stores: GridStores
    corridors: GridCorridors
    step: np.ndarray
    """Step of the network that each unit is part of, shape (unit,)."""
    network: GridNetwork


class GridCase(NamedTuple):
    """A grid in its snapshot year."""

    scenario: GridScenario
    zones: tuple[str, ...]
    countries: tuple[str, ...]
    """Country of each zone."""
    weather: GridWeather
    project: GridProject | None
    years: tuple[GridYear, ...]
    """One for each weather year."""


class GridRun(NamedTuple):
    """A grid and its trade."""

    case: GridCase
    solutions: tuple[GridSolution, ...]
    """One for each weather year."""


def build_grid_case(s: GridScenario) -> GridCase:
    """
    Make a grid of its scenario.

    Parameters
    ----------
    s : GridScenario
        As `sim.load_grid` returns it.

    Returns
    -------
    case : GridCase

    Raises
    ------
    SundalinkError
        If it cannot be.
    """
    grid_zones.horizon(s)
    weather, project = grid_weather.make_weather(s), grid_project.make_project(s)
    zones, countries = tuple(zone.name for zone in s.zones), tuple(zone.country for zone in s.zones)
    if project is not None:
        lands = countries[zones.index(s.project.lands)] if s.project.lands in zones else "MY"
        zones, countries = (*zones, *project.zones), (*countries, *("VN", lands)[:len(project.zones)])
    years = tuple(_year(s, weather, project, zones, year) for year in range(s.grid.weather_years))
    return GridCase(s, zones, countries, weather, project, years)


def check_grid(s: GridScenario) -> None:
    """Refuse a grid whose horizon, or the single case that its project names, cannot be."""
    grid_zones.horizon(s)
    if s.project.mode != "out":
        load(s.project.scenario)


def run_grid_case(case: GridCase, threads: int = 1, progress: Callable[[int], None] = lambda year: None) -> GridRun:
    """
    Trade every weather year of a grid.

    Parameters
    ----------
    case : GridCase
        Of `build_grid_case`.
    threads : int
        Most threads to use; the result does not depend on it.
    progress : callable
        Called with the number of each weather year that is done.

    Returns
    -------
    run : GridRun
    """
    g = case.scenario.grid
    give_back()   # what building the case took
    found = grid_policy.trade(
        [year.network for year in case.years], case.years[0].stores.course, policy=g.policy,
        window=g.window_days * 24.0, solver=g.solver, gap=g.gap, held=HELD, threads=threads,
        progress=progress)
    return GridRun(case, found)


def solve_grid(s: GridScenario, network: GridNetwork, threads: int = 1, gap: float | None = None) -> GridSolution:
    """Trade of a network by the solver and to the gap that the scenario names, or to another gap."""
    return grid_policy.with_foresight(network, s.grid.solver, s.grid.gap if gap is None else gap, threads)


def _year(s: GridScenario, weather: GridWeather, project: GridProject | None, zones: tuple[str, ...],
          year: int) -> GridYear:
    """Build the network of one weather year."""
    load, units = grid_zones.demand(s, weather, year), grid_zones.units(s, weather, year)
    stores, corridors = grid_zones.stores(s, weather, year), grid_corridors.corridors(s, year)
    if project is not None:
        load = np.concatenate([load, np.zeros((len(load), len(project.zones)))], axis=1)
        units, stores, corridors = _with_project(s, project, zones, units, stores, corridors, year)
    step, capacity, cost = merge_steps(units, len(zones))
    lost = np.array([zone.lost_load_usd_per_mwh for zone in s.zones])
    lost = np.append(lost, [lost.max()] * (len(zones) - lost.size))
    width, value = end_at_least(stores.course[-1], stores.energy, HELD)
    network = GridNetwork(
        s.grid.period_h, load, capacity, cost, lost, corridors.origin, corridors.destination, corridors.capacity,
        corridors.piece, corridors.loss, np.stack([corridors.wheeling] * 2), stores.zone, stores.energy,
        stores.charge, stores.discharge, np.where(stores.charge > 0, stores.efficiency, 1.0), stores.efficiency,
        stores.keep, stores.inflow, stores.least, stores.wear, stores.course[0], width,
        value)
    return GridYear(units, stores, corridors, step, network)


def merge_steps(units: GridUnits, zones: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Merge units of one zone that are offered at one price into steps, the cheapest first.

    Parameters
    ----------
    units : GridUnits
    zones : int
        How many zones there are.

    Returns
    -------
    step : array, shape (unit,)
        Step of each unit.
    capacity : array, shape (time, zone, step)
        [MW]
    cost : array, shape (zone, step)
        [USD/MWh]
    """
    step = np.zeros(units.zone.size, dtype=int)
    prices = []
    for zone in range(zones):
        of = np.flatnonzero(units.zone == zone)
        price, step[of] = np.unique(units.bid[of].round(6), return_inverse=True) if of.size else (np.zeros(0), 0)
        prices.append(price)
    most = max(1, max(price.size for price in prices))
    cost = np.zeros((zones, most))
    for zone, price in enumerate(prices):
        cost[zone, :price.size], cost[zone, price.size:] = price, price[-1] if price.size else 0.0
    capacity = np.zeros((units.available.shape[0], zones, most))
    for unit, (zone, own) in enumerate(zip(units.zone, step, strict=True)):
        capacity[:, zone, own] += units.available[:, unit]
    return step, capacity, cost


def _with_project(s: GridScenario, project: GridProject, zones: tuple[str, ...], units: GridUnits, stores: GridStores,
                  corridors: GridCorridors, year: int) -> tuple[GridUnits, GridStores, GridCorridors]:
    """Add the hub's wind and battery, the cable, and the line to the grid at the hub."""
    part, here, battery = grid_zones.horizon(s), zones.index(grid_project.ZONE), project.battery
    units = units._replace(
        name=(*units.name, "wind"), zone=np.append(units.zone, here), technology=(*units.technology, "wind"),
        owner=(*units.owner, "VN"), **{key: np.append(getattr(units, key), 0.0) for key in ("bid", "cost", "carbon",
                                                                                            "tax")},
        available=np.column_stack([units.available, project.power[year][part]]))
    if battery.charge > 0 and battery.high > battery.low:
        energy = battery.high - battery.low
        values = {"energy": energy, "charge": battery.charge, "discharge": battery.discharge,
                  "efficiency": np.sqrt(battery.efficiency_in * battery.efficiency_out), "keep": battery.keep,
                  "wear": battery.wear}
        if any(np.ndim(value) for value in values.values()):
            raise scenario_error("project.scenario: has maintenance of the battery by the calendar "
                                 "(storage.maintenance), which a grid does not know", key="project.scenario")
        nothing = np.zeros(part.stop - part.start)
        stores = stores._replace(
            name=(*stores.name, "HUB_battery"), zone=np.append(stores.zone, here),
            technology=(*stores.technology, "battery"), owner=(*stores.owner, "VN"),
            inflow=np.column_stack([stores.inflow, nothing]), least=np.column_stack([stores.least, nothing]),
            course=np.column_stack([stores.course, np.full(nothing.size + 1, grid_zones.HALF * energy)]),
            **{key: np.append(getattr(stores, key), value) for key, value in values.items()})
    return units, stores, _with_cable(s, project, zones, corridors, year)


def _with_cable(s: GridScenario, project: GridProject, zones: tuple[str, ...], corridors: GridCorridors,
                year: int) -> GridCorridors:
    """Add the cable to the zone that receives, and the line to the grid at the hub."""
    part, here, rows = grid_zones.horizon(s), zones.index(grid_project.ZONE), []
    tee = zones.index(grid_project.TEE) if grid_project.TEE in zones else here
    receives = zones.index(s.project.receives)
    ends = {grid_project.CORRIDOR: (here, receives if tee == here else tee), grid_project.ONWARD: (tee, receives)}
    if tee != here:
        ends[grid_project.SPUR] = tee, zones.index(s.project.lands)
    for leg in project.legs if grid_project.CORRIDOR not in s.grid.without else ():
        power = leg.capacity[year][part]
        rows.append((leg.name, ends[leg.name], np.stack([power, 0.0 * power], axis=-1), leg.piece, leg.loss))
    line = np.full(part.stop - part.start, project.local)
    back = np.full(line.size, project.supply if s.project.buys_local else 0.0)
    if project.local > 0 or back.any():
        piece = project.legs[0].piece
        rows.append((grid_project.LOCAL, (here, zones.index(s.project.local)), np.stack([line, back], axis=-1), piece,
                     np.full(piece.size, project.local_loss)))
    for name, (start, there), capacity, piece, loss in rows:
        corridors = corridors._replace(
            name=(*corridors.name, name), origin=np.append(corridors.origin, start),
            destination=np.append(corridors.destination, there),
            capacity=np.concatenate([corridors.capacity, capacity[:, :, None]], axis=2),
            piece=np.vstack([corridors.piece, piece]), loss=np.vstack([corridors.loss, loss]),
            wheeling=np.append(corridors.wheeling, 0.0), stage=(*corridors.stage, "planned"),
            document=(*corridors.document, project.scenario.document_basis),
            yearly_cost=np.append(corridors.yearly_cost,
                                  project.yearly_cost if name == grid_project.CORRIDOR else 0.0),
            km=np.append(corridors.km, 0.0))
    return corridors
