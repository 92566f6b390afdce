"""Outages: expectations in closed form, Poisson counts, coupling, ends of years and of lives."""

import numpy as np
import pytest
from scipy import stats

from sim.errors import SundalinkError
from sim.link import outage

QUIET = {"converter_rate": 0.0, "transformer_rate": 0.0, "planned": 0.0, "monsoon_delay": 0.0}
CABLE_ONLY = {**QUIET, "cable_repair_spread": 1e-9}


def rng(seed=1):
    return np.random.default_rng(seed)


def share(poles, lives=60, years=40, dt=6.0, length=1000.0, joined=False, **given):
    """Mean share of poles in service over many lives."""
    return np.mean([outage.poisson(rng(seed), years, dt, length, poles, joined, **given).mean() / poles
                    for seed in range(lives)])


@pytest.mark.parametrize(("rate", "repair"), [(0.03, 60.0), (0.03, 122.0), (0.10, 60.0), (0.10, 122.0)])
def test_monopole_reaches_the_formula(rate, repair):
    found = share(1, cable_rate=rate, cable_repair=repair, **CABLE_ONLY)
    expected = 1.0 / (1.0 + rate * 1000.0 / 100.0 * repair / 365.0)
    # Standard error of the share out from the number of faults in 60 x 40 years, times four.
    error = 4 * (1 - expected) / np.sqrt(rate * 10.0 * 2400.0 * expected)
    assert found == pytest.approx(expected, abs=error)
    assert outage.availability(rate, 1000.0, repair) == pytest.approx(expected, rel=1e-12)


def test_spread_of_repairs_counts_by_its_mean():
    found = share(1, cable_rate=0.05, cable_repair=60.0, **{**QUIET, "cable_repair_spread": 0.6})
    assert found == pytest.approx(outage.availability(0.05, 1000.0, 60.0 * np.exp(0.18)), abs=0.012)


def test_bipole_loses_half_more_rarely_with_common_cause():
    for common in (0.0, 0.5, 1.0):
        found = share(2, cable_rate=0.05, cable_repair=60.0, common_cause=common, **CABLE_ONLY)
        each = outage.availability(0.05 * (1 + common) / 2, 1000.0, 60.0)
        assert found == pytest.approx(each, abs=0.012)


def test_joined_poles_fail_together():
    state = outage.poisson(rng(), 40, 6.0, 1000.0, 2, True, **QUIET)
    assert set(np.unique(state)) == {0, 2}
    apart = outage.poisson(rng(), 40, 6.0, 1000.0, 2, False, common_cause=0.0, **QUIET)
    assert 1 in apart


def test_stations_reach_the_formula():
    given = {**QUIET, "converter_rate": 5.0, "converter_repair": 100.0}
    found = share(1, lives=40, years=20, cable_rate=0.0, **given)
    assert found == pytest.approx(1 / (1 + 5.0 * 100 / 8760) ** 2, abs=0.006)
    assert share(2, lives=40, years=20, cable_rate=0.0, **given) == pytest.approx(found, abs=0.006)


@pytest.mark.parametrize("rate", [0.2, 3.0])
def test_counts_are_poisson(rate):
    counts = np.array([outage.faults(rng(seed), 25, rate).start.size for seed in range(800)])
    assert counts.mean() == pytest.approx(25 * rate, abs=4 * np.sqrt(25 * rate / 800))
    edges = stats.poisson.ppf([0.2, 0.4, 0.6, 0.8], 25 * rate)
    observed = np.histogram(counts, np.r_[-1, edges, np.inf] + 0.5)[0]
    probability = np.diff(np.r_[0, stats.poisson.cdf(edges, 25 * rate), 1])
    assert stats.chisquare(observed, 800 * probability).pvalue > 1e-3


def test_starts_are_uniform_over_the_life():
    start = np.concatenate([outage.faults(rng(seed), 25, 4.0).start for seed in range(50)])
    assert stats.kstest(start / (25 * 8760.0), "uniform").pvalue > 1e-3


def test_a_higher_rate_keeps_the_faults_and_adds_more():
    few, many = outage.faults(rng(), 30, 0.4), outage.faults(rng(), 30, 9.0)
    assert 0 < few.start.size < many.start.size
    for a, b in zip(few, many, strict=True):
        np.testing.assert_array_equal(a, b[:a.size])


def test_a_longer_route_is_out_whenever_the_shorter_is():
    # Of short repairs none falls into another, so the outages are nested period by period.
    given = {**CABLE_ONLY, "cable_repair": 0.5, "cable_rate": 0.1}
    short = outage.poisson(rng(3), 30, 1.0, 500.0, 2, **given)
    long = outage.poisson(rng(3), 30, 1.0, 1500.0, 2, **given)
    assert (long <= short).all()
    assert long.sum() < short.sum()


def test_what_one_kind_draws_does_not_move_another():
    quiet = outage.poisson(rng(3), 30, 1.0, 1000.0, 1, **QUIET)
    busy = {**QUIET, "converter_rate": 3.0, "transformer_rate": 0.1}
    more = outage.poisson(rng(3), 30, 1.0, 1000.0, 1, **busy)
    assert (more <= quiet).all()
    assert more.sum() < quiet.sum()


def test_repairs_run_on_across_years_and_the_end_closes_to_a_ring():
    crossed = ring = 0
    given = {**CABLE_ONLY, "cable_rate": 0.05, "cable_repair": 200.0}
    for seed in range(60):
        out = outage.poisson(rng(seed), 10, 6.0, 1000.0, 1, **given) == 0
        crossed += (out[:-1, -1] & out[1:, 0]).sum()
        ring += out[-1, -1] and out[0, 0]
    expected = 1 - outage.availability(0.05, 1000.0, 200.0)
    assert crossed / (60 * 9) == pytest.approx(expected, abs=0.08)
    assert ring / 60 == pytest.approx(expected, abs=0.2)
    assert ring > 0


def test_no_year_of_a_life_is_safer_than_another():
    given = {**CABLE_ONLY, "cable_rate": 0.1, "cable_repair": 90.0}
    lives = [outage.poisson(rng(seed), 8, 12.0, 1000.0, 1, **given) for seed in range(400)]
    years = np.mean(lives, axis=(0, 2))
    assert np.ptp(years) < 0.09
    assert years[0] == pytest.approx(years.mean(), abs=0.05)


@pytest.mark.parametrize("dt", [0.5, 24.0])
def test_faults_shorter_than_a_period_count_right_on_average(dt):
    given = {**QUIET, "cable_rate": 0.0, "converter_rate": 12.0, "converter_repair": 6.0}
    found = 1 - share(1, lives=40, years=20, dt=dt, **given)
    assert found == pytest.approx(2 * 12.0 * 6.0 / 8760.0, rel=0.06)


def test_monsoon_stretches_repairs_of_winter_alone():
    hour = 24.0 * np.array([10.0, 110.0, 200.0])
    end = outage._workable_inverse(outage._workable(hour, 0.5) + 240.0, 0.5) - hour
    np.testing.assert_allclose(end, [480.0, 240.0, 240.0], rtol=1e-12)
    # 20 days of work from 20 October: 12 in October, the other 8 at half speed.
    start = 24.0 * (365 - 31 - 30 - 12)
    end = outage._workable_inverse(outage._workable(start, 0.5) + 24.0 * 20, 0.5)
    assert end - start == pytest.approx(24.0 * (12 + 16))


def test_monsoon_makes_a_life_worse():
    calm = share(1, lives=20, **{**CABLE_ONLY, "monsoon_delay": 0.0})
    rough = share(1, lives=20, **{**CABLE_ONLY, "monsoon_delay": 0.6})
    assert rough < calm


def test_planned_work_is_exact_and_in_april_and_may():
    state = outage.poisson(rng(), 3, 1.0, 1000.0, 2, cable_rate=0.0, **{**QUIET, "planned": 5.0})
    assert (2 - state).sum() == 3 * 2 * 5 * 24
    assert state.min() == 1
    days = np.unique(np.nonzero(state < 2)[1] // 24)
    assert days.min() >= 90
    assert days.max() < 151


def test_rate_that_is_not_known_spreads_lives_apart():
    known, vague = ([outage.poisson(rng(s), 30, 24.0, 1000.0, 1, cable_rate_spread=spread, **QUIET).mean()
                     for s in range(150)] for spread in (0.0, 0.7))
    assert np.std(vague) > 1.3 * np.std(known)


def test_equal_generators_give_equal_lives():
    a, b = (outage.poisson(rng(9), 5, 0.5, 1000.0, 2) for _ in range(2))
    np.testing.assert_array_equal(a, b)
    assert a.dtype == np.int8
    assert a.shape == (5, 17520)
    assert (outage.poisson(rng(8), 5, 0.5, 1000.0, 2) != a).any()


def test_without_faults_everything_runs():
    calm = {**QUIET, "cable_rate": 0.0}
    np.testing.assert_array_equal(outage.poisson(rng(), 2, 1.0, 1000.0, 2, **calm),
                                  outage.none(rng(), 2, 1.0, 1000.0, 2))


def test_a_link_that_always_fails_is_always_out():
    state = outage.poisson(rng(), 3, 24.0, 1000.0, 1, cable_rate=50.0, cable_repair=3000.0, **CABLE_ONLY)
    assert state.mean() < 0.01


@pytest.mark.parametrize(("given", "words"), [
    ({"poles": 3}, "poles = 3"), ({"length": 0.0}, "length = 0"),
    ({"planned": 40.0, "poles": 2}, "planned = 80")])
def test_refusals(given, words):
    given = {"length": 1000.0, "poles": 1, **given}
    with pytest.raises(SundalinkError, match=words):
        outage.poisson(rng(), 3, 24.0, **given)
