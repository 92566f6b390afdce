"""Read irradiance and air of ERA5 at a place, from netCDF files that hold variables and years in any division."""

from functools import reduce

import numpy as np

from sim.errors import refusal
from sim.inputs import netcdf
from sim.inputs.file_pattern import expanded
from sim.inputs.weather_years import runs, seconds

LIMITS = {"irradiance": ("W/m2", 0.0, 1500.0), "temperature": ("degC", -60.0, 60.0)}
"""Lowest and highest value that can be true; a file may say -0.0 and rounding errors of ERA5 reach -1."""


def read(paths, latitude, longitude):
    """
    Read irradiance and temperature of the cell nearest to a place.

    Parameters
    ----------
    paths : str, Path or list of these
        Files or patterns; see `sim.inputs.solar.era5`.
    latitude, longitude : float
        [deg]

    Returns
    -------
    time : array of datetime64[s], shape (n,)
        Begins of the hours, in UTC.
    level : array, shape (n,)
        Global irradiance on level ground, mean of the hour. [W/m2]
    air : array, shape (n,), or None
        Temperature; None where no file has it. [degC]
    path : Path
        First file, for messages.
    note : str
        What was done to the sums, for a label; empty for those of hours.
    """
    files = expanded(paths)
    parts = [_cell(file, latitude, longitude) for file in files]
    time, sums = _joined(files[0], "ssrd", [(part[0], part[1]) for part in parts if part[1] is not None])
    warm = [(part[0], part[2]) for part in parts if part[2] is not None]
    air = _at(files[0], time, *_joined(files[0], "t2m", warm)) if warm else None
    # The sum of an hour stands at its end; the last hour of a run, whose sum is not there, takes that before its first.
    note = "; sums that run on from midnight taken apart" if any(part[3] for part in parts) else ""
    return time, np.concatenate([np.roll(sums[run], -1) for run in runs(time, 1.0)]), air, files[0], note


def _joined(path, name, parts):
    """Return stamps and values of a variable that is spread over files, in time."""
    if not parts:
        raise refusal(f"{path}: variable {name}", "absent", "", "must be there with time, latitude and longitude")
    time, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(time, kind="stable")
    return time[order], values[order]


def _at(path, wanted, time, values):
    """Return values at the stamps of another variable, or refuse the first that lacks one."""
    at = np.minimum(np.searchsorted(time, wanted), time.size - 1)
    lacking = time[at] != wanted
    if lacking.any():
        raise refusal(f"{path}: t2m at {wanted[lacking.argmax()]}", "absent", "", "must be there for every hour of "
                      "ssrd, or in no file")
    return values[at]


def _cell(path, latitude, longitude):
    """Return stamps, irradiance [W/m2] and temperature [degC], or None, of the cell nearest to a place."""
    with netcdf.opened(path, "solar file") as data:
        data = netcdf.era5_names(data)
        data = data.rename({old: new for old, new in (("valid_time", "time"), ("lat", "latitude"), ("lon", "longitude"))
                            if old in data.variables and new not in data.variables})
        if not {"ssrd", "t2m"} & set(data.data_vars) or not {"time", "latitude", "longitude"} <= set(data.variables):
            raise refusal(f"{path}: variable ssrd", "absent", "", "must be there with time, latitude and longitude")
        east = np.mod(longitude + 180.0, 360.0) - 180.0 if float(data.longitude.max()) <= 180.0 else longitude % 360
        for name, at in (("latitude", latitude), ("longitude", east)):
            axis = np.atleast_1d(data[name].values)
            if axis.ndim > 1 or not np.abs(axis - at).min() <= 0.3:
                raise refusal(f"solar.{name}_deg", at, "deg",
                              f"must lie inside the grid of {path}, {axis.min():g} to {axis.max():g}")
            if name in data.dims:
                data = data.isel({name: int(np.abs(axis - at).argmin())})
        if not np.issubdtype(data["time"].dtype, np.datetime64) or data["time"].dims != ("time",):
            raise refusal(f"{path}: time", str(data["time"].dtype), "", "must be dates of the standard calendar")
        time = seconds(data["time"].values)
        joules, kelvin = (_variable(path, data, name, units) for name, units in (
            ("ssrd", ("J m**-2", "J m-2", "J/m2")), ("t2m", ("K", "kelvin"))))
    joules, apart = (None, False) if joules is None else _of_hours(joules, time)
    level = None if joules is None else _checked(path, "irradiance", np.maximum(joules / 3600.0, 0.0), time)
    return time, level, None if kelvin is None else _checked(path, "temperature", kelvin - 273.15, time), apart


def _of_hours(joules, time):
    """Return sums of hours, and whether they had to be taken apart: those of ERA5-Land run on from midnight UTC to the
    next. The first stamp, where it is a midnight, has the hour of a day later, as its own day is not there."""
    hour = (time - time.astype("datetime64[D]")).astype("timedelta64[h]").astype(int)
    step = np.diff(time) / np.timedelta64(3600, "s")
    running = np.append(False, (step == 1.0) & (hour[1:] != 1))
    rise = np.append(0.0, np.diff(joules))
    if time.size < 2 * 24 or not joules.max() > LIMITS["irradiance"][2] * 3600.0 or (
            rise[running] < -1e-3 * joules.max()).any():
        return joules, False
    own = np.where(running, rise, joules)
    if not running[0] and hour[0] != 1:
        own[0] = own[24]
    return own, True


def _variable(path, data, name, units):
    """Return a variable along the time, None where it is not there, or refuse another unit or dimension."""
    if name not in data.data_vars:
        return None
    array = data[name]
    if "expver" in array.dims:   # final and preliminary values side by side: the final one wherever it is there
        array = array.sortby("expver")
        first, *later = (array.isel(expver=at, drop=True) for at in range(array.sizes["expver"]))
        array = reduce(lambda one, other: one.fillna(other), later, first)
    for dim in set(array.dims) - {"time"}:
        if array.sizes[dim] != 1:
            raise refusal(f"{path}: dimension {dim} of {name}", array.sizes[dim], "", "must be one")
        array = array.isel({dim: 0})
    unit = str(array.attrs.get("units", "absent"))
    if unit not in units or array.dtype.kind not in "iuf" or array.dims != ("time",):
        raise refusal(f"{path}: units of {name}", unit, "", f"must be {units[0]}, of numbers by time")
    return array.values.astype(float)


def _checked(path, kind, values, time):
    """Return values, or refuse the first that is missing or impossible."""
    unit, low, high = LIMITS[kind]
    wrong = ~((values >= low) & (values <= high))
    if wrong.any():
        at = int(wrong.argmax())
        raise refusal(
            f"{path}: {kind} at {time[at]}", float(values[at]), unit, f"must lie between {low:g} and {high:g}"
        )
    return values
