"""Read the relief of the sea: the embedded one, or a user's GEBCO grid."""

from functools import cache
from pathlib import Path

import numpy as np

from sim.errors import SundalinkError, refusal
from sim.inputs.netcdf import LOCK
from sim.route.seabed import Sea, profile

FILE = Path(__file__).resolve().parents[1] / "data" / "south_china_sea.nc"
MAP = FILE.with_name("map_relief.nc")
REGION = (-2.0, 24.0, 100.0, 118.0)
"""South, north, west, east of what is kept of a larger grid: 2 degrees around the embedded sea. [deg]"""

NAMES = {"latitude": ("lat", "latitude", "y"), "longitude": ("lon", "longitude", "x"),
         "elevation": ("elevation", "z", "Band1", "depth", "bathymetry", "topo")}

DEPTH = ("depth", "sea_floor_depth_below_geoid", "sea_floor_depth_below_sea_surface",
         "sea_floor_depth_below_mean_sea_level", "sea_floor_depth_below_reference_ellipsoid")
"""Names, or standard names, of a relief that counts depth as positive."""


@cache
def embedded():
    """
    Return the embedded relief of the South China Sea.

    Returns
    -------
    sea : sim.route.seabed.Sea
        ETOPO5 on 5 arc-minutes, 0 to 22 N and 102 to 116 E.

    References
    ----------
    .. [1] NOAA National Geophysical Data Center 1988, Data Announcement 88-MGG-02, Digital relief of the
       surface of the Earth; as shipped in the Debian package ferret-datasets 7.6.0-5.
    """
    return _relief(FILE)


@cache
def around():
    """
    Return the relief for maps: that of `embedded` and what lies around it, which nothing is computed with.

    Returns
    -------
    sea : sim.route.seabed.Sea
        ETOPO5 on 5 arc-minutes, 3 S to 24 N and 98 to 120 E.
    """
    return _relief(MAP)


@cache
def coasts():
    """
    Return land and sea of South-East Asia for maps.

    Returns
    -------
    sea : sim.route.seabed.Sea
        ETOPO5 on 5 arc-minutes, 12 S to 26 N and 90 to 130 E; heights from -40 to 40 m, those beyond cut to them.
    """
    return _relief(MAP, ("latitude_coast", "longitude_coast", "height_near_sea_level"))


def _relief(path, names=("latitude", "longitude", "elevation")):
    """Return a relief that this package ships."""
    from netCDF4 import Dataset

    with LOCK, Dataset(path) as data:
        parts = (np.asarray(data[name][:], dtype=float) for name in names)
        return Sea(*parts, "ETOPO5, 5 arc-minutes (NOAA)")


def gebco(path):
    """
    Return the relief of a GEBCO netCDF grid.

    Parameters
    ----------
    path : str or Path
        A global or regional GEBCO grid (or another with latitude, longitude and elevation in metres).

    Returns
    -------
    sea : sim.route.seabed.Sea
        The part between 2 S and 24 N, 100 and 118 E, axes rising. [deg, m]

    Raises
    ------
    SundalinkError
        If the file is no netCDF grid, covers nothing of that part, has gaps, or counts depth as positive without
        saying so by its name, its standard name or ``positive = "down"``.

    References
    ----------
    .. [1] GEBCO Compilation Group, GEBCO Grid, doi 10.5285/1c44ce99-0a0d-5f4f-e063-7086abc0ea0f and its
       editions before and after.
    """
    name = Path(path).name
    with LOCK, _open(path) as data:
        y, x = (_axis(data, name, axis) for axis in ("latitude", "longitude"))
        rows = _part(name, "latitude", y, *REGION[:2])
        columns = _part(name, "longitude", x, *REGION[2:])
        variable = _variable(data, name, "elevation")
        turned = _turned(data, name, variable)
        unit = getattr(variable, "units", "m")
        if unit not in ("m", "metre", "metres", "meter", "meters"):
            raise refusal(f"{name}: unit of {variable.name}", unit, "-", "must be m")
        part = variable[columns, rows].T if turned else variable[rows, columns]
        elevation = np.ma.filled(np.ma.asarray(part).astype(float), np.nan)
        if _downwards(variable):
            elevation = -elevation
    y, x = y[rows], x[columns]
    elevation = elevation[np.argsort(y)][:, np.argsort(x)]
    _check(name, np.sort(y), np.sort(x), elevation)
    _check_sign(name, np.sort(y), np.sort(x), elevation)
    return Sea(np.sort(y), np.sort(x), elevation, f"user's relief {name}")


def _turned(data, name, variable):
    """Return whether a relief is stored by longitude first, as its dimensions are called."""
    rows, columns = (_variable(data, name, axis).dimensions[0] for axis in ("latitude", "longitude"))
    if variable.dimensions not in ((rows, columns), (columns, rows)):
        raise refusal(f"{name}: dimensions of {variable.name}", str(variable.dimensions), "-",
                      f"must be those of latitude and longitude, {(rows, columns)}, in either order")
    return variable.dimensions == (columns, rows)


def _downwards(variable):
    """Return whether a relief says that it counts depth as positive."""
    return (variable.name.lower() == "depth" or getattr(variable, "standard_name", "") in DEPTH
            or str(getattr(variable, "positive", "")).lower() == "down")


def _check_sign(name, y, x, elevation):
    """Refuse a relief that is land where the embedded one is sea, and sea where it is land."""
    known = embedded()
    rows, columns = (np.flatnonzero((axis >= ours[0]) & (axis <= ours[-1]))
                     for axis, ours in ((y, known.latitude), (x, known.longitude)))
    rows, columns = rows[:: max(rows.size // 40, 1)], columns[:: max(columns.size // 40, 1)]
    if not (rows.size and columns.size):
        return
    north, east = np.meshgrid(y[rows], x[columns], indexing="ij")
    ours, theirs = profile(known, north, east, nearest=True) > 0, elevation[np.ix_(rows, columns)] < 0
    if (ours == theirs).mean() < 0.2:
        raise refusal(f"{name}: elevation", "positive in the sea", "m", "must be negative below the sea; a relief that "
                      "counts depth as positive is to be named depth, or to have the attribute positive = \"down\"")


def _open(path):
    """Open a netCDF file."""
    from netCDF4 import Dataset
    try:
        return Dataset(path)
    except OSError as reason:
        why = reason.strerror or reason
        raise SundalinkError(f"{path}: must be a readable netCDF file ({why})") from None


def _variable(data, name, what):
    """Return the variable of that meaning, or say which names would do."""
    for known in NAMES[what]:
        if known in data.variables:
            return data[known]
    raise refusal(f"{name}: variables", ", ".join(data.variables), "-",
              f"must include {' or '.join(NAMES[what])}")


def _axis(data, name, what):
    """Return an axis in degrees, or refuse one that does not rise or fall all along."""
    values = np.ma.filled(np.ma.asarray(_variable(data, name, what)[:]).astype(float), np.nan)
    steps = np.diff(values) if values.ndim == 1 else np.zeros(1)
    if not ((steps > 0).all() or (steps < 0).all()) or values.size < 2:
        raise refusal(f"{name}: {what}", values.shape, "-", "must be one axis that rises or falls all along")
    return values


def _part(name, what, values, low, high):
    """Return the slice of an axis inside the region, or refuse a grid outside it."""
    inside = np.flatnonzero((values >= low) & (values <= high))
    if inside.size < 2:
        raise refusal(f"{name}: {what}", f"{values.min():g} to {values.max():g}", "deg",
                  f"must reach into {low:g} to {high:g}")
    return slice(inside[0], inside[-1] + 1)


def _check(name, y, x, elevation):
    """Refuse gaps and a relief whose sea is above zero."""
    gaps = np.argwhere(~np.isfinite(elevation))
    if gaps.size:
        row, column = gaps[0]
        raise refusal(f"{name}: elevation", "missing", "m",
                  f"must be given everywhere (first gap at {y[row]:.4f} N {x[column]:.4f} E)")
    if not (elevation < 0).any():
        raise refusal(f"{name}: lowest elevation", float(elevation.min()), "m",
                  "must be below zero somewhere: depth counts as negative")
