"""Trade with perfect foresight: the exact upper bound of all policies."""

import numpy as np

from sim.checks import NonNegative, check_within, refusal
from sim.records import Battery
from sim.trade.schedule import Schedule, StoredValue, in_time

BEYOND = 1e12
"""Above the value of any energy. [USD/MWh]"""


def perfect_foresight(available, reward, battery, dt, start, after=None, *, end_value: NonNegative = 0.0):
    """
    The best schedule there is, all wind, prices and outages known beforehand: a ceiling, not a forecast.

    The value of stored energy is carried backward from the end of the year. Before each period it is the best split
    of the energy between the period's reward and the value after it; both are concave and made of straight pieces,
    so the pieces of both, sorted by slope, are the answer, cut to what the battery can hold. Going forward, each
    period takes the split that belongs to its energy. There is no grid of levels and no tolerance.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    reward : Reward
        What power at the hub earns.
    battery : tuple
        Charge and discharge limit [MW], low and high energy [MWh], efficiency in and out [-], share kept over a
        period [-], wear counted on what is discharged [USD/MWh], as `sim.records.Battery` orders them.
        The first four may be arrays (time,): powers in each period, energies at its end. Charging takes wind only.
        Where no charging could hold the low energy against self-discharge, the floor is what would be left.
    dt : float
        Length of a period. [h]
    start : float
        Energy in the cells before the first period. [MWh]
    after : StoredValue, optional
        The value of energy at the end; of a single level, to end there. By default `end_value`.
    end_value : float
        Value of stored energy at the end of the horizon where nothing is known about the time after (assumed: none).
        [USD/MWh]

    Returns
    -------
    schedule : Schedule
        Offered power, battery flow and level. ``available = offered + flow`` in every period.

    Raises
    ------
    SundalinkError
        If the energy at the start is not within the battery, or no schedule leads from it to the end asked for.

    References
    ----------
    .. [1] Flatley, MacKay and Waterson, 2014: Optimal strategies for operating energy storage in an arbitrage
       market, arXiv:1412.0829.
    .. [2] Cruise, Flatley, Gibbens and Zachary, 2014: Optimal control of storage incorporating market impact and
       with energy applications, arXiv:1406.3653.
    """
    from sim.trade import _perfect_foresight

    available = np.ascontiguousarray(available, dtype=float)
    battery = in_time(battery, available.size)
    at_start, least, decisions = _backward(available, reward, battery, dt, start, after, end_value)
    _check_level("start", start, *at_start.level[[0, -1]], rule="to reach the end asked for")
    flow, level = np.empty_like(available), np.empty_like(available)
    _perfect_foresight.follow(available, float(dt), float(start), battery, least, *decisions, flow, level)
    return Schedule(available - flow, flow, level)


def stored_value(available, reward, battery, dt, most, after=None, *, end_value: NonNegative = 0.0):
    """
    Return the value of energy in the cells at the start of a year that is known beforehand.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    reward : Reward
        What power at the hub earns.
    battery : tuple
        As in `perfect_foresight`.
    dt : float
        Length of a period. [h]
    most : float
        Most energy that the cells can hold at the start. [MWh]
    after : StoredValue, optional
        The value of energy at the end. By default `end_value`.
    end_value : float
        Value of energy in the cells when nothing is known of what comes after. [USD/MWh]

    Returns
    -------
    stored_value : StoredValue
        Exact; one more unit of energy in the cells brings as much more over the year and after it.

    Raises
    ------
    SundalinkError
        If the end asked for cannot be reached.
    """
    available = np.ascontiguousarray(available, dtype=float)
    return _backward(available, reward, in_time(battery, available.size), dt, most, after, end_value)[0]


def horizon(available, rewards, battery, dt, start, *, end_value: NonNegative = 0.0):
    """
    Return the value of energy left at the end of each weather year in the years that follow.

    Years are gone through from the last to the second, so one year's curves are in memory at a time. Most batteries
    need only the first weeks of each: where energy left at the end of these has no value, or more than anything,
    and the value at the start is the same for both, it is the same whatever comes later.

    Parameters
    ----------
    available : array, shape (weather_year, time)
        Wind at the hub. [MW]
    rewards : callable
        ``rewards(weather_year)`` is a Reward for each outage draw.
    battery : tuple
        As in `perfect_foresight`.
    dt : float
        Length of a period. [h]
    start : float
        Energy in the cells before the first year. [MWh]
    end_value : float
        Value of energy in the cells after the last year. [USD/MWh]

    Returns
    -------
    ends : list of (list of StoredValue, or None)
        For each weather year, the value at its end in each draw; None for the last year.
    """
    from sim.trade import _perfect_foresight

    available = np.ascontiguousarray(available, dtype=float)
    most, battery = [float(start)], in_time(battery, available.shape[1])
    for power in available[:-1]:
        most.append(_perfect_foresight.floor(power, float(dt), most[-1], battery, np.empty(power.size)))
    ends = [None] * len(available)
    for year in range(len(available) - 1, 0, -1):
        given = rewards(year)
        after = ends[year] or [None] * len(given)
        ends[year - 1] = [_settled(available[year], reward, battery, dt, most[year])
                            or stored_value(available[year], reward, battery, dt, most[year], then, end_value=end_value)
                            for reward, then in zip(given, after, strict=True)]
    return ends


def _settled(available, reward, battery, dt, most):
    """Return the value at the start of a year if its first weeks decide it, else None."""
    if np.ndim(Battery(*battery).charge):
        return None   # the limits at the end of the weeks would be taken for those at the year's end
    for share in (16, 4):
        few = slice(0, available.size // share)
        if few.stop:
            first = reward._replace(width=reward.width[..., few], value=reward.value[..., few],
                                    state=reward.state[few])
            least, greatest = (stored_value(available[few], first, battery, dt, most, end_value=value)
                               for value in (0.0, BEYOND))
            # What the weeks do not decide still shows: slopes of zero and `BEYOND` are no nearer to each other.
            if least.value.size == greatest.value.size and all(
                    np.allclose(one, other, rtol=1e-10, atol=1e-9) for one, other in zip(least, greatest, strict=True)):
                return least
    return None


def _check_level(when, level, low, high, rule="as the battery's limits are"):
    """Refuse energy at the start or the end that is out of bounds by more than rounding."""
    from sim.trade._perfect_foresight import CLOSE

    if not low - CLOSE * high <= level <= high * (1 + CLOSE):
        raise refusal(f"energy in the battery at the {when}", float(level), "MWh",
                  f"must lie between {low:g} and {high:g}, {rule}")


def _backward(available, reward, battery, dt, most, after, end_value):
    """Return the value at the start, the least energy allowed in each period, and the decisions."""
    from sim.trade import _perfect_foresight

    limits = Battery(*battery)
    last = [float(limit[-1]) if np.ndim(limit) else limit for limit in (limits.low, limits.high)]   # end as start
    before = min(last[0], float(most)), max(last[1], float(most)) if np.ndim(limits.high) else last[1]
    check_within("share of the stored energy kept over a period", limits.keep, 1e-9, 1.0)
    check_within("wear of the battery", limits.wear, 0.0, BEYOND, "USD/MWh")   # below zero the reward is not concave
    _check_level("start", most, 0.0, before[1])
    periods, segments = available.size, reward.width.shape[1]
    least = np.empty(periods)
    _perfect_foresight.floor(available, float(dt), float(most), battery, least)
    if after is None:
        after = StoredValue(np.array([least[-1], last[1]]), np.array([end_value]))
    _check_level("end", after.level[0], least[-1], last[1])
    _check_level("end", after.level[-1], least[-1], last[1])
    # The kernels walk along the segments of a period, which lie together in memory.
    curves = [np.ascontiguousarray(np.swapaxes(array, 1, 2)) for array in (reward.width, reward.value)]
    decisions = np.empty(periods), np.empty(periods + 1, dtype=np.int64), np.empty((periods * (segments + 3), 2))
    level, value = _perfect_foresight.back(available, reward.state, *curves, float(dt), battery, before, least,
                                   np.asarray(after.level, dtype=float), np.asarray(after.value, dtype=float),
                                   *decisions)
    if not level.size:
        raise refusal("energy in the battery at the end", f"{after.level[0]:g} to {after.level[-1]:g}", "MWh",
                  "no schedule leads there; it must be within reach of the wind and of the battery's power")
    return StoredValue(level, value), least, decisions
