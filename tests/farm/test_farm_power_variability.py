"""Variation inside a period: limits, scaling, and the smoothing of turbines against a literal double sum."""

import numpy as np
import pytest

from sim.farm.layout import Layout
from sim.farm.power_variability import KNOTS, _damping, spectral

SPEED = np.arange(0.0, 26.0)
POWER = 100.0 * np.clip((SPEED / 12.0) ** 3, 0.0, 1.0)


def grid(side, spacing):
    """A square of turbines."""
    x, y = np.meshgrid(np.arange(side) * spacing, np.arange(side) * spacing)
    return Layout(x.ravel(), y.ravel(), (side * spacing / 1e3) ** 2)


def test_turbines_at_one_place_are_not_smoothed():
    one, many = (spectral(Layout(np.zeros(n), np.zeros(n), 0.0), SPEED, POWER, 0.5) for n in (1, 9))
    np.testing.assert_allclose(one.smoothing[KNOTS[0] <= SPEED], 1.0)
    np.testing.assert_allclose(many.power, one.power)


def test_a_wider_farm_varies_less():
    close, wide = (spectral(grid(6, spacing), SPEED, POWER, 0.5) for spacing in (800.0, 2500.0))
    assert (wide.smoothing[3:] < close.smoothing[3:]).all()
    assert (wide.smoothing[3:] > 0).all()
    np.testing.assert_allclose(wide.wind, close.wind)


def test_turbulence_alone_far_apart_falls_with_the_root_of_their_number():
    far = spectral(grid(5, 1e6), SPEED, POWER, 0.5, mesoscale=0.0)
    np.testing.assert_allclose(far.smoothing[KNOTS[0] <= SPEED], 0.2, rtol=0.02)


def test_power_follows_the_slope_and_stands_still_at_the_rating():
    found = spectral(grid(3, 1000.0), SPEED, POWER, 0.5)
    np.testing.assert_allclose(found.power[SPEED > 13.5], 0.0, atol=1e-12)
    assert 8.0 < SPEED[np.argmax(found.power)] < 13.0
    np.testing.assert_allclose(spectral(grid(3, 1000.0), SPEED, 2 * POWER, 0.5).power, 2 * found.power)


def test_a_longer_period_holds_more_of_the_variation():
    short, long = (spectral(grid(3, 1000.0), SPEED, POWER, dt) for dt in (0.5, 1.0))
    assert (long.wind[3:] > short.wind[3:]).all()


def test_turbulence_is_as_strong_as_told():
    """Without the slow part, a period far longer than any eddy holds nearly all of the turbulence."""
    found = spectral(grid(1, 1.0), np.array([10.0, 12.0]), np.array([50.0, 60.0]), 24.0, mesoscale=0.0, intensity=0.1)
    assert found.wind[1] == pytest.approx(1.2, rel=0.1)


def test_pairs_gathered_are_the_double_sum():
    place = grid(4, 1500.0)
    frequency = np.geomspace(1e-4, 0.05, 9)
    apart = [np.subtract.outer(axis, axis).ravel() for axis in (place.x, place.y)]
    for angle in (0.0, 30.0, 135.0):
        cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        total = np.zeros(9)
        for i in range(16):
            for j in range(16):
                dx, dy = place.x[i] - place.x[j], place.y[i] - place.y[j]
                ahead, beside = dx * cos + dy * sin, dy * cos - dx * sin
                coherence = np.exp(-frequency * np.hypot(4.0 * ahead / 9.0, beside / 2.0))
                total += coherence * np.cos(2 * np.pi * frequency * ahead / 9.0)
        np.testing.assert_allclose(_damping(apart, angle, frequency, 9.0, 4.0, 2.0), total / 256.0, atol=0.02)
