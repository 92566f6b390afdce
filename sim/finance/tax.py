"""Tax on the project's income: depreciation, losses carried forward, holidays."""

from typing import Annotated, NamedTuple

import numpy as np

from sim.checks import Count, Fraction, Ge, Le

Years = Annotated[int, Ge(0), Le(1000)]


class Tax(NamedTuple):
    """Tax of each year and how it came about; every field has shape (..., year) but the last, (...)."""

    tax: np.ndarray         # paid in its own year [USD]
    assessable: np.ndarray  # income after losses brought forward, never negative [USD]
    offset: np.ndarray      # losses of earlier years set against this year's income [USD]
    expired: np.ndarray     # losses that can be used no more after this year [USD]
    rate: np.ndarray        # effective rate on assessable income [fraction]
    start: np.ndarray       # operating year, 0 the first, in which the holiday begins


def straight_line(timeline, amount, start, years, end):
    """
    Depreciation of an asset in equal parts, the rest in the year in which it goes out of use.

    Parameters
    ----------
    timeline : Timeline
    amount : float
        What is written off. [USD]
    start : int
        Operating year, 0 the first, of the first part; negative before full operation.
    years : float
        Number of equal parts. [yr]
    end : int
        Operating year from which the asset is out of use; what is left is written off in the year before.

    Returns
    -------
    depreciation : array, shape (year,)
        Sums to the amount, in nominal money. [USD]
    """
    used = np.where(timeline.age >= min(start, 0), np.clip(timeline.age + 1 - start, 0, years), 0) / years
    written = np.where(timeline.age + 1 >= end, 1.0, used)
    return amount * np.diff(written, prepend=0.0)


def carry_forward(profit, years):
    """
    Set losses against the profits of the years that follow, the oldest loss first.

    Parameters
    ----------
    profit : array, shape (..., year)
        Taxable profit, a loss negative. [USD]
    years : int
        Number of later years in which a loss can be used.

    Returns
    -------
    offset, expired : array, shape (..., year)
        Losses used in each year, and losses lost at its end. What is left at the end of the project expires
        in its last year, so that losses = used + expired. [USD]
    """
    profit = np.asarray(profit, dtype=float)
    offset, expired = np.zeros(profit.shape), np.zeros(profit.shape)
    if not (profit < 0).any():
        return offset, expired
    from sim.finance._tax import carried

    rows = (-1, profit.shape[-1])
    carried(np.ascontiguousarray(profit).reshape(rows), np.empty(years + 1), offset.reshape(rows),
            expired.reshape(rows))
    return offset, expired


def deductible_interest(interest, surplus, share, years=5):
    """
    Interest that tax lets be deducted under a cap on its share of the surplus of operation (EBITDA).

    Parameters
    ----------
    interest : array, shape (..., year)
        Due in each year. [USD]
    surplus : array, shape (..., year)
        Revenue less cost of operation. [USD]
    share : float
        Cap. [fraction]
    years : int
        Later years in which interest above the cap may still be deducted, where there is room.

    Returns
    -------
    deducted : array, shape (..., year)
        Never more over the life than the interest itself. [USD]

    References
    ----------
    .. [1] Decree 132/2020/ND-CP of Vietnam, Article 16: 30 % of EBITDA, carried forward five years; it binds where
       parties are related, which a lender's guarantee by a parent can make them. That it would here is assumed.
    """
    room = share * np.maximum(surplus, 0.0) - interest
    used, _ = carry_forward(room, years)
    return np.minimum(interest, interest + room) + used


def vietnam(profit, age, *, preferential_rate: Fraction = 0.10, preferential_years: Years = 15,
            standard_rate: Fraction = 0.20, exempt_years: Years = 4, half_years: Years = 9,
            latest_start: Count = 4, carry_years: Years = 5, minimum_rate: Fraction = 0.15):
    """
    Corporate income tax of Vietnam on an encouraged investment.

    Parameters
    ----------
    profit : array, shape (..., year)
        Revenue less deductible cost, depreciation and interest. [USD]
    age : array of int, shape (year,)
        Operating year, 0 the first with revenue; negative before.
    preferential_rate : float
        Rate from the first year with revenue. [fraction]
    preferential_years : int
        Years with the preferential rate. [yr]
    standard_rate : float
        Rate of tax in all later years. [fraction]
    exempt_years : int
        Years without tax, from the first year with taxable income. [yr]
    half_years : int
        Years at half the tax, after the exempt years. [yr]
    latest_start : int
        Year with revenue, 1 the first, in which the exemption begins even without taxable income. [yr]
    carry_years : int
        Years after a loss in which it can be carried forward. [yr]
    minimum_rate : float
        Minimum tax on assessable income, with or without tax holidays: the domestic top-up tax of large groups; 0 for
        none. [fraction]

    Returns
    -------
    tax : Tax

    Notes
    -----
    Taxable income, which starts the holiday, is counted before losses brought forward; losses are set against
    the income of exempt years too, where they save nothing. Rates count from the first year with revenue, the
    holiday from its own start, so the two overlap freely. The top-up is counted on assessable income, without the
    exclusion for payroll and tangible assets. Not modelled: tax held back on interest paid abroad (taken as part of the
    all-in rate of debt), and the loss in value of depreciation booked in VND.

    References
    ----------
    .. [1] Law on Corporate Income Tax of Vietnam: 20 %; 10 % for 15 years; exemption of 4 years then half
       for 9, counted from the first year with taxable income, at the latest from the fourth with revenue
       (Circular 78/2014/TT-BTC, Articles 9 and 18 to 20). That offshore wind for export qualifies under the
       Law 67/2025/QH15 is assumed.
    .. [2] Qualified domestic minimum top-up tax, Resolution 107/2023/QH15, in force since 1 January 2024; the floor of
       15 % and the turnover of EUR 750 million from which a group is bound by it are those of the OECD's model rules
       (assumed to be Vietnam's).
    """
    profit, age = np.asarray(profit, dtype=float), np.asarray(age)
    offset, expired = carry_forward(profit, carry_years)
    from sim.finance._tax import encouraged

    due, assessable, rate = np.empty((3, *profit.shape))
    start = np.empty(profit.shape[:-1], dtype=np.int64)
    rows = (-1, profit.shape[-1])
    encouraged(np.ascontiguousarray(profit).reshape(rows), age, offset.reshape(rows), preferential_rate,
               preferential_years, standard_rate, exempt_years, half_years, latest_start, minimum_rate,
               due.reshape(rows), assessable.reshape(rows), rate.reshape(rows), start.reshape(-1))
    return Tax(due, assessable, offset, expired, rate, start)


def flat(profit, age, *, rate: Fraction = 0.20, carry_years: Years = 5):
    """
    One rate on all income, after losses of earlier years.

    Parameters
    ----------
    profit : array, shape (..., year)
        Revenue less deductible cost, depreciation and interest. [USD]
    age : array of int, shape (year,)
        Operating year, 0 the first; not used, there is no holiday.
    rate : float
        Rate of tax. [fraction]
    carry_years : int
        Years after a loss in which it can be carried forward. [yr]

    Returns
    -------
    tax : Tax

    References
    ----------
    .. [1] Law on Corporate Income Tax of Vietnam: standard rate 20 %, losses carried forward five years.
    """
    profit = np.asarray(profit, dtype=float)
    offset, expired = carry_forward(profit, carry_years)
    assessable = np.maximum(np.maximum(profit, 0.0) - offset, 0.0)   # not a rounding below zero
    return Tax(rate * assessable, assessable, offset, expired, np.full_like(profit, rate),
               np.zeros(profit.shape[:-1], dtype=int))


MODELS = {"vietnam": vietnam, "flat": flat}
