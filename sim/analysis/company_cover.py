"""Loans of companies that own a part of the project, on simulated lives: default, lock-up, reserve, loss, return."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.simulated_loans import Served, owns_cable, serve, shares
from sim.analysis.variable import Variable, coordinate
from sim.case import simulated_years
from sim.case.charges import charged
from sim.finance.debt_service import Tranche
from sim.finance.metrics import irr
from sim.finance.timeline import place

if TYPE_CHECKING:
    from sim.case.companies import Owner
    from sim.case.finance import Terms
    from sim.case.simulated_years import Lives
    from sim.chain import Case


def availability(case: Case, lives: Lives) -> np.ndarray | float:
    """
    Return the availability of the link in each year of each life, which other companies are paid by.

    Parameters
    ----------
    case : Case
    lives : Lives
        Of `sim.case.simulated_years`.

    Returns
    -------
    availability : array, shape (life, year), or float
        The mean of the case without other companies. [fraction]
    """
    if not case.finance.terms.companies:
        return case.finance.terms.availability
    each = case.link.poles.mean(axis=-1) / case.link.configuration.poles   # by outage history and weather year
    return place(case.finance.timeline, each[lives.outage[:, None], lives.weather])


def compute(case: Case, terms: Terms) -> dict[str, Served]:
    """
    Run the loans of other companies through the waterfall on simulated lives.

    Parameters
    ----------
    case : Case
    terms : Terms
        Of the lives.

    Returns
    -------
    found : dict of str to Served
        By name of the company; those without a loan are not in it.

    Notes
    -----
    What the company with the contract owes to the others is a cost of its operation, which comes before its own loans
    and which its owners pay where its cash does not: the others are paid in full in every life.
    """
    money, s = case.finance, case.scenario
    if not money.terms.companies:
        return {}
    known = money.terms.others(money.components)
    return {owner.company.name: serve(s, money.timeline, owner.finance, loan, _tranches(owner),
                                      owns_cable(owner.parts))
            for owner, (_, loan) in zip(known, terms.lived(money.components, known), strict=True)
            if float(loan.amount) > 0.0}


def alone(case: Case) -> dict[str, Served]:
    """
    Run the loans of other companies on simulated lives where the company with the contract has no loan.

    Parameters
    ----------
    case : Case

    Returns
    -------
    found : dict of str to Served
        As `compute` returns it.
    """
    s, money = case.scenario, case.finance
    if not money.terms.companies:
        return {}
    lives = simulated_years.draw(s, case.hub, case.traded, s.finance.simulation.lives, s.finance.simulation.level)
    years = simulated_years.sales(s, case.hub, case.traded, lives)
    terms = money.terms.simulated(years, charged(s, money.timeline, years, case.route))
    return compute(case, terms._replace(availability=availability(case, lives)))


def _tranches(owner: Owner) -> tuple[Tranche, ...]:
    """Return the loans of a company by name; one, where its debt is no stack."""
    loan = owner.finance.debt
    if loan.stack is not None:
        return loan.stack.tranches
    return (Tranche("senior", 1.0, loan.rate, loan.rate, loan.rate, 99, int((loan.balance > 0.0).sum())),)


def variables(case: Case, found: dict[str, Served]) -> list[Variable]:
    """
    Return cover, default and loss of the companies' loans in simulated lives, for the results.

    Parameters
    ----------
    case : Case
    found : dict of str to Served
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
        By company, not a number where it has no loan; none without loans of other companies.
    """
    if not found:
        return []
    loans = [(f"{name}: {t.name}", t.share, loss, before, after) for name, each in found.items()
             for t, loss, (before, after) in zip(each.tranches, each.loss, each.given_default.T, strict=True)]
    names, share, loss, *given = (list(column) for column in zip(*loans, strict=True))
    texts = {"default": "share of simulated lives in which senior or subordinated service is missed",
             "lock_up": "share of simulated lives in which its distributions are locked at least once",
             "reserve_drawn": "share of simulated lives in which its debt service reserve account is drawn on",
             "expected_loss": "present value of service that its lenders do not receive, over its debt; mean of lives"}
    texts |= {"dscr_p90": "DSCR of its loans, exceeded in nine of ten simulated years in which they are served",
              "min_dscr_p90": "minimum DSCR of a life, exceeded in nine of ten simulated lives",
              "equity_irr_simulated": "IRR of the mean equity cash flow of the simulated lives; nominal, after tax"}
    companies = [each.name for each in case.finance.terms.companies]
    known = {name: _figures(each) for name, each in found.items()}
    return [
        *(Variable(_called(name), "company",
                   np.array([known[each][name] if each in known else np.nan for each in companies]), "-", text)
          for name, text in texts.items()),
        coordinate("company_loan", names, None, "loan of such a company"),
        Variable("company_loan_share", "company_loan", np.array(share), "-", "of all its debt"),
        Variable("company_loan_expected_loss", "company_loan", np.array(loss), "-",
                 "present value not received, mean of lives, guarantees off"),
        Variable("company_loan_loss_given_default", ("guarantors", "company_loan"), np.array(given), "-",
                 "present value not received, mean of the lives in which there is a loss")]


def _figures(found: Served) -> dict[str, float]:
    """Return what stands by company: shares of lives, cover, return."""
    return {**shares(found), "dscr_p90": float(np.quantile(found.dscr, 0.1)),
            "min_dscr_p90": float(np.quantile(found.dscr.min(axis=1), 0.1)),
            "equity_irr_simulated": float(irr(found.owners_flow))}


def _called(name: str) -> str:
    """Return the name of a variable of a company."""
    return f"company_{name}_probability" if name in ("default", "lock_up", "reserve_drawn") else f"company_{name}"
