"""Routes among the lines of a GIS file: several lines are several candidates."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import shapely

from sim.errors import SundalinkError, scenario_error
from sim.inputs import gis_file


def lines(path: Path, keys: Sequence[str]) -> list[dict[str, Any]]:
    """
    Return the lines of a GIS file as the keys of a TOML file.

    Parameters
    ----------
    path : Path
        See `sim.inputs.gis_file.features`.
    keys : sequence of str
        Properties that count, in any case; others are ignored.

    Returns
    -------
    lines : list of dict
        At least one, each with ``points_deg``, [latitude, longitude].

    Raises
    ------
    SundalinkError
        If the file cannot be read or holds no line.
    """
    try:
        features = gis_file.features(path)
    except SundalinkError as reason:
        raise scenario_error(f"{path}: {reason}") from None
    found = []
    for feature in features:
        geometry = _geometry(feature)
        if geometry.get("type") in ("LineString", "MultiLineString"):
            lower = {str(key).lower(): value for key, value in (feature.get("properties") or {}).items()}
            given = {key: lower[key] for key in keys if key != "points_deg" and _filled(lower.get(key))}
            found += [{**given, "points_deg": _turned(points)} for points in _joined(geometry)]
    if not found:
        raise scenario_error(f"features = 0 lines: must hold at least one LineString or MultiLineString ({path})")
    for number, given in enumerate(found, 1):
        name = path.stem if len(found) == 1 else f"{path.stem} {number}"
        found[number - 1] = {"name": name, "description": f"read from {path.name}", "landing": "not stated",
                             "source": f"user's file {path.name}", "status": "assumed", **given}
    return found


def chosen(lines: list[dict[str, Any]], line: str, path: Path) -> dict[str, Any]:
    """
    Return the one line that a file holds, or the one that is named.

    Parameters
    ----------
    lines : list of dict
        As `lines` returns them.
    line : str
        Number, from 1, or name of one; empty if there is only one.
    path : Path
        For the message.

    Returns
    -------
    line : dict

    Raises
    ------
    SundalinkError
        If not exactly one is meant.
    """
    named = [given for number, given in enumerate(lines, 1) if str(line) in (str(number), str(given["name"]))]
    if len(named if line else lines) != 1:
        names = ", ".join(f"{number} ({given['name']})" for number, given in enumerate(lines, 1))
        raise scenario_error(f"route.line = {line!r}: {path} holds {len(lines)} lines; must be the number or the name "
                             f"of one of {names}; `sundalink routes compare` runs them all", key="route.line")
    return named[0] if line else lines[0]


def _filled(value):
    """Return whether a property is not empty."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def _geometry(feature):
    """Return the geometry of a GeoJSON feature, or a bare geometry itself."""
    if not isinstance(feature, dict):
        return {}
    geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
    return geometry if isinstance(geometry, dict) else {}


def _joined(geometry):
    """Return the lines of a geometry; parts that meet end to end are one."""
    parts = geometry.get("coordinates")
    if geometry["type"] == "LineString":
        return [parts]
    if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
        return [None]
    with suppress(shapely.errors.ShapelyError, ValueError, TypeError, IndexError):
        merged = shapely.line_merge(shapely.multilinestrings([[point[:2] for point in part] for part in parts]))
        return [shapely.get_coordinates(line).tolist() for line in shapely.get_parts(merged)]
    return parts


def _turned(points):
    """Return positions as latitude and longitude."""
    return [p[1::-1] if isinstance(p, list) else p for p in points] if isinstance(points, list) else points
