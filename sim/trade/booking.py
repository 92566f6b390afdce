"""The booking of a year: what its schedule sells, to whom and for how much, with every balance checked."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_balance
from sim.trade.settlement import SENDING, SUPPLY, Flows, Ledger

NONE, NO_ROWS = np.empty(0), np.empty((0, 0))


class Scratch(NamedTuple):
    """Arrays that every year of a case is booked in: fresh memory is slow."""

    slots: np.ndarray
    """In which line of `power` a row stands, -1 for none, shape (row,)."""
    power: np.ndarray
    """Power of the rows whose price is not one number, shape (line, time). [MW]"""
    delivered: np.ndarray
    """At the Singapore meter, shape (time,). [MW]"""
    contracted: np.ndarray
    """Power from which on all contracts are served in full, infinite where there is none, shape (time,). [MW]"""
    supply: np.ndarray
    """Most that the grid at the hub would sell, shape (time,). [MW]"""


def scratch(offer, room=None):
    """
    Return arrays to book the years of an offer in.

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
    if room is not None:
        return room._replace(contracted=contracted)
    wanted = [row for row in range(rows.count) if prices.factor[row] or prices.series[row].size
              or (row >= rows.contract and np.ndim(offer.terms[row - rows.contract].extra))]
    slots = np.full(rows.count, -1)
    slots[wanted] = np.arange(len(wanted))
    supply = np.array(np.broadcast_to(np.asarray(offer.supply, dtype=float), periods))
    return Scratch(slots, np.empty((len(wanted), periods)), np.empty(periods), contracted, supply)


def book(available, state, schedule, offer, link, dt, start, room=None, keep=True):
    """
    Put one year's schedule into the ledger.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    state : array of int, shape (time,)
        Pole state of each period.
    schedule : Schedule
        What the policy decided.
    offer : BidCurves
        The bids of the year.
    link : LinkStates
        The link by pole state.
    dt : float
        Length of a period. [h]
    start : sequence of float
        Energy before the first period, in the battery at the hub and in that at the Singapore meter. [MWh]
    room : Scratch, optional
        Arrays to work in, of an offer with the same contracts and prices by row.
    keep : bool
        Keep what happened in each period.

    Returns
    -------
    ledger : Ledger
        Sums of the year. ``battery_loss`` is what went in less what came out, so it holds what stays in the cells at
        the year's end.
    flows : Flows or None
        Its periods, if kept.

    Raises
    ------
    SundalinkError
        If power does not balance at the hub or over the link, or energy over the year, to 1e-9; or if a battery gives
        more than it was given.
    """
    from sim.trade import _settlement as kernel

    room, rows = scratch(offer) if room is None else room, offer.rows
    sums, energy = np.zeros(kernel.SUMS), np.zeros(rows.count)
    given = (NO_ROWS, NO_ROWS) if schedule.taken is None else tuple(map(np.ascontiguousarray, schedule.taken))
    far, far_level = (NONE, NONE) if schedule.far is None else schedule.far
    kept = np.empty((len(kernel.KEPT) + rows.count, available.size)) if keep else NO_ROWS
    scale = kernel.take(np.ascontiguousarray(available, dtype=float), np.ascontiguousarray(schedule.offered),
                        np.ascontiguousarray(schedule.flow), np.ascontiguousarray(far),
                        np.ascontiguousarray(state), offer.compact(), given, room.supply, offer.whole, _legs(link),
                        (SUPPLY, rows.landing, rows.singapore, rows.contract), room.contracted, room.slots, room.power,
                        room.delivered, kept, sums, energy)
    ledger = _ledger(kernel, sums, energy * dt, schedule, start, scale, dt)
    ledger = _paid(kernel, ledger, energy * dt, state, schedule, offer, room, dt)
    return ledger, _flows(kept, available, schedule, far, far_level, rows) if keep else None


def _legs(link):
    """Return the link as the kernel reads it."""
    tee = link.onward is not None
    onward, spur = (link.onward, link.spur) if tee else (link.trunk, link.trunk)
    return (np.ascontiguousarray(link.no_load), *(tuple(leg) for leg in (link.trunk, onward, spur)), float(link.kept),
            tee)


def _ledger(kernel, sums, energy, schedule, start, scale, dt):
    """Return the sums of energy as a ledger without money, all balances checked."""
    check_balance("the hub", sums[kernel.AT_HUB], 0.0, scale)
    check_balance("the link", sums[kernel.AT_LINK], 0.0, scale)
    total = dict(zip(kernel.NAMES, map(float, sums[:len(kernel.NAMES)] * dt), strict=True))
    brought, near, far = total["available"] + total["supplied"], total.pop("near"), total.pop("far")
    sold = sum(total[name] for name in ("here", "abroad", "delivered"))
    residual = check_balance("the year's trade", brought, near + far + total["curtailed"] + total["outage"] + sold
                             + total["link_loss"], max(brought, 1.0))
    levels = [(schedule.level, start[0], near)] + ([] if schedule.far is None else [(schedule.far[1], start[1], far)])
    for level, before, kept in levels:
        made = float(level[-1]) - before - kept
        check_balance("the battery, energy out of nothing", max(made, 0.0), 0.0, max(brought, 1.0))
    bought = total.pop("bought_sending"), total.pop("bought_receiving")
    total.pop("here"), total.pop("abroad")
    return Ledger(**total, contract=0.0, landed=total["delivered"] + far, battery_loss=near + far, bought=sum(bought),
                  buyer_energy=energy, buyer_revenue=np.array(bought), energy=NONE, minimum=NONE, rate=NONE, paid=NONE,
                  extra=NONE, station_cost=0.0, supply_cost=0.0, imbalance_cost=0.0, spot_price_reduction=0.0,
                  settlement_gap=0.0, residual=residual, counted=NONE)


def _paid(kernel, ledger, energy, state, schedule, offer, room, dt):
    """Return the ledger with its money: each row's energy at its price, the spot price being that behind the import."""
    prices, rows = offer.prices, offer.rows
    spot = prices.spot if prices.after is None else prices.after(room.delivered)
    nominated = NONE
    if schedule.nominated is not None:
        nominated = offer.climb(state, schedule.nominated)[1][rows.singapore:].sum(axis=0)
    sums, earned, beyond = np.zeros(3), np.zeros(len(room.power)), np.zeros(len(room.power))
    kernel.price(spot, prices.spot, prices.valued, prices.demand, room.power, room.delivered, nominated,
                 float(prices.short), float(prices.long), sums, earned, beyond)
    revenue, gap = prices.flat * energy, 0.0
    for row in np.flatnonzero(room.slots >= 0):
        slot = room.slots[row]
        revenue[row] += prices.factor[row] * earned[slot] * dt
        gap += prices.factor[row] * float(beyond[slot]) * dt
        if prices.series[row].size:
            revenue[row] += float((prices.series[row] * room.power[slot]).sum()) * dt
    money = _contracts(offer, spot, sums[kernel.MEAN] / spot.size, energy[rows.contract:], state, schedule, room, dt)
    revenue[rows.contract:] = money.pop("revenue")
    buyers, (near, far) = list(rows.buyers), ledger.buyer_revenue
    return ledger._replace(
        buyer_energy=energy[buyers], buyer_revenue=revenue[buyers], contract=float(energy[rows.contract:].sum()),
        station_cost=float(prices.flat[SENDING] * near + prices.flat[rows.landing] * far),
        supply_cost=float(prices.flat[SUPPLY] * ledger.supplied), imbalance_cost=float(sums[kernel.IMBALANCE]) * dt,
        spot_price_reduction=float(sums[kernel.FALL] / max(prices.demand.sum(), 1e-300)), settlement_gap=gap, **money)


def _contracts(offer, spot, mean, energy, state, schedule, room, dt):
    """Return what each contract owed and paid, arrays of shape (contract,), at the prices that the import left."""
    agreed, prices, rows = offer.terms, offer.prices, offer.rows
    terms = agreed
    if prices.after is not None:
        # Whether the buyer declined was known before the price was: what it turned down is as when bids were made.
        terms = prices.terms(spot) if any(np.ndim(each.extra) for each in agreed) else [
            each._replace(penalty=each.penalty_multiple * (mean + prices.charge)) for each in agreed]
    deemed, extra = np.zeros(len(agreed)), np.zeros(len(agreed))
    if any(each.take > got for each, got in zip(agreed, energy, strict=True)):
        meter = offer.climb(state, schedule.offered)[1] if schedule.taken is None else schedule.taken[1]
        deemed = prices.deemed(agreed, energy, state, schedule.offered, meter, dt)
    for number, each in enumerate(terms):
        slot = room.slots[rows.contract + number]
        extra[number] = (float((room.power[slot] * each.extra).sum()) * dt if np.ndim(each.extra) else
                         float(each.extra) * energy[number])
    paid = np.array([each.paid for each in terms]) * energy + deemed
    rate = np.array([each.penalty for each in terms])
    price = np.array([float(np.mean(each.bid.price)) for each in terms])
    return {"energy": energy.copy(), "minimum": np.array([each.minimum for each in agreed]), "rate": rate, "paid": paid,
            "extra": extra, "counted": rate, "revenue": price * paid + extra}


def _flows(kept, available, schedule, far, far_level, rows):
    """Return the periods of a year as `Flows`."""
    from sim.trade import _settlement as kernel

    none = np.zeros_like(available)
    named = dict(zip(kernel.KEPT, kept, strict=False))
    taken = kept[len(kernel.KEPT):]
    return Flows(available=available, flow=schedule.flow, level=schedule.level,
                 contract=taken[rows.contract:].sum(axis=0),
                 far_flow=far if far.size else none, far_level=far_level if far.size else none,
                 taken=taken[list(rows.buyers)], **named)
