"""The cable of the link: read from the table, or chosen from it by the least yearly cost."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.case.cable_cost import cable_cost
from sim.case.cable_load import check_behind
from sim.errors import SundalinkError, scenario_error
from sim.finance.metrics import crf
from sim.inputs import cable_data
from sim.link import transfer_curve
from sim.models import bound
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.case.route import RouteLine
    from sim.link.transfer_curve import Transfer
    from sim.records import Cable, Segment
    from sim.scenario.schema import Scenario

READS = ("time.period_h", "time.operating_years", "route.crossing_usd", "route.overhead_usd_per_mw_km",
         "link.rating_mw", "link.voltage_kv", "link.configuration", "link.cables", "link.sending_station",
         "link.receiving_station", "link.heat", "cost.cable", "cost.cable_design", "cost.cable_terms", "finance.wacc",
         "finance.inflation", "contract.price", "contract.reserve_share", "market.import_charge_usd_per_mwh",
         "market.reserve_cost_usd_per_mwh")
"""Keys and tables of the scenario that this stage reads."""


LANDED = 280.0
"""Landed cost of base at its cost of capital: what lost energy is counted at where the price is to be solved. At the
least of C / E, with C all cost a year and E the energy, one more MWh is bought at C / E (Dinkelbach 1967). [USD/MWh]"""


class Option(NamedTuple):
    """A cable that the link might have."""

    cable: Cable
    refused: str
    """Why it cannot be; empty if it can."""
    temperature: float = np.nan
    """Of the hottest conductor at full load. [degC]"""
    capex: float = np.nan
    """Of the cable system. [USD]"""
    yearly: float = np.nan
    """Annualised capital cost and upkeep. [USD/yr]"""
    lost: float = np.nan
    """What a link of the same rating without loss would deliver beyond this one. [MWh/yr]"""
    total: float = np.nan
    """Capital, upkeep and value of the energy lost. [USD/yr]"""


def loss_value(s: Scenario) -> float:
    """Return the value of a MWh lost. [USD/MWh]"""
    given, market = s.link.cables.loss_value_usd_per_mwh, s.market
    if given != "contract":
        return float(given)
    if s.contract.price == "solve":
        return LANDED
    charge = market.import_charge_usd_per_mwh + s.contract.reserve_share * market.reserve_cost_usd_per_mwh
    return max(float(s.contract.price) - charge, 0.0)


def left_open(s: Scenario) -> bool:
    """Return whether the program chooses the cable."""
    return "optimal" in (s.link.voltage_kv, s.link.cables.section_mm2)


def cables(s: Scenario) -> list[Cable]:
    """Every cable that the scenario allows, or a refusal that names those there are."""
    given = s.link.cables
    metal = given.insulation.upper(), given.conductor
    same_metal = cable_data.of_kind(*metal)
    if s.link.voltage_kv == "optimal":
        there = [c for c in same_metal if c.voltage <= given.highest_voltage_kv]
        if not there:
            raise scenario_error(
                f"link.cables.highest_voltage_kv = {given.highest_voltage_kv:g} [kV]: must be at "
                f"least {min(c.voltage for c in same_metal):g}, the lowest class of {metal[0]} cables",
                key="link.cables.highest_voltage_kv",
            )
    else:
        there = _derived("link.voltage_kv", *metal, s.link.voltage_kv)
    if given.section_mm2 == "optimal":
        return there
    return [kind for voltage in sorted({c.voltage for c in there})
            for kind in _derived("link.cables.section_mm2", *metal, voltage, given.section_mm2)]


def _derived(key: str, *wanted: str | float) -> list[Cable]:
    """Return cables of the table or between its rows, or a refusal that begins with the key."""
    try:
        return cable_data.between(*wanted)
    except SundalinkError as error:
        error.thing, error.key, error.status = key, key, 2
        raise


def transfers(s: Scenario, route: RouteLine, kind: Cable, power: np.ndarray | None = None) -> tuple[Transfer, ...]:
    """The curves of the link with one cable, which must bear continuous full load, or the load of the hub."""
    behind = s.link.cables.rating == "dynamic" and power is not None
    models = (s.link.sending_station.bind(), s.link.receiving_station.bind(), s.link.configuration.bind())
    known = tuple((model.func, tuple(model.keywords.items()), model.where) for model in models)
    try:
        curves = _curves(s.link.rating_mw, route.length, kind, tuple(route.segments), known, not behind)
    except SundalinkError as fault:
        given = (f"link.rating_mw = {s.link.rating_mw:g}, link.voltage_kv = {kind.voltage:g}, "
                 f"link.cables.section_mm2 = {kind.section:g}")
        fault.table = given
        raise
    if behind and power is not None:
        check_behind(s, route, kind, curves[-1], power)
    return curves


@lru_cache(maxsize=64)   # cases of a sweep have the same eleven cables on the same route, of some 5 ms each
def _curves(rating: float, length: float, kind: Cable, segments: tuple[Segment, ...],
            given: tuple[tuple[Callable[..., Any], tuple[tuple[str, Any], ...], str], ...],
            enforce: bool) -> tuple[Transfer, ...]:
    """The curves of a cable between stations in a configuration, whose functions are given with their arguments."""
    sending, receiving, configuration = (bound(function, dict(values), where) for function, values, where in given)
    return transfer_curve.transfers(rating, kind.voltage, length, kind, segments, sending, receiving, configuration(),
                                    enforce=enforce)


def make(s: Scenario, route: RouteLine, power: np.ndarray | None) -> tuple[Option, ...]:
    """
    Return every cable that the scenario allows with its yearly cost behind the load of the hub.

    Parameters
    ----------
    s : tables
    route : RouteLine
    power : array, shape (weather_year, time), optional
        At the hub, battery and outages left out; full load all year without it. [MW]

    Returns
    -------
    options : tuple of Option
        The cheapest first, then those that cannot be.
    """
    f = s.finance
    rate = (1.0 + f.wacc) / (1.0 + f.inflation) - 1.0
    share = crf(rate, s.time.operating_years) + s.cost.cable_terms.opex_per_year
    # A load is a distribution here: a thousand quantiles of it stand for its half-hours.
    load = np.array([np.inf]) if power is None else np.quantile(power, (np.arange(1000) + 0.5) / 1000.0)
    found = []
    for kind in cables(s):
        try:
            full = transfers(s, route, kind, power)[-1]
        except SundalinkError as reason:
            found.append(Option(kind, str(reason)))
            continue
        received = transfer_curve.forward(full, np.minimum(load, full.sent[-1]))
        lost = float((np.minimum(load, full.capacity) - received).mean()) * HOURS_PER_YEAR
        cost = cable_cost(s, route, kind)
        found.append(Option(kind, "", full.temperature, cost, share * cost, lost,
                            share * cost + loss_value(s) * lost))
    return tuple(sorted(found, key=lambda o: (bool(o.refused), 0.0 if o.refused else o.total)))


def at_full_load(s: Scenario, route: RouteLine) -> Cable:
    """The cable of a scenario; where it is left open the one chosen for full load all year, or the largest."""
    if not left_open(s):
        return cables(s)[0]
    best = make(s, route, None)[0]
    return cables(s)[-1] if best.refused else best.cable


def choose(listed: Sequence[Option]) -> Cable:
    """The cheapest option, or a refusal that repeats why the last one cannot be."""
    if listed[0].refused:
        raise scenario_error(f"link.cables.section_mm2: none of {len(listed)} cables can carry the link; the last, "
                             f"{listed[-1].cable.key}: {listed[-1].refused}", key="link.cables.section_mm2")
    return listed[0].cable
