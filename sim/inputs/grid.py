"""Read the hourly series of one site from a gridded netCDF file of ERA5."""

import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.checks import say
from sim.inputs import classic
from sim.inputs.netcdf import LOCK
from sim.inputs.years import stamp

# Names of the two generations of the Climate Data Store (before and since 2024), and of cfgrib.
AXES = {"time": ("valid_time", "time"), "latitude": ("latitude", "lat"), "longitude": ("longitude", "lon")}

# name -> (unit, how a file may write it, lowest, highest value that can be true)
VARIABLES = {
    "u100": ("m/s", ("m s**-1", "m s-1", "m s^-1", "m/s"), -120.0, 120.0),
    "v100": ("m/s", ("m s**-1", "m s-1", "m s^-1", "m/s"), -120.0, 120.0),
    "t2m": ("K", ("K", "kelvin"), 200.0, 335.0),
    "sp": ("Pa", ("Pa",), 5e4, 1.1e5),
    "d2m": ("K", ("K", "kelvin"), 180.0, 335.0),
}
OPTIONAL = ("d2m",)

NOT_NETCDF = {b"PK": "is a ZIP archive: unpack it and name the netCDF files in it",
              b"GR": "is GRIB: ask the Climate Data Store for netCDF"}


class Part(NamedTuple):
    """What one file holds at the site: speed [m/s], unit vector, air [K, Pa, K]; `dew` is None if absent."""

    path: Path
    time: np.ndarray
    speed: np.ndarray
    east: np.ndarray
    north: np.ndarray
    temperature: np.ndarray
    pressure: np.ndarray
    dew: np.ndarray | None


def at_site(path, latitude, longitude):
    """
    Read a file at a site, bilinearly between the four cells around it; no other cell is read.

    The speed is interpolated as such and the direction as a vector: the length of an interpolated vector
    would be below the speed wherever the cells' directions differ.

    Parameters
    ----------
    path : str or Path
        ERA5 single levels, netCDF, with u100, v100, t2m, sp and, if it is there, d2m.
    latitude, longitude : float
        The site, north and east. [deg]

    Returns
    -------
    part : Part
        Every field but `path` has the shape (n,).

    Raises
    ------
    SundalinkError
        If it is not such a file, the site lies outside its grid, or a value is missing, impossible or in
        another unit.
    """
    path = Path(path)
    with LOCK, _opened(path) as data:
        axes = [_axis(data, wanted, path) for wanted in AXES]
        for name in axes[1:]:
            data = data if name in data.dims else data.expand_dims(name)
        time = _times(data[axes[0]], path)
        rows, tall = _cells(data[axes[1]].values, [latitude], "latitude", path)
        round_the_world = [longitude, longitude + 360, longitude - 360]
        columns, wide = _cells(data[axes[2]].values, round_the_world, "longitude", path)
        found = {}
        for name in VARIABLES:
            if name in data.data_vars:
                array = _plain(data[name].isel({axes[1]: rows, axes[2]: columns}), axes, path)
                found[name] = _checked(name, array, time, path)
            elif name not in OPTIONAL:
                raise say(f"{path}: variable {name}", "absent", "", f"must be there with {_list(VARIABLES)}")
    weight = np.outer(tall, wide)
    speed = np.hypot(found["u100"], found["v100"])
    site = {name: np.tensordot(values, weight, 2) for name, values in found.items()}
    length = np.hypot(site["u100"], site["v100"])
    east, north = (np.divide(site[name], length, out=np.zeros_like(length), where=length > 0)
                   for name in ("u100", "v100"))
    return Part(path, time, np.tensordot(speed, weight, 2), east, north, site["t2m"], site["sp"],
                site.get("d2m"))


@contextmanager
def _opened(path):
    """Open a netCDF file lazily; whatever goes wrong in it while it is read is told in one message."""
    import xarray as xr

    if not path.is_file():
        raise say("wind file", path, "", "no such file")
    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] in NOT_NETCDF:
        raise say("wind file", path, "", NOT_NETCDF[head[:2]])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on dates and fill values: what matters is checked below
            if head in classic.MAGIC:
                _complete(path)
            data = xr.open_dataset(path, engine="netcdf4", decode_timedelta=False, cache=False)
        with data:
            yield data
    except (OSError, RuntimeError, ValueError, OverflowError) as error:
        reason = " ".join(str(error).split())
        raise say("wind file", path, "", f"must be a complete and readable netCDF file ({reason})") from error


def _complete(path):
    """Refuse a classic netCDF file that was cut off."""
    with path.open("rb") as file:
        needed = classic.length(file)
    if path.stat().st_size < needed:
        raise ValueError(f"cut off: {path.stat().st_size} of {needed} bytes")


def _list(names):
    return ", ".join(names)


def _axis(data, wanted, path):
    """Return the name of an axis; time must be a dimension, a place may be a single value."""
    for name in AXES[wanted]:
        if name in data.coords and (name in data.dims or wanted != "time"):
            return name
    raise say(f"{path}: axis {wanted}", "absent", "", f"must be there as {' or '.join(AXES[wanted])}")


def _times(axis, path):
    """Return the stamps of a file."""
    if axis.size == 0 or not np.issubdtype(axis.dtype, np.datetime64):
        raise say(f"{path}: {axis.name}", f"{axis.size} values of {axis.dtype}", "", "must be dates of the "
                  "standard calendar")
    if np.isnat(axis.values).any():
        raise say(f"{path}: {axis.name}", "not a time", "", "every stamp must be a date")
    return axis.values.astype("datetime64[s]")


def _cells(axis, places, what, path):
    """Return the rising indices of the one or two cells around the first place inside, and their weights."""
    axis = np.asarray(axis, dtype=float)
    order = np.argsort(axis)
    known = axis[order]
    inside = [p for p in places if known[0] - 1e-4 <= p <= known[-1] + 1e-4]  # float32 coordinates
    if not inside or (np.diff(known) <= 0).any():
        raise say(f"site {what}", float(places[0]), "deg", f"must lie inside the grid of {path}, "
                  f"{known[0]:g} to {known[-1]:g}")
    weight = np.zeros(known.size)
    place = min(max(inside[0], known[0]), known[-1])
    right = min(int(np.searchsorted(known, place)), known.size - 1)
    left = max(right - 1, 0)
    share = (place - known[left]) / (known[right] - known[left]) if right > left else 1.0
    weight[order[left]] = 1.0 - share
    weight[order[right]] = share
    used = np.flatnonzero(weight > 1e-6)  # a cell that does not count need not be whole
    return used, weight[used] / weight[used].sum()


def _plain(array, axes, path):
    """Return a variable on (time, latitude, longitude), without the dimensions that some requests add."""
    if "expver" in array.dims:
        # ERA5 and its preliminary ERA5T side by side: the final one wherever it is there.
        array = array.sortby("expver")
        versions = [array.isel(expver=i, drop=True) for i in range(array.sizes["expver"])]
        array = versions[0]
        for later in versions[1:]:
            array = array.fillna(later)
    for name in set(array.dims) - set(axes):
        if array.sizes[name] != 1:
            raise say(f"{path}: entries of {name} in {array.name}", array.sizes[name], "", "must be one")
        array = array.isel({name: 0}, drop=True)
    if set(array.dims) != set(axes):
        raise say(f"{path}: dimensions of {array.name}", _list(array.dims), "", f"must be {_list(axes)}")
    return array.transpose(*axes)


def _checked(name, array, time, path):
    """Return the values of a variable, shape (n, rows, columns), or refuse unit, gap or impossible value."""
    unit, spellings, low, high = VARIABLES[name]
    written = str(array.attrs.get("units", "absent")).strip()
    if written not in spellings:
        raise say(f"{path}: units of {name}", written, "", f"must be {spellings[0]}")
    values = array.values.astype(float)
    wrong = ~((values >= low) & (values <= high))
    if wrong.any():
        first = np.argwhere(wrong)[0]
        value = float(values[tuple(first)])
        rule = "is missing" if np.isnan(value) else f"must lie between {low:g} and {high:g}"
        raise say(f"{path}: {name} at {stamp(time[first[0]])}", value, unit, rule)
    return values
