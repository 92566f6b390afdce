"""Payments and loan figures of the companies that own a part of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.financiers import STATE, WHO, of_loans
from sim.analysis.variable import Variable, coordinate
from sim.case.loans import withheld_share
from sim.finance.party_ledger import Payment
from sim.finance.timeline import real
from sim.finance.withheld_tax import withheld

if TYPE_CHECKING:
    from sim.case.companies import Owner
    from sim.chain import Case
    from sim.finance.project_returns import ProjectFinance
    from sim.scenario.tables_companies import CompanyRow

OWNERS, TREASURY = "owners of other companies", "treasury of Singapore"


def name(owner: Owner) -> str:
    """
    Return the name of a company among the parties.

    Parameters
    ----------
    owner : Owner

    Returns
    -------
    name : str
    """
    return f"company {owner.company.name}"


def payments(case: Case, owners: tuple[Owner, ...], project: str, bank: str) -> tuple[Payment, ...]:
    """
    Book what the other companies are paid and pay, so that each keeps nothing in any year.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    owners : tuple of Owner
        As `sim.case.finance.Terms.others` returns them.
    project, bank : str
        Names of the company with the contract, and of the accounts, among the parties.

    Returns
    -------
    payments : tuple of Payment
        Real USD of 2025 by year of the timeline.
    """
    return tuple(each for owner, row in zip(owners, case.scenario.companies, strict=True)
                 for each in _of_company(case, owner, row, project, bank))


def _of_company(case: Case, owner: Owner, row: CompanyRow, project: str, bank: str) -> list[Payment]:
    """Return the payments of one company."""
    frame, p, mine, own = case.finance.timeline, owner.finance, name(owner), owner.books
    loan = p.debt
    state = TREASURY if row.taxed_in == "singapore" else STATE
    flows = [(project, mine, "payments to companies", own.payment),
             ("consumers in Singapore", mine, "up to the floor, less above the cap", own.top_up),
             ("governments", mine, "grant", own.grant), (mine, "suppliers", "building", p.capex + own.grant),
             (mine, "suppliers", "operation", p.opex), (mine, "suppliers", "renewals", p.renewal),
             (mine, "suppliers", "removal", p.decommissioning), (mine, state, "corporate tax", p.tax),
             (mine, bank, "reserve accounts", np.diff(loan.dsra, prepend=0.0) + loan.renewal + p.removal_reserve),
             (bank, mine, "interest on reserve accounts", p.account_income),
             (mine, bank, "unpaid invoices", p.working_capital),
             (OWNERS, mine, "equity", loan.equity), (mine, OWNERS, "dividends", p.dividends),
             *of_loans(loan, frame, mine, [WHO[each.kind] for each in row.tranches], _held(case, row, p))]
    return [Payment(payer, receiver, what, real(frame, amount)) for payer, receiver, what, amount in flows
            if np.any(amount)]


def _held(case: Case, row: CompanyRow, p: ProjectFinance) -> np.ndarray:
    """Return the tax withheld from the lenders of a company with one loan, nominal. [USD]"""
    if row.taxed_in != "viet_nam" or p.debt.stack is not None:
        return np.zeros(case.finance.timeline.year.size)
    return withheld(p.debt, case.finance.timeline, *withheld_share(case.scenario.finance.withholding))


def variables(owners: tuple[Owner, ...]) -> list[Variable]:
    """
    Return the figures for lenders and owners of each company.

    Parameters
    ----------
    owners : tuple of Owner

    Returns
    -------
    variables : list of Variable
        None without other companies.
    """
    if not owners:
        return []

    def listed(what: str, unit: str, text: str, values: list[float]) -> Variable:
        return Variable(f"company_{what}", "company", np.array(values, dtype=float), unit, text)

    money = [owner.finance for owner in owners]
    return [
        coordinate("company", [owner.company.name for owner in owners], None, "company that owns parts of the project"),
        listed("payment", "USD", "paid by the company with the contract over the life; nominal",
               [float(owner.books.payment.sum()) for owner in owners]),
        listed("debt", "USD", "drawn until operation; nominal", [float(p.debt.amount) for p in money]),
        listed("gearing", "-", "debt over all uses of money until operation", [float(p.debt.gearing) for p in money]),
        listed("min_dscr", "-", "least DSCR of its loans; expected case", [_finite(p.debt.min_dscr) for p in money]),
        listed("llcr", "-", "loan life cover; expected case", [_finite(p.debt.llcr) for p in money]),
        listed("tax", "USD", "corporate tax over the life; nominal", [float(p.tax.sum()) for p in money]),
        listed("project_irr", "-", "of its cash flow after tax, without debt; nominal",
               [float(p.project_irr) for p in money]),
        listed("equity_irr", "-", "of its owners, after tax; nominal", [float(p.equity_irr) for p in money])]


def _finite(value: np.ndarray) -> float:
    """Return a ratio; not a number without debt."""
    return float(value) if np.isfinite(value) else float("nan")
