"""Limits on the sums of a year: the energy that they include, and the schedule with foresight that keeps them."""

from typing import NamedTuple

import numpy as np

from sim.trade.annual_limits_dual import Answer, solve
from sim.trade.network_flows import upstream
from sim.trade.schedule import Schedule, earned
from sim.trade.settlement import LOCAL, SUPPLY, Rows

LEAST, MOST = 1e5, 1e6
"""Penalties on missing a least energy and on passing a limit that make them hard: no MWh earns as much, and a limit
is never passed to reach a least energy. [USD/MWh]"""


class AnnualLimits(NamedTuple):
    """Limits on the sums of every year beside the contracts, and the treatment of a contract's penalty by an honest
    policy."""

    past: bool = False
    """By the share of the years already traded that missed the minimum, rather than whole."""
    delivered: float = 0.0
    """Least energy at the Singapore meter. [MWh]"""
    supplied: float = np.inf
    """Most energy bought from the grid at the hub. [MWh]"""
    local: float = np.inf
    """Most energy sold at the hub. [MWh]"""
    discharged: float = np.inf
    """Most energy that the battery gives to the hub. [MWh]"""


class Term(NamedTuple):
    """One obligation: at least `target` of a sum over bids and the battery's discharge, or a penalty on the rest."""

    target: float
    """What is owed; of a limit above, its negative. [MWh]"""
    rate: float
    """Penalty on what is missing. [USD/MWh]"""
    bids: np.ndarray
    """How much a MWh that each bid takes counts, shape (bid,). [-]"""
    wear: float
    """How much a MWh discharged counts against it. [-]"""
    field: str
    """Name of its shadow price in the ledger; empty for a contract."""
    contract: int
    """Which contract it is of; -1 for none."""


def terms(annual, contracts, supply, dt, rows=None):
    """
    Return the obligations of a year.

    Parameters
    ----------
    annual : AnnualLimits
        Limits of the year.
    contracts : sequence of Contract
        Terms of the year, as the bids were made with.
    supply : float or array, shape (time,)
        Most that the grid at the hub would sell. [MW]
    dt : float
        Length of a period. [h]
    rows : sim.trade.settlement.Rows, optional
        Who takes power; the buyers that every case has where left out.

    Returns
    -------
    terms : tuple of Term
        None if nothing is asked.
    """
    rows = Rows() if rows is None else rows
    count, found = rows.contract + len(contracts), []

    def add(target, rate, where, sign=1.0, wear=0.0, field="", contract=-1):
        bids = np.zeros(count)
        bids[where] = sign
        found.append(Term(float(target), rate, bids, wear, field, contract))

    for number, contract in enumerate(contracts):
        if contract.minimum > 0.0 and contract.penalty > 0.0:
            add(contract.minimum, float(contract.penalty), rows.contract + number, contract=number)
    if annual.delivered > 0.0:
        add(annual.delivered, LEAST, slice(rows.singapore, None), field="delivered_limit")
    if np.isfinite(annual.supplied) and np.max(supply) > 0.0:   # the bid takes back what is not bought
        add(float(np.sum(supply)) * dt - annual.supplied, MOST, SUPPLY, field="supplied_limit")
    if np.isfinite(annual.local):
        add(-annual.local, MOST, LOCAL, -1.0, field="local_limit")
    if np.isfinite(annual.discharged):
        add(-annual.discharged, MOST, slice(0, 0), wear=1.0, field="discharged_limit")
    return tuple(found)


def meet(policy, available, state, offers, limits, battery, dt, start, after=None):
    """
    Return the best schedule of a year that keeps its obligations, and what they cost at the margin.

    Parameters
    ----------
    policy : callable
        The exact optimum of a year, its parameters set.
    available : array, shape (time,)
        Power at the hub, with all that the grid there would sell. [MW]
    state : array of int, shape (time,)
        Pole state of each period.
    offers : callable
        ``offers(weight=0.0, added=array (bid,), states=(draw, time)) -> Offer``: the bids of the weather year.
    limits : sequence of Term
        The obligations.
    battery : Battery
        Its limits.
    dt : float
        Length of a period. [h]
    start : float
        Energy in the cells before the first period. [MWh]
    after : StoredValue, optional
        The value of energy at the end.

    Returns
    -------
    schedule : Schedule
        With what each bid takes: a mixture of the schedules that tie at the multipliers.
    found : sim.trade.annual_limits_dual.ObligationOptimum
        Shadow price of each obligation, and what is missing of it.
    """
    bids, wear = np.array([term.bids for term in limits]), np.array([term.wear for term in limits])
    end_value, network = getattr(policy, "keywords", {}).get("end_value", 0.0), []

    def oracle(multipliers):
        added = multipliers @ bids
        offer = offers(weight=0.0, added=added, states=state[None])
        reward, worn = offer.reward(state), battery._replace(wear=battery.wear + float(multipliers @ wear))
        schedule = policy(available, reward, worn, dt, start, after)
        hub, meter = offer.climb(state, schedule.offered)
        taken, out = meter.sum(axis=1) * dt, float(np.maximum(-schedule.flow, 0.0).sum()) * dt
        totals = bids @ taken - wear * out
        network[:] = [reward.network]   # all but its bids' values is the same for all multipliers
        value = earned(reward, schedule, worn, dt) + _end(schedule.level[-1], after, end_value)
        return Answer(value - float(multipliers @ totals), totals, schedule._replace(taken=(hub, meter)))

    found = solve(oracle, [term.target for term in limits], [term.rate for term in limits])
    return mix(found, available, network[0], battery, dt, start), found


def _end(level, after, end_value):
    """Return the value of energy left in the cells. [USD]"""
    if after is None:
        return end_value * level
    return float(np.interp(level, after.level, np.concatenate([[0.0], np.cumsum(after.value * np.diff(after.level))])))


def mix(found, available, network, battery, dt, start):
    """
    Return the mixture of schedules as one schedule that can be run.

    Levels are mixed, and so is what each bid takes at its own meter. The rest follows with the least power: a mixture
    of charging and discharging is less of either, and power sent together loses no more than apart. What that leaves
    at the hub is below the gap of the search; it is not bought from the grid there, or else it is left.

    Parameters
    ----------
    found : sim.trade.annual_limits_dual.ObligationOptimum
        Schedules, with what each bid takes, and their shares.
    available : array, shape (time,)
        Power at the hub, with all that the grid there would sell. [MW]
    network : callable
        ``network()``: the tree of bids.
    battery : Battery
        Its limits.
    dt : float
        Length of a period. [h]
    start : float
        Energy in the cells before the first period. [MWh]

    Returns
    -------
    schedule : Schedule
    """
    if len(found.answers) == 1:
        return found.answers[0].schedule
    each = [answer.schedule for answer in found.answers]
    level, meter = (sum(share * array for share, array in zip(found.share, arrays, strict=True))
                    for arrays in ([s.level for s in each], [s.taken[1] for s in each]))
    change = level - battery.keep * np.concatenate([[start], level[:-1]])
    flow = np.where(change > 0.0, change / (dt * battery.efficiency_in), change * (battery.efficiency_out / dt))
    flow = np.minimum(np.clip(flow, -battery.discharge, battery.charge), available)
    tree = network()
    hub, own = upstream(tree, [meter[list(node_bids.number)] for node_bids in tree[:3]], 0.0)
    offered, supply = available - flow, dict(zip(tree.hub.number, tree.hub.width, strict=True)).get(SUPPLY, 0.0)
    back = np.clip(offered - hub.sum(axis=0), 0.0, np.maximum(supply - hub[SUPPLY], 0.0))
    hub[SUPPLY] += back
    own[SUPPLY] += back
    return Schedule(offered, flow, level, taken=(hub, own))
