"""The tree of bids of a case: buyers at Singapore's meter, at the landing and at the hub, pulled back to the hub."""

from typing import NamedTuple

import numpy as np

from sim.case.buyers import others, rows_of_case
from sim.case.market import after_import
from sim.case.route import check_landing
from sim.market import bids
from sim.market.contract_clauses import deemed
from sim.random_streams import generator
from sim.records import Bid
from sim.trade.bid_network import Network, NodeBids, TeePieces
from sim.trade.dispatch import BidCurves, ForecastInputs
from sim.trade.schedule import Reward
from sim.trade.settlement import LOCAL, SENDING, SUPPLY, LinkStates, Prices, lines

FIRST = 1.0
"""What a contract that always comes first brings above the spot market. [USD/MWh]"""


def seen(link, route):
    """
    Return what the trade knows of the link, by pole state.

    Parameters
    ----------
    link, route : sim.case.link.Link, sim.case.route.RouteLine

    Returns
    -------
    link : sim.trade.settlement.LinkStates
        It reads the straight pieces as lines: a second method for the number that the bids give.
    """
    rest = np.array([(t.no_load_sending, t.no_load_receiving) for t in link.curves]).T
    if link.tee is None:
        return LinkStates(rest, lines(link.pieces), route.kept)
    rest[1] += [t.no_load_receiving for t in link.tee.spur.transfers]
    return LinkStates(rest, lines(link.pieces), 1.0, lines(link.tee.onward.pieces), lines(link.tee.spur.pieces))


class Room(NamedTuple):
    """Arrays that the curves of one weather year are written into, over and over: fresh memory is slow."""

    beside: list[tuple[bids.Curve | None, ...]]
    """What no weather and no price changes: the curves at the landing and at the hub, by pole state; behind a tee that
    of the receiving station as well."""
    hub: bids.Curve
    wheeled: bids.Curve
    meter: bids.Curve
    whole: bids.Curve
    """At the Singapore busbar behind a tee: the receiving station and the meter."""


def offers(s, link, route, market, price, room=None, far=None):
    """
    Return the offers of one operating year, weather year by weather year.

    Parameters
    ----------
    s : Scenario
    link : sim.case.link.Link
    route : sim.case.route.RouteLine
    market : sim.case.market.Market
        Of the operating year.
    price : float
        Price of the contract. [USD/MWh]
    room : Room, optional
        Arrays to write into, as `space` returns them for the same scenario but for its price.
    far : Battery, optional
        Limits of a battery at the Singapore meter, which only the policy linear sees.

    Returns
    -------
    offers : callable
        ``offers(weather_year, spot=None, weight=1.0, added=None, states=None) -> BidCurves``: at another spot price
        than the true one; with the contracts' penalties counted by a weight, a number or one for each contract; with
        something added to the value of each bid, shape (bid,); for these pole states alone, shape (draw, time). The
        arrays of one offer are overwritten by the next.
    """
    check_landing(s, route)
    flat, rows, top = np.ones(market.spot.shape[-1]), rows_of_case(s), len(link.pieces) - 1
    most = link.transfers[-1].capacity * route.kept
    room = space(s, link, market) if room is None else room
    moving = any(buyer.factor and buyer.node != "singapore" for buyer in market.buyers)

    def climb(state, power):
        return bids.climb(power, state, room.hub, rows.count)

    def offer(weather_year, spot=None, weight=1.0, added=None, states=None):
        here = valued(market)[weather_year] if spot is None else spot
        terms, more = contracts(s, here, price), np.zeros(rows.count) + (0.0 if added is None else np.asarray(added))
        meter_bids = _at_meter(s, rows, market, terms, here, weight, more)
        bids.curve(meter_bids[1], meter_bids[0], room.meter)
        fixed = not (more[:rows.singapore].any() or moving)
        for state, beside in enumerate(room.beside if fixed else _beside(s, link, market, more, here)):
            periods = None if states is None or state == top else (states == state).any(axis=0)
            _hang(room, state, link, route.route.wheeling, beside, periods)
        full = {}

        def reach(state, value):
            if value not in full:   # most periods of most years have every pole
                full[value] = bids.reach(room.hub, np.full(flat.size, top), value)
            return bids.reach_beside(room.hub, state, value, full[value])

        def reward(state):
            return Reward(room.hub.width, room.hub.value, state, lambda value: reach(state, value),
                          lambda: _network(link, route.route.wheeling, _alongside(s, link, market, more, here),
                                           meter_bids, state, far))

        whole = full[0.0] = bids.reach(room.hub, np.full(flat.size, top), 0.0)
        return BidCurves(rows, reward, climb, lambda: tuple(
            np.ascontiguousarray(array.swapaxes(1, 2)) for array in (room.hub.width, room.hub.bid, room.hub.slope)),
            _prices(s, rows, market, link, route, weather_year, price), whole, most, flat * s.supply.width_mw, terms)

    return offer


def _at_meter(s, rows, market, terms, spot, weight, added):
    """Return numbers and bids at the Singapore meter: the buyers of the scenario, the contracts and the spot market."""
    weighted = [_weighted(contract, spot, share, extra) for contract, share, extra in
            zip(terms, np.broadcast_to(weight, len(terms)), added[rows.contract:], strict=True)]
    spot_bid = Bid(np.ones(spot.size) * s.market.spot_width_mw, spot + added[rows.spot], spot)
    numbers, listed = others(rows, market.buyers, "singapore", spot, added)
    return (*numbers, *range(rows.contract, rows.count), rows.spot), (*listed, *weighted, spot_bid)


def valued(market):
    """Return the spot prices that bids are valued at: behind the import that the market expects, if any moves it."""
    return market.spot if market.expected is None else market.expected


def forecast_inputs(s, market):
    """Return what a policy that forecasts is given beside the wind, as `sim.trade.dispatch.ForecastInputs`."""
    off = s.trade.imbalance
    return ForecastInputs(valued(market), (off.short, off.long), lambda year: generator(s.seed, "forecast", year))


def contracts(s, spot, price):
    """
    Return the terms of each contract for one year.

    Parameters
    ----------
    s : Scenario
    spot : array, shape (time,)
        Spot price as the seller gets it. [USD/MWh]
    price : float
        Price of the contracts whose price is to be solved. [USD/MWh]

    Returns
    -------
    contracts : tuple of sim.records.Contract
        The first, and those that the scenario has beside it.
    """
    charge = s.market.import_charge_usd_per_mwh + s.contract.reserve_share * s.market.reserve_cost_usd_per_mwh
    # The spot price is net of the whole reserve cost; a contract may leave a part of that to its buyer.
    gross = spot + s.market.import_charge_usd_per_mwh + s.market.reserve_cost_usd_per_mwh
    made = []
    for each in (s.contract, *s.contract.also):
        at = price if each.price == "solve" else float(each.price)
        made.append(each.clauses.bind()(each.terms.bind()(at, gross - charge, charge), gross - charge, charge))
    return tuple(made)


def _weighted(contract, spot, weight, added):
    """Return the bid of a contract with the penalty that delivering avoids, or ahead of the spot market."""
    value = contract.bid.value + weight * contract.penalty
    return contract.bid._replace(value=(np.maximum(value, spot + FIRST) if contract.first else value) + added)


def _prices(s, rows, market, link, route, weather_year, price):
    """Return what each row pays, as `sim.trade.settlement.Prices`."""
    flat, factor, series = np.zeros(rows.count), np.zeros(rows.count), [np.empty(0)] * rows.count
    flat[SENDING], flat[SUPPLY] = s.local.supply_price_usd_per_mwh, s.supply.price_usd_per_mwh
    flat[LOCAL] = float(_local(s, np.ones(1)).price[0])
    flat[rows.landing], flat[rows.malaysia] = s.market.supply_price_usd_per_mwh, s.malaysia.price_usd_per_mwh
    factor[rows.spot] = 1.0
    at = dict(zip(rows.names, rows.buyers, strict=True))
    for buyer in market.buyers:
        row = at[buyer.name]
        flat[row], factor[row], series[row] = buyer.flat, buyer.factor, buyer.series
    moved, off = bool(market.quotes), s.trade.imbalance
    gross = s.market.import_charge_usd_per_mwh + s.market.reserve_cost_usd_per_mwh
    after = (lambda delivered: after_import(market, weather_year, np.maximum(delivered, 0.0))) if moved else None

    def due(terms, energy, state, offered, meter, dt):
        came = _tendered(rows, link, route, state, offered, meter)
        return np.array([deemed(c, came, got, dt) if c.take else 0.0 for c, got in zip(terms, energy, strict=True)])

    return Prices(flat, factor, tuple(series), market.spot[weather_year], valued(market)[weather_year],
                  market.demand if moved else np.empty(0), after, lambda spot: contracts(s, spot, price), gross, due,
                  off.short, off.long)


def _tendered(rows, link, route, state, offered, meter):
    """Return what could have come to Singapore beside what was sold elsewhere, shape (time,). [MW]"""
    view = seen(link, route)
    here = meter[[row for row in range(1, rows.landing) if row != SUPPLY]].sum(axis=0)
    abroad = meter[rows.malaysia:rows.singapore].sum(axis=0)
    came = view.received(state, np.clip(offered - here, 0.0, link.transfers[-1].sent[-1]))
    came = route.kept * came - abroad if link.tee is None else view.onward.forward(
        state, np.maximum(came - view.landed(state, 0.0, abroad, 0.0), 0.0))
    return np.maximum(came - meter[rows.singapore:rows.contract].sum(axis=0), 0.0)


def _local(s, load):
    """Return the local bid at the hub, given its load over its width."""
    width, price = load * s.local.width_mw, np.ones(load.size) * s.local.price_usd_per_mwh
    kept = 1.0 - s.local.cable_loss if s.hub.topology == "offshore" else 1.0
    return Bid(width / kept, price * kept, price * kept)


def _beside(s, link, market, added, spot):
    """Return the curves beside the link by pole state, as `_alongside` has their bids; that of Malaysia at the tee."""
    made = [[bids.curve(given, numbers) for numbers, given in nodes]
            for nodes in _alongside(s, link, market, added, spot)]
    if link.tee is not None:
        for curves, pieces in zip(made, link.tee.spur.pieces, strict=True):
            curves[0] = bids.through(curves[0], *pieces)
    return made


def _alongside(s, link, market, added, spot):
    """Return the numbers and the bids beside the link by pole state: at its landing, at the hub, and with a tee at the
    Singapore busbar; then the landing is the Malaysian meter."""
    flat, rows = np.ones(market.spot.shape[-1]), rows_of_case(s)
    local = _local(s, market.local)
    local = local._replace(value=local.value + added[LOCAL])

    def bid(width, price, number):
        return Bid(flat * width, flat * price + added[number], flat * price)

    supply = bid(s.supply.width_mw, s.supply.price_usd_per_mwh, SUPPLY)
    malaysia = bid(s.malaysia.width_mw, s.malaysia.price_usd_per_mwh, rows.malaysia)
    (at_hub, hub_bids), (at_landing, landing_bids) = (others(rows, market.buyers, node, spot, added)
                                                      for node in ("hub", "landing"))
    nodes = []
    for t in link.curves:
        station = bid(t.no_load_receiving, s.market.supply_price_usd_per_mwh, rows.landing)
        sending = bid(t.no_load_sending, s.local.supply_price_usd_per_mwh, SENDING)
        hub = (SENDING, SUPPLY, LOCAL, *at_hub), (sending, supply, local, *hub_bids)
        abroad = (rows.malaysia, *at_landing), (malaysia, *landing_bids)
        nodes.append((((rows.landing, *abroad[0]), (station, *abroad[1])), hub) if link.tee is None else
                     (abroad, hub, ((rows.landing,), (station,))))
    return nodes


def _network(link, wheeling, beside, meter, state, far):
    """Return the tree as it stands in the pole state of each period, for the policy that is not given its curve."""
    landing, hub, *station = zip(*beside, strict=True)
    own = [meter] * len(beside) if not station else [
        tuple((*first, *then) for first, then in zip(one, meter, strict=True)) for one in station[0]]
    landing, hub, own = (_node_bids(given, state) for given in (landing, hub, own))
    onward = (np.inf, 1.0, 0.0) if wheeling is None else (
        wheeling.capacity, 1.0 - wheeling.loss, wheeling.charge)
    tee = None if link.tee is None else TeePieces(*(_in_time(leg.pieces, state) for leg in link.tee[1:]))
    return Network(hub, landing, own, *_in_time(link.pieces, state), onward, far, tee)


def _in_time(by_state, state):
    """Return width and slope of pieces, given by pole state, in the pole state of each period, shape (piece, time)."""
    pieces = np.zeros((len(by_state), 2, max(width.size for width, _ in by_state)))
    pieces[:, 1] = 1.0   # the slope of a piece without width
    for number, both in enumerate(by_state):
        pieces[number, :, :both[0].size] = both
    return pieces[state, 0].T, pieces[state, 1].T


def _node_bids(by_state, state):
    """Return bids at one node, given by pole state as (numbers, bids), in the pole state of each period."""
    periods = np.arange(state.size)
    both = (np.array([[getattr(bid, name) for bid in given] for _, given in by_state])[state, :, periods].T
            for name in ("width", "value"))
    return NodeBids(by_state[0][0], *both)


def space(s, link, market):
    """
    Return room for the tree of a scenario's bids.

    Parameters
    ----------
    s : Scenario
    link : sim.case.link.Link
    market : sim.case.market.Market

    Returns
    -------
    room : Room
    """
    legs = (link,) if link.tee is None else link.tee
    pieces, onward, spur = (*(max(width.size for width, _ in leg.pieces) for leg in legs), 0, 0)[:3]
    rows, periods = rows_of_case(s), market.spot.shape[-1]
    meter, others = rows.count - rows.singapore, rows.singapore - 5
    return Room(_beside(s, link, market, np.zeros(rows.count), valued(market)[0]),
                bids.blank(meter + 6 + others + pieces + onward + spur, periods, len(link.pieces)),
                bids.blank(meter + 1 + onward, periods), bids.blank(meter, periods),
                bids.blank(meter + 1 if onward else 0, periods))


def _hang(room, state, link, wheeling, beside, where):
    """Write the reward curve at the hub in one pole state, in the periods where it is asked for."""
    if where is not None and not where.any():
        return
    pieces, (landing, at_hub, *station) = link.pieces[state], beside
    meter, hub = room.meter, bids.at_state(room.hub, state)
    if not pieces[0].size:   # no pole in service: only the bids at the hub are left
        here = slice(None) if where is None else np.flatnonzero(where)
        for out, array, empty in zip(hub, at_hub, (0.0, 0.0, -1, 0.0), strict=True):
            out[:len(array), here], out[len(array):, here] = array[:, here], empty
        return
    if wheeling is not None:
        meter = bids.through(meter, [wheeling.capacity], [1.0 - wheeling.loss], wheeling.charge, room.wheeled, where)
    if station:
        meter = bids.through(bids.merge(*station, meter, room.whole, where), *link.tee.onward.pieces[state],
                             out=room.wheeled, where=where)
    bids.hang(landing, meter, *pieces, at_hub, hub, where)
