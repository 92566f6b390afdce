"""
The works that are timed, on the base case: one weather year of 17,520 half-hours, 153 turbines.

What each costs, for each period unless said otherwise:

- ``greedy``: the loop reads wind and two widths, writes flow and level, and does some ten additions, products and
  clamps, three of which wait for the period before; the rest of the door is one subtraction. About 1.4 times the
  yardstick, bound by that chain of three and not by memory.
- ``trade_year``: the greedy loop between two readings of the tree. ``reach`` walks the segments of the period's
  reward curve that are worth the threshold (some 10 of up to 14), ``climb`` those that the power fills; then the
  link's own table is read by interpolation, and the ledger makes some 40 passes over arrays of 140 kB, which stay in
  cache.
- ``tree``: bids to reward curves, for each of three pole states: every period sorts 2, merges 3, cuts by 8 link pieces
  and merges 13 segments into arrays of (state, period, 14 segments, 25 bytes), 18 MB: bound by writing memory.
- ``farm_year``: hours through the curve and the wake table: two interpolations to place the period, four gathers, one
  interpolation of the power curve, one cube root and some 20 passes.
- ``wake_table``: no periods. Directions x speeds x pairs of turbines that shade each other, each with an exponential
  and a square root: 120 x 45 x 153 x 152 / 2, of which pruning by distance leaves about an eighth.

All but ``wake_table`` grow in proportion to periods and years; nothing is allocated that grows with the number of
cases.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim import tree, wiring
from sim.farm import output, wake
from sim.scenario.schema import Scenario
from sim.trade import dispatch

PRICE = 220.0
"""Price of the contract; any would do. [USD/MWh]"""


class Base(NamedTuple):
    """The base case as far as the trade, for one weather year and one traded year."""

    scenario: object
    air: object
    farm: object
    line: object
    link: object
    power: np.ndarray
    """Wind at the hub, shape (time,). [MW]"""
    poles: np.ndarray
    """Pole state, shape (draw, time)."""
    spot: np.ndarray
    """Shape (weather_year, time). [USD/MWh]"""
    battery: object


@lru_cache(maxsize=1)
def base():
    """Return the base case, built once."""
    s = Scenario(time={"weather_years": 1, "traded_years": 1}, link={"outage_draws": 1})
    air = wiring.at_hub_height(s)
    farm = wiring.farm(s, air)
    line = wiring.line(s)
    link = wiring.link(s, line, 1)
    spot = wiring.market(s, s.time.first_operating_year, 1).spot
    battery = s.storage.battery.bind()(s.storage.power_mw, s.storage.energy_mwh, s.time.period_h, 0.0)
    power = wiring.hub(s, air, farm).power[0][0]
    return Base(s, air, farm, line, link, power, np.ascontiguousarray(link.poles)[:, 0], spot, battery)


def greedy():
    """Return the greedy policy over a year, the widths of the reward curve given."""
    b = base()
    offer = tree.offers(b.scenario, b.link, b.line, b.spot, PRICE)(0)
    firm = offer.reach(b.poles[0], 100.0)
    policy = b.scenario.trade.policy.bind()
    start = 0.5 * (b.battery.low + b.battery.high)
    return lambda: policy(b.power, lambda value: firm, b.battery, b.scenario.time.period_h, start)


def trade_year():
    """Return a whole year of greedy trade: widths, loop, climb, link, ledger, its balances checked."""
    b = base()
    offer = tree.offers(b.scenario, b.link, b.line, b.spot, PRICE)(0)
    policy, view = b.scenario.trade.policy.bind(), tree.seen(b.link, b.line)
    start = 0.5 * (b.battery.low + b.battery.high)
    return lambda: dispatch.year(policy, b.power, b.poles, offer, view, b.battery, b.scenario.time.period_h,
                                 np.array([start]))


def tree_year():
    """Return the building of a year's reward curves from the bids."""
    b = base()
    offers = tree.offers(b.scenario, b.link, b.line, b.spot, PRICE)
    return lambda: offers(0)


def farm_year():
    """Return the way of a year's hours through the power curve, the wake table and the losses."""
    b = base()
    losses = b.scenario.farm.loss.bind()(0.0)
    return lambda: output.produce(b.air.speed, b.air.direction, b.air.density, b.farm.turbine, b.farm.count,
                                  b.farm.efficiency, losses)


def wake_table():
    """Return the wake table of the base case."""
    b = base()
    return lambda: wake.table(b.scenario.farm.wake.bind(), b.farm.layout, b.farm.turbine)


WORKS = {"greedy": greedy, "trade_year": trade_year, "tree": tree_year, "farm_year": farm_year,
         "wake_table": wake_table}
