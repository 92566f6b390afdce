"""Persistence of the wind: autocorrelation, spectrum, ramps and spells."""

from typing import NamedTuple

import numpy as np

LAGS = (1.0, 6.0, 24.0, 72.0, 168.0)
"""Lags of the autocorrelation. [h]"""


class Trait(NamedTuple):
    """One trait of a series: group, name, value and unit."""

    group: str
    name: str
    value: float
    unit: str


def autocorrelation(relative, dt, lags):
    """
    Return the autocorrelation over all years as one sequence, at lags in hours.

    Parameters
    ----------
    relative : array, shape (weather_year, time)
        Speed over its mean at that time of year and day. [-]
    dt : float
        Length of a period. [h]
    lags : sequence of float
        Lags. [h]

    Returns
    -------
    correlation : list of float
        One for each lag. [-]
    """
    score = (relative - relative.mean()).ravel()
    total = (score**2).mean()
    steps = [round(lag / dt) for lag in lags]
    return [float((score[k:] * score[: score.size - k]).mean() / total) for k in steps]


def ramps(relative, dt):
    """
    Return changes of speed within one and three hours, over the standard deviation of speed.

    Parameters
    ----------
    relative : array, shape (weather_year, time)
        Speed over its mean at that time of year and day. [-]
    dt : float
        Length of a period. [h]

    Returns
    -------
    traits : list of Trait
        Quantiles of the absolute change.
    """
    flat, found = relative.ravel(), []
    for hours in (1.0, 3.0):
        if hours >= dt:
            k = round(hours / dt)
            moved = np.abs(flat[k:] - flat[:-k]) / flat.std()
            found += [Trait("ramps", f"{hours:g} h, {100 * q:g} %", float(np.quantile(moved, q)), "sd")
                      for q in (0.5, 0.95, 0.99)]
    return found


def durations(within, dt):
    """
    Return the length of each unbroken spell, across year ends. [h]

    Parameters
    ----------
    within : array of bool, shape (weather_year, time)
        Where the condition holds.
    dt : float
        Length of a period. [h]

    Returns
    -------
    length : array, shape (spell,)
        In order of time. [h]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], within.ravel().astype(np.int8), [0]])))
    return (edges[1::2] - edges[::2]) * dt


def spells(within, dt, group):
    """
    Return the frequency and the length of the spells of a condition.

    Parameters
    ----------
    within : array of bool, shape (weather_year, time)
        Where the condition holds.
    dt : float
        Length of a period. [h]
    group : str
        Name of the condition.

    Returns
    -------
    traits : list of Trait
        Share of the time; spells that half and a tenth of that time lies in; the longest.
    """
    length = durations(within, dt)
    if not length.size:   # none at all lasts for no time
        length = np.zeros(1)
    # Mean and quantiles weighted by hours: a spell in which one finds oneself, not flickers at its edge.
    order = np.sort(length)
    share = np.cumsum(order) / order.sum() if order[-1] else np.ones(1)
    return [Trait(group, "share of the time", float(within.mean()), "-"),
            Trait(group, "half in spells of", float(order[np.searchsorted(share, 0.5)]), "h"),
            Trait(group, "a tenth in spells of", float(order[np.searchsorted(share, 0.9)]), "h"),
            Trait(group, "longest", float(order[-1]), "h")]


def slope(relative, dt):
    """
    Return the slope of the spectrum between periods of 2 and 24 hours, in logarithms.

    Parameters
    ----------
    relative : array, shape (weather_year, time)
        Speed over its mean at that time of year and day. [-]
    dt : float
        Length of a period. [h]

    Returns
    -------
    slope : float
        NaN where the periods are too long to tell. [-]
    """
    days = relative.reshape(-1)
    length = round(24 * 8 / dt)
    parts = days[: days.size // length * length].reshape(-1, length)
    power = (np.abs(np.fft.rfft((parts - parts.mean(1, keepdims=True)) * np.hanning(length), axis=1)) ** 2).mean(0)
    frequency = np.fft.rfftfreq(length, dt)
    of = (frequency > 1 / 22.0) & (frequency < 0.5 / max(dt, 1.0))
    return float(np.polyfit(np.log(frequency[of]), np.log(power[of]), 1)[0]) if of.sum() > 3 else np.nan
