"""Multi-area trade: from a network to its least-cost solution with a certified gap."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_within, refusal
from sim.network import clearing, columns, interior_point
from sim.network.program import cost_of, program, solution
from sim.network.records import GridPlan
from sim.network.stored_plan import cleared_again, plan_of

MOST_STEPS, MOST_WHOLE, MOST_IDLE = 60, 30, 8
"""Steps of the interior point after which it is given up: in all, whole ones, and without a better bracket."""
ATTEMPTS = ((True, 1.0), (False, 1.0), (False, 30.0), (False, 1000.0))
"""If it is, it begins again: whether each column takes a step of its own, and how much further inside it begins."""
ASTRAY = 1000.0
"""Whole steps are given up once complementarity is so many times the least so far."""
TRY_BELOW = 18.0
"""A plan is tried once the interior point's own gap is below so many times the gap asked for: what the plan then is
certified to is some ten to thirty times less than that."""
SPIKE = 2.0
"""Prices to begin with are at most so many times the median. [-]"""
FIRST_AIM, NEAR_AIM = 0.3, 0.01
"""Complementarity to begin with, per mean power of zones, links and stores times the mean price: from
prices of half-hours by themselves, and from those of a case nearby. [-]"""


class Bracket(NamedTuple):
    """The best plan and the best bound so far."""

    plan: GridPlan
    """A plan that keeps every bound; of one that is not good enough only what its stores do is kept."""
    cost: float
    """Its cost. [USD]"""
    gap: float
    """What the two differ by. [-]"""
    bound: float
    """Lower bound. [USD]"""
    price: np.ndarray
    """Prices that belong to the bound, shape (time, zone). [USD/MWh]"""
    value: np.ndarray
    """Values of stored energy, shape (time, store). [USD/MWh]"""


def solve(network, gap=1e-4, threads=1, start=None):
    """
    Least-cost trade of a network with perfect foresight, with a bound on how far it is from the best.

    Parameters
    ----------
    network : GridNetwork
        Zones, links and stores.
    gap : float
        Largest difference between cost and bound, as share of the cost. [-]
    threads : int
        Most threads to use; the result does not depend on it.
    start : tuple, optional
        Prices, shape (time, zone), and values of stored energy, shape (time, store), near those of this network, as
        those of the same network with a link less [USD/MWh].

    Returns
    -------
    solution : GridSolution
        A feasible plan, its prices and its bracket.

    Raises
    ------
    SundalinkError
        If the network breaks a rule, or the gap cannot be reached.

    References
    ----------
    .. [1] Mehrotra, 1992: On the implementation of a primal-dual interior point method, SIAM Journal on
       Optimization 2(4).
    """
    check_within("gap", gap, 1e-12, 1.0)
    check_within("threads", threads, 1, 1024)
    made = program(network)
    price, value, mu = _first(made, start)
    best, steps = None, 0
    for whole, further in ATTEMPTS:
        best, count = _approach(made, gap, (price, value, further * mu), best, whole)
        steps += count
        if best and best.gap <= gap:
            return solution(network, made, cleared_again(made, best.plan), best.price, best.value, best.bound, steps)
    raise refusal("gap of the multi-area trade", best.gap if best else "not bracketed", "-",
                  f"must be at most {gap:g} as asked for; the interior point came no nearer in {steps} steps")


def _approach(made, gap, first, best, whole):
    """Go on until the gap is reached or nothing gets better; return the best bracket and the number of steps."""
    price, value, mu = first
    value = value.copy()
    blocks, levels, setting = columns.begin(made, price, value, mu)
    since, below, least = 0, TRY_BELOW, np.inf
    with np.errstate(all="ignore"):   # what diverges is seen by its spread
        for count, at in enumerate(interior_point.iterate(blocks, levels, setting, value, whole)):
            least = min(at.spread, least)
            astray = whole and (at.spread > ASTRAY * least or count == MOST_WHOLE)
            if not np.isfinite(at.spread) or astray or count == MOST_STEPS or since > MOST_IDLE:
                break
            if at.spread <= below * gap * max(at.scale, 1.0):
                before = best.gap if best else np.inf
                best = _better(best, made, blocks, levels, setting, value, at.bound, gap)
                below = max(1.05 * at.spread / (max(best.gap, 1e-15) * max(at.scale, 1.0)), 1.0)
                since = 0 if best.gap < 0.9 * before else since + 1
                if best.gap <= gap:
                    break
    return best, count


def _first(made, start):
    """Return prices, values of stored energy and the complementarity to begin with."""
    if start:
        price, value = start
    else:
        price = clearing.clear(made, np.zeros_like(made.load)).price
        middle = np.median(price, axis=0)
        price = np.minimum(price, SPIKE * max(float(np.median(middle)), 1.0))   # stores will shave the peaks
        value = np.broadcast_to(middle[made.store_zone], made.inflow.shape)
    power = sum(float(part.mean()) for part in (made.load, made.charge, made.discharge, made.arc_bound) if part.size)
    mu = (NEAR_AIM if start else FIRST_AIM) * max(power, 1.0) * max(np.abs(price).mean(), 10.0)
    return price, np.array(value, dtype=float), mu


def _better(best, made, blocks, levels, setting, value, bound, gap):
    """Return the bracket with the plan of where the interior point stands, if that is better."""
    zones = made.load.shape[1]
    price = columns.in_time(blocks.y[:, :zones], made.load.shape[0])
    plan = plan_of(made, blocks, levels, setting, price)[0]
    cost, scale = cost_of(made, plan)
    if best and best.cost < cost:
        plan, cost = best.plan, best.cost
    if best and best.bound > bound:
        bound, price, value = best.bound, best.price, best.value
    reached = (cost - bound) / scale
    if reached > gap:   # half-hours are half of a plan's memory, and are cleared again if it does become the best
        plan = plan._replace(step=None, arc=None)
    return Bracket(plan, cost, reached, bound, price, value.copy())
