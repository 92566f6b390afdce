"""Faults of cables: the poles and routes that they affect, and the effect of a metallic return under repair."""

from typing import NamedTuple

import numpy as np

from sim.reliability import fault_rates, outage_history, repair
from sim.reliability.repair import LAND
from sim.units import HOURS_PER_YEAR

NUMBERS = 4 + repair.NUMBERS
"""Uniform numbers of a cable fault: for its place, its pole, its company, the time of a second one that does not come
with it, and its repair."""


class Cabling(NamedTuple):
    """Histories, route and poles that cable faults are drawn for."""

    count: int
    """Outage histories."""
    years: int
    """Length of a history. [yr]"""
    stretches: tuple[fault_rates.Stretch, ...]
    """The route."""
    poles: int
    """Poles, each with a cable or a pair of its own."""
    joined: bool
    """Whether a fault of one cable takes all poles."""
    separate: bool
    """Whether each pole lies on a route of its own."""
    early: float
    """Faults of the first day beyond those of a settled link, over them. [-]"""
    settled: int | None
    """Years over which early faults are spread evenly; None where they come first. [yr]"""


class Hits(NamedTuple):
    """Poles hit by faults of cables; arrays of shape (hit,)."""

    history: np.ndarray
    """Number of the outage history."""
    pole: np.ndarray
    """Which pole, from 0."""
    start: np.ndarray
    """When. [h]"""
    country: np.ndarray
    """Who permits the repair; `LAND` on land."""
    uniform: np.ndarray
    """Uniform numbers of the repair, shape (hit, number)."""
    pair: np.ndarray
    """True for the second pole that one fault takes."""


def cable_faults(generators, faults, inside, rates, both, vague):
    """
    Draw the faults of cables: which poles they hit, and when.

    Parameters
    ----------
    generators : sequence of numpy.random.Generator
        Of faults from inside, and from outside.
    faults : Cabling
        Numbers of histories, years and poles, and the stretches of the route.
    inside : array, shape (history,)
        Rate of faults from inside. [1/yr]
    rates : array, shape (stretch,)
        Rate of faults from outside. [1/yr]
    both : array, shape (stretch,)
        Share of these that takes all poles. [fraction]
    vague : array, shape (history,)
        Factor on the rates from outside in each history. [-]

    Returns
    -------
    hits : Hits
        One row for each pole that is hit.
    """
    inner, outer = generators
    count, years, stretches = faults.count, faults.years, faults.stretches
    length = np.array([s.length for s in stretches])
    drawn = faults_by_age(inner, count, years, inside, NUMBERS, fault_rates.BANDS["cable"], faults.early,
                          faults.settled)
    found = [poles_hit(drawn, stretches, length, np.full(length.size, float(faults.joined)), faults)]
    for name, stream in zip(fault_rates.CLASSES, outer.spawn(len(fault_rates.CLASSES)), strict=True):
        mine = [i for i, s in enumerate(stretches) if s.name == name]
        drawn = fault_rates.draw_points(stream, count, years, rates[mine].sum() * vague, NUMBERS,
                                        fault_rates.BANDS["cable"])
        found.append(poles_hit(drawn, [stretches[i] for i in mine], rates[mine], both[mine], faults))
    return joined_hits(found)


def poles_hit(drawn, stretches, rates, both, faults):
    """
    Return the poles that faults hit.

    Parameters
    ----------
    drawn : FaultPoints
        With `NUMBERS` uniform numbers each.
    stretches : sequence of Stretch
        Where they may be.
    rates : array, shape (stretch,)
        What places are drawn by. [-]
    both : array, shape (stretch,)
        Share of faults that takes all poles. [fraction]
    faults : Cabling
        Numbers of histories, years and poles.

    Returns
    -------
    hits : Hits
        One row for each pole that is hit.
    """
    poles = faults.poles
    place, pole, company, again = drawn.chance[:, :4].T
    edges = np.cumsum(rates)
    at = np.minimum(np.searchsorted(edges, place * edges[-1] if edges.size else place, side="right"),
                    max(edges.size - 1, 0))
    country = np.array([LAND if s.name == LAND else s.country for s in stretches] or [""])[at]
    hit, wide = np.floor(pole * poles).astype(int), np.zeros(0, dtype=int)
    if poles > 1:
        wide = np.flatnonzero(company < np.r_[both, 0.0][at])
    start = drawn.start[wide]
    if faults.separate:   # the other pole is hit as often, on its own route at its own time
        start = again[wide] * faults.years * HOURS_PER_YEAR
    rows = np.r_[np.arange(hit.size), wide]
    return Hits(drawn.history[rows], np.r_[hit, poles - 1 - hit[wide]], np.r_[drawn.start, start], country[rows],
                drawn.chance[rows, 4:], np.arange(rows.size) >= hit.size)


def rates_as_laid(inside, outside, both, joined, routes, cables, corridor):
    """
    Rates of faults of cables as they are laid: together, apart, or on routes of their own.

    Parameters
    ----------
    inside : array, shape (history,)
        Rate of faults from inside, of a pair of cables. [1/yr]
    outside : array, shape (stretch,)
        Rate of faults from outside. [1/yr]
    both : array, shape (stretch,)
        Share of these that takes a neighbour as well. [fraction]
    joined : bool
        Whether any fault stops all poles.
    routes, cables : int
        Routes, and cables on each.
    corridor : str
        Whether the routes lie side by side: ``shared`` or ``separate``.

    Returns
    -------
    inside : array, shape (history,)
        [1/yr]
    rates : array, shape (stretch,)
        [1/yr]
    both : array, shape (stretch,)
        [fraction]
    """
    if cables == 1:   # half the metal, and the hits of one cable
        inside, outside, both = 0.5 * inside, 0.5 * outside, 0.0 * both
    rates = outside / (1.0 + both)   # cables apart: fewer hits on two are more hits on one
    if joined:
        return inside, rates, np.ones(both.size)
    if routes > 1:   # each route has the cables of one monopole: a fault takes it, and its neighbour by the distance
        both = both * (corridor == "shared")
        rates = rates / (1.0 + both)
    return inside, rates, both


def joined_hits(tables):
    """
    Return several tables of hits as one.

    Parameters
    ----------
    tables : sequence of Hits
        In any order.

    Returns
    -------
    hits : Hits
    """
    return Hits(*(np.concatenate(column) for column in zip(*tables, strict=True)))


def without_return(generator, faults, hits, cables, rates, repaired, more=()):
    """
    Outages of both poles while the metallic return and the cable of a pole are out of service together.

    Parameters
    ----------
    generator : numpy.random.Generator
        Of the faults of the return alone.
    faults : Cabling
        Numbers of histories, years and poles, and the stretches of the route.
    hits : Hits
        Faults of the poles' cables.
    cables : Outages
        Outages that they cause.
    rates : sequence of array
        Rates from inside [1/yr] and outside [1/yr], share that takes a neighbour, factor of each history. [-]
    repaired : callable
        ``repaired(start, country, uniform)``: when a fault is repaired. [h]
    more : sequence of Hits
        Other faults of the return alone.

    Returns
    -------
    outages : Outages
        Of the other pole than the one whose cable is out.
    """
    inside, outside, both, vague = rates
    alone = cable_faults(generator.spawn(2), faults._replace(poles=1), 0.5 * inside, 0.5 * outside * (1.0 - both),
                          0.0 * both, vague)
    alone = joined_hits([alone, *more])
    # On separate routes the return lies apart from the second pole: no fault takes both (assumed).
    shared = hits.pair & (not faults.separate)
    history, start, country, uniform = (
        np.concatenate([getattr(alone, name), getattr(hits, name)[shared]])
        for name in ("history", "start", "country", "uniform"))
    end = repaired(start, country, uniform)
    order = np.argsort(cables.history, kind="stable")
    first, last = (np.searchsorted(cables.history[order], history, side=side) for side in ("left", "right"))
    number = last - first
    back = np.repeat(np.arange(history.size), number)
    pole = order[np.arange(back.size) - np.repeat(np.cumsum(number) - number, number) + np.repeat(first, number)]
    begin = np.maximum(cables.start[pole], start[back])
    until = np.minimum(cables.end[pole], end[back])
    kept = until > begin
    return outage_history.Outages(history[back][kept], 1 - cables.pole[pole][kept], begin[kept], until[kept],
                                  np.full(int(kept.sum()), outage_history.KINDS.index("return")))


def faults_by_age(generator, count, years, rate, numbers, band, extra, settled):
    """
    Faults of what fails more often in its first years of operation.

    Parameters
    ----------
    generator : numpy.random.Generator
        Random numbers.
    count, years : int
        Histories, and years of each.
    rate : array, shape (history,)
        Rate once early failures are over. [1/yr]
    numbers, band : int
        Uniform numbers of each fault, and its class of random streams.
    extra : float
        Rate of the first year above that, relative. [-]
    settled : bool
        Use the mean over the years instead of the early rise.

    Returns
    -------
    drawn : FaultPoints
        Faults in time.
    """
    drawn = fault_rates.draw_points(generator, count, years, rate * (1.0 + extra), numbers, band)
    return fault_rates.thin(drawn, drawn.mark <= rate[drawn.history] * fault_rates.early_failure_factor(drawn.start,
                                                                                                        extra, settled))
