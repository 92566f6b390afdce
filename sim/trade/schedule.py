"""Inputs of a policy for a year and for the years after, and the schedule that it returns."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.errors import refusal
from sim.records import Contract
from sim.trade.settlement import Prices, Rows


class Reward(NamedTuple):
    """Reward of power at the hub, by period: the reward curve as a policy sees it."""

    width: np.ndarray
    """Power of each segment by pole state, shape (state, segment, time); empty ones are zero. [MW]"""
    value: np.ndarray
    """What a segment earns, falling from segment to segment, none below zero, shape (state, segment, time).
    [USD/MWh]"""
    state: np.ndarray
    """Pole state of each period, shape (time,)."""
    reach: Callable[[float], np.ndarray]
    """``reach(value)``: width of at least `value`, shape (time,). [MW]"""
    network: Callable | None = None
    """``network()``: the tree of bids as it stands, a `sim.trade.bid_network.Network`, for the policy linear."""


class StoredValue(NamedTuple):
    """The value of energy in the cells at one moment: a concave function in straight pieces, on an interval."""

    level: np.ndarray
    """Ends of the pieces, rising; the first and the last bound what is allowed, shape (piece + 1,). [MWh]"""
    value: np.ndarray
    """Value of one more unit on each piece, falling, shape (piece,). [USD/MWh] in the cells"""


class Schedule(NamedTuple):
    """Flows of the battery, and the power left to sell."""

    offered: np.ndarray
    """Power put up for sale at the hub: wind less charging plus discharging, shape (time,). [MW]"""
    flow: np.ndarray
    """Power into the battery, measured at the hub; negative when it discharges, shape (time,). [MW]"""
    level: np.ndarray
    """Energy in the cells at the end of each period, shape (time,). [MWh]"""
    nominated: np.ndarray | None = None
    """Power at the hub nominated to the buyers at gate closure, shape (time,); none without a gate. [MW]"""
    taken: tuple[np.ndarray, np.ndarray] | None = None
    """What each bid takes at the hub and at its own meter, two arrays (bid, time), where the policy decides that too;
    else the power offered climbs the curve. [MW]"""
    far: tuple[np.ndarray, np.ndarray] | None = None
    """Power into a battery at the Singapore meter and its level, two arrays (time,). [MW, MWh]"""


class BidCurves(NamedTuple):
    """The bids of one (operating year, weather year), merged into reward curves at the hub."""

    rows: Rows
    """Who takes power."""
    reward: Callable
    """``reward(state)``: the `sim.trade.schedule.Reward` of power at the hub."""
    climb: Callable
    """``climb(state, power)``: what each bid takes at the hub and at its meter, two arrays (bid, time). [MW]"""
    compact: Callable
    """``compact()``: width [MW], bid and slope [-] of the curves, three arrays (state, time, segment)."""
    prices: Prices
    """What each row pays."""
    whole: np.ndarray
    """What all bids together would take at the hub if every pole were available, shape (time,). [MW]"""
    most: float
    """Most that the link brings to the Singapore meter. [MW]"""
    supply: np.ndarray | float = 0.0
    """Most that the grid at the hub would sell, shape (time,). [MW]"""
    terms: tuple[Contract, ...] = ()
    """Terms of each contract that the bids were made with, as `sim.records.Contract`."""
    table: Callable[[], tuple[np.ndarray | float, ...]] | None = None
    """``table()``: the curves of groups of periods that share one, as `sim.trade.curve_tables.tables` returns them;
    None where each period has its own."""
    widths: Callable[[float], np.ndarray] | None = None
    """``widths(value)``: width of at least `value` by pole state, shape (state, time). [MW]"""


class ForecastInputs(NamedTuple):
    """Inputs of a policy that forecasts, beside the wind: prices, and the cost of deviating from a nomination."""

    spots: np.ndarray
    """Spot price that comes, shape (weather_year, time). [USD/MWh]"""
    imbalance: tuple[float, float]
    """What missing and excess energy are settled at, over the spot price. [-]"""
    generator: Callable[[int], np.random.Generator]
    """``generator(weather_year)``: random numbers of the forecasts of a year."""


def in_time(battery, periods):
    """
    Return a battery as the compiled loops know it.

    Parameters
    ----------
    battery : tuple
        Ordered as `sim.records.Battery`; each of the first four, its limits, may be an array (time,).
    periods : int
        How many.

    Returns
    -------
    battery : tuple
        Of numbers, or with four arrays (time,) in front if any limit changes in time: two kinds, not sixteen.

    Raises
    ------
    SundalinkError
        If a limit in time has another length.
    """
    if not any(map(np.ndim, battery[:4])):
        return tuple(map(float, battery))
    for limit in battery[:4]:
        if np.ndim(limit) and np.shape(limit) != (periods,):
            raise refusal("a limit of the battery in time", np.shape(limit), "-",
                      f"must have one value for each of {periods} periods")
    return (*(np.array(np.broadcast_to(limit, periods), dtype=float) for limit in battery[:4]),
            *map(float, battery[4:]))


def earned(reward, schedule, battery, dt):
    """
    Return the earnings of a schedule: rewards less the cost of wear of discharged energy.

    Parameters
    ----------
    reward : Reward
        What power at the hub earns.
    schedule : Schedule
        What the battery does.
    battery : tuple
        As in `sim.trade.rolling.rolling`.
    dt : float
        Length of a period. [h]

    Returns
    -------
    earned : float
        Over all periods. [USD]
    """
    width, value = (chosen(array, reward.state) for array in (reward.width, reward.value))
    below = np.cumsum(width, axis=0) - width
    sold = float((np.clip(schedule.offered - below, 0.0, width) * value).sum())
    return (sold - battery.wear * float(np.maximum(-schedule.flow, 0.0).sum())) * dt


def chosen(array, state):
    """
    Return the curve of each period's pole state.

    Parameters
    ----------
    array : array, shape (state, segment, time)
        Width [MW] or value [USD/MWh] of the segments. [-]
    state : array, shape (time,)
        Pole state of each period. [-]

    Returns
    -------
    curve : array, shape (segment, time)
        In the unit of `array`. [-]
    """
    return array[state, :, np.arange(state.size)].T
