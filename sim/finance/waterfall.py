"""The cash waterfall of a project company: payments in order of priority, for all simulated lives at once."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction, NonNegative, check_balance

Cures = Annotated[int, Ge(0), Le(1000)]
Periods = Annotated[int, Ge(1), Le(12)]

NOTHING = 1e-6
"""Service left unpaid below this share of all debt is a rounding, no default."""


class Loans(NamedTuple):
    """Loans as they are scheduled, shape (tranche, year of operation)."""

    interest: np.ndarray   # [USD]
    principal: np.ndarray  # [USD]
    balance: np.ndarray    # owed at the end of each year [USD]
    rate: np.ndarray       # interest a year [fraction]
    rank: np.ndarray       # shape (tranche,): 1 senior, 2 subordinated, 3 mezzanine
    cover: np.ndarray      # shape (tranche,): share of a loss that a guarantor bears [fraction]


class Waterfall(NamedTuple):
    """Payments of each period, nominal USD, shape (life, period); those of loans (life, tranche, period)."""

    cash: np.ndarray          # available before debt, with what the accounts earn [USD]
    interest: np.ndarray      # paid [USD]
    principal: np.ndarray     # repaid [USD]
    balance: np.ndarray       # owed at the end, what was left unpaid included [USD]
    debt_reserve: np.ndarray  # in the debt service reserve account at the end [USD]
    maintenance: np.ndarray   # in the accounts for renewals, cable repair and removal at the end [USD]
    trapped: np.ndarray       # locked up by the lock-up test, at the end [USD]
    distributed: np.ndarray   # to the owners [USD]
    support: np.ndarray       # costs of operation that neither cash nor an account met: paid in by the owners [USD]
    cover: np.ndarray         # cash of twelve months over what senior and subordinated loans were due in them [-]
    drawn: np.ndarray         # whether the debt service reserve was drawn on
    locked: np.ndarray        # whether distributions were locked
    default: np.ndarray       # whether senior or subordinated service was left unpaid
    income: np.ndarray        # interest that the accounts earned, part of `cash` [USD]
    loss: np.ndarray          # shape (life, tranche): present value not received, over the loan, guarantees off [-]


class _State(NamedTuple):
    """Accounts of each life before a period, shape (life,), and what is owed, shape (life, tranche). [USD]"""

    owed: np.ndarray
    debt_reserve: np.ndarray
    maintenance: np.ndarray
    trapped: np.ndarray
    cures: np.ndarray


def waterfall(cash, loans, first_reserve, maintenance, account_interest=0.0, *, periods: Periods = 2,
              first_half: Fraction = 0.5, reserve: NonNegative = 0.5, lock_up: NonNegative = 1.10,
              sweep: Fraction = 0.0, equity_cures: Cures = 0):
    """
    Pay the cash of each period in order of priority, and report shortfalls.

    Parameters
    ----------
    cash : array, shape (life, year of operation)
        Revenue less cost of operation, renewals and tax, before debt and without what the accounts earn. [USD]
    loans : Loans
        The service that is due.
    first_reserve : float
        Debt service reserve that was filled in construction. [USD]
    maintenance : array, shape (year of operation,)
        Target of the accounts for renewals, cable repair and removal at the end of each year. [USD]
    account_interest : float
        Interest a year on what all accounts hold, locked-up cash among it. [fraction]
    periods : int
        Periods in a year: 2 for half-years, 1 to check against yearly accounts. [1/yr]
    first_half : float
        Share of a year's cash in its first half, with two periods. [fraction]
    reserve : float
        Target of the debt service reserve account, as a part of the next year's senior and subordinated service. [yr]
    lock_up : float
        Lock-up: cover of the last twelve months below which nothing is distributed. [-]
    sweep : float
        Cash sweep: share of distributable cash that prepays senior loans, the next instalments first. [fraction]
    equity_cures : int
        Equity cures: periods of a life in which the owners pay a remaining shortfall of senior and subordinated
        service. [-]

    Returns
    -------
    waterfall : Waterfall

    Raises
    ------
    SundalinkError
        If the payments of a period do not sum to what came in.

    Notes
    -----
    Order: senior service, subordinated service, debt service reserve, accounts for renewals and repair, mezzanine
    service, lock-up test, sweep, distribution. In a bad period locked-up cash, then the maintenance accounts, then the
    debt service reserve, then the owners as often as they have agreed to (``equity_cures``) serve the loans; what is
    still unpaid is a default: it stays owed with interest and is paid as
    soon as there is cash. Interest of a period is ``(1 + rate)^(1/periods) - 1`` of what is owed; a year's principal is
    due in equal parts. A mezzanine loan whose service is not paid is no default: its interest is added to it.

    References
    ----------
    .. [1] Yescombe, "Principles of Project Finance", 2nd edition 2014, chapter on cash-flow cascades. Lock-up at 1.10
       to 1.15 is usual (assumed).
    """
    lives, years = cash.shape
    count, share = years * periods, np.array([first_half, 1.0 - first_half]) if periods == 2 else 1.0 / periods
    parts = (cash[:, :, None] * (share * np.ones(periods))).reshape(lives, count)
    due, cost, added = _schedule(loans, periods)
    ahead = _ahead(due, cost, loans, periods, reserve)
    target = np.repeat(maintenance, periods)
    kept = np.zeros((len(_FIELDS), lives, count))
    paid = np.zeros((3, lives, loans.rank.size, count))
    state = _State(np.broadcast_to(loans.balance[:, 0] + loans.principal[:, 0], (lives, loans.rank.size)).copy(),
                   np.full(lives, float(first_reserve)), np.zeros(lives), np.zeros(lives),
                   np.full(lives, equity_cures))
    recent = np.zeros((2, periods, lives))
    earning = (1.0 + account_interest) ** (1.0 / periods) - 1.0
    for period in range(count):
        income = earning * (state.debt_reserve + state.maintenance + state.trapped)
        parts[:, period] += income
        state, flows, paid[..., period] = _period(
            state, parts[:, period], (due[:, period], cost[:, period], added[:, period]), ahead[period], target[period],
            loans.rank, recent, lock_up, sweep)
        kept[:-1, :, period], kept[-1, :, period] = flows, income
    found = dict(zip(_FIELDS, kept, strict=True))
    interest, principal, balance = paid
    _close(parts, interest, principal, found, first_reserve)
    loss = _loss(loans, interest, principal, cost)
    return Waterfall(parts, interest, principal, balance, **{name: values > 0 if name in _FLAGS else values
                                                            for name, values in found.items()}, loss=loss)


_FIELDS = ("debt_reserve", "maintenance", "trapped", "distributed", "support", "cover", "drawn", "locked", "default",
           "income")
_FLAGS = ("drawn", "locked", "default")


def _schedule(loans, periods):
    """Return the scheduled balance of each loan after each period, its cost, and capitalised interest, (tranche,
    period)."""
    years = loans.balance.shape[1]
    before = loans.balance + loans.principal
    passed = (np.arange(periods) + 1.0) / periods
    owed = before[:, :, None] - loans.principal[:, :, None] * passed
    cost = np.repeat((1.0 + loans.rate) ** (1.0 / periods) - 1.0, periods, axis=1)
    owed = owed.reshape(len(owed), years * periods)
    return owed, cost, np.maximum(np.diff(owed, axis=1, prepend=before[:, :1]), 0.0)


def _ahead(due, cost, loans, periods, reserve):
    """Return the target of the debt service reserve after each period. [USD]"""
    senior = loans.rank < 3
    start = np.concatenate([(loans.balance[:, :1] + loans.principal[:, :1]), due[:, :-1]], axis=1)
    service = (start * cost + start - due)[senior].sum(0)
    following = np.concatenate([service[1:], np.zeros(periods)])
    return reserve * np.array([following[at:at + periods].sum() for at in range(service.size)])


def _period(state, cash, loans, ahead, target, rank, recent, lock_up, sweep):
    """Return the accounts after a period, its flows in the order of `_FIELDS`, and what loans were paid and owe."""
    owed, first, (due, cost, added) = state.owed, rank < 3, loans
    interest_due = owed * cost
    service_due = np.maximum(interest_due - added + np.maximum(owed + added - due, 0.0), 0.0)
    need = (service_due * first).sum(-1)
    have, maintenance, debt_reserve, drawn = _gather(state, cash, need)
    support = np.maximum(-have, 0.0)
    have = have + support
    missing = np.where(state.cures > 0, np.maximum(need - have, 0.0), 0.0)
    cures = state.cures - (missing > NOTHING * np.maximum((owed * first).sum(-1), 1.0))
    support, have = support + missing, have + missing
    pay = np.zeros_like(owed)
    for level in (1, 2):
        pay, have = _share_out(pay, service_due * (rank == level), have)
    unpaid = need - pay[:, first].sum(-1)
    scale = NOTHING * np.maximum((owed * first).sum(-1), 1.0)
    # Accounts are filled up to their targets, and give back what is above them.
    top = np.minimum(ahead - debt_reserve, have)
    debt_reserve, have = debt_reserve + top, have - top
    top = np.minimum(target - maintenance, have)
    maintenance, have = maintenance + top, have - top
    pay, have = _share_out(pay, service_due * (rank == 3), have)
    recent[:, :-1], recent[:, -1] = recent[:, 1:].copy(), (cash, need)
    total = recent.sum(1)
    cover = np.where(total[1] > 0, total[0] / np.where(total[1] > 0, total[1], 1.0), np.inf)
    locked = (cover < lock_up) & (need > 0)
    early = np.where(locked, 0.0, sweep * have)
    interest = np.minimum(pay, interest_due)
    after = owed + interest_due - pay
    repaid, have_less = _prepay(after, early, rank)
    have = have - have_less
    after, pay = after - repaid, pay + repaid
    distributed = np.where(locked, 0.0, have)
    flows = np.array([debt_reserve, maintenance, have - distributed, distributed, support, cover, drawn > scale, locked,
                      unpaid > scale])
    return (_State(after, debt_reserve, maintenance, have - distributed, cures), flows,
            np.array([interest, pay - interest, after]))


def _gather(state, cash, need):
    """Return the cash available to loans, the balances of the two accounts, and the draw on the debt reserve.

    Cash comes first, then locked-up cash, then the accounts for renewals, then the debt service reserve.
    """
    have = cash + state.trapped
    given = np.minimum(state.maintenance, np.maximum(need - have, 0.0))
    have, maintenance = have + given, state.maintenance - given
    drawn = np.minimum(state.debt_reserve, np.maximum(need - have, 0.0))
    return have + drawn, maintenance, state.debt_reserve - drawn, drawn


def _share_out(pay, due, have):
    """Return payments to loans and the remaining cash: each loan by its share of the amount due."""
    total = due.sum(-1)
    part = np.minimum(have / np.where(total > 0, total, 1.0), 1.0)
    given = due * part[:, None]
    return pay + given, have - given.sum(-1)


def _prepay(owed, early, rank):
    """Return early repayments of senior loans by their balances, and the cash used."""
    senior = owed * (rank == 1)
    total = senior.sum(-1)
    part = np.minimum(early / np.where(total > 0, total, 1.0), 1.0)
    return senior * part[:, None], (senior * part[:, None]).sum(-1)


def _close(cash, interest, principal, found, first_reserve):
    """Refuse a period whose payments do not sum to what came in."""
    accounts = found["debt_reserve"] + found["maintenance"] + found["trapped"]
    rise = np.diff(accounts, axis=-1, prepend=float(first_reserve))
    paid = interest.sum(1) + principal.sum(1) + found["distributed"] + rise
    check_balance("the cash waterfall", cash + found["support"], paid,
                  max(float(np.abs(cash).max()), float(np.max(first_reserve)), 1.0))


def _loss(loans, interest, principal, cost):
    """Return the present value that lenders do not receive, over the loan, what guarantors pay taken off."""
    discount = np.cumprod(1.0 / (1.0 + cost), axis=-1)
    amount = loans.balance[:, 0] + loans.principal[:, 0]
    received = ((interest + principal) * discount).sum(-1)
    lost = 1.0 - received / np.where(amount > 0, amount, 1.0)
    return np.where(amount > 0, np.maximum(np.where(lost > 1e-9, lost, 0.0), 0.0) * (1.0 - loans.cover), 0.0)
