"""Inputs and outputs of a spot price model: a price that an import may change."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_within
from sim.clock import resample
from sim.market.generation_fleet import Fleet
from sim.market.scarcity import temporary_cap
from sim.units import HALF_HOUR


class Usep(NamedTuple):
    """Distribution of the spot price on record, relative to its mean, and its profile over the day."""

    probability: np.ndarray
    """From 0, the lowest half-hour of a year, to 1, the highest, shape (p,). [-]"""
    quantile: np.ndarray
    """Price over its mean at each probability, shape (p,). [-]"""
    halfhour: np.ndarray
    """Mean by half-hour from 00:00 in Singapore over that of the year, shape (48,). [-]"""
    label: str
    """Where it is from."""


class GridPrices(NamedTuple):
    """Prices of one zone of a grid in one weather year, in half-hours."""

    price: np.ndarray
    """Settled price, shape (time,). [USD/MWh]"""
    power: np.ndarray
    """What the zone's own plants that cost something give, shape (time,). [MW]"""
    width: np.ndarray
    """Power of the steps of the zone's stack, the cheapest first, shape (step,). [MW]"""
    cost: np.ndarray
    """Their price, shape (step,). [USD/MWh]"""
    label: str = ""
    """Which grid it is."""


class Conditions(NamedTuple):
    """Inputs of a model of the spot price for one year; a model reads those it needs."""

    record: Usep | None
    """Recorded distribution and profile over the day; None where the model needs none."""
    level: float
    """Mean price that the marginal gas unit sets. [USD/MWh]"""
    fleet: Fleet
    """Plants by class."""
    year: int
    """Calendar year."""
    gas: float | np.ndarray
    """Price of gas at the plant, of the year or by month, shape () or (12,). [SGD/GJ]"""
    carbon_tax: float
    """Tax on emissions. [SGD/tCO2]"""
    exchange: float
    """Singapore dollars for one US dollar. [SGD/USD]"""
    rating: float = 1200.0
    """Power that the link can bring at most. [MW]"""
    grid: GridPrices | None = None
    """Prices of a zone of a grid, `GridPrices`; None where none is named."""


class Quote(NamedTuple):
    """The spot price of one year, and what an import makes of it; `dt` apart, half-hours of shape (time,)."""

    spot: np.ndarray
    """Price of a market without the import, by period, shape (period,). [USD/MWh]"""
    expected: np.ndarray
    """Price behind the import that the market expects, by period, shape (period,); empty where a case keeps it for all
    weather years together. [USD/MWh]"""
    dt: float
    """Length of a period. [h]"""
    net: np.ndarray | None = None
    """Demand served by the stack before the import; None where imports do not change the price. [MW]"""
    thin: np.ndarray | None = None
    """Capacity expected to be available over that which is: an outage moves demand up the stack. [-]"""
    factor: np.ndarray | None = None
    """What the residual makes of the stack's price, never below zero. [-]"""
    slump: np.ndarray | None = None
    """What the residual takes off beside it, zero in nearly all half-hours. [USD/MWh]"""
    stack: np.ndarray | None = None
    """Net demand [MW] and the price there [USD/MWh] of the stack on which the import is cleared, shape (2, point)."""
    limits: tuple[float, float] = (-np.inf, np.inf)
    """Lowest and highest price of the market. [USD/MWh]"""
    temporary: tuple[float, float] | None = None
    """Moving average above which the temporary price cap holds, and that cap; None without one. [USD/MWh]"""
    classes: tuple[tuple[str, float], ...] = ()
    """Class of plant and the power up to which it serves, in the order they are called. [MW]"""


def clearing(quote, delivered, charge=0.0):
    """
    Return the price that an import leaves behind.

    Parameters
    ----------
    quote : Quote
        The spot price of the year.
    delivered : float or array, shape (period,)
        Import into the market. [MW]
    charge : float
        What is taken off the price. [USD/MWh]

    Returns
    -------
    price : array, shape (period,)
        Clearing price; the price before the import where no import moves it. [USD/MWh]

    Raises
    ------
    SundalinkError
        If the import is negative or unknown.
    """
    if quote.stack is None:
        return quote.spot - charge
    count = round(quote.net.size * HALF_HOUR / quote.dt)
    split, rest = divmod(quote.net.size, count)
    if rest or quote.temporary is not None or not _even(quote.stack[0]):   # what the loop does not know
        check_within("import into the market", delivered, 0.0, np.inf, "MW")
        return _by_numpy(quote, delivered) - charge
    from sim.market import _clearing

    price = np.empty(count)
    came = np.ascontiguousarray(np.broadcast_to(np.asarray(delivered, dtype=float), count))
    known = _clearing.clear(came, split, quote.net, quote.thin, quote.factor, quote.slump, *quote.stack,
                            *map(float, quote.limits), float(charge), price)
    if not known:
        check_within("import into the market", delivered, 0.0, np.inf, "MW")
    return price


class StackTable(NamedTuple):
    """A quote as compiled loops read it: half-hours of shape (time,), nodes of the stack evenly apart."""

    split: int
    """Half-hours in a period."""
    net: np.ndarray
    thin: np.ndarray
    factor: np.ndarray
    slump: np.ndarray
    nodes: np.ndarray
    """Net demand, shape (point,). [MW]"""
    price: np.ndarray
    """Price there, shape (point,). [USD/MWh]"""
    slope: np.ndarray
    """Of the price from one node to the next, shape (point - 1,). [USD/MWh/MW]"""
    low: float
    high: float
    charge: float
    """What is taken off the price. [USD/MWh]"""


def stack(quote, charge=0.0):
    """
    Return a quote as compiled loops read it.

    Parameters
    ----------
    quote : Quote
        The spot price of a year.
    charge : float
        What is taken off the price. [USD/MWh]

    Returns
    -------
    stack : StackTable or None
        None where only `clearing` gives the price with an import.
    """
    if quote.stack is None or quote.temporary is not None or not _even(quote.stack[0]):
        return None
    split, rest = divmod(quote.net.size, round(quote.net.size * HALF_HOUR / quote.dt))
    if rest:
        return None
    nodes, price = (np.ascontiguousarray(values) for values in quote.stack)
    return StackTable(split, quote.net, quote.thin, quote.factor, quote.slump, nodes, price,
                      np.diff(price) / np.diff(nodes), *map(float, quote.limits), float(charge))


def _even(nodes):
    """Return whether nodes are evenly spaced."""
    steps = nodes[1:] - nodes[:-1]
    return nodes.size > 2 and steps.max() - steps.min() <= 1e-9 * steps[0]


def _by_numpy(quote, delivered):
    """Return the same for any stack and any length of period: the plain form."""
    if np.ndim(delivered) and quote.dt != HALF_HOUR:
        delivered = resample(delivered, quote.dt, HALF_HOUR)
    price = np.interp((quote.net - delivered) * quote.thin, *quote.stack) * quote.factor - quote.slump
    price = np.clip(price, *quote.limits)
    if quote.temporary is not None:
        price = temporary_cap(price, *quote.temporary)
    return resample(price, HALF_HOUR, quote.dt)


def effect(demand, before, after, dt):
    """
    Return the effect of an import on the price in a year.

    Parameters
    ----------
    demand : array, shape (time,)
        System demand. [MW]
    before, after : array, shape (time,)
        Price without the import, and the price it leaves behind. [USD/MWh]
    dt : float
        Length of a period. [h]

    Returns
    -------
    fall : float
        By how much the import lowers the price, mean weighted by demand. [USD/MWh]
    saving : float
        What consumers at the spot price pay less in the year; generators earn as much less. [USD]
    """
    saving = float(((before - after) * demand).sum()) * dt
    return saving / (float(np.sum(demand)) * dt), saving
