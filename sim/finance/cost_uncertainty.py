"""Uncertainty of the construction cost, drawn part by part."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Le

from sim.checks import Fraction, check_within
from sim.stochastic import stratified_normals

PARTS = ("farm", "solar", "battery", "export", "converters", "cable")
"""Components whose cost is drawn; a far battery and a spur follow their kind, and shares of all follow the sum."""

Z90 = 1.2815515655446004
"""Standard normal number that nine of ten lie below."""

Draws = Annotated[int, Ge(0), Le(20000)]
Below = Annotated[float, Gt(0), Le(1)]
Above = Annotated[float, Ge(1), Le(10)]


def two_sided(generator, *, draws: Draws = 500, together: Fraction = 0.3, farm_low: Below = 0.79,
              farm_high: Above = 1.14, solar_low: Below = 0.85, solar_high: Above = 1.20,
              battery_low: Below = 0.75, battery_high: Above = 1.40, export_low: Below = 0.70,
              export_high: Above = 1.40, converters_low: Below = 0.60, converters_high: Above = 1.30,
              cable_low: Below = 0.50, cable_high: Above = 1.15):
    """
    Factors on the cost of each part: lognormal with a different spread below and above the planned cost, which is the
    median.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from.
    draws : int
        Number of draws; 0: no range of the price is computed. [-]
    together : float
        Share of the variance common to all parts: one market for steel, vessels and cables. [fraction]
    farm_low, farm_high : float
        P10 and P90 of the farm's cost over the planned one: one draw of ten is lower than the first, one higher than
        the second. [-]
    solar_low, solar_high : float
        P10 and P90 of the photovoltaic plant's cost. [-]
    battery_low, battery_high : float
        P10 and P90 of the battery's cost. [-]
    export_low, export_high : float
        P10 and P90 of the export cables' cost. [-]
    converters_low, converters_high : float
        P10 and P90 of the converter stations' cost. [-]
    cable_low, cable_high : float
        P10 and P90 of the direct-current cables' cost. [-]

    Returns
    -------
    factors : array, shape (draw, part)
        In the order of `PARTS`, median one. [-]

    Raises
    ------
    SundalinkError
        If a low factor is above one or a high one below it.

    References
    ----------
    .. [1] The cable: published unit costs differ 3.3 times, 653 to 2,140 EUR/MW/km in one compilation
       (PyPSA/technology-data issue 125) and up to 3,220 in the DEA Technology Catalogue (July 2025), which base takes.
       With 0.50 and 1.15 nineteen of twenty draws lie within a factor of 3.5; the lower tenth begins at what was paid
       before 2022, and 1.15 is Netzentwicklungsplan 2023 over DEA.
    .. [2] The farm: 2,600 and 3,750 over 3,300 USD/kW, the low and high of the embedded table of costs. Converters: a
       pair before 2022 (CIGRE) over DEA is 0.49, the contract of Eastern Green Link 1 over DEA 0.94; 0.60 and 1.30 are
       assumed. Export: Netzentwicklungsplan 2021 over 2023 is 1.52; 0.70 and 1.40 are assumed, as are battery, solar
       and the share in common.
    """
    given = {"farm": (farm_low, farm_high), "solar": (solar_low, solar_high), "battery": (battery_low, battery_high),
             "export": (export_low, export_high), "converters": (converters_low, converters_high),
             "cable": (cable_low, cable_high)}
    for name, (low, high) in given.items():
        check_within(f"uncertainty.cost.{name}_low", low, 0.0, 1.0, "-")
        check_within(f"uncertainty.cost.{name}_high", high, 1.0, np.inf, "-")
    low, high = np.log(np.array([given[name] for name in PARTS])).T
    shared = stratified_normals(generator, 1, draws)
    z = np.sqrt(together) * shared + np.sqrt(1.0 - together) * stratified_normals(generator, len(PARTS), draws)
    return np.exp(np.where(z.T < 0, -low, high) * z.T / Z90)


def none(generator):
    """
    Costs as planned: no draws.

    Parameters
    ----------
    generator : numpy.random.Generator
        Not used.

    Returns
    -------
    factors : array, shape (0, part)
        Empty. [-]

    References
    ----------
    .. [1] A limit; every estimate is uncertain.
    """
    return np.empty((0, len(PARTS)))


MODELS = {"two_sided": two_sided, "none": none}
