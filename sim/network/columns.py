"""Columns of the interior point: storage of a program's unknowns in memory, and their starting values."""

from typing import NamedTuple

import numpy as np

from sim.network.records import GridProgram

LANES = 32
"""Half-hours that are worked on side by side."""
THIN = 1e-6
"""Width of a column whose bound is zero, so that every column has an inside; others have twice that at least, so that
the bound on the cost can tell them apart. [MW]"""


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


class Setting(NamedTuple):
    """Data of the interior point that are the same in all its steps."""

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
    Return lanes in the order of time.

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
    Return columns whose complementarity is the same for given prices.

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
    from sim.network import _columns

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
    u = _with_inside(u)
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
        _columns.centre(blocks.x[n], u[n], blocks.zl[n], blocks.zu[n], cost[n % len(cost)], columns, y[n], mu)
    bound = np.concatenate([np.broadcast_to(p.energy, (periods - 1, stores)), p.end_width.T]) / hours
    at_end = np.concatenate([np.zeros((periods - 1, stores)), -p.end_value.T])
    bound, at_end = _with_inside(_in_rows(bound)), _in_rows(at_end)
    each, one = np.arange(len(bound)), np.ones(len(bound))
    e = Levels((each, one, each, 0.0 * one), *(np.empty_like(bound) if part is None else part
                                               for part in (None, bound, None, None, at_end, None, None)))
    _columns.centre(e.x, e.u, e.zl, e.zu, e.cost, e.columns, gains(value, p.keep, p.end_width.shape[1]), mu)
    return blocks, e, Setting(places, p.store_zone, p.keep, hours, p.end_width.shape[1])


def _with_inside(bound):
    """Return bounds that leave every column an inside."""
    return np.where(bound > 0.0, np.maximum(bound, 2 * THIN), THIN)


def _in_rows(array):
    """Return an array filled up with zeros to rows of LANES."""
    room = np.zeros(-(-array.size // LANES) * LANES)
    room[:array.size] = array.ravel()
    return room.reshape(-1, LANES)


def in_levels(array, periods, parts, stores):
    """
    Return rows of LANES in the order of time.

    Parameters
    ----------
    array : array, shape (row, lane)
        Of `Levels`. [-]
    periods, parts, stores : int
        Steps in time, parts of the energy at the end, stores.

    Returns
    -------
    array : array, shape (time - 1 + part, store)
        A view of the same. [-]
    """
    rows = periods - 1 + parts
    return array.ravel()[:rows * stores].reshape(rows, stores)


def gains(value, keep, parts):
    """
    Marginal value of each level, from the values of stored energy.

    Parameters
    ----------
    value : array, shape (time, store)
        Value at the end of each step. [USD/MWh]
    keep : array, shape (store,)
        Share kept over a step. [-]
    parts : int
        Of the energy at the end.

    Returns
    -------
    gain : array, shape (row, lane)
        As `Levels` is laid out. [USD/MWh]
    """
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
    rows = in_levels(levels.x, periods, setting.parts, setting.keep.size)
    return np.concatenate([rows[:periods - 1], rows[periods - 1:].sum(axis=0)[None]])
