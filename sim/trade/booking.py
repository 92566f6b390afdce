"""The booking of a year: energy and payments of its schedule by buyer, with every balance checked."""

import numpy as np

from sim.checks import check_balance, refusal
from sim.trade.booking_arrays import (
    NO_CURVES,
    NO_RECORD,
    NO_ROWS,
    NO_RULE,
    NO_SCHEDULE,
    NO_STACK,
    NO_TABLE,
    NONE,
    agreed_in,
    memo,
    quarter_edges,
    scratch,
)
from sim.trade.schedule import Schedule
from sim.trade.settlement import SENDING, SUPPLY, Flows, Ledger

CLOSED = 1e-9
"""Largest difference of a balance, relative."""
LIMITS = ("delivered_limit", "supplied_limit", "local_limit", "discharged_limit", "unmet")
"""Fields of the ledger that a year without limits leaves at zero."""


def together(offer):
    """
    Return whether all outage histories of a year can be booked in one pass.

    Parameters
    ----------
    offer : BidCurves
        The bids of the year.

    Returns
    -------
    together : bool
        None of its contracts pays by period, or for what was turned down, and the loop knows how an import moves the
        price.
    """
    return (not any(isinstance(each.extra, np.ndarray) or each.take for each in offer.terms)
            and (offer.prices.after is None or offer.prices.stack is not None))


def book(available, state, schedule, offer, link, dt, start, room=None, keep=True):
    """
    Add one year's schedule to the ledger.

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
    room = scratch(offer) if room is None else room
    ledger, kept = _pass(available, np.asarray(state)[None], np.zeros(1), schedule, NO_RULE, offer, link, dt, start,
                         room, keep)
    far = schedule.far or (NONE, NONE)
    return (Ledger(*(value[0] for value in ledger)),
            _flows(kept, available, far[0], far[1], offer.rows) if keep else None)


def book_rule(available, states, levels, rule, offer, link, dt, room, keep):
    """
    Run the battery by a rule and book the year, in all outage histories in one pass.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    states : array of int, shape (draw, time)
        Pole state of each period.
    levels : array, shape (draw,)
        Energy in the battery at the start; holds that at the end afterwards. [MWh]
    rule : Rule
        The widths that the battery is run by.
    offer, link, dt, room, keep
        As in `book`; the offer must be one that `together` allows.

    Returns
    -------
    ledger : Ledger
        Sums of the year, arrays of shape (draw,), those by contract or buyer (draw, ...).
    flows : Flows or None
        Periods of the first history, if kept.
    """
    start, ended = levels.copy(), levels
    schedule = Schedule(NONE, NONE, ended[None])
    ledger, kept = _pass(available, states, ended, schedule, (*rule[:2], float(dt), rule.battery), offer, link, dt,
                         (start, 0.0), room, keep)
    return ledger, _flows(kept, available, NONE, NONE, offer.rows) if keep else None


def _pass(available, states, levels, schedule, rule, offer, link, dt, start, room, keep):
    """Return the ledger of a year, arrays (draw,), and its periods as the loop keeps them."""
    from sim.trade import _settlement as kernel
    from sim.trade import _year

    rows, prices, ruled, simple = offer.rows, offer.prices, rule[0].size > 0, together(offer)
    cleared = simple and prices.after is not None
    taken = (NO_ROWS, NO_ROWS) if schedule.taken is None else tuple(map(np.ascontiguousarray, schedule.taken))
    table = None if schedule.taken is not None or offer.table is None else offer.table()
    curves = NO_CURVES if schedule.taken is not None or table is not None else offer.compact()
    nominated = NONE
    if schedule.nominated is not None:
        nominated = offer.climb(states[0], schedule.nominated)[1][rows.singapore:].sum(axis=0)
    sums = np.empty((len(states), kernel.ENERGY + rows.count + 3 * room.lines.size))
    kept = np.empty((len(kernel.KEPT) + 2 + rows.count, available.size)) if keep else NO_ROWS
    paid_at = (prices.spot, prices.valued, prices.demand, float(prices.short), float(prices.long), room.series)
    scale, known = _year.years(
        np.ascontiguousarray(states), levels,
        (np.ascontiguousarray(available, dtype=float), room.supply, offer.whole, room.contracted,
         quarter_edges(available.size)), rule,
        NO_SCHEDULE if ruled else tuple(map(np.ascontiguousarray, schedule[:3])), curves,
        NO_TABLE if table is None else table, taken,
        NONE if schedule.far is None else np.ascontiguousarray(schedule.far[0]), _legs(link),
        (SUPPLY, rows.landing, rows.singapore, rows.contract, rows.count),
        tuple(prices.stack) if cleared else NO_STACK, paid_at, prices.spot, nominated, room.lines,
        memo(len(states), link.no_load.shape[1], -(-available.size // kernel.LANES), sums.shape[1], ruled),
        NO_RECORD if simple else room.record, kept,
        (ruled, table is not None, cleared, simple or prices.after is None), sums)
    if not known:
        raise refusal("import into the market", "not a number of zero or more", "MW", "must be one in every period")
    spot = prices.spot if simple or prices.after is None else prices.after(room.record[1])
    if not simple and prices.after is not None:
        _year.price(room.record[1], spot, room.record[0], paid_at, nominated, sums[0])
    energy = sums[:, kernel.ENERGY: kernel.ENERGY + rows.count] * dt
    ledger = _ledger(kernel, sums, energy, schedule, start, scale, dt)
    return _paid(kernel, ledger, sums, energy, spot, states, schedule, offer, room, dt), kept


def _legs(link):
    """Return the link as the kernel reads it."""
    tee = link.onward is not None
    onward, spur = (link.onward, link.spur) if tee else (link.trunk, link.trunk)
    return (np.ascontiguousarray(link.no_load), *(tuple(leg) for leg in (link.trunk, onward, spur)), float(link.kept),
            tee, link.contingency.of(link.no_load.shape[1]))


def _ledger(kernel, sums, energy, schedule, start, scale, dt):
    """Return the sums of energy as a ledger without money, all balances checked; the places of the sums are last."""
    _closes("the hub", sums[..., kernel.AT_HUB] / scale)
    _closes("the link", sums[..., kernel.AT_LINK] / scale)
    total = dict(zip(kernel.NAMES, sums.T[:len(kernel.NAMES)] * dt, strict=True))
    brought, near, far = total["available"] + total["supplied"], total.pop("near"), total.pop("far")
    sold = total.pop("here") + total.pop("abroad") + total["delivered"]
    scale = np.maximum(brought, 1.0)
    gap = np.abs(brought - (near + far + total["curtailed"] + total["outage"] + sold + total["link_loss"])) / scale
    _closes("the year's trade", gap)
    levels = [(schedule.level, start[0], near)] + ([] if schedule.far is None else [(schedule.far[1], start[1], far)])
    for level, before, kept in levels:
        _closes("the battery, energy out of nothing", (level[-1] - before - kept) / scale)
    near_buys, far_buys = total.pop("bought_sending"), total.pop("bought_receiving")
    return Ledger(**total, contract=0.0, landed=total["delivered"] + far, battery_loss=near + far,
                  bought=near_buys + far_buys, buyer_energy=energy, buyer_revenue=(near_buys, far_buys), energy=NONE,
                  minimum=NONE, rate=NONE, paid=NONE, extra=NONE, station_cost=0.0, supply_cost=0.0,
                  imbalance_cost=0.0, spot_price_reduction=0.0, settlement_gap=0.0, residual=gap, counted=NONE)


def _closes(where, gap):
    """Refuse a balance that does not close, given how far it is from that."""
    if not gap.max() <= CLOSED:
        check_balance(where, gap, 0.0, 1.0, CLOSED)


def _paid(kernel, ledger, sums, energy, spot, states, schedule, offer, room, dt):
    """Return the ledger with its money: each row's energy at its price, the spot price being that behind the import."""
    prices, rows, at = offer.prices, offer.rows, kernel.ENERGY + offer.rows.count
    revenue, gap = prices.flat * energy, 0.0
    for line, row in enumerate(room.lines):
        earned, beyond, more = sums[:, at + 3 * line: at + 3 * line + 3].T * dt
        revenue[:, row] += prices.factor[row] * earned + more
        gap = gap + prices.factor[row] * beyond
    mean, zero = sums[:, kernel.MEAN] / offer.whole.size, np.zeros(len(sums))
    money = _contracts(offer, spot, mean, energy[:, rows.contract:], states, schedule, room, dt)
    revenue[:, rows.contract:] = money.pop("revenue")
    buyers, (near, far) = list(rows.buyers), ledger.buyer_revenue
    return ledger._replace(
        quarters=sums[:, kernel.QUARTER: kernel.QUARTER + 4] * dt,
        buyer_energy=energy[:, buyers], buyer_revenue=revenue[:, buyers],
        contract=energy[:, rows.contract:].sum(axis=1),
        station_cost=prices.flat[SENDING] * near + prices.flat[rows.landing] * far,
        supply_cost=prices.flat[SUPPLY] * ledger.supplied, imbalance_cost=sums[:, kernel.IMBALANCE] * dt,
        spot_price_reduction=sums[:, kernel.FALL] / max(room.demand, 1e-300), settlement_gap=zero + gap, **money,
        **dict.fromkeys(LIMITS, zero))


def _contracts(offer, spot, mean, energy, states, schedule, room, dt):
    """Return obligation and payments of each contract, arrays of shape (draw, contract), at the prices with the
    import."""
    prices, rows, here = offer.prices, offer.rows, np.zeros(energy.shape)
    price, share, beside, minimum, rate, multiple = room.agreed
    terms = offer.terms
    if prices.after is not None:
        # Whether the buyer declined was known before the price was: what it turned down is as when bids were made.
        if any(isinstance(each.extra, np.ndarray) for each in terms):
            terms = prices.terms(spot)
            price, share, beside, _, rate, _ = agreed_in(terms)
        else:
            rate = multiple * (mean + prices.charge)[:, None]
    extra, paid, rate = beside * energy, share * energy, rate + here
    for number, each in enumerate(terms):
        if isinstance(each.extra, np.ndarray):
            power = room.record[0][np.flatnonzero(room.lines == rows.contract + number)[0]]
            extra[:, number] = float((power * each.extra).sum()) * dt
    for draw, got in enumerate(energy if any(each.take for each in offer.terms) else ()):
        if any(each.take > some for each, some in zip(offer.terms, got, strict=True)):
            meter = offer.climb(states[draw], schedule.offered)[1] if schedule.taken is None else schedule.taken[1]
            paid[draw] += prices.deemed(offer.terms, got, states[draw], schedule.offered, meter, dt)
    return {"energy": energy.copy(), "minimum": minimum + here, "rate": rate, "paid": paid, "extra": extra,
            "counted": rate, "revenue": price * paid + extra}


def _flows(kept, available, far, far_level, rows):
    """Return the periods of a year as `Flows`."""
    from sim.trade import _settlement as kernel

    none = np.zeros_like(available)
    named, taken = dict(zip((*kernel.KEPT, "flow", "level"), kept, strict=False)), kept[len(kernel.KEPT) + 2:]
    return Flows(available=available, contract=taken[rows.contract:].sum(axis=0),
                 far_flow=far if far.size else none, far_level=far_level if far.size else none,
                 taken=taken[list(rows.buyers)], **named)
