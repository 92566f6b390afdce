"""The days of a calendar: weekdays, public holidays, and those whose demand they change."""

import numpy as np

from sim.clock import SGT, utc

KINDS = ("after", "before", "bridge", "holiday", "long_weekend", "half_day", "year_end", "lunar_eve", "lunar_first",
         "lunar_second", "lunar_third", "lunar_fourth", "lunar_fifth")
"""What may change the demand of a day in Singapore.

after, before, bridge : a working day behind, ahead of, between days off; every Monday and Friday is one
holiday : public holiday, on a Saturday or Sunday as well
long_weekend : Saturday or Sunday of three days off or more
half_day : eve of Christmas and of New Year that is a working day
year_end : the turn of the year, 24 December to 2 January, by half four days before and two after
lunar_eve, lunar_first, ... : eve and days of the Lunar New Year; the sixth counts as half a fifth
"""

METON = 19
"""Years after which Chinese New Year returns to within a day or two (the cycle of Meton): 235 moons."""

DAY = np.timedelta64(1, "D")


def dates(year):
    """
    Return the days of a year in Singapore.

    Parameters
    ----------
    year : int
        Calendar year.

    Returns
    -------
    dates : array of datetime64[D], shape (365,)
        29 February is left out.
    """
    return (utc(year, 24.0) + np.timedelta64(round(SGT * 3600), "s")).astype("datetime64[D]")


def weekday(dates):
    """
    Return the day of the week.

    Parameters
    ----------
    dates : array of datetime64[D], shape (...)
        Any days.

    Returns
    -------
    weekday : array of int, shape (...)
        0 on Monday to 6 on Sunday. [-]
    """
    return (dates.astype(int) + 3) % 7   # 1 January 1970 was a Thursday


def kind(dates):
    """
    Return 0 for Monday to Friday, 1 for Saturday, 2 for Sunday.

    Parameters
    ----------
    dates : array of datetime64[D], shape (...)
        Any days.

    Returns
    -------
    kind : array of int, shape (...)
        Which of the three. [-]
    """
    return np.clip(weekday(dates) - 4, 0, 2)


def public_holidays(country, year):
    """
    Return the public holidays of a year, by the Metonic cycle beyond the years of the library.

    Parameters
    ----------
    country : str
        Code of the country, ``SG`` or ``VN``.
    year : int
        Calendar year.

    Returns
    -------
    holidays : dict of datetime64[D] to str
        Names in English; 29 February is left out.
    """
    import holidays

    source = year
    known = holidays.country_holidays(country, years=year, language="en_US")
    while not known:
        source += -METON if year > 2000 else METON
        known = holidays.country_holidays(country, years=source, language="en_US")
    return {np.datetime64(date.replace(year=year)): name for date, name in known.items()
            if (date.month, date.day) != (2, 29)}


def marks(dates):
    """
    Return the day types that change the demand of each day in Singapore.

    Parameters
    ----------
    dates : array of datetime64[D], shape (day,)
        Any days, of any years.

    Returns
    -------
    kind : array of int, shape (day,)
        Course that the day is measured by: 0 weekday, 1 Saturday, 2 Sunday; holidays by a weekday's. [-]
    weight : array, shape (day, kind)
        How much of each of `KINDS` the day is. [fraction]
    """
    first = int(dates.min().astype("datetime64[Y]").astype(int)) + 1970
    last = int(dates.max().astype("datetime64[Y]").astype(int)) + 1970
    span = np.arange(np.datetime64(f"{first - 1}-12-01"), np.datetime64(f"{last + 1}-02-01"))
    names = {}
    for year in range(first - 1, last + 2):
        names |= public_holidays("SG", year)
    public = np.isin(span, np.array(list(names)))
    lunar = _lunar(span, names)
    full, base = public | (lunar == 0) | (lunar == 1), kind(span)
    off = full | (base > 0)
    weight = {name: np.zeros(span.size) for name in KINDS}
    weight["after"] = ~off & np.r_[False, off[:-1]]
    weight["before"] = ~off & np.r_[off[1:], False]
    weight["bridge"] = weight["after"] & weight["before"]
    weight["holiday"] = public & (lunar != 0) & (lunar != 1)
    weight["long_weekend"] = (base > 0) & (lunar != 0) & (lunar != 1) & (_run(off) > 2)
    turn = _turn(span)
    weight["half_day"] = (turn >= 10) & ~off
    weight["year_end"] = np.select([turn % 10 == 2, turn % 10 == 1], [1.0, 0.5], 0.0)
    for lag, name in enumerate(KINDS[KINDS.index("lunar_eve"):], start=-1):
        weight[name] = lunar == lag
    weight["lunar_fifth"] = weight["lunar_fifth"] + 0.5 * (lunar == 5)
    here = (dates - span[0]).astype(int)
    return np.where(full, 0, base)[here], np.stack([weight[name] for name in KINDS], axis=-1).astype(float)[here]


def _lunar(span, names):
    """Return the days since the first of the Lunar New Year, far from it a large number, shape (day,)."""
    since = np.full(span.size, 1000)
    found = sorted(date for date, name in names.items() if "Chinese New Year" in name and "observed" not in name)
    for date in found:
        if date - DAY not in found:
            days = (span - date).astype(int)
            since = np.where(np.abs(days) < 30, days, since)
    return since


def _run(off):
    """Return for each day off how many follow each other there, shape (day,)."""
    edge = np.flatnonzero(np.diff(off.astype(int), prepend=0, append=0))
    length = np.zeros(off.size, dtype=int)
    for start, end in edge.reshape(-1, 2):
        length[start:end] = end - start
    return length


def _turn(span):
    """Return 2 within the quiet days at the turn of the year, 1 at its edges, 10 more on the two eves, shape (day,)."""
    month = span.astype("datetime64[M]")
    day, number = (span - month).astype(int) + 1, month.astype(int) % 12 + 1
    december, january = number == 12, number == 1
    turn = np.select([(december & (day >= 24)) | (january & (day <= 2)),
                      (december & (day >= 20)) | (january & (day <= 4))], [2, 1], 0)
    return turn + 10 * (december & ((day == 24) | (day == 31)))
