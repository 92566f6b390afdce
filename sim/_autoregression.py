"""Compiled loop of an autoregression."""

from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def follow(shocks, root):
    """Let each value be its shock and the value before times `root`, in place; the first is as given."""
    for at in range(1, shocks.size):
        shocks[at] += root * shocks[at - 1]
