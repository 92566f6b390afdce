"""Random numbers: the streams of a seed, autoregressions, stratified normals, Weibull variates."""

import zlib
from functools import lru_cache

import numpy as np

from sim.errors import refusal
from sim.units import HALF_HOUR, PER_YEAR


def generator(seed, *words):
    """Return the random numbers of one stage (and draw): they depend on the seed and the words alone."""
    return np.random.default_rng([seed, *(zlib.crc32(str(word).encode()) for word in words)])


def red(draws, memory, dt):
    """
    Return red noise: a process whose autocorrelation falls as exp(-lag / memory).

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
    return autoregression(draws, np.exp(-dt / memory))


def oscillation(draws, period, memory, dt):
    """
    Return a process whose autocorrelation is exp(-lag / memory) cos(2 pi lag / period).

    Parameters
    ----------
    draws : array, shape (year, 2 time)
        Independent standard normal numbers. [-]
    period : float
        Period of the oscillation. [h]
    memory : float
        Time over which phase and amplitude decorrelate by 1/e. [h]
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
    return autoregression(draws[:, :half] + 1j * draws[:, half:], root).real


def correlated(draws, distances, length):
    """
    Return normal numbers of several sites whose correlation falls as exp(-distance / length).

    Parameters
    ----------
    draws : array, shape (site, ...)
        Independent standard normal numbers. [-]
    distances : array, shape (site, site)
        Distance between the sites. [km]
    length : float
        Distance over which the correlation falls to 1/e. [km]

    Returns
    -------
    draws : array, shape (site, ...)
        Correlated numbers; those of the first site are unchanged. [-]

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


def autoregression(draws, root):
    """
    Return a stationary autoregression of order one and unit variance.

    Parameters
    ----------
    draws : array, shape (...)
        Independent standard normal numbers, complex where `root` is; their rows follow each other in time. [-]
    root : float or complex
        Correlation between two successive values. [-]

    Returns
    -------
    process : array, shape (...)
        One sequence over all rows, the first value at full variance. [-]

    References
    ----------
    .. [1] Brockwell, Davis 1991, "Time Series: Theory and Methods", Springer (autoregression).
    """
    from sim._autoregression import follow  # scipy's filter would load half of scipy, for some 0.3 s

    flat = draws.reshape(-1)
    process = np.sqrt(1.0 - abs(root) ** 2) * flat
    process[0] = flat[0]
    follow(process, root)
    return process.reshape(draws.shape)


def stratified_normals(generator, rows, count):
    """
    Draw standard normal numbers of which each row takes one from each of `count` equally likely parts.

    Parameters
    ----------
    generator : numpy.random.Generator
        Source of randomness.
    rows : int
        Independent rows. [-]
    count : int
        Numbers in a row. [-]

    Returns
    -------
    normals : array, shape (rows, count)
        In random order within a row. [-]

    References
    ----------
    .. [1] McKay, Beckman, Conover 1979, Technometrics 21(2), 239-245 (Latin hypercube sampling).
    """
    from scipy.special import ndtri

    part = np.array([generator.permutation(count) for _ in range(rows)])
    return ndtri(np.clip((part + generator.random((rows, count))) / max(count, 1), 1e-12, 1.0 - 1e-12))


def normal_scores(values, group):
    """
    Return the standard normal quantile of each value's rank among all of its group.

    Parameters
    ----------
    values : array, shape (year, time)
        What is ranked. [-]
    group : array of int, shape (time,)
        Group of each time, such as its month. [-]

    Returns
    -------
    scores : array, shape (year, time)
        Standard normal within each group. [-]
    """
    from scipy.special import ndtri

    scores = np.empty(np.shape(values))
    for each in np.unique(group):
        of = values[:, group == each]
        order = np.empty(of.size)
        order[np.argsort(of, axis=None, kind="stable")] = np.arange(of.size)
        scores[:, group == each] = ndtri((order + 0.5) / of.size).reshape(of.shape)
    return scores


def weibull(latent, shape):
    """
    Return Weibull variates of mean one from a latent Gaussian.

    Parameters
    ----------
    latent : array, shape (...)
        Standard normal numbers. [-]
    shape : array, broadcastable to `latent`
        Weibull shape. [-]

    Returns
    -------
    variates : array, shape (...)
        Quantiles at the latent's probability; the logarithm of the tail probability keeps far tails exact. [-]
    """
    from scipy.special import gamma, log_ndtr

    return (-log_ndtr(-latent)) ** (1.0 / shape) / gamma(1.0 + 1.0 / shape)


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
    white = np.fft.rfft(generator.standard_normal(PER_YEAR))
    return np.fft.irfft(white * _amplitude(tuple(lag), tuple(correlation)), PER_YEAR)


@lru_cache(maxsize=64)
def _amplitude(lag, correlation):
    """Return the root of the spectrum of a year of half-hours whose autocorrelation passes through points."""
    step = np.arange(PER_YEAR)
    away = np.minimum(step, PER_YEAR - step) * HALF_HOUR
    points, logs = np.r_[0.0, lag], np.r_[0.0, np.log(correlation)]
    slope = (logs[-1] - logs[-2]) / (points[-1] - points[-2])
    beyond = np.minimum(slope, 0.0) * np.maximum(away - points[-1], 0.0)
    spectrum = np.maximum(np.fft.rfft(np.exp(np.interp(away, points, logs) + beyond)).real, 0.0)
    spectrum /= np.fft.irfft(spectrum, PER_YEAR)[0]
    return np.sqrt(spectrum)


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
