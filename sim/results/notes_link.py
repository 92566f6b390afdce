"""Sentences about cable and link: rating, loss pieces, alternating current, choice of section, tee, outages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis import cable_choice, hvac_comparison
from sim.case.cable_choice import loss_value
from sim.inputs import cable_data
from sim.units import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.analysis.cable_rating import CableRating
    from sim.case.route import RouteLine
    from sim.chain import Case
    from sim.results.summary_values import SummaryValues

CENSUS = 12.0
"""Outages of that length or more are counted in the British records. [h]"""


def cable_rating(case: Case, found: CableRating) -> str:
    """
    Sentences on the current that the cable could carry, the value of that, and its loss pieces.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : CableRating
        As `sim.analysis.cable_rating.compute` returns it.

    Returns
    -------
    text : str
    """
    heat, s = case.heat, case.scenario
    assert heat is not None   # a case that is reported has its firmness
    gain = heat.dynamic / heat.continuous - 1.0
    text = (f"Continuous current rating {1e3 * heat.continuous:,.0f} A; cyclic rating {1e3 * heat.cyclic:,.0f} A "
            f"(peak of the mean day, repeated); dynamic rating {1e3 * heat.dynamic:,.0f} A behind this wind "
            f"({100 * gain:+.1f} %; the link is at full load for up to {heat.longest_full_load / 24.0:.0f} consecutive "
            f"days). The link uses {1e3 * heat.rated:,.0f} A.")
    if heat.overload >= 1.001 and found.overload_energy > 0:
        limit = "the farm cannot supply more" if heat.limited_by == "the farm" else f"{heat.limited_by} is at its limit"
        text += (f" With stations and import capacity of {heat.overload:.2f} times the rating, where {limit}, the same "
                 f"cable would deliver {found.overload_energy:,.0f} GWh/yr more, with a value of "
                 f"{found.overload_value / 1e6:,.0f} million USD/yr at the spot price;"
                 f" such stations cost {found.station_cost / 1e6:,.0f} million USD "
                 "more to build.")
    return text + (f" Trading uses a piecewise-linear loss curve of the link with {found.pieces:.0f} pieces; maximum "
                   f"error of received power {found.pieces_error:.3f} MW of {s.link.rating_mw:,.0f} MW "
                   f"(link.loss_error_mw = {s.link.loss_error_mw:g}).")


def alternating_current(case: Case, found: CableRating) -> str:
    """
    Sentences on why the link does not use alternating current.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : CableRating
        As `sim.analysis.cable_rating.compute` returns it.

    Returns
    -------
    text : str
    """
    verdict, length = hvac_comparison.reach(case), case.route.length
    where = f"up to {found.hvac_break_even:,.0f} km" if found.hvac_break_even > 0 else "at no length"
    if not np.isfinite(verdict.circuits):
        text = (f"At {length:,.0f} km, more than {verdict.reach_both_ends:,.0f} km, charging current from both ends "
                "uses all of an AC cable's ampacity: direct current is the only choice without compensation at sea")
    else:
        side = ("beyond {:,.0f} km it loses more" if length > verdict.break_even else
                "up to {:,.0f} km it loses less").format(verdict.break_even)
        text = f"AC would need {verdict.circuits:.0f} cables, and {side} at full load than direct current"
    return f"{text}. Alternating current of the same power is cheaper to build {where}."


def chosen_cable(case: Case) -> str:
    """Sentence on the cable chosen, the next best and those beyond their limit; empty if the scenario names one."""
    options = case.link.options
    if not options:
        return ""
    able = [o for o in options if not o.refused]
    best, rest = able[0], able[1:]
    text = (f"Chosen cable: {best.cable.voltage:g} kV, {best.cable.section:g} mm2 of {best.cable.material}, the least "
            f"yearly cost of {len(able)} within their temperature limit: {best.yearly / 1e6:,.0f} million USD of "
            f"capital and upkeep, and {best.lost / 1e3:,.0f} GWh/yr of losses at "
            f"{loss_value(case.scenario):g} USD/MWh")
    if rest:
        text += (f"; next is {rest[0].cable.voltage:g} kV, {rest[0].cable.section:g} mm2, "
                 f"{(rest[0].total - best.total) / 1e6:,.1f} million USD/yr more expensive")
    hot = len(options) - len(able)
    return text + (f"; {hot} exceed their temperature limit or cannot carry the power." if hot else ".")


def cheaper_section(case: Case) -> str:
    """Sentence on a section of lower cost; empty if there is none."""
    found, s = cable_choice.cheaper_section(case), case.scenario
    if found is None:
        return ""
    return (f"The cable's section is {case.link.cable.section:g} mm2 as given; {found.section:g} mm2 would carry the "
            f"same and cost {found.saving / 1e6:,.0f} million USD/yr less in capital, upkeep and losses at "
            f"{loss_value(s):g} USD/MWh (link.cables.section_mm2 = \"optimal\"), with landfalls "
            f"{s.route.zones.burial_landfall_m:g} m deep; horizontally drilled landfalls may need the larger section.")


def temperature(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on a cable near its temperature limit, or with much heat across its insulation."""
    full = case.link.transfers[-1]
    limit = case.link.cable.temperature_limit
    if full.temperature > limit:
        yield (f"Continuous full load would bring the cable to {full.temperature:.1f} degC in {full.hottest}, above "
               f"its limit of {limit:g} degC; it is rated against the load of this wind "
               f"(link.cables.rating = 'dynamic'), under which it reaches {figures['cable_temperature']:.1f} degC.")
    elif full.temperature > limit - 5.0:
        yield (f"The cable runs at {full.temperature:.1f} degC in {full.hottest}, less than 5 K below its limit of "
               f"{limit:g} degC.")
    if full.drop > 20.0:
        yield (f"The temperature drop across the insulation is {full.drop:.1f} K at full load; above 15 to 20 K the DC "
               "field at its outside should be checked with the manufacturer.")


def tee(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on what a tee to Peninsular Malaysia carries and assumes."""
    node, given = case.link.tee, case.scenario.link.tee
    if node is None:
        return
    trunk, onward, whole = node.trunk.transfers[-1], node.onward.transfers[-1], case.link.transfers[-1]
    high = float((whole.received - np.interp(trunk.received, onward.sent, onward.received)).max())
    yield (f"A tee at {percent(given.share)} of the link carries {given.rating_mw:,.0f} MW over "
           f"{given.spur_km:,.0f} km to Peninsular Malaysia, out of the link's {case.scenario.link.rating_mw:,.0f} MW. "
           "Losses beyond the tee are computed with its voltage at full load, which overestimates them by at most "
           f"{high:.2f} MW. A fault of the link takes a pole out of service for both countries, which breakers at the "
           "tee might prevent; a fault of the spur's cable or station does not affect Singapore. The availability of "
           f"the path to Malaysia is {percent(figures['spur_availability'], 1)}. The cost of the tee itself is "
           "link.tee.node_usd, and it never fails. "
           + ("No one buys behind it: malaysia.width_mw = 0." if not case.scenario.malaysia.width_mw else
              f"Malaysia pays {case.scenario.malaysia.price_usd_per_mwh:g} USD/MWh for its energy, and the price "
              "required of Singapore covers the rest of the cost."))


def outage_histories(case: Case, figures: SummaryValues) -> str:
    """Sentences on availability, repairs and the longest outage over simulated project lives, and on what a defect of
    all cables would take."""
    lives, years = case.reliability, case.scenario.time.operating_years
    assert lives is not None   # a case that is reported has its lives
    low, mid, high = np.quantile(lives.availability, [0.1, 0.5, 0.9])
    text = (f"Over {years} years of operation the link's availability is {percent(mid, 1)} (median of "
            f"{lives.availability.size:,} simulated project lives; P90 {percent(low, 1)}, P10 {percent(high, 1)}); "
            f"{float(lives.lost.mean()) / 1e3:,.0f} GWh/yr are not delivered because of outages. ")
    if lives.repair:
        text += (f"There are {float(lives.faults.mean()):.2f} cable repairs a year, counted by pole, of "
                 f"{lives.repair / 24.0:.0f} days on average. ")
    if (lives.hours[:, -1] * years < CENSUS).all():
        text += "No simulated life has a long outage of the whole link."
    else:
        text += (f"The longest full outage is {np.median(lives.longest):,.0f} h (median of simulated lives); "
                 f"{np.quantile(lives.longest, 0.9):,.0f} h is exceeded in 10 % of them.")
    return text + _serial_defect(case, figures)


def _serial_defect(case: Case, figures: SummaryValues) -> str:
    """Sentences on the effect of a serial defect; empty where the outage model has none."""
    lives, given = case.reliability, case.scenario.link.outage.bind().keywords
    if lives is None or lives.defective is None:
        return ""
    chance = given["defect_probability"]
    counted = (f"the figures above include one with a probability of {percent(chance, 1)}" if chance
               else "the figures above include none (link.outage.defect_probability = 0)")
    cover = figures["serial_defect_dscr"]
    text = (f" Serial defects: two of some 25 links in service are known to have had a defect that all their cables "
            f"shared (Moyle, NordBalt); {counted}. With one of NordBalt's size "
            if (given["defect_rate"], given["defect_lasts"]) == (1.0, 3.0) else
            f" Serial defects: {counted}. With one ")
    text += (f"({given['defect_rate']:g} per 100 km and year for {given['defect_lasts']:g} years) the "
             "availability of this link over its life would be "
             f"{percent(figures['serial_defect_availability'], 1)}, and {figures['serial_defect_not_delivered']:,.0f} "
             "GWh/yr less would be delivered in the mean of its life")
    if np.isfinite(figures["serial_defect_price"]) and figures["serial_defect_price"] > 0:
        text += (f"; if 2 of 25 such links have one, the required price is {figures['serial_defect_price']:.1f} "
                 "USD/MWh higher for the energy alone")
    if np.isfinite(cover):
        text += (f". In a year with the defect the debt service cover would be {cover:.2f} in the mean year of the "
                 "loan, before insurance, warranty and reserves")
    return text + "."


def route(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on changes to the user's route files, and on what the model of a sea return leaves out."""
    yield from of_files(case.route)
    if case.scenario.link.configuration.model in ("monopole_sea_return", "bipole_sea_return"):
        yield "Electrodes of the sea return are not included in resistance, faults and cost."
    kind = case.link.cable
    if kind.key not in cable_data.cables():
        yield (f"A cable of {kind.section:g} mm2 and {kind.insulation} at {kind.voltage:g} kV is not in the embedded "
               "table: its resistance and build are derived from those of the neighbouring sections and voltages.")


def of_files(found: RouteLine) -> Iterator[str]:
    """Yield sentences on changes to the user's route files, and on assumptions about them."""
    yield from found.unstated
    if found.turned:
        yield f"The route {found.route.name} is drawn from its receiving end: reversed, to begin at the farm."
    if found.on_land > 0:
        yield (f"The route {found.route.name} crosses {found.on_land:,.0f} km of land from {found.land_at[0]:.2f} N "
               f"{found.land_at[1]:.2f} E on by the embedded relief, which is treated as a landfall.")
    if found.left_out:
        yield (f"{found.left_out} features without a geometry, or with a point alone, are left out of the user's "
               "zones, lanes and cables.")
