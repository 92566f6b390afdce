"""Return of other companies' owners in joint draws of energy, outages, cost, upkeep, time and interest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis import joint_causes, joint_flows
from sim.analysis.variable import Variable, coordinate
from sim.errors import SundalinkError
from sim.finance.metrics import irr
from sim.scenario.tables_programme import LATEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.case.finance import Terms
    from sim.case.payment_terms import PaymentTerms
    from sim.chain import Case

    Late = Callable[[Case, int], tuple[Terms, PaymentTerms]]

QUANTILES = np.array([0.1, 0.5, 0.9])
"""Shares of draws below."""


def compute(case: Case, factors: np.ndarray, late_terms: Late) -> np.ndarray:
    """
    Return the equity IRR of other companies in every draw.

    Parameters
    ----------
    case : Case
    factors : array, shape (draw, group)
        As `sim.analysis.joint_draws.draw` returns them.
    late_terms : callable
        `sim.analysis.programme.late_terms`.

    Returns
    -------
    equity_irr : array, shape (company, draw)
        Payments and cost follow the draw as the regimes say. Loans stay as sized: owners pay for cost above plan, of
        cost below plan the loan is drawn in proportion, and more interest is paid on the outstanding debt. [-]
    """
    money = case.finance
    if not money.terms.companies:
        return np.zeros((0, len(factors)))
    known = money.terms.others(money.components)
    energy = factors[:, joint_causes.ENERGY] * factors[:, joint_causes.OUTAGES]
    terms, works = joint_flows.changed(case, np.column_stack([energy, factors[:, joint_causes.COST],
                                                              factors[:, joint_causes.UPKEEP]]))
    part = np.minimum(factors[:, joint_causes.COST], 1.0)
    lent = [owner._replace(finance=owner.finance._replace(debt=joint_flows.drawn(owner.finance.debt, part)))
            for owner in known]
    late, building = _by_delay(case, late_terms), np.clip(factors[:, joint_causes.TIME], 0.0, LATEST)
    found = np.empty((len(known), len(factors)))
    for place, (flow, loan) in enumerate(terms.lived(works, lent)):
        opened = np.where(money.timeline.operating, loan.balance + loan.principal, 0.0)
        found[place] = (irr(flow - factors[:, joint_causes.INTEREST, None] * opened)
                        + np.interp(building, np.arange(LATEST + 1.0), late[place] - late[place, 0]))
    return found


def _by_delay(case: Case, late_terms: Late) -> np.ndarray:
    """Return the equity IRR when building ends whole years late, shape (company, year): what is spent waits like the
    rest, and payments begin when operation does; not a number where a loan outlives the term that is left."""
    found = np.full((len(case.finance.terms.companies), LATEST + 1), np.nan)
    for years in range(LATEST + 1):
        try:
            late = late_terms(case, years)[0].others(case.finance.components)
        except SundalinkError:
            continue
        found[:, years] = [float(owner.finance.equity_irr) for owner in late]
    return found


def variables(found: np.ndarray) -> list[Variable]:
    """
    Return of other companies' owners in joint draws, for the results.

    Parameters
    ----------
    found : array, shape (company, draw)
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
        None without other companies.
    """
    if not found.size:
        return []
    return [coordinate("joint_share_below", QUANTILES, "-", "share of joint draws below"),
            Variable("joint_company_equity_irr", ("company", "joint_share_below"),
                     np.nanquantile(found, QUANTILES, axis=1).T, "-",
                     "equity IRR of other companies, with their loans as sized; nominal")]
