"""From the interior point's solution to a plan that keeps every bound, with half-hours cleared exactly."""

import numpy as np

from sim.errors import refusal
from sim.network import clearing, columns
from sim.network.records import GridPlan

SPOILT = 0.0
"""Power that a zone may leave unused or lack before the stores' plan is made anew. [MW]"""
ATTEMPTS = 40
"""Plans that are made until every zone can bear its stores; from half of them on, stores that are too much rest."""


def plan_of(p, blocks, levels, setting, price):
    """
    Make a plan of the interior point's levels.

    The levels are followed as far as the stores' bounds allow; then each half-hour is cleared at least cost with what
    they give. Where a zone cannot supply what a store would take, or use what it would give, the store does less.

    Parameters
    ----------
    p : GridProgram
        Of `sim.network.program.program`.
    blocks : Blocks
        Columns of the interior point.
    levels : Levels
        Levels of the stores.
    setting : Setting
        Where the stores' columns are.
    price : array, shape (time, zone)
        Prices of the interior point. [USD/MWh]

    Returns
    -------
    plan : GridPlan
        Feasible: balances closed by the clearing.
    price : array, shape (time, zone)
        Of the clearing. [USD/MWh]
    """
    periods = len(p.load)
    flows = tuple(_column(blocks, place, periods) for place in setting.stores[:3])
    return carry_out(p, columns.held(levels, periods, setting), price, flows)


def carry_out(p, wanted, price, flows):
    """
    Follow levels as far as the stores' bounds allow, and clear each half-hour at least cost with what they give.

    Parameters
    ----------
    p : GridProgram
        Of `sim.network.program.program`.
    wanted : array, shape (time, store)
        Levels. [MW]
    price : array, shape (time, zone)
        Below zero, stores may charge and discharge at once. [USD/MWh]
    flows : tuple of array, shape (time, store)
        Charge, discharge and spill as wanted; spill beside discharge is taken from here. [MW]

    Returns
    -------
    plan : GridPlan
        Feasible: balances closed by the clearing.
    price : array, shape (time, zone)
        Of the clearing. [USD/MWh]

    Raises
    ------
    SundalinkError
        If no plan is found that every zone can bear.
    """
    from sim.network import _stored_plan

    periods, stores, hours = len(p.load), p.store_zone.size, p.step_hours
    room = tuple(np.empty((periods, stores)) for _ in range(5))
    arrives, start, full = p.inflow / hours, p.start / hours, p.energy / hours
    _stored_plan.floors(arrives, p.keep, room[4])
    bounds = [p.charge, p.discharge, p.spill]
    constants = (p.store_zone, p.stored / hours, hours / p.drawn, p.keep, arrives, full, start)
    for attempt in range(ATTEMPTS):
        _stored_plan.follow(wanted, price, flows, tuple(bounds), constants, room)
        charge, discharge, spill, level = room[:4]
        done = clearing.clear(p, _given(p, charge, discharge))
        if done is None:   # some zone cannot bear what its stores do
            wide = clearing.relaxed(p, charge, discharge)
            done = clearing.clear(wide, _given(p, charge, discharge), extra=3)
            spilt = _shared(p, done.step[..., -2], discharge * (p.spill > 0.0).any(axis=0))
            discharge, spill = discharge - spilt, spill + spilt * p.drawn / hours
            lacking, unused = done.step[..., -3], done.step[..., -1]
            if max(lacking.max(), unused.max()) > SPOILT:
                share = 1.0 if attempt < ATTEMPTS // 2 else np.inf
                bounds[0] = _less(p, charge, lacking, bounds[0], share)
                bounds[1] = _less(p, discharge, unused, bounds[1], share)
                continue
        step = np.ascontiguousarray(done.step[..., :p.step_bound.shape[2]])
        return GridPlan(step, done.arc, charge, discharge, spill, level * hours), done.price
    raise refusal("plan of the stores", "not found", "-", f"a zone cannot bear its stores after {ATTEMPTS} attempts")


def cleared_again(p, plan):
    """
    Return a plan with its half-hours, which follow from what its stores do.

    Parameters
    ----------
    p : GridProgram
        Of `sim.network.program.program`.
    plan : GridPlan
        With `step` and `arc`, or None for both.

    Returns
    -------
    plan : GridPlan
        With both.
    """
    if plan.step is not None:
        return plan
    given = _given(p, plan.charge, plan.discharge)
    done = clearing.clear(p, given)
    if done is None:   # what rounding leaves is neither charged nor given
        done = clearing.clear(clearing.relaxed(p, plan.charge, plan.discharge), given, extra=3)
    return plan._replace(step=np.ascontiguousarray(done.step[..., :p.step_bound.shape[2]]), arc=done.arc)


def _given(p, charge, discharge):
    """Return the net discharge of stores by zone, shape (time, zone)."""
    given = np.zeros_like(p.load)
    np.add.at(given, (slice(None), p.store_zone), discharge - charge)
    return given


def _shared(p, power, does):
    """Return a zone's power shared over its stores, in proportion to what each does."""
    whole = np.zeros_like(power)
    np.add.at(whole, (slice(None), p.store_zone), does)
    part = np.divide(power, whole, out=np.zeros_like(power), where=whole > 0.0)
    return does * part[:, p.store_zone]


def _less(p, does, spoilt, bound, share):
    """Return the bound of what stores may do where a zone cannot bear it: less by that, or with share infinite zero."""
    where = spoilt[:, p.store_zone] > SPOILT
    less = np.zeros_like(does) if share == np.inf else np.maximum(does - _shared(p, spoilt, does), 0.0)
    return np.where(where, less, np.broadcast_to(bound, does.shape))


def _column(blocks, place, periods):
    """Return the values of some columns, shape (time, store); zero for a store without."""
    found = np.zeros((periods, place.size))
    for r in np.flatnonzero(place >= 0):
        found[:, r] = blocks.x[:, place[r], :].ravel()[:periods]
    return found
