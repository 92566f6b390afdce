"""Compiled evaluation of reward curves: the power of each row in a block of periods, by table, segment or decision."""

import numpy as np
from numba import njit

from sim.trade._settlement import IDLE, INTO, OFFERED, WORK

CELLS = 256
"""Cells of the uniform grid that says on which segment of a curve a power lies at the earliest."""
END, START, BEHIND, ONWARD, WHO, SLOPE, PARTS = range(7)
"""Places of what is known of a segment; behind them what each active row takes before it."""


@njit(nogil=True, cache=True, error_model="numpy")
def tables(width, bid, slope, landing, active, bounds, parts, begins, cell):
    """
    Write the tables of reward curves, by pole state and group of periods with the same curve.

    Segments without width are left out. `bounds` [MW] is where each segment ends, without bound for the last, and
    `begins` the segment that a cell of the grid begins on. `parts` holds of each segment what `by_table` reads: where
    it ends and begins [MW], what goes into the link before it [MW] and per power on it, its row and that row's slope,
    and what each active row takes before it at its meter [MW].
    """
    meter = np.zeros(bid.max() + 2 if bid.size else 1)
    for state in range(width.shape[0]):
        for group in range(width.shape[1]):
            end, into, count = 0.0, 0.0, 0
            meter[:] = 0.0
            for k in range(width.shape[2]):
                if width[state, group, k] > 0.0:
                    who, part = np.intp(bid[state, group, k]), parts[state, group, count]
                    onward = 1.0 if who >= landing else 0.0
                    part[START], part[BEHIND], part[ONWARD] = end, into, onward
                    part[WHO], part[SLOPE] = who, slope[state, group, k]
                    for place in range(active.size):
                        part[PARTS + place] = meter[active[place]]
                    end += width[state, group, k]
                    into += width[state, group, k] * onward
                    meter[who] += width[state, group, k] * slope[state, group, k]
                    part[END] = bounds[state, group, count] = end
                    count += 1
            bounds[state, group, max(count - 1, 0):] = np.inf
            k = 0
            for number in range(begins.shape[2]):
                while bounds[state, group, k] < number * cell:
                    k += 1
                begins[state, group, number] = k


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def by_table(count, group, curves, meter, block, place):
    """
    Write what each row takes in a block when the power offered climbs the curve of the group of each period.

    Rows that are not active take nothing, and their lines are left as they are.
    """
    size, bounds, parts, begins, active, per_cell = curves
    offered, idle, into, power = block[OFFERED], block[IDLE], block[INTO], block[WORK]
    each, cells = np.uintp(parts.size // bounds.size), begins.size // (bounds.size // size)
    for i in range(count):
        power[i] = max(offered[i], 0.0)
        into[i] = min(power[i] * per_cell, cells - 1.0)
    for i in range(count):
        at = np.uintp(group[i])
        k = np.uintp(begins[at * np.uintp(cells) + np.uintp(np.intp(into[i]))]) + at * np.uintp(size)
        while bounds[k] < power[i]:
            k += np.uintp(1)
        place[i] = k * each
    for row in range(active.size):
        takes, before = meter[active[row]], np.uintp(PARTS + row)
        for i in range(count):
            takes[i] = parts[place[i] + before]
    lines, lanes = meter.ravel(), np.uintp(meter.shape[1])
    for i in range(count):
        k = place[i]
        most = min(power[i], parts[k + np.uintp(END)])
        taken = most - parts[k + np.uintp(START)]
        idle[i] = power[i] - most
        into[i] = parts[k + np.uintp(BEHIND)] + taken * parts[k + np.uintp(ONWARD)]
        lines[np.uintp(np.intp(parts[k + np.uintp(WHO)])) * lanes + np.uintp(i)] += taken * parts[k + np.uintp(SLOPE)]


@njit(nogil=True, cache=True, error_model="numpy")
def by_segment(begin, count, state, curves, landing, meter, block):
    """Write the same where every period has a curve of its own."""
    width, bid, slope = curves
    offered = block[OFFERED]
    meter[:] = 0.0
    for i in range(count):
        t = begin + i
        power, end, before, behind = offered[i], 0.0, 0.0, 0.0
        widths, whose, slopes = width[state, t], bid[state, t], slope[state, t]
        for k in range(widths.size):
            if before >= power or widths[k] <= 0.0:
                break
            end += widths[k]
            taken = min(end, power) - before
            who = np.intp(whose[k])
            meter[who, i] += taken * slopes[k]
            behind += taken if who >= landing else 0.0
            before = end
        block[IDLE, i] = max(power - end, 0.0)
        block[INTO, i] = behind


@njit(nogil=True, cache=True, error_model="numpy")
def as_given(begin, count, hub_given, meter_given, landing, meter, block):
    """Write what each row takes in a block where the policy decided it."""
    for i in range(count):
        t, here, behind = begin + i, 0.0, 0.0
        for row in range(meter.shape[0]):
            meter[row, i] = hub_given[row, t] if row < landing else meter_given[row, t]
            here += hub_given[row, t] if row < landing else 0.0
            behind += hub_given[row, t] if row >= landing else 0.0
        block[IDLE, i] = max(block[OFFERED, i] - (here + behind), 0.0)
        block[INTO, i] = behind
