"""A record of wind as read from a file, with gaps, before it is divided into weather years."""

from typing import NamedTuple

import numpy as np

from sim.errors import refusal
from sim.inputs.weather_years import HOUR, cut, hourly, interpolated, stamp
from sim.records import Weather

RELATIVE_HUMIDITY = 0.82
"""Where a file has no humidity: assumed; annual means of COADS at 9N 107E give it. [fraction]"""

TEMPERATURE, PRESSURE = 27.4, 100960.0
"""Where a file has no air: annual means of COADS at 9N 107E, assumed for any site. [degC], [Pa]"""

STEEPEST = 1.0
"""Largest exponent of the profile that is believed of one record, up or down (assumed). [-]"""


class Record(NamedTuple):
    """
    A regular series of wind at one place; NaN is what is not known.

    Parameters
    ----------
    time : array of datetime64[s], shape (n,)
        Stamps in UTC, without gaps: the start of what a value is the mean of, or the instant it belongs to.
    step : float
        Between two stamps. [h]
    heights : array, shape (level,)
        Rising. [m]
    speed, direction : array, shape (level, n)
        [m/s], [deg from]
    temperature, pressure, humidity, sea_temperature, roughness, shear : array, shape (n,), or None
        None is what the file lacks. [degC], [Pa], [kg/kg], [degC], [m], [-]
    evidence, label : str
        As in `sim.records.Weather`.
    mean : bool
        Values are means over the step; otherwise they belong to the instant.
    veer : array, shape (n,), or None
        Turn of the direction with height, clockwise. [deg/m]
    """

    time: np.ndarray
    step: float
    heights: np.ndarray
    speed: np.ndarray
    direction: np.ndarray
    temperature: np.ndarray | None
    pressure: np.ndarray | None
    humidity: np.ndarray | None
    sea_temperature: np.ndarray | None
    roughness: np.ndarray | None
    shear: np.ndarray | None
    evidence: str
    label: str
    mean: bool = False
    veer: np.ndarray | None = None


def weather(record, dt, height=None, longest=0.0, where="wind file"):
    """
    Cut a record into whole weather years.

    Parameters
    ----------
    record : Record
        Of one height or several.
    dt : float
        Length of a period. [h]
    height : float, optional
        The level nearest to it is taken; the highest without it. [m]
    longest : float
        Gaps as long as this are bridged by straight lines between their ends, and the label says so. [h]
    where : str
        What a message names.

    Returns
    -------
    weather : Weather
        Its `shear` and `veer` are those between the levels, hour by hour, where there are several.

    Raises
    ------
    SundalinkError
        If a longer gap is left, or there is no full year.
    """
    level = nearest(record, height)
    angle = np.radians(record.direction[vane(record, level)])
    columns = {"speed": record.speed[level], "east": -np.sin(angle), "north": -np.cos(angle), **air(record)}
    shear, veer = (record.shear, record.veer) if len(record.heights) < 2 else between(record)
    rest = {"sea": record.sea_temperature, "roughness": record.roughness, "shear": shear, "veer": veer}
    known = [name for name, values in rest.items() if values is not None and np.isfinite(values).any()]
    filled, count = bridged(record, columns, longest, where)
    for name in known:   # what may lack values without harm: calms have no exponent, cells on land no sea
        filled[name] = np.where(np.isfinite(rest[name]), rest[name], np.nanmean(rest[name]))
    time, step, table, lost = hourly(record.time, record.step, np.stack(list(filled.values())), record.mean)
    table, years = cut(time, step, table, dt, where)
    found = dict(zip(filled, table, strict=True))
    direction = np.mod(np.degrees(np.arctan2(-found["east"], -found["north"])), 360.0)
    direction = np.where(direction < 360.0, direction, 0.0)  # a tiny negative angle rounds up to 360
    label = f"{record.label}, {span(years)}{interpolated(record.step, lost)}"
    label += f"; {100 * count:.2g} % of the steps bridged" if count else ""
    holes = [f"{name} {100 * np.isnan(columns[name]).mean():.2g} %" for name in ("temperature", "pressure", "humidity")
             if np.isnan(columns[name]).any()]
    label += f"; bridged in the air: {', '.join(holes)}" if holes else ""
    assumed = [name for name in ("temperature", "pressure", "humidity") if getattr(record, name) is None]
    label += f"; assumed: {', '.join(assumed)}" if assumed else ""
    return Weather(found["speed"], direction, found["temperature"], found["pressure"], found["humidity"],
                   float(record.heights[level]), record.evidence, label,
                   *(found.get(name) for name in ("sea", "roughness", "shear", "veer")))


def nearest(record, height):
    """Return the index of the level nearest to a height; the highest without one."""
    return len(record.heights) - 1 if height is None else int(np.abs(record.heights - height).argmin())


def vane(record, level):
    """Return the index of the level nearest to another one that has directions."""
    there = np.flatnonzero(np.isfinite(record.direction).any(1))
    return int(there[np.abs(record.heights[there] - record.heights[level]).argmin()])


def air(record):
    """Return temperature, pressure and humidity of a record; what it lacks is assumed."""
    size = record.time.size
    temperature = np.full(size, TEMPERATURE) if record.temperature is None else record.temperature
    pressure = np.full(size, PRESSURE) if record.pressure is None else record.pressure
    humidity = record.humidity
    if humidity is None:
        humidity = specific(RELATIVE_HUMIDITY * saturation(temperature + 273.15), pressure)
    return {"temperature": temperature, "pressure": pressure, "humidity": humidity}


def between(record):
    """
    Return the exponent of the profile and the turn with height of a record of several levels.

    Parameters
    ----------
    record : Record
        Two levels at least.

    Returns
    -------
    shear : array, shape (n,)
        Slope of the logarithm of the speed over that of the height by least squares through the levels that are known;
        NaN with fewer than two, or under 3 m/s, where it means nothing (assumed). [-]
    veer : array, shape (n,)
        Clockwise. [deg/m]
    """
    log_height = np.log(record.heights)[:, None]
    enough = (record.speed > 3.0) & np.isfinite(record.speed)
    shear = _slope(log_height, np.log(np.where(enough, record.speed, 1.0)), enough)
    top = record.direction[vane(record, -1)]
    turned = np.mod(record.direction - top + 180.0, 360.0) - 180.0
    veer = _slope(record.heights[:, None], np.where(np.isfinite(turned), turned, 0.0), enough & np.isfinite(turned))
    return np.clip(shear, -STEEPEST, STEEPEST), np.clip(veer, -0.5, 0.5)


def bridged(record, columns, longest, where):
    """
    Return columns whose short gaps are bridged, and what share of the steps that is.

    Parameters
    ----------
    record : Record
        Whose stamps they have.
    columns : dict of str to array
        Shape (n,) each; NaN in gaps.
    longest : float
        Longest gap that is bridged. [h]
    where : str
        What a message names.

    Returns
    -------
    columns : dict of str to array
        Without NaN.
    share : float
        Of the steps that lacked speed or direction. [fraction]

    Raises
    ------
    SundalinkError
        If a gap is longer, or stands at the end.
    """
    lacking = ~np.isfinite(columns["speed"]) | ~np.isfinite(columns["east"])
    edge = np.flatnonzero(np.diff(np.concatenate([[False], lacking, [False]]).astype(int)))
    for first, last in zip(edge[::2], edge[1::2], strict=True):
        long = (last - first) * record.step
        if long > longest + 1e-9 or first == 0 or last == lacking.size:
            raise refusal(
                f"{where}: wind at {stamp(record.time[first])}",
                f"missing for {long:g} h",
                "",
                "gaps are not "
                f"filled beyond resource.table.longest_gap_h = {longest:g} within the series; correct it to a "
                "long reference instead (resource.correction), which needs no whole years",
            )
    at, filled = np.arange(lacking.size), {}
    for name, values in columns.items():
        there = np.isfinite(values)
        filled[name] = values if there.all() else np.interp(at, at[there], values[there])
    return filled, float(lacking.mean())


def concurrent(own, long, level, other):
    """
    Return the measurements within the period of a long series.

    Parameters
    ----------
    own, long : Record
        The measurement and the long series.
    level, other : int
        Of each.

    Returns
    -------
    place : array of int, shape (pair,)
        Rising, in the long series.
    speed, direction : array, shape (pair,)
        Measured: means about the instants of the long series, or over its steps where its values are means; of which
        two thirds must be there (assumed). NaN is a direction that is not known. [m/s], [deg]

    Raises
    ------
    SundalinkError
        If they have no time in common.
    """
    begin = long.time[0] - np.timedelta64(0 if long.mean else round(long.step * HOUR / 2), "s")
    seconds = (own.time - begin).astype(np.int64) + (own.step * HOUR / 2 if own.mean else 0.0)
    at = np.floor(seconds / (long.step * HOUR)).astype(np.int64)
    speed, angle = own.speed[level], np.radians(own.direction[vane(own, level)])
    inside = (at >= 0) & (at < long.time.size)

    def mean(values):
        there = inside & np.isfinite(values)
        total = np.bincount(at[there], weights=values[there], minlength=long.time.size)
        count = np.bincount(at[there], minlength=long.time.size)
        return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0), count

    found, count = mean(speed)
    east, north = mean(np.sin(angle))[0], mean(np.cos(angle))[0]
    enough = count >= max(np.ceil(2.0 / 3.0 * long.step / own.step - 1e-9), 1)
    place = np.flatnonzero(enough & np.isfinite(found) & np.isfinite(long.speed[other] + long.direction[other]))
    if not place.size:
        raise refusal("overlap of measurement and reference", "none", "",
                      f"the measurement has {stamp(own.time[0])} to {stamp(own.time[-1])}, the reference "
                      f"{stamp(long.time[0])} to {stamp(long.time[-1])}")
    return place, found[place], np.mod(np.degrees(np.arctan2(east[place], north[place])), 360.0)


def typical(record, time):
    """
    Return the profile between the levels of a record at other times: its mean by month and hour of the day.

    Parameters
    ----------
    record : Record
        With several levels; of one, nothing is known.
    time : array of datetime64[s], shape (m,)
        Wanted.

    Returns
    -------
    shear, veer : array, shape (m,), or None
        As `between` gives them.
    """
    if len(record.heights) < 2:
        return None, None
    cells = [12 * ((t - t.astype("datetime64[D]")).astype(np.int64) // HOUR)
             + t.astype("datetime64[M]").astype(int) % 12 for t in (record.time, time)]
    found = []
    for values in between(record):
        there = np.isfinite(values)
        if not there.any():
            found.append(None)
            continue
        total = np.bincount(cells[0][there], weights=values[there], minlength=288)
        count = np.bincount(cells[0][there], minlength=288)
        found.append(np.where(count > 0, total / np.maximum(count, 1), values[there].mean())[cells[1]])
    return tuple(found)


def span(years):
    """Return weather years as a reader should see them: the first and the last, and each where some are left out."""
    if len(years) == 1 or isinstance(years[0], str) or isinstance(years[-1], str):
        first, last = str(years[0]).split("/")[0], str(years[-1]).split("/")[-1]
        return first if first == last else f"{first} to {last}"
    if years[-1] - years[0] + 1 != len(years):
        return ", ".join(map(str, years))
    return f"{years[0]}-{years[-1]}"


def saturation(kelvin):
    """Return the saturation vapour pressure over water in Pa, as ERA5's own model has it."""
    return 611.21 * np.exp(17.502 * (kelvin - 273.16) / (kelvin - 32.19))


def specific(vapour, pressure):
    """Return the specific humidity of air with a vapour pressure. [kg/kg]"""
    return 0.622 * vapour / (pressure - 0.378 * vapour)


def _slope(x, y, known):
    """Return the least-squares slope over the first axis, through what is known; NaN with fewer than two values."""
    count = np.maximum(known.sum(0), 1)
    mean_x, mean_y = ((np.where(known, v, 0.0)).sum(0) / count for v in (x, y))
    dx = np.where(known, x - mean_x, 0.0)
    under = (dx**2).sum(0)
    return np.divide((dx * np.where(known, y - mean_y, 0.0)).sum(0), under, out=np.full(under.shape, np.nan),
                     where=under > 0)
