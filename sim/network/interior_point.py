"""Interior point of the multi-area trade: steps that end with prices, a certified bound and levels near the best."""

from typing import NamedTuple

import numpy as np

from sim.network.columns import LANES, gains, held, in_levels

KEEP_OFF = 0.995
"""Share of the longest step that is taken if all columns take the same. [-]"""
SHORT = 0.2
"""Share of its distance from a bound that a column keeps if all the others take the whole step. [-]"""


class Iterate(NamedTuple):
    """State of the interior point before a step."""

    bound: float
    """Lower bound of the least cost. [USD]"""
    spread: float
    """Sum of complementarity: what the interior point itself takes the gap to be. [USD]"""
    scale: float
    """Cost of all columns, each counted as positive. [USD]"""
    missing: float
    """Largest power that a balance of a zone fails to close by. [MW]"""


class Ties(NamedTuple):
    """Room for what ties half-hours together; power per price and its reciprocal."""

    S: np.ndarray
    """Yield of the stores' values, then what each step hands on; of each matrix the half on and below its diagonal,
    row after row, shape (time, store (store + 1) / 2)."""
    W: np.ndarray
    """Reciprocal yield of the levels, shape (time, store)."""
    s: np.ndarray
    """Right side of the levels. [USD/MWh]"""
    own: np.ndarray
    """Diagonal of what each step hands on."""
    free: np.ndarray
    """One less the diagonal times W."""
    f: np.ndarray
    """Right side handed on. [MW]"""
    r: np.ndarray
    """What the levels add to the right side of the stores' values. [MW]"""


def iterate(b, e, setting, value, whole=True):
    """
    Go on, one step after another, from where blocks and levels stand; they are changed in place.

    Parameters
    ----------
    b : Blocks
        Columns and prices.
    e : Levels
        Levels of the stores.
    setting : Setting
        Stores and their zones.
    value : array, shape (time, store)
        Value of stored energy; changed in place. [USD/MWh]
    whole : bool
        Whether prices take the whole step, and each column as much of it as its own bounds allow. Of millions of
        columns some are always near a bound, and a step that all can take is half as long. What balances then fail to
        close by is left to the next step, and the reduced costs are always those of the prices. The common step
        converges more surely.

    Yields
    ------
    iterate : Iterate
        Before each step.
    """
    from sim.network import _columns as passes
    from sim.network import _stored_energy as along
    from sim.network import _zone_prices as nodes

    chain, parts = _chain(*value.shape), setting.parts
    da, dv, dy_a, dy = np.empty_like(value), np.empty_like(value), np.zeros_like(b.y), np.zeros_like(b.y)
    first, second = np.empty_like(b.right), np.empty_like(b.right)
    while True:
        sums, missing = nodes.build(b, setting.stores, setting.place, chain.S)
        e.right[:] = 0.0
        passes.yields(*e[1:5], e.cost, e.columns, gains(value, setting.keep, parts), e.theta, e.right,
                       np.empty_like(e.x), sums)
        yield Iterate(*map(float, sums.sum(axis=1) * setting.hours), missing)
        _onto_steps(e, chain, parts)
        along.chain(chain.S, chain.W, setting.keep, chain.own, chain.free)
        level = held(e, len(value), setting)
        chain.r[:] = level
        chain.r[1:] -= setting.keep * level[:-1]
        _prices(b, setting, chain, dy_a, da)
        g_a, most, total = gains(da, setting.keep, parts), np.zeros((2, LANES)), np.zeros((4, LANES))
        e_first, e_second = np.zeros_like(e.x), np.zeros_like(e.x)
        passes.look_ahead(b, dy_a, most, total, first, second)
        passes.predict(*e[1:5], e.columns, g_a, e_first, e_second, most, total)
        aim = _aim(most, total.sum(axis=1), 2 * (b.x.size + e.x.size))
        for right, one, two in ((b.right, first, second), (e.right, e_first, e_second)):
            right += two
            right += aim * one
        _onto_steps(e, chain, parts)
        _prices(b, setting, chain, dy, dv)
        g, step, short = gains(dv, setting.keep, parts), np.ones(2), SHORT
        if not whole:
            most, short = np.zeros((2, LANES)), 1.0 - KEEP_OFF
            passes.reach_all(b, dy_a, dy, aim, most)
            passes.reach(*e[1:5], e.columns, g_a, g, aim, most)
            step = np.minimum(KEEP_OFF / np.maximum(most.max(axis=1), 1e-300), 1.0)
        passes.go(b, dy_a, dy, aim, step, short)
        passes.move(*e[1:5], e.columns, g_a, g, aim, step, short)
        b.y[:] += step[1] * dy
        value += step[1] * dv


def _onto_steps(e, chain, parts):
    """Write the reciprocal yield of each step's level and its part of the right side; parts of the end are summed."""
    last, size = len(chain.W) - 1, chain.W.shape[1]
    theta, right = (in_levels(array, last + 1, parts, size) for array in (e.theta, e.right))
    chain.W[:last], chain.W[last] = 1.0 / theta[:last], 1.0 / theta[last:].sum(axis=0)
    chain.s[:last], chain.s[last] = right[:last], right[last:].sum(axis=0)
    chain.s[:] *= chain.W


def _chain(periods, stores):
    """Return room for the chain of the stores in time."""
    return Ties(np.empty((periods, stores * (stores + 1) // 2)), *(np.empty((periods, stores)) for _ in range(6)))


def _prices(b, setting, chain, steps, values):
    """Write the steps of all prices, and those of stored energy in time as well, for the right sides that stand."""
    from sim.network import _stored_energy as along
    from sim.network import _zone_prices as nodes

    right = chain.r.copy()
    nodes.onto_stores(b, b.right, setting.place, right)
    along.along(chain.S, chain.W, chain.own, chain.free, setting.keep, right, chain.s, chain.f, values)
    nodes.onto_zones(b, b.right, setting.place, values, steps)


def _aim(most, total, pairs):
    """Return the complementarity to aim at: the less, the further the predictor gets."""
    fall = 1.0 / np.maximum(most.max(axis=1), 1.0)
    after = total[0] + fall[0] * total[1] + fall[1] * total[2] + fall[0] * fall[1] * total[3]
    return total[0] / pairs * max(after / total[0], 0.0) ** 3
