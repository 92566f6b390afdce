"""Values of links: slopes are those of the optimum, brackets hold, screening bounds what a link brings."""

import numpy as np
import pytest
from small_network import network

from sim.network.dispatch import solve
from sim.network.linear import linear
from sim.network.link_value import marginal_value, saving, take_out, without


def case():
    """Return a network of four zones and five links with two stores."""
    net = network(21, periods=48, zones=4, links=5, stores=2)
    return net._replace(link_capacity=np.full((2, 5), 15.0))


def test_the_slope_is_what_a_little_more_capacity_saves():
    net = case()
    slope = marginal_value(net, solve(net, 1e-9).price)
    for link in range(5):
        capacity = net.link_capacity.copy()
        capacity[0, link] += 1e-3
        more = linear(net._replace(link_capacity=capacity)).cost
        capacity[0, link] -= 2e-3
        less = linear(net._replace(link_capacity=capacity)).cost
        base = linear(net).cost
        assert (base - more) / 1e-3 - 1e-2 <= slope[0, link] <= (less - base) / 1e-3 + 1e-2


def test_brackets_hold_the_value_and_screening_bounds_it():
    net = case()
    _, values = take_out(net, gap=1e-6)
    for link, value in enumerate(values):
        exact = linear(without(net, link)).cost - linear(net).cost
        assert value.low - 1e-6 <= exact <= value.high + 1e-6
        bare = without(net, link)
        price = solve(bare, 1e-8).price
        most = (marginal_value(net, price)[:, link] * net.link_capacity[:, link]).sum()
        assert exact <= most * (1 + 1e-6) + 1e-3


def test_a_saving_has_the_gaps_of_both():
    net = case()
    rough, fine = solve(without(net, 0), 1e-3), solve(net, 1e-3)
    value = saving(rough, fine)
    assert value.low <= value.best <= value.high
    assert value.high - value.low == pytest.approx((rough.cost - rough.bound) + (fine.cost - fine.bound))


def test_the_value_of_a_megawatt_by_hand():
    """Parts of 60 and 40 % that lose 2 and 10 %; half an hour at 50 and 60 USD/MWh, half an hour at 80 and 20."""
    net = network(21, periods=2, zones=2, links=1, stores=0)._replace(
        step_hours=0.5, origin=np.array([0]), destination=np.array([1]), piece=np.array([[0.6, 0.4]]),
        loss=np.array([[0.02, 0.10]]), wheeling=np.array([[3.0], [1.0]]))
    value = marginal_value(net, np.array([[50.0, 60.0], [80.0, 20.0]]))
    there = 0.6 * (0.98 * 60.0 - 50.0 - 3.0) + 0.4 * (0.90 * 60.0 - 50.0 - 3.0)
    back = 0.6 * (0.98 * 80.0 - 20.0 - 1.0) + 0.4 * (0.90 * 80.0 - 20.0 - 1.0)
    np.testing.assert_allclose(value, [[0.5 * there], [0.5 * back]])


def test_a_link_taken_out_carries_nothing_and_the_others_stay():
    net = case()
    bare = without(net, 2)
    np.testing.assert_array_equal(bare.link_capacity[:, 2], 0.0)
    np.testing.assert_array_equal(np.delete(bare.link_capacity, 2, axis=1), np.delete(net.link_capacity, 2, axis=1))
    np.testing.assert_array_equal(net.link_capacity, 15.0)   # what was given is left as it was
