"""Time stamps of masts and lidars: their columns, the part of the interval that they mark, and their grid."""

import re

import numpy as np

from sim.errors import refusal
from sim.inputs.weather_years import COARSEST, HOUR, check_step, stamp

ENDING = re.compile(r"\b(?:end|ending)\b", re.I)
"""In the name of a column of stamps: they name the end of what a value is the mean of."""

SENTENCE = re.compile(r"\btime ?stamps?\b.*\b(?:end|ending)\b", re.I)
"""The same in a line above the names."""

MOST = 12_000_000
"""Most steps between the first stamp and the last (assumed: one-minute values of 20 years are 10.5 million). [-]"""


def texts(table, names, parts):
    """
    Return the stamps of a table as texts.

    Parameters
    ----------
    table : sim.inputs.logger_table.FreeTable
    names : sequence of str
        Names of the house of its columns.
    parts : sequence of int
        Columns of year, month, day, hour and perhaps minute, where the stamps stand so.

    Returns
    -------
    texts : pandas.Series of str
    clock : str
        What the file says of them: the name of their column and the unit under it.
    """
    if parts:
        year, month, day, hour, *minute = (table.columns[at].str.strip().str.zfill(2) for at in parts)
        year = year.where(year.str.len() != 2, "20" + year)
        return year + "-" + month + "-" + day + " " + hour + ":" + (minute[0] if minute else "00"), ""
    at = names.index("time")
    found = table.columns[at]
    if "date" in names:
        found = table.columns[names.index("date")].str.strip() + " " + found.str.strip()
    above = " end" if any(SENTENCE.search(line) for line in table.head) else ""
    return found, f"{table.names[at]} {table.units[at]}{above}".strip()


def named(parts, stamps):
    """
    Return the part of the averaging interval that the stamps mark.

    Parameters
    ----------
    parts : sequence of MastPart
        Files, each with what it says.
    stamps : str
        What the user says: ``start``, ``middle`` or ``end``.

    Returns
    -------
    stamps : str
        As the files say, or as the user does.

    Raises
    ------
    SundalinkError
        If they say different things.
    """
    says = {part.stamps or stamps for part in parts}
    if len(says) > 1:
        raise refusal("files", ", ".join(part.path.name for part in parts)[:200], "",
                      "stamps of some name the end of an interval and those of others do not")
    said, = says
    if said != stamps and stamps != "start":
        raise refusal("resource.table.stamps", repr(stamps), "", f"must be {said!r}, as {parts[0].path} says, or left "
                      "out")
    return said


def joined(parts):
    """
    Return parts without what the end of one and the beginning of the next both hold.

    Parameters
    ----------
    parts : sequence of MastPart
        In the order of time.

    Returns
    -------
    parts : list of MastPart
    """
    found = []
    for part in parts:
        if found and part.time[0] <= found[-1].time[-1]:
            last = found[-1]
            count = int(np.searchsorted(part.time, last.time[-1], side="right"))
            same = last.time[-count:].tolist() == part.time[:count].tolist() and all(
                np.array_equal(last.values[key][-count:], part.values[key][:count], equal_nan=True)
                for key in set(part.values) & set(last.values))
            if same and count < part.time.size:
                part = part._replace(time=part.time[count:], line=part.line[count:],
                                     values={key: value[count:] for key, value in part.values.items()})
        found.append(part)
    return found


def places(parts):
    """
    Return the grid that the stamps of all parts stand on.

    Parameters
    ----------
    parts : sequence of MastPart
        In the order of time.

    Returns
    -------
    time : array of datetime64[s]
        All stamps.
    step : float
        [h]
    place : array of int
        Of each stamp on the grid.

    Raises
    ------
    SundalinkError
        At the first stamp that comes twice, goes back or stands off the grid.
    """
    time = np.concatenate([part.time for part in parts])
    if time.size < 2:
        raise refusal(f"{parts[0].path}: times", time.size, "", "must be two or more")
    gaps = np.diff(time).astype(np.int64)
    values, counts = np.unique(gaps, return_counts=True)
    step = int(values[counts.argmax()])

    def where(i):
        of = int(np.searchsorted(np.cumsum([part.time.size for part in parts]), i, side="right"))
        return f"{parts[of].path}, line {parts[of].line[i - sum(part.time.size for part in parts[:of])]}"

    check_step(step / HOUR, where(0), COARSEST)
    wrong = np.flatnonzero((gaps <= 0) | (gaps % step != 0))
    if wrong.size:
        i, gap = int(wrong[0]), int(gaps[wrong[0]])
        rule = ("comes twice" if gap == 0 else "goes back in time" if gap < 0 else
                f"does not follow {stamp(time[i])} by the step of the series, {step / HOUR:g} h, or by several")
        raise refusal(f"{where(i + 1)}: time", stamp(time[i + 1]), "", rule)
    place = np.concatenate([[0], np.cumsum(gaps // step)])
    if place[-1] >= MOST:
        i = int(gaps.argmax())
        raise refusal(f"{where(i + 1)}: steps of {step:g} s from the first stamp to the last", int(place[-1]), "",
                      f"must be at most {MOST:,}; {stamp(time[i + 1])} follows {stamp(time[i])}")
    return time, step / HOUR, place
