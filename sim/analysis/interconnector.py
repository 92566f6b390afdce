"""A link without the farm: power carried for a given load, outages, and cost per MWh carried."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import cable_cost, outages, route
from sim.case import link as case_link
from sim.case.components import price
from sim.errors import scenario_error
from sim.finance import cost_components, cost_readiness
from sim.finance.landed_cost import landed_cost
from sim.finance.timeline import place, timeline
from sim.link import transfer_curve
from sim.reliability import outage_history
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.route import RouteLine
    from sim.finance.cost_components import Component
    from sim.inputs.route_file import Route
    from sim.scenario.schema import Scenario
    from sim.scenario.tables_link import CablesTable, TeeTable

LOAD = 0.6
"""Mean power sent over the highest, of a link whose file does not say (assumed: 45 to 62 % follow from Singapore's 6 GW
of imports if they are a third of its demand in 2035). [fraction]"""

LEVELS = 200
"""Powers that stand for the hours of a year. [-]"""

PARTS = ("cable", "converters", "standby")
"""Components that belong to the link."""


class Interconnector(NamedTuple):
    """Energy, outages and cost of a link without the farm."""

    route_line: RouteLine
    """The route, sampled."""
    link: case_link.Link
    """Cable and curves."""
    load: float
    """Mean power sent over the highest, while it is in service. [fraction]"""
    availability: np.ndarray
    """Share of poles and time in service, shape (life,). [fraction]"""
    faults: float
    """Cables to repair. [1/yr]"""
    repair: float
    """Mean length of a repair; 0 without one. [h]"""
    delivered: float
    """Received, mean of all lives. [MWh/yr]"""
    lost: float
    """Not received for outages, mean of all lives. [MWh/yr]"""
    loss: float
    """Energy lost over energy that goes in, all poles at work, no-load loss included. [fraction]"""
    components: tuple[Component, ...]
    """Of the link, with their share of contingency and development."""


def levels(load: float, highest: float) -> np.ndarray:
    """
    Return powers that stand for the hours of a year: a straight line of load duration.

    Parameters
    ----------
    load : float
        Mean over highest power that there could be. [fraction]
    highest : float
        [MW]

    Returns
    -------
    power : array, shape (level,)
        From the highest downwards, of mean `load` times `highest`; evenly spread about it, as far as they can be
        (assumed: of all lines of duration with that mean the flattest would lose least, the steepest most). [MW]
    """
    spread = min(load, 1.0 - load)
    return highest * (load + spread * (1.0 - 2.0 * (np.arange(LEVELS) + 0.5) / LEVELS))


def connect(s: Scenario, given: Route) -> Interconnector:
    """
    Follow a link on its own from its route to its costs.

    Parameters
    ----------
    s : Scenario
        With the power of the link as its rating; see `rated`.
    given : sim.inputs.route_file.Route
        Its route.

    Returns
    -------
    interconnector : Interconnector

    Raises
    ------
    SundalinkError
        If the scenario rates the cable by the hours of a farm, or no such link can be.
    """
    if s.link.cables.rating == "dynamic":
        raise scenario_error(f"link.cables.rating = 'dynamic': {given.name} is an interconnector, without hours of a "
                             "farm to heat its cable; must be 'steady'", key="link.cables.rating")
    line, load = route.traced(s, given), given.load or LOAD
    link = case_link.built(s, line, 1, levels(load, s.link.rating_mw)[None])
    count, years, poles = s.link.lives, s.time.operating_years, link.configuration.poles
    found = outages.outages(s, line, link.configuration, count, years, "resilience", False)
    steps, cables = outage_history.intervals(found, poles, years), found.kind == 0
    full = link.transfers[-1]
    power = levels(load, full.sent[-1])
    received = np.array(
        [transfer_curve.forward(state, np.minimum(power, state.sent[-1])).mean() for state in link.transfers]
    )
    out = outage_history.hours(steps, count, poles).mean(axis=0) / years   # hours a year with 1, 2 .. poles out
    lost = float(out @ (received[-1] - received[-2::-1]))
    resting = full.no_load_sending + full.no_load_receiving
    return Interconnector(
        line,
        link,
        load,
        outage_history.availability(steps, count, poles, years),
        float(cables.sum()) / (count * years),
        float((found.end - found.start)[cables].mean()) if cables.any() else 0.0,
        line.kept * (received[-1] * HOURS_PER_YEAR - lost),
        line.kept * lost,
        float(1.0 - line.kept * received[-1] / (power.mean() + resting)),
        _built(s, line, link),
    )


def rated(s: Scenario, given: Route) -> Scenario:
    """
    Return a scenario whose link has the power of a route's file, the voltage and section cheapest for it, and no tee.

    Parameters
    ----------
    s : Scenario
    given : sim.inputs.route_file.Route

    Returns
    -------
    scenario : Scenario
        With the same power, voltage and section if the file gives no power. Voltages are looked at up to
        ``link.cables.highest_voltage_kv``.
    """
    # It is the farm's link that has a tee.
    own: dict[str, TeeTable | CablesTable | float | str] = {"tee": type(s.link.tee).model_validate({})}
    if given.power:
        own |= {"rating_mw": float(given.power), "voltage_kv": "optimal",
                "cables": s.link.cables.model_copy(update={"section_mm2": "optimal"})}
    return s.model_copy(update={"link": s.link.model_copy(update=own)})


def transport(s: Scenario, components: Sequence[Component], delivered: float | np.ndarray,
              charge: float = 0.0) -> float:
    """
    Return the cost of the link per MWh delivered.

    Parameters
    ----------
    s : Scenario
        For years of operation, spending, cost of capital and the shares for contingency and development.
    components : tuple of Component
        Of a whole project or of the link; those of the link count, with their share of contingency and development.
    delivered : float or array, shape (operating_year,)
        Received. [MWh/yr]
    charge : float
        What third grids are paid for each MWh. [USD/MWh]

    Returns
    -------
    cost : float
        Capital at the real WACC with interest in construction, upkeep and charges, before tax, over the energy; the
        energy lost between is not bought here; real 2025. [USD/MWh]
    """
    frame = timeline(cod=s.time.first_operating_year, life=s.time.operating_years, spend=s.finance.construction_spend,
                     inflation=s.finance.inflation)
    energy, none = place(frame, delivered), np.zeros(frame.year.size)
    return float(landed_cost(frame, _whole(s, components), energy, charge * energy, none, none, none,
                             wacc=s.finance.wacc).total)


def _built(s: Scenario, line: RouteLine, link: case_link.Link) -> tuple[Component, ...]:
    """Return the components of a link on its own."""
    c, paid = s.cost, cable_cost.cable_cost(s, line, link.cable)
    kit, vessel, apart = (getattr(s.link.outage, key, False) for key in ("spare_kit", "retainer", "separate_routes"))
    return _whole(s, (
        cost_components.converters(s.link.rating_mw, capex=price(s, f"converters_{s.hub.topology}"),
                                   **c.converter_terms.given()),
        cost_components.cable(s.link.rating_mw, line.length, capex=paid / (s.link.rating_mw * line.length),
                   **c.cable_terms.given()),
        cost_readiness.standby(kit, vessel, apart, paid, **c.standby.given())))


def _whole(s: Scenario, components: Sequence[Component]) -> tuple[Component, ...]:
    """Return the parts of the link with the contingency and development that fall to them."""
    works = tuple(part for part in components if part.name in PARTS)
    return (*works, cost_components.contingency(works, share=s.cost.contingency),
            cost_components.development(works, share=s.cost.development))
