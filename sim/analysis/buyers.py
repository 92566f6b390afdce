"""Energy, payments and avoided emissions of each buyer of a case, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.variable import Variable, coordinate
from sim.case import carbon
from sim.case.contract_terms import listed, stated_price
from sim.case.years import interpolate, operating_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.chain import Case
    from sim.scenario.schema import Scenario

BUYER, LIFE = "buyer", "year_of_operation"


class Buyers(NamedTuple):
    """The buyers of a case, arrays of shape (buyer,) or (buyer, operating year)."""

    name: tuple[str, ...]
    """Name of each: local, malaysia, spot, the contracts, and the buyers that the scenario lists."""
    node: tuple[str, ...]
    """Where each stands: hub, landing or singapore."""
    energy: np.ndarray
    """Taken at its own meter in each year of operation. [MWh]"""
    revenue: np.ndarray
    """Paid in each year of operation, at the price that the books are drawn up at; money of 2025. [USD]"""
    avoided: np.ndarray
    """Emissions that it avoids in each year of operation, less those of serving it. [tCO2]"""


def compute(case: Case) -> Buyers:
    """
    Energy, revenue and emissions avoided of each buyer of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    buyers : Buyers
    """
    s, rows, years = case.scenario, case.traded.rows, case.finance.years
    revenue = np.array(years.revenue, dtype=float)
    contracts = listed(s)
    for number, contract in enumerate(contracts):   # the trade may have been bid at another price than the books'
        price = stated_price(contract, case.finance.price)
        annual = case.traded.annual
        paid = (annual.paid[..., number] * price + annual.extra[..., number]).mean(axis=(1, 2))
        revenue[3 + number] = interpolate(s, paid)
    nodes = tuple(rows.node(row) for row in rows.buyers)
    calendar = operating_years(s.time)
    return Buyers(rows.names, nodes, years.energy, revenue, years.energy * _factors(s, rows.names, nodes, calendar))


def variables(case: Case, found: Buyers) -> list[Variable]:
    """
    Arrays of the results by buyer, and the power of those that a scenario lists.

    Parameters
    ----------
    case : Case
    found : Buyers
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    rows = [coordinate(BUYER, list(found.name), None, "who takes power"),
            Variable("buyer_node", BUYER, list(found.node), None, "node of the buyer", coordinate=True)]
    for name, values, unit, text, basis in (
            ("energy", found.energy / 1e3, "GWh", "taken at the buyer's own meter", {}),
            ("revenue", found.revenue, "USD", "paid by the buyer, without penalties", {"price_basis": "real 2025"}),
            ("avoided_emissions", found.avoided, "tCO2", "emissions that the buyer avoids, less those of serving it",
             {})):
        rows += [Variable(f"buyer_{name}", BUYER, values.mean(axis=-1), unit, f"{text}, mean year of operation", basis),
                 Variable(f"buyer_{name}_by_year", (LIFE, BUYER), values.T, unit, f"{text}, by year of operation",
                          basis)]
    hourly = case.traded.hourly
    if hourly is None:
        return rows
    named = {buyer.name for buyer in case.scenario.buyers}
    return rows + [Variable(f"{name}_power", ("operating_year", "weather_year", "time"), hourly.taken[..., place, :],
                            "MW", f"power taken by {name}, at its own meter", {"buyer": name})
                   for place, name in enumerate(found.name) if name in named]


def _factors(s: Scenario, names: Sequence[str], nodes: Sequence[str], calendar: np.ndarray) -> np.ndarray:
    """Return the emissions that a MWh of each buyer avoids in each year, shape (buyer, operating year). [tCO2/MWh]"""
    if not calendar.size or not names:
        return np.zeros((len(names), calendar.size))
    singapore = np.asarray(carbon.grid_factor(s, calendar), dtype=float)
    grids = {"singapore_grid": singapore, "vietnam_grid": np.full(calendar.size, s.supply.carbon_tco2_per_mwh),
             "none": np.zeros(calendar.size)}
    usual = {"hub": "vietnam_grid", "landing": "none", "singapore": "singapore_grid"}
    listed = {buyer.name: buyer for buyer in s.buyers}
    factors = []
    for name, node in zip(names, nodes, strict=True):
        buyer = listed.get(name)
        grid = usual[node] if buyer is None else buyer.displaces
        factor = grids[grid] if grid in grids else np.full(calendar.size, float(grid))
        factors.append(factor - (0.0 if buyer is None else buyer.carbon_tco2_per_mwh))
    return np.array(factors)
