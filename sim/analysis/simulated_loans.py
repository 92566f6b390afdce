"""Loans of a case as the waterfall of simulated lives takes them, and the cash that serves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.case.loans import tranches as tranches_of
from sim.finance.debt_service import Tranche
from sim.finance.debt_tranches import rates
from sim.finance.transfer import delayed
from sim.finance.waterfall import Loans
from sim.stochastic import generator

if TYPE_CHECKING:
    from sim.finance.debt_service import Debt
    from sim.scenario.schema import Scenario


def free(s: Scenario, cash: np.ndarray, loan: Debt, on: np.ndarray, tranches: tuple[Tranche, ...]) -> np.ndarray:
    """
    Return the cash of each life where transfers may be blocked.

    Parameters
    ----------
    s : Scenario
    cash : array, shape (life, year)
        [USD]
    loan : Debt
    on : array of bool, shape (year,)
        Years of operation.
    tranches : tuple of Tranche

    Returns
    -------
    cash : array, shape (life, year)
        As it is where transfers are never blocked. [USD]
    """
    given = s.finance.simulation
    if not given.transfer_probability or not given.transfer_months:
        return cash
    event = generator(s.seed, "transfer").random(cash.shape) < given.transfer_probability
    cover = sum(t.share * t.cover for t in tranches)
    return delayed(cash, (loan.interest + loan.principal)[on], event, given.transfer_months / 12.0, cover)


def scheduled(s: Scenario, loan: Debt, operating: np.ndarray) -> Loans:
    """
    Return the loans of a case as the waterfall takes them.

    Parameters
    ----------
    s : Scenario
    loan : Debt
    operating : array of bool, shape (year,)

    Returns
    -------
    loans : Loans
        One, where the debt is no stack.
    """
    years = int(operating.sum())
    if loan.stack is None:
        return Loans(loan.interest[None, operating], loan.principal[None, operating], loan.balance[None, operating],
                     np.full((1, years), loan.rate), np.array([1]), np.zeros(1))
    stack = loan.stack
    return Loans(stack.interest[:, operating], stack.principal[:, operating], stack.balance[:, operating],
                 np.array([rates(t, years) for t in stack.tranches]), np.array([t.rank for t in stack.tranches]),
                 np.array([t.cover for t in stack.tranches]))


def each(s: Scenario, loan: Debt, withheld: float) -> tuple[Tranche, ...]:
    """
    Return the loans by name.

    Parameters
    ----------
    s : Scenario
    loan : Debt
    withheld : float
        Tax on the interest of a single loan, as `sim.case.debt.taken` returns it. [fraction]

    Returns
    -------
    tranches : tuple of Tranche
        One, where the debt is no stack.
    """
    if loan.stack is not None:
        return tranches_of(s.finance.tranches, s.finance.withholding)
    f = s.finance.debt
    return (Tranche("senior", 1.0, loan.rate, loan.rate, loan.rate, 99, f.tenor_years, upfront=f.upfront,
                    commitment=f.commitment, withheld=withheld),)
