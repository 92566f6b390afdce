"""Compiled reading of the collection's loss table: one search for each period, for all of its columns."""

import numpy as np
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def split(power, knots, values, slopes, out):
    """
    Write each column of a table at each power, linear between the knots, as `numpy.interp` does.

    The knots are the squares of even steps, so the place of a power is computed, and mended where rounding or other
    knots leave it elsewhere.
    """
    last = knots.size - 1
    per_knot = last / np.sqrt(knots[last])
    for t in range(power.size):
        x = power[t]
        k = min(np.intp(np.sqrt(x) * per_knot), last - 1)
        while k < last and knots[k + 1] <= x:
            k += 1
        while k > 0 and knots[k] > x:
            k -= 1
        beyond = x - knots[k]
        for column in range(out.shape[0]):
            out[column, t] = slopes[column, k] * beyond + values[column, k] if beyond > 0.0 else values[column, k]
