"""Demand of Singapore by its structure: days, seasons, holidays, and growth until 2060 and later."""

from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Gt, Le

from sim.checks import Fraction, NonNegative, check_finite, check_positive, check_within, refusal
from sim.clock import periods, resample
from sim.demand.day_types import dates
from sim.demand.profile_fit import check_structure, profile
from sim.stochastic import gaussian
from sim.units import HALF_HOUR, PER_YEAR

Rate = Annotated[float, Gt(-0.2), Le(0.2)]
Warming = Annotated[float, Ge(-5.0), Le(10.0)]

GROWTH = {"low": 0.02, "central": 0.035, "high": 0.05}
"""Growth of the annual energy: 2 to 5 % a year to 2035 (Energy Market Authority, reported October 2025); the middle is
assumed. [1/yr]"""

TURN = 2035
"""Last year of that outlook; `later_growth` begins behind it."""

SENSITIVITY = 0.035
"""Rise of the annual energy by each kelvin: 3 to 4 % (Ang, Wang, Ma 2017, Energy 127, 534-543). [1/K]"""

SOLAR = ((2013.5, 15.0), (2020.2, 350.0), (2024.0, 1103.0), (2026.0, 2000.0))
"""Solar modules installed at decimal years: 350 MWp reached early in 2020, 2 GWp in 2025 (Energy Market Authority); 919
MW of inverters at the end of 2023 (Singapore Energy Statistics 2024), with 1.2 of modules to 1 of inverters (assumed);
2013 assumed. [MW]"""

NIGHT = 1.0 + 0.6 * np.cos(2.0 * np.pi * (np.arange(48) / 2.0 - 0.75) / 24.0)
"""Charging of vehicles over its mean, most at 01:00, shape (48,) (assumed)."""


def structured(figures, year, dt, generator, solar=None, *,
               growth: Literal["low", "central", "high"] | Rate = "central",
               later_growth: Literal["same"] | Rate = 0.0, flat_share: Fraction = 0.5,
               solar_2030: NonNegative = 3000.0, solar_2060: NonNegative = 8600.0, vehicles: Fraction = 0.04,
               warming: Warming = 0.0, residual: Literal["drawn", "recorded", "none"] = "drawn"):
    """
    Demand by weekday, season and day type, with flat growth, solar power, electric vehicles and a random residual.

    Parameters
    ----------
    figures : sim.demand.profile_fit.Structure
        Profile and level.
    year : int
        Calendar year in Singapore: its weekdays and holidays are the true ones.
    dt : float
        Length of a period; half-hours are averaged or repeated. [h]
    generator : numpy.random.Generator
        Source of randomness of the residual; as much is drawn whatever the parameters.
    solar : array, shape (17520,), optional
        Power of solar modules behind the meter in half-hours over what is installed, of which what was installed after
        the record counts; none without it. [fraction]
    growth : str or float
        Growth of the annual energy from the base year on: ``low`` 0.02, ``central`` 0.035, ``high`` 0.05, or a
        number. [1/yr]
    later_growth : str or float
        Growth after 2035: ``same``, or a number; the outlook of the Energy Market Authority, 2 to 5 %, ends there, and
        no growth is assumed beyond (assumed). [1/yr]
    flat_share : float
        Share of the growth that is constant load: data centres and semiconductor plants. [fraction]
    solar_2030, solar_2060 : float
        Solar capacity installed in that year, linear between the two years and constant after. [MW]
    vehicles : float
        Share of the energy that charges electric vehicles in 2050, linear from zero in 2025 and constant after.
        [fraction]
    warming : float
        Warming beyond what the growth already includes; each kelvin adds 3.5 %. [K]
    residual : str
        Random residual of demand: ``drawn``; ``recorded``, a year of the user's own half-hours; or ``none``. [-]

    Returns
    -------
    demand : array, shape (time,)
        System demand net of solar power behind the meter; its mean over the year is exactly that of the growth
        path. [MW]

    Raises
    ------
    SundalinkError
        If the figures are wrong, the year lies outside 1965 to 2200, or solar power exceeds demand.

    References
    ----------
    .. [1] Profile and residual: derived from the half-hourly system demand of Singapore's Energy Market Authority,
       2013 to 2017 and 2021 to 2023. Over these years the day grew flatter and holidays less deep along straight lines;
       the trend stops with the record. In held-out years the mean absolute error of half-hours is 1.7 to 2.2 %, given
       the mean of the year; of 2014 to 2016, all three held out, 1.8 to 2.0 %. Haze, rain and monsoon surges are
       in the residual, which is Gaussian (excess kurtosis of the record 0.3, skewness -0.2), as wide by half-hour as
       recorded.
    .. [2] Growth: Energy Market Authority, reported October 2025; flat at the same rate after 2035 is assumed. Data
       centres took 7 % of electricity and at least 300 MW more are planned (Infocomm Media Development Authority, Green
       Data Centre Roadmap, May 2024); that half of all growth is flat is assumed, so that load factor and least over
       greatest demand rise, as they do where data centres grow.
    .. [3] Solar: the record counts embedded generation and shows no dip under the sun (2023 against 2013: none within
       some 100 MW, where 919 MW stood), so only what is installed after it is taken off. 3 GWp by 2030 (Energy Market
       Authority, March 2026); 8.6 GWp, the potential by 2050 (Solar Energy Research Institute of Singapore, 2020),
       assumed reached in 2060. Vehicles: assumed.
    """
    periods(dt)
    check_within("demand year", year, 1965, 2200)
    check_structure(figures)
    level = path(figures, year, growth, later_growth) * (1.0 + SENSITIVITY * warming)
    more = modules(year, solar_2030, solar_2060) - modules(figures.course_year, solar_2030, solar_2060)
    sun = np.zeros(PER_YEAR) if solar is None else max(more, 0.0) * _sun(solar)
    flat = flat_share * max(level - figures.mean, 0.0)
    charging = level * vehicles * float(np.clip((year - 2025) / 25.0, 0.0, 1.0))
    shaped = profile(figures, dates(year)).reshape(-1) * (1.0 + _residual(figures, residual, generator))
    rest = level + sun.mean() - flat - charging
    demand = shaped * (rest / shaped.mean()) + flat + charging * np.tile(NIGHT, 365) - sun
    if demand.min() <= 0.0:
        raise refusal("least demand net of solar power", float(demand.min()), "MW", f"must be above zero in {year}: "
                  "install less solar power or let demand grow more")
    return resample(demand * (level / demand.mean()), HALF_HOUR, dt)


def path(figures, year, growth="central", later_growth="same"):
    """
    Mean demand of a year: on record where it is, on the growth path after.

    Parameters
    ----------
    figures : Structure
        Gives the level and its year, and the levels of other years on record.
    year : int
        Calendar year.
    growth, later_growth : str or float
        As in `structured`. [1/yr]

    Returns
    -------
    mean : float
        Mean demand of the year; linear between years on record, before the first on the growth path. [MW]
    """
    first = GROWTH.get(growth, growth)
    later = first if later_growth == "same" else later_growth
    years, means = (np.array([[figures.base_year], [figures.mean]]) if figures.levels is None else figures.levels)
    inside = float(np.clip(year, years[0], years[-1]))
    level, turn = float(np.interp(inside, years, means)), max(TURN, years[-1])
    return level * (1.0 + first) ** (min(year, turn) - inside) * (1.0 + later) ** max(year - turn, 0)


def modules(year, solar_2030, solar_2060):
    """
    Solar modules installed on average over a year.

    Parameters
    ----------
    year : int
        Calendar year.
    solar_2030, solar_2060 : float
        Installed in these years. [MW]

    Returns
    -------
    installed : float
        Linear between the years known and these two. [MW]
    """
    years, installed = zip(*SOLAR, (2030.5, solar_2030), (2060.5, solar_2060), strict=True)
    return float(np.interp(year + 0.5, years, installed))


def _sun(solar):
    """Return half-hours of solar power, or refuse them."""
    solar = np.asarray(solar, dtype=float)
    if solar.shape != (PER_YEAR,):
        raise refusal(
            "solar power behind the meter", solar.shape, "-", f"must be ({PER_YEAR},), the half-hours of a year"
        )
    check_finite("solar power behind the meter", solar)
    check_within("solar power behind the meter", solar, 0.0, 1.5)
    return solar


def _residual(figures, residual, generator):
    """Return the residual of the year as a share, shape (time,)."""
    drawn, turn = gaussian(*figures.residual_autocorrelation, generator), generator.integers(2**31)
    if residual == "drawn":
        return figures.residual_sd * np.tile(figures.residual_width, 365) * drawn
    if residual == "none":
        return np.zeros(PER_YEAR)
    if figures.residual is None:
        raise refusal(
            "market.demand.residual", residual, "-", "needs a whole year of half-hours in market.demand_files"
        )
    check_positive("recorded residual", 1.0 + figures.residual)
    return figures.residual[turn % len(figures.residual)]
