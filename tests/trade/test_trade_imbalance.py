"""Imbalance: nothing for what was nominated, never a gain, and the sums that two prices give by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.trade.imbalance import cost


def test_what_is_nominated_and_delivered_costs_nothing():
    np.testing.assert_array_equal(cost([100.0, 0.0], [100.0, 0.0], [80.0, -5.0]), 0.0)


def test_by_hand():
    # 10 MW short at 80: bought at 100 what is paid 80. 20 MW long at 40: sold at 30 what the ledger pays 40.
    np.testing.assert_allclose(cost([100.0, 60.0], [90.0, 80.0], [80.0, 40.0], short=1.25, long=0.75), [200.0, 200.0])


def test_at_the_spot_price_a_departure_costs_nothing():
    np.testing.assert_array_equal(cost([100.0, 60.0], [90.0, 80.0], [80.0, 40.0], short=1.0, long=1.0), 0.0)


@given(st.floats(0, 2000), st.floats(0, 2000), st.floats(-100, 4000), st.floats(1, 5), st.floats(0, 1))
def test_a_departure_never_earns_and_grows_in_proportion(nominated, delivered, spot, short, long):
    one = cost(nominated, delivered, spot, short=short, long=long)
    assert one >= 0.0
    np.testing.assert_allclose(cost(2 * nominated, 2 * delivered, spot, short=short, long=long), 2 * one, atol=1e-300)
