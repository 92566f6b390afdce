"""Serial defects: a defect of design or manufacture of all cables of a link, from its onset to its remedy."""

from typing import NamedTuple

import numpy as np

from sim.reliability import cable_faults, fault_rates, outage_history
from sim.units import HOURS_PER_YEAR

RECORDED = 2.0 / 25.0
"""Links in service that are known to have had one, over all: Moyle and NordBalt of some 25."""

PLANNED = outage_history.KINDS.index("planned")


class SerialDefect(NamedTuple):
    """Affected links and the age at which their cables begin to fail; arrays of shape (history,)."""

    affected: np.ndarray
    """Whether the link has one."""
    begin: np.ndarray
    """Age of the link when the history begins. [yr]"""
    onset: np.ndarray
    """Age at which its cables begin to fail from it. [yr]"""
    years: float
    """How long they do. [yr]"""
    life: float | None
    """Years of operation, where a history is a sample of them; None where it is the life. [yr]"""


class DefectFaults(NamedTuple):
    """Faults and outages from a serial defect; each list has one table or, without a defect, none."""

    poles: list[cable_faults.Hits]
    """Faults of the poles' cables."""
    back: list[cable_faults.Hits]
    """Faults of a metallic return."""
    replacement: list[outage_history.Outages]
    """Outages in which cables are mended."""


def defects(generator, cabling, probability, rate, onset, years, replaced, life=None):
    """
    Draw the faults of cables from a serial defect, and the outages that end them.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from.
    cabling : Cabling
        Numbers of histories, years and poles, and the stretches of the route.
    probability : float
        That all cables of a link share one. [fraction]
    rate : float
        Faults of the poles' cables of an affected link. [1/yr]
    onset : float
        Mean age at the onset, uniform from 0 to twice that. [yr]
    years : float
        From the onset until the cables are mended. [yr]
    replaced : float
        Out of service for that, each pole. [d]
    life : float, optional
        Years of operation that histories are a sample of; None where each is a life. [yr]

    Returns
    -------
    faults : DefectFaults
    """
    if probability == 0.0:
        return DefectFaults([], [], [])
    who, poles_fail, return_fails = generator.spawn(3)
    defect = serial_defect(who, cabling.count, probability, onset, years, life)
    return DefectFaults([faults(poles_fail, cabling, rate, defect)],
                        [faults(return_fails, cabling._replace(poles=1), 0.5 * rate, defect)],
                        [replacement(cabling, defect, replaced)])


def serial_defect(generator, count, probability, onset, years, life=None):
    """
    Draw which links have a serial defect, and when their cables fail from it.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from; a higher probability keeps the links that have one and adds more.
    count : int
        Histories.
    probability : float
        That a link has one; of many histories this share has, to one. [fraction]
    onset : float
        Mean age at the onset, uniform from 0 to twice that. [yr]
    years : float
        From the onset until the cables are mended. [yr]
    life : float, optional
        Years of operation that histories are a sample of: each begins at an age of its own. [yr]

    Returns
    -------
    defect : SerialDefect
    """
    order, when, first = generator.spawn(3)
    rank = (order.permutation(count) + order.random(count)) / count
    begin = np.zeros(count) if life is None else life * first.random(count)
    return SerialDefect(rank < probability, begin, 2.0 * onset * when.random(count), float(years), life)


def mean_years(onset, years, life):
    """
    Return the mean time in which the cables of an affected link fail from its defect, before operation ends.

    Parameters
    ----------
    onset : float
        Mean age at the onset, uniform from 0 to twice that. [yr]
    years : float
        From the onset until the cables are mended. [yr]
    life : float
        Years of operation. [yr]

    Returns
    -------
    years : float
        Mean of links. [yr]
    """
    if onset == 0.0:
        return min(years, life)

    def before(age):
        """Integral over onsets of what of an age they leave out, up to the end."""
        return np.minimum(age, life) ** 2 / 2.0 + life * np.maximum(age - life, 0.0)

    last = 2.0 * onset
    return float(before(last + years) - before(years) - before(last)) / last


def in_history(defect, history, age, years):
    """
    Return the time in their histories of events at an age of the link.

    Parameters
    ----------
    defect : SerialDefect
    history : array of int, shape (event,)
        Of each event.
    age : array, shape (event,)
        Of the link. [yr]
    years : int
        Length of a history. [yr]

    Returns
    -------
    event : array of int, shape (seen,)
        Which of them happen within the history; more than once where it is longer than the life.
    time : array, shape (seen,)
        Since the history began. [h]
    """
    if defect.life is None:
        event = np.flatnonzero(age < years)
        return event, age[event] * HOURS_PER_YEAR
    alive = np.flatnonzero(age < defect.life)
    first = np.mod(age[alive] - defect.begin[history[alive]], defect.life)
    turns = np.arange(np.ceil(years / defect.life))
    time = first[:, None] + defect.life * turns
    seen, turn = np.nonzero(time < years)
    return alive[seen], time[seen, turn] * HOURS_PER_YEAR


def faults(generator, cabling, rate, defect):
    """
    Draw the faults of cables from a serial defect: which poles they hit, and when.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from; nothing else may have spawned from it.
    cabling : Cabling
        Numbers of histories, years and poles, and the stretches of the route.
    rate : float
        Such faults of all cables of an affected link. [1/yr]
    defect : SerialDefect

    Returns
    -------
    hits : Hits
        One row for each pole that is hit; the weakness is in all cables, each of which fails by itself.
    """
    drawn = fault_rates.draw_points(generator, cabling.count, defect.years, rate * defect.affected,
                                    cable_faults.NUMBERS, fault_rates.BANDS["cable"])
    age = defect.onset[drawn.history] + drawn.start / HOURS_PER_YEAR
    event, time = in_history(defect, drawn.history, age, cabling.years)
    length = np.array([s.length for s in cabling.stretches])
    return cable_faults.poles_hit(fault_rates.thin(drawn, event)._replace(start=time), cabling.stretches, length,
                             np.full(length.size, float(cabling.joined)), cabling)


def replacement(cabling, defect, days):
    """
    Return the outages in which the cables of affected links are mended, one pole after the other.

    Parameters
    ----------
    cabling : Cabling
        Numbers of histories, years and poles.
    defect : SerialDefect
    days : float
        Out of service for it, each pole. [d]

    Returns
    -------
    outages : Outages
        Of all poles at once where they share their cables.
    """
    history = np.flatnonzero(defect.affected)
    event, time = in_history(defect, history, defect.onset[history] + defect.years, cabling.years)
    event, time = np.repeat(event, cabling.poles), np.repeat(time, cabling.poles)
    pole = np.arange(event.size) % cabling.poles
    start = time + 24.0 * days * pole * (not cabling.joined)
    return outage_history.Outages(history[event], pole, start, start + 24.0 * days, np.full(event.size, PLANNED))
