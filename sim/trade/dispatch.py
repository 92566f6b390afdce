"""The door of the trade: one operating year against all weather years, the battery carried across year ends."""

from typing import NamedTuple

import numpy as np

from sim.trade.ledger import Flows, Ledger, flows, settle
from sim.trade.policies import AHEAD


class Offer(NamedTuple):
    """What the tree of bids offers in one (operating year, weather year): callables over its reward curves."""

    reward: object
    """``reward(state)``: the `sim.trade.schedule.Reward` of power at the hub."""
    climb: object
    """``climb(state, power)``: what each bid takes at the hub and at its meter, two arrays (bid, time). [MW]"""
    prices: tuple
    """Price of contract, spot and local energy, and of no-load energy bought at the hub and at the receiving end,
    arrays (time,). [USD/MWh]"""
    whole: np.ndarray
    """What all bids together would take at the hub if every pole were available, shape (time,). [MW]"""
    contract_width: float
    """Contracted power, or what the link can bring of it. [MW]"""


class Link(NamedTuple):
    """What the trade knows of the link, by pole state; the last state has every pole."""

    no_load: np.ndarray
    """No-load loss of the sending and the receiving station, shape (2, state). [MW]"""
    received: object
    """``received(state, sent)``: power received, shape (time,). [MW]"""
    kept: float
    """Share of the power received that reaches the Singapore meter: less than one behind a third grid. [-]"""


def year(policy, available, states, offer, link, battery, dt, level, after=None):
    """
    Trade one year once for each outage draw.

    Parameters
    ----------
    policy : callable
        A model of the policies with its parameters set.
    available : array, shape (time,)
        Wind at the hub. [MW]
    states : array of int, shape (draw, time)
        Pole state of each period, for each outage draw.
    offer : Offer
        The tree of bids.
    link : Link
        The link by pole state.
    battery : Battery
        Limits of this operating year.
    dt : float
        Length of a period. [h]
    level : array, shape (draw,)
        Energy in the battery at the start; holds that at the end afterwards. [MWh]
    after : sequence of Worth, optional
        What energy is worth at the end, for each draw, to a policy that asks.

    Returns
    -------
    ledgers : list of Ledger
        Sums, one for each draw.
    first : Flows
        Periods of the first draw.
    """
    ledgers, first = [], None
    for draw, state in enumerate(states):
        schedule = policy(available, offer.reward(state), battery, dt, level[draw], after[draw] if after else None)
        hub, meter = offer.climb(state, schedule.offered)
        sent = hub[:3].sum(axis=0)
        happened = flows(available, schedule, hub, meter, link.received(state, sent), link.no_load[:, state],
                         offer.whole, link.kept)
        ledgers.append(settle(happened, level[draw], offer.prices, offer.contract_width, dt))
        level[draw] = happened.level[-1]
        first = happened if first is None else first
    return ledgers, first


def life(policy, available, states, offers, link, battery, dt, keep=True):
    """
    Trade one operating year against all weather years in turn.

    Parameters
    ----------
    policy : callable
        A model of the policies, its parameters set by `functools.partial`. One with foresight looks across year ends.
    available : array, shape (weather_year, time)
        Wind at the hub. [MW]
    states : array of int, shape (draw, weather_year, time)
        Pole state of each period: in each draw the weather years are one sequence, so repairs cross year ends.
    offers : callable
        ``offers(weather_year) -> Offer``.
    link : Link
        The link by pole state.
    battery : Battery
        Limits of this operating year.
    dt : float
        Length of a period. [h]
    keep : bool
        Keep what happened in each period.

    Returns
    -------
    ledger : Ledger
        Arrays of shape (weather_year, draw).
    hourly : Flows or None
        Arrays of shape (weather_year, time), of the first draw, in single precision; None unless kept.
    """
    level = np.full(states.shape[0], 0.5 * (battery.low + battery.high))
    after = _after(policy, available, states, offers, battery, dt, level[0])
    ledgers, periods = [], []
    for weather_year, power in enumerate(available):
        one, first = year(policy, power, states[:, weather_year], offers(weather_year), link, battery, dt, level,
                          after[weather_year])
        ledgers.append(one)
        if keep:
            periods.append([array.astype(np.float32) for array in first])
    table = np.array(ledgers)
    hourly = Flows(*(np.stack(a) for a in zip(*periods, strict=True))) if keep else None
    return Ledger(*np.moveaxis(table, -1, 0)), hourly


def _after(policy, available, states, offers, battery, dt, start):
    """Return what energy left at the end of each weather year is worth to a policy that knows the years to come."""
    model, given = getattr(policy, "func", policy), getattr(policy, "keywords", {})
    if model not in AHEAD:
        return [None] * len(available)

    def rewards(weather_year):
        offer = offers(weather_year)
        return [offer.reward(state) for state in states[:, weather_year]]

    return AHEAD[model](available, rewards, battery, dt, start, **given)
