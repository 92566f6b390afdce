"""Interior point of the multi-area trade: from a program to prices, a certified bound and levels near the best."""

from typing import NamedTuple

import numpy as np

from sim.network.records import GridProgram

LANES = 32
"""Half-hours that are worked on side by side."""
KEEP_OFF = 0.995
"""Share of the longest step that is taken. [-]"""
THIN = 1e-6
"""Width of a column whose bound is zero, so that every column has an inside. [MW] and [MWh]"""


class Blocks(NamedTuple):
    """Columns (generation, flow, charge, discharge, spill) and prices of all half-hours, LANES side by side."""

    columns: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    """For each column two rows that it feeds, and how much of it arrives there."""
    x: np.ndarray
    """Value of each column, shape (block, column, lane). [MW]"""
    u: np.ndarray
    """Its bound. [MW]"""
    zl: np.ndarray
    """Multiplier of zero. [USD/MWh]"""
    zu: np.ndarray
    """Multiplier of the bound. [USD/MWh]"""
    cost: np.ndarray
    """Shape (block or 1, column, lane). [USD/MWh]"""
    demand: np.ndarray
    """What each row must receive, shape (block, row, lane): zones, then stores. [MW]"""
    y: np.ndarray
    """Price of each row. [USD/MWh]"""
    right: np.ndarray
    """Right side of the prices' steps. [MW]"""
    inverse: np.ndarray
    """Inverse matrix of the zones' prices, shape (block, zone, zone, lane)."""
    tie: np.ndarray
    """What each store takes from its zone per value of energy, shape (block, store, lane)."""


class Levels(NamedTuple):
    """
    Levels of the stores in MW over one step, as columns of one block, shape (row, lane).

    Laid out in time and by store, the parts of the energy at the end in place of the last level; rows are filled up.
    """

    columns: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    """As in `Blocks`: each row is fed by itself."""
    x: np.ndarray
    """Value. [MW]"""
    u: np.ndarray
    """Bound. [MW]"""
    zl: np.ndarray
    """Multiplier of zero. [USD/MWh]"""
    zu: np.ndarray
    """Multiplier of the bound. [USD/MWh]"""
    cost: np.ndarray
    """Negative value at the end. [USD/MWh]"""
    right: np.ndarray
    """Right side of the levels, times their yield. [MW]"""
    theta: np.ndarray
    """What each yields per price."""


class Iterate(NamedTuple):
    """Where the interior point stands before a step."""

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
    """Yield of the stores' values, then what each step hands on, shape (time, store, store)."""
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


class Setting(NamedTuple):
    """What does not change from step to step."""

    stores: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    """Columns of charge, discharge and spill of each store (-1: none), and what arrives of them in the store."""
    place: np.ndarray
    """Zone of each store."""
    keep: np.ndarray
    """Share kept over a step. [-]"""
    hours: float
    """Length of a step. [h]"""
    parts: int
    """Of the energy left at the end."""


def _in_lanes(array, periods):
    """Return an array (time or 1, thing) as (block, thing, lane), what is beyond the end zero."""
    blocks = -(-periods // LANES)
    if array.shape[0] == 1:
        array = np.broadcast_to(array, (periods, array.shape[1]))
    room = np.zeros((blocks * LANES, array.shape[1]))
    room[:periods] = array
    return np.ascontiguousarray(room.reshape(blocks, LANES, -1).transpose(0, 2, 1))


def in_time(array, periods):
    """
    Put lanes in the order of time.

    Parameters
    ----------
    array : array, shape (block, thing, lane)
        Power or price. [-]
    periods : int
        Half-hours.

    Returns
    -------
    array : array, shape (time, thing)
        The same. [-]
    """
    return np.ascontiguousarray(array.transpose(0, 2, 1).reshape(-1, array.shape[1])[:periods])


def _used_columns(p):
    """Return the columns that are ever wider than zero, by kind, as flags in the order of `GridPlan`."""
    return [(bound > 0.0).any(axis=0).ravel() for bound in (p.step_bound, p.arc_bound, p.charge, p.discharge, p.spill)]


def _columns_of(p, used):
    """Return two rows of each used column and what of it arrives there, and where each store's columns are."""
    zones, steps, stores = p.load.shape[1], p.step_bound.shape[2], p.store_zone.size
    by_zone, own, one = np.repeat(np.arange(zones), steps), zones + np.arange(stores), np.ones(stores)
    into, out = p.stored / p.step_hours, p.drawn / p.step_hours
    rows = [(by_zone, np.ones(by_zone.size), by_zone, np.zeros(by_zone.size)),
            (p.arc_from, -np.ones(p.arc_from.size), p.arc_to, p.arc_gain),
            (p.store_zone, -one, own, into), (p.store_zone, one, own, -out), (own, -one, own, 0.0 * one)]
    columns = tuple(np.ascontiguousarray(np.concatenate([kind[i][flag] for kind, flag in zip(rows, used, strict=True)]))
                    for i in range(4))
    places, first = [], used[0].sum() + used[1].sum()
    for flag in used[2:]:
        places.append(np.where(flag, first + np.cumsum(flag) - 1, -1).astype(np.int64))
        first += flag.sum()
    return columns, (*places, into, out)


def begin(p: GridProgram, price, value, mu):
    """
    Put all columns where their complementarity is the same for given prices.

    Parameters
    ----------
    p : GridProgram
        Of `sim.network.program.program`.
    price : array, shape (time, zone)
        Prices. [USD/MWh]
    value : array, shape (time, store)
        Values of stored energy. [USD/MWh]
    mu : float
        Complementarity: width from a bound times its multiplier. [USD/h]

    Returns
    -------
    blocks : Blocks
        Columns and prices.
    levels : Levels
        Levels of the stores.
    setting : Setting
        Stores and their zones.
    """
    from sim.network import _interior_point

    (periods, zones), stores, hours = p.load.shape, p.store_zone.size, p.step_hours
    used = _used_columns(p)
    columns, places = _columns_of(p, used)

    def flat(arrays):
        longest = max(array.shape[0] for array in arrays)
        parts = [np.broadcast_to(array.reshape(array.shape[0], -1)[:, flag], (longest, flag.sum()))
                 for array, flag in zip(arrays, used, strict=True)]
        return np.concatenate(parts, axis=1)

    none = np.zeros((1, stores))
    u = _in_lanes(flat([p.step_bound, p.arc_bound, p.charge, p.discharge, p.spill]), periods)
    np.maximum(u, THIN, out=u)
    cost = flat([p.step_cost, p.arc_cost[None], none, p.wear[None], none])
    cost = _in_lanes(cost, periods if cost.shape[0] > 1 else LANES)
    arrives = -p.inflow / hours
    arrives[:1] -= p.keep * p.start / hours
    demand = _in_lanes(np.concatenate([p.load, arrives], axis=1), periods)
    y = _in_lanes(np.concatenate([price, value], axis=1), periods)
    rows = zones + stores
    blocks = Blocks(columns, np.empty_like(u), u, np.empty_like(u), np.empty_like(u), cost, demand, y,
                    np.empty((len(u), rows, LANES)), np.empty((len(u), zones, zones, LANES)),
                    np.empty((len(u), stores, LANES)))
    for n in range(len(u)):
        _interior_point.centre(blocks.x[n], u[n], blocks.zl[n], blocks.zu[n], cost[n % len(cost)], columns, y[n], mu)
    bound = np.concatenate([np.broadcast_to(p.energy, (periods - 1, stores)), p.end_width.T]) / hours
    at_end = np.concatenate([np.zeros((periods - 1, stores)), -p.end_value.T])
    bound, at_end = _in_rows(np.maximum(bound, THIN)), _in_rows(at_end)
    np.maximum(bound, THIN, out=bound)
    each, one = np.arange(len(bound)), np.ones(len(bound))
    e = Levels((each, one, each, 0.0 * one), *(np.empty_like(bound) if part is None else part
                                               for part in (None, bound, None, None, at_end, None, None)))
    _interior_point.centre(e.x, e.u, e.zl, e.zu, e.cost, e.columns, _gains(value, p.keep, p.end_width.shape[1]), mu)
    return blocks, e, Setting(places, p.store_zone, p.keep, hours, p.end_width.shape[1])


def _in_rows(array):
    """Return an array filled up with zeros to rows of LANES."""
    room = np.zeros(-(-array.size // LANES) * LANES)
    room[:array.size] = array.ravel()
    return room.reshape(-1, LANES)


def _in_levels(array, periods, parts, stores):
    """Return rows of LANES as (time - 1 + part, store)."""
    rows = periods - 1 + parts
    return array.ravel()[:rows * stores].reshape(rows, stores)


def _gains(value, keep, parts):
    """Return what values of stored energy give to one more unit of each level, in rows of LANES."""
    return _in_rows(np.concatenate([keep * value[1:] - value[:-1], np.broadcast_to(-value[-1], (parts, keep.size))]))


def held(levels, periods, setting):
    """
    Level at the end of each step.

    Parameters
    ----------
    levels : Levels
        Levels, and parts of the last.
    periods : int
        Steps.
    setting : Setting
        Stores.

    Returns
    -------
    level : array, shape (time, store)
        Parts of the last summed. [MW]
    """
    rows = _in_levels(levels.x, periods, setting.parts, setting.keep.size)
    return np.concatenate([rows[:periods - 1], rows[periods - 1:].sum(axis=0)[None]])


def iterate(b, e, setting, value):
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

    Yields
    ------
    iterate : Iterate
        Before each step.
    """
    from sim.network import _interior_point as columns
    from sim.network import _node_prices as nodes
    from sim.network import _stored_energy as along

    chain, parts = _chain(*value.shape), setting.parts
    da, dv, dy_a, dy = np.empty_like(value), np.empty_like(value), np.zeros_like(b.y), np.zeros_like(b.y)
    first, second = np.empty_like(b.right), np.empty_like(b.right)
    while True:
        sums, missing = nodes.build(b, setting.stores, setting.place, chain.S)
        e.right[:] = 0.0
        columns.yields(*e[1:5], e.cost, e.columns, _gains(value, setting.keep, parts), e.theta, e.right,
                       np.empty_like(e.x), sums)
        yield Iterate(*map(float, sums.sum(axis=1) * setting.hours), missing)
        _onto_steps(e, chain, parts)
        along.chain(chain.S, chain.W, setting.keep, chain.own, chain.free)
        level = held(e, len(value), setting)
        chain.r[:] = level
        chain.r[1:] -= setting.keep * level[:-1]
        _prices(b, setting, chain, dy_a, da)
        g_a, most, total = _gains(da, setting.keep, parts), np.zeros((2, LANES)), np.zeros((4, LANES))
        e_first, e_second = np.zeros_like(e.x), np.zeros_like(e.x)
        columns.look_ahead(b, dy_a, most, total, first, second)
        columns.predict(*e[1:5], e.columns, g_a, e_first, e_second, most, total)
        aim = _aim(most, total.sum(axis=1), 2 * (b.x.size + e.x.size))
        for right, one, two in ((b.right, first, second), (e.right, e_first, e_second)):
            right += two
            right += aim * one
        _onto_steps(e, chain, parts)
        _prices(b, setting, chain, dy, dv)
        g, most = _gains(dv, setting.keep, parts), np.zeros((2, LANES))
        columns.reach_all(b, dy_a, dy, aim, most)
        columns.reach(*e[1:5], e.columns, g_a, g, aim, most)
        step = np.minimum(KEEP_OFF / np.maximum(most.max(axis=1), 1e-300), 1.0)
        columns.go(b, dy_a, dy, aim, step)
        columns.move(*e[1:5], e.columns, g_a, g, aim, step)
        b.y[:] += step[1] * dy
        value += step[1] * dv


def _onto_steps(e, chain, parts):
    """Write the reciprocal yield of each step's level and its part of the right side; parts of the end are summed."""
    last, size = len(chain.W) - 1, chain.W.shape[1]
    theta, right = (_in_levels(array, last + 1, parts, size) for array in (e.theta, e.right))
    chain.W[:last], chain.W[last] = 1.0 / theta[:last], 1.0 / theta[last:].sum(axis=0)
    chain.s[:last], chain.s[last] = right[:last], right[last:].sum(axis=0)
    chain.s[:] *= chain.W


def _chain(periods, stores):
    """Return room for the chain of the stores in time."""
    return Ties(np.empty((periods, stores, stores)), *(np.empty((periods, stores)) for _ in range(6)))


def _prices(b, setting, chain, steps, values):
    """Write the steps of all prices, and those of stored energy in time as well, for the right sides that stand."""
    from sim.network import _node_prices as nodes
    from sim.network import _stored_energy as along

    right = chain.r.copy()
    nodes.onto_stores(b, b.right, setting.place, right)
    along.along(chain.S, chain.W, chain.own, chain.free, setting.keep, right, chain.s, chain.f, values)
    nodes.onto_zones(b, b.right, setting.place, values, steps)


def _aim(most, total, pairs):
    """Return the complementarity to aim at: the less, the further the predictor gets."""
    fall = 1.0 / np.maximum(most.max(axis=1), 1.0)
    after = total[0] + fall[0] * total[1] + fall[1] * total[2] + fall[0] * fall[1] * total[3]
    return total[0] / pairs * max(after / total[0], 0.0) ** 3
