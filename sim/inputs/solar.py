"""Read solar irradiance: PVGIS, EnergyPlus weather (EPW), the NSRDB, and ERA5."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.errors import refusal
from sim.inputs import pvgis_json, solar_calendar, solar_era5, solar_nsrdb, sun_clock, user_file
from sim.inputs.number_text import finite
from sim.inputs.solar_era5 import LIMITS
from sim.inputs.weather_years import check_times, cut
from sim.inputs.wind_record import span

HOURS = 8760
WARMEST = 40.0
"""Highest mean of the air believed: the hottest places on record lie near 34 (assumed). [degC]"""
AIR = 27.4
"""Where an ERA5 file has no t2m: annual mean of COADS at 9N 107E, assumed for any site. [degC]"""


class Sunshine(NamedTuple):
    """
    Hourly means of irradiance and air temperature at one place, hours from midnight in Singapore.

    Parameters
    ----------
    level : array, shape (weather_year, 8760)
        Global irradiance on level ground. [W/m2]
    temperature : array, shape (weather_year, 8760)
        Of the air. [degC]
    label : str
        Where it comes from, as a reader should see it.
    """

    level: np.ndarray
    temperature: np.ndarray
    label: str


def epw(paths, latitude, longitude):
    """
    Read a typical year from an EnergyPlus weather file.

    Parameters
    ----------
    paths : str, Path or list of one
        The file: eight lines of header, then 8,760 hours on local standard time, each ending at its hour.
    latitude, longitude : float
        The plant; the file must be of a place within two degrees. [deg]

    Returns
    -------
    sunshine : Sunshine
        One year; the months of a typical year follow each other in a ring.

    Raises
    ------
    SundalinkError
        If it is not such a file, is of another place, or a value is missing or impossible (with file and line).

    References
    ----------
    .. [1] EnergyPlus documentation, "Auxiliary Programs", weather format (EPW).
    """
    path = _one(paths)
    rows = _rows(path)
    head = rows[0] if rows else []
    if len(head) < 10 or head[0].strip().upper() != "LOCATION":
        raise refusal(f"{path}, line 1", "absent" if not head else head[0], "", "must begin with LOCATION, as EPW does")
    place = [finite(f"{path}, line 1: {name}", head[i]) for i, name in ((6, "latitude"), (7, "longitude"),
                                                                         (8, "time zone"))]
    _near(path, place, latitude, longitude)
    body = rows[8:]
    _whole(path, len(body))
    stamps = [tuple(cell.strip() for cell in row[1:4]) for row in body]
    if len(set(stamps)) > 1:   # rows that all bear one date say nothing of it: there the sun's own clock must do
        solar_calendar.follow(path, stamps, range(9, 9 + HOURS), 1)
    level, air = (_column(path, body, 9, index, name) for index, name in ((13, "irradiance"), (6, "temperature")))
    if not -14.0 <= place[2] <= 14.0:
        raise refusal(f"{path}, line 1: time zone", place[2], "h", "must lie between -14 and 14")
    found = _ring(level, air, place[2], f"{path.name} (EPW, {head[1].strip()[:60]})")
    return sun_clock.check(found, latitude, longitude, path)


def pvgis(paths, latitude, longitude):
    """
    Read PVGIS hourly data of level ground, or a typical meteorological year, as CSV or JSON.

    Parameters
    ----------
    paths : str, Path or list of one
        File as downloaded: comments with the place, a line of names that begins with ``time``, hours in UTC.
    latitude, longitude : float
        The plant; the file must be of a place within two degrees. [deg]

    Returns
    -------
    sunshine : Sunshine
        As many years as the file holds in full; one where it is a typical year. The stamp's minutes are left out: a
        value stands for its hour.

    Raises
    ------
    SundalinkError
        If it is not such a file, is of another place or of a tilted plane, or a value is missing or impossible.

    References
    ----------
    .. [1] European Commission, Joint Research Centre, "PVGIS user manual", hourly data and typical meteorological year.
    """
    path = _one(paths)
    text = user_file.text(path, thing="solar file")
    lines = pvgis_json.lines(path, text) if text.lstrip().startswith("{") else text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.lower().startswith("time") and "," in line), None)
    if start is None:
        raise refusal(f"{path}: line of names", "absent", "", "must begin with time, as PVGIS writes it")
    notes = {key.split("(")[0].strip().lower(): value.split("deg")[0].strip() for key, _, value in
             (line.partition(":") for line in lines[:start])}
    place = [finite(f"{path}: {name}", notes.get(name, "absent")) for name in ("latitude", "longitude")]
    _near(path, place, latitude, longitude)
    names = [name.strip() for name in lines[start].split(",")]
    body = []
    for line in lines[start + 1:]:   # a blank line and a legend end the table
        if not line[:8].isdigit():
            break
        body.append(line.split(","))
    if not body:
        raise refusal(f"{path}: hours", 0, "", "must be there under the line of names")
    typical = "G(h)" in names
    wanted = ["G(h)"] if typical else ["G(i)"] if "G(i)" in names else ["Gb(i)", "Gd(i)", "Gr(i)"]
    slope = 0.0 if typical else finite(f"{path}: slope", notes.get("slope", "absent"))
    if slope != 0.0:
        raise refusal(f"{path}: slope", slope, "deg", "must be 0: irradiance on level ground is read")
    for name in (*wanted, "T2m"):
        if name not in names:
            raise refusal(f"{path}, line {start + 1}: column {name}", "absent", "", "must be there")
    level = sum(_column(path, body, start + 2, names.index(name), "irradiance") for name in wanted)
    air = _column(path, body, start + 2, names.index("T2m"), "temperature")
    if typical:
        _whole(path, len(body))
        found = _ring(level, air, 0.0, f"{path.name} (PVGIS typical year)")
        return sun_clock.check(found, latitude, longitude, path)
    stamps = [_stamp(path, start + 2 + i, row[0]) for i, row in enumerate(body)]
    found = _years(path, np.array(stamps, dtype="datetime64[s]"), np.stack([level, air]), f"{path.name} (PVGIS)")
    return sun_clock.check(found, latitude, longitude, path)


def nsrdb(paths, latitude, longitude):
    """
    Read the NSRDB's or SAM's CSV of one year or several, or of a typical year.

    Parameters
    ----------
    paths : str, Path or list of these
        A file a year: two lines of the place, a line of names, steps of an hour or a part of it on standard time.
    latitude, longitude : float
        The plant; the files must be of a place within two degrees. [deg]

    Returns
    -------
    sunshine : Sunshine
        A year for each file, without 29 February; each is a ring.

    Raises
    ------
    SundalinkError
        If a file is not of that kind, is of another place, or a value is missing or impossible (with file and line).

    References
    ----------
    .. [1] Sengupta et al. 2018, "The National Solar Radiation Data Base (NSRDB)", Renew. Sustain. Energy Rev. 89.
    """
    found = []
    for path in solar_nsrdb.paths(paths):
        level, air, place = solar_nsrdb.read(path, _value)
        _near(path, place, latitude, longitude)
        _warm(path, air)
        found.append(_ring(level, air, place[2], f"{path.name} (NSRDB)"))
        sun_clock.check(found[-1], latitude, longitude, path)
    label = found[0].label + (f" and {len(found) - 1} more" if len(found) > 1 else "")
    return Sunshine(np.concatenate([one.level for one in found]), np.concatenate([one.temperature for one in found]),
                    label)


def era5(paths, latitude, longitude):
    """
    Read ERA5 surface solar radiation downwards, and air temperature if it is there.

    Parameters
    ----------
    paths : str, Path or list of these
        netCDF files of single levels with ssrd in J/m2, the sum of the hour before the stamp, or since midnight UTC as
        in ERA5-Land, and perhaps t2m in K, in the same files or others; years need not follow each other.
    latitude, longitude : float
        The plant; the nearest cell is read. [deg]

    Returns
    -------
    sunshine : Sunshine
        Full years; without t2m the temperature is assumed, and the label says so.

    Raises
    ------
    SundalinkError
        If a file cannot be read, lacks ssrd or has it in another unit, a value is missing or impossible, the plant lies
        outside, or there is no full year.

    References
    ----------
    .. [1] Hersbach et al. 2020, "The ERA5 global reanalysis", Q. J. R. Meteorol. Soc. 146.
    """
    time, level, air, path, note = solar_era5.read(paths, latitude, longitude)
    columns = np.stack([level, np.full(time.size, AIR) if air is None else air])
    label = f"ERA5 ssrd at {latitude:g}N {longitude:g}E{note}"
    found = sun_clock.check(_years(path, time, columns, label), latitude, longitude, path)
    return found if air is not None else found._replace(label=found.label + "; assumed: temperature")


def _years(path, time, columns, label):
    """Return the full years of an hourly series whose stamps are the starts of the hours."""
    time = time.astype("datetime64[h]").astype("datetime64[s]")
    step = check_times(time, lambda i: str(path), pauses=True)
    columns, years = cut(time, step, columns, 1.0, path)
    return Sunshine(columns[0], columns[1], f"{label}, {span(years)}")


def _ring(level, air, zone, label):
    """Return typical years, one a row, that start at local midnight as ones that start at midnight in Singapore."""
    turn = round(clock.SGT - zone)   # Singapore's midnight comes earlier than one in a zone behind
    return Sunshine(*(np.roll(np.atleast_2d(part), turn, axis=-1) for part in (level, air)), label)


def _rows(path):
    """Return the cells of each line."""
    try:
        return list(csv.reader(user_file.text(path, thing="solar file").splitlines()))
    except csv.Error as fault:
        raise refusal("solar file", path, "", f"must be CSV ({fault})") from None


def _one(paths):
    """Return the only path."""
    files = [paths] if isinstance(paths, str | Path) else list(paths)
    if len(files) != 1:
        raise refusal("solar.files", [str(f) for f in files], "", "must be one file of this source")
    return Path(files[0])


def _near(path, place, latitude, longitude):
    """Refuse the file of another place."""
    if abs(place[0] - latitude) > 2.0 or abs((place[1] - longitude + 180.0) % 360.0 - 180.0) > 2.0:
        raise refusal(f"{path}: place", f"{place[0]:g}N {place[1]:g}E", "", "must lie within two degrees of the plant, "
                  f"{latitude:g}N {longitude:g}E")


def _whole(path, count):
    """Refuse a typical year that is not one."""
    if count != HOURS:
        raise refusal(f"{path}: hours", count, "", f"must be {HOURS:,} of a year without 29 February")


def _warm(path, air):
    """Refuse air that is too warm in the mean to be in degrees Celsius. [degC]"""
    if air.mean() > WARMEST:
        raise refusal(f"{path}: mean temperature", float(air.mean()), "degC", f"must be at most {WARMEST:g}: is it in "
                      "degrees Fahrenheit?")


def _value(where, text, kind):
    """Return a cell as a number of a kind, or refuse it."""
    unit, low, high = LIMITS[kind]
    found = finite(f"{where}: {kind}", text)
    if not low <= found <= high:
        raise refusal(f"{where}: {kind}", found, unit, f"must lie between {low:g} and {high:g}")
    return found


def _column(path, rows, line, index, kind):
    """Return a column of rows as numbers, or refuse the first cell that is wrong."""
    found = np.array([_value(f"{path}, line {line + i}", row[index] if index < len(row) else "absent", kind)
                      for i, row in enumerate(rows)])
    if kind == "temperature":
        _warm(path, found)
    return found


def _stamp(path, line, text):
    """Return a stamp of PVGIS, as 20200131:0610."""
    try:
        return np.datetime64(f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[9:11]}:00")
    except ValueError:
        raise refusal(f"{path}, line {line}: time", text, "", "must be as 20200131:0610") from None


READERS = {"epw": epw, "era5": era5, "nsrdb": nsrdb, "pvgis": pvgis}
