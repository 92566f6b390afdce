"""THE TOUR: a case from wind off Vietnam to money in Singapore, one line for each stage."""

from typing import NamedTuple

from sim.case import cable_choice, cable_heat, reliability, resource
from sim.case import farm as case_farm
from sim.case import finance as case_finance
from sim.case import hub as case_hub
from sim.case import link as case_link
from sim.case import market as case_market
from sim.case import route as case_route
from sim.case import trade as case_trade
from sim.case.stage_cache import Stages, alone
from sim.errors import SundalinkError
from sim.scenario.schema import Scenario

STAGES = ("wind", "farm", "hub", "route", "link", "market", "trade", "finance")
FIRST_PRICE = 220.0
"""Where the search for the required price begins. [USD/MWh]"""
SETTLED = 0.01
"""The price is found when trade and finance move it by less. [USD/MWh]"""
ROUNDS = 12
"""Most rounds of trade and finance that the search may take."""


class Case(NamedTuple):
    """Everything that a run computed, stage by stage."""

    scenario: Scenario
    wind: resource.Wind
    farm: case_farm.Farm
    hub: case_hub.Hub
    route: case_route.RouteLine
    link: case_link.Link
    heat: cable_heat.Heat
    reliability: reliability.LinkReliability
    market: tuple[case_market.Market, ...]
    """Of each traded year."""
    traded: case_trade.Traded
    finance: case_finance.CaseFinance


def run(scenario, *, cache=alone, keep=True, firmness=True, workers=2, progress=lambda text: None):
    """
    Run one case.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.
    cache : callable
        ``cache(name, key, make)``: how cases of a sweep share a stage; see `sim.case.stage_cache`.
    keep : bool
        Keep the arrays of every period.
    firmness : bool
        Find how firm the deliveries are: quicker without, but then there is no summary.
    workers : int
        Threads; the arrays are the same for any number.
    progress : callable
        ``progress(stage)`` when a stage begins; ``progress(sentence)`` what a long one will cost.

    Returns
    -------
    case : Case

    Raises
    ------
    SundalinkError
        If the case cannot be, or a balance does not close.
    """
    stage = Stages(scenario, cache, progress)
    wind = stage("wind", resource)
    farm = stage("farm", case_farm, wind)
    hub = stage("hub", case_hub, wind, farm)
    power, weather_years = hub._replace(value=hub.value.power[0]), wind.value.speed.shape[0]
    route = stage("route", case_route)
    cables = stage("link", cable_choice, route, power) if cable_choice.left_open(scenario) else None
    link = stage("link", case_link, route, weather_years, cables,
                 power if scenario.link.cables.rating == "dynamic" else None)
    heat = stage("link", cable_heat, route, link, power)
    market = stage("market", case_market, weather_years)
    histories = stage("market", reliability, route, link, hub, market, reads=reliability.reads(scenario))
    before = [each.value for each in (wind, farm, hub, route, link, heat, histories, market)]
    return Case(scenario, *before, *settle(scenario, *before, keep, firmness, workers, progress))


def settle(scenario, wind, farm, hub, route, link, heat, histories, market, keep, firmness, workers, progress):
    """Repeat trade and finance until the price of the contract agrees with the one it then requires."""
    trades, money = scenario.only(case_trade.READS), scenario.only(case_finance.READS)
    solve = scenario.contract.price == "solve"
    tried, traded = [], None
    for _ in range(ROUNDS):
        price = tried[-1][1] if tried else FIRST_PRICE if solve else float(scenario.contract.price)
        last = bool(tried) or not solve
        progress("trade")
        traded = case_trade.trade(trades, hub, link, route, market, price, keep=keep and last,
                                  firmness=firmness and last, workers=workers,
                                  response=traded and traded.response, progress=progress)
        progress("finance")
        finance = case_finance.close(money, farm, hub, route, link, traded)
        tried.append((price, finance.required))
        if not solve or settled(tried):
            return traded, finance
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
        The next move is this one times the slope between the last two rounds, as long as they converge.
    """
    if len(tried) < 2:
        return False
    (before, required_before), (price, required) = tried[-2:]
    slope = abs(required - required_before) / max(abs(price - before), 1e-12)
    return slope < 0.5 and slope * abs(required - price) < SETTLED
