"""A loan that is refinanced in operation on better terms: its new service."""

import numpy as np

from sim.checks import refusal


def refinanced(loan, operating, *, year, margin_gain, fee):
    """
    Take up a cheaper loan for what is owed, repaid as the old one would have been.

    Parameters
    ----------
    loan : Debt
        As it was sized on the expected case.
    operating : array of bool, shape (year,)
        Years of operation.
    year : int
        Operating year, 1 the first, at whose end it is refinanced; nothing may be owed then. [yr]
    margin_gain : float
        By how much interest falls, for all loans together. [fraction]
    fee : float
        Fees and make-whole, over what is owed, paid by the owners. [fraction]

    Returns
    -------
    loan : Debt
        With its new interest. [USD]
    cost : array, shape (year,)
        Of refinancing. [USD]

    Raises
    ------
    SundalinkError
        If interest would fall below zero.

    References
    ----------
    .. [1] A green bond that takes out the loan in year 3 at 1.5 % and 60 basis points less, and half of the gain to the
       buyer, are usual terms (assumed).
    """
    if margin_gain > loan.rate:
        raise refusal("finance.refinancing.margin_gain", margin_gain, "fraction", f"must be no more than the interest "
                      f"of the loan ({float(loan.rate):.3g})")
    age = np.cumsum(operating)
    before = np.concatenate([[0.0], loan.balance[:-1]])
    later = operating & (age > year)
    owed = float(loan.balance[operating & (age == year)].sum())
    return (loan._replace(interest=loan.interest - np.where(later, margin_gain * before, 0.0)),
            np.where(operating & (age == year), fee * owed, 0.0))
