"""Variability of farm power within a period: the wind's spectrum, smoothed over the farm's area."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.checks import Fraction, NonNegative, Positive

KAIMAL_LENGTH = 8.1 * 42.0
"""Length of the along-wind spectrum at heights of 60 m and more; IEC 61400-1. [m]"""
SLOWEST, FASTEST, STEPS = 1e-5, 0.5, 70
"""Frequencies looked at: [Hz], [Hz] and their number, evenly in the logarithm."""
KNOTS = np.array([2.0, 5.0, 8.0, 12.0, 18.0, 28.0])
"""Mean speeds that the smoothing is found at; between them it is interpolated. [m/s]"""
DIRECTIONS = (0.0, 45.0, 90.0, 135.0)
"""Directions that the wind is taken to come from, evenly; its opposite is the same. [deg]"""


class Variability(NamedTuple):
    """Variation inside a period by the wind's mean speed in it."""

    speed: np.ndarray
    """Mean of the free wind, shape (speed,). [m/s]"""
    wind: np.ndarray
    """Standard deviation of the wind at one place about its mean over the period, shape (speed,). [m/s]"""
    smoothing: np.ndarray
    """That of the mean over all turbines, over that at one, shape (speed,). [-]"""
    power: np.ndarray
    """Standard deviation of the farm's power about its mean over the period, shape (speed,). [MW]"""


def spectral(layout, speed, power, dt, *, intensity: Fraction = 0.06, mesoscale: NonNegative = 0.0003,
             along: NonNegative = 4.0, across: Positive = 2.0):
    """
    Variation of a farm's power from the spectrum of wind and the coherence between turbines.

    Each frequency is damped by the mean over all pairs of turbines of coherence and delay; what is slower than the
    period moves the mean instead and is taken out. Power follows speed along the farm's own curve.

    Parameters
    ----------
    layout : Layout
        Where the turbines stand.
    speed : array, shape (speed,)
        Mean speed of the free wind. [m/s]
    power : array, shape (speed,)
        Power of the farm at that speed. [MW]
    dt : float
        Length of a period. [h]
    intensity : float
        Turbulence intensity at hub height at sea (assumed, 0.05 to 0.08). [fraction]
    mesoscale : float
        Spectrum of slower variation over the sea, times frequency to the power 5/3; of the order found at Danish
        offshore masts, in m2 s^(-8/3) (assumed to hold here; squalls increase it). [-]
    along : float
        Decay of coherence along the wind, by distance times frequency over speed (assumed near Sorensen et al.). [-]
    across : float
        Speed that distance times frequency is divided by across the wind (assumed near Sorensen et al.). [m/s]

    Returns
    -------
    variability : Variability

    References
    ----------
    .. [1] Sorensen, Cutululis, Vigueras-Rodriguez, Madsen, Pinson, Jensen, Hjerrild and Donovan, 2008: Modelling of
       power fluctuations from large offshore wind farms, Wind Energy 11, 29-43. The form of coherence and delay.
    .. [2] Larsen, Vincent and Larsen, 2013: Spectral structure of mesoscale winds over the water, Quarterly Journal
       of the Royal Meteorological Society 139, 685-700. The slope of -5/3, and one level for all places at sea.
    .. [3] IEC 61400-1: the Kaimal spectrum of turbulence.
    """
    speed, power = np.asarray(speed, dtype=float), np.asarray(power, dtype=float)
    frequency = _frequencies()
    inside = 1.0 - np.sinc(frequency * dt * 3600.0) ** 2   # what is left when the mean over the period is taken off
    places = (np.asarray(axis, dtype=float).tobytes() for axis in (layout.x, layout.y))
    rows = []
    for mean, damped in zip(KNOTS, DAMPED(*places, along, across), strict=True):
        spectrum = (mesoscale * frequency ** (-5.0 / 3.0)
                    + 4.0 * (intensity * mean) ** 2 * KAIMAL_LENGTH / mean
                    / (1.0 + 6.0 * frequency * KAIMAL_LENGTH / mean) ** (5.0 / 3.0))
        rows.append([np.trapezoid(spectrum * inside * part, frequency) ** 0.5 for part in (1.0, damped)])
    wind, left = (np.interp(speed, KNOTS, column) for column in np.array(rows).T)
    smooth = left / np.maximum(wind, 1e-12)
    slope = np.abs(np.gradient(power, speed))
    return Variability(speed, wind, smooth, slope * wind * smooth)


def _frequencies():
    """Return the frequencies of the spectrum. [Hz]"""
    return np.geomspace(SLOWEST, FASTEST, STEPS)


def _damped(x, y, along, across):
    """Return the damping at each knot over all directions, shape (knot, frequency); places are bytes of numbers."""
    apart = [np.subtract.outer(axis, axis).ravel() for axis in map(np.frombuffer, (x, y))]
    found = np.array([np.mean([_damping(apart, angle, _frequencies(), mean, along, across) for angle in DIRECTIONS],
                              axis=0) for mean in KNOTS])
    found.setflags(write=False)
    return found


DAMPED = lru_cache(maxsize=8)(_damped)
"""Cases of a sweep that differ in wind alone have one layout, whose pairs take a tenth of a second."""


def _damping(apart, angle, frequency, mean, along, across):
    """Return the spectrum of the mean over all turbines over that of one, shape of frequency."""
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    ahead, beside = (apart[0] * cos + apart[1] * sin) / mean, (apart[1] * cos - apart[0] * sin) / across
    # Pairs of one distance are many: distances are gathered on a grid finer than any wave that still matters.
    decay, delay = np.hypot(along * ahead, beside), np.abs(ahead)
    decay, delay = (np.round(part / 5.0).astype(np.int64) for part in (decay, delay))
    width = int(delay.max()) + 1   # both in one number: sorted many times faster than pairs
    cell, number = np.unique(decay * width + delay, return_counts=True)
    decay, delay = (5.0 * part for part in np.divmod(cell, width))
    waves = frequency[:, None]
    return (np.exp(-waves * decay) * np.cos(2.0 * np.pi * waves * delay)) @ number / number.sum()


MODELS = {"spectral": spectral}
