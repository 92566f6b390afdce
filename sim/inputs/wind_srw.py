"""Read wind resource files of SAM, the System Advisor Model (.srw)."""

import itertools
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.checks import refusal
from sim.inputs import user_file
from sim.inputs.mast_columns import LIMITS, UNITS, WRITTEN, check_plausible
from sim.inputs.wind_gwc import check_place
from sim.inputs.wind_record import Record
from sim.resource.air_density import at_surface

QUANTITIES = {"temperature": "temperature", "temp": "temperature", "pressure": "pressure", "pres": "pressure",
              "speed": "wind_speed", "velocity": "wind_speed", "direction": "wind_direction", "dir": "wind_direction"}
"""Names of the columns, in any case, as the reader of SAM has them."""

ATM = {"wind_speed": {}, "wind_direction": {}, "temperature": {}, "pressure": {"atm": (101325.0, 0.0)}}
"""Units of this format besides those of a mast: the standard atmosphere."""

HEAD, DAYS = 5, 365
TYPICAL = 2001
"""Calendar given to a year that the file does not name: one without 29 February."""


class Part(NamedTuple):
    """One file: its year, its columns by (quantity, height), and where and what it says it is."""

    path: Path
    year: int | None
    step: float
    values: dict[tuple[str, float], np.ndarray]
    note: str


def read(paths, latitude, longitude):
    """
    Read the wind of a site from files of SAM, one year each.

    Five lines stand above the values: place and year (``id,city,state,country,year,latitude,longitude,elevation`` and
    more), a description, the quantity of each column, its unit, its height in m. The rows that follow divide a year of
    365 days, the first from midnight of 1 January on; no stamps and no time zone are in the file, and the clock is
    taken to be UTC, as it is in those of the WIND Toolkit. Of a leap year that is named the file lacks 29 February,
    which weather years leave out too: 28 February stands in its place. A year that is not named is a typical one.

    Parameters
    ----------
    paths : list of Path
        A year each, all with the same heights.
    latitude, longitude : float
        The site, to be held against the place that a file names. [deg]

    Returns
    -------
    record : Record
        Speed and direction at the heights of the file; temperature and pressure, which belong to its lowest height of
        each, brought to the surface by the standard lapse rate.

    Raises
    ------
    SundalinkError
        Naming file, line, column and rule: if it is no such file, a value cannot be, rows are missing, it is of another
        place, or two files are of one year.

    References
    ----------
    .. [1] System Advisor Model (NREL), Help, "SRW Format for Wind" and "Time Convention and Sun Position".
    """
    parts = sorted((_part(Path(path), latitude, longitude) for path in paths), key=lambda part: part.year or 0)
    first = parts[0]
    for one, other in itertools.pairwise(parts):
        if one.year is None or one.year == other.year:
            raise refusal(f"{other.path}: year", other.year or "absent", "", f"must be another than that of {one.path}")
        if set(other.values) != set(first.values) or other.step != first.step:
            raise refusal(f"{other.path}: columns and step", f"{len(other.values)} columns, {other.step:g} h", "",
                          f"must be those of {first.path}")
        if other.year != one.year + 1:
            raise refusal(f"{other.path}: year", other.year, "", f"must follow that of {one.path}, {one.year}")
    values = {key: np.concatenate([_whole(part, part.values[key]) for part in parts]) for key in first.values}
    heights = np.array(sorted(z for name, z in values if name == "wind_speed"))
    size = values["wind_speed", heights[0]].size
    begin = np.datetime64(f"{first.year or TYPICAL}-01-01", "s")
    time = begin + (np.arange(size) * round(first.step * 3600)).astype("timedelta64[s]")
    levels = {name: min((z for found, z in values if found == name), default=None)
              for name in ("temperature", "pressure")}
    air = {name: None if z is None else values[name, z] for name, z in levels.items()}
    warm, weight = at_surface(air["temperature"], levels["temperature"], air["pressure"], levels["pressure"])
    label = f"{first.path.name}{f' and {len(parts) - 1} more' if len(parts) > 1 else ''}, file of SAM{first.note}"
    return Record(time, first.step, heights, np.stack([values["wind_speed", z] for z in heights]),
                  _directions(values, heights), warm, weight, None, None, None, None, "screening", label, True)


def _part(path, latitude, longitude):
    """Return the content of one file."""
    lines = user_file.text(path, thing="wind file").rstrip("\n").split("\n")
    if len(lines) <= HEAD:
        raise refusal("wind file", path, "", "must be a wind resource of SAM (.srw): five lines and those of a year; "
                      f"it has {len(lines)}")
    head = [cell.strip() for cell in lines[0].split(",")]
    if len(head) < 8:
        raise refusal(f"{path}, line 1: cells", len(head), "", "must be 8 at least, with the year, the latitude and "
                      "the longitude after the country, as in a wind resource of SAM (.srw)")
    year = int(head[4]) if head[4].isdigit() and 1800 <= int(head[4]) <= 2200 else None
    place = tuple(_number(cell) for cell in head[5:7])
    if all(np.isfinite(place)):
        check_place(path, *place, latitude, longitude)
    columns = _columns(path, lines)
    table = _table(path, lines, len(columns))
    if table.shape[0] % (DAYS * 24):
        raise refusal(f"{path}: rows of values", table.shape[0], "",
                      "must be 8760 or a multiple of it: a year of 365 days")
    step = DAYS * 24.0 / table.shape[0]
    if len(head) > 9 and head[9].isdigit() and int(head[9]) != table.shape[0]:
        raise refusal(f"{path}: rows of values", table.shape[0], "", f"must be {head[9]}, as line 1 says")
    values = {}
    for at, (quantity, height, (factor, offset)) in enumerate(columns):
        values[quantity, height] = _checked(path, quantity, height, table[:, at] * factor + offset, at)
    named = "" if year else "; a typical year that names no calendar year"
    named += "" if all(np.isfinite(place)) else "; the file names no place"
    return Part(path, year, step, values, f"{named}; clock taken as UTC")


def _columns(path, lines):
    """Return (quantity, height, scale) of each column, from the lines of names, units and heights."""
    names, units, heights = ([cell.strip() for cell in lines[at].split(",")] for at in (2, 3, 4))
    while names and not names[-1]:   # separators at the end of a line name no column
        names.pop()
    found = []
    for at, name in enumerate(names):
        where = f"{path}, column {at + 1}"
        if name.lower() not in QUANTITIES:
            raise refusal(f"{where}, line 3: name", repr(name)[:40], "", f"must be one of {', '.join(QUANTITIES)}, as "
                          "in a wind resource of SAM (.srw)")
        quantity = QUANTITIES[name.lower()]
        unit = units[at].lower() if at < len(units) else ""
        scale = ATM[quantity].get(unit) or UNITS[quantity].get(WRITTEN.get(unit, unit))
        if scale is None:
            raise refusal(f"{where}, line 4: unit of {name}", repr(unit)[:40], "",
                          f"must be one of {', '.join([*ATM[quantity], *UNITS[quantity]])}")
        height = _number(heights[at]) if at < len(heights) else np.nan
        if not 0.0 < height <= 1000.0:
            raise refusal(f"{where}, line 5: height of {name}", heights[at][:40] if at < len(heights) else "absent",
                          "m", "must be a number above 0 and at most 1000")
        if any(one[:2] == (quantity, height) for one in found):
            raise refusal(f"{where}: {name} at {height:g} m", "twice", "", "must occur once")
        found.append((quantity, height, scale))
    for quantity in ("wind_speed", "wind_direction"):
        if not any(one[0] == quantity for one in found):
            raise refusal(f"{path}, line 3: {quantity.removeprefix('wind_')}", "absent", "", "must be there")
    return found


def _table(path, lines, width):
    """Return the values, shape (row, column), NaN for what is no number."""
    rows = []
    for at, line in enumerate(lines[HEAD:], HEAD + 1):
        cells = line.split(",")
        if len(cells) < width:
            raise refusal(f"{path}, line {at}: cells", len(cells), "", f"must be {width}, as line 3 names")
        rows.append([_number(cell) for cell in cells[:width]])
    return np.array(rows)


def _number(cell):
    """Return a number, NaN for what is none."""
    try:
        return float(cell)
    except ValueError:
        return np.nan


def _checked(path, quantity, height, values, at):
    """Return a column, or refuse its first value that cannot be."""
    unit, low, high = LIMITS[quantity]
    wrong = ~((values >= low) & (values <= high))
    if wrong.any():
        row = int(wrong.argmax())
        raise refusal(f"{path}, line {HEAD + 1 + row}, column {at + 1}: {quantity} at {height:g} m", float(values[row]),
                      unit, f"must be a number between {low:g} and {high:g}: a file of SAM has no gaps")
    check_plausible(path, f"column {at + 1}", quantity, values)
    return values


def _whole(part, values):
    """Put 28 February in the place of 29 February of a leap year, which the file lacks."""
    leap = part.year is not None and (np.datetime64(f"{part.year}-03-01") - np.datetime64(f"{part.year}-02-28")).astype(
        int) == 2
    day = round(24 / part.step)
    return np.insert(values, 59 * day, values[58 * day:59 * day]) if leap else values


def _directions(values, heights):
    """Return directions by height: each belongs to the nearest height of a speed, the others have none."""
    found = np.full((heights.size, values["wind_speed", heights[0]].size), np.nan)
    for z in sorted(z for name, z in values if name == "wind_direction"):
        level = int(np.abs(heights - z).argmin())
        if z in heights or not np.isfinite(found[level]).any():
            found[level] = values["wind_direction", z]
    return found
