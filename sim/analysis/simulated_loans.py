"""Loans of a borrower in the waterfall of simulated lives, the cash that serves them, and what lenders lose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case.loans import tranches as tranches_of
from sim.finance.debt_service import Tranche, senior_years
from sim.finance.debt_tranches import rates
from sim.finance.transfer import delayed
from sim.finance.waterfall import Loans
from sim.stochastic import generator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.finance.cost_components import Component
    from sim.finance.debt_service import Debt
    from sim.finance.project_returns import ProjectFinance
    from sim.finance.timeline import Timeline
    from sim.finance.waterfall import Waterfall
    from sim.scenario.schema import Scenario


class Served(NamedTuple):
    """Loans of a borrower on simulated lives."""

    debt: Debt
    """As it was sized, with the cash flow of each life; arrays (life, year)."""
    waterfall: Waterfall
    dscr: np.ndarray
    """Cover of each year in which senior loans are served, shape (life, year of the loan). [-]"""
    tranches: tuple[Tranche, ...]
    loss: np.ndarray
    """Expected loss of each tranche, what guarantors bear taken off, shape (tranche,). [-]"""
    given_default: np.ndarray
    """Loss of each tranche in the lives in which it loses, before and after guarantors, shape (2, tranche). [-]"""
    owners_flow: np.ndarray
    """Mean of what owners put in and take out behind the waterfall, shape (year,). [USD]"""


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


def serve(s: Scenario, frame: Timeline, planned: ProjectFinance, lived: Debt, tranches: tuple[Tranche, ...],
          repairs: bool, *, shared: bool = False, dividend_tax: float = 0.0) -> Served:
    """
    Run the loans of a borrower through the waterfall of simulated lives.

    Parameters
    ----------
    s : Scenario
    frame : Timeline
    planned : ProjectFinance
        Accounts of the expected case.
    lived : Debt
        Its loans as they were sized, with the cash flow of each life.
    tranches : tuple of Tranche
        The loans; one where the debt is no stack.
    repairs, shared
        As `run` takes them.
    dividend_tax : float
        Share of the dividends that is withheld from the owners. [fraction]

    Returns
    -------
    served : Served
    """
    on = frame.operating
    flow = run(s, frame, planned, lived.cfads, tranches, repairs, shared=shared)
    left = 1.0 - np.array([0.0 if t.political else t.cover for t in tranches])
    lost = flow.loss > 0.0
    given = flow.loss.sum(axis=0) / np.maximum(lost.sum(axis=0), 1)
    return Served(lived, flow, lived.dscr[:, on][:, senior_years(planned.debt)[on]], tranches,
                  left * flow.loss.mean(axis=0), np.stack([given, left * given]),
                  _owners(frame, planned, flow, dividend_tax))


def run(s: Scenario, frame: Timeline, planned: ProjectFinance, cfads: np.ndarray, tranches: tuple[Tranche, ...],
        repairs: bool, dearer: np.ndarray | float = 0.0, *, shared: bool = False) -> Waterfall:
    """
    Return the waterfall of a borrower's simulated lives.

    Parameters
    ----------
    s : Scenario
    frame, planned, tranches
        As `serve` takes them.
    cfads : array, shape (life, year)
        Cash flow available, with interest of accounts and less the rise of reserves as they were planned. [USD]
    repairs : bool
        Whether the borrower owns the cable, and keeps an account for its repair while a loan is owed.
    dearer : array, shape (life, operating year)
        More interest, paid from the cash of its year. [USD]
    shared : bool
        Whether its cash is subject to blocked transfers.

    Returns
    -------
    waterfall : Waterfall
        Losses before guarantors.
    """
    loan, on = planned.debt, frame.operating
    # The waterfall pays interest on what its own accounts hold, in place of what was planned.
    cash = (cfads + loan.renewal + planned.removal_reserve - planned.account_income)[:, on]
    cash = (free(s, cash, loan, on, tranches) if shared else cash) - dearer
    target = np.cumsum(loan.renewal[on]) + np.cumsum(planned.removal_reserve[on])
    if repairs:
        target = target + s.finance.repair_reserve_usd * (loan.balance[on] > 1e-9 * float(loan.amount))
    due = scheduled(s, loan, on)._replace(cover=np.zeros(len(tranches)))
    return s.finance.waterfall.bind()(cash, due, float(loan.dsra[frame.construction][-1]), target,
                                      s.finance.account_interest)


def owns_cable(parts: Sequence[Component]) -> bool:
    """Return whether the cable is among the parts of a company."""
    return any(part.name == "cable" for part in parts)


def _owners(frame: Timeline, planned: ProjectFinance, flow: Waterfall, tax: float) -> np.ndarray:
    """Return the mean over lives of what owners put in and take out, shape (year,). [USD]"""
    years = int(frame.operating.sum())
    per = flow.distributed.shape[1] // years
    found = np.where(frame.operating, 0.0, planned.equity_flow)
    found[frame.operating] += ((1.0 - tax) * flow.distributed - flow.support).reshape(-1, years, per).sum(-1).mean(0)
    # What is left on the accounts at the end is the owners' too.
    found[-1] += (1.0 - tax) * (flow.debt_reserve + flow.maintenance + flow.trapped)[:, -1].mean()
    return found


def shares(found: Served) -> dict[str, float]:
    """
    Return the shares of lives with a default, a lock-up and a draw on the reserve, and the loss expected.

    Parameters
    ----------
    found : Served

    Returns
    -------
    shares : dict of str to float
        ``default``, ``lock_up``, ``reserve_drawn`` of lives; ``expected_loss`` over the debt. [-]
    """
    flow = found.waterfall
    return {"default": float(flow.default.any(axis=1).mean()), "lock_up": float(flow.locked.any(axis=1).mean()),
            "reserve_drawn": float(flow.drawn.any(axis=1).mean()),
            "expected_loss": float(np.array([t.share for t in found.tranches]) @ found.loss)}
