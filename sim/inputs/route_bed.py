"""Read depth, soil and burial along a route from a user's table."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.checks import check_within, refusal
from sim.errors import named
from sim.inputs.csv_table import read as read_table

RANGES = {"depth_m": (-500.0, 11000.0, "m"), "soil_k_m_per_w": (0.1, 5.0, "K.m/W"), "burial_m": (0.2, 50.0, "m")}
"""Columns beside the distance, and the range of each; an empty cell leaves the model's value."""


class Bed(NamedTuple):
    """Depth, soil and burial along a route; arrays of shape (row,), NaN where a row says nothing."""

    distance: np.ndarray
    """Along the route from the farm, rising. [km]"""
    depth: np.ndarray
    """Positive below the sea; linear between the rows. [m]"""
    soil: np.ndarray
    """Thermal resistivity, from this row to the next. [K.m/W]"""
    burial: np.ndarray
    """Depth of the cable's axis, from this row to the next. [m]"""


@named("route.bed_file")
def read(path: str | Path) -> Bed | None:
    """
    Read the bed along a route.

    Parameters
    ----------
    path : str or Path
        CSV with the column ``distance_km`` and any of ``depth_m``, ``soil_k_m_per_w`` and ``burial_m``; none if empty.

    Returns
    -------
    bed : Bed or None

    Raises
    ------
    SundalinkError
        Naming file, line, column, value and rule.
    """
    if not path:
        return None
    name = Path(path).name
    columns = read_table(path, (), ("distance_km", *RANGES), optional=tuple(RANGES), sourced=False)
    found = {key: np.array(values, dtype=float) for key, values in columns.items()}
    distance = found["distance_km"]
    if not distance.size or not (np.diff(distance) > 0).all():
        raise refusal(f"{name}: distance_km", f"{distance.size} rows", "km", "must rise from row to row")
    for key, (low, high, unit) in RANGES.items():
        stated = found[key][np.isfinite(found[key])]
        if stated.size:
            check_within(f"{name}: {key}", stated, low, high, unit)
    if not any(np.isfinite(found[key]).any() for key in RANGES):
        raise refusal(f"{name}: columns", "distance_km", "-", f"must hold a value of {', '.join(RANGES)}")
    return Bed(distance, *(found[key] for key in RANGES))


def depth_along(bed: Bed | None, distance: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """
    Return the depth at points of a route: the table's between its rows, the relief's elsewhere.

    Parameters
    ----------
    bed : Bed or None
    distance, depth : array, shape (n,)
        Along the route [km], and as the relief has it [m].

    Returns
    -------
    depth : array, shape (n,)
        [m]
    """
    if bed is None or not np.isfinite(bed.depth).any():
        return depth
    known = np.isfinite(bed.depth)
    rows, values = bed.distance[known], bed.depth[known]
    inside = (distance >= rows[0]) & (distance <= rows[-1])
    return np.where(inside, np.interp(distance, rows, values), depth)


def step_along(distance: np.ndarray, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    """
    Return a value of each piece of a route, by its middle: that of the last row before it that has one.

    Parameters
    ----------
    distance : array, shape (n,)
        Along the route. [km]
    rows, values : array, shape (row,)
        Where the rows stand [km], and what they say.

    Returns
    -------
    values : array, shape (n - 1,)
        NaN where no row says anything.
    """
    known = np.isfinite(values)
    middle = 0.5 * (distance[:-1] + distance[1:])
    at = np.searchsorted(rows[known], middle, side="right") - 1
    return np.where(at >= 0, np.r_[values[known], np.nan][at], np.nan)
