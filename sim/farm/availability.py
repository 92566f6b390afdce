"""Availability of turbines: failures and repairs that wait for weather, so that outages follow the monsoon."""

from typing import Literal

import numpy as np

from sim.checks import NonNegative, Positive, check_finite, check_positive

BEFORE = 2000.0
"""Spin-up: the end of the series precedes it for so long, to forget the start with all turbines running. [h]"""


def constant(surface, dt, count, generator):
    """
    A constant share of turbines out of service.

    Parameters
    ----------
    surface : array, shape (weather_year, time)
        Wind at 10 m; its shape alone is used. [m/s]
    dt : float
        Not used. [h]
    count : int
        Not used.
    generator : numpy.random.Generator
        Not used.

    Returns
    -------
    running : array, shape (weather_year, time)
        Ones: the loss ``turbine_availability`` is the whole loss. [fraction]

    References
    ----------
    .. [1] As in a yield assessment before construction.
    """
    return np.ones(np.shape(surface))


def weather_wait(surface, dt, count, generator, *, mtbf: Positive = 2000.0, logistics: NonNegative = 24.0,
                 repair: NonNegative = 36.0, access_limit: Positive = 10.0,
                 mean: Literal["scaled_to_loss", "simulated"] = "scaled_to_loss"):
    """
    Failures of each turbine, and repairs that wait for access weather.

    Parameters
    ----------
    surface : array, shape (weather_year, time)
        Wind at 10 m, its years one after the other. [m/s]
    dt : float
        Length of a period. [h]
    count : int
        Turbines of the farm.
    generator : numpy.random.Generator
        Source of randomness.
    mtbf : float
        Mean time between failures of a turbine, counted while it runs. [h]
    logistics : float
        Time from a failure until crew and parts are ready to sail. [h]
    repair : float
        Mean repair time, transfer included, in access weather; exponentially distributed. [h]
    access_limit : float
        Wind speed at 10 m below which vessels have access. A fully grown sea has significant waves of 1.5 m at 8.4 m/s
        and of 2.5 m at 10.8 (Pierson and Moskowitz), the limits of small and of large service vessels. [m/s]
    mean : str
        ``scaled_to_loss``: outages are scaled so that the energy lost equals the loss ``turbine_availability``;
        ``simulated``: outages follow from failures and weather, and that loss is not applied. [-]

    Returns
    -------
    running : array, shape (weather_year, time)
        Share of turbines in service, before any scaling. [fraction]

    Raises
    ------
    SundalinkError
        If a speed is not finite, or the period is not above zero.

    Notes
    -----
    Each turbine is a process of two states followed from event to event; repairs proceed in accessible hours only.
    Vessels are never short, and failures do not depend on the weather. Planned work, which is done in calm weather, is
    not modelled: the loss of the stack includes it, so that the season of outages is a little too strong. The years
    before the first are taken to be like the last.

    References
    ----------
    .. [1] Pierson and Moskowitz 1964, J. Geophys. Res. 69, 5181-5190: waves of a fully grown sea, 0.21 U^2 / g.
    .. [2] All defaults are assumed: 1,500 to 2,500 h between failures and 60 to 120 h of standing, weather
       included, give the 94 to 97 % of time in service that offshore farms are stated to reach.
    """
    check_finite("wind at 10 m", surface, "m/s")
    check_positive("length of a period", dt, "h")
    flat = np.asarray(surface, dtype=float).reshape(-1)
    before = min(round(BEFORE / dt), flat.size)
    open_ = np.concatenate([flat[-before:], flat]) < access_limit
    clock = np.concatenate([[0.0], np.cumsum(dt * open_)])
    end, hours = open_.size * dt, dt * np.arange(clock.size)
    change = np.zeros(open_.size + 1, dtype=np.int64)
    now = np.zeros(count)
    while (now < end).any():
        failed = now + generator.exponential(mtbf, count)
        ready = failed + logistics
        needed = np.interp(ready, hours, clock) + generator.exponential(repair, count)
        # The work is done when the clock shows what it needs; on a shut sea the clock stands.
        back = np.searchsorted(clock, needed).astype(float) * dt
        back = np.where((needed > clock[-1]) | (ready >= end), end, np.maximum(back, ready))
        for sign, moment in ((1, failed), (-1, back)):
            np.add.at(change, np.minimum(np.round(moment / dt), open_.size).astype(np.int64), sign)
        now = np.where(failed >= end, end, back)
    standing = np.cumsum(change)[before:-1]
    return (1.0 - standing / count).reshape(np.shape(surface))


def scaled(running, power, loss):
    """
    Return shares in service scaled to a stated loss of energy.

    Parameters
    ----------
    running : array, shape (...)
        Share of turbines in service. [fraction]
    power : array, shape (...)
        Power of the farm with all turbines in service. [MW]
    loss : float
        Share of that energy to be lost. [fraction]

    Returns
    -------
    running : array, shape (...)
        The share out of service is multiplied by one factor and is at most one. [fraction]
    """
    out, whole = 1.0 - np.asarray(running, dtype=float), float(np.sum(power))
    if loss <= 0.0 or whole <= 0.0:
        return np.ones(out.shape)

    def lost(factor):
        return float(np.sum(np.minimum(factor * out, 1.0) * power)) / whole

    low, high = 0.0, 1.0 / max(float(np.min(out, where=out > 0.0, initial=1.0)), 1e-9)
    if lost(high) <= loss:   # hardly a turbine failed while there was wind: the same share is lost at all times
        return np.full(out.shape, 1.0 - loss)
    factor = 1.0
    for turn in range(80):
        found = lost(factor)
        if abs(found - loss) <= 1e-12 * loss:
            break
        low, high = (factor, high) if found < loss else (low, factor)
        factor = factor * loss / found if found > 0.0 else high   # exact at once, unless somewhere all stand
        factor = factor if low < factor < high and turn < 5 else 0.5 * (low + high)
    return 1.0 - np.minimum(factor * out, 1.0)


MODELS = {"constant": constant, "weather_wait": weather_wait}

RENAMED = {"between_h": "mtbf_h", "work_h": "repair_h", "access_m_per_s": "access_limit_m_per_s",
           "mean": {"stated": "scaled_to_loss", "found": "simulated"}}
"""Keys and values of the scenario by their former names, still read in this version."""
