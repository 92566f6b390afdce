"""Comparison of the chosen cable with the other sections of its type."""

from sim.case import cable_choice

MARGIN = 0.02
"""Share of the yearly cost of cable and losses that another section must save to be told (assumed). [fraction]"""


def cheaper(case):
    """Return which section would have cost less, if the scenario names another by a margin; else nothing."""
    s = case.scenario
    if case.link.options or s.cost.cable_design.model == "per_mw_km":
        return ""
    cables = s.link.cables.model_copy(update={"section_mm2": "optimal"})
    open_ = s.model_copy(update={"link": s.link.model_copy(update={"cables": cables, "voltage_kv":
                                                                   case.link.cable.voltage})})
    able = [o for o in cable_choice.make(open_, case.route, case.hub.power[0]) if not o.refused]
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
