"""Funding of construction by a loan and equity: draws, fees, interest and the first reserve, year by year."""

import numpy as np


def fund_construction(timeline, spend, amount, equity, first_reserve, rate, upfront, commitment, drawdown):
    """
    Pay for construction with a loan and equity of given amounts.

    Parameters
    ----------
    timeline : Timeline
    spend : array, shape (..., year)
        Cost of building, before the cost of finance. [USD]
    amount, equity : array, shape (...)
        Loan and equity. [USD]
    first_reserve : array, shape (...)
        Debt service reserve filled before operation. [USD]
    rate : float
        Interest a year. [fraction]
    upfront : float
        Fee on the whole loan, in the first year. [fraction]
    commitment : float
        Commitment fee a year on the undrawn amount. [fraction]
    drawdown : str
        Whether debt is drawn pro rata with equity, after all equity or before it. [-]

    Returns
    -------
    uses, draw, fees, idc : array, shape (..., year)
        All that is paid, what of it the loan pays, and the fees and the interest among it. [USD]
    """
    cases = np.broadcast_shapes(*(np.shape(x) for x in (amount, equity, first_reserve)), np.shape(spend)[:-1])
    shape = (*cases, len(timeline.year))
    uses, draw, fees, idc = np.zeros((4, *shape))
    last = int(timeline.construction.sum()) - 1
    if not cases:   # one case, hundreds of times for a required price: plain numbers, to the same bits
        amount, equity, first_reserve, spend = (np.asarray(x).tolist() for x in (amount, equity, first_reserve, spend))
        drawn, total, share = 0.0, 0.0, amount / (amount + equity) if amount + equity > 0 else amount
        for year in range(last + 1):
            fee, owing = commitment * (amount - drawn) + (upfront * amount if year == 0 else 0.0), rate * drawn
            total += (use := spend[year] + fee + owing + (first_reserve if year == last else 0.0))
            due = _drawn(drawdown, share, total, amount, equity, min, max)
            uses[year], draw[year], fees[year], idc[year], drawn = use, due - drawn, fee, owing, due
        return uses, draw, fees, idc
    drawn, total = np.zeros(shape[:-1]), np.zeros(shape[:-1])
    share = amount / np.where(amount + equity > 0, amount + equity, 1.0)
    for year in range(last + 1):
        fees[..., year] = commitment * (amount - drawn) + (upfront * amount if year == 0 else 0.0)
        idc[..., year] = rate * drawn
        kept = first_reserve if year == last else 0.0
        uses[..., year] = spend[..., year] + fees[..., year] + idc[..., year] + kept
        total = total + uses[..., year]
        due = _drawn(drawdown, share, total, amount, equity, np.minimum, np.maximum)
        draw[..., year], drawn = due - drawn, due
    return uses, draw, fees, idc


def _drawn(drawdown, share, total, amount, equity, least, most):
    """Return the drawn amount of a loan after a total has been paid."""
    if drawdown == "pro_rata":
        return share * total
    return least(total, amount) if drawdown == "debt_first" else most(total - equity, 0.0)
