"""The smooth course of a year beside a spline of scipy."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from sim import clock


@pytest.mark.parametrize(("dt", "zone"), [(0.5, clock.SGT), (1.0, clock.ICT), (6.0, 0.0)])
@pytest.mark.parametrize("shape", [(12,), (2, 3, 12)])
def test_a_course_is_the_slope_of_a_periodic_spline(dt, zone, shape):
    monthly = np.random.default_rng(3).uniform(-5.0, 20.0, shape)
    edges = 24.0 * np.r_[0, np.cumsum(clock.MONTH_DAYS)]
    mean = (monthly * clock.MONTH_DAYS).sum(-1, keepdims=True) / 365.0
    above = np.cumsum((monthly - mean) * clock.MONTH_DAYS * 24.0, axis=-1)[..., :-1]
    total = np.concatenate([np.zeros_like(mean), above, np.zeros_like(mean)], axis=-1)
    spline = CubicSpline(edges, total, axis=-1, bc_type="periodic").derivative()
    expected = mean + spline(np.mod(clock.hours(dt, zone), 8760.0))
    assert clock.cyclic(monthly, dt, zone) == pytest.approx(expected, rel=1e-13, abs=1e-12)


def test_a_course_keeps_the_means_of_the_months():
    monthly = np.arange(12.0)
    course = clock.cyclic(monthly, 0.5)
    for number in range(12):
        assert course[clock.month(0.5) == number].mean() == pytest.approx(monthly[number], abs=1e-3)
