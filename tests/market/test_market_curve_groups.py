"""Groups of periods by price: within one no two bids change their order, and nothing else is told apart."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.market.curve_groups import NEAR, Groups, Line, cuts, groups, in_time, joined

LINES = st.lists(st.builds(Line, st.integers(-50, 200).map(float), st.sampled_from([0.0, 0.5, 1.0, -0.25])),
                 min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(LINES, st.lists(st.integers(-50, 300).map(float), max_size=4), st.integers(0, 2**31))
def test_bids_keep_their_order_within_a_group(lines, levels, seed):
    price = np.random.default_rng(seed).uniform(-100.0, 400.0, 300)
    found = groups(price, lines, levels)
    value = np.array([line.start + line.factor * price for line in lines] + [np.full(300, level) for level in levels])
    order = np.sign(value[:, None] - value[None]).reshape(-1, 300)   # of every two of them, in every period
    assert found.of.max() + 1 == found.first.size
    for group, first in enumerate(found.first):
        assert found.of[first] == group
        inside = order[:, found.of == group]
        np.testing.assert_array_equal(inside, np.broadcast_to(order[:, [first]], inside.shape))
    of = found.of[np.argsort(price)]
    assert (np.diff(of) >= 0).all()   # each lies between two prices


def test_cuts_lie_about_the_prices_at_which_bids_meet():
    """100 and 40 + .5 p meet at 120; p meets 100 at 100 and 40 + .5 p at 80; a level of 60 at 40 and 60."""
    lines = [Line(100.0, 0.0), Line(40.0, 0.5), Line(0.0, 1.0)]
    found = cuts(lines, [60.0], -1000.0, 1000.0)
    np.testing.assert_allclose(found[::2], np.array([40.0, 60.0, 80.0, 100.0, 120.0]) - NEAR, rtol=1e-15)
    np.testing.assert_allclose(found[1::2], np.array([40.0, 60.0, 80.0, 100.0, 120.0]) + NEAR, rtol=1e-15)
    np.testing.assert_allclose(cuts(lines, [60.0], 60.0, 110.0)[1::2], [80.0 - NEAR, 100.0 - NEAR], rtol=1e-15)


def test_more_groups_than_pay_or_a_price_that_is_none_give_nothing():
    lines, price = [Line(0.0, 1.0)], np.linspace(0.0, 100.0, 50)
    assert groups(price, lines, [10.0, 20.0], most=4) is None
    assert groups(price, lines, [10.0, 20.0], most=5).first.size == 3   # none within a billionth of a cut
    assert groups(np.append(price, np.nan), lines, [10.0]) is None


def test_values_of_groups_are_spread_to_their_periods():
    of = Groups(np.array([1, 0, 1, 2], dtype=np.int16), np.array([1, 0, 3]))
    np.testing.assert_array_equal(in_time(np.array([[5.0, 6.0, 7.0], [1.0, 2.0, 3.0]]), of),
                                  [[6.0, 5.0, 6.0, 7.0], [2.0, 1.0, 2.0, 3.0]])


def test_groups_of_equal_curves_are_joined():
    of = Groups(np.array([0, 1, 2, 3, 1], dtype=np.int16), np.array([0, 1, 2, 3]))
    width = np.array([[[1.0, 1.0, 1.0, 2.0], [3.0, 3.0, 3.0, 3.0]]])   # (state, segment, group)
    bid = np.array([[[0, 0, 0, 0], [1, 2, 1, 1]]], dtype=np.int8)
    curves, found = joined([width, bid, np.ones((1, 2, 4))], of)
    np.testing.assert_array_equal(found.of, [0, 1, 0, 2, 1])   # the third is as the first
    np.testing.assert_array_equal(found.first, [0, 1, 3])
    np.testing.assert_array_equal(curves[0], [[[1.0, 3.0], [1.0, 3.0], [2.0, 3.0]]])
    np.testing.assert_array_equal(curves[1], [[[0, 1], [0, 2], [0, 1]]])
