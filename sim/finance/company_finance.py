"""Accounts of a company that owns a part of the project, for its own lenders: loans, tax, cover, return."""

from functools import partial

import numpy as np

from sim.finance.cash_flow import Sales
from sim.finance.debt_service import hold
from sim.finance.debt_sizing import sculpted
from sim.finance.project_returns import evaluate, owners
from sim.finance.tax import flat


def finances(company, parts, timeline, planned, worse=(), *, receivable=30.0):
    """
    Draw up the cash flow of a company behind its loans and its tax.

    Parameters
    ----------
    company : Company
        With its models of tax and debt; without one it pays no tax, without the other it has no loan.
    parts : sequence of Component
        What it owns.
    timeline : Timeline
    planned : CompanyBooks
        What it is paid in the expected case, as `sim.finance.companies.books` returns it.
    worse : sequence of CompanyBooks
        What it is paid in the cases that its loans are sized on as well.
    receivable : float
        Days until it is paid, as the company with the contract is. [d]

    Returns
    -------
    finance : ProjectFinance
        What others pay it stands as ``spot_revenue``; its levelised cost is over years of operation, not over energy.

    Raises
    ------
    SundalinkError
        If a balance does not close, or the terms of its loans are unfit.

    Notes
    -----
    What a grant pays for is neither financed nor written off: it takes nothing off what is renewed.
    """
    none = np.zeros(timeline.year.size)
    debt = partial(sculpted, gearing=0.0, tenor=1) if company.debt is None else company.debt
    return evaluate(timeline, _financed(company, parts), _sales(planned, timeline), none,
                    timeline.operating.astype(float), _taxed(company), debt,
                    [_sales(each, timeline) for each in worse], wacc=company.rate, receivable=receivable,
                    **_accounts(company))


def tried(company, parts, timeline, found, loan, *, receivable=30.0):
    """
    Return what owners and lenders of a company have in other years than the expected ones, with its loans as sized.

    Parameters
    ----------
    company, parts, timeline
        As `finances` takes them.
    found : CompanyBooks
        What it is paid in these years, arrays (..., year).
    loan : Debt
        As it was sized.
    receivable : float
        As `finances` takes it. [d]

    Returns
    -------
    equity_flow : array, shape (..., year)
        Dividends less equity paid in; negative in operation where owners meet a gap. [USD]
    loan : Debt
        With cash flow and cover of these years, shape (..., year).
    """
    return owners(timeline, _financed(company, parts), _sales(found, timeline), np.zeros(timeline.year.size),
                  _taxed(company), hold(loan), receivable=receivable, **_accounts(company))


def _financed(company, parts):
    """Return the cost that the company pays itself, after a grant."""
    left = 1.0 - company.grant
    return [part._replace(capex=left * part.capex, replacement=part.replacement / left) for part in parts]


def _sales(books, timeline):
    """Return the payments of others to a company as its sales, real."""
    paid = (books.payment + books.top_up) / timeline.price
    return Sales(np.zeros(timeline.year.size), 0.0, np.where(timeline.construction, 0.0, paid),
                 before=np.where(timeline.construction, paid, 0.0))


def _accounts(company):
    """Return how its cost of removal is saved."""
    return {"removal_years": company.removal_years, "account_interest": company.account_interest}


def _taxed(company):
    """Return the model of the company's tax."""
    return partial(flat, rate=0.0) if company.tax is None else company.tax
