"""Read the user's own half-hours of demand: CSV files with a row for each time, for each day, or EMA's weekly sheet."""

import csv
import datetime
import math

import numpy as np

from sim.checks import refusal
from sim.errors import SundalinkError
from sim.inputs.user_file import text as _text

STARTS = ("time", "datetime", "timestamp", "period_start")
"""Columns that say when a half-hour begins."""

ENDS = ("period_end", "period_end_datetime", "period_ending_time")
"""Columns that say when it ends, the last at 00:00 of the next day; `period_ending_time` may stand beside `date`."""

DEMANDS = ("demand_mw", "system_demand_actual", "system_demand_mw")
"""Columns of demand, in order of preference."""

DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%d %b %Y", "%d-%b-%y", "%Y%m%d")

SHEET = "system demand (actual)"
"""Heading of the column that counts in a weekly sheet of the Energy Market Authority."""

LEAST, MOST = 100.0, 100000.0
"""Half-hours outside are in another unit, or no demand. [MW]"""


def halfhours(paths):
    """
    Return the whole days of half-hourly demand that files hold.

    Parameters
    ----------
    paths : sequence of str or Path
        CSV files in Singapore time. Three forms: a row for each half-hour (a column of `STARTS` or `ENDS`, one of
        `DEMANDS`; others are left aside); a row for each day (`date` and 48 columns, named by when each half-hour
        ends, from ``00:30`` to ``00:00`` or ``24:00``); or a weekly sheet of the Energy Market Authority (dates above
        ``System Demand (Actual)``, 48 rows) saved as CSV.

    Returns
    -------
    days : array of datetime64[D], shape (day,)
        Ascending; days that lack a half-hour at the ends of the record are left out.
    demand : array, shape (day, 48)
        From 00:00. [MW]

    Raises
    ------
    SundalinkError
        Naming file, line, column and rule; also if a half-hour comes twice, or a day within the record lacks one.
    """
    found = {}
    for path in paths:
        for slot, value, where in _file(path):
            if slot in found:
                raise refusal(where, str(slot.astype("datetime64[m]")), "-", "must come once in all files")
            found[slot] = value
    if not found:
        raise SundalinkError("demand_files: must hold at least one half-hour")
    slots = np.array(sorted(found))
    first, last = slots[0].astype("datetime64[D]"), slots[-1].astype("datetime64[D]")
    days = np.arange(first, last + 1)
    table = np.full((days.size, 48), np.nan)
    table.reshape(-1)[((slots - first.astype("datetime64[m]")).astype(int) // 30)] = [found[slot] for slot in slots]
    some, whole = np.isfinite(table).any(1), np.isfinite(table).all(1)
    for place in np.flatnonzero(some & ~whole):
        if 0 < place < days.size - 1:
            half = int(np.flatnonzero(np.isnan(table[place]))[0])
            raise refusal(f"demand of {days[place]}", "missing", "-", f"must hold 48 half-hours; the one from "
                      f"{half // 2:02d}:{30 * (half % 2):02d} is not there")
    return days[whole], table[whole]


def _file(path):
    """Yield (slot, demand, where) of one file, the slot being when the half-hour begins."""
    rows = [(number, [cell.strip() for cell in row]) for number, row in
            enumerate(csv.reader(_text(path).splitlines()), start=1) if any(cell.strip() for cell in row)]
    for place, (_, row) in enumerate(rows):
        if SHEET in [cell.lower() for cell in row]:
            return _sheet(path, rows, place)
    if len(rows) < 2:
        raise SundalinkError(f"{path}: must have a header line and at least one row")
    number, head = rows[0][0], [cell.lower() for cell in rows[0][1]]
    timed = next((name for name in (*STARTS, *ENDS) if name in head), None)
    if timed is None and head[0] == "date" and len(head) == 49:
        return _days(path, rows, head)
    value = next((name for name in DEMANDS if name in head), None)
    if timed is None or value is None:
        raise refusal(f"{path}, line {number}, columns", ",".join(head)[:60], "-", "must hold a time "
                  f"({', '.join((*STARTS, *ENDS))}) and a demand ({', '.join(DEMANDS)}), or date and 48 half-hours")
    return _times(path, rows, head, timed, value)


def _times(path, rows, head, timed, value):
    """Yield the half-hours of a file with a row for each."""
    beside = timed == "period_ending_time" and "date" in head
    for number, row in rows[1:]:
        if len(row) != len(head):
            raise refusal(f"{path}, line {number}, cells", len(row), "-", f"must be {len(head)}, as in the header")
        cells, where = dict(zip(head, row, strict=True)), f"{path}, line {number}, column {timed}"
        if beside:
            day = _date(f"{path}, line {number}, column date", cells["date"])
            slot = day + _minutes(where, cells[timed]) - np.timedelta64(30, "m")
        else:
            slot = _moment(where, cells[timed])
            slot = slot - np.timedelta64(30, "m") if timed in ENDS else slot
        yield slot, _demand(f"{path}, line {number}, column {value}", cells[value]), where


def _days(path, rows, head):
    """Yield the half-hours of a file with a row for each day."""
    number = rows[0][0]
    for place, name in enumerate(head[1:], start=1):
        if _minutes(f"{path}, line {number}, column {place + 1}", name) != np.timedelta64(30 * place, "m"):
            raise refusal(f"{path}, line {number}, column {place + 1}", name, "-",
                      f"must be {place // 2:02d}:{30 * (place % 2):02d}, when the half-hour ends")
    for number, row in rows[1:]:
        if len(row) != 49:
            raise refusal(f"{path}, line {number}, cells", len(row), "-", "must be 49, a date and 48 half-hours")
        day = _date(f"{path}, line {number}, column date", row[0])
        for place, cell in enumerate(row[1:]):
            where = f"{path}, line {number}, column {head[place + 1]}"
            yield day + np.timedelta64(30 * place, "m"), _demand(where, cell), where


def _sheet(path, rows, place):
    """Yield the half-hours of a weekly sheet: columns are days, rows half-hours."""
    columns = [at for at, cell in enumerate(rows[place][1]) if cell.lower() == SHEET]
    number, above = rows[place - 1] if place else (0, [])
    if len(rows) < place + 49:
        raise refusal(f"{path}, rows below {SHEET!r}", len(rows) - place - 1, "-", "must be 48, one for each half-hour")
    for at in columns:
        day = _date(f"{path}, line {number}, column {at + 1}", above[at] if at < len(above) else "")
        for half, (line, row) in enumerate(rows[place + 1:place + 49]):
            where = f"{path}, line {line}, column {at + 1}"
            yield day + np.timedelta64(30 * half, "m"), _demand(where, row[at] if at < len(row) else ""), where


def _demand(where, cell):
    """Return a demand, or refuse it."""
    try:
        number = float(cell.replace(",", ""))
    except ValueError:
        number = math.nan
    if not LEAST <= number <= MOST:
        raise refusal(where, repr(cell), "-", f"must be a demand in MW between {LEAST:g} and {MOST:g}")
    return number


def _date(where, cell):
    """Return a date, as minutes, or refuse it; the name of the weekday before it is left aside."""
    text = cell.split(",")[-1].strip().split(" 00:00")[0]
    for form in DATES:
        try:
            return np.datetime64(datetime.datetime.strptime(text, form), "m")
        except ValueError:
            continue
    raise refusal(where, repr(cell), "-", "must be a date such as 2019-07-31, 31/07/2019 or 31-Jul-2019")


def _minutes(where, cell):
    """Return the minutes after midnight at which a half-hour ends, 00:00 being the end of the day, or refuse."""
    text = cell.replace(":", "")[:4]
    hours, minutes = (int(text[:-2] or 0), int(text[-2:])) if text.isdigit() and len(text) > 2 else (-1, 0)
    total = 60 * hours + minutes
    if not 0 <= total <= 1440 or total % 30:
        raise refusal(where, repr(cell), "-", "must be a time such as 13:30, a whole half-hour")
    return np.timedelta64(total or 1440, "m")


def _moment(where, cell):
    """Return a date and time of day on a half-hour, or refuse it."""
    try:
        moment = np.datetime64(datetime.datetime.fromisoformat(cell).replace(tzinfo=None), "m")
    except ValueError:
        raise refusal(where, repr(cell), "-", "must be a time such as 2019-07-31 13:30, in Singapore time") from None
    if moment.astype(int) % 30:
        raise refusal(where, repr(cell), "-", "must be a whole half-hour")
    return moment
