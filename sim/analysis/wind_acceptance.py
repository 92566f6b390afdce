"""Acceptance of a scenario's wind: its statistics against expected bands, or against another scenario's wind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim import stochastic
from sim.case import cyclones, resource
from sim.inputs import climate, climate_variation
from sim.resource import acceptance, bootstrap, extreme_wind, rotor_equivalent, wind_profile

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class Examined(NamedTuple):
    """The wind of a scenario and the verdicts on it."""

    name: str
    """Name of the scenario."""
    label: str
    """Source of the wind."""
    evidence: str
    """Kind of evidence: screening, reanalysis or measured."""
    height: float
    """Height of the speeds: that of the hub. [m]"""
    period: float
    """Length of a period. [h]"""
    speed: np.ndarray
    """Wind speed, (weather_year, time). [m/s]"""
    direction: np.ndarray
    """Wind direction, (weather_year, time). [deg]"""
    verdicts: list[acceptance.TraitVerdict]
    """Verdict on each statistic."""
    against: str
    """Label of the reference; empty without one."""
    corrected: resource.Corrected | None = None
    """Correction to the long term; none without one."""
    wind_uncertainty: tuple[float, float] = (0.0, 0.0)
    """Uncertainty of the long-term level of the speed, and of its measurement. [fraction]"""


class Profiles(NamedTuple):
    """Mean wind speeds over height by each law."""

    height: np.ndarray
    """Heights over the rotor, shape (height,). [m]"""
    hub: float
    """Hub height. [m]"""
    diameter: float
    """Rotor diameter. [m]"""
    laws: dict[str, np.ndarray]
    """Name -> mean speed, shape (height,). [m/s]"""
    rotor: dict[str, float]
    """Name -> rotor-equivalent over hub speed, mean of the cubes. [-]"""
    known: float
    """Height of the wind itself, where all laws agree. [m]"""
    label: str
    """Source of the wind."""


class ExtremeWind(NamedTuple):
    """Extreme wind speed by return period."""

    years: np.ndarray
    """Return periods, shape (n,). [yr]"""
    speed: np.ndarray
    """Ten-minute mean at hub height, storms and all other wind, shape (n,). [m/s]"""
    storms: np.ndarray
    """Ten-minute mean at hub height of storms alone, shape (n,). [m/s]"""
    height: float
    """Hub height. [m]"""
    iec: str
    """Weakest IEC class that covers the 50-year wind."""
    label: str
    """Source of the rates of storms."""


def examine(scenario: Scenario, reference: Scenario | None = None) -> Examined:
    """
    Examine the wind of a scenario, storms left out.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it; its wind may be synthetic or read from files.
    reference : Scenario, optional
        One whose wind the bands come from, as ERA5 at the same site; without it they come from the embedded
        climatology, where the wind is drawn from it, and from what is assumed of such a sea.

    Returns
    -------
    examined : Examined

    Raises
    ------
    SundalinkError
        If a file cannot be read, or the two have periods of different lengths.
    """
    origin, speed, height = at_hub(scenario)
    weather = origin.weather
    dt, generator = scenario.time.period_h, stochastic.generator(scenario.seed, "wind", "examine")
    if reference is None:
        verdicts = acceptance.accept(speed, weather.direction, dt, site_statistics(scenario, height), generator)
        against = ""
    else:
        (there, *_), other, _ = at_hub(reference)
        verdicts = bootstrap.compare(speed, weather.direction, dt, other, there.direction, generator)
        against = there.label
    return Examined(scenario.name, weather.label, weather.evidence, height, dt, speed, weather.direction, verdicts,
                    against, origin.corrected, origin.wind_uncertainty)


def at_hub(scenario: Scenario) -> tuple[resource.WindAtHeight, np.ndarray, float]:
    """Return the wind of a scenario at its own height, its speed at hub height, and that height."""
    origin = resource.wind_at_height(scenario)
    return origin, resource.at_hub_height(scenario, origin.weather)[0], resource.turbine(scenario).hub_height


def profiles(scenario: Scenario) -> Profiles:
    """
    Extrapolate the wind of a scenario over the heights of its rotor by every law.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it; the laws take their defaults, that of the scenario its own parameters.

    Returns
    -------
    profiles : Profiles
        Laws that the wind does not know enough for are left out.
    """
    weather, turbine = resource.weather(scenario), resource.turbine(scenario)
    air, hub, radius = resource.air_of(weather), turbine.hub_height, turbine.diameter / 2.0
    heights = np.linspace(max(hub - radius, 10.0), hub + radius, 13)
    laws, rotor = {}, {}
    for name, law in wind_profile.MODELS.items():
        if name == "monin_obukhov" and air.sea_temperature is None:
            continue
        bound = scenario.resource.profile.bind() if name == scenario.resource.profile.model else law

        def speed_at(height: float, bound: Any = bound) -> np.ndarray:
            return bound(weather.speed, weather.height, height, air)

        laws[name] = np.array([float(speed_at(height).mean()) for height in heights])
        over = rotor_equivalent.rotor_equivalent(speed_at, hub, turbine.diameter, weather.veer)
        rotor[name] = float(np.cbrt((over**3).mean() / (speed_at(hub) ** 3).mean()))
    return Profiles(heights, hub, turbine.diameter, laws, rotor, weather.height, weather.label)


def storms(scenario: Scenario) -> ExtremeWind | None:
    """
    Return the extreme wind of a scenario over its return period.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.

    Returns
    -------
    extremes : ExtremeWind or None
        None where no storms are drawn.
    """
    height = resource.turbine(scenario).hub_height
    maxima = cyclones.maxima(scenario, resource.make(scenario), height)
    if maxima is None:
        return None
    years = np.array([2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0])
    speed, alone = (extreme_wind.return_levels(maxima[0], other, years) for other in (maxima[1], np.zeros(0)))
    fifty = float(speed[years == 50.0][0])
    return ExtremeWind(years, speed, alone, height, extreme_wind.iec_class(fifty),
                       cyclones.source_label(scenario))


def site_statistics(scenario: Scenario, height: float) -> acceptance.Known:
    """Return the statistics of the embedded climatology at the site of a scenario, at hub height."""
    if scenario.resource.source != "synthetic":   # files have a level and a rose of their own
        return acceptance.Known()
    here = climate.embedded(scenario.site.latitude_deg, scenario.site.longitude_deg)
    vary = climate_variation.embedded(scenario.site.latitude_deg, scenario.site.longitude_deg)
    speed = scenario.resource.profile.bind()(resource.wind_level(scenario) * here.speed, here.height, height)
    return acceptance.Known(speed, here.direction, here.steadiness, vary.months, vary.years)
