"""
The yardstick: how long one pass over the same array takes in the same process.

Milliseconds say more about the machine than about the program. ``np.add.accumulate`` over an array is the least that
a loop with a memory can cost: one read, one addition that waits for the one before, one write for each period. A
ratio to it holds from machine to machine, and in a noisy one too, because both are run in turn, a call of each in
every round, and the medians of many rounds are compared.
"""

import time
from typing import NamedTuple

import numpy as np

BUDGET = 1.0
"""Seconds that a comparison may take, the first calls aside."""
FEWEST, MOST = 5, 201
"""Rounds of a comparison."""


class Timing(NamedTuple):
    """Median times of works that were run in turn, and the rounds behind them."""

    seconds: tuple
    rounds: int


def accumulate(array):
    """Return the yardstick over an array: a function without arguments."""
    return lambda: np.add.accumulate(array)


def interleave(*works, budget=BUDGET, fewest=FEWEST):
    """
    Time several works in turn.

    Parameters
    ----------
    *works : callable
        Functions without arguments.
    budget : float
        Seconds that all rounds together should take.
    fewest : int
        Rounds that are run whatever they take.

    Returns
    -------
    timing : Timing
        Medians over the rounds, in the order given. A first call of each, which may compile, is not counted.
    """
    for work in works:
        work()
    one = sum(_time(work) for work in works)
    rounds = int(np.clip(budget / max(one, 1e-9), fewest, MOST))
    seconds = np.median([[_time(work) for work in works] for _ in range(rounds)], axis=0)
    return Timing(tuple(map(float, seconds)), rounds)


def ratio(work, yard, limit=0.0, tries=3, **how):
    """
    Return how many times longer than the yardstick a work takes.

    Another process can slow one of the two for a while; it does not make the program faster. So a ratio above the
    limit is measured again, up to `tries` times, and the least is returned: what is slow is slow each time.
    """
    best = np.inf
    for _ in range(tries):
        ours, its = interleave(work, yard, **how).seconds
        best = min(best, ours / its)
        if best <= limit:
            break
    return best


def _time(work):
    """Return how long one call takes. [s]"""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
