"""Least-cost clearing of each half-hour by itself, stores given: what every plan of the stores comes down to."""

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
    where: np.ndarray
    """Row of each column, -1 if it is at a bound."""
    high: np.ndarray
    """Whether a column at a bound is at the upper one."""
    side: np.ndarray
    """Sign of the reduced cost that a column at a bound has: 1 at zero, -1 at the upper one, 0 in the basis."""
    B: np.ndarray
    """Inverse of the basis."""


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
    own = np.repeat(np.arange(zones), steps)
    columns = own.size + program.arc_from.size
    unserved = np.arange(zones) * steps + steps + UNSERVED - extra
    gain = np.ones((zones, steps))
    gain[:, steps - extra + 1:] = -1.0   # what is spilt or not discharged takes from the zone
    where = np.full(columns, -1)
    where[unserved] = np.arange(zones)
    return Basis(np.concatenate([np.full(own.size, zones), program.arc_from]), np.concatenate([own, program.arc_to]),
                 np.concatenate([gain.ravel(), program.arc_gain]), unserved, where, np.zeros(columns, dtype=bool),
                 np.zeros(columns), np.eye(zones))


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
        Its last steps of a zone are what is not charged, what is spilt instead of given, and what is not discharged.
    """
    (periods, zones), free = program.load.shape, (program.spill > 0.0).any(axis=0)
    more = np.zeros((periods, zones, 3))
    for kind, power in enumerate((charge, discharge * free, discharge * ~free)):
        np.add.at(more[..., kind], (slice(None), program.store_zone), power)
    dear = 10.0 * max(float(np.abs(program.step_cost).max()), 1.0)
    cost = np.broadcast_to([dear, 0.0, dear], (len(program.step_cost), zones, 3))
    return program._replace(step_bound=np.concatenate([program.step_bound, more], axis=-1),
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
    x, price = np.empty((periods, zones * steps + arcs)), np.empty((periods, zones))
    pivots, failed = _clearing.clear(unserved_basis(program, extra), np.ascontiguousarray(program.load - given),
                                     program.step_bound.reshape(periods, -1), program.arc_bound,
                                     program.step_cost.reshape(len(program.step_cost), -1), program.arc_cost, x, price)
    if failed >= 0:
        return None
    return Cleared(x[:, :zones * steps].reshape(periods, zones, steps), np.ascontiguousarray(x[:, zones * steps:]),
                   price, pivots)
