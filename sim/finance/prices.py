"""The price that a project requires, for many costs of building at once."""

import numpy as np

from sim.checks import Fraction, Positive
from sim.finance.metrics import npv
from sim.finance.price import COVER_SLACK

STEPS = 60
"""Most times that a price is tried; regula falsi takes about ten."""


def required_prices(case, count, begin, *, target_irr: Fraction = 0.12, min_dscr: Positive = 1.35,
                    highest: Positive = 5000.0, tolerance: Positive = 1e-3):
    """
    Lowest price of the contract at which owners earn their return and lenders have their cover, case by case.

    Parameters
    ----------
    case : callable
        ``case(price)`` returns what owners put in and take out, shape (case, year), and the least cover of the debt,
        shape (case,), at a price each in constant money.
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
    `sim.finance.price.required_price` finds for one case with `brentq` on the return is found here by regula falsi
    (Illinois) on the value, for all cases together.

    References
    ----------
    .. [1] Dowell, Jarratt (1971), A modified regula falsi method for computing the root of an equation, BIT 11.
    """
    def worth(price):
        flows, cover = case(price)
        value = npv(flows, target_irr, np.arange(flows.shape[-1], dtype=float))
        value = np.where(cover / min_dscr - 1.0 + COVER_SLACK >= 0, value, np.minimum(value, -1.0))
        return np.where(np.isnan(value), -1.0, value)

    low, high = np.full(count, 0.9 * begin), np.full(count, 1.1 * begin)
    under, over = worth(low), worth(high)
    while (under > 0).any() or ((over < 0) & (high < highest)).any():
        wide = np.maximum(high - low, 1.0)
        if (low < -highest).any():
            break
        low, high = np.where(under > 0, low - wide, low), np.where(over < 0, np.minimum(high + wide, highest), high)
        under, over = worth(low), worth(high)
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
        value = worth(tried)
        good = value >= 0
        low, high = np.where(good, low, tried), np.where(good, tried, high)
        left = np.where(good, np.where(side > 0, 0.5 * left, left), value)
        right = np.where(good, value, np.where(side < 0, 0.5 * right, right))
        side = np.where(good, 1.0, -1.0)
    return np.where(possible, high, np.nan)
