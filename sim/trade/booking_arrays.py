"""Arrays in which the years of a case are booked, and defaults for those that a year does not have."""

from typing import NamedTuple

import numpy as np

from sim.clock import QUARTERS

NONE, NO_ROWS = np.empty(0), np.empty((0, 0))
NO_CURVES = (np.empty((0, 0, 0)), np.empty((0, 0, 0), dtype=np.int8), np.empty((0, 0, 0)))
NO_TABLE = (np.empty(0, dtype=np.int16), 1, NO_ROWS, NO_ROWS, np.empty((0, 0), dtype=np.uint8),
            np.empty(0, dtype=np.int64), 1.0)
NO_STACK = (1, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 0.0, 0.0, 0.0)
NO_RULE = (NO_ROWS, NO_ROWS, 1.0, (0.0,) * 8)
NO_MEMO = (NO_ROWS, NO_ROWS, np.empty((0, 0, 0)))
NO_RECORD = (NO_ROWS, NONE, NONE)
NO_SCHEDULE = (NONE, NONE, NONE)


class Rule(NamedTuple):
    """A battery that is run by the widths of the reward curve alone, inside the loop of the settlement."""

    firm: np.ndarray
    """Width up to which it discharges, by pole state, shape (state, time). [MW]"""
    useful: np.ndarray
    """Width from which on it charges, by pole state, shape (state, time). [MW]"""
    battery: tuple[float, ...]
    """Its limits, as `sim.trade.greedy.greedy` orders them; none of them changes in time."""


class Scratch(NamedTuple):
    """Arrays in which all years of a case are booked, one after another: fresh memory is slow."""

    lines: np.ndarray
    """Rows whose price is not one number, shape (line,)."""
    series: np.ndarray
    """By line what is added to its price in each period, shape (line, time), or no periods. [USD/MWh]"""
    contracted: np.ndarray
    """Power from which on all contracts are served in full, infinite where there is none, shape (time,). [MW]"""
    supply: np.ndarray
    """Most that the grid at the hub would sell, shape (time,). [MW]"""
    agreed: np.ndarray
    """Of each contract price, energy paid for per MWh, payment beside the price, least energy, penalty, and penalty
    over the market's mean price, shape (6, contract)."""
    demand: float
    """Sum of the system demand over the periods. [MW]"""
    record: tuple[np.ndarray, ...]
    """Power of the lines, what is delivered and the price it leaves, for contracts that pay by period."""


def scratch(offer, room=None):
    """
    Return arrays to book the years of an offer with.

    Parameters
    ----------
    offer : BidCurves
        The bids of the year.
    room : Scratch, optional
        Of another year of the same case, to be used again.

    Returns
    -------
    room : Scratch
    """
    rows, prices, periods = offer.rows, offer.prices, offer.whole.size
    width = sum((c.bid.width for c in offer.terms), np.zeros(periods))   # what a buyer turns down changes by year
    contracted = np.where(width > 0.0, np.minimum(width, offer.most) * (1 - 1e-6), np.inf)
    agreed = agreed_in(offer.terms)
    if room is not None:
        return room._replace(contracted=contracted, agreed=agreed)
    extra = [np.ndim(each.extra) > 0 for each in offer.terms]
    lines = np.array([row for row in range(rows.count) if prices.factor[row] or prices.series[row].size
                      or (row >= rows.contract and extra[row - rows.contract])], dtype=np.int64)
    series = NO_ROWS
    if any(prices.series[row].size for row in lines):
        series = np.zeros((lines.size, periods))
        for line, row in enumerate(lines):
            series[line] = prices.series[row] if prices.series[row].size else 0.0
    supply = np.array(np.broadcast_to(np.asarray(offer.supply, dtype=float), periods))
    record = (np.empty((lines.size, periods)), np.empty(periods), np.empty(periods))
    return Scratch(lines, series if series.size else np.empty((lines.size, 0)), contracted, supply, agreed,
                   float(prices.demand.sum()), record)


def quarter_edges(periods):
    """
    Return the periods at which the quarters of a year begin and end.

    Parameters
    ----------
    periods : int
        Of the year.

    Returns
    -------
    edges : array of int, shape (5,)
        Of 90, 91, 92 and 92 days from its first period on.
    """
    return np.rint(periods * np.array(QUARTERS) / QUARTERS[-1]).astype(np.int64)


def agreed_in(terms):
    """
    Return the terms of each contract.

    Parameters
    ----------
    terms : sequence of Contract
        The contracts of a year.

    Returns
    -------
    agreed : array, shape (6, contract)
        As `Scratch` has it; a payment by period counts as none. [-]
    """
    each = [(float(np.mean(c.bid.price)), c.paid, 0.0 if np.ndim(c.extra) else c.extra, c.minimum, c.penalty,
             c.penalty_multiple) for c in terms]
    return np.array(each).reshape(len(terms), 6).T


def memo(draws, states, blocks, sums, ruled):
    """
    Return the memory of the loop for the blocks of a year.

    Parameters
    ----------
    draws, states, blocks, sums : int
        Outage histories, pole states, blocks of a year, and sums of each.
    ruled : bool
        Whether the loop runs the battery.

    Returns
    -------
    memo : tuple of array
        Level that a block was entered at, and left at, shape (state, block) [MWh], and its sums; without rows for one
        history alone.
    """
    if not ruled or draws < 2:
        return NO_MEMO
    return np.full((states, blocks), np.nan), np.empty((states, blocks)), np.empty((states, blocks, sums))
