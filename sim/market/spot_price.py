"""Spot price of electricity in Singapore (USEP) over a year."""

import numpy as np

from sim.checks import Positive, check_positive, check_within, refusal
from sim.clock import resample
from sim.market.clearing import Quote
from sim.market.grid_price import grid
from sim.market.supply_stack import Correlation, Persistence, supply_stack
from sim.stochastic import gaussian
from sim.units import HALF_HOUR, PER_YEAR


def quantile_copula(given, demand, generator, dt, *, demand_correlation: Correlation = 0.30,
                    autocorrelation: Persistence = 0.90, cap: Positive = 3461.5):
    """
    Spot price with the recorded distribution, its half-hours ordered by time of day, demand and chance.

    Parameters
    ----------
    given : Conditions
        The recorded distribution and daily profile, and the mean of the price over the year.
    demand : array, shape (time,)
        System demand; only the order of what it departs from its mean by half-hour counts. [MW]
    generator : numpy.random.Generator
        Source of randomness; one year of half-hours is drawn.
    dt : float
        Length of a period. [h]
    demand_correlation : float
        Correlation of the latent Gaussian price with the Gaussian rank of that departure; with the daily
        profile on top, price and demand correlate about as much. [-]
    autocorrelation : float
        Autocorrelation of the random part of the latent price after one hour. [-]
    cap : float
        The market's price cap. [USD/MWh]

    Returns
    -------
    quote : Quote
        Price of each period, which no import moves; its mean over the year is exactly the level given, a few
        half-hours may be slightly negative as in the record. [USD/MWh]

    Raises
    ------
    SundalinkError
        If the figures are not a distribution, or the level is above half the cap, where the record tells
        nothing.

    References
    ----------
    .. [1] A Gaussian copula with given marginals: Nelsen 2006, An Introduction to Copulas, Springer, section
       2.9; the marginal is the empirical one, by rank, so each year has the recorded quantiles.
    .. [2] Quantiles and daily profile: derived from the half-hourly USEP of the Energy Market Company
       2016-2020; between quantiles the price is exponential in probability, which gives the record's means
       within 1.5 %. Correlation with demand 0.25 to 0.34 in the record. The autocorrelation is assumed.
    .. [3] Cap: S$4,500/MWh at 1.30 SGD/USD (the highest price of January 2023; the rate is assumed).
    """
    figures, level = given.record, given.level
    _check(figures)
    check_positive("mean price", level, "USD/MWh")
    check_within("mean price", level, 0.0, cap / 2.0, "USD/MWh")
    latent = _latent(resample(demand, dt, HALF_HOUR), demand_correlation, autocorrelation, generator)
    rank = (np.arange(PER_YEAR) + 0.5) / PER_YEAR
    drawn = np.interp(_tail(latent), _tail(_probability(figures)), figures.quantile)
    order = np.argsort(drawn * np.tile(figures.halfhour, PER_YEAR // 48), kind="stable")
    price = np.empty(PER_YEAR)
    price[order] = _scaled(np.interp(_tail(rank), _tail(_probability(figures)), figures.quantile), level, cap)
    price = resample(price, HALF_HOUR, dt)
    return Quote(price, price, dt)


def _check(figures):
    """Refuse figures that are no distribution or have the wrong length."""
    probability, quantile = np.asarray(figures.probability), np.asarray(figures.quantile)
    if probability.ndim != 1 or probability.shape != quantile.shape or len(probability) < 3:
        raise refusal("USEP quantiles", quantile.shape, "-", "must be one per probability, three at least")
    rising = (np.diff(probability) > 0).all() and (np.diff(quantile) >= 0).all()
    if not (rising and probability[0] == 0 and probability[-1] == 1 and np.isfinite(quantile).all()):
        raise refusal("USEP quantiles", quantile.tolist(), "-", "must rise with probabilities from 0 to 1")
    if np.shape(figures.halfhour) != (48,):
        raise refusal("USEP by half-hour", np.shape(figures.halfhour), "-", "must be (48,)")
    check_positive("USEP by half-hour", figures.halfhour)


def _probability(figures):
    """Return the probabilities, the lowest and highest being those of the extreme half-hours of a year."""
    return np.clip(figures.probability, 0.5 / PER_YEAR, 1.0 - 0.5 / PER_YEAR)


def _tail(probability):
    """Return the exponential variate of a probability, in which the price is linear between quantiles."""
    return -np.log1p(-np.asarray(probability))


def _latent(demand, correlation, persistence, generator):
    """Return the probability of each half-hour's price before the daily profile, shape (time,)."""
    from scipy.special import ndtr, ndtri

    days = demand.reshape(-1, 48)
    # Average ranks among equals: a rounding error must not order half-hours.
    _, first, count = np.unique((days / days.mean(axis=0)).round(12), return_inverse=True, return_counts=True)
    departure = (np.cumsum(count) - 0.5 * count)[first.reshape(-1)]
    chance = gaussian(np.array([1.0]), np.array([persistence]), generator)
    return ndtr(correlation * ndtri(departure / PER_YEAR) + np.sqrt(1.0 - correlation**2) * chance)


def _scaled(values, level, cap):
    """Return ascending values scaled so that their mean is `level` with none above `cap`."""
    capped, scale = 0, level / values.mean()
    while (above := int((values * scale > cap).sum())) > capped:
        capped = above
        scale = (level * len(values) - cap * capped) / values[: len(values) - capped].sum()
    return np.minimum(values * scale, cap)


MODELS = {"quantile_copula": quantile_copula, "supply_stack": supply_stack, "grid": grid}
