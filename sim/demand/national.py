"""Electricity demand of Singapore over a calendar year."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Gt, Le

from sim.checks import Fraction, check_positive, check_within, refusal
from sim.clock import cyclic, periods, resample
from sim.demand.day_types import dates, kind, public_holidays
from sim.demand.national_structured import structured
from sim.stochastic import evenly
from sim.units import HALF_HOUR

# Growth of the annual energy: 0.02 low, 0.035 central, 0.05 high.
Growth = Annotated[float, Gt(-0.2), Le(0.2)]


class Shape(NamedTuple):
    """
    The shape of demand and its level in one year.

    `weekday`, `saturday`, `sunday`, shape (48,), are relative to the mean of year and month, from 00:00 in
    Singapore. `month`, shape (12,), is relative to the year. `mean` [MW] holds in `base_year`.
    `residual_sd` is the relative standard deviation of the record around the shape, holidays included;
    `residual_autocorrelation`, shape (2, lag), holds lags [h] and the correlation there.
    """

    weekday: np.ndarray
    saturday: np.ndarray
    sunday: np.ndarray
    month: np.ndarray
    mean: float
    base_year: int
    residual_sd: float
    residual_autocorrelation: np.ndarray
    label: str


def shape(figures, year, dt, generator, *, growth: Growth = 0.035, holiday: Fraction = 0.93,
          lunar_new_year: Fraction = 0.90, residual: bool = True):
    """
    Demand from a recorded shape by half-hour, day type and month, with growth, holidays, a random residual.

    Parameters
    ----------
    figures : Shape
        The recorded shape and the level it stands on.
    year : int
        Calendar year in Singapore: its weekdays and holidays are the true ones.
    dt : float
        Length of a period; half-hours are averaged or repeated. [h]
    generator : numpy.random.Generator
        Source of randomness of the residual; a year is drawn whatever `dt` and `residual`.
    growth : float
        Growth of the annual energy from the base year on. [1/yr]
    holiday : float
        Mean demand of a public holiday over that of a weekday. [fraction]
    lunar_new_year : float
        Mean demand of a day of the Lunar New Year over that of a weekday. [fraction]
    residual : bool
        Add the random residual around the shape. [-]

    Returns
    -------
    demand : array, shape (time,)
        System demand; its mean over the year is exactly that of the growth path. [MW]

    Raises
    ------
    SundalinkError
        If the figures have another length or sign than they should, or the year lies outside 1965 to 2200.

    References
    ----------
    .. [1] Shape and residual: derived from the half-hourly system demand of Singapore's Energy Market
       Authority 2013-2017. The residual includes holidays; what the holidays of the year explain is taken
       off its variance. It is spread evenly between its bounds (assumed), which keeps the load factor of the
       year near the record's 0.82, where a Gaussian one would not; its autocorrelation is kept by the
       relation of grades (Pearson 1907, On further methods of determining correlation).
    .. [2] Growth: 1.9 % a year 2014-2024, 2 to 5 % expected to 2035 (Energy Market Authority, reported
       October 2025); the default is assumed between. Lunar New Year: 0.89 to 0.91 in January 2023 (market
       data). An ordinary holiday between a Saturday and a Sunday, with the profile of a Sunday, is assumed.
    """
    periods(dt)
    check_within("demand year", year, 1965, 2200)
    _check(figures)
    calendar = dates(year)
    ordinary = np.stack([figures.weekday, figures.saturday, figures.sunday])[kind(calendar)]
    days = _with_holidays(figures, calendar, ordinary, public_holidays("SG", year), holiday, lunar_new_year)
    demand = days.reshape(-1) * cyclic(figures.month, HALF_HOUR)
    noise = evenly(figures.residual_autocorrelation, generator)
    if residual:
        explained = np.std(days / ordinary)
        demand = demand * (1.0 + noise * np.sqrt(max(figures.residual_sd**2 - explained**2, 0.0)))
    level = figures.mean * (1.0 + growth) ** (year - figures.base_year)
    return resample(demand * (level / demand.mean()), HALF_HOUR, dt)


def _check(figures):
    """Refuse figures of the wrong length, sign or range."""
    for name, length in (("weekday", 48), ("saturday", 48), ("sunday", 48), ("month", 12)):
        values = np.asarray(getattr(figures, name))
        if values.shape != (length,):
            raise refusal(f"demand shape {name}", values.shape, "-", f"must be ({length},)")
        check_positive(f"demand shape {name}", values)
    check_positive("mean demand", figures.mean, "MW")
    check_within("residual_sd of demand", figures.residual_sd, 0.0, 0.3)
    points = np.asarray(figures.residual_autocorrelation, dtype=float)
    if points.ndim != 2 or len(points) != 2 or (np.diff(points[0], prepend=0.0) <= 0).any():
        raise refusal("residual_autocorrelation of demand", points.tolist(), "-",
                  "must be two rows, ascending lags above zero in hours and the correlation there")
    check_within("residual_autocorrelation of demand", points[1], 1e-6, 1.0 - 1e-6)


def _with_holidays(figures, dates, ordinary, names, holiday, lunar_new_year):
    """Return the half-hours of each day, holidays taking a Sunday's profile at their own, lower, level."""
    days = ordinary.copy()
    weekday, sunday = np.mean(figures.weekday), np.mean(figures.sunday)
    for date, name in names.items():
        here = dates == date
        level = weekday * (lunar_new_year if "Chinese New Year" in name else holiday)
        if level < ordinary[here].mean():
            days[here] = np.asarray(figures.sunday) * (level / sunday)
    return days


MODELS = {"shape": shape, "structured": structured}
