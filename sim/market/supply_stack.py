"""Spot price of electricity in Singapore (USEP) from a supply stack with a random residual."""

from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Gt, Le, Lt

from sim import clock
from sim.checks import Fraction, NonNegative, Positive, check_positive, check_within, refusal
from sim.clock import resample
from sim.market.clearing import Quote, clearing
from sim.market.generation_fleet import bounds, capacity, merit
from sim.market.scarcity import gas_price, months, units_out
from sim.stochastic import gaussian
from sim.units import HALF_HOUR

STEP = 20.0
"""Between two points of the stack's table. [MW]"""
BEYOND = 1.25
"""How far the table goes, over the capacity."""
SPARE = 1.5
"""Most that outages may thin the stack, over what is expected: more than all units of a bad day (assumed)."""
OFTEN = 7.0 / 12.0
"""Mean import that the market expects where the scenario names none, over the link's rating (assumed near its load
factor: 700 of 1,200 MW). [fraction]"""

Margin = Annotated[float, Ge(0), Le(5)]
Unit = Annotated[float, Ge(10), Le(2000)]
Share = Annotated[float, Ge(1e-9), Le(0.2)]
Clustering = Annotated[float, Ge(0), Le(0.9)]
Correlation = Annotated[float, Ge(-0.95), Le(0.95)]
Persistence = Annotated[float, Gt(0), Lt(1)]


def table(power, heat_rate, mean, cost, limits, *, markup, rise, must_run, reserve, uncertainty):
    """
    Return the stack: the price at each net demand, which never falls.

    Parameters
    ----------
    power, heat_rate : array, shape (n,)
        Fuel of the unit at the margin over power, as `merit` returns it. [MW], [GJ/MWh]
    mean : float
        Net demand that units are committed for: its mean over the year. [MW]
    cost : float
        Gas and carbon tax. [SGD/GJ]
    limits : tuple of float
        Lowest and highest price. [SGD/MWh]
    markup, rise, must_run : float
        As in `supply_stack`. [fraction]
    reserve, uncertainty : float
        As in `supply_stack`. [MW]

    Returns
    -------
    stack : array, shape (2, point)
        Net demand [MW] and price there [SGD/MWh].
    """
    net = np.arange(0.0, BEYOND * power[-1] + STEP, STEP)
    bid = cost * np.interp(net, power, heat_rate) * np.maximum(1.0 + markup + rise * (net / mean - 1.0), 0.0)
    bid[net <= power[0] + must_run * mean] = limits[0]
    price = bid + (limits[1] - bid) * _short(power[-1] - net, reserve, uncertainty)
    return np.stack([net, np.clip(price, *limits)])


def supply_stack(given, demand, generator, dt, *, reserve_margin: Margin = 0.27, unit_size: Unit = 400.0,
                 planned_outage: Fraction = 0.05, forced_outage: Fraction = 0.04, repair: Positive = 60.0,
                 other_import: NonNegative = 100.0, markup: NonNegative = 0.06, rise: NonNegative = 0.70,
                 must_run: Fraction = 0.25, reserve: NonNegative = 600.0, uncertainty: Positive = 300.0,
                 emission_factor: NonNegative = 0.0561, noise: NonNegative = 0.10, spike_share: Share = 0.03,
                 spike_size: NonNegative = 1.8, slump_share: Share = 0.001, slump_size: NonNegative = 0.25,
                 demand_correlation: Correlation = 0.30, autocorrelation: Persistence = 0.90,
                 floor: float = -1.0, cap: Positive = 4500.0, expected_import: Literal["link"] | NonNegative = "link",
                 adapted: Fraction = 0.5, gas_by_month: tuple[float, ...] = (), spot_lng_share: Fraction = 0.0,
                 spot_lng_by_month: tuple[float, ...] = (), gas_shortfall_by_month: tuple[float, ...] = (),
                 outage_clustering: Clustering = 0.0, temporary_cap_trigger: NonNegative = 0.0,
                 temporary_cap: NonNegative = 0.0):
    """
    Spot price as the bid of the marginal plant of Singapore's fleet, with scarcity, outages and a random residual.

    Parameters
    ----------
    given : Conditions
        The fleet, the year, and the price of gas and carbon.
    demand : array, shape (time,)
        System demand net of solar power behind the meter. [MW]
    generator : numpy.random.Generator
        Source of randomness; one year of half-hours is drawn.
    dt : float
        Length of a period. [h]
    reserve_margin : float
        Reserve margin (capacity over peak demand, less one) that new plants are built to keep; a larger margin on
        record stays. [fraction]
    unit_size : float
        Size of a unit, which fails as a whole. [MW]
    planned_outage : float
        Share of the capacity in planned maintenance, the same all year. [fraction]
    forced_outage : float
        Mean share of the capacity in forced outage. [fraction]
    repair : float
        Time constant of forced outages: their autocorrelation falls to 1/e. [h]
    other_import : float
        Import from other sources, constant and firm. [MW]
    markup : float
        Markup of bids on the cost of fuel and carbon at mean demand: starts, part load, upkeep, profit. [fraction]
    rise : float
        Rise of that markup from zero to mean net demand: fewer units are left to compete. [fraction]
    must_run : float
        Minimum output of the units committed, over mean net demand; below it the price is the floor. [fraction]
    reserve : float
        Reserve that is held before demand is served: the largest unit. [MW]
    uncertainty : float
        Standard deviation of demand and plant output within the half-hour. [MW]
    emission_factor : float
        Emissions per energy of gas. [tCO2/GJ]
    noise : float
        Standard deviation of the residual around the stack's price, over that price. [fraction]
    spike_share : float
        Share of the half-hours with a price spike. [fraction]
    spike_size : float
        Mean height of a spike, over the stack's price. [-]
    slump_share : float
        Share of the half-hours in which the price slumps. [fraction]
    slump_size : float
        Mean depth of a slump, over the stack's price. [-]
    demand_correlation : float
        Correlation of the residual with demand. [-]
    autocorrelation : float
        Autocorrelation of the random part of the residual after one hour. [-]
    floor : float
        Price floor of the market. [SGD/MWh]
    cap : float
        Price cap, which is also the value of lost load. [SGD/MWh]
    expected_import : float or str
        Mean import through this link that market participants expect and bid against; ``link``: seven twelfths of its
        rating, 700 of 1,200 MW (assumed near its load factor). [MW]
    adapted : float
        Share of that import to which other plants have adapted by committing fewer units while bidding as before. At 0
        every MW imported lowers their bids: the short run, and the largest possible effect of an import; at 1 only more
        efficient units at the margin and less scarcity lower the price. [fraction]
    gas_by_month : tuple of float
        Price of gas under contract by month, January to December, instead of that of the year. [SGD/GJ]
    spot_lng_share : float
        Share of the gas at the margin that is bought as spot LNG. [fraction]
    spot_lng_by_month : tuple of float
        Price of spot LNG by month, January to December. [SGD/GJ]
    gas_shortfall_by_month : tuple of float
        Share of the capacity without fuel by month, for instance when a pipeline is curtailed. [fraction]
    outage_clustering : float
        Correlation between forced outages of units from common causes; their mean does not change. [fraction]
    temporary_cap_trigger : float
        Mean price of the preceding 48 half-hours above which the temporary price cap applies; 0 for no such cap.
        [SGD/MWh]
    temporary_cap : float
        Highest price while that cap applies. [SGD/MWh]

    Returns
    -------
    quote : Quote
        The price, and what an import makes of it. [USD/MWh]

    Raises
    ------
    SundalinkError
        If the fleet lacks the class that is built new, or demand, prices or limits are out of range.

    References
    ----------
    .. [1] Reserve margin of 27 %: Energy Market Authority, request for proposals for new generation, 2023. Price
       cap and lowest price: S$4,500/MWh and S$-1.01/MWh stand in the Energy Market Company's prices of January
       2023 and 2019. New units of at least 600 MW: Energy Market Authority, second request for proposals, 2024.
    .. [2] Scarcity: the value of lost load times the probability that the reserve is used up, which is normal;
       Hogan 2013, Electricity Scarcity Pricing Through Operating Reserves, Economics of Energy and Environmental
       Policy 2(2). The uncertainty is assumed.
    .. [3] Emission factor: 56.1 kg/GJ, IPCC 2006 Guidelines, volume 2, table 2.2, natural gas.
    .. [4] Markup, rise, noise, spikes and slumps: set in round numbers so that the five years 2016-2020 of the
       half-hourly USEP (Energy Market Company, derived figures) are met together at assumed prices of gas; one set
       for all years. Outages, repair, unit size, least output, correlations, the import expected and the share
       adapted to are assumed.
    """
    expected_import = OFTEN * given.rating if expected_import == "link" else expected_import
    load = resample(_checked(given, demand, floor, cap), dt, HALF_HOUR)
    for name, power in (("other_import", other_import), ("expected_import", expected_import)):
        if not power < load.mean():
            raise refusal(f"market.price.{name}_mw", power, "MW", f"must be below the mean demand of {given.year}, "
                      f"{load.mean():.0f} MW")
    limits = floor / given.exchange, cap / given.exchange
    cost = gas_price(given.gas, gas_by_month, spot_lng_by_month, spot_lng_share) + given.carbon_tax * emission_factor
    latent = gaussian(np.array([1.0]), np.array([autocorrelation]), generator)
    stands = capacity(given.fleet, given.year, (1.0 + reserve_margin) * load.max() - other_import)
    thin = _thin(stands.sum(), unit_size, planned_outage, forced_outage, repair, generator, outage_clustering)
    if len(gas_shortfall_by_month):
        short = months("gas_shortfall_by_month", gas_shortfall_by_month, 0.0, 0.9, "-")[clock.month(HALF_HOUR)]
        thin = np.minimum(thin / (1.0 - short), SPARE)
    available = (1.0 - planned_outage) * (1.0 - forced_outage)
    power, rate = merit(given.fleet, stands, available, other_import)
    before, after = (
        table(power, rate, mean, cost.mean() / given.exchange, limits, markup=markup, rise=rise, must_run=must_run,
              reserve=reserve, uncertainty=uncertainty)
        for mean in (load.mean(), max(load.mean() - adapted * expected_import, 0.1 * load.mean())))
    latent = _correlated(latent, load, demand_correlation)
    factor = _residual(latent, noise, (spike_share, spike_size), (slump_share, slump_size))
    if cost.ndim:
        factor = factor * (cost / cost.mean())[clock.month(HALF_HOUR)]
    classes = bounds(given.fleet, stands, available, other_import)
    # A slump below zero is taken off in money: under a factor below zero, import would raise the price.
    slump = np.maximum(-factor, 0.0) * np.interp(load.mean(), *before)
    temporary = (temporary_cap_trigger / given.exchange, temporary_cap / given.exchange)
    quote = Quote(None, None, dt, load, thin, np.maximum(factor, 0.0), slump, before, limits,
                  temporary if temporary_cap_trigger > 0.0 else None, classes)
    spot, quote = clearing(quote, 0.0), quote._replace(stack=after)
    return quote._replace(spot=spot, expected=clearing(quote, expected_import))


def _checked(given, demand, floor, cap):
    """Return the demand, or refuse what a price cannot be made of."""
    check_positive("demand", demand, "MW")
    check_within("price of gas", given.gas, 0.1, 200.0, "SGD/GJ")
    check_within(f"carbon tax of {given.year} (carbon.tax)", given.carbon_tax, 0.0, 2000.0, "SGD/tCO2")
    check_within("exchange rate", given.exchange, 0.1, 10.0, "SGD/USD")
    check_within("lowest price of the market", floor, -cap, 0.0, "SGD/MWh")
    return np.asarray(demand, dtype=float)


def _short(margin, reserve, uncertainty):
    """Return the probability that the capacity left over falls below the reserve."""
    from scipy.special import ndtr

    return ndtr((reserve - margin) / uncertainty)


def _correlated(latent, demand, correlation):
    """Return the residual's latent process correlated with demand, shape (time,)."""
    if not demand.std() > 0:
        return latent
    return correlation * (demand - demand.mean()) / demand.std() + np.sqrt(1.0 - correlation**2) * latent


def _thin(total, size, planned, forced, repair, generator, clustering):
    """Return the capacity expected over the capacity there is, shape (time,)."""
    from scipy.special import ndtr

    chance = ndtr(gaussian(np.array([repair]), np.array([np.exp(-1.0)]), generator))
    units = max(round(total * (1.0 - planned) / size), 1)
    out = units_out(chance, units, forced, clustering)
    return np.minimum((1.0 - forced) / np.maximum(1.0 - out / units, 1e-9), SPARE)


def _residual(latent, noise, spike, slump):
    """Return the factor on the stack's price: a normal body, exponential spikes above and slumps below."""
    up, down = _excess(-latent, spike[0]), _excess(latent, slump[0])
    return 1.0 + noise * latent + spike[1] * up - slump[1] * down


def _excess(side, share):
    """Return the exponential variate by which a normal one lies below its quantile `share`, shape (time,)."""
    from scipy.special import log_ndtr, ndtri

    excess, beyond = np.zeros(side.shape), side < ndtri(share) + 1e-6
    excess[beyond] = np.maximum(np.log(share) - log_ndtr(side[beyond]), 0.0)
    return excess
