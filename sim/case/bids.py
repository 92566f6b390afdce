"""The tree of bids of a case: buyers at Singapore's meter, at the landing and at the hub, transformed to the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.case.bid_tree import alongside, beside_in_time, local_bid, space
from sim.case.buyers import bids_at_node, check_landing, rows_of_case
from sim.case.contract_terms import contracts
from sim.market import bids
from sim.market.clearing import clearing, stack
from sim.market.contract_clauses import deemed
from sim.market.curve_groups import Line
from sim.records import Bid
from sim.stochastic import generator
from sim.trade.bid_network import Network, NodeBids, Ramp, TeePieces
from sim.trade.contingency import Contingency
from sim.trade.schedule import BidCurves, ForecastInputs, Reward
from sim.trade.settlement import LOCAL, SENDING, SUPPLY, LinkStates, Prices, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.case.bid_tree import BidTree
    from sim.case.buyers import Numbered
    from sim.case.link import Link
    from sim.case.market import Market
    from sim.case.route import RouteLine
    from sim.inputs.route_file import Wheeling
    from sim.market.bids import Curve
    from sim.records import Battery, Contract
    from sim.scenario.schema import Scenario
    from sim.trade.settlement import Rows

BIDDERS = ("market", "local", "supply", "malaysia", "buyers", "contract")
"""Tables of the scenario that say who bids."""

FIRST = 1.0
"""What a contract that always comes first brings above the spot market. [USD/MWh]"""


def limited_link_states(s: Scenario, link: Link, route: RouteLine) -> LinkStates:
    """Return the same with the limits that Singapore's system sets on the infeed; arguments as those of
    `link_states`."""
    given = s.market.infeed
    ramp = given.ramp_mw_per_half_hour * 2.0 * s.time.period_h
    return link_states(link, route, given.largest_unit_mw)._replace(ramp=ramp or np.inf)


def link_states(link: Link, route: RouteLine, largest: float = np.inf) -> LinkStates:
    """
    Return the data of the link for the trade, by pole state.

    Parameters
    ----------
    link, route : sim.case.link.Link, sim.case.route.RouteLine
    largest : float
        Largest other unit of Singapore's system, for which reserve is kept all the same. [MW]

    Returns
    -------
    link : sim.trade.settlement.LinkStates
        It reads the straight pieces as lines: a second method for the number that the bids give.
    """
    rest = np.array([(t.no_load_sending, t.no_load_receiving) for t in link.curves]).T
    event = Contingency() if link.infeed is None else Contingency(link.infeed.share, largest, *link.infeed[1:])
    if link.tee is None:
        return LinkStates(rest, lines(link.pieces), route.kept, contingency=event)
    rest[1] += [t.no_load_receiving for t in link.tee.spur.transfers]
    return LinkStates(rest, lines(link.pieces), 1.0, lines(link.tee.onward.pieces), lines(link.tee.spur.pieces), event)


def offers(s: Scenario, link: Link, route: RouteLine, market: Market, price: float, room: BidTree | None = None,
           far: Battery | None = None) -> Callable[..., BidCurves]:
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
    room : sim.case.bid_tree.BidTree, optional
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
    rows, most, wheeling = rows_of_case(s), link.transfers[-1].capacity * route.kept, route.route.wheeling
    room = space(s, link, market) if room is None else room
    moving = any(buyer.factor and buyer.node != "singapore" for buyer in market.buyers)

    def offer(weather_year: int, spot: np.ndarray | None = None, weight: float | np.ndarray = 1.0,
              added: np.ndarray | None = None, states: np.ndarray | None = None) -> BidCurves:
        here = market.valued[weather_year] if spot is None else spot
        terms = contracts(s, here, price, market.year)
        more = np.zeros(rows.count) + (0.0 if added is None else np.asarray(added))
        meter_bids, mine = _at_meter(s, rows, market, terms, here, weight, more), object()
        fixed = not (more[:rows.singapore].any() or moving)
        few = room.grouped(meter_bids, here, wheeling,
                           _lines(rows, market, terms, meter_bids, weight, more)) if fixed else None

        def hub() -> Curve:
            return room.filled(mine, meter_bids, wheeling,
                               None if fixed else beside_in_time(s, link, market, more, here), states)

        def widths(value: float) -> np.ndarray:
            return few.widths(value) if few is not None else bids.widths(hub(), value)

        def reward(state: np.ndarray) -> Reward:
            return Reward(hub().width, hub().value, state, lambda value: bids.reach(hub(), state, value),
                          lambda: _network(link, wheeling, alongside(s, link, market, more, here), meter_bids, state,
                                           far, limited_link_states(s, link, route).ramp))

        def compact() -> tuple[np.ndarray, ...]:
            return tuple(np.ascontiguousarray(a.swapaxes(1, 2)) for a in (hub().width, hub().bid, hub().slope))

        return BidCurves(rows, reward, lambda state, power: bids.climb(power, state, hub(), rows.count), compact,
                         _prices(s, rows, market, link, route, weather_year, price), widths(0.0)[-1], most,
                         np.full(here.size, s.supply.width_mw), terms,
                         None if few is None else lambda: few.table(rows), widths)

    return offer


def _lines(rows: Rows, market: Market, terms: Sequence[Contract], meter: Numbered, weight: float | np.ndarray,
           added: np.ndarray) -> list[Line] | None:
    """Return the values of the bids at the Singapore meter as lines over the spot price; None where one is none."""
    listed, found = dict(zip(rows.buyers, rows.names, strict=True)), []
    buyers, weights = {buyer.name: buyer for buyer in market.buyers}, np.broadcast_to(weight, len(terms))
    for number, bid in zip(*meter, strict=True):
        contract = terms[number - rows.contract] if number >= rows.contract else None
        buyer = buyers.get(listed[number])
        value = bid.value if contract is None or not contract.first else contract.bid.value
        if not (bid.width == bid.width[0]).all():
            return None
        if number == rows.spot:
            found.append(Line(added[number], 1.0))
        elif buyer is not None and not buyer.series.size:
            at = buyer.bid(0.0, added[number])
            found.append(Line(float(at.value), buyer.factor))
        elif (value == value[0]).all():
            if contract is not None and contract.first:
                found.append(Line(FIRST + added[number], 1.0))
                value = value + weights[number - rows.contract] * contract.penalty + added[number]
            found.append(Line(float(value[0]), 0.0))
        else:
            return None
    return found


def _at_meter(s: Scenario, rows: Rows, market: Market, terms: Sequence[Contract], spot: np.ndarray,
              weight: float | np.ndarray, added: np.ndarray) -> Numbered:
    """Return numbers and bids at the Singapore meter: the buyers of the scenario, the contracts and the spot market."""
    weighted = [_weighted(contract, spot, share, extra) for contract, share, extra in
            zip(terms, np.broadcast_to(weight, len(terms)), added[rows.contract:], strict=True)]
    spot_bid = Bid(np.ones(spot.size) * s.market.spot_width_mw, spot + added[rows.spot], spot)
    numbers, listed = bids_at_node(rows, market.buyers, "singapore", spot, added)
    return (*numbers, *range(rows.contract, rows.count), rows.spot), (*listed, *weighted, spot_bid)


def forecast_inputs(s: Scenario, market: Market) -> ForecastInputs:
    """Return the inputs of a policy with forecasts besides the wind, as `sim.trade.schedule.ForecastInputs`."""
    off = s.trade.imbalance
    return ForecastInputs(market.valued, (off.short, off.long), lambda year: generator(s.seed, "forecast", year))


def _weighted(contract: Contract, spot: np.ndarray, weight: float, added: float) -> Bid:
    """Return the bid of a contract with the penalty that delivering avoids, or ahead of the spot market."""
    value = contract.bid.value + weight * contract.penalty
    return contract.bid._replace(value=(np.maximum(value, spot + FIRST) if contract.first else value) + added)


def _prices(s: Scenario, rows: Rows, market: Market, link: Link, route: RouteLine, weather_year: int,
            price: float) -> Prices:
    """Return the price of each row, as `sim.trade.settlement.Prices`."""
    flat, factor, series = np.zeros(rows.count), np.zeros(rows.count), [np.empty(0)] * rows.count
    flat[SENDING], flat[SUPPLY] = s.local.supply_price_usd_per_mwh, s.supply.price_usd_per_mwh
    flat[LOCAL] = float(local_bid(s, np.ones(1)).price[0])
    flat[rows.landing], flat[rows.malaysia] = s.market.supply_price_usd_per_mwh, s.malaysia.price_usd_per_mwh
    factor[rows.spot] = 1.0
    at = dict(zip(rows.names, rows.buyers, strict=True))
    for buyer in market.buyers:
        row = at[buyer.name]
        flat[row], factor[row], series[row] = buyer.flat, buyer.factor, buyer.series
    moved, off = bool(market.quotes), s.trade.imbalance
    gross = s.market.import_charge_usd_per_mwh + s.market.reserve_cost_usd_per_mwh
    after = (lambda delivered: clearing(market.quotes[weather_year], np.maximum(delivered, 0.0), market.charge)
             ) if moved else None
    known = stack(market.quotes[weather_year], market.charge) if moved else None

    def due(terms: Sequence[Contract], energy: np.ndarray, state: np.ndarray, offered: np.ndarray, meter: np.ndarray,
            dt: float) -> np.ndarray:
        came = _tendered(rows, link, route, state, offered, meter)
        return np.array([deemed(c, came, got, dt) if c.take else 0.0 for c, got in zip(terms, energy, strict=True)])

    return Prices(flat, factor, tuple(series), market.spot[weather_year], market.valued[weather_year],
                  market.demand if moved else np.empty(0), after, lambda spot: contracts(s, spot, price, market.year),
                  gross, due, off.short, off.long, known)


def _tendered(rows: Rows, link: Link, route: RouteLine, state: np.ndarray, offered: np.ndarray,
              meter: np.ndarray) -> np.ndarray:
    """Return the power that could have been delivered to Singapore in addition to sales elsewhere, shape (time,).
    [MW]"""
    view = link_states(link, route)
    here = meter[[row for row in range(1, rows.landing) if row != SUPPLY]].sum(axis=0)
    abroad = meter[rows.malaysia:rows.singapore].sum(axis=0)
    came = view.received(state, np.clip(offered - here, 0.0, link.transfers[-1].sent[-1]))
    came = route.kept * came - abroad if view.onward is None else view.onward.forward(
        state, np.maximum(came - view.landed(state, 0.0, abroad, 0.0), 0.0))
    return np.maximum(came - meter[rows.singapore:rows.contract].sum(axis=0), 0.0)


def _network(link: Link, wheeling: Wheeling | None, beside: Sequence[Sequence[Numbered]], meter: Numbered,
             state: np.ndarray, far: Battery | None, ramp: float) -> Network:
    """Return the tree as it stands in the pole state of each period, for the policy that is not given its curve."""
    landing, hub = ([nodes[at] for nodes in beside] for at in (0, 1))
    own = [meter if len(nodes) == 2 else ((*nodes[2][0], *meter[0]), (*nodes[2][1], *meter[1])) for nodes in beside]
    at_hub, at_landing, at_meter = (_node_bids(given, state) for given in (hub, landing, own))
    onward = (np.inf, 1.0, 0.0) if wheeling is None else (
        wheeling.capacity, 1.0 - wheeling.loss, wheeling.charge)
    tee = None if link.tee is None else TeePieces(*(_in_time(leg.pieces, state) for leg in link.tee[1:]))
    legs = link.pieces if link.tee is None else link.tee.onward.pieces
    fell = np.diff(np.array([width.sum() for width, _ in legs])[state], prepend=0.0) < 0.0
    return Network(at_hub, at_landing, at_meter, *_in_time(link.pieces, state), onward, far, tee,
                   Ramp(ramp, fell) if np.isfinite(ramp) else None)


def _in_time(by_state: Sequence[tuple[np.ndarray, np.ndarray]], state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return width and slope of pieces, given by pole state, in the pole state of each period, shape (piece, time)."""
    pieces = np.zeros((len(by_state), 2, max(width.size for width, _ in by_state)))
    pieces[:, 1] = 1.0   # the slope of a piece without width
    for number, both in enumerate(by_state):
        pieces[number, :, :both[0].size] = both
    return pieces[state, 0].T, pieces[state, 1].T


def _node_bids(by_state: Sequence[Numbered], state: np.ndarray) -> NodeBids:
    """Return bids at one node, given by pole state as (numbers, bids), in the pole state of each period."""
    periods = np.arange(state.size)
    both = (np.array([[getattr(bid, name) for bid in given] for _, given in by_state])[state, :, periods].T
            for name in ("width", "value"))
    return NodeBids(by_state[0][0], *both)
