"""Compiled clearing of a year on the supply stack: the price with an import."""

import numpy as np
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def clear(delivered, split, net, thin, factor, slump, demand, price, low, high, charge, out):
    """
    Write the price of each period, mean over its `split` half-hours, less a charge; see `sim.market.clearing.clearing`.

    `demand` are the nodes of the stack, evenly apart: the place of a net demand among them is computed, not searched.
    Returns whether every import is a number of zero or more.
    """
    first, step, last = demand[0], demand[1] - demand[0], demand.size - 1
    known = True
    for t in range(out.size):
        total = 0.0
        known &= 0.0 <= delivered[t] < np.inf
        for part in range(split):
            i = t * split + part
            x = (net[i] - delivered[t]) * thin[i]
            k = min(max(int((x - first) / step), 0), last - 1)
            k += 1 if x >= demand[k + 1] and k < last - 1 else 0
            k -= 1 if x < demand[k] and k > 0 else 0
            value = (price[k + 1] - price[k]) / (demand[k + 1] - demand[k]) * (x - demand[k]) + price[k]
            value = price[0] if x <= first else price[last] if x >= demand[last] else value
            total += min(max(value * factor[i] - slump[i], low), high)
        out[t] = total / split - charge
    return known
