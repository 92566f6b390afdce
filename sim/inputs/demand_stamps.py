"""Turn the dates and times of a table of demand into the starts of half-hours in Singapore."""

import datetime
import re

import numpy as np

from sim.errors import SundalinkError, refusal
from sim.inputs.demand_columns import clock

SINGAPORE = 480
"""Minutes that Singapore's clock is ahead of UTC. [min]"""

HALF = np.timedelta64(30, "m")

DATES = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y", "%d-%b-%y",
         "%d %B %Y", "%Y%m%d")
"""Forms of a date. Where a file's dates suit both day and month first, it is asked which."""

STATE = "rename the column of times to period_start or period_end"
"""What a user is asked to state where rows do not tell."""


def dates(where, cells):
    """
    Read dates that are all of one form.

    Parameters
    ----------
    where : callable
        ``where(row)`` names a cell.
    cells : sequence of str
        Dates; the name of a weekday before one is left aside.

    Returns
    -------
    dates : array of datetime64[m], shape (row,)
        Their midnight.

    Raises
    ------
    SundalinkError
        If one is no date, or day and month cannot be distinguished.
    """
    plain = [re.sub(r"[T ]00:00(:00)?$", "", re.sub(r"^[A-Za-z]+, *", "", cell.strip())) for cell in cells]
    each = sorted(set(plain))
    suited = [(form, read) for form in DATES if len(read := _read(each, form)) == len(each)]
    if not suited:
        best = max((_read(each, form) for form in DATES), key=len)
        row = next(row for row, text in enumerate(plain) if text not in best)
        raise refusal(where(row), repr(cells[row][:40]), "-", "must be a date such as 2019-07-31, 31/07/2019 or "
                      "31-Jul-2019, of the same form in the whole file")
    if any(read != suited[0][1] for _, read in suited[1:]):
        raise refusal(where(0), repr(cells[0][:40]), "-", "must tell day and month apart: no day of the file is above "
                      "12; write dates as 2019-07-31")
    return np.array([suited[0][1][text] for text in plain], dtype="datetime64[m]")


def moments(where, cells, offset):
    """
    Read dates with a time of day, in Singapore's clock.

    Parameters
    ----------
    where : callable
        ``where(row)`` names a cell.
    cells : sequence of str
        ISO 8601, or a date of `DATES` and a time; with an offset from UTC (``Z``, ``+08:00``) or all without.
    offset : int or None
        Minutes ahead of UTC of stamps without one; None for Singapore's clock. [min]

    Returns
    -------
    stamps : array of datetime64[m], shape (row,)
        On whole half-hours.

    Raises
    ------
    SundalinkError
        If one is no such time, or some state an offset and some do not.
    """
    texts = [re.sub(r"\s*(UTC|GMT)$", "+00:00", re.sub(r"\s*SGT$", "+08:00", cell.strip())) for cell in cells]
    parts = [re.fullmatch(r"(.*?)[T ]\s*(\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[APap][Mm])?)\s*"
                          r"(Z|[+-]\d\d(?::?\d\d)?)?", text) for text in texts]
    for row, part in enumerate(parts):
        if not part:
            raise refusal(where(row), repr(cells[row][:40]), "-", "must be a time such as 2019-07-31 13:30, in "
                          "Singapore time, or 2019-07-31T05:30Z")
    stated = [part.group(3) for part in parts]
    if any(stated) != all(stated):
        row = next(row for row, each in enumerate(stated) if bool(each) != bool(stated[0]))
        raise refusal(where(row), repr(cells[row][:40]), "-", "must state an offset from UTC in every row, or in none")
    day = dates(where, [part.group(1) for part in parts])
    shift = [SINGAPORE - (_offset(each) if each else SINGAPORE if offset is None else offset) for each in stated]
    minutes = np.array([_minute(where(row), part.group(2)) for row, part in enumerate(parts)])
    stamps = day + (minutes + np.array(shift)).astype("timedelta64[m]")
    off = np.flatnonzero(stamps.astype(int) % 30)
    if off.size:
        raise refusal(where(int(off[0])), repr(cells[off[0]][:40]), "-", "must be a whole half-hour")
    return stamps


def beside_dates(where, days, cells, marks):
    """
    Join dates with times of day that stand beside them; rows decide which day a 00:00 ends.

    Parameters
    ----------
    where : callable
        ``where(row)`` names a cell.
    days : array of datetime64[m], shape (row,)
        Dates.
    cells : sequence of str
        Times of day.
    marks : str
        ``starts``, ``ends`` or empty, as the column's name says.

    Returns
    -------
    stamps : array of datetime64[m], shape (row,)
        Moments in the clock of the table.
    marks : str
        ``ends`` also where rows show it.

    Raises
    ------
    SundalinkError
        If a time is none, or the rows of a record of ends do not tell which day a 00:00 ends.
    """
    minutes = np.array([-1 if (read := clock(cell)) is None else read for cell in cells])
    wrong = np.flatnonzero(minutes < 0)
    if wrong.size:
        raise refusal(where(int(wrong[0])), repr(cells[wrong[0]][:40]), "-",
                      "must be a time such as 13:30, a whole half-hour")
    marks = "ends" if (minutes == 1440).any() and not marks else marks
    midnight = np.flatnonzero(minutes == 0)
    if marks == "starts" or not midnight.size:
        return days + minutes.astype("timedelta64[m]"), marks
    if days.size > 1 and days[0] > days[-1]:
        stamps, marks = beside_dates(lambda row: where(days.size - 1 - row), days[::-1], cells[::-1], marks)
        return stamps[::-1], marks
    after = midnight[midnight > 0]
    after = after[minutes[after - 1] == 1410]
    same = int((days[after] == days[after - 1]).sum())
    following = int((days[after] == days[after - 1] + 48 * HALF).sum())
    if (same and following) or (marks == "ends" and not same + following):
        raise refusal(where(int(midnight[0])), repr(cells[midnight[0]][:40]), "-", "rows must tell whether 00:00 ends "
                      "its own date or the one before: keep them in the order of time, or write date and time into one "
                      "column period_end")
    minutes = np.where((minutes == 0) & (same > 0), 1440, minutes)
    return days + minutes.astype("timedelta64[m]"), "ends" if same else marks


def stamped_at(stamps):
    """
    Find whether stamps mark the start or the end of half-hours, from the first and last stamp of whole days.

    Parameters
    ----------
    stamps : array of datetime64[m], shape (row,)
        Moments in Singapore.

    Returns
    -------
    marks : str
        ``starts`` for one from 00:00 or up to 23:30, ``ends`` for one from 00:30 or up to 00:00; empty if neither or
        both.
    """
    first, last = stamps.min().astype(int) % 1440, stamps.max().astype(int) % 1440
    starts, ends = first == 0 or last == 1410, first == 30 or last == 0
    return "" if starts == ends else "starts" if starts else "ends"


def slots(path, stamps, marks, others):
    """
    Return the starts of half-hours.

    Parameters
    ----------
    path : str or Path
        The file.
    stamps : array of datetime64[m], shape (row,)
        Moments in Singapore.
    marks : str
        ``starts``, ``ends`` or empty where neither name nor rows tell.
    others : set of str
        What the other files of the record mark.

    Returns
    -------
    slots : array of datetime64[m], shape (row,)
        Starts of half-hours.

    Raises
    ------
    SundalinkError
        Asking for a statement, if nothing tells starts from ends.
    """
    marks = marks or (next(iter(others)) if len(others) == 1 else "")
    if not marks:
        raise SundalinkError(f"{path}: from {stamps.min()} to {stamps.max()}, which does not tell whether times are "
                             f"the starts or the ends of half-hours: {STATE}")
    return stamps - HALF if marks == "ends" else stamps


def _read(texts, form):
    """Return the dates of texts that have a form."""
    found = {}
    for text in texts:
        try:
            found[text] = datetime.datetime.strptime(text, form)
        except ValueError:
            continue
    return found


def _minute(where, text):
    """Return the nearest minute of a time of day."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d+)?))?(?: ?([APap])[Mm])?", text)
    hours, minutes, seconds = int(found.group(1)), int(found.group(2)), float((found.group(3) or "0").replace(",", "."))
    if found.group(4):
        hours = hours % 12 + 12 * (found.group(4).lower() == "p")
    if hours > 24 or minutes > 59 or seconds >= 61:
        raise refusal(where, repr(text), "-", "must be a time of day")
    return round(60 * hours + minutes + seconds / 60.0)


def _offset(text):
    """Return minutes ahead of UTC."""
    if text == "Z":
        return 0
    digits = text[1:].replace(":", "")
    return int(text[0] + "1") * (60 * int(digits[:2]) + int(digits[2:] or 0))
