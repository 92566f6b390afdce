"""Load factors of the quarters of the year, beside the condition of the importer's licence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.variable import Variable, coordinate
from sim.case import licence
from sim.case.years import traded_years
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from sim.chain import Case

BELOW = (0.1, 0.5, 0.9)
"""Shares of the simulated quarters that lie below. [fraction]"""

FIGURES = {
    "quarterly_load_factor_p90": ("-", "energy delivered over contracted power times the hours of a quarter, exceeded "
                                       "in nine of ten simulated quarters"),
    "quarters_kept": ("-", "share of simulated quarters that reach the load factor of the importer's licence "
                           "(contract.licence), less exempt outages"),
    "quarterly_shortfall": ("GWh", "yearly shortfall of the quarters from that load factor; mean of the years in "
                                   "which the condition applies"),
    "licence_penalty": ("USD", "yearly penalty to the Energy Market Authority for that shortfall; mean of operation, "
                               "real 2025"),
}
"""Summary values that this file makes: unit and note."""


class Quarters(NamedTuple):
    """Simulated quarters of the years in which the condition holds."""

    factor: np.ndarray
    """Load factor, shape (year of any kind, 4). [-]"""
    kept: np.ndarray
    """Share of years in which each quarter keeps the condition, shape (4,). [fraction]"""


def compute(case: Case) -> Quarters:
    """
    Return load factors of quarters, and how often they keep the condition.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    quarters : Quarters
        Of all weather years and outage histories of the traded years in which the condition holds; of the last of
        them, where it holds in none.
    """
    s, got = case.scenario, case.traded.annual.quarters
    years = traded_years(s.time) - s.time.first_operating_year + 1
    which = years >= min(s.contract.licence.from_year, int(years[-1]))
    got, excused = got[which], np.broadcast_to(case.traded.relieved, got[which].shape)
    hours = licence.capacity(s) * HOURS_PER_YEAR * licence.DAYS / licence.DAYS.sum()
    kept = got >= licence.owed(s, excused) * (1.0 - 1e-9)
    return Quarters((got / hours).reshape(-1, 4), kept.reshape(-1, 4).mean(axis=0))


def figures(case: Case, found: Quarters) -> dict[str, float]:
    """
    Return the summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
    found : Quarters
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    years, on = case.finance.years, licence.holds(case.scenario)
    return {"quarterly_load_factor_p90": float(np.quantile(found.factor, 0.1)),
            "quarters_kept": float(found.kept.mean()),
            "quarterly_shortfall": float(years.licence_short[on].mean()) / 1e3 if on.any() else 0.0,
            "licence_penalty": float(years.licence.mean())}


def variables(case: Case, found: Quarters) -> list[Variable]:
    """
    Load factors by quarter, for the results.

    Parameters
    ----------
    case : Case
    found : Quarters
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    return [
        coordinate("quarter", np.arange(1, 5), "-", "quarter of the year"),
        coordinate("quarters_below", np.array(BELOW), "-", "share of simulated quarters below"),
        Variable("quarterly_load_factor", ("quarters_below", "quarter"), np.quantile(found.factor, BELOW, axis=0), "-",
                 "delivered over contracted power times the hours of the quarter"),
        Variable("quarterly_kept", "quarter", found.kept, "-",
                 "share of years in which the quarter reaches the load factor of the importer's licence",
                 {"asked": case.scenario.contract.licence.load_factor})]
