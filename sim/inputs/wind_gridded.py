"""Read the hourly series of one site from a gridded netCDF file: ERA5, or an atlite cutout."""

import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.checks import refusal
from sim.inputs import netcdf
from sim.inputs.netcdf import LOCK
from sim.inputs.weather_years import stamp

SPEED = ("m s**-1", "m s-1", "m s^-1", "m/s")
KELVIN = ("K", "kelvin")


class Form(NamedTuple):
    """What a kind of file holds: axes by the names they may have, and variables."""

    axes: dict
    variables: dict
    """Name -> unit, how a file may write it (none: anything), lowest and highest value that can be true."""
    optional: tuple = ()
    """Variables that may be absent."""
    holes: tuple = ()
    """Variables that may lack values in some cells or hours."""


# Names of the two generations of the Climate Data Store (before and since 2024), and of cfgrib.
ERA5 = Form(
    {"time": ("valid_time", "time"), "latitude": ("latitude", "lat"), "longitude": ("longitude", "lon")},
    {"u100": ("m/s", SPEED, -120.0, 120.0), "v100": ("m/s", SPEED, -120.0, 120.0), "t2m": ("K", KELVIN, 200.0, 335.0),
     "sp": ("Pa", ("Pa",), 5e4, 1.1e5), "d2m": ("K", KELVIN, 180.0, 335.0), "sst": ("K", KELVIN, 265.0, 320.0),
     "fsr": ("m", ("m",), 0.0, 20.0)},
    optional=("d2m", "sst", "fsr"), holes=("sst",))   # no sea surface temperature over land

# The azimuth is where the wind blows to, and carries whatever unit the vector had.
CUTOUT = Form(
    {"time": ("time",), "latitude": ("y",), "longitude": ("x",)},
    {"wnd100m": ("m/s", SPEED, 0.0, 120.0), "wnd_azimuth": ("rad", (), -0.01, 6.2932),
     "roughness": ("m", ("m",), 0.0, 20.0), "wnd_shear_exp": ("-", (), -np.inf, np.inf),
     "temperature": ("K", KELVIN, 200.0, 335.0), "dewpoint temperature": ("K", KELVIN, 180.0, 335.0)},
    optional=("roughness", "wnd_shear_exp", "temperature", "dewpoint temperature"), holes=("wnd_shear_exp",))

NOT_NETCDF = {b"PK": "is a ZIP archive: unpack it and name the netCDF files in it",
              b"GR": "is GRIB: ask the Climate Data Store for netCDF"}


class Part(NamedTuple):
    """What one file holds at the site: speed [m/s], unit vector, air [K, Pa, K]; None is what the file lacks."""

    path: Path
    time: np.ndarray
    speed: np.ndarray
    east: np.ndarray
    north: np.ndarray
    temperature: np.ndarray | None
    pressure: np.ndarray | None
    dew: np.ndarray | None
    sea: np.ndarray | None = None
    """Temperature of the sea. [K]"""
    roughness: np.ndarray | None = None
    """[m]"""
    shear: np.ndarray | None = None
    """Exponent of the profile between 10 and 100 m. [-]"""


def at_site(path, latitude, longitude, form=ERA5):
    """
    Read a file at a site, bilinearly between the four cells around it; no other cell is read.

    The speed is interpolated as such and the direction as a vector: the length of an interpolated vector
    would be below the speed wherever the cells' directions differ.

    Parameters
    ----------
    path : str or Path
        ERA5 single levels with u100, v100, t2m, sp and perhaps d2m, sst and fsr, or an atlite cutout; netCDF.
    latitude, longitude : float
        The site, north and east. [deg]
    form : Form
        `ERA5` or `CUTOUT`.

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
    time, found, weight = _read(path, latitude, longitude, form)
    site = {name: _weighted(values, weight) for name, values in found.items() if name not in ("u100", "v100")}
    if form is CUTOUT:
        speed, angle = found["wnd100m"], found["wnd_azimuth"]
        vector = [speed * np.sin(angle), speed * np.cos(angle)]
        names = ("temperature", "pressure", "dewpoint temperature", "sea", "roughness", "wnd_shear_exp")
    else:
        vector = [found["u100"], found["v100"]]
        speed = np.hypot(*vector)
        names = ("t2m", "sp", "d2m", "sst", "fsr", "shear")
    vector = [np.tensordot(part, weight, 2) for part in vector]
    length = np.hypot(*vector)
    east, north = (np.divide(part, length, out=np.zeros_like(length), where=length > 0) for part in vector)
    return Part(path, time, np.tensordot(speed, weight, 2), east, north, *(site.get(name) for name in names))


def _read(path, latitude, longitude, form):
    """Return stamps, variables on the cells around the site, shape (n, rows, columns), and the cells' weights."""
    with LOCK, _opened(path) as data:
        axes = [_axis(data, wanted, path, form) for wanted in form.axes]
        for name in axes[1:]:
            data = data if name in data.dims else data.expand_dims(name)
        time = _times(data[axes[0]], path)
        rows, tall = _cells(data[axes[1]].values, [latitude], "latitude", path)
        round_the_world = [longitude, longitude + 360, longitude - 360]
        columns, wide = _cells(data[axes[2]].values, round_the_world, "longitude", path)
        found = {}
        for name in form.variables:
            if name in data.data_vars:
                array = _plain(data[name].isel({axes[1]: rows, axes[2]: columns}), axes, path)
                found[name] = _checked(name, array, time, path, form)
            elif name not in form.optional:
                raise refusal(f"{path}: variable {name}", "absent", "", f"must be there with {_list(form.variables)}; "
                          f"{_list(form.optional)} may be absent")
    return time, found, np.outer(tall, wide)


def _weighted(values, weight):
    """Return the weighted mean over the cells that have a value; None where none ever has one."""
    there = np.isfinite(values)
    total = np.tensordot(there, weight, 2)
    if not total.any():
        return None
    mean = np.tensordot(np.where(there, values, 0.0), weight, 2)
    return np.divide(mean, total, out=np.full(total.shape, np.nan), where=total > 0)


@contextmanager
def _opened(path):
    """Open a netCDF file lazily; whatever goes wrong in it while it is read is told in one message."""
    import xarray as xr

    if not path.is_file():
        raise refusal("wind file", path, "", "no such file")
    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] in NOT_NETCDF:
        raise refusal("wind file", path, "", NOT_NETCDF[head[:2]])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on dates and fill values: what matters is checked below
            if head in netcdf.MAGIC:
                _complete(path)
            data = xr.open_dataset(path, engine="netcdf4", decode_timedelta=False, cache=False)
        with data:
            yield data
    except (OSError, RuntimeError, ValueError, OverflowError) as error:
        reason = " ".join(str(error).split())
        raise refusal("wind file", path, "", f"must be a complete and readable netCDF file ({reason})") from error


def _complete(path):
    """Refuse a classic netCDF file that was cut off."""
    with path.open("rb") as file:
        needed = netcdf.length(file)
    if path.stat().st_size < needed:
        raise ValueError(f"cut off: {path.stat().st_size} of {needed} bytes")


def _list(names):
    return ", ".join(names)


def _axis(data, wanted, path, form):
    """Return the name of an axis; time must be a dimension, a place may be a single value."""
    for name in form.axes[wanted]:
        if name in data.coords and (name in data.dims or (wanted != "time" and data[name].ndim == 0)):
            return name
    raise refusal(f"{path}: axis {wanted}", "absent", "", f"must be there as {' or '.join(form.axes[wanted])}")


def _times(axis, path):
    """Return the stamps of a file."""
    if axis.size == 0 or not np.issubdtype(axis.dtype, np.datetime64):
        raise refusal(f"{path}: {axis.name}", f"{axis.size} values of {axis.dtype}", "", "must be dates of the "
                  "standard calendar")
    if np.isnat(axis.values).any():
        raise refusal(f"{path}: {axis.name}", "not a time", "", "every stamp must be a date")
    return axis.values.astype("datetime64[s]")


def _cells(axis, places, what, path):
    """Return the rising indices of the one or two cells around the first place inside, and their weights."""
    axis = np.asarray(axis, dtype=float)
    order = np.argsort(axis)
    known = axis[order]
    inside = [p for p in places if known[0] - 1e-4 <= p <= known[-1] + 1e-4]  # float32 coordinates
    if not inside or (np.diff(known) <= 0).any():
        raise refusal(f"site {what}", float(places[0]), "deg", f"must lie inside the grid of {path}, "
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
            raise refusal(f"{path}: entries of {name} in {array.name}", array.sizes[name], "", "must be one")
        array = array.isel({name: 0}, drop=True)
    if set(array.dims) != set(axes):
        raise refusal(f"{path}: dimensions of {array.name}", _list(array.dims), "", f"must be {_list(axes)}")
    return array.transpose(*axes)


def _checked(name, array, time, path, form):
    """Return the values of a variable, shape (n, rows, columns), or refuse unit, gap or impossible value."""
    unit, spellings, low, high = form.variables[name]
    written = str(array.attrs.get("units", "absent")).strip()
    if spellings and written not in spellings:
        raise refusal(f"{path}: units of {name}", written, "", f"must be {spellings[0]}")
    values = array.values.astype(float)
    wrong = ~((values >= low) & (values <= high))
    if name in form.holes:
        wrong &= ~np.isnan(values)
    if wrong.any():
        first = np.argwhere(wrong)[0]
        value = float(values[tuple(first)])
        rule = "is missing" if np.isnan(value) else f"must lie between {low:g} and {high:g}"
        raise refusal(f"{path}: {name} at {stamp(time[first[0]])}", value, unit, rule)
    return np.where(np.isfinite(values), values, np.nan) if name in form.holes else values
