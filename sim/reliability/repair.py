"""Repair of a cable: at sea vessel, spares and permits, calm weather, joints and burial; on land spares and works."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Le

from sim.clock import MONTH_DAYS

Days = Annotated[float, Gt(0), Le(3650)]
Lapse = Annotated[float, Ge(0), Le(365)]
Window = Annotated[float, Ge(0), Le(30)]
Spell = Annotated[float, Ge(1), Le(1e9)]
Rough = Annotated[float, Ge(0), Le(0.95)]
Spread = Annotated[float, Ge(0), Le(2)]

NORTHEAST, SOUTHWEST = (0, 1, 10, 11), (5, 6, 7, 8)
"""Months of the two monsoons, January 0: November to February, which are the North Sea's stormy months as well, and
June to September."""

JOINTS = 2
"""Joints of a repair at least: one at each end of the piece of cable let in."""

LAND = "land"
"""Stands for the country of a fault on land, where neither vessel nor weather is waited for."""

NUMBERS = 4 + JOINTS
"""Uniform numbers that a repair uses."""


def repair(start, country, chance, spare_kit, retainer, *, locate: Lapse = 3.0, vessel: Days = 30.0,
           vessel_retained: Days = 12.0, vessel_spread: Spread = 1.0, joints_ordered: Days = 30.0,
           joints_stocked: Days = 7.0, spare_cable: bool = True, cable_ordered: Days = 240.0,
           spares_spread: Spread = 1.0, permit_vietnam: Days = 15.0, permit_malaysia: Days = 20.0,
           permit_indonesia: Days = 30.0, permit_singapore: Days = 10.0, permit_other: Days = 15.0,
           permit_spread: Spread = 0.6, joint_window: Window = 6.0, calm_spell: Spell = 10.0,
           northeast_rough: Rough = 0.5, southwest_rough: Rough = 0.25, other_rough: Rough = 0.1,
           work: Lapse = 8.0, work_spread: Spread = 0.5, work_land: Lapse = 16.0, test: Lapse = 3.0):
    """
    Repair of a cable from fault to service: location, then vessel, spares and permits in parallel, then work at sea.

    The fault is located; a vessel, spares and permits are waited for in parallel, and the last of them counts. At sea
    each joint waits for a weather window that lasts until it is made, and survey, recovery and burial go on in workable
    weather. On land spares and works alone take time. Then the cable is tested.

    Parameters
    ----------
    start : array, shape (fault,)
        When the cable failed, since the start of a year. [h]
    country : array of str, shape (fault,)
        Who permits the repair; `LAND` for a cable on land.
    chance : array, shape (fault, NUMBERS)
        Uniform numbers. [-]
    spare_kit : bool
        Whether joints, tools and jointers stand by.
    retainer : bool
        Whether a vessel is kept under contract.
    locate : float
        Time to find the fault. [d]
    vessel : float
        Median time until a vessel is chartered, mobilised and on site. [d]
    vessel_retained : float
        The same for a vessel on retainer. [d]
    vessel_spread : float
        Standard deviation of the logarithm of either time. [-]
    joints_ordered : float
        Median time until joints are manufactured and jointers are on site. [d]
    joints_stocked : float
        The same with a spare joint kit. [d]
    spare_cable : bool
        Keep a spare length of cable in stock, as is usual for links of this size. [-]
    cable_ordered : float
        Median time to manufacture a length of cable where none is in stock. [d]
    spares_spread : float
        Standard deviation of the logarithm of these. [-]
    permit_vietnam : float
        Median time to obtain permits for work in waters nearest to Viet Nam. [d]
    permit_malaysia : float
        The same nearest to Malaysia. [d]
    permit_indonesia : float
        The same nearest to Indonesia. [d]
    permit_singapore : float
        The same nearest to Singapore. [d]
    permit_other : float
        The same in other waters. [d]
    permit_spread : float
        Standard deviation of the logarithm of these. [-]
    joint_window : float
        Continuous calm weather that a joint needs. [d]
    calm_spell : float
        Mean length of a spell of calm weather. [d]
    northeast_rough : float
        Share of the time from November to February in which no work at sea is possible. [fraction]
    southwest_rough : float
        The same from June to September. [fraction]
    other_rough : float
        The same in the other months. [fraction]
    work : float
        Median time of survey, recovery, laying and burial, in workable weather. [d]
    work_spread : float
        Standard deviation of its logarithm. [-]
    work_land : float
        Median time of digging, joints and reinstatement on land, with the same spread. [d]
    test : float
        Time for tests and return to service. [d]

    Returns
    -------
    end : array, shape (fault,)
        When the cable is in service again. [h]

    References
    ----------
    .. [1] A joint takes six days of calm weather on end, a loading of the vessel ten: Basslink, 2016 (Offshore Energy,
       "Basslink repair relies on calm sea and good weather"; SubTel Forum, "Basslink interconnector fault pinpointed").
    .. [2] A repair of a telecom cable took 27 days on average in Malaysian waters while foreign vessels had to apply:
       SoyaCincau, 18 November 2020; it stands here for the permits of a power cable. Permits elsewhere are assumed, the
       longest in Indonesia, where decree KP 14/2021 keeps cables to corridors.
    .. [3] All other times, spreads and weather are assumed, so that nine of ten repairs take 60 days or more, half of
       them 100 and one of ten 200. Published ones took 45 to 177 days, 122 on average (NorNed 2022, BritNed 2020 and
       2021, Basslink 2015, COBRAcable 2020, EstLink 2 2024). Of those not looked at then, Fenno-Skan 2 took 68 days in
       2012, and Western Link some 56 at sea and 32 on land in 2019.
    """
    from scipy.special import ndtri

    z = ndtri(np.clip(chance[:, :4], 1e-12, 1.0 - 1e-12))
    permits = {"vietnam": permit_vietnam, "malaysia": permit_malaysia, "indonesia": permit_indonesia,
               "singapore": permit_singapore}
    permit = np.full(np.shape(start), float(permit_other))
    for name, median in permits.items():
        permit[np.asarray(country) == name] = median
    spares = max(joints_stocked if spare_kit else joints_ordered, 0.0 if spare_cable else cable_ordered)
    ready = np.maximum.reduce([(vessel_retained if retainer else vessel) * np.exp(vessel_spread * z[:, 0]),
                               spares * np.exp(spares_spread * z[:, 1]), permit * np.exp(permit_spread * z[:, 2])])
    share = workable_share(northeast_rough, southwest_rough, other_rough)
    now = np.asarray(start) + 24.0 * (locate + ready)
    for joint in range(JOINTS):
        now = weather_window(now, chance[:, 4 + joint], share, 24.0 * joint_window,
                             24.0 * calm_spell) + 24.0 * joint_window
    afloat = finish_time(now, 24.0 * work * np.exp(work_spread * z[:, 3]), share)
    ashore = np.asarray(start) + 24.0 * (locate + spares * np.exp(spares_spread * z[:, 1])
                                         + work_land * np.exp(work_spread * z[:, 3]))
    return np.where(np.asarray(country) == LAND, ashore, afloat) + 24.0 * test


def workable_share(northeast, southwest, other):
    """
    Return the share of workable weather in each month.

    Parameters
    ----------
    northeast, southwest, other : float
        Share of rough weather in the months of either monsoon, and in the others. [fraction]

    Returns
    -------
    share : array, shape (12,)
        Above zero. [fraction]
    """
    share = np.full(12, 1.0 - other)
    share[list(NORTHEAST)], share[list(SOUTHWEST)] = 1.0 - northeast, 1.0 - southwest
    return np.maximum(share, 1e-3)


def weather_window(time, uniform, share, length, spell):
    """
    Return the start of the first calm spell that is long enough.

    Parameters
    ----------
    time : array, shape (fault,)
        From when on it is waited for. [h]
    uniform : array, shape (fault,)
        Uniform numbers: the higher, the longer the wait. [-]
    share : array, shape (12,)
        Share of calm weather in each month. [fraction]
    length : float
        How long it must last. [h]
    spell : float
        Mean length of a calm spell. [h]

    Returns
    -------
    begin : array, shape (fault,)
        Who is there earlier never begins later. [h]

    References
    ----------
    .. [1] Cox (1962), Renewal Theory: calm and rough spells that alternate, calm ones exponential, so that one that is
       there goes on as a new one would. The mean wait of each month is that of such spells; those who wait wait
       exponentially, and their share is taken as its mean over the year.
    """
    long = np.where(share < 1.0, np.exp(-length / spell), 1.0)
    ready = float((share * long) @ MONTH_DAYS) / 365.0
    rate = max(1.0 - ready, 1e-9) / np.maximum(_waited(share, long, length, spell), 1e-6)
    waits = uniform >= ready
    owed = np.where(waits, -np.log(np.maximum(1.0 - uniform, 1e-12) / max(1.0 - ready, 1e-12)), 0.0)
    return np.where(waits, finish_time(time, owed, rate), time)


def _waited(share, long, length, spell):
    """Return the mean wait for a calm spell that is long enough, those counted who need not wait, in each month. [h]"""
    rough = spell * (1.0 - share) / share
    # A spell too short lasts so long on average; after it comes a rough one, and then another try.
    short = np.where(long < 1.0, spell * (1.0 - long) - length * long, 0.0)
    afterwards = (rough + short) / long
    return (1.0 - share) * afterwards + share * (short + (1.0 - long) * afterwards)


def finish_time(time, amount, rate):
    """
    Return the time at which an amount of work is complete, at a rate that changes with the month.

    Parameters
    ----------
    time : array, shape (fault,)
        When it begins, since the start of a year. [h]
    amount : array, shape (fault,)
        Of work in workable weather, or of anything that grows. [h]
    rate : array, shape (12,)
        By which it grows in each hour of each month, above zero. [fraction]

    Returns
    -------
    end : array, shape (fault,)
        [h]
    """
    done = np.r_[0.0, np.cumsum(MONTH_DAYS * 24.0 * np.asarray(rate))]
    year, rest = np.divmod(time, _EDGES[-1])
    year, rest = np.divmod(year * done[-1] + np.interp(rest, _EDGES, done) + amount, done[-1])
    return year * _EDGES[-1] + np.interp(rest, done, _EDGES)


_EDGES = np.r_[0.0, np.cumsum(MONTH_DAYS * 24.0)]
