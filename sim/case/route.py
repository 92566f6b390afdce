"""The route: read from a file, sampled on the sea, cut into segments."""

from typing import NamedTuple

import numpy as np

from sim.errors import SundalinkError, named, scenario_error
from sim.inputs import bathymetry, coast, gis_layers, route_file
from sim.link import thermal
from sim.reliability import fault_rates
from sim.route import geodesic, seabed

READS = ("site", "collection.export_length_km", "hub.topology", "route")
"""Keys and tables of the scenario that this stage reads."""

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
    stretches: tuple = ()
    """The route as faults see it: by surroundings and by whose waters it lies in."""
    crossings: tuple = ()
    """Known cables that it crosses: distance along it [km] and name."""

    @property
    def kept(self):
        """Share of the power received that reaches the Singapore meter: less than one behind a third grid."""
        return 1.0 if self.route.wheeling is None else 1.0 - self.route.wheeling.loss

    @property
    def charge(self):
        """What third grids are paid for each MWh delivered. [USD/MWh]"""
        return 0.0 if self.route.wheeling is None else self.route.wheeling.charge


@named("route.file")
def make(s):
    """The route: its points, depths, length and thermal segments; from the farm where the station stands there."""
    given, here = route_file.read(s.route.file), (s.site.latitude_deg, s.site.longitude_deg)
    if s.hub.topology == "offshore":
        given = given._replace(latitude=np.r_[here[0], given.latitude[1:]],
                               longitude=np.r_[here[1], given.longitude[1:]])
    else:
        away = geodesic.length(np.r_[here[0], given.latitude[0]], np.r_[here[1], given.longitude[0]])
        if s.collection.export_length_km < away:
            raise scenario_error(
                f"collection.export_length_km = {s.collection.export_length_km:g} [km]: must be at "
                f"least the {away:.1f} km from the farm to the hub where route {given.name!r} begins",
                key="collection.export_length_km",
            )
    return traced(s, given)


def traced(s, given):
    """A route on the embedded sea with the scenario's bed and chart, wherever it begins."""
    known = charted(s)
    way = trace(given, bathymetry.embedded(), s.route.zones.bind(), known)
    return ended(s, way, gis_layers.country(known, coast.embedded(), way.latitude[[0, -1]], way.longitude[[0, -1]]))


def ended(s, way, countries):
    """A route with what lies between its ends, in these countries, and the stations; on land cables fail as on the open
    shelf (assumed)."""
    given, platform = s.route.ends, s.hub.topology == "offshore"
    more = tuple(thermal.Segment(*zone) for zone in given.bind()(platform))
    lengths = (0.0 if platform else given.land_from_km, given.land_to_km)
    land = tuple(fault_rates.Stretch("shelf", length, given.burial_land_m, given.spacing_land_m, str(country))
                 for length, country in zip(lengths, countries, strict=True) if length > 0)
    return way._replace(length=way.length + sum(zone.length for zone in more), segments=way.segments + more,
                        stretches=way.stretches + land)


def charted(s):
    """What the scenario's own files know of the sea; what is wrong in one is told by its key."""
    try:
        return gis_layers.read(s.route.waters_file, s.route.lanes_file, s.route.cables_file)
    except SundalinkError as fault:
        fault.key = f"route.{'waters' if fault.thing == 'zones' else fault.thing}_file"
        raise


def check_landing(s, way):
    """Refuse a Malaysian buyer on a route that does not land there, and a tee on one that does."""
    tee = s.link.tee
    if s.malaysia.width_mw > 0 and way.route.wheeling is None and not tee.built:
        raise scenario_error(
            f"malaysia.width_mw = {s.malaysia.width_mw:g} [MW]: needs a route that lands in Malaysia "
            f"and is wheeled on, or a tee (link.tee); route.file = {s.route.file!r} is not",
            key="malaysia.width_mw",
        )
    if tee.built and way.route.wheeling is not None:
        raise scenario_error(f"link.tee.share = {tee.share:g}: must be 0 with route.file = {s.route.file!r}, which "
                             "lands in Malaysia and is wheeled on", key="link.tee.share")


def trace(given, water, zones, known=gis_layers.NONE):
    """Sample a route on a sea, and cut it into segments of like surroundings; `known` is the user's chart."""
    latitude, longitude, distance = geodesic.densify(given.latitude, given.longitude, SAMPLE)
    depth = seabed.profile(water, latitude, longitude)
    seabed.check_water(depth, latitude, longitude, distance, given.name)
    segments = tuple(thermal.Segment(*zone) for zone in zones(depth, distance, latitude, longitude))
    circle = geodesic.length(given.latitude[[0, -1]], given.longitude[[0, -1]])
    return Line(given, latitude, longitude, distance, depth, float(distance[-1]), circle, segments,
                stretches(zones, segments, depth, distance, latitude, longitude, known),
                gis_layers.crossed(known, latitude, longitude, distance))


def stretches(zones, segments, depth, distance, latitude, longitude, known=gis_layers.NONE):
    """Gather the pieces of a route by what breaks cables there, and by the nearest coast, whose country permits a
    repair."""
    names = seabed.surroundings(depth, distance, latitude, longitude,
                              *(zones.keywords[key] for key in ("landfall", "shallow", "deep")))
    bed = {segment.name: segment for segment in segments}
    country = gis_layers.pieces(known, coast.embedded(), latitude, longitude)
    busy = gis_layers.in_lane(known, *(0.5 * (axis[:-1] + axis[1:]) for axis in (latitude, longitude)))
    middle, length, found = 0.5 * (depth[:-1] + depth[1:]), np.diff(distance), {}
    for name, water, owner, lane, part in zip(names.tolist(), middle, country.tolist(), busy, length, strict=True):
        kind = "strait" if lane else name if name in ("landfall", "strait") else fault_rates.water(water)
        key = (kind, bed[name].burial, bed[name].spacing, owner)
        found[key] = found.get(key, 0.0) + float(part)
    return tuple(fault_rates.Stretch(key[0], total, *key[1:]) for key, total in found.items())
