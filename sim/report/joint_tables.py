"""Tables of the joint report: tonnes and their cost, national plans, buyers, dates, jobs."""

from html import escape

import numpy as np

from sim import clock
from sim.report.key_figures import NONE, number, value
from sim.report.page_parts import table

MARGINS = {"average": "average of the grid", "operating": "operating: plants that run less",
           "build": "build: plants not built", "combined": "combined: three parts operating, one build"}
"""Margins of a grid, as the report names them."""


def rate(data):
    """
    Return the social discount rate, as the payments name it.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    rate : str
        In per cent.
    """
    return str(data["party_net"].attrs.get("price_basis", "")).partition("present value at ")[2].partition(" %")[0]


ELSEWHERE = "elsewhere"
COUNTRIES = (("Vietnam", ("Vietnam", "province")), ("Singapore", ("Singapore", "contract buyers", "Energy Market")),
             (ELSEWHERE, ("",)))
"""Countries, and the words in the names of their parties; the first that fits."""
JOINT = (("joint_price", "required price, USD/MWh of 2025", 1.0, 0), ("joint_equity_irr", "equity IRR, %", 100.0, 1),
         ("joint_npv", "NPV at the price of new gas, bn USD", 1e-9, 2))
"""Results of the joint draws: name, label, size and decimals on the page."""


def countries(data):
    """
    Return what each country receives and pays, and what it gains besides money.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    html : str
    """
    names, net = [str(name) for name in data["party"].values], data["party_net"].values / 1e9
    own = {country: [] for country, _ in COUNTRIES}
    for name, amount in zip(names, net, strict=True):
        country = next(country for country, words in COUNTRIES if any(word in name for word in words))
        own[country].append((name, float(amount)))

    def listed(country, sign):
        some = sorted(((name, abs(amount)) for name, amount in own[country] if sign * amount >= LEAST),
                      key=lambda each: -each[1])
        return "; ".join(f"{name} {number(amount, 1)}" for name, amount in some) or "none"

    jobs = " to ".join(number(amount, 0) for amount in data["jobs_building"].values)
    rows = [
        ("Energy a year, TWh", f"{number(value(data, 'local_energy') / 1e3, 1)} of wind power that the cable does not "
                               "carry", f"{number(value(data, 'delivered_energy') / 1e3, 1)} at the Singapore meter"),
        ("Who receives more than it pays, bn USD", listed("Vietnam", 1.0), listed("Singapore", 1.0)),
        ("Who pays more than it receives, bn USD", listed("Vietnam", -1.0), listed("Singapore", -1.0)),
        ("Emissions avoided, Mt CO2 a year", number(value(data, "displaced_emissions_average") / 1e6, 2),
         number(value(data, "avoided_emissions_average") / 1e6, 2))]
    return table(rows, ("name", "r", "r"), ("For each country", "Vietnam", "Singapore")) + (
        f'<p class="sub">Money: receipts less payments over the life, present value at {rate(data)} % real, USD of '
        "2025. Buyers pay for the energy that they receive; suppliers spend what they receive on building and upkeep. "
        f"Elsewhere: {escape(listed(ELSEWHERE, 1.0))}. Emissions by the average of each grid. Building the farm takes "
        f"{jobs} person-years in all countries together.</p>")


LEAST = 0.05
"""Receipts less payments that are listed. [bn USD]"""


def ranges(data):
    """
    Return the range of the main results when all causes are drawn together.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    html : str
        Empty without joint draws.
    """
    if "cause" not in data:
        return ""
    rows = [(label, *(number(size * value(data, f"{name}_p{q}"), digits) for q in (10, 50, 90)))
            for name, label, size, digits in JOINT]
    days = [clock.month_and_year(value(data, f"joint_first_day_p{q}")).split() for q in (10, 50, 90)]
    rows.append(("first day", *(f"{month[:3]} {year}" for month, year in days)))   # short: a telephone is narrow
    default = number(100 * value(data, "joint_default_probability"), 1)
    return table(rows, ("name", "n", "n", "n"), ("All causes drawn together", "P10", "P50", "P90")) + (
        '<p class="sub">One of ten joint draws of energy, outages, cost, time, interest, currency, gas and carbon tax '
        "lies below P10, half below P50, nine of ten below P90. Equity IRR: return of owners at the contract's price, "
        "with the loan as sized. NPV: value of the project after tax, without debt, if the contract paid what new gas "
        f"costs in the draw. The loans default in {default} % of simulated lives.</p>")


MEANING = {
    "B1": "power from other plants that is not needed, over the life, with its carbon tax",
    "B2": "in Singapore's inventory", "B3": "wind power used in Singapore and Vietnam", "B4": "from gas not burnt",
    "B5": "lost in the cable and its stations; negative, as it is a loss more",
    "B6": "plants that Singapore need not build, by the import's contribution in the hours that matter",
    "B7": "negative: other plants must follow larger changes from hour to hour",
    "B8": "negative: frequency falls faster, because fewer turbines turn with the grid",
    "B9": "reserve beyond that for the largest other plant; who pays is a clause", "C1": "cost of building",
    "C2": "cost of operation", "NPV": "all benefits less all costs, payments between parties left out"}
"""What an indicator means, by its first letters."""


def indicators(data):
    """
    Return the indicators of cost and benefit, and those that the model does not compute.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    html : str
    """
    rows = []
    for name, amount in zip(data["indicator"].values, data["indicator_value"].values, strict=True):
        text, _, unit = str(name).partition(" [")
        unit, scale = unit.rstrip("]"), 1.0
        if "USD" in unit:
            unit, scale = unit.replace("USD", "M USD"), 1e-6
        means = next((words for key, words in MEANING.items() if text.startswith(key)), "")
        rows.append((text, number(amount * scale, 0), unit, means))
    for text in str(data["indicator_value"].attrs.get("not_computed", "")).split("; "):
        name, _, why = text.partition(": ")
        rows.append((name, NONE, "", why) if why else (text, NONE, "", "not computed"))
    heads = ("Cost and benefit (frame of ENTSO-E)", "value", "unit", "meaning, or why not computed")
    return table(rows, ("name", "n", "u", "r"), heads) + (
        '<p class="sub">Difference between the system with and without the project: benefits are positive, costs '
        f"negative. Present values at {rate(data)} % real; B4, B7 and B8.1 are based on assumed factors.</p>")


def tonnes(data):
    """
    Return tonnes and their cost in both countries, by margin of each grid.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    html : str
    """
    rows = [(label, *(number(value(data, f"{what}_{name}") * size, digits)
                      for what, size, digits in (("avoided_emissions", 1e-6, 2), ("abatement_cost", 1.0, 0),
                                                 ("displaced_emissions", 1e-6, 2), ("abatement_cost_vietnam", 1.0, 0))))
            for name, label in MARGINS.items()]
    heads = ("Margin of the grid", "Singapore, Mt CO2/yr", "Singapore, USD/t", "Vietnam, Mt CO2/yr", "Vietnam, USD/t")
    return table(rows, ("name", *["n"] * 4), heads) + (
        '<p class="sub">Emissions avoided, mean of operation, and cost of a tonne (present values at '
        f"{rate(data)} % real). Singapore: required price less new gas without carbon tax. Vietnam: what buyers of "
        "local power pay beyond the cost of generation there; negative where they save. No margin alone is right.</p>")


def plans(data):
    """
    Return what the project contributes to the plans of both countries, and the rule of one claim.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    html : str
    """
    rows = [("Singapore's planned reduction from 2030 to 2035", number(100 * value(data, "national_step_share"), 1)),
            ("Vietnam's planned reduction in power, 2030 to 2050",
             number(100 * value(data, "vietnam_plan_share"), 2)),
            ("Vietnam's aim of 5,000 MW of exports by 2035", number(100 * value(data, "vietnam_export_share"), 0))]
    return table(rows, ("name", "n"), ("Part of national plans", "%")) + (
        '<p class="sub">Emissions of the first year of operation by the average of each grid; rating of the link for '
        "exports. Each MWh counts for an inventory, a credit or a certificate, never for two: the most claims on any "
        f'MWh are {number(value(data, "claims_per_mwh"), 2)}.</p>')


def buyers(data):
    """
    Return what the import means for a buyer who wants clean power in every hour.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    html : str
    """
    rows = [(label, number(100 * value(data, f"hourly_matched_{name}"), 0),
             number(value(data, emissions), 3))
            for name, label, emissions in (("flat", "the same power in every hour", "flat_load_emissions"),
                                           ("data_centre", "a data centre", "data_centre_emissions"))
            if np.isfinite(value(data, f"hourly_matched_{name}"))]
    return table(rows, ("name", "n", "n"), ("Buyer whose yearly energy equals its share of the import",
                                            "hours covered, % of energy", "t CO2 per MWh")) + (
        '<p class="sub">The 24/7 score counts energy that is delivered in the same half-hour as it is used. The rest '
        "comes from the residual mix, what is left of Singapore's supply when others hold certificates: "
        f'{number(value(data, "residual_mix"), 3)} t CO2 per MWh, mean of operation.</p>')


def programme(data):
    """
    Return the probability that operation has begun by the start of each year.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    html : str
    """
    years, chance = data["spending_date"].values, data["first_day_chance"].values
    whole = [(round(year), share) for year, share in zip(years, chance, strict=True)
             if abs(year - round(year)) < 1e-6 and 0.005 <= share <= 0.995]
    rows = [(f"1 January {year}", number(100 * share, 0)) for year, share in whole]
    success = number(100 * value(data, "programme_success"), 0)
    return table(rows, ("name", "n"), ("In operation by", "probability, %")) + (
        f'<p class="sub">If every stage succeeds; the probability that all do is {success} % (assumed for each '
        "stage). Stages, permits by country and their durations are in the section Lenders.</p>")


def people(data):
    """
    Return jobs by range.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    html : str
    """
    rows = [(label, " to ".join(number(amount, 0) for amount in data[name].values)) for label, name in (
        ("Person-years of farm construction", "jobs_building"), ("Jobs in operation of the farm", "jobs_operation"))]
    return table(rows, ("name", "n"), ("Jobs", "range")) + (
        '<p class="sub">Per MW of the farm, assumed ranges; in all countries together.</p>')
