"""Singapore's spot market in the first traded year: supply stack, price without and with the import."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import clock
from sim.analysis.variable import Variable, coordinate
from sim.market.clearing import clearing, effect

if TYPE_CHECKING:
    from sim.chain import Case

YEARS = 4
"""Most weather years that are looked at."""
RANKS = 400
"""Most points of the price duration curve."""
POINT, CLASS, SHARE, HOUR = "stack_point", "plant_class", "price_rank", "hour_of_day"
"""Dimensions of the variables."""


class SpotMarket(NamedTuple):
    """What the import does to the spot price of the first traded year; nothing where no import moves it."""

    net: np.ndarray
    """Demand served by the stack before the import, first weather year, shape (half_hour,). [MW]"""
    stack: np.ndarray
    """Net demand [MW] and the price of the stack there [USD/MWh], shape (2, point)."""
    classes: tuple[tuple[str, float], ...]
    """Class of plant and the power up to which it serves. [MW]"""
    delivered: float
    """Mean import in the first outage history. [MW]"""
    before: np.ndarray
    """Price without the import, shape (weather_year, period). [USD/MWh]"""
    after: np.ndarray
    """Price behind it. [USD/MWh]"""
    fall: float
    """Reduction of the price, mean weighted by demand. [USD/MWh]"""
    saving: float
    """Saving of the consumers who pay it. [USD/yr]"""


def compute(case: Case) -> SpotMarket | None:
    """
    Spot market of the first traded year.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    market : SpotMarket or None
        None where no import moves the price, or the case did not keep its hours.
    """
    market, hourly = case.market[0], case.traded.hourly
    first = market.quotes[0] if market.quotes else None
    if hourly is None or first is None or first.net is None or first.stack is None:
        return None
    quotes, dt = market.quotes[:YEARS], case.scenario.time.period_h
    delivered = np.maximum(hourly.delivered[0, :YEARS].astype(float), 0.0)
    before = np.stack([quote.spot for quote in quotes])
    after = np.stack([clearing(quote, power) for quote, power in zip(quotes, delivered, strict=True)])
    fall, saving = np.mean([effect(market.demand, *pair, dt) for pair in zip(before, after, strict=True)], axis=0)
    return SpotMarket(first.net, first.stack, first.classes, float(delivered.mean()), before, after, float(fall),
                      float(saving))


def variables(case: Case, found: SpotMarket | None) -> list[Variable]:
    """
    Supply stack, duration curves of the price, and its course over the day.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : SpotMarket or None
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    if found is None:
        return []
    count, year = found.before.shape[1], "first traded year, first outage history"
    rank = np.unique(np.geomspace(1, count, RANKS).astype(int)) - 1
    hour = clock.hour_of_day(case.scenario.time.period_h).astype(int)
    low, high = np.quantile(found.net, (0.05, 0.95))
    rows = [
        Variable("stack_demand", POINT, found.stack[0], "MW", "demand met by the supply stack", coordinate=True),
        Variable("stack_price", POINT, found.stack[1], "USD/MWh", "price of the supply stack, before the residual"),
        coordinate(CLASS, [name for name, _ in found.classes], None, "class of plant, in merit order"),
        Variable("stack_class_end", CLASS, np.array([end for _, end in found.classes]), "MW",
                 "power up to which the class serves"),
        coordinate(SHARE, (rank + 0.5) / count, "-", "share of the year at or above a price"),
        coordinate(HOUR, np.arange(24), "h", "hour of the day in Singapore"),
    ]
    for name, value, unit, text in (
            ("stack_mean_demand", found.net.mean(), "MW", "mean demand served by the stack before the import"),
            ("stack_low_demand", low, "MW", "demand exceeded in 95 % of the half-hours"),
            ("stack_high_demand", high, "MW", "demand exceeded in 5 % of the half-hours"),
            ("stack_mean_import", found.delivered, "MW", f"mean import, {year}"),
            ("first_year_spot_price_reduction", found.fall, "USD/MWh", f"reduction of the spot price, {year}"),
            ("first_year_consumer_saving", found.saving, "USD", f"saving of consumers at the spot price, {year}")):
        rows.append(Variable(name, (), float(value), unit, text))
    for name, price, text in (("before", found.before, "without the import"), ("after", found.after, "behind it")):
        ranked = np.sort(price, axis=1)[:, ::-1].mean(axis=0)
        course = np.array([np.median(price[:, hour == h]) for h in range(24)])
        rows += [Variable(f"spot_duration_{name}", SHARE, ranked[rank], "USD/MWh", f"spot price by rank, {text}"),
                 Variable(f"spot_by_hour_{name}", HOUR, course, "USD/MWh", f"median spot price by hour, {text}")]
    return rows
