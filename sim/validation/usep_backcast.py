"""The spot price of past years by the supply stack, beside recorded prices."""

import numpy as np

from sim.clock import month
from sim.demand import national
from sim.demand.national_structured import path
from sim.errors import refusal
from sim.inputs import demand, generation_fleet, sourced_table, usep
from sim.market import supply_stack
from sim.market.clearing import Conditions
from sim.stochastic import generator
from sim.units import HALF_HOUR


def past(year, draws, seed, **given):
    """
    Price of a past year by the supply stack, with its demand on record and the gas assumed of it.

    Parameters
    ----------
    year : int
        Calendar year.
    draws : int
        Years drawn.
    seed : int
        Of the draws.
    given
        Parameters of `sim.market.supply_stack.supply_stack`.

    Returns
    -------
    price : array, shape (draw, time)
        Half-hours; in Singapore dollars, for comparison with the record. [SGD/MWh]

    Raises
    ------
    SundalinkError
        If demand or gas of the year is not in the tables; demand of the year after the last is assumed 2 % above it.
    """
    known = demand.structure().levels
    if not known[0, 0] <= year <= known[0, -1] + 1:
        raise refusal("year of singapore_demand_years.csv", year, "-", "must be one with a mean demand, or the next")
    level = path(demand.structure(), year, "low")
    figures = demand.embedded()._replace(mean=level, base_year=year)
    taxes = sourced_table.rows("carbon_tax")
    tax = taxes[str(year)].value if str(year) in taxes else 0.0
    here = Conditions(None, 0.0, generation_fleet.embedded(), year, generation_fleet.gas_history(year), tax, 1.0)
    return np.stack(
        [
            supply_stack.supply_stack(
                here,
                national.shape(figures, year, 0.5, generator(seed, "demand", year, draw)),
                generator(seed, "price", year, draw),
                0.5,
                **given,
            ).spot
            for draw in range(draws)
        ]
    )


def by_months(year, months, draws, seed, spot_lng_share=0.0):
    """
    Mean price over some months of a past year by the supply stack.

    Parameters
    ----------
    year : int
        Calendar year.
    months : sequence of int
        From 1 to 12.
    draws : int
        Years drawn.
    seed : int
        Of the draws.
    spot_lng_share : float
        Share of the gas at the margin that is bought as spot LNG. [fraction]

    Returns
    -------
    price : float
        [SGD/MWh]
    """
    bought = {} if spot_lng_share == 0.0 else {
        "spot_lng_share": spot_lng_share, "spot_lng_by_month": tuple(generation_fleet.spot_lng_history(year))}
    price = past(year, draws, seed, **bought)
    return float(price[:, np.isin(month(HALF_HOUR) + 1, months)].mean())


def beside_record(price, year):
    """
    Statistics of a price beside those of the record of a year.

    Parameters
    ----------
    price : array, shape (draw, time)
        As `past` returns it. [SGD/MWh]
    year : int
        Calendar year.

    Returns
    -------
    figures : dict of str to (float, float)
        Model and record: ``mean``, ``p1`` to ``p99`` and ``course``, the correlation of the mean course over the day
        with the recorded one, which is 1 with itself. [SGD/MWh]

    Raises
    ------
    SundalinkError
        If the year is not on record as a whole.
    """
    record = usep.history()
    if year not in record.year:
        raise refusal("year of USEP", year, "-", f"must be one of {', '.join(map(str, record.year))}")
    place = int(np.flatnonzero(record.year == year)[0])
    course = np.asarray(price).reshape(-1, 48).mean(axis=0)
    found = {"mean": (float(np.mean(price)), float(record.mean[place]))}
    for percent, recorded in zip(record.percent, record.percentile[place], strict=True):
        if 0 < percent < 100:
            found[f"p{percent:g}"] = (float(np.percentile(price, percent, axis=1).mean()), float(recorded))
    return {**found, "course": (float(np.corrcoef(course, record.halfhour[place])[0, 1]), 1.0)}
