"""Outages of the link: which poles are out, from when to when, in each of many lives."""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from annotated_types import Ge, Le
from scipy.special import ndtri

from sim.checks import Fraction
from sim.reliability import fault_rates, outage_history, outage_poisson
from sim.reliability import repair as reliability_repair
from sim.reliability.outage_poisson import (
    BANDS,
    MAINTENANCE,
    MOST_PLANNED,
    STATIONS,
    Days,
    Faults,
    Hours,
    Planned,
    Spread,
    Trips,
    check_life,
)
from sim.stochastic import stratified_normals
from sim.units import HOURS_PER_YEAR

Factor = Annotated[float, Ge(0), Le(100)]
Protection = Annotated[float, Ge(0.5), Le(100)]
Early = Annotated[float, Ge(0), Le(5)]


def segments(generator, count, years, stretches, poles, joined=False, mend=reliability_repair.repair, ring=True,
             stations=STATIONS, routes=1, *,
             cable_rate: Faults = 0.04, cable_rate_spread: Spread = 0.7, internal_share: Fraction = 0.3,
             shallow_factor: Factor = 2.0, deep_factor: Factor = 0.3, strait_factor: Factor = 5.0,
             burial_protection: Protection = 1.5, common_cause: Fraction = 0.7, separate_routes: bool = False,
             spare_kit: bool = False, retainer: bool = False, converter_rate: Trips = 2.0,
             converter_rate_spread: Spread = 0.4, converter_repair: Hours = 12.0, station_common: Fraction = 0.1,
             transformer_rate: Faults = 0.02, transformer_repair: Days = 60.0, early_faults: Early = 1.0,
             planned: Planned = 5.0, planned_spread: Spread = 0.5, planned_visits: Literal[1, 2] = 1,
             planned_whole: Fraction = 0.5):
    """
    Faults by stretch of the route, from inside and from outside, repaired step by step, and planned work.

    A life is one unbroken sequence of years. Rates that are not known differ from life to life about their mean.
    Cables fail in many places: one under repair in one place may be hit in another, and both are repaired at once.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from; a longer route or a higher rate keeps the same faults and adds more, class of water
        by class of water.
    count : int
        Lives.
    years : int
        Length of a life. [yr]
    stretches : sequence of Stretch
        The route, by surroundings and jurisdiction; deeper burial is a key of `route.zones`.
    poles : int
        Poles of the link, 1 or 2.
    joined : bool
        Whether a fault of one cable takes all poles.
    mend : callable
        ``mend(start, country, chance, spare_kit, retainer)``: when a fault is repaired, see
        `sim.reliability.repair.repair`.
    ring : bool
        Whether the years are a sample of a life's: none is then younger than another.
    stations : int
        Stations whose faults are the link's own: two, or the one of a spur.
    routes : int
        Ways of their own that the poles are shared out to, each with two cables; no fault takes poles of two.
    cable_rate : float
        Cable faults of a route like those of the published links, two cables together; mean of what is not known.
        [1/(100 km yr)]
    cable_rate_spread : float
        Standard deviation of the logarithm of that rate from life to life. [-]
    internal_share : float
        Share of those faults that come from inside: material, joints, workmanship. [fraction]
    shallow_factor : float
        Faults from outside in less than 30 m of water and at landfalls, against the open shelf. [-]
    deep_factor : float
        The same in 200 m of water or more. [-]
    strait_factor : float
        The same where ships pass through a strait, before its deeper burial. [-]
    burial_protection : float
        Burial that lowers the faults from outside by a factor e. [m]
    common_cause : float
        Share of the faults from outside that take both cables where they touch; it falls with the distance between
        them, by a factor e in 600 m. Each cable is hit as often, so that cables apart see more faults. [fraction]
    separate_routes : bool
        Each pole of a bipole on a route of its own, so far apart that no fault takes both. [-]
    spare_kit : bool
        Keep joints, tools and jointers ready. [-]
    retainer : bool
        Keep a repair vessel under contract. [-]
    converter_rate : float
        Forced outages of each station and pole, shared ones counted for both; mean of what is not known. [1/yr]
    converter_rate_spread : float
        Standard deviation of the logarithm of that rate from life to life. [-]
    converter_repair : float
        Their mean length. [h]
    station_common : float
        Share of a station's events that take both poles of a bipole: yard, auxiliaries, controls, the grid. [fraction]
    transformer_rate : float
        Transformer failures of each station and pole. [1/yr]
    transformer_repair : float
        Their mean length, without a spare. [d]
    early_faults : float
        Faults of stations and from inside the cable on the first day, beyond those of a settled link and over them;
        they fade by a factor e in two years. [-]
    planned : float
        Planned work on each pole, mean of a year. [d]
    planned_spread : float
        Standard deviation of the logarithm of its length; half its square from link to link, half from year to
        year. [-]
    planned_visits : int
        Times a year among which it is shared out: 1, about 1 May, or 2, about 1 October as well. [-]
    planned_whole : float
        Share of these that stop both poles of a rigid bipole at once; the others, and all of a bipole whose poles have
        a way back of their own, take one pole after the other. [fraction]

    Returns
    -------
    outages : Outages

    Raises
    ------
    SundalinkError
        If `poles` is not 1 or 2, or planned work does not fit between April and May.

    References
    ----------
    .. [1] Cable faults: 0.026 a year and 100 km of route (0.009 to 0.056) from six published faults on six European
       links, which is a lower bound, and 0.1 in the open planner economics.jl (GitHub, sdwhardy). Mean 0.04 and
       spread 0.7 span 0.01 to 0.10 about a median of 0.03.
    .. [2] Most faults of cables at sea come from outside, fishing and anchors first: Kordahi et al. (2019), Global
       trends in submarine cable system faults, SubOptic. The share from inside, the factors of depth and strait,
       which are those of `sim.route.cost_surface`, and what burial does are assumed.
    .. [3] Common cause: assumed so that half of all faults take both of two bundled cables, and a tenth both of two
       cables 1 km apart. That a cable far from its neighbour is hit as often as one beside it is assumed as well: what
       drags over the bed passes one place or the other.
    .. [4] ENTSO-E counted 9.8 trips for each of 14 links in 2013, half by equipment (via Litgrid); the rate of
       converters lies below, as most trips are short. Early faults: Nemo stood still 4 % of its first year and
       0.8 % of its second; NordBalt had 31 failures in its first 31 months. Amounts, spreads, what a station's
       poles share, transformers and planned work are assumed. CIGRE TB 379 and TB 815 define the terms; their figures
       are not used.
    """
    check_life(poles, years, planned)
    level, inner, outer, converter, transformer, work = generator.spawn(6)
    z = stratified_normals(level, 3, count)
    vague, settled = _mean_one(cable_rate_spread, z[0]), years if ring else None
    length = np.array([s.length for s in stretches])
    inside = internal_share * cable_rate * routes * fault_rates.total(stretches) / 100.0 * vague
    drawn = _aged(inner, count, years, inside, NUMBERS, BANDS["cable"], early_faults, settled)
    separate = separate_routes and not joined
    found = [_hits(drawn, stretches, length, np.full(length.size, float(joined)), poles, years, separate)]
    rates = fault_rates.external(
        stretches, (1.0 - internal_share) * cable_rate, shallow_factor, deep_factor, strait_factor, burial_protection
    )
    both = fault_rates.together(stretches, common_cause)
    rates *= routes * (1.0 + common_cause) / (1.0 + both)   # cables apart: fewer hits on two are more hits on one
    both = np.full(length.size, 1.0 if joined else 0.0) if joined or routes > 1 else both
    for name, stream in zip(fault_rates.CLASSES, outer.spawn(len(fault_rates.CLASSES)), strict=True):
        mine = [i for i, s in enumerate(stretches) if s.name == name]
        drawn = fault_rates.points(stream, count, years, rates[mine].sum() * vague, NUMBERS, BANDS["cable"])
        found.append(_hits(drawn, [stretches[i] for i in mine], rates[mine], both[mine], poles, years, separate))
    hits = Hits(*(np.concatenate(column) for column in zip(*found, strict=True)))
    end = mend(hits.start, hits.country, hits.chance, spare_kit, retainer)
    cables = outage_history.Outages(hits.life, hits.pole, hits.start, end, np.zeros(hits.life.size, dtype=int))
    each = converter_rate * stations * poles * _mean_one(converter_rate_spread, z[1])
    each = each / (1.0 + station_common * (poles - 1))   # so many events give each pole its rate
    drawn = _aged(converter, count, years, each, 2, BANDS["converter"], early_faults, settled)
    trips = outage_poisson.station(drawn, converter_repair, poles, 1, common=station_common, stations=stations)
    drawn = fault_rates.points(transformer, count, years, transformer_rate * stations * poles, 2, BANDS["transformer"])
    burnt = outage_poisson.station(drawn, transformer_repair * 24.0, poles, 2, stations=stations)
    work = _planned(work, z[2], years, poles, planned, planned_spread, planned_visits, planned_whole if joined else 0.0)
    return outage_history.gather([cables, trips, burnt, work])


NUMBERS = 4 + reliability_repair.NUMBERS
"""Uniform numbers of a cable fault: for its place, its pole, its company, the time of a second one that does not come
with it, and its repair."""


class Hits(NamedTuple):
    """Poles hit by faults of cables; arrays of shape (hit,)."""

    life: np.ndarray
    """Number of the life."""
    pole: np.ndarray
    """Which pole, from 0."""
    start: np.ndarray
    """When. [h]"""
    country: np.ndarray
    """Who permits the repair."""
    chance: np.ndarray
    """Uniform numbers of the repair, shape (hit, number)."""


def _hits(drawn, stretches, rates, both, poles, years, separate):
    """Return which poles faults hit, each at a stretch by its rate; `both` is the share that takes all poles."""
    place, pole, company, again = drawn.chance[:, :4].T
    edges = np.cumsum(rates)
    at = np.minimum(np.searchsorted(edges, place * edges[-1] if edges.size else place, side="right"),
                    max(edges.size - 1, 0))
    country = np.array([s.country for s in stretches] or [""])[at]
    hit, wide = np.floor(pole * poles).astype(int), np.zeros(0, dtype=int)
    if poles > 1:
        wide = np.flatnonzero(company < np.r_[both, 0.0][at])
    start = drawn.start[wide]
    if separate:   # the other pole is hit as often, on its own route at its own time
        start = again[wide] * years * HOURS_PER_YEAR
    rows = np.r_[np.arange(hit.size), wide]
    return Hits(drawn.life[rows], np.r_[hit, poles - 1 - hit[wide]], np.r_[drawn.start, start], country[rows],
                drawn.chance[rows, 4:])


def _aged(generator, count, years, rate, numbers, band, extra, settled):
    """Return faults of what fails more often while it is young, or always at the mean over `settled` years."""
    drawn = fault_rates.points(generator, count, years, rate * (1.0 + extra), numbers, band)
    return fault_rates.thin(drawn, drawn.mark <= rate[drawn.life] * fault_rates.young(drawn.start, extra, settled))


def _planned(generator, link, years, poles, planned, spread, visits, whole):
    """Return planned work, longer for some links and in some years, at once on all poles or on one after the other."""
    year = ndtri(np.clip(generator.random((link.size, years)), 1e-12, 1.0))
    each = 24.0 * planned * _mean_one(spread, np.sqrt(0.5) * (link[:, None] + year))
    each = np.minimum(each, 24.0 * MOST_PLANNED / poles) / visits
    at_once = generator.random((visits, *each.shape)) < whole
    return outage_history.gather(
        [
            outage_poisson.scheduled(np.where(stopped == together, each, 0.0), poles, together, day)
            for stopped, day in zip(at_once, MAINTENANCE, strict=False)
            for together in (False, True)
        ]
    )


def _mean_one(spread, z):
    """Return lognormal factors with a mean of one."""
    return np.exp(spread * z - 0.5 * spread**2)


def none(generator, count, years, stretches, poles, joined=False, mend=None, ring=True, stations=STATIONS, routes=1):
    """
    No outage at all: every pole in every period.

    Parameters
    ----------
    generator : numpy.random.Generator
        Not used.
    count : int
        Not used, as are all others.
    years : int
        Length of a life. [yr]
    stretches : sequence of Stretch
        The route.
    poles : int
        Poles of the link.
    joined : bool
        Whether a fault of one cable takes all poles.
    mend : callable
        When a fault is repaired.
    ring : bool
        Whether the years are a sample of a life's.
    stations, routes : int
        Not used.

    Returns
    -------
    outages : Outages
        An empty table.

    References
    ----------
    .. [1] A limit, to hold others against; no link is like this.
    """
    return outage_history.empty()


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


MODELS = {"segments": segments, "poisson": outage_poisson.poisson, "none": none}
