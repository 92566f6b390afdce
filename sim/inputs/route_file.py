"""Read a cable route: one that is shipped, by name, or a user's TOML or GIS file."""

import tomllib
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.errors import SundalinkError, scenario_error
from sim.inputs import gis_file, gis_route, route_table
from sim.inputs.csv_table import STATUSES, nearest
from sim.route.geodesic import check_positions

KEYS = ("name", "description", "landing", "source", "status", "points_deg", "wheeling", "power_mw", "load_factor")
FILES = (".toml", *gis_file.JSON, *gis_file.KINDS, *route_table.ENDINGS)
"""Endings of files that a route may lie in."""

NUMBERS = {"power_mw": 1e5, "load_factor": 1.0}
"""Numbers that a route may have, and the highest of each; all are above 0."""

WHEELING = {"length_km": (0.0, 5000.0), "capacity_mw": (0.0, 1e5), "charge_usd_per_mwh": (0.0, 1e3),
            "loss": (0.0, 0.5)}
"""Numbers of the table [wheeling], and the range of each."""


class Wheeling(NamedTuple):
    """A third party's grid between the landing and the buyer."""

    length: float
    """Through that grid. [km]"""
    capacity: float
    """Highest power it takes at the landing. [MW]"""
    charge: float
    """Paid for each MWh that arrives. [USD/MWh]"""
    loss: float
    """Share lost in wheeling. [fraction]"""
    source: str
    """Where these numbers come from."""
    status: str
    """Verified, derived or assumed."""


class Route(NamedTuple):
    """The path of the direct-current cable, from the hub to the receiving station."""

    name: str
    """Short name."""
    description: str
    """Arguments for the route, in a sentence or two."""
    latitude: np.ndarray
    """Of its points, shape (point,). [deg]"""
    longitude: np.ndarray
    """Of its points, shape (point,). [deg]"""
    landing: str
    """Where the cable comes ashore."""
    wheeling: Wheeling | None
    """The grid between landing and buyer; None where the cable lands at the buyer's."""
    source: str
    """Where the path comes from."""
    status: str
    """Verified, derived or assumed."""
    power: float | None = None
    """Of a link that is planned here, where the farm is none of it; None if not given. [MW]"""
    load: float | None = None
    """Mean power sent over the highest of such a link, while it is in service; None if not given. [fraction]"""
    unstated: str = ""
    """What is taken for granted of a file that names no coordinate system."""


def read(name_or_path, line=""):
    """
    Read a route.

    Parameters
    ----------
    name_or_path : str or Path
        Name of a shipped route, or path of a file: TOML with the keys of the shipped ones, or GeoJSON, GeoPackage,
        KML, shapefile and the like with lines, whose properties may hold the same keys, or a table of positions (CSV,
        .xlsx) with the columns latitude and longitude.
    line : str
        Name or number, from 1, of the line in a file that holds several.

    Returns
    -------
    route : Route
        Its points in the order of the file.

    Raises
    ------
    SundalinkError
        Naming file, key, value and rule.
    """
    path, unstated = _find(name_or_path), ""
    if path.suffix == ".toml":
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as reason:
            raise scenario_error(f"{path}: must be readable TOML ({reason})") from None
    elif path.suffix.lower() in route_table.ENDINGS:
        given = route_table.line(path)
    else:
        given = gis_route.chosen(gis_route.lines(path, KEYS), line, path)
        unstated = gis_file.unstated(path)
        given["description"] = f"{given['description']}; {unstated[:-1]}" if unstated else given["description"]
    for key in given:
        if key not in KEYS:
            rule = f"unknown key; must be one of {', '.join(KEYS)}{nearest(key, KEYS)}"
            raise _wrong(path, key, given[key], rule)
    latitude, longitude = _points(path, given.get("points_deg"))
    texts = [_text(path, key, given.get(key)) for key in ("name", "description", "landing", "source")]
    name, description, landing, source = texts
    wheeling = None if given.get("wheeling") is None else _wheeling(path, given["wheeling"])
    for key, most in NUMBERS.items():
        value = given.get(key)
        if value is not None and (not _is_number(value) or not 0 < value <= most):
            raise _wrong(path, key, value, f"must be a number above 0, at most {most:g}")
    return Route(name, description, latitude, longitude, landing, wheeling, source, _status(path, "", given),
                 *(given.get(key) for key in NUMBERS), unstated)


def shipped():
    """
    Return the names of the routes that come with the program.

    Returns
    -------
    names : list of str
        In alphabetical order.
    """
    return sorted(path.stem for path in _folder().glob("*.toml"))


def planned():
    """
    Return the names of the shipped routes of planned interconnectors, such as ``asean/singapore_vietnam``.

    Returns
    -------
    names : list of str
        In alphabetical order.
    """
    return sorted(path.relative_to(_folder()).with_suffix("").as_posix() for path in _folder().glob("*/*.toml"))


def several(names=None):
    """
    Return the routes that some words mean.

    Parameters
    ----------
    names : sequence of str or path, optional
        Routes by name or file, or the name of a family of planned ones such as ``asean``; all shipped ones if there
        is none.

    Returns
    -------
    names : list of str
        Each once, in the order given.
    """
    found = []
    for name in map(str, names or shipped()):
        family = [known for known in planned() if known.startswith(f"{name.rstrip('/')}/")]
        found += family or [name]
    return list(dict.fromkeys(found))


def candidates(names=None):
    """
    Return the candidate routes that some words mean: each line of a file that holds several is one.

    Parameters
    ----------
    names : sequence of str or path, optional
        See `several`.

    Returns
    -------
    candidates : list of (str, str)
        Route by name or file, and the number of the line in it; empty where there is one line alone.
    """
    found = []
    for name in several(names):
        path, count = Path(name), 1
        if path.suffix.lower() in (*gis_file.JSON, *gis_file.KINDS):
            with suppress(SundalinkError, OSError):   # what is wrong is reported when the route is read
                count = len(gis_route.lines(path, KEYS))
        found += [(name, "")] if count < 2 else [(name, str(number + 1)) for number in range(count)]
    return found


def _folder():
    """Return the folder of the shipped routes, in the wheel or in the repository."""
    package = Path(str(resources.files("sim")))
    inside = package / "scenarios" / "routes"
    return inside if inside.is_dir() else package.parent / "scenarios" / "routes"


def _find(name_or_path):
    """Return the file of a route given by name or by path."""
    path = Path(name_or_path)
    if path.suffix.lower() in FILES:
        with suppress(OSError):   # no file can have such a name
            if path.is_file():
                return path
        raise scenario_error(f"route file {path}: no such file")
    names = [*shipped(), *planned()]   # a family of them, such as `asean`, is no route; see `several`
    if path.as_posix() in names:
        return _folder() / f"{path.as_posix()}.toml"
    raise scenario_error(f"route = {str(name_or_path)!r}: must be a TOML or GIS file, a table, or one of "
                         f"{', '.join(names)}{nearest(path.as_posix(), names)}")


def _points(path, points):
    """Return latitudes and longitudes, or refuse points that are no route."""
    if not isinstance(points, list) or len(points) < 2:
        raise _wrong(path, "points_deg", points, "must be two or more of [latitude, longitude] in degrees")
    for number, point in enumerate(points):
        if not isinstance(point, list) or len(point) != 2 or not all(_is_number(v) for v in point):
            raise _wrong(path, f"points_deg[{number}]", point, "must be [latitude, longitude] in degrees")
        try:
            check_positions([point[0]], [point[1]])
        except SundalinkError as reason:
            exchanged = "; are longitude and latitude exchanged?" if abs(point[0]) > 90 >= abs(point[1]) else ""
            raise _wrong(path, f"points_deg[{number}]", point, f"{reason}{exchanged}") from None
        if number and point == points[number - 1]:
            raise _wrong(path, f"points_deg[{number}]", point, "must differ from the point before it")
    latitude, longitude = np.array(points, dtype=float).T
    return latitude.copy(), longitude.copy()


def _wheeling(path, table):
    """Return the wheeling of a route, or refuse a table that is not complete."""
    if not isinstance(table, dict):
        raise _wrong(path, "wheeling", table, "must be a table")
    known = (*WHEELING, "source", "status")
    for key in table:
        if key not in known:
            rule = f"unknown key; must be one of {', '.join(known)}{nearest(key, known)}"
            raise _wrong(path, f"wheeling.{key}", table[key], rule)
    values = []
    for key, (low, high) in WHEELING.items():
        value = table.get(key)
        if not _is_number(value) or not low <= value <= high:
            raise _wrong(path, f"wheeling.{key}", value, f"must be a number between {low:g} and {high:g}")
        values.append(float(value))
    return Wheeling(*values, _text(path, "source", table.get("source"), "wheeling."),
                    _status(path, "wheeling.", table))


def _text(path, key, value, within=""):
    """Return a text, or refuse an empty or missing one."""
    if not isinstance(value, str) or not value.strip():
        raise _wrong(path, within + key, value, "must be a text")
    return " ".join(value.split())


def _status(path, within, table):
    """Return the status of a table, or refuse a word that is none."""
    if table.get("status") not in STATUSES:
        raise _wrong(path, f"{within}status", table.get("status"), f"must be one of {', '.join(STATUSES)}")
    return table["status"]


def _is_number(value):
    """Return whether a value is a number and not a truth value."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _wrong(path, key, value, rule):
    """Return the exception for a wrong key: key = value: rule (file)."""
    shown = "missing" if value is None else repr(value)
    shown = shown if len(shown) < 80 else f"{shown[:77]}..."
    return scenario_error(f"{key} = {shown}: {rule} ({path})")
