"""The tree of bids as it stands, and the linear program of a year of trade over it."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.records import Battery
from sim.trade.schedule import StoredValue

if TYPE_CHECKING:
    from scipy.sparse import csc_array

HUB, LANDING, METER, NEAR, FAR, ABROAD = ROWS = range(6)
"""Rows of each period: power at the three nodes, energy in the two batteries, power at the end of a tee's spur."""


class NodeBids(NamedTuple):
    """The bids at one node."""

    number: tuple[int, ...]
    """Which bids, as `sim.trade.settlement` numbers them."""
    width: np.ndarray
    """Most that each takes at its own meter, shape (bid, time). [MW]"""
    value: np.ndarray
    """What is gained by serving it, shape (bid, time). [USD/MWh]"""


class TeePieces(NamedTuple):
    """Pieces of the two legs behind a tee at the landing, by width [MW] and slope [-], arrays of shape (piece,
    time)."""

    onward: tuple[np.ndarray, np.ndarray]
    """To the Singapore meter."""
    spur: tuple[np.ndarray, np.ndarray]
    """To the Malaysian meter, where the bids of the landing then stand."""


class Ramp(NamedTuple):
    """Limit on the rate of change of the power at the Singapore meter."""

    limit: float
    """Most change from one period to the next. [MW]"""
    free: np.ndarray
    """Periods into which it may fall at once, since a pole has tripped; bool, shape (time,)."""


class Network(NamedTuple):
    """Three nodes in a row, the bids at each, and what lies between them, in the pole state of each period."""

    hub: NodeBids
    landing: NodeBids
    meter: NodeBids
    width: np.ndarray
    """Power that each piece of the link takes at the hub, shape (piece, time). [MW]"""
    slope: np.ndarray
    """Power at the landing per power at the hub on each piece, falling from piece to piece, shape (piece, time). [-]"""
    onward: tuple[float, float, float]
    """From the landing to the Singapore meter: most that goes in [MW], share that comes out [-], and what each MWh
    that comes out costs [USD/MWh]."""
    far: Battery | None = None
    """The battery at the Singapore meter, ordered as `sim.records.Battery`."""
    tee: TeePieces | None = None
    """What stands for `onward` behind a tee."""
    ramp: Ramp | None = None


class Program(NamedTuple):
    """Least cost @ x for low <= x <= high, lower <= rows @ x <= upper."""

    cost: np.ndarray
    rows: "csc_array"
    """Sparse matrix, by columns."""
    lower: np.ndarray
    upper: np.ndarray
    low: np.ndarray
    high: np.ndarray
    kept: np.ndarray
    """Which of all the unknowns these are: those that no limit holds at zero."""


class Store(NamedTuple):
    """A battery in the program."""

    battery: Battery
    """Ordered as `sim.records.Battery`."""
    start: float
    """Energy before the first period. [MWh]"""
    least: np.ndarray
    """Least energy at the end of each period, shape (time,). [MWh]"""
    after: StoredValue
    """The value of energy at the end, as a `sim.trade.schedule.StoredValue`."""


class _Block(NamedTuple):
    """One unknown of every period: its bounds, its cost, and (row, periods later, coefficient) where it stands."""

    low: np.ndarray | float
    high: np.ndarray | float
    cost: np.ndarray | float
    places: tuple[tuple[int, int, np.ndarray | float], ...]


def program(available, network, stores, dt):
    """
    Return the linear program of a year's trade.

    Parameters
    ----------
    available : array, shape (time,)
        Power at the hub, of which any part may be left. [MW]
    network : Network
        Who takes it, and over what.
    stores : sequence of (Store or None)
        The batteries at the hub and at the Singapore meter.
    dt : float
        Length of a period. [h]

    Returns
    -------
    program : Program
        Unknowns of every period, as `read` returns them: what the bids take, what goes over the pieces and onward,
        and charged, discharged [MW] and level [MWh] of each battery; last the steps of the value of energy at the
        end.
    """
    from scipy.sparse import csc_array

    periods = available.size
    blocks = [*_flows(network, dt), *(b for s, node in zip(stores, (HUB, METER), strict=True)
                                      for b in _cells(s, node, periods, dt))]
    low, high, cost = (np.array([np.broadcast_to(getattr(b, n), periods) for b in blocks]).ravel()
                       for n in ("low", "high", "cost"))
    rows, columns, values = [], [], []
    for number, block in enumerate(blocks):
        for row, later, coefficient in block.places:
            at = np.arange(periods - later)
            rows.append(row * periods + later + at)
            columns.append(number * periods + at)
            values.append(np.broadcast_to(coefficient, periods)[: at.size])
    for row, store in zip((NEAR, FAR), stores, strict=True):
        if store is not None:   # the last level stands at the least allowed, and steps of falling value lead upward
            step = np.diff(store.after.level)
            rows.append(np.full(step.size, (row + 1) * periods - 1))
            columns.append(low.size + np.arange(step.size))
            values.append(np.ones(step.size))
            low, high = np.append(low, 0.0 * step), np.append(high, step)
            cost = np.append(cost, -store.after.value)
    lower, upper = np.zeros((2, len(ROWS), periods))
    lower[HUB], upper[HUB] = -np.inf, available
    for row, store in zip((NEAR, FAR), stores, strict=True):
        if store is not None:
            lower[row, 0] = upper[row, 0] = store.battery.keep * store.start
    kept = np.flatnonzero(high > 0.0)
    whole = csc_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
                      shape=(len(ROWS) * periods, high.size))[:, kept]
    used = np.unique(whole.indices)
    return Program(cost[kept], whole.tocsr()[used].tocsc(), lower.ravel()[used], upper.ravel()[used], low[kept],
                   high[kept], kept)


def owing(program, network, stores, limits, periods, dt, unit):
    """
    Return a program that also has obligations of the year as rows.

    Parameters
    ----------
    program : Program
        As `program` returned it.
    network : Network
        Who takes power.
    stores : sequence of (Store or None)
        The batteries; what counts as discharged is the one at the hub.
    limits : sequence of sim.trade.annual_limits.Term
        The obligations; none leave the program as it is.
    periods : int
        How many.
    dt : float
        Length of a period. [h]
    unit : float
        What a year's energy is counted in there, so that all numbers of the program are of like size. [MWh]

    Returns
    -------
    program : Program
        The last unknowns are what is missing of each obligation, in that unit, and the last rows say so.
    """
    from scipy.sparse import csr_array, hstack, vstack

    if not limits:
        return program
    numbers, few = [n for node_bids in network[:3] for n in node_bids.number], len(limits)
    blocks = len(numbers) + _between(network) + 3 * sum(s is not None for s in stores)
    steps = sum(0 if s is None else s.after.value.size for s in stores)
    counts = np.zeros((few, blocks * periods + steps))
    for row, term in zip(counts, limits, strict=True):
        each = row[: blocks * periods].reshape(blocks, periods)
        each[: len(numbers)] = term.bids[numbers][:, None] * dt / unit
        if stores[0] is not None:   # behind the link's pieces and what goes onward: charged, discharged
            each[len(numbers) + _between(network) + 1] = -term.wear * dt / unit
    rows = vstack([hstack([program.rows.tocsr(), csr_array((program.rows.shape[0], few))]),
                   hstack([csr_array(-counts[:, program.kept]), -csr_array(np.eye(few))])]).tocsc()
    ends = {"cost": [term.rate * unit for term in limits], "lower": np.full(few, -np.inf),
            "upper": [-term.target / unit for term in limits], "low": np.zeros(few), "high": np.full(few, np.inf),
            "kept": counts.shape[1] + np.arange(few)}
    return program._replace(rows=rows, **{n: np.concatenate([getattr(program, n), end]) for n, end in ends.items()})


def read(program, found, network, stores, periods):
    """
    Return the unknowns of a solution by what they are.

    Parameters
    ----------
    program : Program
        As `program` returned it.
    found : array, shape (unknown,)
        The value of each. [MW] and [MWh]
    network : Network
        Who takes power.
    stores : sequence of (Store or None)
        The batteries.
    periods : int
        How many.

    Returns
    -------
    taken : tuple of array, shape (bid, time)
        What the bids take at the hub, at the landing and at the Singapore meter. [MW]
    levels : tuple of (array, shape (time,), or None)
        Energy in each battery. [MWh]
    """
    bids = [len(node_bids.number) for node_bids in network[:3]]
    blocks = sum(bids) + _between(network) + 3 * sum(s is not None for s in stores)
    steps = [0 if s is None else s.after.value.size for s in stores]
    whole = np.zeros(max(blocks * periods + sum(steps), program.kept.max(initial=0) + 1))
    whole[program.kept] = found
    each = whole[: blocks * periods].reshape(blocks, periods)
    ends = np.split(whole[blocks * periods: blocks * periods + sum(steps)], steps[:1])
    levels, at = [], blocks - 3 * sum(s is not None for s in stores)
    for store, end in zip(stores, ends, strict=True):
        levels.append(None if store is None else each[at + 2].copy())
        if store is not None:
            levels[-1][-1] = store.after.level[0] + end.sum()
            at += 3
    return tuple(np.split(each[: sum(bids)], np.cumsum(bids)[:2])), tuple(levels)


def _flows(network, dt):
    """Yield the bids, the pieces of the link, and what goes onward from the landing."""
    tee = network.tee
    for node, node_bids in zip((HUB, LANDING if tee is None else ABROAD, METER), network[:3], strict=True):
        for width, value in zip(node_bids.width, node_bids.value, strict=True):
            yield _Block(0.0, width, -dt * value, ((node, 0, 1.0),))
    for width, slope in zip(network.width, network.slope, strict=True):
        yield _Block(0.0, width, 0.0, ((HUB, 0, 1.0), (LANDING, 0, -slope)))
    if tee is None:
        capacity, out, charge = network.onward
        yield _Block(0.0, capacity, dt * out * charge, ((LANDING, 0, 1.0), (METER, 0, -out)))
        return
    for node, leg in ((METER, tee.onward), (ABROAD, tee.spur)):
        for width, slope in zip(*leg, strict=True):
            yield _Block(0.0, width, 0.0, ((LANDING, 0, 1.0), (node, 0, -slope)))


def _between(network):
    """Return the number of unknowns of a period between the nodes."""
    behind = 1 if network.tee is None else sum(len(width) for width, _ in network.tee)
    return len(network.width) + behind


def _cells(store, node, periods, dt):
    """Yield charged, discharged and level of a battery."""
    if store is None:
        return
    charge, discharge, _, high, into, out, keep, wear = store.battery
    row = NEAR if node == HUB else FAR
    least, most = store.least.copy(), np.array(np.broadcast_to(high, periods))
    least[-1] = most[-1] = store.after.level[0]
    yield _Block(0.0, charge, 0.0, ((node, 0, 1.0), (row, 0, -dt * into)))
    yield _Block(0.0, discharge, dt * wear, ((node, 0, -1.0), (row, 0, dt / out)))
    yield _Block(least, most, 0.0, ((row, 0, 1.0), (row, 1, -keep)))
