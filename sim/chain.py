"""THE TOUR: a case from wind off Vietnam to money in Singapore, one line for each stage."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from sim import books, tree, wiring
from sim.errors import SundalinkError
from sim.share import alone
from sim.trade.dispatch import life
from sim.trade.ledger import Flows, Ledger

STAGES = ("wind", "farm", "hub", "route", "link", "market", "trade", "finance")
FIRST_PRICE = 220.0
"""Where the search for the required price begins. [USD/MWh]"""
SETTLED = 0.01
"""The price is found when trade and finance move it by less. [USD/MWh]"""
ROUNDS = 12
"""Most rounds of trade and finance that the search may take."""
LESS = 0.1
"""Share of the farm's power taken away to find what it means for the energy delivered. [fraction]"""


class Traded(NamedTuple):
    """What the trade of the traded years gave."""

    price: float
    """Price of the contract that the bids were made at; the books are drawn up at the one it then required, which
    another round would leave where it is. [USD/MWh]"""
    contracts: tuple
    """Terms in each traded year."""
    annual: Ledger
    """Sums, arrays of shape (operating_year, weather_year, outage_draw)."""
    hourly: Flows | None
    """Periods of the first draw, float32 arrays of shape (operating_year, weather_year, time), if kept."""
    response: tuple
    """Relative change of the energy delivered by relative change of the wind's speed, and of the farm's power. [-]"""


class Case(NamedTuple):
    """Everything that a run computed, stage by stage."""

    scenario: object
    wind: wiring.Wind
    farm: wiring.Farm
    hub: wiring.Hub
    route: wiring.Line
    link: wiring.Link
    market: tuple
    """`Market` of each traded year."""
    traded: Traded
    finance: books.Books


def run(scenario, *, share=alone, keep=True, workers=2, tell=lambda name: None):
    """
    Run one case.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.
    share : callable
        ``share(name, key, make)``: how cases of a sweep share a stage; see `sim.share`.
    keep : bool
        Keep the arrays of every period.
    workers : int
        Threads; the arrays are the same for any number.
    tell : callable
        ``tell(stage)`` when a stage begins.

    Returns
    -------
    case : Case

    Raises
    ------
    SundalinkError
        If the case cannot be, or a balance does not close.
    """
    s = scenario
    air_key = (s.seed, s.time, s.site, s.resource, s.farm)
    tell("wind")
    wind = share("wind", air_key, lambda: wiring.at_hub_height(s))
    tell("farm")
    farm = share("farm", air_key, lambda: wiring.farm(s, wind))
    tell("hub")
    hub = share("hub", (*air_key, s.collection, s.hub), lambda: wiring.hub(s, wind, farm))
    tell("route")
    route = share("route", (s.route,), lambda: wiring.line(s))
    tell("link")
    weather_years = wind.speed.shape[0]
    link = share("link", (s.seed, s.time, s.route, s.link, weather_years), lambda: wiring.link(s, route, weather_years))
    tell("market")
    market = share("market", (s.seed, s.time, s.market, s.carbon, weather_years), lambda: tuple(
        wiring.market(s, year, weather_years) for year in wiring.traded_years(s.time)))

    solve = s.contract.price == "solve"
    tried, traded = [], None
    for _ in range(ROUNDS):
        price = tried[-1][1] if tried else FIRST_PRICE if solve else float(s.contract.price)
        tell("trade")
        traded = trade(s, hub, link, route, market, price, keep=keep and (bool(tried) or not solve), workers=workers,
                       response=traded and traded.response)
        tell("finance")
        finance = books.close(s, farm, hub, route, link, traded)
        tried.append((price, finance.required))
        if not solve or settled(tried):
            return Case(s, wind, farm, hub, route, link, market, traded, finance)
    raise SundalinkError(f"required price = {price:.2f} [USD/MWh]: trade and finance do not agree on it after {ROUNDS} "
                         "rounds; the contract takes too little of the energy to carry the project")


def settled(tried):
    """
    Whether another round of trade and finance would move the price by less than `SETTLED`.

    Parameters
    ----------
    tried : sequence of (float, float)
        Price that each round traded at, and the one it then required. [USD/MWh]

    Returns
    -------
    settled : bool
        The next move is this one times the slope between the last two rounds, as long as they draw together.
    """
    if len(tried) < 2:
        return False
    (before, gave), (price, required) = tried[-2:]
    slope = abs(required - gave) / max(abs(price - before), 1e-12)
    return slope < 0.5 and slope * abs(required - price) < SETTLED


def trade(s, hub, link, route, market, price, *, keep=True, workers=1, response=None):
    """
    Trade every traded year against all weather years.

    Parameters
    ----------
    s : Scenario
    hub, link, route : Hub, Link, Line
        What the stages before gave.
    market : sequence of Market
        Of each traded year.
    price : float
        Price of the contract. [USD/MWh]
    keep : bool
        Keep the arrays of every period.
    workers : int
        Threads, one traded year each.
    response : tuple, optional
        Of an earlier round, to be kept.

    Returns
    -------
    traded : Traded
    """
    years, view, dt = wiring.traded_years(s.time), tree.seen(link, route), s.time.period_h

    def one(index, power=None, draws=link.poles):
        age = float(years[index] - years[0])
        battery = s.storage.battery.bind()(s.storage.power_mw, s.storage.energy_mwh, dt, age)
        offers = tree.offers(s, link, route, market[index].spot, price)
        power = hub.power[index] if power is None else power
        return life(s.trade.policy.bind(), power, draws, offers, view, battery, dt, keep=keep)

    with ThreadPoolExecutor(max_workers=workers) as pool:
        found = list((pool.map if workers > 1 else map)(one, range(years.size)))
    annual = Ledger(*(np.stack(values) for values in zip(*(f[0] for f in found), strict=True)))
    hourly = Flows(*(np.stack(values) for values in zip(*(f[1] for f in found), strict=True))) if keep else None
    if response is None:   # the first year and draw again, with less wind
        whole = max(float(annual.delivered[0, :, 0].mean()), 1e-9)
        response = tuple(
            (1.0 - float(one(0, power, link.poles[:1])[0].delivered.mean()) / whole) / share
            for power, share in ((hub.slower, wiring.SLOWER), ((1.0 - LESS) * hub.power[0], LESS)))
    return Traded(price, tuple(tree.contract(s, year.spot[0], price) for year in market), annual, hourly, response)
