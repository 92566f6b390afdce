"""Gain of a refinancing in operation for owners and buyer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import debt as case_debt
from sim.finance import refinancing
from sim.finance.metrics import irr, npv
from sim.finance.project_returns import owners
from sim.finance.timeline import escalation, place

if TYPE_CHECKING:
    from sim.case.finance import CaseFinance
    from sim.scenario.schema import Scenario


class Refinanced(NamedTuple):
    """What a refinancing brings; in the order of the summary values from ``refinancing_gain`` on."""

    gain: float
    """To owners, a present value at their target return when operation begins. [USD]"""
    cut: float
    """What the buyer's part of it takes off the price. [USD/MWh]"""
    equity_irr: float
    """With the owners' part."""
    debt: float = 0.0
    """Owed right after it. [USD]"""
    cost: float = 0.0
    """[USD]"""
    min_dscr: float = float("inf")
    """Of the years after it."""


def new_terms(s: Scenario) -> refinancing.NewTerms:
    """Return the terms of the refinancing of a scenario; without a new sizing its covers are not looked at."""
    given, debt = s.finance.refinancing, s.finance.debt
    return refinancing.NewTerms(
        given.year, given.margin_gain, given.fee, given.tenor_years, given.gearing, given.dscr,
        getattr(debt, "downside_dscr", 1.2), given.prepayment_fee, given.swap_change, given.swap_hedged, given.swap_fee,
        case_debt.made_up(s), given.cost_deducted)


def refinanced(s: Scenario, money: CaseFinance) -> Refinanced:
    """
    Return the gain of a refinancing in operation, with the loan as sized until then.

    Parameters
    ----------
    s : Scenario
    money : CaseFinance

    Returns
    -------
    found : Refinanced
        No gain, where nothing is owed then.
    """
    given, loan, frame = s.finance.refinancing, money.project.debt, money.timeline
    age = np.cumsum(frame.operating)
    if not given.year or not (loan.balance[frame.operating & (age == given.year)] > 0.0).any():
        return Refinanced(0.0, 0.0, float(money.project.equity_irr))
    new = new_terms(s)
    terms = money.terms._replace(debt=refinancing.model(loan, new))
    before = money.project.equity_flow
    flow, better = owners(*terms.at(money.price, terms.paid_out(money.components)), **terms.paid._asdict())
    cost = refinancing.cost(loan, better, frame.operating, new)
    change = flow - cost - before
    target = s.finance.target_equity_irr
    gain = float(npv(change, target, frame.time))
    later = np.where(age > given.year, place(frame, money.years.paid) * escalation(
        frame, indexation=s.finance.indexation), 0.0)
    part = given.buyer_share * max(gain, 0.0)
    # The buyer has its part as a lower price, so owners keep the rest of the gain.
    cut = part / max(float(npv(later, target, frame.time)), 1e-9)
    after = better.dscr[frame.operating & (age > given.year)]
    return Refinanced(gain, cut, float(irr(before + change - cut * later)),
                      float(better.balance[frame.operating & (age == given.year)].sum()), float(cost.sum()),
                      float(np.nanmin(after)) if np.isfinite(after).any() else float("inf"))
