"""Gaussian processes of unit variance with memories from hours to months, for one site or for several at once."""

import numpy as np
from scipy.signal import lfilter

from sim.checks import refusal
from sim.clock import HALF_HOUR, PER_YEAR


def red(draws, memory, dt):
    """
    Return a process whose autocorrelation falls as exp(-lag / memory).

    Parameters
    ----------
    draws : array, shape (year, time)
        Independent standard normal numbers; the years follow each other. [-]
    memory : float
        Time after which the autocorrelation is 1/e. [h]
    dt : float
        Length of a period. [h]

    Returns
    -------
    process : array, shape (year, time)
        Stationary from the first value on, of unit variance, one sequence over all years. [-]

    References
    ----------
    .. [1] Brockwell, Davis 1991, "Time Series: Theory and Methods", Springer (autoregression).
    """
    return _walk(draws, np.exp(-dt / memory))


def swinging(draws, period, memory, dt):
    """
    Return a process whose autocorrelation is exp(-lag / memory) cos(2 pi lag / period).

    Parameters
    ----------
    draws : array, shape (year, 2 time)
        Independent standard normal numbers. [-]
    period : float
        Of the oscillation. [h]
    memory : float
        Time over which it forgets phase and size. [h]
    dt : float
        Length of a period. [h]

    Returns
    -------
    process : array, shape (year, time)
        Real part of a complex autoregression: an ARMA(2, 1) of unit variance, whatever `dt` is. [-]

    References
    ----------
    .. [1] Brockwell, Davis 1991, "Time Series: Theory and Methods", Springer (complex roots).
    """
    half = draws.shape[1] // 2
    root = np.exp(-dt / memory + 2j * np.pi * dt / period)
    return _walk(draws[:, :half] + 1j * draws[:, half:], root).real


def together(draws, distances, length):
    """
    Return numbers of several sites whose correlation falls as exp(-distance / length).

    Parameters
    ----------
    draws : array, shape (site, ...)
        Independent standard normal numbers. [-]
    distances : array, shape (site, site)
        Between the sites. [km]
    length : float
        Distance over which the correlation falls to 1/e. [km]

    Returns
    -------
    draws : array, shape (site, ...)
        Those of the first site are what they were. [-]

    Raises
    ------
    SundalinkError
        If the distances are not those of points on a plane or a sphere.

    References
    ----------
    .. [1] Cressie 1993, "Statistics for Spatial Data", Wiley (exponential model).
    """
    if len(draws) == 1:
        return draws
    try:
        root = np.linalg.cholesky(np.exp(-np.asarray(distances, dtype=float) / length))
    except np.linalg.LinAlgError as error:
        raise refusal("distances between sites", "as given", "km", "must be those of different points") from error
    return np.tensordot(root, draws, 1)


def _walk(draws, root):
    """Return a stationary autoregression of order one, the first value at full variance."""
    flat = draws.reshape(-1)
    shocks = np.sqrt(1.0 - abs(root) ** 2) * flat
    shocks[0] = flat[0]
    return lfilter([1.0], [1.0, -root], shocks).reshape(draws.shape)


def gaussian(lag, correlation, generator):
    """
    Draw one year of standard Gaussian noise in half-hours whose autocorrelation passes through given points.

    Parameters
    ----------
    lag : array, shape (lag,)
        Lags of the points, ascending, above zero. [h]
    correlation : array, shape (lag,)
        Autocorrelation at these lags, in (0, 1); exponential between the points and beyond the last. [-]
    generator : numpy.random.Generator
        Source of randomness; one year is drawn.

    Returns
    -------
    noise : array, shape (time,)
        Mean 0, variance 1 in expectation; the year closes on itself. [-]

    References
    ----------
    .. [1] Circulant embedding: Wood, Chan 1994, J. Comput. Graph. Stat. 3(4), 409-432. Where the points
       given belong to no process, the spectrum's negative part is left out.
    """
    step = np.arange(PER_YEAR)
    away = np.minimum(step, PER_YEAR - step) * HALF_HOUR
    points, logs = np.r_[0.0, lag], np.r_[0.0, np.log(correlation)]
    slope = (logs[-1] - logs[-2]) / (points[-1] - points[-2])
    beyond = np.minimum(slope, 0.0) * np.maximum(away - points[-1], 0.0)
    spectrum = np.maximum(np.fft.rfft(np.exp(np.interp(away, points, logs) + beyond)).real, 0.0)
    spectrum /= np.fft.irfft(spectrum, PER_YEAR)[0]
    white = np.fft.rfft(generator.standard_normal(PER_YEAR))
    return np.fft.irfft(white * np.sqrt(spectrum), PER_YEAR)


def evenly(autocorrelation, generator):
    """
    Draw one year of noise in half-hours that is spread evenly between its bounds.

    Parameters
    ----------
    autocorrelation : array, shape (2, lag)
        Lags in hours, ascending, and the autocorrelation there. [-]
    generator : numpy.random.Generator
        Source of randomness; one year is drawn.

    Returns
    -------
    noise : array, shape (time,)
        Mean 0, variance 1 in expectation. [-]

    References
    ----------
    .. [1] Relation of grades: Pearson 1907, On further methods of determining correlation.
    """
    from scipy.special import ndtr

    lag, correlation = np.asarray(autocorrelation, dtype=float)
    grade = 2.0 * np.sin(np.pi * correlation / 6.0)
    return np.sqrt(12.0) * (ndtr(gaussian(lag, grade, generator)) - 0.5)
