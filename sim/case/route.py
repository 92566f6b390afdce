"""The route: read from a file, sampled on the sea, cut into segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import SundalinkError, named, scenario_error
from sim.inputs import bathymetry, coast, gis_layers, route_bed, route_file
from sim.link import overhead_line
from sim.reliability import fault_rates
from sim.route import geodesic, jurisdiction, seabed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from functools import partial

    from sim.inputs.gis_layers import Chart
    from sim.inputs.route_bed import Bed
    from sim.inputs.route_file import Route
    from sim.records import Segment
    from sim.reliability.fault_rates import Stretch
    from sim.route.seabed import Sea
    from sim.scenario.schema import Scenario

READS = ("site", "collection.export_length_km", "hub.topology", "route")
"""Keys and tables of the scenario that this stage reads."""

SAMPLE = 5.0
"""Longest distance between two points of a sampled route. [km]"""

LANDING = 20.0
"""How near to a coast a cable has to end to land there; the embedded coast has a point each 5 km (assumed). [km]"""

LAND = 30.0
"""Land that a route may cross away from its ends, laid as at a landfall: the neck of a peninsula, which a sketch cuts
or a route means (assumed). [km]"""

LEAST_WATERS = 0.5
"""Shortest length in a country's waters that counts as crossing them (assumed). [km]"""

FARM = 200.0
"""A route whose nearer end lies farther from the farm is not the farm's: no export cable reaches so far (assumed).
[km]"""


class RouteLine(NamedTuple):
    """The route of the cable, sampled from the hub to the receiving station."""

    route: route_file.Route
    latitude: np.ndarray
    longitude: np.ndarray
    distance: np.ndarray
    depth: np.ndarray
    length: float
    great_circle: float
    segments: tuple[Segment, ...]
    stretches: tuple[fault_rates.Stretch, ...] = ()
    """The route as faults see it: by surroundings and by whose waters it lies in."""
    crossings: tuple[tuple[float, str], ...] = ()
    """Known cables that it crosses: distance along it [km] and name."""
    turned: bool = False
    """Whether the file has it from the receiving end to the farm."""
    left_out: int = 0
    """Features of the user's chart without a place, or with a point alone."""
    on_land: float = 0.0
    """Land that it crosses away from its ends. [km]"""
    land_at: tuple[float, float] = (float("nan"), float("nan"))
    """Latitude and longitude of the first point on it. [deg]"""
    unstated: tuple[str, ...] = ()
    """What is taken for granted of files of route and chart that name no coordinate system."""

    @property
    def waters(self) -> dict[str, float]:
        """Length in the waters, or on the land, of each country in the order of the route; not of countries with less
        than `LEAST_WATERS`. [km]"""
        found: dict[str, float] = {}
        for each in self.stretches:
            found[each.country] = found.get(each.country, 0.0) + each.length
        return {country: length for country, length in found.items() if length >= LEAST_WATERS}

    @property
    def kept(self) -> float:
        """Share of the power received that reaches the Singapore meter: less than one behind a third grid."""
        return 1.0 if self.route.wheeling is None else 1.0 - self.route.wheeling.loss

    @property
    def charge(self) -> float:
        """What third grids are paid for each MWh delivered. [USD/MWh]"""
        return 0.0 if self.route.wheeling is None else self.route.wheeling.charge


@named("route.file")
def make(s: Scenario) -> RouteLine:
    """The route: its points, depths, length and thermal segments; from the farm where the station stands there."""
    here = (s.site.latitude_deg, s.site.longitude_deg)
    given, turned = from_farm(route_file.read(s.route.file, s.route.line), here)
    check_landed(given)
    away = distance_between(here, (given.latitude[0], given.longitude[0]))
    if s.hub.topology == "offshore":
        if away > FARM:
            raise scenario_error(
                f"route.file = {s.route.file!r}: its nearer end lies {away:.0f} km from the farm: must lie within "
                f"{FARM:g} km of it", key="route.file")
        given = given._replace(latitude=np.r_[here[0], given.latitude[1:]],
                               longitude=np.r_[here[1], given.longitude[1:]])
    elif s.collection.export_length_km < away:
        raise scenario_error(
            f"collection.export_length_km = {s.collection.export_length_km:g} [km]: must be at "
            f"least the {away:.1f} km from the farm to the hub where route {given.name!r} begins",
            key="collection.export_length_km",
        )
    return traced(s, given)._replace(turned=turned)


def from_farm(given: route_file.Route, here: tuple[float, float]) -> tuple[route_file.Route, bool]:
    """Return a route that begins at its end nearer to the farm, and whether it was drawn in reverse."""
    first, last = (distance_between(here, (given.latitude[at], given.longitude[at])) for at in (0, -1))
    if last >= first:
        return given, False
    return given._replace(latitude=given.latitude[::-1].copy(), longitude=given.longitude[::-1].copy()), True


def check_landed(given: route_file.Route) -> None:
    """Refuse a route of the farm that does not end at the coast of its buyer, or of the grid that wheels it on."""
    shores, wanted = coast.embedded(), "any country" if given.wheeling else "Singapore"
    if not given.wheeling:
        ours = shores.country == "singapore"
        shores = jurisdiction.Coast(*(axis[ours] for axis in shores))
    end = given.latitude[-1:], given.longitude[-1:]
    away = float(jurisdiction.nearest(shores, *end)[1][0])
    if away > LANDING:
        raise scenario_error(
            f"route {given.name!r}: ends at {end[0][0]:.3f} N {end[1][0]:.3f} E, {away:.0f} km from the coast of "
            f"{wanted}: must end within {LANDING:g} km of it"
            + ("" if given.wheeling else ", or have a table [wheeling]"), key="route.file")


def distance_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance between two places given by latitude and longitude. [km]"""
    return geodesic.length(*np.array([one, other], dtype=float).T)


def traced(s: Scenario, given: Route) -> RouteLine:
    """A route on the embedded sea with the scenario's bed and chart, wherever it begins."""
    chart = charted(s)
    line = trace(given, bathymetry.embedded(), s.route.zones.bind(), chart, route_bed.read(s.route.bed_file))
    return ended(s, line, gis_layers.country(chart, coast.embedded(), line.latitude[[0, -1]],
                                             line.longitude[[0, -1]]))


def ended(s: Scenario, course: RouteLine, countries: Sequence[str]) -> RouteLine:
    """A route with what lies between its ends, in these countries, and the stations; on land cables fail as on the open
    shelf (assumed), and are repaired without a vessel."""
    given, platform = s.route.ends, s.hub.topology == "offshore"
    above = s.route.overhead
    more = given.bind()(platform) + overhead_line.segments(platform, **above.given())
    lengths = (0.0 if platform else given.land_from_km, given.land_to_km)
    land = tuple(fault_rates.Stretch("land", length, given.burial_land_m, given.spacing_land_m, str(country))
                 for length, country in zip(lengths, countries, strict=True) if length > 0)
    aloft = (0.0 if platform else above.length_from_km, above.length_to_km)
    line = tuple(fault_rates.Stretch(overhead_line.NAME, length, 0.0, 0.0, str(country))
                 for length, country in zip(aloft, countries, strict=True) if length > 0)
    return course._replace(length=course.length + sum(zone.length for zone in more), segments=course.segments + more,
                        stretches=course.stretches + land + line)


def charted(s: Scenario) -> Chart:
    """Read the scenario's own charts of the sea; an error in a file is reported by its key."""
    try:
        return gis_layers.read(s.route.waters_file, s.route.lanes_file, s.route.cables_file)
    except SundalinkError as fault:
        fault.key = f"route.{'waters' if fault.thing == 'zones' else fault.thing}_file"
        raise


def trace(given: Route, water: Sea, zones: partial[tuple[Segment, ...]], known: Chart = gis_layers.NONE,
          bed: Bed | None = None) -> RouteLine:
    """Sample a route on a sea, and cut it into segments of like surroundings; `known` is the user's chart, `bed` the
    user's table of depth, soil and burial along the route."""
    latitude, longitude, distance = geodesic.densify(given.latitude, given.longitude, SAMPLE)
    _check_inside(given, water)
    depth = route_bed.depth_along(bed, distance, seabed.profile(water, latitude, longitude))
    on_land, first = seabed.check_water(depth, latitude, longitude, distance, given.name, land=LAND)
    along = () if bed is None else [route_bed.step_along(distance, bed.distance, each)
                                    for each in (bed.soil, bed.burial)]
    segments = zones(depth, distance, latitude, longitude, *along)
    circle = geodesic.length(given.latitude[[0, -1]], given.longitude[[0, -1]])
    return RouteLine(given, latitude, longitude, distance, depth, float(distance[-1]), circle, segments,
                     stretches(zones, segments, depth, distance, latitude, longitude, known, *along[1:]),
                     gis_layers.crossed(known, latitude, longitude, distance), left_out=known.left_out,
                     on_land=on_land, land_at=(float(latitude[first]), float(longitude[first])),
                     unstated=(*filter(None, [given.unstated]), *known.unstated))


def _check_inside(given: Route, water: Sea) -> None:
    """Refuse a route whose points lie outside the relief, but would not with latitude and longitude exchanged."""
    def inside(latitude: np.ndarray, longitude: np.ndarray) -> bool:
        return bool(((latitude >= water.latitude[0]) & (latitude <= water.latitude[-1])
                     & (longitude >= water.longitude[0]) & (longitude <= water.longitude[-1])).all())

    if not inside(given.latitude, given.longitude) and inside(given.longitude, given.latitude):
        raise scenario_error(f"route {given.name!r}: lies outside {water.label}, and would lie inside with latitude "
                             "and longitude exchanged; TOML has [latitude, longitude], GeoJSON [longitude, latitude]",
                             key="route.file")


def stretches(zones: partial[tuple[Segment, ...]], segments: Sequence[Segment], depth: np.ndarray, distance: np.ndarray,
              latitude: np.ndarray, longitude: np.ndarray, known: Chart = gis_layers.NONE,
              burial: np.ndarray | None = None) -> tuple[Stretch, ...]:
    """Gather the pieces of a route by what breaks cables there, and by the nearest coast, whose country permits a
    repair; `burial` is the user's along the route."""
    names = seabed.surroundings(depth, distance, latitude, longitude,
                              *(zones.keywords[key] for key in ("landfall", "shallow", "deep")))
    bed = {segment.name.split(" (")[0]: segment for segment in segments}
    spread = zones.keywords
    usual = {name: spread.get(f"burial_{name}", spread["burial"]) for name in bed}
    deep = np.array([usual[name] for name in names.tolist()])
    deep = deep if burial is None else np.where(np.isnan(burial), deep, burial)
    country = gis_layers.pieces(known, coast.embedded(), latitude, longitude)
    busy = gis_layers.in_lane(known, *(0.5 * (axis[:-1] + axis[1:]) for axis in (latitude, longitude)))
    middle, length = 0.5 * (depth[:-1] + depth[1:]), np.diff(distance)
    found: dict[tuple[str, float, float, str], float] = {}
    for name, water, owner, lane, part, buried in zip(names.tolist(), middle, country.tolist(), busy, length,
                                                      deep.tolist(), strict=True):
        kind = "strait" if lane else name if name in ("landfall", "strait") else fault_rates.water_class(water)
        key = (kind, buried, bed[name].spacing, owner)
        found[key] = found.get(key, 0.0) + float(part)
    return tuple(fault_rates.Stretch(key[0], total, *key[1:]) for key, total in found.items())
