"""The structured solver: brackets that hold the general solver's optimum, plans that keep every bound."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from small_network import network, residuals

from sim.errors import SundalinkError
from sim.network.dispatch import solve
from sim.network.linear import linear
from sim.network.records import GridSolution
from sim.storage.battery import Battery
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.schedule import Reward

GAP = 1e-5


def hold(net, found):
    """Assert that a plan keeps every bound and closes every balance."""
    power = max(net.load.max(), 1.0)
    zones, stores = residuals(net, found)
    assert np.abs(zones).max() <= 1e-9 * power
    assert np.abs(stores).max(initial=0.0) <= 1e-9 * max(net.energy.max(initial=0.0), 1.0)
    for value, bound in ((found.generation, net.capacity), (found.unserved, net.load), (found.charge, net.charge),
                         (found.discharge, net.discharge), (found.level, net.energy), (found.sent, net.link_capacity)):
        assert (value >= -1e-9).all()
        assert (value <= bound + 1e-9 * power).all()
    assert (found.spill >= -1e-9).all()
    assert (found.discharge / net.efficiency_out + found.spill
            >= net.least_release / net.efficiency_out - 1e-9 * power).all()


def bracketed(seed):
    """Assert that the bracket of a random network holds the optimum."""
    net = network(seed, periods=24)
    found, exact = solve(net, gap=GAP), linear(net)
    slack = 1e-9 * found.scale
    assert found.bound - slack <= exact.cost <= found.cost + slack
    assert found.gap <= GAP
    hold(net, found)


@pytest.mark.parametrize("seed", range(40))
def test_the_optimum_lies_in_the_bracket(seed):
    bracketed(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(40, 600, 40))
def test_the_optimum_lies_in_the_bracket_of_many(first):
    for seed in range(first, first + 40):
        bracketed(seed)


def test_a_gap_that_cannot_be_reached_is_refused():
    with pytest.raises(SundalinkError, match="must be at most 1e-12"):
        solve(network(0, periods=96), gap=1e-12)


def test_any_number_of_threads_gives_the_same_bytes():
    nets = [network(seed, periods=40, zones=4, links=6, stores=3) for seed in range(4)]
    with ThreadPoolExecutor(3) as pool:
        beside = [*pool.map(partial(solve, gap=GAP), nets)]
    for one, two in zip((solve(net, GAP) for net in nets), beside, strict=True):
        for name in GridSolution._fields:
            assert np.array_equal(getattr(one, name), getattr(two, name)), name


def test_a_start_near_the_answer_gives_the_same_answer():
    net = network(7, periods=48, zones=4, links=6, stores=3)
    first = solve(net, GAP)
    again = solve(net._replace(link_capacity=0.9 * net.link_capacity), GAP, start=(first.price, first.stored_value))
    exact = linear(net._replace(link_capacity=0.9 * net.link_capacity))
    assert again.bound - 1e-9 * again.scale <= exact.cost <= again.cost + 1e-9 * again.scale


def test_one_zone_and_one_battery_are_what_the_exact_trade_finds():
    rng, periods = np.random.default_rng(2), 400
    wind, spot = rng.uniform(0, 300, periods), rng.uniform(5, 150, periods)
    battery = Battery(60.0, 70.0, 0.0, 200.0, 0.93, 0.95, 0.999, 1.5)
    reward = Reward(np.full((1, 1, periods), 260.0), spot[None, None], np.zeros(periods, dtype=np.int8), None)
    schedule = perfect_foresight(wind, reward, battery, 0.5, 50.0)
    earned = 0.5 * float((np.minimum(schedule.offered, 260.0) * spot).sum()
                         - 1.5 * np.maximum(-schedule.flow, 0.0).sum())
    one = network(1, periods=periods, zones=1, links=0, stores=1, steps=1)
    # The market as a buyer: it does without power where that is dearer than its value.
    net = one._replace(load=np.full((periods, 1), 260.0),
                       capacity=np.stack([wind[:, None], np.full((periods, 1), 260.0)], axis=2),
                       cost=np.stack([np.zeros((periods, 1)), spot[:, None]], axis=2),
                       value_of_lost_load=np.array([500.0]), energy=np.array([200.0]), charge=np.array([60.0]),
                       discharge=np.array([70.0]), efficiency_in=np.array([0.93]), efficiency_out=np.array([0.95]),
                       keep=np.array([0.999]), inflow=np.zeros(1), least_release=np.zeros(1), wear=np.array([1.5]),
                       start=np.array([50.0]), end_width=np.array([[200.0]]), end_value=np.array([[0.0]]))
    found = solve(net, gap=1e-7)
    bought = 0.5 * 260.0 * float(spot.sum())
    assert bought - found.cost == pytest.approx(earned, rel=1e-6)
    assert bought - found.bound >= earned * (1 - 1e-9)
