"""Policies of the multi-area trade: perfect foresight, two weeks of forecasts with water values, one day at a time."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.network.dispatch import solve
from sim.network.program import end_at_least, program, solution
from sim.network.records import GridNetwork, GridPlan, GridSolution
from sim.network.stored_plan import carry_out

IN_TIME = ("load", "capacity", "cost", "link_capacity", "charge", "discharge", "inflow", "least_release")
"""Arrays of a network that may change in time."""
FORECAST = {"load": (14, 7), "capacity": (10, 1), "inflow": (10, 1)}
"""Those among them that are forecast; outages and prices of fuel are known. The climatology of a time of day is the
mean of the other weather years over so many days before and after, of which every so many; load keeps its day of the
week (assumed)."""
END_PARTS = 16
"""Parts of a store with a value of their own at the end of a window."""
END_SLOPE = 20.0
"""Fall of the value of stored energy from an empty to a full store, over the mean price (assumed): a level that differs
from that of the other years by 5 % of the store changes the value by the mean price. [-]"""
HELD = 0.5
"""Value of a MWh that is missing of the planned level at the end of what is carried out, above the plan's own value,
over the mean price; that of a MWh beyond the level is as much below (assumed). [-]"""


class PastYear(NamedTuple):
    """Another weather year of the same network, and what perfect foresight makes of it."""

    network: GridNetwork
    """Of as many steps."""
    solution: GridSolution
    """Its stored values are the value of energy in a store at each time of that year."""


def rolling(network, past, gap=1e-3, *, window=336.0, commitment=48.0, memory=48.0):
    """
    Plan some weeks on forecasts, dispatch the first days as they turn out, and plan again.

    Forecasts of load, availability and inflow approach the climatology of the other weather years as
    exp(-lead / memory). Energy left at the end of a window is valued as in those years: at their mean value where a
    store is at their mean level, at more below and at less above. The plan gives the level and the value of each store
    at the end of the days that are carried out; within these days stores, plants and flows follow what turns out.

    Parameters
    ----------
    network : GridNetwork
        Zones, links and stores.
    past : sequence of PastYear
        Other weather years.
    gap : float
        Largest difference between cost and bound of a window. [-]
    window, commitment : float
        How far is planned, and how much of it is carried out (assumed). [h]
    memory : float
        Lead time at which a forecast contains 1/e of the deviation from the climatology (assumed). [h]

    Returns
    -------
    solution : GridSolution
        What is carried out, at the prices of the clearing; without a bound.

    Raises
    ------
    SundalinkError
        If there is no other year, or they are of another length.

    References
    ----------
    .. [1] Pereira and Pinto, 1991: Multi-stage stochastic optimization applied to energy planning, Mathematical
       Programming 52, 359-375: the value of water left at the end of a stage.
    """
    check_positive("memory of the forecast", memory, "h")
    if not past or any(np.shape(year.network.load) != np.shape(network.load) for year in past):
        raise refusal("other weather years", len(past), "-", "must be at least one, of as many steps and zones")
    usual = {name: climatology(np.mean([_full(year.network, name) for year in past], axis=0), network.step_hours, *days)
             for name, days in FORECAST.items()}
    level = np.mean([year.solution.level for year in past], axis=0)
    value = np.mean([year.solution.stored_value for year in past], axis=0)
    price = max(float(np.mean([year.solution.price for year in past])), 0.0)

    def seen(part, first, last):
        known = np.exp(-np.arange(last - first) * network.step_hours / memory)
        return part._replace(**{name: _blend(known, _full(network, name)[first:last], usual[name][first:last])
                                for name in FORECAST})

    def left(last):
        return value_of_stores(level[last - 1], value[last - 1], np.asarray(network.energy), END_SLOPE * price)

    return _in_windows(network, gap, window, commitment, seen, left, held=HELD * price)


def climatology(array, step_hours, days, every=1):
    """
    Mean at each time of day over days before and after; near both ends over those that there are.

    Parameters
    ----------
    array : array, shape (time, ...)
        Mean of some weather years; what is beyond whole days is returned as it is. [-]
    step_hours : float
        Length of a step. [h]
    days : int
        Days to each side that are included at most. [d]
    every : int
        Only days that are a multiple of this apart: 7 keeps the day of the week. [d]

    Returns
    -------
    mean : array, shape (time, ...)
        In the unit of `array`. [-]
    """
    steps = round(24.0 / step_hours)
    count = len(array) // steps
    by_day = array[:count * steps].reshape(count, steps, *array.shape[1:])
    total, number = np.zeros_like(by_day), np.zeros(count)
    for shift in range(-days, days + 1, every):
        first, last = max(0, -shift), max(0, min(count, count - shift))
        if first < last:
            total[first:last] += by_day[first + shift:last + shift]
            number[first:last] += 1.0
    mean = array.copy()
    mean[:count * steps] = (total / number.reshape(-1, *(1,) * (by_day.ndim - 1))).reshape(-1, *array.shape[1:])
    return mean


def value_of_stores(level, value, energy, fall):
    """
    Value of energy in stores at the end of a window, falling from empty to full.

    Parameters
    ----------
    level, value : array, shape (store,)
        Level at which the value holds [MWh], and that value [USD/MWh].
    energy : array, shape (store,)
        Most energy in each store. [MWh]
    fall : float
        By how much energy in an empty store is more valuable than in a full one; so energy below the level has a
        value even where it has none at the level, as in a wet year. [USD/MWh]

    Returns
    -------
    end_width, end_value : array, shape (store, END_PARTS)
        Equal parts of the energy [MWh] and their values, none below zero [USD/MWh].
    """
    share = np.divide(level, energy, out=np.zeros(len(energy)), where=energy > 0.0)
    middle = (np.arange(END_PARTS) + 0.5) / END_PARTS
    return (np.repeat(energy[:, None] / END_PARTS, END_PARTS, axis=1),
            np.maximum(value[:, None] + fall * (share[:, None] - middle), 0.0))


def myopic(network, gap=1e-3, *, window=24.0, course=None, held=None):
    """
    Each day by itself, as if nothing came after: stores end it on a rule curve, or on a straight line through it all.

    Parameters
    ----------
    network : GridNetwork
        Zones, links and stores.
    gap : float
        Largest difference between cost and bound of a day. [-]
    window : float
        Length of what is known. [h]
    course : array, shape (time + 1, store), optional
        Rule curve of the stores, before the first step and after each; a straight line from the start to the level
        wanted at the end if left out. [MWh]
    held : float, optional
        Value of each MWh below it; half the highest value of lost load if left out. [USD/MWh]

    Returns
    -------
    solution : GridSolution
        What is carried out, at the prices of the clearing; without a bound.
    """
    periods, start = len(network.load), np.asarray(network.start, dtype=float)
    goal = np.asarray(network.end_width)[:, 0] if np.shape(network.end_width)[1] > 1 else start
    dear = 0.5 * float(np.max(network.value_of_lost_load)) if held is None else held

    def left(last):
        level = start + (goal - start) * last / periods if course is None else course[last]
        return end_at_least(np.minimum(level, network.energy), network.energy, dear)

    return _in_windows(network, gap, window, window, lambda part, first, last: part, left)


def _full(network, name):
    """Return an array of a network with its axis of time."""
    array = np.asarray(getattr(network, name))
    one = 2 if name in ("capacity", "link_capacity", "cost") else 1
    return np.broadcast_to(array, (len(network.load), *array.shape[-one:]))


def _blend(known, actual, mean):
    """Return the forecast: a weighted mean of the realised value and the mean of other years."""
    known = known.reshape(-1, *(1,) * (actual.ndim - 1))
    return known * actual + (1.0 - known) * mean


def _cut(network, first, last, level):
    """Return a part of the time of a network, begun at a level."""
    cut = {name: np.asarray(getattr(network, name)) for name in IN_TIME}
    full = {"load": 2, "capacity": 3, "cost": 3, "link_capacity": 3}
    cut = {name: array[first:last] if array.ndim == full.get(name, 2) and len(array) > 1 else array
           for name, array in cut.items()}
    return network._replace(start=level, **cut)


def _in_windows(network, gap, window, commitment, seen, left, held=None):
    """Plan window after window, carry out the first part of each, and return what has been done: as planned, or, where
    the plan was of a forecast, at least cost with stores held near the plan's levels at the end by so many USD/MWh."""
    ahead, done = (round(hours / network.step_hours) for hours in (window, commitment))
    check_within("commitment", done, 1, ahead, "steps")
    whole, periods = program(network), len(network.load)
    level, values, prices, flows = np.asarray(network.start, dtype=float), [], [], []
    for first in range(0, periods, done):
        last, few = min(first + ahead, periods), min(done, periods - first)
        part = seen(_cut(network, first, last, level), first, last)
        if last < periods:
            part = part._replace(**dict(zip(("end_width", "end_value"), left(last), strict=True)))
        plan = solve(part, gap)
        now = _cut(network, first, first + few, level)
        if held is not None:
            plan = solve(_ending_as(now, plan, few, held) if first + few < periods else now, gap)
        carried, price = carry_out(program(now), plan.level[:few] / network.step_hours, plan.price[:few],
                                   (plan.charge[:few], plan.discharge[:few], plan.spill[:few]))
        level = carried.level[-1]
        prices.append(price)
        flows.append(carried)
        values.append(plan.stored_value[:few])
    plan = GridPlan(*(np.concatenate(parts) for parts in zip(*flows, strict=True)))
    return solution(network, whole, plan, np.concatenate(prices), np.concatenate(values), -np.inf, len(flows))


def _ending_as(network, plan, few, held):
    """Return the network of what is carried out, whose stores end near the level of a plan."""
    value, energy = plan.stored_value[few - 1], np.asarray(network.energy)
    width, end_value = end_at_least(np.clip(plan.level[few - 1], 0.0, energy), energy, np.maximum(value + held, 0.0),
                                    np.maximum(value - held, 0.0))
    return network._replace(end_width=width, end_value=end_value)
