"""Comparison of the HVDC link with an HVAC cable of the same length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.case.components import price
from sim.collection.export_cable import charging_current
from sim.link import hvac_alternative

if TYPE_CHECKING:
    from sim.chain import Case
    from sim.link.hvac_alternative import Even, HvacVerdict
    from sim.scenario.schema import Scenario


def break_even(case: Case) -> Even:
    """Length at which alternating current would cost as much as this link for the same power."""
    parts = {part.name: float(part.capex) for part in case.finance.components}
    return alternating(case.scenario, parts.get("converters", 0.0), parts.get("cable", 0.0) / case.route.length)


def alternating(s: Scenario, stations: float, per_km: float) -> Even:
    """Length at which alternating current costs as much as a link of such stations [USD] and cable [USD/km]."""
    return hvac_alternative.cost_even(
        s.link.rating_mw, stations, per_km, charging_current, line=price(s, "export"),
        **s.link.alternating.given()
    )


def reach(case: Case) -> HvacVerdict:
    """Link of alternating current of the same length and power."""
    return hvac_alternative.check(case.route.length, case.scenario.link.rating_mw, charging_current)
