"""Forecasts: errors as large as declared, unbiased, and consistent from vintage to vintage."""

import numpy as np
import pytest
from scipy.signal import lfilter

from sim.trade.forecast import SHARES, deviation, ensemble, leads, standard, usual, vintages

EVERY, BUCKETS, MEMORY = 6, 8, 8.0


@pytest.fixture(scope="module")
def wind():
    """Ten years of hours with a season, often at zero and at full power."""
    latent = lfilter([np.sqrt(1 - 0.97**2)], [1, -0.97], np.random.default_rng(1).standard_normal((10, 9260)))[:, 500:]
    return 2000.0 * np.clip(0.5 + 0.3 * np.cos(np.arange(8760) / 8760 * 2 * np.pi) + 0.4 * latent, 0, 1)


@pytest.fixture(scope="module")
def made(wind):
    """What is usual, the errors asked for, and the forecasts of all years, shape (weather_year, bucket, time)."""
    like = usual(wind, np.arange(8760) * 12 // 8760)
    wanted = 2000.0 * deviation(leads(BUCKETS, EVERY, 1.0), 0.14, 15.5)
    share = standard(like, wanted)
    return like, wanted, np.stack([vintages(like, y, share, 1.0, MEMORY, np.random.default_rng(y)) for y in range(10)])


def test_the_error_at_some_leads_is_that_of_the_docstring():
    np.testing.assert_allclose(deviation([0.0, 1.0, 6.0, 24.0, 1e6], 0.14, 15.5), [0.0, 0.035, 0.079, 0.124, 0.14],
                               atol=6e-4)


def test_leads_run_from_issue_to_the_middle_of_the_target():
    np.testing.assert_allclose(leads(2, 3, 0.5), [[0.25, 0.75, 1.25], [1.75, 2.25, 2.75]])


def test_the_error_by_lead_is_as_declared(wind, made):
    _, wanted, forecasts = made
    errors = (wind[:, None] - forecasts).reshape(10, BUCKETS, -1, EVERY)
    found = np.sqrt((errors**2).mean(axis=(0, 2)))
    np.testing.assert_allclose(found[1:], wanted[1:], rtol=0.04)
    np.testing.assert_allclose(found[0], wanted[0], rtol=0.2)   # of the shortest leads the table is coarse
    assert (np.diff(found.reshape(-1)) > -0.02 * found.max()).all()


def test_errors_are_unbiased_and_tell_nothing_that_the_forecast_does_not(wind, made):
    forecasts = made[2]
    for bucket in range(BUCKETS):
        error = wind - forecasts[:, bucket]
        assert abs(error.mean()) < 0.004 * 2000
        assert abs(np.corrcoef(error.ravel(), forecasts[:, bucket].ravel())[0, 1]) < 0.02


def test_forecasts_stay_within_what_has_been(wind, made):
    assert made[2].min() >= 0.0
    assert made[2].max() <= 2000.0


def test_each_vintage_adds_news_that_is_independent_of_all_before(made):
    forecasts = made[2]
    innovations = forecasts[:, :-1] - forecasts[:, 1:]
    for bucket in range(1, BUCKETS - 1):
        one = innovations[:, bucket].ravel()
        assert abs(np.corrcoef(one, forecasts[:, bucket + 1].ravel())[0, 1]) < 0.03
        assert abs(np.corrcoef(one, innovations[:, bucket - 1].ravel())[0, 1]) < 0.03


def test_errors_are_alike_along_the_targets_of_one_vintage(wind, made):
    """Also across the change from bucket to bucket: hour 5 of bucket k and hour 0 of bucket k + 1 are one vintage."""
    error = (wind[:, None] - made[2]).reshape(10, BUCKETS, -1, EVERY)
    within = np.corrcoef(error[:, 3, :, 2].ravel(), error[:, 3, :, 3].ravel())[0, 1]
    across = np.corrcoef(error[:, 3, :-1, 5].ravel(), error[:, 4, 1:, 0].ravel())[0, 1]
    other = np.corrcoef(error[:, 3, :-1, 5].ravel(), error[:, 3, 1:, 0].ravel())[0, 1]
    assert within == pytest.approx(np.exp(-1 / MEMORY), abs=0.05)
    assert across == pytest.approx(within, abs=0.03)
    assert other < across - 0.02   # the next vintage has heard some news


def test_without_error_the_forecast_is_the_truth_and_without_knowledge_it_is_what_is_usual(wind, made):
    like = made[0]
    known = vintages(like, 3, np.zeros((2, EVERY)), 1.0, MEMORY, np.random.default_rng(1))
    np.testing.assert_allclose(known, np.stack([wind[3]] * 2), atol=20.0)   # as fine as the table is
    blind = vintages(like, 3, np.ones((1, EVERY)), 1.0, MEMORY, np.random.default_rng(1))[0]
    month = np.arange(8760) * 12 // 8760
    for number in range(12):
        np.testing.assert_allclose(blind[month == number], wind[:, month == number].mean(), rtol=0.015)


def test_buckets_can_be_chosen_and_the_seed_decides(made):
    like, wanted, forecasts = made
    share = standard(like, wanted)
    np.testing.assert_array_equal(vintages(like, 4, share, 1.0, MEMORY, np.random.default_rng(4), [0, 5]),
                                  forecasts[4][[0, 5]])
    other = vintages(like, 4, share, 1.0, MEMORY, np.random.default_rng(5))
    assert not np.allclose(other, forecasts[4])


def test_an_error_larger_than_the_usual_spread_is_to_know_what_is_usual(made):
    assert standard(made[0], 1e6) == SHARES[-1]
    assert standard(made[0], 0.0) == 0.0


def test_a_series_that_never_changes_is_forecast_exactly():
    like = usual(np.full((2, 48), 7.0), np.arange(48) % 24)
    np.testing.assert_allclose(vintages(like, 1, np.full((3, 4), 0.5), 1.0, 5.0, np.random.default_rng(1)), 7.0)


def test_a_year_that_is_no_whole_number_of_vintages_is_cut():
    like = usual(np.random.default_rng(1).random((2, 50)), np.zeros(50, dtype=int))
    assert vintages(like, 0, np.full((3, 4), 0.5), 1.0, 0.0, np.random.default_rng(1)).shape == (3, 50)


def test_what_comes_true_may_be_any_member(wind, made):
    like, wanted, _ = made
    share = standard(like, wanted)
    told = np.stack([ensemble(like, y, share, 1.0, MEMORY, np.random.default_rng, 6) for y in range(10)])
    # Where the truth is at neither limit, its distance to the forecast is like those of the three pairs, so it is as
    # often the first of the four by size as any other, and then on either side.
    inside = (wind > 20.0) & (wind < 1980.0)
    rank = (told < wind[:, None, None]).sum(axis=2)[:, 1:]
    found = np.bincount(rank[np.broadcast_to(inside[:, None], rank.shape)], minlength=7) / inside.sum() / (BUCKETS - 1)
    np.testing.assert_allclose(found, np.array([1, 1, 1, 2, 1, 1, 1]) / 8, atol=0.015)
    # Over all periods the members have the distribution of the wind itself.
    at = [0.1, 0.3, 0.5, 0.7, 0.9]
    np.testing.assert_allclose(np.quantile(told, at), np.quantile(wind, at), atol=25.0)


def test_members_persist_as_errors_do(wind, made):
    like, wanted, forecasts = made
    told = ensemble(like, 2, standard(like, wanted), 1.0, MEMORY, np.random.default_rng, 6)
    for gap in (1, 3):
        off = told[4] - forecasts[2, 4], (wind[:, None] - forecasts)[:, 4]
        one, other = ((a[:, :-gap] * a[:, gap:]).mean() / (a * a).mean() for a in off)
        assert one == pytest.approx(other, abs=0.06)


def test_one_member_is_the_expected_value_and_an_odd_one_too(made):
    like, wanted, forecasts = made
    share = standard(like, wanted)
    np.testing.assert_array_equal(ensemble(like, 4, share, 1.0, MEMORY, np.random.default_rng, 1)[:, 0], forecasts[4])
    three = ensemble(like, 4, share, 1.0, MEMORY, np.random.default_rng, 3)
    np.testing.assert_array_equal(three[:, 2], forecasts[4])
    np.testing.assert_array_equal(three[:, :2], ensemble(like, 4, share, 1.0, MEMORY, np.random.default_rng, 2))


@pytest.mark.parametrize("count", [1, 2, 4])
def test_few_weather_years_give_as_many_members_all_different(count):
    like = usual(np.random.default_rng(1).random((count, 50)), np.zeros(50, dtype=int))
    told = ensemble(like, 0, np.full((3, 4), 0.5), 1.0, 0.0, np.random.default_rng, 8)
    assert told.shape == (3, 8, 50)
    assert all(not np.allclose(told[:, a], told[:, b]) for a in range(8) for b in range(a))
