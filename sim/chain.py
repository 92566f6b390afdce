"""THE TOUR: a case from wind off Vietnam to money in Singapore, a line a stage; `settle` repeats the last two."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.case import cable_choice, cable_heat, reliability, resource
from sim.case import farm as case_farm
from sim.case import finance as case_finance
from sim.case import hub as case_hub
from sim.case import link as case_link
from sim.case import market as case_market
from sim.case import route as case_route
from sim.case import trade as case_trade
from sim.case.price_search import settle
from sim.case.stage_cache import StageResult, Stages, alone, digest, second_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.case.stage_cache import Cache
    from sim.scenario.schema import Scenario

STAGES = ("wind", "farm", "hub", "route", "link", "market", "trade", "finance")


class Case(NamedTuple):
    """Everything that a run computed, stage by stage."""

    scenario: Scenario
    wind: resource.Wind
    farm: case_farm.Farm
    hub: case_hub.Hub
    route: case_route.RouteLine
    link: case_link.Link
    heat: cable_heat.CableHeat | None
    """None without `firmness`."""
    reliability: reliability.LinkReliability | None
    """Of a case whose many lives were asked for; None for another."""
    market: tuple[case_market.Market, ...]
    """Of each traded year."""
    traded: case_trade.Traded
    finance: case_finance.CaseFinance

    def __repr__(self) -> str:
        """Return a line: the arrays of all stages would fill a notebook."""
        return f"<case {self.scenario.name}: {', '.join(self._fields)}; sim.labelled(case) gives all by name and unit>"


def run(scenario: Scenario, *, cache: Cache = alone, keep: bool = True, firmness: bool = True, lives: bool = True,
        workers: int = 2, progress: Callable[[str], None] = case_trade.no_progress) -> Case:
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
        Find how firm the deliveries are, and how warm the cable: quicker without, but then there is no summary.
    lives : bool
        Draw many lives of the link: quicker without, but then there is no summary.
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
    stage = Stages(scenario, cache, progress)   # stage(label, module of sim.case, results that it takes ...)
    wind = stage("wind", resource)
    farm = stage("farm", case_farm, wind)
    hub = stage("hub", case_hub, wind, farm)
    power, weather_years = hub._replace(value=hub.value.power[0]), wind.value.speed.shape[0]
    route = stage("route", case_route)
    with second_thread(workers) as later:   # the market knows nothing of the link, heat and trade not of its many lives
        prices = later(lambda: stage("market", case_market, weather_years))
        cables = stage("link", cable_choice, route, power) if cable_choice.left_open(scenario) else None
        link = stage("link", case_link, route, weather_years, cables and chosen(cables),
                     power if scenario.link.cables.rating == "dynamic" else None)
        link = link if cables is None else link._replace(value=link.value._replace(options=cables.value))
        market = prices()
        histories = later(lambda: stage("market", reliability, route, link, hub, market,
                                        reads=reliability.reads(scenario)) if lives else StageResult("", None))
        heat = stage("link", cable_heat, route, link, power) if firmness else StageResult("", None)
        priced = settle(scenario, farm.value, hub.value, route.value, link.value, market.value, keep=keep,
                        firmness=firmness, workers=workers, progress=progress)
        return Case(scenario, wind.value, farm.value, hub.value, route.value, link.value, heat.value,
                    histories().value, market.value, *priced)


def chosen(options: StageResult) -> StageResult:
    """
    Return the cable that is chosen as a stage of its own: cases that choose the same one share their link.

    Parameters
    ----------
    options : StageResult
        Of `sim.case.cable_choice`.

    Returns
    -------
    chosen : StageResult
        The first option alone; its key is the cable.
    """
    return StageResult(digest("cable", cable_choice.choose(options.value).key), options.value[:1])
