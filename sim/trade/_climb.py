"""Compiled climbs of reward curves: what each row takes in a block of periods, by table, segment or decision."""

import numpy as np
from numba import njit

from sim.trade._settlement import GAP, IDLE, INTO, OFFERED, WORK

CELLS = 256
"""Cells of the uniform grid that says on which segment of a curve a power lies at the earliest."""


@njit(nogil=True, cache=True, error_model="numpy")
def tables(width, bid, slope, landing, ends, behind, taken, begins, cell):
    """
    Write the tables of reward curves, by pole state and group of periods with the same curve.

    `ends` [MW] is where each segment ends, flat behind the last; `behind` [MW] what goes into the link before it and
    `taken` what each row takes before it at its meter; `begins` the segment that a cell of the grid begins on.
    """
    for state in range(width.shape[0]):
        for group in range(width.shape[1]):
            end, into, count = 0.0, 0.0, 0
            meter = np.zeros(taken.shape[3])
            for k in range(width.shape[2]):
                behind[state, group, k] = into
                taken[state, group, k] = meter
                if width[state, group, k] > 0.0:
                    who = np.intp(bid[state, group, k])
                    end += width[state, group, k]
                    into += width[state, group, k] if who >= landing else 0.0
                    meter[who] += width[state, group, k] * slope[state, group, k]
                    count = k + 1
                ends[state, group, k] = end
            k = 0
            for number in range(begins.shape[2]):
                while k < count - 1 and ends[state, group, k] < number * cell:
                    k += 1
                begins[state, group, number] = k


@njit(nogil=True, cache=True, error_model="numpy")
def _find(begin, count, group, begins, ends, size, per_cell, offered, power, place):
    """Write the power offered in a block, none below zero, and the place of the segment that it ends on."""
    cells = begins.size // (ends.size // size)
    for i in range(count):
        power[i] = max(offered[i], 0.0)
    for i in range(count):
        at = np.intp(group[begin + i])
        k = at * size + np.intp(begins[at * cells + min(np.intp(power[i] * per_cell), cells - 1)])
        while k < (at + 1) * size - 1 and ends[k] < power[i]:
            k += 1
        place[i] = k


@njit(nogil=True, cache=True, error_model="numpy")
def _read(table, place, out, count):
    """Write the values of a table at the places of a block."""
    for i in range(count):
        out[i] = table[place[i]]


@njit(nogil=True, cache=True, error_model="numpy")
def by_table(begin, count, state, curves, meter, block, place):
    """
    Write what each row takes in a block when the power offered climbs the curve of the group of each period.

    Rows that are not active take nothing, and their lines are left as they are.
    """
    group, size, ends, starts, bids, slopes, behind, onward, before, begins, active, per_cell = curves
    power, taken, idle, into = block[WORK], block[GAP], block[IDLE], block[INTO]
    end, start, first, passes = ends[state], starts[state], behind[state], onward[state]
    _find(begin, count, group, begins[state], end, size, per_cell, block[OFFERED], power, place)
    for row in range(active.size):
        _read(before[state, row], place, meter[active[row]], count)
    for i in range(count):
        taken[i] = min(power[i], end[place[i]]) - start[place[i]]
        into[i] = first[place[i]] + taken[i] * passes[place[i]]
    for i in range(count):
        idle[i] = max(power[i] - end[(np.intp(group[begin + i]) + 1) * size - 1], 0.0)
    whose, slope = bids[state], slopes[state]
    for i in range(count):
        who = np.intp(whose[place[i]])
        if who >= 0:
            meter[who, i] += taken[i] * slope[place[i]]


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
