"""Tax withheld from payments to lenders abroad, by year and loan."""

import numpy as np

from sim.finance.debt_tranches import rates


def withheld(loan, timeline, share, fees=0.0):
    """
    Tax withheld from the interest and the fees of a loan in each year.

    Parameters
    ----------
    loan : Debt
        Alone, or a stack whose loans have shares of their own.
    timeline : Timeline
    share : float
        Of the interest paid of a loan alone that is tax, as `sim.finance.withholding.taken` returns it. [fraction]
    fees : float
        The same of its fees. [fraction]

    Returns
    -------
    tax : array, shape (..., year)
        Part of ``loan.interest``, ``loan.idc`` and ``loan.fees``, and of ``loan.principal`` where interest was
        capitalised; nominal. Fees of guarantors and premiums bear none. [USD]

    Notes
    -----
    Interest that is added to a loan is taxed as it is paid, with the repayments that follow, each of which holds the
    same share of it (assumed: the tax falls due with the payment).
    """
    if loan.stack is None:
        return share * (loan.interest + loan.idc) + fees * loan.fees
    return sum(loan_by_loan(loan, timeline))


def loan_by_loan(loan, timeline):
    """
    Tax withheld from each loan of a stack.

    Parameters
    ----------
    loan : Debt
        A stack.
    timeline : Timeline

    Returns
    -------
    tax : array, shape (tranche, year)
        As `withheld` sums it. [USD]
    """
    years, listed, stack = int(timeline.operating.sum()), loan.stack.tranches, loan.stack
    whole = sum(t.share * t.rate_construction for t in listed)
    undrawn, at_once = undrawn_and_first(loan, timeline)
    found = []
    for place, each in enumerate(listed):
        cost, paid, principal = rates(each, years), stack.interest[place], stack.principal[place]
        own = np.zeros(timeline.year.size)
        own[timeline.operating] = each.withheld * (1.0 - np.divide(each.cover * each.guarantee_fee, cost,
                                                                   out=np.zeros(years), where=cost > 0))
        added, repaid = np.maximum(-principal, 0.0), np.maximum(principal, 0.0)   # negative where interest is added
        later = (own * added).sum() / max(float(repaid.sum()), 1e-300) * repaid
        building = each.share * each.rate_construction * each.withheld / whole if whole > 0 else 0.0
        fees = each.share * (each.withheld_commitment * each.commitment * undrawn
                             + each.withheld_upfront * each.upfront * at_once)
        found.append(own * (paid - added) + later + building * loan.idc + fees)
    return np.array(found)


def undrawn_and_first(loan, timeline):
    """
    What fees of a stack are counted on: what is not drawn yet, and the whole at once in its first year.

    Parameters
    ----------
    loan : Debt
    timeline : Timeline

    Returns
    -------
    undrawn, at_once : array, shape (year,)
        [USD]
    """
    amount, first = float(loan.amount), int(np.flatnonzero(timeline.construction)[0])
    undrawn = np.where(timeline.construction, amount - np.concatenate([[0.0], np.cumsum(loan.draw)[:-1]]), 0.0)
    return undrawn, np.where(np.arange(timeline.year.size) == first, amount, 0.0)
