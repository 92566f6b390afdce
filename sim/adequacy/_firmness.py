"""Compiled loops of firmness: the storage that a constant level asks for, and how often a store falls short."""

from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def deepest(power, level, dt, into, out):
    """Return how far a store that begins full is drawn, twice through the periods: the sequent peak. [MWh]"""
    drawn = most = 0.0
    for _ in range(2):
        for p in power:
            gap = level - p
            drawn += gap * dt / out if gap > 0.0 else gap * dt * into
            drawn = max(drawn, 0.0)
            most = max(most, drawn)
    return most


@njit(nogil=True, cache=True, error_model="numpy")
def missed(power, level, dt, into, out, size):
    """Return in how many periods a store cannot hold the level; it begins empty, and the second round counts."""
    drawn, count = size, 0
    for turn in range(2):
        for p in power:
            gap = level - p
            drawn += gap * dt / out if gap > 0.0 else gap * dt * into
            if turn and gap > 0.0 and drawn > size * (1.0 + 1e-12):
                count += 1
            drawn = min(max(drawn, 0.0), size)
    return count
