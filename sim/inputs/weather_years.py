"""Cut a regular series of any length into weather years of 365 days."""

import numpy as np

from sim import clock
from sim.checks import refusal

HOUR = 3600
"""Seconds; time is counted in whole seconds here."""


def check_times(time, where):
    """
    Return the step of a series, or refuse the first stamp that does not follow the one before it.

    Parameters
    ----------
    time : array of datetime64[s], shape (n,)
        Stamps in UTC, as the file has them.
    where : callable
        From the index of a stamp to the text that says where it stands (file, line).

    Returns
    -------
    step : float
        Time between two stamps. [h]

    Raises
    ------
    SundalinkError
        If there are fewer than two stamps, if they are more than an hour apart, or if one comes twice, goes
        back or is missing.
    """
    if time.size < 2:
        raise refusal(f"{where(0)}: times", time.size, "", "must cover at least one full year")
    gaps = np.diff(time).astype("timedelta64[s]").astype(np.int64)
    # The most frequent distance is the step, so that a fault at the start is told as what it is.
    values, counts = np.unique(gaps, return_counts=True)
    step = int(values[counts.argmax()])
    wrong = np.flatnonzero(gaps != step)
    if wrong.size and step > 0:
        i, gap = int(wrong[0]), int(gaps[wrong[0]])
        rule = ("comes twice" if gap == 0 else "goes back in time" if gap < 0 else
                f"does not follow {stamp(time[i])} by the step of the series, {step / HOUR:g} h")
        raise refusal(f"{where(i + 1)}: time", stamp(time[i + 1]), "", rule)
    if not 0 < step <= HOUR:
        raise refusal(f"{where(0)}: time step", step / HOUR, "h", "must be above zero and at most one hour")
    return step / HOUR


def stamp(time):
    """Return a time as a reader should see it."""
    return f"{np.datetime64(time, 'm')} UTC"


def cut(time, step, columns, dt, where):
    """
    Cut a series into years that start at midnight in Singapore, in periods of `dt`.

    A period that holds several steps takes their mean; else it takes the value at its start, by linear
    interpolation. 29 February (in Singapore) is left out, and so are the incomplete years at the ends. A
    series that starts and ends with the year of UTC is closed to a ring: its last 8 hours also serve as the
    8 hours before its first, which Singapore's year needs.

    Parameters
    ----------
    time : array of datetime64[s], shape (n,)
        Regular stamps in UTC.
    step : float
        Time between two stamps. [h]
    columns : array, shape (channel, n)
        Quantities that may be interpolated.
    dt : float
        Length of a period. [h]
    where : str
        What the message names if the series is too short.

    Returns
    -------
    columns : array, shape (channel, weather_year, time)
        The same quantities by year and period.
    years : list of int
        The calendar years of Singapore.

    Raises
    ------
    SundalinkError
        If there is not one full year.
    """
    count = clock.periods(dt)
    span = f"{stamp(time[0])} to {stamp(time[-1])}"
    time, columns = _ring(time, step, columns)
    end = time[-1] + np.timedelta64(round(step * HOUR), "s")
    years = [year for year in range(_year(time[0]), _year(end) + 1)
             if clock.utc(year, 24.0)[0] >= time[0] and clock.utc(year + 1, 24.0)[0] <= end]
    if not years:
        raise refusal(f"{where}: times", span, "", "must cover at least one full year, from midnight to midnight "
                  "in Singapore (16:00 UTC on 31 December) or from 1 January to 31 December in UTC")
    several = round(dt / step) if abs(dt / step - round(dt / step)) < 1e-6 else 1
    several = max(several, 1)
    wanted = np.stack([clock.utc(year, dt / several) for year in years]).astype(np.int64)
    known = time.astype(np.int64)
    taken = np.stack([np.interp(wanted, known, column) for column in columns])
    return taken.reshape(len(columns), len(years), count, several).mean(-1), years


def _year(time):
    """Return the calendar year in UTC."""
    return int(time.astype("datetime64[Y]").astype(int)) + 1970


def _ring(time, step, columns):
    """Put the last 8 hours before the first if the series starts and ends with the year of UTC."""
    end = time[-1] + np.timedelta64(round(step * HOUR), "s")
    if any(edge != edge.astype("datetime64[Y]").astype(edge.dtype) for edge in (time[0], end)):
        return time, columns
    ahead = round(clock.SGT / step)
    before = time[0] - (np.arange(ahead, 0, -1) * round(step * HOUR)).astype("timedelta64[s]")
    return np.concatenate([before, time]), np.concatenate([columns[:, -ahead:], columns], axis=1)
