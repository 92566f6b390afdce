"""Outages of the link: how many poles can be used in each period of a life."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le
from scipy.special import ndtri

from sim.checks import Fraction, NonNegative, Positive, check_positive, check_within, say
from sim.clock import MONTH_DAYS, periods
from sim.units import HOURS_PER_YEAR

STATIONS = 2
"""Stations of a link; each has its own converter and transformer for each pole."""

MONSOON = (0, 1, 10, 11)
"""Months of the north-east monsoon, in which seas delay repairs: November to February."""

MAINTENANCE = 120.0
"""Day of the year on which planned work is centred: 1 May, amid the two months of least wind (COADS)."""

_BLOCK = 64
"""Faults drawn at once; what is drawn does not depend on it."""

Delay = Annotated[float, Ge(0), Le(0.95)]


class Faults(NamedTuple):
    """Faults of one kind through a life, by rising mark; arrays of shape (fault,)."""

    mark: np.ndarray
    """Rate from which on the fault happens. [1/yr]"""
    start: np.ndarray
    """When, since the start of the first year. [h]"""
    severity: np.ndarray
    """Share of repairs that are shorter. [fraction]"""
    place: np.ndarray
    """Uniform number that picks the unit. [-]"""
    company: np.ndarray
    """Uniform number that picks whether another unit fails with it. [-]"""


def faults(generator, years, rate):
    """
    Draw the faults of one kind, so that a higher rate keeps every fault of a lower one and adds more.

    Faults are points of one Poisson process over time and rate, drawn in the order of rate; those up to the
    rate asked for are returned. Equal generators give equal points.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from.
    years : int
        Length of the life. [yr]
    rate : float
        Expected faults. [1/yr]

    Returns
    -------
    faults : Faults
        Poisson in number, with mean ``rate * years``; starts are uniform over the life.

    References
    ----------
    .. [1] Kingman (1993), Poisson Processes, Oxford: marking and thinning.
    """
    rows, reached = [np.empty((0, 5))], 0.0
    while reached <= rate:
        block = generator.random((_BLOCK, 5))
        block[:, 0] = reached + np.cumsum(-np.log1p(-block[:, 0])) / years
        rows.append(block)
        reached = block[-1, 0]
    table = np.concatenate(rows)
    mark, start, *rest = table[table[:, 0] <= rate].T
    return Faults(mark, start * years * HOURS_PER_YEAR, *rest)


def poisson(generator, years, dt, length, poles, joined=False, *, cable_rate: NonNegative = 0.04,
            cable_rate_spread: NonNegative = 0.0, cable_repair: Positive = 75.0,
            cable_repair_spread: NonNegative = 0.54, monsoon_delay: Delay = 0.5,
            common_cause: Fraction = 0.1, converter_rate: NonNegative = 2.0,
            converter_repair: Positive = 12.0, transformer_rate: NonNegative = 0.02,
            transformer_repair: Positive = 60.0, planned: NonNegative = 5.0):
    """
    Poisson faults of cables, converters and transformers, each repaired in its own time, and planned work.

    A life is one unbroken sequence of years, closed to a ring: a repair runs on across the end of a year, and
    from the end of the last year into the first, so that no part of a life is safer than another. What is
    under repair does not fail again. Starts and ends are rounded to periods, which leaves the mean of short
    outages unbiased. Planned work takes one pole after the other, around 1 May, whatever else is out.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from; a longer route or a higher rate keeps the same faults and adds more.
    years : int
        Length of the life. [yr]
    dt : float
        Length of a period. [h]
    length : float
        Length of the route. [km]
    poles : int
        Poles of the link, 1 or 2.
    joined : bool
        Whether a fault of one cable takes all poles.
    cable_rate : float
        Cable faults by length of route. [1/(100 km yr)]
    cable_rate_spread : float
        Standard deviation of the logarithm of that rate from life to life, for what is not known of it. [-]
    cable_repair : float
        Median repair in workable weather, from fault to service. [d]
    cable_repair_spread : float
        Standard deviation of the logarithm of the repair. [-]
    monsoon_delay : float
        Share of the time from November to February in which no repair goes on at sea. [fraction]
    common_cause : float
        Share of cable faults that take both poles of a bipole. [fraction]
    converter_rate : float
        Forced outages of each station and pole. [1/yr]
    converter_repair : float
        Their mean length. [h]
    transformer_rate : float
        Transformer failures of each station and pole. [1/yr]
    transformer_repair : float
        Their mean length. [d]
    planned : float
        Planned work on each pole, a year. [d]

    Returns
    -------
    state : array of int8, shape (weather_year, time)
        Poles that can be used, 0 to `poles`.

    Raises
    ------
    SundalinkError
        If `poles` is not 1 or 2, or planned work does not fit between April and May.

    References
    ----------
    .. [1] Cable faults: 0.026 a year and 100 km of route (0.009 to 0.056) from six published faults on six
       European links, which is a lower bound, and 0.1 in the open planner economics.jl (GitHub, sdwhardy).
       The default is assumed between them. Spread: 0.7 would span 0.01 to 0.10 about 0.03 (assumed).
    .. [2] Repairs: published ones from 2015 to 2022 lasted 45 to 176 days, about 120 on average (NorNed,
       BritNed twice, Basslink, COBRAcable). Median and spread are assumed: a mean of about 105 days with the
       monsoon.
    .. [3] All other defaults are assumed; common cause 0.1 stands for poles laid more than 1 km apart, 0.5
       for bundled ones. CIGRE TB 379 and TB 815 define the terms; their figures are not used.
    """
    if poles not in (1, 2):
        raise say("link poles", poles, "-", "must be 1 or 2")
    check_within("link outage: years", years, 1, 1e4, "yr")
    check_positive("link length", length, "km")
    check_within("link outage: planned", planned * poles, 0.0, 60.0, "d")
    cable, converter, transformer = generator.spawn(3)
    # The first number of the cable's stream scales the rate of the whole life.
    rate = cable_rate * length / 100.0 * np.exp(cable_rate_spread * ndtri(cable.random()))
    out = np.zeros((poles, years * periods(dt)), dtype=bool)
    work, common = (cable_repair * 24.0, cable_repair_spread), 1.0 if joined else common_cause
    _cables(out, dt, faults(cable, years, rate), work, monsoon_delay, common)
    for stream, each, repair in ((converter, converter_rate, converter_repair),
                                 (transformer, transformer_rate, transformer_repair * 24.0)):
        _stations(out, dt, faults(stream, years, each * STATIONS * poles), repair)
    _planned(out, dt, years, planned * 24.0)
    return (poles - out.sum(axis=0)).astype(np.int8).reshape(years, -1)


def none(generator, years, dt, length, poles, joined=False):
    """
    No outage at all: every pole in every period.

    Parameters
    ----------
    generator : numpy.random.Generator
        Not used.
    years : int
        Length of the life. [yr]
    dt : float
        Length of a period. [h]
    length : float
        Not used. [km]
    poles : int
        Poles of the link.
    joined : bool
        Not used.

    Returns
    -------
    state : array of int8, shape (weather_year, time)
        Everywhere `poles`.

    References
    ----------
    .. [1] A limit, to hold others against; no link is like this.
    """
    return np.full((years, periods(dt)), poles, dtype=np.int8)


def availability(rate, length, repair):
    """
    Return the share of time that one cable system is in service over a long life.

    Parameters
    ----------
    rate : float
        Faults by length of route. [1/(100 km yr)]
    length : float
        Length of the route. [km]
    repair : float
        Mean outage of a fault. [d]

    Returns
    -------
    availability : float
        Of a system that does not fail while it is under repair. [fraction]

    References
    ----------
    .. [1] Billinton, Allan (1992), Reliability Evaluation of Engineering Systems: alternating renewal.
    """
    return 1.0 / (1.0 + rate * length / 100.0 * repair / 365.0)


def _cables(out, dt, drawn, repair, delay, common):
    """Mark the outages of the cables, by median and spread of the repair."""
    work = repair[0] * np.exp(repair[1] * ndtri(drawn.severity))
    end = _workable_inverse(_workable(drawn.start, delay) + work, delay)
    both = drawn.company < common
    hit = np.floor(drawn.place * len(out)).astype(int)
    for pole in range(len(out)):
        mine = both | (hit == pole)
        _mark(out[pole], dt, drawn.start[mine], end[mine])


def _stations(out, dt, drawn, repair):
    """Mark the outages of equipment that each station has once for each pole; repairs are exponential."""
    end = drawn.start - repair * np.log1p(-drawn.severity)
    unit = np.floor(drawn.place * STATIONS * len(out)).astype(int)
    for number in range(STATIONS * len(out)):
        mine = unit == number
        _mark(out[number % len(out)], dt, drawn.start[mine], end[mine])


def _planned(out, dt, years, hours):
    """Mark planned work, one pole after the other, centred on its day in each year."""
    for pole in range(len(out)):
        first = MAINTENANCE * 24.0 + (pole - len(out) / 2.0) * hours
        for year in range(years):
            _mark(out[pole], dt, *np.array([[first], [first + hours]]) + year * HOURS_PER_YEAR)


def _mark(out, dt, start, end):
    """Mark the periods of one unit's outages on the ring; what is under repair does not fail again."""
    span = out.size * dt
    order = np.argsort(start)
    start, end = start[order], np.minimum(end[order], start[order] + span)
    busy = -np.inf
    # The first round only finds what is still under repair when the ring closes.
    for turn in range(2):
        for a, b in zip(start, end, strict=True):
            if a < busy:
                continue
            busy = b
            if turn:
                first, last = int(np.floor(a / dt + 0.5)), int(np.floor(b / dt + 0.5))
                out[first:last] = True
                out[:max(last - out.size, 0)] = True
        busy -= span


def _edges(delay):
    """Return the ends of the months and the workable hours up to them. [h]"""
    share = np.ones(12)
    share[list(MONSOON)] = 1.0 - delay
    hours = MONTH_DAYS * 24.0
    return np.r_[0.0, np.cumsum(hours)], np.r_[0.0, np.cumsum(hours * share)]


def _workable(time, delay):
    """Return the workable hours since the start of the first year. [h]"""
    clock, work = _edges(delay)
    year, rest = np.divmod(time, clock[-1])
    return year * work[-1] + np.interp(rest, clock, work)


def _workable_inverse(hours, delay):
    """Return when so many workable hours have passed. [h]"""
    clock, work = _edges(delay)
    year, rest = np.divmod(hours, work[-1])
    return year * clock[-1] + np.interp(rest, work, clock)


MODELS = {"poisson": poisson, "none": none}
