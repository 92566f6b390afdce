"""Cut a regular series of any length into weather years of 365 days."""

import numpy as np

from sim import clock
from sim.errors import refusal

HOUR = 3600
"""Seconds; time is counted in whole seconds here."""

COARSEST = 6.0
"""Longest step of wind: reanalyses are published in steps of one, three and six hours; a longer one loses the course of
the day. [h]"""

APART = 28 * 24.0
"""Pause that separates two runs of years in one series; a month is what a store of data is asked for. [h]"""


def check_times(time, where, pauses=False, longest=1.0):
    """
    Return the step of a series, or refuse the first stamp that does not follow the one before it.

    Parameters
    ----------
    time : array of datetime64[s], shape (n,)
        Stamps in UTC, as the file has them.
    where : callable
        From the index of a stamp to the text that says where it stands (file, line).
    pauses : bool
        Whether pauses of months are allowed, between whole years; see `cut`.
    longest : float
        Longest step. [h]

    Returns
    -------
    step : float
        Time between two stamps. [h]

    Raises
    ------
    SundalinkError
        If there are fewer than two stamps, if they are further apart than they may be, or if one comes twice, goes
        back or is missing.
    """
    if time.size < 2:
        raise refusal(f"{where(0)}: times", time.size, "", "must cover at least one full year")
    gaps = np.diff(time).astype("timedelta64[s]").astype(np.int64)
    # The most frequent distance is the step, so that a fault at the start is reported as what it is.
    values, counts = np.unique(gaps, return_counts=True)
    step = int(values[counts.argmax()])
    wrong = np.flatnonzero((gaps != step) & ~(_pauses(time, step) if pauses else False))
    if wrong.size and step > 0:
        i, gap = int(wrong[0]), int(gaps[wrong[0]])
        rule = ("comes twice" if gap == 0 else "goes back in time" if gap < 0 else
                f"does not follow {stamp(time[i])} by the step of the series, {step / HOUR:g} h")
        raise refusal(f"{where(i + 1)}: time", stamp(time[i + 1]), "", rule)
    check_step(step / HOUR, where(0), longest)
    return step / HOUR


def check_step(step, where, longest=1.0):
    """
    Refuse a step that is too long.

    Parameters
    ----------
    step : float
        Of a series. [h]
    where : str
        What the message names.
    longest : float
        That may be. [h]

    Raises
    ------
    SundalinkError
        If it is longer, or not above zero.
    """
    if not 0 < step <= longest:
        raise refusal(f"{where}: time step", step, "h", "must be above zero and at most "
                      + ("one hour" if longest == 1.0 else f"{longest:g} hours"))


def _pauses(time, step):
    """Return which gaps are pauses of months between runs of a year or more, shape (n - 1,)."""
    found = np.zeros(time.size - 1, dtype=bool)
    parts = runs(time, step / HOUR)
    short = [(time[part][-1] - time[part][0]).astype(np.int64) + step < 365 * 24 * HOUR for part in parts]
    for at, part in enumerate(parts[1:]):
        found[part.start - 1] = not (short[at] or short[at + 1])
    return found


def stamp(time):
    """Return a time as a reader should see it."""
    return f"{np.datetime64(time, 'm')} UTC"


def seconds(time):
    """Return stamps in whole seconds, the nearest: those computed from days as floats lie a little before them."""
    finer = np.asarray(time)
    if finer.dtype in ("datetime64[s]", "datetime64[m]", "datetime64[h]", "datetime64[D]"):
        return finer.astype("datetime64[s]")
    return (finer.astype("datetime64[ms]") + np.timedelta64(500, "ms")).astype("datetime64[s]")


def runs(time, step, least=APART):
    """
    Return the runs of a series that has pauses of months, as slices.

    Parameters
    ----------
    time : array of datetime64[s], shape (n,)
        Rising.
    step : float
        Of the series. [h]
    least : float
        A pause as long as this separates two runs; a shorter one is a fault. [h]

    Returns
    -------
    runs : list of slice
    """
    gaps = np.diff(time).astype("timedelta64[s]").astype(np.int64)
    edges = np.flatnonzero(gaps >= (least + step) * HOUR) + 1
    return [slice(int(a), int(b)) for a, b in zip([0, *edges], [*edges, time.size], strict=True)]


def hourly(time, step, columns, mean):
    """
    Return a series of steps of more than an hour in hours, by straight lines, and what that does to its spread.

    Parameters
    ----------
    time : array of datetime64[s], shape (n,)
        Stamps, regular but for pauses of months.
    step : float
        Between two stamps. [h]
    columns : array, shape (channel, n)
        Quantities that may be interpolated; the first is the speed.
    mean : bool
        Values are means over the step from the stamp on: the lines run between the middles of the steps.

    Returns
    -------
    time : array of datetime64[s], shape (m,)
        In equal parts of the step of an hour at most; the last value is held to the end of its step.
    step : float
        Of these. [h]
    columns : array, shape (channel, m)
        The same quantities.
    lost : float
        Share of the variance of the speed that the lines lose; 0 of a series that is left as it is. Gusts and calms
        between the stamps, which no stamp shows, come on top. [fraction]
    """
    parts = int(np.ceil(step - 1e-9))
    if parts <= 1:
        return time, step, columns, 0.0
    fine, stamps, found = step / parts, [], []
    for run in runs(time, step):
        known = (time[run] - time[run][0]).astype(np.int64) + (step * HOUR / 2 if mean else 0.0)
        after = np.arange(parts * (run.stop - run.start)) * fine * HOUR
        wanted = after + (fine * HOUR / 2 if mean else 0.0)
        stamps.append(time[run][0] + np.round(after).astype("timedelta64[s]"))
        found.append(np.stack([np.interp(wanted, known, column[run]) for column in columns]))
    joined = np.concatenate(found, axis=1)
    return np.concatenate(stamps), fine, joined, 1.0 - float(np.var(joined[0]) / max(np.var(columns[0]), 1e-12))


def interpolated(step, lost):
    """Return a sentence on the steps of a series and what `hourly` lost; none for a series in hours or less."""
    return f"; steps of {step:g} h interpolated: {100 * lost:.2g} % of the speed's variance lost" if step > 1 else ""


def cut(time, step, columns, dt, where):
    """
    Cut a series into weather years in periods of `dt`: calendar years of Singapore, or any twelve whole months.

    A period that holds several steps takes their mean; else it takes the value at its start, by linear
    interpolation. 29 February (in Singapore) is left out, and so are the incomplete years at the ends. Where more
    weather years begin with the first whole month than with a January, these are taken, each put in the order of the
    calendar. A series that begins with a month of UTC and holds whole years is closed to a ring: the last 8 hours of
    these years also serve as the 8 hours before its first, which Singapore's year needs.

    Parameters
    ----------
    time : array of datetime64[s], shape (n,)
        Stamps in UTC, regular but for pauses of months between whole years.
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
    years : list of int or str
        The calendar years of Singapore; where they are not, first and last month of each, as 2021-02/2022-01.

    Raises
    ------
    SundalinkError
        If there is not one full year, or a run between two pauses holds none.
    """
    parts = [_run(time[run], step, columns[:, run], dt, where) for run in runs(time, step)]
    return np.concatenate([part for part, _ in parts], axis=1), [year for _, years in parts for year in years]


def _run(time, step, columns, dt, where):
    """Cut a series without pauses."""
    count = clock.periods(dt)
    span = f"{stamp(time[0])} to {stamp(time[-1])}"
    time, columns = _ring(time, step, columns)
    end = time[-1] + np.timedelta64(round(step * HOUR), "s")
    years = [(year, 1) for year in range(_year(time[0]), _year(end) + 1)
             if clock.utc(year, 24.0)[0] >= time[0] and clock.utc(year + 1, 24.0)[0] <= end]
    windows = _windows(time[0], end)
    years = windows if len(windows) > len(years) else years
    if not years:
        raise refusal(f"{where}: times", span, "", "must cover at least one full year: twelve whole months, from "
                      "midnight to midnight in Singapore (16:00 UTC of the day before) or in UTC")
    several = round(dt / step) if abs(dt / step - round(dt / step)) < 1e-6 else 1
    several = max(several, 1)
    wanted = np.stack([_stamps(*year, dt / several) for year in years]).astype(np.int64)
    known = time.astype(np.int64)
    taken = np.stack([np.interp(wanted, known, column) for column in columns])
    return taken.reshape(len(columns), len(years), count, several).mean(-1), [_named(*year) for year in years]


def _stamps(year, month, dt):
    """Return the stamps of a weather year that begins with a month, those from January first."""
    first = clock.utc(year, dt)
    if month == 1:
        return first
    before = round(sum(clock.MONTH_DAYS[:month - 1]) * 24.0 / dt)
    return np.concatenate([clock.utc(year + 1, dt)[:before], first[before:]])


def _named(year, month):
    """Return a weather year as a label has it."""
    return year if month == 1 else f"{year}-{month:02d}/{year + 1}-{month - 1:02d}"


def _windows(start, end):
    """Return (year, month) of the spells of twelve whole months in Singapore from the first whole month on."""
    ahead = np.timedelta64(round(clock.SGT * HOUR), "s")
    first = _month_from(start + ahead)
    last = (end + ahead).astype("datetime64[M]")   # the month that is not complete, or begins at the end
    return [(1970 + int(month) // 12, int(month) % 12 + 1)
            for month in range(int(first.astype(int)), int(last.astype(int)) - 11, 12)]


def _month_from(time):
    """Return the first month that begins at a time or after it."""
    month = time.astype("datetime64[M]")
    return month if month.astype(time.dtype) == time else month + 1


def _year(time):
    """Return the calendar year in UTC."""
    return int(time.astype("datetime64[Y]").astype(int)) + 1970


def _ring(time, step, columns):
    """Move the last 8 hours of whole years before the first if the series starts with a month of UTC."""
    begin = time[0].astype("datetime64[M]").astype(time.dtype)
    late = (time[0] - begin).astype(np.int64) / HOUR
    end = (time[-1] + np.timedelta64(round(step * HOUR), "s")).astype("datetime64[M]")
    years = (end.astype(int) - begin.astype("datetime64[M]").astype(int)) // 12
    if late >= step or years < 1:   # what lies within a step of the month's begin stands for its first hour
        return time, columns
    ahead = int(np.ceil((clock.SGT + late) / step - 1e-9))
    stop = (begin.astype("datetime64[M]") + 12 * years).astype(time.dtype)
    last = int(np.searchsorted(time, stop + (time[0] - begin)))
    before = time[0] - (np.arange(ahead, 0, -1) * round(step * HOUR)).astype("timedelta64[s]")
    return np.concatenate([before, time]), np.concatenate([columns[:, last - ahead:last], columns], axis=1)
