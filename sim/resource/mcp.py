"""Long-term correction of a short measurement by a long reference: measure, correlate, predict."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.stochastic import autoregression

Sectors = Annotated[int, Ge(1), Le(36)]

LEAST = 200
"""Pairs that a sector needs for a fit of its own; with fewer it takes that of all (assumed)."""
NODES = np.concatenate([[0.001], np.linspace(0.005, 0.995, 100), [0.999]])
"""Probabilities at which distributions are joined. [fraction]"""


class Pairs(NamedTuple):
    """Concurrent measurement and reference, in the order of time."""

    reference: np.ndarray
    """Speed of the reference, shape (n,). [m/s]"""
    target: np.ndarray
    """Speed measured, shape (n,). [m/s]"""
    direction: np.ndarray
    """Of the reference, shape (n,). [deg]"""
    hour: np.ndarray
    """Hours since any start, shape (n,). [h]"""


def none(pairs, speed, direction, generator):
    """
    No long-term correction: the measurement is used as it is.

    Parameters
    ----------
    pairs : Pairs
        Not used.
    speed, direction : array, shape (m,)
        The reference. [m/s], [deg]
    generator : numpy.random.Generator
        Not used.

    Returns
    -------
    speed : array, shape (m,)
        The reference as it is. [m/s]

    References
    ----------
    .. [1] Nothing is computed.
    """
    return speed


def linear(pairs, speed, direction, generator, *, sectors: Sectors = 1, scatter: bool = True):
    """
    Predict by a straight line through the pairs, with the scatter about it drawn.

    The line alone is too calm: it explains a part of the variance. The rest is drawn as normal noise with the
    deviation and the memory of what the line leaves over; it is cut where the speed would fall below zero, and the
    mean is kept.

    Parameters
    ----------
    pairs : Pairs
        What was measured while the reference was there.
    speed, direction : array, shape (m,)
        The long reference. [m/s], [deg]
    generator : numpy.random.Generator, or None
        For the scatter; none is drawn without it.
    sectors : int
        Sectors of the reference's direction, each with a regression line of its own; 1 for one line. [-]
    scatter : bool
        Draw it. [-]

    Returns
    -------
    speed : array, shape (m,)
        As it would have been measured. [m/s]

    References
    ----------
    .. [1] Carta, Velazquez, Cabrera 2013, "A review of measure-correlate-predict (MCP) methods", Renew. Sustain. Energy
       Rev. 27.
    """
    def fit(x, y):
        slope, level = _line(x, y)
        return lambda wind: level + slope * wind, float(np.std(y - level - slope * x))

    found, deviation = _by_sector(pairs, speed, direction, sectors, fit)
    if generator is None or not scatter:
        return np.maximum(found, 0.0)
    left = pairs.target - _by_sector(pairs, pairs.reference, pairs.direction, sectors, fit)[0]
    noise = autoregression(generator.standard_normal(speed.size), _memory(left, pairs.hour))
    noisy = np.maximum(found + deviation * noise, 0.0)
    return noisy * np.maximum(found, 0.0).mean() / noisy.mean()


def variance_ratio(pairs, speed, direction, generator, *, sectors: Sectors = 1):
    """
    Predict by the line that gives the prediction the mean and the variance of what was measured.

    Parameters
    ----------
    pairs : Pairs
        What was measured while the reference was there.
    speed, direction : array, shape (m,)
        The long reference. [m/s], [deg]
    generator : numpy.random.Generator
        Not used.
    sectors : int
        Sectors of the reference's direction, each with a regression line of its own; 1 for one line. [-]

    Returns
    -------
    speed : array, shape (m,)
        As it would have been measured; never below zero. [m/s]

    References
    ----------
    .. [1] Rogers, Rogers, Manwell 2005, "Comparison of the performance of four measure-correlate-predict algorithms",
       J. Wind Eng. Ind. Aerodyn. 93(3), 243-264.
    """
    def fit(x, y):
        slope = float(np.std(y) / max(np.std(x), 1e-9))
        return lambda wind: np.maximum(y.mean() + slope * (wind - x.mean()), 0.0), 0.0

    return _by_sector(pairs, speed, direction, sectors, fit)[0]


def quantile_mapping(pairs, speed, direction, generator, *, sectors: Sectors = 1):
    """
    Predict by joining the distributions: the speed measured as rarely as the reference's.

    Parameters
    ----------
    pairs : Pairs
        What was measured while the reference was there.
    speed, direction : array, shape (m,)
        The long reference. [m/s], [deg]
    generator : numpy.random.Generator
        Not used.
    sectors : int
        Sectors of the reference's direction, each with distributions of its own; 1 for one. [-]

    Returns
    -------
    speed : array, shape (m,)
        As it would have been measured; beyond the speeds met, in the proportion of the last. [m/s]

    References
    ----------
    .. [1] Carta, Velazquez, Cabrera 2013, "A review of measure-correlate-predict (MCP) methods", Renew. Sustain. Energy
       Rev. 27 (methods on distributions); Gudmundsson et al. 2012, Hydrol. Earth Syst. Sci. 16 (empirical quantiles).
    """
    def fit(x, y):
        own, other = np.quantile(x, NODES), np.quantile(y, NODES)
        own = np.maximum.accumulate(own + 1e-9 * np.arange(own.size))

        def mapped(wind):
            inside = np.interp(wind, own, other)
            above, below = other[-1] / max(own[-1], 1e-9), other[0] / max(own[0], 1e-9)
            return np.where(wind > own[-1], wind * above, np.where(wind < own[0], wind * below, inside))

        return mapped, 0.0

    return _by_sector(pairs, speed, direction, sectors, fit)[0]


def turned_reference(pairs, target_direction, direction, sectors):
    """
    Return the reference's directions, turned by the mean difference to what was measured.

    Parameters
    ----------
    pairs : Pairs
        Concurrent.
    target_direction : array, shape (n,)
        Measured; NaN where unknown. [deg]
    direction : array, shape (m,)
        The long reference's. [deg]
    sectors : int
        Of the reference's direction, each with a turn of its own.

    Returns
    -------
    direction : array, shape (m,)
        [deg]
    """
    off = np.exp(1j * np.radians(target_direction - pairs.direction))
    known = np.isfinite(off)
    own, wanted = _sector(pairs.direction, sectors), _sector(direction, sectors)
    whole = np.angle(off[known].mean()) if known.any() else 0.0
    turn = np.full(sectors, whole)
    for i in range(sectors):
        of = known & (own == i)
        if of.sum() >= LEAST:
            turn[i] = np.angle(off[of].mean())
    return np.mod(direction + np.degrees(turn[wanted]), 360.0) % 360.0


def _sector(direction, sectors):
    """Return the sector of each direction, the first about north."""
    return (np.mod(direction + 180.0 / sectors, 360.0) * sectors / 360.0).astype(int) % sectors


def _by_sector(pairs, speed, direction, sectors, fit):
    """Return predictions and the deviation about them, by the fit of each sector, or of all where pairs are few."""
    whole, spread = fit(pairs.reference, pairs.target)
    if sectors == 1:
        return whole(speed), spread
    own, wanted = _sector(pairs.direction, sectors), _sector(direction, sectors)
    found, deviation = np.empty(speed.shape), np.full(speed.shape, spread)
    for i in range(sectors):
        of, to = own == i, wanted == i
        if of.sum() < LEAST:
            found[to] = whole(speed[to])
            continue
        rule, deviation[to] = fit(pairs.reference[of], pairs.target[of])
        found[to] = rule(speed[to])
    return found, deviation


def _line(x, y):
    """Return slope and level of the least-squares line."""
    dx = x - x.mean()
    slope = float((dx * (y - y.mean())).sum() / max((dx**2).sum(), 1e-12))
    return slope, float(y.mean() - slope * x.mean())


def _memory(left, hour):
    """Return the correlation of what is left over between neighbours in time."""
    beside = np.diff(hour) <= np.median(np.diff(hour)) + 1e-6
    first, second = left[:-1][beside], left[1:][beside]
    return float(np.clip((first * second).mean() / max((left**2).mean(), 1e-12), 0.0, 0.99))



MODELS = {"none": none, "linear": linear, "variance_ratio": variance_ratio, "quantile_mapping": quantile_mapping}
