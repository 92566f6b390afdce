"""One traded year of a case in detail, for notebooks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import bids, storage
from sim.trade import policy_comparison
from sim.trade.annual_limits import AnnualLimits, meet, terms
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.rolling import rolling
from sim.trade.rolling_forecasts import LEVELS, year_forecasts
from sim.trade.schedule import StoredValue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.chain import Case
    from sim.records import Battery
    from sim.trade.policy_comparison import Gain
    from sim.trade.rolling_forecasts import YearForecast
    from sim.trade.schedule import BidCurves, Reward

NAMES = {"sending station": "station's own use, hub", "supply": "grid supply", "local": "local sale",
         "receiving station": "station's own use, Singapore", "malaysia": "Malaysia", "spot": "spot market"}
"""What a row of the bids is called, where its name does not say it."""


def called(name: str) -> str:
    """Return the name of a bid's row in figures."""
    return NAMES.get(name, name.replace("_", " "))


class TradeYear(NamedTuple):
    """Wind, prices, battery and bids of one weather year, in the first traded year and outage history."""

    period: float
    """Length of a period. [h]"""
    wind: np.ndarray
    """Power at the hub, shape (time,). [MW]"""
    spot: np.ndarray
    """Spot price, shape (time,). [USD/MWh]"""
    state: np.ndarray
    """Pole state, shape (time,)."""
    battery: Battery
    """Limits of the battery, as `sim.records.Battery`."""
    offer: BidCurves
    """The bids, a `sim.trade.schedule.BidCurves`."""
    reward: Reward
    """What power at the hub earns, a `sim.trade.schedule.Reward`."""
    forecast: YearForecast
    """What the rolling policy is given, a `sim.trade.rolling_forecasts.YearForecast`."""
    gains: dict[str, Gain]
    """`sim.trade.policy_comparison.Gain` by policy."""


class Step(NamedTuple):
    """A step of a reward curve."""

    bid: str
    """Who takes the power."""
    width: float
    """How much of it. [MW] at the hub"""
    value: float
    """What it earns. [USD/MWh] at the hub"""


def desk(case: Case, weather_year: int = 0) -> TradeYear:
    """
    Trade one weather year by each policy.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    weather_year : int
        Which year.

    Returns
    -------
    desk : TradeYear
        The rolling policy has the settings of the case if that trades by it, else the usual ones.
    """
    s, market, wind, states = case.scenario, case.market[0], case.hub.power[0], case.link.state[:1]
    battery, _ = storage.batteries(s, 0.0)
    made, dt, inputs = _offers(case), s.time.period_h, bids.forecast_inputs(s, market)
    policy = s.trade.policy.bind()
    given = policy.keywords if getattr(policy, "func", policy) is rolling else {}
    forecasts = year_forecasts(wind, states, made, inputs.spots, inputs.imbalance, battery, dt, inputs.generator,
                               **given)
    forecast = forecasts(weather_year)
    state = states[0, weather_year]
    offer = made(weather_year, states=state[None])
    reward = offer.reward(state)
    gains = policy_comparison.compare(
        wind[weather_year], reward, battery, dt, 0.5 * (battery.low + battery.high), forecast, **given
    )
    return TradeYear(dt, wind[weather_year], market.spot[weather_year], state, battery, offer, reward, forecast,
                     {gain.policy: gain for gain in gains})


def policy_values(case: Case, weather_years: Sequence[int]) -> dict[str, tuple[float, ...]]:
    """
    Return the yearly earnings of the battery by policy, and the cost of deviations from nominations.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    weather_years : sequence of int
        Years to take the mean of.

    Returns
    -------
    policy_values : dict of str to tuple of float
        By policy: earned beyond a project without a battery before imbalance, and imbalance. [USD a year]
    """
    found: dict[str, list[tuple[float, float]]] = {}
    for year in weather_years:
        gains = desk(case, year).gains
        for name, gain in gains.items():
            found.setdefault(name, []).append((gain.earned - gains["no battery"].earned, gain.imbalance))
    return {name: tuple(map(float, np.mean(rows, axis=0))) for name, rows in found.items()}


def curve(desk: TradeYear, period: int) -> list[Step]:
    """
    Return the reward curve of one period with its bids by name.

    Parameters
    ----------
    desk : TradeYear
    period : int
        Which period of the year.

    Returns
    -------
    steps : list of Step
        By falling value; a bid comes again where the link's loss cuts it into pieces.
    """
    width = desk.reward.width[desk.state[period], :, period]
    value = desk.reward.value[desk.state[period], :, period]
    steps, power, before = [], np.zeros(desk.state.size), 0.0
    for each, bid_value in zip(width[width > 0.0], value[width > 0.0], strict=True):
        power[period] += each
        taken = desk.offer.climb(desk.state, power)[0][:, period]
        number = int(np.argmax(taken - before))
        before = taken
        steps.append(Step(called(desk.offer.rows.row_names()[number]), float(each), float(bid_value)))
    return steps


def stored_value(desk: TradeYear, first: int, days: int = 7, every: float = 2.0,
                 beyond: int = 14) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Return the value of one more unit of energy in the cells in the course of some days, all that comes known.

    Parameters
    ----------
    desk : TradeYear
    first : int
        First day of the year, 0 for 1 January.
    days : int
        How many.
    every : float
        Time between two looks. [h]
    beyond : int
        Days after these that are known too.

    Returns
    -------
    hour : array, shape (look,)
        Since the start of the first day. [h]
    level : array, shape (level,)
        Energy in the cells. [MWh]
    value : array, shape (look, level - 1)
        Value between two levels. [USD/MWh] in the cells
    """
    day, step = round(24 / desk.period), round(every / desk.period)
    begin = first * day
    stop = min(begin + (days + beyond) * day, desk.wind.size)
    when = np.arange(begin, min(begin + days * day, stop), step)
    level = np.linspace(desk.battery.low, desk.battery.high, LEVELS)
    row = stop * (desk.forecast.slopes.shape[0] - 1) // desk.wind.size
    value = policy_comparison.marginal(desk.wind[:stop], desk.reward, desk.battery, desk.period, when,
                             StoredValue(level, desk.forecast.slopes[row]))
    return (when - begin) * desk.period, level, value


def obligation(case: Case) -> tuple[np.ndarray, ...]:
    """
    Return the effect of the contract's minimum energy on each weather year, with perfect foresight.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed; its first contract owes a minimum.

    Returns
    -------
    free, kept : array, shape (weather_year,)
        Energy under the contract over its minimum, if nothing were owed, and as it is best. [-]
    price : array, shape (weather_year,)
        Shadow price of the minimum: from nothing, where it is met anyway, to the whole penalty. [USD/MWh]
    """
    s, made, found = case.scenario, _offers(case), []
    battery, _ = storage.batteries(s, 0.0)
    start, dt = 0.5 * (battery.low + battery.high), s.time.period_h
    for year, wind in enumerate(case.hub.power[0]):
        state, offers = case.link.state[0, year], partial(made, year)
        offer = offers(weight=0.0, states=state[None])
        limits = terms(AnnualLimits(), offer.terms, offer.supply, dt, offer.rows)[:1]
        free = perfect_foresight(wind + offer.supply, offer.reward(state), battery, dt, start)
        got = float(offer.climb(state, free.offered)[1][offer.rows.contract].sum()) * dt
        kept, answer = meet(perfect_foresight, wind + offer.supply, state, offers, limits, battery, dt, start)
        found.append((got / limits[0].target, float(kept.taken[1][offer.rows.contract].sum()) * dt / limits[0].target,
                      float(answer.multiplier[0])))
    return tuple(np.array(found).T)


def _offers(case: Case) -> Callable[..., BidCurves]:
    """Return the offers of the first traded year, in arrays of their own."""
    return bids.offers(case.scenario, case.link, case.route, case.market[0], case.traded.price)
