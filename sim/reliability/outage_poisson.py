"""Outages with one rate for the whole route and one distribution of repair times: the simple model."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Le

from sim.checks import Fraction, check_within, refusal
from sim.reliability import fault_rates, outage_history
from sim.reliability.records import STATIONS
from sim.reliability.repair import finish_time, workable_share
from sim.units import HOURS_PER_YEAR

Delay = Annotated[float, Ge(0), Le(0.95)]
Faults = Annotated[float, Ge(0), Le(1)]
Trips = Annotated[float, Ge(0), Le(20)]
Spread = Annotated[float, Ge(0), Le(1.5)]
Hours = Annotated[float, Gt(0), Le(8760)]
Days = Annotated[float, Gt(0), Le(3650)]
Planned = Annotated[float, Ge(0), Le(60)]

MAINTENANCE = (120.0, 273.0)
"""Days of the year about which planned work is done, once or twice: 1 May, amid the two months of least wind off
Vietnam, and 1 October, between the monsoons (COADS)."""

MOST_PLANNED = 60.0
"""Days about the first in which a year's planned work must fit, all poles together: April and May. [d]"""


def poisson(generator, sample, link, repair_model=None, *, cable_rate: Faults = 0.028,
            cable_rate_spread: Spread = 0.0, cable_repair: Days = 75.0,
            cable_repair_spread: Spread = 0.54, monsoon_delay: Delay = 0.5, common_cause: Fraction = 0.1,
            converter_rate: Trips = 2.0, converter_repair: Hours = 12.0, transformer_rate: Faults = 0.02,
            transformer_repair: Days = 60.0, planned: Planned = 5.0):
    """
    Poisson faults of cables, converters and transformers, each repaired in its own time, and planned work.

    Faults know neither place nor age: the length of the route counts alone. What is under repair does not fail again.
    Planned work takes one pole after the other, around 1 May, whatever else is out; where the poles share their cables
    it takes both at once.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from; a longer route or a higher rate keeps the same faults and adds more.
    sample : HistorySample
        Number and length of the histories.
    link : LinkLayout
        The link, of whose route only the length is used.
    repair_model : callable
        Not used.
    cable_rate : float
        Cable faults by length of route. [1/(100 km yr)]
    cable_rate_spread : float
        Standard deviation of the logarithm of that rate between histories, for its uncertainty. [-]
    cable_repair : float
        Median repair time in workable weather, from fault to service. [d]
    cable_repair_spread : float
        Standard deviation of the logarithm of the repair time. [-]
    monsoon_delay : float
        Share of the time from November to February in which no repair goes on at sea. [fraction]
    common_cause : float
        Share of cable faults that take both poles of a bipole out of service. [fraction]
    converter_rate : float
        Forced outages of each station and pole. [1/yr]
    converter_repair : float
        Mean duration of these outages. [h]
    transformer_rate : float
        Transformer failures of each station and pole. [1/yr]
    transformer_repair : float
        Their mean length. [d]
    planned : float
        Planned maintenance of each pole, a year. [d]

    Returns
    -------
    outages : Outages

    Raises
    ------
    SundalinkError
        If the link has not 1 or 2 poles, or planned work does not fit between April and May.

    References
    ----------
    .. [1] Cable faults: Bayesian mean of six published ones on six European links in 23,300 km yr of route, 90 %
       between 0.013 and 0.048: see `sim.reliability.outage.segments`.
    .. [2] Repairs: published ones from 2015 to 2022 lasted 45 to 176 days, about 120 on average (NorNed,
       BritNed twice, Basslink, COBRAcable). Median and spread are assumed: a mean of about 105 days with the
       monsoon.
    .. [3] All other defaults are assumed; common cause 0.1 stands for poles laid more than 1 km apart, 0.5
       for bundled ones. CIGRE TB 379 and TB 815 define the terms; their figures are not used.
    """
    from scipy.special import ndtri

    check_life(sample, link, planned)
    count, years, *_ = sample
    stretches, poles, joined, routes, _, corridor, stations = link
    cable, converter, transformer, level = generator.spawn(4)
    rate = (
        cable_rate
        * routes
        * fault_rates.route_length(stretches)
        / 100.0
        * np.exp(cable_rate_spread * ndtri(level.random(count)))
    )
    drawn = fault_rates.draw_points(cable, count, years, rate, 3, fault_rates.BANDS["cable"])
    severity, place, company = drawn.chance.T
    work = 24.0 * cable_repair * np.exp(cable_repair_spread * ndtri(np.clip(severity, 1e-12, 1.0)))
    end = finish_time(drawn.start, work, workable_share(monsoon_delay, 0.0, 0.0))
    hit = np.floor(place * poles).astype(int)
    both = (company < (1.0 if joined else common_cause * (routes == 1 or corridor == "shared"))) & (poles > 1)
    hits = _poled(drawn, end, hit, both, poles)
    listed = [outage_history.without_overlap(hits, hits.pole)]
    for kind, stream, each, repair in ((1, converter, converter_rate, converter_repair),
                                       (2, transformer, transformer_rate, transformer_repair * 24.0)):
        drawn = fault_rates.draw_points(stream, count, years, each * stations * poles, 2,
                                        fault_rates.BANDS[outage_history.KINDS[kind]])
        listed.append(station(drawn, repair, poles, kind, again=False, stations=stations))
    return outage_history.concatenate([*listed, scheduled(np.full((count, years), planned * 24.0), poles, joined)])


def check_life(sample, link, planned):
    """
    Refuse a link of other than one or two poles, no whole history, and planned work that does not fit in its months.

    Parameters
    ----------
    sample : HistorySample
        Length of the histories.
    link : LinkLayout
        Poles of the link.
    planned : float
        Planned maintenance of each pole, a year. [d]

    Raises
    ------
    SundalinkError
        If they are.
    """
    if link.poles not in (1, 2):
        raise refusal("link poles", link.poles, "-", "must be 1 or 2")
    check_within("years of a history", sample.years, 1, 1e4, "yr")
    check_within("link.outage.planned_days", planned, 0.0, MOST_PLANNED / link.poles, "d")


def _poled(drawn, end, hit, both, poles):
    """Return faults of cables as outages of the pole that each hits, or of every pole."""
    rows = [np.flatnonzero(both | (hit == pole)) for pole in range(poles)]
    pole, row = np.repeat(np.arange(poles), [r.size for r in rows]), np.concatenate(rows)
    return outage_history.Outages(drawn.history[row], pole, drawn.start[row], end[row], np.zeros(row.size, dtype=int))


def station(drawn, repair, poles, kind, again=True, common=0.0, stations=STATIONS):
    """
    Return outages of what each station has once for each pole, with exponential repairs.

    Parameters
    ----------
    drawn : FaultPoints
        Faults with two uniform numbers each: for the repair, and for the unit.
    repair : float
        Mean length. [h]
    poles : int
        Poles of the link.
    kind : int
        Index in `sim.reliability.outage_history.KINDS`.
    again : bool
        Whether what is under repair may fail again.
    common : float
        Share that takes the station's other pole too, for the same time. [fraction]
    stations : int
        How many there are.

    Returns
    -------
    outages : Outages
    """
    length, place = drawn.chance.T
    company, unit = np.modf(place * stations * poles)   # what is left of the number is as uniform as it was
    unit = unit.astype(int)
    found = outage_history.Outages(drawn.history, unit % poles, drawn.start, drawn.start - repair * np.log1p(-length),
                          np.full(unit.size, kind))
    if not again:
        return outage_history.without_overlap(found, unit)
    wide = np.flatnonzero((company < common) & (poles > 1))
    also = outage_history.Outages(*(column[wide] for column in found))
    return outage_history.concatenate([found, also._replace(pole=poles - 1 - also.pole)])


def scheduled(each, poles, together=False, day=MAINTENANCE[0]):
    """
    Return planned work, one pole after the other about a day of the year, or all at once.

    Parameters
    ----------
    each : array, shape (history, year)
        Its length on each pole. [h]
    poles : int
        Poles of the link.
    together : bool
        Whether it takes all poles at once.
    day : float
        Middle of the work, all poles together. [d]

    Returns
    -------
    outages : Outages
    """
    history, year, pole = (x.ravel() for x in np.indices((*each.shape, poles)))
    length = np.repeat(each.ravel(), poles)
    place = -0.5 if together else pole - poles / 2.0
    start = year * HOURS_PER_YEAR + day * 24.0 + place * length
    real = length > 0
    return outage_history.Outages(*(x[real] for x in (history, pole, start, start + length, np.full(history.size, 3))))
