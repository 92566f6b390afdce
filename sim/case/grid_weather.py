"""Weather of all zones of a grid and of the export project: wind, sun, demand and inflow of the same years."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import clock
from sim.inputs import climate as inputs_climate
from sim.resource import regional, solar, synthetic_regime
from sim.resource.climate import Climate
from sim.route import geodesic
from sim.scenario.load import load
from sim.stochastic import generator
from sim.units import HALF_HOUR, PER_YEAR

if TYPE_CHECKING:
    from sim.models import Parameter
    from sim.scenario.grid_schema import GridScenario
    from sim.scenario.schema import Scenario
    from sim.scenario.tables_zone import ZoneRow, ZoneVariable

STEADINESS = (.85, .80, .65, .45, .50, .75, .80, .80, .65, .40, .70, .85)
"""Mean vector over mean speed by month where no climatology is embedded (assumed, as COADS off southern Vietnam)."""

BREEZE = 6.0
"""Mean speed of a climate that is known by its months alone; a park's mean power sets its level. [m/s]"""

APART = 1.0
"""Least distance between two places, so that no two are one. [km]"""


class GridWeather(NamedTuple):
    """Weather of the zones, in periods of the grid; one row for each zone in the order of the scenario."""

    wind: np.ndarray
    """Power of parks over their capacity, shape (zone, year, time). [fraction]"""
    sun: np.ndarray
    """Power of photovoltaic plants over their capacity, shape (zone, year, time). [fraction]"""
    heat: np.ndarray
    """What moves demand, standard normal, shape (zone, year, time). [-]"""
    rain: np.ndarray
    """Latent inflow of the weeks, shape (zone, year, day). [-]"""
    annual: np.ndarray
    """Latent inflow of the year, shape (zone, year). [-]"""
    label: str
    """What it is, for readers."""


def make_weather(s: GridScenario) -> GridWeather:
    """Weather of every zone, drawn from one correlated process whose first place is the export project's site."""
    project = load(s.project.scenario)
    seed, years = project.seed, s.grid.weather_years
    middle = np.array([(zone.latitude_deg, zone.longitude_deg) for zone in s.zones])
    speed = _speeds(s, project, seed, years)
    score = np.zeros((len(s.zones), years, PER_YEAR))
    for number, of in speed.items():
        score[number] = regional.scores(of)
    of_all = regional.region(_apart(middle), years, generator(seed, "region"), score)
    wind, sun = np.zeros_like(score), np.zeros_like(score)
    for number, zone in enumerate(s.zones):
        if number in speed and zone.wind is not None:
            wind[number] = regional.park_power(speed[number], zone.wind.capacity_factor)
        if zone.sun is not None:
            place = zone.sun.latitude_deg or zone.latitude_deg, zone.sun.longitude_deg or zone.longitude_deg
            sun[number] = regional.sunshine(solar.sky(*place, 2034), of_all.clear[number], zone.sun.months,
                                            zone.sun.capacity_factor)
    dt = s.grid.period_h

    def periods(values: np.ndarray) -> np.ndarray:
        return clock.resample(values, HALF_HOUR, dt)

    label = ("synthetic: monsoon regimes, clouds, heat and rain of all zones from one correlated process (assumed "
             "reaches), the first place that of the export project")
    return GridWeather(periods(wind), periods(sun), periods(of_all.heat), of_all.rain, of_all.annual, label)


def _speeds(s: GridScenario, project: Scenario, seed: int, years: int) -> dict[int, np.ndarray]:
    """Wind speed of each zone with parks, by its number: the several-site regime, beside the project's own wind."""
    numbers = [n for n, zone in enumerate(s.zones) if zone.wind is not None and max(zone.wind.capacity_mw.values()) > 0]
    if not numbers:
        return {}
    rows = [s.zones[n] for n in numbers]
    places = [(project.site.latitude_deg, project.site.longitude_deg)]
    places += [(z.wind.latitude_deg or z.latitude_deg, z.wind.longitude_deg or z.longitude_deg) for z in rows if z.wind]
    climates = [inputs_climate.embedded(*places[0]), *(_climate(zone, zone.wind) for zone in rows if zone.wind)]
    given = project.resource.wind.model_dump()
    if given.pop("model") != "regime_copula":
        given = {}
    names = {p.key: p.name for p in _regime_parameters()}
    given = {names[key]: value for key, value in given.items()} if given else {}
    drawn = synthetic_regime.several(climates, _apart(np.array(places)), years, HALF_HOUR,
                                     generator(seed, "wind"), **given)
    return {number: weather.speed for number, weather in zip(numbers, drawn[1:], strict=True)}


def _regime_parameters() -> tuple[Parameter, ...]:
    """Parameters of the several-site regime, as scenario keys name them."""
    from sim.models import parameters

    return parameters(synthetic_regime.regime_copula)


def _climate(zone: ZoneRow, wind: ZoneVariable) -> Climate:
    """Climate of a zone's parks: embedded where they have a place in its sea, else its months and the monsoon."""
    if wind.latitude_deg is not None and wind.longitude_deg is not None:
        return inputs_climate.embedded(wind.latitude_deg, wind.longitude_deg)
    months = np.asarray(wind.months, dtype=float)
    south = zone.latitude_deg < -3.0
    winter, summer = (300.0, 120.0) if south else (45.0, 225.0)
    direction = np.where(np.isin(np.arange(12), (4, 5, 6, 7, 8, 9)), summer, winter)
    steady = np.full(12, 1.0)
    return Climate(BREEZE * months / months.mean(), direction, np.array(STEADINESS), 27.0 * steady, 28.0 * steady,
                   101000.0 * steady, 0.018 * steady, 10.0, zone.latitude_deg, zone.longitude_deg,
                   f"months of zone {zone.name}", level=1.0)


def _apart(places: np.ndarray) -> np.ndarray:
    """Distances between places, no two of them at one point. [km]"""
    count = len(places)
    far = np.zeros((count, count))
    for i in range(count):
        for j in range(i):
            pair = places[[i, j]]
            far[i, j] = far[j, i] = max(geodesic.length(pair[:, 0], pair[:, 1]), APART)
    return far
