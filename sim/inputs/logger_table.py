"""Read a table as written by loggers, services and spreadsheets: lines above the names, units below, any separator."""

import csv
import io
import re
from typing import Any, NamedTuple

import numpy as np

from sim.errors import refusal
from sim.inputs import spreadsheet, user_file

SEPARATORS = (",", ";", "\t", "|")
HEAD = 200
"""Lines in which the names of the columns are looked for. [-]"""

LONGEST = 1_000_000
"""Longest line read. [signs]"""

OFFSET = re.compile(r"(?:\b(?:UTC|GMT)\s*|(?<=[\s:=,;\"'(\[]))([+-]\d{1,2})(?::?(\d{2}))?(?![\d.:/-])", re.I)
ZERO = re.compile(r"\b(?:UTC|GMT)\b(?!\s*[+-])|\(Z\)", re.I)
ZONE = re.compile(r"^(?:data[ _])?time[ _]?zone$|^utc[ _]?offset(?:[ _]h(?:ours)?)?$", re.I)
"""A cell before the offset of the stamps, as the WIND Toolkit has it; that of the place may differ."""
CLOCK = re.compile(r"time\s*_?zone|utc\s*_?\s*offset|\btz\b|stamps? (?:are )?in|\btime base", re.I)


class FreeTable(NamedTuple):
    """A table as text, and what stands above it."""

    names: list[str]
    """Of the columns, as the file has them."""
    units: list[str]
    """Of the row of units under the names; empty texts where there is none."""
    columns: Any
    """pandas.DataFrame of texts by place of the column, from 0."""
    line: int
    """Of the names, from 1."""
    first: int
    """Line of the first row."""
    comma: bool
    """A comma is the decimal mark."""
    head: list[str]
    """Lines above the names."""
    separator: str = ","


def read(path, known, value="wind file", body=None):
    """
    Read a table.

    Parameters
    ----------
    path : str or Path
        Text of any encoding that `sim.inputs.user_file.text` reads; separated by comma, semicolon, tab, bar or spaces.
    known : callable
        ``known(name)`` says whether a column's name is one that is wanted: the line with most of them holds the names;
        without one it is the first line that is no comment.
    value : str
        What a message calls the file.
    body : str, optional
        The text of the file, where it was read before.

    Returns
    -------
    table : FreeTable

    Raises
    ------
    SundalinkError
        If it is no table.
    """
    if body is None:
        sheet = str(path).lower().endswith(spreadsheet.ENDINGS)
        body = spreadsheet.text(path, value) if sheet else user_file.text(path, thing=value)
    text = body.rstrip()
    if not text:
        raise refusal(value, path, "", "must be a table: it holds nothing")
    lines = text.split("\n")
    place, separator = _header(lines, known)
    names = _cells(path, lines[place], separator, place) if lines[place].strip() else []
    if lines[place].startswith(('"TOA5"', "TOA5,")) and place + 1 < len(lines):   # its second line holds the names
        place += 1
        names = _cells(path, lines[place], separator, place)
    skipped = place + 1
    units = [""] * len(names)
    while skipped < min(len(lines), place + 4) and _of_units(cells := _cells(path, lines[skipped], separator, skipped)):
        units = units if any(units) else cells + [""] * (len(names) - len(cells))
        skipped += 1
    columns = _body(path, lines, skipped, separator, names, place, value)
    while len(columns) and not any(cell.strip() for cell in columns.iloc[-1]):   # rows of separators end some tables
        columns = columns.iloc[:-1]
    comma = separator != "," and _decimal_comma(columns)
    return FreeTable(names, units[:len(names)], columns, place + 1, skipped + 1, comma, lines[:place], separator)


def numbers(texts, comma):
    """Return texts as floats, NaN where they are none; with a decimal comma or a decimal point."""
    import pandas as pd

    texts = texts.str.strip()
    if comma:
        texts = texts.str.replace(",", ".", regex=False)
    return pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)


def stated_offset(table, name):
    """
    Return how far the clock of a table is ahead of UTC, where the table says so. [h]

    Parameters
    ----------
    table : FreeTable
    name : str
        Of the column of stamps, which may say it, as ``time (UTC+7)``; so may a line above the names, as
        ``timezone: GMT+7`` or, in a table of its own, ``utc_offset_seconds``.

    Returns
    -------
    offset : float or None
    """
    found = _offset(name)
    if found is None and name.lower().rstrip(")] ").endswith(("utc", "gmt")):
        return 0.0
    for at, line in enumerate(table.head):
        cells = [cell.strip().lower() for cell in line.split(table.separator)]
        if found is None and "utc_offset_seconds" in cells and at + 1 < len(table.head):
            under = table.head[at + 1].split(table.separator)
            place = cells.index("utc_offset_seconds")
            found = _seconds(under[place]) if place < len(under) else None
        for place, cell in enumerate(cells[:-1]):
            if found is None and ZONE.match(cell):
                found = _hours(cells[place + 1])
        if found is None and CLOCK.search(line) and "site timezone" not in cells:
            found = _offset(line)
    return found


def _hours(text):
    """Return an offset written as a number with or without its sign; None if it is none. [h]"""
    try:
        return float(text) if abs(float(text)) <= 14.0 else None
    except ValueError:
        return None


def _seconds(text):
    """Return hours from a text of seconds; None if it is no number."""
    try:
        return float(text) / 3600.0
    except ValueError:
        return None


def _offset(text):
    """Return the offset that a text states, or None. [h]"""
    match = OFFSET.search(text)
    if match:
        hours = int(match.group(1))
        minutes = int(match.group(2) or 0) / 60.0
        return hours - minutes if match.group(1).startswith("-") else hours + minutes
    return 0.0 if ZERO.search(text) else None


def _header(lines, known):
    """Return the index of the line of names, and the separator."""
    for marked in (False, True):   # names may stand in a comment, where they stand nowhere else
        best = (0, 0, 0, ",")
        for at, line in enumerate(lines[:HEAD]):
            if not line.strip() or line.startswith("#") != marked:
                continue
            for separator in _separators(line):
                cells = _split(line[:LONGEST], separator)
                count = sum(map(known, cells))
                wide = len(cells) if separator is not None else 2   # names hold spaces: they make no more cells
                if count > marked and len(cells) > 1 and (count, wide) > best[:2]:
                    best = (count, wide, at, separator)
        if best[1]:
            return best[2], best[3]
    return _regular(lines)


def _separators(line):
    """Return possible separators of the cells of a line; white space last, where no other gives three cells."""
    found = [separator for separator in SEPARATORS if line.count(separator) > 1]
    return found or (*SEPARATORS, None)


def _regular(lines):
    """Return the first line of as many cells as most have, and the separator that makes most of them so."""
    best = (0, 0, next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0), ",")
    for separator in SEPARATORS:
        counts = [line.count(separator) for line in lines[:2 * HEAD]]
        usual = max(set(counts) - {0}, key=counts.count, default=0)
        if usual and (counts.count(usual), usual) > best[:2]:
            best = (counts.count(usual), usual, counts.index(usual), separator)
    return best[2], best[3]


def _split(line, separator):
    """Return the stripped cells of a line; a separator of None is white space."""
    if separator is None:
        return line.split()
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]
    except csv.Error:
        return []


def _cells(path, line, separator, at):
    """Return the cells of a line, or refuse one that is too long."""
    if len(line) > LONGEST:
        raise refusal(f"{path}, line {at + 1}: length", len(line), "signs", f"must be at most {LONGEST:,}")
    return _split(line, separator)


def _of_units(cells):
    """Whether cells are units or kinds of means, under the names: no digit but in a unit such as W/m2."""
    return bool(cells) and not any(re.search(r"\d", cell) and not re.search(r"[A-Za-z%]", cell) for cell in cells) and (
        any(cells) and not re.search(r"\d", cells[0]))


def _body(path, lines, skipped, separator, names, place, value):
    """Return the rows as texts."""
    import pandas as pd

    longest = max(map(len, lines[skipped:]), default=0)
    if longest > LONGEST:
        raise refusal(f"{path}: longest line", longest, "signs", f"must be at most {LONGEST:,}")
    first = _split(lines[skipped], separator) if skipped < len(lines) else []
    extra = len(first) - len(names)
    if extra > 0 and any(first[len(names):]):   # a separator at the end of each line names no column
        raise refusal(f"{path}, line {place + 1}: names", len(names), "", "must be one for each column")
    how = {"sep": r"\s+"} if separator is None else {"sep": separator, "skipinitialspace": True}
    try:
        return pd.read_csv(io.StringIO("\n".join(lines)), skiprows=skipped, header=None,
                           names=range(len(names) + max(extra, 0)), dtype=str, na_filter=False, skip_blank_lines=False,
                           index_col=False, on_bad_lines="error", **how)
    except ValueError as error:
        reason = " ".join(str(error).split())
        odd = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", reason)
        if odd:
            raise refusal(f"{path}, line {odd.group(2)}: cells", int(odd.group(3)), "", f"must be {odd.group(1)}, as "
                          f"in line {place + 1}, which is taken for the names of the columns") from error
        raise refusal(value, path, "", f"must be a CSV table ({reason})") from error


def _decimal_comma(columns):
    """Whether numbers of a table have a decimal comma: some do, and none has a decimal point."""
    part = columns.iloc[:: max(len(columns) // 1000, 1)]
    comma = np.any([part[name].str.fullmatch(r"\s*[+-]?\d+,\d+\s*").any() for name in part])
    point = np.any([part[name].str.fullmatch(r"\s*[+-]?\d+\.\d+\s*").any() for name in part])
    return bool(comma and not point)
