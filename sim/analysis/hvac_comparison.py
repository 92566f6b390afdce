"""Comparison of the HVDC link with an HVAC cable of the same length."""

from sim.case.components import price
from sim.collection.export_cable import charging_current
from sim.link import hvac_alternative


def break_even(case):
    """Length at which alternating current would cost as much as this link for the same power."""
    parts = {part.name: part.capex for part in case.finance.components}
    return alternating(case.scenario, parts.get("converters", 0.0), parts.get("cable", 0.0) / case.route.length)


def alternating(s, stations, per_km):
    """Length at which alternating current costs as much as a link of such stations [USD] and cable [USD/km]."""
    return hvac_alternative.cost_even(
        s.link.rating_mw, stations, per_km, charging_current, line=price(s, "export"),
        **s.link.alternating.given()
    )


def reach(case):
    """Link of alternating current of the same length and power."""
    return hvac_alternative.check(case.route.length, case.scenario.link.rating_mw, charging_current)
