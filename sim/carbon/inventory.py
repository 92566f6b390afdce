"""Emissions avoided in Singapore's greenhouse gas inventory by the import, and emissions of the project."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le

from sim.carbon import margins
from sim.checks import Fraction, NonNegative, Positive, check_finite, check_within

HIGHEST_TAX = 2000.0
"""Carbon tax that no year may exceed (assumed: thirty times that of 2030). [SGD/tCO2]"""

Tax = Annotated[float, Ge(0), Le(HIGHEST_TAX)]


def declining(year, *, factor: NonNegative = 0.402, since: Positive = 2024.0, decline: Fraction = 0.006,
              floor: NonNegative = 0.37):
    """
    Grid emission factor of Singapore, falling slowly towards that of the best gas plant.

    Parameters
    ----------
    year : array of int, shape (...)
        Calendar year.
    factor : float
        Average operating margin in the year of the last figure. [tCO2/MWh]
    since : float
        Year of the last figure. [-]
    decline : float
        Yearly fall of the margin, before and after that year. [fraction]
    floor : float
        The factor falls no further while gas is at the margin. [tCO2/MWh]

    Returns
    -------
    factor : array, shape (...)
        Emissions avoided by a MWh delivered. [tCO2/MWh]

    References
    ----------
    .. [1] Energy Market Authority of Singapore, Singapore Energy Statistics, grid emission factor: 0.5255 in
       2005, 0.4277 in 2014, 0.402 in 2024 (the last not checked in its table, so assumed). The decline is
       that of 2014 to 2024, 0.6 % a year. The floor is assumed: 6.6 GJ/MWh at 0.0561 tCO2/GJ.
    """
    return np.maximum(factor * (1.0 - decline) ** (np.asarray(year, dtype=float) - since), min(floor, factor))


def constant(year, *, factor: NonNegative = 0.402):
    """
    Grid emission factor of Singapore as it is today, in every year.

    Parameters
    ----------
    year : array of int, shape (...)
        Calendar year; gives the shape only.
    factor : float
        Average operating margin. [tCO2/MWh]

    Returns
    -------
    factor : array, shape (...)
        Emissions avoided by a MWh delivered. [tCO2/MWh]

    References
    ----------
    .. [1] Energy Market Authority of Singapore, Singapore Energy Statistics; the value for 2024 is assumed.
    """
    return np.full(np.shape(year), float(factor))


def shipped(year, known=None, *, leave: Fraction = 0.0):
    """
    Grid emission factor of Singapore from the shipped table, which follows the country's plan to net zero.

    Parameters
    ----------
    year : array of int, shape (...)
        Calendar year.
    known : dict of int to float
        Factors of the shipped table by calendar year, its first and last held beyond it. [tCO2/MWh]
    leave : float
        Share of the change from the first year's factor that is assumed not to occur. [fraction]

    Returns
    -------
    factor : array, shape (...)
        Average of the grid: emissions avoided by a MWh delivered if plants fall back equally. [tCO2/MWh]

    References
    ----------
    .. [1] sim/data/grid_factor.csv: Energy Market Authority to 2024, then assumed: 0.35 in 2035, 0.30 in 2040, 0.10 in
       2050.
    """
    path = margins.path(year, known or {})
    first = margins.path(np.min(year), known or {})
    return path + leave * (first - path)


def avoided(delivered, factor, *, leakage: Fraction = 0.0):
    """
    Emissions avoided in Singapore's inventory.

    Parameters
    ----------
    delivered : array, shape (..., year)
        Energy at the Singapore meter. [MWh]
    factor : array, shape (year,) or (..., year)
        Grid emission factor. [tCO2/MWh]
    leakage : float
        Share of the avoided emissions that occurs elsewhere (leakage). [fraction]

    Returns
    -------
    avoided : array, shape (..., year)
        These tonnes lower Singapore's own inventory; they are no credits to trade. [tCO2]

    References
    ----------
    .. [1] UNFCCC CDM Methodological Tool 07, "Tool to calculate the emission factor for an electricity
       system", operating margin. No leakage is assumed.
    """
    check_finite("energy delivered", delivered, "MWh")
    check_within("energy delivered", delivered, 0.0, np.inf, "MWh")
    return np.asarray(delivered) * factor * (1.0 - leakage)


def carbon_tax(year, *, price_2028: Tax = 50.0, price_2029: Tax = 60.0, price_2030: Tax = 65.0,
               growth: Fraction = 0.03, nominal: bool = True, inflation: Fraction = 0.02):
    """
    Carbon tax of Singapore, as legislated to 2027 and assumed after.

    Parameters
    ----------
    year : array of int, shape (...)
        Calendar year.
    price_2028, price_2029, price_2030 : float
        Tax in that year. [SGD/tCO2]
    growth : float
        Yearly rise after 2030: real, or nominal where ``nominal`` is set. [fraction]
    nominal : bool
        Whether the legislated figures, and the path after them, are in nominal money, as in the law. [-]
    inflation : float
        Yearly inflation by which nominal figures are converted to money of 2025. [fraction]

    Returns
    -------
    tax : array, shape (...)
        In real SGD of 2025. [SGD/tCO2]

    References
    ----------
    .. [1] Carbon Pricing Act of Singapore as amended 2022: 5 SGD (2019 to 2023), 25 (2024 and 2025), 45 (2026
       and 2027), 50 to 80 by 2030. The path from 2028 and its growth are assumed.
    """
    year = np.asarray(year, dtype=float)
    known = np.select([year < 2019, year < 2024, year < 2026, year < 2028, year < 2029, year < 2030],
                      [0.0, 5.0, 25.0, 45.0, price_2028, price_2029], price_2030)
    path = known * (1.0 + growth) ** np.maximum(year - 2030.0, 0.0)
    return path * (1.0 + inflation) ** (2025.0 - year) if nominal else path


MODELS = {"declining": declining, "constant": constant, "shipped": shipped}
