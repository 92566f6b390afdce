"""Limits on the change of the infeed: the envelope is the most that keeps them, and the linear policy does no worse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from small_case import run_small, scenario

from sim.trade.ramp import clipped, envelope, narrowed
from sim.trade.schedule import Reward

LIMIT = 100.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([0.0, 7.0, 80.0, 1e4]))
def test_the_envelope_is_the_most_that_keeps_to_the_limit(seed, limit):
    rng = np.random.default_rng(seed)
    power, free = rng.uniform(0.0, 200.0, 24), rng.random(24) < 0.15
    found = envelope(power, limit, free)
    change = np.diff(found)
    assert (found <= power + 1e-9).all()
    assert (found >= -1e-12).all()
    assert (change <= limit + 1e-9).all()
    assert (change[~free[1:]] >= -limit - 1e-9).all()
    # The same by a program of its own: most energy under the same limits.
    step = np.eye(24)[1:] - np.eye(24)[:-1]
    falls = -step[~free[1:]]
    best = linprog(-np.ones(24), A_ub=np.vstack([step, falls]), b_ub=np.full(23 + len(falls), limit),
                   bounds=np.stack([np.zeros(24), power], axis=1), method="highs")
    assert found.sum() == pytest.approx(-best.fun, rel=1e-9, abs=1e-6)


def test_without_a_change_beyond_the_limit_nothing_is_cut():
    power = np.linspace(0.0, 100.0, 11)
    np.testing.assert_allclose(envelope(power, 10.0, np.zeros(11, dtype=bool)), power)


def test_a_pole_that_trips_may_fall_at_once_and_comes_back_slowly():
    power = np.array([600.0, 600.0, 0.0, 600.0, 600.0])
    none, trip = np.zeros(5, dtype=bool), np.arange(5) == 2
    np.testing.assert_allclose(envelope(power, 100.0, trip), [600.0, 600.0, 0.0, 100.0, 200.0])
    np.testing.assert_allclose(envelope(power, 100.0, none), [200.0, 100.0, 0.0, 100.0, 200.0])


@pytest.mark.slow
def test_every_policy_keeps_the_limit_and_the_linear_one_loses_least():
    earned = {}
    for policy, limit in (("perfect_foresight", 0.0), ("perfect_foresight", LIMIT), ("linear", LIMIT),
                          ("greedy", LIMIT)):
        s = scenario(market__infeed__ramp_mw_per_half_hour=limit, trade__policy={"model": policy},
                     time__weather_years=1, link__outage_draws=1, contract__price=330.0, time__traded_years=1)
        case = run_small(s, firmness=False)
        annual, hourly, poles = case.traded.annual, case.traded.hourly, case.link.poles[0, 0]
        change = np.diff(hourly.delivered[0, 0].astype(float))
        if limit:
            assert change.max() <= 2.0 * LIMIT + 1e-3   # hours
            assert change[np.diff(poles) >= 0].min() >= -2.0 * LIMIT - 1e-3
            assert annual.outage.sum() == pytest.approx(hourly.outage.astype(float).sum(), rel=1e-5)
        if policy != "linear":
            assert bool(annual.infeed_curtailed.sum() > 0.0) == bool(limit)
        earned[policy, limit] = float(annual.buyer_revenue.sum() - annual.station_cost.sum())
    free, clipped = earned["perfect_foresight", 0.0], earned["perfect_foresight", LIMIT]
    assert clipped < earned["linear", LIMIT] < free


def run(policy, limit=LIMIT, **changes):
    """Run a year with a limit on the rate of change of the infeed."""
    s = scenario(market__infeed__ramp_mw_per_half_hour=limit, trade__policy={"model": policy}, time__weather_years=1,
                 link__outage_draws=1, contract__price=330.0, time__traded_years=1, **changes)
    return run_small(s, firmness=False)


def run_greedy(limit=LIMIT, **changes):
    return run("greedy", limit, **changes)


def check_changes(done):
    """Check that the power delivered changes no faster than the limit, but where a pole trips."""
    change = np.diff(done.traded.hourly.delivered[0, 0].astype(float))
    assert change.max() <= 2.0 * LIMIT + 1e-3
    assert change[np.diff(done.link.poles[0, 0]) >= 0].min() >= -2.0 * LIMIT - 1e-3


def test_the_battery_holds_the_limit_in_the_greedy_policy(monkeypatch):
    done, free = run_greedy(), run_greedy(0.0)
    check_changes(done)
    monkeypatch.setattr("sim.trade.dispatch.held",
                        lambda schedule, again, offer, reward, state: clipped(schedule, offer, reward, state))
    cut = run_greedy()
    delivered = {name: float(each.traded.annual.delivered.sum()) for name, each in
                 (("held", done), ("cut", cut), ("free", free))}
    assert delivered["cut"] < delivered["held"] < delivered["free"]
    # It makes good for a fifth or more of what clipping alone takes.
    assert delivered["held"] - delivered["cut"] > 0.2 * (delivered["free"] - delivered["cut"])
    assert done.traded.annual.charged.sum() > cut.traded.annual.charged.sum()


def test_rewards_end_at_a_power():
    width = np.array([[[300.0, 300.0], [400.0, 400.0], [200.0, 200.0]]])
    given = Reward(width, np.zeros(width.shape), np.zeros(2, dtype=int), lambda value: np.array([900.0, 900.0]))
    found = narrowed(given, np.array([500.0, np.inf]))
    np.testing.assert_allclose(found.width[0, :, 0], [300.0, 200.0, 0.0])
    np.testing.assert_allclose(found.width[0, :, 1], width[0, :, 1])
    np.testing.assert_allclose(found.reach(0.0), [500.0, 900.0])


@pytest.mark.slow
def test_the_battery_holds_the_limit_in_the_rolling_policy(monkeypatch):
    done, free = run("rolling"), run("rolling", 0.0)
    check_changes(done)
    monkeypatch.setattr("sim.trade.dispatch.held",
                        lambda schedule, again, offer, reward, state: clipped(schedule, offer, reward, state))
    cut = run("rolling")
    value = {name: float(each.traded.annual.buyer_revenue.sum() - each.traded.annual.station_cost.sum())
             for name, each in (("held", done), ("cut", cut), ("free", free))}
    assert value["cut"] < value["held"] < value["free"]
    assert value["held"] - value["cut"] > 0.2 * (value["free"] - value["cut"])


def test_without_a_battery_there_is_nothing_to_hold_it_with(monkeypatch):
    bare = {"storage__power_mw": 0.0, "storage__energy_mwh": 0.0}
    done = run_greedy(**bare)
    monkeypatch.setattr("sim.trade.dispatch.held",
                        lambda schedule, again, offer, reward, state: clipped(schedule, offer, reward, state))
    np.testing.assert_allclose(done.traded.annual.delivered, run_greedy(**bare).traded.annual.delivered, rtol=1e-12)
