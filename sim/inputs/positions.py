"""Latitudes and longitudes of a table: decimal degrees, or degrees, minutes and seconds in one column or several."""

import re

import numpy as np

from sim.errors import refusal
from sim.inputs import logger_table
from sim.inputs.mast_columns import base_name

SIDES = {"latitude": ("N", "S"), "longitude": ("E", "W")}
"""Letters of the hemispheres, positive first."""

SHORT = {"latitude": "lat(?:itude)?", "longitude": "lon(?:gitude|g)?|lng"}
PARTS = {"minutes": "(?:min|minutes?|mins)", "seconds": "(?:sec|seconds?|secs)",
         "side": "(?:hem|hemisphere|dir|side|ns|ew|n_s|e_w)"}
"""How columns with a part of a position are named behind latitude or longitude."""

MINUTES = re.compile(r"^([NSEW])?\s*([+-]?\d{1,3})\s*[°º\s:\-]\s*(\d{1,2}(?:[.,]\d+)?)\s*['′’]?\s*"
                     r"(?:[:\s]?\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|''|”)?)?\s*([NSEW])?$", re.I)
DECIMAL = re.compile(r"^([NSEW])?\s*([+-]?\d{1,3}(?:[.,]\d*)?)\s*[°º]?\s*([NSEW])?$", re.I)


def degrees(path, table, place, axis):
    """
    Return a column of positions, and those that hold the rest of it, in decimal degrees.

    Parameters
    ----------
    path : str or Path
        What a message names.
    table : sim.inputs.logger_table.FreeTable
    place : int
        The column: decimal degrees, whole degrees beside columns such as lat_min and lat_sec, or degrees and minutes in
        one text, as ``10 21.5 N`` or ``10°21'30"N``.
    axis : str
        ``latitude`` or ``longitude``.

    Returns
    -------
    degrees : array, shape (row,)
        North and east positive. [deg]

    Raises
    ------
    SundalinkError
        At the first that is no position.
    """
    texts = table.columns[place].str.strip()
    values = logger_table.numbers(texts, table.comma)
    if not np.isfinite(values).all():
        values = np.array([_degrees(text, SIDES[axis]) for text in texts])
    if not np.isfinite(values).all():
        row = int((~np.isfinite(values)).argmax())
        raise refusal(f"{path}, line {table.first + row}, column {table.names[place]}", repr(texts.iloc[row])[:60], "-",
                      "must be a position, as 10.358, 10 21.5 N or 10°21'30\"N")
    return _with_parts(path, table, place, axis, values)


def _with_parts(path, table, place, axis, values):
    """Return degrees with the minutes, seconds and hemisphere of columns of their own."""
    at = {part: next((i for i, name in enumerate(table.names) if i != place and re.fullmatch(
        rf"(?:{SHORT[axis]})_?{form}", base_name(name)[0])), None) for part, form in PARTS.items()}
    if at["minutes"] is None:
        return values
    more = np.zeros(values.size)
    for part, share in (("minutes", 60.0), ("seconds", 3600.0)):
        if at[part] is not None:
            found = logger_table.numbers(table.columns[at[part]], table.comma)
            wrong = ~((found >= 0.0) & (found <= 60.0))   # rounding makes sixty
            if wrong.any():
                row = int(wrong.argmax())
                raise refusal(f"{path}, line {table.first + row}, column {table.names[at[part]]}",
                              repr(table.columns[at[part]].iloc[row])[:60], "-", "must lie between 0 and 60")
            more += found / share
    if (values != np.trunc(values)).any():
        row = int((values != np.trunc(values)).argmax())
        raise refusal(f"{path}, line {table.first + row}, column {table.names[place]}", float(values[row]), "deg",
                      f"must be whole degrees beside {table.names[at['minutes']]}")
    minus = table.columns[place].str.strip().str.startswith("-").to_numpy(copy=True)
    if at["side"] is not None:
        minus = minus | (table.columns[at["side"]].str.strip().str.upper().str[:1] == SIDES[axis][1]).to_numpy()
    return np.where(minus, -1.0, 1.0) * (np.abs(values) + more)


def _degrees(text, sides):
    """Return the decimal degrees of a text, NaN if it is none."""
    match = MINUTES.match(text) or DECIMAL.match(text)
    if not match:
        return np.nan
    before, whole, *rest, after = match.groups()
    parts = [float(part.replace(",", ".")) for part in rest if part]
    letter = (before or after or "").upper()
    if (before and after) or any(part > 60.0 for part in parts) or (letter and letter not in sides) or (
            letter and whole[0] in "+-"):
        return np.nan
    size = abs(float(whole.replace(",", "."))) + sum(part / 60.0**n for n, part in enumerate(parts, start=1))
    return -size if whole.startswith("-") or letter == sides[1] else size
