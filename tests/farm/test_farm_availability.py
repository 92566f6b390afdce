"""Failures and repair: the renewal theorem in open weather, waiting in shut weather, and the mean that is kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.errors import SundalinkError
from sim.farm.availability import constant, scaled, weather_wait

YEARS, PERIODS = 6, 8760


def run(surface, seed=1, count=150, dt=1.0, **given):
    return weather_wait(surface, dt, count, np.random.default_rng(seed), **given)


def test_constant_leaves_all_to_the_stated_loss():
    np.testing.assert_array_equal(constant(np.zeros((2, 5)), 1.0, 10, None), 1.0)


def test_in_open_weather_it_is_the_renewal_theorem():
    calm = np.zeros((YEARS, PERIODS))
    for logistics, work in ((24.0, 36.0), (0.0, 60.0), (100.0, 20.0)):
        out = 1.0 - run(calm, mtbf=1000.0, logistics=logistics, repair=work).mean()
        expected = (logistics + work) / (1000.0 + logistics + work)
        assert out == pytest.approx(expected, rel=0.06)


def test_turbines_that_are_never_reached_stand_for_ever_and_none_are_repaired_in_shut_weather():
    running = run(np.full((1, PERIODS), 30.0), mtbf=3000.0)
    assert (np.diff(running[0]) <= 0).all()
    assert running[0, -1] < 0.1


def test_nobody_is_repaired_while_the_sea_is_shut():
    surface = np.zeros((2, PERIODS))
    surface[:, 4000:5000] = 15.0
    running = run(surface)
    assert (np.diff(running[:, 4001:5000], axis=1) <= 0).all()   # they only fail
    assert running[:, 4999].mean() < running[:, 3990].mean() - 0.2


def test_work_begun_before_is_finished_after():
    """One turbine, exact: fails, waits for the weather, works by the open clock."""
    surface = np.zeros((1, 2000))
    surface[0, 100:300] = 20.0
    draw = np.random.default_rng(5)
    running = weather_wait(surface, 1.0, 1, np.random.default_rng(5), mtbf=700.0, logistics=10.0, repair=50.0)
    assert set(np.unique(running)) <= {0.0, 1.0}
    open_ = np.concatenate([surface[0], surface[0]]) < 10.0
    now, expected = 0.0, np.ones(4000)
    while now < 4000:
        failed = now + float(draw.exponential(700.0, 1)[0])
        left, hour = float(draw.exponential(50.0, 1)[0]), failed + 10.0
        while left > 1e-9 and hour < 4000:   # hour by hour
            until = np.floor(hour + 1e-9) + 1.0
            step = min(until - hour, left) if open_[min(int(hour + 1e-9), 3999)] else until - hour
            left -= step if open_[min(int(hour + 1e-9), 3999)] else 0.0
            hour += step
        now = max(np.ceil(hour - 1e-6), failed + 10.0)
        expected[round(min(failed, 4000)):round(min(now, 4000))] = 0.0
    np.testing.assert_array_equal(running[0], expected[2000:])
    assert 0.05 < 1.0 - running.mean() < 0.5


def test_it_follows_the_monsoon():
    hours = np.arange(PERIODS)
    gusts = 2.0 * np.random.default_rng(2).standard_normal((YEARS, PERIODS))
    surface = 7.0 + 4.0 * np.cos(2 * np.pi * hours / 8760) + gusts
    running = run(surface).reshape(YEARS, 12, -1).mean(axis=(0, 2))
    assert running[[0, 11]].mean() < running[[5, 6]].mean() - 0.01


def test_the_same_seed_gives_the_same_and_a_longer_series_is_refused_gaps():
    surface = np.random.default_rng(3).uniform(0, 20, (1, 3000))
    np.testing.assert_array_equal(run(surface), run(surface))
    surface[0, 7] = np.nan
    with pytest.raises(SundalinkError, match="wind at 10 m"):
        run(surface)


def test_half_hours_and_hours_agree():
    surface = np.random.default_rng(4).uniform(0, 14, (4, 8760))
    half = np.repeat(surface, 2, axis=1)
    assert run(half, dt=0.5).mean() == pytest.approx(run(surface, seed=9).mean(), abs=0.006)


@settings(max_examples=60, deadline=None)
@given(out=arrays(float, 30, elements=st.one_of(st.just(0.0), st.floats(1e-3, 1))),
       power=arrays(float, 30, elements=st.floats(0, 100)), loss=st.floats(0.0, 0.2))
def test_the_scaled_shares_lose_what_is_stated(out, power, loss):
    running = scaled(1.0 - out, power, loss)
    assert ((running >= 0) & (running <= 1)).all()
    if power.sum() > 1e-6:
        assert ((1.0 - running) * power).sum() == pytest.approx(loss * power.sum(), rel=1e-6, abs=1e-9)


def test_nothing_failed_is_lost_evenly():
    np.testing.assert_allclose(scaled(np.ones(4), np.ones(4), 0.05), 0.95)
    np.testing.assert_array_equal(scaled(np.full(4, 0.5), np.zeros(4), 0.05), 1.0)
