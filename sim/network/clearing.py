"""Least-cost clearing of each half-hour with stores given, the last step of every plan."""

from typing import NamedTuple

import numpy as np

from sim.network.program import UNSERVED


class Basis(NamedTuple):
    """Columns (steps of zones, then arcs) and which of them set the prices; changed as half-hours are cleared."""

    from_: np.ndarray
    """Zone that each column takes from; the number of zones if from none."""
    to: np.ndarray
    """Zone that each column gives to."""
    gain: np.ndarray
    """Received per sent. [-]"""
    basis: np.ndarray
    """Column of each row of the basis."""
    side: np.ndarray
    """Sign of the reduced cost of each arc: 1 if it stands at zero, -1 at its bound; 0 of every column in the basis."""
    inverse: np.ndarray
    """Inverse of the basis, shape (zone + 1, row): by zone what a MW there takes from each row; the last is zero."""
    order: np.ndarray
    """Columns of each zone's steps in merit order, shape (zone, step)."""
    full: np.ndarray
    """How many of them stand at their bounds, from the first on."""
    basic: np.ndarray
    """Whether the one after these is in the basis, 1 or 0."""
    on: np.ndarray
    """1 for each step that stands at its bound, else 0: sums over steps then need no branch. [-]"""
    bundle: np.ndarray
    """First column of each bundle of arcs between the same zones in the same direction, and the end."""
    first: np.ndarray
    """Place of each zone's bundles in `at`, and of the end."""
    at: np.ndarray
    """Bundles that begin or end in each zone."""


class Cleared(NamedTuple):
    """Half-hours cleared at least cost."""

    step: np.ndarray
    """Generation and unserved demand, shape (time, zone, step + 2). [MW]"""
    arc: np.ndarray
    """Power sent, shape (time, arc). [MW]"""
    price: np.ndarray
    """Of one more MWh, shape (time, zone). [USD/MWh]"""
    pivots: int
    """Of the dual simplex, in all half-hours."""


def unserved_basis(program, extra=0):
    """
    Return a basis in which unserved demand sets every price.

    Parameters
    ----------
    program : GridProgram
        Of `sim.network.program.program`.
    extra : int
        How many steps of a zone `relaxed` has added.

    Returns
    -------
    basis : Basis
        To begin with.
    """
    zones, steps = program.load.shape[1], program.step_bound.shape[2]
    own, arcs = np.repeat(np.arange(zones), steps), program.arc_from.size
    unserved = np.arange(zones) * steps + steps + UNSERVED - extra
    side = np.ones(own.size + arcs)
    side[unserved] = 0.0
    pairs = np.stack([program.arc_from, program.arc_to])
    start = np.flatnonzero(np.append(True, (np.diff(pairs, axis=1) != 0).any(axis=0))[:arcs])
    ends = pairs[:, start].ravel()
    whole = (np.concatenate([np.full(own.size, zones), pairs[0]]), np.concatenate([own, pairs[1]]),
             np.concatenate([np.ones(own.size), program.arc_gain]), unserved, side, np.eye(zones + 1, zones),
             np.arange(own.size).reshape(zones, steps), np.zeros(zones), np.ones(zones), np.zeros(own.size),
             own.size + np.append(start, arcs), np.searchsorted(np.sort(ends), np.arange(zones + 1)),
             np.tile(np.arange(start.size), 2)[np.argsort(ends, kind="stable")])
    kinds = {"gain": float, "side": float, "inverse": float, "on": float, "full": np.int64, "basic": np.int64}
    return Basis(*(array.astype(kinds.get(name, np.uint32))   # places that are never negative are read faster
                   for name, array in zip(Basis._fields, whole, strict=True)))


def relaxed(program, charge, discharge):
    """
    Return the program with three more steps in each zone, for stores that do more than the zone can bear.

    Parameters
    ----------
    program : GridProgram
        Of `sim.network.program.program`.
    charge, discharge : array, shape (time, store)
        What the stores take and give. [MW]

    Returns
    -------
    program : GridProgram
        Its last steps of a zone are what is not charged, and of what is given the parts that are not spilt and not
        refused: load is larger by all that is given, so that every step supplies.
    """
    (periods, zones), free = program.load.shape, (program.spill > 0.0).any(axis=0)
    more = np.zeros((periods, zones, 3))
    for kind, power in enumerate((charge, discharge * free, discharge * ~free)):
        np.add.at(more[..., kind], (slice(None), program.store_zone), power)
    dear = 10.0 * max(float(np.abs(program.step_cost).max()), 1.0)
    cost = np.broadcast_to([dear, 0.0, -dear], (len(program.step_cost), zones, 3))
    return program._replace(load=program.load + more[..., 1:].sum(axis=-1),
                            step_bound=np.concatenate([program.step_bound, more], axis=-1),
                            step_cost=np.concatenate([program.step_cost, cost], axis=-1))


def clear(program, given, extra=0):
    """
    Clear every half-hour at least cost with what stores give.

    Parameters
    ----------
    program : GridProgram
        Of `sim.network.program.program`.
    given : array, shape (time, zone)
        What stores give to each zone less what they take. [MW]
    extra : int
        How many steps of a zone `relaxed` has added.

    Returns
    -------
    cleared : Cleared, or None
        None if a half-hour cannot be cleared, as when stores give more than a zone can use.

    References
    ----------
    .. [1] Koberstein, 2005: The dual simplex method, techniques for a fast and stable implementation, dissertation,
       University of Paderborn: bounded variables and bound flipping.
    """
    from sim.network import _clearing

    (periods, zones), arcs = program.load.shape, program.arc_from.size
    steps = program.step_bound.shape[2]
    step, arc, price = np.empty((periods, zones * steps)), np.empty((periods, arcs)), np.empty((periods, zones))
    pivots, failed = _clearing.clear(unserved_basis(program, extra), program.load, given,
                                     program.step_bound.reshape(periods, -1), program.arc_bound,
                                     program.step_cost.reshape(len(program.step_cost), -1), program.arc_cost, step, arc,
                                     price)
    if failed >= 0:
        return None
    step = step.reshape(periods, zones, steps)
    if extra:   # of the last two, what is not spilt or refused has been counted
        step[..., 1 - extra:] = program.step_bound[..., 1 - extra:] - step[..., 1 - extra:]
    return Cleared(step, arc, price, pivots)
