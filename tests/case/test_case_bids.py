"""The tree of bids of a case: its two readings of the link agree, and climbing it is the optimum of every period."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.case import bids, route
from sim.case import link as case_link
from sim.case import market as case_market
from sim.inputs.route_file import Wheeling
from sim.link.transfer_curve import forward
from sim.scenario.schema import Scenario
from sim.storage.battery import Battery
from sim.trade.dispatch import year
from sim.trade.greedy import greedy
from sim.trade.settlement import LOCAL, SENDING, SUPPLY, Ledger, Rows

MALAYSIA, RECEIVING, SPOT = Rows().malaysia, Rows().landing, Rows().spot

NONE = Battery(0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
PRICE, DT = 220.0, 0.5


@lru_cache(maxsize=1)
def base():
    """Return the base case with its link, and its route, which crosses no third grid."""
    s = Scenario(link={"outage_draws": 1})
    line = route.make(s)
    return s, case_link.built(s, line, 1), line


@pytest.fixture(name="direct")
def _direct():
    return base()


def wheeled(line, loss=0.04, charge=6.0, capacity=900.0):
    """Return a route that crosses a third grid."""
    grid = Wheeling(300.0, capacity, charge, loss, "test", "assumed")
    return line._replace(route=line.route._replace(wheeling=grid))


def periods(seed, count):
    """Return wind, spot prices (some of them negative) and pole states."""
    rng = np.random.default_rng(seed)
    return (rng.uniform(0, 2300, count), rng.uniform(-50, 400, (1, count)), rng.integers(0, 3, count).astype(np.int8))


def market(spot):
    """Return a market of these prices."""
    return case_market.Market(np.full(spot.shape[1], 7000.0), spot, np.ones(spot.shape[1]))


def trade(s, link, line, wind, spot, state):
    """Return the ledger and the flows of a year without a battery, and the offer."""
    offer = bids.offers(s, link, line, market(spot), PRICE)(0)
    ledger, flows = year(greedy, wind, state[None], offer, bids.link_states(link, line), NONE, DT, np.zeros(1))
    return Ledger(*(value[0] for value in ledger)), flows, offer


def optimum(s, link, line, wind, spot, state):
    """Return the best that one period can earn [USD/h]: the tree as a linear program, bids and pieces as they are."""
    width, slope = link.pieces[state]
    transfer, wheeling = link.transfers[state], line.route.wheeling
    kept, charge, room = (1.0, 0.0, 1e6) if wheeling is None else (1.0 - wheeling.loss, wheeling.charge,
                                                                   wheeling.capacity)
    contract, = bids.contracts(s, spot, PRICE)
    # Unknowns: the pieces, then the receiving station, contract and spot at the meter, the sending station, local.
    firm = float(contract.bid.value[0]) + contract.penalty
    gain = [*np.zeros(width.size), s.market.supply_price_usd_per_mwh, firm - charge, float(spot[0]) - charge,
            s.local.supply_price_usd_per_mwh, s.local.price_usd_per_mwh]
    rows = [[*np.ones(width.size), 0, 0, 0, 1, 1], [*-slope, 1, 1 / kept, 1 / kept, 0, 0],
            [*np.zeros(width.size), 0, 1 / kept, 1 / kept, 0, 0]]
    limits = [*width, transfer.no_load_receiving, contract.width, s.market.spot_width_mw, transfer.no_load_sending,
              s.local.width_mw]
    bounds = [(0, width) for width in limits]
    return -linprog(-np.array(gain), A_ub=rows, b_ub=[wind, 0.0, room], bounds=bounds, method="highs").fun


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.booleans(), st.sampled_from(["base", "short contract", "no local sink"]))
def test_without_a_battery_every_period_is_at_its_optimum(seed, third_grid, kind):
    _, link, line = base()
    s = Scenario(**{"base": {}, "short contract": {"contract": {"terms": {"model": "firm_block", "width_mw": 600.0}}},
                    "no local sink": {"local": {"width_mw": 0.0}}}[kind])
    line = wheeled(line) if third_grid else line
    wind, spot, state = periods(seed, 8)
    # One period is one year here: the contract's penalty follows the mean spot price of its year.
    for t in range(wind.size):
        one = slice(t, t + 1)
        ledger, f, _ = trade(s, link, line, wind[one], spot[:, one], state[one])
        transfer = link.transfers[state[t]]
        contract, = bids.contracts(s, spot[0, one], PRICE)
        charge = 0.0 if line.route.wheeling is None else line.route.wheeling.charge
        firm = contract.bid.value[0] + contract.penalty
        earned = (f.contract[0] * firm + f.spot[0] * spot[0, t] - charge * f.delivered[0]
                  + f.local[0] * s.local.price_usd_per_mwh
                  + (transfer.no_load_sending - f.bought_sending[0]) * s.local.supply_price_usd_per_mwh
                  + (transfer.no_load_receiving - f.bought_receiving[0]) * s.market.supply_price_usd_per_mwh)
        best = optimum(s, link, line, wind[t], spot[0, one], state[t])
        assert earned == pytest.approx(best, rel=1e-9, abs=1e-6)
        assert ledger.residual <= 1e-9


def test_what_the_trade_sees_of_the_link_is_the_link(direct):
    s, link, line = direct
    view = bids.link_states(link, line)
    assert view.landed(np.array([2]), 1.0, 2.0, 3.0) == 6.0
    for number, transfer in enumerate(link.transfers):
        assert view.no_load[:, number].tolist() == [transfer.no_load_sending, transfer.no_load_receiving]
        sent = np.linspace(0.0, transfer.sent[-1], 50)
        received = view.received(np.full(50, number, dtype=np.int8), sent)
        assert np.abs(received - forward(transfer, sent)).max() <= s.link.loss_error_mw * (1 + 1e-6)
    state, sent = np.array([0, 1, 2], dtype=np.int8), np.array([0.0, 100.0, 100.0])
    assert (np.diff(view.received(state, sent)) > 0).all()   # each period reads its own state: one pole loses more


def test_full_wind_fills_the_link_of_each_state_and_the_local_sink(direct):
    s, link, line = direct
    state = np.array([0, 1, 2], dtype=np.int8)
    _, f, _ = trade(s, link, line, np.full(3, 2300.0), np.full((1, 3), 100.0), state)
    view = bids.link_states(link, line)
    room = np.array([t.sent[-1] for t in link.transfers])
    np.testing.assert_allclose(f.sent, room, rtol=1e-12, atol=1e-9)
    arriving = f.delivered + view.no_load[1] - f.bought_receiving
    np.testing.assert_allclose(arriving, [t.capacity for t in link.transfers], rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(f.local, s.local.width_mw)
    rest = 2300.0 - f.sent - f.local - view.no_load[0]
    more = room[-1] + view.no_load[0, -1] - room - view.no_load[0]   # a whole link also serves its own rest
    np.testing.assert_allclose(f.outage, np.minimum(more, rest), atol=1e-9)


def test_a_third_grid_takes_its_loss_from_what_is_delivered(direct):
    s, link, line = direct
    wind, state = np.full(4, 2300.0), np.full(4, 2, dtype=np.int8)
    spot = np.full((1, 4), 100.0)
    _, plain, _ = trade(s, link, line, wind, spot, state)
    ledger, through, _ = trade(s, link, wheeled(line, 0.04, 0.0, 5000.0), wind, spot, state)
    np.testing.assert_allclose(through.delivered, 0.96 * plain.delivered, rtol=1e-12)
    np.testing.assert_allclose(through.link_loss, plain.link_loss + 0.04 * plain.delivered, rtol=1e-12)
    assert ledger.residual <= 1e-9
    _, narrow, _ = trade(s, link, wheeled(line, 0.04, 0.0, 500.0), wind, spot, state)
    np.testing.assert_allclose(narrow.delivered, 0.96 * 500.0, rtol=1e-12)
    _, dear, _ = trade(s, link, wheeled(line, 0.04, 1e4, 5000.0), wind, spot, state)
    assert not dear.delivered.any()


def test_a_negative_spot_price_is_not_served(direct):
    s, link, line = direct
    wind, state = np.full(2, 2300.0), np.full(2, 2, dtype=np.int8)
    s = Scenario(contract={"terms": {"model": "firm_block", "width_mw": 0.001}}, local={"width_mw": 0.0})
    _, f, _ = trade(s, link, line, wind, np.array([[-1.0, 50.0]]), state)
    assert f.spot[0] == 0.0
    assert f.spot[1] > 1000.0
    assert f.outage.tolist() == [0.0, 0.0]
    assert f.curtailed[0] > 2000.0


def test_an_offer_has_the_prices_and_the_width_of_its_year(direct):
    s, link, line = direct
    spot = np.array([[80.0, 120.0], [10.0, 20.0]])
    make = bids.offers(s, link, line, market(spot), PRICE)
    for number, here in enumerate(spot):
        offer = make(number)
        assert offer.terms[0].bid.price.tolist() == [PRICE, PRICE]
        assert offer.prices.factor.tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]
        np.testing.assert_array_equal(offer.prices.spot, here)
        for bid, price in ((SPOT, 0.0), (LOCAL, s.local.price_usd_per_mwh),
                           (SENDING, s.local.supply_price_usd_per_mwh), (SUPPLY, s.supply.price_usd_per_mwh),
                           (RECEIVING, s.market.supply_price_usd_per_mwh), (MALAYSIA, s.malaysia.price_usd_per_mwh)):
            assert offer.prices.flat[bid] == price
        assert offer.prices.after is None
        assert offer.most == pytest.approx(1200.0)
    state = np.full(2, 2, dtype=np.int8)
    assert (np.diff([offer.reward(state).reach(value) for value in (300.0, 100.0, 50.0, 1.0)], axis=0) >= 0).all()


def test_a_local_sink_behind_its_own_cable_earns_and_takes_by_its_loss(direct):
    _, link, line = direct
    s = Scenario(hub={"topology": "offshore"}, link={"outage_draws": 1})
    wind, state = np.full(2, 2300.0), np.zeros(2, dtype=np.int8)
    _, f, offer = trade(s, link, line, wind, np.full((1, 2), 100.0), state)
    kept = 1.0 - s.local.cable_loss
    np.testing.assert_allclose(f.local, s.local.width_mw / kept)
    price = offer.prices.flat[LOCAL]
    np.testing.assert_allclose(price * f.local, s.local.price_usd_per_mwh * s.local.width_mw)


def test_curves_built_for_the_pole_states_of_a_draw_are_the_same_there(direct):
    s, link, line = direct
    _, spot, state = periods(5, 40)
    states = np.stack([state, np.roll(state, 7)])
    make = bids.offers(s, link, line, market(spot), PRICE)
    whole = [make(0).reward(one).reach(90.0) for one in states]
    make = bids.offers(s, link, line, market(spot), PRICE)
    some = make(0, states=states)
    for one, expected in zip(states, whole, strict=True):
        np.testing.assert_array_equal(some.reward(one).reach(90.0), expected)
    np.testing.assert_array_equal(some.whole, make(0).whole)
