"""The settlement: a year by hand, its literal twin, balances that close, and breaches that are refused."""

from typing import NamedTuple

import numpy as np
import pytest
import reference_settlement as reference
from hypothesis import given, settings
from hypothesis import strategies as st
from small_trade import LINK, offer

from sim.errors import SundalinkError
from sim.market.contract import Contract
from sim.records import Bid
from sim.storage.battery import Battery
from sim.trade import _settlement, booking
from sim.trade.booking import book
from sim.trade.greedy import greedy
from sim.trade.schedule import BidCurves, Schedule
from sim.trade.settlement import (
    LOCAL,
    SENDING,
    SUPPLY,
    Flows,
    LinkStates,
    Prices,
    Rows,
    lines,
    rows_of,
    shortfall,
)

DT = 0.5
ROWS = Rows()
# Three half-hours: charging, discharging, and more wind than anyone takes while a pole is out.
AVAILABLE = np.array([100.0, 50.0, 200.0])
FLOW = np.array([20.0, -30.0, 0.0])
LEVEL = np.array([19.0, 2.0, 2.0])
# At the hub: sending station, local, supply; behind the link: receiving station, Malaysia, spot, contract.
HUB = np.array([[2.0], [7.0], [0.0], [1.0], [0.0], [10.0], [60.0]]) * np.ones(3)
METER = np.array([[2.0], [7.0], [0.0], [0.9], [0.0], [9.0], [54.0]]) * np.ones(3)
START = (10.0, 0.0)
SECOND = np.array([0.0, 1.0, 0.0])
# Pole states of the three half-hours: the second station takes more at rest.
STATE = np.array([0, 1, 0], dtype=np.int8)
NO_LOAD = np.array([[2.0, 3.0], [1.0, 1.0]])
SPOT_PRICE = np.array([10.0, 20.0, 30.0])
LOCAL_PRICE = np.array([50.0, 50.0, 40.0])



class Made(NamedTuple):
    """What a year is booked from, each part of it to be changed."""

    available: np.ndarray = AVAILABLE
    hub: np.ndarray = HUB
    meter: np.ndarray = METER
    flow: np.ndarray = FLOW
    offered: np.ndarray = AVAILABLE - FLOW
    level: np.ndarray = LEVEL
    whole: float = 109.0
    slope: float = 0.9
    kept: float = 1.0
    supply: float = 0.0
    width: float = 54.0
    start: tuple = START
    far: tuple | None = None
    flat: tuple = (80.0, 0.0, 0.0, 90.0, 0.0, 0.0, 0.0)

    def book(self):
        """Return the ledger and the flows of the three half-hours."""
        flat = np.ones(3)
        terms = (Contract(Bid(self.width * flat, 100 * flat, 100 * flat), self.width, 90.0, 5.0),)
        series = [np.empty(0)] * 7
        series[LOCAL] = LOCAL_PRICE
        prices = Prices(np.array(self.flat), np.eye(7)[ROWS.spot], tuple(series), SPOT_PRICE, SPOT_PRICE, np.empty(0),
                        None, lambda spot: terms, 0.0, None)
        nothing = np.zeros((2, 3, 1))
        curves = BidCurves(ROWS, None, None, lambda: (nothing, nothing.astype(np.int8), nothing), prices,
                           np.full(3, self.whole), 1e3, self.supply, terms)
        link = LinkStates(NO_LOAD, lines([(np.array([1e3]), np.array([self.slope]))] * 2), self.kept)
        schedule = Schedule(self.offered, self.flow, self.level, taken=(self.hub, self.meter), far=self.far)
        return book(self.available, STATE, schedule, curves, link, DT, self.start)


def test_three_half_hours_by_hand():
    _, f = Made().book()
    np.testing.assert_allclose(f.sent, 71.0)
    np.testing.assert_allclose(f.delivered, 63.0)
    np.testing.assert_allclose(f.contract, 54.0)
    np.testing.assert_allclose(f.spot, 9.0)
    np.testing.assert_allclose(f.local, 7.0)
    np.testing.assert_allclose(f.link_loss, 71.0 + 2.0 - 63.0)   # with the no-load loss of both stations
    np.testing.assert_allclose(f.bought_sending, [0.0, 1.0, 0.0])
    np.testing.assert_allclose(f.bought_receiving, 0.1)
    # 120 MW find no taker; with a whole link all bids would have taken 109 MW instead of 80.
    np.testing.assert_allclose(f.outage, [0.0, 0.0, 29.0])
    np.testing.assert_allclose(f.curtailed, [0.0, 0.0, 91.0])


def test_the_year_of_three_half_hours_by_hand():
    ledger, _ = Made().book()
    by_hand = {"available": 175.0, "battery_loss": -5.0, "curtailed": 45.5, "outage": 14.5, "local": 10.5,
               "sent": 106.5, "delivered": 94.5, "contract": 81.0, "spot": 13.5, "link_loss": 15.0, "bought": 0.65,
               "charged": 10.0, "discharged": 15.0, "hours_at_contract": 1.5, "station_cost": 53.5, "residual": 0.0,
               "energy": 81.0, "minimum": 90.0, "rate": 5.0, "paid": 81.0, "extra": 0.0, "imbalance_cost": 0.0,
               "spot_price_reduction": 0.0, "supplied": 0.0, "malaysia": 0.0}
    for name, value in by_hand.items():
        assert getattr(ledger, name) == pytest.approx(value, rel=1e-12, abs=1e-12), name
    np.testing.assert_allclose(ledger.buyer_revenue, [490.0, 0.0, 270.0, 8100.0], rtol=1e-12)
    assert Made(width=54.1).book()[0].hours_at_contract == 0.0


def test_without_outage_all_that_is_left_is_curtailed():
    _, f = Made(whole=80.0).book()   # a whole link would have sold no more
    np.testing.assert_array_equal(f.outage, 0.0)
    np.testing.assert_allclose(f.curtailed, [0.0, 0.0, 120.0])


def test_with_every_pole_out_what_the_link_would_have_taken_is_outage():
    _, f = Made(hub=0 * HUB, meter=0 * METER, flow=0 * FLOW, offered=AVAILABLE, level=0 * LEVEL + 10.0,
                whole=100.0).book()
    np.testing.assert_allclose(f.outage, [100.0, 50.0, 100.0])
    np.testing.assert_allclose(f.curtailed, [0.0, 0.0, 100.0])


def test_wheeling_keeps_its_share_and_the_rest_is_loss():
    kept = METER * np.array([[1.0], [1.0], [1.0], [1.0], [1.0], [0.95], [0.95]])
    _, f = Made(meter=kept, kept=0.95).book()
    np.testing.assert_allclose(f.delivered, 0.95 * 63.0)
    np.testing.assert_allclose(f.link_loss, 73.0 - 0.95 * 63.0)
    with pytest.raises(SundalinkError, match="balance at the link"):
        Made(meter=kept).book()


@pytest.mark.parametrize(("where", "changed"), [
    ("the hub", {"flow": FLOW + 1e-3 * SECOND}),   # out of step with what is offered
    ("the hub", {"hub": HUB + 1e-3 * SECOND * np.eye(7)[[LOCAL]].T}),   # more taken than offered
    ("the hub", {"available": AVAILABLE + 1e-3 * SECOND}),
    ("the link", {"meter": METER + 1e-3 * SECOND * np.eye(7)[[5]].T}),   # more comes out than the link's lines say
    ("the link", {"slope": 0.9 - 1e-5}),
    ("the link", {"meter": METER * np.array([1.0, np.nan, 1.0])}),
])
def test_a_broken_balance_of_power_is_refused(where, changed):
    with pytest.raises(SundalinkError, match=f"balance at {where} = .*must close to 1e-09"):
        Made(**changed).book()


@pytest.mark.parametrize("name", ["available", "curtailed", "outage", "here", "abroad", "delivered", "link_loss",
                                  "near"])
def test_a_broken_balance_of_energy_is_refused(name):
    sums, energy = np.zeros(_settlement.SUMS), np.zeros(7)
    schedule = Schedule(AVAILABLE, FLOW, LEVEL)
    booking._ledger(_settlement, sums, energy, schedule, (2.0, 0.0), 1.0, DT)
    sums[_settlement.NAMES.index(name)] = 1e-4
    with pytest.raises(SundalinkError, match=r"balance at the year's trade"):
        booking._ledger(_settlement, sums, energy, schedule, (2.0, 0.0), 1.0, DT)


def test_a_battery_that_makes_energy_is_refused():
    # Net 5 MWh came out: the cells must have held 5 more at the start than at the end.
    Made(start=(7.0, 0.0)).book()
    with pytest.raises(SundalinkError, match="energy out of nothing"):
        Made(start=(6.99, 0.0)).book()


def test_a_battery_that_only_rests_and_fades_is_no_fault():
    alone = HUB * [[0], [1], [0], [0], [0], [0], [0]]
    ledger, _ = Made(flow=np.zeros(3), offered=AVAILABLE, level=np.array([9.9, 9.8, 9.7]), hub=alone,
                     meter=alone).book()
    assert ledger.battery_loss == ledger.charged == 0.0


def test_rows_stand_hub_first_and_buyers_of_a_scenario_have_names():
    assert (SENDING, LOCAL, SUPPLY) == (0, 1, 2)
    assert rows_of() == Rows()
    rows = rows_of(2, hub=("hydrogen",), landing=("johor",), singapore=("data_centre",))
    assert rows.row_names() == ("sending station", "local", "supply", "hydrogen", "receiving station", "malaysia",
                              "johor", "data_centre", "spot", "contract", "contract_2")
    assert rows.names == ("local", "malaysia", "spot", "contract", "contract_2", "hydrogen", "johor", "data_centre")
    assert [rows.node(row) for row in (3, 6, 7)] == ["hub", "landing", "singapore"]


def compare(ledger, flows, sums, periods):
    """Refuse sums and periods that differ from the twin's by more than 1e-12."""
    for name, value in sums.items():
        np.testing.assert_allclose(getattr(ledger, name), value, rtol=1e-12, atol=1e-9, err_msg=name)
    for name in Flows._fields:
        np.testing.assert_allclose(getattr(flows, name), periods[name], rtol=1e-12, atol=1e-9, err_msg=name)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**31), st.floats(0, 200), st.floats(0, 600))
def test_every_year_is_booked_as_its_literal_twin_does(seed, power, energy):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 400))
    wind, spot = rng.uniform(0, 900, count), rng.uniform(-20, 250, count)
    state = np.repeat(rng.integers(0, 2, count), rng.integers(1, 90, count))[:count].astype(np.int8)
    battery = Battery(power, power, 0.1 * energy, 0.9 * energy, 0.93, 0.93, 0.9999)
    sold, start = offer(spot), 0.5 * energy
    schedule = greedy(wind, sold.reward(state), battery, DT, start)
    if rng.random() < 0.5:
        schedule = schedule._replace(nominated=rng.uniform(0, 600, count))
        sold = sold._replace(prices=sold.prices._replace(short=1.25, long=0.75))
    if rng.random() < 0.5:   # an import that moves the price, and a buyer at the hub that follows it
        factor, flat = sold.prices.factor.copy(), sold.prices.flat.copy()
        factor[LOCAL], flat[LOCAL] = 0.5, -3.0
        sold = sold._replace(prices=sold.prices._replace(
            after=lambda came: 1.02 * spot - 0.05 * came, demand=rng.uniform(1e3, 2e3, count), factor=factor, flat=flat,
            valued=spot - 5.0))
    ledger, f = book(wind, state, schedule, sold, LINK, DT, (start, 0.0))
    compare(ledger, f, *reference.book(wind, state, schedule, sold, LINK, DT))
    brief, nothing = book(wind, state, schedule, sold, LINK, DT, (start, 0.0), keep=False)
    assert nothing is None
    assert all(np.array_equal(a, b) for a, b in zip(brief, ledger, strict=True))
    assert ledger.residual <= 1e-9
    for name in Flows._fields:
        if name not in ("flow", "far_flow"):
            assert getattr(f, name).min() >= -1e-9, name
    assert (f.delivered <= f.sent + 1e-9).all()
    # What the cells lost is the rest: what went in, less what came out, less what stayed.
    assert start + ledger.battery_loss - f.level[-1] >= -1e-6
    assert not f.outage[state == 1].any()


def test_what_falls_short_is_counted_contract_by_contract():
    energy = np.array([[80.0, 200.0], [120.0, 40.0]])
    missing, penalty = shortfall(energy, np.array([100.0, 100.0]), np.array([2.0, 3.0]))
    assert missing.tolist() == [20.0, 60.0]
    assert penalty.tolist() == [40.0, 180.0]


def test_grid_energy_and_a_sale_on_the_way_are_in_the_balance():
    hub, meter = HUB.copy(), METER.copy()
    hub[SUPPLY], hub[ROWS.malaysia], meter[ROWS.malaysia] = 4.0, 5.0, 4.5   # 6 of 10 MW are bought
    meter[SUPPLY] = 4.0
    ledger, f = Made(hub=hub, meter=meter, supply=10.0, offered=AVAILABLE - FLOW + 10.0, whole=118.0,
                     flat=(80.0, 0.0, 86.0, 90.0, 44.0, 0.0, 0.0)).book()
    np.testing.assert_allclose(f.supplied, 6.0)
    np.testing.assert_allclose(f.malaysia, 4.5)
    np.testing.assert_allclose(f.link_loss, 76.0 + 2.0 - 63.0 - 4.5)
    np.testing.assert_allclose(f.curtailed + f.outage, [1.0, 1.0, 121.0])
    assert ledger.supply_cost == pytest.approx(86.0 * 6.0 * 1.5)
    assert ledger.buyer_revenue[1] == pytest.approx(44.0 * 4.5 * 1.5)


def test_a_battery_at_the_meter_is_in_the_balance():
    far, level = np.array([10.0, -4.0, 0.0]), np.array([4.5, 2.0, 2.0])
    meter = METER.copy()
    meter[ROWS.spot] -= far
    ledger, f = Made(meter=meter, far=(far, level)).book()
    np.testing.assert_allclose(f.delivered, 63.0 - far)
    np.testing.assert_allclose(f.link_loss, 71.0 + 2.0 - 63.0)
    assert ledger.battery_loss == pytest.approx(-5.0 + 3.0)
    with pytest.raises(SundalinkError, match="energy out of nothing"):
        Made(meter=meter, far=(far, level + 1.5)).book()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 11))
def test_a_link_of_any_number_of_pieces_gives_what_its_curve_says_and_asks_for_it_back(seed, pieces):
    rng = np.random.default_rng(seed)
    states = [(rng.uniform(1.0, 200.0, n), np.sort(rng.uniform(0.3, 1.0, n))[::-1])
              for n in (pieces, max(pieces - 2, 1))]
    table = lines(states)
    for state, (width, slope) in enumerate(states):
        into, out = (np.r_[0.0, np.cumsum(each)] for each in (width, width * slope))
        sent = rng.uniform(0.0, into[-1], 40)
        received = np.interp(sent, into, out)
        found = np.empty(40)
        _settlement.forward(tuple(table), state, sent, found, 40)
        np.testing.assert_allclose(found, received, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(table.forward(np.full(40, state), sent), received, rtol=1e-9, atol=1e-9)
        asked = np.ones(40)
        _settlement.back(tuple(table), state, received, asked, 40)   # adds to what was asked before
        np.testing.assert_allclose(asked, 1.0 + sent, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(table.back(np.full(40, state), received), sent, rtol=1e-9, atol=1e-9)
        beyond = np.empty(1)
        _settlement.forward(tuple(table), state, np.array([2.0 * into[-1]]), beyond, 1)
        assert beyond[0] == pytest.approx(out[-1])   # no more than the link's own


def test_reserve_and_what_a_limit_on_infeed_leaves_by_hand():
    """Half of 900 and of 700 MW may go at once, 400 are covered; above 800 MW at most 60 MW are left by the limit."""
    block, sums = np.zeros((22, 4)), np.zeros(_settlement.SUMS)
    block[_settlement.CAME], block[_settlement.OTHER] = [700.0, 700.0, 800.0, 0.0], [200.0, 0.0, 0.0, 50.0]
    block[_settlement.OUT] = [100.0, 40.0, 30.0, 500.0]
    share, full, more = np.array([0.0, 0.5]), np.array([np.inf, 800.0]), np.array([0.0, 60.0])
    _settlement.infeed(4, 1, (share, 400.0, full, more), block, sums)
    assert sums[_settlement.RESERVE] == pytest.approx(50.0)
    assert sums[_settlement.CAPPED] == pytest.approx(60.0 + 30.0)
    sums[:] = 0.0
    _settlement.infeed(4, 0, (share, 400.0, full, more), block, sums)
    assert not sums.any()


@pytest.mark.parametrize("split", [1, 2])
def test_the_loop_clears_each_period_on_the_stack(split):
    rng, count, begin = np.random.default_rng(8), 5, 3
    size = split * (begin + count)
    nodes, price = np.linspace(0.0, 1000.0, 11), np.sort(rng.uniform(-5.0, 300.0, 11))
    net, came = rng.uniform(-100.0, 1200.0, size), np.array([0.0, 10.0, 300.0, -20.0, 1500.0])
    thin, factor, slump = rng.uniform(0.8, 1.2, size), rng.uniform(0.5, 1.5, size), rng.uniform(0.0, 40.0, size)
    market = (split, net, thin, factor, slump, nodes, price, np.diff(price) / np.diff(nodes), 0.0, 250.0, 4.0)
    block = np.zeros((22, count))
    block[_settlement.CAME] = came
    assert _settlement.clear(begin, count, market, block, np.zeros(count, dtype=np.uintp))
    left = (net - np.repeat(np.r_[np.zeros(begin), np.maximum(came, 0.0)], split)) * thin
    by_hand = np.clip(np.interp(left, nodes, price) * factor - slump, 0.0, 250.0).reshape(-1, split).mean(axis=1) - 4.0
    np.testing.assert_allclose(block[_settlement.SPOT], by_hand[begin:], rtol=1e-12, atol=1e-12)
    block[_settlement.CAME, 2] = np.nan
    assert not _settlement.clear(begin, count, market, block, np.zeros(count, dtype=np.uintp))


def test_damages_are_paid_for_no_more_than_a_share_of_what_is_owed():
    missing, penalty = shortfall(np.array([[20.0, 95.0]]), np.array([100.0, 100.0]), np.array([2.0, 3.0]),
                                 np.array([0.5, 0.5]))
    np.testing.assert_allclose(missing, [85.0])   # all of it is missing still
    np.testing.assert_allclose(penalty, [2.0 * 50.0 + 3.0 * 5.0])


def test_behind_a_tee_each_buyer_asks_for_power_through_its_own_leg():
    state = np.array([0, 1, 1])
    legs = [lines([(np.array([300.0, 200.0]), np.array(gain))] * 2) for gain in ((0.9, 0.8), (0.7, 0.6))]
    plain = LinkStates(NO_LOAD, legs[0], kept=0.95)
    np.testing.assert_allclose(plain.landed(state, 1.0, 20.0, np.array([0.0, 95.0, 190.0])), [21.0, 121.0, 221.0])
    tee = plain._replace(onward=legs[0], spur=legs[1])
    singapore, abroad = np.array([0.0, 269.0, 300.0]), np.array([70.0, 0.0, 216.0])
    # 270 MW come out of the first 300 of the onward leg, 210 of the spur's; a MWh beyond takes 1 / 0.8 and 1 / 0.6.
    np.testing.assert_allclose(tee.landed(state, 1.0, abroad, singapore), [
        1.0 / 0.9 + 100.0, 300.0, 300.0 + 31.0 / 0.8 + 300.0 + 6.0 / 0.6])
