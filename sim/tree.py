"""The tree of bids of a case: Singapore's meter behind the link, the local sink beside it, pulled back to the hub."""

import numpy as np

from sim.market import bids
from sim.trade.dispatch import Link, Offer
from sim.trade.ledger import BIDS
from sim.wiring import spot


def seen(link):
    """
    Return what the trade knows of the link, by pole state.

    Parameters
    ----------
    link : sim.wiring.Link

    Returns
    -------
    link : sim.trade.dispatch.Link
        ``received`` reads the straight pieces as a table: a second way to the same number as climbing the bids.
    """
    nodes = [np.concatenate([[0.0], np.cumsum(width)]) for width, _ in link.pieces]
    values = [np.concatenate([[0.0], np.cumsum(width * slope)]) for width, slope in link.pieces]

    def received(state, sent):
        out = np.zeros_like(sent)
        for number, (x, y) in enumerate(zip(nodes, values, strict=True)):
            here = state == number
            out[here] = np.interp(sent[here], x, y)
        return out

    rest = np.array([t.no_load_sending + t.no_load_receiving for t in link.transfers])
    return Link(np.array([x[-1] for x in nodes]), rest, received)


def offers(s, link, route, year, demand, level, price):
    """
    Return the offers of one operating year, weather year by weather year.

    Parameters
    ----------
    s : Scenario
    link : sim.wiring.Link
    route : sim.wiring.Line
    year : int
        Operating year.
    demand : array, shape (time,)
        Singapore's demand. [MW]
    level : float
        Mean spot price. [USD/MWh]
    price : float
        Price of the contract. [USD/MWh]

    Returns
    -------
    offers : callable
        ``offers(weather_year) -> Offer``. The arrays of one offer are overwritten by the next.
    spots : dict
        Filled with the spot price of each weather year asked for. [USD/MWh]
    """
    room = _room(link, demand.size)
    spots = {}

    def offer(weather_year):
        spots[weather_year] = here = spot(s, year, weather_year, demand, level)
        contract = s.contract.terms.bind()(price, here)
        flat = np.ones(demand.size)
        supply = s.market.supply_price_usd_per_mwh
        singapore = (contract.bid, bids.Bid(flat * s.market.spot_width_mw, here, here))
        local = bids.Bid(flat * s.local.width_mw, flat * s.local.price_usd_per_mwh, flat)
        for state, transfer in enumerate(link.transfers):
            _hang(s, route, bids.at_state(room[0], state), room[1:], link.pieces[state], singapore, local,
                  flat * transfer.no_load_receiving, flat * transfer.no_load_sending)
        bought = flat * 0.5 * (supply + s.local.supply_price_usd_per_mwh)
        prices = (contract.bid.price, here, local.value, bought)
        return Offer(lambda state, value: bids.reach(room[0], state, value),
                     lambda state, power: bids.climb(power, state, room[0], len(BIDS)), prices, contract.width)

    return offer, spots


def _room(link, periods):
    """Return the arrays that the curves are written into: at the hub by state, and on the way."""
    most = max(width.size for width, _ in link.pieces)
    return (bids.blank(most + 3 + 2 + 2, periods, len(link.transfers)), bids.blank(2, periods), bids.blank(1, periods),
            bids.blank(2, periods))


def _hang(s, route, hub, room, pieces, singapore, local, rest_receiving, rest_sending):
    """Write the reward curve at the hub in one pole state."""
    meter, landing, here = room
    supply, price = s.market.supply_price_usd_per_mwh, s.local.supply_price_usd_per_mwh
    bids.curve(singapore, (1, 2), meter)
    at_landing = meter
    wheel = route.route.wheeling
    if wheel is not None:
        at_landing = bids.through(meter, [wheel.capacity], [1.0 - wheel.loss], wheel.charge)
    bids.curve((bids.Bid(rest_receiving, np.full(rest_receiving.shape, supply), rest_receiving),), (0,), landing)
    received = bids.merge(landing, at_landing)
    sent = bids.through(received, *pieces)
    sink = local
    if s.hub.topology == "offshore":
        kept = 1.0 - s.local.cable_loss
        sink = bids.Bid(local.width / kept, local.value * kept, local.price)
    bids.curve((bids.Bid(rest_sending, np.full(rest_sending.shape, price), rest_sending), sink), (3, 4), here)
    merged = bids.merge(sent, here)
    used = merged.width.shape[0]
    for out, array, fill in zip(hub, merged, (0.0, 0.0, -1, 0.0), strict=True):
        out[:used] = array
        out[used:] = fill
