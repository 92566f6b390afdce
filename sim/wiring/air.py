"""Wind and air: drawn from the embedded climatology, or read from the user's files."""

from typing import NamedTuple

import numpy as np

from sim.errors import scenario_error
from sim.inputs import climate, sea, wind
from sim.inputs.turbine import turbine as read_turbine
from sim.resource.density import moist
from sim.route import sea as seas
from sim.wiring import cyclones
from sim.wiring.draw import generator


class Wind(NamedTuple):
    """Wind and air at hub height, (weather_year, time)."""

    speed: np.ndarray
    direction: np.ndarray
    density: np.ndarray
    evidence: str
    label: str
    storms: object = None
    """`sim.resource.passage.Blend` of the storms in it; none where storms are not drawn."""


def check_site(s):
    """Refuse a site on land, where the embedded relief reaches it."""
    water, place = sea.embedded(), (s.site.latitude_deg, s.site.longitude_deg)
    if all(axis[0] <= x <= axis[-1] for axis, x in zip((water.latitude, water.longitude), place, strict=True)):
        depth = float(seas.profile(water, np.array(place[:1]), np.array(place[1:]))[0])
        if depth <= 0:
            raise scenario_error(f"site.latitude_deg, longitude_deg = {place[0]:g}, {place[1]:g}: must lie at sea; the "
                                 f"embedded relief has land there, {-depth:.0f} m high")


def turbine(s):
    """Read the turbine of a scenario."""
    return read_turbine(s.farm.turbine)


def weather(s):
    """Wind at its own height: drawn from the embedded climatology, or read from the user's files."""
    check_site(s)
    if s.resource.source == "synthetic":
        here = climate.embedded(s.site.latitude_deg, s.site.longitude_deg)
        draw = s.resource.wind.bind()
        return draw(here, s.time.weather_years, s.time.period_h, generator(s.seed, "wind"))
    if s.resource.source == "era5":
        return wind.era5(s.resource.files, s.site.latitude_deg, s.site.longitude_deg, s.time.period_h)
    if len(s.resource.files) != 1:
        raise scenario_error(f"resource.files = {list(s.resource.files)}: a csv source must be one file")
    return wind.series(s.resource.files[0], s.time.period_h)


def at_hub_height(s):
    """Wind and air at the turbines' hub height."""
    found, height = weather(s), turbine(s).hub_height
    speed = s.resource.profile.bind()(found.speed, found.height, height)
    density = np.broadcast_to(moist(found.temperature, found.pressure, found.humidity, height), speed.shape)
    mixed = cyclones.mixed(s, speed, found.direction, height)
    if mixed is None:
        return Wind(speed, found.direction, density, found.evidence, found.label)
    return Wind(mixed.speed, mixed.direction, density, found.evidence, found.label, mixed)
