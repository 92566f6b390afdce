"""Singapore's market in one operating year: demand and spot price."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import demand as case_demand
from sim.case.buyers import buyers
from sim.case.years import traded_years
from sim.errors import named
from sim.inputs import generation_fleet, grid_prices, usep
from sim.market import gas_power_cost
from sim.market.clearing import Conditions
from sim.stochastic import generator

if TYPE_CHECKING:
    from sim.case.buyers import Buyer
    from sim.market.clearing import GridPrices, Quote
    from sim.scenario.schema import Scenario

READS = ("seed", "time.period_h", "time.first_operating_year", "time.operating_years",
         "time.traded_years", "time.also_traded",
         "link.rating_mw", "local.load", "buyers", "market.demand", "market.demand_files", "market.price",
         "market.marginal", "market.gas_price_sgd_per_gj", "market.sgd_per_usd", "market.import_charge_usd_per_mwh",
         "market.reserve_cost_usd_per_mwh", "carbon.tax")
"""Keys and tables of the scenario that this stage reads."""


class Market(NamedTuple):
    """Singapore's market in one operating year."""

    demand: np.ndarray
    """System demand, shape (time,). [MW]"""
    spot: np.ndarray
    """Spot price as the seller gets it, real, before its own import, shape (weather_year, time). [USD/MWh]"""
    local: np.ndarray
    """Load of the local sink in Vietnam over its mean, shape (time,). [-]"""
    quotes: tuple[Quote, ...] = ()
    """Spot market of each weather year, to be cleared again behind an import; none where the model of the price knows
    no import."""
    charge: float = 0.0
    """Charges on an import, between the spot price and what the seller gets. [USD/MWh]"""
    expected: np.ndarray | None = None
    """Spot price as the seller gets it behind the import that the market expects, which bids are valued at, shape
    (weather_year, time). [USD/MWh]"""
    buyers: tuple[Buyer, ...] = ()
    """The buyers that the scenario lists, in this year."""
    year: int | None = None
    """Calendar year."""

    @property
    def valued(self) -> np.ndarray:
        """Spot prices that bids are valued at: behind the import that the market expects, if any moves it."""
        return self.spot if self.expected is None else self.expected


def make(s: Scenario, weather_years: int) -> tuple[Market, ...]:
    """Return the `Market` of each traded year; spot prices before import stay in the quotes of the first alone."""
    first, *later = traded_years(s.time)
    return (market(s, first, weather_years),
            *(each._replace(quotes=tuple(quote._replace(spot=np.empty(0)) for quote in each.quotes))
              for each in (market(s, year, weather_years) for year in later)))


def market(s: Scenario, year: int, weather_years: int) -> Market:
    """Demand and spot price of one operating year; each weather year has its own draw of the price."""
    demand, quotes = prices(s, year, weather_years)
    charge = s.market.import_charge_usd_per_mwh + s.market.reserve_cost_usd_per_mwh
    expected = np.stack([q.expected for q in quotes]) - charge
    moved = tuple(q._replace(expected=np.empty(0), net=_one(q.net, quotes[0].net)) for q in quotes
                  ) if quotes[0].stack is not None else ()
    return Market(demand, np.stack([q.spot for q in quotes]) - charge, s.local.load.bind()(int(year), s.time.period_h),
                  moved, charge, expected, buyers(s, year), int(year))


def _one(values: np.ndarray | None, first: np.ndarray | None) -> np.ndarray | None:
    """Return the first of two arrays for the second where they are equal, as the demand of all weather years is."""
    return values if values is None or first is None or not np.array_equal(values, first) else first


def prices(s: Scenario, year: int, weather_years: int) -> tuple[np.ndarray, list[Quote]]:
    """Demand and a quote of the spot price for each weather year, of one operating year."""
    dt = s.time.period_h
    demand = case_demand.demand(s, year)
    tax = s.carbon.tax.bind()(float(year))
    cost = s.market.marginal.bind()(s.market.gas_price_sgd_per_gj, tax)
    given = Conditions(
        usep.embedded(),
        float(gas_power_cost.to_usd(cost, s.market.sgd_per_usd)),
        generation_fleet.embedded(),
        int(year),
        s.market.gas_price_sgd_per_gj,
        float(tax),
        s.market.sgd_per_usd,
        s.link.rating_mw,
    )
    model, of_grid = s.market.price.bind(), grid(s, year)
    return demand, [model(given._replace(grid=of_grid[w % len(of_grid)] if of_grid else None), demand,
                          generator(s.seed, "price", w), dt) for w in range(weather_years)]


def grid(s: Scenario, year: int) -> tuple[GridPrices, ...]:
    """Prices of a zone of a grid by weather year, where the scenario takes them; else none."""
    if s.market.price.model != "grid" or not s.market.price.results:
        return ()
    with named("market.price.results"):
        return grid_prices.read(s.market.price.results, s.market.price.zone, int(year))
