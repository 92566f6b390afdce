"""Tables for readers: the key figures of a case, and its energy balance."""

import re
import tomllib
from functools import lru_cache

import numpy as np

from sim.analysis.gas_parity import CONTRACTED
from sim.report.key_definitions import EVIDENCE

_tables = lru_cache(maxsize=2)(tomllib.loads)
NONE = "–"
"""Sign for a value that does not exist."""

LOSSES = {
    "wake_loss": "Wakes and blockage",
    "availability_loss": "Availability of turbines and plant",
    "other_farm_loss": "Other farm losses",
    "collection_loss": "Collection and export cables",
    "battery_loss": "Battery",
    "link_loss": "Link losses",
    "outage_loss": "Link outages",
    "curtailed_energy": "Curtailed",
    "local_energy": "Sold in Vietnam",
}
"""Losses between gross energy and the meter, in that order."""

BEFORE_HUB = ("wake_loss", "availability_loss", "other_farm_loss", "collection_loss")
"""Losses between free wind and hub."""


def scenario(data):
    """Return the merged scenario that stands in the data, as plain tables, to be read alone: all callers share them."""
    return _tables(data.attrs["scenario"])


def value(data, name):
    """Return a figure of the summary as a number."""
    return float(data.variables[name].item())   # ``data[name]`` would gather its coordinates, at .3 ms


def number(amount, decimals=0):
    """
    Write a number for reading.

    Parameters
    ----------
    amount : float
        Any number; one that is not finite does not exist. [-]
    decimals : int
        After the point.

    Returns
    -------
    text : str
        With commas between thousands, no minus before zero.
    """
    amount = float(amount)
    if np.isinf(amount):
        return "no limit" if amount > 0 else NONE
    if np.isnan(amount):
        return NONE
    text = f"{amount:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text


def headline(data):
    """
    Return the key figures of a case.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    rows : list of tuple of str
        Label, value, unit and remark.
    """
    return [*_energy(data), *_price(data), *_project(data), *_uncertainty(data)]


def steps(data):
    """
    Return the chain of the energy from free wind to the Singapore meter.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    steps : list of (str, float)
        Name and energy, losses negative; all but the last add up to the last. [GWh]
    """
    losses = [(text, -value(data, name)) for name, text in LOSSES.items()]
    bought, abroad = value(data, "supplied_energy"), value(data, "malaysia_energy")
    losses += [("Bought from the grid", bought)] * (bought > 0) + [("Sold in Malaysia", -abroad)] * (abroad > 0)
    losses += [(f"Sold to {text}", -energy) for _, text, node, energy in buyers(data) if node != "singapore"]
    sun = [("Solar", value(data, "solar_energy"))] if value(data, "solar_energy") > 0 else []
    return [("Free wind", value(data, "gross_energy")), *sun, *losses,
            ("Delivered to Singapore", value(data, "delivered_energy"))]


def buyers(data):
    """
    Return the buyers that a scenario lists beside those that every case has.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    buyers : list of (str, str, str, float)
        Name, name in words, node, and energy in the mean year [GWh].
    """
    if "buyer" not in data.coords:
        return []
    return [(str(name), str(name).replace("_", " "), str(node), float(energy)) for name, node, energy in zip(
        data["buyer"].values, data["buyer_node"].values, data["buyer_energy"].values, strict=True)
        if name not in ("local", "malaysia", "spot") and not re.fullmatch(r"contract(_\d+)?", str(name))]


def waterfall(data):
    """
    Return where the energy goes, as text.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    rows : list of tuple of str
        Name, GWh, and percent of what wind and sun bring.
    """
    chain = steps(data)
    gross = max(sum(energy for name, energy in chain if name in ("Free wind", "Solar")), 1e-9)
    return [(name, number(energy), number(100 * energy / gross, 1)) for name, energy in chain]


def exceedance(data):
    """
    Return the energy that is exceeded, by probability and by years averaged over.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    header : tuple of str
    rows : list of tuple of str
        A probability each: by draws, and behind a stroke by formula; and the simulated year that stands there. [TWh]
    """
    found = data["exceeded_energy"]
    averages = found["averaging_years"].values
    header = ("", *("one year" if n == 1 else f"mean of {n:d} years" for n in averages), "representative year")
    rows = []
    for probability in found["exceedance_probability"].values:
        one = found.sel(exceedance_probability=probability)
        cells = (" / ".join(number(value / 1e3, 2) for value in one.sel(averaging_years=n).values) for n in averages)
        year, weather, draw = (int(data[f"exceedance_{name}"].sel(exceedance_probability=probability))
                               for name in ("operating_year", "weather_year", "outage_draw"))
        rows.append((f"P{100 * probability:.0f}", *cells, f"{year}, weather {weather}, outages {draw}"))
    return header, rows


def uncertainties(data):
    """Return the sources of uncertainty and what each makes of the energy delivered, percent, nothing left out."""
    found = data["energy_uncertainty"]
    return [(str(name), number(100 * float(value), 1)) for name, value in
            zip(found["uncertainty_category"].values, found.values, strict=True)]


READY = {"spare_kit": "Spare joint kit", "retainer": "Repair vessel on retainer",
         "separate_routes": "Separate route for each pole"}


def readiness(data):
    """
    Return the value of being ready for a fault of the cable.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    rows : list of tuple of str
        Name, energy, value, cost, present value, and whether the scenario has it; what the model of outages does not
        know is left out.
    """
    rows = []
    for name, known, chosen in zip(data["measure"].values.tolist(), data["measure_known"].values,
                                   data["measure_chosen"].values, strict=True):
        if known:
            energy, (gain, cost, npv) = value(data, f"{name}_energy"), (
                value(data, f"{name}_{part}") / 1e6 for part in ("value", "cost", "npv"))
            rows.append((READY[name], number(energy), number(gain, 1), number(cost, 1), number(npv),
                         "chosen" if chosen else ""))
    return rows


def new_gas(data):
    """Return the full cost of new gas in Singapore. [USD/MWh]"""
    return float(data["new_gas_part"].sum())


def at_hub(data):
    """Return the mean yearly energy at the hub, before the battery. [GWh]"""
    brought = value(data, "gross_energy") + value(data, "solar_energy")
    return brought - sum(value(data, name) for name in BEFORE_HUB)


def _energy(data):
    rating, hub = scenario(data)["link"]["rating_mw"], max(at_hub(data), 1e-9)
    lost = ("curtailed_energy", "local_energy", "outage_loss")
    curtailed, local, out = (100 * value(data, name) / hub for name in lost)
    return [
        ("Delivered to Singapore", number(value(data, "delivered_energy") / 1e3, 2), "TWh/yr",
         "mean year, at the Singapore meter"),
        ("Link load factor", _percent(data, "delivered_load_factor"), "%",
         f"of {number(rating)} MW; worst year {_percent(data, 'worst_year_load_factor')} %"),
        ("Hours at full contract", number(value(data, "hours_at_contract")), "h/yr", "of 8,760"),
        ("Link losses", _percent(data, "link_loss_fraction"), "%", "of energy sent"),
        ("Link availability", _percent(data, "life_availability"), "%",
         f"poles, mean of lives; P90 {_percent(data, 'p90_life_availability')}"),
        ("Longest full outage", number(value(data, "longest_outage")), "h",
         f"median life; 10 % exceed {number(value(data, 'p10_longest_outage'))} h"),
        *_spare_kit(data),
        ("Not exported", number(curtailed + local + out, 1), "% at hub",
         f"curtailed {number(curtailed, 1)}, local {number(local, 1)}, out {number(out, 1)}"),
    ]


def _spare_kit(data):
    """Value of the cheapest measure of readiness, where the model of outages evaluates it."""
    if data["measure_known"].sel(measure="spare_kit"):
        gain, cost = (number(value(data, f"spare_kit_{part}") / 1e6, 1) for part in ("value", "cost"))
        yield ("Spare joint kit", gain, "M USD/yr", f"value of faster repairs; cost {cost}")


def _price(data):
    gas, required, tax = new_gas(data), value(data, "required_price"), value(data, "levelised_carbon_tax")
    fuel, binds = scenario(data)["market"]["gas_price_sgd_per_gj"], str(data.attrs["price_binds"])
    ratio = number(value(data, "levelised_price") / gas, 2)   # in dollars as they are paid
    share = value(data, "contracted_share") if "contracted_share" in data else 1.0
    beside = f"{ratio} x new gas" if share >= CONTRACTED else f"of the {number(100 * share)} % under contract"
    beside = f"{beside}; set by {binds.split(';')[0]}" if np.isfinite(required) else binds
    error = value(data, "required_price_se") if "required_price_se" in data else np.nan
    sure = [("Its standard error", number(error, 1), "USD/MWh", "weather years, outage histories")]
    return [
        ("Required price", number(required, 1), "USD/MWh", beside), *sure * bool(np.isfinite(required + error)),
        ("New gas in Singapore", number(gas, 1), "USD/MWh", f"gas {number(fuel, 1)} SGD/GJ, CO2 {number(tax)} SGD/t"),
        ("Landed cost", number(value(data, "landed_cost"), 1), "USD/MWh", "all costs less local sales"),
        ("Break-even gas price", number(value(data, "breakeven_gas_price"), 1), "SGD/GJ",
         f"new gas costs the same; here {number(fuel, 1)}"),
        ("Break-even carbon tax", number(value(data, "breakeven_carbon_price")), "SGD/tCO2",
         f"new gas costs the same; here {number(tax)}"),
    ]


def _project(data):
    finance = scenario(data)["finance"]
    return [
        ("Capex", number(value(data, "capex") / 1e9, 2), "bn USD", "overnight, USD of 2025"),
        _npv(data, finance["wacc"]),
        ("Project IRR", _percent(data, "project_irr"), "%",
         _why(data, "project_irr", "nominal, after tax, no debt")),
        ("Equity IRR", _percent(data, "equity_irr"), "%",
         _why(data, "equity_irr", f"nominal, after tax; target {number(100 * finance['target_equity_irr'], 1)} %")),
        ("Minimum DSCR", number(value(data, "min_dscr"), 2), "", _lives(data)),
        ("Emissions avoided", number(value(data, "avoided_emissions") / 1e6, 2), "Mt CO2/yr",
         "in Singapore, mean of operation"),
    ]


def _npv(data, wacc):
    """NPV at the price of new gas where the price is solved: at a price found for a return it says nothing more."""
    solved = scenario(data)["contract"]["price"] == "solve"
    name, label = ("npv_at_new_gas", "NPV at price of gas") if solved else ("npv", "Net present value")
    return (label, number(value(data, name) / 1e9, 2), "bn USD", f"at {number(100 * wacc, 1)} % nominal, end of 2025")


def _lives(data):
    """Cover and default over the simulated lives, where there is debt."""
    if not np.isfinite(value(data, "dscr_p90")):
        return "no debt"
    return f"P90 {number(value(data, 'dscr_p90'), 2)}; default in {_percent(data, 'default_probability')} %"



def _uncertainty(data):
    p50, p75, p90 = (number(value(data, f"p{p}_delivered_energy") / 1e3, 2) for p in (50, 75, 90))
    evidence = str(data.attrs["evidence"])
    policy, gain = scenario(data)["trade"]["policy"]["model"], value(data, "foresight_value") / 1e6
    forecasts = f"; forecasts {number(value(data, 'forecast_value') / 1e6, 1)}" if policy == "rolling" else ""
    foresight = [("Value of foresight", number(gain, 1), "M USD/yr", f"beyond {policy}{forecasts}")]
    return [*(foresight if gain > 0.0 else []), ("P50 annual energy", p50, "TWh", "50 % probability of exceedance"),
            ("P75 annual energy", p75, "TWh", "75 % probability of exceedance"),
            ("P90 annual energy", p90, "TWh", "90 % probability of exceedance"),
            ("Evidence", evidence, "", EVIDENCE.get(evidence, ""))]


def _percent(data, name):
    return number(100 * value(data, name), 1)


def _why(data, name, remark):
    return remark if np.isfinite(value(data, name)) else "no rate brings the NPV to zero"
