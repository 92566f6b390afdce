"""Search for the required price: trade and finance repeated until they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.case import finance as case_finance
from sim.case import trade as case_trade
from sim.errors import SundalinkError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.case import farm as case_farm
    from sim.case import hub as case_hub
    from sim.case import link as case_link
    from sim.case import market as case_market
    from sim.case import route as case_route
    from sim.scenario.schema import Scenario

    Round = tuple[case_trade.Traded, case_finance.CaseFinance]

FIRST_PRICE = 220.0
"""Where the search for the required price begins. [USD/MWh]"""
SETTLED = 0.01
"""The price is found when trade and finance move it by less. [USD/MWh]"""
ROUNDS = 12
"""Most rounds of trade and finance that the search may take."""


def settle(scenario: Scenario, farm: case_farm.Farm, hub: case_hub.Hub, route: case_route.RouteLine,
           link: case_link.Link, market: tuple[case_market.Market, ...], *, keep: bool, firmness: bool, workers: int,
           progress: Callable[[str], None]) -> Round:
    """Repeat trade and finance until the price of the contract agrees with the one it then requires."""
    trades, money = scenario.only(case_trade.READS), scenario.only(case_finance.READS)

    found: list[float] = []

    def once(hub: case_hub.Hub, link: case_link.Link, price: float, **given: Any) -> Round:
        traded = case_trade.trade(trades, hub, link, route, market, price, workers=workers, **given)
        given.get("progress", progress)("finance")
        finance = case_finance.close(money, farm, hub, route, link, traded, found[-1] if found else None)
        found.append(finance.required)
        return traded, finance

    def done(traded: case_trade.Traded, finance: case_finance.CaseFinance) -> Round:
        seen = case_trade.add_imports(trades, market, traded, keep=keep, workers=workers) if firmness else traded
        return seen, finance

    if scenario.contract.price != "solve":
        progress("trade")
        return done(*once(hub, link, float(scenario.contract.price), keep=keep, firmness=firmness, progress=progress))
    tried = guess(once, hub, link)
    slope, tried, traded = slope_of(tried), tried[-1:], None
    for _ in range(ROUNDS):
        progress("trade")
        traded, finance = once(hub, link, following(tried, slope), keep=keep, firmness=firmness,
                               response=traded and traded.response, progress=progress)
        tried.append((traded.price, finance.required))
        slope = slope_of(tried) if slope is None or len(tried) > 2 else slope
        if settled(tried, slope):
            return done(traded, finance)
    raise SundalinkError(f"required price = {tried[-1][0]:.2f} [USD/MWh]: trade and finance do not agree on it after "
                         f"{ROUNDS} rounds; the contract takes too little of the energy to carry the project")


def guess(once: Callable[..., Round], hub: case_hub.Hub, link: case_link.Link) -> list[tuple[float, float]]:
    """
    Return the first rounds of the search for the price, traded in a few weather years.

    Parameters
    ----------
    once : callable
        ``once(hub, link, price, ...)``: trade and finance of a round.
    hub, link : Hub, Link

    Returns
    -------
    tried : list of (float, float)
        Price that each round traded at, and the one it then required, scaled by what the few years could send; none
        where that would save nothing, or where so few years carry no project. [USD/MWh]
    """
    tried: list[tuple[float, float]] = []
    response = None
    few, rare, share = case_trade.sample(hub, link)
    if few is None:
        return tried
    try:
        for _ in range(2):
            traded, finance = once(few, rare, tried[-1][1] if tried else FIRST_PRICE, keep=False, firmness=False,
                                   response=response, progress=case_trade.no_progress)
            response = traded.response
            tried.append((traded.price, finance.required))
    except SundalinkError:
        return []
    return [(share * price, share * required) for price, required in tried]


def slope_of(tried: Sequence[tuple[float, float]]) -> float | None:
    """Return the slope of the required price over the price traded at, from the last two rounds; None after fewer."""
    if len(tried) < 2:
        return None
    (before, required_before), (price, required) = tried[-2:]
    return (required - required_before) / (price - before) if abs(price - before) > 1e-12 else 0.0


def following(tried: Sequence[tuple[float, float]], slope: float | None) -> float:
    """Return the price of the next round: where the line through the last two would require what it trades at."""
    if not tried:
        return FIRST_PRICE
    price, required = tried[-1]
    return required if slope is None or abs(slope) >= 0.5 else required + slope / (1.0 - slope) * (required - price)


def settled(tried: Sequence[tuple[float, float]], slope: float | None = None) -> bool:
    """
    Whether another round of trade and finance would move the price by less than `SETTLED`.

    Parameters
    ----------
    tried : sequence of (float, float)
        Price that each round traded at, and the one it then required. [USD/MWh]
    slope : float, optional
        As `slope_of` returns it; that of these rounds by default.

    Returns
    -------
    settled : bool
        The next move is this one times the slope, as long as the rounds converge.
    """
    slope = slope_of(tried) if slope is None else slope
    return slope is not None and abs(slope) < 0.5 and abs(slope * (tried[-1][1] - tried[-1][0])) < SETTLED
