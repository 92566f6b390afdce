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
FORECAST = ("load", "capacity", "inflow")
"""Those among them that are forecast; outages and prices of fuel are known."""


class PastYear(NamedTuple):
    """Another weather year of the same network, and what perfect foresight makes of it."""

    network: GridNetwork
    """Of as many steps."""
    solution: GridSolution
    """Its stored values are the value of energy in a store at each time of that year."""


def perfect_foresight(network, gap=1e-4):
    """
    All is known beforehand: a ceiling for what trade can bring.

    Parameters
    ----------
    network : GridNetwork
        Zones, links and stores.
    gap : float
        Largest difference between cost and bound. [-]

    Returns
    -------
    solution : GridSolution
        Of `sim.network.dispatch.solve`.
    """
    return solve(network, gap)


def rolling(network, past, gap=1e-3, *, window=336.0, commitment=168.0, memory=48.0):
    """
    Plan some weeks on forecasts, carry out the first of them as things turn out, and plan again.

    Forecasts of load, availability and inflow go from what will be to the mean of the other weather years, as
    exp(-lead / memory); energy left at the end of a window has the values that it had at that time in those years,
    an equal part of each store at each, the highest first. Levels of the stores are carried out as planned; generation
    and flows follow what turns out.

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
        Lead time at which a forecast contains 1/e of the deviation from the mean (assumed). [h]

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
    mean = {name: np.mean([np.broadcast_to(getattr(year.network, name), np.shape(_full(network, name)))
                           for year in past], axis=0) for name in FORECAST}
    energy, values = np.asarray(network.energy), np.stack([year.solution.stored_value for year in past])

    def seen(part, first, last):
        known = np.exp(-np.arange(last - first) * network.step_hours / memory)
        return part._replace(**{name: _blend(known, _full(network, name)[first:last], mean[name][first:last])
                                for name in FORECAST})

    def left(last):
        at = -np.sort(-values[:, last - 1], axis=0).T
        return np.repeat(energy[:, None] / len(past), len(past), axis=1), at

    return _in_windows(network, gap, window, commitment, seen, left)


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


def _in_windows(network, gap, window, commitment, seen, left):
    """Plan window after window, carry out the first part of each, and return what has been done."""
    ahead, done = (round(hours / network.step_hours) for hours in (window, commitment))
    check_within("commitment", done, 1, ahead, "steps")
    whole, periods = program(network), len(network.load)
    level, values, prices, flows = np.asarray(network.start, dtype=float), [], [], []
    for first in range(0, periods, done):
        last = min(first + ahead, periods)
        part = seen(_cut(network, first, last, level), first, last)
        if last < periods:
            part = part._replace(**dict(zip(("end_width", "end_value"), left(last), strict=True)))
        plan = solve(part, gap)
        few = min(done, periods - first)
        now = program(_cut(network, first, first + few, level))
        carried, price = carry_out(now, plan.level[:few] / network.step_hours, plan.price[:few],
                                   (plan.charge[:few], plan.discharge[:few], plan.spill[:few]))
        level = carried.level[-1]
        prices.append(price)
        flows.append(carried)
        values.append(plan.stored_value[:few])
    plan = GridPlan(*(np.concatenate(parts) for parts in zip(*flows, strict=True)))
    return solution(network, whole, plan, np.concatenate(prices), np.concatenate(values), -np.inf, len(flows))
