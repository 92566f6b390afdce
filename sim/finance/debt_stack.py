"""The size of a debt stack: the least over the cases of cash flow, under caps on gearing and loan life cover."""

from typing import Literal

import numpy as np

from sim.checks import Count, Fraction, NonNegative, Positive, check_within
from sim.finance.construction_funding import fund_construction
from sim.finance.debt_service import Debt, cover, with_income
from sim.finance.debt_sizing import PATIENCE, Pass, income_of, least_service, limited, sculpted, settled
from sim.finance.debt_tranches import check_stack, lay_out, rates, size
from sim.finance.timeline import reserve

GIVE = 0.5
"""Part of each correction that a pass of the search takes once it has run long: it damps a swing."""


def stacked(timeline, spend, renewal, cash, covers=(), tranches=(), account_interest=0.0, *, dscr: Positive = 1.35,
            downside_dscr: Positive = 1.20, mezzanine_dscr: Positive = 1.10, minimum_llcr: NonNegative = 0.0,
            gearing: Fraction = 0.70, debt_reserve: Fraction = 0.5, renewal_reserve: Count = 5,
            drawdown: Literal["pro_rata", "equity_first", "debt_first"] = "pro_rata"):
    """
    Size several loans together and schedule drawdown and repayment of each.

    Parameters
    ----------
    timeline : Timeline
    spend : array, shape (..., year)
        Cost of building in each year, before the cost of finance. [USD]
    renewal : array, shape (year,)
        Cost of renewals in operation. [USD]
    cash : callable
        ``cash(interest, capitalised)`` as `sim.finance.debt_sizing.sculpted` takes it.
    covers : sequence of float
        Cover that each downside case must keep every year; `downside_dscr` for those that it does not name. [-]
    tranches : sequence of Tranche
        The loans.
    account_interest : float
        Interest a year on what the reserve accounts hold. [fraction]
    dscr : float
        Cover of senior and subordinated service that the expected (P50) case must keep every year. [-]
    downside_dscr : float
        Cover that the downside case must keep every year, where one is given. [-]
    mezzanine_dscr : float
        Cover of all service, mezzanine loans included, in the expected case. [-]
    minimum_llcr : float
        Minimum loan life cover ratio of the expected case; 0 for none. [-]
    gearing : float
        Highest share of debt in all uses. [fraction]
    debt_reserve : float
        Debt service reserve account: part of the next year's service kept in cash, filled before operation. [yr]
    renewal_reserve : int
        Years over which a replacement within the tenor is reserved for; 1 pays it when due. [yr]
    drawdown : str
        Whether debt is drawn pro rata with equity, after all equity or before it. [-]

    Returns
    -------
    debt : Debt
        All loans together, and each in `Debt.stack`.

    Raises
    ------
    SundalinkError
        If the loans cannot be (`sim.finance.debt_tranches.check_stack`), or debt and tax do not settle.

    References
    ----------
    .. [1] Yescombe, "Principles of Project Finance", 2nd edition 2014. Terms to be seen beside it: NeuConnect (2022)
       senior debt of 25 years with margins of 160 to 190 basis points in operation; Hai Long (2023) 55 % debt, seven
       export credit agencies; Monsoon (2023) A and B loans with concessional parts, 73 % debt. Defaults assumed.
    """
    life = int(timeline.operating.sum())
    check_stack(tranches, life)
    check_within("gearing", gearing, 0.0, 1.0, "fraction")
    longest = max(t.tenor for t in tranches)
    loan = timeline.operating & (timeline.age < longest)
    saved = reserve(timeline, np.where(loan, renewal, 0.0), renewal_reserve if gearing > 0 else 1)
    fees = [sum(t.share * getattr(t, name) for t in tranches) for name in ("rate_construction", "upfront",
                                                                            "commitment")]

    def fund(amount, equity, first):
        return fund_construction(timeline, spend, amount, equity, debt_reserve * first, *fees, drawdown)

    def most(interest, capitalised, income):
        available, *worse = with_income(cash(interest - income, capitalised), income)
        service = np.where(loan, least_service(available, worse, saved, dscr, covers, downside_dscr), 0.0)
        every = np.where(loan, np.maximum(available - saved, 0.0) / mezzanine_dscr, 0.0)
        amount, shape = size(tranches, service[..., timeline.operating], every[..., timeline.operating])
        if minimum_llcr > 0:
            rate = sum(t.share * rates(t, life) for t in tranches)
            present = (np.where(loan, available - saved, 0.0)[..., timeline.operating] * np.cumprod(1 / (1 + rate)))
            amount = np.minimum(amount, np.maximum(present.sum(-1), 0.0) / minimum_llcr)
        return available - saved, amount, shape

    return _settle(timeline, tranches, most, fund, gearing, debt_reserve, saved, account_interest)


def _settle(timeline, tranches, most, fund, gearing, debt_reserve, saved, account_interest):
    """Return the Debt at which size, interest, tax, fees and reserve agree."""
    even = np.where(timeline.construction, 1.0 / timeline.construction.sum(), 0.0)

    def turn(before, number):
        cfads, largest, shape = most(before.interest, before.capitalised, before.income)
        uses, drawn, fees, idc = fund(before.amount, before.equity, before.first)
        cap, step = gearing * uses.sum(-1), GIVE if number > PATIENCE / 2 else 1.0
        amount = before.amount + step * (np.minimum(largest, cap) - before.amount)
        stack = lay_out(tranches, timeline, amount[..., None] * even, shape)
        service = stack.interest.sum(0) + stack.principal.sum(0)
        interest = stack.interest.sum(0)
        first = service[..., int(timeline.construction.sum())]
        return Pass(amount, uses.sum(-1) - amount, interest, (fees + idc).sum(-1), first, shape, cfads, uses, drawn,
                    fees, idc, limited(largest, cap), income_of(service, saved, debt_reserve, account_interest))

    last = settled(timeline, fund(0.0, 1.0, 0.0)[0], turn, "loans, interest and tax do not settle; try slightly other "
                   "terms", income_of(np.zeros(len(timeline.year)), saved, debt_reserve, account_interest))
    return _debt(timeline, lay_out(tranches, timeline, last.drawn, last.shape), last.uses, last.fees, last.idc,
                 last.cfads, debt_reserve, saved, last.limit)._replace(account_interest=account_interest)


def _debt(timeline, stack, uses, fees, idc, cfads, debt_reserve, saved, limit):
    """Return a stack as one loan with its cover ratios."""
    draw, interest, principal, balance = (part.sum(0) for part in (stack.draw, stack.interest, stack.principal,
                                                                   stack.balance))
    amount, total = draw.sum(-1), uses.sum(-1)
    dsra = np.zeros_like(draw)
    dsra[..., :-1] = debt_reserve * (interest + principal)[..., 1:]
    dsra = np.where(np.arange(len(timeline.year)) >= timeline.construction.sum() - 1, dsra, 0.0)
    rate = float(sum(t.share * rates(t, 1)[0] for t in stack.tranches))
    debt = Debt(draw, uses - draw, fees, idc, interest, principal, balance, dsra, saved, cfads, cfads, amount,
                amount / np.where(total > 0, total, 1.0), limit, amount, amount, amount, amount, rate, stack)
    return cover(timeline, debt)


MODELS = {"sculpted": sculpted, "stacked": stacked}
