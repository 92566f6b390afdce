"""Uncertainty: categories add by squares, exceedance values keep their limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.farm.energy_uncertainty import categories, exceeded, formula, long_term, nearest


def test_categories_add_by_squares():
    found = categories(1.0, 0.5, 0.1, wind_level=0.03, vertical=0.04, horizontal=0.0, future=0.0, wake_model=0.2,
                       power_curve=0.0, availability=0.0, electrical=0.0, environment=0.0, other=0.06)
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


def test_every_category_of_the_standard_is_there_and_the_parts_make_the_total():
    found = categories(1.4, 0.9, 0.1)
    names = " ".join(name for name, _ in found.parts)
    for word in ("measurement", "historic", "evaluation period", "vertical", "horizontal", "wake",
                 "turbine performance", "availability", "electrical", "environmental", "curtailment"):
        assert word in names
    assert found.total == pytest.approx(np.sqrt(sum(value**2 for _, value in found.parts)), rel=1e-12)
    each = dict(found.parts)
    assert each["historic wind resource"] == pytest.approx(1.4 * 0.08)
    assert each["turbine performance"] == pytest.approx(0.9 * 0.03)


def test_the_formula_is_the_textbooks():
    """Model 8 %, year 6 %: 10.00, 8.22 and 8.11 % over 1, 10 and 20 years."""
    years = np.array([0.94, 1.06] * 50) * 1000.0
    for average, sigma in ((1, 0.1000), (10, 0.0822), (20, 0.0811)):
        p50, p75, p90, p99 = formula(years, 0.08, np.array([0.50, 0.75, 0.90, 0.99]), average)
        assert p50 == pytest.approx(1000.0)
        assert p75 == pytest.approx(1000.0 * (1 - 0.67449 * sigma), rel=1e-4)
        assert p90 == pytest.approx(1000.0 * (1 - 1.28155 * sigma), rel=1e-4)
        assert p99 == pytest.approx(1000.0 * (1 - 2.32635 * sigma), rel=1e-4)


@pytest.mark.parametrize("average", [1, 10, 20])
def test_draws_and_formula_agree_where_years_are_normal(average):
    rng = np.random.default_rng(4)
    years = 6000.0 * (1.0 + 0.05 * rng.standard_normal(3000))
    for probability in (0.5, 0.75, 0.9, 0.99):
        drawn = exceeded(years, 0.08, probability, average, rng)
        assert drawn == pytest.approx(formula(years, 0.08, probability, average), rel=1.2e-2)


def histories(rates, within, seed=3, size=(4, 20, 400)):
    """Years of histories whose fault rates differ: (operating_year, weather_year, outage_history)."""
    rng = np.random.default_rng(seed)
    years = 1.0 + rates * rng.standard_normal(size[2]) + within * rng.standard_normal(size[1:])
    return 6000.0 * np.broadcast_to(years, size)


@pytest.mark.parametrize("average", [10, 20])
def test_fault_rates_do_not_average_out_over_the_years_of_a_life(average):
    rng = np.random.default_rng(5)
    years = histories(0.06, 0.12)
    expected = 6000.0 * (1.0 - 1.28155 * np.sqrt(0.08**2 + 0.06**2 + 0.12**2 / average))
    assert exceeded(years, 0.08, 0.90, average, rng) == pytest.approx(expected, rel=0.02)
    assert formula(years, 0.08, 0.90, average) == pytest.approx(expected, rel=0.02)
    mixed = exceeded(years.mean(axis=0).reshape(-1), 0.08, 0.90, average, rng)   # single years of all histories
    assert exceeded(years, 0.08, 0.90, average, rng) < mixed - 50.0


def test_without_differences_between_histories_the_years_average_out():
    rng = np.random.default_rng(6)
    years = histories(0.0, 0.12)
    means = long_term(years, 20, rng)
    assert means.std() == pytest.approx(6000.0 * 0.12 / np.sqrt(20), rel=0.1)
    same = long_term(histories(0.06, 0.0), 20, rng)
    assert same.std() == pytest.approx(6000.0 * 0.06, rel=0.1)


def test_the_year_that_stands_there():
    years = np.arange(24.0).reshape(2, 3, 4)
    assert nearest(years, 0.90) == (0, 0, 2)    # 10 % quantile of 0 to 23 is 2.3
    assert nearest(years, 0.0) == (1, 2, 3)
    assert nearest(np.ones((2, 2)), 0.5) == (0, 0)
