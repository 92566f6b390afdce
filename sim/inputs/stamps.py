"""Read dates and times as loggers and services write them, to whole seconds of UTC."""

import re

import numpy as np

from sim.errors import refusal
from sim.inputs.weather_years import HOUR, seconds

ORDERS = {"dmy": r"\3-\2-\1", "mdy": r"\3-\1-\2"}
SLASHED = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?=$|[T\s,])[T\s,]*(.*)$")
YEAR_FIRST = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?=$|[T\s])[T\s]*(.*)$")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})[T:_\s]?(\d{2}):?(\d{2})(?::?(\d{2}))?$")
PLAIN = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?(?:Z|[+-]\d{2}:\d{2})?"
"""Stamps that nothing below changes."""
COUNTS = ((r"1[0-8]\d{8}(?:\.0*)?", 1.0, "1970-01-01", False),
          (r"1[0-8]\d{11}(?:\.0*)?", 1e-3, "1970-01-01", False),
          (r"[2-6]\d{4}(?:[.,]\d+)?", 86400.0, "1899-12-30", True))
"""Stamps that are counts: form, seconds of one, origin, and whether the clock is the file's own and not UTC."""
NAMED = ("%d-%b-%Y %H:%M:%S", "%d-%b-%Y %H:%M", "%d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%d-%b-%y %H:%M:%S",
         "%d-%b-%y %H:%M", "%b %d %Y %H:%M")


def utc(path, texts, line, zone, form="recognised"):
    """
    Return stamps in UTC, or refuse the first that is none.

    Parameters
    ----------
    path : str or Path
        What a message names.
    texts : pandas.Series of str
        The stamps.
    line : int
        Of the first, for messages.
    zone : float
        What the clock of stamps without an offset is ahead of UTC. [h]
    form : str
        ``recognised``: ISO 8601, or day, month and year in the one order that makes the stamps regular; ``dmy``,
        ``mdy`` or ``ymd``: that order; or a form with percent signs, as ``%d.%m.%Y %H.%M``.

    Returns
    -------
    time : array of datetime64[s]

    Raises
    ------
    SundalinkError
        If a stamp cannot be read (with file and line).
    """
    import pandas as pd

    texts, late = _midnight(texts.str.strip().str.strip('"'))
    times = _iso(texts) if form in ("recognised", "ymd") else None
    counted = _counted(texts) if form == "recognised" else None
    if counted is not None:
        times = counted
    elif "%" in form:
        times = _formed(path, texts, form)
    elif times is None or pd.isna(times[0]).any():
        times = _ordered(path, texts, form, line) or times or _iso(texts)
    known, own = times
    if np.isnat(known).any():
        row = int(np.isnat(known).argmax())
        raise refusal(f"{path}, line {line + row}: time", repr(texts.iloc[row])[:60], "",
                      "must be a date and time in ISO 8601, as 2024-01-31T18:30Z; another form is stated by "
                      "resource.table.dates")
    known = known + late * np.timedelta64(1, "D")
    return known - np.timedelta64(round(zone * HOUR) if own else 0, "s")


def _counted(texts):
    """Return stamps that are counts, in UTC, and whether they are on a clock of their own: seconds or milliseconds of
    Unix, days of a spreadsheet; None if they are no counts."""
    for form, unit, origin, own in COUNTS:
        if texts.str.fullmatch(form).all():
            value = np.round(texts.str.replace(",", ".", regex=False).astype(float).to_numpy() * unit)
            near = 60.0 * np.round(value / 60.0)   # days are written with few decimals
            value = near if np.abs(value - near).max() <= 1.0 else value
            return np.datetime64(origin, "s") + value.astype("timedelta64[s]"), own
    return None


def _midnight(texts):
    """Return stamps whose 24:00 reads 00:00, and which of them belong to the next day."""
    late = texts.str.contains(r"[T\s]24:00(?::00)?\b", regex=True)
    if late.any():
        texts = texts.str.replace(r"([T\s])24:00", r"\g<1>00:00", regex=True)
    return texts, late.to_numpy(dtype=bool).astype(int)


def _iso(texts):
    """Return stamps of ISO 8601 in UTC, and whether they are on a clock of their own; NaT where they are none."""
    import pandas as pd

    if not texts.str.fullmatch(PLAIN).all():
        texts = texts.str.replace(YEAR_FIRST, r"\1-\2-\3 \4", regex=True).str.strip()
        texts = texts.str.replace(r"^(\d{4})-(\d)-", r"\1-0\2-", regex=True)
        texts = texts.str.replace(r"^(\d{4}-\d{2})-(\d)(?!\d)", r"\1-0\2", regex=True)
        texts = texts.str.replace(r"([T\s])(\d):", r"\g<1>0\2:", regex=True)
        texts = texts.str.replace(COMPACT, r"\1-\2-\3T\4:\5", regex=True)
        texts = texts.str.replace(r"\s*(?:UTC|GMT)$", "Z", regex=True)
    try:   # stamps that all name an offset, or none: those without are on the clock of the zone
        naive = pd.to_datetime(texts, format="ISO8601", errors="coerce")
        own = naive.dt.tz is None
    except (ValueError, AttributeError):   # mixed offsets
        own = False
    return _plain(pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce")), own


def _ordered(path, texts, form, line):
    """Return stamps whose day, month and year stand with slashes, dots or names of months; None if they do not."""
    import pandas as pd

    parts = texts.str.extract(SLASHED)
    if parts[0].isna().all():
        for named in NAMED if form == "recognised" else ():
            times = pd.to_datetime(texts, format=named, errors="coerce")
            if not times.isna().any():
                return _plain(times), True
        return None
    year = parts[2].where(parts[2].str.len() != 2, "20" + parts[2])
    found = {}
    for order in ORDERS if form == "recognised" else [form] if form in ORDERS else []:
        day, month = (0, 1) if order == "dmy" else (1, 0)
        built = year + "-" + parts[month].str.zfill(2) + "-" + parts[day].str.zfill(2) + "T" + _clock(parts[3])
        built = built.fillna("")
        found[order] = _plain(pd.to_datetime(built, format="ISO8601", utc=True, errors="coerce")), True
    if len(found) < 2:
        return next(iter(found.values()), None)
    return found[_regular(path, found, texts, line)]


def _regular(path, found, texts, line):
    """Return the order of day and month under which most stamps follow by one step, or ask for it."""
    fits = {}
    for order, (times, _) in found.items():
        gaps = np.diff(times[~np.isnat(times)].astype(np.int64))
        values, counts = np.unique(gaps, return_counts=True)
        good = counts[values > 0].max() if (values > 0).any() else 0
        fits[order] = (int(np.isnat(times).sum()), int((gaps <= 0).sum()), -int(good))
    if fits["dmy"] == fits["mdy"]:
        raise refusal(f"{path}, line {line}: time", repr(texts.iloc[0])[:60], "", "day and month cannot be "
                      "distinguished: resource.table.dates must say 'dmy' or 'mdy'")
    return min(fits, key=fits.get)


def _clock(texts):
    """Return times of day, those of twelve hours as of 24, and 00:00 where there is none."""
    texts = texts.fillna("").str.strip().str.upper()
    half = texts.str.extract(r"^(\d{1,2}):?(\d{2})?(:\d{2})?\s*([AP])\.?M\.?$")
    there = half[3].notna()
    if there.any():
        hour = half[0].fillna("0").astype(int) % 12 + np.where(half[3] == "P", 12, 0)
        as_24 = hour.astype(str).str.zfill(2) + ":" + half[1].fillna("00") + half[2].fillna("")
        texts = texts.where(~there, as_24)
    texts = texts.str.replace(r"^(\d):", r"0\1:", regex=True).str.replace(r"^(\d{2})\.(\d{2})$", r"\1:\2", regex=True)
    return texts.where(texts != "", "00:00")


def _formed(path, texts, form):
    """Return stamps of a form with percent signs."""
    import pandas as pd

    try:
        times = pd.to_datetime(texts, format=form, errors="coerce", utc="%z" in form)
    except ValueError as fault:
        raise refusal("resource.table.dates", repr(form), "", f"must be a form of dates ({fault}); {path}") from None
    return _plain(times), "%z" not in form


def _plain(times):
    """Return stamps of pandas as an array in whole seconds."""
    times = times.dt.tz_localize(None) if times.dt.tz is not None else times
    return seconds(times.to_numpy())
