"""Solar beside the wind: drawn from the clear sky, or read from the user's files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case.years import traded_years
from sim.errors import SundalinkError, named, scenario_error
from sim.inputs import climate, solar
from sim.resource import solar as resource_solar
from sim.resource.solar_clouds import STEP
from sim.stochastic import generator

if TYPE_CHECKING:
    from sim.case.site_wind import Wind
    from sim.inputs.solar import Sunshine
    from sim.resource.climate import Climate
    from sim.resource.solar import Sky
    from sim.scenario.schema import Scenario

MOST_REMOVED = 0.05
"""Most of a file's irradiance that may fall outside the course of the clear sky (assumed). [fraction]"""


class Sun(NamedTuple):
    """Solar power offered to the hub, one array (weather_year, time) for each traded year; none without a plant."""

    power: tuple[np.ndarray, ...]
    label: str


def sun(s: Scenario, wind: Wind) -> Sun:
    """
    Return the solar power of each traded year.

    Parameters
    ----------
    s : Scenario
    wind : Wind
        Of the same weather years, which the clouds follow.

    Returns
    -------
    sun : Sun
    """
    years = traded_years(s.time)
    if s.solar.capacity_mw == 0:
        return Sun((), "")
    here = resource_solar.sky(s.solar.latitude_deg, s.solar.longitude_deg, s.time.first_operating_year)
    if s.solar.source == "synthetic":
        level = s.solar.clouds.bind()(here, wind.speed.shape[0], generator(s.seed, "solar"), wind.speed)
        air = resource_solar.air(here, _climate(s).temperature)
        label = "synthetic: clear sky of Ineichen with pvlib's Linke turbidity, stochastic clearness (assumed)"
    else:
        level, air, label = _read(s, here, wind.speed.shape[0])
    made = [s.solar.capacity_mw * s.solar.plant.bind()(here, level, air, float(year - years[0]))
            for year in years]
    return Sun(tuple(resource_solar.periods(here, power, s.time.period_h) for power in made), label)


@named("solar.files")
def sunshine(s: Scenario) -> Sunshine:
    """Read the solar files of a scenario."""
    return solar.READERS[s.solar.source](s.solar.files, s.solar.latitude_deg, s.solar.longitude_deg)


def _climate(s: Scenario) -> Climate:
    """Return the embedded climate where the plant stands, or refuse a place that has none."""
    try:
        return climate.embedded(s.solar.latitude_deg, s.solar.longitude_deg)
    except SundalinkError as fault:
        raise scenario_error(f"solar.latitude_deg, longitude_deg: no embedded climate there ({fault}); name files of "
                             "the place in solar.files", key="solar.latitude_deg") from None


def _read(s: Scenario, here: Sky, weather_years: int) -> tuple[np.ndarray, np.ndarray, str]:
    """Return irradiance, temperature and label of the user's files, for as many years as the wind has."""
    found = sunshine(s)
    count = found.level.shape[0]
    if count < weather_years and count > 1 and s.resource.source != "synthetic":
        raise scenario_error(f"solar.files: hold {count} years and the wind {weather_years}; files of both must "
                             "hold the same years, or solar a single one", key="solar.files")
    turn = np.arange(weather_years) % count
    level, air = resource_solar.hourly(here, found.level[turn], found.temperature[turn])
    label = found.label + ("" if count == weather_years else f"; {count} year(s) in turn")
    return level, air, label + _clipped(found.level[turn], level)


def _clipped(given: np.ndarray, kept: np.ndarray) -> str:
    """Return what the clear sky's course removes of the irradiance of files, for a label, or refuse too much of it."""
    removed = 1.0 - float(kept.sum()) * STEP / float(given.sum())
    if removed > MOST_REMOVED:
        raise scenario_error(thing="solar.files: irradiance at night or above 1.5 times that of a clear sky",
                             value=100 * removed, unit="%", rule=f"must be at most {100 * MOST_REMOVED:g} % of the "
                             "whole: the clock or the unit of the file is another", key="solar.files")
    return f"; {100 * removed:.2g} % at night or above 1.5 times the clear sky left out" if removed > 1e-4 else ""
