"""Processes of several memories against their own autocorrelation and against the distance between sites."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.stochastic import correlated, oscillation, red


def draws(*shape, seed=1):
    return np.random.default_rng(seed).standard_normal(shape)


def autocorrelation(x, steps):
    x = x.ravel()
    return [(x[k:] * x[:-k]).mean() for k in steps]


@pytest.mark.parametrize("dt", [0.5, 1.0, 3.0])
def test_red_noise_falls_exponentially_in_hours(dt):
    x = red(draws(20, 40_000), 12.0, dt)
    assert x.var() == pytest.approx(1.0, abs=0.03)
    assert autocorrelation(x, [round(3 / dt), round(12 / dt)]) == pytest.approx([np.exp(-0.25), np.exp(-1)], abs=0.03)


@pytest.mark.parametrize("dt", [0.5, 3.0])
def test_a_swing_returns_after_its_period(dt):
    x = oscillation(draws(20, 80_000), 24.0, 72.0, dt)
    assert x.var() == pytest.approx(1.0, abs=0.03)
    expected = [np.exp(-lag / 72) * np.cos(2 * np.pi * lag / 24) for lag in (3, 12, 24)]
    assert autocorrelation(x, [round(lag / dt) for lag in (3, 12, 24)]) == pytest.approx(expected, abs=0.04)


def test_the_first_value_is_like_any_other():
    x = np.array([red(draws(1, 3, seed=s), 1e6, 1.0)[0] for s in range(2000)])
    assert x.std(0) == pytest.approx([1, 1, 1], abs=0.06)


def test_years_follow_each_other():
    x = red(draws(3, 50), 1e7, 1.0)
    assert np.ptp(x) < 0.5   # one sequence hardly moves, three would differ


def test_correlation_falls_with_distance_and_the_first_site_is_what_it_was():
    raw = draws(3, 40_000)
    line = np.array([[0, 100, 300], [100, 0, 200], [300, 200, 0]], dtype=float)
    x = correlated(raw.copy(), line, 250.0)
    assert np.array_equal(x[0], raw[0])
    assert np.corrcoef(x) == pytest.approx(np.exp(-line / 250), abs=0.02)


def test_distances_that_no_points_have_are_refused():
    with pytest.raises(SundalinkError, match="distances"):
        correlated(draws(2, 5), [[0.0, 0.0], [0.0, 0.0]], 100.0)
