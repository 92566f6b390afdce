"""Lives of a link: outages put together to states of its poles, hours and spells, for many lives at once."""

from typing import NamedTuple

import numpy as np

from sim.clock import periods
from sim.units import HOURS_PER_YEAR

KINDS = ("cable", "converter", "transformer", "planned")
"""What an outage comes from."""


class Outages(NamedTuple):
    """Outages of single poles in many lives; arrays of shape (outage,)."""

    life: np.ndarray
    """Number of the life."""
    pole: np.ndarray
    """Pole that is out, from 0."""
    start: np.ndarray
    """Since the start of the first year. [h]"""
    end: np.ndarray
    """May lie beyond the end of the life. [h]"""
    kind: np.ndarray
    """Index in `KINDS`."""


class Steps(NamedTuple):
    """Lives cut where a pole goes out or comes back, in order; arrays of shape (step,)."""

    life: np.ndarray
    """Number of the life."""
    start: np.ndarray
    """Since the start of the first year. [h]"""
    end: np.ndarray
    """Later than the start. [h]"""
    out: np.ndarray
    """Poles that are out."""


class Spells(NamedTuple):
    """Unbroken times with so many poles out or more; arrays of shape (spell,)."""

    life: np.ndarray
    """Number of the life."""
    length: np.ndarray
    """[h]"""


def gather(tables):
    """
    Return several tables of outages as one.

    Parameters
    ----------
    tables : sequence of Outages
        In any order.

    Returns
    -------
    outages : Outages
    """
    return Outages(*(np.concatenate(columns) for columns in zip(*tables, strict=True)))


def empty():
    """
    Return a table without outages.

    Returns
    -------
    outages : Outages
    """
    return Outages(np.empty(0, int), np.empty(0, int), np.empty(0), np.empty(0), np.empty(0, int))


def apart(outages, unit):
    """
    Leave out what would fail while it is under repair.

    Parameters
    ----------
    outages : Outages
        In any order.
    unit : array of int, shape (outage,)
        What fails; each unit of each life for itself.

    Returns
    -------
    outages : Outages
        Of each unit no two at once.

    References
    ----------
    .. [1] Billinton, Allan (1992), Reliability Evaluation of Engineering Systems: alternating renewal.
    """
    order = np.lexsort((outages.start, unit, outages.life))
    sorted_ = Outages(*(column[order] for column in outages))
    own = sorted_.life * (int(unit.max(initial=0)) + 1) + unit[order]
    first = np.flatnonzero(np.r_[True, own[1:] != own[:-1]][:own.size])
    last = np.r_[first[1:], own.size]
    kept, busy, at = np.zeros(own.size, dtype=bool), np.full(first.size, -np.inf), first.copy()
    while at.size:   # one more outage of every unit that has one left
        free = sorted_.start[at] >= busy
        kept[at[free]] = True
        busy = np.where(free, sorted_.end[at], busy)
        more = at + 1 < last
        at, busy, last = at[more] + 1, busy[more], last[more]
    return Outages(*(column[kept] for column in sorted_))


def states(outages, life, years, dt, poles, ring=True):
    """
    Return how many poles of one life can be used in each period.

    Parameters
    ----------
    outages : Outages
        Of many lives.
    life : int
        Which one.
    years : int
        Its length. [yr]
    dt : float
        Length of a period. [h]
    poles : int
        Poles of the link.
    ring : bool
        Whether what lasts beyond the last year goes on in the first.

    Returns
    -------
    state : array of int8, shape (year, time)
        0 to `poles`. Starts and ends are rounded to periods, which leaves the mean of short outages unbiased.
    """
    count = years * periods(dt)
    mine = outages.life == life
    first, last = (np.floor(x[mine] / dt + 0.5).astype(int) for x in (outages.start, outages.end))
    last = np.minimum(last, first + count)
    rise = np.zeros((poles, count + 1), dtype=np.int32)
    pole = outages.pole[mine]
    np.add.at(rise, (pole, np.minimum(first, count)), 1)
    np.add.at(rise, (pole, np.minimum(last, count)), -1)
    if ring:   # an outage that begins when the life ends begins when it starts
        over = last > count
        np.add.at(rise, (pole[over], np.maximum(first[over] - count, 0)), 1)
        np.add.at(rise, (pole[over], last[over] - count), -1)
    out = np.cumsum(rise[:, :-1], axis=1) > 0
    return (poles - out.sum(axis=0)).astype(np.int8).reshape(years, -1)


def steps(outages, poles, years):
    """
    Cut lives where a pole goes out or comes back.

    Parameters
    ----------
    outages : Outages
        Of many lives; what lies beyond their end is cut off.
    poles : int
        Poles of the link.
    years : int
        Length of a life. [yr]

    Returns
    -------
    steps : Steps
        From the first outage of each life to its last; before and after, and in lives without any, all poles run.
    """
    span = years * HOURS_PER_YEAR
    start, end = outages.start, np.minimum(outages.end, span)
    real = (end > start) & (start < span)
    life, pole, start, end = (x[real] for x in (outages.life, outages.pole, start, end))
    time, life, pole = np.r_[start, end], np.r_[life, life], np.r_[pole, pole]
    sign = np.repeat(np.array([1, -1], dtype=np.int32), start.size)
    order = np.lexsort((time, life))
    time, life, pole, sign = time[order], life[order], pole[order], sign[order]
    out = sum((np.cumsum(np.where(pole == p, sign, 0)) > 0).astype(np.int8) for p in range(poles))
    inside = np.flatnonzero((np.diff(life) == 0) & (np.diff(time) > 0))
    return Steps(life[inside], time[inside], time[inside + 1], out[inside])


def hours(steps, lives, poles):
    """
    Return how long how many poles are out.

    Parameters
    ----------
    steps : Steps
    lives, poles : int
        How many there are.

    Returns
    -------
    hours : array, shape (life, poles out)
        For 1 to `poles` poles out. [h]
    """
    return np.stack([np.bincount(steps.life, (steps.end - steps.start) * (steps.out == n), lives)
                     for n in range(1, poles + 1)], axis=-1)


def availability(steps, lives, poles, years):
    """
    Return the share of poles and time in service.

    Parameters
    ----------
    steps : Steps
    lives, poles : int
        How many there are.
    years : int
        Length of a life. [yr]

    Returns
    -------
    availability : array, shape (life,)
        [fraction]
    """
    lost = np.bincount(steps.life, (steps.end - steps.start) * steps.out, lives)
    return 1.0 - lost / (poles * years * HOURS_PER_YEAR)


def spells(steps, least):
    """
    Return the unbroken times with `least` poles out or more.

    Parameters
    ----------
    steps : Steps
    least : int
        Poles.

    Returns
    -------
    spells : Spells
        In the order of the lives.
    """
    out = steps.out >= least
    joins = np.r_[False, out[1:] & out[:-1] & (steps.life[1:] == steps.life[:-1])
                  & (steps.start[1:] == steps.end[:-1])][:out.size]
    begins = out & ~joins
    number = np.cumsum(begins) - 1
    count = int(begins.sum())
    return Spells(steps.life[begins], np.bincount(number[out], (steps.end - steps.start)[out], count))


def longest(spells, lives):
    """
    Return the longest spell of each life.

    Parameters
    ----------
    spells : Spells
    lives : int
        How many there are.

    Returns
    -------
    length : array, shape (life,)
        0 without one. [h]
    """
    found = np.zeros(lives)
    np.maximum.at(found, spells.life, spells.length)
    return found


def lost(steps, rate, weather, dt):
    """
    Add up over each life what is lost while poles are out.

    Parameters
    ----------
    steps : Steps
    rate : array, shape (poles out, weather_year, time)
        What is lost in each hour of a period with 1, 2 ... poles out. [MW], or [USD/h]
    weather : array of int, shape (life, year)
        Weather year of each year of each life.
    dt : float
        Length of a period. [h]

    Returns
    -------
    total : array, shape (life,)
        [MWh], or [USD]
    """
    grown = np.concatenate([np.zeros((*rate.shape[:2], 1)), np.cumsum(rate, axis=-1, dtype=float) * dt], axis=-1)
    before = np.cumsum(grown[:, weather, -1], axis=-1) - grown[:, weather, -1]
    hit = steps.out > 0
    life, state = steps.life[hit], steps.out[hit] - 1

    def at(time):
        year = np.minimum((time / HOURS_PER_YEAR).astype(int), weather.shape[1] - 1)
        place = (time - year * HOURS_PER_YEAR) / dt
        index = np.minimum(place.astype(int), rate.shape[-1] - 1)
        own = weather[life, year]
        low, high = grown[state, own, index], grown[state, own, index + 1]
        return before[state, life, year] + low + (place - index) * (high - low)

    return np.bincount(life, at(steps.end[hit]) - at(steps.start[hit]), weather.shape[0])
