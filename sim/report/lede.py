"""First sentences of a report: energy delivered, required price, and the price to quote."""

import numpy as np

from sim.analysis.gas_parity import CONTRACTED
from sim.report.key_figures import buyers, new_gas, number, scenario, value


def lede(data):
    """Return the case in a few sentences, every number computed."""
    return " ".join([
        f"A mean year delivers {number(value(data, 'delivered_energy') / 1e3, 2)} TWh to Singapore, a load factor of "
        f"{number(100 * value(data, 'delivered_load_factor'))} % of the link's "
        f"{number(scenario(data)['link']['rating_mw'])} MW.", *_kept(data), *_beside(data), *_price(data),
        f"Capex is {number(value(data, 'capex') / 1e9, 1)} bn USD; Singapore avoids "
        f"{number(value(data, 'avoided_emissions') / 1e6, 2)} Mt of CO2 a year."])


def minimum_kept(data):
    """
    Return how often the minimum load factor of the contract is kept.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    minimum : float
        After the tolerance; 0 if there is none, or several contracts, whose energy the results hold as one. [-]
    kept : float
        Share of simulated years. [-]
    """
    s = scenario(data)
    terms = s["contract"]["terms"]
    if s["contract"].get("also"):
        return 0.0, 1.0
    minimum = float(terms.get("minimum_load_factor", 0.0)) * (1.0 - float(terms.get("tolerance", 0.0)))
    most = float(terms.get("width_mw", s["link"]["rating_mw"])) * 8.76
    return minimum, float((data["annual_contract_energy"].values / most >= minimum - 1e-11).mean())


def _kept(data):
    """Yield a sentence on the minimum that the contract asks of every year, if it asks for one."""
    minimum, kept = minimum_kept(data)
    if minimum > 0.0:
        s = scenario(data)
        width = s["contract"]["terms"].get("width_mw", s["link"]["rating_mw"])
        years = {0.0: "none", 1.0: "all"}.get(kept, f"{number(100 * kept)} %")
        yield (f"The contract's minimum load factor, {number(100 * minimum, 1)} % of {number(width)} MW after "
               f"tolerance, is kept in {years} of the simulated years.")


def _beside(data):
    """Yield sentences on what this case has beside farm, cable and contract: the reason why someone looks at it."""
    s = scenario(data)
    sun, bought, abroad = (value(data, f"{name}_energy") for name in ("solar", "supplied", "malaysia"))
    if sun > 0.0:
        yield f"Solar power offers {_energy(sun)} a year at the hub."
    if bought > 0.0:
        carried = value(data, "carbon_intensity")
        yield (f"{_energy(bought)} a year are bought from the Vietnamese grid for it, so that a MWh delivered carries "
               f"{number(carried, 3)} tCO2: {number(carried * value(data, 'delivered_energy') / 1e3, 2)} Mt a year are "
               "emitted in Vietnam.")
    if s["local"].get("load", {}).get("model") == "industrial_park":
        yield f"The industrial park at the hub takes {_energy(value(data, 'local_energy'))} a year."
    far = s["storage"].get("far", {})
    if far.get("power_mw", 0.0) > 0.0:
        yield (f"A battery of {number(far['power_mw'])} MW and {number(far['energy_mwh'])} MWh stands at the Singapore "
               "meter.")
    if abroad > 0.0:
        yield f"Malaysia takes {_energy(abroad)} a year."
    for _, text, node, energy in buyers(data):
        yield f"{text[:1].upper()}{text[1:]} takes {_energy(energy)} a year {PLACES.get(node, node)}."
    for phase in s.get("phases", [])[:1]:
        yield (f"{number(100 * phase['turbine_share'])} % of the turbines begin in {phase['year']}, all of them in "
               f"{s['time']['first_operating_year']}.")
    for company in s.get("companies", []):
        yield (f"A {company['name']} owns the {_listed(company['owns'])} and is paid by the project company "
               f"({REGIMES.get(company['regime'], company['regime'])}).")


PLACES = {"hub": "at the hub", "landing": "where the cable lands", "singapore": "in Singapore"}
REGIMES = {"availability": "for availability", "regulated": "an allowed return on its assets",
           "cap_and_floor": "by a tariff, between a cap and a floor"}


def _energy(amount):
    """Write an energy for reading. [GWh]"""
    return f"{number(amount / 1e3, 2)} TWh" if amount >= 1e3 else f"{number(amount)} GWh"


def _listed(parts):
    """Write a list as a sentence has it."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _price(data):
    """Yield sentences on the price, set beside new gas where it is of the same kind: of all that is delivered."""
    required, gas, fixed = value(data, "levelised_price"), new_gas(data), scenario(data)["contract"]["price"]
    share, paid = (value(data, name) if name in data else unknown for name, unknown in (
        ("contracted_share", 1.0), ("average_price", np.nan)))   # results of an older version have neither
    also = len(scenario(data)["contract"].get("also", []))
    if also and share > 0.0:
        yield f"{also + 1} contracts take {number(100 * share)} % of the energy."
    if not np.isfinite(required):
        yield f"No price meets the targets ({data.attrs['price_binds']})."
    elif share >= CONTRACTED:
        yield f"The required price is {number(required)} USD/MWh (USD of 2025), {_set_beside(required, gas)}."
    elif share > 0.0:
        yield (f"The required price is {number(required)} USD/MWh (USD of 2025) for the {number(100 * share)} % of it "
               f"that the contract takes.")
    if share < CONTRACTED and np.isfinite(paid):
        yield f"For all of it Singapore pays {number(paid)} USD/MWh on average, {_set_beside(paid, gas)}."
    if fixed != "solve":
        yield (f"At the {number(float(fixed))} USD/MWh of the contract equity earns "
               f"{number(100 * value(data, 'equity_irr'), 1)} % a year.")


def _set_beside(price, gas):
    """Write how a price stands to that of new gas."""
    return (f"{number(100 * abs(price / gas - 1.0))} % {'more' if price >= gas else 'less'} than the {number(gas)} "
            "USD/MWh of new gas including carbon tax")


def sampling_error(data):
    """
    Standard error of the mean energy delivered, from the spread of weather years and of outage histories.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    error : float
        Relative to the mean; NaN with fewer than two weather years and two histories. [-]
    """
    energy = data["annual_delivered_energy"].mean("operating_year")
    if min(energy.sizes.values()) < 2:
        return float("nan")
    parts = [energy.mean(other).values for other in ("outage_draw", "weather_year")]
    return float(np.sqrt(sum(part.var(ddof=1) / part.size for part in parts)) / max(float(energy.mean()), 1e-9))


def quotation(data):
    """Return the price to quote from this result in one sentence, with its sampling error."""
    required, error = value(data, "required_price"), sampling_error(data)
    if not np.isfinite(required):
        return f"No price to quote: none meets the targets ({data.attrs['price_binds']})."
    text = (f"Price to quote: required price {number(required, 1)} USD/MWh, flat real USD of 2025, at the Singapore "
            f"meter ({data.attrs['evidence']} evidence).")
    sure = value(data, "required_price_se")
    if not np.isfinite(error + sure):
        return text
    return text + (f" Standard error from weather years and outage histories: {number(sure, 1)} USD/MWh of the price, "
                   f"{number(100 * error, 1)} % of the energy.")
