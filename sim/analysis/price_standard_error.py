"""Standard error of the required price of a case, from its weather years and outage histories."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.variable import Variable
from sim.case import licence
from sim.case.contract_terms import sold
from sim.case.outages import weighed
from sim.case.years import interpolate
from sim.finance.metrics import real_rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.chain import Case

FIGURES = {"required_price_se": ("USD/MWh", "standard error of required_price from its weather years and outage "
                                            "histories; none with one weather year")}

FEWEST = 4
"""Weather years below which the spread about a line says nothing; each further known companion needs one more."""


class YearlyPrices(NamedTuple):
    """Required price as each weather year alone would ask for it."""

    price: np.ndarray
    """Linearised about the mean of all, shape (weather_year,); their mean is the required price. [USD/MWh]"""
    standard_error: float
    """Of the required price; NaN with one weather year, or without a required price. [USD/MWh]"""
    adjusted: np.ndarray
    """`price` without what the known companions explain, wider by the freedom that they take: the standard deviation of
    these over the root of their number is the standard error but for that of the chosen outage histories, which cases
    have in common, shape (weather_year,). [USD/MWh]"""


def compute(case: Case) -> YearlyPrices:
    """
    Return the required price by weather year, and its standard error.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    prices : YearlyPrices

    Notes
    -----
    The required price P pays what the project needs from the contract in present value, N = P E + R: E is the energy
    paid at that price, R all other sales less penalties and charges, both present values over the years of operation at
    the real cost of capital, means over weather years. With N held, a weather year w that departs from the means by
    dE and dR moves the price by -(P dE + dR) / E: the linearised ratio estimator [1]_. Each weather year is averaged
    over its outage histories first, so the spread between weather years holds that of weather and of outages; its
    standard deviation over the root of their number is the standard error. Not counted: that neighbouring years of one
    wind record may resemble each other, and that tax and the size of the loan follow income.

    Two means are known, the one exactly. A synthetic record is scaled to the mean speed of its climate. And the outage
    histories of the trade stand for equal parts of a pool of a thousand, so that what outages take in all years
    together is nearly that of the pool, though single years have much or little of it. The mean is then the regression
    estimator with the yearly speed and the yearly share of outages as auxiliary variables [1]_, whose standard error is
    the spread about the plane of price on both, not the whole spread. What the chosen histories take together has an
    error of its own, `sim.case.outages.Histories.error`; times the slope of price on outages it is added as an
    independent one (double sampling [1]_). A band at 95 % takes Student's t with as many degrees of freedom as there
    are weather years less three.

    References
    ----------
    .. [1] Cochran (1977), Sampling Techniques, 3rd edition, chapters 6 (ratio), 7 (regression estimators) and
       12 (double sampling).
    """
    s, annual, required = case.scenario, case.traded.annual, case.finance.required
    count = annual.delivered.shape[1]
    if not np.isfinite(required):
        return YearlyPrices(np.full(count, np.nan), float("nan"), np.full(count, np.nan))
    energy, other = sold(s, annual, case.route.charge)
    other = other - licence.yearly(s, annual.quarters, case.traded.relieved)
    rate = real_rate(s.finance.wacc, s.finance.inflation)
    weight = (1.0 + rate) ** -np.arange(s.time.operating_years, dtype=float)
    energy, other = (interpolate(s, part.mean(axis=2)) @ weight / weight.sum() for part in (energy, other))
    move = -(required * (energy - energy.mean()) + other - other.mean()) / max(float(energy.mean()), 1e-9)
    known = companions(case)
    error = np.hypot(standard_error(move, known), slopes(move, known)[-1] * case.link.outage_error)
    return YearlyPrices(required + move, float(error), required + adjusted(move, known))


def companions(case: Case) -> list[np.ndarray]:
    """
    Return the known means over all weather years, by weather year.

    Parameters
    ----------
    case : Case

    Returns
    -------
    known : list of array, shape (weather_year,)
        Mean speed, where the wind is synthetic and scaled to its climate; share that outages take.
    """
    s, link = case.scenario, case.link
    scaled = s.resource.source == "synthetic" and getattr(s.resource.wind, "anchored", False)
    speed = [case.wind.speed.mean(axis=-1)] if scaled else []
    return [*speed, weighed(link.poles, link.configuration.poles, s.time.period_h).mean(axis=0)]


def standard_error(values: np.ndarray, known: Sequence[np.ndarray] = ()) -> float:
    """
    Return the standard error of a mean, smaller where the means of companion variables are known.

    Parameters
    ----------
    values : array, shape (n,)
    known : sequence of array, shape (n,)
        Companions of each value; their means over all n are those of the population, by construction.

    Returns
    -------
    error : float
        In the unit of the values; NaN for one value.
    """
    count = len(values)
    return float(np.std(adjusted(values, known), ddof=1) / np.sqrt(count)) if count > 1 else float("nan")


def adjusted(values: np.ndarray, known: Sequence[np.ndarray] = ()) -> np.ndarray:
    """
    Return values without what their companions explain of their spread.

    Parameters
    ----------
    values : array, shape (n,)
    known : sequence of array, shape (n,)
        As in `standard_error`; the first ones alone where there are few values, and none that never varies.

    Returns
    -------
    adjusted : array, shape (n,)
        With the mean of `values`; residuals of the regression, wider by the root of (n - 1) over the degrees of freedom
        that are left.
    """
    values = np.asarray(values, dtype=float)
    columns = _columns(values, known)
    rank = np.linalg.matrix_rank(columns) if columns.any() else 0
    left = values - values.mean() - columns @ slopes(values, known)
    return values.mean() + left * np.sqrt((len(values) - 1) / max(len(values) - 1 - rank, 1))


def slopes(values: np.ndarray, known: Sequence[np.ndarray]) -> np.ndarray:
    """
    Return the slopes of the regression of values on their companions.

    Parameters
    ----------
    values : array, shape (n,)
    known : sequence of array, shape (n,)
        As in `adjusted`.

    Returns
    -------
    slopes : array, shape (companion,)
        Of least squares; zero for a companion that is left out.
    """
    values = np.asarray(values, dtype=float)
    return np.linalg.lstsq(_columns(values, known), values - values.mean(), rcond=None)[0]


def _columns(values: np.ndarray, known: Sequence[np.ndarray]) -> np.ndarray:
    """Return companions about their means as columns, shape (n, companion); zero where one is left out."""
    columns = np.column_stack([np.asarray(each, dtype=float) - np.mean(each) for each in known]
                              or [np.zeros(len(values))])
    varies = [float(np.ptp(each)) > 1e-9 * abs(float(np.mean(each))) for each in known] or [False]
    first = np.cumsum(varies) <= max(len(values) - FEWEST + 1, 0)
    return columns * (np.array(varies) & first)


def figures(case: Case, found: YearlyPrices) -> dict[str, float]:
    """Summary values of `FIGURES`."""
    return {"required_price_se": found.standard_error}


def variables(case: Case, found: YearlyPrices) -> list[Variable]:
    """
    Required price by weather year.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : YearlyPrices
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    return [Variable("required_price_year", "weather_year", found.adjusted, "USD/MWh",
                     "required price of a weather year, less the part explained by its mean wind and its outages",
                     {"comment": "their standard deviation over the root of their number is required_price_se, apart "
                                 "from the error of the chosen outage histories"})]
