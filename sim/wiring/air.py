"""Wind and air: drawn from the embedded climatology, or read from the user's files."""

from typing import NamedTuple

import numpy as np

from sim.errors import named, scenario_error
from sim.inputs import sea
from sim.inputs.turbine import turbine as read_turbine
from sim.resource.density import moist
from sim.resource.profile import Air
from sim.route import sea as seas
from sim.wiring import cyclones, origin


class Wind(NamedTuple):
    """Wind and air at hub height, (weather_year, time)."""

    speed: np.ndarray
    direction: np.ndarray
    density: np.ndarray
    evidence: str
    label: str
    storms: object = None
    """`sim.resource.passage.Blend` of the storms in it; none where storms are not drawn."""
    unsure: tuple = origin.ATLAS
    """Uncertainty of its level and of its measurement. [fraction]"""
    air: Air | None = None
    """What is known of the air and the sea under it."""


def check_site(s):
    """Refuse a site on land, where the embedded relief reaches it."""
    water, place = sea.embedded(), (s.site.latitude_deg, s.site.longitude_deg)
    if all(axis[0] <= x <= axis[-1] for axis, x in zip((water.latitude, water.longitude), place, strict=True)):
        depth = float(seas.profile(water, np.array(place[:1]), np.array(place[1:]))[0])
        if depth <= 0:
            raise scenario_error(f"site.latitude_deg, longitude_deg = {place[0]:g}, {place[1]:g}: must lie at sea; the "
                                 f"embedded relief has land there, {-depth:.0f} m high")


@named("farm.turbine")
def turbine(s):
    """Read the turbine of a scenario."""
    return read_turbine(s.farm.turbine)


def found(s):
    """Wind at its own height, how sure it is, and what a correction to the long term found."""
    check_site(s)
    height = turbine(s).hub_height
    if s.resource.source == "synthetic":
        return origin.wind(s, height)
    with named("resource.files"):
        return origin.wind(s, height)


def weather(s):
    """Wind at its own height: drawn from the embedded climatology, or read from the user's files."""
    return found(s).weather


def lifted(s, known):
    """
    Return what carries a wind to the height of a turbine.

    Parameters
    ----------
    s : Scenario
    known : Weather

    Returns
    -------
    speed : array, shape (weather_year, time)
        That the power follows: at the hub, or over the rotor. [m/s]
    air : Air
        What is known of the air.
    """
    machine, profile, air = turbine(s), s.resource.profile.bind(), air_of(known)

    def speed_at(height):
        return profile(known.speed, known.height, height, air)

    return s.resource.rotor.bind()(speed_at, machine.hub_height, machine.diameter, known.veer), air


def air_of(known):
    """Return what is known of the air of a weather."""
    return Air(known.temperature, known.pressure, known.humidity, known.sea_temperature, known.roughness, known.shear)


def at_hub_height(s):
    """Wind and air at the turbines' hub height."""
    (known, unsure, _), height = found(s), turbine(s).hub_height
    speed, air = lifted(s, known)
    density = np.broadcast_to(moist(known.temperature, known.pressure, known.humidity, height), speed.shape)
    mixed = cyclones.mixed(s, speed, known.direction, height)
    if mixed is None:
        return Wind(speed, known.direction, density, known.evidence, known.label, None, unsure, air)
    return Wind(mixed.speed, mixed.direction, density, known.evidence, known.label, mixed, unsure, air)
