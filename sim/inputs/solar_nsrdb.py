"""Irradiance of the NSRDB and of SAM: a CSV file a year, two lines of the place above the names."""

import csv
from pathlib import Path

import numpy as np

from sim.errors import refusal
from sim.inputs import solar_calendar, user_file
from sim.inputs.number_text import finite
from sim.inputs.solar_calendar import HOURS

NAMES = {"level": ("ghi",), "air": ("temperature", "tdry", "dry bulb", "dry-bulb", "temp_air")}
"""Names of global irradiance on level ground [W/m2] and of the air's temperature [degC], in small letters."""

def read(path, check):
    """
    Read one year.

    Parameters
    ----------
    path : Path
        CSV as the NSRDB delivers it and SAM writes it: a line of keys with Latitude, Longitude and Time Zone, their
        values, names with Year, Month, Day, Hour, perhaps Minute, GHI and Temperature (or Tdry); steps of an hour or a
        whole part of one, on standard time of ``Time Zone``; 29 February is left out.
    check : callable
        ``check(where, text, kind)`` gives a cell as a number of "irradiance" or "temperature", or refuses it.

    Returns
    -------
    level, air : array, shape (8760,)
        Means of the hours from midnight of that time zone. [W/m2], [degC]
    place : tuple of float
        Latitude and longitude [deg], offset of the stamps from UTC [h].

    Raises
    ------
    SundalinkError
        If it is not such a file, or a value is missing or impossible (with file and line).

    Notes
    -----
    Values are those of an instant. Where stamps fall on the full hour, the mean of an hour is that of the straight
    lines between its instants and the next hour's first; where they do not, as at half past, it is the mean of those
    in the hour. A file without minutes means half past, as SAM does.
    """
    try:
        rows = list(csv.reader(user_file.text(path, thing="solar file").splitlines()))
    except csv.Error as fault:
        raise refusal("solar file", path, "", f"must be CSV ({fault})") from None
    keys = [cell.strip().lower() for cell in rows[0]] if rows else []
    if len(rows) < 4 or not {"latitude", "longitude", "time zone"} <= set(keys):
        raise refusal(f"{path}, line 1", ",".join(keys)[:60] or "absent", "", "must name Latitude, Longitude and "
                      "Time Zone, as the NSRDB and SAM do")
    place = tuple(finite(f"{path}, line 2: {key}", dict(zip(keys, rows[1], strict=False)).get(key, "absent"))
                  for key in ("latitude", "longitude", "time zone"))
    if not -14.0 <= place[2] <= 14.0:
        raise refusal(f"{path}, line 2: time zone", place[2], "h", "must lie between -14 and 14")
    names = [cell.strip().lower() for cell in rows[2]]
    where = {part: _place(path, names, words) for part, words in (
        *((word, (word,)) for word in ("month", "day", "hour")), *NAMES.items())}
    body = [(line, row) for line, row in enumerate(rows[3:], start=4) if any(cell.strip() for cell in row)]
    stamps = [tuple(_cell(row, where[word]).strip() for word in ("month", "day", "hour")) for _, row in body]
    whole = [at for at, stamp in enumerate(stamps) if stamp[:2] not in (("2", "29"), ("02", "29"))]
    body, stamps = [body[at] for at in whole], [stamps[at] for at in whole]
    each = len(body) // HOURS
    if not each or len(body) != each * HOURS or 60 % each:
        raise refusal(f"{path}: rows without 29 February", len(body), "", f"must be {HOURS:,} hours of a year, or a "
                      "whole number of equal parts of each")
    solar_calendar.follow(path, stamps, [line for line, _ in body], 0)
    minute = names.index("minute") if "minute" in names else None
    first = 30.0 if minute is None else finite(f"{path}, line {body[0][0]}: minute", _cell(body[0][1], minute))
    series = [np.array([check(f"{path}, line {line}", _cell(row, where[part]), kind) for line, row in body])
              for part, kind in (("level", "irradiance"), ("air", "temperature"))]
    return *(_hourly(values, each, first == 0.0) for values in series), place


def _hourly(values, each, full):
    """Return means of hours of instants, `each` an hour, the first on the full hour or not; the year is a ring."""
    within = values.reshape(HOURS, each).mean(axis=1)
    if not full:
        return within
    return within + 0.5 * (np.roll(values.reshape(HOURS, each)[:, 0], -1) - values.reshape(HOURS, each)[:, 0]) / each


def _place(path, names, words):
    """Return where a column stands, or refuse."""
    found = next((names.index(word) for word in words if word in names), None)
    if found is None:
        raise refusal(f"{path}, line 3: column {words[0]}", "absent", "", "must be there")
    return found


def _cell(row, at):
    """Return a cell of a row, which may be too short."""
    return row[at] if at < len(row) else "absent"


def paths(files):
    """Return the paths of one file or several."""
    return [Path(file) for file in ([files] if isinstance(files, str | Path) else files)]
