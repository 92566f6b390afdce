"""Read Singapore's power plants, and what gas is assumed to have cost them."""

from pathlib import Path

import numpy as np

from sim.checks import refusal
from sim.inputs.csv_table import read
from sim.market.generation_fleet import Fleet

DATA = Path(__file__).resolve().parents[1] / "data"
YEARS = (2018, 2023)
"""Years that the capacities are on record for."""


def embedded():
    """
    Return Singapore's plants by class.

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
    Return what gas is assumed to have cost Singapore's power stations in a past year.

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
    found = read(DATA / "gas_history.csv", (), ("year", "month", "brent_usd_per_bbl", "sgd_per_gj"))
    chosen = np.array(found["year"]) == year
    if list(np.array(found["month"])[chosen]) != list(range(1, 13)):
        known = sorted({int(each) for each in found["year"]})
        raise refusal(
            "year of gas_history.csv", year, "-", f"must be one of {', '.join(map(str, known))}, with 12 months"
        )
    return np.array(found["sgd_per_gj"])[chosen]
