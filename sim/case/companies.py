"""Companies of a case that own a part of the project: their terms, their loans and their tax."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.case import loans
from sim.checks import refusal
from sim.finance import tax
from sim.finance.companies import Company, allowed, books, split
from sim.finance.company_finance import finances, tried
from sim.finance.debt_sizing import sculpted
from sim.finance.debt_stack import stacked
from sim.finance.debt_tranches import check_stack
from sim.finance.timeline import place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from sim.case.sales import ExpectedYears
    from sim.finance.companies import CompanyBooks
    from sim.finance.cost_components import Component
    from sim.finance.debt_service import Debt
    from sim.finance.project_returns import ProjectFinance
    from sim.finance.tax import Tax
    from sim.finance.timeline import Timeline
    from sim.scenario.schema import Scenario
    from sim.scenario.tables_companies import CompanyRow
    from sim.scenario.tables_debt import Withholding

    Cases = Sequence[tuple[ExpectedYears, float]]

LONGEST_TENOR = 25
"""Most years of a company's loan that names none (assumed). [yr]"""


class Payments(NamedTuple):
    """What stays with the company that holds the contract, and what it pays the others, real, by year. [USD]"""

    own: tuple[Component, ...]
    planned: np.ndarray | float
    downside: tuple[np.ndarray | float, ...]
    """In each of the cases that debt is sized on."""


class Owner(NamedTuple):
    """A company beside the one that holds the contract, and its accounts."""

    company: Company
    parts: tuple[Component, ...]
    books: CompanyBooks
    """Before its loans and its tax."""
    finance: ProjectFinance
    """Behind them."""


def companies(s: Scenario) -> tuple[Company, ...]:
    """
    Return the companies that own a part of the project.

    Parameters
    ----------
    s : Scenario

    Returns
    -------
    companies : tuple of Company
    """
    return tuple(_company(s, row) for row in s.companies)


def _company(s: Scenario, row: CompanyRow) -> Company:
    """Return one company, with models of its tax and of its loans."""
    taxed: Callable[..., Tax] | None = None
    if row.taxed_in == "viet_nam":
        taxed = s.finance.tax.bind()
    elif row.taxed_in == "singapore":   # losses are carried forward without end
        taxed = partial(tax.flat, rate=row.tax_rate, carry_years=s.time.operating_years)
    given = {name: value for name, value in row.model_dump().items() if name in Company._fields and name != "owns"}
    due = loans.paid(_taxing(s, row), row.interest, row.upfront, row.commitment)
    return Company(**{**given, "owns": tuple(row.owns), "basis": row.allowed_return, "interest": due["rate"],
                      "tax": taxed, "debt": _loans(s, row, due), "booked": s.link.rating_mw,
                      "removal_years": s.finance.removal_reserve_years,
                      "account_interest": s.finance.account_interest})


def _taxing(s: Scenario, row: CompanyRow) -> Withholding:
    """Return the tax on what the company pays its lenders: none where it is not one of Viet Nam."""
    known = s.finance.withholding
    return known if row.taxed_in == "viet_nam" else known.model_copy(update={"interest": 0.0, "fees": 0.0})


def _loans(s: Scenario, row: CompanyRow, due: dict[str, float]) -> Callable[..., Debt]:
    """Return the model of a company's loans: one sculpted loan, or those that its row lists."""
    terms: dict[str, Any] = {"dscr": row.dscr, "downside_dscr": row.downside_dscr, "gearing": row.gearing,
                             "account_interest": s.finance.account_interest}
    if row.tranches:
        listed = loans.tranches(row.tranches, _taxing(s, row))
        check_stack(listed, s.time.operating_years)
        return partial(stacked, tranches=listed, **terms)
    tenor = min(LONGEST_TENOR, row.recovery, s.time.operating_years) if row.tenor_years is None else row.tenor_years
    if tenor > s.time.operating_years:
        raise refusal(f"tenor_years of the company {row.name}", tenor, "yr", "must not exceed the years of operation")
    return partial(sculpted, tenor=tenor, **{**due, **terms})


def payments(frame: Timeline, listed: Sequence[Company], available: float | np.ndarray, cases: Cases,
             components: Sequence[Component]) -> Payments:
    """
    Return the parts of the company with the contract, and its payments to the others.

    Parameters
    ----------
    frame : Timeline
    listed : sequence of Company
        The others.
    available : float or array
        Availability of the link. [fraction]
    cases : sequence of tuple of ExpectedYears and float
        The expected case and those that debt is sized on, each with its energy over that of the expected one.
    components : sequence of Component
        Of the whole project; their money may be of many cases, shape (case, 1).

    Returns
    -------
    payments : Payments
    """
    own, theirs = split(components, listed)
    planned, *downside = (sum((each.payment / frame.price for each in one), 0.0)
                          for one in _books(frame, listed, available, cases, theirs))
    return Payments(own, planned, tuple(downside))


def owners(frame: Timeline, listed: Sequence[Company], available: float | np.ndarray, cases: Cases,
           components: Sequence[Component], receivable: float) -> tuple[Owner, ...]:
    """
    Return the companies beside the one with the contract, with their accounts.

    Parameters
    ----------
    frame, listed, available, cases, components
        As `payments` takes them.
    receivable : float
        Days until they are paid. [d]

    Returns
    -------
    owners : tuple of Owner
        In the expected case; their loans are sized on all cases.
    """
    _, theirs = split(components, listed)
    found = list(zip(*_books(frame, listed, available, cases, theirs), strict=True))
    return tuple(Owner(company, parts, mine, finances(company, parts, frame, mine, worse, receivable=receivable))
                 for company, parts, (mine, *worse) in zip(listed, theirs, found, strict=True))


def lived(frame: Timeline, listed: Sequence[Company], available: float | np.ndarray, years: ExpectedYears,
          components: Sequence[Component], others: Sequence[Owner],
          receivable: float) -> list[tuple[np.ndarray, Debt]]:
    """
    Return the flows of the owners of other companies and their loans, as sized, in simulated lives or changed cases.

    Parameters
    ----------
    frame, listed, components, receivable
        As `owners` takes them.
    available : float or array, shape (life, year)
        Availability of the link in each year of the timeline. [fraction]
    years : ExpectedYears
        Of the lives, arrays (life, operating year).
    others : sequence of Owner
        The companies in the expected case.

    Returns
    -------
    found : list of tuple of array and Debt
        Of each company: what owners receive less what they pay [USD], and its loans; shape (life, year).
    """
    _, theirs = split(components, listed)
    (found,) = _books(frame, listed, available, [(years, 1.0)], theirs)
    return [tried(owner.company, parts, frame, made, owner.finance.debt, receivable=receivable)
            for owner, parts, made in zip(others, theirs, found, strict=True)]


def _books(frame: Timeline, listed: Sequence[Company], available: float | np.ndarray, cases: Cases,
           theirs: Sequence[tuple[Component, ...]]) -> list[list[CompanyBooks]]:
    """Return the accounts of the companies before loans and tax in each case; what is allowed is the same in all."""
    known = [allowed(company, parts, frame) for company, parts in zip(listed, theirs, strict=True)]
    return [[books(company, parts, frame, place(frame, years.delivered) * share, available, terms)
             for company, parts, terms in zip(listed, theirs, known, strict=True)] for years, share in cases]
