"""Account of a project loan: debt capacity, service and cover ratios."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_balance
from sim.finance.metrics import npv

NEGLIGIBLE = 1e-9
"""Service below this share of the loan is none: the cover of a cent says nothing."""


SENIOR, SUBORDINATED, MEZZANINE = 1, 2, 3
"""Ranks of a loan: the lower is served first."""


class Tranche(NamedTuple):
    """One loan of a stack; rates a year, all-in after the swap."""

    name: str
    share: float                      # of the whole debt [fraction]
    rate: float                       # interest in operation [fraction]
    rate_construction: float          # interest in construction [fraction]
    rate_late: float                  # interest from `late_year` on, where the margin steps up [fraction]
    late_year: int                    # operating year, 1 the first, in which it steps [yr]
    tenor: int                        # years of operation until it is repaid [yr]
    grace: int = 0                    # of them without repayment [yr]
    rank: int = SENIOR                # 1 senior, 2 subordinated, 3 mezzanine
    sculpted: bool = True             # follows the cash flow; else level after the grace
    capitalised: float = 0.0          # share of the interest added to the loan in the years of grace (PIK) [fraction]
    upfront: float = 0.0              # fees and premium on the loan, in the first year of construction [fraction]
    commitment: float = 0.0           # a year on what is not drawn yet [fraction]
    cover: float = 0.0                # share of a loss that a guarantor bears [fraction]
    guarantee_fee: float = 0.0        # a year on the covered part of what is owed; part of the service [fraction]
    political: bool = False           # whether the guarantor bears a loss only where transfers are blocked
    withheld: float = 0.0             # share of the interest paid that is tax on its lenders [fraction]
    withheld_upfront: float = 0.0     # the same of `upfront` [fraction]
    withheld_commitment: float = 0.0  # the same of `commitment` [fraction]


class Stack(NamedTuple):
    """Service of each loan, nominal USD, shape (tranche, ..., year)."""

    tranches: tuple[Tranche, ...]
    draw: np.ndarray        # in construction [USD]
    interest: np.ndarray    # due in operation, what is capitalised and the fee of the guarantee included [USD]
    principal: np.ndarray   # repaid; negative where interest is capitalised [USD]
    balance: np.ndarray     # owed at the end of each year [USD]


class Debt(NamedTuple):
    """A loan over the life of a project; nominal USD of each year, shape (..., year), until ``amount``."""

    draw: np.ndarray       # drawn at the end of each year of construction [USD]
    equity: np.ndarray     # paid in by the owners in construction [USD]
    fees: np.ndarray       # upfront and commitment fees [USD]
    idc: np.ndarray        # interest during construction [USD]
    interest: np.ndarray   # due in operation, paid but for what is capitalised [USD]
    principal: np.ndarray  # repaid, less interest that is capitalised: with `interest` what is paid [USD]
    balance: np.ndarray    # owed at the end of the year [USD]
    dsra: np.ndarray       # in the debt service reserve account at the end of the year [USD]
    renewal: np.ndarray    # rise of the reserve for renewals over the year [USD]
    cfads: np.ndarray      # cash flow available for debt service, interest of accounts in it, less the rise of reserves
    #                        for renewals and removal [USD]
    dscr: np.ndarray       # cfads over interest and principal; NaN where nothing is due [-]
    amount: np.ndarray     # all that is drawn, shape (...) from here on [USD]
    gearing: np.ndarray    # amount over all uses of money until operation [fraction]
    limit: np.ndarray      # what holds the amount down: "dscr", "gearing" or "no cash flow"
    min_dscr: np.ndarray   # lowest of the years; infinite without debt [-]
    mean_dscr: np.ndarray  # mean of the years in which senior loans are served; infinite without debt [-]
    llcr: np.ndarray       # present cfads until the loan ends, at its rate, over amount [-]
    plcr: np.ndarray       # the same until the project ends [-]
    rate: float            # interest a year; of a stack its mean at the start [fraction]
    stack: Stack | None = None   # the loans one by one, where there are several
    account_interest: float = 0.0   # interest a year on what the reserve accounts hold [fraction]


def capacity(service, rate):
    """
    Largest loan that a yearly service repays without ever being drawn again.

    Parameters
    ----------
    service : array, shape (..., year)
        The most that may be paid at the end of each year of the loan, not negative. [USD]
    rate : float or array, shape (year,)
        Interest a year. [fraction]

    Returns
    -------
    balance : array, shape (..., year + 1)
        Owed at the start, then at the end of each year, zero the last; never rising. [USD]

    Notes
    -----
    Without the ban on drawing again this is the sum of the service, discounted at the rate of the loan. Where
    a year's service does not cover the interest on what later years could repay, the balance before it is
    held to what it does cover.

    References
    ----------
    .. [1] Yescombe, "Principles of Project Finance", 2nd edition 2014, chapter on financial structuring.
    """
    service = np.asarray(service, dtype=float)
    rates = np.broadcast_to(np.asarray(rate, dtype=float), service.shape[-1])
    if service.ndim == 1:   # one case, thousands of times for a required price: plain numbers, to the same bits
        later, owing = 0.0, [0.0]
        for due, cost in zip(service[::-1].tolist(), rates[::-1].tolist(), strict=True):
            later = due / cost if due < cost * later else (later + due) / (1.0 + cost)
            owing.append(later)
        return np.minimum.accumulate(owing[::-1])
    balance = np.zeros((*service.shape[:-1], service.shape[-1] + 1))
    for year in reversed(range(service.shape[-1])):
        due, later = service[..., year], balance[..., year + 1]
        cost = rates[year]
        owed = np.asarray((later + due) / (1.0 + cost))
        balance[..., year] = np.divide(due, cost, out=owed, where=due < cost * later)
    return np.minimum.accumulate(balance, axis=-1)


def cover(timeline, debt):
    """
    Fill in the cover ratios of a loan from its cash flow and its service.

    Parameters
    ----------
    timeline : Timeline
    debt : Debt

    Returns
    -------
    debt : Debt
        With ``dscr``, ``min_dscr``, ``mean_dscr``, ``llcr`` and ``plcr``.
    """
    service = debt.interest + debt.principal
    due = service > NEGLIGIBLE * debt.amount[..., None]
    dscr = np.where(due, debt.cfads / np.where(due, service, 1.0), np.nan)
    some = debt.amount > 0
    counted = due & senior_years(debt)
    owed, count = np.where(some, debt.amount, 1.0), np.maximum(counted.sum(-1), 1)
    lowest = np.where(due, dscr, np.inf).min(-1)
    mean = np.where(some, np.where(counted, dscr, 0.0).sum(-1) / count, np.inf)
    llcr = npv(np.where(due, debt.cfads, 0.0), debt.rate, timeline.time) / owed
    plcr = npv(np.where(timeline.operating, debt.cfads, 0.0), debt.rate, timeline.time) / owed
    return debt._replace(dscr=dscr, min_dscr=lowest, mean_dscr=mean, llcr=np.where(some, llcr, np.inf),
                         plcr=np.where(some, plcr, np.inf))


def earned(debt):
    """
    Interest that the reserve accounts of a loan earn in each year on what they held at its beginning.

    Parameters
    ----------
    debt : Debt

    Returns
    -------
    earned : array, shape (..., year)
        Of the debt service reserve and of the reserve for renewals. [USD]
    """
    return debt.account_interest * before(debt.dsra + np.cumsum(debt.renewal, axis=-1))


def before(values):
    """
    Return what stood at the beginning of each year.

    Parameters
    ----------
    values : array, shape (..., year)
        At the end of each year. [USD]

    Returns
    -------
    values : array, shape (..., year)
        Zero in the first year. [USD]
    """
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), values[..., :-1]], axis=-1)


def deductible(debt):
    """
    Interest of a loan that is a cost to tax, less what its accounts earn.

    Parameters
    ----------
    debt : Debt

    Returns
    -------
    interest : array, shape (..., year)
        What is due in operation, what is added to a loan in the year in which it accrues (assumed: accounts are kept by
        accrual). [USD]
    """
    return debt.interest - earned(debt)


def with_income(flows, income):
    """
    Add what reserve accounts earn to each case of cash flow.

    Parameters
    ----------
    flows : sequence of array or None
        Shape (..., year); None is no case. [USD]
    income : array, shape (..., year)
        [USD]

    Returns
    -------
    flows : tuple of array or None
        [USD]
    """
    return tuple(None if flow is None else flow + income for flow in flows)


def senior_years(debt):
    """
    Return the years in which loans of the first rank are served, which means and shares of cover are of.

    Parameters
    ----------
    debt : Debt

    Returns
    -------
    years : array of bool, shape (..., year)
        Of a stack they end before its last loan, if that is subordinated: what is then served is small. [-]
    """
    if debt.stack is None:
        return debt.interest + debt.principal > NEGLIGIBLE * debt.amount[..., None]
    first = min(t.rank for t in debt.stack.tranches)
    own = np.array([t.rank == first for t in debt.stack.tranches])
    service = (debt.stack.interest[own] + debt.stack.principal[own]).sum(0)
    return service > NEGLIGIBLE * debt.amount[..., None]


def hold(debt):
    """
    Turn a loan into a debt model that keeps its amounts whatever the cash flow.

    Parameters
    ----------
    debt : Debt
        A loan sized on the expected case.

    Returns
    -------
    model : callable
        To be used like `sculpted` for years unlike those of the sizing (draws of a Monte Carlo): the owners
        meet any gap, so dividends may turn negative, and ``dscr`` says where the lenders would act.
    """
    def held(timeline, spend, renewal, cash, covers=()):
        cfads = cash(deductible(debt), (debt.fees + debt.idc).sum(-1))[0] + earned(debt) - debt.renewal
        uses = np.where(timeline.construction, spend + debt.fees + debt.idc + debt.dsra, 0.0)
        equity = uses - debt.draw
        return cover(timeline, debt._replace(equity=equity, cfads=cfads))
    return held


def check_debt(timeline, debt, spend):
    """
    Refuse a loan whose books do not close.

    Parameters
    ----------
    timeline : Timeline
    debt : Debt
    spend : array, shape (..., year)
        Cost of building in each year. [USD]

    Returns
    -------
    residual : float
        Largest gap of any book, relative to all uses. [-]

    Raises
    ------
    SundalinkError
        If sources differ from uses, the loan is not repaid, or a reserve account does not end empty.
    """
    scale = (debt.draw + debt.equity).sum(-1).max()
    first = np.where(timeline.construction, np.diff(debt.dsra, axis=-1, prepend=0.0), 0.0)
    books = [
        ("sources and uses in construction", debt.draw + debt.equity, spend + debt.fees + debt.idc + first),
        ("the loan account", np.cumsum(debt.draw - debt.principal, axis=-1), debt.balance),
        ("repayment of the loan", debt.principal.sum(-1), debt.amount),
        ("the debt service reserve account", debt.dsra[..., -1], np.zeros_like(debt.amount)),
        ("the reserve for renewals", debt.renewal.sum(-1), np.zeros_like(debt.renewal.sum(-1))),
    ]
    return max(check_balance(where, given, taken, scale) for where, given, taken in books)
