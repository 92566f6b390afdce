"""Accounts of a trade: against hand-made flows, and what is refused."""

import numpy as np
import pytest
from small_network import network as random_network

from sim.errors import SundalinkError
from sim.network import welfare
from sim.network.linear import linear
from sim.network.records import GridNetwork


def network(link=100.0, load=(50.0, 200.0)):
    """Two zones, one step each: 20 and 60 USD/MWh, a corridor that loses 5 % and charges 2 USD/MWh; no store."""
    none = np.zeros(0)
    return GridNetwork(
        1.0, np.array([load]), np.array([[[300.0], [300.0]]]), np.array([[[20.0], [60.0]]]), np.array([1000.0, 1000.0]),
        np.array([0]), np.array([1]), np.full((1, 2, 1), link), np.array([[1.0]]), np.array([[0.05]]),
        np.full((2, 1), 2.0), np.zeros(0, dtype=int), none, np.zeros((1, 0)), np.zeros((1, 0)), none, none, none,
        np.zeros((1, 0)), np.zeros((1, 0)), none, none, np.zeros((0, 1)), np.zeros((0, 1)))


def accounts(given, tax=0.0):
    found = linear(given)
    power = found.generation[:, :, 0]
    units = np.array([0, 1]), np.array([20.0, 60.0]), np.array([0.5, 0.2]), np.full(2, tax)
    return found, welfare.welfare(given, found, found.price, power, units, np.array([0, 1]), np.array([0, 1]),
                                  np.zeros(0, dtype=int))


def test_by_hand():
    given = network()
    found, w = accounts(given)
    np.testing.assert_allclose(found.price[0], [20.0, 60.0])
    np.testing.assert_allclose(w.consumers, [50 * 980.0, 200 * 940.0])
    np.testing.assert_allclose(w.producers, [0.0, 0.0], atol=1e-6)
    rent = 95 * 60.0 - 100 * 20.0 - 100 * 2.0
    np.testing.assert_allclose(w.rent, [rent / 2, rent / 2])
    np.testing.assert_allclose(w.state, [100.0, 100.0])
    resources = 150 * 20.0 + 105 * 60.0
    assert w.total().sum() == pytest.approx(250 * 1000.0 - resources)


def test_a_carbon_price_is_a_transfer():
    given = network()
    _, free = accounts(given)
    _, paid = accounts(given, tax=30.0)
    assert paid.total().sum() == pytest.approx(free.total().sum())
    assert paid.state.sum() > free.state.sum()


def test_a_corridor_that_is_not_full_has_no_rent():
    found, w = accounts(network(link=1000.0, load=(50.0, 100.0)))
    np.testing.assert_allclose(w.rent, 0.0, atol=1e-6)
    assert found.price[0, 1] == pytest.approx((20.0 + 2.0) / 0.95)


def test_a_balance_that_does_not_close_is_refused():
    given = network()
    found = linear(given)
    assert welfare.balance(given, found) < 1e-9
    with pytest.raises(SundalinkError, match="balance at every zone and step of the grid"):
        welfare.balance(given, found._replace(generation=found.generation + 1e-3))


def test_units_share_a_step_in_proportion():
    found = linear(network())
    power = welfare.unit_generation(found, np.array([0, 0, 1]), np.array([0, 0, 0]), np.array([[100.0, 200.0, 300.0]]))
    np.testing.assert_allclose(power[0], [50.0, 100.0, 105.0])


@pytest.mark.parametrize("seed", [3, 21, 40])
def test_accounts_are_those_added_up_step_by_step(seed):
    """Random networks with stores, losses, charges and lost load, every payment written out."""
    net = random_network(seed, periods=6, zones=4, links=5, stores=3, steps=3)
    found = linear(net)
    price, hours, (periods, zones, steps) = found.price, net.step_hours, found.generation.shape
    rng = np.random.default_rng(seed)
    zone, step = np.repeat(np.arange(zones), steps), np.tile(np.arange(steps), zones)
    cost, carbon, tax = net.cost[zone, step], rng.uniform(0.0, 1.0, zone.size), rng.uniform(0.0, 50.0, zone.size)
    country, owners, store_owner = np.array([0, 1, 1, 2]), rng.integers(0, 3, zone.size), rng.integers(0, 3, 3)
    power = found.generation[:, zone, step]
    w = welfare.welfare(net, found, price, power, (zone, cost, carbon, tax), owners, country, store_owner)
    consumers, producers, rent, state = np.zeros((4, 3))
    for t in range(periods):
        for z in range(zones):
            served = net.load[t, z] - found.unserved[t, z]
            consumers[country[z]] += hours * (net.value_of_lost_load[z] - price[t, z]) * served
        for u in range(zone.size):
            paid = carbon[u] * tax[u] * power[t, u]
            producers[owners[u]] += hours * ((price[t, zone[u]] - cost[u]) * power[t, u] - paid)
            state[country[zone[u]]] += hours * paid
        for k in range(3):
            given, taken = found.discharge[t, k], found.charge[t, k]
            producers[store_owner[k]] += hours * (price[t, net.store_zone[k]] * (given - taken) - net.wear[k] * given)
        for link, ends in enumerate(zip(net.origin, net.destination, strict=True)):
            for side, (here, there) in enumerate((ends, ends[::-1])):
                sent, came = found.sent[t, side, link], found.received[t, side, link]
                charge = net.wheeling[side, link] * sent
                for end in ends:
                    rent[country[end]] += 0.5 * hours * (price[t, there] * came - price[t, here] * sent - charge)
                    state[country[end]] += 0.5 * hours * charge
    for name, by_hand in (("consumers", consumers), ("producers", producers), ("rent", rent), ("state", state)):
        np.testing.assert_allclose(getattr(w, name), by_hand, rtol=1e-9, atol=1e-6, err_msg=name)


def test_every_flow_stands_in_the_balances():
    net = random_network(21, periods=6, zones=4, links=5, stores=2)
    found = linear(net)
    assert welfare.balance(net, found) < 1e-9
    for side in (0, 1):
        for name in ("sent", "received"):
            other = np.array(getattr(found, name))
            other[2, side, 3] += 1e-2
            with pytest.raises(SundalinkError, match="every zone and step"):
                welfare.balance(net, found._replace(**{name: other}))
    for name in ("charge", "discharge"):
        other = np.array(getattr(found, name))
        other[2, 1] += 1e-2
        with pytest.raises(SundalinkError, match="every zone and step"):
            welfare.balance(net, found._replace(**{name: other}))
    for name in ("level", "spill"):
        other = np.array(getattr(found, name))
        other[2, 1] += 1e-2
        with pytest.raises(SundalinkError, match="every store and step"):
            welfare.balance(net, found._replace(**{name: other}))
