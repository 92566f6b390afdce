"""Compiled loops over value functions: one period back, a year back, and their mean over possible futures."""

import numpy as np
from numba import njit

from sim.trade._perfect_foresight import floor, merge, parts


@njit(nogil=True, cache=True, error_model="numpy")
def before(wind, bottom, width, value, dt, battery, pieces, level, slope, new_level, new_slope, used, energy, merit,
           part):
    """
    Write the value function before one period, given that after it, and the decisions at every energy.

    `bottom` is the least energy allowed before the period. Returns the number of pieces, the rows of `part` used, and
    the energy taken at the lower end, as `sim.trade._perfect_foresight.merge` does.
    """
    charge, discharge, _, high, into, out, keep, wear = battery
    filled = min(charge, wind)
    bottom = max(bottom * keep, level[0] - filled * (dt * into))
    top = max(bottom, min(high * keep, level[pieces] + discharge * (dt / out)))
    count, filling = parts(wind, filled, discharge, width, value, dt, into, out, wear, energy, merit)
    return merge(bottom, top, keep, -filled * (dt * into), count, filling, energy, merit, pieces, level, slope,
                 new_level, new_slope, used, part)


@njit(nogil=True, cache=True, error_model="numpy")
def onto(nodes, pieces, level, slope, out):
    """Write the mean slope of a value function between fixed levels; beyond its ends it goes on straight."""
    j = 0
    for c in range(nodes.size - 1):
        x, end, total = nodes[c], nodes[c + 1], 0.0
        while j < pieces - 1 and level[j + 1] <= x:
            j += 1
        if end <= x:
            out[c] = slope[j] if pieces else 0.0
            continue
        while x < end and pieces:
            stop = end if j == pieces - 1 else min(end, level[j + 1])
            total += slope[j] * (stop - x)
            x = stop
            if x < end:
                j += 1
        out[c] = total / (end - nodes[c])


@njit(nogil=True, cache=True, error_model="numpy")
def values(available, state, width, value, dt, battery, every, nodes, end, out):
    """
    Write the value of energy in the course of a year that is known, as slopes between fixed levels.

    ``out[k]`` belongs to the start of period ``k every``, its last row to the end of the year, where it is `end`.
    """
    segments, size = width.shape[2], nodes.size + available.size * (width.shape[2] + 3) + 4
    energy, merit, part = np.empty(segments + 3), np.empty(segments + 3), np.empty((segments + 4, 2))
    level, slope, new_level, new_slope = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    least = np.empty(available.size)
    floor(available, dt, battery[3], battery, least)
    pieces = nodes.size - 1
    level[: nodes.size], slope[:pieces] = nodes, end
    level[0] = min(level[0], least[-1])
    out[-1] = end
    for t in range(available.size - 1, -1, -1):
        s = state[t]
        bottom = least[t - 1] if t else min(battery[2], battery[3])
        pieces, _, _ = before(available[t], bottom, width[s, t], value[s, t], dt, battery, pieces, level, slope,
                              new_level, new_slope, 0, energy, merit, part)
        level, new_level, slope, new_slope = new_level, level, new_slope, slope
        if t % every == 0:
            onto(nodes, pieces, level, slope, out[t // every])


@njit(nogil=True, cache=True, error_model="numpy")
def keep_row(row, pieces, level, slope, store):
    """Write a value function into a row of a store."""
    store[0][row, : pieces + 1], store[1][row, :pieces], store[2][row] = level[: pieces + 1], slope[:pieces], pieces


@njit(nogil=True, cache=True, error_model="numpy")
def take_row(row, store, work):
    """Write a row of a store to where it is worked on, and return its number of pieces."""
    pieces = store[2][row]
    work[0][: pieces + 1], work[1][:pieces] = store[0][row, : pieces + 1], store[1][row, :pieces]
    return pieces


@njit(nogil=True, cache=True, error_model="numpy")
def blank(rows, size):
    """Return a store of value functions."""
    return np.empty((rows, size)), np.empty((rows, size)), np.zeros(rows, dtype=np.int64)


@njit(nogil=True, cache=True, error_model="numpy")
def blend(rows, members, nodes, least, store, mean, cells):
    """
    Write the mean value function of all members into `mean`, row by row; each member has its `store`.

    That of a single member is taken as it is; else each is straight between the fixed levels first. `least` is the
    least energy allowed before each row.
    """
    if members == 1:
        for row in range(rows):
            pieces = store[0][2][row]
            keep_row(row, pieces, store[0][0][row], store[0][1][row], mean)
        return
    for row in range(rows):
        mean[0][row, : nodes.size], mean[2][row] = nodes, nodes.size - 1
        mean[0][row, 0] = min(nodes[0], least[row])
        mean[1][row, : nodes.size - 1] = 0.0
        for member in range(members):
            onto(mean[0][row, : nodes.size], store[member][2][row], store[member][0][row], store[member][1][row], cells)
            mean[1][row, : nodes.size - 1] += cells / members
