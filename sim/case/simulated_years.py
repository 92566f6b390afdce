"""Simulated lives of a case: which weather and outage history each year has, and what it then sells."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import licence
from sim.case.contract_terms import damages_cap, under_contracts
from sim.case.energy_uncertainty import delivered_uncertainty
from sim.case.sales import ExpectedYears
from sim.case.years import operating_years, traded_years
from sim.stochastic import generator
from sim.trade.settlement import shortfall

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.case.hub import Hub
    from sim.case.trade import Traded
    from sim.scenario.schema import Scenario

    At = tuple[np.ndarray, np.ndarray, np.ndarray]   # indices: traded year, weather year, outage history

CABLE_LOSS = "a year of cable loss"
"""Name of the sizing case in which the link is out for some months."""


class Lives(NamedTuple):
    """Simulated lives of the project."""

    weather: np.ndarray
    """Weather year of each operating year, shape (life, operating year)."""
    outage: np.ndarray
    """Outage history, the same for the whole life, shape (life,)."""
    level: np.ndarray
    """Factor on the energy that is not known and does not average out, shape (life,). [-]"""


def draw(s: Scenario, hub: Hub, traded: Traded, count: int, level: bool = True) -> Lives:
    """
    Draw lives: weather year by year, one outage history and one level of the energy for a whole life.

    Parameters
    ----------
    s : Scenario
    hub : Hub
    traded : Traded
    count : int
        How many lives.
    level : bool
        Whether the level of the energy is uncertain; else it is one.

    Returns
    -------
    lives : Lives
        Levels are those of equal parts of the normal distribution, in chance order; none is below zero.
    """
    from scipy.special import ndtri

    random = generator(s.seed, "lives of the loan")
    _, weather_years, outages = np.shape(traded.annual.delivered)
    weather = random.integers(weather_years, size=(count, s.time.operating_years))
    outage = random.permutation(np.arange(count) % outages)
    z = random.permutation(ndtri((np.arange(count) + 0.5) / count))
    sigma = delivered_uncertainty(s, hub, traded).model if level else 0.0
    return Lives(weather, outage, np.maximum(1.0 + sigma * z, 0.0))


def sales(s: Scenario, hub: Hub, traded: Traded, lives: Lives) -> ExpectedYears:
    """
    Return the sales of each life in each operating year.

    Parameters
    ----------
    s : Scenario
    hub : Hub
    traded : Traded
    lives : Lives

    Returns
    -------
    years : ExpectedYears
        Arrays of shape (life, operating year); energy and money of sales follow the level, the penalty is found anew.
    """
    annual, pick = traded.annual, _picker(s, lives)

    def picked(values: np.ndarray) -> np.ndarray:
        return pick(lambda at: values[at])

    level = lives.level[:, None, None]
    paid, fixed = under_contracts(s, annual)
    made = {"penalty": pick(lambda at: shortfall(level * annual.energy[at], annual.minimum[at], annual.rate[at],
                                                 damages_cap(s))[1]),
            "paid": picked(paid) * lives.level[:, None],
            "fixed": picked(fixed) * lives.level[:, None],
            "licence_short": _short(s, traded, lives)}
    made["licence"] = licence.penalty(s, made["licence_short"])
    for name, by_buyer in (("energy", annual.buyer_energy), ("revenue", annual.buyer_revenue)):
        made[name] = np.stack([picked(values) * lives.level[:, None] for values in np.moveaxis(by_buyer, -1, 0)])
    made |= {"names": traded.rows.names, "nodes": traded.rows.nodes()}
    for name in ExpectedYears._fields:
        if name not in made:
            factor = 1.0 if name == "station_cost" else lives.level[:, None]
            made[name] = picked(getattr(annual, name)) * factor
    standby = np.interp(operating_years(s.time), traded_years(s.time), hub.standby)
    return ExpectedYears(**{**made, "station_cost": made["station_cost"] + standby * s.local.supply_price_usd_per_mwh})


def _short(s: Scenario, traded: Traded, lives: Lives) -> np.ndarray:
    """Return the shortfall of the quarters of each year of each life from the licence's load factor, shape (life,
    operating year)."""
    level, quarters = lives.level[:, None, None], traded.annual.quarters
    relieved = np.broadcast_to(traded.relieved, quarters.shape)
    return _picker(s, lives)(lambda at: licence.missing(s, level * quarters[at], relieved[at]))


def long_term(s: Scenario, hub: Hub, traded: Traded, years: int, probability: float, count: int = 4000) -> float:
    """
    Energy of several years exceeded with a probability, as a share of the mean.

    Parameters
    ----------
    s : Scenario
    hub : Hub
    traded : Traded
    years : int
        Years that the energy is averaged over, from the start of operation. [yr]
    probability : float
        Probability of exceedance.
    count : int
        Lives drawn.

    Returns
    -------
    share : float
        Fault rates and the level of the energy stay the same within a life, so they do not average out.
    """
    lives = draw(s, hub, traded, count)
    delivered = traded.annual.delivered
    relative = delivered / np.maximum(delivered.mean(axis=(1, 2), keepdims=True), 1e-9)
    each = _picker(s, lives)(lambda at: relative[at])[:, :years].mean(axis=1) * lives.level
    return float(np.quantile(each, 1.0 - probability))


def _picker(s: Scenario, lives: Lives) -> Callable[[Callable[[At], np.ndarray]], np.ndarray]:
    """Return ``pick(values)``: what ``values`` of (traded year, weather, outage) indices are in each year of a life."""
    traded, calendar = traded_years(s.time), operating_years(s.time)
    low = np.clip(np.searchsorted(traded, calendar, side="right") - 1, 0, max(traded.size - 2, 0))
    high = np.minimum(low + 1, traded.size - 1)
    part = (calendar - traded[low]) / np.maximum(traded[high] - traded[low], 1)
    outage = lives.outage[:, None]

    def pick(values: Callable[[At], np.ndarray]) -> np.ndarray:
        return (1.0 - part) * values((low, lives.weather, outage)) + part * values((high, lives.weather, outage))
    return pick
