"""Inputs of the rolling policy: forecasts of wind and prices, and the expected value of energy."""

from typing import NamedTuple

import numpy as np

from sim.errors import refusal
from sim.trade import forecast

LEVELS = 33
"""Levels of energy between which end values are straight: a 32nd of the battery is little to be wrong by."""


class YearForecast(NamedTuple):
    """Inputs of the rolling policy for a year: forecasts by bucket of lead, and the usual value of energy."""

    wind: np.ndarray
    """Wind at the hub in each member of the forecast, shape (bucket, member, time); bucket k is the k-th vintage before
    the last one. [MW]"""
    limits: tuple[float, float]
    """Least and greatest wind ever. [MW]"""
    width: np.ndarray
    """Reward curves at the spot prices expected, shape (curve, state, time, segment). [MW]"""
    value: np.ndarray
    """What their segments earn, shape (curve, state, time, segment). [USD/MWh]"""
    curve: np.ndarray
    """Which curve each bucket sees, shape (bucket,)."""
    slopes: np.ndarray
    """The value of energy at the start of every vintage and at the end of the year, as slopes between levels evenly
    spaced from the low to the high energy, shape (vintage + 1, level - 1). [USD/MWh] in the cells"""
    off: tuple[float, float] = (0.0, 0.0)
    """What offering less, and more, than was nominated is reckoned to cost. [USD/MWh]"""


def year_forecasts(available, states, offers, spots, prices, battery, dt, generator, *, horizon=48.0, gate_closure=1.0,
            forecast_every=6.0, forecast_delay=4.0, wind_error=0.14, wind_error_rise=15.5, price_error=0.8,
            price_error_rise=24.0, error_memory=8.0, members=6, end_value=0.0, **_):
    """
    Return the inputs of the rolling policy for each weather year.

    Parameters
    ----------
    available : array, shape (weather_year, time)
        Wind at the hub. [MW]
    states : array of int, shape (draw, weather_year, time)
        Pole state of each period; the usual value of energy is taken from the first draw.
    offers : callable
        ``offers(weather_year, spot=None) -> BidCurves``, at another spot price than the true one if year_forecast.
    spots : array, shape (weather_year, time)
        Spot price that comes. [USD/MWh]
    prices : tuple of float
        What missing and excess energy are settled at, over the spot price: `short` and `long` of
        `sim.trade.imbalance.cost`. The policy reckons with them at the mean spot price. [-]
    battery : tuple
        As in `sim.trade.rolling.rolling`.
    dt : float
        Length of a period. [h]
    generator : callable
        ``generator(weather_year)``: the random numbers of a year's forecasts.
    horizon, gate_closure, forecast_every, forecast_delay : float
        As in `sim.trade.rolling.rolling`. [h]
    wind_error : float
        As in `sim.trade.rolling.rolling`. [fraction]
    wind_error_rise : float
        As in `sim.trade.rolling.rolling`. [h]
    price_error : float
        As in `sim.trade.rolling.rolling`. [fraction]
    price_error_rise, error_memory : float
        As in `sim.trade.rolling.rolling`. [h]
    members : int
        As in `sim.trade.rolling.rolling`. [-]
    end_value : float
        As in `sim.trade.rolling.rolling`. [USD/MWh]
    **_ : float
        What only `rolling` asks for. [-]

    Returns
    -------
    year_forecast : callable
        ``year_forecast(weather_year) -> YearForecast``, the same for all outage draws. It calls `offers`, whose arrays
        it copies.
    """
    available = np.ascontiguousarray(available, dtype=float)
    times, every = steps(horizon, gate_closure, forecast_every, forecast_delay, 0.0, dt)
    ahead = -(-sum(times) // every)
    lead = forecast.leads(ahead + 1, every, dt)
    periods = np.arange(available.shape[1])
    slopes = _end_values(available, states[0], offers, tuple(map(float, battery)), float(dt), every, float(end_value))
    limits = float(available.min()), float(available.max())
    wind = price = None
    if wind_error > 0.0:
        wind = forecast.usual(available, periods * 12 // periods.size)
        wind_share = forecast.standard(wind, (limits[1] - limits[0])
                                       * forecast.deviation(lead, wind_error, wind_error_rise))
    if price_error > 0.0:
        price = forecast.usual(spots, (periods * dt % 24).astype(int))
        price_share = forecast.deviation(lead, price_error, price_error_rise)
    mean = float(np.abs(spots).mean())
    off = (prices[0] - 1.0) * mean, (1.0 - prices[1]) * mean
    # Curves are what takes memory: old forecasts are looked at less often.
    seen = sorted({0, ahead, *(2**k for k in range(ahead.bit_length()))}) if price else [0]
    curve = np.searchsorted(seen, np.arange(ahead + 1)) if price else np.zeros(1, dtype=np.int64)

    def year_forecast(weather_year):
        chance = [lambda year, part=part: generator(year).spawn(2)[part] for part in range(2)]
        power, expected = available[weather_year][None, None], [None]
        if wind:
            power = forecast.ensemble(wind, weather_year, wind_share, dt, error_memory, chance[0], members)
        if price:
            expected = forecast.vintages(price, weather_year, price_share, dt, error_memory, chance[1](weather_year),
                                         seen)
        state = states[0, weather_year]
        made = [curves(offers(weather_year, spot=spot).reward(state)) for spot in expected]
        return YearForecast(power, limits, *(np.stack(arrays) for arrays in zip(*made, strict=True)), curve,
                       slopes(weather_year), off)

    return year_forecast


def perfect_forecasts(year_forecast, available, reward):
    """
    Return the inputs of the rolling policy for forecasts without error.

    Parameters
    ----------
    year_forecast : YearForecast
        What it is given otherwise; the usual value of energy, and what imbalance costs, are kept.
    available : array, shape (time,)
        Wind at the hub. [MW]
    reward : Reward
        What power at the hub earns, in every pole state.

    Returns
    -------
    year_forecast : YearForecast
        With one bucket and one member.
    """
    width, value = curves(reward)
    return year_forecast._replace(wind=np.array(available, dtype=float)[None, None], width=width[None],
                                  value=value[None], curve=np.zeros(1, dtype=np.int64))


def foresight_inputs(available, reward, every, end_value):
    """
    Return the inputs of the rolling policy where only the future itself is known: forecasts without error.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    reward : Reward
        What power at the hub earns, in every pole state.
    every : int
        Periods from vintage to vintage.
    end_value : float
        Value of energy at the end of the hours ahead. [USD/MWh]

    Returns
    -------
    year_forecast : YearForecast
    """
    slopes = np.full((-(-available.size // every) + 1, LEVELS - 1), float(end_value))
    limits = float(available.min()), float(available.max())
    return perfect_forecasts(YearForecast(None, limits, None, None, None, slopes), available, reward)


def steps(horizon, gate_closure, forecast_every, forecast_delay, persistence, dt):
    """
    Return times of the rolling policy in periods.

    Parameters
    ----------
    horizon, gate_closure, forecast_every, forecast_delay, persistence : float
        As in `sim.trade.rolling.rolling`. [h]
    dt : float
        Length of a period. [h]

    Returns
    -------
    steps : tuple of int
        Horizon, gate closure, delay of a forecast and persistence.
    every : int
        From vintage to vintage.

    Raises
    ------
    SundalinkError
        If vintages are no whole number of periods apart.
    """
    every = round(forecast_every / dt)
    if every < 1 or abs(every * dt - forecast_every) > 1e-9:
        raise refusal("trade.policy.forecast_every_h", float(forecast_every), "h",
                  f"must be a whole number of periods of {dt:g} h")
    return tuple(int(np.ceil(hours / dt - 1e-9)) for hours in (horizon, gate_closure, forecast_delay, persistence)), \
        every


def curves(reward):
    """
    Return a year's reward curves as arrays for the compiled loops.

    Parameters
    ----------
    reward : Reward
        What power at the hub earns.

    Returns
    -------
    width : array, shape (state, time, segment)
        A copy, without the segments that are always empty. [MW]
    value : array, shape (state, time, segment)
        What they earn. [USD/MWh]
    """
    used = int((reward.width > 0.0).any(axis=(0, 2)).sum()) or 1
    return tuple(np.array(np.swapaxes(a[:, :used], 1, 2), order="C") for a in (reward.width, reward.value))


def _end_values(available, states, offers, battery, dt, every, end_value):
    """
    Return the mean of the value of energy in the other weather years: a function of the weather year.

    Each year is taken to be followed by itself, so that nothing of a year is in what it holds of it.
    """
    from sim.trade import _value_function

    years, nodes = len(available), np.linspace(*battery[2:4], LEVELS)
    found = np.empty((years, -(-available.shape[1] // every) + 1, LEVELS - 1))
    found[:] = end_value
    if years > 1:
        for year, power in enumerate(available):
            state = np.ascontiguousarray(states[year], dtype=np.int64)
            sold = curves(offers(year).reward(state))
            for _ in range(2):
                _value_function.values(
                    power, state, *sold, dt, battery, every, nodes, found[year, 0].copy(), found[year]
                )

    def others(year):
        rest = np.delete(found, year, axis=0) if years > 1 else found
        return np.minimum.accumulate(rest.mean(axis=0), axis=1)

    return others
