"""Currencies as correlated paths: drift, volatility, forwards, and unhedged exposure."""

from typing import NamedTuple

import numpy as np

from sim.checks import Fraction, NonNegative, refusal


class CurrencyRates(NamedTuple):
    """What moves a currency against the dollar, a year."""

    name: str
    volatility: float      # standard deviation of the log rate [fraction]
    drift: float           # yearly fall against the dollar, nominal [fraction]
    interest: float        # of that currency, for the forward [fraction]
    jump: float = 0.0      # chance a year of a devaluation by `size` [fraction]
    size: float = 0.0      # [fraction]


MONTHLY_MEANS = 1.2
"""Spot volatility over that of monthly means."""

SHIPPED = (CurrencyRates("SGD", 0.039 * MONTHLY_MEANS, -0.005, 0.025),
           CurrencyRates("EUR", 0.065 * MONTHLY_MEANS, 0.013, 0.025),
           CurrencyRates("JPY", 0.075 * MONTHLY_MEANS, 0.035, 0.010),
           CurrencyRates("VND", 0.02, 0.025, 0.060, 0.05, 0.07))
"""Federal Reserve, monthly means January 2010 to June 2026 (volatility 3.9, 6.5, 7.5 %; a fifth added for spot); the
dong is a managed peg with jumps (assumed), its drift 2 to 3 %; interest rates are assumed."""


def correlation(names, *, sgd_eur: Fraction = 0.6, others: Fraction = 0.3):
    """
    Correlation of the currencies against the dollar.

    Parameters
    ----------
    names : sequence of str
        Currencies.
    sgd_eur : float
        Of the Singapore dollar and the euro. [fraction]
    others : float
        Of any other two; the dong, a managed peg, has none. [fraction]

    Returns
    -------
    matrix : array, shape (currency, currency)
        [-]

    References
    ----------
    .. [1] SGD with EUR 0.6: Federal Reserve, as above. The others are assumed.
    """
    matrix = np.full((len(names), len(names)), others)
    for k, name in enumerate(names):
        if name == "VND":
            matrix[k] = matrix[:, k] = 0.0
    if {"SGD", "EUR"} <= set(names):
        a, b = names.index("SGD"), names.index("EUR")
        matrix[a, b] = matrix[b, a] = sgd_eur
    np.fill_diagonal(matrix, 1.0)
    return matrix


def paths(generator, draws, years, rates=SHIPPED):
    """
    Value of each currency in dollars over years, one at the start.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from.
    draws : int
        How many paths.
    years : int
        Years after the start.
    rates : sequence of CurrencyRates
        The currencies.

    Returns
    -------
    value : array, shape (currency, draw, year)
        Dollars for one unit over those at the start; the mean falls with the drift. [-]
    """
    names = [rate.name for rate in rates]
    root = np.linalg.cholesky(correlation(names))
    z = np.einsum("ij,jdy->idy", root, generator.standard_normal((len(rates), draws, years)))
    found = np.empty(z.shape)
    for k, rate in enumerate(rates):
        step = rate.volatility * z[k] - 0.5 * rate.volatility**2 - np.log1p(rate.drift)
        if rate.jump > 0:
            fallen = generator.random((draws, years)) < rate.jump
            step = step + np.where(fallen, np.log1p(-rate.size), 0.0) - np.log1p(-rate.jump * rate.size)
        found[k] = np.exp(np.cumsum(step, axis=1))
    return found


def forward(rate, years, dollar=0.038, *, basis: NonNegative = 0.0045):
    """
    Forward price in dollars of a currency that is owed, as its hedger pays it.

    Parameters
    ----------
    rate : CurrencyRates
        The currency.
    years : array, shape (year,)
        Years ahead. [yr]
    dollar : float
        Dollar interest a year. [fraction]
    basis : float
        Cross-currency basis and credit charge a year, paid by the hedger: they make what is owed dearer. [fraction]

    Returns
    -------
    value : array, shape (year,)
        Dollars for one unit over those of today. [-]

    References
    ----------
    .. [1] Covered interest parity, F = S (1 + dollar)^T / (1 + foreign)^T; basis of 30 to 60 points is assumed.
    """
    years = np.asarray(years, dtype=float)
    return ((1.0 + dollar) / (1.0 + rate.interest) * (1.0 + basis)) ** years


def pick(name, rates=SHIPPED):
    """
    Place of a currency among the paths.

    Parameters
    ----------
    name : str
        Three letters.
    rates : sequence of CurrencyRates
        The currencies.

    Returns
    -------
    place : int
        Along the first axis of `paths`.

    Raises
    ------
    SundalinkError
        If it has no path.
    """
    names = [rate.name for rate in rates]
    if name not in names:
        raise refusal("currency", name, "", f"has no path; must be USD or one of {', '.join(names)}")
    return names.index(name)
