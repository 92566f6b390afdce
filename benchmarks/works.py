"""
The works that are timed, on the base case: one weather year of 17,520 half-hours, 153 turbines.

What each costs, for each period unless said otherwise:

- ``greedy``: the loop reads wind and two widths, writes flow and level, and does some ten additions, products and
  clamps, three of which wait for the period before; the rest of the door is one subtraction. About 1.4 times the
  yardstick, bound by that chain of three and not by memory.
- ``foresight``: the exact optimum of the full-featured case. Backward, every period cuts its reward curve to what the
  battery can move (some 8 parts), merges them into the value function (some 50 pieces of 16 bytes, two buffers that
  stay in cache: a comparison, an addition, two products and two stores for each piece), and writes down the two parts
  or so that the decision will need; forward, it reads those. The pieces grow with the hours of storage, and the cost
  in proportion.
- ``foresight_hours``: the same for 8,760 hours, 1.5 GW of wind, 600 MW and 1.2 GWh, one buyer behind four pieces.
- ``trade_year``: battery, bids, link, balances, clearing price and penalties of a year, sums only, in one compiled pass
  over blocks of 128 periods that stay in the first cache. Four loops are not vectorised: the level of the battery,
  each waiting for the one before (3 ns); the segment that the power reaches, by a uniform grid of its curve's table,
  and what each row takes there (7 ns); the reading of the supply stack (1 ns). The others are some thirty vectorised
  loops over the block (13 ns). It reads 13 arrays of a year, 1.8 MB, and writes none. An eighth of the time is the door
  in Python: sums to a ledger, and the checks of its balances.
- ``trade_histories``: ten outage histories of that year in one call, for each of them: a block of 128 periods that
  another history has entered in the same state at the same level is not traded again, so most blocks are traded once.
- ``tree``: bids to reward curves, for each of three pole states. Between two spot prices at which bids change their
  order nothing changes, so the periods fall into some tens of groups: a search among their bounds for each period, and
  one small tree for each group.
- ``swept_case``: no periods. One case of a sweep in `announced_2023`, its price solved, its wind of another seed each
  time: stages, rounds of trade and finance, two of them on a few weather years, and the figures that need no analysis;
  ``swept_case_full``: all summary values.
- ``curve_year``: speed and density to the power of one turbine: a cube root and a check in passes of their own, then
  one compiled pass: an index computed and not searched, and two gathers from a table of 53 values. 4 ns, half of it for
  the cube root.
- ``farm_year``: hours through the curve and the wake table: a cube root and three checks in passes of their own, then
  one compiled pass, 512 periods at a time, that reads two values of the curve and four of the wakes by computed index
  and writes the five parts of the output. 13 ns, 7 of them in that pass.
- ``wake_table``: no periods. Directions x speeds x pairs of turbines that shade each other, each with an exponential
  and a square root, eight speeds at once: 360 x 45 x 153 x 152 / 2, of which pruning by distance leaves about an
  eighth; directions are shared between the cores.

All but ``wake_table`` grow in proportion to periods and years; nothing is allocated that grows with the number of
cases.
"""

from functools import lru_cache
from itertools import count
from typing import NamedTuple

import numpy as np

from sim.case import bids, hub, resource, route
from sim.case import farm as case_farm
from sim.case import link as case_link
from sim.case import market as case_market
from sim.farm import farm_power, power_curve, wake
from sim.scenario.schema import Scenario
from sim.storage.battery import Battery
from sim.studies import case_figures
from sim.trade import dispatch
from sim.trade.booking_arrays import scratch
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.schedule import Reward

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
    market: object
    battery: object


@lru_cache(maxsize=1)
def base():
    """Return the base case, built once."""
    s = Scenario(time={"weather_years": 1, "traded_years": 1}, link={"outage_draws": 1},
                 farm={"wake": {"model": "bastankhah2014"}})
    air = resource.make(s)
    farm = case_farm.make(s, air)
    line = route.make(s)
    link = case_link.built(s, line, 1)
    market = case_market.market(s, s.time.first_operating_year, 1)
    battery = s.storage.battery.bind()(s.storage.power_mw, s.storage.energy_mwh, s.time.period_h, 0.0)
    power = hub.make(s, air, farm).power[0][0]
    return Base(s, air, farm, line, link, power, np.ascontiguousarray(link.poles)[:, 0], market, battery)


def greedy():
    """Return the greedy policy over a year, the widths of the reward curve given."""
    b = base()
    offer = bids.offers(b.scenario, b.link, b.line, b.market, PRICE)(0)
    firm = offer.reward(b.poles[0]).reach(100.0)
    policy = b.scenario.trade.policy.bind()
    start = 0.5 * (b.battery.low + b.battery.high)
    reward = Reward(None, None, None, lambda value: firm)
    return lambda: policy(b.power, reward, b.battery, b.scenario.time.period_h, start)


class Store(NamedTuple):
    """What a policy with foresight is given."""

    available: np.ndarray
    reward: Reward
    battery: Battery
    dt: float
    start: float


def full():
    """Return the base case: two buyers, the local sink, three pole states, self-discharge, 0.1 MW pieces."""
    b = base()
    offer = bids.offers(b.scenario, b.link, b.line, b.market, PRICE)(0)
    return Store(b.power, offer.reward(b.poles[0]), b.battery, b.scenario.time.period_h,
                 0.5 * (b.battery.low + b.battery.high))


def plain(dt):
    """Return a year of hours or half-hours: 1.5 GW of wind, 600 MW and 1.2 GWh, a 1.2 GW link of four pieces."""
    b, step = base(), round(2 * dt)
    power, price = b.power[::step] * (1500.0 / b.farm.capacity), np.maximum(b.market.spot[0, ::step], 0.0)
    value = price[None, :, None] * np.array([0.985, 0.97, 0.955, 0.94])
    curve = (np.full(value.shape, 300.0).swapaxes(1, 2), value.swapaxes(1, 2))
    return Store(power, Reward(*curve, np.zeros(power.size, dtype=np.int8), None),
                 Battery(600.0, 600.0, 0.0, 1200.0, 0.93, 0.93, 1.0), dt, 600.0)


def long_storage():
    """Return that year of hours with 100 hours of storage."""
    store = plain(1.0)
    return store._replace(battery=store.battery._replace(high=60000.0), start=30000.0)


def foresight():
    """Return the optimum of the base case."""
    store = full()
    return lambda: perfect_foresight(*store)


def foresight_hours():
    """Return the optimum of the plain year of hours."""
    store = plain(1.0)
    return lambda: perfect_foresight(*store)


def trade_year():
    """Return a whole year of greedy trade: widths, loop, climb, link, ledger, its balances checked."""
    b = base()
    offer = bids.offers(b.scenario, b.link, b.line, b.market, PRICE)(0)
    policy, view = b.scenario.trade.policy.bind(), bids.link_states(b.link, b.line)
    start = 0.5 * (b.battery.low + b.battery.high)
    room = scratch(offer)
    return lambda: dispatch.year(policy, b.power, b.poles, offer, view, b.battery, b.scenario.time.period_h,
                                 np.array([start]), room=room, keep=False)


def trade_histories():
    """Return that year in ten outage histories, for each of them a tenth of the call."""
    b, draws = base(), CALLS["trade_histories"]
    offer = bids.offers(b.scenario, b.link, b.line, b.market, PRICE)(0)
    policy, view = b.scenario.trade.policy.bind(), bids.link_states(b.link, b.line)
    states = case_link.built(b.scenario.model_copy(update={"link": b.scenario.link.model_copy(
        update={"outage_draws": draws})}), b.line, 1).poles[:, 0]
    start, room = 0.5 * (b.battery.low + b.battery.high), scratch(offer)
    return lambda: dispatch.year(policy, b.power, states, offer, view, b.battery, b.scenario.time.period_h,
                                 np.full(draws, start), room=room, keep=False)


def swept_case(figures=case_figures.price_figures):
    """Return a case of a sweep, each of another seed, after a first one that fills the caches."""
    seeds = count(1)

    def work():
        return figures("announced_2023", {"seed": next(seeds)})

    work()
    return work


def swept_case_full():
    """Return the same with every analysis, as ``--full`` asks for it."""
    return swept_case(case_figures.figures)


def tree_year():
    """Return the building of a year's reward curves from the bids."""
    b = base()
    offers = bids.offers(b.scenario, b.link, b.line, b.market, PRICE)
    return lambda: offers(0)


def curve_year():
    """Run a year's hours through the power curve alone."""
    b = base()
    return lambda: power_curve.power(b.air.speed, b.air.density, b.farm.curve)


def farm_year():
    """Run a year's hours through the power curve, the wake table and the losses."""
    b = base()
    losses = b.scenario.farm.loss.bind()(0.0)
    return lambda: farm_power.produce(
        b.air.speed, b.air.direction, b.air.density, b.farm.curve, b.farm.count, b.farm.grid, losses
    )


def wake_table():
    """Return the wake table of the base case."""
    b = base()
    return lambda: wake.table(b.scenario.farm.wake.bind(), b.farm.layout, b.farm.turbine)


WORKS = {"greedy": greedy, "foresight": foresight, "foresight_hours": foresight_hours,
         "trade_year": trade_year, "trade_histories": trade_histories, "tree": tree_year,
         "curve_year": curve_year, "farm_year": farm_year,
         "wake_table": wake_table, "swept_case": swept_case, "swept_case_full": swept_case_full}
"""What is timed, by name."""
CALLS = {"trade_histories": 10}
"""Years that one call of a work trades, where it is not one."""
