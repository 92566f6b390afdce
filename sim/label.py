"""Labels of what the importer gets: levels held, storage to firm them, reserve and the age of the battery."""

import numpy as np

from sim import importer
from sim.trade import firmness
from sim.units import netcdf

LEVEL, HELD, SPEED, LIFE = "contract_share", "share_of_time", "free_wind_speed", "year_of_operation"

# name -> (field of sim.trade.firmness.Firmness, unit, divisor, long name); axis (contract_share)
LEVELS = {
    "hours_below_level": ("hours", "h", 1.0, "hours a year with less delivered than the level"),
    "lulls_below_level": ("lulls", "1/yr", 1.0, "times a year that delivery falls below the level"),
    "shortfall_below_level": ("short", "GWh", 1e3, "energy a year that is missing below the level"),
}
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
    s, traded, needed = case.scenario, case.traded, importer.needed(case)

    def put(name, dims, values, unit, text, **more):
        data[name] = (dims, values, {"units": netcdf(unit), "long_name": text, **more})

    for name, values, unit, text in (
            (LEVEL, firmness.SHARES, "-", "level of delivery over contracted power"),
            (HELD, np.array(firmness.HELD), "-", "share of the periods in which the level is held"),
            (SPEED, case.farm.variability.speed, "m/s", "free wind speed at hub height, mean of a period")):
        data.coords[name] = (name, values, {"long_name": text, "units": netcdf(unit)})
    calendar = s.time.first_operating_year + np.arange(s.time.operating_years)
    data.coords[LIFE] = (LIFE, calendar, {"long_name": "calendar year of operation", "units": "1"})
    put("firm_level", LEVEL, importer.contracted(s) * firmness.SHARES, "MW", "level at the Singapore meter")
    for name, (field, unit, divisor, text) in LEVELS.items():
        put(name, LEVEL, importer.mean(s, traded, field) / divisor, unit, text, comment=NOTE)
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
    put("battery_health", LIFE, importer.health(case), "-",
        "share of the rated energy left at the start of the year, aged by this trade, renewed in time; 0 without one")
    return data
