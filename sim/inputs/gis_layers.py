"""Read the user's GIS layers of the sea: exclusive economic zones, shipping lanes, existing cables."""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely

from sim.errors import SundalinkError, scenario_error
from sim.inputs import gis_file
from sim.route import jurisdiction
from sim.route.cost_surface import LANE_WIDTH
from sim.route.jurisdiction import RADIUS

COUNTRY_KEYS = ("country", "sovereign", "sovereign1", "territory1", "iso_sov1", "iso_ter1", "admin", "name", "geoname")
"""Properties of a zone that may name its country, the first one counts; those of Marine Regions are among them."""

COUNTRIES = {"viet": "vietnam", "vnm": "vietnam", "malaysia": "malaysia", "mys": "malaysia", "indonesia": "indonesia",
             "idn": "indonesia", "singapore": "singapore", "sgp": "singapore"}
"""Parts of names, and what a country is called here; any other name is kept in lower case."""

AREAS, LINES = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString")

ONE_CABLE = 0.1
"""Crossings of features that meet, closer than this along the route, are one crossing. [km]"""

DEGREE = RADIUS * np.pi / 180.0
"""A degree of latitude. [km]"""


class Chart(NamedTuple):
    """Shapes of the user's files; a field is empty where no file is given."""

    zones: tuple[tuple[str, shapely.Geometry], ...] = ()
    """(country, polygon)."""
    lanes: tuple[shapely.Geometry, ...] = ()
    """Polygons."""
    cables: tuple[tuple[str, shapely.Geometry], ...] = ()
    """(name, line)."""
    label: str = ""
    """File of the zones."""
    left_out: int = 0
    """Features of all files that have no place, or a point alone."""
    unstated: tuple[str, ...] = ()
    """What is taken for granted of files that name no coordinate system."""


NONE = Chart()


def read(zones="", lanes="", cables=""):
    """
    Read the files of a chart.

    Parameters
    ----------
    zones : str or path
        GIS file of polygons whose properties name a country, such as exclusive economic zones; none if
        empty.
    lanes : str or path
        GIS file of polygons, or of lines that ships follow; a line is taken to be 6 km wide (assumed).
    cables : str or path
        GIS file of lines: cables and pipelines that lie there.

    Returns
    -------
    chart : Chart

    Raises
    ------
    SundalinkError
        Naming the file, the feature and the rule.
    """
    return _read(*((str(path), _stamp(path)) for path in (zones, lanes, cables)))


def country(chart, coast, latitude, longitude):
    """
    Return the country whose waters positions lie in.

    Parameters
    ----------
    chart : Chart
    coast : sim.route.jurisdiction.Coast
        For places outside all zones: the country of the nearest coast counts there.
    latitude, longitude : array, shape (...)
        Places. [deg]

    Returns
    -------
    country : array of str, shape (...)
        Lower-case name; of zones that overlap the first in the file.
    """
    latitude, longitude = np.broadcast_arrays(np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float))
    names = np.asarray(jurisdiction.nearest(coast, latitude, longitude)[0], dtype=object)
    for name, shape in reversed(chart.zones):
        names[shapely.contains_xy(shape, longitude, latitude)] = name
    return names.astype(str)


def pieces(chart, coast, latitude, longitude):
    """
    Return the country whose waters each piece of a route lies in.

    Parameters
    ----------
    chart : Chart
    coast : sim.route.jurisdiction.Coast
        See `country`.
    latitude, longitude : array, shape (n,)
        Points along the route, a kilometre or so apart. [deg]

    Returns
    -------
    country : array of str, shape (n - 1,)
        By the middle of each piece.
    """
    return country(chart, coast, *(0.5 * (np.asarray(axis)[:-1] + np.asarray(axis)[1:])
                                   for axis in (latitude, longitude)))


def in_lane(chart, latitude, longitude):
    """
    Return whether positions lie in a shipping lane of the user's file.

    Parameters
    ----------
    chart : Chart
    latitude, longitude : array, shape (...)
        Places. [deg]

    Returns
    -------
    lane : array of bool, shape (...)
        False everywhere without a file.
    """
    latitude, longitude = np.broadcast_arrays(np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float))
    found = np.zeros(latitude.shape, dtype=bool)
    for shape in chart.lanes:
        found |= shapely.contains_xy(shape, longitude, latitude)
    return found


def crossed(chart, latitude, longitude, distance):
    """
    Return the known cables that a route crosses, and where.

    Parameters
    ----------
    chart : Chart
    latitude, longitude, distance : array, shape (n,)
        Points of the route [deg] and how far along it they lie [km].

    Returns
    -------
    crossed : tuple of (float, str)
        Distance along the route [km] and name of the cable, in the order of the route.
    """
    route = shapely.linestrings(np.column_stack([longitude, latitude]))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(longitude), np.diff(latitude)))])
    found = []
    for number, (name, shape) in enumerate(chart.cables):
        for point in shapely.get_parts(shapely.intersection(route, shape)):
            if point.is_empty:   # which is what an empty line is parted into
                continue
            at = shapely.line_locate_point(route, shapely.centroid(point))
            found.append((float(np.interp(at, along, distance)), name, number))
    kept = []
    for at, name, number in sorted(found):
        same = [other for before, _, other in kept if at - before < ONE_CABLE]
        if not any(other == number or shapely.intersects(chart.cables[other][1], chart.cables[number][1])
                   for other in same):
            kept.append((at, name, number))
    return tuple((at, name) for at, name, _ in kept)


def touched(chart, latitude, longitude):
    """
    Return the cells of a grid that a known cable passes through.

    Parameters
    ----------
    chart : Chart
    latitude, longitude : array, shape (y,), (x,)
        Middles of the cells, rising. [deg]

    Returns
    -------
    touched : array of bool, shape (y, x)
        Without gaps, so that no route slips through from corner to corner.
    """
    found = np.zeros((latitude.size, longitude.size), dtype=bool)
    step = 0.25 * min(np.diff(latitude).min(), np.diff(longitude).min())
    for _, shape in chart.cables:
        for line in shapely.get_parts(shape):
            east, north = shapely.get_coordinates(shapely.segmentize(line, step)).T
            row, column = (np.rint(np.interp(v, axis, np.arange(axis.size), left=-9, right=-9)).astype(int)
                           for v, axis in ((north, latitude), (east, longitude)))
            for y, x in ((row, column), (row[:-1], column[1:])):
                inside = (y >= 0) & (x >= 0)
                found[y[inside], x[inside]] = True
    return found


def _stamp(path):
    """Return when a file was changed and how large it is, so that it is read again then; 0 without one."""
    try:
        there = Path(path or "").stat() if path else None
    except OSError:
        return 0, 0
    return (there.st_mtime_ns, there.st_size) if there else (0, 0)


@lru_cache(maxsize=4)   # a file of all the world's zones takes seconds, and every route asks for it
def _read(zones, lanes, cables):
    """Return the chart of three files, each with its stamp."""
    found = []
    (areas, none), (barriers, less), (lines, fewer) = (
        _features(zones[0], AREAS, "zones"), _features(lanes[0], AREAS + LINES, "lanes"),
        _features(cables[0], LINES, "cables"))
    for place, (shape, given) in enumerate(areas):
        country = next((str(given[key]) for key in COUNTRY_KEYS if str(given.get(key) or "").strip()), "")
        if not country:
            raise scenario_error(f"zones file {zones[0]}: feature {place + 1}: must name its country in one of the "
                                 f"properties {', '.join(COUNTRY_KEYS)}", thing="zones")
        found.append((_country(country), shape))
    barriers = [shape if shapely.get_dimensions(shape) == 2 else _wide(shape) for shape, _ in barriers]
    laid = [(str(given.get("name") or f"cable {place + 1}"), shape) for place, (shape, given) in enumerate(lines)]
    for shape in (*(shape for _, shape in found), *barriers):
        shapely.prepare(shape)
    unstated = (gis_file.unstated(path) for path, _ in (zones, lanes, cables) if path)
    return Chart(tuple(found), tuple(barriers), tuple(laid), Path(zones[0]).name, none + less + fewer,
                 tuple(sentence for sentence in unstated if sentence))


def _features(path, kinds, what):
    """Return (shape, properties with lower-case keys) of the features of a file, and how many features without a place
    or with a point alone are left out; nothing without a file."""
    if not path:
        return [], 0
    try:
        features = gis_file.features(path)
    except SundalinkError as reason:
        raise scenario_error(f"{what} file {path}: {reason}", thing=what) from None
    if not features:
        raise scenario_error(f"{what} file {path}: must hold at least one feature", thing=what)
    kept = [place for place, feature in enumerate(features) if not _placeless(feature)] or [0]
    found = []
    for place in kept:
        try:
            found.append(_shape(features[place], kinds))
        except (SundalinkError, shapely.errors.ShapelyError, ValueError, TypeError, AttributeError) as reason:
            raise scenario_error(f"{what} file {path}: feature {place + 1}: {reason}", thing=what) from None
    return found, len(features) - len(found)


def _placeless(feature):
    """Return whether a feature has no geometry, or points alone: a planned cable, a landing."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return False
    geometry = feature.get("geometry")
    return geometry is None or (isinstance(geometry, dict) and geometry.get("type") in ("Point", "MultiPoint"))


def _shape(feature, kinds):
    """Return the shape and the properties of a feature, or refuse it."""
    whole = isinstance(feature, dict) and feature.get("type") == "Feature"
    geometry = feature.get("geometry") if whole else feature
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in kinds:
        raise scenario_error(f"geometry = {kind}: must be one of {', '.join(kinds)}")
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except shapely.errors.ShapelyError:
        raise scenario_error(f"coordinates are not those of a {kind}") from None
    places = shapely.get_coordinates(shape)
    if not places.size or not np.isfinite(places).all():
        raise scenario_error("must have positions of finite numbers")
    if (np.abs(places) > (360.0, 90.0)).any():
        raise scenario_error("positions must be [longitude, latitude] in degrees")
    if kind in AREAS and not shape.is_valid:
        shape = shapely.make_valid(shape)
    if kind in AREAS and not shape.area > 0.0:
        raise scenario_error("polygon must enclose an area")
    if kind in LINES and not all(line.length > 0.0 for line in shapely.get_parts(shape)):
        raise scenario_error("line must have two different positions")
    properties = feature.get("properties") if whole else {}
    return shape, {str(key).lower(): value for key, value in (properties or {}).items()}


def _country(text):
    """Return the name of a country as used in the program."""
    low = " ".join(text.lower().split())
    return next((name for part, name in COUNTRIES.items() if part in low), low)


def _wide(line):
    """Return the area within half a lane's width of a line, with degrees of longitude as wide as they are there."""
    narrow = np.cos(np.radians(shapely.get_coordinates(line)[:, 1].mean()))
    flat = shapely.transform(line, lambda points: points * (narrow * DEGREE, DEGREE))
    return shapely.transform(shapely.buffer(flat, 0.5 * LANE_WIDTH), lambda p: p / (narrow * DEGREE, DEGREE))
