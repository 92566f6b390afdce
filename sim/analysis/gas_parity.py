"""Prices of new gas and of carbon at which the import breaks even."""

from typing import NamedTuple

import numpy as np

from sim.case.finance import MONEY_OF
from sim.market import gas_power_cost

CONTRACTED = 0.90
"""Share of the delivered energy that the contract must take for its price to be compared with gas (assumed)."""


def levelised(s, years):
    """
    Return what a contract's price is worth as it is paid, over what it is in money of the year it is agreed in.

    Parameters
    ----------
    s : Scenario
        For the drift of the currency, and the real WACC.
    years : Year
        Energy paid for in each year.

    Returns
    -------
    levelised : float
        Mean over the years by discounted energy; 1 where the currency does not drift. [-]
    """
    since = s.time.first_operating_year + np.arange(s.time.operating_years) - MONEY_OF
    weight = np.maximum(years.paid, 1e-9) * ((1.0 + s.finance.inflation) / (1.0 + s.finance.wacc)) ** since
    return float((weight * (1.0 - s.contract.drift_per_year) ** since).sum() / weight.sum())


def carbon_tax(s, year):
    """Return Singapore's carbon tax of a scenario, shape of `year`. [SGD/tCO2]"""
    return s.carbon.tax.bind()(year)


def new_gas(s):
    """Return the full cost of new gas in Singapore by part [USD/MWh], and the carbon tax in it: its mean over operation
    [SGD/tCO2]."""
    calendar = s.time.first_operating_year + np.arange(s.time.operating_years)
    given, tax = s.market.new_gas.given(), float(carbon_tax(s, calendar).mean())
    plant = gas_power_cost.new_entrant_cost(0.0, 0.0, **given)
    found = {"fuel": gas_power_cost.new_entrant_cost(s.market.gas_price_sgd_per_gj, 0.0, **given) - plant,
             "carbon tax": gas_power_cost.new_entrant_cost(0.0, tax, **given) - plant, "plant, upkeep": plant}
    return {name: float(gas_power_cost.to_usd(value, s.market.sgd_per_usd)) for name, value in found.items()}, tax


class Breakeven(NamedTuple):
    """The required price beside new gas."""

    gas: np.ndarray
    """Prices of gas, shape (gas,). [SGD/GJ]"""
    tax: np.ndarray
    """Carbon taxes, shape (tax,). [SGD/tCO2]"""
    cost: np.ndarray
    """Full cost of new gas, shape (tax, gas). [USD/MWh]"""
    equal: np.ndarray
    """Price of gas at which it costs as much as the project requires, shape (tax,). [SGD/GJ]"""
    required: float
    """[USD/MWh]"""
    here: tuple
    """Price of gas and mean carbon tax of the scenario. [SGD/GJ] and [SGD/tCO2]"""


def breakeven(case, taxes=(0.0, 200.0, 400.0), highest=60.0):
    """
    Return at which price of gas new gas costs as much as the project requires, for several carbon taxes.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    taxes : sequence of float
        Beside the one of the scenario, its mean over operation. [SGD/tCO2]
    highest : float
        Of the prices of gas. [SGD/GJ]

    Returns
    -------
    breakeven : Breakeven
    """
    s, required = case.scenario, float(case.finance.required)
    calendar = s.time.first_operating_year + np.arange(s.time.operating_years)
    own, given = float(carbon_tax(s, calendar).mean()), s.market.new_gas.given()
    taxes, prices = np.array(sorted({*taxes, own})), np.linspace(0.0, highest, 101)

    def cost(price, tax):
        return gas_power_cost.to_usd(gas_power_cost.new_entrant_cost(price, tax, **given), s.market.sgd_per_usd)

    equal = [gas_power_cost.breakeven(lambda price, tax=tax: gas_power_cost.new_entrant_cost(price, tax, **given),
                           required * s.market.sgd_per_usd) for tax in taxes]
    return Breakeven(prices, taxes, np.array([cost(prices, tax) for tax in taxes]), np.array(equal), required,
                     (s.market.gas_price_sgd_per_gj, own))
