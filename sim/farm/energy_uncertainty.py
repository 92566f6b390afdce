"""Energy uncertainty: categories combined to one standard deviation, and Pxx, the energy exceeded with xx %."""

from typing import Literal, NamedTuple

import numpy as np

from sim.checks import Fraction

GRID = 400
"""Points of the normal distribution of the unknown level."""

SLOWER = 0.05
"""Share by which the wind is slowed to find the sensitivity of the delivered energy to its level. [fraction]"""
DRAWS = 4000
"""Draws of the mean of several years."""


class EnergyUncertainty(NamedTuple):
    """Standard deviations of the long-term energy, each a share of it."""

    wind: float
    """Uncertainty of the wind: level, measurement, extrapolation, future. [fraction]"""
    wake: float
    """Uncertainty of the wake loss. [fraction]"""
    other: float
    """All other uncertainties. [fraction]"""
    total: float
    """All combined. [fraction]"""
    parts: tuple[tuple[str, float], ...] = ()
    """(category, standard deviation) of each, in the order of IEC 61400-15-2."""


def categories(sensitivity, elasticity, wake_loss, source=(0.08, 0.0), *,
               wind_level: Literal["source"] | Fraction = "source",
               measurement: Literal["source"] | Fraction = "source",
               future: Fraction = 0.01, vertical: Fraction = 0.01, horizontal: Fraction = 0.01,
               wake_model: Fraction = 0.50, power_curve: Fraction = 0.03, availability: Fraction = 0.02,
               electrical: Fraction = 0.005, environment: Fraction = 0.01, curtailment: Fraction = 0.0,
               other: Fraction = 0.0):
    """
    Independent uncertainties by the categories of IEC 61400-15-2, combined as a root sum of squares.

    The variation between years is none of them: the simulated years have it.

    Parameters
    ----------
    sensitivity : float
        Relative change of the energy in question by relative change of wind speed, found numerically. [-]
    elasticity : float
        Relative change of that energy by relative change of the farm's power, found numerically. [-]
    wake_loss : float
        Wake loss as a share of gross energy. [fraction]
    source : (float, float)
        Level and measurement of the wind that stands behind the energy. [fraction]
    wind_level : float or "source"
        Historic wind resource: long-term level of the wind speed. ``source``: 0.08 where the wind is drawn from an
        atlas, because two atlases of this sea differ by 15 to 18 % at these sites (COADS; NOAA Blended Sea Winds
        1987-2013), half of that about their midpoint; for a reanalysis 0.05 and resource.overlap.interannual over the
        root of the number of years, as a root sum of squares (assumed); the latter alone for a measurement; with a
        long-term correction, the uncertainty from its concurrent period and from the length of the reference.
        [fraction]
    measurement : float or "source"
        Measurement: of the wind speed. ``source``: 0.025 where it is measured, as 0.02 to 0.03 are usual with a
        floating lidar (assumed); otherwise 0, because ``wind_level`` includes it. [fraction]
    future : float
        Evaluation period: change of the wind level between the past and the years of operation (assumed, 0.01 to 0.02).
        [fraction]
    vertical, horizontal : float
        Extrapolation of speed to hub height and over the site (assumed). [fraction]
    wake_model : float
        Wake effects: of the wake loss. At the base farm four published models differ with a standard deviation of 0.47
        of the default's loss, and at Horns Rev 1 the default falls short by 0.38 of its loss (computed). [fraction]
    power_curve : float
        Turbine performance: of power, because a generic turbine has no warranted power curve (assumed). [fraction]
    availability, electrical, environment, curtailment, other : float
        Uncertainty of power from availability, electrical losses, environmental losses, curtailment by permit, and
        other causes (assumed). [fraction]

    Returns
    -------
    uncertainty : EnergyUncertainty
        Wind, wake and other shares, their total, and each category.

    References
    ----------
    .. [1] Lee and Fields 2021, Wind Energy Science 6, 311-365, on loss and uncertainty categories.
    """
    wind_level, measurement = (of if given == "source" else given
                               for given, of in zip((wind_level, measurement), source, strict=True))
    parts = (
        ("measurement", sensitivity * measurement), ("historic wind resource", sensitivity * wind_level),
        ("evaluation period: change of climate", sensitivity * future),
        ("vertical extrapolation", sensitivity * vertical), ("horizontal extrapolation", sensitivity * horizontal),
        ("wake effects", elasticity * wake_model * wake_loss), ("turbine performance", elasticity * power_curve),
        ("availability", elasticity * availability), ("electrical", elasticity * electrical),
        ("environmental", elasticity * environment), ("curtailment", elasticity * curtailment),
        ("other", elasticity * other))
    values = np.array([value for _, value in parts], dtype=float)
    wind, wake, rest = (float(np.sqrt(np.sum(some**2))) for some in (values[:5], values[5:6], values[6:]))
    return EnergyUncertainty(wind, wake, rest, float(np.sqrt(wind**2 + wake**2 + rest**2)),
                       tuple((name, float(value)) for name, value in parts))


def exceeded(years, sigma, probability, mean_of=1, generator=None):
    """
    Return the energy exceeded with a probability: simulated years under the same unknown level.

    Parameters
    ----------
    years : array, shape (...) or (operating_year, weather_year, outage_history)
        Energy of simulated years: weather and outages. [GWh]
    sigma : float
        Uncertainty that does not average out over years, a standard deviation as a share of energy. [fraction]
    probability : float or array
        Probability of exceedance, 0.90 for P90. [fraction]
    mean_of : int
        Number of years that the energy is averaged over; above one without the three axes the years differ by
        weather alone. [yr]
    generator : numpy.random.Generator, optional
        Source of randomness for `long_term`; needed if `mean_of` is above one.

    Returns
    -------
    energy : float or array
        Quantile of (mean of years) x (1 + sigma z), z normal; never below zero. [GWh]

    References
    ----------
    .. [1] The empirical form of the exceedance values of IEC 61400-15-2; with independent normal years it equals
       ``mean x (1 - z sqrt(sigma**2 + sigma_year**2 / mean_of))``.
    """
    from scipy.special import ndtri

    years = np.asarray(years, dtype=float)
    years = years.reshape(-1) if mean_of == 1 else long_term(years, mean_of, generator)
    z = ndtri((np.arange(GRID) + 0.5) / GRID)
    samples = np.maximum(np.multiply.outer(years, 1.0 + sigma * z), 0.0)
    return np.quantile(samples, 1.0 - np.asarray(probability))


def long_term(years, mean_of, generator):
    """
    Return means of several years that keep the fault rates of one outage history.

    Parameters
    ----------
    years : array, shape (operating_year, weather_year, outage_history) or (weather_year,)
        Energy of simulated years; the years of a history follow each other along `weather_year`. [GWh]
    mean_of : int
        Number of years in a mean. [yr]
    generator : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    means : array, shape (draw,)
        Each the mean of as many weather years, drawn one by one, and of the departures of as many consecutive years of
        one outage history: fault rates differ from history to history and do not average out over its years. [GWh]
    """
    weather, departures = _split(years)
    size, histories = departures.shape
    means = generator.choice(weather, size=(DRAWS, mean_of)).mean(axis=1)
    first, history = np.divmod(generator.permutation(DRAWS) % (size * histories), histories)   # each as often
    block = (first[:, None] + np.arange(mean_of)) % size
    return means + departures[block, history[:, None]].mean(axis=1)


def _split(years):
    """Return the mean energy of each weather year, and the departures of outage histories, (weather_year, history)."""
    years = np.asarray(years, dtype=float)
    years = years[:, None] if years.ndim == 1 else years.mean(axis=0)
    weather = years.mean(axis=1)
    return weather, years - weather[:, None]


def formula(years, sigma, probability, mean_of=1):
    """
    Return the energy exceeded with a probability if all parts were normal.

    Parameters
    ----------
    years : array, shape (...) or (operating_year, weather_year, outage_history)
        Energy of simulated years: weather and outages. [GWh]
    sigma : float
        Uncertainty that does not average out over years, a standard deviation as a share of energy. [fraction]
    probability : float or array
        Probability of exceedance. [fraction]
    mean_of : int
        Number of years that the energy is averaged over; above one without the three axes the years differ by
        weather alone. [yr]

    Returns
    -------
    energy : float or array
        ``mean x (1 - z sqrt(sigma^2 + s^2))``: of one year s is the deviation of the years; of the mean of several
        ``s^2 = weather^2 / mean_of + history^2 + within^2 / mean_of``, with the variance of weather years, that between
        outage histories less the share of their own years in it, and that of years within a history. [GWh]

    References
    ----------
    .. [1] As in yield assessments by the categories of IEC 61400-15-2: z is 0, 0.67449, 1.28155 and 2.32635 for P50,
       P75, P90 and P99. The skew of long outages is not in it.
    """
    from scipy.special import ndtri

    years = np.asarray(years, dtype=float)
    mean = float(years.mean())
    variance = float(years.var()) if mean_of == 1 else _variance(years, mean_of)
    spread = np.sqrt(sigma**2 + variance / max(mean, 1e-300) ** 2)
    return mean * (1.0 - ndtri(probability) * spread)


def _variance(years, mean_of):
    """Return the variance of the mean of several years; years within a history are taken to be independent."""
    weather, departures = _split(years)
    within = float(departures.var(axis=0).mean()) * len(weather) / max(len(weather) - 1, 1)
    between = max(float(departures.mean(axis=0).var()) - within / len(weather), 0.0)
    return float(weather.var()) / mean_of + between + within / mean_of


def nearest(years, probability):
    """
    Return the simulated year whose energy is nearest to that of a probability of exceedance.

    Parameters
    ----------
    years : array, shape (...)
        Energy of simulated years. [GWh]
    probability : float
        Probability of exceedance. [fraction]

    Returns
    -------
    place : tuple of int
        Index of the year whose energy is nearest to that quantile; the first of equal ones.
    """
    years = np.asarray(years, dtype=float)
    gap = np.abs(years - np.quantile(years, 1.0 - probability))
    return tuple(int(part) for part in np.unravel_index(int(np.argmin(gap)), years.shape))


MODELS = {"categories": categories}
