"""Layouts that a scenario can choose: those of the farm, and one read from the user's file."""

from pathlib import Path

import numpy as np

from sim.checks import check_within, refusal
from sim.farm import layout
from sim.farm.layout import Layout
from sim.inputs import gis_file, logger_table, positions, user_file, yaml_file
from sim.inputs.mast_columns import base_name

METRES = {"x": ("x_m", "x", "easting", "east", "utm_x", "utm_e", "x_utm", "easting_m", "e"),
          "y": ("y_m", "y", "northing", "north", "utm_y", "utm_n", "y_utm", "northing_m", "n")}
DEGREES = {"x": ("longitude_deg", "longitude", "lon", "long", "lng", "x_deg", "lon_deg"),
           "y": ("latitude_deg", "latitude", "lat", "y_deg", "lat_deg")}
"""Names of the columns east and north, in any case."""

YAML = (".yaml", ".yml", ".json", ".geojson")
"""Endings of files read as YAML, which JSON is."""

MOST = 20_000
"""Most rows of a layout. [-]"""

FARTHEST = 150e3
"""Farthest that a turbine may stand from the middle of its farm (assumed: more than any zone that is planned). [m]"""

SEMI_MAJOR, FLATTENING = 6378137.0, 1 / 298.257223563
"""WGS 84. [m], [-]"""


def from_file(count, diameter, rating=None, *, file: str = ""):
    """
    Stand the turbines where a file says.

    Parameters
    ----------
    count : int
        Number of turbines, which must be that of the file.
    diameter : float
        Rotor diameter. [m]
    rating : float, optional
        Rated power of a turbine, to say which farm the file is for. [MW]
    file : str
        A table (CSV or .xlsx) with a row for each turbine and the columns x_m, east, and y_m, north, from any origin on
        a plane (such as a UTM zone), or longitude and latitude; or YAML with such lists (windIO's layouts, FLORIS's
        farm), or points of a GIS file (GeoJSON, GeoPackage, shapefile, KML); a relative name is relative to the
        scenario's file. [-]

    Returns
    -------
    layout : Layout
        Positions from their mean, and the area of the polygon around them.

    Raises
    ------
    SundalinkError
        If the file is not there, breaks a rule of tables, has another number of turbines, or two of them closer than
        one diameter.

    References
    ----------
    .. [1] The user's own file.
    """
    path = Path(file)
    if not file or not user_file.is_file(path):
        raise refusal("farm.layout.file", file[:200] or "''", "-", "must be a CSV file with the columns x_m and y_m, a "
                      "spreadsheet (.xlsx) or YAML")
    if path.suffix.lower() in gis_file.KINDS:
        x, y, plane = *_points(path, gis_file.features(path)), False
    else:
        x, y, plane = _yaml(path) if path.suffix.lower() in YAML else _table(path)
    if x.size != count:
        fits = f"; set farm.capacity_mw = {x.size * rating:g}" if rating else ""
        raise refusal(
            f"{path.name}: number of turbines", x.size, "-", f"must be {count}, as many as the farm has{fits}"
        )
    if not plane:
        x, y = _projected(path, x, y)
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + np.diag(np.full(x.size, np.inf))
    if apart.min() < diameter:
        one, other = sorted(np.unravel_index(apart.argmin(), apart.shape))
        raise refusal(f"{path.name}: distance between turbines {one + 1} and {other + 1}", float(apart.min()), "m",
                      f"must be at least one diameter, {diameter:g} m")
    far = np.hypot(x - x.mean(), y - y.mean())
    if far.max() > FARTHEST:
        raise refusal(f"{path.name}: distance of turbine {int(far.argmax()) + 1} from the middle of the farm",
                      float(far.max()) / 1e3, "km", f"must be at most {FARTHEST / 1e3:g}: are positions in metres?")
    return Layout(x - x.mean(), y - y.mean(), _area(x, y) * 1e-6)


def _table(path):
    """Return places east and north of a table, and whether they are metres on a plane."""
    table = logger_table.read(path, lambda name: _axis(name) is not None, "layout file")
    places = [[next((at for at, name in enumerate(table.names) if base_name(name)[0] in names[axis]), None)
               for axis in "xy"] for names in (METRES, DEGREES)]
    plane = None not in places[0]
    found = places[0] if plane else places[1]
    if None in found:
        raise refusal(f"{path.name}, line {table.line}, columns", ",".join(table.names)[:200], "-", "must include x_m "
                      "and y_m, or longitude and latitude")
    if len(table.columns) > MOST:
        raise refusal(f"{path.name}: rows", len(table.columns), "-", f"must be at most {MOST:,}")
    axes = []
    for place, axis in zip(found, ("longitude", "latitude"), strict=True):
        if not plane:
            axes.append(positions.degrees(path.name, table, place, axis))
            continue
        unit = base_name(table.names[place])[1]
        scale = {"": 1.0, "m": 1.0, "km": 1000.0}.get(unit)
        if scale is None:
            raise refusal(f"{path.name}, line {table.line}, column {table.names[place]}", unit, "",
                          "must be in m or km")
        values = logger_table.numbers(table.columns[place], table.comma)
        if not np.isfinite(values).all():
            row = int((~np.isfinite(values)).argmax())
            raise refusal(f"{path.name}, line {table.first + row}, column {table.names[place]}",
                          repr(table.columns[place].iloc[row])[:60], "-", "must be a finite number")
        axes.append(values * scale)
    return *axes, plane


def _axis(name):
    """Return whether a column's name is that of an axis: "x", "y" or None."""
    base = base_name(name)[0]
    return next((axis for names in (METRES, DEGREES) for axis in "xy" if base in names[axis]), None)


def _yaml(path):
    """Return places east and north of a YAML file, and whether they are metres on a plane."""
    def no_dataset(beside):
        raise refusal("layout file", beside, "", "a layout is read from YAML or a table, not from netCDF")

    tables = yaml_file.read(path, no_dataset, "layout file")
    if isinstance(tables.get("features"), list):
        return *_points(path, tables["features"]), False
    waiting = [tables]
    while waiting:
        one = waiting.pop(0)
        for east, north, plane in (("x", "y", True), ("layout_x", "layout_y", True), ("x_m", "y_m", True),
                                   ("xc", "yc", True),
                                   ("longitude", "latitude", False), ("lon", "lat", False)):
            if isinstance(one, dict) and isinstance(one.get(east), list) and isinstance(one.get(north), list):
                return *_lists(path, one, east, north), plane
        if isinstance(one, dict) and (pairs := _pairs(one.get("items"))):
            return *_lists(path, {"x": [at[0] for at in pairs], "y": [at[1] for at in pairs]}, "x", "y"), True
        waiting += [part for part in (one.values() if isinstance(one, dict) else one) if isinstance(part, dict | list)]
    raise refusal("layout file", path, "", "must hold lists x and y, as windIO's layouts, or layout_x and layout_y, as "
                  "the farm of FLORIS")


def _pairs(items):
    """Return positions of the ontology of IEA Task 37, a list of pairs east and north; None for any other list."""
    whole = isinstance(items, list) and items and all(
        isinstance(at, list) and len(at) == 2 and all(isinstance(v, int | float) for v in at) for at in items)
    return items if whole else None


def _points(path, features):
    """Return longitudes and latitudes of the points of GeoJSON; features of other kinds are none of a layout."""
    found = []
    for number, one in enumerate(features, start=1):
        shape = one.get("geometry") if isinstance(one, dict) else None
        kind, at = (shape.get("type"), shape.get("coordinates")) if isinstance(shape, dict) else (None, None)
        points = at if kind == "MultiPoint" and isinstance(at, list | tuple) else [at]
        if kind not in ("Point", "MultiPoint") or not points or not all(
                isinstance(point, list | tuple) and len(point) > 1 for point in points):
            raise refusal(f"{path}: feature {number}", "no point", "", "each must be a turbine, a Point of longitude "
                          "and latitude")
        found += [list(point[:2]) for point in points]
    return _lists(path, {"longitude": [at[0] for at in found], "latitude": [at[1] for at in found]}, "longitude",
                  "latitude")


def _lists(path, table, *keys):
    """Return two lists of numbers of one length, or refuse."""
    found = []
    for key in keys:
        try:
            values = np.asarray(table[key], dtype=float)
        except (TypeError, ValueError, OverflowError):
            values = np.empty((0, 0))
        if values.ndim != 1 or not 0 < values.size <= MOST or not np.isfinite(values).all():
            raise refusal(f"{path}: {key}", repr(table[key])[:60], "", f"must be a list of 1 to {MOST:,} numbers")
        found.append(values)
    if found[0].size != found[1].size:
        raise refusal(f"{path}: values of {keys[1]}", found[1].size, "", f"must be {found[0].size}, as {keys[0]} has")
    return found


def _projected(path, longitude, latitude):
    """Return longitude and latitude as metres on a plane that touches the ellipsoid at their mean."""
    check_within(f"{path.name}: latitude", latitude, -89.0, 89.0, "deg")
    check_within(f"{path.name}: longitude", longitude, -180.0, 360.0, "deg")
    east = np.mod(longitude - longitude[0] + 180.0, 360.0) - 180.0
    middle = np.radians(latitude.mean())
    eccentric = FLATTENING * (2 - FLATTENING)
    under = 1.0 - eccentric * np.sin(middle) ** 2
    across = SEMI_MAJOR / np.sqrt(under)
    # A degree of longitude shortens to the north: each turbine takes that of its own latitude.
    x = np.radians(east) * across * np.cos(np.radians(latitude))
    return x, np.radians(latitude) * SEMI_MAJOR * (1 - eccentric) / under**1.5


def _area(x, y):
    """Return the area of the polygon around points; none around a line."""
    from scipy.spatial import ConvexHull, QhullError

    if x.size < 3:
        return 0.0
    try:
        return float(ConvexHull(np.column_stack([x - x.mean(), y - y.mean()])).volume)
    except QhullError:
        return 0.0


MODELS = {**layout.MODELS, "from_file": from_file}
