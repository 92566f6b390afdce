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


def interleave(*works, budget=BUDGET, fewest=FEWEST, clock=time.perf_counter):
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
    clock : callable
        ``clock()`` tells the time; ``time.process_time`` that of the processor, which what else runs on the machine
        does not lengthen by waiting. [s]

    Returns
    -------
    timing : Timing
        Medians over the rounds, in the order given. A first call of each, which may compile, is not counted.
    """
    for work in works:
        work()
    one = sum(_time(work, clock) for work in works)
    rounds = int(np.clip(budget / max(one, 1e-9), fewest, MOST))
    seconds = np.median([[_time(work, clock) for work in works] for _ in range(rounds)], axis=0)
    return Timing(tuple(map(float, seconds)), rounds)


def ratio(work, yard, limit=0.0, tries=3, **how):
    """
    Return how many times longer than the yardstick a work takes.

    It is one of seconds of the processor: on a machine with more to do than cores, a work of some milliseconds waits in
    each call and the yardstick of some 60 us in few, so by the clock on the wall it would seem three times as slow.
    Another process can still slow one of the two for a while; it does not make the program faster. So a ratio above the
    limit is measured again, up to `tries` times, and the least is returned: what is slow is slow each time.
    """
    best = np.inf
    for _ in range(tries):
        ours, its = interleave(work, yard, clock=time.process_time, **how).seconds
        best = min(best, ours / its)
        if best <= limit:
            break
    return best


def _time(work, clock):
    """Return how long one call takes. [s]"""
    start = clock()
    work()
    return clock() - start
