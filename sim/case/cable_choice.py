"""The cable of the link: found in the table, or chosen from it for the least yearly cost, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case.cable_heat import check_behind
from sim.errors import SundalinkError, scenario_error
from sim.finance import cost_cable
from sim.finance.metrics import crf
from sim.inputs import cable_data, cost_data
from sim.link import cable_mass, transfer_curve
from sim.link import configuration as link_configuration
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.route import RouteLine
    from sim.finance.cost_cable import Bill
    from sim.link.configuration import Configuration
    from sim.link.transfer_curve import Transfer
    from sim.records import Cable, Segment
    from sim.scenario.schema import Scenario

READS = ("time.period_h", "time.operating_years", "route.crossing_usd", "link.rating_mw", "link.voltage_kv",
         "link.configuration", "link.cables", "link.sending_station", "link.receiving_station", "link.heat",
         "cost.cable", "cost.cable_design", "cost.cable_terms", "finance.wacc", "finance.inflation",
         "contract.price", "contract.reserve_share", "market.import_charge_usd_per_mwh",
         "market.reserve_cost_usd_per_mwh")
"""Keys and tables of the scenario that this stage reads."""

REFERENCE, REFERENCE_RATING = "xlpe_525_2000", 1200.0
"""Cable and power of the design that a cost by MW and km is taken to be meant for: that of base, a bipole with metallic
return, poles laid apart. [MW]"""


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
    """Return what a MWh that is lost would have earned. [USD/MWh]"""
    given, market = s.link.cables.loss_value_usd_per_mwh, s.market
    if given != "contract":
        return float(given)
    if s.contract.price == "solve":
        return LANDED
    charge = market.import_charge_usd_per_mwh + s.contract.reserve_share * market.reserve_cost_usd_per_mwh
    return max(float(s.contract.price) - charge, 0.0)


def left_open(s: Scenario) -> bool:
    """Whether the cable is left to the program to choose."""
    return "optimal" in (s.link.voltage_kv, s.link.cables.section_mm2)


def cables(s: Scenario) -> list[Cable]:
    """Every cable that the scenario allows, or a refusal that names those there are."""
    given, known = s.link.cables, cable_data.cables().values()
    metal = {"xlpe": "XLPE", "mi": "MI"}[given.insulation], given.conductor
    same_metal = [c for c in known if (c.insulation, c.material) == metal]
    if s.link.voltage_kv == "optimal":
        there = [c for c in same_metal if c.voltage <= given.highest_voltage_kv]
        if not there:
            raise scenario_error(
                f"link.cables.highest_voltage_kv = {given.highest_voltage_kv:g} [kV]: must be at "
                f"least {min(c.voltage for c in same_metal):g}, the lowest class of {metal[0]} cables",
                key="link.cables.highest_voltage_kv",
            )
    else:
        there = [c for c in same_metal if c.voltage == s.link.voltage_kv]
        if not there:
            classes = sorted({f"{c.insulation.lower()} at {c.voltage:g}" for c in known})
            raise scenario_error(
                f"link.voltage_kv = {s.link.voltage_kv:g} [kV] with link.cables.insulation = "
                f"{given.insulation!r}: the embedded cables are {', '.join(classes)} kV",
                key="link.voltage_kv",
            )
    if given.section_mm2 == "optimal":
        return there
    found = [c for c in there if c.section == given.section_mm2]
    if not found:
        sections = sorted({c.section for c in there})
        raise scenario_error(f"link.cables.section_mm2 = {given.section_mm2:g} [mm2]: must be one of "
                             f"{', '.join(f'{section:g}' for section in sections)}", key="link.cables.section_mm2")
    return found


def transfers(s: Scenario, route: RouteLine, kind: Cable, power: np.ndarray | None = None) -> tuple[Transfer, ...]:
    """The curves of the link with one cable, which must bear continuous full load, or the load of the hub."""
    behind = s.link.cables.rating == "dynamic" and power is not None
    try:
        curves = transfer_curve.transfers(s.link.rating_mw, kind.voltage, route.length, kind, route.segments,
                                   s.link.sending_station.bind(), s.link.receiving_station.bind(),
                                   s.link.configuration.bind()(), enforce=not behind)
    except SundalinkError as fault:
        given = (f"link.rating_mw = {s.link.rating_mw:g}, link.voltage_kv = {kind.voltage:g}, "
                 f"link.cables.section_mm2 = {kind.section:g}")
        fault.table = given
        raise
    if behind and power is not None:
        check_behind(s, route, kind, curves[-1], power)
    return curves


def bill_of_materials(kind: Cable, configuration: Configuration, segments: Sequence[Segment], rating: float) -> Bill:
    """What a cable system is made of: each route has its cables, and a trench for each pole that lies apart."""
    length = sum(segment.length for segment in segments)
    poles = configuration.cables - (configuration.returns > 0)
    made = [(poles, cable_mass.masses(kind), kind.voltage)]
    if configuration.returns > 0:
        back = cable_mass.returning(kind, configuration.returns)
        made.append((1, cable_mass.masses(back), back.voltage))
    tonnes = {name: length * sum(number * getattr(each, name) for number, each, _ in made)
              for name in ("copper", "aluminium", "lead", "steel", "insulation")}
    total = length * sum(number * sum(each) for number, each, _ in made)
    tested = length * sum(number * voltage for number, _, voltage in made)
    side = poles / configuration.routes
    trench = configuration.routes * sum(s.length * (side if s.spacing > 0 else 1.0) for s in segments)
    return cost_cable.Bill(rating, length, **tonnes, total=total, tested=tested, trench=trench)


def cable_cost(s: Scenario, route: RouteLine, kind: Cable, level: float | None = None,
               rating: float | None = None) -> float:
    """Cost of the cable system, at the price level of the scenario or another, and of the link's rating. [USD]"""
    if level is None:
        level = s.cost.cable if not isinstance(s.cost.cable, str) else cost_data.cost("costs", s.cost.cable)
    apart = tuple(segment._replace(length=1.0, spacing=1.0) for segment in route.segments[:1])
    reference = bill_of_materials(cable_data.cable(REFERENCE), link_configuration.bipole_metallic_return(), apart,
                                  REFERENCE_RATING)
    own = bill_of_materials(kind, s.link.configuration.bind()(), route.segments, rating or s.link.rating_mw)
    configuration = s.link.configuration.bind()()
    crossed = len(route.crossings) * s.route.crossing_usd * (configuration.cables - (configuration.returns > 0))
    return s.cost.cable_design.bind()(own, reference, float(level)) + crossed


def spur_cost(s: Scenario, route: RouteLine, kind: Cable, level: float | None = None) -> float:
    """Cost of the cable of a spur from the tee, its bed shared out like that of the route, at the price level of the
    scenario or another; none without a tee. [USD]"""
    if not s.link.tee.built:
        return 0.0
    part = s.link.tee.spur_km / route.length
    bed = tuple(segment._replace(length=part * segment.length) for segment in route.segments)
    return cable_cost(s, route._replace(segments=bed, crossings=()), kind, level, s.link.tee.rating_mw)


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
