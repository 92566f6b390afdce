"""Default of the loans in simulated lives in which upkeep, interest and currency are drawn as well as energy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis import simulated_loans
from sim.analysis.joint_causes import CURRENCY, ENERGY, GROUPS, INTEREST, OUTAGES, UPKEEP
from sim.case import debt, simulated_years
from sim.case.charges import charged
from sim.finance.debt_service import hold
from sim.finance.project_returns import owners

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.case.simulated_years import Lives
    from sim.chain import Case

ACTING = (ENERGY, OUTAGES, UPKEEP, INTEREST, CURRENCY)
"""Groups that change the cash of operation or the debt service; owners pay for cost and delay of building, as the loan
is as it was sized."""


def probability(case: Case, factors: np.ndarray,
                available: Callable[[Case, Lives], np.ndarray | float]) -> tuple[float, np.ndarray]:
    """
    Return the share of joint draws in which the loans default, and that share with one group of causes at its plan.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    factors : array, shape (draw, group)
        As `sim.analysis.joint_draws.draw` returns them; upkeep, interest and currency of the first lives are taken.
    available : callable
        `sim.analysis.company_cover.availability`.

    Returns
    -------
    probability : float
        Zero without debt. [-]
    without : array, shape (group,)
        The same with the weather and level of the energy at their means, with the outage history of median energy, and
        with each other group at its plan; that of all for groups that do not act. [-]

    Notes
    -----
    A life defaults where senior or subordinated service is missed after cash and reserves are used up, as in
    `sim.analysis.lenders_cover`. More interest is paid out of the cash of its year, and the tax that it saves is left
    out.
    """
    if not float(case.finance.project.debt.amount) > 0.0:
        return 0.0, np.zeros(len(GROUPS))
    s = case.scenario
    count = min(s.finance.simulation.lives, len(factors))
    lives = simulated_years.draw(s, case.hub, case.traded, count, s.finance.simulation.level)
    drawn = factors[:count]
    share = _defaults(case, lives, drawn, available)
    without = np.full(len(GROUPS), share)
    plan = np.ones(len(GROUPS))
    plan[INTEREST] = 0.0
    for group in ACTING:
        fixed, same = drawn.copy(), lives
        fixed[:, group] = plan[group]
        if group == OUTAGES:
            same = lives._replace(outage=np.full(count, _median(case)))
        without[group] = _defaults(case, same, fixed, available, mean=group == ENERGY)
    return share, without


def _median(case: Case) -> int:
    """Return the outage history whose energy lies in the middle."""
    by_history = case.traded.annual.delivered.mean(axis=(0, 1))
    return int(np.argsort(by_history)[(by_history.size - 1) // 2])


def _defaults(case: Case, lives: Lives, drawn: np.ndarray, available: Callable[[Case, Lives], np.ndarray | float],
              mean: bool = False) -> float:
    """Return the share of lives in default; `mean`: every year is the mean one of its outage history."""
    s, money, on = case.scenario, case.finance, case.finance.timeline.operating
    loan = money.project.debt
    lives = lives._replace(level=np.ones(len(drawn))) if mean else lives
    years = simulated_years.sales(s, case.hub, case.traded, lives)
    if mean:
        order = np.argsort(lives.outage, kind="stable")
        means: dict[str, Any] = {name: _by_history(values, lives.outage, order)
                                 for name, values in years._asdict().items() if name not in ("names", "nodes")}
        years = years._replace(**means)
    years = years._replace(paid=years.paid / np.maximum(drawn[:, CURRENCY, None], 0.05))
    works = tuple(part._replace(fixed_opex=part.fixed_opex * drawn[:, UPKEEP, None]) for part in money.components)
    terms = money.terms.simulated(years, charged(s, money.timeline, years, case.route))._replace(
        debt=hold(loan), availability=available(case, lives))
    bought = terms.paid_out(works)
    own, served = bought.own, owners(*terms.at(money.price, bought), **terms.paid._asdict())[1]
    opened = loan.balance + loan.principal
    dearer = drawn[:, INTEREST, None] * debt.made_up(s) * opened[on]
    flow = simulated_loans.run(s, money.timeline, money.project, served.cfads,
                               simulated_loans.each(s, loan, debt.taken(s)), simulated_loans.owns_cable(own), dearer,
                               shared=True)
    return float(flow.default.any(axis=1).mean())


def _by_history(values: np.ndarray, outage: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return values (..., life, year) with each year that of the mean life of the same outage history."""
    found = np.array(values, dtype=float)
    for group in np.split(order, np.flatnonzero(np.diff(outage[order])) + 1):
        found[..., group, :] = values[..., group, :].mean(axis=-2, keepdims=True)
    return found
