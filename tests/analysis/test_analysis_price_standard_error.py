"""How sure a required price is: the spread about the plane of price on companions whose means are known."""

import numpy as np
import pytest
from scipy import stats
from small_case import case, figures, scenario

from sim import chain
from sim.analysis.price_standard_error import FEWEST, adjusted, companions, compute, slopes, standard_error


def test_without_a_known_companion_it_is_the_textbook_one():
    values = np.array([3.0, 5.0, 4.0, 8.0])
    assert standard_error(values) == pytest.approx(values.std(ddof=1) / 2.0, rel=1e-12)
    assert standard_error(values, [np.full(4, 9.0)]) == standard_error(values)   # a companion that never varies
    assert np.isnan(standard_error(values[:1]))


def test_what_the_known_speed_explains_is_no_error():
    speed = np.array([8.0, 9.0, 10.0, 11.0, 12.0])
    assert standard_error(300.0 - 7.0 * speed, [speed]) == pytest.approx(0.0, abs=1e-9)
    few = speed[: FEWEST - 1]
    assert standard_error(few, [few]) == standard_error(few)


def test_it_is_the_scatter_of_means_over_records_scaled_to_one_mean_speed():
    draw = np.random.default_rng(3)
    means, errors = [], []
    for _ in range(2000):
        speed = draw.normal(9.0, 0.5, 10)
        speed *= 9.0 / speed.mean()
        price = 300.0 - 40.0 * (speed - 9.0) + draw.normal(0.0, 5.0, 10)
        means.append(price.mean())
        errors.append(standard_error(price, [speed]))
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(means), rel=0.05)
    assert np.mean(errors) < 2.0   # the whole spread would say 6.5


@pytest.mark.parametrize(("years", "draws"), [(5, 2), (6, 4), (20, 4)])
def test_its_band_holds_the_mean_of_all_in_about_95_of_100_replicates(years, draws):
    """Records scaled to one mean speed, outages of histories that stand for equal parts of a pool."""
    draw = np.random.default_rng(years)
    hits, hits_alone, count = 0, 0, 1000
    for _ in range(count):
        speed = draw.normal(8.9, 0.4, years)
        speed *= 8.9 / speed.mean()
        pool = draw.gamma(0.25, 0.06 / 0.25, (400, years))   # one year in four has a long outage
        order = np.array_split(np.argsort(pool.sum(axis=1)), draws)
        mean = [part[np.abs(pool[part].sum(axis=1) - pool[part].sum(axis=1).mean()).argmin()] for part in order]
        lost = pool[mean].mean(axis=0)
        price = 345.0 - 56.0 * (speed - 8.9) + 375.0 * (lost - 0.06) + draw.normal(0.0, 8.0, years)
        free = years - 3
        hits += abs(price.mean() - 345.0) < stats.t.ppf(0.975, free) * standard_error(price, [speed, lost])
        hits_alone += abs(price.mean() - 345.0) < stats.t.ppf(0.975, years - 2) * standard_error(price, [speed])
    assert 0.85 <= hits / count <= 0.99
    assert hits_alone > hits   # without the outages the band is too wide


@pytest.mark.parametrize(("years", "draws"), [(6, 4), (20, 10)])
def test_with_the_error_of_the_chosen_histories_it_is_the_scatter_in_expectation(years, draws):
    """Chosen histories that take a little more or less than the pool, by chance, all years of a seed together."""
    draw = np.random.default_rng(years)
    means, errors, plain = [], [], []
    own = 0.003 * np.sqrt(24.0 / (years * draws))
    for _ in range(3000):
        speed = draw.normal(8.9, 0.4, years)
        speed *= 8.9 / speed.mean()
        lost = draw.gamma(0.5, 0.1, years)
        lost *= (0.06 + draw.normal(0.0, own)) / lost.mean()
        price = 345.0 - 56.0 * (speed - 8.9) + 375.0 * (lost - 0.06) + draw.normal(0.0, 2.0, years)
        move = price - price.mean()
        means.append(price.mean())
        plain.append(standard_error(move, [speed, lost]))
        errors.append(np.hypot(plain[-1], slopes(move, [speed, lost])[-1] * own))
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(means), rel=0.06)
    assert np.sqrt(np.mean(np.square(plain))) < 0.9 * np.std(means)


def test_the_error_of_a_case_counts_that_of_its_histories():
    found, known = compute(case(time__weather_years=6)), companions(case(time__weather_years=6))
    plain = found.adjusted.std(ddof=1) / np.sqrt(6)
    own = slopes(found.price, known)[-1] * case(time__weather_years=6).link.outage_error
    assert found.standard_error == pytest.approx(np.hypot(plain, own), rel=1e-9)
    assert abs(own) > 0.02 * plain
    none = case(time__weather_years=6, link__outage__model="none")
    assert none.link.outage_error == 0.0


@pytest.mark.slow
def test_its_band_holds_the_mean_over_seeds_of_the_real_chain():
    """One operating year, for its weather and outages: a second shares them, and moves no ratio by a hundredth."""
    size = {"time__weather_years": 6, "link__outage_draws": 4, "time__traded_years": 1, "contract__price": 340.0}
    found = [compute(chain.run(scenario(seed=seed, **size), workers=1, keep=False, firmness=False, lives=False))
             for seed in range(1, 31)]
    means, errors = np.array([[each.price.mean(), each.standard_error] for each in found]).T
    inside = np.abs(means - means.mean()) < stats.t.ppf(0.975, 3) * errors
    assert 0.85 <= inside.mean() <= 1.0
    assert 0.6 < np.sqrt(np.mean(errors**2)) / means.std(ddof=1) < 1.4
    plain = np.mean([standard_error(each.price) for each in found])
    assert plain > 1.5 * errors.mean()


def test_few_years_take_the_speed_alone_and_residuals_keep_mean_and_error():
    draw = np.random.default_rng(1)
    values, known = draw.normal(size=4), draw.normal(1.0, 0.1, (2, 4))
    assert standard_error(values, known) == standard_error(values, known[:1])
    values, known = draw.normal(size=9), draw.normal(1.0, 0.1, (2, 9))
    found = adjusted(values, known)
    assert found.mean() == pytest.approx(values.mean(), abs=1e-12)
    design = np.column_stack([np.ones(9), known.T])
    rest = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    assert standard_error(values, known) == pytest.approx(np.sqrt(rest @ rest / 6 / 9), rel=1e-9)


def test_a_record_that_is_not_scaled_has_no_known_speed():
    assert len(companions(case())) == 2
    assert len(companions(case(resource__wind__anchored=False))) == 1


def test_the_summary_has_it():
    assert figures()["required_price_se"] == compute(case()).standard_error
