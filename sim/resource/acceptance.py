"""Acceptance tests of a wind series: each of its statistics beside its expected band."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri
from scipy.stats import chi2, f, norm
from scipy.stats import t as student

from sim import clock
from sim.resource.persistence import LAGS, spells
from sim.resource.series_statistics import CALM, MONTHS, WINDY, traits
from sim.stochastic import red

EDGES = (((0.12, 4.0), (0.60, 30.0), (0.28, 170.0)), ((0.04, 4.0), (0.41, 50.0), (0.55, 250.0)))
"""Share and memory in hours of the parts whose autocorrelations bound the band: assumed for a monsoon sea, with weather
of hours and days upon spells of one to two weeks, and more memory than at mid-latitudes (Monahan 2012, J. Climate
25(19); Mao, Chan 2005, J. Climate 18(13)); no hourly series near Vietnam is openly available to draw it from."""

SHAPES = (2.2, 3.0)
"""Weibull shape within a month: the stated uncertainty (assumed). [-]"""
INTERANNUAL = (0.042, 0.082)
"""Variation of annual means: that of mean vectors of this sea, and an upper bound (FNMOC 1982-1992). [fraction]"""
FAR = 1.15
"""Root of n times the Kolmogorov distance that one Weibull sample in a thousand passes when the fit is its own; drawn
with 6,000 samples of 60 and of 200. [-]"""
STANDARD_ERRORS = 2.576
"""Half width of a 99 % band of a mean, in standard errors. [-]"""
YEARS = 20
"""Length of the processes that give the bands of spells. [yr]"""


class TraitVerdict(NamedTuple):
    """One trait beside its band; text but for the numbers."""

    group: str
    name: str
    value: float
    low: float
    """NaN where the trait is only shown."""
    high: float
    unit: str
    verdict: str
    """ok, FAILS, or shown."""
    source: str
    """Source of the band."""


class Known(NamedTuple):
    """Climatological statistics of a place; None where unknown."""

    speed: np.ndarray | None = None
    """Expected monthly mean speeds, shape (12,). [m/s]"""
    direction: np.ndarray | None = None
    """Of the monthly mean vectors, shape (12,). [deg]"""
    steadiness: np.ndarray | None = None
    """Mean vector over mean speed, shape (12,). [-]"""
    variation: np.ndarray | None = None
    """Standard deviation over mean of monthly means between years, shape (12,); an upper bound. [fraction]"""
    years: int = 0
    """Years behind `variation`. [yr]"""


def accept(speed, direction, dt, known, generator):
    """
    Compare a wind series with the climatology and the assumed bands of its place.

    Parameters
    ----------
    speed, direction : array, shape (weather_year, time)
        The series, speed at hub height. [m/s], [deg]
    dt : float
        Length of a period. [h]
    known : Known
        Data of a climatology for the site.
    generator : numpy.random.Generator
        For the processes that give the bands of spells.

    Returns
    -------
    verdicts : list of TraitVerdict
        One for each trait. Means carry their sampling error, so that few years are judged less strictly than many.
    """
    found = traits(speed, direction, dt)
    bands = {**_means(found, known, len(speed)), **_memory(len(speed)), **_years(known, len(speed)),
             **_rose(found, known, *vectors(speed, direction, dt)), **_spells(speed, dt, generator)}
    none = (np.nan, np.nan, "")
    return [judge(trait, *bands.get(trait[:2], bands.get((trait.group, ""), none))) for trait in found]


def judge(trait, low, high, source):
    """
    Return the verdict on one trait.

    Parameters
    ----------
    trait : Trait
        What was measured.
    low, high : float
        Its band; NaN for none. [-]
    source : str
        Where the band comes from.

    Returns
    -------
    verdict : TraitVerdict
        Shown where there is no band or no value.
    """
    if np.isnan(low) or np.isnan(trait.value):
        return TraitVerdict(*trait[:3], np.nan, np.nan, trait.unit, "shown", source)
    kept = low <= trait.value <= high
    return TraitVerdict(*trait[:3], float(low), float(high), trait.unit, "ok" if kept else "FAILS", source)


def _value(found, group, which):
    """Return the value of a trait by its group and name."""
    return next(t.value for t in found if t.group == group and t.name == which)


def _means(found, known, years):
    """Return the bands of mean speeds and of their distribution."""
    bands, months = {("distance from Weibull", ""): (0.0, FAR, "Kolmogorov's distance, 1 in 1,000")}, range(12)
    error = 1.96 * 0.78 / np.sqrt(8.0 * years)   # a month holds some eight independent values
    bands["Weibull shape", ""] = (SHAPES[0] * (0.97 - error), SHAPES[1] * (1.03 + error), "2.2 to 3.0 (assumed)")
    if known.speed is None:
        return bands
    vary = np.nan_to_num([_value(found, "variation between years", MONTHS[m]) for m in months], nan=0.15)
    for m, expected, cv in zip(months, known.speed, vary, strict=True):
        slack = 0.01 + STANDARD_ERRORS * max(cv, 0.05) / np.sqrt(years)
        bands["mean speed", MONTHS[m]] = (expected * (1 - slack), expected * (1 + slack), "climate, sampling error")
    expected, slack = known.speed @ clock.MONTH_DAYS / 365, 0.01 + STANDARD_ERRORS * 0.05 / np.sqrt(years)
    bands["mean speed", "year"] = (expected * (1 - slack), expected * (1 + slack), "climate, sampling error")
    return bands


def _memory(years):
    """Return the bands of autocorrelation and ramps: the edges, and what a Gaussian process of theirs does."""
    fitted = 0.2 / years   # the course of the season, fitted to few years, takes memory with it
    bands = {("spectrum", ""): (-2.3, -1.3, "-5/3 to -2 in the mesoscale (assumed)")}
    for lag in LAGS:
        low, high = (follow(parts, lag) for parts in EDGES)
        bands["autocorrelation", f"{lag:g} h"] = (low - fitted * (1 - low), high, "assumed for a monsoon sea")
    for hours in (1.0, 3.0):
        low, high = (np.sqrt(2 * (1 - follow(parts, hours))) for parts in EDGES[::-1])
        for q in (0.5, 0.95, 0.99):
            z = norm.ppf(0.5 + q / 2)
            bands["ramps", f"{hours:g} h, {100 * q:g} %"] = (0.85 * low * z, 1.15 * high * z, "band of the memory")
    return bands


def follow(parts, lag):
    """
    Return the autocorrelation of a sum of parts at a lag. [h]

    Parameters
    ----------
    parts : sequence of (float, float)
        Share, and memory in hours, of each part.
    lag : float
        Lag. [h]

    Returns
    -------
    correlation : float
        Sum of the parts. [-]
    """
    return float(sum(share * np.exp(-lag / memory) for share, memory in parts))


def _years(known, years):
    """Return the bands of the variation from year to year."""
    if years < 3:
        return {}
    spread = np.sqrt(chi2.ppf([0.005, 0.995], years - 1) / (years - 1))
    bands = {("variation between years", "year"): (INTERANNUAL[0] * spread[0], INTERANNUAL[1] * spread[1],
                                                   "0.042 to 0.082, sampling error")}
    if known.variation is not None and known.steadiness is not None:
        low, high = np.sqrt(f.ppf([0.005, 0.995], years - 1, known.years - 1))
        for m in np.flatnonzero(known.steadiness > 0.8):   # else mean vectors say nothing of mean speeds
            cv = float(known.variation[m])
            bands["variation between years", MONTHS[m]] = (0.6 * cv * low, cv * high, "mean vectors, an upper bound")
    return bands


def vectors(speed, direction, dt):
    """
    Return standard errors of each month's mean vector over mean speed, along and across it, shape (12,).

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind speed. [m/s]
    direction : array, shape (weather_year, time)
        Where the wind comes from. [deg]
    dt : float
        Length of a period. [h]

    Returns
    -------
    along, across : array, shape (12,)
        Of Student's distribution where the years are few. [-]
    """
    month, years = clock.month(dt, clock.ICT), len(speed)
    vector = speed * np.exp(1j * np.radians(direction))
    mean = np.array([vector[:, month == m].mean(1) for m in range(12)])
    mean = mean / np.array([speed[:, month == m].mean() for m in range(12)])[:, None]
    turned = mean * np.exp(-1j * np.angle(mean.mean(1)))[:, None]
    if years < 3:
        return (0.05 + 1.0 - np.abs(mean.mean(1)),) * 2   # a guess: unsteady months differ most
    few = student.ppf(0.995, years - 1) / STANDARD_ERRORS / np.sqrt(years)
    return turned.real.std(1, ddof=1) * few, turned.imag.std(1, ddof=1) * few


def _rose(found, known, along, across):
    """Return the bands of direction, of its tie to speed, and of the day."""
    bands = {("speed and direction", ""): (0.02, 1.0, "a monsoon (assumed)"),
             ("day", "amplitude"): (0.0, 0.15, "open sea (assumed)")}
    if _value(found, "day", "amplitude") > 0.02:
        bands["day", "peak on Vietnam's clock"] = (11.0, 18.0, "south coast 14-15 (assumed)")
    if known.steadiness is None:
        return bands
    for m, (steady, angle) in enumerate(zip(known.steadiness, known.direction, strict=True)):
        slack = 0.03 + STANDARD_ERRORS * along[m]
        if steady - slack > 0:   # else noise lengthens the vector
            bands["steadiness", MONTHS[m]] = (steady - slack, min(steady + slack, 1.0), "climate, sampling error")
        if steady > 0.3:
            turn = 3.0 + np.degrees(STANDARD_ERRORS * across[m] / steady)
            value = _value(found, "direction", MONTHS[m])
            angle = value + (angle - value + 180) % 360 - 180   # whole turns
            bands["direction", MONTHS[m]] = (angle - turn, angle + turn, "climate, sampling error")
    return bands


def _spells(speed, dt, generator):
    """Return the bands of spells: those of the edges' processes that are beyond the same thresholds as often."""
    month, bands = clock.month(dt, clock.ICT), {}
    groups = ((f"low-wind spells under {CALM:g} m/s", speed < CALM), (f"spells over {WINDY:g} m/s", speed > WINDY))
    for group, beyond in groups:
        share = np.array([np.clip(beyond[:, month == m].mean(), 1e-6, 1 - 1e-6) for m in range(12)])[month]
        drawn = [spells(_process(parts, YEARS, dt, generator) < ndtri(share), dt, group)[1:] for parts in EDGES]
        for low, high in zip(*drawn, strict=True):
            slack = (2.0 if low.name == "longest" else 1.25) + 1.0 / len(speed)
            ends = sorted((low.value, high.value))
            bands[group, low.name] = (ends[0] / slack, ends[1] * slack, "processes along the edges of the memory")
    return bands


def _process(parts, years, dt, generator):
    """Return a Gaussian process of given parts, shape (year, time)."""
    count = clock.periods(dt)
    return sum(np.sqrt(share) * red(generator.standard_normal((years, count)), memory, dt) for share, memory in parts)
