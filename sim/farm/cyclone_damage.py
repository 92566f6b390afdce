"""Tropical cyclones at a farm: shutdown, restart, damage and repair."""

from typing import Annotated

import numpy as np
from annotated_types import Gt

from sim.checks import Fraction, NonNegative, Positive, check_finite


def standstill(speed, peak, span, dt, cut_out, count, generator, *, restart: Fraction = 0.8, settle: NonNegative = 6.0,
               reference: Positive = 50.0, margin: Positive = 1.05, width: Annotated[float, Gt(0)] = 0.06,
               repair: NonNegative = 30.0, repair_spread: NonNegative = 1.0):
    """
    Shutdown, damage and repair of turbines in storms.

    Within a storm's window every turbine stops when the wind passes cut-out, and starts again when it has stayed below
    the restart speed for some hours. The share damaged grows with the storm's strongest wind over the reference speed
    of the turbine's IEC class; the damaged ones wait for repair, which takes a lognormal time.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind at the hub. [m/s]
    peak : array, shape (event,)
        Strongest wind of each storm at the hub. [m/s]
    span : array of int, shape (event, 2)
        Its window in periods, counted through all years.
    dt : float
        Length of a period. [h]
    cut_out : float
        Speed at which turbines stop. [m/s]
    count : int
        Turbines of the farm.
    generator : numpy.random.Generator
        Source of randomness.
    restart : float
        Speed of restart over cut-out; assumed, 20 to 22 m/s with a cut-out of 25. [fraction]
    settle : float
        Time for which the wind must stay below the restart speed, inspection included; assumed. [h]
    reference : float
        Reference speed of the turbine's class; 50 m/s is IEC class I, 57 class T. [m/s]
    margin : float
        Ratio of the strongest wind to the reference speed at which half of the turbines are damaged; assumed. [-]
    width : float
        Width of the transition from no damage to damage of all turbines, around that ratio; assumed. [-]
    repair : float
        Median time until a damaged turbine is back in service; assumed. [d]
    repair_spread : float
        Standard deviation of the logarithm of that time; assumed. [-]

    Returns
    -------
    share : array, shape (weather_year, time)
        1 without storms. [fraction]

    References
    ----------
    .. [1] IEC 61400-1:2019 (reference speed, class T). Shutdown, fragility and repair are assumed; no record of
       offshore turbines in tropical cyclones that would fix them is public.
    """
    check_finite("wind speed in storms", speed, "m/s")
    flat, share = speed.reshape(-1), np.ones(speed.size)
    for top, (begin, end) in zip(peak, span, strict=True):
        chance = 1.0 / (1.0 + np.exp(-np.clip((top / reference - margin) / width, -500.0, 500.0)))
        broken = generator.binomial(count, chance) / count
        days = repair * np.exp(repair_spread * generator.standard_normal())
        still = stopped(flat[begin:end], cut_out, restart * cut_out, settle / dt)
        share[begin:end][still] = 0.0
        if broken > 0:
            worst = begin + int(np.argmax(flat[begin:end])) if end > begin else begin
            share[worst:worst + round(24.0 * days / dt)] *= 1.0 - broken
    return share.reshape(speed.shape)


def stopped(speed, high, low, settle):
    """
    Return the periods in which turbines stand still: from exceeding one speed until having stayed below another.

    Parameters
    ----------
    speed : array, shape (time,)
        Wind at the hub. [m/s]
    high, low : float
        Speed of shutdown, and of restart. [m/s]
    settle : float
        Periods that the wind must stay below `low`. [-]

    Returns
    -------
    still : array of bool, shape (time,)
        False before the first shutdown.
    """
    place = np.arange(speed.size)
    passed = np.maximum.accumulate(np.where(speed > high, place, -1))
    loud = np.maximum.accumulate(np.where(speed < low, -1, place))
    freed = np.maximum.accumulate(np.where(place - loud > settle, place, -1))   # the wind has been quiet long enough
    return passed > freed
