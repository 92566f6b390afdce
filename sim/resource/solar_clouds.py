"""Clouds: clear-sky irradiance times a stochastic clear-sky index that depends on season and monsoon wind."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from sim import clock
from sim.checks import Fraction, Positive, check_finite, refusal
from sim.stochastic import autoregression, normal_scores

STEP = 0.5
"""Sun and clouds are followed in steps of this length; a longer period takes the mean of its steps. [h]"""

VUNG_TAU = (0.80, 0.85, 0.86, 0.83, 0.76, 0.73, 0.72, 0.72, 0.70, 0.69, 0.71, 0.74)
"""Monthly mean of global irradiance over that of a clear sky (Ineichen, pvlib's Linke turbidity) on the coast of
southern Vietnam, January first: assumed, with its dry season from December to April and its wet one from May to
October; it gives some 1,800 kWh/m2 a year. [fraction]"""

SINGAPORE = (0.66, 0.73, 0.71, 0.70, 0.69, 0.69, 0.69, 0.69, 0.67, 0.66, 0.59, 0.58)
"""The same for Singapore, without a dry season: assumed; some 1,600 kWh/m2 a year. [fraction]"""

LOWEST, HIGHEST = 0.03, 1.05
"""Least and most global irradiance of half an hour over that of a clear sky (assumed). [fraction]"""

Correlation = Annotated[float, Ge(-0.9), Le(0.9)]
Memory = Annotated[float, Ge(0), Lt(1)]
Months = Annotated[tuple[Annotated[float, Gt(0.05), Le(1)], ...], MinLen(12), MaxLen(12)]


def clear_sky_clearness(sky, years, generator, wind=None, *, clearness: Months = VUNG_TAU,
                        concentration: Positive = 2.0, day_autocorrelation: Memory = 0.6,
                        hour_autocorrelation: Memory = 0.75, slow_share: Fraction = 0.5,
                        wind_correlation: Correlation = -0.15):
    """
    Global irradiance as clear-sky irradiance times a stochastic clear-sky index.

    The clearness of each half-hour is beta distributed between 0.03 and 1.05; its mean passes smoothly through the
    months. A latent Gaussian moves it: a part that lasts for days, a part that lasts for hours, and the normal score of
    the wind speed among all hours of the same month, so that windy hours of the monsoon are gloomier than others. The
    years are cut from one sequence; more years leave the first ones as they are (without wind).

    Parameters
    ----------
    sky : sim.resource.solar.Sky
        Sun and clear sky of the place.
    years : int
        How many weather years to draw.
    generator : numpy.random.Generator
        Source of randomness.
    wind : array, shape (weather_year, time), optional
        Wind speed of the same weather years, in periods of any length; without it the clouds know no wind. [m/s]
    clearness : tuple
        Monthly mean ratio of global to clear-sky irradiance, January first; assumed for southern Vietnam. [fraction]
    concentration : float
        Concentration of the beta distribution (the sum of its two parameters); assumed: at 2, overcast and clear
        half-hours are both more frequent than those between. [-]
    day_autocorrelation : float
        Autocorrelation of the slow component over a day; assumed. [-]
    hour_autocorrelation : float
        Autocorrelation of the fast component over an hour; assumed. [-]
    slow_share : float
        Share of the slow component in the variance of the two; assumed. [fraction]
    wind_correlation : float
        Rank correlation of clear-sky index and wind speed within a month; assumed, -0.1 to -0.2 for monsoon cloud. [-]

    Returns
    -------
    level : array, shape (weather_year, sunny)
        Global irradiance on level ground at the steps of `sky` with the sun up. [W/m2]

    Raises
    ------
    SundalinkError
        If `clearness` has not twelve values, or the wind not as many years.

    References
    ----------
    .. [1] Graham, Hollands 1990, "A method to generate synthetic hourly solar radiation globally", Solar Energy 44(6)
       (autoregression of a Gaussian mapped to the distribution of clearness). Distribution and parameters here are
       assumed.
    """
    if len(clearness) != 12:
        raise refusal("clearness", len(clearness), "", "must be one value for each of 12 months")
    count = sky.up.size
    draws = generator.standard_normal((years, 2 * count))
    slow = autoregression(draws[:, :count], day_autocorrelation ** (STEP / 24.0))[:, sky.up]
    fast = autoregression(draws[:, count:], hour_autocorrelation**STEP)[:, sky.up]
    latent = np.sqrt(slow_share) * slow + np.sqrt(1.0 - slow_share) * fast
    if wind is not None:
        if len(wind) != years:
            raise refusal("weather years of the wind beside solar", len(wind), "", f"must be {years}")
        share = 2.0 * np.sin(np.pi * wind_correlation / 6.0)   # Pearson of the Gaussian from that of the ranks
        latent = share * _scores(wind, count)[:, sky.up] + np.sqrt(1.0 - share**2) * latent
    mean = np.clip(clock.cyclic(clearness, STEP, sky.longitude / 15.0)[sky.up], LOWEST + 0.02, HIGHEST - 0.02)
    return sky.clear * beta_variates(latent, mean, concentration)


def _scores(wind, count):
    """Return the normal score of each wind speed among all of its month, at steps of `STEP`, (weather_year, time)."""
    wind = np.asarray(wind, dtype=float)
    check_finite("wind speed beside solar", wind, "m/s")
    scores = normal_scores(wind, clock.month(24.0 * 365.0 / wind.shape[1]))
    return np.repeat(scores, count // wind.shape[1], axis=1)


def beta_variates(latent, mean, concentration):
    """
    Return beta variates between `LOWEST` and `HIGHEST` of a latent Gaussian, read from a table of quantiles.

    Parameters
    ----------
    latent : array, shape (..., n)
        Standard normal variates. [-]
    mean : array, shape (n,)
        Mean of the variates. [-]
    concentration : float
        Sum of the two shape parameters: the larger, the nearer the variates lie to their mean. [-]

    Returns
    -------
    variates : array, shape (..., n)
        [-]
    """
    from scipy.special import betaincinv, ndtr
    share = (mean - LOWEST) / (HIGHEST - LOWEST)
    rows = np.linspace(share.min(), share.max() + 1e-9, 9)
    scores = np.linspace(-4.5, 4.5, 301)
    table = betaincinv(rows[:, None] * concentration, (1.0 - rows[:, None]) * concentration, ndtr(scores))
    place = np.interp(share, rows, np.arange(9.0))
    row = np.minimum(place.astype(int), 7)
    up = place - row
    at = np.clip((latent + 4.5) / (scores[1] - scores[0]), 0.0, 299.999999)
    column = at.astype(int)
    right, corner = at - column, row * 301 + column
    flat = table.ravel()
    low = (1.0 - right) * flat[corner] + right * flat[corner + 1]
    high = (1.0 - right) * flat[corner + 301] + right * flat[corner + 302]
    return LOWEST + (HIGHEST - LOWEST) * ((1.0 - up) * low + up * high)


MODELS = {"clear_sky_clearness": clear_sky_clearness}
