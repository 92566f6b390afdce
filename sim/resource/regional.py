"""Weather of many sites: clouds, heat and rain of one correlated process, and power of wind farms."""

from typing import NamedTuple

import numpy as np

from sim import clock
from sim.checks import check_within
from sim.resource.solar_clouds import HIGHEST, LOWEST, STEP, beta_variates
from sim.stochastic import correlated, normal_scores, red
from sim.units import PER_YEAR

REACH = {"hours": 80.0, "days": 600.0, "heat": 1315.0, "weeks": 1200.0, "year": 920.0}
"""Distances over which the correlation between places falls to 1/e. Of heat: the residual demands of Peninsular
Malaysia and Singapore correlate by .79 (TransitionZero CFE data) some 310 km apart; of the year: annual inflows of Laos
and Thailand by .6 (assumed) some 470 km apart; the others as in `sim.resource.synthetic_regime`. [km]"""

MEMORY = {"hours": 3.5, "days": 47.0, "heat_hours": 2.6, "heat_days": 160.0, "weeks": 1600.0}
"""Memories. Of heat: residual demand of Thailand, autocorrelation .82 after an hour and .39 after a day (TransitionZero
CFE data); of weeks: .9 after a week (assumed); clouds as in `sim.resource.solar_clouds`. [h]"""

HEAT_SLOW = 0.45
"""Share of the lasting part in the variance of heat, by the same autocorrelation. [fraction]"""

GLOOM, RAIN, BREEZE = 0.3, 0.25, -0.15
"""Correlation of heat with clear sky, of clear sky with dry weeks, and of clear sky with wind (assumed). [-]"""

CUT_IN, RATED, CUT_OUT = 3.0, 12.5, 25.0
"""Speeds at hub height between which a park generates (assumed, near the turbines of `sim/data/turbines`). [m/s]"""

BLUR, WIDEST = 1.8, 4.0
"""Spread of the speeds within a zone about their mean, which smooths its power curve, and where it ends (assumed).
[m/s]"""


class Region(NamedTuple):
    """
    Latent weather of many places, standard normal at any time.

    Parameters
    ----------
    clear : array, shape (site, year, time)
        Clearness of the sky in half-hours; high is clear. [-]
    heat : array, shape (site, year, time)
        What moves demand, in half-hours. [-]
    rain : array, shape (site, year, day)
        Inflow of the weeks. [-]
    annual : array, shape (site, year)
        Inflow of the year. [-]
    """

    clear: np.ndarray
    heat: np.ndarray
    rain: np.ndarray
    annual: np.ndarray


def region(distances, years, generator, wind=None):
    """
    Draw the weather of many places together.

    Parameters
    ----------
    distances : array, shape (site, site)
        Between the places. [km]
    years : int
        How many weather years to draw; they follow each other, and more leave the first ones as they are.
    generator : numpy.random.Generator
        Source of randomness; more places leave the first ones as they are.
    wind : array, shape (site, year, time), optional
        Normal score of the wind speed of each place, in half-hours. [-]

    Returns
    -------
    region : Region

    Raises
    ------
    SundalinkError
        If the distances are not those of different points.

    References
    ----------
    .. [1] Cario, Nelson 1997, "Modeling and generating random vectors with arbitrary marginal distributions and
       correlation matrix", Northwestern University (translation of a Gaussian process).
    """
    sites, days, count = len(distances), 365, PER_YEAR
    spawned = [generator, *(generator.spawn(sites - 1) if sites > 1 else ())]
    rows = np.stack([g.standard_normal((years, 4 * count + days + 1)) for g in spawned])

    def process(first, length, reach, memory, dt):
        drawn = correlated(rows[:, :, first:first + length], distances, REACH[reach])
        return np.stack([red(site, MEMORY[memory], dt) for site in drawn])

    hours, dull = process(0, count, "hours", "hours", STEP), process(count, count, "days", "days", STEP)
    warm = np.sqrt(HEAT_SLOW) * process(2 * count, count, "heat", "heat_days", STEP) \
        + np.sqrt(1.0 - HEAT_SLOW) * process(3 * count, count, "heat", "heat_hours", STEP)
    rain = process(4 * count, days, "weeks", "weeks", 24.0)
    annual = correlated(rows[:, :, -1], distances, REACH["year"])
    dry = -np.repeat(rain, count // days, axis=-1)
    clear = RAIN * dry + np.sqrt(1.0 - RAIN**2) * (np.sqrt(0.5) * dull + np.sqrt(0.5) * hours)
    if wind is not None:
        clear = BREEZE * wind + np.sqrt(1.0 - BREEZE**2) * clear
    return Region(clear, GLOOM * clear + np.sqrt(1.0 - GLOOM**2) * warm, rain, annual)


def sunshine(sky, clear, clearness, factor, concentration=2.0):
    """
    Power of the photovoltaic plants of a zone over their capacity, in half-hours.

    Parameters
    ----------
    sky : sim.resource.solar.Sky
        Sun and clear sky of the place.
    clear : array, shape (year, time)
        Latent clearness. [-]
    clearness : array, shape (12,)
        Monthly mean of global irradiance over that of a clear sky. [fraction]
    factor : float
        Mean power over the capacity that is wanted. [fraction]
    concentration : float
        Of the beta distribution of clearness; many plants are smoother than one. [-]

    Returns
    -------
    power : array, shape (year, time)
        In proportion to the irradiance on level ground, at most 1. [fraction]
    """
    mean = np.clip(clock.cyclic(clearness, STEP, sky.longitude / 15.0)[sky.up], LOWEST + 0.02, HIGHEST - 0.02)
    power = np.zeros(clear.shape)
    power[:, sky.up] = sky.clear * beta_variates(clear[:, sky.up], mean, 2.0 * concentration)
    return _levelled(power, factor)


def park_power(speed, factor):
    """
    Power of the wind parks of a zone over their capacity.

    Parameters
    ----------
    speed : array, shape (year, time)
        Speed of one place of it. [m/s]
    factor : float
        Mean power over the capacity that is wanted; the speed is multiplied until it is met. [fraction]

    Returns
    -------
    power : array, shape (year, time)
        Of a power curve blurred by the spread of speeds within the zone. [fraction]

    References
    ----------
    .. [1] Holttinen 2005, "Impact of hourly wind power variations on the system operation in the Nordic countries",
       Wind Energy 8(2) (an area's power curve is that of a turbine, smoothed).
    """
    check_within("capacity_factor of wind", factor, 0.01, 0.75)
    grid = np.linspace(0.0, 60.0, 1201)
    one = np.clip((grid**3 - CUT_IN**3) / (RATED**3 - CUT_IN**3), 0.0, 1.0) * (grid < CUT_OUT)
    kernel = np.exp(-0.5 * (np.linspace(-WIDEST, WIDEST, 161) / BLUR) ** 2)   # 0.05 m/s apart, as the grid
    curve = np.convolve(np.pad(one, 80, mode="edge"), kernel / kernel.sum(), mode="valid")
    low, high = 0.05, 6.0
    sample = speed[:, ::7]
    for _ in range(40):
        level = np.sqrt(low * high)
        less = np.interp(level * sample, grid, curve).mean() < factor
        low, high = (level, high) if less else (low, level)
    return np.interp(level * speed, grid, curve)


def inflow(monthly, rain, annual, annual_cv, weekly_sd):
    """
    Inflow of rivers over the capacity of the plants on them, day by day.

    Parameters
    ----------
    monthly : array, shape (12,)
        Mean of all years by month. [fraction]
    rain : array, shape (year, day)
        Latent inflow of the weeks. [-]
    annual : array, shape (year,)
        Latent inflow of the year. [-]
    annual_cv : float
        Standard deviation of the annual inflow over its mean. [fraction]
    weekly_sd : float
        Standard deviation of the weekly inflow over its mean in the wettest month; less in drier ones. [fraction]

    Returns
    -------
    inflow : array, shape (year, day)
        Monthly mean times a lognormal factor of the year and one of the weeks, each of mean one. [fraction]
    """
    course = np.maximum(clock.cyclic(np.asarray(monthly, dtype=float), 24.0), 0.0)
    weeks = weekly_sd * np.sqrt(course / max(course.max(), 1e-12))
    sigma = np.sqrt(np.log1p(annual_cv**2))
    year = np.exp(sigma * np.asarray(annual) - sigma**2 / 2)[:, None]
    spread = np.sqrt(np.log1p(weeks**2))
    return course * year * np.exp(spread * rain - spread**2 / 2)


def scores(speed):
    """
    Return the normal score of each speed among all of its season, shape as `speed`.

    Parameters
    ----------
    speed : array, shape (year, time)
        Wind speed in half-hours. [m/s]

    Returns
    -------
    score : array, shape (year, time)
        Standard normal within each month. [-]
    """
    return normal_scores(speed, clock.month(STEP))


def _levelled(power, factor):
    """Return power scaled to a mean, with what would be above the capacity cut off."""
    scaled = power * (factor / power.mean())
    for _ in range(8):
        scaled = np.minimum(scaled * (factor / scaled.mean()), 1.0)
    return scaled
