"""Policies: none beats perfect foresight, all keep every bound, and with nothing to store they are the same."""

import numpy as np
import pytest
from small_network import network, without_stores
from test_network_dispatch import hold

from sim.errors import SundalinkError
from sim.network.dispatch import solve
from sim.network.policies import PastYear, climatology, myopic, rolling, value_of_stores

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
        others.append(PastYear(other, solve(other, GAP)))
    return net, others


def test_foresight_is_the_ceiling_and_all_keep_the_bounds():
    net, others = years()
    best = solve(net, GAP)
    for found in (rolling(net, others, window=96.0, commitment=24.0), myopic(net)):
        hold(net, found)
        assert found.cost >= best.bound
        assert found.cost <= best.cost + 0.5 * abs(best.cost)
        assert found.bound == -np.inf


def test_a_perfect_forecast_over_the_whole_horizon_is_perfect_foresight():
    net, others = years()
    found = rolling(net, others, 1e-5, window=336.0, commitment=336.0, memory=1e12)
    best = solve(net, 1e-5)
    assert found.cost == pytest.approx(best.cost, abs=2e-5 * best.scale)


def test_perfect_forecasts_cost_little_though_the_plan_is_made_anew_each_day():
    """What is carried out follows what turns out, so a plan that is right errs by its value at the end alone."""
    net, _ = years()
    same = [PastYear(net, solve(net, GAP))]
    best = solve(net, GAP)
    known = rolling(net, same, window=96.0, commitment=24.0, memory=1e12)
    hold(net, known)
    assert best.bound <= known.cost <= best.cost + 0.01 * best.scale


def test_a_climatology_is_the_mean_of_days_around_and_keeps_the_clock():
    by_day = np.arange(10.0)[:, None] * np.ones(24) + 100.0 * np.arange(24)
    mean = climatology(by_day.reshape(-1, 1), 1.0, 2).reshape(10, 24)
    np.testing.assert_allclose(mean[5], by_day[5])
    np.testing.assert_allclose(mean[0], by_day[:3].mean(axis=0))   # no day before the first
    np.testing.assert_allclose(mean[9], by_day[7:].mean(axis=0))


def test_a_climatology_of_every_seventh_day_keeps_the_day_of_the_week():
    weekend = (np.arange(35) % 7 >= 5).repeat(48).astype(float)
    np.testing.assert_array_equal(climatology(weekend, 0.5, 14, 7), weekend)
    assert climatology(weekend, 0.5, 14).std() < 0.2 * weekend.std()


def test_what_is_beyond_whole_days_stays():
    part = np.arange(60.0)
    np.testing.assert_array_equal(climatology(part, 1.0, 3)[48:], part[48:])


def test_stored_energy_is_less_valuable_the_more_there_is():
    width, value = value_of_stores(np.array([30.0, 0.0, 2.5]), np.array([50.0, 80.0, 0.0]), np.array([60.0, 0.0, 5.0]),
                                   90.0)
    np.testing.assert_allclose(width.sum(axis=1), [60.0, 0.0, 5.0])
    assert (np.diff(value, axis=1) <= 0.0).all()
    half = value.shape[1] // 2
    assert value[0, half - 1] > 50.0 > value[0, half]   # the level of other years lies between these parts
    assert value[2, half - 1] > 0.0 == value[2, half]   # of no value in other years, but not empty in them


def test_without_stores_foresight_has_no_value():
    net = without_stores(network(5, periods=96, zones=4, links=5))
    assert myopic(net).cost == pytest.approx(solve(net, 1e-9).cost, rel=1e-9)


def test_no_other_year_is_refused():
    with pytest.raises(SundalinkError, match="other weather years"):
        rolling(network(3), [])
