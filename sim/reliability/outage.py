"""Outages of the link: which poles are out, from when to when, in each of many outage histories."""

from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction
from sim.reliability import cable_faults, fault_rates, outage_history, outage_poisson, serial_defect
from sim.reliability import repair as reliability_repair
from sim.reliability.fault_rates import BANDS
from sim.reliability.outage_poisson import (
    MAINTENANCE,
    MOST_PLANNED,
    Days,
    Faults,
    Hours,
    Planned,
    Spread,
    Trips,
    check_life,
)
from sim.stochastic import stratified_normals

Factor = Annotated[float, Ge(0), Le(100)]
Protection = Annotated[float, Ge(0.5), Le(100)]
Early = Annotated[float, Ge(0), Le(5)]
Serial = Annotated[float, Ge(0), Le(20)]
Onset = Annotated[float, Ge(0), Le(30)]
Mended = Annotated[float, Ge(0.1), Le(30)]
Stop = Annotated[float, Ge(0), Le(730)]


def segments(generator, sample, link, repair_model=reliability_repair.repair, *,
             cable_rate: Faults = 0.028, cable_rate_spread: Spread = 0.45, internal_share: Fraction = 0.3,
             shallow_factor: Factor = 2.0, deep_factor: Factor = 0.3, strait_factor: Factor = 5.0,
             burial_protection: Protection = 1.5, common_cause: Fraction = 0.7, separate_routes: bool = False,
             spare_kit: bool = True, retainer: bool = True, converter_rate: Trips = 2.0,
             converter_rate_spread: Spread = 0.4, converter_repair: Hours = 12.0, station_common: Fraction = 0.1,
             transformer_rate: Faults = 0.02, transformer_repair: Days = 60.0, early_faults: Early = 1.0,
             planned: Planned = 5.0, planned_spread: Spread = 0.5, planned_visits: Literal[1, 2] = 1,
             planned_whole: Fraction = 0.5, defect_probability: Fraction = 0.0, defect_rate: Serial = 1.0,
             defect_onset: Onset = 4.5, defect_lasts: Mended = 3.0, defect_replacement: Stop = 30.0):
    """
    Internal and external faults by stretch of the route, repair in steps, station outages and planned maintenance.

    A history is one unbroken sequence of years. Rates that are not known differ from history to history about their
    mean. Cables fail in many places: one under repair in one place may be hit in another, and both are repaired at
    once.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from; a longer route or a higher rate keeps the same faults and adds more, class of water
        by class of water.
    sample : HistorySample
        Number and length of the histories.
    link : LinkLayout
        The link.
    repair_model : callable
        ``repair_model(start, country, chance, spare_kit, retainer)``: when a fault is repaired, see
        `sim.reliability.repair.repair`.
    cable_rate : float
        Faults that take a route with two adjacent cables out of service, as on the published links, by length of route;
        mean over the uncertainty. [1/(100 km yr)]
    cable_rate_spread : float
        Standard deviation of the logarithm of that rate between histories. [-]
    internal_share : float
        Share of internal faults among these: material, joints, workmanship. [fraction]
    shallow_factor : float
        Rate of external faults in less than 30 m of water and at landfalls, over that of the open shelf. [-]
    deep_factor : float
        Rate in 200 m of water or more, over that of the open shelf. [-]
    strait_factor : float
        Rate in a strait with ship traffic, before the effect of its deeper burial, over that of the open shelf. [-]
    burial_protection : float
        Burial depth that lowers the rate of external faults by a factor e. [m]
    common_cause : float
        Share of the external faults that damage both cables where these touch; it falls with the distance between them,
        by a factor e in 600 m. The fault rate of each cable does not depend on its position: a route whose cables are
        far apart has up to 1.7 times as many faults, and as many cables to repair as before. [fraction]
    separate_routes : bool
        Lay each pole of a bipole on a route of its own, so far apart that no fault damages both. [-]
    spare_kit : bool
        Keep a spare joint kit: joints, tools and jointers on call. [-]
    retainer : bool
        Keep a repair vessel on retainer. [-]
    converter_rate : float
        Forced outages of each station and pole, shared ones counted for both; mean over the uncertainty. [1/yr]
    converter_rate_spread : float
        Standard deviation of the logarithm of that rate between histories. [-]
    converter_repair : float
        Mean duration of these outages. [h]
    station_common : float
        Share of a station's outages that affect both poles of a bipole: switchyard, auxiliaries, controls, the grid.
        [fraction]
    transformer_rate : float
        Transformer failures of each station and pole. [1/yr]
    transformer_repair : float
        Mean duration of such a failure without a spare transformer. [d]
    early_faults : float
        Early failures: excess rate of station outages and internal cable faults on the first day, over the long-term
        rate; it falls by a factor e in two years. [-]
    planned : float
        Planned maintenance of each pole, yearly mean. [d]
    planned_spread : float
        Standard deviation of the logarithm of that duration; half of the variance is between links, half between years.
        [-]
    planned_visits : int
        Maintenance periods a year: 1, around 1 May, or 2, around 1 October as well. [-]
    planned_whole : float
        Share of planned maintenance with both poles out at once: for a rigid bipole, and for two monopoles that share
        sites and corridor (assumed for both); the rest, and all of it for a bipole with a return path, takes one pole
        after the other. [fraction]
    defect_probability : float
        Probability that all cables of the link share a defect of design or manufacture (serial defect). 0: none is
        assumed; two of some 25 links in service are known to have had one. [fraction]
    defect_rate : float
        Additional faults of a route with two adjacent cables that have the defect. [1/(100 km yr)]
    defect_onset : float
        Mean age of the link at which the defect begins to cause faults; uniform from 0 to twice that. [yr]
    defect_lasts : float
        Time from then until the defect is remedied. [yr]
    defect_replacement : float
        Time that each pole is then out of service for the replacement. [d]

    Returns
    -------
    outages : Outages

    Raises
    ------
    SundalinkError
        If the link has not 1 or 2 poles, or planned work does not fit between April and May.

    References
    ----------
    .. [1] Cable faults by length of route: six on six European links in 23,300 km yr (NorNed 2022, BritNed 2020 and
       2021, Basslink 2015, COBRAcable 2020; Nemo Link none), whose Bayesian mean with a prior of Jeffreys is 0.028 a
       year and 100 km, 90 % between 0.013 and 0.048; with North Sea Link, Moyle's high-voltage cores and Fenno-Skan 1
       eight in 34,600 km yr, mean 0.0245, 0.0125 to 0.040. Mean 0.028 and spread 0.45 span 0.012 to 0.053. Faults that
       nobody published would raise it; the open planner economics.jl (GitHub, sdwhardy) has 0.1.
    .. [2] Most faults of cables at sea come from outside, fishing and anchors first: Kordahi et al. (2019), Global
       trends in submarine cable system faults, SubOptic. The share from inside, the factors of depth and strait,
       which are those of `sim.route.cost_surface`, and what burial does are assumed.
    .. [3] Common cause: assumed so that half of all faults take both of two bundled cables, and a tenth both of two
       cables 1 km apart. That a cable far from its neighbour is hit as often as one beside it is assumed as well: what
       drags over the bed passes one place or the other. The published faults are those of routes, mostly of cables
       within some metres of each other, and none tells how often either cable was hit; without that assumption cables
       apart would have fewer repairs. A metallic return is a cable like the others (assumed; Moyle's low-voltage
       returns failed four times): while it is out of service, a fault of a pole's cable stops both poles; after a
       fault of a station the pole's own cable takes its place.
    .. [4] Serial defects: NordBalt had twelve faults of joints on 453 km in its first 31 months, 1.0 a year and 100 km,
       and 120 joints were replaced (Litgrid in the Baltic press); the insulation of Moyle's return conductors failed
       from its ninth year on (Mutual Energy): the rate and the time until cables are mended are those of NordBalt, the
       mean onset lies between the two. Time out of service for replacement is assumed.
    .. [5] ENTSO-E counted 9.8 trips for each of 14 links in 2013, half by equipment (via Litgrid); the rate of
       converters lies below, as most trips are short. Early faults: Nemo stood still 4 % of its first year and
       0.8 % of its second; NordBalt had 31 failures in its first 31 months. Amounts, spreads, what a station's
       poles share, transformers and planned work are assumed. CIGRE TB 379 and TB 815 define the terms; their figures
       are not used.
    """
    check_life(sample, link, planned)
    count, years, ring, life = sample
    stretches, poles, joined, routes, cables, corridor, stations = link
    level, inner, outer, converter, transformer, work, back, weak = generator.spawn(8)
    z = stratified_normals(level, 3, count)
    vague, settled = _mean_one(cable_rate_spread, z[0]), years if ring else None
    inside = internal_share * cable_rate * routes * fault_rates.route_length(stretches) / 100.0 * vague
    outside = fault_rates.external_rates(stretches, (1.0 - internal_share) * cable_rate, shallow_factor, deep_factor,
                                         strait_factor, burial_protection) * routes * (1.0 + common_cause)
    both = fault_rates.common_cause_share(stretches, common_cause)
    inside, rates, both = cable_faults.rates_as_laid(inside, outside, both, joined, routes, cables, corridor)
    separate = separate_routes and not joined
    faults = cable_faults.Cabling(count, years, tuple(stretches), poles, joined, separate, early_faults, settled)
    hits = cable_faults.cable_faults((inner, outer), faults, inside, rates, both, vague)
    # A single cable has half the metal of a pair.
    serial = defect_rate * routes * fault_rates.route_length(stretches) / 100.0 * (0.5 if cables == 1 else 1.0)
    weakness = serial_defect.defects(weak, faults, defect_probability, serial, defect_onset, defect_lasts,
                                     defect_replacement, (life or years) if ring else None)
    hits = cable_faults.joined_hits([hits, *weakness.poles])
    end = repair_model(hits.start, hits.country, hits.uniform, spare_kit, retainer)
    listed = [outage_history.Outages(hits.history, hits.pole, hits.start, end, np.zeros(hits.history.size, dtype=int))]
    if cables == 3 and not joined:
        listed.append(cable_faults.without_return(back, faults, hits, listed[0], (inside, rates, both, vague),
                                      lambda *fault: repair_model(*fault, spare_kit, retainer), weakness.back))
    each = converter_rate * stations * poles * _mean_one(converter_rate_spread, z[1])
    each = each / (1.0 + station_common * (poles - 1))   # so many events give each pole its rate
    drawn = cable_faults.faults_by_age(converter, count, years, each, 2, BANDS["converter"], early_faults, settled)
    trips = outage_poisson.station(drawn, converter_repair, poles, 1, common=station_common, stations=stations)
    drawn = fault_rates.draw_points(transformer, count, years, transformer_rate * stations * poles, 2,
                                    BANDS["transformer"])
    burnt = outage_poisson.station(drawn, transformer_repair * 24.0, poles, 2, stations=stations)
    work = _planned(work, z[2], years, poles, planned, planned_spread, planned_visits,
                    planned_whole if joined or (routes > 1 and corridor == "shared") else 0.0)
    return outage_history.concatenate([*listed, trips, burnt, work, *weakness.replacement])


def _planned(generator, link, years, poles, planned, spread, visits, whole):
    """Return planned work, longer for some links and in some years, at once on all poles or on one after the other."""
    from scipy.special import ndtri
    year = ndtri(np.clip(generator.random((link.size, years)), 1e-12, 1.0))
    each = 24.0 * planned * _mean_one(spread, np.sqrt(0.5) * (link[:, None] + year))
    each = np.minimum(each, 24.0 * MOST_PLANNED / poles) / visits
    at_once = generator.random((visits, *each.shape)) < whole
    return outage_history.concatenate(
        [
            outage_poisson.scheduled(np.where(stopped == together, each, 0.0), poles, together, day)
            for stopped, day in zip(at_once, MAINTENANCE, strict=False)
            for together in (False, True)
        ]
    )


def _mean_one(spread, z):
    """Return lognormal factors with a mean of one."""
    return np.exp(spread * z - 0.5 * spread**2)


def none(generator, sample, link, repair_model=None):
    """
    No outage at all: every pole in every period.

    Parameters
    ----------
    generator : numpy.random.Generator
        Not used.
    sample : HistorySample
        Not used.
    link : LinkLayout
        Not used.
    repair_model : callable
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


MODELS = {"segments": segments, "poisson": outage_poisson.poisson, "none": none}
