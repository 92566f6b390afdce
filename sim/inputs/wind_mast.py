"""Read series of masts and lidars: tables of loggers with flags, gaps, several heights, local time."""

import re
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction, NonNegative, check_positive, refusal
from sim.inputs import logger_table, mast_stamps, spreadsheet, user_file
from sim.inputs import stamps as stamp_forms
from sim.inputs.mast_columns import (
    AIR,
    FLAG,
    LEVELLED,
    LIMITS,
    NAME,
    UNITS,
    calendar,
    check_plausible,
    own_names,
    wanted_names,
)
from sim.inputs.weather_years import HOUR
from sim.inputs.wind_record import Record, saturation, specific
from sim.resource.air_density import at_surface

Zone = Annotated[float, Ge(-14), Le(14)]

ABSENT = ("", "nan", "na", "n/a", "#n/a", "null", "-", "--", "nat", "none")
"""How a cell without a value may be written, in any case."""

SCREEN = 10.0
"""Height up to which temperature and pressure count as those near the surface. [m]"""


class MastPart(NamedTuple):
    """One file: stamps, the line of each, and values by (quantity, height), flagged ones left out."""

    path: Path
    time: np.ndarray
    line: np.ndarray
    values: dict[tuple[str, float], np.ndarray]
    note: str
    stamps: str
    """What of the time of a value its stamp names, where the file says it; else empty."""


def read(path, height=None, *, columns: tuple[str, ...] = (), good: tuple[str, ...] = (),
         missing: tuple[str, ...] = (), dates: str = "recognised", stamps: Literal["start", "middle", "end"] = "start",
         zone: Zone = 0.0, least_recovery: Fraction = 0.8, longest_gap: NonNegative = 0.0):
    """
    Read the time series of a mast or a lidar: wind at one height or several, with flags and gaps.

    Lines above the names are passed over, comments (``# height_m: 100``) among them, and rows of units below, which
    count; comma, semicolon, tab, bar or space separates; a decimal comma is recognised. ``time`` is a date and time,
    seconds or milliseconds of Unix or days of a spreadsheet; or ``date`` and ``time``; or year, month, day, hour and
    perhaps minute. ``wind_speed_m_per_s`` and ``wind_direction_deg`` (from, clockwise from north) belong to the
    height of the comment; with a height in the name, as ``wind_speed_100m_m_per_s``, there may be several. ``quality``
    flags a line and ``quality_100m`` the wind of a height. ``temperature_degc``, ``pressure_pa``,
    ``relative_humidity_percent`` (near the surface) and ``sea_temperature_degc`` are used if they are there;
    temperature and pressure with a height above 10 m in the name are brought down. Speeds may
    be in ``kn``, ``km_per_h``, ``mph`` or ``ft_per_s``, temperatures in ``k`` or ``degf``, pressures in ``hpa``,
    ``kpa``, ``mmhg`` or ``inhg``: the name says it, or the unit in brackets or below.

    Parameters
    ----------
    path : str, Path or list of these
        The table, with a step of one hour or less; lines may be missing. Several files are joined in time.
    height : float, optional
        Height of columns that name none; needed if the file does not say it. [m]
    columns : tuple of str
        The file's own column names, each as ``"WS_100_avg = wind_speed_100m_m_per_s"``; ``"WS_80 = drop"`` ignores a
        column. [-]
    good : tuple of str
        Flags of valid values; required where the file has a column of flags; a value with any other flag is a gap. [-]
    missing : tuple of str
        Codes of a missing value besides an empty cell and NaN, such as ``"-999"``. [-]
    dates : str
        How stamps are written: ``recognised``; ``dmy``, ``mdy`` or ``ymd`` where day and month cannot be distinguished;
        or a form such as ``%d.%m.%Y %H.%M``. [-]
    stamps : str
        Which part of the averaging interval the stamp marks: its start, middle or end. [-]
    zone : float
        Time by which stamps without an offset are ahead of UTC, where neither file nor stamps state it. [h]
    least_recovery : float
        Data recovery rate below which a height is refused, assumed: share of the steps between the first and the last
        that have speed and direction. [fraction]
    longest_gap : float
        Gaps up to this length are bridged by linear interpolation, and their share is reported; a series with longer
        gaps is refused, unless it is corrected to a long-term reference, which needs no filling. [h]

    Returns
    -------
    record : Record
        Gaps are NaN; heights below `least_recovery` are left out, and the label says so.

    Raises
    ------
    SundalinkError
        Naming file, line, column, value and rule.
    """
    files = [path] if isinstance(path, str | Path) else list(path)
    parts = [_part(Path(file), height, columns, good, missing, dates, zone) for file in files]
    parts = mast_stamps.joined(sorted(parts, key=lambda part: part.time[0]))
    time, step, place = mast_stamps.places(parts)
    back = {"start": 0.0, "middle": 0.5, "end": 1.0}[mast_stamps.named(parts, stamps)] * step * HOUR
    first = time[0] - np.timedelta64(round(back), "s")
    size = int(place[-1]) + 1
    values = _spread(parts, place, size)
    heights, label = _recovered(parts, values, least_recovery)
    rest = _at_surface({key: value for key, value in values.items()
                        if key[0] not in LEVELLED and np.isfinite(value).any()})
    humid = _humidity(rest)
    wind = [np.stack([values[name, z] for z in heights]) for name in LEVELLED]
    return Record(first + (np.arange(size) * round(step * HOUR)).astype("timedelta64[s]"), step, np.array(heights),
                  *wind, rest.get("temperature"), rest.get("pressure"), humid, rest.get("sea_temperature"), None, None,
                  "measured", label, True)


def _part(path, height, columns, good, missing, dates, zone):
    """Return the content of one file."""
    sheet = path.suffix.lower() in spreadsheet.ENDINGS
    text = spreadsheet.text(path, "wind file") if sheet else user_file.text(path, thing="wind file")
    table = logger_table.read(path, wanted_names(columns), body=text)
    names, dropped = own_names(path, table, columns)
    parts = calendar(table) if "time" not in names else []
    found = _columns(path, names + ["time"] * bool(parts), _noted(path, text) if height is None else height, table.line)
    if not len(table.columns):
        raise refusal(f"{path}: times", 0, "", "must be two or more")
    texts, clock = mast_stamps.texts(table, names, parts)
    said = logger_table.stated_offset(table, clock)
    if said is not None and zone not in (0.0, said):
        raise refusal("resource.table.zone_h", zone, "h", f"must be {said:g}, as {path} says, or left out")
    time = stamp_forms.utc(path, texts, table.first, zone if said is None else said, dates)
    values = {key: _numbers(path, table, texts, place, key[0], *scale, missing)
              for key, (place, scale) in found.items()}
    _flagged(path, table, names, values, good)
    line = np.arange(table.first, table.first + time.size)
    if time.size > 1 and (np.diff(time).astype(np.int64) < 0).all():   # the newest first
        time, line, values = time[::-1], line[::-1], {key: column[::-1] for key, column in values.items()}
    note = "" if said is None else f"; clock UTC{said:+g} as the file says"
    ends = "end" if mast_stamps.ENDING.search(clock) else ""
    return MastPart(path, time, line, values, note + "; stamps of ends as the file says" * bool(ends) + dropped, ends)


def _noted(path, text):
    """Return the height that a comment of the file names, or None. [m]"""
    noted = re.search(r"^#\s*height_m\s*[:=]\s*([^\s,]+)", text[:100_000], flags=re.M)
    try:
        return float(noted.group(1)) if noted else None
    except ValueError:
        raise refusal(f"{path}: height_m", noted.group(1)[:40], "m", "must be a number") from None


def _columns(path, names, height, line):
    """Return (quantity, height) -> (place, scale) of what a table has, or refuse it."""
    found = {}
    for place, name in enumerate(names):
        match = NAME.fullmatch(name)
        if not match:
            continue
        quantity, level, unit = match.groups()
        stem = f"{quantity}_{level}m" if level else quantity
        if unit not in UNITS[quantity]:
            raise refusal(f"{path}, line {line}: column {name}", "no unit" if unit is None else unit, "",
                      f"must end in its unit: {' or '.join(f'{stem}_{u}' for u in UNITS[quantity])}")
        at = (float(level) if level else height) if quantity in LEVELLED else (
            float(level) if level and quantity in AIR else None)
        if quantity in LEVELLED:
            if at is None:
                raise refusal(f"{path}: height", "absent", "", "must be given: a first line such as "
                              "'# height_m: 100', or names such as wind_speed_100m_m_per_s")
            check_positive(f"{path}: height", at, "m")
        if (quantity, at) in found:
            raise refusal(f"{path}, line {line}: column {name}", "twice", "", "another column has the same quantity; "
                          f"resource.table.columns can leave one aside, as '{name} = drop'")
        found[quantity, at] = (place, UNITS[quantity][unit])
    for name, wanted in (("time", "time" in names),
                         ("wind_speed_m_per_s", any(q == "wind_speed" for q, _ in found)),
                         ("wind_direction_deg", any(q == "wind_direction" for q, _ in found))):
        if not wanted:
            raise refusal(f"{path}, line {line}: column {name}", "absent", "", "must be there; other names of the file "
                          f"are given by resource.table.columns (the file has {', '.join(map(str, names))[:200]})")
    return found


def _numbers(path, table, time, place, quantity, factor, offset, missing):
    """Return a column as numbers, NaN where no value stands, or refuse the first cell that is wrong."""
    texts, name = table.columns[place].str.strip(), table.names[place]
    values = logger_table.numbers(texts, table.comma)
    nothing = (texts.str.lower().isin(ABSENT) | texts.isin(missing)).to_numpy()
    with np.errstate(invalid="ignore"):
        values = np.where(nothing, np.nan, values * factor + offset)
    unit, low, high = LIMITS[quantity]
    wrong = ~((values >= low) & (values <= high)) & ~nothing
    if wrong.any():
        row = int(wrong.argmax())
        shown = "" if (factor, offset) == (1.0, 0.0) else f" in {unit}"
        raise refusal(f"{path}, line {table.first + row} ({time.iloc[row]}): {name}", repr(texts.iloc[row])[:60],
                      unit if not shown else "", f"must be a number between {low:g} and {high:g}{shown}; what stands "
                      "for a missing value is given by resource.table.missing")
    check_plausible(path, name, quantity, values)
    return values


def _spread(parts, place, size):
    """Return values on the whole grid of stamps, NaN where a line is missing."""
    edges = np.concatenate([[0], np.cumsum([part.time.size for part in parts])])
    values = {}
    for key in dict.fromkeys(key for part in parts for key in part.values):
        values[key] = np.full(size, np.nan)
        for part, low, high in zip(parts, edges, edges[1:], strict=False):
            if key in part.values:
                values[key][place[low:high]] = part.values[key]
    return values


def _flagged(path, table, names, values, good):
    """Replace values that are not flagged as good by gaps."""
    for place, name in enumerate(names):
        match = FLAG.fullmatch(name)
        if not match:
            continue
        flags = table.columns[place].str.strip()
        if not good:
            seen = ", ".join(repr(flag) for flag in list(dict.fromkeys(flags))[:6])
            raise refusal(f"{path}: column {name}", f"flags {seen}", "",
                          "resource.table.good must say which mean that a value may be used")
        level = float(match.group(1)) if match.group(1) else None
        bad = np.where(flags.isin(good), 1.0, np.nan)
        of = [key for key in values if (level is None) or (key[0] in LEVELLED and key[1] == level)]
        if not of:
            raise refusal(f"{path}: column {name}", "no wind", "", f"there must be a wind at {level:g} m")
        for key in of:
            values[key] = values[key] * bad


def _recovered(parts, values, least):
    """Return the heights that have enough values, rising, and a label with their recovery rates."""
    speeds = sorted(z for name, z in values if name == "wind_speed")
    vanes = sorted(z for name, z in values if name == "wind_direction")
    rates = {}
    for z in speeds:
        vane = min(vanes, key=lambda at, z=z: abs(at - z))
        rates[z] = float(np.isfinite(values["wind_speed", z] + values["wind_direction", vane]).mean())
    kept = [z for z in speeds if rates[z] >= least and rates[z] > 0]
    rated = ", ".join(f"{100 * rate:.3g} % at {z:g} m" for z, rate in rates.items())
    if not kept:
        raise refusal(f"{parts[0].path}: recovery rate", rated, "",
                      f"must be at least resource.table.least_recovery = {least:g} at one height")
    for vane in vanes:   # a vane belongs to the nearest height that is kept; the others have no direction of their own
        values.setdefault(("wind_direction", min(kept, key=lambda z, vane=vane: abs(z - vane))),
                          values["wind_direction", vane])
    nothing = np.full(values["wind_speed", kept[0]].size, np.nan)
    for z in kept:
        values.setdefault(("wind_direction", z), nothing)
    partial = any(rate < 1.0 for rate in rates.values())
    left = "".join(f"; {z:g} m left out" for z in speeds if z not in kept)
    name = parts[0].path.name + (f" and {len(parts) - 1} more" if len(parts) > 1 else "")
    return kept, name + (f" (recovery {rated}{left})" if partial else "") + parts[0].note


def _at_surface(found):
    """Return what is not wind by name, temperature and pressure of the lowest height brought to the surface."""
    rest = {name: value for (name, _), value in found.items() if name not in AIR}
    heights = {name: min((z or 0.0 for own, z in found if own == name), default=None) for name in AIR}
    air = [None if heights[name] is None else found.get((name, heights[name]), found.get((name, None)))
           for name in AIR]
    lifted = [None if z is None else z * (z > SCREEN) for z in heights.values()]
    warm, weight = at_surface(air[0], lifted[0], air[1], lifted[1])
    return {**rest, **{name: value for name, value in zip(AIR, (warm, weight), strict=True) if value is not None}}


def _humidity(rest):
    """Return the specific humidity, where the table has what it takes."""
    if not {"relative_humidity", "temperature", "pressure"} <= set(rest):
        return None
    return specific(rest["relative_humidity"] * saturation(rest["temperature"] + 273.15), rest["pressure"])
