"""Compiled reading of power curve, wake table and losses in one pass over a year."""

from math import floor

import numpy as np
from numba import njit, uint64

BLOCK = 512
"""Periods whose places are worked out before they are read: so the processor does several at once, and they stay in
the fastest cache."""
ONE = uint64(1)


@njit(nogil=True, cache=True, error_model="numpy")
def read(speed, normal, start, rise, turbine, made):
    """
    Write the power of one turbine.

    Parameters
    ----------
    speed, normal : array, shape (time,)
        Wind, and the same in standard air. [m/s]
    start, rise : array, shape (steps,)
        Power at the lower edge of even steps, the first below the curve, and what it gains up to the next. [MW]
    turbine : tuple of float
        First knot, steps per m/s, cut-out.
    made : array, shape (time,)
        The same to the last bit as without compilation. [MW]
    """
    place = np.empty(BLOCK)
    for begin in range(0, speed.size, BLOCK):
        size = min(BLOCK, speed.size - begin)
        _on_curve(normal, turbine, start.size, begin, size, place)
        for i in range(size):
            step = uint64(place[i])
            power = (place[i] - step) * rise[step] + start[step]
            made[begin + i] = power if speed[begin + i] <= turbine[2] else 0.0


@njit(nogil=True, cache=True, error_model="numpy")
def fill(speed, normal, direction, external, availability, other, start, rise, turbine, count, wakes, grid, made):
    """
    Write the parts of a farm's power into the rows of `made`, shape (part, time).

    Parameters
    ----------
    speed, normal, direction : array, shape (time,)
        Wind, the same in standard air, and where it comes from. [m/s], [m/s], [deg]
    external, availability, other : array, shape (1,) or (time,)
        Shares that remain. [fraction]
    start, rise, turbine
        As `read` has them.
    count : float
        Turbines.
    wakes : array, shape ((direction + 1) * speed,)
        Shares of free power on an even grid. [fraction]
    grid : tuple
        First direction, its steps per degree; first speed, its steps per m/s; speeds.
    made : array, shape (5, time)
        Gross, three losses, and what is left. [MW]
    """
    step, row, column = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    for begin in range(0, speed.size, BLOCK):
        size = min(BLOCK, speed.size - begin)
        _on_curve(normal, turbine, start.size, begin, size, step)
        _on_grid(normal, direction, turbine[2], wakes.size, grid, begin, size, row, column)
        _look(speed, start, rise, turbine[2], count, wakes, grid[4], begin, size, step, row, column)
        _split(external, availability, other, begin, size, step, row, made)


@njit(nogil=True, cache=True, error_model="numpy")
def _on_curve(normal, turbine, steps, begin, size, place):
    """Write where speeds fall on the curve's steps."""
    first, per, last = turbine[0], turbine[1], steps - 1.0
    for i in range(size):
        at = (normal[begin + i] - first) * per + 1.0
        at = at if at > 0.0 else 0.0
        place[i] = at if at < last else last


@njit(nogil=True, cache=True, error_model="numpy")
def _on_grid(normal, direction, cut_out, cells, grid, begin, size, row, column):
    """Write where the wind falls on the wake table's grid."""
    north, per_degree, slowest, per_speed, wide = grid
    far, top, around = float(cells // wide - 1), wide - 1.0, 360.0 * per_degree
    for i in range(size):
        turn = (direction[begin + i] - north) * (1.0 / 360.0)
        at = (turn - floor(turn)) * around
        row[i] = at if at < far else far
        speed = normal[begin + i]
        at = ((speed if speed < cut_out else cut_out) - slowest) * per_speed
        at = at if at > 0.0 else 0.0
        column[i] = at if at < top else top


@njit(nogil=True, cache=True, error_model="numpy")
def _look(speed, start, rise, cut_out, count, wakes, wide, begin, size, step, row, column):
    """Write the farm's free power over its steps, and the share that wakes leave over its rows."""
    last, top = wakes.size // wide - 2, wide - 2
    for i in range(size):
        corner, at, upper = uint64(step[i]), min(int(row[i]), last), min(int(column[i]), top)
        gross = count * ((step[i] - corner) * rise[corner] + start[corner])
        right, above = row[i] - at, column[i] - upper
        corner = uint64(at * wide + upper)
        low = (1.0 - above) * wakes[corner] + above * wakes[corner + ONE]
        corner += uint64(wide)
        high = (1.0 - above) * wakes[corner] + above * wakes[corner + ONE]
        step[i] = gross if speed[begin + i] <= cut_out else 0.0
        row[i] = (1.0 - right) * low + right * high


@njit(nogil=True, cache=True, error_model="numpy")
def _split(external, availability, other, begin, size, gross, share, made):
    """Write the five parts of a block."""
    outer, up, rest = int(external.size > 1), int(availability.size > 1), int(other.size > 1)
    for i in range(size):
        t = begin + i
        waked = share[i] * external[t * outer] * gross[i]
        running = waked * availability[t * up]
        available = running * other[t * rest]
        made[0, t] = gross[i]
        made[1, t] = gross[i] - waked
        made[2, t] = waked - running
        made[3, t] = running - available
        made[4, t] = available
