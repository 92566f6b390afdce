"""Simulated outage histories of the link of a case, and the effect of spares, vessel and separate routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import bids
from sim.case.buyers import rows_of_case
from sim.case.contract_terms import stated_price
from sim.case.heap import give_back
from sim.case.outages import outages, spur_outages
from sim.link import three_terminal, transfer_curve
from sim.reliability import outage_history, outage_losses
from sim.stochastic import generator
from sim.trade.settlement import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from functools import partial

    from sim.case.hub import Hub
    from sim.case.link import Link
    from sim.case.market import Market
    from sim.case.route import RouteLine
    from sim.link.configuration import Configuration
    from sim.reliability.outage_history import Intervals, Outages
    from sim.scenario.schema import Scenario

MEASURES = ("spare_kit", "retainer", "separate_routes")
"""Measures of readiness; keys of `link.outage`."""

ALONE = {"converter_rate": 0.0, "transformer_rate": 0.0, "planned": 0.0}
"""Measures are about faults of cables: they are compared without other outages."""
LIKELY = 300.0
"""Price of a contract that is still to be solved, for who is served first behind a tee (assumed: about that of base).
[USD/MWh]"""


class Measure(NamedTuple):
    """Yearly benefit of one measure of readiness, for the same faults with and without it; arrays of shape
    (history,)."""

    chosen: bool
    """Whether the scenario has it."""
    energy: np.ndarray
    """More delivered. [MWh/yr]"""
    local: np.ndarray
    """Less sold at the hub. [MWh/yr]"""


class Defective(NamedTuple):
    """The same lives, had all cables of the link a serial defect; arrays of shape (history,)."""

    availability: np.ndarray
    """Share of poles and time in service. [fraction]"""
    lost: np.ndarray
    """Not delivered at the Singapore meter beyond what is lost without it. [MWh/yr]"""


class LinkReliability(NamedTuple):
    """Many histories of the link; arrays of shape (history,) unless said otherwise."""

    availability: np.ndarray
    """Share of poles and time in service. [fraction]"""
    hours: np.ndarray
    """With 1, 2 poles out, shape (history, poles out). [h/yr]"""
    lost: np.ndarray
    """Not delivered at the Singapore meter. [MWh/yr]"""
    abroad: np.ndarray
    """Not delivered at Malaysia's meter behind a tee. [MWh/yr]"""
    longest: np.ndarray
    """Longest time without any pole. [h]"""
    longest_any: np.ndarray
    """Longest time with any pole out. [h]"""
    full: outage_history.Interruptions
    """`Interruptions` without any pole."""
    part: outage_history.Interruptions
    """`Interruptions` with any pole out."""
    faults: np.ndarray
    """Repairs of cables. [1/yr]"""
    repair: float
    """Mean duration of a cable repair. [h]"""
    measures: dict[str, Measure]
    """`Measure` by name; empty where the outage model has none."""
    defective: Defective | None
    """With a serial defect; None where the outage model has none."""


READS = ("seed", "time.period_h", "time.operating_years", "link.lives", "link.outage", "link.repair", "link.overhead",
         "local.width_mw")
"""Keys and tables of the scenario that this stage reads."""
BEHIND_TEE = (*READS, "hub.topology", "route.file", "link.tee", *bids.BIDDERS, "trade.imbalance")
"""The same where the link has a tee."""


def reads(scenario: Scenario) -> tuple[str, ...]:
    """Return the tables that this stage reads: behind a tee buyers bid for the remaining power, so it reads their
    tables as well."""
    return BEHIND_TEE if scenario.link.tee.built else READS


def make(s: Scenario, route: RouteLine, link: Link, hub: Hub, markets: Sequence[Market]) -> LinkReliability:
    """
    Simulate many outage histories of the link.

    Parameters
    ----------
    s : tables
    route, link, hub : RouteLine, Link, Hub
        Results of the stages before.
    markets : tuple of Market
        Of the traded years; the first gives the load at the hub.

    Returns
    -------
    reliability : LinkReliability
    """
    count, years, poles = s.link.lives, s.time.operating_years, link.configuration.poles
    weather = generator(s.seed, "resilience", "weather").integers(len(hub.power[0]), size=(count, years))
    received, local, abroad = (outage_losses.cumulative(rate, s.time.period_h) for rate in _shortfalls(
        s, link, route, hub.power[0], markets[0]))

    def table(**own: float | bool) -> Outages:
        return outages(s, route, link.configuration, count, years, "resilience", False, stations=2, **own)

    def owed(steps: Intervals, grown: np.ndarray) -> np.ndarray:
        return outage_losses.lost_by(steps, grown, weather, s.time.period_h) / years

    def cut(own: Mapping[str, float | bool]) -> Intervals:
        return outage_history.intervals(table(**own), poles, years)

    # Lists of outages are long: the longest comes first, none stays while the next is drawn, and their memory is given
    # back, for the trade beside takes as much by its end.
    struck = _struck(s, cut, lambda steps: (outage_history.availability(steps, count, poles, years),
                                            owed(steps, received)))
    give_back()
    found, away = table(), np.zeros(count)
    steps, (faults, repair) = outage_history.intervals(found, poles, years), _repairs(found, count, years)
    if link.tee is not None:
        branch = spur_outages(s, route, link.configuration, count, years, "resilience", False)
        away = owed(outage_history.intervals(outage_history.concatenate([found, branch]), poles, years), abroad)
    full, part = (outage_history.interruptions(steps, least) for least in (poles, 1))
    shares, out = outage_history.availability(steps, count, poles, years), outage_history.hours(steps, count, poles)
    missing = owed(steps, received)
    del found, steps
    give_back()
    return LinkReliability(
        shares,
        out / years,
        missing,
        away,
        outage_history.longest(full, count),
        outage_history.longest(part, count),
        full,
        part,
        faults,
        repair,
        _measures(s, link, cut, lambda steps: tuple(owed(steps, grown) for grown in (received, local))),
        _defective(s, struck, missing, lambda: owed(cut({"defect_probability": 0.0}), received)),
    )


def _repairs(found: Outages, count: int, years: int) -> tuple[np.ndarray, float]:
    """Return repairs of cables in a year of each history, and their mean length. [h]"""
    cable = found.kind == 0
    return (np.bincount(found.history[cable], minlength=count) / years,
            float((found.end - found.start)[cable].mean()) if cable.any() else 0.0)


def _struck(s: Scenario, cut: Callable[[Mapping[str, float | bool]], Intervals],
            found: Callable[[Intervals], tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return availability and loss of the lives with a certain serial defect; None where the model has none."""
    return found(cut({"defect_probability": 1.0})) if "defect_probability" in s.link.outage.bind().keywords else None


def _defective(s: Scenario, struck: tuple[np.ndarray, np.ndarray] | None, missing: np.ndarray,
               without: Callable[[], np.ndarray]) -> Defective | None:
    """Return the same beside the lives without a defect: those of the scenario, where it has none."""
    if struck is None:
        return None
    chance = s.link.outage.bind().keywords["defect_probability"]
    return Defective(struck[0], struck[1] - (without() if chance else missing))


def _measures(s: Scenario, link: Link, steps: Callable[[Mapping[str, float | bool]], Intervals],
              lost: Callable[[Intervals], tuple[np.ndarray, ...]]) -> dict[str, Measure]:
    """Return the `Measure` of each kind of readiness in the outage model: the same faults with and without it."""
    measures, model, known = {}, s.link.outage.bind(), {}
    for name in _able(link.configuration, model):
        both = []
        for on in (False, True):
            key = tuple(on if other == name else model.keywords[other] for other in MEASURES)
            if key not in known:   # what is not chosen is left out of all comparisons
                known[key] = lost(steps({**ALONE, name: on}))
            both.append(known[key])
        energy, sold = (without - ready for without, ready in zip(*both, strict=True))
        measures[name] = Measure(model.keywords[name], energy, sold)
    return measures


def _able(configuration: Configuration, model: partial[Outages]) -> list[str]:
    """Return the measures of the outage model that apply to the configuration."""
    apart = configuration.poles > 1 and not configuration.joined and configuration.routes == 1
    return [name for name in MEASURES if name in model.keywords and (apart or name != "separate_routes")]


def _shortfalls(s: Scenario, link: Link, route: RouteLine, power: np.ndarray, market: Market) -> Iterator[np.ndarray]:
    """Yield what is missing at the Singapore meter, what is sold at the hub instead, and what is missing at Malaysia's
    meter behind a tee, with 1, 2 .. poles out, shape (poles out, weather_year, time). [MW]"""
    power, sink = np.asarray(power, dtype=float), s.local.width_mw * market.local
    poles = link.configuration.poles

    def alone(working: int) -> tuple[np.ndarray, ...]:
        able = link.transfers[working]
        sent = np.minimum(power, able.sent[-1])
        return route.kept * transfer_curve.forward(able, sent), np.minimum(power - sent, sink), np.zeros(power.shape)

    state = alone if link.tee is None else _shared(s, link, route, power, market)
    whole = state(poles)
    rest = [state(poles - out) for out in range(1, poles + 1)]
    yield from (np.stack([sign * (whole[i] - r[i]) for r in rest]) for i, sign in enumerate((1.0, -1.0, 1.0)))


def _shared(s: Scenario, link: Link, route: RouteLine, power: np.ndarray,
            market: Market) -> Callable[[int], tuple[np.ndarray, ...]]:
    """Return the power of the buyers behind a tee by poles in service of link and spur, by their bids. [MW]"""
    offers, rows = bids.offers(s, link, route, market, stated_price(s.contract, LIKELY)), rows_of_case(s)

    def state(working: int) -> tuple[np.ndarray, ...]:
        flat = np.full(power.shape[-1], three_terminal.number(working, working))
        meters = [offers(year).climb(flat, each)[1] for year, each in enumerate(power)]
        return tuple(np.stack(part) for part in zip(*(
            (meter[rows.singapore:].sum(axis=0), meter[LOCAL], meter[rows.malaysia]) for meter in meters), strict=True))

    return state
