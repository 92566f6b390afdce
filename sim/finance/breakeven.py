"""The gas price, or the carbon tax, at which power from new gas in Singapore costs as much as the import."""

from sim.checks import NonNegative, Positive


def breakeven_gas_price(price, carbon_tax, *, exchange: Positive = 1.30, charges: NonNegative = 0.0,
                        heat_rate: Positive = 7.0, emission_factor: NonNegative = 0.0561,
                        non_fuel: NonNegative = 52.0):
    """
    Gas price above which the import is cheaper than new gas.

    Parameters
    ----------
    price : float or array
        Price of the import at the Singapore meter. [USD/MWh]
    carbon_tax : float or array
        Tax on emissions. [SGD/tCO2]
    exchange : float
        Singapore dollars for one US dollar. [SGD/USD]
    charges : float
        What the buyer pays on top for the import and would not pay for new gas; zero where the exporter bears
        them and the price covers them. [SGD/MWh]
    heat_rate : float
        Fuel per energy of the new plant. [GJ/MWh]
    emission_factor : float
        Emissions per energy of gas. [tCO2/GJ]
    non_fuel : float
        Capital and upkeep of the new plant per energy. [SGD/MWh]

    Returns
    -------
    gas_price : float or array
        Negative where the import is cheaper than gas given away. [SGD/GJ]

    References
    ----------
    .. [1] Non-fuel cost: the 122.03 SGD/MWh of long-run marginal cost at a gas price of 9.87 SGD/GJ (Energy
       Market Authority, vesting contract parameters 2017-18), less about 70 of fuel; in the money of that
       year. Heat rate and exchange rate are assumed, as is that the exporter bears all charges.
    .. [2] Emission factor: 56.1 kg/GJ, IPCC 2006 Guidelines, volume 2, table 2.2, natural gas.
    """
    return (price * exchange + charges - non_fuel) / heat_rate - emission_factor * carbon_tax


def breakeven_carbon_price(price, gas_price, *, exchange: Positive = 1.30, charges: NonNegative = 0.0,
                           heat_rate: Positive = 7.0, emission_factor: Positive = 0.0561,
                           non_fuel: NonNegative = 52.0):
    """
    Carbon tax above which the import is cheaper than new gas.

    Parameters
    ----------
    price : float or array
        Price of the import at the Singapore meter. [USD/MWh]
    gas_price : float or array
        Price of gas at the new plant. [SGD/GJ]
    exchange : float
        Singapore dollars for one US dollar. [SGD/USD]
    charges : float
        What the buyer pays on top for the import and would not pay for new gas; zero where the exporter bears
        them and the price covers them. [SGD/MWh]
    heat_rate : float
        Fuel per energy of the new plant. [GJ/MWh]
    emission_factor : float
        Emissions per energy of gas. [tCO2/GJ]
    non_fuel : float
        Capital and upkeep of the new plant per energy. [SGD/MWh]

    Returns
    -------
    carbon_tax : float or array
        Negative where the import is cheaper without any tax. [SGD/tCO2]

    References
    ----------
    .. [1] Sources and assumptions as for `breakeven_gas_price`.
    """
    return ((price * exchange + charges - non_fuel) / heat_rate - gas_price) / emission_factor


MODELS = {"breakeven_gas_price": breakeven_gas_price, "breakeven_carbon_price": breakeven_carbon_price}
