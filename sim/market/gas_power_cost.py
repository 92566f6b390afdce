"""Cost of electricity from gas in Singapore, a reference for the spot price and the import."""

import numpy as np

from sim.checks import NonNegative, Positive, check_within


def marginal_cost(gas, carbon_tax, *, heat_rate: Positive = 7.2, emission_factor: NonNegative = 0.0561,
                  markup: NonNegative = 0.14):
    """
    Mean spot price that the marginal gas unit sets: fuel and carbon tax, with a markup on the fuel.

    Parameters
    ----------
    gas : float or array
        Price of gas at the plant. [SGD/GJ]
    carbon_tax : float or array
        Tax on emissions. [SGD/tCO2]
    heat_rate : float
        Fuel per energy of the marginal unit. [GJ/MWh]
    emission_factor : float
        Emissions per energy of gas. [tCO2/GJ]
    markup : float
        Markup of the mean spot price on the fuel cost: starts, part load, variable upkeep, scarcity. [fraction]

    Returns
    -------
    cost : float or array
        Mean price over the year; divide by the exchange rate for USD (`to_usd`). [SGD/MWh]

    References
    ----------
    .. [1] Heat rate: an F-class combined cycle, assumed; the whole fleet used 7.37 to 7.58 GJ/MWh in 2022
       and 2023 (Energy Market Authority, Singapore Energy Statistics).
    .. [2] Emission factor: 56.1 kg/GJ, IPCC 2006 Guidelines, volume 2, table 2.2, natural gas.
    .. [3] Markup: derived; S$80.9/MWh mean USEP in 2017 (Energy Market Company), before the carbon tax, over
       S$9.87/GJ (Energy Market Authority, vesting contract parameters 2017-18) at the heat rate above.
    """
    return heat_rate * (np.multiply(gas, 1.0 + markup) + np.multiply(carbon_tax, emission_factor))


def new_entrant_cost(gas, carbon_tax, *, heat_rate: Positive = 7.0, emission_factor: NonNegative = 0.0561,
                     non_fuel: NonNegative = 62.0):
    """
    Full cost of electricity from a new gas plant: fuel, carbon tax and all other cost per MWh.

    Parameters
    ----------
    gas : float or array
        Price of gas at the plant. [SGD/GJ]
    carbon_tax : float or array
        Tax on emissions. [SGD/tCO2]
    heat_rate : float
        Fuel per energy of the new plant. [GJ/MWh]
    emission_factor : float
        Emissions per energy of gas. [tCO2/GJ]
    non_fuel : float
        Capital and upkeep per MWh at the plant's expected capacity factor. [SGD/MWh]

    Returns
    -------
    cost : float or array
        Long-run cost; divide by the exchange rate for USD (`to_usd`). [SGD/MWh]

    References
    ----------
    .. [1] Non-fuel share: derived from the long-run marginal cost of S$122.03/MWh at S$9.87/GJ (Energy Market
       Authority, vesting contract parameters 2017-18), about 70 of it fuel, and 20 % of consumer prices since brought
       to 2025. The heat rate is assumed: new plants between the H class's 6.4 to 6.6 and the F class's 7.2 GJ/MWh.
    .. [2] Emission factor: 56.1 kg/GJ, IPCC 2006 Guidelines, volume 2, table 2.2, natural gas.
    """
    return heat_rate * (np.multiply(gas, 1.0) + np.multiply(carbon_tax, emission_factor)) + non_fuel


def to_usd(amount, exchange):
    """
    Turn Singapore dollars into US dollars.

    Parameters
    ----------
    amount : float or array
        Money per energy. [SGD/MWh]
    exchange : float
        Singapore dollars for one US dollar. [SGD/USD]

    Returns
    -------
    amount : float or array
        The same money. [USD/MWh]
    """
    check_within("exchange rate", exchange, 0.1, 10.0, "SGD/USD")
    return amount / exchange


def breakeven(cost, target):
    """
    Find where a straight-line cost reaches a target: the gas price or carbon tax at which an import pays.

    Parameters
    ----------
    cost : callable
        Cost as a function of one number; must be a straight line, as the costs of this file are.
    target : float
        The cost to be reached. [SGD/MWh]

    Returns
    -------
    argument : float
        The number at which ``cost(argument) == target``; below zero if the cost is above it even at none,
        infinite if the cost does not depend on the number. [-]
    """
    nothing, unit = float(cost(0.0)), float(cost(1.0))
    if unit == nothing:
        return np.inf
    return (target - nothing) / (unit - nothing)


MODELS = {"marginal_cost": marginal_cost, "new_entrant_cost": new_entrant_cost}
