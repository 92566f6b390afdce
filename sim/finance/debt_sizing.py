"""Size of the project debt: as much as the cash flow can serve, under a cap on gearing."""

from typing import Literal, NamedTuple

import numpy as np

from sim.checks import Count, Fraction, NonNegative, Positive, check_within, refusal
from sim.errors import SundalinkError
from sim.finance.construction_funding import fund_construction
from sim.finance.debt_service import Debt, capacity, cover, with_income
from sim.finance.debt_service import before as opening
from sim.finance.timeline import reserve

ROUNDS = 300
"""Most passes around debt, interest, tax and fees; about 15 are needed, each leaves a tenth of the error."""

PATIENCE = 60
"""Passes after which those of many cases that still move are given up: their debt is NaN."""

SETTLED = 1e-13
"""Passes end when debt, equity and interest move less than this share of the money spent."""


def sculpted(timeline, spend, renewal, cash, covers=(), account_interest=0.0, *, dscr: Positive = 1.35,
             downside_dscr: Positive = 1.20, gearing: Fraction = 0.70, tenor: Count = 18, rate: NonNegative = 0.068,
             upfront: NonNegative = 0.02, commitment: NonNegative = 0.006,
             debt_reserve: Fraction = 0.5, renewal_reserve: Count = 5,
             drawdown: Literal["pro_rata", "equity_first", "debt_first"] = "pro_rata",
             repayment: Literal["sculpted", "level"] = "sculpted",
             concessional_share: Fraction = 0.0, concessional_rate: NonNegative = 0.025,
             minimum_llcr: NonNegative = 0.0):
    """
    Size a loan to a cover ratio with a cap on gearing, and schedule its drawdown and repayment.

    Parameters
    ----------
    timeline : Timeline
    spend : array, shape (..., year)
        Cost of building in each year, before the cost of finance. [USD]
    renewal : array, shape (year,)
        Cost of renewals in operation. [USD]
    cash : callable
        ``cash(interest, capitalised)`` returns the cash flow of each year after tax, and those of the downside
        cases, for the interest of each year and the capitalised cost of finance; None is no case. [USD]
    covers : sequence of float or array, shape (year,)
        Cover that each downside case must keep every year; `downside_dscr` for those that it does not name. [-]
    account_interest : float
        Interest a year on what the reserve accounts hold. [fraction]
    dscr : float
        Cover of debt service that the expected (P50) case must keep every year. [-]
    downside_dscr : float
        Cover that the downside case (P90) must keep every year, where one is given. [-]
    gearing : float
        Highest share of debt in all uses: construction, interest during construction, fees and initial reserve.
        [fraction]
    tenor : int
        Years of repayment from the start of operation. [yr]
    rate : float
        All-in interest a year, the same in construction and operation. [fraction]
    upfront : float
        Upfront fee on the whole loan, in the first year of construction. [fraction]
    commitment : float
        Commitment fee a year on the undrawn amount. [fraction]
    debt_reserve : float
        Debt service reserve account: part of the next year's service kept in cash, filled before operation.
        [yr]
    renewal_reserve : int
        Years over which a replacement within the tenor is reserved for; 1 pays it when due. [yr]
    drawdown : str
        Whether debt is drawn pro rata with equity, after all equity or before it. [-]
    repayment : str
        Whether debt service is sculpted to the cash flow or level. [-]
    concessional_share : float
        Share of the loan on concessional terms, repaid alongside the rest. [fraction]
    concessional_rate : float
        All-in interest a year on that part. [fraction]
    minimum_llcr : float
        Minimum loan life cover ratio of the expected case; 0 for none. [-]

    Returns
    -------
    debt : Debt

    Raises
    ------
    SundalinkError
        If the tenor exceeds the life, or debt and tax do not settle.

    Notes
    -----
    Flows fall at the end of their year, so what is drawn bears interest from the next. Debt, interest, tax
    (which interest lowers), fees and reserve depend on each other: all are passed round until they settle.
    Where the gearing cap binds, service keeps its profile, scaled. What reserve accounts earn is available for debt
    service in the year and bears tax as income of the project (assumed).
    Two parts of a loan with the same profile act as one at their mean rate. Of many cases at once, those whose debt and
    tax do not settle are NaN.

    References
    ----------
    .. [1] Yescombe, "Principles of Project Finance", 2nd edition 2014. Monsoon Wind (Laos, 600 MW): 73 %
       debt; Yunlin (Taiwan): 18 years. The defaults are assumed from the usual terms of such loans.
    """
    if tenor > timeline.operating.sum():
        raise refusal("tenor of the debt", tenor, "yr", "must not exceed the years of operation")
    check_within("gearing", gearing, 0.0, 1.0, "fraction")
    rate = (1.0 - concessional_share) * rate + concessional_share * concessional_rate
    loan = timeline.operating & (timeline.age < tenor)
    saved = reserve(timeline, np.where(loan, renewal, 0.0), renewal_reserve if gearing > 0 else 1)

    def most(interest, capitalised, income):
        """Return the cash flow available, and the balance of the largest loan that it carries."""
        available, *worse = with_income(cash(interest - income, capitalised), income)
        service = least_service(available, worse, saved, dscr, covers, downside_dscr)[..., loan]
        if repayment == "level":
            service = np.broadcast_to(service.min(-1, keepdims=True), service.shape)
        balance = capacity(service, rate)
        if minimum_llcr > 0:
            years = np.arange(1.0, service.shape[-1] + 1.0)
            present = ((available - saved)[..., loan] * (1.0 + rate) ** -years).sum(-1)
            most = np.maximum(present, 0.0) / minimum_llcr
            balance = balance * np.minimum(most / np.maximum(balance[..., 0], 1e-300), 1.0)[..., None]
        return available - saved, balance

    def fund(amount, equity, first_service):
        return fund_construction(timeline, spend, amount, equity, debt_reserve * first_service, rate, upfront,
                                 commitment, drawdown)

    return _settle(timeline, loan, most, fund, gearing, rate, debt_reserve, saved, account_interest)


def income_of(service, saved, debt_reserve, account_interest):
    """
    Interest of the reserve accounts of a loan whose service is known.

    Parameters
    ----------
    service : array, shape (..., year)
        Interest and principal of each year. [USD]
    saved : array, shape (..., year)
        Rise of the reserve for renewals. [USD]
    debt_reserve : float
        Part of the next year's service kept in cash. [yr]
    account_interest : float
        Interest a year on what is kept. [fraction]

    Returns
    -------
    income : array, shape (..., year)
        On what the accounts held at the beginning of each year: half of the year's own service with half a year kept.
        [USD]
    """
    if not account_interest:
        return np.zeros(service.shape[-1])
    return account_interest * (debt_reserve * service + opening(np.cumsum(saved, axis=-1)))


def least_service(available, worse, saved, dscr, covers, otherwise):
    """
    The most that loans may take in each year: the least over the cases of cash flow over cover.

    Parameters
    ----------
    available : array, shape (..., year)
        Cash flow of the expected case. [USD]
    worse : sequence of array or None
        Those of downside cases. [USD]
    saved : array, shape (..., year)
        Rise of the reserve for renewals. [USD]
    dscr : float
        Cover of the expected case. [-]
    covers : sequence of float
        Covers of the downside cases. [-]
    otherwise : float
        Cover of those that are not named. [-]

    Returns
    -------
    service : array, shape (..., year)
        Not negative. [USD]
    """
    service = (available - saved) / dscr
    asked = (*covers, *[otherwise] * (len(worse) - len(covers)))
    for flow, cover_ in zip(worse, asked, strict=True):
        if flow is not None:
            service = np.minimum(service, (flow - saved) / cover_)
    return np.maximum(service, 0.0)


class Pass(NamedTuple):
    """What one pass around debt, interest, tax and fees leaves to the next; then what it found on its course."""

    amount: np.ndarray        # of the loan, shape (...) [USD]
    equity: np.ndarray        # shape (...) [USD]
    interest: np.ndarray      # of operation, shape (..., year) [USD]
    capitalised: np.ndarray   # cost of finance until operation, shape (...) [USD]
    first: np.ndarray         # service of the first year of operation, shape (...) [USD]
    shape: np.ndarray = None  # owed over what the loan starts with, from then on; of the sculpted part [-]
    cfads: np.ndarray = None  # cash flow available [USD]
    uses: np.ndarray = None   # all that is paid until operation [USD]
    drawn: np.ndarray = None  # what of it the loan pays; NaN for cases that do not settle [USD]
    fees: np.ndarray = None   # [USD]
    idc: np.ndarray = None    # interest in construction [USD]
    limit: np.ndarray = None  # what holds the amount down
    income: np.ndarray = 0.0  # of the reserve accounts, shape (..., year) [USD]


def settled(timeline, uses, turn, fault, income=0.0):
    """
    Pass debt, interest, tax, fees and reserve round until they settle.

    Parameters
    ----------
    timeline : Timeline
    uses : array, shape (..., year)
        Cost of building in each year, before the cost of finance. [USD]
    turn : callable
        ``turn(before, number)`` returns the `Pass` that follows one.
    fault : str
        What to say of a single case that does not settle.
    income : array, shape (..., year)
        What reserve accounts earn without a loan. [USD]

    Returns
    -------
    last : Pass
        Of many cases at once, those that still move have no number for what is drawn.

    Raises
    ------
    SundalinkError
        If a single case does not settle.
    """
    scale, cases = max(float(np.max(uses.sum(-1))), 1e-300), uses.shape[:-1]
    after = Pass(np.zeros(cases), uses.sum(-1), np.zeros((*cases, len(timeline.year))), np.zeros(cases),
                 np.zeros(cases), income=income)
    for number in range(ROUNDS):
        before, after = after, turn(after, number)
        earned = np.broadcast_to(np.abs(after.income - before.income).max(-1), cases)   # also where no loan moves
        moved = np.maximum.reduce([earned, *(np.abs(a - b).reshape(*cases, -1).max(-1)
                                             for a, b in zip(after[:3], before[:3], strict=True))]) > SETTLED * scale
        if not moved.any():
            return after
        if number >= PATIENCE and moved.ndim:   # one of many cases does not spoil the others
            return after._replace(drawn=np.where(moved[..., None], np.nan, after.drawn))
    raise SundalinkError(f"size of the debt: {fault}")


def limited(largest, cap):
    """
    Return the constraint that limits a loan.

    Parameters
    ----------
    largest : array, shape (...)
        Loan that the cash flow carries. [USD]
    cap : array, shape (...)
        Largest loan under the cap on gearing. [USD]

    Returns
    -------
    limit : array of str, shape (...)
        "no cash flow", "dscr" or "gearing".
    """
    return np.where(largest <= 0, "no cash flow", np.where(largest <= cap, "dscr", "gearing"))


def _settle(timeline, loan, most, fund, gearing, rate, debt_reserve, saved, account_interest):
    """Return the Debt at which size, interest, tax, fees and reserve agree."""
    def turn(before, _):
        cfads, balance = most(before.interest, before.capitalised, before.income)
        shape = balance / np.where(balance[..., :1] > 0, balance[..., :1], 1.0)
        first = before.amount * (shape[..., 0] * (1.0 + rate) - shape[..., 1])
        uses, drawn, fees, idc = fund(before.amount, before.equity, first)
        cap = gearing * uses.sum(-1)
        amount = np.minimum(balance[..., 0], cap)
        interest, service = np.zeros((2, *amount.shape, len(timeline.year)))
        interest[..., loan] = rate * amount[..., None] * shape[..., :-1]
        service[..., loan] = interest[..., loan] - amount[..., None] * np.diff(shape, axis=-1)
        return Pass(amount, uses.sum(-1) - amount, interest, (fees + idc).sum(-1), first, shape, cfads, uses, drawn,
                    fees, idc, limited(balance[..., 0], cap), income_of(service, saved, debt_reserve, account_interest))

    last = settled(timeline, fund(0.0, 1.0, 0.0)[0], turn, "debt, interest and tax do not settle; the start of the tax "
                   "holiday turns on the debt itself, try a slightly other tenor or cover ratio",
                   income_of(np.zeros(len(timeline.year)), saved, debt_reserve, account_interest))
    return _lay_out(timeline, loan, last.drawn, last.uses, last.fees, last.idc, last.shape, last.cfads, rate,
                    debt_reserve, saved, last.limit)._replace(account_interest=account_interest)


def _lay_out(timeline, loan, draw, uses, fees, idc, shape, cfads, rate, debt_reserve, saved, limit):
    """Return the Debt whose balance has that shape and starts at what was drawn."""
    amount = draw.sum(-1)
    owed = amount[..., None] * shape
    balance, principal, interest = np.cumsum(draw, axis=-1), np.zeros_like(draw), np.zeros_like(draw)
    balance[..., timeline.operating] = 0.0
    balance[..., loan] = owed[..., 1:]
    principal[..., loan] = -np.diff(owed, axis=-1)
    interest[..., loan] = rate * owed[..., :-1]
    dsra = np.zeros_like(draw)
    dsra[..., :-1] = debt_reserve * (interest + principal)[..., 1:]
    total = uses.sum(-1)
    debt = Debt(draw, uses - draw, fees, idc, interest, principal, balance, dsra, saved, cfads, cfads, amount,
                amount / np.where(total > 0, total, 1.0), limit, amount, amount, amount, amount, rate)
    return cover(timeline, debt)
