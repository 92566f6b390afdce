"""Limits on the sums of a year, in the exact optimum: multipliers found on the concave dual, schedules mixed."""

from typing import Any, NamedTuple

import numpy as np

from sim.errors import SundalinkError

GAP = 1e-6
"""The mixed schedule earns this close to what no schedule could beat. [-]"""
MOST = 300
"""Schedules after which the search gives up; a year takes a dozen for one obligation, some dozens for several."""
SMOOTH = 0.7
"""How near to the best multipliers so far the next are looked for (assumed; any value finds the same). [-]"""
EXACT = 1e-10
"""How far the mixture may miss; the solver's smallest. [-]"""


class Answer(NamedTuple):
    """Answer of the oracle to multipliers: the schedule that earns most when totals are paid for by them."""

    value: float
    """What it earns without that pay. [USD]"""
    totals: np.ndarray
    """What counts towards each obligation, shape (obligation,). [MWh]"""
    schedule: Any
    """The schedule itself, which nothing here looks into."""


class ObligationOptimum(NamedTuple):
    """The optimum under obligations, as a mixture of schedules."""

    share: np.ndarray
    """Of each schedule that is mixed; they sum to one, shape (schedule,)."""
    answers: list[Answer]
    """The schedules mixed, each an `Answer`."""
    multiplier: np.ndarray
    """Shadow price of each obligation: what one unit more of it costs, shape (obligation,). [USD/MWh]"""
    missing: np.ndarray
    """What the totals fall short of the targets, shape (obligation,). [MWh]"""
    value: float
    """What the mixture earns less the penalties on what is missing. [USD]"""
    gap: float
    """By how much the optimum may be better at most, relative. [-]"""
    solves: int
    """How often the oracle was asked."""


def solve(oracle, targets, rates, gap=GAP):
    """
    Find the best mixture of schedules where totals short of their targets are paid for.

    What schedules earn less the penalties is concave over their mixtures, so it has a dual: with a multiplier for
    each obligation between zero and its rate, the best schedule is found without obligations, and the least of these
    bounds over the multipliers is the optimum. One obligation is found by secants, with bisections between; several
    by cutting planes, each a schedule of a small linear program whose unknowns are the shares of the mixture. Where
    all is met at multipliers of zero one schedule is asked for, and two where all is missed at the whole rates.

    Parameters
    ----------
    oracle : callable
        ``oracle(multipliers) -> Answer``: the schedule of greatest value plus multipliers times totals.
    targets : array, shape (obligation,)
        Least total that is owed. A limit above is a limit below on what is taken away. [MWh]
    rates : array, shape (obligation,)
        Penalty for each unit missing; one that nothing could earn makes the obligation a limit. [USD/MWh]
    gap : float
        Relative distance from the optimum to stop at. [-]

    Returns
    -------
    found : ObligationOptimum
        Obligations that cannot be met are met as far as can be, and `missing` is above zero.

    Raises
    ------
    SundalinkError
        If the search does not end.

    References
    ----------
    .. [1] Kelley, 1960: The cutting-plane method for solving convex programs, Journal of the Society for Industrial
       and Applied Mathematics 8(4), 703-712.
    .. [2] Dantzig and Wolfe, 1960: Decomposition principle for linear programs, Operations Research 8(1), 101-111.
    """
    targets, rates = np.asarray(targets, dtype=float), np.asarray(rates, dtype=float)
    low = oracle(np.zeros(targets.size))
    if (low.totals >= targets).all():
        return _alone(low, np.zeros(targets.size), targets, rates, 1)
    high = oracle(rates)
    if (high.totals <= targets).all():
        return _alone(high, rates, targets, rates, 2)
    return (_one if targets.size == 1 else _several)(oracle, targets, rates, gap, low, high)


def _alone(answer, multiplier, targets, rates, solves):
    """Return a schedule that is optimal by itself: its multipliers and what it misses agree."""
    missing = np.maximum(targets - answer.totals, 0.0)
    value = answer.value - float(rates @ missing)
    return ObligationOptimum(np.ones(1), [answer], multiplier, missing, value, 0.0, solves)


def _one(oracle, targets, rates, gap, low, high):
    """Find the multiplier between two schedules, one that misses the target and one that meets it, and mix these."""
    target, ends, before = float(targets[0]), [0.0, float(rates[0])], np.inf
    for solves in range(3, MOST):
        spread = float(high.totals[0] - low.totals[0])
        share = (target - float(low.totals[0])) / spread
        value = (1.0 - share) * low.value + share * high.value
        # Where both have the same value their mixture lies on the dual; a bisection now and then keeps it moving.
        secant = min(max((low.value - high.value) / spread, ends[0]), ends[1])
        width, before = ends[1] - ends[0], before if solves % 3 else ends[1] - ends[0]
        at = 0.5 * (ends[0] + ends[1]) if solves % 3 == 2 and width > 0.25 * before else secant
        found = oracle(np.array([at]))
        left = found.value + at * (float(found.totals[0]) - target) - value
        if left <= gap * abs(value) or not ends[0] < at < ends[1]:
            return ObligationOptimum(np.array([1.0 - share, share]), [low, high], np.array([at]), np.zeros(1), value,
                         max(left, 0.0) / max(abs(value), 1e-300), solves)
        if found.totals[0] >= target:
            high, ends[1] = found, at
        else:
            low, ends[0] = found, at
    raise SundalinkError(f"the year's obligation: no multiplier found after {MOST} schedules")


def _several(oracle, targets, rates, gap, *first):
    """Find the multipliers by cutting planes, each the schedule that earns most at the last ones."""
    answers, centre, bound, solves = list(first), None, np.inf, 2
    for one in np.diag(rates):
        answers.append(oracle(one))
        solves += 1
    while solves < MOST:
        share, multiplier, value = _master(answers, targets, rates)
        mixed = sum(s * a.value for s, a in zip(share, answers, strict=True))
        size = max(abs(mixed), 1e-300)
        places = [multiplier] if centre is None else [SMOOTH * centre + (1.0 - SMOOTH) * multiplier, multiplier]
        for place in places:
            found = oracle(place)
            answers.append(found)
            solves += 1
            reached = found.value + float(place @ (found.totals - targets))
            if reached < bound:
                bound, centre = reached, place
            cut = found.value + float(multiplier @ (found.totals - targets)) - value > gap * size
            if cut or bound - value <= gap * size:
                break   # a plane that cuts off the master's own place moves it already
        if bound - value <= gap * size:
            used = np.flatnonzero(share > EXACT)
            share = share[used] / share[used].sum()
            chosen = [answers[k] for k in used]
            missing = np.maximum(targets - share @ np.array([a.totals for a in chosen]), 0.0)
            missing[missing <= 1e-8 * np.maximum(np.abs(targets), 1.0)] = 0.0
            return ObligationOptimum(share, chosen, centre, missing, value, max(bound - value, 0.0) / size, solves)
    raise SundalinkError(f"the year's obligations: no multipliers found after {MOST} schedules")


def _master(answers, targets, rates):
    """Return the best shares of some schedules, the multipliers that support them, and what they earn."""
    from scipy.optimize import linprog

    values = np.array([a.value for a in answers])
    totals = np.array([a.totals for a in answers]) - targets
    size, scale = max(np.ptp(values), 1.0), np.maximum(np.abs(totals).max(axis=0), 1e-9)
    # Unknowns: the shares, then what is missing of each target in parts of its scale.
    cost = np.concatenate([(values.max() - values) / size, rates * scale / size])
    rows = np.hstack([-totals.T / scale[:, None], -np.eye(targets.size)])
    done = linprog(cost, A_ub=rows, b_ub=np.zeros(targets.size),
                   A_eq=np.concatenate([np.ones(values.size), np.zeros(targets.size)])[None], b_eq=[1.0],
                   method="highs-ds", options={"primal_feasibility_tolerance": EXACT,
                                               "dual_feasibility_tolerance": EXACT})
    if done.status != 0:
        raise SundalinkError(f"the mixture of schedules has no solution: {done.message}")
    multiplier = np.clip(-done.ineqlin.marginals * size / scale, 0.0, rates)
    return done.x[:values.size], multiplier, values.max() - done.fun * size
