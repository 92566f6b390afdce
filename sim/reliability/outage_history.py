"""Outage histories of a link: outages put together to states of its poles, hours and interruptions, for many histories
at once."""

from typing import NamedTuple

import numpy as np

from sim.clock import periods
from sim.units import HOURS_PER_YEAR

KINDS = ("cable", "converter", "transformer", "planned", "return", "line")
"""Causes of an outage; return: a pole that has none while the other is under repair; line: of overhead line."""


class Outages(NamedTuple):
    """Outages of single poles in many histories; arrays of shape (outage,)."""

    history: np.ndarray
    """Number of the outage history."""
    pole: np.ndarray
    """Pole that is out, from 0."""
    start: np.ndarray
    """Since the start of the first year. [h]"""
    end: np.ndarray
    """May lie beyond the end of the history. [h]"""
    kind: np.ndarray
    """Index in `KINDS`."""


class Intervals(NamedTuple):
    """Histories cut where a pole goes out or comes back, in order; arrays of shape (step,)."""

    history: np.ndarray
    """Number of the outage history."""
    start: np.ndarray
    """Since the start of the first year. [h]"""
    end: np.ndarray
    """Later than the start. [h]"""
    out: np.ndarray
    """Poles that are out."""


class Interruptions(NamedTuple):
    """Unbroken times with so many poles out or more; arrays of shape (spell,)."""

    history: np.ndarray
    """Number of the outage history."""
    length: np.ndarray
    """[h]"""


def concatenate(tables):
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


def without_overlap(outages, unit):
    """
    Leave out what would fail while it is under repair.

    Parameters
    ----------
    outages : Outages
        In any order.
    unit : array of int, shape (outage,)
        What fails; each unit of each history for itself.

    Returns
    -------
    outages : Outages
        Of each unit no two at once.

    References
    ----------
    .. [1] Billinton, Allan (1992), Reliability Evaluation of Engineering Systems: alternating renewal.
    """
    order = np.lexsort((outages.start, unit, outages.history))
    sorted_ = Outages(*(column[order] for column in outages))
    own = sorted_.history * (int(unit.max(initial=0)) + 1) + unit[order]
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


def states(outages, history, years, dt, poles, ring=True):
    """
    Return the number of available poles in each period of one history.

    Parameters
    ----------
    outages : Outages
        Of many histories.
    history : int
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
    mine = outages.history == history
    first, last = (np.floor(x[mine] / dt + 0.5).astype(int) for x in (outages.start, outages.end))
    last = np.minimum(last, first + count)
    rise = np.zeros((poles, count + 1), dtype=np.int32)
    pole = outages.pole[mine]
    np.add.at(rise, (pole, np.minimum(first, count)), 1)
    np.add.at(rise, (pole, np.minimum(last, count)), -1)
    if ring:   # an outage that begins when the history ends begins when it starts
        over = last > count
        np.add.at(rise, (pole[over], np.maximum(first[over] - count, 0)), 1)
        np.add.at(rise, (pole[over], last[over] - count), -1)
    out = np.cumsum(rise[:, :-1], axis=1) > 0
    return (poles - out.sum(axis=0)).astype(np.int8).reshape(years, -1)


def intervals(outages, poles, years):
    """
    Cut histories where a pole goes out or comes back.

    Parameters
    ----------
    outages : Outages
        Of many histories; what lies beyond their end is cut off.
    poles : int
        Poles of the link.
    years : int
        Length of a history. [yr]

    Returns
    -------
    intervals : Intervals
        From the first outage of each history to its last; before and after, and in histories without any, all poles
        run.
    """
    span = years * HOURS_PER_YEAR
    start, end = outages.start, np.minimum(outages.end, span)
    real = (end > start) & (start < span)
    history, pole, start, end = (x[real] for x in (outages.history, outages.pole, start, end))
    time, order = np.r_[start, end], _in_time(np.r_[start, end], np.r_[history, history])
    sign = np.repeat(np.array([1, -1], dtype=np.int8), start.size)[order]
    time, history, pole = time[order], np.r_[history, history][order], np.r_[pole, pole].astype(np.int8)[order]
    out = sum((np.cumsum(np.where(pole == p, sign, 0), dtype=np.int32) > 0).astype(np.int8) for p in range(poles))
    inside = np.flatnonzero((np.diff(history) == 0) & (np.diff(time) > 0))
    return Intervals(history[inside], time[inside], time[inside + 1], out[inside])


def _in_time(time, history):
    """Return the order of events by history, then time: first by time, then by short whole numbers as it stands, which
    takes a third of sorting by both at once."""
    by_time = np.argsort(time)
    short = history[by_time].astype(np.min_scalar_type(int(history.max(initial=0))))
    return by_time[np.argsort(short, kind="stable")]


def hours(intervals, histories, poles):
    """
    Return the hours of each history by the number of poles out.

    Parameters
    ----------
    intervals : Intervals
    histories, poles : int
        How many there are.

    Returns
    -------
    hours : array, shape (history, poles out)
        For 1 to `poles` poles out. [h]
    """
    return np.stack([np.bincount(intervals.history, (intervals.end - intervals.start) * (intervals.out == n), histories)
                     for n in range(1, poles + 1)], axis=-1)


def availability(intervals, histories, poles, years):
    """
    Return the share of poles and time in service.

    Parameters
    ----------
    intervals : Intervals
    histories, poles : int
        How many there are.
    years : int
        Length of a history. [yr]

    Returns
    -------
    availability : array, shape (history,)
        [fraction]
    """
    lost = np.bincount(intervals.history, (intervals.end - intervals.start) * intervals.out, histories)
    return 1.0 - lost / (poles * years * HOURS_PER_YEAR)


def interruptions(intervals, least):
    """
    Return the unbroken times with `least` poles out or more.

    Parameters
    ----------
    intervals : Intervals
    least : int
        Poles.

    Returns
    -------
    interruptions : Interruptions
        In the order of the histories.
    """
    out = intervals.out >= least
    joins = np.r_[False, out[1:] & out[:-1] & (intervals.history[1:] == intervals.history[:-1])
                  & (intervals.start[1:] == intervals.end[:-1])][:out.size]
    begins = out & ~joins
    number = np.cumsum(begins) - 1
    count = int(begins.sum())
    return Interruptions(intervals.history[begins], np.bincount(number[out], (intervals.end - intervals.start)[out],
                                                                count))


def longest(interruptions, histories):
    """
    Return the longest spell of each history.

    Parameters
    ----------
    interruptions : Interruptions
    histories : int
        How many there are.

    Returns
    -------
    length : array, shape (history,)
        0 without one. [h]
    """
    found = np.zeros(histories)
    np.maximum.at(found, interruptions.history, interruptions.length)
    return found
