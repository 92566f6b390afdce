"""Solver of the compiled wake kernels: a layout rotated into the wind, its directions shared between threads."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from sim.checks import check_finite, refusal
from sim.farm.power_curve import STANDARD_DENSITY, knots
from sim.farm.power_curve import power as free_power

LANES = 8
"""Speeds are handled in bundles of this many; the last is filled up with the last speed."""
SMALL = 5e5
"""Pairs of turbines times speeds times directions below which a second thread costs more than it brings."""


def fraction(kernel, layout, turbine, speeds, directions, *parameters, workers=None):
    """
    Return farm power over free power from a kernel, all arguments brought to its one signature.

    Parameters
    ----------
    kernel : callable
        A compiled function of positions along and across the wind, speeds, knots of the curves, and `parameters`.
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its power and thrust curves.
    speeds : array, shape (speed,)
        Free wind speeds, in standard air. [m/s]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]
    *parameters : float, bool or array
        Handed on to the kernel.
    workers : int, optional
        Threads; as many as the process may use cores if not given. It does not change the result, as every
        direction stands alone.

    Returns
    -------
    fraction : array, shape (direction, speed)
        0 to 1; 1 where the free power is zero. [fraction]

    Raises
    ------
    SundalinkError
        If a position, speed or direction is not finite.
    """
    x, y, speeds, directions = (np.ascontiguousarray(np.atleast_1d(part), dtype=float)
                                for part in (layout.x, layout.y, speeds, directions))
    for name, values, unit in (("turbine x", x, "m"), ("turbine y", y, "m"), ("wake speeds", speeds, "m/s"),
                               ("wake directions", directions, "deg")):
        check_finite(name, values, unit)
    bundled = np.concatenate([speeds, np.repeat(speeds[-1:], -speeds.size % LANES)])
    curves = knots(turbine)

    def some(part):
        return kernel(*rotated(x / turbine.diameter, y / turbine.diameter, directions[part]), bundled, *curves,
                      *parameters)

    work = 0.5 * x.size**2 * bundled.size * directions.size
    workers = cores() if workers is None else workers
    farm = _shared(some, directions.size, workers if work > SMALL else 1)[:, : speeds.size]
    free = x.size * free_power(speeds, STANDARD_DENSITY, turbine)
    share = np.divide(farm, free, out=np.ones_like(farm), where=free > 0)
    # A curve may fall a little above rated speed, and there a shaded turbine makes more than a free one.
    return np.clip(share, 0.0, 1.0)


def rotated(x, y, directions):
    """
    Return positions along and across the wind, upwind first.

    Parameters
    ----------
    x, y : array, shape (turbine,)
        Positions east and north, in rotor diameters. [-]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]

    Returns
    -------
    along, across : array, shape (direction, turbine)
        Positions in rotor diameters. [-]
    """
    angle = np.deg2rad(directions)[:, None]
    sine, cosine = np.sin(angle), np.cos(angle)
    along, across = -sine * x - cosine * y, cosine * x - sine * y
    order = np.argsort(along, axis=1)
    return np.take_along_axis(along, order, axis=1), np.take_along_axis(across, order, axis=1)


def flag(name, word, true, false):
    """
    Return whether a word is the first of two.

    Parameters
    ----------
    name, word : str
        What is asked, and the answer.
    true, false : str
        The only answers.

    Returns
    -------
    flag : bool
        True for `true`.

    Raises
    ------
    SundalinkError
        If it is neither.
    """
    if word not in (true, false):
        raise refusal(name, word, "-", f"must be {true} or {false}")
    return word == true


def cores():
    """
    Return the number of cores that this process may use.

    Returns
    -------
    cores : int
        1 or more. [-]
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shared(some, turns, workers):
    """Return the results of `some` for all directions, computed in blocks on several threads."""
    # Blocks smaller than a thread's share: wind along the rows costs more than wind across them.
    size = max(-(-turns // (4 * workers)), 1)
    blocks = [slice(start, start + size) for start in range(0, turns, size)]
    if workers == 1 or len(blocks) == 1:
        return some(slice(None))
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return np.concatenate(list(pool.map(some, blocks)))
