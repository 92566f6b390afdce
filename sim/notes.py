"""Notes on a case: what is infeasible, implausible or only assumed, said in plain sentences."""

from sim.figures import CONTRACTED


def notes(case, figures):
    """
    Return what a reader must know of a case before believing its figures.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    figures : dict
        What `sim.figures.summary` made of it.

    Returns
    -------
    notes : tuple of str
        The gravest first; empty if there is nothing to say.
    """
    rules = (_plausible, _floor, _price, _policy, _sample, _cable, _kind, _farm, _evidence)
    return tuple(text for rule in rules for text in rule(case, figures))


def _plausible(case, figures):
    factor = figures["net_capacity_factor"]
    gross = figures["gross_energy"] * 1e3 / (case.farm.capacity * 8760.0)
    if factor > 0.60:
        yield (f"Implausible: net capacity factor {factor:.3f} at the hub; no offshore farm is known above 0.60. Check "
               "the wind level, the turbine and the losses.")
    elif gross > 0.65:
        yield f"Doubtful: gross capacity factor {gross:.3f}; this sea is expected to give 0.50 to 0.60."
    if 0 < factor < 0.25:
        yield f"Doubtful: net capacity factor {factor:.3f} is too low for a sea that anyone would build in."


def _floor(case, figures):
    contract, annual = case.traded.contracts[0], case.traded.annual
    if contract.minimum <= 0:
        return
    owed = contract.minimum / (contract.width * 8760.0)
    met = float((annual.contract >= contract.minimum).mean())
    mean = float(annual.contract.mean()) / (contract.width * 8760.0)
    if met < 0.5:
        yield (f"Infeasible: the contract's minimum load factor ({owed:.3f} after tolerance) is met in {met:.0%} of "
               f"years; the mean is {mean:.3f}. More storage, more wind, solar, or a lower floor would be needed.")
    elif met < 0.9:
        yield (f"At risk: the contract's minimum load factor ({owed:.3f} after tolerance) is missed in {1 - met:.0%} "
               f"of years; the mean is {mean:.3f}.")


def _price(case, figures):
    done, s = case.finance, case.scenario
    years = done.years
    share = float(years.contract.sum() / max(years.delivered.sum(), 1e-9))
    if share < CONTRACTED:
        paid = float((years.contract * done.price + years.spot_revenue).sum() / max(years.delivered.sum(), 1e-9))
        yield (f"The contract takes {share:.0%} of the energy delivered; the required price applies to that part "
               f"alone, and Singapore pays {paid:.0f} USD/MWh on average. It is not comparable with new gas.")
    width = case.traded.contracts[0].width
    most = case.link.transfers[-1].capacity * case.route.kept
    if width > most + 1e-6:
        yield (f"The contract of {width:,.0f} MW is never served in full: the link brings {most:,.0f} MW to the "
               "Singapore meter.")
    if s.contract.price != "solve" and done.price < done.required - 0.01:
        yield (f"The contract price of {done.price:.2f} USD/MWh is below the {done.required:.2f} that owners and "
               "lenders require.")


def _cable(case, figures):
    full = case.link.transfers[-1]
    limit = case.link.cable.temperature_limit
    if full.temperature > limit - 5.0:
        yield (f"The cable runs at {full.temperature:.1f} degC in {full.hottest}, less than 5 K below its limit of "
               f"{limit:g} degC.")
    if full.drop > 20.0:
        yield (f"The insulation carries {full.drop:.1f} K at full load; above 15 to 20 K the DC field at its outside "
               "should be checked with the maker.")


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
    if s.link.voltage_kv != 525.0 or s.link.configuration.model != "bipole_metallic_return":
        yield ("The cost of the cable is counted by MW and km, whatever its voltage, section and configuration: a "
               "comparison of these compares losses and outages, not what the cable costs.")
    if s.hub.topology == "offshore" and s.storage.energy_mwh > 0:
        yield "The battery stands on the platform offshore at the price of one on land."


def _farm(case, figures):
    wanted = case.scenario.farm.capacity_mw
    if abs(case.farm.capacity - wanted) > 1e-6:
        yield f"Built: {case.farm.count} turbines, {case.farm.capacity:,.0f} MW, for {wanted:,.0f} MW wished for."


def _policy(case, figures):
    if case.scenario.trade.policy.model == "perfect_foresight":
        yield ("A ceiling, not a forecast: the battery is run with perfect foresight of wind, prices and outages; "
               "nobody who has to guess them can earn more.")


def _evidence(case, figures):
    if figures["evidence"] == "screening":
        yield ("Screening only: the wind is synthetic, drawn from monthly climatology; no measured wind stands behind "
               "this result.")
