"""Read wind resources of windIO: YAML or netCDF, a time series or distributions by sector."""

from itertools import permutations
from pathlib import Path

import numpy as np

from sim.checks import check_within, refusal
from sim.inputs import netcdf, yaml_file
from sim.inputs.weather_years import COARSEST, check_times, seconds
from sim.inputs.wind_record import Record
from sim.resource.sector_climate import Sectors, check_sectors

PLACES = ("x", "y", "wind_turbine")
"""Dimensions of place; a climate or series of one place is read."""

CLOSE = 0.02
"""Largest distance of a total of probabilities from what it must be: tables are rounded (assumed). [-]"""


def read(path):
    """
    Read a wind resource of windIO's plant schema.

    Parameters
    ----------
    path : str or Path
        YAML with ``wind_resource`` (``!include`` of a netCDF or YAML file is followed), or netCDF with the same names:
        ``time``, ``wind_speed``, ``wind_direction`` and perhaps ``height``, ``z0`` and ``shear``; or ``weibull_a``,
        ``weibull_k`` and ``sector_probability``; or ``probability`` by speed and direction.

    Returns
    -------
    found : Record or Sectors
        A time series, or distributions.

    Raises
    ------
    SundalinkError
        If it is no such file, or what it holds is incomplete or cannot be.

    References
    ----------
    .. [1] Bortolotti et al. 2022, "System Modeling Frameworks for Wind Turbines and Plants: Review and Requirements
       Specifications", IEA Wind TCP Task 37, doi 10.2172/1868328; windIO 2.1, schema plant/energy_resource.
    """
    path = Path(path)
    found = _dataset(path) if path.suffix in (".nc", ".nc4", ".cdf") else yaml_file.read(path, _dataset, "wind file")
    for key in ("site", "energy_resource", "wind_resource"):   # a whole system, a site, a resource
        found = found.get(key, found) if isinstance(found, dict) else found
    if not isinstance(found, dict):
        raise refusal(
            f"{path}: wind_resource", type(found).__name__, "", "must be a table, as in windIO's energy_resource"
        )
    has = set(found)
    if {"weibull_a", "weibull_k", "sector_probability"} <= has:
        return _weibull(path, found)
    if {"time", "wind_speed", "wind_direction"} <= has:
        return _series(path, found)
    if {"probability", "wind_speed", "wind_direction"} <= has:
        return _binned(path, found)
    raise refusal(f"{path}: wind_resource", ", ".join(sorted(map(str, has)))[:80] or "empty", "", "must hold time, "
              "wind_speed and wind_direction, or weibull_a, weibull_k and sector_probability, or probability by "
              "wind_speed and wind_direction")


def _dataset(path):
    """Return the variables of a netCDF file as windIO's tables, or say why not."""
    with netcdf.opened(path, whole=True) as data:
        return {str(name): {"data": data[name].values, "dims": [str(d) for d in data[name].dims]}
                for name in data.variables}


def _numbers(path, found, name, wanted, sizes):
    """Return a variable on the dimensions wanted, those it lacks of size one, or refuse it."""
    entry = found[name]
    data, dims = (entry.get("data"), entry.get("dims")) if isinstance(entry, dict) else (entry, None)
    values = _floats(f"{path}: {name}", data)
    dims = _dims(path, name, values, dims, wanted, sizes)
    for axis in reversed(range(values.ndim)):
        if dims[axis] not in wanted:
            if values.shape[axis] != 1:
                rule = "must be one: give the resource of one place" if dims[axis] in PLACES else "must be one"
                raise refusal(f"{path}: {dims[axis]} in {name}", values.shape[axis], "", rule)
            values = values.reshape(values.shape[:axis] + values.shape[axis + 1:])
    dims = [d for d in dims if d in wanted]
    for axis, dim in enumerate(dims):
        if values.shape[axis] != sizes[dim]:
            raise refusal(f"{path}: values of {name} along {dim}", values.shape[axis], "", f"must be {sizes[dim]}, as "
                          f"{dim} has")
    values = values.transpose([dims.index(d) for d in wanted if d in dims])
    return values.reshape([sizes[d] if d in dims else 1 for d in wanted])


def _dims(path, name, values, dims, wanted, sizes):
    """Return the names of the axes of a variable: as the file has them, or as only their sizes allow."""
    if isinstance(dims, str):
        dims = [dims]
    if dims is not None and not (isinstance(dims, list | tuple) and len(dims) == values.ndim):
        raise refusal(f"{path}: dims of {name}", f"{str(dims)[:60]} for shape {values.shape}", "",
                      "must name each dimension of data")
    if dims is not None and all(isinstance(d, str) for d in dims):
        if len(set(dims)) < len(dims):
            raise refusal(f"{path}: dims of {name}", f"{dims}"[:60], "", "must name each dimension once")
        return list(dims)
    if dims is not None and tuple(dims) != values.shape:
        raise refusal(f"{path}: dims of {name}", f"{list(dims)}"[:60], "", "must be names, or the sizes of data, "
                      f"{list(values.shape)}")
    long = [axis for axis in range(values.ndim) if values.shape[axis] > 1]
    fits = {order for order in permutations([d for d in wanted if sizes[d] > 1], len(long))
            if all(sizes[d] == values.shape[axis] for d, axis in zip(order, long, strict=True))}
    if len(fits) != 1:
        known = ", ".join(f"{d} has {sizes[d]}" for d in wanted)
        rule = f"each axis must fit one by its size: {known}" if not fits else \
            f"must name its dimensions: {known}, and the sizes do not tell them apart"
        raise refusal(f"{path}: shape of {name}", f"{values.shape}", "", rule)
    found = [""] * values.ndim
    for dim, axis in zip(fits.pop(), long, strict=True):
        found[axis] = dim
    return found


def _floats(where, data):
    """Return data as an array of numbers, or refuse it."""
    try:
        return np.asarray(data, dtype=float)
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise refusal(where, repr(data)[:60], "", "must be numbers of one shape") from None


def _axis(path, found, name):
    """Return a coordinate as an array of one dimension, or refuse it."""
    entry = found[name]
    values = np.atleast_1d(_floats(f"{path}: {name}", entry.get("data") if isinstance(entry, dict) else entry))
    if values.ndim != 1 or not values.size:
        raise refusal(f"{path}: shape of {name}", f"{values.shape}", "", "must be a list of numbers")
    return values


def _heights(path, found):
    """Return the heights; NaN where the file names none."""
    for name in ("height", "heights", "reference_height"):
        if name in found:
            heights = _axis(path, found, name)
            check_within(f"{path}: {name}", heights, 1.0, 1000.0, "m")
            if not (np.diff(heights) > 0).all():
                raise refusal(f"{path}: {name}", heights.tolist(), "m", "must rise")
            return heights
    return np.array([np.nan])


def _series(path, found):
    """Return a time series."""
    import pandas as pd

    entry = found["time"]
    data = entry.get("data") if isinstance(entry, dict) else entry
    try:
        if np.asarray(data).dtype.kind in "iuf":
            raise ValueError("numbers")
        texts = [str(t) for t in np.atleast_1d(data).ravel()]
        time = pd.to_datetime(texts, utc=True, format="ISO8601").tz_localize(None)
    except (TypeError, ValueError, OverflowError):
        raise refusal(f"{path}: time", repr(data)[:60], "", "must be dates and times in ISO 8601") from None
    if time.isna().any():
        raise refusal(f"{path}: time", texts[int(time.isna().argmax())][:60], "", "must be a date and time")
    time, heights = seconds(time.to_numpy()), _heights(path, found)
    if time.size < 2:
        raise refusal(f"{path}: times", time.size, "", "must be two or more")
    step = check_times(time, lambda i: f"{path}, stamp {i + 1}", longest=COARSEST)
    sizes = {"time": time.size, "height": heights.size}
    if np.isnan(heights).any():
        raise refusal(f"{path}: height", "absent", "", "must be given as height or reference_height")
    speed, direction = (_numbers(path, found, name, ("height", "time"), sizes) for name in ("wind_speed",
                                                                                              "wind_direction"))
    check_within(f"{path}: wind_speed", speed[np.isfinite(speed)], 0.0, 120.0, "m/s")
    check_within(f"{path}: wind_direction", direction[np.isfinite(direction)], 0.0, 360.0, "deg")
    whole = (heights.size, time.size)
    rough = np.broadcast_to(_numbers(path, found, "z0", ("time",), sizes), whole[1:]) if "z0" in found else None
    shear = found.get("shear")
    alpha = shear.get("alpha") if isinstance(shear, dict) else None
    return Record(time, step, heights, np.broadcast_to(speed, whole).copy(), np.broadcast_to(direction, whole).copy(),
                  None, None, None, None, rough,
                  np.full(time.size, float(alpha)) if isinstance(alpha, int | float) else None, "screening",
                  f"{path.name} (windIO)")


def _directions(path, found, size=None):
    """Refuse sectors that are not equal and about north, clockwise."""
    turn = _axis(path, found, "wind_direction") if "wind_direction" in found else None
    count = size if turn is None else turn.size
    wanted = np.arange(count) * 360.0 / count
    if turn is not None and turn.size > 1 and abs(turn[-1] - 360.0) < 1e-6:
        raise refusal(f"{path}: wind_direction", 360.0, "deg", "must not repeat north")
    if turn is not None and not np.allclose(turn, wanted, atol=1e-3):
        raise refusal(
            f"{path}: wind_direction",
            np.array2string(turn[:4], separator=", "),
            "deg",
            "must be equal sectors, the first about north, clockwise",
        )
    return count


def _size(path, name, entry):
    """Return how many numbers an entry holds, or refuse one that is no array."""
    try:
        return np.size(entry.get("data") if isinstance(entry, dict) else entry)
    except ValueError:
        raise refusal(f"{path}: {name}", "rows of unequal length", "", "must be an array of numbers") from None


def _weibull(path, found):
    """Return Weibull distributions by sector."""
    heights = _heights(path, found)
    entry = found["sector_probability"]
    count = _directions(path, found, _size(path, "sector_probability", entry))
    sizes = {"wind_direction": count, "height": heights.size}
    share = _numbers(path, found, "sector_probability", ("wind_direction",), sizes)
    if not abs(share.sum() - 1.0) <= CLOSE:
        raise refusal(f"{path}: total of sector_probability", float(share.sum()), "-", "must be 1")
    scale, shape = (_numbers(path, found, name, ("height", "wind_direction"), sizes)
                    for name in ("weibull_a", "weibull_k"))
    whole = (1, heights.size, count)
    return check_sectors(Sectors(np.array([0.0]), heights, share[None], np.broadcast_to(scale, whole[1:])[None],
                                 np.broadcast_to(shape, whole[1:])[None], None, None,
                                 f"{path.name} (windIO, Weibull sectors)"), str(path))


def _binned(path, found):
    """Return distributions by sector from probabilities by speed and direction."""
    heights, speed = _heights(path, found), _axis(path, found, "wind_speed")
    if speed.size < 3 or not (np.diff(speed) > 0).all():
        raise refusal(
            f"{path}: wind_speed",
            np.array2string(speed[:4], separator=", "),
            "m/s",
            "must be three middles of bins or more that rise: one speed for each direction is no wind climate",
        )
    count = _directions(path, found)
    sizes = {"wind_direction": count, "wind_speed": speed.size}
    mass = _joint(path, found, _numbers(path, found, "probability", ("wind_direction", "wind_speed"), sizes), sizes)
    share, between = mass.sum(1), (speed[1:] + speed[:-1]) / 2
    edges = np.concatenate([[max(2 * speed[0] - between[0], 0.0)], between, [2 * speed[-1] - between[-1]]])
    within = np.where(share[:, None] > 0, mass / np.maximum(share, 1e-300)[:, None], 1.0 / speed.size)
    return check_sectors(Sectors(np.array([0.0]), heights[:1], share[None], None, None, edges, within,
                                 f"{path.name} (windIO, probabilities by speed and direction)"), str(path))


def _joint(path, found, mass, sizes):
    """Return probabilities by direction and speed that sum to one, those conditional on direction made so."""
    if not (np.isfinite(mass) & (mass >= 0)).all():
        raise refusal(f"{path}: probability", float(mass[~(np.isfinite(mass) & (mass >= 0))][0]), "-",
                      "must be zero or above throughout")
    total, rows = float(mass.sum()), mass.sum(1)
    share = None
    if "sector_probability" in found:
        share = _numbers(path, found, "sector_probability", ("wind_direction",), sizes)
        share = np.broadcast_to(share, rows.shape)
        if not (share >= 0).all() or abs(share.sum() - 1.0) > CLOSE:
            raise refusal(f"{path}: total of sector_probability", float(share.sum()), "-", "must be 1")
    if abs(total - 1.0) <= CLOSE:
        if share is not None and np.abs(rows - share).max() > CLOSE:
            raise refusal(f"{path}: probability of sector {int(np.abs(rows - share).argmax()) + 1}",
                          float(rows[np.abs(rows - share).argmax()]), "-", "must be its sector_probability, "
                          f"{share[np.abs(rows - share).argmax()]:.4g}")
        return mass
    conditional = (np.abs(rows - 1.0) <= CLOSE) | ((rows == 0) & (share == 0 if share is not None else False))
    if share is not None and conditional.all():
        return mass * share[:, None]
    raise refusal(f"{path}: total of probability", total, "-", "must be 1; or, conditional on direction, 1 in each "
                  "sector, with sector_probability beside it")
