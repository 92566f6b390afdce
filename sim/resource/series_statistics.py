"""Statistics of a wind series that matter to a battery or a contract: distribution, persistence, ramps, spells."""

import numpy as np

from sim import clock
from sim.resource.persistence import LAGS, Trait, autocorrelation, ramps, slope, spells

CALM, WINDY = 4.0, 11.0
"""Below it most turbines stand still or give little, above it they are near rated power. [m/s]"""

SECTORS = 12
"""Sectors of the rose. [-]"""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def traits(speed, direction, dt):
    """
    Measure a wind series.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind speed, at hub height if the spells are to mean something. [m/s]
    direction : array, shape (weather_year, time)
        Where it comes from. [deg]
    dt : float
        Length of a period. [h]

    Returns
    -------
    traits : list of Trait
        In the same order for any series of the same `dt`.
    """
    month = clock.month(dt, clock.ICT)
    season = seasonal(speed, dt)
    relative = speed / (season * daily(speed / season, dt))
    found = [Trait("mean speed", "year", float(speed.mean()), "m/s")]
    found += [Trait("mean speed", MONTHS[m], float(speed[:, month == m].mean()), "m/s") for m in range(12)]
    for m in range(12):
        thinned = relative[:, month == m][:, :: max(round(6 / dt), 1)].ravel()
        found.append(Trait("Weibull shape", MONTHS[m], weibull(thinned)[1], "-"))
    found += [Trait("distance from Weibull", MONTHS[m], distance(relative[:, month == m], dt), "-") for m in range(12)]
    memory = autocorrelation(relative, dt, LAGS)
    found += [Trait("autocorrelation", f"{lag:g} h", value, "-")
              for lag, value in zip(LAGS, memory, strict=True) if lag >= dt]
    found += ramps(relative, dt)
    found += spells(speed < CALM, dt, f"low-wind spells under {CALM:g} m/s") + spells(speed > WINDY, dt,
                                                                          f"spells over {WINDY:g} m/s")
    found += years(speed, month) + wave(speed / season, dt) + rose(speed, direction, month)
    return [*found, Trait("spectrum", "slope, 2 to 24 h", slope(relative, dt), "-")]


def seasonal(values, dt):
    """
    Return the mean course through the year: a mean and four yearly harmonics, shape (time,).

    Parameters
    ----------
    values : array, shape (weather_year, time)
        Any quantity above zero. [-]
    dt : float
        Length of a period. [h]

    Returns
    -------
    course : array, shape (time,)
        Never below a fifth of the mean. [-]
    """
    mean = values.mean(0)
    spectrum = np.fft.rfft(mean)
    spectrum[5:] = 0.0
    return np.maximum(np.fft.irfft(spectrum, mean.size), 0.2 * mean.mean())


def daily(relative, dt):
    """
    Return the mean course through the day, repeated through the year, shape (time,).

    Parameters
    ----------
    relative : array, shape (weather_year, time)
        Speed over its mean at that time of year and day. [-]
    dt : float
        Length of a period. [h]

    Returns
    -------
    course : array, shape (time,)
        Of the mean one, if the values have it. [-]
    """
    day = relative.mean(0).reshape(365, -1).mean(0)
    return np.tile(day, 365)


def weibull(values):
    """
    Return scale and shape of the Weibull distribution of greatest likelihood.

    Parameters
    ----------
    values : array, shape (n,)
        Above zero. [-]

    Returns
    -------
    scale, shape : float
        Scale in the unit of the values. [-]
    """
    values = np.maximum(values, 1e-3 * values.mean())
    log = np.log(values)
    shape = 2.0
    for _ in range(40):   # Newton's method on the likelihood's equation for the shape
        power = values**shape
        a, b, c = power.sum(), (power * log).sum(), (power * log**2).sum()
        step = (b / a - 1 / shape - log.mean()) / ((c * a - b**2) / a**2 + 1 / shape**2)
        shape = max(shape - step, 0.3)
        if abs(step) < 1e-8:
            break
    return float((values**shape).mean() ** (1 / shape)), float(shape)


def distance(relative, dt):
    """
    Return the Kolmogorov distance of a month's values, 72 h apart, from Weibull, times root of what they count.

    Parameters
    ----------
    relative : array, shape (weather_year, time)
        Speed over its mean at that time of year and day. Those of one month. [-]
    dt : float
        Length of a period. [h]

    Returns
    -------
    distance : float
        To be held against the quantiles of a fitted Weibull distribution; zero if there are too few values. [-]
    """
    thin = max(round(72 / dt), 1)
    values = relative[:, thin // 2::thin]
    if values.shape[1] < 2:
        return 0.0
    scale, shape = weibull(values.ravel())
    score = values - values.mean()
    memory = float(np.clip((score[:, 1:] * score[:, :-1]).mean() / max((score**2).mean(), 1e-300), 0.0, 0.95))
    count = values.size
    order = np.arange(count) / count
    cdf = 1.0 - np.exp(-(np.sort(values, axis=None) / scale) ** shape)
    gap = max(float((cdf - order).max()), float((order + 1 / count - cdf).max()))
    return gap * np.sqrt(count * (1 - memory) / (1 + memory))   # effective number of values


def years(speed, month):
    """
    Return the variation of annual and monthly means from year to year; NaN for fewer than three years.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind speed. [m/s]
    month : array, shape (time,)
        Month of each period, 0 for January. [-]

    Returns
    -------
    traits : list of Trait
        Standard deviation over mean; NaN for fewer than three years.
    """
    def vary(values):
        return float(values.std(ddof=1) / values.mean()) if values.size > 2 else np.nan

    return [Trait("variation between years", "year", vary(speed.mean(1)), "-")] + [
        Trait("variation between years", MONTHS[m], vary(speed[:, month == m].mean(1)), "-") for m in range(12)]


def wave(relative, dt):
    """
    Return the daily cycle's amplitude over the mean, and its hour.

    Parameters
    ----------
    relative : array, shape (weather_year, time)
        Speed over its mean at that time of year. [-]
    dt : float
        Length of a period. [h]

    Returns
    -------
    traits : list of Trait
        In a fixed order.
    """
    hour = clock.hour_of_day(dt, clock.ICT)
    turn = 2 * (relative.mean(0) * np.exp(2j * np.pi * hour / 24)).mean() / relative.mean()
    return [Trait("day", "amplitude", float(abs(turn)), "-"),
            Trait("day", "peak on Vietnam's clock", float(np.angle(turn) * 24 / (2 * np.pi) % 24), "h")]


def rose(speed, direction, month):
    """
    Return each month's mean vector, its twelve sectors, and how direction holds in strong wind and in weak.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind speed. [m/s]
    direction : array, shape (weather_year, time)
        Where the wind comes from. [deg]
    month : array, shape (time,)
        Month of each period, 0 for January. [-]

    Returns
    -------
    traits : list of Trait
        In a fixed order.
    """
    vector = speed * np.exp(1j * np.radians(direction))
    sector = np.floor(np.mod(direction + 180 / SECTORS, 360) * SECTORS / 360).astype(int)
    found, held = [], []
    for m in range(12):
        of = month == m
        mean, fast = vector[:, of].mean(), speed[:, of]
        found += [Trait("steadiness", MONTHS[m], float(abs(mean) / fast.mean()), "-"),
                  Trait("direction", MONTHS[m], float(np.degrees(np.angle(mean)) % 360), "deg")]
        low, high = np.quantile(fast, [1 / 3, 2 / 3])
        off = np.cos(np.radians(direction[:, of]) - np.angle(mean))
        held.append(off[fast >= high].mean() - off[fast <= low].mean())
        counts = np.bincount(sector[:, of].ravel(), minlength=SECTORS) / of.sum() / len(speed)
        found += [Trait("rose", f"{MONTHS[m]} from {360 * i // SECTORS:03d}", float(share), "-")
                  for i, share in enumerate(counts)]
    steady = [value for m, value in enumerate(held) if found[m * (SECTORS + 2)].value > 0.3]
    return [*found, Trait("speed and direction", "strong less weak, cosine",
                          float(np.mean(steady)) if steady else np.nan, "-")]
