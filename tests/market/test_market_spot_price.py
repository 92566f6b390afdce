"""The spot price: recorded distribution, wanted mean, daily course, link to demand, limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from sim.errors import SundalinkError
from sim.market.clearing import Conditions, Usep, clearing
from sim.market.spot_price import MODELS, quantile_copula

# USEP of 2019, S$/MWh: percentiles, mean, standard deviation (derived from half-hourly prices, Energy
# Market Company); the daily course is drawn by hand with the record's size.
PROBABILITY = np.array([0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100]) / 100
RECORD = np.array([-1.01, 53.98, 65.64, 71.49, 81.28, 90.81, 102.11, 113.52, 129.02, 284.77, 1354.86])
MEAN, SPREAD = 98.28, 52.59
HOUR = np.arange(48) / 2.0
COURSE = 1.0 - 0.2 * np.cos(2 * np.pi * (HOUR - 3.0) / 24)
FIGURES = Usep(PROBABILITY, RECORD / MEAN, COURSE / COURSE.mean(), "USEP 2019")
CAP = 3461.5


@pytest.fixture(scope="module")
def demand():
    """A year with days, weekends and slow weather."""
    generator = np.random.default_rng(11)
    slow = np.repeat(np.convolve(generator.normal(size=371), np.ones(7) / 7, "valid"), 48)
    week = np.repeat(np.where(np.arange(365) % 7 < 5, 1.0, 0.91), 48)
    daily = np.tile(1.0 - 0.15 * np.cos(2 * np.pi * (HOUR - 3.0) / 24), 365)
    return 8000.0 * daily * week * (1 + 0.05 * slow)


def draw(demand, level=120.0, seed=0, dt=0.5, figures=FIGURES, **given):
    return quote(demand, level, seed, dt, figures, **given).spot


def quote(demand, level=120.0, seed=0, dt=0.5, figures=FIGURES, **given):
    conditions = Conditions(figures, level, None, 2030, 16.0, 50.0, 1.3)
    return quantile_copula(conditions, demand, np.random.default_rng(seed), dt, **given)


@settings(max_examples=15, deadline=None)
@given(st.floats(5.0, 1700.0), st.integers(0, 99))
def test_mean_and_cap_hold_at_any_level(level, seed):
    flat = np.ones(17520)
    price = draw(flat, level, seed)
    assert price.mean() == pytest.approx(level, rel=1e-9)
    assert price.max() <= CAP


def test_quantiles_are_the_records(demand):
    price = draw(demand, MEAN)
    for probability, recorded in list(zip(PROBABILITY, RECORD, strict=True))[1:-1]:
        assert np.quantile(price, probability) == pytest.approx(recorded, rel=0.02)
    assert price.max() == pytest.approx(RECORD[-1], rel=0.02)


def test_the_curve_between_the_quantiles_gives_the_records_own_mean_and_spread(demand):
    """Mean and standard deviation of 2019 are known apart from the percentiles, and were not used."""
    free = FIGURES._replace(quantile=RECORD)
    price = draw(demand, 98.28, figures=free)
    scale = np.median(price) / 90.81
    assert 1 / scale == pytest.approx(1.0, abs=0.02)   # the mean under the curve against the recorded mean
    assert price.std() == pytest.approx(SPREAD, rel=0.10)


def test_a_few_half_hours_are_slightly_negative_as_in_the_record(demand):
    """Five in 2019."""
    price = draw(demand, MEAN)
    assert 0 < (price < 0).sum() <= 10
    assert price.min() > -2.0


def test_correlation_with_demand_is_the_records(demand):
    """0.25 to 0.34 in the record."""
    found = [np.corrcoef(draw(demand, seed=s), demand)[0, 1] for s in range(5)]
    assert 0.2 < np.mean(found) < 0.4


def test_the_correlation_argument_moves_the_correlation(demand):
    low, middle, high = (spearmanr(draw(demand, demand_correlation=r), demand)[0] for r in (-0.5, 0.0, 0.6))
    assert low < middle - 0.1
    assert middle < high - 0.1


def test_the_daily_course_is_the_records(demand):
    course = np.mean([draw(demand, seed=s).reshape(365, 48).mean(0) for s in range(5)], axis=0) / 120.0
    assert np.corrcoef(course, FIGURES.halfhour)[0, 1] > 0.97
    assert course.std() == pytest.approx(FIGURES.halfhour.std(), rel=0.25)


def test_prices_persist_and_forget(demand):
    """By ranks, so that spikes do not drown it: close to the latent 0.9 after an hour, nil after two days."""
    def after(step, **given):
        price = draw(demand, demand_correlation=0.0, figures=FIGURES._replace(halfhour=np.ones(48)), **given)
        return spearmanr(price[step:], price[:-step])[0]

    assert after(2) == pytest.approx(0.89, abs=0.03)
    assert after(2, autocorrelation=0.5) == pytest.approx(0.48, abs=0.05)
    assert abs(after(96)) < 0.1


def test_seeds(demand):
    assert np.array_equal(draw(demand, seed=4), draw(demand, seed=4))
    assert np.corrcoef(draw(demand, seed=4), draw(demand, seed=5))[0, 1] < 0.5


def test_prices_of_other_periods_are_means_of_the_same_half_hours(demand):
    fine = draw(demand.repeat(2), dt=0.25)
    assert fine[::2] == pytest.approx(draw(demand), rel=1e-9)
    coarse = draw(demand.reshape(-1, 2).mean(1), dt=1.0)
    assert coarse.shape == (8760,)
    assert coarse.mean() == pytest.approx(120.0, rel=1e-9)
    assert coarse.std() < draw(demand).std()


def test_the_level_only_scales_the_price_below_the_cap(demand):
    assert draw(demand, 200.0) == pytest.approx(2 * draw(demand, 100.0), rel=1e-12)


def test_under_a_low_cap_the_rest_makes_up_the_mean(demand):
    price = draw(demand, 120.0, cap=250.0)
    assert price.max() == 250.0
    assert price.mean() == pytest.approx(120.0, rel=1e-12)
    assert np.median(price) > np.median(draw(demand, 120.0))


def test_a_certain_price_is_flat(demand):
    flat = Usep(np.array([0.0, 0.5, 1.0]), np.ones(3), np.ones(48), "flat")
    assert draw(demand, 90.0, figures=flat) == pytest.approx(90.0, rel=1e-12)


@pytest.mark.parametrize(("change", "message"), [
    ({"probability": PROBABILITY[1:]}, "one per probability"),
    ({"quantile": FIGURES.quantile[::-1]}, "must rise"),
    ({"probability": PROBABILITY * 100}, "from 0 to 1"),
    ({"halfhour": np.ones(24)}, "half-hour"),
    ({"halfhour": np.zeros(48)}, "above zero"),
])
def test_wrong_figures_are_refused(demand, change, message):
    with pytest.raises(SundalinkError, match=message):
        draw(demand, figures=FIGURES._replace(**change))


@pytest.mark.parametrize("level", [0.0, -5.0, np.nan, 1800.0])
def test_a_level_outside_what_the_record_tells_is_refused(demand, level):
    with pytest.raises(SundalinkError, match="mean price"):
        draw(demand, level)


def test_no_import_moves_it(demand):
    found = quote(demand)
    assert np.array_equal(clearing(found, 1200.0), found.spot)
    assert np.array_equal(found.expected, found.spot)


def test_models():
    assert MODELS["quantile_copula"] is quantile_copula
