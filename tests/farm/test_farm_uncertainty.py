"""Uncertainty: categories add by squares, exceedance values keep their limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.farm.uncertainty import categories, exceeded


def test_categories_add_by_squares():
    found = categories(1.0, 0.5, 0.1, wind_level=0.03, vertical=0.04, horizontal=0.0, wake_model=0.2, power_curve=0.0,
                       availability=0.0, electrical=0.0, other=0.06)
    assert found.wind == pytest.approx(0.05)
    assert found.wake == pytest.approx(0.5 * 0.2 * 0.1)
    assert found.other == pytest.approx(0.03)
    assert found.total == pytest.approx(np.sqrt(0.05**2 + 0.01**2 + 0.03**2))


def test_nothing_uncertain_leaves_the_simulated_years():
    years = np.arange(1.0, 101.0)
    assert exceeded(years, 0.0, 0.90) == pytest.approx(np.quantile(years, 0.10))
    assert exceeded(np.full(50, 7.0), 0.0, 0.90) == pytest.approx(7.0)


def test_with_normal_years_it_is_the_textbook_formula():
    rng = np.random.default_rng(1)
    years = 6000.0 * (1.0 + 0.06 * rng.standard_normal(20000))
    sigma = np.hypot(0.08, 0.06)
    assert exceeded(years, 0.08, 0.90) == pytest.approx(6000 * (1 - 1.28155 * sigma), rel=5e-3)
    assert exceeded(years, 0.08, 0.75) == pytest.approx(6000 * (1 - 0.67449 * sigma), rel=5e-3)
    ten = np.hypot(0.08, 0.06 / np.sqrt(10))
    assert exceeded(years, 0.08, 0.90, 10, rng) == pytest.approx(6000 * (1 - 1.28155 * ten), rel=5e-3)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**31), st.floats(0, 0.5))
def test_more_sure_is_less_energy_and_never_below_zero(seed, sigma):
    years = np.random.default_rng(seed).uniform(0, 10, 40)
    p50, p75, p90 = exceeded(years, sigma, (0.50, 0.75, 0.90))
    assert 0 <= p90 <= p75 <= p50
