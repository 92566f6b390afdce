"""Firmness of the deliveries: how long, how often and by how much they are below a level; storage to hold it."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_within
from sim.units import HOURS_PER_YEAR

SHARES = np.arange(1, 11) / 10.0
"""Levels looked at, as shares of the contracted power. [-]"""
HELD = (0.95, 0.99, 1.0)
"""Shares of the periods that a firm level is held in. [-]"""


class Firmness(NamedTuple):
    """Delivery against levels, arrays of shape (level,)."""

    level: np.ndarray
    """[MW]"""
    hours: np.ndarray
    """Hours a year below the level. [h]"""
    longest: np.ndarray
    """Longest time below it without a break, across year ends. [h]"""
    low_spells: np.ndarray
    """Times a year that delivery falls below it. [1/yr]"""
    length: np.ndarray
    """Mean length of these; 0 where there is none. [h]"""
    short: np.ndarray
    """Energy a year that is missing below the level, expected. [MWh]"""
    depth: np.ndarray
    """Power missing in the mean of the periods below it; 0 where there is none. [MW]"""


def firmness(delivered, levels, dt):
    """
    Compare the power delivered in a sequence of years with levels of constant power.

    Parameters
    ----------
    delivered : array, shape (time,) or (year, time)
        Power delivered; years in sequence are one series. [MW]
    levels : array, shape (level,)
        Levels. [MW]
    dt : float
        Length of a period. [h]

    Returns
    -------
    firmness : Firmness

    References
    ----------
    .. [1] Hours below and energy missing are the loss of load expectation and the expected energy not served of a
       buyer who counts on the level: Billinton and Allan, 1996, Reliability Evaluation of Power Systems.
    """
    power = np.asarray(delivered).ravel()
    years = power.size * dt / HOURS_PER_YEAR
    rows = []
    for level in np.asarray(levels, dtype=float):
        below = power < level * (1.0 - 1e-6)
        edges = np.flatnonzero(np.diff(np.r_[False, below, False].astype(np.int8)))
        spells = (edges[1::2] - edges[::2]) * dt
        missing = float((level - power[below]).sum(dtype=float)) * dt
        total = float(spells.sum())
        rows.append((level, total / years, spells.max(initial=0.0), spells.size / years,
                     total / max(spells.size, 1), missing / years, missing / total if total else 0.0))
    return Firmness(*np.array(rows).T)


def storage_needed(power, level, dt, efficiency_in, efficiency_out, held=1.0):
    """
    Return the least storage that holds a level.

    Parameters
    ----------
    power : array, shape (time,)
        Power before storage, years in sequence. [MW]
    level : float
        Power to be held. [MW]
    dt : float
        Length of a period. [h]
    efficiency_in, efficiency_out : float
        Energy stored per energy put in, and given per energy taken. [-]
    held : float
        Share of the periods in which the level must be held; 1 for all. The years come round again, so the store
        cannot live on what it began with. [-]

    Returns
    -------
    energy : float
        Energy in the cells, its charging and discharging power not limited and nothing lost by standing; infinite
        where the power does not suffice at all. Exact for all periods, to 1e-4 for a share of them. [MWh]

    References
    ----------
    .. [1] Rippl, 1883: The capacity of storage-reservoirs for water supply, Minutes of the Proceedings of the
       Institution of Civil Engineers 71, 270-278; as the sequent peak of Thomas and Burden, 1963.
    """
    from sim.adequacy import _firmness

    check_within("share of the periods in which a level is held", held, 0.0, 1.0)
    power = np.ascontiguousarray(power, dtype=float).ravel()
    into, out = float(efficiency_in), float(efficiency_out)
    if held >= 1.0:
        balance = float(np.where(power > level, (power - level) * into, (power - level) / out).sum())
        return float("inf") if balance < 0.0 else _firmness.deepest(power, float(level), dt, into, out)
    most = int(np.floor((1.0 - held) * power.size * (1.0 + 1e-12)))
    gone, last = np.empty(power.size), np.empty(power.size, dtype=np.int64)
    last = last[:_firmness.runs(power, float(level), dt, into, out, gone, last)]

    def enough(size):
        return _firmness.missed(gone, last, size) <= most

    if enough(0.0):
        return 0.0
    low, high = 0.0, float(level) * dt / out
    while not enough(high):
        low, high = high, 2.0 * high
        if high > level * dt / out * power.size:   # more than all that could ever be missing
            return float("inf")
    while high - low > 1e-4 * high:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
