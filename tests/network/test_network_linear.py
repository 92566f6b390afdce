"""The multi-area trade by the general solver: limits, balances, a case by hand."""

import numpy as np
import pytest
from small_network import network, residuals

from sim.errors import SundalinkError
from sim.network.dispatch import solve
from sim.network.linear import linear


def test_one_zone_pays_its_marginal_step():
    net = network(1, periods=2, zones=1, links=0, stores=0, steps=2)
    net = net._replace(load=np.array([[30.0], [90.0]]), capacity=np.array([[40.0, 40.0]]),
                       cost=np.array([[10.0, 50.0]]), value_of_lost_load=np.array([1000.0]))
    found = linear(net)
    assert found.generation[:, 0] == pytest.approx(np.array([[30.0, 0.0], [40.0, 40.0]]))
    assert found.unserved[:, 0] == pytest.approx([0.0, 10.0])
    assert found.price[:, 0] == pytest.approx([10.0, 1000.0])
    assert found.cost == pytest.approx(0.5 * (300 + 400 + 2000 + 10_000))


def test_a_link_is_used_as_far_as_its_losses_pay():
    net = network(1, periods=1, zones=2, links=1, stores=0, steps=1)
    net = net._replace(load=np.array([[0.0, 50.0]]), capacity=np.array([[100.0], [100.0]]),
                       cost=np.array([[90.0], [100.0]]), origin=np.array([0]), destination=np.array([1]),
                       link_capacity=np.array([[40.0], [40.0]]), piece=np.array([[0.5, 0.5]]),
                       loss=np.array([[0.05, 0.12]]), wheeling=np.zeros((2, 1)))
    found = linear(net)   # 90 / 0.95 < 100 < 90 / 0.88: the second part of the link stays empty
    assert found.sent[0, :, 0] == pytest.approx([20.0, 0.0])
    assert found.received[0, 0, 0] == pytest.approx(19.0)


@pytest.mark.parametrize("seed", range(30))
def test_balances_close_and_bounds_hold(seed):
    net = network(seed)
    found = linear(net)
    zones, stores = residuals(net, found)
    assert np.abs(zones).max() < 1e-7
    assert np.abs(stores).max(initial=0.0) < 1e-7
    assert found.bound <= found.cost
    assert found.gap < 1e-8
    assert (found.level <= net.energy + 1e-9).all()
    assert (found.discharge + found.spill >= net.least_release - 1e-7).all()


@pytest.mark.parametrize(("change", "words"), [
    ({"load": np.full((12, 3), -1.0)}, "load"),
    ({"capacity": np.zeros((12, 2, 4))}, "capacity"),
    ({"origin": np.array([0, 7])}, "origin"),
    ({"origin": np.array([1, 1]), "destination": np.array([1, 2])}, "two different zones"),
    ({"loss": np.array([[0.1, 0.05]] * 2)}, "must not fall"),
    ({"loss": np.array([[0.1, 1.5]] * 2)}, "loss"),
    ({"start": np.array([1e6, 0.0])}, "start of a store"),
    ({"least_release": np.array([4.0, 0.0]), "inflow": np.zeros(2), "start": np.zeros(2)}, "is empty in step 0"),
    ({"end_value": np.array([[0.0, 1.0]] * 2)}, "must not rise"),
    ({"end_width": np.array([[0.0, 1.0]] * 2)}, "must sum to"),
])
def test_a_broken_network_is_refused_by_name(change, words):
    net = network(3, zones=3, links=2, stores=2)
    with pytest.raises(SundalinkError, match=words):
        solve(net._replace(**change))
