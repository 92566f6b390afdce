"""Reward curves: against a linear program, and by what must never happen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.errors import SundalinkError
from sim.market import bids
from sim.records import Bid


def _bid(width, value):
    return Bid(np.atleast_1d(np.asarray(width, float)), np.atleast_1d(np.asarray(value, float)),
                    np.atleast_1d(np.asarray(value, float)))


def _tree(meter, local, pieces):
    curve = bids.through(bids.curve([_bid(*b) for b in meter], range(len(meter))), *pieces)
    here = bids.curve([_bid(*b) for b in local], range(len(meter), len(meter) + len(local)))
    return bids.merge(curve, here)


def _reward(curve, power):
    cumulative = np.concatenate([[0], np.cumsum(curve.width[:, 0])])
    earned = np.concatenate([[0], np.cumsum(curve.width[:, 0] * curve.value[:, 0])])
    return np.interp(power, cumulative, earned)


def _by_linear_program(power, meter, local, pieces):
    """The same trade as a linear program: sold power on each piece, delivered to each bid, sold at the hub."""
    width, slope = pieces
    k, m, n = len(width), len(meter), len(local)
    cost = np.concatenate([np.zeros(k), [-v for _, v in meter], [-v for _, v in local]])
    through = np.concatenate([slope, -np.ones(m), np.zeros(n)])
    used = np.concatenate([np.ones(k), np.zeros(m), np.ones(n)])
    bounds = [(0, w) for w in width] + [(0, w) for w, _ in meter] + [(0, w) for w, _ in local]
    found = linprog(cost, A_ub=used[None], b_ub=[power], A_eq=through[None], b_eq=[0.0], bounds=bounds)
    return -found.fun


pair = st.tuples(st.floats(0, 500), st.floats(-50, 400))


@settings(max_examples=150, deadline=None)
@given(st.lists(pair, min_size=1, max_size=4), st.lists(pair, min_size=1, max_size=2),
       st.lists(st.floats(1, 300), min_size=1, max_size=5), st.floats(0, 2500), st.integers(0, 2**31))
def test_the_curve_earns_what_the_linear_program_earns(meter, local, width, power, seed):
    slope = np.sort(np.random.default_rng(seed).uniform(0.8, 0.99, len(width)))[::-1]
    pieces = (np.array(width), slope)
    curve = _tree(meter, local, pieces)
    expected = _by_linear_program(power, meter, local, pieces)
    assert _reward(curve, power) == pytest.approx(expected, rel=1e-7, abs=1e-3)   # the solver bends a bound by 1e-7


@settings(max_examples=100, deadline=None)
@given(st.lists(pair, min_size=1, max_size=4), st.lists(pair, min_size=1, max_size=2), st.floats(0, 2500))
def test_climbing_gives_what_the_segments_hold(meter, local, power):
    curve = _tree(meter, local, (np.array([400.0, 400.0, 400.0]), np.array([0.98, 0.96, 0.93])))
    stacked = bids.Curve(*(a[None] for a in curve))
    power = min(power, float(curve.width.sum()))
    state = np.zeros(1, dtype=np.int8)
    hub, at_meter = bids.climb(np.array([power]), state, stacked, len(meter) + len(local))
    assert hub.sum() == pytest.approx(power, abs=1e-9)
    assert (at_meter <= hub + 1e-12).all()
    value = np.array([v for _, v in [*meter, *local]])
    assert (at_meter[:, 0] * value).sum() == pytest.approx(_reward(curve, power), rel=1e-9, abs=1e-6)


def test_values_fall_and_worthless_bids_are_left_out():
    curve = bids.curve([_bid(100, 50), _bid(100, -5), _bid(100, 80), _bid(0, 900)], range(4))
    assert curve.bid[:2, 0].tolist() == [2, 0]
    assert curve.width[:, 0].tolist() == [100, 100, 0, 0]


def test_the_first_bid_wins_a_tie():
    curve = bids.curve([_bid(10, 50), _bid(20, 50)], [0, 1])
    assert curve.width[:, 0].tolist() == [10, 20]


def test_an_empty_link_carries_nothing():
    curve = bids.through(bids.curve([_bid(10, 50)], [0]), np.empty(0), np.empty(0))
    assert curve.width.sum() == 0


def test_a_wheeling_charge_is_taken_before_the_loss():
    curve = bids.through(bids.curve([_bid(95, 100)], [0]), [100.0], [0.95], charge=20.0)
    assert curve.value[0, 0] == pytest.approx(0.95 * 80)
    assert curve.width[0, 0] == pytest.approx(100)


def test_what_a_charge_makes_worthless_is_left_out():
    curve = bids.through(bids.curve([_bid(50, 100), _bid(50, 10)], [0, 1]), [200.0], [0.95], charge=20.0)
    assert curve.width[:, 0].sum() == pytest.approx(50 / 0.95)


def test_reach_counts_what_is_worth_the_threshold_in_the_state_of_each_period():
    full = bids.curve([_bid([100, 100], [50, 50]), _bid([10, 10], [90, 90])], [0, 1])
    none = bids.curve([_bid([0, 0], [50, 50]), _bid([0, 0], [90, 90])], [0, 1])
    stacked = bids.Curve(*(np.stack(pair) for pair in zip(none, full, strict=True)))
    state = np.array([1, 0], dtype=np.int8)
    assert bids.reach(stacked, state, 60).tolist() == [10, 0]
    assert bids.reach(stacked, state, 50).tolist() == [110, 0]


@pytest.mark.parametrize("slope", [[0.9, 0.95], [0.9, 0.9], [0.9, 0.0]])
def test_a_link_that_is_not_concave_is_refused(slope):
    with pytest.raises(SundalinkError, match="fall strictly"):
        bids.through(bids.curve([_bid(10, 50)], [0]), [5.0, 5.0], slope)


def test_impossible_bids_are_refused():
    with pytest.raises(SundalinkError, match="zero or more"):
        bids.curve([_bid(-1, 50)], [0])
    with pytest.raises(SundalinkError, match="zero or more"):   # one among others
        bids.curve([_bid(10, 50), _bid(-1, 50)], [0, 1])
    with pytest.raises(SundalinkError, match="finite"):
        bids.curve([_bid(1, np.nan)], [0])


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**31))
def test_the_kernels_equal_their_python(seed):
    from sim.market import _bids

    rng = np.random.default_rng(seed)
    meter = [Bid(rng.uniform(0, 300, 6) * rng.integers(0, 2, 6), rng.uniform(-20, 200, 6), rng.random(6))
             for _ in range(3)]
    width, value = np.stack([b.width for b in meter]), np.stack([b.value for b in meter])
    number = np.arange(3, dtype=np.int8)
    compiled, plain = bids.blank(3, 6), bids.blank(3, 6)
    _bids.order(width, value, number, *compiled)
    _bids.order.py_func(width, value, number, *plain)
    pieces = (np.array([200.0, 300.0]), np.array([0.97, 0.92]))
    sent, sent_plain = bids.blank(5, 6), bids.blank(5, 6)
    where = np.ones(6, dtype=bool)
    _bids.through(*compiled, *pieces, 3.0, where, *sent)
    _bids.through.py_func(*plain, *pieces, 3.0, where, *sent_plain)
    both, both_plain = bids.blank(8, 6), bids.blank(8, 6)
    _bids.merge(*sent, *compiled, where, *both)
    _bids.merge.py_func(*sent_plain, *plain, where, *both_plain)
    for a, b in zip(both, both_plain, strict=True):
        np.testing.assert_array_equal(a, b)
    power, state = rng.uniform(0, 900, 6), np.zeros(6, dtype=np.int8)
    hub, at_meter, hub_plain, meter_plain = (np.zeros((3, 6)) for _ in range(4))
    stacked = bids.Curve(*(a[None] for a in both))
    _bids.climb(power, state, stacked.width, stacked.bid, stacked.slope, hub, at_meter)
    _bids.climb.py_func(power, state, stacked.width, stacked.bid, stacked.slope, hub_plain, meter_plain)
    np.testing.assert_array_equal(hub, hub_plain)
    np.testing.assert_array_equal(at_meter, meter_plain)
    out, out_plain = np.empty(6), np.empty(6)
    _bids.reach(state, stacked.width, stacked.value, 60.0, out)
    _bids.reach.py_func(state, stacked.width, stacked.value, 60.0, out_plain)
    np.testing.assert_array_equal(out, out_plain)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**31), st.booleans())
def test_hanging_is_merging_pulling_back_and_merging(seed, tie):
    from sim.market import _bids

    rng = np.random.default_rng(seed)

    def some(count, first):
        """Return bids of which some have no width, some are worth nothing, some are alike."""
        value = rng.choice([-20.0, 0.0, 60.0, 90.0, 150.0], (count, 5)) if tie else rng.uniform(-20, 200, (count, 5))
        given = [Bid(rng.uniform(0, 300, 5) * rng.integers(0, 2, 5), v, v) for v in value]
        return bids.curve(given, range(first, first + count))

    landing, meter, beside = some(2, 0), some(3, 2), some(3, 5)
    pieces = (rng.uniform(1, 300, 3), np.sort(rng.uniform(0.8, 0.99, 3))[::-1])
    expected = bids.merge(bids.through(bids.merge(landing, meter), *pieces), beside)
    room = expected.width.shape[0]
    found, plain = (bids.curve_at_hub(landing, meter, *pieces, beside, bids.blank(room, 5)), bids.blank(room, 5))
    _bids.curve_at_hub.py_func(*landing, *meter, *pieces, *beside, np.ones(5, dtype=bool), *plain)
    for a, b, c in zip(found, expected, plain, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(c, b)
