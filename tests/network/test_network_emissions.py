"""Factors of emissions: along flows by hand, and of the plant that one more MWh starts."""

import numpy as np
import pytest
from small_network import network as random_network
from small_network import without_stores
from test_network_welfare import network

from sim.network import emissions
from sim.network.linear import linear

CARBON = np.array([[0.9], [0.4]])


def test_what_is_consumed_carries_the_emissions_of_where_it_comes_from():
    given = network()
    found = linear(given)
    emitted = np.array([[150 * 0.9, 105 * 0.4]])
    factor = emissions.average_factor(given, found, emitted)[0]
    np.testing.assert_allclose(factor, [0.9, (105 * 0.4 + 100 * 0.9) / 200.0])
    np.testing.assert_allclose((factor * given.load[0]).sum(), emitted.sum())


def test_one_mwh_more_starts_the_plant_that_sets_the_price():
    given = network()   # the corridor is full: each zone has its own plant
    np.testing.assert_allclose(emissions.marginal_factor(given, linear(given), CARBON)[0], [0.9, 0.4])


def test_over_a_corridor_with_room_it_is_that_of_the_other_zone_and_the_loss():
    given = network(link=1000.0, load=(50.0, 100.0))
    np.testing.assert_allclose(emissions.marginal_factor(given, linear(given), CARBON)[0], [0.9, 0.9 / 0.95])


def test_a_zone_where_nothing_flows_has_no_factor():
    given = network(link=0.0, load=(50.0, 0.0))
    factor = emissions.average_factor(given, linear(given), np.array([[45.0, 0.0]]))[0]
    assert factor[0] == 0.9
    assert np.isnan(factor[1])


@pytest.mark.parametrize("seed", [3, 21, 40])
def test_what_is_consumed_and_stored_carries_all_that_is_emitted(seed):
    """Random networks with batteries: a battery gives back the mix of the moment, losses are the receiver's."""
    net = random_network(seed, periods=6, zones=4, links=5, stores=3, steps=3)
    net = net._replace(inflow=0.0 * net.inflow, least_release=0.0 * net.least_release, charge=np.full(3, 20.0))
    found = linear(net)
    emitted = found.generation.sum(-1) * np.array([0.9, 0.5, 0.1, 0.0])
    factor = emissions.average_factor(net, found, emitted)
    took = net.load - found.unserved
    np.add.at(took, (slice(None), net.store_zone), found.charge - found.discharge)
    np.testing.assert_allclose(np.nansum(factor * took, axis=1), emitted.sum(1), rtol=1e-6, atol=1e-6)
    assert np.nanmin(factor) >= -1e-9


@pytest.mark.parametrize("seed", [2, 5, 8, 11])
def test_one_mwh_more_emits_what_the_optimum_with_it_emits_more(seed):
    """Against a second optimum, where a plant and not lost load meets it, over corridors with room and losses too."""
    rng = np.random.default_rng(seed)
    net = without_stores(random_network(seed, periods=2, zones=3, links=3, steps=3, pieces=1))
    net = net._replace(cost=rng.uniform(5.0, 120.0, (3, 3)), capacity=rng.uniform(10.0, 60.0, (2, 3, 3)),
                       link_capacity=rng.uniform(5.0, 60.0, (2, 3)))
    carbon, base = rng.uniform(0.1, 1.0, (3, 3)), linear(net)
    found, seen = emissions.marginal_factor(net, base, carbon), 0
    for zone in range(3):
        load = np.array(net.load)
        load[:, zone] += 1e-3
        more = linear(net._replace(load=load))
        slope = ((more.generation - base.generation) * carbon).sum((1, 2)) / 1e-3
        met = (more.unserved - base.unserved).sum(1) < 1e-6
        seen += met.sum()
        np.testing.assert_allclose(found[met, zone], slope[met], rtol=1e-4, atol=1e-5)
    assert seen >= 3
