"""THE TOUR: a case from wind off Vietnam to money in Singapore, one line for each stage."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter
from typing import NamedTuple

import numpy as np

from sim import books, importer, price_range, resilience, tree, wiring
from sim.ceiling import Ceiling, ceiling
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
LONG = {"linear": "linear programs", "rolling": "years of rolling trade", "annual": "searches for multipliers"}
"""Policies whose cost is told before a run begins, and what they solve; ``annual``: one that keeps annual limits."""
LESS = 0.1
"""Share of the farm's power taken away to find what it means for the energy delivered. [fraction]"""


class Traded(NamedTuple):
    """What the trade of the traded years gave."""

    price: float
    """Price of the contract that the bids were made at; the books are drawn up at the one it then required, which
    another round would leave where it is. [USD/MWh]"""
    contracts: tuple
    """Terms of each contract in each traded year, at the first weather year's prices."""
    annual: Ledger
    """Sums, arrays of shape (operating_year, weather_year, outage_draw)."""
    hourly: Flows | None
    """Periods of the first draw, float32 arrays of shape (operating_year, weather_year, time), if kept."""
    response: tuple
    """Relative change of the energy delivered by relative change of the wind's speed, and of the farm's power. [-]"""
    seen: tuple
    """What the importer saw of each traded year."""


class Case(NamedTuple):
    """Everything that a run computed, stage by stage."""

    scenario: object
    wind: wiring.Wind
    farm: wiring.Farm
    hub: wiring.Hub
    route: wiring.Line
    link: wiring.Link
    heat: wiring.Heat
    lives: resilience.Lives
    market: tuple
    """`Market` of each traded year."""
    traded: Traded
    ceiling: Ceiling
    finance: books.Books
    prices: price_range.Range


def run(scenario, *, share=alone, keep=True, see=True, workers=2, tell=lambda name: None):
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
    see : bool
        Look at the trade with the importer's eyes: quicker without, but then there is no summary.
    workers : int
        Threads; the arrays are the same for any number.
    tell : callable
        ``tell(stage)`` when a stage begins; ``tell(sentence)`` what a long one will cost.

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
    hub = share("hub", (*air_key, s.collection, s.hub, s.solar), lambda: wiring.hub(s, wind, farm))
    tell("route")
    way_key = (s.site, s.collection, s.hub, s.route)   # an offshore hub moves the route's first point
    route = share("route", way_key, lambda: wiring.line(s))
    tell("link")
    weather_years = wind.speed.shape[0]
    link_key = (s.seed, s.time, *way_key, s.link, weather_years)
    if wiring.needs_load(s):   # the cable is held against the hub's load, and chosen by what it costs
        link_key = (*link_key, s.farm, s.resource, s.solar, s.cost, s.finance)
    link = share("link", link_key, lambda: wiring.link(s, route, weather_years, hub.power[0]))
    heat_key = (*link_key, s.farm, s.resource, s.solar)
    heat = share("heat", heat_key, lambda: wiring.heat(s, route, link, hub.power[0]))
    tell("market")
    market_key = (s.seed, s.time, s.market, s.carbon, s.local, s.link.rating_mw, weather_years)
    market = share("market", market_key, lambda: tuple(
        wiring.market(s, year, weather_years) for year in wiring.traded_years(s.time)))
    lives_key = (*heat_key, s.local) if link.tee is None else (*heat_key, s)   # behind a tee who bids more is served
    lives = share("lives", lives_key, lambda: resilience.live(s, route, link, hub, market[0]))

    solve = s.contract.price == "solve"
    tried, traded = [], None
    for _ in range(ROUNDS):
        price = tried[-1][1] if tried else FIRST_PRICE if solve else float(s.contract.price)
        may_end = bool(tried) or not solve
        tell("trade")
        traded = trade(s, hub, link, route, market, price, keep=keep and may_end, see=see and may_end,
                       workers=workers, response=traded and traded.response, tell=tell)
        tell("finance")
        finance = books.close(s, farm, hub, route, link, traded)
        tried.append((price, finance.required))
        if not solve or settled(tried):
            above = ceiling(s, hub, link, route, market, traded)
            return Case(s, wind, farm, hub, route, link, heat, lives, market, traded, above, finance,
                        price_range.ranged(s, route, link, finance))
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


def trade(s, hub, link, route, market, price, *, keep=True, see=True, workers=1, response=None,
          tell=lambda name: None):
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
    see : bool
        Look at the trade with the importer's eyes.
    workers : int
        Threads, one traded year each.
    response : tuple, optional
        Of an earlier round, to be kept.
    tell : callable
        ``tell(sentence)``: what it will cost, before the trade of a policy that takes long.

    Returns
    -------
    traded : Traded
    """
    years = wiring.traded_years(s.time)
    one = partial(_one, s, hub, link, route, market, price)

    def whole_year(index):
        annual, hourly = one(index, keep=keep or see)
        return annual, hourly if keep else None, importer.seen(s, market[index], hourly) if see else None

    long = "annual" if any(s.trade.annual.model_dump().values()) else s.trade.policy.model
    if long in LONG and response is None:
        tell(toll(years.size, *link.state.shape[:2], lambda: one(0, hub.power[0][:1], link.state[:1, :1]),
                  long, s.contract.price == "solve"))
    with ThreadPoolExecutor(max_workers=workers) as pool:
        found = list((pool.map if workers > 1 else map)(whole_year, range(years.size)))
    annual = Ledger(*(np.stack(values) for values in zip(*(f[0] for f in found), strict=True)))
    hourly = Flows(*(np.stack(values) for values in zip(*(f[1] for f in found), strict=True))) if keep else None
    if response is None:   # the first year and draw again, with less wind
        whole = max(float(annual.delivered[0, :, 0].mean()), 1e-9)
        response = tuple(
            (1.0 - float(one(0, power, link.state[:1])[0].delivered.mean()) / whole) / share
            for power, share in ((hub.slower, wiring.SLOWER), ((1.0 - LESS) * hub.power[0], LESS)))
    contracts = tuple(tree.contracts(s, tree.valued(year)[0], price) for year in market)
    return Traded(price, contracts, annual, hourly, response, tuple(f[2] for f in found))


def again(case, index, draw):
    """
    Trade a year of a case again in one outage history, to have its periods.

    Parameters
    ----------
    case : Case
        What `run` computed.
    index : int
        Which traded year.
    draw : int
        Which outage history.

    Returns
    -------
    hourly : Flows
        Arrays of shape (weather_year, time), in single precision.
    """
    traded = case.traded
    if draw == 0 and traded.hourly is not None:
        return Flows(*(part[index] for part in traded.hourly))
    given = {"only": draw}
    if wiring.asked(case.scenario).past:   # the past of all counts, so all are traded, and the first is kept
        others = [other for other in range(case.link.state.shape[0]) if other != draw]
        given = {"draws": case.link.state[[draw, *others]]}
    return _one(case.scenario, case.hub, case.link, case.route, case.market, traded.price, index, keep=True, **given)[1]


def _one(s, hub, link, route, market, price, index, power=None, draws=None, keep=False, only=None):
    """Trade one of the traded years against all weather years, in the outage histories given or one of them."""
    years = wiring.traded_years(s.time)
    battery, far = wiring.batteries(s, float(years[index] - years[0]))
    offers = tree.offers(s, link, route, market[index], price, far=far)
    return life(s.trade.policy.bind(), hub.power[index] if power is None else power,
                link.state if draws is None else draws, offers, tree.seen(link, route), battery, s.time.period_h,
                keep=keep, far=far, news=tree.news(s, market[index]), asked=wiring.asked(s), only=only)


def toll(years, draws, weather_years, once, policy="linear", solve=False):
    """
    Say what a policy that takes long will cost, by trading one year.

    Parameters
    ----------
    years, draws, weather_years : int
        How many operating years, outage histories and weather years are traded.
    once : callable
        ``once()`` trades one year; the first year will be traded again with less wind, twice, in one outage history.
    policy : str
        Its name, as `LONG` has it.
    solve : bool
        Whether the search for the contract's price will repeat it all.

    Returns
    -------
    sentence : str
    """
    if policy == "rolling":   # the first time on a machine its loops are compiled
        once()
    began = perf_counter()
    once()
    each = perf_counter() - began
    count = weather_years * (years * draws + 2)
    again = "; the search for the price does most of it again, once or more often" if solve else ""
    return (f"trade: {years} operating years x {weather_years} weather years x {draws} outage histories, and "
            f"{2 * weather_years} with less wind: {count} {LONG[policy]} of {each:.1f} s each, {count * each / 60:.1f} "
            f"min of one core{again}")
