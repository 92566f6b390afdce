"""Comparison of the HVDC link with an HVAC cable of the same length."""

from sim.case.components import price
from sim.link import hvac_alternative


def even(case):
    """Return where alternating current would cost as much as this link for the same power."""
    parts = {part.name: part.capex for part in case.finance.components}
    return alternating(case.scenario, parts.get("converters", 0.0), parts.get("cable", 0.0) / case.route.length)


def alternating(s, stations, per_km):
    """Return where alternating current would cost as much as a link of such stations [USD] and cable [USD/km]."""
    return hvac_alternative.cost_even(
        s.link.rating_mw, stations, per_km, line=price(s, "export"), **s.link.alternating.given()
    )


def why_not_ac(case):
    """Return why the link is not alternating current, in two sentences."""
    found = even(case)
    least = (f"Alternating current of the same power is the cheaper to build up to {found.length:.0f} km."
             if found.length > 0 else "Alternating current of the same power is nowhere the cheaper to build.")
    return f"{hvac_alternative.check(case.route.length, case.scenario.link.rating_mw).reason}. {least}"
