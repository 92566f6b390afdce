"""Compiled kernel of the groups of periods: between which two prices the price of each period lies."""

from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def place(price, cuts, group, first):
    """Write the number of the cuts that each price is at or above, and the first period of each such number."""
    first[:] = -1
    for t in range(price.size):
        low, high = 0, cuts.size
        while low < high:
            middle = (low + high) // 2
            if price[t] >= cuts[middle]:
                low = middle + 1
            else:
                high = middle
        group[t] = low
        if first[low] < 0:
            first[low] = t


@njit(nogil=True, cache=True, error_model="numpy")
def spread(table, group, out):
    """Write what a table by state and group says of each period."""
    for state in range(out.shape[0]):
        values = table[state]
        for t in range(group.size):
            out[state, t] = values[group[t]]


@njit(nogil=True, cache=True, error_model="numpy")
def rename(group, number, out):
    """Write the new number of the group of each period."""
    for t in range(group.size):
        out[t] = number[group[t]]
