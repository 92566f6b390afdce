"""Examine the wind of a scenario: its traits beside their bands, or beside those of another scenario's wind."""

from typing import NamedTuple

import numpy as np

from sim import wiring
from sim.inputs import climate as climates
from sim.inputs import variation as variations
from sim.resource import acceptance
from sim.resource import reference as references


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
    found, speed, height = at_hub(scenario)
    dt, generator = scenario.time.period_h, wiring.generator(scenario.seed, "wind", "examine")
    if reference is None:
        verdicts = acceptance.accept(speed, found.direction, dt, known(scenario, height), generator)
        against = ""
    else:
        there, other, _ = at_hub(reference)
        verdicts = references.compare(speed, found.direction, dt, other, there.direction, generator)
        against = there.label
    return Examined(scenario.name, found.label, found.evidence, height, dt, speed, found.direction, verdicts, against)


def at_hub(scenario):
    """Return the weather of a scenario, its speed at hub height, and that height."""
    found, height = wiring.weather(scenario), wiring.turbine(scenario).hub_height
    return found, scenario.resource.profile.bind()(found.speed, found.height, height), height


def known(scenario, height):
    """Return what the embedded climatology knows of the site of a scenario, at hub height."""
    if scenario.resource.source != "synthetic":   # a wind of one's own has a level and a rose of its own
        return acceptance.Known()
    here = climates.embedded(scenario.site.latitude_deg, scenario.site.longitude_deg)
    vary = variations.embedded(scenario.site.latitude_deg, scenario.site.longitude_deg)
    level = scenario.resource.wind.model_dump().get("level", 1.0)
    speed = scenario.resource.profile.bind()(level * here.speed, here.height, height)
    return acceptance.Known(speed, here.direction, here.steadiness, vary.months, vary.years)
