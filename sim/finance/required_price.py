"""Required price: the price per MWh in Singapore that meets the targets of owners and lenders."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.checks import Fraction, Positive
from sim.errors import SundalinkError
from sim.finance.metrics import irr, npv
from sim.units import percent

if TYPE_CHECKING:
    from sim.finance.project_returns import ProjectFinance

COVER_SLACK = 1e-9   # a loan sized to the cover ratio meets it to rounding
NEAR = 0.03   # how far about a likely price the required one is looked for first [fraction]


class RequiredPrice(NamedTuple):
    """A price and what decides it."""

    price: float     # real, of the base year [USD/MWh]
    binds: str       # "equity IRR" or "minimum DSCR": which of the two asks for this price
    debt_limit: str  # what holds the debt down at this price: "dscr", "gearing" or "no cash flow"
    finance: "ProjectFinance | None"  # the books at this price; None where no price was found


def required_price(books, quick=None, near=None, *, target_irr: Fraction = 0.12, min_dscr: Positive = 1.35,
                   highest: Positive = 5000.0, tolerance: Positive = 1e-6):
    """
    Lowest price of the contract at which owners earn their return and lenders have their cover.

    Parameters
    ----------
    books : callable
        ``books(price)`` returns the `ProjectFinance` of one case at that price in constant money of the base year;
        the money paid follows the indexation chosen there.
    quick : callable, optional
        ``quick(price)`` returns the same return on equity and the same loan, ``(equity_irr, debt)``, without the other
        figures; `books` is asked where it is not given.
    near : float, optional
        A price that the one asked for is likely to lie near: fewer prices are tried if it does. [USD/MWh]
    target_irr : float
        Nominal return on equity after tax that the owners ask. [fraction]
    min_dscr : float
        Cover of debt service that no year may fall below. [-]
    highest : float
        No higher price is tried. [USD/MWh]
    tolerance : float
        How closely the price is found. [USD/MWh]

    Returns
    -------
    required : RequiredPrice

    Raises
    ------
    SundalinkError
        If no price up to the highest does, with the reason.

    Notes
    -----
    At each price the loan is sized anew: as much as the cover ratio allows, at most the gearing cap. So with
    a loan sized to ``min_dscr`` the cover holds at any price, and enters the price through the amount of debt
    (``debt_limit``); with a loan held fixed the cover may itself ask for the higher price. A tax holiday that
    starts a year earlier makes the return fall by a step as the price rises; where the target lies within
    such a step the upper edge is returned, so that the price always meets both conditions.

    References
    ----------
    .. [1] Target: assumed, within the 12 to 15 % asked before construction of offshore wind in new markets.
    """
    known = {}

    def beyond(price, what):
        if price not in known:
            finance = books(price) if quick is None else None
            known[price] = quick(price) if finance is None else (finance.equity_irr, finance.debt)
        rate, debt = known[price]
        if what == "minimum DSCR":
            return float(np.clip(debt.min_dscr / min_dscr - 1.0 + COVER_SLACK, -1.0, 1.0))
        rate = float(rate)
        return (rate if np.isfinite(rate) else -1.0) - target_irr

    binds = "equity IRR"
    low, high = _about(beyond, binds, near, highest)
    low = next((p for p in (0.0, -highest) if beyond(p, binds) < 0), None) if low is None else low
    if low is None:
        raise SundalinkError(f"required price: {binds} is met even at {-highest:g} USD/MWh; other "
                             "revenue carries the project, or the price does not act on it")
    price = _lowest(beyond, binds, low, high, tolerance, books)
    if beyond(price, "minimum DSCR") < 0:
        binds = "minimum DSCR"
        price = _lowest(beyond, binds, price, highest, tolerance, books)
    finance = books(price)
    return RequiredPrice(price, binds, str(finance.debt.limit), finance)


def earned(flows, target):
    """
    Return on equity for the search of a price, also of owners who put in next to nothing.

    Parameters
    ----------
    flows : array, shape (year,)
        Of the owners, money in positive. [USD]
    target : float
        Return that they ask. [fraction]

    Returns
    -------
    rate : float
        Rate of return. Where there is none, as of a company that buys all it needs from others and invests nothing, the
        target plus the present value at the target over all flows: on the same side of the target. [fraction]
    """
    rate = float(irr(flows))
    if np.isfinite(rate):
        return rate
    value = float(npv(flows, target, np.arange(flows.shape[-1], dtype=float)))
    return target + value / max(float(np.abs(flows).sum()), 1e-300)


def _about(beyond, what, near, highest):
    """Return prices about a likely one, below which a condition fails and above which it holds; none and the highest
    where they are not."""
    if near is None or not near > 0.0:
        return None, highest
    low, high = (1.0 - NEAR) * near, min((1.0 + NEAR) * near, highest)
    return (low, high) if beyond(low, what) < 0 <= beyond(high, what) else (None, highest)


def _lowest(beyond, what, low, highest, tolerance, books):
    """Return the price above `low`, where a condition fails, at which it begins to hold, or say why not."""
    from scipy.optimize import brentq

    if not beyond(highest, what) >= 0:
        raise SundalinkError(_why(books(highest), what, highest))
    high = highest
    while high > max(2 * low, 20.0) and beyond(high / 2, what) >= 0:   # a narrow bracket saves many books
        high /= 2
    price = brentq(beyond, low, high, args=(what,), xtol=tolerance * 1e-3, rtol=1e-15)
    step = tolerance * 1e-3
    while beyond(price, what) < -1e-9:   # brentq may stop on the lower edge of a step
        price, step = price + step, 2 * step
    return float(price)


def _why(finance, what, highest):
    """Return why even the highest price is not enough."""
    if not np.any(finance.contract_revenue):
        reason = "no energy is paid under the contract"
    elif what == "minimum DSCR":
        reason = f"the lowest cover of debt service is {float(finance.debt.min_dscr):.3g}"
    else:
        rate = float(finance.equity_irr)
        reason = f"equity earns {percent(rate, 2)}" if np.isfinite(rate) else f"{finance.equity_irr_reason}"
    return f"required price = above {highest:g} [USD/MWh]: no price up to there meets the {what}; {reason}"


MODELS = {"required_price": required_price}


STEPS = 60
"""Most times that a price is tried; regula falsi takes about ten."""


def required_prices(books, count, begin, *, target_irr: Fraction = 0.12, min_dscr: Positive = 1.35,
                    highest: Positive = 5000.0, tolerance: Positive = 1e-3):
    """
    Lowest price of the contract at which owners earn their return and lenders have their cover, case by case.

    Parameters
    ----------
    books : callable
        ``books(price)`` returns what owners put in and take out, shape (case, year), and the `Debt`, at a price each in
        constant money.
    count : int
        How many cases.
    begin : float
        Price near which they lie, such as that of the planned costs. [USD/MWh]
    target_irr : float
        Nominal return on equity after tax that the owners ask. [fraction]
    min_dscr : float
        Cover of debt service that no year may fall below. [-]
    highest : float
        No higher price is tried. [USD/MWh]
    tolerance : float
        How closely prices are found. [USD/MWh]

    Returns
    -------
    price : array, shape (case,)
        Real, of the base year; NaN where none up to the highest does. [USD/MWh]

    Notes
    -----
    At the price the owners' flows have no present value at the rate they ask. Where a start of tax holidays makes the
    value fall by a step, the upper edge is kept; a price at which debt and tax do not settle is not enough. What
    `sim.finance.required_price.required_price` finds for one case with `brentq` on the return is found here by regula
    falsi (Illinois) on the value, for all cases together.

    References
    ----------
    .. [1] Dowell, Jarratt (1971), A modified regula falsi method for computing the root of an equation, BIT 11.
    """
    def value_at(price):
        flows, loan = books(price)
        value = npv(flows, target_irr, np.arange(flows.shape[-1], dtype=float))
        value = np.where(loan.min_dscr / min_dscr - 1.0 + COVER_SLACK >= 0, value, np.minimum(value, -1.0))
        return np.where(np.isnan(value), -1.0, value)

    low, high = np.full(count, 0.9 * begin), np.full(count, 1.1 * begin)
    under, over = value_at(low), value_at(high)
    while (under > 0).any() or ((over < 0) & (high < highest)).any():
        wide = np.maximum(high - low, 1.0)
        if (low < -highest).any():
            break
        low, high = np.where(under > 0, low - wide, low), np.where(over < 0, np.minimum(high + wide, highest), high)
        under, over = value_at(low), value_at(high)
    possible = (over >= 0) & (under <= 0)
    left, right, side = under, over, np.zeros(count)
    for step in range(STEPS):
        if not (possible & (high - low > tolerance)).any():
            break
        share = left / np.where(left == right, 1.0, left - right)
        # A step into the bracket from both of its ends, and now and then its middle, so that it closes about a kink.
        margin = 0.4 * tolerance / np.maximum(high - low, tolerance)
        share = np.where(step % 5 == 4, 0.5, np.clip(share, margin, 1.0 - margin))
        tried = low + share * (high - low)
        value = value_at(tried)
        good = value >= 0
        low, high = np.where(good, low, tried), np.where(good, tried, high)
        left = np.where(good, np.where(side > 0, 0.5 * left, left), value)
        right = np.where(good, value, np.where(side < 0, 0.5 * right, right))
        side = np.where(good, 1.0, -1.0)
    return np.where(possible, high, np.nan)
