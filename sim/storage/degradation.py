"""Ageing of lithium iron phosphate cells: by the calendar, by cycles counted on the level, and how long they last."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within

SECONDS_PER_YEAR = 365 * 86400.0
ABSOLUTE_ZERO = -273.15   # degC
MOST_YEARS = 60.0
"""Cells are taken to last no longer, however little they are used (assumed). [yr]"""

# Naumann et al. 2018: calendar loss, share of the capacity, of time in s; the level enters about one half.
CALENDAR, ACTIVATION, GAS, REFERENCE = 1.2571e-5, 17126.0, 8.3144598, 298.15
CALENDAR_CUBIC, CALENDAR_BASE = 2.8575, 0.60225
# Naumann et al. 2020: cycle loss, percent of the capacity, of equivalent full cycles; the depth enters about 0.6.
RATE_SLOPE, RATE_BASE = 0.0630, 0.0971
DEPTH_CUBIC, DEPTH_BASE = 4.0253, 1.0923


class Duty(NamedTuple):
    """Ageing load of a year on the cells, as squares of the shares of capacity that it would take from new ones."""

    calendar: float
    """By time alone, at the levels held. [-]"""
    cycles: float
    """By cycles alone. [-]"""
    full_cycles: float
    """Equivalent full cycles. [1/yr]"""
    depth: float
    """Mean depth of these, weighted by energy. [-]"""
    level: float
    """Mean share of the rated energy held. [-]"""


def count(level):
    """
    Count the cycles of a series by the rainflow method.

    Parameters
    ----------
    level : array, shape (time,)
        Stored energy. [MWh]

    Returns
    -------
    depth : array, shape (cycle,)
        Range of each cycle. [MWh]
    number : array, shape (cycle,)
        1 for a full cycle, 0.5 for half of one. [-]

    References
    ----------
    .. [1] ASTM E1049-85 (2011), section 5.4.4.
    """
    from sim.storage import _rainflow

    level = np.asarray(level, dtype=float)
    change = np.diff(level)
    moves = np.flatnonzero(change)
    turns = moves[1:][np.diff(np.sign(change[moves])) != 0]
    depth, number = _rainflow.count(level[np.r_[0, turns, level.size - 1]])
    return depth[depth > 0.0], number[depth > 0.0]


def duty(level, energy, rate, dt, *, temperature=25.0):
    """
    Return the load on the cells in a mean year from a series of levels.

    Parameters
    ----------
    level : array, shape (time,)
        Stored energy at the end of each period, across year ends. [MWh]
    energy : float
        Rated energy. [MWh]
    rate : float
        Rated power over rated energy: every cycle is taken to run at it, which is the harder case. [1/h]
    dt : float
        Length of a period. [h]
    temperature : float
        Of the cells, as the cooling holds it. [degC]

    Returns
    -------
    duty : Duty

    References
    ----------
    .. [1] As in `fade`. Cycles and levels of several kinds add up in the squares: each goes on from the loss that
       there is, as the open simulator SimSES does it.
    """
    check_positive("rated energy", energy, "MWh")
    share = np.clip(np.asarray(level, dtype=float) / energy, 0.0, 1.0)
    depth, number = count(share)
    years = share.size * dt * 3600.0 / SECONDS_PER_YEAR
    full = float(depth @ number) / years
    return Duty(float((_by_time(share, temperature) ** 2).mean() * SECONDS_PER_YEAR),
                float((_by_cycle(depth, rate) ** 2 * depth) @ number) / years, full,
                float(depth**2 @ number) / max(float(depth @ number), 1e-12), float(share.mean()))


def steady(cycles, depth, level, rate, *, temperature=25.0):
    """
    Return the duty of cells that are used likewise all the time.

    Parameters
    ----------
    cycles : float
        Equivalent full cycles. [1/yr]
    depth : float
        Depth of each cycle. [-]
    level : float
        Mean share of the rated energy held. [-]
    rate : float
        Rated power over rated energy. [1/h]
    temperature : float
        Of the cells. [degC]

    Returns
    -------
    duty : Duty
    """
    check_within("depth of a cycle", depth, 0.0, 1.0)
    return Duty(float(_by_time(level, temperature) ** 2 * SECONDS_PER_YEAR),
                float(_by_cycle(depth, rate) ** 2 * cycles), cycles, depth, level)


def fade(duty, age):
    """
    Return the share of the capacity that is lost.

    Parameters
    ----------
    duty : Duty
        What a year asks of the cells.
    age : float or array
        Years since the cells were new. [yr]

    Returns
    -------
    lost : float or array
        Loss by the calendar and by cycles; both grow with the square root. [-]

    References
    ----------
    .. [1] Naumann, Schimpe, Keil, Hesse and Jossen, 2018: Analysis and modeling of calendar aging of a commercial
       LiFePO4/graphite cell, Journal of Energy Storage 17, 153-169.
    .. [2] Naumann, Spingler and Jossen, 2020: Analysis and modeling of cycle aging of a commercial LiFePO4/graphite
       cell, Journal of Power Sources 451, 227666; measured at 40 degC, and up to about two and a half years: what
       comes later, a sudden loss above all, is not in it. Constants as the open simulator SimSES has them.
    """
    return (duty.calendar**0.5 + duty.cycles**0.5) * np.sqrt(age)


def life(duty, end_health):
    """
    Return the number of years after which the cells have lost what they may lose.

    Parameters
    ----------
    duty : Duty
        What a year asks of the cells.
    end_health : float
        Share of the rated energy left when they are replaced. [-]

    Returns
    -------
    years : float
        No more than `MOST_YEARS`. [yr]
    """
    return min(((1.0 - end_health) / max(fade(duty, 1.0), 1e-9)) ** 2, MOST_YEARS)


def wear(duty, end_health, cost, energy):
    """
    Return the cost of discharging from an earlier replacement of the cells.

    Parameters
    ----------
    duty : Duty
        What a year asks of the cells.
    end_health : float
        Share of the rated energy left when they are replaced. [-]
    cost : float
        Of a renewal. [USD]
    energy : float
        Rated energy. [MWh]

    Returns
    -------
    wear : float
        Renewals a year with these cycles, less those that the calendar alone would ask for, by what is taken from
        the cells. [USD/MWh]
    """
    sooner = 1.0 / life(duty, end_health) - 1.0 / life(duty._replace(cycles=0.0), end_health)
    return cost * sooner / max(duty.full_cycles * energy, 1e-9) if duty.full_cycles > 0 else 0.0


def _by_time(share, temperature):
    """Return the calendar loss per square root of a second at a level. [-]"""
    warm = np.exp(-ACTIVATION / GAS * (1.0 / (temperature - ABSOLUTE_ZERO) - 1.0 / REFERENCE))
    return CALENDAR * warm * (CALENDAR_CUBIC * (np.asarray(share) - 0.5) ** 3 + CALENDAR_BASE)


def _by_cycle(depth, rate):
    """Return the loss per square root of an equivalent full cycle of a depth. [-]"""
    return 0.01 * (RATE_SLOPE * rate + RATE_BASE) * (DEPTH_CUBIC * (np.asarray(depth) - 0.6) ** 3 + DEPTH_BASE)
