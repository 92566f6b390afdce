"""Supply and demand of the zones of a grid as arrays: demand, plants by step, reservoirs and batteries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import clock
from sim.errors import scenario_error
from sim.resource import regional
from sim.scenario.tables_grid import at
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sim.case.grid_weather import GridWeather
    from sim.link.transfer_curve import Transfer
    from sim.scenario.grid_schema import GridScenario
    from sim.scenario.tables_grid import FuelRow, PlantRow, ShapeRow
    from sim.scenario.tables_zone import ZoneHydroRow, ZoneStackRow

PEAK = 2.0
"""Standard deviations of weather above the shape's highest at which the stated load factor holds (assumed). [-]"""

LOW, HIGH = 0.15, 0.90
"""Lowest and highest level of the year of a reservoir over its most, where its water is released as evenly as it can be
(assumed). [fraction]"""

HALF = 0.5
"""The same of a battery (assumed). [fraction]"""

TURBINES = 0.95
"""Availability of hydro power (assumed). [fraction]"""

PIECES = 3
"""Linear parts of a corridor's loss curve; a quadratic loss is missed by at most 1/36 of its loss at full power. [-]"""


class GridUnits(NamedTuple):
    """Plants, one row for each step of each class in each zone."""

    name: tuple[str, ...]
    zone: np.ndarray
    """Number of its zone, shape (unit,)."""
    technology: tuple[str, ...]
    """Row of the stack it belongs to, or wind, sun, hydro."""
    owner: tuple[str, ...]
    """Country that earns by it."""
    bid: np.ndarray
    """What it is offered at, shape (unit,); 0 for what runs at any price. [USD/MWh]"""
    cost: np.ndarray
    """Fuel and operation, carbon left out, shape (unit,). [USD/MWh]"""
    carbon: np.ndarray
    """Emissions, shape (unit,). [tCO2/MWh]"""
    tax: np.ndarray
    """Price of carbon that it pays, shape (unit,). [USD/tCO2]"""
    available: np.ndarray
    """Shape (time, unit). [MW]"""


class GridStores(NamedTuple):
    """Reservoirs and batteries, one row each."""

    name: tuple[str, ...]
    zone: np.ndarray
    technology: tuple[str, ...]
    """reservoir or battery."""
    owner: tuple[str, ...]
    energy: np.ndarray
    """[MWh]"""
    charge: np.ndarray
    """[MW]"""
    discharge: np.ndarray
    """[MW]"""
    efficiency: np.ndarray
    """In each direction; one in for a reservoir. [-]"""
    keep: np.ndarray
    """By period. [-]"""
    wear: np.ndarray
    """[USD/MWh]"""
    inflow: np.ndarray
    """Shape (time, store). [MW]"""
    least: np.ndarray
    """Least release, shape (time, store). [MW]"""
    course: np.ndarray
    """Rule curve: level before the first period and after each, shape (time + 1, store). [MWh]"""


def horizon(s: GridScenario) -> slice:
    """Periods of the year that are run."""
    per_day = round(24.0 / s.grid.period_h)
    last = s.grid.first_day - 1 + s.grid.days
    if last > 365:
        raise scenario_error(f"grid.days = {s.grid.days}: must end within the year; from day {s.grid.first_day} there "
                             f"are {366 - s.grid.first_day}", key="grid.days")
    return slice((s.grid.first_day - 1) * per_day, last * per_day)


def demand(s: GridScenario, weather: GridWeather, year: int) -> np.ndarray:
    """Demand of each zone in one weather year, shape (time, zone). [MW]"""
    shapes = {row.name: row for row in s.shapes}
    dt, columns = s.grid.period_h, []
    for number, zone in enumerate(s.zones):
        given = zone.demand
        mean = at(given.twh, s.grid.year, given.growth) * 1e6 / HOURS_PER_YEAR
        course = _course(shapes[given.shape], zone.clock_h, s.grid.year, dt) if given.shape else np.ones(
            clock.periods(dt))
        if given.load_factor is not None and np.ptp(course) > 0:
            highest = (course * (1.0 + PEAK * given.weather)).max()
            course = np.maximum(1.0 + (course - 1.0) * (1.0 / given.load_factor - 1.0) / (highest - 1.0), 0.05)
            course /= course.mean()
        columns.append(mean * course * np.maximum(1.0 + given.weather * weather.heat[number, year], 0.05))
    return np.stack(columns, axis=-1)[horizon(s)]


def _course(shape: ShapeRow, zone_clock: float, year: int, dt: float) -> np.ndarray:
    """Demand over its mean by hour, day of the week and month, on the clock of a zone."""
    hour = clock.hour_of_day(dt, zone_clock)
    hours = np.interp(hour, np.arange(-1, 25) + 0.5, np.take(shape.hours, np.arange(-1, 25), mode="wrap"))
    day = np.floor(clock.hours(dt, zone_clock) / 24.0).astype(int)
    first = (np.datetime64(f"{year}-01-01").astype(int) + 4) % 7   # 1 January 1970 was a Thursday; 0 is Sunday
    course = hours * np.asarray(shape.days)[(first + day) % 7] * clock.cyclic(shape.months, dt, zone_clock)
    return course / course.mean()


def units(s: GridScenario, weather: GridWeather, year: int) -> GridUnits:
    """Every plant of the grid in one weather year."""
    month, rows = clock.month(s.grid.period_h)[horizon(s)], []
    plants, fuels = {row.name: row for row in s.plants}, {row.name: row for row in s.fuels}
    for number, zone in enumerate(s.zones):
        tax = at(s.grid.carbon_usd_per_tco2[zone.country], s.grid.year) \
            if zone.country in s.grid.carbon_usd_per_tco2 else 0.0
        for row in zone.stack:
            rows += [(number, row.owner or zone.country, tax, *step) for step in
                     _steps(row, plants.get(row.plant or row.name), fuels, s.grid.year, month, tax)]
        for kind, table, power in (("wind", zone.wind, weather.wind), ("sun", zone.sun, weather.sun)):
            if table is not None:
                capacity = at(table.capacity_mw, s.grid.year)
                rows.append((number, zone.country, tax, kind, kind, 0.0, 0.0, 0.0,
                             capacity * power[number, year][horizon(s)]))
        for river in zone.hydro:
            running = at(river.capacity_mw, s.grid.year) * (1.0 - river.reservoir_share)
            if running > 0:
                flow = np.minimum(_inflow(s, river, weather, number, year), TURBINES)
                rows.append((number, river.owner or zone.country, tax, f"{river.name}_river", "hydro", 0.0,
                             river.variable_usd_per_mwh, 0.0, running * flow))
    zones, owners, taxes, names, kinds, bids, costs, carbon, available = zip(*rows, strict=True) if rows else ((),) * 9
    time = np.arange(clock.periods(s.grid.period_h))[horizon(s)].size
    return GridUnits(names, np.array(zones, dtype=int), kinds, owners, np.array(bids, dtype=float),
                     np.array(costs, dtype=float), np.array(carbon, dtype=float), np.array(taxes, dtype=float),
                     np.stack(available, axis=-1) if rows else np.zeros((time, 0)))


def _steps(row: ZoneStackRow, plant: PlantRow | None, fuels: Mapping[str, FuelRow], year: int, month: np.ndarray,
           tax: float) -> list[tuple[str, str, float, float, float, np.ndarray]]:
    """Steps of one row of a stack: name, technology, bid, cost, carbon, power available."""
    capacity = at(row.capacity_mw, year)
    if capacity <= 0:
        return []
    share = 0.9 if plant is None else plant.availability
    available = capacity * (np.asarray(share)[month] if isinstance(share, tuple) else np.full(month.size, share))
    if row.offer_usd_per_mwh is not None:
        return [(row.name, row.name, row.offer_usd_per_mwh, row.offer_usd_per_mwh, 0.0, available)]
    assert plant is not None   # the schema refuses a row without a class and without an offer
    fuel = fuels.get(plant.fuel)
    price = at(row.fuel_usd_per_mwh or fuel.price_usd_per_mwh, year) if fuel is not None else 0.0
    factor = 0.0 if fuel is None else fuel.carbon_tco2_per_mwh
    mean = row.efficiency or plant.efficiency
    must = plant.must_run if row.must_run is None else row.must_run
    found = []
    if must > 0:
        found.append((f"{row.name}_must", row.name, 0.0, price / mean + plant.variable_usd_per_mwh, factor / mean,
                      must * available))
    for step in range(plant.steps if must < 1 else 0):
        own = mean * (1.0 + plant.spread * (1.0 - 2.0 * (step + 0.5) / plant.steps))
        cost = price / own + plant.variable_usd_per_mwh
        found.append((f"{row.name}_{step + 1}", row.name, cost + tax * factor / own, cost, factor / own,
                      (1.0 - must) / plant.steps * available))
    return found


def _inflow(s: GridScenario, row: ZoneHydroRow, weather: GridWeather, number: int, year: int) -> np.ndarray:
    """Inflow over the capacity of a row of hydro power, shape (time,). [fraction]"""
    daily = regional.inflow(row.inflow, weather.rain[number], weather.annual[number], row.annual_cv, row.weekly_sd)
    return np.repeat(daily[year], round(24.0 / s.grid.period_h))[horizon(s)]


def stores(s: GridScenario, weather: GridWeather, year: int) -> GridStores:
    """Every reservoir and battery of the grid in one weather year."""
    rows, time = [], np.arange(clock.periods(s.grid.period_h))[horizon(s)].size
    for number, zone in enumerate(s.zones):
        for row in zone.hydro:
            capacity = at(row.capacity_mw, s.grid.year) * row.reservoir_share
            if capacity <= 0:
                continue
            flow, most = capacity * _inflow(s, row, weather, number, year), TURBINES * capacity
            energy = max(row.reservoir_gwh * 1e3, most)   # at least the water of an hour
            rows.append((f"{zone.name}_{row.name}", number, "reservoir", row.owner or zone.country, energy, 0.0, most,
                         1.0, 1.0, row.variable_usd_per_mwh, flow, np.minimum(row.minimum_flow * flow, most),
                         _rule(s, row.inflow, capacity, energy, time)))
        for battery in zone.batteries:
            power = at(battery.power_mw, s.grid.year)
            if power <= 0:
                continue
            energy = power * battery.hours / battery.efficiency
            rows.append((f"{zone.name}_{battery.name}", number, "battery", zone.country, energy, power, power,
                         battery.efficiency, (1.0 - battery.loss_per_h) ** s.grid.period_h,
                         battery.variable_usd_per_mwh, np.zeros(time), np.zeros(time),
                         np.full(time + 1, HALF * energy)))
    return stores_of(rows, time)


def stores_of(rows: Sequence[tuple[Any, ...]], time: int) -> GridStores:
    """Rows of stores as arrays."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 13
    arrays = [np.stack(c, axis=-1) if c else np.zeros((time + more, 0))
              for c, more in ((columns[10], 0), (columns[11], 0), (columns[12], 1))]
    numbers = [np.array(columns[n], dtype=float) for n in (4, 5, 6, 7, 8, 9)]
    return GridStores(columns[0], np.array(columns[1], dtype=int), columns[2], columns[3], *numbers, *arrays)


def _rule(s: GridScenario, monthly: Sequence[float], capacity: float, energy: float, time: int) -> np.ndarray:
    """Level of a reservoir before and after each period if the mean inflow were released evenly, (time + 1,). [MWh]"""
    course = capacity * 24.0 * np.maximum(clock.cyclic(np.asarray(monthly, dtype=float), 24.0), 0.0)
    filled = np.concatenate([[0.0], np.cumsum(course - course.mean())])
    filled -= filled.min()
    share = LOW + (HIGH - LOW) * filled / max(filled.max(), (HIGH - LOW) * energy, 1e-9)
    days = s.grid.first_day - 1 + np.arange(time + 1) * s.grid.period_h / 24.0
    return np.interp(days, np.arange(366), share) * energy


def curve_losses(full: Transfer) -> np.ndarray:
    """Loss of each part of a link's curve with all poles at work, per power sent; that at rest is spread over it."""
    sent = np.linspace(0.0, full.sent[-1], PIECES + 1)
    received = np.interp(sent, full.sent, full.received)
    rest = (full.no_load_sending + full.no_load_receiving) / full.sent[-1]
    return 1.0 - np.diff(received) / np.diff(sent) + rest
