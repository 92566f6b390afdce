"""The traits of a wind series against series whose traits are known."""

import numpy as np
import pytest
from scipy import stats

from sim import clock
from sim.resource import series_statistics


def test_the_likeliest_weibull_is_the_one_of_another_library():
    values = np.random.default_rng(1).weibull(2.4, 3000) * 8.0
    shape, _, scale = stats.weibull_min.fit(values, floc=0)
    assert series_statistics.weibull(values) == pytest.approx((scale, shape), rel=1e-3)


def test_the_distance_keeps_weibull_and_refuses_what_is_not():
    generator = np.random.default_rng(2)
    weibull = generator.weibull(2.5, (20, 744))
    two_peaks = np.where(generator.random((20, 744)) < 0.5, 0.3, 1.7) + 0.05 * generator.random((20, 744))
    assert series_statistics.distance(weibull, 1.0) < 1.15
    assert series_statistics.distance(two_peaks, 1.0) > 1.5


def test_memory_lowers_what_the_values_count():
    held = np.repeat(np.random.default_rng(3).weibull(2.5, (20, 3)), 248, axis=1)
    fresh = np.random.default_rng(3).weibull(2.5, (20, 744))
    assert series_statistics.distance(held, 1.0) < 3 * series_statistics.distance(fresh, 1.0)


def test_the_daily_wave_and_its_hour():
    hour = clock.hour_of_day(1.0, clock.ICT)
    speed = np.tile(8.0 * (1 + 0.1 * np.cos(2 * np.pi * (hour - 15) / 24)), (2, 1))
    amplitude, peak = (t.value for t in series_statistics.wave(speed, 1.0))
    assert (amplitude, peak) == pytest.approx((0.1, 15.0), rel=1e-6)


def test_years_vary_only_where_there_are_three():
    month = clock.month(24.0, clock.ICT)
    speed = np.array([[9.0], [10.0], [11.0]]) * np.ones((3, 365))
    assert series_statistics.years(speed, month)[0].value == pytest.approx(0.1)
    assert np.isnan(series_statistics.years(speed[:2], month)[0].value)


def test_the_rose_of_one_wind():
    month = clock.month(24.0, clock.ICT)
    speed, direction = np.full((1, 365), 8.0), np.full((1, 365), 358.0)
    found = {(t.group, t.name): t.value for t in series_statistics.rose(speed, direction, month)}
    assert found["steadiness", "Jan"] == pytest.approx(1.0)
    assert found["direction", "Jul"] == pytest.approx(358.0)
    assert found["rose", "Mar from 000"] == 1.0
    assert found["rose", "Mar from 030"] == 0.0


def test_the_seasonal_course_is_found_again():
    at = np.arange(365)
    course = 8 + 3 * np.cos(2 * np.pi * at / 365) + np.sin(6 * np.pi * at / 365)
    np.testing.assert_allclose(series_statistics.seasonal(np.tile(course, (2, 1)), 24.0), course, rtol=1e-9)
