"""Compiled loops of firmness: the storage that a constant level requires, and how often a store falls short."""

from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def deepest(power, level, dt, into, out):
    """Return the largest drawdown of a store that begins full, over the periods twice: the sequent peak method.
    [MWh]"""
    drawn = most = 0.0
    for _ in range(2):
        for p in power:
            gap = level - p
            drawn += gap * dt / out if gap > 0.0 else gap * dt * into
            drawn = max(drawn, 0.0)
            most = max(most, drawn)
    return most


@njit(nogil=True, cache=True, error_model="numpy")
def runs(power, level, dt, into, out, gone, last):
    """Fill what a store gave, or took, since the power crossed the level [MWh], and each crossing's last period."""
    count, total, short = 0, 0.0, power[0] < level
    for t in range(power.size):
        gap = level - power[t]
        if (gap > 0.0) != short:
            last[count], count, total, short = t - 1, count + 1, 0.0, not short
        total += gap * dt / out if short else gap * dt * into
        gone[t] = total
    last[count] = power.size - 1
    return count + 1


@njit(nogil=True, cache=True, error_model="numpy")
def missed(gone, last, size):
    """Return in how many periods a store cannot hold the level; it begins empty, and the second round counts."""
    drawn, count, full = size, 0, size * (1.0 + 1e-12)
    for turn in range(2):
        first = 0
        for end in last:
            after = drawn + gone[end]
            if turn and gone[end] > 0.0 and after > full:   # from some period of the run to its end
                low, high = first, end
                while low < high:
                    middle = (low + high) // 2
                    if drawn + gone[middle] > full:
                        high = middle
                    else:
                        low = middle + 1
                count += end + 1 - low
            drawn = min(max(after, 0.0), size)
            first = end + 1
    return count
