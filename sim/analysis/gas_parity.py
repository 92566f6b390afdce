"""Prices of new gas and of carbon at which the import breaks even."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case.adequacy import contracted
from sim.case.years import interpolate, operating_years
from sim.finance.metrics import crf, real_rate
from sim.finance.project_returns import evaluate
from sim.finance.timeline import escalation, place
from sim.market import gas_power_cost
from sim.units import MONEY_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.sales import ExpectedYears
    from sim.chain import Case
    from sim.scenario.schema import Scenario

FIGURES = {
    "npv_at_new_gas": ("USD", "after tax, without debt, at the nominal WACC, if the contract paid what new gas costs "
                              "in Singapore; at the end of 2025, in its money"),
    "new_gas_cost": ("USD/MWh", "full cost of new gas in Singapore, carbon tax levelised at the real WACC by the "
                                "energy under contract; real 2025"),
    "contracted_share": ("-", "energy delivered under contracts over all energy delivered; below 0.9 the required "
                              "price is not compared with new gas"),
    "average_price": ("USD/MWh", "payments of Singapore under contracts and at the spot price, over all energy "
                                 "delivered; mean of operation, real 2025"),
    "backup_cost": ("USD/MWh", "peaking plant for the part of the contracted power without capacity credit, over the "
                               "energy delivered; real 2025"),
    "nominal_price_first_year": ("USD/MWh", "contract price as invoiced in the first year of operation; nominal"),
    "nominal_price_last_year": ("USD/MWh", "contract price as invoiced in the last year of operation; nominal"),
    "contingency": ("USD", "part of capex that is contingency; real 2025"),
}
"""Summary values that this file makes: unit and note."""

CONTRACTED = 0.90
"""Share of the delivered energy that the contract must take for its price to be compared with gas (assumed)."""


def levelised(s: Scenario, years: ExpectedYears) -> float:
    """
    Value of a contract's price as it is paid, over that in money of the year it is agreed in.

    Parameters
    ----------
    s : Scenario
        For the drift of the currency, the path of the price, and the real WACC.
    years : ExpectedYears
        Energy paid for in each year.

    Returns
    -------
    levelised : float
        Mean over the years by discounted energy; 1 where the price is flat. [-]
    """
    since = operating_years(s.time) - MONEY_YEAR
    weight = np.maximum(years.paid, 1e-9) * ((1.0 + s.finance.inflation) / (1.0 + s.finance.wacc)) ** since
    paid = (1.0 - s.contract.drift_per_year) ** since * s.contract.path.bind()(s.time.operating_years)
    return float((weight * paid).sum() / weight.sum())


def contracted_share(years: ExpectedYears) -> float:
    """Return the share of the delivered energy that contracts pay for. [-]"""
    return float(years.contract.sum() / max(years.delivered.sum(), 1e-9))


def average_price(case: Case) -> float:
    """
    Return the payments of Singapore over all energy delivered.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    price : float
        Contracts at their price and what they pay for capacity, the rest at the spot price; mean of operation, real
        2025. [USD/MWh]
    """
    years, money = case.finance.years, case.finance
    paid = years.paid * money.price * levelised(case.scenario, years) + years.fixed + years.revenue_at("singapore")
    return float(paid.sum() / max(years.delivered.sum(), 1e-9))


def carbon_tax(s: Scenario, year: np.ndarray) -> np.ndarray:
    """Return Singapore's carbon tax of a scenario, shape of `year`. [SGD/tCO2]"""
    return s.carbon.tax.bind()(year)


def levelised_tax(case: Case) -> float:
    """
    Return the carbon tax levelised over the energy under contract, as the price it is set beside is.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    tax : float
        Mean over operation by discounted energy. [SGD/tCO2]
    """
    s = case.scenario
    calendar = operating_years(s.time)
    rate = real_rate(s.finance.wacc, s.finance.inflation)
    weight = np.maximum(case.finance.years.paid, 1e-9) * (1.0 + rate) ** -np.arange(calendar.size, dtype=float)
    return float((carbon_tax(s, calendar) * weight).sum() / weight.sum())


def backup_cost(case: Case) -> float:
    """
    Return the cost of the peaking plant that stands in for an import when it does not deliver.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed, the firmness of its deliveries among it.

    Returns
    -------
    cost : float
        Annuity and upkeep of the missing capacity, over the energy delivered; fuel is left out, for what it burns
        is paid at the price of its hours. [USD/MWh]
    """
    s, peaker = case.scenario, case.scenario.finance.yardstick
    elcc = float(interpolate(s, [year.credit.elcc for year in case.traded.import_years()]).mean())
    missing = max(contracted(s) - elcc, 0.0)
    yearly = peaker.backup_usd_per_kw * crf(real_rate(s.finance.wacc, s.finance.inflation), peaker.backup_life_years)
    yearly = 1e3 * (yearly + peaker.backup_upkeep_usd_per_kw_year)
    return missing * yearly / max(float(case.finance.years.delivered.mean()), 1e-9)


class GasParity(NamedTuple):
    """The contract beside new gas, and the price of the contract as it is invoiced; meanings as in `FIGURES`."""

    npv_at_new_gas: float
    """At what new gas costs. [USD]"""
    new_gas_cost: float
    """Carbon tax levelised. [USD/MWh]"""
    contracted_share: float
    """Of the energy delivered. [-]"""
    average_price: float
    """Of all that is delivered. [USD/MWh]"""
    backup_cost: float
    """NaN where the firmness of the deliveries was not asked for. [USD/MWh]"""
    nominal_price_first_year: float
    """In its money. [USD/MWh]"""
    nominal_price_last_year: float
    """In its money. [USD/MWh]"""
    contingency: float
    """Part of capex. [USD]"""


def figures(case: Case, found: GasParity) -> dict[str, float]:
    """
    Summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : GasParity
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    return found._asdict()


def compute(case: Case) -> GasParity:
    """
    The contract of a case beside new gas.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    parity : GasParity
    """
    s, money = case.scenario, case.finance
    gas = sum(new_gas(case)[0].values())
    terms = money.terms.at(gas, money.terms.paid_out(money.components))
    flows = evaluate(*terms[:4], place(money.timeline, money.years.delivered), *terms[4:], wacc=s.finance.wacc,
                     **money.terms.paid._asdict())
    paid = money.terms.currency * money.price * escalation(money.timeline, indexation=s.finance.indexation)[
        money.timeline.operating]
    reserve = sum(float(part.capex) for part in money.components if part.name == "contingency")
    backup = backup_cost(case) if case.traded.seen[0] is not None else float("nan")
    return GasParity(float(flows.npv), gas, contracted_share(money.years), average_price(case), backup,
                     float(paid[0]), float(paid[-1]), reserve)


def new_gas(case: Case) -> tuple[dict[str, float], float]:
    """Return the full cost of new gas in Singapore by part [USD/MWh], and the levelised carbon tax in it [SGD/tCO2]."""
    s, tax = case.scenario, levelised_tax(case)
    given = s.market.new_gas.given()
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
    here: tuple[float, float]
    """Price of gas and levelised carbon tax of the scenario. [SGD/GJ] and [SGD/tCO2]"""


def breakeven(case: Case, taxes: Sequence[float] = (0.0, 200.0, 400.0), highest: float = 60.0) -> Breakeven:
    """
    Return at which price of gas new gas costs as much as the project requires, for several carbon taxes.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    taxes : sequence of float
        Beside the one of the scenario, levelised over operation. [SGD/tCO2]
    highest : float
        Of the prices of gas. [SGD/GJ]

    Returns
    -------
    breakeven : Breakeven
    """
    s, required = case.scenario, float(case.finance.required)
    own, given = levelised_tax(case), s.market.new_gas.given()
    levels, prices = np.array(sorted({*taxes, own})), np.linspace(0.0, highest, 101)

    def cost(price: np.ndarray, tax: float) -> np.ndarray:
        return gas_power_cost.to_usd(gas_power_cost.new_entrant_cost(price, tax, **given), s.market.sgd_per_usd)

    equal = [gas_power_cost.breakeven(lambda price, tax=tax: gas_power_cost.new_entrant_cost(price, tax, **given),
                           required * s.market.sgd_per_usd) for tax in levels]
    return Breakeven(prices, levels, np.array([cost(prices, tax) for tax in levels]), np.array(equal), required,
                     (s.market.gas_price_sgd_per_gj, own))
