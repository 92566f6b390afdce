"""The value of forecasts: one year traded by each policy, on the same terms."""

from typing import NamedTuple

import numpy as np

from sim.trade.greedy import greedy
from sim.trade.perfect_foresight import perfect_foresight, stored_value
from sim.trade.rolling import rolling
from sim.trade.rolling_forecasts import LEVELS, perfect_forecasts
from sim.trade.schedule import Schedule, StoredValue, chosen, earned

GATE = 1.0
"""Gate closure of the rolling policy where nothing else is given. [h]"""


class Gain(NamedTuple):
    """Earnings of a policy in one year."""

    policy: str
    """Its name, and its information on the future."""
    earned: float
    """Value of what is sold, less wear, plus the value of the energy left beyond that at the start. [USD]"""
    imbalance: float
    """What departing from the nominations is reckoned to cost. [USD]"""
    schedule: Schedule
    """What it does."""


def stored(forecast, battery, level):
    """
    Return the value of energy left at the end of a year, beyond that of an empty battery.

    Parameters
    ----------
    forecast : YearForecast
        What the rolling policy is given of the year: energy has the value that it had on average in the other years.
    battery : tuple
        As in `sim.trade.rolling.rolling`.
    level : array, shape (...)
        Energy in the cells. [MWh]

    Returns
    -------
    stored_value : array, shape (...)
        [USD]
    """
    nodes = np.linspace(battery.low, battery.high, LEVELS)
    return np.interp(level, nodes, np.concatenate([[0.0], np.cumsum(forecast.slopes[-1] * np.diff(nodes))]))


def marginal(available, reward, battery, dt, when, end):
    """
    Return the value of one more unit of energy in the cells at some moments, all that comes known.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub, as far as it is known. [MW]
    reward : Reward
        What power at the hub earns, of as many periods at least.
    battery : tuple
        As in `sim.trade.rolling.rolling`.
    dt : float
        Length of a period. [h]
    when : sequence of int
        Periods before which energy has that value.
    end : StoredValue
        Its value at the end; from the low energy to the high.

    Returns
    -------
    value : array, shape (when, level - 1)
        Mean between the levels of `end`, by energy in the cells. [USD/MWh]
    """
    found = []
    for first in when:
        rest = slice(first, available.size)
        ahead = reward._replace(width=reward.width[..., rest], value=reward.value[..., rest], state=reward.state[rest])
        now = stored_value(available[rest], ahead, battery, dt, battery.high, end)
        total = np.concatenate([[0.0], np.cumsum(now.value * np.diff(now.level))])
        found.append(np.diff(np.interp(end.level, now.level, total)) / np.diff(end.level))
    return np.array(found)


def persisting(schedule, gate):
    """
    Return a schedule that nominates at each gate closure the power that was offered last.

    Parameters
    ----------
    schedule : Schedule
        For a policy without gate closure.
    gate : int
        Periods from nomination to the start of delivery.

    Returns
    -------
    schedule : Schedule
        With nominations; the first of them are what is delivered.
    """
    wait = min(gate + 1, schedule.offered.size)
    return schedule._replace(nominated=np.concatenate([schedule.offered[:wait], schedule.offered[:-wait]]))


def compare(available, reward, battery, dt, start, forecast, **given):
    """
    Trade one year by each policy, energy left at its end having the same value for all.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    reward : Reward
        What power at the hub earns, in every pole state.
    battery : tuple
        As in `sim.trade.rolling.rolling`.
    dt : float
        Length of a period. [h]
    start : float
        Energy in the cells before the first period. [MWh]
    forecast : YearForecast
        What the rolling policy is given of the year.
    **given : float
        Other settings of the rolling policy, as the forecast was made with. [-]

    Returns
    -------
    gains : tuple of Gain
        No battery, greedy, rolling, rolling with forecasts that do not err, and perfect foresight. Between the last
        two stand the horizon and outages not foreseen, between the two before the errors of the forecasts. The first
        two are taken to nominate at gate closure what they delivered last, the last what it will deliver.
    """
    gate = round(given.get("gate_closure", GATE) / dt)
    end = StoredValue(np.linspace(battery.low, battery.high, LEVELS), forecast.slopes[-1])
    still = Schedule(np.asarray(available, dtype=float), np.zeros(available.size), np.full(available.size, start))
    schedules = {
        "no battery": persisting(still, gate),
        "greedy": persisting(greedy(available, reward, battery, dt, start), gate),
        "rolling": rolling(available, reward, battery, dt, start, forecast, **given),
        "rolling, forecasts that do not err": rolling(available, reward, battery, dt, start,
                                                      perfect_forecasts(forecast, available, reward), **given),
        "perfect foresight": perfect_foresight(available, reward, battery, dt, start, end)}
    gains = []
    for name, schedule in schedules.items():
        first, last = stored(forecast, battery, np.array([start, schedule.level[-1]]))
        gains.append(Gain(name, earned(reward, schedule, battery, dt) + last - first,
                          _imbalance(reward, schedule, forecast.off, dt), schedule))
    return tuple(gains)


def _imbalance(reward, schedule, off, dt):
    """Return the cost of a schedule's deviations from its nominations, as far as buyers could take the power."""
    if schedule.nominated is None:
        return 0.0
    most = chosen(reward.width, reward.state).sum(axis=0)
    missing = np.minimum(schedule.nominated, most) - np.minimum(schedule.offered, most)
    return float(np.where(missing > 0.0, off[0] * missing, -off[1] * missing).sum()) * dt
