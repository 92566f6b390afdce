"""The dispatch: the battery across year ends, outage draws apart, and the optimum where there is no battery."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from small_trade import ABROAD, CONTRACT, LINK, LOCAL, NO_LOAD, SLOPE, SUPPLY, WIDTH, offer

from sim.storage.battery import Battery
from sim.trade import dispatch
from sim.trade.dispatch import life
from sim.trade.greedy import greedy
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.settlement import Flows, Ledger

DT, T = 0.5, 96
BATTERY = Battery(120.0, 120.0, 20.0, 500.0, 0.93, 0.93, 0.9998)
NONE = Battery(0.0, 0.0, 0.0, 0.0, 0.93, 0.93, 1.0)


def year(*given):
    """Trade a year; return a ledger for each outage draw, and the periods of the first."""
    ledger, first = dispatch.year(*given)
    return [Ledger(*values) for values in zip(*ledger, strict=True)], first


@pytest.fixture
def three_years():
    """Wind, spot price and pole states (draw, year, time) of three short years."""
    rng = np.random.default_rng(11)
    wind = np.clip(300 + np.cumsum(rng.normal(0, 80, (3, T)), axis=1), 0, 900)
    wind[:, -3:] = [[900], [0], [350]]   # years that end full, empty and between
    return wind, rng.uniform(0, 250, (3, T)), (rng.random((2, 3, T)) > 0.2).astype(np.int8)


def test_years_in_sequence_are_one_long_year(three_years):
    wind, spot, states = three_years
    ledger, hourly = life(greedy, wind, states, lambda w, states=None: offer(spot[w]), LINK, BATTERY, DT)
    middle = 0.5 * (BATTERY.low + BATTERY.high)
    for draw in range(2):
        level = np.array([middle])
        one, whole = year(greedy, wind.ravel(), states[draw].reshape(1, -1), offer(spot.ravel()), LINK, BATTERY, DT,
                          level)
        for name in ("available", "delivered", "contract", "local", "curtailed", "outage", "link_loss", "charged",
                     "station_cost", "battery_loss", "hours_at_contract"):
            assert getattr(ledger, name)[:, draw].sum() == pytest.approx(getattr(one[0], name), rel=1e-9), name
        if draw == 0:
            for name in Flows._fields:
                got = np.moveaxis(getattr(hourly, name), 0, -2).reshape(*getattr(whole, name).shape)
                np.testing.assert_allclose(got, getattr(whole, name), rtol=1e-6, atol=1e-4)
    assert np.ptp(hourly.level[:, -1]) > 1.0   # the years do not happen to end where they began


def gained(ledger):
    """Return what the bids brought, less a constant."""
    return ledger.buyer_revenue.sum(axis=-1) - ledger.station_cost


def test_with_foresight_years_in_sequence_earn_what_one_long_year_earns(three_years):
    wind, spot, states = three_years
    policy = partial(perfect_foresight, end_value=40.0)
    ledger, hourly = life(policy, wind, states, lambda w, states=None: offer(spot[w]), LINK, BATTERY, DT)
    honest, _ = life(greedy, wind, states, lambda w, states=None: offer(spot[w]), LINK, BATTERY, DT)
    for draw in range(2):
        level = np.array([0.5 * (BATTERY.low + BATTERY.high)])
        one, _ = year(policy, wind.ravel(), states[draw].reshape(1, -1), offer(spot.ravel()), LINK, BATTERY, DT, level)
        assert gained(ledger)[:, draw].sum() == pytest.approx(gained(one[0]), rel=1e-9)
        assert gained(honest)[:, draw].sum() < gained(ledger)[:, draw].sum()
    assert hourly.level[:-1, -1].max() > BATTERY.low + 1.0   # what a year leaves to the next is worth something
    held = np.full(1, 0.5 * (BATTERY.low + BATTERY.high))
    alone = [year(policy, w, states[:1, n], offer(spot[n]), LINK, BATTERY, DT, held)[0][0] for n, w in enumerate(wind)]
    # Years that know nothing of each other earn less.
    assert sum(map(gained, alone)) < gained(ledger)[:, 0].sum() - 1000.0


def same(one, other):
    """Return whether two ledgers are the same to the last digit."""
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_year_hands_its_charge_to_the_next(three_years):
    wind, spot, states = three_years
    level = np.array([100.0, 400.0])
    ledgers, first = year(greedy, wind[0], states[:, 0], offer(spot[0]), LINK, BATTERY, DT, level)
    assert level[0] == first.level[-1]
    assert len(ledgers) == 2
    again = np.array([400.0])
    alone, second = year(greedy, wind[0], states[1:, 0], offer(spot[0]), LINK, BATTERY, DT, again)
    assert same(alone[0], ledgers[1])   # a draw does not see the others
    assert again[0] == level[1] == second.level[-1]


def test_life_shapes_and_forgetting_the_periods(three_years):
    wind, spot, states = three_years
    ledger, hourly = life(greedy, wind, states, lambda w, states=None: offer(spot[w]), LINK, BATTERY, DT)
    assert isinstance(ledger, Ledger)
    by_contract = {"energy", "minimum", "rate", "paid", "extra", "counted"}
    by_buyer = {"buyer_energy", "buyer_revenue", "quarters"}   # four buyers, four quarters
    assert {(name in by_contract, name in by_buyer, np.shape(a)) for name, a in ledger._asdict().items()} == {
        (True, False, (3, 2, 1)), (False, True, (3, 2, 4)), (False, False, (3, 2))}
    assert {(name == "taken", a.shape, a.dtype) for name, a in hourly._asdict().items()} == {
        (False, (3, T), np.dtype("float32")), (True, (3, 4, T), np.dtype("float32"))}
    brief, nothing = life(greedy, wind, states, lambda w, states=None: offer(spot[w]), LINK, BATTERY, DT, keep=False)
    assert nothing is None
    assert same(brief, ledger)
    _, some = life(greedy, wind, states, lambda w, states=None: offer(spot[w]), LINK, BATTERY, DT, keep=lambda shapes: [
        np.zeros(shape if name == "delivered" else 0, np.float32) for name, shape in zip(hourly._fields, shapes,
                                                                                         strict=True)])
    assert [name for name, array in some._asdict().items() if array.size] == ["delivered"]
    np.testing.assert_array_equal(some.delivered, hourly.delivered)


def test_poles_out_send_nothing_and_the_lost_wind_is_outage(three_years):
    wind, spot, _ = three_years
    out = np.zeros((1, 1, T), dtype=np.int8)
    ledger, f = life(greedy, wind[:1], out, lambda w, states=None: offer(spot[w]), LINK, NONE, DT)
    assert not f.sent.any()
    assert ledger.local[0, 0] == pytest.approx(np.minimum(wind[0], 40.0).sum() * DT)
    left = np.maximum(wind[0] - 40.0, 0.0)
    np.testing.assert_allclose(f.outage[0], np.minimum(left, 502.0), rtol=1e-6)   # 500 by the link, 2 its station
    np.testing.assert_allclose(f.curtailed[0], np.maximum(left - 502.0, 0.0), rtol=1e-6, atol=1e-4)


def optimum(wind, spot, state, contract_width, local_width):
    """Return the best reward of one period by linear programming: pieces of the link, then five takers."""
    on = float(state)
    # Unknowns: what each piece carries; receiving station, contract, spot at the meter; sending station, local here.
    gain = -np.array([0, 0, ABROAD, CONTRACT, max(spot, 0.0), SUPPLY, LOCAL])
    hub, link = [1, 1, 0, 0, 0, 1, 1], [-SLOPE[0], -SLOPE[1], 1, 1, 1, 0, 0]
    top = [*(WIDTH * on), NO_LOAD[1, state], contract_width, 400.0, NO_LOAD[0, state], local_width]
    return -linprog(gain, A_ub=[hub, link], b_ub=[wind, 0.0], bounds=[(0, t) for t in top], method="highs").fun * DT


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([0.0, 100.0, 250.0, 700.0]), st.sampled_from([0.0, 40.0, 300.0]))
def test_without_a_battery_greedy_is_the_optimum_of_each_period(seed, contract_width, local_width):
    rng = np.random.default_rng(seed)
    wind, spot = rng.uniform(0, 1200, 12), rng.uniform(-50, 300, 12)
    state = rng.integers(0, 2, 12).astype(np.int8)
    sold = offer(spot, contract_width, local_width)
    ledgers, f = year(greedy, wind, state[None], sold, LINK, NONE, DT, np.zeros(1))
    saved = (NO_LOAD[0, state] - f.bought_sending) * SUPPLY + (NO_LOAD[1, state] - f.bought_receiving) * ABROAD
    saved = saved.sum() * DT
    earned = ledgers[0].buyer_revenue.sum(axis=-1) + saved
    best = sum(optimum(*given, contract_width, local_width) for given in zip(wind, spot, state, strict=True))
    assert earned == pytest.approx(best, rel=1e-9, abs=1e-6)


def test_the_oracle_can_fail():
    """Selling a tenth less wind is no optimum."""
    wind, spot, state = np.full(4, 600.0), np.full(4, 100.0), np.ones(4, dtype=np.int8)
    ledgers, _ = year(greedy, 0.9 * wind * [1, 1, 1, 0.2], state[None], offer(spot), LINK, NONE, DT, np.zeros(1))
    best = sum(optimum(*given, 250.0, 40.0) for given in zip(wind, spot, state, strict=True))
    assert ledgers[0].buyer_revenue.sum(axis=-1) < 0.95 * best


def test_a_battery_moves_energy_from_what_earns_little_to_what_pays():
    wind, spot = np.array([900.0] * 8 + [0.0] * 8), np.zeros(16)
    state = np.ones((1, 16), dtype=np.int8)
    without, with_one = (year(greedy, wind, state, offer(spot), LINK, battery, DT, np.array([battery.low]))[0][0]
                         for battery in (NONE, BATTERY))
    assert with_one.contract > without.contract + 100.0
    assert with_one.buyer_revenue[..., 3] - without.buyer_revenue[..., 3] == pytest.approx(
        CONTRACT * (with_one.contract - without.contract))
