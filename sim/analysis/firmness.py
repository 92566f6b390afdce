"""What the importer gets and what it would take to firm it: levels held, capacity credit, reserve, battery age."""

from typing import NamedTuple

import numpy as np

from sim.adequacy import firmness as adequacy_firmness
from sim.case.adequacy import contracted
from sim.case.components import battery_life
from sim.case.years import interpolate
from sim.link import transfer_curve
from sim.storage import degradation
from sim.storage.battery import renewal

LULL = 0.10
"""Share of the contracted power below which delivery is said to lull. [fraction]"""
SIGMAS = 3.0
"""Standard deviations that the reserve within a period covers. [-]"""


class Needed(NamedTuple):
    """Storage that holds a level at the Singapore meter."""

    hub: np.ndarray
    """Power at the hub that each level asks for, every pole in service, shape (level,). [MW]"""
    energy: np.ndarray
    """Energy of the store at the hub, infinite where the wind does not suffice, shape (held, level). [MWh]"""


def mean(s, traded, name):
    """Return what of `Firmness` holds in the mean year of operation, shape (level,)."""
    return interpolate(s, [getattr(year.firmness, name) for year in traded.seen]).mean(axis=-1)


def figures(case):
    """
    Return the values of the summary that say what the importer gets.

    Parameters
    ----------
    case : Case

    Returns
    -------
    figures : dict of str to float
        What is said of a battery is 0 without one.
    """
    s, traded = case.scenario, case.traded
    lull = int(np.argmin(np.abs(adequacy_firmness.SHARES - LULL)))
    elcc = interpolate(s, [year.credit.elcc for year in traded.seen]).mean()
    life, wear = age(case)
    return {
        "capacity_credit": float(elcc / contracted(s)),
        "longest_lull": float(max(year.firmness.longest[lull] for year in traded.seen)),
        "expected_shortfall": float(mean(s, traded, "short")[-1] / 1e3),
        "firming_reserve": SIGMAS * float(case.farm.variability.power.max()),
        "battery_life": life, "battery_wear": wear,
    }


def age(case):
    """
    Return how long the battery lasts at what the trade asks of it.

    Parameters
    ----------
    case : Case

    Returns
    -------
    years : float
        Until the cells have the health at which they are replaced; 0 without a battery. [yr]
    wear : float
        What discharging costs by bringing that nearer. [USD/MWh]
    """
    duty, s = typical(case), case.scenario
    if duty is None:
        return 0.0, 0.0
    told = renewal(s.storage.battery.bind(), s.storage.power_mw, s.storage.energy_mwh)
    part = next(part for part in case.finance.components if part.name == "battery")
    return (degradation.life(duty, told.end_health),
            degradation.wear(duty, told.end_health, part.capex * part.replacement, s.storage.energy_mwh))


def typical(case):
    """Return the duty of the battery in the mean year of operation, or None without a battery."""
    duties = [year.duty for year in case.traded.seen]
    if duties[0] is None:
        return None
    return degradation.Duty(*interpolate(case.scenario, duties).mean(axis=-1).tolist())


def health(case):
    """Return the share of the rated energy left at the start of each operating year, renewed in time; shape (year,)."""
    s, duty = case.scenario, typical(case)
    years = np.arange(s.time.operating_years, dtype=float)
    if duty is None:
        return np.zeros(years.size)
    return np.maximum(1.0 - degradation.fade(duty, years % max(round(battery_life(s)), 1)), 0.0)


def needed(case):
    """
    Return the storage at the hub that would hold each level, with the wind of the first operating year.

    Parameters
    ----------
    case : Case

    Returns
    -------
    needed : Needed
        No store at the hub helps while the link is out, so every pole is in service.
    """
    s, full = case.scenario, case.link.transfers[-1]
    received = contracted(s) * adequacy_firmness.SHARES / case.route.kept
    hub = transfer_curve.inverse(full, np.minimum(received, full.capacity)) + full.no_load_sending
    battery = s.storage.battery.bind()(1.0, 1.0, s.time.period_h, 0.0)
    power = np.ascontiguousarray(case.hub.power[0], dtype=float)
    rows = [
        [
            adequacy_firmness.storage_needed(
                power, level, s.time.period_h, battery.efficiency_in, battery.efficiency_out, held
            )
            for level in hub
        ]
        for held in adequacy_firmness.HELD
    ]
    return Needed(hub, np.array(rows))
