"""Extreme wind: speeds that are exceeded once in so many years, and the IEC class that they ask for."""

import numpy as np

from sim.checks import check_positive, refusal

CLASSES = {"III": 37.5, "II": 42.5, "I": 50.0, "T": 57.0}
"""Reference speed: the mean of ten minutes at hub height once in 50 years (IEC 61400-1:2019; class T, for
tropical cyclones, is assumed at 57: the edition that has it was not seen). [m/s]"""

GUST = 1.4
"""Gust of three seconds over the mean of ten minutes in extreme wind (IEC 61400-1:2019, Ve50 = 1.4 Vref). [-]"""

FEWEST = 5
"""Years of wind without storms from which its extremes are fitted."""


def return_levels(storms, background, years):
    """
    Return the wind speeds that the strongest wind of a year exceeds once in so many years.

    The largest of a year's storms and of its other wind, taken as independent: the first by its sample, the second by
    a Gumbel distribution with the mean and the standard deviation of its sample.

    Parameters
    ----------
    storms : array, shape (simulated year,)
        Strongest wind of storms in each of many simulated years, zero in years without. [m/s]
    background : array, shape (weather_year,)
        Strongest other wind of each year; fewer than five years are left out. [m/s]
    years : array, shape (n,)
        Return periods, above one. [yr]

    Returns
    -------
    speed : array, shape (n,)
        Mean of ten minutes. [m/s]

    Raises
    ------
    SundalinkError
        If a return period is longer than a tenth of the simulated years, or not above one.

    References
    ----------
    .. [1] Gumbel 1958, "Statistics of Extremes", Columbia University Press (fit by moments).
    """
    storms, background = np.sort(np.asarray(storms, dtype=float)), np.asarray(background, dtype=float)
    years = np.asarray(years, dtype=float)
    check_positive("return period less one", years - 1.0, "yr")
    if years.max() > storms.size / 10.0:
        raise refusal("return period", float(years.max()), "yr", "must be at most a tenth of the "
                  f"{storms.size} years simulated")
    grid = np.arange(0.0, 150.0, 0.01)
    chance = np.searchsorted(storms, grid, side="right") / storms.size
    if background.size >= FEWEST:
        scale = max(background.std(ddof=1) * np.sqrt(6.0) / np.pi, 1e-6)
        place = background.mean() - np.euler_gamma * scale
        chance = chance * np.exp(-np.exp(-np.clip((grid - place) / scale, -700.0, 700.0)))
    return grid[np.minimum(np.searchsorted(chance, 1.0 - 1.0 / years), grid.size - 1)]


def iec_class(speed):
    """
    Return the weakest IEC class whose reference speed covers the 50-year wind.

    Parameters
    ----------
    speed : float
        Mean of ten minutes at hub height, once in 50 years. [m/s]

    Returns
    -------
    name : str
        "III", "II", "I", "T", or "S" where none does.
    """
    return next((name for name, reference in CLASSES.items() if speed <= reference), "S")
