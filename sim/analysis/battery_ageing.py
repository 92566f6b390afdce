"""Ageing of the battery under the dispatch of a case: life, wear per energy discharged, and health by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.variable import Variable, coordinate
from sim.case.components import battery_life
from sim.case.years import interpolate, operating_years
from sim.storage import degradation
from sim.storage.battery import renewal

if TYPE_CHECKING:
    from sim.chain import Case
    from sim.storage.degradation import Duty

LIFE = "year_of_operation"

FIGURES = {
    "battery_life": ("yr", "years until the cells reach their end health, with the ageing of this dispatch; 0 without "
                           "a battery"),
    "battery_wear": ("USD/MWh", "cost of earlier replacement of the battery's cells, per MWh discharged from them"),
}
"""Summary values of this analysis: unit and note."""


class BatteryAgeing(NamedTuple):
    """Life and wear of a battery."""

    life: float
    """Time until the cells have the health at which they are replaced; 0 without a battery. [yr]"""
    wear: float
    """Cost of bringing that nearer by discharging; 0 without a battery. [USD/MWh]"""


def compute(case: Case) -> BatteryAgeing:
    """
    Life and wear of the battery under the trade of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    ageing : BatteryAgeing
    """
    duty, s = typical(case), case.scenario
    if duty is None:
        return BatteryAgeing(0.0, 0.0)
    limit = renewal(s.storage.battery.bind(), s.storage.power_mw, s.storage.energy_mwh)
    part = next(part for part in case.finance.components if part.name == "battery")
    return BatteryAgeing(
        degradation.life(duty, limit.end_health),
        degradation.wear(duty, limit.end_health, part.capex * part.replacement, s.storage.energy_mwh))


def typical(case: Case) -> Duty | None:
    """Duty of the battery in the mean year of operation, or None without a battery."""
    duties = [year.duty for year in case.traded.import_years() if year.duty is not None]
    if not duties:
        return None
    return degradation.Duty(*interpolate(case.scenario, duties).mean(axis=-1).tolist())


def health(case: Case) -> np.ndarray:
    """Share of the rated energy left at the start of each operating year, renewed in time, shape (year,). [-]"""
    s, duty = case.scenario, typical(case)
    years = np.arange(s.time.operating_years, dtype=float)
    if duty is None:
        return np.zeros(years.size)
    return np.maximum(1.0 - degradation.fade(duty, years % max(round(battery_life(s)), 1)), 0.0)


def figures(case: Case, found: BatteryAgeing) -> dict[str, float]:
    """
    Summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : BatteryAgeing
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    return {"battery_life": found.life, "battery_wear": found.wear}


def variables(case: Case, found: BatteryAgeing) -> list[Variable]:
    """
    Health of the battery by year of operation.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : BatteryAgeing
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    return [coordinate(LIFE, operating_years(case.scenario.time), "-", "calendar year of operation"),
            Variable("battery_health", LIFE, health(case), "-",
                     "share of the rated energy left at the start of the year, with the ageing of this dispatch and "
                     "replacement in time; 0 without a battery")]
