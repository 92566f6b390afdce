"""Read the recorded statistics of Singapore's spot price of electricity (USEP)."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.errors import refusal
from sim.inputs.csv_table import read
from sim.market.clearing import Usep

DATA = Path(__file__).resolve().parents[1] / "data"
YEARS = (2016, 2017, 2018, 2019, 2020)
"""Whole years on record: outside them there is a month at a time."""

PERCENT = (0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100)
HALF_HOURS = 17520


class PriceHistory(NamedTuple):
    """Mean, percentiles and profile over the day of the price in whole years, in SGD/MWh of each year."""

    year: np.ndarray
    mean: np.ndarray
    percent: np.ndarray
    percentile: np.ndarray
    halfhour: np.ndarray


def embedded(years=YEARS):
    """
    Distribution of the spot price relative to its mean, and its profile over the day.

    Parameters
    ----------
    years : sequence of int
        Whole years to average over; each is first divided by its own mean, so that no year's level counts.

    Returns
    -------
    usep : sim.market.clearing.Usep
        Quantiles and half-hours relative to the mean of the year.

    Raises
    ------
    SundalinkError
        If a year is not on record as a whole.

    References
    ----------
    .. [1] Energy Market Company, half-hourly Uniform Singapore Energy Price 2016-2020; derived figures.
    """
    past = history()
    for year in years:
        if year not in past.year:
            raise refusal("year of USEP", year, "-", f"must be one of {', '.join(map(str, past.year))}")
    chosen = np.isin(past.year, years)
    quantile = (past.percentile[chosen] / past.mean[chosen, None]).mean(0)
    halfhour = (past.halfhour[chosen] / past.halfhour[chosen].mean(-1, keepdims=True)).mean(0)
    return Usep(past.percent / 100.0, quantile, halfhour,
                "Energy Market Company, USEP of " + ", ".join(map(str, sorted(years))) + " (derived figures)")


@cache
def history():
    """
    Statistics on record of whole years.

    Returns
    -------
    history : PriceHistory
        ``year`` and ``mean`` of shape (year,), ``percent`` (p,), ``percentile`` (year, p) and ``halfhour``
        (year, 48), the first starting at 00:00 in Singapore. [SGD/MWh]

    Raises
    ------
    SundalinkError
        If the embedded table does not have the half-hours of a day.
    """
    names = [f"p{percent}" for percent in PERCENT]
    table = read(DATA / "usep_percentiles.csv", (), ("year", "count", "mean", "std", *names))
    whole = np.array(table["count"]) >= HALF_HOURS
    year = np.array(table["year"])[whole].astype(int)
    course = read(DATA / "usep_halfhour_means.csv", (), ("half_hour", *(f"y{number}" for number in year)))
    if course["half_hour"] != list(range(48)):
        raise refusal("usep_halfhour_means.csv, column half_hour", len(course["half_hour"]), "-",
                  "must run from 0 to 47")
    return PriceHistory(year, np.array(table["mean"])[whole], np.array(PERCENT, dtype=float),
                   np.array([table[name] for name in names]).T[whole],
                   np.array([course[f"y{number}"] for number in year]))
