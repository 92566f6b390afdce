"""Policies: none beats perfect foresight, all keep every bound, and with nothing to store they are the same."""

import numpy as np
import pytest
from small_network import network, without_stores
from test_network_dispatch import hold

from sim.errors import SundalinkError
from sim.network.policies import PastYear, myopic, perfect_foresight, rolling

GAP = 1e-4


def years():
    """Return a network of a fortnight and two other years of it, with other load and supply."""
    net = network(12, periods=672, zones=3, links=3, stores=3)
    half = 0.5 * net.energy
    net = net._replace(start=half, end_width=np.stack([half, net.energy - half], axis=1),
                       end_value=np.tile([3000.0, 0.0], (3, 1)))
    others = []
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        other = net._replace(load=net.load * rng.uniform(0.7, 1.2, net.load.shape),
                             capacity=net.capacity * rng.uniform(0.7, 1.2, net.capacity.shape))
        others.append(PastYear(other, perfect_foresight(other, GAP)))
    return net, others


def test_foresight_is_the_ceiling_and_all_keep_the_bounds():
    net, others = years()
    best = perfect_foresight(net, GAP)
    for found in (rolling(net, others, window=96.0, commitment=24.0), myopic(net)):
        hold(net, found)
        assert found.cost >= best.bound
        assert found.cost <= best.cost + 0.5 * abs(best.cost)
        assert found.bound == -np.inf


def test_a_perfect_forecast_over_the_whole_horizon_is_perfect_foresight():
    net, others = years()
    found = rolling(net, others, 1e-5, window=336.0, commitment=336.0, memory=1e12)
    best = perfect_foresight(net, 1e-5)
    assert found.cost == pytest.approx(best.cost, abs=2e-5 * best.scale)


def test_without_stores_foresight_has_no_value():
    net = without_stores(network(5, periods=96, zones=4, links=5))
    assert myopic(net).cost == pytest.approx(perfect_foresight(net, 1e-9).cost, rel=1e-9)


def test_no_other_year_is_refused():
    with pytest.raises(SundalinkError, match="other weather years"):
        rolling(network(3), [])
