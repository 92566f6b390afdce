"""Uncertainty of the energy: categories combined to one standard deviation, and exceedance values from it."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from sim.checks import Fraction

GRID = 400
"""Points of the normal distribution that stand for the unknown level."""

DRAWS = 4000
"""Means of several years drawn."""


class Uncertainty(NamedTuple):
    """Standard deviations of the long-term energy, each a share of it. [fraction]"""

    wind: float
    wake: float
    other: float
    total: float


def categories(sensitivity, elasticity, wake_loss, *, wind_level: Fraction = 0.08, vertical: Fraction = 0.01,
               horizontal: Fraction = 0.01, wake_model: Fraction = 0.20, power_curve: Fraction = 0.03,
               availability: Fraction = 0.02, electrical: Fraction = 0.005, other: Fraction = 0.01):
    """
    Independent uncertainties by the categories of IEC 61400-15-2, combined by the sum of squares.

    Parameters
    ----------
    sensitivity : float
        Relative change of the energy in question by relative change of wind speed, found numerically. [-]
    elasticity : float
        Relative change of that energy by relative change of the farm's power, found numerically. [-]
    wake_loss : float
        Wake loss as a share of gross energy. [fraction]
    wind_level : float
        Long-term level of the wind speed. Two atlases of this sea differ by 15 to 18 % at these sites (COADS; NOAA
        Blended Sea Winds 1987-2013): half of that about their midpoint. [fraction]
    vertical, horizontal : float
        Extrapolation of speed to hub height and over the site (assumed). [fraction]
    wake_model : float
        Of the wake loss (assumed; published models differ by as much). [fraction]
    power_curve : float
        Of power, because no warranted curve stands behind a generic turbine (assumed). [fraction]
    availability, electrical, other : float
        Of power (assumed). [fraction]

    Returns
    -------
    uncertainty : Uncertainty
        Wind, wake and other shares, and their total.

    References
    ----------
    .. [1] Lee and Fields 2021, Wind Energy Science 6, 311-365, on loss and uncertainty categories.
    """
    wind = sensitivity * float(np.sqrt(wind_level**2 + vertical**2 + horizontal**2))
    wake = elasticity * wake_model * wake_loss
    rest = elasticity * float(np.sqrt(power_curve**2 + availability**2 + electrical**2 + other**2))
    return Uncertainty(wind, wake, rest, float(np.sqrt(wind**2 + wake**2 + rest**2)))


def exceeded(years, sigma, probability, mean_of=1, generator=None):
    """
    Return the energy exceeded with a probability: simulated years, each under the same unknown level.

    Parameters
    ----------
    years : array, shape (year,)
        Energy of simulated years: weather and outages. [GWh]
    sigma : float
        Uncertainty that does not average out over years, a standard deviation as a share of energy. [fraction]
    probability : float or array
        Probability of exceedance, 0.90 for P90. [fraction]
    mean_of : int
        Number of years that the energy is averaged over. [yr]
    generator : numpy.random.Generator, optional
        Which years make up such a mean; needed if `mean_of` is above one.

    Returns
    -------
    energy : float or array
        Quantile of (mean of years) x (1 + sigma z), z normal; never below zero. [GWh]

    References
    ----------
    .. [1] The empirical form of the exceedance values of IEC 61400-15-2; with normal years it equals
       ``mean x (1 - z sqrt(sigma**2 + sigma_year**2 / mean_of))``.
    """
    years = np.asarray(years, dtype=float).reshape(-1)
    if mean_of > 1:
        years = generator.choice(years, size=(DRAWS, mean_of)).mean(axis=1)
    z = ndtri((np.arange(GRID) + 0.5) / GRID)
    samples = np.maximum(np.multiply.outer(years, 1.0 + sigma * z), 0.0)
    return np.quantile(samples, 1.0 - np.asarray(probability))


MODELS = {"categories": categories}
