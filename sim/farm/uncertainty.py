"""Uncertainty of the energy: categories combined to one standard deviation, and exceedance values from it."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from sim.checks import Fraction


class Uncertainty(NamedTuple):
    """Standard deviations of the farm's long-term energy, each a share of it. [fraction]"""

    wind: float
    wake: float
    other: float
    total: float


def categories(sensitivity, wake_loss, *, wind_level: Fraction = 0.08, vertical: Fraction = 0.01,
               horizontal: Fraction = 0.01, wake_model: Fraction = 0.20, power_curve: Fraction = 0.03,
               availability: Fraction = 0.02, electrical: Fraction = 0.005, other: Fraction = 0.01):
    """
    Independent uncertainties by the categories of IEC 61400-15-2, combined by the sum of squares.

    Parameters
    ----------
    sensitivity : float
        Relative change of the farm's energy by relative change of wind speed, found numerically. [-]
    wake_loss : float
        Internal wake loss as a share of gross energy. [fraction]
    wind_level : float
        Long-term level of the wind speed. Two atlases of this sea differ by 15 to 18 % at these sites (COADS; NOAA
        Blended Sea Winds 1987-2013): half of that about their midpoint. [fraction]
    vertical, horizontal : float
        Extrapolation of speed to hub height and over the site (assumed). [fraction]
    wake_model : float
        Of the wake loss (assumed; published models differ by as much). [fraction]
    power_curve : float
        Of energy, because no warranted curve stands behind a generic turbine (assumed). [fraction]
    availability, electrical, other : float
        Of energy (assumed). [fraction]

    Returns
    -------
    uncertainty : Uncertainty
        Wind, wake and other shares, and their total.

    References
    ----------
    .. [1] Lee and Fields 2021, Wind Energy Science 6, 311-365, on loss and uncertainty categories.
    """
    wind = sensitivity * float(np.sqrt(wind_level**2 + vertical**2 + horizontal**2))
    wake = wake_model * wake_loss
    rest = float(np.sqrt(power_curve**2 + availability**2 + electrical**2 + other**2))
    return Uncertainty(wind, wake, rest, float(np.sqrt(wind**2 + wake**2 + rest**2)))


def exceedance(p50, sigma_model, sigma_year, probability, years=1):
    """
    Return the energy exceeded with a probability, by the normal formula.

    Parameters
    ----------
    p50 : float
        Central estimate. [GWh]
    sigma_model : float
        Uncertainty that does not average out over years, as a share of `p50`. [fraction]
    sigma_year : float
        Year-to-year variation (weather, outages), as a share of `p50`. [fraction]
    probability : float
        Probability of exceedance, 0.90 for P90. [fraction]
    years : int
        Years that the energy is averaged over. [yr]

    Returns
    -------
    energy : float
        ``p50 * (1 - z * sqrt(sigma_model**2 + sigma_year**2 / years))``, never below zero. [GWh]
    """
    sigma = np.sqrt(sigma_model**2 + sigma_year**2 / years)
    return float(max(p50 * (1.0 - ndtri(probability) * sigma), 0.0))


MODELS = {"categories": categories}
