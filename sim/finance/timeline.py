"""Timeline of the project: construction, operation, price levels, and flows by year."""

from typing import NamedTuple

import numpy as np

from sim.checks import Count, Fraction, check_finite, check_within, refusal


class Timeline(NamedTuple):
    """Calendar years of the project, construction first; every field but the last three has shape (year,)."""

    year: np.ndarray          # calendar year
    construction: np.ndarray  # before the start of operation, bool
    operating: np.ndarray     # bool
    age: np.ndarray           # operating year, 0 the first; negative in construction
    time: np.ndarray          # years from the start of operation to the end of this year [yr]
    spend: np.ndarray         # share of the capex spent, sums to one [fraction]
    price: np.ndarray         # price level, 1 in the base year [-]
    cod: int                  # first calendar year of operation
    base: int                 # year of the constant money
    inflation: float          # a year [fraction]


def timeline(*, cod: Count = 2034, life: Count = 30, spend: tuple[Fraction, ...] = (0.10, 0.25, 0.35, 0.30),
             inflation: Fraction = 0.02, base: Count = 2025):
    """
    Lay out the years of the project; flows fall at the end of their year.

    Parameters
    ----------
    cod : int
        First year of operation, in full from 1 January. [-]
    life : int
        Years of operation. [yr]
    spend : tuple of float
        Shares of the capex spent in the years before operation, one a year, the last just before it.
        [fraction]
    inflation : float
        Yearly rise of the price level of all costs and indexed prices. [fraction]
    base : int
        Year of the constant money in which costs and prices are given. [-]

    Returns
    -------
    timeline : Timeline

    Raises
    ------
    SundalinkError
        If the shares do not add up to one.

    References
    ----------
    .. [1] Start of operation: Energy Market Authority of Singapore, conditional approval of 24 October 2023,
       and later statements (2033 to 2034). Inflation and the profile of spending are assumed.
    """
    shares = np.asarray(spend, dtype=float)
    check_within("share of capex spent in a year", shares, 0.0, 1.0, "fraction")
    if not abs(shares.sum() - 1) <= 1e-9:
        raise refusal("sum of the shares of capex spent a year", float(shares.sum()), "fraction", "must be 1")
    age = np.arange(-len(shares), life)
    return Timeline(
        year=cod + age, construction=age < 0, operating=age >= 0, age=age, time=age + 1.0,
        spend=np.concatenate([shares / shares.sum(), np.zeros(life)]),
        price=(1.0 + inflation) ** (cod + age - base), cod=cod, base=base, inflation=inflation)


def place(timeline, values):
    """
    Lay yearly values of operation on the timeline, with zeros in construction.

    Parameters
    ----------
    timeline : Timeline
    values : number or array, shape (..., operating_year)
        A value for each year of operation, or one for all of them.

    Returns
    -------
    placed : number array, shape (..., year)
        In the unit that was given.

    Raises
    ------
    SundalinkError
        If the values are not one for each year of operation.
    """
    values = np.asarray(values, dtype=float)
    count = int(timeline.operating.sum())
    if values.ndim == 0:
        values = np.full(count, float(values))
    if values.shape[-1] != count:
        raise refusal("years of a yearly value", values.shape[-1], "", f"must be {count}, the years of operation")
    check_finite("a yearly value of operation", values)
    before = np.zeros((*values.shape[:-1], len(timeline.year) - count))
    return np.concatenate([before, values], axis=-1)


def real(timeline, nominal):
    """
    Bring money of each year to the price level of the base year.

    Parameters
    ----------
    timeline : Timeline
    nominal : array, shape (..., year)
        Money of each year. [USD]

    Returns
    -------
    real : array, shape (..., year)
        Constant money of the base year. [USD]
    """
    return np.asarray(nominal) / timeline.price


def escalation(timeline, *, indexation: Fraction = 1.0):
    """
    Factor from a price in constant money to the price paid in each year.

    Parameters
    ----------
    timeline : Timeline
    indexation : float
        Share of inflation that the price follows once operation has begun; until then it follows in full. At
        1 the price is flat in constant money, at 0 flat in money of the first year of operation. [fraction]

    Returns
    -------
    factor : array, shape (year,)
        Nominal over real price. [-]

    References
    ----------
    .. [1] Full indexation is assumed: no contract of an importer has been published.
    """
    at_start = (1.0 + timeline.inflation) ** (timeline.cod - timeline.base)
    later = (1.0 + indexation * timeline.inflation) ** timeline.age
    return np.where(timeline.operating, at_start * later, timeline.price)


def working_capital(timeline, revenue, days):
    """
    Money tied up in unpaid invoices.

    Parameters
    ----------
    timeline : Timeline
    revenue : array, shape (..., year)
        Revenue less what is paid on the same invoices. [USD]
    days : float
        Days until an invoice is paid. [d]

    Returns
    -------
    increase : array, shape (..., year)
        Rise of the money outstanding over each year; all of it is back at the end of the last. [USD]
    """
    outstanding = np.array(np.broadcast_to(revenue * (days / 365.0), np.broadcast_shapes(
        np.shape(revenue), timeline.year.shape)))
    outstanding[..., -1] = 0.0
    return np.diff(outstanding, axis=-1, prepend=0.0)


def reserve(timeline, cost, years):
    """
    Payments into a reserve, less the cost met from it, for costs known ahead.

    Parameters
    ----------
    timeline : Timeline
    cost : array, shape (..., year)
        Costs to be met from the reserve. [USD]
    years : int
        Each cost is saved in equal nominal parts over so many years, its own year the last (fewer if
        operation has not run that long). [yr]

    Returns
    -------
    increase : array, shape (..., year)
        Rise of the reserve over each year; it sums to zero. [USD]
    """
    cost = np.asarray(cost, dtype=float)
    saved = np.zeros(cost.shape)
    first = int(timeline.construction.sum())
    for index in np.flatnonzero(cost.reshape(-1, cost.shape[-1]).any(axis=0)):
        start = max(first, index + 1 - years)
        saved[..., start:index + 1] += cost[..., index, None] / (index + 1 - start)
    return saved - cost


MODELS = {"timeline": timeline}
