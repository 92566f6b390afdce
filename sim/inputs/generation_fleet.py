"""Read Singapore's power plants, and the assumed history of their gas price."""

from functools import cache
from pathlib import Path

import numpy as np

from sim.errors import refusal
from sim.inputs.csv_table import read
from sim.market.generation_fleet import Fleet

DATA = Path(__file__).resolve().parents[1] / "data"
YEARS = (2018, 2023)
"""Years that the capacities are on record for."""


@cache
def embedded():
    """
    Plants of Singapore by class.

    Returns
    -------
    fleet : sim.market.generation_fleet.Fleet
        Combined cycles by class of turbine, steam, open cycle and waste; not solar, storage or imports.

    References
    ----------
    .. [1] Energy Market Authority, Singapore Energy Statistics 2018 and 2024. The split of the combined cycles, heat
       rates and years of retirement are assumed.
    """
    columns = ("heat_rate_low", "heat_rate_high", "fuel_price", "output", "retire_from", "retire_to")
    found = read(DATA / "singapore_fleet.csv", ("class",), (*(f"mw_{year}" for year in YEARS), *columns))
    low, high, fuel, output, first, last = (np.array(found[name]) for name in columns)
    return Fleet(tuple(found["class"]), np.array(YEARS), np.array([found[f"mw_{year}"] for year in YEARS]),
                 np.stack([low, high], axis=1), fuel, output, np.stack([first, last], axis=1),
                 "Energy Market Authority, Singapore Energy Statistics 2018 and 2024 (split, heat rates: assumed)")


def gas_history(year):
    """
    Price that gas is assumed to have had for Singapore's power stations in a past year.

    Parameters
    ----------
    year : int
        Calendar year.

    Returns
    -------
    price : array, shape (12,)
        By month; assumed, from oil. [SGD/GJ]

    Raises
    ------
    SundalinkError
        If the year is not in the table.

    References
    ----------
    .. [1] Brent by month: US Energy Information Administration; the rule that gas follows it is assumed, and set by
       the S$9.87/GJ of the Energy Market Authority's vesting contract parameters 2017-18.
    """
    return _year("gas_history.csv", year)


def spot_lng_history(year):
    """
    Price of spot LNG in a past year by month.

    Parameters
    ----------
    year : int
        Calendar year.

    Returns
    -------
    price : array, shape (12,)
        Spot LNG for Japan by month of contract; months not published are assumed. [SGD/GJ]

    Raises
    ------
    SundalinkError
        If the year is not in the table.

    References
    ----------
    .. [1] Japan Oil, Gas and Metals National Corporation, spot LNG price statistics, as reported by Reuters.
    """
    return _year("spot_lng_history.csv", year)


def _year(name, year):
    """Return the twelve prices of a year in a table of months. [SGD/GJ]"""
    first = {"gas_history.csv": "brent_usd_per_bbl"}.get(name, "usd_per_mmbtu")
    found = read(DATA / name, (), ("year", "month", first, "sgd_per_gj"))
    chosen = np.array(found["year"]) == year
    if list(np.array(found["month"])[chosen]) != list(range(1, 13)):
        known = sorted({int(each) for each in found["year"]})
        raise refusal(f"year of {name}", year, "-", f"must be one of {', '.join(map(str, known))}, with 12 months")
    return np.array(found["sgd_per_gj"])[chosen]
