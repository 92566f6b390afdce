"""The condition of the importer's licence: a load factor that every quarter of the year must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.market.contract_clauses import EXCUSED
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.schema import Scenario

DAYS = np.array([90.0, 91.0, 92.0, 92.0])
"""Of each quarter."""


def capacity(s: Scenario) -> float:
    """Return the import capacity that the load factor is of: the contracted power, or the link's rating. [MW]"""
    contracts: list[Any] = [s.contract, *s.contract.also]
    width = sum(float(getattr(each.terms, "width_mw", 0.0)) for each in contracts)
    return min(width, s.link.rating_mw) if width else s.link.rating_mw


def excused_share(s: Scenario, quarterly: Mapping[str, np.ndarray]) -> np.ndarray:
    """
    Return the part of each quarter that outages excuse.

    Parameters
    ----------
    s : Scenario
    quarterly : dict of str to array, shape (draw, weather_year, 4)
        Share of the poles' time that each cause of outages takes, by name. [-]

    Returns
    -------
    share : array, shape (weather_year, draw, 4)
        [fraction]
    """
    none = np.zeros_like(next(iter(quarterly.values())))
    share = sum((quarterly[name] for name in EXCUSED[s.contract.licence.force_majeure]), none)
    return np.minimum(np.swapaxes(share, 0, 1), 1.0)


def owed(s: Scenario, excused: np.ndarray | float) -> np.ndarray:
    """
    Return the energy that each quarter must bring.

    Parameters
    ----------
    s : Scenario
    excused : array, shape (..., 4)
        Part of each quarter that is excused. [fraction]

    Returns
    -------
    energy : array, shape (..., 4)
        [MWh]
    """
    least = s.contract.licence.load_factor * capacity(s) * HOURS_PER_YEAR * DAYS / DAYS.sum()
    return least * (1.0 - np.asarray(excused))


def missing(s: Scenario, quarters: np.ndarray, excused: np.ndarray | float) -> np.ndarray:
    """
    Return the energy that the quarters of a year fall short of the condition, as if it held in that year.

    Parameters
    ----------
    s : Scenario
    quarters : array, shape (..., 4)
        Delivered in each quarter. [MWh]
    excused : array, shape (..., 4)
        As `excused_share` returns it. [fraction]

    Returns
    -------
    energy : array, shape (...)
        Of the year. [MWh]
    """
    return np.maximum(owed(s, excused) - quarters, 0.0).sum(axis=-1)


def holds(s: Scenario) -> np.ndarray:
    """Return whether the condition holds in each operating year, shape (operating year,)."""
    return np.arange(1, s.time.operating_years + 1) >= s.contract.licence.from_year


def yearly(s: Scenario, quarters: np.ndarray, excused: np.ndarray | float) -> np.ndarray | float:
    """
    Return the penalty of traded years, each as if it held by the share of operating years in which it does.

    Parameters
    ----------
    s : Scenario
    quarters, excused
        As `missing` takes them.

    Returns
    -------
    penalty : array, shape (...)
        [USD]
    """
    rate = s.contract.licence.penalty_usd_per_mwh
    return rate * float(holds(s).mean()) * missing(s, quarters, excused) if rate else 0.0


def penalty(s: Scenario, short: np.ndarray) -> np.ndarray:
    """
    Return the penalty for the shortfall of the quarters of each year.

    Parameters
    ----------
    s : Scenario
    short : array, shape (..., operating year)
        As if the condition held in every year. [MWh]

    Returns
    -------
    penalty : array, shape (..., operating year)
        [USD]
    """
    return short * np.where(holds(s), s.contract.licence.penalty_usd_per_mwh, 0.0)
