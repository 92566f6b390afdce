"""Greedy trade without forecasts: sell wind in order of value, store energy of low value, discharge into high bids."""

import numpy as np

from sim.checks import NonNegative, refusal
from sim.records import Battery
from sim.trade.schedule import Schedule, in_time


def greedy(available, reward, battery, dt, start, after=None, *, charge_below: NonNegative = 100.0,
           discharge_above: NonNegative = 100.0):
    """
    Greedy policy: store wind that would earn little, and discharge into bids of high value.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    reward : Reward
        What power at the hub earns; only its ``reach`` is asked for.
    battery : tuple
        Charge and discharge limit [MW], low and high energy [MWh], efficiency in and out [-], share kept over a
        period [-], wear counted on what is discharged [USD/MWh], as `sim.records.Battery` orders them.
        The first four may be arrays (time,). A floor that rises is charged to when it rises, with what wind there is.
    dt : float
        Length of a period. [h]
    start : float
        Energy in the cells before the first period. [MWh]
    after : StoredValue, optional
        The value of energy at the end; not looked at.
    charge_below : float
        Wind power that would earn less than this is stored while the battery has room (assumed). [USD/MWh]
    discharge_above : float
        The battery discharges into bids of at least this value plus its cost of wear; no less than `charge_below`
        (assumed). [USD/MWh]

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
    threshold, below = thresholds(battery, charge_below=charge_below, discharge_above=discharge_above)
    firm = reward.reach(threshold)
    return by_widths(available, firm, firm if below == threshold else reward.reach(below), battery, dt, start)


def by_widths(available, firm, useful, battery, dt, start):
    """
    Run the battery by two widths: power above the second is stored, a gap below the first is filled.

    Parameters
    ----------
    available, firm, useful : array, shape (time,)
        Wind at the hub, width up to which the battery discharges and from which on it charges. [MW]
    battery, dt, start
        As in `greedy`.

    Returns
    -------
    schedule : Schedule
    """
    from sim.trade import _greedy

    available, firm, useful = (np.ascontiguousarray(each, dtype=float) for each in (available, firm, useful))
    flow, level = np.empty_like(available), np.empty_like(available)
    battery = in_time(battery, available.size)
    store = _greedy.store_in_time if np.ndim(Battery(*battery).charge) else _greedy.store
    store(available, firm, useful, float(dt), float(start), battery, flow, level)
    return Schedule(available - flow, flow, level)


def thresholds(battery, *, charge_below=100.0, discharge_above=100.0):
    """
    Return the values that the rule asks the width of the reward curve for.

    Parameters
    ----------
    battery : tuple
        As in `greedy`.
    charge_below, discharge_above : float
        As in `greedy`. [USD/MWh]

    Returns
    -------
    firm, useful : float
        Above the first the battery discharges, below the second it charges. [USD/MWh]

    Raises
    ------
    SundalinkError
        As `greedy`.
    """
    if discharge_above < charge_below:
        raise refusal("trade.policy.discharge_above_usd_per_mwh", discharge_above, "USD/MWh",
                      f"must be no less than charge_below_usd_per_mwh ({charge_below:g})")
    return discharge_above + battery.wear, charge_below
