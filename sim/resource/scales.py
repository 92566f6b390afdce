"""Gaussian processes of unit variance with memories from hours to months, for one site or for several at once."""

import numpy as np
from scipy.signal import lfilter

from sim.checks import say


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
        raise say("distances between sites", "as given", "km", "must be those of different points") from error
    return np.tensordot(root, draws, 1)


def _walk(draws, root):
    """Return a stationary autoregression of order one, the first value at full variance."""
    flat = draws.reshape(-1)
    shocks = np.sqrt(1.0 - abs(root) ** 2) * flat
    shocks[0] = flat[0]
    return lfilter([1.0], [1.0, -root], shocks).reshape(draws.shape)
