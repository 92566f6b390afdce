"""Arrays of the tree of a case's bids: the tree of a weather year, or one curve for all periods that share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case.buyers import bids_at_node, rows_of_case
from sim.market import bids, curve_groups
from sim.records import Bid
from sim.trade.curve_tables import tables
from sim.trade.settlement import LOCAL, SENDING, SUPPLY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.case.buyers import Numbered
    from sim.case.link import Link
    from sim.case.market import Market
    from sim.inputs.route_file import Wheeling
    from sim.market.bids import Curve
    from sim.market.curve_groups import Groups, Line
    from sim.scenario.schema import Scenario
    from sim.trade.settlement import Rows


class Arrays(NamedTuple):
    """Curves to write into, over and over: fresh memory is slow."""

    hub: bids.Curve
    wheeled: bids.Curve
    meter: bids.Curve
    whole: bids.Curve
    """At the Singapore busbar behind a tee: the receiving station and the meter."""


class BidTree:
    """
    The tree of the bids of one operating year, weather year by weather year.

    Parameters
    ----------
    s : Scenario
    link : sim.case.link.Link
    market : sim.case.market.Market
    """

    def __init__(self, s: Scenario, link: Link, market: Market) -> None:
        self.case, self.link, self.rows = (s, link, market), link, rows_of_case(s)
        self.owner: object | None = None
        self.arrays: Arrays | None = None
        self.beside: list[list[Curve]] = []
        self.few: list[list[Curve]] | None = None
        self.marks = [0.0]
        if link.tee is None and _still(market):
            thin = market._replace(spot=market.spot[:, :1], local=market.local[:1], expected=None, buyers=tuple(
                buyer._replace(width=buyer.width[:1]) for buyer in market.buyers))
            self.few = beside_in_time(s, link, thin, np.zeros(self.rows.count), thin.spot[0])

    def filled(self, owner: object, meter: Numbered, wheeling: Wheeling | None,
               beside: Sequence[Sequence[Curve]] | None, states: np.ndarray | None) -> Curve:
        """
        Return the curves at the hub by pole state, each period with its own.

        Parameters
        ----------
        owner : object
            Whose bids they are: those of another are overwritten.
        meter : (numbers, bids)
            At the Singapore meter.
        wheeling : Wheeling or None
            What the route crosses.
        beside : list, optional
            Curves beside the link by pole state, where they are not those of all weather years.
        states : array, shape (draw, time), optional
            Pole states that are asked for; all of them in every period if not given.

        Returns
        -------
        curves : sim.market.bids.Curve
            Arrays of shape (state, segment, time).
        """
        if self.arrays is not None and self.owner is owner:
            return self.arrays.hub
        if self.arrays is None:
            s, link, market = self.case
            self.arrays = _blank(link, self.rows, market.spot.shape[-1])
            self.beside = beside_in_time(s, link, market, np.zeros(self.rows.count), market.valued[0])
        bids.curve(meter[1], meter[0], self.arrays.meter)
        top = len(self.link.pieces) - 1
        for state, aside in enumerate(self.beside if beside is None else beside):
            asked = None if states is None or state == top else (states == state).any(axis=0)
            _hang(self.arrays, state, self.link, wheeling, aside, asked)
        self.owner = owner
        return self.arrays.hub

    def grouped(self, meter: Numbered, price: np.ndarray, wheeling: Wheeling | None,
                lines: Sequence[Line] | None) -> GroupCurves | None:
        """
        Return one curve for all periods that share it, or None where periods do not.

        Parameters
        ----------
        meter : (numbers, bids)
            At the Singapore meter.
        price : array, shape (time,)
            Spot price that they follow. [USD/MWh]
        wheeling : Wheeling or None
            What the route crosses.
        lines : sequence of sim.market.curve_groups.Line or None
            Their values over that price; None where one is no line.

        Returns
        -------
        few : GroupCurves or None
        """
        few = self.few
        if few is None or lines is None:
            return None

        def grow(most: float) -> tuple[Groups, Curve] | None:
            groups = curve_groups.groups(price, lines, self._levels(few, wheeling), most)
            return None if groups is None else (groups, self._tree(few, groups, meter, wheeling))

        made = grow(curve_groups.MOST)
        return None if made is None else GroupCurves(grow, self.marks, made)

    def _levels(self, few: Sequence[Sequence[Curve]], wheeling: Wheeling | None) -> np.ndarray:
        """Return the values at the Singapore meter at which bids there meet others, curtailment, or what is asked."""
        kept, charge = (1.0, 0.0) if wheeling is None else (1.0 - wheeling.loss, wheeling.charge)
        met = [np.zeros(1)]
        for (_, gain), (landing, hub) in zip(self.link.pieces, few, strict=True):
            at_hub = np.concatenate([self.marks, hub.value[hub.width[:, 0] > 0.0, 0]])
            met += [np.divide.outer(at_hub, gain).ravel() / kept + charge,
                    landing.value[landing.width[:, 0] > 0.0, 0] / kept + charge]
        return np.concatenate(met)

    def _tree(self, few: Sequence[Sequence[Curve]], groups: Groups, meter: Numbered,
              wheeling: Wheeling | None) -> Curve:
        """Return the curves at the hub of each group by pole state, arrays (state, segment, group)."""
        count, first = groups.first.size, groups.first
        arrays = _blank(self.link, self.rows, count)
        listed = tuple(Bid(*(np.broadcast_to(part, groups.of.shape)[first] for part in bid)) for bid in meter[1])
        bids.curve(listed, meter[0], arrays.meter)
        for state, nodes in enumerate(few):
            _hang(arrays, state, self.link, wheeling, [_repeat(curve, count) for curve in nodes], None)
        return arrays.hub


class GroupCurves:
    """
    The curves of the groups of a weather year's periods.

    Parameters
    ----------
    grow : callable
        ``grow(most)`` makes groups and curves anew, no more than so many.
    marks : list
        Values that widths are asked for; one more is added where it is not there yet.
    made : (Groups, Curve)
        Groups and curves as they are.
    """

    def __init__(self, grow: Callable[[float], tuple[Groups, Curve] | None], marks: list[float],
                 made: tuple[Groups, Curve]) -> None:
        self.grow, self.marks = grow, marks
        self.known: dict[float, np.ndarray] = {}
        self.found: tuple[np.ndarray | float, ...] | None = None
        self.groups, self.hub = made

    def widths(self, value: float) -> np.ndarray:
        """Return the width of at least a value by pole state, shape (state, time). [MW]"""
        if value not in self.marks:
            self.marks.append(value)
            grown = self.grow(np.inf)
            assert grown is not None   # any number of groups is allowed, and the prices are numbers as before
            self.groups, self.hub = grown
        if value not in self.known:
            self.known[value] = curve_groups.in_time(bids.widths(self.hub, value), self.groups)
        return self.known[value]

    def table(self, rows: Rows) -> tuple[np.ndarray | float, ...]:
        """Return the curves as `sim.trade.curve_tables.tables` makes them."""
        if self.found is None:
            (width, bid, slope), groups = curve_groups.joined((self.hub.width, self.hub.bid, self.hub.slope),
                                                              self.groups)
            self.found = tables(width, bid, slope, groups.of, rows)
        return self.found


def space(s: Scenario, link: Link, market: Market) -> BidTree:
    """
    Return room for the tree of a scenario's bids.

    Parameters
    ----------
    s : Scenario
    link : sim.case.link.Link
    market : sim.case.market.Market

    Returns
    -------
    room : BidTree
    """
    return BidTree(s, link, market)


def _still(market: Market) -> bool:
    """Return whether all bids at the hub and at the landing are constant in time."""
    return (market.local == market.local[0]).all() and all(
        not buyer.factor and not buyer.series.size and (buyer.width == buyer.width[0]).all()
        for buyer in market.buyers if buyer.node != "singapore")


def _blank(link: Link, rows: Rows, periods: int) -> Arrays:
    """Return curves to write into."""
    legs = (link,) if link.tee is None else link.tee
    pieces, onward, spur = (*(max(width.size for width, _ in leg.pieces) for leg in legs), 0, 0)[:3]
    meter, aside = rows.count - rows.singapore, rows.singapore - 5
    return Arrays(bids.blank(meter + 6 + aside + pieces + onward + spur, periods, len(link.pieces)),
                  bids.blank(meter + 1 + onward, periods), bids.blank(meter, periods),
                  bids.blank(meter + 1 if onward else 0, periods))


def _repeat(curve: Curve, count: int) -> Curve:
    """Return a curve of one period as often as it is needed."""
    out = bids.blank(curve.width.shape[0], count)
    for array, given in zip(out, curve, strict=True):
        array[:] = given
    return out


def _hang(arrays: Arrays, state: int, link: Link, wheeling: Wheeling | None, beside: Sequence[Curve],
          where: np.ndarray | None) -> None:
    """Write the reward curve at the hub in one pole state, in the periods where it is asked for."""
    if where is not None and not where.any():
        return
    pieces, (landing, at_hub, *station) = link.pieces[state], beside
    meter, hub = arrays.meter, bids.at_state(arrays.hub, state)
    if not pieces[0].size:   # no pole in service: only the bids at the hub are left
        here = slice(None) if where is None else np.flatnonzero(where)
        for out, array, empty in zip(hub, at_hub, (0.0, 0.0, -1, 0.0), strict=True):
            out[:len(array), here], out[len(array):, here] = array[:, here], empty
        return
    if wheeling is not None:
        meter = bids.through(meter, [wheeling.capacity], [1.0 - wheeling.loss], wheeling.charge, arrays.wheeled, where)
    if station and link.tee is not None:
        meter = bids.through(bids.merge(station[0], meter, arrays.whole, where), *link.tee.onward.pieces[state],
                             out=arrays.wheeled, where=where)
    bids.curve_at_hub(landing, meter, *pieces, at_hub, hub, where)


def local_bid(s: Scenario, load: np.ndarray) -> Bid:
    """Return the local bid at the hub, given its load over its width."""
    width, price = load * s.local.width_mw, np.ones(load.size) * s.local.price_usd_per_mwh
    kept = 1.0 - s.local.cable_loss if s.hub.topology == "offshore" else 1.0
    return Bid(width / kept, price * kept, price * kept)


def beside_in_time(s: Scenario, link: Link, market: Market, added: np.ndarray, spot: np.ndarray) -> list[list[Curve]]:
    """Return the curves beside the link by pole state, as `alongside` has their bids; that of
    Malaysia at the tee."""
    made = [[bids.curve(given, numbers) for numbers, given in nodes]
            for nodes in alongside(s, link, market, added, spot)]
    if link.tee is not None:
        for curves, pieces in zip(made, link.tee.spur.pieces, strict=True):
            curves[0] = bids.through(curves[0], *pieces)
    return made


def alongside(s: Scenario, link: Link, market: Market, added: np.ndarray,
              spot: np.ndarray) -> list[tuple[Numbered, ...]]:
    """Return the numbers and the bids beside the link by pole state: at its landing, at the hub, and with a tee at the
    Singapore busbar; then the landing is the Malaysian meter."""
    flat, rows = np.ones(market.spot.shape[-1]), rows_of_case(s)
    local = local_bid(s, market.local)
    local = local._replace(value=local.value + added[LOCAL])

    def bid(width: float, price: float, number: int) -> Bid:
        return Bid(flat * width, flat * price + added[number], flat * price)

    supply = bid(s.supply.width_mw, s.supply.price_usd_per_mwh, SUPPLY)
    malaysia = bid(s.malaysia.width_mw, s.malaysia.price_usd_per_mwh, rows.malaysia)
    (at_hub, hub_bids), (at_landing, landing_bids) = (bids_at_node(rows, market.buyers, node, spot, added)
                                                      for node in ("hub", "landing"))
    nodes: list[tuple[Numbered, ...]] = []
    for t in link.curves:
        station = bid(t.no_load_receiving, s.market.supply_price_usd_per_mwh, rows.landing)
        sending = bid(t.no_load_sending, s.local.supply_price_usd_per_mwh, SENDING)
        hub = (SENDING, SUPPLY, LOCAL, *at_hub), (sending, supply, local, *hub_bids)
        abroad = (rows.malaysia, *at_landing), (malaysia, *landing_bids)
        nodes.append((((rows.landing, *abroad[0]), (station, *abroad[1])), hub) if link.tee is None else
                     (abroad, hub, ((rows.landing,), (station,))))
    return nodes
