"""Labels of what the importer gets, of how the link bears faults, and of what is in doubt."""

import numpy as np

from sim.adequacy import firmness as adequacy_firmness
from sim.analysis import exceedance, firmness, link_reliability, price_uncertainty
from sim.case import adequacy, reliability
from sim.inputs import sourced_table
from sim.units import netcdf

LEVEL, HELD, SPEED, LIFE = "contract_share", "share_of_time", "free_wind_speed", "year_of_operation"

# name -> (field of sim.adequacy.firmness.Firmness, unit, divisor, long name); axis (contract_share)
LEVELS = {
    "hours_below_level": ("hours", "h", 1.0, "hours a year with less delivered than the level"),
    "lulls_below_level": ("lulls", "1/yr", 1.0, "times a year that delivery falls below the level"),
    "shortfall_below_level": ("short", "GWh", 1e3, "energy a year that is missing below the level"),
}
DURATIONS = np.geomspace(1.0, 2e4, 130)
"""Durations of outages that their rate is given for. [h]"""
LINKS = {"ifa": "IFA", "britned": "BritNed", "nemo": "Nemo"}
NOTE = "first outage history, mean year of operation"


def with_importer(data, case):
    """
    Add what the importer gets.

    Parameters
    ----------
    data : xarray.Dataset
        Results so far.
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    data : xarray.Dataset
    """
    s, traded, needed, put = case.scenario, case.traded, firmness.needed(case), _into(data)

    for name, values, unit, text in (
            (LEVEL, adequacy_firmness.SHARES, "-", "level of delivery over contracted power"),
            (HELD, np.array(adequacy_firmness.HELD), "-", "share of the periods in which the level is held"),
            (SPEED, case.farm.variability.speed, "m/s", "free wind speed at hub height, mean of a period")):
        data.coords[name] = (name, values, {"long_name": text, "units": netcdf(unit)})
    calendar = s.time.first_operating_year + np.arange(s.time.operating_years)
    data.coords[LIFE] = (LIFE, calendar, {"long_name": "calendar year of operation", "units": "1"})
    put("firm_level", LEVEL, adequacy.contracted(s) * adequacy_firmness.SHARES, "MW", "level at the Singapore meter")
    for name, (field, unit, divisor, text) in LEVELS.items():
        put(name, LEVEL, firmness.mean(s, traded, field) / divisor, unit, text, comment=NOTE)
    longest = np.max([year.firmness.longest for year in traded.seen], axis=0)
    put("longest_below_level", LEVEL, longest, "h", "longest time below the level without a break, across year ends")
    put("firm_hub_power", LEVEL, needed.hub, "MW", "power at the hub that the level asks for, every pole in service")
    put("firm_storage", (HELD, LEVEL), needed.energy, "MWh", "least storage at the hub that holds the level",
        comment="wind of the first operating year, power of the store not limited, every pole in service; infinite "
                "where the wind does not suffice")
    put("power_variation", SPEED, case.farm.variability.power, "MW",
        "standard deviation of the farm's power about its mean within a period")
    put("load_carried", "operating_year", np.array([year.credit.elcc for year in traded.seen]), "MW",
        "flat load that Singapore can add for the import at the same risk")
    put("battery_health", LIFE, firmness.health(case), "-",
        "share of the rated energy left at the start of the year, aged by this trade, renewed in time; 0 without one")
    return data


def with_resilience(data, case):
    """
    Add the lives of the link, how often an outage lasts how long, what readiness is worth, and what is on record.

    Parameters
    ----------
    data : xarray.Dataset
        Results so far.
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    data : xarray.Dataset
    """
    s, found, put = case.scenario, case.lives, _into(data)
    count, years = found.availability.size, s.time.operating_years

    data.coords["life"] = ("life", np.arange(count), {"long_name": "life of the link", "units": "1"})
    data.coords["outage_duration"] = ("outage_duration", DURATIONS, {"long_name": "duration of an outage",
                                                                     "units": netcdf("h")})
    put("life_availability_by_life", "life", found.availability, "-", "poles in service over poles, mean of a life")
    put("life_energy_not_delivered", "life", found.lost / 1e3, "GWh/yr", "not delivered for outages of the link")
    put("life_longest_outage", "life", found.longest, "h", "longest time with no pole in service")
    for name, spells, text in (("outage_rate", found.full, "no pole in service"),
                               ("pole_outage_rate", found.part, "any pole out of service")):
        put(name, "outage_duration", link_reliability.exceedance(spells, count, years, DURATIONS), "1/yr",
            f"outages a year that last longer, {text}")
    data.coords["measure"] = ("measure", list(reliability.MEASURES), {"long_name": "what may be kept ready"})
    chosen = [name in found.measures and found.measures[name].chosen for name in reliability.MEASURES]
    put("measure_known", "measure", np.array([n in found.measures for n in reliability.MEASURES], dtype=np.int8), "-",
        "whether the model of outages knows the measure")
    put("measure_chosen", "measure", np.array(chosen, dtype=np.int8), "-", "whether the scenario has the measure")
    links, repairs = records()
    data.coords["recorded_link"] = ("recorded_link", list(links), {"long_name": "link on record in Great Britain"})
    for at, (name, unit, text) in enumerate((("rate", "1/yr", "outages of 12 h or more a year"),
                                             ("median", "h", "their median length"), ("mean", "h", "their mean"))):
        put(f"recorded_{name}", "recorded_link", np.array([figures[at] for figures in links.values()]), unit, text,
            comment="half-hourly flows 2009 to 2022; low-price zeros count, single poles do not")
    put("recorded_repair", "repair", np.array(sorted(repairs)), "d", "published repairs of cables at sea")
    data.attrs["resilience"] = link_reliability.told(case)
    return data


def records():
    """Return rate, median and mean of the outages of each link on record, and the published repairs. [d]"""
    rows = sourced_table.rows("outages")
    links = [key.removesuffix("_rate") for key in rows if key.endswith("_rate")]
    return ({LINKS.get(link, link): tuple(rows[f"{link}_{part}"].value for part in ("rate", "median", "mean"))
             for link in links}, [row.value for key, row in rows.items() if key.startswith("repair_")])


def with_certainty(data, case):
    """
    Add how sure the delivered energy is, and which simulated years stand behind it.

    Parameters
    ----------
    data : xarray.Dataset
        Results so far.
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    data : xarray.Dataset
    """
    found, put = exceedance.exceedance(case), _into(data)
    probability, average, method, category = "exceedance_probability", "averaging_years", "exceedance_method", \
        "uncertainty_category"
    for name, values, unit, text in (
            (probability, np.array(exceedance.PROBABILITIES), "-", "probability of exceedance"),
            (average, np.array(exceedance.AVERAGES), "yr", "years that the energy is averaged over")):
        data.coords[name] = (name, values, {"long_name": text, "units": netcdf(unit)})
    data.coords[method] = (method, list(exceedance.METHODS), {"long_name": "simulated years, or as if all were normal"})
    data.coords[category] = (category, [name for name, _ in found.categories], {"long_name": "source of uncertainty"})
    for name, dims, values, unit, text in (
            ("exceeded_energy", (probability, average, method), found.energy, "GWh", "energy delivered, exceeded"),
            ("exceedance_operating_year", probability, found.operating_year, "-", "operating year that stands there"),
            ("exceedance_weather_year", probability, found.weather_year, "-", "its weather year"),
            ("exceedance_outage_draw", probability, found.outage_draw, "-", "its outage history"),
            ("exceedance_level", probability, found.level, "-", "energy exceeded in one year over that year's own"),
            ("energy_uncertainty", category, np.array([value for _, value in found.categories]), "-",
             "standard deviation of the energy delivered, share of it")):
        put(name, dims, values, unit, text)
    data["exceeded_energy"].attrs["comment"] = exceedance.DEFINITION
    data["exceedance_weather_year"].attrs["comment"] = (
        "the simulated year whose own energy, by weather and outages, is exceeded with that probability; its periods "
        "are in exceeded_power")
    if case.traded.hourly is not None:
        put("exceeded_power", (probability, "time"), exceedance.series(case, found), "MW",
            "power delivered at the Singapore meter in the year that stands there",
            comment="as simulated; times exceedance_level it is a year of the energy exceeded")
    return data


def with_prices(data, case, found):
    """
    Add required prices under other costs of building: draws, vintages and published sources of the cable.

    Parameters
    ----------
    data : xarray.Dataset
        Results so far.
    case : Case
        What `sim.chain.run` computed.
    found : PriceUncertainty
        As `sim.analysis.price_uncertainty.compute` returns it.

    Returns
    -------
    data : xarray.Dataset
    """
    put = _into(data)
    draw, vintage, source = "cost_draw", "cost_vintage", "cable_source"
    data.coords[draw] = (draw, np.arange(found.capex.size), {"long_name": "draw of the costs", "units": "1"})
    data.coords[vintage] = (
        vintage,
        list(price_uncertainty.VINTAGES.values()),
        {"long_name": "vintage of cable, stations"},
    )
    data.coords[source] = (
        source,
        list(price_uncertainty.SOURCES),
        {"long_name": "published unit cost of cable at sea"},
    )
    for name, dims, values, unit, text in (
            ("drawn_capex", draw, found.capex, "USD", "overnight cost of all parts"),
            ("drawn_required_price", draw, found.price, "USD/MWh", "required price, the trade as it is"),
            ("vintage_cable_capex", vintage, found.vintage_link[:, 0], "USD", "cost of the cable"),
            ("vintage_converter_capex", vintage, found.vintage_link[:, 1], "USD", "cost of the converter stations"),
            ("vintage_required_price", vintage, found.vintage_price, "USD/MWh", "required price, the trade as it is"),
            ("source_cable_level", source, found.source_level, "USD/MW/km", "unit cost of the cable"),
            ("source_required_price", source, found.source_price, "USD/MWh",
             "required price with that cable, the trade as it is")):
        put(name, dims, values, unit, text, price_basis="real 2025")
    data.attrs["price_range"] = price_uncertainty.told(case, found)
    return data


def _into(data):
    """Return ``put(name, dims, values, unit, text)``, which adds an array with its unit, its meaning and more."""
    def put(name, dims, values, unit, text, **more):
        data[name] = (dims, values, {"units": netcdf(unit), "long_name": text, **more})
    return put
