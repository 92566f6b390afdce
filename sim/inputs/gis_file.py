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
    except (OSError, ValueError, RuntimeError, RecursionError, TypeError, zipfile.BadZipFile,
            shapely.errors.ShapelyError) as reason:
        if isinstance(reason, SundalinkError):
            raise
        raise scenario_error(f"must be a readable {kind} ({reason})") from None


def _geojson(path):
    """Return the features of a GeoJSON file."""
    data = json.loads(path.read_text(encoding="utf-8-sig"))
    collection = isinstance(data, dict) and data.get("type") == "FeatureCollection"
    found = data.get("features") if collection else [data]
    if not isinstance(found, list):
        raise scenario_error(f"features = {found!r:.60}: must be a list")
    system = _stated(data)
    if not system:
        return found
    return [_moved(feature, system) for feature in found]


def _stated(data):
    """Return the coordinate system that a GeoJSON names, empty if it is that of GeoJSON."""
    system = data.get("crs") if isinstance(data, dict) else None
    said = (system.get("properties") or {}).get("name", system) if isinstance(system, dict) else system
    return "" if not said or DEGREES.search(str(said)) else str(said)


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
    if system and not DEGREES.search(str(system)):
        shape = shapely.transform(shape, lambda points: np.column_stack(to_degrees(*points.T, system)))
    elif not system and np.abs(shapely.get_coordinates(shape)).max() > 360.0:
        raise ValueError(f"feature {number}: positions must be [longitude, latitude] in degrees, not those of a "
                         "projection that the file does not name")
    return json.loads(shapely.to_geojson(shape))


def _plain(value):
    """Return a value of numpy as a plain one; what is not a number is left out."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and value != value else value
