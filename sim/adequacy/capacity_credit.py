"""Capacity credit: the load that an import can carry in addition to a fleet whose units fail."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Gt, Le, Lt

from sim import clock
from sim.checks import check_positive, check_within

STEP = 1.0
"""Load and outages are counted in steps of this much. [MW]"""

Outage = Annotated[float, Gt(0), Lt(0.5)]
Sun = Annotated[float, Ge(0), Le(1e5)]
Unit = Annotated[float, Ge(10), Le(2000)]
Margin = Annotated[float, Ge(0), Le(5)]
Lost = Annotated[float, Gt(0), Le(1000)]


class Credit(NamedTuple):
    """The value of an import to the adequacy of supply."""

    elcc: float
    """Load that can be added for it at the same risk, flat through the year. [MW]"""
    lole: float
    """Hours of lost load a year with the import, where the fleet alone has the criterion's. [h]"""
    peak: float
    """Highest net demand of the year. [MW]"""


def outage_table(capacity, outage, step=STEP):
    """
    Return the probability of each capacity on outage, units failing independently of each other.

    Parameters
    ----------
    capacity : array, shape (unit,)
        Capacity of each unit; rounded to whole steps. [MW]
    outage : array or float
        Probability that a unit is out. [-]
    step : float
        Step of the table. [MW]

    Returns
    -------
    probability : array, shape (n,)
        Of just 0, 1, 2 ... steps out, up to all. [-]

    References
    ----------
    .. [1] Billinton and Allan, 1996: Reliability Evaluation of Power Systems, second edition, section 2.2.
    """
    capacity = np.asarray(capacity, dtype=float)
    out = np.broadcast_to(outage, capacity.shape)
    steps = np.round(capacity / step).astype(int)
    table = np.zeros(steps.sum() + 1)
    table[0], reach = 1.0, 1
    for size, chance in zip(steps, out, strict=True):
        moved = table[:reach] * chance
        table[:reach] *= 1.0 - chance
        table[size : size + reach] += moved
        reach += size
    return table


def must_run_solar(capacity, dt, *, yield_hours=1250.0):
    """
    Return Singapore's own solar power in a cloudless course scaled to its yearly yield.

    Parameters
    ----------
    capacity : float
        Rated power. [MW]
    dt : float
        Length of a period. [h]
    yield_hours : float
        Energy of a year over rated power (assumed; a capacity factor of 0.14). [h]

    Returns
    -------
    power : array, shape (time,)
        By the height of the sun over 1.35 N, 103.8 E. [MW]
    """
    hours = clock.hours(dt)
    tilt = np.radians(23.45) * np.sin(2.0 * np.pi * (hours / 24.0 + 284.0 - 0.5) / 365.0)
    angle = np.radians(15.0) * (np.mod(hours, 24.0) - 12.0 - (8.0 - 103.8 / 15.0))
    north = np.radians(1.35)
    height = np.maximum(np.sin(north) * np.sin(tilt) + np.cos(north) * np.cos(tilt) * np.cos(angle), 0.0)
    return capacity * yield_hours * height / (height.sum() * dt)


def elcc(demand, delivered, dt, *, solar: Sun = 0.0, unit_size: Unit = 400.0, outage: Outage = 0.05,
         reserve_margin: Margin = 0.27, criterion: Lost = 3.0):
    """
    Effective load carrying capability (ELCC) of an import.

    Demand is lifted until the fleet alone loses load in as many hours as the criterion has it; then the import is
    taken off demand, hour by hour, and a flat load is added until the risk is what it was.

    Parameters
    ----------
    demand : array, shape (time,)
        System demand of a year. [MW]
    delivered : array, shape (weather_year, time)
        Power of the import in each weather year; none of them is more likely than another. [MW]
    dt : float
        Length of a period. [h]
    solar : float
        Solar power within Singapore that is not yet subtracted from the demand given; zero where the demand is that of
        `structured` (assumed). [MW]
    unit_size : float
        Size of a unit of the fleet (assumed; most combined cycles in Singapore are near it). [MW]
    outage : float
        Probability that a unit is out (assumed). [-]
    reserve_margin : float
        Reserve margin: capacity over highest demand, less one; 27 % is the Energy Market Authority's requirement of
        2023. [-]
    criterion : float
        Reliability criterion: loss of load expectation a year (assumed; in use in several European countries). [h]

    Returns
    -------
    credit : Credit

    References
    ----------
    .. [1] Garver, 1966: Effective load carrying capability of generating units, IEEE Transactions on Power Apparatus
       and Systems PAS-85(8), 910-919.
    .. [2] Keane, Milligan, Dent, Hasche, D'Annunzio, Dragoon, Holttinen, Samaan, Soder and O'Malley, 2011: Capacity
       value of wind power, IEEE Transactions on Power Systems 26(2), 564-572.
    """
    check_positive("demand", demand, "MW")
    check_within("power of the import", delivered, 0.0, np.inf, "MW")
    net = np.asarray(demand, dtype=float) - must_run_solar(solar, dt)
    units = max(int(np.ceil(net.max() * (1.0 + reserve_margin) / unit_size)), 1)
    table = outage_table(np.full(units, unit_size), outage)
    lost = np.cumsum(table[::-1])   # probability that less than n steps are available, from n = 1
    lost = np.r_[0.0, lost]
    behind = _hours(net[None, :] - delivered, dt)
    lift = _solve(_hours(net[None, :], dt), lost, criterion)
    more = _solve(behind, lost, criterion)
    return Credit((more - lift) * STEP, _lole(behind, lost, lift), float(net.max()))


class Shortfall(NamedTuple):
    """Risk of unserved load of a fleet whose units fail, and the capacity credit of a support beside it."""

    lole: float
    """Hours of lost load a year. [h]"""
    unserved: float
    """Energy not served. [MWh/yr]"""
    elcc: float
    """Load that can be added for the support at the risk of the criterion, flat through the year. [MW]"""
    lole_at_criterion: float
    """Hours with the support, where demand is lifted until the fleet alone has the criterion's. [h]"""
    unserved_at_criterion: float
    """Energy not served there. [MWh/yr]"""


def shortfall(demand, support, capacity, dt, *, outage=0.05, criterion=3.0):
    """
    Expected energy not served of a fleet and a support, and the capacity credit of the support.

    Parameters
    ----------
    demand : array, shape (weather_year, time)
        Demand less what is not of the fleet, such as sun. [MW]
    support : array, shape (weather_year, time)
        Power that is there beside the fleet in the same years: imports, a link. [MW]
    capacity : array, shape (unit,)
        Of each unit of the fleet. [MW]
    dt : float
        Length of a period. [h]
    outage : float
        Probability that a unit is out. [-]
    criterion : float
        Hours of lost load a year that are put up with. [h]

    Returns
    -------
    shortfall : Shortfall

    Raises
    ------
    SundalinkError
        If support is below zero or there is no fleet.

    References
    ----------
    .. [1] Billinton and Allan, 1996: Reliability Evaluation of Power Systems, second edition, sections 2.2 and 2.8:
       loss of load and loss of energy.
    """
    check_within("support of a fleet", support, 0.0, np.inf, "MW")
    check_positive("capacity of the fleet", np.sum(capacity), "MW")
    whole = 8760.0 / (np.shape(demand)[-1] * dt)
    lost = np.r_[0.0, np.cumsum(outage_table(capacity, outage)[::-1])]
    alone, beside = (_hours(np.atleast_2d(load), dt * whole) for load in (demand, demand - support))
    lift = _solve(alone, lost, criterion)
    return Shortfall(_lole(beside, lost, 0.0), _energy(beside, lost, 0.0),
                     (_solve(beside, lost, criterion) - lift) * STEP, _lole(beside, lost, lift),
                     _energy(beside, lost, lift))


def _energy(load, lost, lift):
    """Return the energy not served a year when load is lifted by a number of steps."""
    low, hours = load
    place = low + lift + np.arange(hours.size)
    missing = np.r_[0.0, np.cumsum(lost[1:])]   # mean power missing at each load in steps
    beyond = np.maximum(place - (lost.size - 1), 0.0)
    return float((hours * (np.interp(place, np.arange(lost.size), missing) + beyond)).sum()) * STEP


def _hours(load, dt):
    """Return the lowest load in steps and the hours a year at each step from there, shared between neighbours."""
    place = np.asarray(load, dtype=float).ravel() / STEP
    low = int(np.floor(place.min()))
    below = np.floor(place).astype(np.int64)
    above = place - below
    size = int(below.max()) - low + 2
    hours = (np.bincount(below - low, 1.0 - above, size) + np.bincount(below - low + 1, above, size))
    return low, hours * dt / (np.shape(load)[0])


def _lole(load, lost, lift):
    """Return the hours of lost load a year when load is lifted by a number of steps."""
    whole = int(np.floor(lift))
    part = lift - whole
    return (1.0 - part) * _at(load, lost, whole) + part * _at(load, lost, whole + 1)


def _at(load, lost, steps):
    """Return the same for whole steps: all of the load meets the table at the same place between two of its entries."""
    low, hours = load
    begin = low + steps
    first, last = min(max(-begin, 0), hours.size), min(max(lost.size - begin, 0), hours.size)
    within = (float(np.einsum("i,i->", hours[first:last], lost[begin + first: begin + last])) if last > first
              else 0.0)
    return within + float(hours[last:].sum())   # nothing is lost below the table, and all beyond it


def _solve(load, lost, criterion):
    """Return the lift of load, in steps, at which the hours of lost load meet the criterion."""
    low, hours = load
    least, most = -(low + hours.size), lost.size - low
    while most - least > 1:
        middle = (least + most) // 2
        if _at(load, lost, middle) > criterion:
            most = middle
        else:
            least = middle
    below, above = _at(load, lost, least), _at(load, lost, most)
    return least + (criterion - below) / (above - below) if above > below else float(least)
