"""Examine the wind of a scenario: its traits beside their bands, or beside those of another scenario's wind."""

from typing import NamedTuple

import numpy as np

from sim import random_streams
from sim.case import cyclones, resource
from sim.inputs import climate, climate_variation
from sim.resource import acceptance, bootstrap, extreme_wind, rotor_equivalent, wind_profile


class Examined(NamedTuple):
    """The wind of a scenario and the verdicts on it."""

    name: str
    label: str
    evidence: str
    height: float
    """Hub height, that the speeds belong to. [m]"""
    period: float
    """Length of a period. [h]"""
    speed: np.ndarray
    """(weather_year, time). [m/s]"""
    direction: np.ndarray
    """(weather_year, time). [deg]"""
    verdicts: list
    """`sim.resource.acceptance.Verdict`, one for each trait."""
    against: str
    """Label of the reference; empty without one."""
    corrected: object = None
    """`sim.case.resource.Corrected`; none without a correction to the long term."""
    unsure: tuple = ()
    """Uncertainty of the long-term level of the speed, and of its measurement. [fraction]"""


class Profiles(NamedTuple):
    """Mean speeds over height by each law."""

    height: np.ndarray
    """Shape (height,). [m]"""
    hub: float
    diameter: float
    """Of the turbine. [m]"""
    laws: dict
    """Name -> mean speed, shape (height,). [m/s]"""
    rotor: dict
    """Name -> rotor-equivalent over hub speed, mean of the cubes. [-]"""
    known: float
    """Where all laws agree: the height of the wind itself. [m]"""
    label: str


class Storms(NamedTuple):
    """How strong the wind is once in so many years."""

    years: np.ndarray
    """Return periods, shape (n,). [yr]"""
    speed: np.ndarray
    """Mean of ten minutes at hub height, storms and all other wind, shape (n,). [m/s]"""
    storms: np.ndarray
    """Storms alone, shape (n,). [m/s]"""
    height: float
    iec: str
    """Weakest IEC class that covers the 50-year wind."""
    label: str


def examine(scenario, reference=None):
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
    found = origin.weather
    dt, generator = scenario.time.period_h, random_streams.generator(scenario.seed, "wind", "examine")
    if reference is None:
        verdicts = acceptance.accept(speed, found.direction, dt, known(scenario, height), generator)
        against = ""
    else:
        (there, *_), other, _ = at_hub(reference)
        verdicts = bootstrap.compare(speed, found.direction, dt, other, there.direction, generator)
        against = there.label
    return Examined(scenario.name, found.label, found.evidence, height, dt, speed, found.direction, verdicts, against,
                    origin.corrected, origin.unsure)


def at_hub(scenario):
    """Return the wind of a scenario as it was found, its speed at hub height, and that height."""
    origin = resource.found(scenario)
    return origin, resource.lifted(scenario, origin.weather)[0], resource.turbine(scenario).hub_height


def profiles(scenario):
    """
    Carry the wind of a scenario over the heights of its rotor by every law.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it; the laws take their defaults, that of the scenario its own parameters.

    Returns
    -------
    profiles : Profiles
        Laws that the wind does not know enough for are left out.
    """
    found, machine = resource.weather(scenario), resource.turbine(scenario)
    air = resource.air_of(found)
    heights = np.linspace(max(machine.hub_height - machine.diameter / 2.0, 10.0),
                          machine.hub_height + machine.diameter / 2.0, 13)
    laws, rotor = {}, {}
    for name, law in wind_profile.MODELS.items():
        if name == "monin_obukhov" and air.sea_temperature is None:
            continue
        bound = scenario.resource.profile.bind() if name == scenario.resource.profile.model else law

        def speed_at(height, bound=bound):
            return bound(found.speed, found.height, height, air)

        laws[name] = np.array([float(speed_at(height).mean()) for height in heights])
        over = rotor_equivalent.rotor_equivalent(speed_at, machine.hub_height, machine.diameter, found.veer)
        rotor[name] = float(np.cbrt((over**3).mean() / (speed_at(machine.hub_height) ** 3).mean()))
    return Profiles(heights, machine.hub_height, machine.diameter, laws, rotor, found.height, found.label)


def storms(scenario):
    """
    Return the extreme wind of a scenario over its return period.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.

    Returns
    -------
    storms : Storms or None
        None where no storms are drawn.
    """
    height = resource.turbine(scenario).hub_height
    found = cyclones.maxima(scenario, resource.make(scenario), height)
    if found is None:
        return None
    years = np.array([2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0])
    speed, alone = (extreme_wind.return_levels(found[0], other, years) for other in (found[1], np.zeros(0)))
    fifty = float(speed[years == 50.0][0])
    return Storms(years, speed, alone, height, extreme_wind.iec_class(fifty), cyclones.expected(scenario).label)


def known(scenario, height):
    """Return what the embedded climatology knows of the site of a scenario, at hub height."""
    if scenario.resource.source != "synthetic":   # a wind of one's own has a level and a rose of its own
        return acceptance.Known()
    here = climate.embedded(scenario.site.latitude_deg, scenario.site.longitude_deg)
    vary = climate_variation.embedded(scenario.site.latitude_deg, scenario.site.longitude_deg)
    level = scenario.resource.wind.model_dump().get("level", 1.0)
    speed = scenario.resource.profile.bind()(level * here.speed, here.height, height)
    return acceptance.Known(speed, here.direction, here.steadiness, vary.months, vary.years)
