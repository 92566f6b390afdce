"""A loan that is refinanced in operation: cheaper, longer, or larger on the cash flow that is then left."""

from typing import NamedTuple

import numpy as np

from sim.checks import refusal
from sim.finance.debt_service import capacity, cover, deductible, earned, with_income
from sim.finance.debt_sizing import ROUNDS, least_service

CLOSE = 1e-12
"""Passes end when the interest moves by less than this share of the loan."""


class NewTerms(NamedTuple):
    """Terms of a refinancing."""

    year: int                # operating year, 1 the first, at whose end it is; something must be owed then [yr]
    margin_gain: float       # by how much the margin falls, for all loans together [fraction]
    fee: float               # of the new loan, paid by the owners [fraction]
    tenor: int = 0           # years of repayment from then on; 0: as the old loan would have been repaid [yr]
    gearing: float = 0.0     # most debt over all uses of money until operation; 0: not sized again [fraction]
    dscr: float = 1.35       # cover that the expected case keeps where it is sized again [-]
    downside_dscr: float = 1.20   # cover of downside cases that name none [-]
    prepayment_fee: float = 0.0   # on what is repaid of the old loan [fraction]
    swap_change: float = 0.0      # market's fixed rate then, less that at which the loan is hedged [fraction]
    hedged: float = 1.0           # share of the old loan whose interest is fixed by swaps [fraction]
    swap_fee: float = 0.0         # of closing those swaps, on the part hedged [fraction]
    made_up: float = 1.0          # paid for one unit of interest agreed, with tax that the borrower makes up [-]
    deducted: str = "tenor"       # when tax lets the cost be deducted: over the "tenor", "at_once" or "never"

    def change(self):
        """Of the interest that the borrower pays. [fraction]"""
        return self.made_up * (self.swap_change - self.margin_gain)


def check_terms(terms, loan, operating):
    """
    Refuse a refinancing that cannot be.

    Parameters
    ----------
    terms : NewTerms
    loan : Debt
        As it was sized on the expected case.
    operating : array of bool, shape (year,)
        Years of operation.

    Raises
    ------
    SundalinkError
        If interest would fall below zero, or the new loan would outlive the project.
    """
    if -terms.change() > loan.rate:
        raise refusal("finance.refinancing.margin_gain", terms.margin_gain, "fraction", "must be no more than the "
                      f"interest of the loan then ({float(loan.rate / terms.made_up + terms.swap_change):.3g})")
    left = int(operating.sum()) - terms.year
    if terms.tenor > left:
        raise refusal("finance.refinancing.tenor_years", terms.tenor, "yr", f"must be no more than the {left} years of "
                      f"operation after year {terms.year}")


def refinanced(loan, operating, terms):
    """
    Take up a cheaper loan for what is owed, repaid as the old one would have been.

    Parameters
    ----------
    loan : Debt
        As it was sized on the expected case.
    operating : array of bool, shape (year,)
        Years of operation.
    terms : NewTerms
        Its tenor and gearing are not looked at.

    Returns
    -------
    loan : Debt
        With its new interest. [USD]

    Raises
    ------
    SundalinkError
        As `check_terms`.

    References
    ----------
    .. [1] A green bond that takes out the loan in year 3 at 1.5 % and 60 basis points less, and half of the gain to the
       buyer, are usual terms (assumed).
    """
    check_terms(terms, loan, operating)
    before = np.concatenate([[0.0], loan.balance[:-1]])
    later = operating & (np.cumsum(operating) > terms.year)
    return loan._replace(interest=loan.interest + np.where(later, terms.change() * before, 0.0),
                         rate=loan.rate + terms.change())


def model(loan, terms):
    """
    Turn a refinancing into a debt model, to be used like `sim.finance.debt_service.hold`.

    Parameters
    ----------
    loan : Debt
        As it was sized on the expected case; what it is after the refinancing is found by the model.
    terms : NewTerms

    Returns
    -------
    model : callable
        ``model(timeline, spend, renewal, cash, covers)`` returns the `Debt` with its new service. Where the tenor or
        the gearing is new, all loans are taken out by one whose service follows the cash flow.

    Notes
    -----
    Sized again, the new loan is what the cash flow then left repays in its tenor at the covers of the cases, at most
    the gearing cap; what it brings beyond the old one goes to the owners at the end of that year. With the old gearing
    and another tenor it is as large as what is owed. Tax follows the interest, so both are passed round until they
    settle.
    """
    def found(timeline, spend, renewal, cash, covers=()):
        check_terms(terms, loan, timeline.operating)
        if not terms.tenor and not terms.gearing:
            new = refinanced(loan, timeline.operating, terms)
        else:
            new = _laid(timeline, loan, terms, cash, covers)
        # Tax takes the cost like interest; the owners pay it beside the loan.
        known = deductible(new) + deducted(loan, new, timeline.operating, terms)
        cfads = cash(known, (loan.fees + loan.idc).sum(-1))[0] + earned(new) - loan.renewal
        uses = np.where(timeline.construction, spend + loan.fees + loan.idc + loan.dsra, 0.0)
        return cover(timeline, new._replace(equity=uses - loan.draw, cfads=cfads))
    return found


def _laid(timeline, loan, terms, cash, covers):
    """Return the loan with the service of a new one in the years after the refinancing."""
    age, rate = timeline.age + 1, loan.rate + terms.change()
    end = terms.year + terms.tenor if terms.tenor else int(age[(loan.balance > 0) & timeline.operating].max()) + 1
    window, at = timeline.operating & (age > terms.year) & (age <= end), int(np.flatnonzero(age == terms.year)[0])
    first = int(timeline.construction.sum())
    due = (loan.interest + loan.principal)[first]
    kept = float(loan.dsra[first - 1] / due) if due > 0 else 0.0
    new, uses = loan, float((loan.draw + loan.equity).sum())
    for _ in range(ROUNDS):
        available, *worse = with_income(cash(deductible(new) + deducted(loan, new, timeline.operating, terms),
                                             (loan.fees + loan.idc).sum(-1)), earned(new))
        service = least_service(available, worse, loan.renewal, terms.dscr, covers, terms.downside_dscr)[window]
        balance = capacity(service, rate)
        largest = float(balance[0])
        amount = min(largest, terms.gearing * uses) if terms.gearing else float(loan.balance[at])
        owed = amount * balance / largest if largest > 0 else np.linspace(amount, 0.0, balance.size)
        interest, principal, after = loan.interest.copy(), loan.principal.copy(), loan.balance.copy()
        for values in (interest, principal, after):
            values[age > terms.year] = 0.0
        interest[window], principal[window], after[window] = rate * owed[:-1], -np.diff(owed), owed[1:]
        principal[at] += float(loan.balance[at]) - amount
        after[at] = amount
        dsra = loan.dsra.copy()
        dsra[at:] = kept * np.append((interest + principal)[at + 1:], 0.0)
        before, new = new.interest, loan._replace(interest=interest, principal=principal, balance=after, dsra=dsra,
                                                  rate=rate, stack=None)
        if np.abs(interest - before).max() <= CLOSE * max(float(loan.amount), 1.0):
            break
    return new


def cost(loan, new, operating, terms):
    """
    Return the cost of a refinancing to the owners.

    Parameters
    ----------
    loan, new : Debt
        Before and after.
    operating : array of bool, shape (year,)
        Years of operation.
    terms : NewTerms

    Returns
    -------
    cost : array, shape (year,)
        Fees of the new loan and of prepayment, and what closing the swaps costs: the difference of rates on what would
        have been owed, at its present value; negative where the market's rate has risen. [USD]

    References
    ----------
    .. [1] Yescombe, "Principles of Project Finance", 2nd edition 2014: breakage of interest-rate swaps, prepayment.
    """
    age = np.cumsum(operating)
    at, later = operating & (age == terms.year), operating & (age > terms.year)
    owed = float(loan.balance[at].sum())
    before = np.concatenate([[0.0], loan.balance[:-1]])
    weight = (1.0 + loan.rate + terms.swap_change) ** -(age - terms.year).astype(float)
    swaps = terms.hedged * (-terms.swap_change * float((before * weight)[later].sum()) + terms.swap_fee * owed)
    paid = terms.fee * float(new.balance[at].sum()) + terms.prepayment_fee * owed + swaps
    return np.where(at, paid, 0.0)


def deducted(loan, new, operating, terms):
    """
    Return the tax-deductible cost of a refinancing by year.

    Parameters
    ----------
    loan, new : Debt
        Before and after.
    operating : array of bool, shape (year,)
        Years of operation.
    terms : NewTerms

    Returns
    -------
    deducted : array, shape (year,)
        The cost itself where it is deducted at once; over the tenor equal parts in the years after, until the new loan
        is repaid. A gain of closing swaps is income by the same rule. [USD]

    References
    ----------
    .. [1] Accounts spread the cost of arranging a loan over its years (Vietnamese Accounting Standard 16 on borrowing
       costs); that, and that tax follows them, is assumed.
    """
    paid = cost(loan, new, operating, terms)
    if terms.deducted == "at_once":
        return paid
    age = np.cumsum(operating)
    later = operating & (age > terms.year) & (np.concatenate([[0.0], new.balance[:-1]]) > 0.0)
    if terms.deducted == "never" or not later.any():
        return np.zeros(age.size)
    return paid.sum() * later / later.sum()
