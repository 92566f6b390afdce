"""Greedy trade: no foresight; sell wind in order of value, store what would earn little, fill what pays well."""

from typing import NamedTuple

import numpy as np

from sim.checks import NonNegative, say


class Schedule(NamedTuple):
    """What the battery does, and what is left to sell."""

    offered: np.ndarray
    """Power put up for sale at the hub: wind less charging plus discharging, shape (time,). [MW]"""
    flow: np.ndarray
    """Power into the battery, measured at the hub; negative when it discharges, shape (time,). [MW]"""
    level: np.ndarray
    """Energy in the cells at the end of each period, shape (time,). [MWh]"""


def greedy(available, reach, battery, dt, start, *, charge_below: NonNegative = 100.0,
           discharge_above: NonNegative = 100.0):
    """
    Greedy policy: store wind that would earn little, and discharge into bids that pay well.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    reach : callable
        ``reach(value)`` is the width of the reward curve worth at least `value` in each period, shape (time,). [MW]
    battery : tuple
        Charge and discharge limit [MW], low and high energy [MWh], efficiency in and out [-], share kept over a
        period [-], as `sim.storage.battery.Battery` orders them.
    dt : float
        Length of a period. [h]
    start : float
        Energy in the cells before the first period. [MWh]
    charge_below : float
        Wind that would earn less than this is stored while there is room (assumed). [USD/MWh]
    discharge_above : float
        Bids worth at least this are filled from the battery; no less than `charge_below` (assumed). [USD/MWh]

    Returns
    -------
    schedule : Schedule
        Offered power, battery flow and level. ``available = offered + flow`` in every period.

    Raises
    ------
    SundalinkError
        If `discharge_above` is less than `charge_below`: a period would both charge and discharge.

    References
    ----------
    .. [1] The rule is this program's own: the honest policy with no forecast, to be judged against the optimum.
    """
    from sim.trade import _greedy

    if discharge_above < charge_below:
        raise say("trade.policy.discharge_above_usd_per_mwh", discharge_above, "USD/MWh",
                  f"must be no less than charge_below_usd_per_mwh ({charge_below:g})")
    available = np.ascontiguousarray(available, dtype=float)
    firm = reach(discharge_above)
    useful = firm if charge_below == discharge_above else reach(charge_below)
    flow, level = np.empty_like(available), np.empty_like(available)
    _greedy.store(available, firm, useful, float(dt), float(start), tuple(map(float, battery)), flow, level)
    return Schedule(available - flow, flow, level)


MODELS = {"greedy": greedy}
