"""Find the columns of a table of demand by the names that operators and analysts give them."""

import re
from typing import NamedTuple

STARTS = ("period_start", "period_start_datetime", "period_beginning", "interval_start", "start", "start_time", "from",
          "datetime_beginning", "interval_beginning", "half_hour_beginning")
"""Columns that say when a half-hour begins."""

ENDS = ("period_end", "period_end_datetime", "period_ending", "period_ending_time", "half_hour_ending", "interval_end",
        "time_ending", "end", "end_time", "to")
"""Columns that say when a half-hour ends."""

EITHER = ("time", "datetime", "date_time", "timestamp", "date_and_time")
"""Columns of times that leave open whether a half-hour begins or ends there: the rows decide."""

NUMBERS = ("period", "trading_period", "half_hour", "interval")
"""Columns that count the half-hours of a date from 1, as the Energy Market Company does, or from 0."""

DEMANDS = ("demand", "system_demand_actual", "system_demand", "total_demand", "load", "nem_demand_actual", "nem_demand")
"""Columns of demand, in order of preference."""

UNITS = {"kw": 1e-3, "mw": 1.0, "gw": 1e3, "kwh": 2e-3, "mwh": 2.0, "gwh": 2e3}
"""Megawatts in one unit that a column may name; energy is that of a half-hour."""

OFFSETS = {"utc": 0, "gmt": 0, "z": 0, "sgt": 480, "singapore": 480}
"""Minutes ahead of UTC of clocks that a column may name."""


class Column(NamedTuple):
    """One column of a table as its header describes it."""

    place: int
    """Index in the row. [-]"""
    name: str
    """Header as it stands in the file."""
    key: str
    """Lower case, without unit and clock, words joined by underscores."""
    unit: float
    """Megawatts in one unit of it; 1 where none is named. [MW]"""
    offset: int | None
    """Minutes that its clock is ahead of UTC; None where no clock is named. [min]"""


class DemandColumns(NamedTuple):
    """The columns that a table of half-hours is read by; those it lacks are None."""

    date: Column | None
    stamp: Column | None
    """Date and time, or the time of day where `date` stands beside."""
    number: Column | None
    demand: Column
    marks: str
    """``starts`` or ``ends`` where the name of `stamp` or `number` says it, otherwise empty."""


def delimiter(text):
    """
    Find the delimiter of the cells of a table.

    Parameters
    ----------
    text : str
        The table.

    Returns
    -------
    mark : str
        Semicolon, tab or bar where most of the first lines hold as many of it as the last of them, otherwise a comma.
    """
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    for mark in ";\t|":
        counts = [line.count(mark) for line in lines]
        if counts and counts[-1] > 0 and 2 * counts.count(counts[-1]) > len(counts):
            return mark
    return ","


def columns(cells):
    """
    Read a header.

    Parameters
    ----------
    cells : sequence of str
        Header of each column.

    Returns
    -------
    columns : list of Column
        One for each cell.
    """
    return [_column(place, cell) for place, cell in enumerate(cells)]


def table(found):
    """
    Choose the columns that half-hours of demand are read from.

    Parameters
    ----------
    found : sequence of Column
        The header.

    Returns
    -------
    table : DemandColumns or None
        None if they are no time and demand.
    """
    by_key = {}
    for column in found:
        by_key.setdefault(column.key, column)
    demand = next((by_key[key] for key in DEMANDS if key in by_key), None)
    date = by_key.get("date")
    for keys, marks in ((STARTS, "starts"), (ENDS, "ends"), (EITHER, "")):
        stamp = next((by_key[key] for key in keys if key in by_key), None)
        if stamp is not None:
            return demand and DemandColumns(date, stamp, None, demand, marks)
    number = next((by_key[key] for key in NUMBERS if key in by_key), None)
    if demand is None or date is None:
        return None
    if number:
        return DemandColumns(date, None, number, demand, "starts")
    return DemandColumns(None, date, None, demand, "")


def clock_columns(found):
    """
    Read the header of a table with a row for each day.

    Parameters
    ----------
    found : sequence of Column
        The header: a date and 48 columns.

    Returns
    -------
    minutes : list of int or None
        Minutes after midnight that each column is named by: times of day, or ``h00`` to ``h47`` and ``1`` to ``48`` for
        the start; None for a name that is neither. [min]
    """
    names = [column.name.strip().lower() for column in found[1:]]
    counted = [re.fullmatch(r"[hp]?(\d{1,2})", name) for name in names]
    if all(counted):
        numbers = [int(each.group(1)) for each in counted]
        if numbers in (list(range(48)), list(range(1, 49))):
            return [30 * place for place in range(48)]
    return [clock(name) for name in names]


def clock(text):
    """
    Read a time of day on a whole half-hour.

    Parameters
    ----------
    text : str
        Such as ``13:30``, ``1330`` or ``13:30:00``; ``24:00`` is the end of the day.

    Returns
    -------
    minutes : int or None
        Minutes after midnight, None if it is no such time. [min]
    """
    found = re.fullmatch(r"(\d{1,2}):?([0-5]\d)(?::00(?:\.0+)?)?\s*(am|pm)?", text.strip().lower())
    if not found:
        return None
    hours, minutes, half = int(found.group(1)), int(found.group(2)), found.group(3)
    if half and 1 <= hours <= 12:
        hours = hours % 12 + 12 * (half == "pm")
    total = 60 * hours + minutes
    return total if total <= 1440 and total % 30 == 0 else None


def _column(place, cell):
    """Read the header of one column."""
    inside = [word.strip().lower() for word in re.findall(r"[(\[]([^)\]]*)[)\]]", cell)]
    words = [word for word in re.split(r"[^a-z0-9]+", re.sub(r"[\[\]()]", " ", cell.lower())) if word]
    unit = next((UNITS[word] for word in words if word in UNITS), 1.0)
    offset = next((OFFSETS[word] for word in words if word in OFFSETS), None)
    for text in inside:
        stated = re.fullmatch(r"(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d\d))?", text)
        if stated:
            sign, hours, minutes = stated.groups()
            offset = int(sign + "1") * (60 * int(hours) + int(minutes or 0))
            words = [word for word in words if word not in re.split(r"[^a-z0-9]+", text)]
    key = "_".join(word for word in words if word not in UNITS and word not in OFFSETS)
    return Column(place, cell, key, unit, offset)
