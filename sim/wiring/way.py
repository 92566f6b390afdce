"""The route: read from a file, sampled on the sea, cut into segments."""

from typing import NamedTuple

import numpy as np

from sim.errors import scenario_error
from sim.inputs import route as routes
from sim.inputs import sea
from sim.link import thermal
from sim.route import path
from sim.route import sea as seas

SAMPLE = 5.0
"""Longest distance between two points of a sampled route. [km]"""


class Line(NamedTuple):
    """The route of the cable, sampled from the hub to the receiving station."""

    route: object
    latitude: np.ndarray
    longitude: np.ndarray
    distance: np.ndarray
    depth: np.ndarray
    length: float
    great_circle: float
    segments: tuple

    @property
    def kept(self):
        """Share of the power received that reaches the Singapore meter: less than one behind a third grid."""
        return 1.0 if self.route.wheeling is None else 1.0 - self.route.wheeling.loss

    @property
    def charge(self):
        """What third grids are paid for each MWh delivered. [USD/MWh]"""
        return 0.0 if self.route.wheeling is None else self.route.wheeling.charge


def line(s):
    """The route: its points, depths, length and thermal segments; from the farm where the station stands there."""
    given, here = routes.read(s.route.file), (s.site.latitude_deg, s.site.longitude_deg)
    if s.hub.topology == "offshore":
        given = given._replace(latitude=np.r_[here[0], given.latitude[1:]],
                               longitude=np.r_[here[1], given.longitude[1:]])
    else:
        away = path.length(np.r_[here[0], given.latitude[0]], np.r_[here[1], given.longitude[0]])
        if s.collection.export_length_km < away:
            raise scenario_error(f"collection.export_length_km = {s.collection.export_length_km:g} [km]: must be at "
                                 f"least the {away:.1f} km from the farm to the hub where route {given.name!r} begins")
    return trace(given, sea.embedded(), s.route.zones.bind())


def check_landing(s, way):
    """Refuse a Malaysian buyer on a route that does not land there."""
    if s.malaysia.width_mw > 0 and way.route.wheeling is None:
        raise scenario_error(f"malaysia.width_mw = {s.malaysia.width_mw:g} [MW]: needs a route that lands in Malaysia "
                             f"and is wheeled on; route.file = {s.route.file!r} is not")


def trace(given, water, zones):
    """Sample a route on a sea, and cut it into segments of like surroundings."""
    latitude, longitude, distance = path.densify(given.latitude, given.longitude, SAMPLE)
    depth = seas.profile(water, latitude, longitude)
    seas.check_water(depth, latitude, longitude, distance, given.name)
    segments = tuple(thermal.Segment(*zone) for zone in zones(depth, distance, latitude, longitude))
    circle = path.length(given.latitude[[0, -1]], given.longitude[[0, -1]])
    return Line(given, latitude, longitude, distance, depth, float(distance[-1]), circle, segments)
