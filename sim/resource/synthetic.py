"""Synthetic weather: a multi-year series of wind drawn from a monthly climate."""

from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Gt, Lt

from sim import clock
from sim.checks import NonNegative, Positive, check_positive, check_within, refusal
from sim.records import Weather
from sim.resource.climate import check_climate
from sim.stochastic import autoregression, weibull
from sim.units import HOURS_PER_YEAR

Part = Annotated[float, Ge(0), Lt(1)]
Hour = Annotated[float, Ge(0), Lt(24)]
Shape = Annotated[float, Gt(1)]

SLOW_STEP = HOURS_PER_YEAR / 12
"""The slow component is drawn once a month, twelve equal months a year. [h]"""


def gaussian_copula(climate, years, dt, generator, *, level: Literal["site"] | Positive = "site",
                    shape_unsteady: Shape = 2.2, shape_steady: Shape = 3.0, autocorrelation: Part = 0.97,
                    interannual: NonNegative = 0.05, slow_autocorrelation: Part = 0.7, diurnal: Part = 0.05,
                    diurnal_peak: Hour = 15.0, direction_autocorrelation: Part = 0.97, anchored: bool = True):
    """
    Synthetic weather of a monthly climate: Weibull speeds through a Gaussian copula, and monsoon directions.

    A latent AR(1) Gaussian is mapped to a Weibull distribution whose scale and shape pass smoothly through
    the year. A daily cycle on Vietnam's clock and a slow lognormal component multiply it; both have the mean
    one, so that the monthly mean speeds of the climate, times `level`, are the expected ones. The direction
    is that of a mean vector plus isotropic noise, the noise weighing less the stronger the wind blows, and
    such that the expected monthly mean vector (hence direction and steadiness) is the climate's. The years
    are cut from one sequence, so that nothing jumps at a year's end; more years leave the first ones as they
    are, but for the common factor of `anchored`. Values are samples at the middle of each period: their
    distribution and their correlation in hours do not depend on `dt`.

    The Weibull tail is not cut: more than 25 m/s at 10 m may come once in 20 years, as the distribution has
    it. Storms are not in it. Temperature, pressure and humidity follow their monthly means, year by year.

    Parameters
    ----------
    climate : Climate
        Monthly means of the site.
    years : int
        How many weather years to draw.
    dt : float
        Length of a period. [h]
    generator : numpy.random.Generator
        Source of randomness; the same state gives the same arrays.
    level : float or "site"
        Factor on the climate's wind speed; ``site``: that of the site's cell in `sim/data/wind_level.csv`. [-]
    shape_unsteady, shape_steady : float
        Weibull shape in a month of steadiness 0 and of 1, linear between them; assumed. It applies to the hours of one
        day and year: all years together have a slightly wider spread. [-]
    autocorrelation : float
        Autocorrelation of the latent Gaussian over one hour; assumed. [-]
    interannual : float
        Standard deviation of the annual mean speed over its mean; assumed. [fraction]
    slow_autocorrelation : float
        Autocorrelation of the slow component from month to month; assumed. [-]
    diurnal : float
        Amplitude of the daily cycle over the mean; assumed, small some 50 km out at sea. [fraction]
    diurnal_peak : float
        Hour of the day with the strongest wind, Vietnam time; assumed, the south coast has 14 to 15. [h]
    direction_autocorrelation : float
        Autocorrelation of the random part of wind direction over one hour; assumed. [-]
    anchored : bool
        Scale all years by one factor so that their mean speed is the expected one: a small sample of years then leaves
        no bias in the long-term level, whose uncertainty is accounted for separately. [-]

    Returns
    -------
    weather : Weather
        ``evidence`` is "screening".

    Raises
    ------
    SundalinkError
        If the climate or a parameter breaks a rule, or `interannual` is below what `autocorrelation` alone
        gives.

    References
    ----------
    .. [1] Cario, Nelson 1997, "Modeling and generating random vectors with arbitrary marginal distributions
       and correlation matrix", Northwestern University (translation of a Gaussian process).
    .. [2] Brown, Katz, Murphy 1984, "Time series models to simulate and forecast wind speed and wind power",
       J. Climate Appl. Meteorol. 23(8) (autoregression of transformed speed with a daily cycle).
    .. [3] Mardia, Jupp 2000, "Directional Statistics", Wiley, section 3.5.6 (projected normal distribution).
    """
    level = climate.level if level == "site" else level
    _check(climate, years, shape_unsteady, shape_steady, autocorrelation, slow_autocorrelation, diurnal,
           direction_autocorrelation)
    mean = level * clock.cyclic(climate.speed, dt, clock.ICT)
    check_positive("smooth course of the climate's speed", mean, "m/s")
    shape = clock.cyclic(shape_unsteady + (shape_steady - shape_unsteady) * climate.steadiness, dt, clock.ICT)
    count = mean.size
    # One row of draws for each year, so that more years leave the first ones as they are.
    first = generator.standard_normal()
    draws = generator.standard_normal((years, 3 * count + 12))
    latent = [autoregression(draws[:, i * count:(i + 1) * count], rho**dt) for i, rho in
              enumerate((autocorrelation, direction_autocorrelation, direction_autocorrelation))]
    nodes = autoregression(np.append(first, draws[:, 3 * count:]), slow_autocorrelation)
    sigma = _slow_sigma(mean, shape, dt, interannual, autocorrelation, slow_autocorrelation)

    fast = weibull(latent[0].reshape(years, count), shape)
    direction = _direction(climate, fast, latent[1].reshape(years, count), latent[2].reshape(years, count),
                           shape, mean / level, dt)
    hour = clock.hour_of_day(dt, clock.ICT)
    # The mean of a cosine over one period: exact for long periods too.
    daily = 1.0 + diurnal * np.sinc(dt / 24.0) * np.cos(2 * np.pi * (hour - diurnal_peak) / 24.0)
    slow = sigma * _slow(nodes, years, dt, slow_autocorrelation) - sigma**2 / 2
    speed = fast * (mean * daily) * np.exp(slow.reshape(years, count))
    if anchored:
        speed *= (mean * daily).mean() / speed.mean()
    air = [clock.cyclic(monthly, dt, clock.ICT)[None, :]
           for monthly in (climate.temperature, climate.pressure, climate.humidity, climate.sea_temperature)]
    label = f"synthetic: Gaussian copula on {climate.label}, speed x {level:g}"
    return Weather(speed, direction, *air[:3], float(climate.height), "screening", label, air[3])


def _check(climate, years, unsteady, steady, *memories):
    """Refuse a climate or parameters that no synthetic weather can have."""
    check_climate(climate)
    if not (isinstance(years, int | np.integer) and years >= 1):
        raise refusal("weather years", years, "-", "must be a whole number, at least 1")
    check_within("shape_unsteady and shape_steady", [unsteady, steady], 1.0, 10.0)
    if not all(0 <= m < 1 for m in memories):
        names = "autocorrelation, slow_autocorrelation, diurnal and direction_autocorrelation"
        raise refusal(names, memories, "-", "each must be at least 0 and below 1")


def _slow_weights(hour, rho):
    """Return the node before each hour, its weight and that of the next node: unit variance throughout."""
    step = hour / SLOW_STEP
    month = step.astype(int)
    x = step - month
    norm = np.sqrt((1 - x) ** 2 + x**2 + 2 * rho * x * (1 - x))
    return month, (1 - x) / norm, x / norm


def _slow(nodes, years, dt, rho):
    """Return the slow component of unit variance, shape (years * time,)."""
    hour = (np.arange(years * clock.periods(dt)) + 0.5) * dt
    month, here, after = _slow_weights(hour, rho)
    return here * nodes[month] + after * nodes[month + 1]


def _slow_sigma(mean, shape, dt, interannual, autocorrelation, rho):
    """Return the slow component's standard deviation: what the hourly memory leaves of `interannual`."""
    from scipy.special import gamma
    phi = autocorrelation**dt
    variance = gamma(1 + 2 / shape) / gamma(1 + 1 / shape) ** 2 - 1.0
    # Variance of the mean of an AR(1), with the season's weights (Brockwell, Davis 1991, "Time Series: Theory
    # and Methods", section 7.1).
    hourly = (variance * mean**2).mean() / mean.mean() ** 2 * (1 + phi) / (1 - phi) / mean.size
    if interannual < np.sqrt(hourly):
        raise refusal("interannual", float(interannual), "fraction", f"must be at least {np.sqrt(hourly):.4f}, "
                  f"which autocorrelation = {autocorrelation:g} gives alone")
    month, here, after = _slow_weights((np.arange(mean.size) + 0.5) * dt, rho)
    share = mean / mean.sum()
    weight = np.bincount(month, here * share, 13) + np.bincount(month + 1, after * share, 13)
    lag = np.abs(np.subtract.outer(np.arange(13), np.arange(13)))
    return np.sqrt((interannual**2 - hourly) / (weight @ np.power(float(rho), lag) @ weight))


def _direction(climate, fast, along, across, shape, mean, dt):
    """Return the direction of a mean vector plus isotropic noise, the vector in proportion to the speed."""
    angle = np.radians(climate.direction)
    vector = climate.speed * climate.steadiness * np.array([np.sin(angle), np.cos(angle)])
    east, north = clock.cyclic(vector, dt, clock.ICT)
    pull = _pull(np.hypot(east, north) / mean, shape)
    turned = np.arctan2(across, pull * fast + along)
    degrees = np.mod(np.degrees(np.arctan2(east, north) + turned), 360.0)
    return np.where(degrees < 360.0, degrees, 0.0)  # a tiny negative angle rounds up to 360


def _pull(steadiness, shape):
    """Return the mean vector over the noise, at mean speed, that gives a steadiness at a Weibull shape."""
    from scipy.special import gamma, gammaincinv, i0e, i1e
    strength = np.concatenate([[0.0], np.geomspace(0.01, 50.0, 120)])
    quantile = (np.arange(64) + 0.5) / 64
    shapes = np.linspace(shape.min(), shape.max() + 1e-9, 5)
    found = []
    for k in shapes:
        # Weighted by speed, the Weibull variate is a power of a gamma variate.
        speed = gammaincinv(1 + 1 / k, quantile) ** (1 / k) / gamma(1 + 1 / k)
        a = (strength[:, None] * speed) ** 2 / 4
        resultant = (np.sqrt(np.pi * a / 2) * (i0e(a) + i1e(a))).mean(1)
        found.append(np.interp(steadiness, resultant, strength))
    place = (shape - shapes[0]) / (shapes[-1] - shapes[0]) * 4
    low = np.minimum(place.astype(int), 3)
    column = np.arange(shape.size)
    found = np.array(found)
    part = place - low
    return found[low, column] * (1 - part) + found[low + 1, column] * part


MODELS = {"gaussian_copula": gaussian_copula}
