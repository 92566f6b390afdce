"""The year and its periods: 365 days from midnight in Singapore, kept in UTC."""

import numpy as np

from sim.errors import refusal
from sim.units import HOURS_PER_YEAR

SGT = 8.0
"""Singapore's clock is ahead of UTC by this much. [h]"""

ICT = 7.0
"""Vietnam's clock is ahead of UTC by this much. [h]"""

MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
QUARTERS = (0, 90, 181, 273, 365)
"""Days of the year at which its quarters begin and end."""
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")


def month_and_year(year):
    """
    Return a decimal year as month and year: 2036.2 is in March 2036.

    Parameters
    ----------
    year : float
        With the part of the year that has passed. [yr]

    Returns
    -------
    text : str
        Month and year.
    """
    whole = int(np.floor(year))
    return f"{MONTHS[int(12 * (year - whole))]} {whole}"


def periods(dt):
    """
    Return the number of periods in a year.

    Parameters
    ----------
    dt : float
        Length of a period. [h]

    Returns
    -------
    count : int
        Periods in 365 days.

    Raises
    ------
    SundalinkError
        If a day is not a whole number of periods.
    """
    per_day = 24.0 / dt if dt > 0 else 0.0
    if per_day < 1 or abs(per_day - round(per_day)) > 1e-9:
        raise refusal("period length dt", dt, "h", "a day must be a whole number of periods")
    return 365 * round(per_day)


def utc(year, dt):
    """
    Return when each period of a year starts, in UTC; the year starts at midnight in Singapore.

    Parameters
    ----------
    year : int
        Calendar year in Singapore.
    dt : float
        Length of a period. [h]

    Returns
    -------
    start : array of datetime64[s], shape (time,)
        29 February is left out.
    """
    step = np.timedelta64(round(dt * 3600), "s")
    days = np.arange(np.datetime64(f"{year}-01-01"), np.datetime64(f"{year + 1}-01-01"))
    days = days[~np.char.endswith(days.astype(str), "-02-29")]
    within = np.arange(round(24 / dt)) * step
    local = days.astype("datetime64[s]")[:, None] + within[None, :]
    return (local - np.timedelta64(round(SGT * 3600), "s")).reshape(-1)


def hours(dt, zone=SGT):
    """
    Return the middle of each period as hours since 1 January 00:00 on the clock of `zone`.

    Parameters
    ----------
    dt : float
        Length of a period. [h]
    zone : float
        What the clock is ahead of UTC; values run from ``zone - 8``, so they may start below zero. [h]

    Returns
    -------
    hours : array, shape (time,)
        Hours into the year on that clock, not wrapped. [h]
    """
    return (np.arange(periods(dt)) + 0.5) * dt + (zone - SGT)


def hour_of_day(dt, zone=SGT):
    """Return the hour of the day of each period's middle on the clock of `zone`, shape (time,). [h]"""
    return np.mod(hours(dt, zone), 24.0)


def month(dt, zone=SGT):
    """Return the month of each period, 0 for January to 11, on the clock of `zone`, shape (time,)."""
    day = np.floor(np.mod(hours(dt, zone), HOURS_PER_YEAR) / 24.0)
    return np.searchsorted(np.cumsum(MONTH_DAYS), day, side="right")


def month_middles():
    """Return the middle of each month as hours since 1 January, shape (12,). [h]"""
    return 24.0 * (np.cumsum(MONTH_DAYS) - MONTH_DAYS / 2)


def cyclic(monthly, dt, zone=SGT):
    """
    Return a smooth course through a year whose monthly means are the values given.

    Parameters
    ----------
    monthly : array, shape (..., 12)
        Monthly means, January first.
    dt : float
        Length of a period. [h]
    zone : float
        The clock that the months belong to. [h]

    Returns
    -------
    course : array, shape (..., time)
        A periodic cubic spline of the running sum, differentiated: smooth at month ends, and its mean over
        each month on that clock is the month's value (to the length of a period).
    """
    monthly = np.asarray(monthly, dtype=float)
    edges = np.concatenate([[0], np.cumsum(MONTH_DAYS)]) * 24.0
    mean = (monthly * MONTH_DAYS).sum(-1, keepdims=True) / 365.0
    total = np.cumsum((monthly - mean) * MONTH_DAYS * 24.0, axis=-1)
    total = np.concatenate([np.zeros_like(mean), total[..., :-1], np.zeros_like(mean)], axis=-1)
    return mean + _slope(edges, total, np.mod(hours(dt, zone), HOURS_PER_YEAR))


def _slope(edges, total, at):
    """Return the slope of the periodic cubic spline through points, shape (..., at)."""
    width = np.diff(edges)
    chord = np.diff(total) / width
    knot = _knots(width, chord)
    bend = (knot[..., :-1] + knot[..., 1:] - 2.0 * chord) / width
    linear, square = ((chord - knot[..., :-1]) / width - bend) * 2.0, bend / width * 3.0
    piece = np.searchsorted(edges, at, side="right") - 1
    into = at - edges[piece]
    return knot[..., piece] + linear[..., piece] * into + square[..., piece] * (into * into)


def _knots(width, chord):
    """
    Return the slope of a periodic cubic spline at its points, shape (..., point): its curvature jumps at none.

    The slope `z` at the last point but one is set aside: with it, the others solve a system of three diagonals.
    """
    before, chord = np.roll(width, 1), np.moveaxis(chord, -1, 0)
    main, across = 2.0 * (before + width), (-1, *[1] * (chord.ndim - 1))
    given = 3.0 * (width.reshape(across) * np.roll(chord, 1, axis=0) + before.reshape(across) * chord)
    aside = np.zeros(width.size - 1)
    aside[0], aside[-1] = -width[0], -width[-3]
    alone, by_z = (_three_diagonals(width[:-1], main[:-1], before[:-1], part) for part in (given[:-1], aside))
    z = (given[-1] - width[-2] * alone[0] - width[-1] * alone[-1]) \
        / (main[-1] + width[-2] * by_z[0] + width[-1] * by_z[-1])
    found = alone + z * by_z.reshape(across)
    return np.moveaxis(np.concatenate([found, z[None], found[:1]]), 0, -1)


def _three_diagonals(lower, main, upper, given):
    """Return the solution of a diagonally dominant tridiagonal system, shape (row, ...)."""
    main, found = main.copy(), given.copy()
    for row in range(1, main.size):
        share = lower[row] / main[row - 1]
        main[row] -= share * upper[row - 1]
        found[row] -= share * found[row - 1]
    found[-1] /= main[-1]
    for row in range(main.size - 2, -1, -1):
        found[row] = (found[row] - upper[row] * found[row + 1]) / main[row]
    return found


def resample(values, dt, to):
    """
    Average values over periods of one length to periods of another, keeping the energy.

    Parameters
    ----------
    values : array, shape (..., time)
        Means over the periods of a year. [-]
    dt : float
        Length of the periods given. [h]
    to : float
        Length of the periods wanted: longer ones are averaged, shorter ones repeat the value. [h]

    Returns
    -------
    values : array, shape (..., time)
        Means over the periods wanted. [-]

    Raises
    ------
    SundalinkError
        If the two lengths do not fill the same year.
    """
    values = np.asarray(values, dtype=float)
    count, given = round(values.shape[-1] * dt / to), values.shape[-1]
    if count < 1 or abs(count * to - given * dt) > 1e-6:
        raise refusal("period length", to, "h", f"must fill the {given * dt:g} h of the values given")
    if count % given == 0:
        return np.repeat(values, count // given, axis=-1)
    if given % count == 0:
        return values.reshape(*values.shape[:-1], count, given // count).mean(axis=-1)
    return _shares(values, count)


def _shares(values, count):
    """Return the means over `count` periods that cut through the periods given."""
    total = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    edge = np.linspace(0.0, values.shape[-1], count + 1)
    whole = np.minimum(np.floor(edge + 1e-9).astype(int), values.shape[-1] - 1)
    sums = total[..., whole] + (edge - whole) * values[..., whole]
    return np.diff(sums, axis=-1) * (count / values.shape[-1])
