"""Notes on a case: what is infeasible, implausible or only assumed, said in plain sentences."""

from calendar import month_name

import numpy as np

from sim import clock
from sim.analysis import cable_choice, price_uncertainty
from sim.analysis.gas_parity import CONTRACTED, levelised
from sim.case import cyclones, demand
from sim.case.components import battery_life
from sim.case.finance import MONEY_OF
from sim.market import supply_stack
from sim.resource import extreme_wind
from sim.results import notes_yield

DIRTIEST = 0.15
"""Carbon of imported energy above which Singapore may refuse it (assumed; no limit is published). [tCO2/MWh]"""
LOWEST_SPOT, HIGHEST_SPOT = 20.0, 500.0
"""Yearly means of the spot price between which nothing is said of it; the record of 2016 to 2023 lies within
(assumed). [USD/MWh]"""

SURPRISE = 0.3
"""Departure of the mean import from the one that the market expects, above which it is said (assumed). [fraction]"""


def notes(case, figures):
    """
    Return what a reader must know of a case before believing its figures.

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
    rules = (notes_yield.notes, _spot, _floor, _annual, _price, _demand, _grid, _reserve, _ageing, _policy, _sample,
             _cable, _tee, _kind, _farm, _sun, _storms, _service, _evidence)
    return tuple(text for rule in rules for text in rule(case, figures))


def _service(case, figures):
    """Say when turbines are out of service, where a model has it."""
    if case.scenario.farm.availability.model == "constant":
        return
    out, dt = 1.0 - case.hub.in_service, case.scenario.time.period_h
    months = clock.month(dt)
    each = np.array([out[:, months == month].mean() for month in range(12)])
    worst, best = int(each.argmax()), int(each.argmin())
    yield (f"Turbines out of service wait for weather: {out.mean():.1%} of them in the mean, {each[worst]:.1%} in "
           f"{month_name[worst + 1]}, {each[best]:.1%} in {month_name[best + 1]}; times between failures and of repair "
           "are assumed.")


def _spot(case, figures):
    mean = float(case.market[0].spot.mean())
    if not LOWEST_SPOT < mean < HIGHEST_SPOT:
        yield (f"Doubtful: Singapore's spot price averages {mean:,.0f} USD/MWh in the first year of operation, before "
               "the import; penalties, spot sales and what consumers save stand on it. Check [market.price] and the "
               "price of gas.")
    told, mean = case.scenario.market.price, figures["delivered_energy"] / 8.76
    if told.model != "supply_stack":
        return
    counted = supply_stack.OFTEN * case.scenario.link.rating_mw if told.expected_import_mw == "link" else \
        told.expected_import_mw
    if abs(mean - counted) > SURPRISE * counted:
        yield (f"Singapore's plants expect {counted:,.0f} MW of this import on average, and "
               f"{mean:,.0f} MW come: price_fall and consumer_saving stand on that; set "
               "market.price.expected_import_mw near the mean.")


def _floor(case, figures):
    contracts, annual = case.traded.contracts[0], case.traded.annual
    for number, contract in enumerate(contracts):
        if contract.minimum <= 0:
            continue
        which = "the contract" if len(contracts) == 1 else f"contract {number + 1}"
        most = contract.width * 8760.0
        met = float((annual.energy >= annual.minimum)[..., number].mean())
        owed, mean = contract.minimum / most, float(annual.energy[..., number].mean()) / most
        if met < 0.5:
            yield (f"Infeasible: {which}'s minimum load factor ({owed:.3f} after tolerance) is met in {met:.0%} of "
                   f"years; the mean is {mean:.3f}. More storage, more wind, solar, or a lower floor would be needed.")
        elif met < 0.9:
            yield (f"At risk: {which}'s minimum load factor ({owed:.3f} after tolerance) is missed in {1 - met:.0%} "
                   f"of years; the mean is {mean:.3f}.")


def _annual(case, figures):
    """Say what the limits on a year cost, and where they are out of reach."""
    annual, asked = case.traded.annual, case.scenario.trade.annual
    out = annual.unmet > 0.0
    if out.any():
        reached = annual.delivered[out] / (case.scenario.link.rating_mw * 8760.0)
        yield (f"Infeasible: trade.annual.minimum_load_factor = {asked.minimum_load_factor:g} is out of reach in "
               f"{float(out.mean()):.0%} of years; the best that any trade reaches there is {float(reached.max()):.3f} "
               f"at most and {float(reached.min()):.3f} at least. These years are traded at their best.")
    for name, field, what in (("minimum_load_factor", "delivered_limit", "a MWh more costs"),
                              ("maximum_supply_gwh", "supplied_limit", "a MWh more is worth"),
                              ("maximum_local_gwh", "local_limit", "a MWh more is worth"),
                              ("maximum_cycles_per_year", "discharged_limit", "a MWh more is worth")):
        price = getattr(annual, field)
        bound = np.isfinite(price) & (price > 0.0)
        if getattr(asked, name) and bound.any():
            yield (f"trade.annual.{name} = {getattr(asked, name):g} binds in {float(bound.mean()):.0%} of years, where "
                   f"{what} {float(price[bound].mean()):.1f} USD/MWh in the mean.")
    if case.scenario.trade.obligation == "past" and figures["penalty_weight"] < 1.0:
        yield (f"Penalties count by the share of years before that missed a minimum, {figures['penalty_weight']:.0%} "
               "in the mean; the outage histories are taken together.")


def _price(case, figures):
    done, s = case.finance, case.scenario
    years = done.years
    share = float(years.contract.sum() / max(years.delivered.sum(), 1e-9))
    if share < CONTRACTED:
        paid = years.paid * done.price + years.fixed + years.spot_revenue
        paid = float(paid.sum() / max(years.delivered.sum(), 1e-9))
        yield (f"The contract takes {share:.0%} of the energy delivered; the required price applies to that part "
               f"alone, and Singapore pays {paid:.0f} USD/MWh on average. It is not comparable with new gas."
               if share > 0 else
               f"Nothing is delivered under a contract; Singapore pays {paid:.0f} USD/MWh on average.")
    if s.contract.drift_per_year:
        first, last = (done.price * (1.0 - s.contract.drift_per_year) ** (year - MONEY_OF) for year in (
            s.time.first_operating_year, s.time.first_operating_year + s.time.operating_years - 1))
        yield (f"The price of {done.price:.0f} USD/MWh is that of {MONEY_OF}, agreed in {s.contract.currency}, whose "
               f"worth drifts: in money of {MONEY_OF} it pays {first:.0f} USD/MWh in the first year of operation and "
               f"{last:.0f} in the last, {done.price * levelised(s, years):.0f} levelised, on which the break-even "
               "prices stand.")
    if not np.isfinite(figures["equity_irr"]):
        yield f"The return of the owners has no value: {done.project.equity_irr_reason}."
    width = sum(contract.width for contract in case.traded.contracts[0])
    most = case.link.transfers[-1].capacity * case.route.kept
    if width > most + 1e-6:
        which = "contract of {} is" if len(case.traded.contracts[0]) == 1 else "contracts, {} together, are"
        yield (f"The {which.format(f'{width:,.0f} MW')} never served in full: the link brings {most:,.0f} MW to the "
               "Singapore meter.")
    if s.contract.price != "solve" and done.price < done.required - 0.01:
        yield (f"The contract price of {done.price:.2f} USD/MWh is below the {done.required:.2f} that owners and "
               "lenders require.")


def _grid(case, figures):
    carbon = figures["carbon_intensity"]
    if carbon > 0:
        grave = carbon > DIRTIEST
        yield (f"{'Doubtful: grid' if grave else 'Grid'} energy bought at the hub gives the energy delivered "
               f"{carbon:.3f} tCO2/MWh" + (f", above the {DIRTIEST:g} that an importer is assumed to be held to."
                                           if grave else "; the emissions avoided do not count it."))


def _cable(case, figures):
    full = case.link.transfers[-1]
    limit = case.link.cable.temperature_limit
    if full.temperature > limit:
        yield (f"Full load for ever would bring the cable to {full.temperature:.1f} degC in {full.hottest}, above its "
               f"limit of {limit:g} degC; it is held against the load of this wind (link.cables.rating = 'dynamic'), "
               f"behind which it reaches {figures['cable_temperature']:.1f} degC.")
    elif full.temperature > limit - 5.0:
        yield (f"The cable runs at {full.temperature:.1f} degC in {full.hottest}, less than 5 K below its limit of "
               f"{limit:g} degC.")
    if full.drop > 20.0:
        yield (f"The insulation carries {full.drop:.1f} K at full load; above 15 to 20 K the DC field at its outside "
               "should be checked with the maker.")


def _tee(case, figures):
    tee, given = case.link.tee, case.scenario.link.tee
    if tee is None:
        return
    trunk, onward, whole = tee.trunk.transfers[-1], tee.onward.transfers[-1], case.link.transfers[-1]
    high = float((whole.received - np.interp(trunk.received, onward.sent, onward.received)).max())
    yield (f"A tee at {given.share:.0%} of the link leads {given.rating_mw:,.0f} MW over {given.spur_km:,.0f} km to "
           f"Peninsular Malaysia, out of the link's {case.scenario.link.rating_mw:,.0f} MW. Beyond the tee power is "
           f"carried at its voltage at full load, which counts at most {high:.2f} MW of loss too much. A fault of the "
           "link takes its pole from both countries, which breakers at the tee might prevent; one of the spur's cable "
           f"or station leaves Singapore its own, and Malaysia is reached {figures['spur_availability']:.1%} of the "
           "time. What stands at the tee costs what link.tee.node_usd says, and never fails. "
           + ("No one buys behind it: malaysia.width_mw = 0." if not case.scenario.malaysia.width_mw else
              f"Malaysia pays {case.scenario.malaysia.price_usd_per_mwh:g} USD/MWh for its energy, and the price "
              "required of Singapore carries what that leaves open."))


def _sample(case, figures):
    years, draws = case.traded.annual.delivered.shape[1:]
    sampled = case.traded.annual.delivered.mean(axis=0).reshape(-1)
    error = float(sampled.std() / max(sampled.size, 1) ** 0.5 / max(sampled.mean(), 1e-9))
    if years < 10 or draws < 4:
        yield (f"Few samples: {years} weather year{'s' * (years > 1)} and {draws} outage histor"
               f"{'ies' if draws > 1 else 'y'}; year-to-year variation and P75 to P90 are not to be trusted.")
    elif error > 0.02:
        yield f"The mean energy has a sampling error of {error:.1%}; more weather years or outage histories lower it."


def _kind(case, figures):
    s = case.scenario
    yield from filter(None, (cable_choice.chosen(case), cable_choice.cheaper(case),
                             price_uncertainty.reserve(case, figures)))
    if s.cost.cable_design.model == "per_mw_km":
        yield ("The cost of the cable is counted by MW and km, whatever its voltage, section and configuration: a "
               "comparison of these compares losses and outages, not what the cable costs.")
    if s.hub.topology == "offshore" and s.storage.energy_mwh > 0 and s.storage.power_mw > 0:
        yield "The battery stands on the platform offshore at the price of one on land."


def _farm(case, figures):
    wanted = case.scenario.farm.capacity_mw
    if abs(case.farm.capacity - wanted) > 1e-6:
        yield f"Built: {case.farm.count} turbines, installed {case.farm.capacity:,.0f} MW (requested {wanted:,.0f} MW)."


def _demand(case, figures):
    s = case.scenario
    if s.market.demand_files:
        told = demand.course(s)
        yield (f"Singapore's demand is {told.label}: {told.mean:,.0f} MW in {told.base_year}, and "
               f"{float(case.market[0].demand.mean()):,.0f} MW in the first year of operation.")


def _sun(case, figures):
    hub, s = case.hub, case.scenario
    if hub.solar_power:
        spilled = float(hub.clipped.sum() / max(hub.solar.sum(), 1e-9))
        yield (f"Solar, {s.solar.capacity_mw:,.0f} MW: {hub.solar_label}; capacity factor "
               f"{float(hub.solar.mean()) / (s.solar.capacity_mw * 8760.0):.3f}; the shared connection turns down "
               f"{spilled:.1%} of it. The uncertainty of the sunshine is not in P75 and P90.")


def _storms(case, figures):
    s, turbine = case.scenario, case.farm.turbine
    found = cyclones.extremes(s, case.wind, turbine.hub_height)
    if found is None:
        return
    ten, fifty, hundred = found.speed
    reference = s.resource.cyclone.turbine.reference_m_per_s
    verdict = ("no IEC class covers it" if found.iec == "S" else f"IEC class {found.iec} covers it")
    below = f"; above the {reference:g} m/s that the turbine is taken to be made for" if fifty > reference else ""
    count, years = case.wind.storms.peak.size, case.wind.speed.shape[0]
    yield (f"Tropical cyclones ({found.label}): {count} passage{'s' * (count != 1)} within 200 km in {years} weather "
           f"years. Wind at hub height, mean of ten minutes, once in 10, 50 and 100 years: {ten:.0f}, {fifty:.0f} and "
           f"{hundred:.0f} m/s (gusts {extreme_wind.GUST * ten:.0f}, {extreme_wind.GUST * fifty:.0f}, "
           f"{extreme_wind.GUST * hundred:.0f}); {verdict}{below}. Intensities, fragility and repair are assumed.")


def _reserve(case, figures):
    s, needed = case.scenario, figures["firming_reserve"]
    kept = s.storage.power_mw * s.storage.battery.reserve_power
    if s.storage.power_mw > 0 and kept < 0.8 * needed:
        yield (f"Within a period the farm's power varies: holding delivery constant at three standard deviations takes "
               f"up to {needed:,.0f} MW, and storage.battery.reserve_power keeps {kept:,.0f} MW of the battery for it. "
               "The rest would have to come from power that is curtailed or sold locally.")


def _ageing(case, figures):
    life, assumed = figures["battery_life"], battery_life(case.scenario)
    if life > 0 and abs(life - assumed) > 0.2 * assumed:
        yield (f"The battery would last {life:.1f} years as this trade uses it, by calendar and cycles; the books "
               f"renew it after {assumed:.0f}.")


def _policy(case, figures):
    if case.scenario.trade.policy.model in ("perfect_foresight", "linear"):
        yield ("A ceiling, not a forecast: the battery is run with perfect foresight of wind, prices and outages; "
               "nobody who has to guess them can earn more.")


def _evidence(case, figures):
    if figures["evidence"] == "screening":
        drawn = case.scenario.resource.source == "synthetic"
        told = "the wind is synthetic, drawn from monthly climatology" if drawn else f"the wind is {case.wind.label}"
        yield f"Screening only: {told}; no measured wind stands behind this result."
