"""A small market for the tests: two bids behind a link of two pieces, a local sink, and the poles out or in."""

import numpy as np

from sim.market import bids
from sim.market.contract import Contract
from sim.records import Bid
from sim.trade.schedule import BidCurves, Reward
from sim.trade.settlement import LOCAL as HERE
from sim.trade.settlement import SENDING, LinkStates, Prices, Rows, lines

ROWS = Rows()
RECEIVING, SPOT, FIRM = ROWS.landing, ROWS.spot, ROWS.contract

WIDTH, SLOPE = np.array([300.0, 200.0]), np.array([0.97, 0.94])
NO_LOAD = np.array([[0.0, 2.0], [0.0, 1.5]])
CONTRACT, LOCAL, SUPPLY, ABROAD = 150.0, 60.0, 90.0, 200.0
NODES, RECEIVED = np.array([0.0, 300.0, 500.0]), np.array([0.0, 291.0, 479.0])

LINK = LinkStates(NO_LOAD, lines([(np.empty(0), np.empty(0)), (WIDTH, SLOPE)]))


def bid(width, value):
    """Return a bid that pays its value."""
    return Bid(np.asarray(width, dtype=float), np.asarray(value, dtype=float), np.asarray(value, dtype=float))


def offer(spot, contract_width=250.0, local_width=40.0):
    """Return the tree of bids of one year: contract and spot behind the link, the local sink at the hub."""
    flat = np.ones(spot.size)
    states = []
    for poles in (0, 1):
        meter = bids.curve([bid(flat * NO_LOAD[1, poles], flat * ABROAD), bid(flat * contract_width, flat * CONTRACT),
                            bid(flat * 400.0, spot)], (RECEIVING, FIRM, SPOT))
        far = bids.through(meter, WIDTH * poles if poles else [], SLOPE if poles else [])
        here = bids.curve([bid(flat * NO_LOAD[0, poles], flat * SUPPLY), bid(flat * local_width, flat * LOCAL)],
                          (SENDING, HERE))
        whole, room = bids.merge(far, here), bids.blank(10, spot.size)
        for full, part in zip(room, whole, strict=True):
            full[:] = -1 if full.dtype == np.int8 else 0.0
            full[: part.shape[0]] = part
        states.append(room)
    curves = bids.Curve(*(np.stack(arrays) for arrays in zip(*states, strict=True)))
    terms = Contract(bid(flat * contract_width, flat * CONTRACT), contract_width, 0.0, 0.0)
    prices = Prices(np.array([SUPPLY, LOCAL, 0.0, ABROAD, 0.0, 0.0, 0.0]), np.eye(7)[SPOT], (np.empty(0),) * 7, spot,
                    spot, np.empty(0), None, lambda spot: (terms,), 0.0, None)

    def reward(state):
        return Reward(curves.width, curves.value, state, lambda value: bids.reach(curves, state, value))

    return BidCurves(ROWS, reward, lambda state, power: bids.climb(power, state, curves, FIRM + 1),
                     lambda: tuple(np.ascontiguousarray(a.swapaxes(1, 2))
                                   for a in (curves.width, curves.bid, curves.slope)),
                     prices, bids.reach(curves, np.ones(spot.size, dtype=np.int8), 0.0), 479.0, terms=(terms,))
