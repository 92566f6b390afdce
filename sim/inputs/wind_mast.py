"""A door for series of masts and lidars: a CSV table with flags, gaps, several heights and a clock of its own."""

import io
import re
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction, NonNegative, check_positive, refusal
from sim.inputs.csv_table import nearest
from sim.inputs.weather_years import HOUR, stamp
from sim.inputs.wind_record import Record, saturation, specific

Zone = Annotated[float, Ge(-14), Le(14)]

# quantity -> unit as a name ends -> (factor, offset) to the house's unit
UNITS = {
    "wind_speed": {"m_per_s": (1.0, 0.0), "km_per_h": (1 / 3.6, 0.0), "kn": (1852 / 3600, 0.0)},
    "wind_direction": {"deg": (1.0, 0.0)},
    "temperature": {"degc": (1.0, 0.0), "k": (1.0, -273.15)},
    "sea_temperature": {"degc": (1.0, 0.0), "k": (1.0, -273.15)},
    "pressure": {"pa": (1.0, 0.0), "hpa": (100.0, 0.0)},
    "relative_humidity": {"percent": (0.01, 0.0)},
}
# quantity -> (unit, lowest, highest value that can be true)
LIMITS = {"wind_speed": ("m/s", 0.0, 120.0), "wind_direction": ("deg", 0.0, 360.0),
          "temperature": ("degC", -60.0, 60.0), "sea_temperature": ("degC", -5.0, 45.0),
          "pressure": ("Pa", 5e4, 1.1e5), "relative_humidity": ("-", 0.0, 1.05)}
LEVELLED = ("wind_speed", "wind_direction")
NAME = re.compile(rf"({'|'.join(UNITS)})(?:_(\d+(?:\.\d+)?)m)?(?:_({'|'.join(sorted(set().union(*UNITS.values())))}))?")
FLAG = re.compile(r"quality(?:_(\d+(?:\.\d+)?)m)?")
ABSENT = ("", "nan", "na", "null")
"""How a cell without a value may be written, in any case."""


def read(path, height=None, *, columns: tuple[str, ...] = (), good: tuple[str, ...] = (),
         missing: tuple[str, ...] = (), stamps: Literal["start", "middle", "end"] = "start", zone: Zone = 0.0,
         least_recovery: Fraction = 0.8, longest_gap: NonNegative = 0.0):
    """
    Read a series of a mast or a lidar: wind at one height or several, with flags and gaps.

    The first lines may be comments (``# height_m: 100``); then come the names of the columns. ``time`` is a date and
    time in ISO 8601. ``wind_speed_m_per_s`` and ``wind_direction_deg`` (from, clockwise from north) belong to the
    height of the comment; with a height in the name, as ``wind_speed_100m_m_per_s``, there may be several. ``quality``
    flags a line and ``quality_100m`` the wind of a height. ``temperature_degc``, ``pressure_pa``,
    ``relative_humidity_percent`` (near the surface) and ``sea_temperature_degc`` are used if they are there. Speeds may
    be in ``kn`` or ``km_per_h``, temperatures in ``k``, pressures in ``hpa``: the name says it.

    Parameters
    ----------
    path : str or Path
        The table, UTF-8, with a step of one hour or less; lines may be missing.
    height : float, optional
        Height of columns that name none; needed if the file does not say it. [m]
    columns : tuple of str
        Names of the file's own, each as ``"WS_100_avg = wind_speed_100m_m_per_s"``. [-]
    good : tuple of str
        Flags of values to be used; must be given where there is a column of flags, and any other flag is a gap. [-]
    missing : tuple of str
        What stands for no value besides an empty cell and NaN, as ``"-999"``. [-]
    stamps : str
        What of the time that a value is the mean of the stamp names. [-]
    zone : float
        What the clock of stamps without an offset is ahead of UTC. [h]
    least_recovery : float
        Recovery rate under which a height is refused, assumed: share of the steps between the first and the last with
        speed and direction. [fraction]
    longest_gap : float
        Gaps up to this are bridged by a straight line, and the share is told; longer ones refuse the series, unless it
        is corrected to a long reference, which needs no filling. [h]

    Returns
    -------
    record : Record
        Gaps are NaN; heights below `least_recovery` are left out, and the label says so.

    Raises
    ------
    SundalinkError
        Naming file, line, column, value and rule.
    """
    path = Path(path)
    text, skipped, noted = _text(path)
    table = _named(path, _table(path, text, skipped), columns, skipped + 1)
    found = _columns(path, table, noted if height is None else height, skipped + 1)
    time = _stamps(path, table["time"], skipped + 2, zone)
    step, place = _places(path, time, skipped + 2)
    back = {"start": 0.0, "middle": 0.5, "end": 1.0}[stamps] * step * HOUR
    first = time[0] - np.timedelta64(round(back), "s")
    size = int(place[-1]) + 1
    values = {key: _spread(_numbers(path, table, name, key[0], *scale, missing, skipped + 2), place, size)
              for key, (name, scale) in found.items()}
    _flagged(path, table, values, good, place, size)
    heights, label = _recovered(path, values, least_recovery)
    rest = {key[0]: value for key, value in values.items() if key[0] not in LEVELLED and np.isfinite(value).any()}
    humid = _humidity(rest)
    wind = [np.stack([values[name, z] for z in heights]) for name in LEVELLED]
    return Record(first + (np.arange(size) * round(step * HOUR)).astype("timedelta64[s]"), step, np.array(heights),
                  *wind, rest.get("temperature"), rest.get("pressure"), humid, rest.get("sea_temperature"), None, None,
                  "measured", label, True)


def _text(path):
    """Return a table's text without blank lines at its end, its number of comment lines, and its height."""
    try:
        text = path.read_text(encoding="utf-8-sig").rstrip()
    except (OSError, UnicodeDecodeError) as error:
        raise refusal("wind file", path, "", f"must be a readable CSV table in UTF-8 ({error})") from error
    skipped = len(re.match(r"(?:#[^\n]*\n)*", text).group().splitlines())
    noted = re.search(r"^#\s*height_m\s*[:=]\s*([^\s,]+)", text, flags=re.M)
    try:
        return text, skipped, float(noted.group(1)) if noted else None
    except ValueError:
        raise refusal(f"{path}: height_m", noted.group(1), "m", "must be a number") from None


def _table(path, text, skipped):
    """Return the table as text, a row for each line after the names."""
    import pandas as pd

    try:
        table = pd.read_csv(io.StringIO(text), skiprows=skipped, dtype=str, na_filter=False,
                            skip_blank_lines=False, skipinitialspace=True, on_bad_lines="error")
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise refusal("wind file", path, "", f"must be a CSV table ({reason})") from error
    if not isinstance(table.index, pd.RangeIndex):  # pandas makes it of columns without a name
        raise refusal(f"{path}, line {skipped + 1}: names", len(table.columns), "", "must be one for each column")
    table.columns = [str(name).strip() for name in table.columns]
    return table


def _named(path, table, columns, line):
    """Return the table with its own names replaced."""
    names = {}
    for entry in columns:
        own, equals, ours = (part.strip() for part in entry.partition("="))
        if not equals:
            raise refusal(
                "resource.table.columns", repr(entry), "", "each must be as 'own name = wind_speed_100m_m_per_s'"
            )
        if own not in table.columns:
            raise refusal(f"{path}, line {line}: column {own}", "absent", "", "is named in resource.table.columns"
                      f"{nearest(own, list(table.columns))}")
        names[own] = ours
    table = table.rename(columns=names)
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise refusal(f"{path}, line {line}: column {twice[0]}", "twice", "", "must occur once")
    return table


def _columns(path, table, height, line):
    """Return (quantity, height) -> (column, scale) of what a table has, or refuse it."""
    found = {}
    for name in table.columns:
        match = NAME.fullmatch(name)
        if not match:
            continue
        quantity, level, unit = match.groups()
        stem = f"{quantity}_{level}m" if level else quantity
        if unit not in UNITS[quantity]:
            raise refusal(f"{path}, line {line}: column {name}", "no unit" if unit is None else unit, "",
                      f"must end in its unit: {' or '.join(f'{stem}_{u}' for u in UNITS[quantity])}")
        at = float(level) if level else height if quantity in LEVELLED else None
        if quantity in LEVELLED:
            if at is None:
                raise refusal(
                    f"{path}: height",
                    "absent",
                    "",
                    "must be given: a first line such as '# height_m: 100', or names such as wind_speed_100m_m_per_s",
                )
            check_positive(f"{path}: height", at, "m")
        if (quantity, at) in found:
            raise refusal(f"{path}, line {line}: column {name}", "twice", "", "another column has the same quantity")
        found[quantity, at] = (name, UNITS[quantity][unit])
    for name, wanted in (("time", "time" in table.columns),
                         ("wind_speed_m_per_s", any(q == "wind_speed" for q, _ in found)),
                         ("wind_direction_deg", any(q == "wind_direction" for q, _ in found))):
        if not wanted:
            raise refusal(
                f"{path}, line {line}: column {name}",
                "absent",
                "",
                "must be there; other names of the file are told by resource.table.columns",
            )
    return found


def _stamps(path, column, line, zone):
    """Return the stamps in UTC, or refuse the first that is none."""
    import pandas as pd

    texts = column.str.strip()
    try:   # stamps that all name an offset, or none: those without are on the clock of the zone
        naive = pd.to_datetime(texts, format="ISO8601", errors="coerce")
        own = naive.dt.tz is None
    except (ValueError, AttributeError):   # mixed offsets
        own = False
    times = pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce")
    if times.isna().any():
        row = int(times.isna().to_numpy().argmax())
        raise refusal(f"{path}, line {line + row}: time", repr(column.iloc[row]), "",
                  "must be a date and time in ISO 8601, as 2024-01-31T18:30Z")
    known = times.dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    return known - np.timedelta64(round(zone * HOUR) if own else 0, "s")


def _places(path, time, line):
    """Return the step of a series in hours and the place of each stamp on its grid, or refuse the first off it."""
    if time.size < 2:
        raise refusal(f"{path}: times", time.size, "", "must be two or more")
    gaps = np.diff(time).astype(np.int64)
    values, counts = np.unique(gaps, return_counts=True)
    step = int(values[counts.argmax()])
    if not 0 < step <= HOUR:
        raise refusal(f"{path}, line {line}: time step", step / HOUR, "h", "must be above zero and at most one hour")
    wrong = np.flatnonzero((gaps <= 0) | (gaps % step != 0))
    if wrong.size:
        i, gap = int(wrong[0]), int(gaps[wrong[0]])
        rule = ("comes twice" if gap == 0 else "goes back in time" if gap < 0 else
                f"does not follow {stamp(time[i])} by the step of the series, {step / HOUR:g} h, or by several")
        raise refusal(f"{path}, line {line + i + 1}: time", stamp(time[i + 1]), "", rule)
    return step / HOUR, np.concatenate([[0], np.cumsum(gaps // step)])


def _numbers(path, table, name, quantity, factor, offset, missing, line):
    """Return a column as numbers, NaN where no value stands, or refuse the first cell that is wrong."""
    import pandas as pd

    texts = table[name].str.strip()
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)
    nothing = (texts.str.lower().isin(ABSENT) | texts.isin(missing)).to_numpy()
    with np.errstate(invalid="ignore"):
        values = np.where(nothing, np.nan, values * factor + offset)
    unit, low, high = LIMITS[quantity]
    wrong = ~((values >= low) & (values <= high)) & ~nothing
    if wrong.any():
        row = int(wrong.argmax())
        at, cell = table["time"].iloc[row], repr(table[name].iloc[row])
        shown = "" if (factor, offset) == (1.0, 0.0) else f" in {unit}"
        raise refusal(f"{path}, line {line + row} ({at}): {name}", cell, unit if not shown else "",
                  f"must be a number between {low:g} and {high:g}{shown}; what stands for a missing value is told by "
                  "resource.table.missing")
    return values


def _spread(values, place, size):
    """Return values on the whole grid of stamps, NaN where a line is missing."""
    whole = np.full(size, np.nan)
    whole[place] = values
    return whole


def _flagged(path, table, values, good, place, size):
    """Turn what is not flagged as good into gaps."""
    for name in table.columns:
        match = FLAG.fullmatch(name)
        if not match:
            continue
        if not good:
            seen = ", ".join(repr(flag) for flag in list(dict.fromkeys(table[name].str.strip()))[:6])
            raise refusal(
                f"{path}: column {name}",
                f"flags {seen}",
                "",
                "resource.table.good must say which mean that a value may be used",
            )
        level = float(match.group(1)) if match.group(1) else None
        bad = _spread(np.where(table[name].str.strip().isin(good), 1.0, np.nan), place, size)
        of = [key for key in values if (level is None) or (key[0] in LEVELLED and key[1] == level)]
        if not of:
            raise refusal(f"{path}: column {name}", "no wind", "", f"there must be a wind at {level:g} m")
        for key in of:
            values[key] = values[key] * bad


def _recovered(path, values, least):
    """Return the heights that have enough values, rising, and a label with their recovery rates."""
    speeds = sorted(z for name, z in values if name == "wind_speed")
    vanes = sorted(z for name, z in values if name == "wind_direction")
    rates = {}
    for z in speeds:
        vane = min(vanes, key=lambda at, z=z: abs(at - z))
        rates[z] = float(np.isfinite(values["wind_speed", z] + values["wind_direction", vane]).mean())
    kept = [z for z in speeds if rates[z] >= least and rates[z] > 0]
    told = ", ".join(f"{100 * rate:.3g} % at {z:g} m" for z, rate in rates.items())
    if not kept:
        raise refusal(
            f"{path}: recovery rate",
            told,
            "",
            f"must be at least resource.table.least_recovery = {least:g} at one height",
        )
    for vane in vanes:   # a vane belongs to the nearest height that is kept; the others have no direction of their own
        values.setdefault(("wind_direction", min(kept, key=lambda z, vane=vane: abs(z - vane))),
                          values["wind_direction", vane])
    nothing = np.full(values["wind_speed", kept[0]].size, np.nan)
    for z in kept:
        values.setdefault(("wind_direction", z), nothing)
    partial = any(rate < 1.0 for rate in rates.values())
    left = "".join(f"; {z:g} m left out" for z in speeds if z not in kept)
    return kept, path.name + (f" (recovery {told}{left})" if partial else "")


def _humidity(rest):
    """Return the specific humidity, where the table has what it takes."""
    if not {"relative_humidity", "temperature", "pressure"} <= set(rest):
        return None
    return specific(rest["relative_humidity"] * saturation(rest["temperature"] + 273.15), rest["pressure"])
