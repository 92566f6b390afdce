"""What the cable has left behind the wind, what more it could bring, and where alternating current would do instead."""

import numpy as np

from sim import wiring
from sim.books import price
from sim.link import curve as linking
from sim.link import hvac
from sim.units import HOURS_PER_YEAR

MARGIN = 0.02
"""Share of the yearly cost of cable and losses that another section must save to be told (assumed). [fraction]"""

FIGURES = {
    "cable_temperature": ("degC", "highest of the hottest conductor behind the wind of the first traded year; every "
                                  "pole in service, battery left out"),
    "steady_rating": ("kA", "current that each cable may carry for ever"),
    "cyclic_rating": ("kA", "peak of the mean day's course of current, repeated for ever"),
    "dynamic_rating": ("kA", "peak of the load of the first traded year, scaled as a whole until a conductor is at its "
                             "limit"),
    "overload_factor": ("-", "power that the cable bears when the wind gives it, over that at the rating; stations and "
                             "import capacity would have to be as large"),
    "overload_energy": ("GWh", "received beyond the rating a year with such stations; first traded year"),
    "overload_worth": ("USD", "what that would earn a year at the spot price, less the local sales it takes the place "
                              "of; real 2025"),
    "loss_pieces": ("-", "straight pieces that the trade reads the loss of the whole link as; link.loss_error_mw "
                         "sets how many"),
    "loss_pieces_error": ("MW", "worst error of the power received that they make, every state of the poles"),
    "hvac_break_even": ("km", "length from which on direct current is the cheaper to build for the same power; no "
                              "compensation at sea"),
}
"""Figures of the summary that this file makes: unit and note."""


def figures(case):
    """
    Return the figures of `FIGURES` of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    figures : dict of str to float
    """
    heat = case.heat
    return {"cable_temperature": float(heat.temperature.max()), "steady_rating": heat.steady,
            "cyclic_rating": heat.cyclic, "dynamic_rating": heat.dynamic, "overload_factor": heat.overload,
            "overload_energy": float(heat.extra.mean(dtype=float)) * HOURS_PER_YEAR / 1e3,
            "overload_worth": worth(case), **_pieces(case.link), "hvac_break_even": even(case).length}


def _pieces(link):
    """Return how many pieces stand for the loss of the whole link, and what they miss at worst. [MW]"""
    first, *rest = (link,) if link.tee is None else link.tee

    def missed(leg):
        return max(linking.miss(transfer, pieces) for transfer, pieces in zip(leg.transfers, leg.pieces, strict=True))

    return {"loss_pieces": float(sum(leg.pieces[-1][0].size for leg in (first, *rest))),
            "loss_pieces_error": missed(first) + max(map(missed, rest), default=0.0)}


def straight(case):
    """Return what the straight pieces of the loss curve miss, in a sentence."""
    found = _pieces(case.link)
    return (f"The trade reads the loss of the link as {found['loss_pieces']:.0f} straight pieces, which miss the power "
            f"received by at most {found['loss_pieces_error']:.3f} MW of {case.scenario.link.rating_mw:,.0f} "
            f"(link.loss_error_mw = {case.scenario.link.loss_error_mw:g}).")


def worth(case):
    """Return what the overload would earn a year. [USD]"""
    s, heat, market = case.scenario, case.heat, case.market[0]
    surplus = np.maximum(case.hub.power[0] - case.link.transfers[-1].sent[-1], 0.0)
    sink = s.local.width_mw * market.local
    local = np.minimum(surplus, sink) - np.minimum(surplus - heat.taken, sink)
    earned = heat.extra * market.spot - local * s.local.price_usd_per_mwh
    return float(earned.mean()) * HOURS_PER_YEAR


def stations(case):
    """Return what stations as large as the overload would cost more to build. [USD]"""
    parts = {part.name: part.capex for part in case.finance.components}
    return (case.heat.overload - 1.0) * parts.get("converters", 0.0)


def even(case):
    """Return where alternating current would cost as much as this link for the same power."""
    parts = {part.name: part.capex for part in case.finance.components}
    return alternating(case.scenario, parts.get("converters", 0.0), parts.get("cable", 0.0) / case.route.length)


def alternating(s, stations, per_km):
    """Return where alternating current would cost as much as a link of such stations [USD] and cable [USD/km]."""
    return hvac.cost_even(s.link.rating_mw, stations, per_km, line=price(s, "export"), **s.link.alternating.given())


def why_not_ac(case):
    """Return why the link is not alternating current, in two sentences."""
    found = even(case)
    least = (f"Alternating current of the same power is the cheaper to build up to {found.length:.0f} km."
             if found.length > 0 else "Alternating current of the same power is nowhere the cheaper to build.")
    return f"{hvac.check(case.route.length, case.scenario.link.rating_mw).reason}. {least}"


def rating(case):
    """Return what the cable could carry, and what that would be worth, in a few sentences."""
    heat = case.heat
    gain = heat.dynamic / heat.steady - 1.0
    text = (f"The cable may carry {1e3 * heat.steady:,.0f} A for ever, {1e3 * heat.cyclic:,.0f} A as the peak of the "
            f"mean day repeated, and {1e3 * heat.dynamic:,.0f} A behind this wind ({100 * gain:+.1f} %, as the wind "
            f"fills the link for up to {heat.spell / 24.0:.0f} days on end); the link uses {1e3 * heat.used:,.0f} A.")
    energy = float(heat.extra.mean(dtype=float)) * HOURS_PER_YEAR / 1e3
    if heat.overload < 1.001 or energy <= 0:
        return text
    return text + (f" With stations and import capacity of {heat.overload:.2f} times the rating, where "
                   f"{'the farm has no more' if heat.binds == 'the farm' else f'{heat.binds} is at its limit'}, the "
                   f"same cable would bring {energy:,.0f} GWh more a year, worth {worth(case) / 1e6:,.0f} million USD "
                   f"at the spot price; such stations cost {stations(case) / 1e6:,.0f} million USD more to build.")


def cheaper(case):
    """Return which section would have cost less, if the scenario names another by a margin; else nothing."""
    s = case.scenario
    if case.link.options or s.cost.cable_design.model == "per_mw_km":
        return ""
    cables = s.link.cables.model_copy(update={"section_mm2": "optimal"})
    open_ = s.model_copy(update={"link": s.link.model_copy(update={"cables": cables, "voltage_kv":
                                                                   case.link.cable.voltage})})
    able = [o for o in wiring.options(open_, case.route, case.hub.power[0]) if not o.refused]
    own = next((o for o in able if o.cable.key == case.link.cable.key), None)
    if own is None or own.total - able[0].total < MARGIN * own.total:
        return ""
    return (f"The cable's section is {own.cable.section:g} mm2 as given; {able[0].cable.section:g} mm2 would carry the "
            f"same and cost {(own.total - able[0].total) / 1e6:,.0f} million USD a year less in capital, upkeep and "
            f"losses at {s.link.cables.loss_value_usd_per_mwh:g} USD/MWh (link.cables.section_mm2 = \"optimal\"), with "
            f"landfalls {s.route.zones.burial_landfall_m:g} m deep: drilled ones may need the more.")


def chosen(case):
    """Return why the cable was chosen, beside the next best and those that cannot be; empty if it was given."""
    options = case.link.options
    if not options:
        return ""
    able = [o for o in options if not o.refused]
    best, rest = able[0], able[1:]
    text = (f"Chosen cable: {best.cable.voltage:g} kV, {best.cable.section:g} mm2 of {best.cable.material}, the least "
            f"yearly cost of {len(able)} that stay below their limit: {best.yearly / 1e6:,.0f} million USD of capital "
            f"and upkeep, and {best.lost / 1e3:,.0f} GWh a year less than a link without loss would deliver, at "
            f"{case.scenario.link.cables.loss_value_usd_per_mwh:g} USD/MWh")
    if rest:
        text += (f"; next is {rest[0].cable.voltage:g} kV, {rest[0].cable.section:g} mm2, "
                 f"{(rest[0].total - best.total) / 1e6:,.1f} million USD a year dearer")
    hot = len(options) - len(able)
    return text + (f"; {hot} become too hot or cannot bring the power." if hot else ".")
