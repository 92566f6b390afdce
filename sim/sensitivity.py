"""What moves the required price: one thing at a time, by how full the cable is, and what it is held against."""

from typing import NamedTuple

import numpy as np

from sim import books, chain
from sim.figures import carbon_tax
from sim.market import gas
from sim.scenario.load import load
from sim.share import shared


class Swing(NamedTuple):
    """What a thing that is not known does to the required price."""

    name: str
    """What is changed."""
    texts: tuple
    """What it is changed to, the two ways."""
    prices: tuple
    """Required then. [USD/MWh]"""


class Point(NamedTuple):
    """A size of farm and battery behind the same cable."""

    capacity: float
    """Of the farm wished for. [MW]"""
    energy: float
    """Of the battery. [MWh]"""
    load_factor: float
    """Delivered over received rating. [-]"""
    price: float
    """Required. [USD/MWh]"""
    left: float
    """Share of the energy at the hub that does not go to Singapore. [-]"""


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


def levers(s, unsure=0.08):
    """
    Return what a tornado turns.

    Parameters
    ----------
    s : Scenario
        Costs, rates and doubts that stand in it are turned about their own values; what its models do not have is
        left out.
    unsure : float
        Standard deviation of the level of the wind, where the scenario leaves that to the wind's source. [-]

    Returns
    -------
    levers : list of (str, tuple of (str, dict), bool)
        Name, the two ways as (text, keys), and whether the trade changes.
    """
    def each(key, values, text):
        return tuple((text.format(value), {key: value}) for value in values)

    doubt, farm, debt = s.uncertainty.cost, books.price(s, "farm"), s.finance.debt.rate
    irr, rate = s.finance.target_equity_irr, getattr(s.link.outage, "cable_rate_per_100km_year", 0.0)
    given = s.uncertainty.energy.wind_level
    unsure = unsure if isinstance(given, str) else given
    vintages = tuple((text, {"cost.cable": f"dc_submarine_{key}",
                             "cost.converters_onshore": f"converter_pair_onshore_{key}",
                             "cost.converters_offshore": f"converter_pair_offshore_{key}"})
                     for key, text in (("pre_2022", "contracts before 2022"), ("dea_2025", "DEA 2025")))
    found = [
        ("cost of cable and stations", vintages, False),
        ("return that owners ask", each("finance.target_equity_irr", (irr - 0.02, irr + 0.02), "{:.0%}"), False),
        ("interest on the debt", each("finance.debt.rate", (debt - 0.01, debt + 0.01), "{:.1%}"), False)]
    if s.resource.source == "synthetic":
        found.append(("level of the wind", tuple(
            (f"{sign * unsure:+.0%}", {"resource.wind.level": s.resource.wind.level * (1.0 + sign * unsure)})
            for sign in (1, -1)), True))
    if doubt.model != "none":
        found.append(("cost of the farm", tuple((f"{share - 1.0:+.0%}", {"cost.farm": share * farm})
                                                for share in (doubt.farm_low, doubt.farm_high)), False))
    if rate:
        found.append(("faults of the cable", each("link.outage.cable_rate_per_100km_year", (0.5 * rate, 2.0 * rate),
                                                  "{:g} a year and 100 km"), True))
    return found


def swings(case, chosen=None, share=None):
    """
    Return what each lever does to the required price, the largest first.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed, at a contract price that is a number: all are traded at that.
    chosen : list, optional
        As `levers` returns them, which is the default.
    share : callable, optional
        Stages that cases have in common, as `sim.share.shared` makes it.

    Returns
    -------
    swings : list of Swing
        Where the trade does not change, it is that of the case.
    """
    s, share, found = case.scenario, shared() if share is None else share, []
    for name, ways, traded in levers(s, case.wind.unsure[0]) if chosen is None else chosen:
        prices = []
        for _, keys in ways:
            other = load(s.model_dump(), keys)
            done = (chain.run(other, share=share, keep=False, see=False).finance if traded else
                    books.close(other, case.farm, case.hub, case.route, case.link, case.traded))
            prices.append(float(done.required))
        found.append(Swing(name, tuple(text for text, _ in ways), tuple(prices)))
    return sorted(found, key=lambda swing: -abs(swing.prices[1] - swing.prices[0]))


def fuller(scenario, capacities, energies, share=None, hours=4.0):
    """
    Return load factor and required price of farms and batteries of several sizes behind the same cable.

    Parameters
    ----------
    scenario : Scenario
        With a contract price that is a number: all are traded at that.
    capacities : sequence of float
        Of the farm. [MW]
    energies : sequence of float
        Of the battery; 0 for none. [MWh]
    share : callable, optional
        Stages that cases have in common.
    hours : float
        Energy over power of the battery. [h]

    Returns
    -------
    points : list of Point
        Battery by battery, from the smallest farm on.
    """
    share, found = shared() if share is None else share, []
    for energy in energies:
        for capacity in capacities:
            s = load(scenario.model_dump(), {"farm.capacity_mw": float(capacity), "storage.energy_mwh": float(energy),
                                             "storage.power_mw": energy / hours})
            done = chain.run(s, share=share, keep=False, see=False)
            annual, rated = done.traded.annual, s.link.rating_mw * 8760.0
            brought = annual.available + annual.supplied
            gone = annual.delivered + annual.malaysia + annual.link_loss + annual.battery_loss
            found.append(Point(float(capacity), float(energy), float(annual.delivered.mean()) / rated,
                               float(done.finance.required), float(1.0 - gone.mean() / brought.mean())))
    return found


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
        return gas.to_usd(gas.new_entrant_cost(price, tax, **given), s.market.sgd_per_usd)

    equal = [gas.breakeven(lambda price, tax=tax: gas.new_entrant_cost(price, tax, **given),
                           required * s.market.sgd_per_usd) for tax in taxes]
    return Breakeven(prices, taxes, np.array([cost(prices, tax) for tax in taxes]), np.array(equal), required,
                     (s.market.gas_price_sgd_per_gj, own))
