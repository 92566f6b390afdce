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
def solve(rows, grid, halvings, rate, code):
    """Write the rate of each row of flows, and why there is none; see `sim.finance.metrics.irr`."""
    above = np.zeros(grid.size, dtype=np.bool_)
    for row in range(rows.shape[0]):
        flows, goes_out, comes_in = rows[row], False, False
        for year in range(flows.size):
            goes_out |= flows[year] < 0.0
            comes_in |= flows[year] > 0.0
        for place in range(grid.size):
            above[place] = value(flows, grid[place]) >= 0.0
        count = rises = start = first_rise = 0
        for place in range(grid.size - 1):
            falls, rise = above[place] and not above[place + 1], not above[place] and above[place + 1]
            if rise:
                first_rise = place if rises == 0 else first_rise
                rises += 1
            if falls or (rise and grid[place] >= 1.0):
                start = place if count == 0 else start
                count += 1
        if count == 0:
            count, start = rises, first_rise
        low, high, falling = grid[start], grid[start + 1], above[start] and not above[start + 1]
        for _ in range(halvings):
            middle = 0.5 * (low + high)
            if (value(flows, middle) >= 0.0) == falling:
                low = middle
            else:
                high = middle
        code[row] = 1 if not goes_out else 2 if not comes_in else 3 if count == 0 else 4 if count > 1 else 0
        rate[row] = 0.5 * (low + high) - 1.0 if code[row] == 0 else np.nan
