"""A door for wind resources of windIO: YAML or netCDF, a time series or distributions by sector."""

from pathlib import Path

import numpy as np

from sim.checks import check_within, refusal
from sim.errors import SundalinkError
from sim.inputs.netcdf import LOCK
from sim.inputs.weather_years import check_times
from sim.inputs.wind_record import Record
from sim.resource.sector_climate import Sectors, check_sectors

PLACES = ("x", "y", "wind_turbine")
"""Dimensions of place; a climate or series of one place is read."""


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
    found = _dataset(path) if path.suffix in (".nc", ".nc4", ".cdf") else _tables(path)
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


def _tables(path):
    """Return the tables of a YAML file, or say why not."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        """Follows ``!include``."""

    def include(loader, node):
        beside = path.parent / str(node.value)
        return _dataset(beside) if beside.suffix == ".nc" else _tables(beside)

    Loader.add_constructor("!include", include)
    try:
        found = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=Loader)
    except OSError as fault:
        raise refusal("wind file", path, "", f"must be a readable file ({fault.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as fault:
        raise refusal("wind file", path, "", f"must be YAML in UTF-8 ({' '.join(str(fault).split())[:200]})") from None
    if not isinstance(found, dict):
        raise refusal("wind file", path, "", "must be YAML with the table wind_resource")
    return found


def _dataset(path):
    """Return the variables of a netCDF file as windIO's tables, or say why not."""
    import xarray as xr

    if not path.is_file():
        raise refusal("wind file", path, "", "no such file")
    try:
        with LOCK, xr.open_dataset(path, engine="netcdf4", decode_timedelta=False) as data:
            return {str(name): {"data": data[name].values, "dims": [str(d) for d in data[name].dims]}
                    for name in data.variables}
    except (OSError, RuntimeError, ValueError, OverflowError) as fault:
        raise refusal(
            "wind file", path, "", f"must be a readable netCDF file ({' '.join(str(fault).split())})"
        ) from None


def _numbers(path, found, name, wanted, sizes):
    """Return a variable on the dimensions wanted, those it lacks of size one, or refuse it."""
    entry = found[name]
    data, dims = (entry.get("data"), entry.get("dims")) if isinstance(entry, dict) else (entry, None)
    try:
        values = np.asarray(data, dtype=float)
    except (TypeError, ValueError):
        raise refusal(f"{path}: {name}", str(data)[:60], "", "must be numbers of one shape") from None
    if dims is None or not all(isinstance(d, str) for d in dims):   # plain lists, and sizes in place of names
        dims = [d for d in sizes if sizes[d] > 1][:values.ndim]
    if len(dims) != values.ndim:
        raise refusal(
            f"{path}: dims of {name}", f"{dims} for shape {values.shape}", "", "must name each dimension of data"
        )
    for axis in reversed(range(values.ndim)):
        if dims[axis] not in wanted:
            if values.shape[axis] != 1:
                rule = "must be one: give the resource of one place" if dims[axis] in PLACES else "must be one"
                raise refusal(f"{path}: {dims[axis]} in {name}", values.shape[axis], "", rule)
            values = values.reshape(values.shape[:axis] + values.shape[axis + 1:])
    dims = [d for d in dims if d in wanted]
    values = values.transpose([dims.index(d) for d in wanted if d in dims])
    shape = [sizes[d] if d in dims else 1 for d in wanted]
    if values.size != np.prod(shape):
        raise refusal(f"{path}: values of {name}", values.size, "", f"must be {int(np.prod(shape))}, as "
                  f"{' x '.join(d for d in wanted if d in dims)} has")
    return values.reshape(shape)


def _axis(path, found, name):
    """Return a coordinate as an array, or refuse it."""
    entry = found[name]
    data = entry.get("data") if isinstance(entry, dict) else entry
    try:
        return np.atleast_1d(np.asarray(data, dtype=float))
    except (TypeError, ValueError):
        raise refusal(f"{path}: {name}", str(data)[:60], "", "must be numbers") from None


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
        time = pd.to_datetime([str(t) for t in np.atleast_1d(data)], utc=True, format="ISO8601").tz_localize(None)
    except (TypeError, ValueError):
        raise refusal(f"{path}: time", str(data)[:60], "", "must be dates and times in ISO 8601") from None
    time, heights = time.to_numpy().astype("datetime64[s]"), _heights(path, found)
    if time.size < 2:
        raise refusal(f"{path}: times", time.size, "", "must be two or more")
    step = check_times(time, lambda i: f"{path}, stamp {i + 1}")
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


def _weibull(path, found):
    """Return Weibull distributions by sector."""
    heights = _heights(path, found)
    entry = found["sector_probability"]
    count = _directions(path, found, np.size(entry.get("data") if isinstance(entry, dict) else entry))
    sizes = {"wind_direction": count, "height": heights.size}
    share = _numbers(path, found, "sector_probability", ("wind_direction",), sizes)
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
    mass = _numbers(path, found, "probability", ("wind_direction", "wind_speed"), sizes)
    if not (np.isfinite(mass) & (mass >= 0)).all():
        raise SundalinkError(f"{path}: probability: must be zero or above throughout")
    share, between = mass.sum(1), (speed[1:] + speed[:-1]) / 2
    edges = np.concatenate([[max(2 * speed[0] - between[0], 0.0)], between, [2 * speed[-1] - between[-1]]])
    within = np.where(share[:, None] > 0, mass / np.maximum(share, 1e-300)[:, None], 1.0 / speed.size)
    return check_sectors(Sectors(np.array([0.0]), heights[:1], share[None], None, None, edges, within,
                                 f"{path.name} (windIO, probabilities by speed and direction)"), str(path))
