"""Read the hourly series of one site from a gridded netCDF file: ERA5, MERRA-2, or an atlite cutout."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.errors import refusal
from sim.inputs import netcdf
from sim.inputs.weather_years import COARSEST, check_times, seconds, stamp
from sim.inputs.wind_grid_forms import CUTOUT, ERA5

SLOW = 3.0
"""Speed at 50 m below which the profile of an hour means nothing, as in `sim.inputs.wind_record.between`. [m/s]"""

CELL = 0.25
"""Size of a cell of ERA5, where a file holds a single one. [deg]"""


class Piece(NamedTuple):
    """Data of one file on the cells around the site."""

    path: Path
    time: np.ndarray
    found: dict[str, np.ndarray]
    """Variables, shape (n, rows, columns)."""
    cells: tuple[np.ndarray, np.ndarray]
    """Latitudes and longitudes. [deg]"""
    weight: np.ndarray
    """Of the cells."""
    note: str
    """Where no cells lie around the site: which one was taken."""


class GriddedPart(NamedTuple):
    """Data of a file at the site: speed [m/s], unit vector, air [K, Pa, K]; None for what it lacks."""

    path: Path
    time: np.ndarray
    speed: np.ndarray | None = None
    east: np.ndarray | None = None
    north: np.ndarray | None = None
    temperature: np.ndarray | None = None
    pressure: np.ndarray | None = None
    dew: np.ndarray | None = None
    sea: np.ndarray | None = None
    """Temperature of the sea. [K]"""
    roughness: np.ndarray | None = None
    """[m]"""
    shear: np.ndarray | None = None
    """Exponent of the profile between 10 and 100 m, of MERRA-2 between 10 and 50 m. [-]"""
    humidity: np.ndarray | None = None
    """Specific. [kg/kg]"""


SCALARS = {"temperature": ("t2m", "temperature", "T2M"), "pressure": ("sp", "pressure", "PS"),
           "dew": ("d2m", "dewpoint temperature", "T2MDEW"), "sea": ("sst", "sea"), "roughness": ("fsr", "roughness"),
           "shear": ("shear", "wnd_shear_exp"), "humidity": ("QV2M",)}
"""Field of a part -> its names in the kinds of file."""


def at_site(paths, latitude, longitude, form=ERA5):
    """
    Read files at a site, bilinearly between the four cells around it; no other cell is read.

    The speed is interpolated as such and the direction as a vector: the length of an interpolated vector
    would be below the speed wherever the cells' directions differ.

    Parameters
    ----------
    paths : sequence of Path
        ERA5 or MERRA-2 single levels, or atlite cutouts; netCDF. Variables may be spread over files, and so may years.
    latitude, longitude : float
        The site, north and east; within half a cell of the files' cells. [deg]
    form : Form
        `ERA5`, `MERRA2` or `CUTOUT`.

    Returns
    -------
    part : GriddedPart
        Every field but `path` has the shape (n,).
    note : str
        Which cell was taken, and what was left aside.

    Raises
    ------
    SundalinkError
        If a file is none of that form, the site lies outside its grid, a value is missing, impossible or in another
        unit, or the wind has a gap or a double.
    """
    pieces = _merged([_read(Path(path), latitude, longitude, form) for path in paths])
    parts = sorted((_part(piece, form) for piece in pieces), key=lambda part: part.time[0])
    wind = [part for part in parts if part.speed is not None]
    if not wind:
        raise refusal(f"{paths[0]}: variable {form.wind[0]}", "absent", "", "must be there with "
                      f"{_list(form.variables)}; all but {_list(form.wind)} may be absent")
    time = np.concatenate([part.time for part in wind])
    of = np.repeat(np.arange(len(wind)), [part.time.size for part in wind])
    check_times(time, lambda i: str(wind[of[i]].path), pauses=True, longest=COARSEST)
    fields = {name: np.concatenate([getattr(part, name) for part in wind]) for name in ("speed", "east", "north")}
    left = []
    for field, names in SCALARS.items():
        fields[field] = _aligned(field, names, parts, time, form, left)
    notes = list(dict.fromkeys(piece.note for piece in pieces if piece.note))
    notes += [f"left aside, as some hours lack it: {_list(left)}"] if left else []
    return GriddedPart(wind[0].path, time, **fields), "".join(f"; {note}" for note in notes)


def _merged(pieces):
    """Return pieces with the variables of those of the same hours and cells together."""
    found = []
    for piece in pieces:
        for at, other in enumerate(found):
            same = other.cells == piece.cells and np.array_equal(other.time, piece.time)
            if same and not set(other.found) & set(piece.found):
                found[at] = other._replace(found=other.found | piece.found)
                break
        else:
            found.append(piece)
    return found


def _part(piece, form):
    """Return a piece at the site."""
    path, found, weight = piece.path, piece.found, piece.weight
    fields = {field: _weighted(found[name], weight) for field, names in SCALARS.items() for name in names
              if name in found}
    there = [name for name in form.wind if name in found]
    if not there:
        return GriddedPart(path, piece.time, **fields)
    if len(there) == 1:
        lacks = next(name for name in form.wind if name not in found)
        raise refusal(f"{path}: variable {lacks}", "absent", "", f"must be there with {there[0]}, or in another "
                      "file of the same hours and cells")
    if form is CUTOUT:
        speed, angle = found["wnd100m"], found["wnd_azimuth"]
        vector = [speed * np.sin(angle), speed * np.cos(angle)]
    else:
        vector = [found[name] for name in form.wind]
        speed = np.hypot(*vector)
    if {"U10M", "V10M"} <= set(found):
        fields["shear"] = _exponent(found, speed, weight)
    vector = [np.tensordot(part, weight, 2) for part in vector]
    length = np.hypot(*vector)
    east, north = (np.divide(part, length, out=np.zeros_like(length), where=length > 0) for part in vector)
    return GriddedPart(path, piece.time, np.tensordot(speed, weight, 2), east, north, **fields)


def _exponent(found, speed, weight):
    """Return the exponent of the profile between 10 m above the displacement height and 50 m, hour by hour; NaN in
    calms. [-]"""
    low = np.tensordot(np.hypot(found["U10M"], found["V10M"]), weight, 2)
    high = np.tensordot(speed, weight, 2)
    lifted = 10.0 + (np.tensordot(found["DISPH"], weight, 2) if "DISPH" in found else 0.0)
    enough = (high > SLOW) & (low > 0.0)
    return np.where(enough, np.log(np.where(enough, high / np.where(enough, low, 1.0), 1.0)) / np.log(50.0 / lifted),
                    np.nan)


def _aligned(field, names, parts, time, form, left):
    """Return a quantity at the hours of the wind, None where no file has it, or refuse one with other hours."""
    having = [part for part in parts if getattr(part, field) is not None]
    if not having:
        return None
    own = np.concatenate([part.time for part in having])
    values = np.concatenate([getattr(part, field) for part in having])
    order = np.argsort(own, kind="stable")
    own, values = own[order], values[order]
    name = next((n for n in names if n in form.variables), field)
    twice = np.flatnonzero(np.diff(own).astype(np.int64) == 0)
    if twice.size:
        raise refusal(f"{having[0].path}: {name} at {stamp(own[twice[0]])}", "twice", "", "must come once in all files")
    at = np.minimum(np.searchsorted(own, time), own.size - 1)
    lacking = own[at] != time
    if not lacking.any():
        return values[at]
    if name in form.partly:
        left.append(name)
        return None
    raise refusal(f"{having[0].path}: {name} at {stamp(time[lacking.argmax()])}", "absent", "", "must be there for "
                  "every hour of the wind, or in no file")


def _read(path, latitude, longitude, form):
    """Return the data of a file for the cells around the site."""
    with netcdf.opened(path) as data:
        data = netcdf.era5_names(data) if form is ERA5 else data
        axes = [_axis(data, wanted, path, form) for wanted in form.axes]
        for name in axes[1:]:
            data = data if name in data.dims else data.expand_dims(name)
        time = _times(data[axes[0]], path)
        rows, tall, north, off = _cells(data[axes[1]].values, [latitude], "latitude", path)
        round_the_world = [longitude, longitude + 360, longitude - 360]
        columns, wide, east, aside = _cells(data[axes[2]].values, round_the_world, "longitude", path)
        found = {}
        for name in form.variables:
            if name in data.data_vars:
                array = _plain(data[name].isel({axes[1]: rows, axes[2]: columns}), axes, path)
                found[name] = _checked(name, array, time, path, form)
        if not found:
            raise refusal(f"{path}: variable {form.wind[0]}", "absent", "", "must be there with "
                          f"{_list(form.variables)}; all but {_list(form.wind)} may be absent")
    note = f"nearest cell, at {north[0]:g}N {east[0]:g}E" if off or aside else ""
    return Piece(path, time, found, (tuple(north), tuple(east)), np.outer(tall, wide), note)


def _weighted(values, weight):
    """Return the weighted mean over the cells that have a value; None where none ever has one."""
    there = np.isfinite(values)
    total = np.tensordot(there, weight, 2)
    if not total.any():
        return None
    mean = np.tensordot(np.where(there, values, 0.0), weight, 2)
    return np.divide(mean, total, out=np.full(total.shape, np.nan), where=total > 0)


def _list(names):
    """Return names as text."""
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
    return seconds(axis.values)


def _cells(axis, places, what, path):
    """Return the rising indices of the one or two cells around the first place inside, their weights and places, and
    whether the place lies beside them: up to half a cell is taken as the cell's own."""
    axis = np.atleast_1d(np.asarray(axis, dtype=float))
    order = np.argsort(axis)
    known = axis[order]
    wrong = not known.size or not np.isfinite(known).all() or (np.diff(known) <= 0).any()
    half = 0.0 if wrong else (float(np.diff(known).max()) if known.size > 1 else CELL) / 2 + 1e-4
    inside = [] if wrong else [p for p in places if known[0] - 1e-4 <= p <= known[-1] + 1e-4]  # float32 coordinates
    beside = [] if wrong or inside else [p for p in places if known[0] - half <= p <= known[-1] + half]
    if not inside and not beside:
        extent = f"{known[0]:g} to {known[-1]:g}" if known.size else "which has no cell"
        raise refusal(f"site {what}", float(places[0]), "deg", f"must lie inside the grid of {path}, {extent}, or "
                      "within half a cell of it")
    weight = np.zeros(known.size)
    place = min(max((inside or beside)[0], known[0]), known[-1])
    right = min(int(np.searchsorted(known, place)), known.size - 1)
    left = max(right - 1, 0)
    share = (place - known[left]) / (known[right] - known[left]) if right > left else 1.0
    weight[order[left]] = 1.0 - share
    weight[order[right]] = share
    used = np.flatnonzero(weight > 1e-6)  # a cell that does not count need not be whole
    return used, weight[used] / weight[used].sum(), axis[used], bool(beside)


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
    if array.dtype.kind not in "iuf":
        raise refusal(f"{path}: type of {name}", str(array.dtype), "", "must be numbers")
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
