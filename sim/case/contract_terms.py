"""The terms of the contracts of a case: by year, relief for outages, and the income of simulated years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import refusal
from sim.market.contract import merchant
from sim.market.contract_clauses import EXCUSED
from sim.trade.settlement import shortfall
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.case.route import RouteLine
    from sim.records import Contract
    from sim.scenario.schema import Scenario
    from sim.scenario.tables_trade import AlsoTable, ContractTable
    from sim.trade.settlement import Ledger


def listed(s: Scenario) -> tuple[ContractTable | AlsoTable, ...]:
    """Return the tables of all contracts: the first, and those beside it."""
    return s.contract, *s.contract.also


def stated_price(contract: ContractTable | AlsoTable, solved: float) -> float:
    """Return the price of a contract: as the scenario states it, or `solved` where it is to be found. [USD/MWh]"""
    return solved if contract.price == "solve" else float(contract.price)


def contracts(s: Scenario, spot: np.ndarray, price: float, year: int | None = None) -> tuple[Contract, ...]:
    """
    Return the terms of each contract for one year.

    Parameters
    ----------
    s : Scenario
    spot : array, shape (time,)
        Spot price as the seller gets it. [USD/MWh]
    price : float
        Price of the contracts whose price is to be solved. [USD/MWh]
    year : int, optional
        Calendar year; beyond the term of the contracts nothing is sold under them.

    Returns
    -------
    contracts : tuple of sim.records.Contract
        The first, and those that the scenario has beside it.
    """
    charge = s.market.import_charge_usd_per_mwh + s.contract.reserve_share * s.market.reserve_cost_usd_per_mwh
    # The spot price is net of the whole reserve cost; a contract may leave a part of that to its buyer.
    gross = spot + s.market.import_charge_usd_per_mwh + s.market.reserve_cost_usd_per_mwh
    made: list[Contract] = []
    over = year is not None and 0 < s.contract.term_years <= year - s.time.first_operating_year
    for each in listed(s):
        model = merchant if over else each.terms.bind()
        terms = model(stated_price(each, price), gross - charge, charge)
        made.append(each.clauses.bind()(terms, gross - charge, charge))
    return tuple(made)


def infeed_payments(s: Scenario) -> dict[str, float]:
    """
    Return the payments of each party for reserve beyond that for the largest other unit.

    Parameters
    ----------
    s : Scenario

    Returns
    -------
    payments : dict of str to float
        By payer: exporter, buyer, system. [USD/MWh]
    """
    given = s.market.infeed
    exporter = {"exporter": 1.0, "shared": given.exporter_share}.get(given.paid_by, 0.0)
    buyer = 1.0 if given.paid_by == "buyer" else 0.0
    return {name: share * given.reserve_price_usd_per_mwh
            for name, share in (("exporter", exporter), ("buyer", buyer), ("system", 1.0 - exporter - buyer))}


def excused(s: Scenario, taken: Mapping[str, np.ndarray]) -> np.ndarray:
    """
    Return the share of what each contract asks in a year that outages excuse.

    Parameters
    ----------
    s : Scenario
    taken : dict of str to array, shape (draw, weather_year)
        Share of the poles' time that each cause of outages takes, by name. [-]

    Returns
    -------
    share : array, shape (weather_year, draw, contract)
        Of the energy owed. [fraction]
    """
    none = np.zeros_like(next(iter(taken.values())).T)
    shares = [sum((taken[name].T for name in EXCUSED[each.clauses.force_majeure]), none)
              for each in listed(s)]
    return np.minimum(np.stack(shares, axis=-1), 1.0)


def under_contracts(s: Scenario, annual: Ledger) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the energy paid at the price of the first contract, and the revenue under contracts that does not follow it.

    Parameters
    ----------
    s : Scenario
    annual : Ledger
        Arrays of shape (operating_year, weather_year, outage_draw), by contract on a last axis.

    Returns
    -------
    energy : array, shape (operating_year, weather_year, outage_draw)
        [MWh]
    fixed : array, shape (operating_year, weather_year, outage_draw)
        [USD]
    """
    follows = np.array([True, *(each.price == "solve" for each in s.contract.also)])
    prices = np.array([stated_price(each, 0.0) for each in listed(s)])
    return ((annual.paid * follows).sum(axis=-1),
            (annual.paid * np.where(follows, 0.0, prices) + annual.extra).sum(axis=-1))


def sold(s: Scenario, annual: Ledger, transit: float) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the energy paid at the price of the first contract, and all other income less what it costs to sell.

    Parameters
    ----------
    s : Scenario
    annual : Ledger
        Arrays of shape (operating_year, weather_year, outage_draw).
    transit : float
        Charge on energy landed in Singapore. [USD/MWh]

    Returns
    -------
    energy : array, shape (operating_year, weather_year, outage_draw)
        [MWh]
    other : array, shape (operating_year, weather_year, outage_draw)
        [USD]
    """
    energy, fixed = under_contracts(s, annual)
    penalty, charges = charged(s, annual, transit)
    buyers = np.delete(annual.buyer_revenue, np.arange(3, 3 + len(listed(s))), axis=-1).sum(axis=-1)
    return energy, fixed + buyers - penalty - charges


def charged(s: Scenario, annual: Ledger, transit: float) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the penalty for energy not delivered, and what markets, grids and transit charge beside what spot revenue is
    net of.

    Parameters
    ----------
    s : Scenario
    annual : Ledger
        Arrays of shape (operating_year, weather_year, outage_draw).
    transit : float
        Charge on energy landed in Singapore. [USD/MWh]

    Returns
    -------
    penalty, charges : array, shape (operating_year, weather_year, outage_draw)
        [USD]
    """
    charge = s.market.import_charge_usd_per_mwh + s.contract.reserve_share * s.market.reserve_cost_usd_per_mwh
    penalty = shortfall(annual.energy, annual.minimum, annual.rate, damages_cap(s))[1]
    return penalty, (annual.contract * charge + annual.station_cost + annual.supply_cost + annual.imbalance_cost
                     + annual.landed * transit + annual.infeed_reserve * infeed_payments(s)["exporter"])


def damages_cap(s: Scenario) -> np.ndarray:
    """Return the most of the energy owed that damages are paid for, shape (contract,). [fraction]"""
    return np.array([each.clauses.damages_cap for each in listed(s)])


def wheeling_charges(s: Scenario, landed: np.ndarray, line: RouteLine) -> np.ndarray:
    """
    Return the wheeling charges of a route to the grids that it crosses; zero without wheeling.

    Parameters
    ----------
    s : Scenario
    landed : array, shape (..., operating year)
        Energy that lands. [MWh]
    line : RouteLine

    Returns
    -------
    paid : array, shape (..., operating year)
        Real, the least of take or pay among it. [USD]

    Raises
    ------
    SundalinkError
        If a take-or-pay share is given for a route without wheeling.
    """
    least, wheeling = s.route.wheeling_take_or_pay, line.route.wheeling
    if least and wheeling is None:
        raise refusal("route.wheeling_take_or_pay", least, "fraction", "must be 0 on a route without wheeling")
    wheeled = landed if not least or wheeling is None else np.maximum(
        landed, least * wheeling.capacity * HOURS_PER_YEAR)
    return wheeled * line.charge
