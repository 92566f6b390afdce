"""Profile of Singapore's demand through days, seasons and holidays, and its fit to records."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.demand.day_types import KINDS, dates, marks

LAGS = (0.5, 1.0, 2.0, 6.0, 24.0, 168.0)
"""Lags at which the autocorrelation of the residual is measured. [h]"""

PRIOR_DAYS = 0.5
"""Number of days of a record that a prior effect of a day type counts for (assumed)."""

SHRINKAGE = (0.05, 0.1)
"""Number of days by which effects of day types, and their change, are drawn towards none without a prior: of five pairs
from 0.001 to 0.5 the second best for held-out years."""

PRIOR_TREND = 100.0
"""Days at either end of the prior trend that it counts for beside a record (assumed)."""

SHORTEST = 360
"""Fewest days of a record: a year that may lack some."""


class Structure(NamedTuple):
    """Profile of demand as a product: day of the week x season x effect of the day type, with its level."""

    week: np.ndarray
    """Weekday, Saturday, Sunday by half-hour from 00:00 in Singapore at each of `years`, shape (2, 3, 48). [-]"""
    season: np.ndarray
    """Factors at the middle of the months, joined by a periodic cubic spline, shape (12, 48). [-]"""
    special: np.ndarray
    """Factors of `sim.demand.day_types.KINDS` at each of `years`, shape (2, kind, 48). [-]"""
    years: np.ndarray
    """Years between which `week` and `special` change along straight lines of their logarithm; constant before and
    after, shape (2,)."""
    mean: float
    """Mean demand in `base_year`. [MW]"""
    base_year: int
    """Year of the level."""
    course_year: float
    """Year up to which solar power behind the meter is in the profile."""
    residual_sd: float
    """Standard deviation of the residual over demand. [fraction]"""
    residual_width: np.ndarray
    """Standard deviation of the residual by half-hour over `residual_sd`, shape (48,). [-]"""
    residual_autocorrelation: np.ndarray
    """Lags [h] and autocorrelation of the residual there, shape (2, lag)."""
    label: str
    """Where it is from."""
    levels: np.ndarray | None = None
    """Years and mean demand on record [MW], ascending, shape (2, year); None where only `base_year` is known."""
    residual: np.ndarray | None = None
    """Residual of whole years on record, shape (year, 17520); None without a record of the user's own. [fraction]"""


def profile(figures, days):
    """
    Profile of demand on given days, up to a factor.

    Parameters
    ----------
    figures : Structure
        The profile.
    days : array of datetime64[D], shape (day,)
        Any days, in Singapore.

    Returns
    -------
    profile : array, shape (day, 48)
        Half-hours from 00:00. [-]
    """
    which, weight = marks(days)
    later = _later(figures.years, days)
    week, special = np.log(figures.week), np.log(figures.special)
    day = (1.0 - later) * week[0][which] + later * week[1][which]
    effect = weight @ special[0] + later * (weight @ (special[1] - special[0]))
    return np.exp(spline(days) @ np.log(figures.season) + day + effect)


def spline(days):
    """
    Return the twelve periodic cubic B-splines of the year, centred on the months.

    Parameters
    ----------
    days : array of datetime64[D], shape (day,)
        Any days.

    Returns
    -------
    basis : array, shape (day, 12)
        Rows sum to one; smooth across the ends of months and years. [-]
    """
    month = days.astype("datetime64[M]")
    length = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int)
    place = month.astype(int) % 12 + ((days - month).astype(int) + 0.5) / length
    away = np.abs((place[:, None] - np.arange(12) - 0.5 + 6.0) % 12.0 - 6.0)
    return np.where(away < 1, 2 / 3 - away**2 + away**3 / 2, np.clip(2 - away, 0, None) ** 3 / 6)


def fit(days, demand, prior=None, label="fitted to half-hours"):
    """
    Fit the profile of demand to a record of half-hours, by least squares on its logarithm.

    Parameters
    ----------
    days : array of datetime64[D], shape (day,)
        Days of the record in Singapore, ascending; any may be missing.
    demand : array, shape (day, 48)
        Half-hours from 00:00. [MW]
    prior : Structure, optional
        Effects of day types and the trend from other records: they stand where the record has too few days or years to
        show its own. Without it the trend is between the first and the last year of the record.
    label : str
        Where the record is from.

    Returns
    -------
    figures : Structure
        With the mean of the latest whole calendar year, or of the latest 365 days if there is none, and the residual of
        all whole years.

    Raises
    ------
    SundalinkError
        If the record is shorter than a year, leaves a month out, or holds what is no demand.
    """
    demand = np.asarray(demand, dtype=float)
    if demand.shape != (days.size, 48) or days.size < SHORTEST or (np.diff(days) < np.timedelta64(1, "D")).any():
        raise refusal("record of demand", demand.shape, "-", f"must hold at least {SHORTEST} days of 48 half-hours, "
                      "ascending: a year that may lack some")
    check_positive("record of demand", demand, "MW")
    if np.unique(days.astype("datetime64[M]").astype(int) % 12).size < 12:
        raise refusal("record of demand", f"{days[0]} to {days[-1]}", "-", "must hold days of all twelve months")
    year = days.astype("datetime64[Y]").astype(int) + 1970
    whole = [each for each in np.unique(year) if np.isin(dates(each), days).all()]
    block = year if whole else -((days[-1] - days).astype(int) // 365)
    years = np.array([year[0], max(year[-1], year[0] + 1)]) if prior is None else prior.years
    columns, expected, steady = _design(days, years, prior)
    logs = np.log(demand)
    logs = logs - _levels(logs.mean(axis=1), columns, block)[:, None] - columns @ expected
    found = expected + np.linalg.lstsq(np.vstack([columns, steady]), np.vstack([logs, np.zeros((len(steady), 48))]),
                                    rcond=None)[0]
    left = logs - columns @ (found - expected)
    latest = year == whole[-1] if whole else block == 0
    width = left.std(axis=0)
    return Structure(*_factors(found), years, float(demand[latest].mean()), int(np.median(year[latest])),
                     float(years[1] if prior is None else max(year.mean(), prior.course_year)), float(left.std()),
                     width / max(float(np.sqrt(np.mean(width**2))), 1e-12) if width.any() else np.ones(48),
                     _memory(days, left), label, None, _years(days, left, whole))


def _later(years, days):
    """Return how far each day's year is from the first to the second of two years, shape (day, 1)."""
    year = days.astype("datetime64[Y]").astype(int) + 1970
    return np.clip((year - years[0]) / (years[1] - years[0]), 0.0, 1.0)[:, None]


def _levels(daily, columns, block):
    """Return the level of each day's year, shape (day,), from daily means of the logarithm: no trend beside it."""
    dummies = (block[:, None] == np.unique(block)).astype(float)
    rest = np.delete(columns, range(14, 17), axis=1)
    found = np.linalg.lstsq(np.hstack([dummies, rest]), daily, rcond=None)[0]
    return dummies @ (found[:dummies.shape[1]])


def _design(days, years, prior):
    """Return the columns of the regression, the prior of their coefficients, and how much that counts."""
    which, weight = marks(days)
    later = _later(years, days) - 0.5
    kind = (which[:, None] == [0, 1, 2]).astype(float)
    parts = spline(days), kind[:, 1:], kind * later, weight, weight * later
    expected = [np.zeros((part.shape[1], 48)) for part in parts]
    counts = [0.0, 0.0, 1e-12, 1e-12, 1e-12]
    if prior is not None:
        week, special = np.log(prior.week), np.log(prior.special)
        expected[2:5] = week[1] - week[0], special.mean(axis=0), special[1] - special[0]
        counts[2:5] = PRIOR_TREND, PRIOR_DAYS, PRIOR_TREND
    elif np.unique(later).size > 1:
        counts[3:5] = SHRINKAGE
    sizes = np.repeat(np.sqrt(counts), [part.shape[1] for part in parts])
    return np.hstack(parts), np.vstack(expected), np.diag(sizes)[sizes > 0.0]


def _factors(found):
    """Return week, season and special effects from the coefficients of the regression."""
    count = len(KINDS)
    season, week, trend = found[:12], np.vstack([np.zeros(48), found[12:14]]), found[14:17]
    special, change = found[17:17 + count], found[17 + count:17 + 2 * count]
    middle = season.mean(axis=0)
    week = week + middle - middle.mean()
    ends = np.array([-0.5, 0.5])[:, None, None]
    return np.exp(week + ends * trend), np.exp(season - middle), np.exp(special + ends * change)


def check_structure(figures):
    """
    Refuse a profile of the wrong size, sign or range.

    Parameters
    ----------
    figures : Structure
        The profile.

    Raises
    ------
    SundalinkError
        Naming what is wrong.
    """
    for name, size in (("week", (2, 3, 48)), ("season", (12, 48)), ("special", (2, len(KINDS), 48)),
                       ("residual_width", (48,))):
        values = np.asarray(getattr(figures, name))
        if values.shape != size:
            raise refusal(f"demand structure {name}", values.shape, "-", f"must be {size}")
        check_positive(f"demand structure {name}", values)
    check_positive("mean demand", figures.mean, "MW")
    check_within("residual_sd of demand", figures.residual_sd, 0.0, 0.3)
    if not figures.years[0] < figures.years[1]:
        raise refusal("demand structure years", list(figures.years), "-", "must ascend")


def _memory(days, left):
    """Return lags and autocorrelation of the residual, shape (2, lag); gaps are left out."""
    series = np.full(((days[-1] - days[0]).astype(int) + 1, 48), np.nan)
    series[(days - days[0]).astype(int)] = left - left.mean()
    series = series.reshape(-1)
    variance = np.nanmean(series**2)
    steps = [round(2 * lag) for lag in LAGS]
    found = np.array([np.nanmean(series[step:] * series[:-step]) for step in steps]) / max(variance, 1e-12)
    return np.stack([LAGS, np.clip(found, 1e-3, 0.999)])


def _years(days, left, whole):
    """Return the residual of whole years as a share, shape (year, 17520), or None."""
    if not whole:
        return None
    return np.stack([np.expm1(left[np.isin(days, dates(year))]).reshape(-1) for year in whole])
