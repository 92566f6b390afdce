"""The tree of bids of a case: Singapore's meter behind the link, the local sink beside it, pulled back to the hub."""

from typing import NamedTuple

import numpy as np

from sim.market import bids
from sim.trade.dispatch import Link, Offer
from sim.trade.ledger import BIDS
from sim.trade.schedule import Reward


def seen(link, route):
    """
    Return what the trade knows of the link, by pole state.

    Parameters
    ----------
    link : sim.wiring.Link
    route : sim.wiring.Line

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

    rest = np.array([(t.no_load_sending, t.no_load_receiving) for t in link.transfers])
    return Link(rest.T, received, route.kept)


class Room(NamedTuple):
    """Arrays that the curves of one weather year are written into, over and over: fresh memory is slow."""

    hub: bids.Curve
    sent: bids.Curve
    received: bids.Curve
    wheeled: bids.Curve
    meter: bids.Curve


def offers(s, link, route, spots, price):
    """
    Return the offers of one operating year, weather year by weather year.

    Parameters
    ----------
    s : Scenario
    link : sim.wiring.Link
    route : sim.wiring.Line
    spots : array, shape (weather_year, time)
        Spot price as the seller gets it. [USD/MWh]
    price : float
        Price of the contract. [USD/MWh]

    Returns
    -------
    offers : callable
        ``offers(weather_year) -> Offer``. The arrays of one offer are overwritten by the next.
    """
    flat = np.ones(spots.shape[-1])
    room = _room(link, flat.size)
    supply, abroad = s.local.supply_price_usd_per_mwh, s.market.supply_price_usd_per_mwh
    local = bids.Bid(flat * s.local.width_mw, flat * s.local.price_usd_per_mwh, flat * s.local.price_usd_per_mwh)
    if s.hub.topology == "offshore":
        kept = 1.0 - s.local.cable_loss
        local = bids.Bid(local.width / kept, local.value * kept, local.price * kept)

    # What does not change with the weather year is built once: the stations' own use, and the local sink.
    fixed = [(bids.curve((bids.Bid(flat * t.no_load_receiving, flat * abroad, flat * abroad),), (0,)),
              bids.curve((bids.Bid(flat * t.no_load_sending, flat * supply, flat * supply), local), (3, 4)))
             for t in link.transfers]
    whole, most = np.full(flat.size, len(link.transfers) - 1), link.transfers[-1].capacity * route.kept

    def reward(state):
        return Reward(room.hub.width, room.hub.value, state, lambda value: bids.reach(room.hub, state, value))

    def offer(weather_year):
        here = spots[weather_year]
        terms = contract(s, here, price)
        bids.curve((terms.bid, bids.Bid(flat * s.market.spot_width_mw, here, here)), (1, 2), room.meter)
        for state, (landing, at_hub) in enumerate(fixed):
            _hang(room, state, link.pieces[state], route.route.wheeling, landing, at_hub)
        prices = (terms.bid.price, here, local.price, flat * supply, flat * abroad)
        return Offer(reward, lambda state, power: bids.climb(power, state, room.hub, len(BIDS)), prices,
                     bids.reach(room.hub, whole, 0.0), min(terms.width, most))

    return offer


def contract(s, spot, price):
    """
    Return the contract's terms for one year.

    Parameters
    ----------
    s : Scenario
    spot : array, shape (time,)
        Spot price as the seller gets it. [USD/MWh]
    price : float
        Price of the contract. [USD/MWh]

    Returns
    -------
    contract : sim.market.contract.Contract
    """
    return s.contract.terms.bind()(price, spot, s.market.import_charge_usd_per_mwh)


def _room(link, periods):
    """Return arrays for a tree of five bids and the pieces of a link."""
    pieces = max(width.size for width, _ in link.pieces)
    return Room(bids.blank(pieces + 6, periods, len(link.transfers)), bids.blank(pieces + 4, periods),
                bids.blank(4, periods), bids.blank(3, periods), bids.blank(2, periods))


def _hang(room, state, pieces, wheeling, landing, at_hub):
    """Write the reward curve at the hub in one pole state."""
    meter, hub = room.meter, bids.at_state(room.hub, state)
    if not pieces[0].size:   # no pole in service: only the bids at the hub are left
        for out, array, empty in zip(hub, at_hub, (0.0, 0.0, -1, 0.0), strict=True):
            out[:len(array)], out[len(array):] = array, empty
        return
    if wheeling is not None:
        meter = bids.through(meter, [wheeling.capacity], [1.0 - wheeling.loss], wheeling.charge, room.wheeled)
    bids.merge(landing, meter, room.received)
    bids.through(room.received, *pieces, 0.0, room.sent)
    bids.merge(room.sent, at_hub, hub)
