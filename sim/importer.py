"""What the importer gets and what it would take to firm it: levels held, capacity credit, reserve, battery age."""

from typing import NamedTuple

import numpy as np

from sim.books import battery_life, interpolate
from sim.link import curve as linking
from sim.storage import ageing
from sim.storage.battery import renewal
from sim.trade import firmness

LULL = 0.10
"""Share of the contracted power below which delivery is said to lull. [fraction]"""
SIGMAS = 3.0
"""Standard deviations that the reserve within a period covers. [-]"""


class Seen(NamedTuple):
    """What the importer saw of one traded year, in the first outage history of all weather years."""

    firmness: object
    credit: object
    duty: object
    """What the trade asked of the battery's cells; None without a battery."""


class Needed(NamedTuple):
    """Storage that holds a level at the Singapore meter."""

    hub: np.ndarray
    """Power at the hub that each level asks for, every pole in service, shape (level,). [MW]"""
    energy: np.ndarray
    """Energy of the store at the hub, infinite where the wind does not suffice, shape (held, level). [MWh]"""


def contracted(s):
    """Return the power under contract, or the rating of the link where none is named. [MW]"""
    widths = [getattr(each.terms, "width_mw", 0.0) for each in (s.contract, *s.contract.also)]
    return min(sum(widths), s.link.rating_mw) or s.link.rating_mw


def seen(s, market, hourly):
    """
    Return what the importer sees of a traded year.

    Parameters
    ----------
    s : Scenario
    market : sim.wiring.Market
        Of that year, for demand.
    hourly : sim.trade.ledger.Flows
        Periods of the first outage history, arrays of shape (weather_year, time).

    Returns
    -------
    seen : Seen
    """
    dt, delivered, held = s.time.period_h, hourly.delivered, None
    if s.storage.energy_mwh > 0 and s.storage.power_mw > 0:
        told = renewal(s.storage.battery.bind(), s.storage.power_mw, s.storage.energy_mwh)
        held = ageing.duty(hourly.level.ravel(), s.storage.energy_mwh, s.storage.power_mw / s.storage.energy_mwh, dt,
                           temperature=told.temperature)
    return Seen(firmness.firmness(delivered, contracted(s) * firmness.SHARES, dt),
                s.market.adequacy.bind()(market.demand, np.maximum(delivered, 0.0), dt), held)


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
    lull = int(np.argmin(np.abs(firmness.SHARES - LULL)))
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
    return (ageing.life(duty, told.end_health),
            ageing.wear(duty, told.end_health, part.capex * part.replacement, s.storage.energy_mwh))


def typical(case):
    """Return the duty of the battery in the mean year of operation, or None without a battery."""
    duties = [year.duty for year in case.traded.seen]
    if duties[0] is None:
        return None
    return ageing.Duty(*interpolate(case.scenario, duties).mean(axis=-1).tolist())


def health(case):
    """Return the share of the rated energy left at the start of each operating year, renewed in time; shape (year,)."""
    s, duty = case.scenario, typical(case)
    years = np.arange(s.time.operating_years, dtype=float)
    if duty is None:
        return np.zeros(years.size)
    return np.maximum(1.0 - ageing.fade(duty, years % max(round(battery_life(s)), 1)), 0.0)


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
    received = contracted(s) * firmness.SHARES / case.route.kept
    hub = linking.inverse(full, np.minimum(received, full.capacity)) + full.no_load_sending
    battery = s.storage.battery.bind()(1.0, 1.0, s.time.period_h, 0.0)
    power = np.ascontiguousarray(case.hub.power[0], dtype=float)
    rows = [[firmness.storage_needed(power, level, s.time.period_h, battery.efficiency_in, battery.efficiency_out, held)
             for level in hub] for held in firmness.HELD]
    return Needed(hub, np.array(rows))

