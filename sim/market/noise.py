"""Gaussian noise over a year with an autocorrelation of choice."""

import numpy as np

from sim.market.halfhour import HALF_HOUR, PER_YEAR


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
