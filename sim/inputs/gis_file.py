"""Read the features of a GIS file, positions in degrees of WGS 84."""

import json
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from sim.errors import SundalinkError, scenario_error
from sim.route.geodesic import to_degrees

JSON = (".geojson", ".json")
"""Endings of GeoJSON."""

KINDS = {".shp": "shapefile", ".zip": "shapefile", ".gpkg": "GeoPackage", ".kml": "KML",
         ".kmz": "KMZ", ".gpx": "GPX", ".gml": "GML", ".fgb": "FlatGeobuf"}
"""Endings of other GIS files, and what they are called; a .zip holds a shapefile with its parts, a .kmz a KML."""

LARGEST = 2e9
"""Largest file that is read. [bytes]"""

DEGREES = re.compile(r"CRS:?84|EPSG:{1,2}4326")
"""Names of coordinate systems whose positions are longitude and latitude already."""

NONE_STATED = re.compile(r'(?:LOCAL_CS|ENGCRS|GEOGCS|GEOGCRS)\["(?:Undefined|Unknown)', re.IGNORECASE)
"""How GDAL writes that a GeoPackage's layer has no coordinate system (its numbers -1 and 0)."""

REMEDY = ("state its coordinate system: a shapefile needs its .prj, other files are saved again with a system "
          "(ogr2ogr -a_srs EPSG:32648, say)")
"""What to do about a file without one."""


def features(path: str | Path) -> list[Any]:
    """
    Return the features of a file as those of GeoJSON.

    Parameters
    ----------
    path : str or Path
        GeoJSON, shapefile (bare or zipped), GeoPackage, KML, KMZ, GPX, GML or FlatGeobuf. What a file says of its
        coordinate system is obeyed; heights are left out of all but GeoJSON.

    Returns
    -------
    features : list
        Geometry and properties of each, of all layers, [longitude, latitude] in degrees; what is no feature is left
        for the caller to refuse.

    Raises
    ------
    SundalinkError
        If the file cannot be read, or its positions are those of an unknown system.
    """
    path = Path(path)
    kind = KINDS.get(path.suffix.lower(), "GeoJSON")
    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > LARGEST):
            raise OSError(f"not a regular file of at most {LARGEST / 1e9:g} GB")
        return _geojson(path) if path.suffix.lower() not in KINDS else _layers(path)
    except (OSError, ValueError, RuntimeError, RecursionError, TypeError, OverflowError,
            zipfile.BadZipFile, shapely.errors.ShapelyError) as reason:
        if isinstance(reason, SundalinkError):
            raise
        raise scenario_error(f"must be a readable {kind} ({reason})") from None


def unstated(path: str | Path) -> str:
    """
    Return the assumption about a file read by `features` that names no coordinate system.

    Parameters
    ----------
    path : str or Path
        As in `features`.

    Returns
    -------
    sentence : str
        Empty if the file names its system, or its format has one alone: GeoJSON, KML, KMZ and GPX.
    """
    path = Path(path)
    if path.suffix.lower() not in KINDS or path.suffix.lower() in (".kml", ".kmz", ".gpx"):
        return ""
    import pyogrio
    with warnings.catch_warnings(action="ignore"):
        named = [_named(pyogrio.read_info(path, layer=layer)["crs"]) for layer in pyogrio.list_layers(path)[:, 0]]
    if all(named):
        return ""
    missing = "has no .prj" if KINDS[path.suffix.lower()] == "shapefile" else "names no coordinate system"
    return f"{path.name} {missing}: its positions are taken as longitude and latitude in degrees of WGS 84."


def _named(system):
    """Return a coordinate system, empty where the words say that there is none."""
    return "" if not system or NONE_STATED.match(str(system)) else str(system)


def _geojson(path):
    """Return the features of a GeoJSON file."""
    data = json.loads(path.read_text(encoding="utf-8-sig"))
    collection = isinstance(data, dict) and data.get("type") == "FeatureCollection"
    found = data.get("features") if collection else [data]
    if not isinstance(found, list):
        raise scenario_error(f"features = {found!r:.60}: must be a list")
    system = _stated(data)
    if not system:
        for number, feature in enumerate(found, 1):
            _check_degrees(_corners(feature), number)
        return found
    return [_moved(feature, system) for feature in found]


def _stated(data):
    """Return the coordinate system that a GeoJSON names, empty if it is that of GeoJSON."""
    system = data.get("crs") if isinstance(data, dict) else None
    said = (system.get("properties") or {}).get("name", system) if isinstance(system, dict) else system
    return "" if not said or DEGREES.search(str(said)) else str(said)


def _corners(feature):
    """Return the positions of a feature of GeoJSON, shape (position, 2); none of what cannot be read."""
    geometry = (feature.get("geometry") or {}) if isinstance(feature, dict) and "geometry" in feature else feature
    waiting = [geometry.get("coordinates") if isinstance(geometry, dict) else None]
    found = []
    while waiting:
        part = waiting.pop()
        if not isinstance(part, list):
            continue
        if len(part) > 1 and all(isinstance(axis, (int, float)) for axis in part[:2]):
            found.append(part[:2])
        else:
            waiting += reversed(part)
    return np.array(found, dtype=float).reshape(-1, 2)


def _check_degrees(places, number):
    """Refuse positions that can be no degrees where a file names no system; a latitude beyond 90 is left to the caller,
    as axes that are exchanged look so."""
    beyond = (np.abs(places) > 360.0).any(axis=1)
    if beyond.any():
        east, up = places[beyond.argmax()]
        raise ValueError(f"feature {number}: position {east:.10g}, {up:.10g} is no longitude and latitude in degrees, "
                         f"and the file names no coordinate system; {REMEDY}")


def _moved(feature, system):
    """Return a feature with its positions in degrees."""
    if not isinstance(feature, dict):
        return feature
    whole = feature.get("type") == "Feature"
    geometry = feature.get("geometry") if whole else feature
    if not isinstance(geometry, dict) or "coordinates" not in geometry:
        return feature
    moved = {**geometry, "coordinates": _degrees(geometry["coordinates"], system)}
    return {**feature, "geometry": moved} if whole else moved


def _degrees(coordinates, system):
    """Return nested positions in degrees."""
    if not isinstance(coordinates, list) or not coordinates:
        return coordinates
    if all(isinstance(part, (int, float)) for part in coordinates):
        return [float(axis) for axis in to_degrees(*coordinates[:2], system)]
    if all(isinstance(part, list) and len(part) > 1 and all(isinstance(v, (int, float)) for v in part)
           for part in coordinates):
        return np.column_stack(to_degrees(*np.array([part[:2] for part in coordinates], dtype=float).T,
                                          system)).tolist()
    return [_degrees(part, system) for part in coordinates]


def _layers(path):
    """Return the features of all layers of a file that GDAL reads."""
    import pyogrio
    found = []
    path = _inside(path) if path.suffix.lower() == ".kmz" else path
    with warnings.catch_warnings(action="ignore"):   # what a warning is about ends in an error, or does not matter
        for layer in pyogrio.list_layers(path)[:, 0]:
            meta, _, shapes, columns = pyogrio.raw.read(path, layer=layer, force_2d=True)
            names = [str(name) for name in meta["fields"]]
            for number, shape in enumerate(shapes if shapes is not None else []):
                properties = {name: _plain(column[number]) for name, column in zip(names, columns, strict=True)}
                found.append({"type": "Feature", "properties": properties,
                              "geometry": _geometry(shape, meta["crs"], len(found) + 1)})
    return found


def _inside(path):
    """Return the KML of a KMZ as GDAL names it: the first one that it holds."""
    with zipfile.ZipFile(path) as parts:
        inner = next((part for part in parts.infolist() if part.filename.lower().endswith(".kml")), None)
    if inner is None:
        raise ValueError("it holds no .kml")
    if inner.file_size > LARGEST:
        raise ValueError(f"its .kml is larger than {LARGEST / 1e9:g} GB")
    return f"/vsizip/{path.resolve()}/{inner.filename}"


def _geometry(encoded, system, number):
    """Return a shape as GeoJSON in degrees; None where a feature has none."""
    shape = None if encoded is None else shapely.from_wkb(encoded)
    if shape is None or shape.is_empty:
        return None
    system = _named(system)
    if not system:
        _check_degrees(shapely.get_coordinates(shape), number)
    elif not DEGREES.search(system):
        shape = shapely.transform(shape, lambda points: np.column_stack(to_degrees(*points.T, system)))
    return json.loads(shapely.to_geojson(shape))


def _plain(value):
    """Return a value of numpy as a plain one; what is not a number is left out."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and value != value else value
