"""Read the user's own half-hours of demand: CSV files with a row for each time, for each day, or EMA's weekly sheet."""

import csv
from typing import NamedTuple

import numpy as np

from sim.errors import SundalinkError, refusal
from sim.inputs import user_file
from sim.inputs.demand_columns import DEMANDS, EITHER, ENDS, STARTS, clock_columns, columns, delimiter, table
from sim.inputs.demand_stamps import SINGAPORE, beside_dates, dates, moments, slots, stamped_at
from sim.inputs.number_text import numbers

SHEET = "system demand (actual)"
"""Heading of the column that counts in a weekly sheet of the Energy Market Authority."""

LEAST, MOST = 100.0, 100000.0
"""Half-hours outside are in another unit, or no demand. [MW]"""

ABOVE = 40
"""Rows of notes that may stand above the header."""


class DemandRows(NamedTuple):
    """Half-hours of one file, in the order of its rows."""

    path: str
    stamp: np.ndarray
    """Moments in Singapore, shape (row,), datetime64[m]."""
    marks: str
    """``starts`` or ``ends`` of half-hours; empty where neither the file's names nor its rows tell."""
    demand: np.ndarray
    """Shape (row,). [MW]"""
    line: list[int]
    """Line of each row in the file."""
    column: str
    """What a message calls the place of the moment."""


def halfhours(paths):
    """
    Read the whole days of half-hourly demand that files hold.

    Parameters
    ----------
    paths : sequence of str or Path
        CSV files; separator, encoding and decimal mark are recognised. Three forms: a row for each half-hour (times as
        in `sim.inputs.demand_columns`, one column or a date and a time of day; other columns are left aside); a row for
        each day (`date` and 48 columns named by when each half-hour ends, from ``00:30``, or begins, from ``00:00``);
        or a weekly sheet of the Energy Market Authority (dates above ``System Demand (Actual)``, 48 rows). Times are
        Singapore's, or those of the offset from UTC that they or their column state.

    Returns
    -------
    days : array of datetime64[D], shape (day,)
        Ascending; days that lack a half-hour at the ends of the record are left out.
    demand : array, shape (day, 48)
        From 00:00. [MW]

    Raises
    ------
    SundalinkError
        Naming file, line, column and rule; also if a half-hour comes twice, a day within the record lacks one, or
        neither names nor rows tell starts of half-hours from ends.
    """
    files = [_file(path) for path in paths]
    if not files:
        raise SundalinkError("demand_files: must hold at least one half-hour")
    marked = {each.marks for each in files if each.marks}
    start = [slots(each.path, each.stamp, each.marks, marked) for each in files]
    start, value = np.concatenate(start), np.concatenate([each.demand for each in files])
    order = np.argsort(start, kind="stable")
    _once(files, start, order)
    return _days(start[order], value[order])


def _days(start, value):
    """Return whole days, of half-hours in ascending order."""
    first = start[0].astype("datetime64[D]")
    days = np.arange(first, start[-1].astype("datetime64[D]") + 1)
    filled = np.full((days.size, 48), np.nan)
    filled.reshape(-1)[(start - first.astype("datetime64[m]")).astype(int) // 30] = value
    some, whole = np.isfinite(filled).any(1), np.isfinite(filled).all(1)
    for place in np.flatnonzero(some & ~whole):
        if 0 < place < days.size - 1:
            half = int(np.flatnonzero(np.isnan(filled[place]))[0])
            raise refusal(f"demand of {days[place]}", "missing", "-", f"must hold 48 half-hours; the one from "
                          f"{half // 2:02d}:{30 * (half % 2):02d} is not there")
    return days[whole], filled[whole]


def _once(files, start, order):
    """Refuse a half-hour that comes twice."""
    twice = np.flatnonzero(np.diff(start[order]).astype(int) == 0)
    if twice.size:
        row = int(order[twice[0] + 1])
        for each in files:
            if row < each.stamp.size:
                where = f"{each.path}, line {each.line[row]}, column {each.column}"
                raise refusal(where, str(start[order[twice[0]]]), "-", "must come once in all files")
            row -= each.stamp.size


def _file(path):
    """Read one file."""
    text = user_file.text(path)
    rows = [(number, [cell.strip() for cell in row])
            for number, row in enumerate(csv.reader(text.splitlines(), delimiter=delimiter(text)), start=1)
            if any(cell.strip() for cell in row)]
    for place, (_, row) in enumerate(rows):
        if SHEET in [cell.lower() for cell in row] and place and not any(c.key == "date" for c in columns(row)):
            return _sheet(path, rows, place)
    if len(rows) < 2:
        raise SundalinkError(f"{path}: must have a header line and at least one row")
    for place, (_, row) in enumerate(rows[:ABOVE]):
        found = columns(row)
        if found[0].key == "date" and len(found) == 49:
            return _rows_of_days(path, rows[place:], found)
        if chosen := table(found):
            return _rows_of_times(path, rows[place:], chosen)
    raise refusal(f"{path}, line {rows[0][0]}, columns", ",".join(rows[0][1])[:60], "-", "must hold a time "
                  f"({', '.join((*EITHER, STARTS[0], ENDS[0], ENDS[3]))}) and a demand ({', '.join(DEMANDS)}), or date "
                  "and 48 half-hours")


def _rows_of_times(path, rows, chosen):
    """Read a file with a row for each half-hour."""
    width, rows = len(rows[0][1]), rows[1:]
    for number, row in rows:
        if len(row) != width:
            raise refusal(f"{path}, line {number}, cells", len(row), "-", f"must be {width}, as in the header")
    line = [number for number, _ in rows]
    column = (chosen.stamp or chosen.number or chosen.date).name

    def cells(of):
        return [row[of.place] for _, row in rows]

    def where(of):
        return lambda row: f"{path}, line {line[row]}, column {of.name}"

    demand = _demand(where(chosen.demand), cells(chosen.demand), chosen.demand.unit)
    if chosen.number:
        days = dates(where(chosen.date), cells(chosen.date))
        counted = numbers(cells(chosen.number))
        least = min(counted)
        bad = next((row for row, each in enumerate(counted) if each not in range(int(least == 1), 49)), None)
        if bad is not None:
            raise refusal(where(chosen.number)(bad), repr(rows[bad][1][chosen.number.place]), "-",
                          "must count the half-hours of a day, from 1 to 48 or from 0 to 47")
        stamp, marks = days + (30 * (np.array(counted) - least)).astype("timedelta64[m]"), "starts"
    elif chosen.date and ":" not in rows[0][1][chosen.date.place].split(" ")[-1] and chosen.stamp is not chosen.date \
            and not any(mark in rows[0][1][chosen.stamp.place] for mark in "-/"):
        days = dates(where(chosen.date), cells(chosen.date))
        stamp, marks = beside_dates(where(chosen.stamp), days, cells(chosen.stamp), chosen.marks)
        offset = SINGAPORE if chosen.stamp.offset is None else chosen.stamp.offset
        stamp = stamp + np.timedelta64(SINGAPORE - offset, "m")
    else:
        stamp, marks = moments(where(chosen.stamp), cells(chosen.stamp), chosen.stamp.offset), chosen.marks
    return DemandRows(str(path), stamp, marks or stamped_at(stamp), demand, line, column)


def _rows_of_days(path, rows, found):
    """Read a file with a row for each day."""
    number, minutes = rows[0][0], clock_columns(found)
    shift = 0 if minutes[0] == 0 else 30
    for place, read in enumerate(minutes):
        due = 30 * place + shift
        if read is None or read % 1440 != due % 1440:
            raise refusal(f"{path}, line {number}, column {place + 2}", repr(found[place + 1].name), "-",
                          f"must be a time, {due // 60:02d}:{due % 60:02d}: columns begin with 00:30, when the first "
                          "half-hour ends, or 00:00, when it begins")
    for line, row in rows[1:]:
        if len(row) != 49:
            raise refusal(f"{path}, line {line}, cells", len(row), "-", "must be 49, a date and 48 half-hours")
    days = dates(lambda row: f"{path}, line {rows[row + 1][0]}, column date", [row[0] for _, row in rows[1:]])
    cells = [cell for _, row in rows[1:] for cell in row[1:]]
    demand = _demand(lambda at: f"{path}, line {rows[at // 48 + 1][0]}, column {found[at % 48 + 1].name}", cells, 1.0)
    stamp = (days[:, None] + 30 * np.arange(48)).reshape(-1)
    return DemandRows(str(path), stamp, "starts", demand, [line for line, _ in rows[1:] for _ in range(48)], "date")


def _sheet(path, rows, place):
    """Read a weekly sheet: columns are days, rows half-hours."""
    at = [column for column, cell in enumerate(rows[place][1]) if cell.lower() == SHEET]
    number, above = rows[place - 1]
    if len(rows) < place + 49:
        raise refusal(f"{path}, rows below {SHEET!r}", len(rows) - place - 1, "-", "must be 48, one for each half-hour")
    below = rows[place + 1:place + 49]
    days = dates(lambda row: f"{path}, line {number}, column {at[row] + 1}",
                 [above[column] if column < len(above) else "" for column in at])
    cells = [row[column] if column < len(row) else "" for column in at for _, row in below]
    demand = _demand(lambda row: f"{path}, line {below[row % 48][0]}, column {at[row // 48] + 1}", cells, 1.0)
    stamp = (days[:, None] + 30 * np.arange(48)).reshape(-1)
    return DemandRows(str(path), stamp, "starts", demand, [line for line, _ in below] * len(at), "date")


def _demand(where, cells, unit):
    """Read a column of demand, or refuse it. [MW]"""
    values = unit * np.array(numbers(cells))
    wrong = np.flatnonzero(~((values >= LEAST) & (values <= MOST)))
    if wrong.size:
        raise refusal(where(int(wrong[0])), repr(cells[wrong[0]][:40]), "-",
                      f"must be a demand in MW between {LEAST:g} and {MOST:g}, or in the unit that its column names")
    return values
