"""Notes on a case: what is infeasible, implausible or only assumed, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.case import demand
from sim.case.components import battery_life
from sim.results import notes_link, notes_price, notes_site, notes_yield
from sim.units import HOURS_PER_YEAR, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.chain import Case
    from sim.results.summary_values import SummaryValues

DIRTIEST = 0.15
"""Carbon of imported energy above which Singapore may refuse it (assumed; no limit is published). [tCO2/MWh]"""


def notes(case: Case, figures: SummaryValues) -> tuple[str, ...]:
    """
    What a reader should know before using the results of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    figures : dict
        What `sim.results.summary.summary` made of it.

    Returns
    -------
    notes : tuple of str
        The gravest first; empty if there is nothing to say.
    """
    rules = (notes_yield.notes, notes_price.spot, _floor, _annual, notes_price.required_price, notes_price.infeed,
             notes_price.phases, _demand, _grid,
             _reserve, _ageing, _policy, _sample, notes_link.route, notes_link.temperature,
             notes_link.tee, _choices, notes_site.farm, notes_site.turbine,
             notes_site.solar, notes_site.storms, notes_site.service, notes_site.evidence)
    return tuple(text for rule in rules for text in rule(case, figures))


def _floor(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on a minimum load factor that is often missed."""
    contracts, annual = case.traded.contracts[0], case.traded.annual
    for number, contract in enumerate(contracts):
        if contract.minimum <= 0:
            continue
        which = "the contract" if len(contracts) == 1 else f"contract {number + 1}"
        most = contract.width * HOURS_PER_YEAR
        met = float((annual.energy >= annual.minimum)[..., number].mean())
        minimum, mean = contract.minimum / most, float(annual.energy[..., number].mean()) / most
        if met < 0.5:
            yield (f"Infeasible: {which}'s minimum load factor ({minimum:.3f} after tolerance) is met in "
                   f"{percent(met)} of years; the mean is {mean:.3f}. More storage, more wind, solar, or a lower floor "
                   "would be needed.")
        elif met < 0.9:
            yield (f"At risk: {which}'s minimum load factor ({minimum:.3f} after tolerance) is missed in "
                   f"{percent(1 - met)} of years; the mean is {mean:.3f}.")


def _annual(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on what the annual limits cost, and where they are out of reach."""
    annual, asked = case.traded.annual, case.scenario.trade.annual
    out = np.asarray(annual.unmet) > 0.0
    if out.any():
        reached = annual.delivered[out] / (case.scenario.link.rating_mw * HOURS_PER_YEAR)
        yield (f"Infeasible: trade.annual.minimum_load_factor = {asked.minimum_load_factor:g} is out of reach in "
               f"{percent(out.mean())} of years; the highest that any dispatch reaches in these years is between "
               f"{float(reached.min()):.3f} and {float(reached.max()):.3f}; the dispatch aims at it.")
    for name, field, what in (("minimum_load_factor", "delivered_limit", "one more MWh costs"),
                              ("maximum_supply_gwh", "supplied_limit", "one more MWh has a value of"),
                              ("maximum_local_gwh", "local_limit", "one more MWh has a value of"),
                              ("maximum_cycles_per_year", "discharged_limit", "one more MWh has a value of")):
        price = getattr(annual, field)
        bound = np.isfinite(price) & (price > 0.0)
        if getattr(asked, name) and bound.any():
            yield (f"trade.annual.{name} = {getattr(asked, name):g} binds in {percent(bound.mean())} of years, "
                   f"where {what} {float(price[bound].mean()):.1f} USD/MWh on average.")
    if case.scenario.trade.obligation == "past" and figures["penalty_weight"] < 1.0:
        yield (f"Penalties are weighted by the share of earlier years that missed a minimum, "
               f"{percent(figures['penalty_weight'])} on average; all outage histories are taken together.")


def _demand(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on demand read from files."""
    s = case.scenario
    if s.market.demand_files:
        record = demand.profile(s)
        yield (f"Singapore's demand is {record.label}: {record.mean:,.0f} MW in {record.base_year}, and "
               f"{float(case.market[0].demand.mean()):,.0f} MW in the first year of operation.")


def _grid(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on the carbon of grid energy."""
    carbon = figures["carbon_intensity"]
    if carbon > 0:
        grave = carbon > DIRTIEST
        verdict = (f", above the assumed limit of {DIRTIEST:g} for imports." if grave else
                   "; it is not subtracted from the emissions avoided.")
        yield (f"{'Doubtful: grid' if grave else 'Grid'} energy bought at the hub adds {carbon:.3f} tCO2/MWh to the "
               f"energy delivered{verdict}")


def _reserve(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on a battery that keeps too little power for variations within a period."""
    s, needed = case.scenario, figures["firming_reserve"]
    kept = s.storage.power_mw * s.storage.battery.reserve_power
    if s.storage.power_mw > 0 and kept < 0.8 * needed:
        yield (f"Within a period the farm's power varies: holding delivery constant at three standard deviations needs "
               f"up to {needed:,.0f} MW, but storage.battery.reserve_power reserves {kept:,.0f} MW of the battery. "
               "The rest would have to come from power that is curtailed or sold locally.")


def _ageing(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on a battery that lasts longer or shorter than the finance model assumes."""
    life, assumed = figures["battery_life"], battery_life(case.scenario)
    if life > 0 and abs(life - assumed) > 0.2 * assumed:
        yield (f"The battery would last {life:.1f} years under this dispatch, by calendar and cycle ageing; "
               f"the finance model replaces it after {assumed:.0f}.")


def _policy(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on a policy that no operator could follow."""
    if case.scenario.trade.policy.model in ("perfect_foresight", "linear"):
        yield ("Upper bound, not a forecast: the battery is operated with perfect foresight of wind, prices and "
               "outages.")


def _sample(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on a sample that is too small for its percentiles."""
    years, draws = case.traded.annual.delivered.shape[1:]
    sampled = case.traded.annual.delivered.mean(axis=0).reshape(-1)
    error = float(sampled.std() / max(sampled.size, 1) ** 0.5 / max(sampled.mean(), 1e-9))
    if years < 10 or draws < 4:
        yield (f"Few samples: {years} weather year{'s' * (years > 1)} and {draws} outage histor"
               f"{'ies' if draws > 1 else 'y'}; year-to-year variation and P75 to P90 are not reliable.")
    elif error > 0.02:
        yield (f"The mean energy has a standard error of {percent(error, 1)}; more weather years or outage histories "
               "lower it.")


def _choices(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on the choice of cable, on contingency and on how parts are costed."""
    s = case.scenario
    yield from filter(None, (notes_link.chosen_cable(case), notes_link.cheaper_section(case),
                             notes_price.contingency(case, figures)))
    if s.cost.cable_design.model == "per_mw_km":
        yield ("The cable is costed by MW and km, regardless of voltage, section and configuration: designs that "
               "differ in these differ in losses and outages, not in the cost of the cable.")
    if s.hub.topology == "offshore" and s.storage.energy_mwh > 0 and s.storage.power_mw > 0:
        yield "The battery is on the offshore platform, but is costed as one on land."
