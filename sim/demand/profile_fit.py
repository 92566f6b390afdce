"""The course of Singapore's demand through days, seasons and holidays, and how it is told from records."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.demand.day_types import KINDS, dates, kind, marks

LAGS = (0.5, 1.0, 2.0, 6.0, 24.0, 168.0)
"""Lags that the memory of the residual is told at. [h]"""

PRIOR_DAYS = 0.5
"""How many days a known effect of a kind of day counts for beside the days of a record (assumed)."""


class Structure(NamedTuple):
    """
    The course of demand as a product: day of the week x season x what is special of a day.

    `week`, shape (3, 48): weekday, Saturday, Sunday, from 00:00 in Singapore. `season`, shape (12, 48): factors at
    the middle of the months, joined by a periodic cubic spline, for each half-hour. `special`, shape (kind, 48):
    factors of `sim.demand.day_types.KINDS`. `mean` [MW] holds in `base_year`, the course in `course_year`: solar power
    installed by then is in it. `residual_sd` and
    `residual_autocorrelation`, shape (2, lag), tell what is left; `residual`, shape (year, 17520), holds it where a
    record brought it, None otherwise.
    """

    week: np.ndarray
    season: np.ndarray
    special: np.ndarray
    mean: float
    base_year: int
    course_year: float
    residual_sd: float
    residual_autocorrelation: np.ndarray
    label: str
    residual: np.ndarray | None = None


def course(figures, days):
    """
    Return the usual demand of days, up to a factor.

    Parameters
    ----------
    figures : Structure
        The course.
    days : array of datetime64[D], shape (day,)
        Any days, in Singapore.

    Returns
    -------
    course : array, shape (day, 48)
        Half-hours from 00:00. [-]
    """
    which, weight = marks(days)
    return np.exp(spline(days) @ np.log(figures.season) + np.log(figures.week)[which]
                  + weight @ np.log(figures.special))


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


def unfold(shape, special, night, years):
    """
    Tell the course of ordinary days from a recorded shape whose means hold the holidays of its years.

    Parameters
    ----------
    shape : sim.demand.national.Shape
        Means by half-hour for day types, and by month, every day counted.
    special : array, shape (kind, 48)
        Factors of `KINDS`. [-]
    night : array, shape (12, 48)
        Season of each half-hour around that of the day, factors. [-]
    years : sequence of int
        Years that the shape was recorded in.

    Returns
    -------
    figures : Structure
        Its means over the years are those of the shape; what holidays explain is off the residual.
    """
    days = np.stack([dates(year) for year in years])
    months = days.astype("datetime64[M]").astype(int) % 12
    basis, plain = spline(days[0]), np.stack([shape.weekday, shape.saturday, shape.sunday])
    mixing = np.stack([basis[months[0] == m].mean(0) for m in range(12)])
    figures = Structure(plain, night * shape.month[:, None], special, shape.mean, shape.base_year,
                        float(np.mean(years)), shape.residual_sd, shape.residual_autocorrelation, shape.label)
    recorded = plain[kind(days)] * shape.month[months][..., None]
    for _ in range(12):
        made = np.stack([(c := course(figures, row)) / c.mean() for row in days])
        ratio = made / shape.month[months][..., None]
        week = figures.week * plain / np.stack([ratio[kind(days) == k].mean(0) for k in range(3)])
        found = np.array([made[months == m].mean() for m in range(12)])
        wanted = np.array([recorded[months == m].mean() for m in range(12)])
        step = np.linalg.solve(mixing, np.log(wanted / wanted.mean()) - np.log(found / found.mean()))
        figures = figures._replace(week=week, season=figures.season * np.exp(step)[:, None])
    explained = np.var(made / recorded)
    return figures._replace(residual_sd=float(np.sqrt(max(shape.residual_sd**2 - explained, 1e-8))))


def fit(days, demand, known=None, label="fitted to half-hours"):
    """
    Tell the course of demand from a record of half-hours, by least squares on its logarithm.

    Parameters
    ----------
    days : array of datetime64[D], shape (day,)
        Days of the record in Singapore, ascending; any may be missing.
    demand : array, shape (day, 48)
        Half-hours from 00:00. [MW]
    known : Structure, optional
        Effects of special days known before; they stand where the record has no such day, and steady those of which
        it has few.
    label : str
        Where the record is from.

    Returns
    -------
    figures : Structure
        With the mean of the latest whole year, and the residual of all whole years.

    Raises
    ------
    SundalinkError
        If the record is shorter than a year, leaves a month out, or holds what is no demand.
    """
    demand = np.asarray(demand, dtype=float)
    if demand.shape != (days.size, 48) or days.size < 365 or (np.diff(days) < np.timedelta64(1, "D")).any():
        raise refusal("record of demand", demand.shape, "-", "must hold at least 365 days of 48 half-hours, ascending")
    check_positive("record of demand", demand, "MW")
    if np.unique(days.astype("datetime64[M]").astype(int) % 12).size < 12:
        raise refusal("record of demand", f"{days[0]} to {days[-1]}", "-", "must hold days of all twelve months")
    which, weight = marks(days)
    year = days.astype("datetime64[Y]").astype(int) + 1970
    prior = np.zeros((len(KINDS), 48)) if known is None else np.log(known.special)
    count = np.unique(year)
    columns = np.hstack([spline(days), which[:, None] == [1, 2], weight, year[:, None] == count[1:]])
    steady = np.zeros((len(KINDS), columns.shape[1]))
    steady[:, 14:14 + len(KINDS)] = np.eye(len(KINDS)) * (1e-6 if known is None else np.sqrt(PRIOR_DAYS))
    logs = np.log(demand) - weight @ prior
    found = np.linalg.lstsq(np.vstack([columns, steady]), np.vstack([logs, np.zeros_like(prior)]), rcond=None)[0]
    season, week, special = found[:12], np.vstack([np.zeros(48), found[12:14]]), found[14:14 + len(KINDS)] + prior
    left = np.log(demand) - columns @ found - weight @ prior
    middle = season.mean(0)
    whole = [y for y in count if np.isin(dates(y), days).all()]
    last = whole[-1] if whole else int(count[-1])
    return Structure(np.exp(week + middle - middle.mean()), np.exp(season - middle), np.exp(special),
                     float(demand[year == last].mean()), int(last), float(year.mean()), float(left.std()),
                     _memory(days, left), label, _years(days, left, whole))


def check_structure(figures):
    """
    Refuse a structure of the wrong size, sign or range.

    Parameters
    ----------
    figures : Structure
        The course.

    Raises
    ------
    SundalinkError
        Naming what is wrong.
    """
    for name, size in (("week", (3, 48)), ("season", (12, 48)), ("special", (len(KINDS), 48))):
        values = np.asarray(getattr(figures, name))
        if values.shape != size:
            raise refusal(f"demand structure {name}", values.shape, "-", f"must be {size}")
        check_positive(f"demand structure {name}", values)
    check_positive("mean demand", figures.mean, "MW")
    check_within("residual_sd of demand", figures.residual_sd, 0.0, 0.3)


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
