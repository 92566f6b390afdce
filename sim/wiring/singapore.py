"""Singapore's market in one operating year: demand and spot price."""

from typing import NamedTuple

import numpy as np

from sim.inputs import fleet
from sim.inputs import price as price_figures
from sim.market import gas
from sim.market.quote import Conditions, clearing
from sim.wiring import load
from sim.wiring.draw import generator


class Market(NamedTuple):
    """Singapore's market in one operating year."""

    demand: np.ndarray
    """System demand, shape (time,). [MW]"""
    spot: np.ndarray
    """Spot price as the seller gets it, real, before its own import, shape (weather_year, time). [USD/MWh]"""
    local: np.ndarray
    """Load of the local sink in Vietnam over its mean, shape (time,). [-]"""
    clearing: object = None
    """``clearing(weather_year, delivered)``: that spot price behind an import, shape (time,); None where the model of
    the price knows no import. [USD/MWh]"""
    expected: np.ndarray | None = None
    """Spot price as the seller gets it behind the import that the market expects, which bids are valued at, shape
    (weather_year, time). [USD/MWh]"""


def market(s, year, weather_years):
    """Demand and spot price of one operating year; each weather year has its own draw of the price."""
    demand, quotes = prices(s, year, weather_years)
    charge = s.market.import_charge_usd_per_mwh + s.market.reserve_cost_usd_per_mwh
    moved = (lambda w, delivered: clearing(quotes[w], delivered) - charge) if quotes[0].stack is not None else None
    return Market(demand, np.stack([q.spot for q in quotes]) - charge, s.local.load.bind()(int(year), s.time.period_h),
                  moved, np.stack([q.expected for q in quotes]) - charge)


def prices(s, year, weather_years):
    """Demand and a quote of the spot price for each weather year, of one operating year."""
    dt = s.time.period_h
    demand = load.demand(s, year)
    tax = s.carbon.tax.bind()(float(year))
    cost = s.market.marginal.bind()(s.market.gas_price_sgd_per_gj, tax)
    given = Conditions(price_figures.embedded(), float(gas.to_usd(cost, s.market.sgd_per_usd)), fleet.embedded(),
                       int(year), s.market.gas_price_sgd_per_gj, float(tax), s.market.sgd_per_usd,
                       s.link.rating_mw)
    model = s.market.price.bind()
    return demand, [model(given, demand, generator(s.seed, "price", w), dt) for w in range(weather_years)]
