"""A debt stack: several loans with ranks, rates, grace and guarantees of their own, sized together."""

import numpy as np

from sim.checks import check_within, refusal
from sim.errors import SundalinkError
from sim.finance.debt_service import MEZZANINE, Stack, capacity


def check_stack(tranches, life):
    """
    Refuse a stack that cannot be.

    Parameters
    ----------
    tranches : sequence of Tranche
        The loans.
    life : int
        Years of operation. [yr]

    Raises
    ------
    SundalinkError
        If shares do not sum to one, a tenor exceeds the life or its grace, sculpted loans end in different years, or
        two loans have one name.
    """
    total = sum(t.share for t in tranches)
    if not abs(total - 1.0) <= 1e-9:
        raise refusal("sum of the shares of finance.tranches", total, "fraction", "must be 1")
    names = [t.name for t in tranches]
    if len(set(names)) < len(names):
        raise refusal("names of finance.tranches", ", ".join(names), "", "must differ")
    for t in tranches:
        if t.tenor > life:
            raise refusal(f"tenor of the tranche {t.name}", t.tenor, "yr", f"must not exceed the {life} years of "
                          "operation")
        if t.grace >= t.tenor:
            raise refusal(f"grace of the tranche {t.name}", t.grace, "yr", f"must end before its tenor ({t.tenor})")
        check_within(f"share of the tranche {t.name}", t.share, 0.0, 1.0, "fraction")
    ends = {t.tenor for t in tranches if t.sculpted}
    if len(ends) > 1:
        raise refusal("tenor of the sculpted tranches", ", ".join(map(str, sorted(ends))), "yr",
                      "must be one; give the others repayment = 'level'")
    if all(t.rank == MEZZANINE for t in tranches):
        raise SundalinkError("finance.tranches: holds mezzanine loans alone; one must be senior or subordinated")


def rates(tranche, years):
    """
    Cost of a loan in each operating year: interest and the fee of its guarantee.

    Parameters
    ----------
    tranche : Tranche
    years : int
        Operating years. [yr]

    Returns
    -------
    rate : array, shape (operating year,)
        [fraction]
    """
    since = np.arange(1, years + 1)
    return (np.where(since >= tranche.late_year, tranche.rate_late, tranche.rate)
            + tranche.cover * tranche.guarantee_fee)


def level(tranche, years):
    """
    Course of a loan of one unit of money that is repaid in level payments after its grace.

    Parameters
    ----------
    tranche : Tranche
    years : int
        Operating years. [yr]

    Returns
    -------
    balance : array, shape (operating year + 1,)
        Owed at the start, then at the end of each year. [-]
    interest : array, shape (operating year,)
        Paid in money; what is capitalised is not in it. [-]

    Notes
    -----
    Payments are level at the rate of the first year after the grace; a later step of the margin raises the interest
    and leaves the repayment as it is.
    """
    cost, balance, interest = rates(tranche, years), np.zeros(years + 1), np.zeros(years)
    balance[0], rate = 1.0, cost[tranche.grace]
    count, start = tranche.tenor - tranche.grace, 1.0
    for year in range(tranche.tenor):
        interest[year] = cost[year] * balance[year]
        if year < tranche.grace:
            added = tranche.capitalised * interest[year]
            balance[year + 1], interest[year] = balance[year] + added, interest[year] - added
            start = balance[year + 1]
        else:
            passed = year + 1 - tranche.grace
            whole = (1.0 + rate) ** count
            left = (whole - (1.0 + rate) ** passed) / (whole - 1.0) if rate > 0 else 1.0 - passed / count
            balance[year + 1] = start * left
    balance[tranche.tenor:] = 0.0
    return balance, interest


def size(tranches, service, every):
    """
    Largest stack whose service stays below what may be paid.

    Parameters
    ----------
    tranches : sequence of Tranche
        The loans.
    service : array, shape (..., operating year)
        The most that senior and subordinated loans may take in each year, not negative. [USD]
    every : array, shape (..., operating year)
        The most that all loans may take, the mezzanine among them. [USD]

    Returns
    -------
    amount : array, shape (...)
        Of all loans together. [USD]
    shape : array, shape (..., operating year + 1)
        Owed under the sculpted loans over what they start with. [-]

    Notes
    -----
    Level loans take their payments first, and what is left of the service carries the sculpted ones: with their
    share S, level service L for each unit of debt and present values at the sculpted rate, the debt is
    PV(service) / (S + PV(L)), at most the smallest service / L.
    """
    years = service.shape[-1]
    fixed = [t for t in tranches if not t.sculpted]
    level_of = {t.name: level(t, years) for t in fixed}
    payments = {name: interest + balance[:-1] - balance[1:] for name, (balance, interest) in level_of.items()}
    # Interest that is capitalised is no payment.
    taken = sum((t.share * payments[t.name] for t in fixed if t.rank < MEZZANINE), np.zeros(years))
    follow = [t for t in tranches if t.sculpted]
    share = sum(t.share for t in follow)
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(taken > 0, service / np.where(taken > 0, taken, 1.0), np.inf).min(-1)
    if not follow:
        return _under(most, tranches, payments, None, every), np.zeros((*service.shape[:-1], years + 1))
    rate = sum(t.share * rates(t, years) for t in follow) / share
    window = np.arange(years) < follow[0].tenor
    discount = np.cumprod(1.0 / (1.0 + rate)) * window
    amount = np.minimum((service * discount).sum(-1) / (share + (taken * discount).sum()), most)
    amount = np.maximum(amount, 0.0)
    for _ in range(2):   # a second time where the other loans or the mezzanine hold the whole down
        balance = capacity(np.maximum(service - amount[..., None] * taken, 0.0) * window, rate)
        amount = np.minimum(amount, balance[..., 0] / share)
        shape = balance / np.where(balance[..., :1] > 0, balance[..., :1], 1.0)
        amount = _under(amount, tranches, payments, shape * share, every, rate)
    return amount, shape


def _under(amount, tranches, payments, owed, every, rate=0.0):
    """Return the amount at which all loans together, the mezzanine among them, take no more than they may."""
    if all(t.rank < MEZZANINE for t in tranches):
        return amount
    unit = sum((t.share * payments[t.name] for t in tranches if not t.sculpted), np.zeros(every.shape[-1]))
    if owed is not None:
        unit = unit + owed[..., :-1] * (1.0 + rate) - owed[..., 1:]
    most = np.where(unit > 1e-12, every / np.where(unit > 1e-12, unit, 1.0), np.inf).min(-1)
    return np.minimum(amount, np.maximum(most, 0.0))


def lay_out(tranches, timeline, draw, shape):
    """
    Service of each loan of a stack.

    Parameters
    ----------
    tranches : sequence of Tranche
        The loans.
    timeline : Timeline
    draw : array, shape (..., year)
        Of all loans together, in construction. [USD]
    shape : array, shape (..., operating year + 1)
        Owed under the sculpted loans over what they start with. [-]

    Returns
    -------
    stack : Stack
        All loans are drawn in proportion to their shares.
    """
    years = int(timeline.operating.sum())
    parts = {name: np.zeros((len(tranches), *draw.shape)) for name in ("draw", "interest", "principal", "balance")}
    for place, t in enumerate(tranches):
        amount = t.share * draw.sum(-1)[..., None]
        if t.sculpted:
            owed = amount * shape
            interest = owed[..., :-1] * rates(t, years)
        else:
            balance, paid = level(t, years)
            owed, interest = amount * balance, amount * paid
        parts["draw"][place] = t.share * draw
        parts["balance"][place] = np.cumsum(t.share * draw, axis=-1)
        parts["balance"][place][..., timeline.operating] = owed[..., 1:]
        parts["principal"][place][..., timeline.operating] = owed[..., :-1] - owed[..., 1:]
        parts["interest"][place][..., timeline.operating] = interest
    return Stack(tuple(tranches), **parts)
