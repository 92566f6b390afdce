"""Energy lost while poles are out: a rate by weather year and period, summed over the outages of many histories."""

import numpy as np

from sim.units import HOURS_PER_YEAR


def lost(intervals, rate, weather, dt):
    """
    Add up over each history what is lost while poles are out.

    Parameters
    ----------
    intervals : Intervals
    rate : array, shape (poles out, weather_year, time)
        What is lost in each hour of a period with 1, 2 ... poles out. [MW], or [USD/h]
    weather : array of int, shape (history, year)
        Weather year of each year of each history.
    dt : float
        Length of a period. [h]

    Returns
    -------
    total : array, shape (history,)
        [MWh], or [USD]
    """
    return lost_by(intervals, cumulative(rate, dt), weather, dt)


def cumulative(rate, dt):
    """
    Return the cumulative loss from the start of each year to the start of each period, and to the year's end.

    Parameters
    ----------
    rate, dt
        As in `lost`.

    Returns
    -------
    grown : array, shape (poles out, weather_year, time + 1)
        [MWh], or [USD]
    """
    grown = np.zeros((*rate.shape[:2], rate.shape[-1] + 1))
    np.cumsum(rate, axis=-1, dtype=float, out=grown[..., 1:])
    grown *= dt
    return grown


def lost_by(intervals, grown, weather, dt):
    """
    Add up the same as `lost` from what it needs of the rate, which serves many lists of intervals.

    Parameters
    ----------
    intervals : Intervals
        As in `lost`.
    grown : array, shape (poles out, weather_year, time + 1)
        As `cumulative` returns it. [MWh], or [USD]
    weather, dt
        As in `lost`.

    Returns
    -------
    total : array, shape (history,)
        [MWh], or [USD]
    """
    before = np.cumsum(grown[:, weather, -1], axis=-1) - grown[:, weather, -1]
    hit = intervals.out > 0
    history, state, flat = intervals.history[hit], intervals.out[hit].astype(int) - 1, grown.ravel()

    def at(time):
        year = np.minimum((time / HOURS_PER_YEAR).astype(int), weather.shape[1] - 1)
        place = (time - year * HOURS_PER_YEAR) / dt
        index = np.minimum(place.astype(int), grown.shape[-1] - 2)
        own = weather[history, year]
        place -= index
        index += (state * grown.shape[1] + own) * grown.shape[2]   # in one row of all: read at once
        low, high = flat.take(index), flat.take(index + 1)
        return before[state, history, year] + low + place * (high - low)

    end = at(intervals.end[hit])
    return np.bincount(history, end - at(intervals.start[hit]), weather.shape[0])
