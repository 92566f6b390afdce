"""A debt stack: several loans with their own ranks, rates, grace periods and guarantees, sized together."""

import numpy as np

from sim.checks import check_within, refusal
from sim.errors import SundalinkError
from sim.finance.debt_service import MEZZANINE, Stack, capacity

STEPS = 60
"""Most times that the size of loans of several tenors is tried; about six are needed."""


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
        If shares do not sum to one, a tenor exceeds the life or its grace, or two loans have one name.
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
        Due; less what the balance rises by it is what is paid in money. [-]

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
            balance[year + 1] = balance[year] + tranche.capitalised * interest[year]
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
        Owed under the sculpted loans over what they start with; where they end in different years, shape (tenor, ...,
        operating year + 1), the shortest first. [-]

    Notes
    -----
    Level loans take their payments first, and what is left of the service carries the sculpted ones: with their
    share S, level service L for each unit of debt and present values at the sculpted rate, the debt is
    PV(service) / (S + PV(L)), at most the smallest service / L. Sculpted loans of several tenors: those that end first
    take the same part of what is left in each of their years, the longest all that is left.
    """
    years = service.shape[-1]
    fixed = [t for t in tranches if not t.sculpted]
    level_of = {t.name: level(t, years) for t in fixed}
    payments = {name: interest + balance[:-1] - balance[1:] for name, (balance, interest) in level_of.items()}
    # Interest that is capitalised is no payment: the balance rises by it.
    taken = sum((t.share * payments[t.name] for t in fixed if t.rank < MEZZANINE), np.zeros(years))
    follow = [t for t in tranches if t.sculpted]
    share = sum(t.share for t in follow)
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(taken > 0, service / np.where(taken > 0, taken, 1.0), np.inf).min(-1)
    if not follow:
        return _under(most, tranches, payments, 0.0, every), np.zeros((*service.shape[:-1], years + 1))
    if len({t.tenor for t in follow}) > 1:
        return _apart(tranches, payments, taken, service, every)
    rate = sum(t.share * rates(t, years) for t in follow) / share
    window = np.arange(years) < follow[0].tenor
    discount = np.cumprod(1.0 / (1.0 + rate)) * window
    amount = np.minimum((service * discount).sum(-1) / (share + (taken * discount).sum()), most)
    amount = np.maximum(amount, 0.0)
    for _ in range(2):   # a second time where the other loans or the mezzanine hold the whole down
        balance = capacity(np.maximum(service - amount[..., None] * taken, 0.0) * window, rate)
        amount = np.minimum(amount, balance[..., 0] / share)
        shape = balance / np.where(balance[..., :1] > 0, balance[..., :1], 1.0)
        amount = _under(amount, tranches, payments, share * (shape[..., :-1] * (1.0 + rate) - shape[..., 1:]), every)
    return amount, shape


def tenors(tranches):
    """
    Return the tenors of the sculpted loans, the shortest first.

    Parameters
    ----------
    tranches : sequence of Tranche
        The loans.

    Returns
    -------
    tenors : list of int
        [yr]
    """
    return sorted({t.tenor for t in tranches if t.sculpted})


def _apart(tranches, payments, taken, service, every):
    """Return amount and shape of a stack whose sculpted loans end in several years, by regula falsi (Illinois)."""
    years, ends = service.shape[-1], tenors(tranches)
    own = [[t for t in tranches if t.sculpted and t.tenor == end] for end in ends]
    shares = [sum(t.share for t in group) for group in own]
    costs = [np.average([rates(t, years) for t in group], axis=0, weights=[max(t.share, 1e-12) for t in group])
             for group in own]

    def split(amount):
        """Return by how much the loans could be larger, and what is owed under each group over its start."""
        left, slack, found = np.maximum(service - amount[..., None] * taken, 0.0), np.inf, []
        for end, share, cost in zip(ends, shares, costs, strict=True):
            offered = left * (np.arange(years) < end)
            most = capacity(offered, cost)   # in proportion to what is offered
            part = share * amount / np.maximum(most[..., 0], 1e-100)   # more than all where level loans take all
            slack = np.minimum(slack, most[..., 0] - share * amount)
            left = left - np.clip(part, 0.0, 1.0)[..., None] * offered
            found.append(most / np.where(most[..., :1] > 0, most[..., :1], 1.0))
        return slack, np.array(found)

    low = np.zeros(service.shape[:-1])
    high = capacity(service * (np.arange(years) < ends[-1]), np.min(costs, axis=0))[..., 0] / max(sum(shares), 1e-300)
    under, over, side = split(low)[0], split(high)[0], np.zeros(low.shape)
    low = np.where(over >= 0.0, high, low)
    for _ in range(STEPS):
        gap = np.where(under > over, under - over, 1.0)
        tried = low + np.clip(under / gap, 0.0, 1.0) * (high - low)
        value = split(tried)[0]
        good = value >= 0.0
        under, over = (np.where(good, value, np.where(side < 0, 0.5 * under, under)),
                       np.where(good, np.where(side > 0, 0.5 * over, over), value))
        low, high, side = np.where(good, tried, low), np.where(good, high, tried), np.where(good, 1.0, -1.0)
        if (np.minimum(high - low, np.abs(value)) <= 1e-15 * np.maximum(high, 1.0)).all():
            break
    low = np.where(np.abs(value) < np.abs(under), tried, low)   # the nearer of the two, from either side
    _, shape = split(low)
    unit = sum(share * (owed[..., :-1] * (1.0 + cost) - owed[..., 1:])
               for share, cost, owed in zip(shares, costs, shape, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(taken > 0, service / np.where(taken > 0, taken, 1.0), np.inf).min(-1)
    return _under(np.minimum(low, most), tranches, payments, unit, every), shape


def _under(amount, tranches, payments, sculpted, every):
    """Return the amount at which all loans together, the mezzanine among them, take no more than they may."""
    if all(t.rank < MEZZANINE for t in tranches):
        return amount
    unit = sum((t.share * payments[t.name] for t in tranches if not t.sculpted), np.zeros(every.shape[-1])) + sculpted
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
        Owed under the sculpted loans over what they start with, as `size` returns it. [-]

    Returns
    -------
    stack : Stack
        All loans are drawn in proportion to their shares.
    """
    years, ends = int(timeline.operating.sum()), tenors(tranches)
    parts = {name: np.zeros((len(tranches), *draw.shape)) for name in ("draw", "interest", "principal", "balance")}
    for place, t in enumerate(tranches):
        amount = t.share * draw.sum(-1)[..., None]
        if t.sculpted:
            own = shape[ends.index(t.tenor)] if len(ends) > 1 else shape
            owed = amount * own
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
