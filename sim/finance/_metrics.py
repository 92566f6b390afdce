"""The compiled search for a rate of return: a grid of growth factors, then halvings."""

import numpy as np
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def value(flows, growth):
    """Return a number with the sign of the present value of yearly flows at a growth factor; it never overflows."""
    total, last = 0.0, flows.size - 1
    if growth >= 1.0:
        for year in range(last + 1):
            total = total / growth + flows[last - year]
    else:
        for year in range(last + 1):
            total = total * growth + flows[year]
    return total


@njit(nogil=True, cache=True, error_model="numpy")
def only(flows, grid):
    """
    Return (count, place) of flows whose sign changes once: by Descartes they have one growth factor, in the cell after
    `place` or beyond the grid.
    """
    low, high = 0, grid.size - 1
    first = value(flows, grid[low]) >= 0.0
    if first == (value(flows, grid[high]) >= 0.0):
        return 0, 0
    while high - low > 1:
        middle = (low + high) // 2
        if (value(flows, grid[middle]) >= 0.0) == first:
            low = middle
        else:
            high = middle
    return 1, low


@njit(nogil=True, cache=True, error_model="numpy")
def several(flows, grid, total):
    """
    Return (count, place) of the rates at which the value falls, or rises if it falls nowhere, over the rising grid.

    The values are those of `value`, to the bit, for all of the grid at once: one after another each waits for its
    divisions. `total` is room for them.
    """
    last, one = flows.size - 1, np.searchsorted(grid, 1.0)
    for place in range(grid.size):
        total[place] = 0.0
    for year in range(last + 1):
        for place in range(one):
            total[place] = total[place] * grid[place] + flows[year]
        for place in range(one, grid.size):
            total[place] = total[place] / grid[place] + flows[last - year]
    above = total >= 0.0
    count = rises = start = first_rise = 0
    for place in range(grid.size - 1):
        falls, rise = above[place] and not above[place + 1], not above[place] and above[place + 1]
        if rise:
            first_rise = place if rises == 0 else first_rise
            rises += 1
        if falls or (rise and grid[place] >= 1.0):
            start = place if count == 0 else start
            count += 1
    return (count, start) if count else (rises, first_rise)


@njit(nogil=True, cache=True, error_model="numpy")
def solve(rows, grid, halvings, rate, code):
    """Write the rate of each row of flows, and why there is none; see `sim.finance.metrics.irr`."""
    total = np.empty(grid.size)
    for row in range(rows.shape[0]):
        flows, goes_out, comes_in, changes, before = rows[row], False, False, 0, 0.0
        for year in range(flows.size):
            goes_out |= flows[year] < 0.0
            comes_in |= flows[year] > 0.0
            if flows[year] != 0.0:
                changes += before * flows[year] < 0.0
                before = np.sign(flows[year])
        count, start = only(flows, grid) if changes == 1 else several(flows, grid, total)
        low, high = grid[start], grid[start + 1]
        falling = value(flows, low) >= 0.0
        for _ in range(halvings):
            middle = 0.5 * (low + high)
            if (value(flows, middle) >= 0.0) == falling:
                low = middle
            else:
                high = middle
        code[row] = 1 if not goes_out else 2 if not comes_in else 3 if count == 0 else 4 if count > 1 else 0
        rate[row] = 0.5 * (low + high) - 1.0 if code[row] == 0 else np.nan
