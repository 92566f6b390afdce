"""Doors for wind series: ERA5 as the Climate Data Store gives it, and a series of one's own in a table."""

import io
import re
from pathlib import Path

import numpy as np

from sim.checks import check_positive, check_within, say
from sim.inputs.grid import at_site
from sim.inputs.years import check_times, cut
from sim.resource.synthetic import Weather

RELATIVE_HUMIDITY = 0.82
"""Where a file has no humidity: assumed; annual means of COADS at 9N 107E give it. [fraction]"""

TEMPERATURE, PRESSURE = 27.4, 100960.0
"""Where a table has no air: annual means of COADS at 9N 107E, assumed for any site. [degC], [Pa]"""

# column of a table -> (unit, lowest, highest value that can be true)
COLUMNS = {
    "wind_speed_m_per_s": ("m/s", 0.0, 120.0),
    "wind_direction_deg": ("deg", 0.0, 360.0),
    "temperature_degc": ("degC", -60.0, 60.0),
    "pressure_pa": ("Pa", 5e4, 1.1e5),
}
OPTIONAL = {"temperature_degc": TEMPERATURE, "pressure_pa": PRESSURE}


def era5(paths, latitude, longitude, dt):
    """
    Read the wind at 100 m of a site from ERA5 netCDF files.

    Stamps are instants: a period of an hour or less takes the speed at its start, interpolated linearly
    between the hours (the direction through its unit vector), a longer one the mean of its hours. Vectors are
    not interpolated, because that shortens the wind whenever it turns. The years start at midnight in
    Singapore, 29 February is left out; see `sim.inputs.years.cut` for the ends of the series.

    Parameters
    ----------
    paths : str, Path or list of these
        Files of single levels with u100, v100, t2m, sp and perhaps d2m, of either generation of the store;
        several files follow each other in time, in any order.
    latitude, longitude : float
        The site, inside the grid, north and east. [deg]
    dt : float
        Length of a period. [h]

    Returns
    -------
    weather : Weather
        Shape (weather_year, time) throughout; ``evidence`` is "reanalysis". Without d2m the relative humidity
        is assumed, and the label says so.

    Raises
    ------
    SundalinkError
        If a file cannot be read, lacks a variable, has another unit, or has a gap, a double or a missing
        value (with file, variable and time); if the site is outside; if there is no full year.

    References
    ----------
    .. [1] Hersbach et al. 2020, "The ERA5 global reanalysis", Q. J. R. Meteorol. Soc. 146.
    .. [2] ECMWF, IFS Documentation CY41R2, part IV, section 7.2.1 (saturation vapour pressure over water).
    """
    check_within("site latitude", latitude, -90, 90, "deg")
    check_within("site longitude", longitude, -180, 360, "deg")
    files = [paths] if isinstance(paths, str | Path) else list(paths)
    if not files:
        raise say("wind files", "none", "", "must be one file or more")
    parts = sorted((at_site(file, latitude, longitude) for file in files), key=lambda part: part.time[0])
    of = np.repeat(np.arange(len(parts)), [part.time.size for part in parts])
    time = np.concatenate([part.time for part in parts])
    step = check_times(time, lambda i: str(parts[of[i]].path))
    dry = any(part.dew is None for part in parts)
    east, north, speed, kelvin, pressure = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("east", "north", "speed", "temperature", "pressure"))
    vapour = (RELATIVE_HUMIDITY * _saturation(kelvin) if dry
              else _saturation(np.concatenate([part.dew for part in parts])))
    columns = np.stack([speed, east, north, kelvin - 273.15, pressure, _specific(vapour, pressure)])
    where = parts[0].path if len(parts) == 1 else f"{len(parts)} files, {parts[0].path} to {parts[-1].path}"
    columns, years = cut(time, step, columns, dt, where)
    label = f"ERA5 at {latitude:g}N {longitude:g}E, {_span(years)}"
    return _weather(columns, 100.0, "reanalysis", label + (_assumed("humidity") if dry else ""))


def series(path, dt, *, height=None):
    """
    Read a series of one's own, measured or modelled, from a CSV table.

    The first lines may be comments (``# height_m: 100``); then come the names of the columns: ``time`` (ISO
    8601; UTC unless it names its offset), ``wind_speed_m_per_s``, ``wind_direction_deg`` (from, clockwise
    from north), and perhaps ``temperature_degc`` and ``pressure_pa`` near the surface. A period that holds
    several steps takes their mean, else the value at its start; years and their ends are as for `era5`.

    Parameters
    ----------
    path : str or Path
        The table, UTF-8, with a constant step of one hour or less.
    dt : float
        Length of a period. [h]
    height : float, optional
        Height of the wind; needed if the file does not say it. [m]

    Returns
    -------
    weather : Weather
        Shape (weather_year, time) throughout; ``evidence`` is "measured". Humidity is assumed, and so is what
        else the table lacks: the label says so.

    Raises
    ------
    SundalinkError
        If the file cannot be read or a value, stamp or column is missing or wrong (with line and time), or if
        there is no full year.
    """
    path = Path(path)
    text, skipped, noted = _text(path)
    height = noted if height is None else height
    if height is None:
        raise say(f"{path}: height", "absent", "", "must be given: a first line such as '# height_m: 100'")
    check_positive(f"{path}: height", height, "m")
    table = _table(path, text, skipped)
    time, values = _values(path, table, skipped + 2)
    step = check_times(time, lambda i: f"{path}, line {skipped + 2 + i}")
    lacking = [name for name in OPTIONAL if name not in values]
    speed, angle = values["wind_speed_m_per_s"], np.radians(values["wind_direction_deg"])
    degrees, pressure = (values.get(name, np.full(time.size, OPTIONAL[name])) for name in OPTIONAL)
    humidity = _specific(RELATIVE_HUMIDITY * _saturation(degrees + 273.15), pressure)
    columns = np.stack([speed, -np.sin(angle), -np.cos(angle), degrees, pressure, humidity])
    columns, years = cut(time, step, columns, dt, path)
    lacking = [name.split("_")[0] for name in lacking] + ["humidity"]
    return _weather(columns, float(height), "measured", f"{path.name}, {_span(years)}" + _assumed(*lacking))


def _text(path):
    """Return a table's text without blank lines at its end, its number of comment lines, and its height."""
    try:
        text = path.read_text(encoding="utf-8-sig").rstrip()
    except (OSError, UnicodeDecodeError) as error:
        raise say("wind file", path, "", f"must be a readable CSV table in UTF-8 ({error})") from error
    skipped = len(re.match(r"(?:#[^\n]*\n)*", text).group().splitlines())
    noted = re.search(r"^#\s*height_m\s*[:=]\s*([^\s,]+)", text, flags=re.M)
    try:
        return text, skipped, float(noted.group(1)) if noted else None
    except ValueError:
        raise say(f"{path}: height_m", noted.group(1), "m", "must be a number") from None


def _table(path, text, skipped):
    """Return the table as text, a row for each line after the names."""
    import pandas as pd

    try:
        table = pd.read_csv(io.StringIO(text), skiprows=skipped, dtype=str, na_filter=False,
                            skip_blank_lines=False, skipinitialspace=True, on_bad_lines="error")
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise say("wind file", path, "", f"must be a CSV table ({reason})") from error
    if not isinstance(table.index, pd.RangeIndex):  # pandas makes it of columns without a name
        raise say(f"{path}, line {skipped + 1}: names", len(table.columns), "", "must be one for each column")
    table.columns = [str(name).strip() for name in table.columns]
    for name in ("time", *COLUMNS):
        if name not in table.columns and name not in OPTIONAL:
            raise say(f"{path}, line {skipped + 1}: column {name}", "absent", "", "must be there")
    return table


def _values(path, table, line):
    """Return the stamps and the columns as numbers, or refuse the first cell that is wrong."""
    import pandas as pd

    stamps = pd.to_datetime(table["time"].str.strip(), format="ISO8601", utc=True, errors="coerce")
    if stamps.isna().any():
        row = int(stamps.isna().to_numpy().argmax())
        raise say(f"{path}, line {line + row}: time", repr(table["time"].iloc[row]), "",
                  "must be a date and time in ISO 8601, as 2024-01-31T18:30Z")
    values = {}
    for name in (name for name in COLUMNS if name in table.columns):
        unit, low, high = COLUMNS[name]
        values[name] = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float)
        wrong = ~((values[name] >= low) & (values[name] <= high))
        if wrong.any():
            row = int(wrong.argmax())
            at, cell = table["time"].iloc[row], repr(table[name].iloc[row])
            raise say(f"{path}, line {line + row} ({at}): {name}", cell, unit,
                      f"must be a number between {low:g} and {high:g}")
    return stamps.dt.tz_localize(None).to_numpy().astype("datetime64[s]"), values


def _saturation(kelvin):
    """Return the saturation vapour pressure over water in Pa, as ERA5's own model has it."""
    return 611.21 * np.exp(17.502 * (kelvin - 273.16) / (kelvin - 32.19))


def _specific(vapour, pressure):
    """Return the specific humidity of air with a vapour pressure. [kg/kg]"""
    return 0.622 * vapour / (pressure - 0.378 * vapour)


def _weather(columns, height, evidence, label):
    """Return the weather of speed, unit vector, temperature, pressure and humidity."""
    speed, east, north, temperature, pressure, humidity = columns
    direction = np.mod(np.degrees(np.arctan2(-east, -north)), 360.0)
    direction = np.where(direction < 360.0, direction, 0.0)  # a tiny negative angle rounds up to 360
    return Weather(speed, direction, temperature, pressure, humidity, height, evidence, label)


def _span(years):
    return f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _assumed(*names):
    """Return what a label says of quantities that the file lacks."""
    return f"; assumed: {', '.join(names)}"


READERS = {"csv": series, "era5": era5}
