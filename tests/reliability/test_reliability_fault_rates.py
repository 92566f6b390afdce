"""Faults: Poisson counts, thinning, what depth, burial, shipping, distance and age do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.errors import SundalinkError
from sim.reliability import fault_rates
from sim.reliability.fault_rates import Stretch


def rng(seed=1):
    return np.random.default_rng(seed)


def way(**changes):
    return Stretch(**{"name": "shelf", "length": 100.0, "burial": 1.5, "spacing": 0.0, "country": "x", **changes})


@pytest.mark.parametrize("rate", [0.2, 3.0])
def test_counts_are_poisson(rate):
    drawn = fault_rates.draw_points(rng(), 2000, 25, rate, 1, 0.5)
    counts = np.bincount(drawn.history, minlength=2000)
    assert counts.mean() == pytest.approx(25 * rate, abs=4 * np.sqrt(25 * rate / 2000))
    assert counts.var() == pytest.approx(25 * rate, rel=0.15)
    edges = stats.poisson.ppf([0.2, 0.4, 0.6, 0.8], 25 * rate)
    observed = np.histogram(counts, np.r_[-1, edges, np.inf] + 0.5)[0]
    chance = np.diff(np.r_[0, stats.poisson.cdf(edges, 25 * rate), 1])
    assert stats.chisquare(observed, 2000 * chance).pvalue > 1e-3


def test_starts_marks_and_numbers_are_uniform():
    drawn = fault_rates.draw_points(rng(), 200, 25, 1.3, 2, 0.5)
    for values, top in ((drawn.start, 25 * 8760.0), (drawn.mark, 1.3), (drawn.chance[:, 0], 1.0),
                        (drawn.chance[:, 1], 1.0)):
        assert stats.kstest(values / top, "uniform").pvalue > 1e-3


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 5.0), st.floats(0.0, 5.0), st.integers(0, 1000))
def test_a_higher_rate_keeps_every_fault_and_adds_more(one, other, seed):
    low, high = sorted((one, other))
    few, many = (fault_rates.draw_points(rng(seed), 20, 10, rate, 3, 0.7) for rate in (low, high))
    kept = fault_rates.thin(many, many.mark <= low)
    for a, b in zip(few, kept, strict=True):
        np.testing.assert_array_equal(a, b)


def test_each_life_is_thinned_by_its_own_rate():
    rate = np.array([0.0, 1.0, 4.0])
    each = np.bincount(fault_rates.draw_points(rng(), 3, 500, rate, 1, 0.5).history, minlength=3) / 500
    assert (np.abs(each - rate) <= 4.0 * np.sqrt(rate / 500)).all()   # none without a rate


def test_no_rate_no_faults():
    assert fault_rates.draw_points(rng(), 5, 10, 0.0, 1, 0.5).history.size == 0
    assert fault_rates.draw_points(rng(), 0, 10, 1.0, 1, 0.5).history.size == 0


def rate(stretch, **changes):
    return float(fault_rates.external_rates([stretch], **{"rate": 0.03, "shallow": 2.0, "deep": 0.3, "strait": 5.0,
                                              "protection": 1.5, **changes})[0])


def test_the_rate_of_the_record_comes_back_on_a_route_like_those_on_record():
    length = np.array([fault_rates.RECORD_SHALLOW, 1.0 - fault_rates.RECORD_SHALLOW]) * 400.0
    both = [way(name=name, length=part) for name, part in zip(("shallow", "shelf"), length, strict=True)]
    assert sum(rate(s) for s in both) == pytest.approx(0.03 * 4.0, rel=1e-12)


def test_what_waters_and_burial_do():
    shelf = rate(way())
    assert rate(way(name="shallow")) == rate(way(name="landfall")) == pytest.approx(2.0 * shelf)
    assert rate(way(name="deep")) == pytest.approx(0.3 * shelf)
    assert rate(way(name="strait")) == pytest.approx(5.0 * shelf)
    assert rate(way(name="strait", burial=3.0)) == pytest.approx(5.0 * shelf / np.e)
    assert rate(way(length=250.0)) == pytest.approx(2.5 * shelf)
    assert rate(way(burial=0.0)) == pytest.approx(np.e * shelf)


@given(st.floats(0.0, 5000.0), st.floats(0.0, 5000.0))
def test_the_farther_apart_the_fewer_faults_take_both(one, other):
    near, far = sorted((one, other))
    shares = fault_rates.common_cause_share([way(spacing=near), way(spacing=far)], 0.7)
    assert shares[1] <= shares[0] <= 0.7
    assert fault_rates.common_cause_share([way()], 0.7)[0] == 0.7


def test_a_link_settles_with_age():
    age = np.linspace(0.0, 30 * 8760.0, 300001)
    factor = fault_rates.early_failure_factor(age, 1.5)
    assert factor[0] == 2.5
    assert (np.diff(factor) < 0).all()
    assert factor[-1] == pytest.approx(1.0, abs=1e-5)
    assert fault_rates.early_failure_factor(age[:3], 1.5, 30) == pytest.approx(np.full(3, factor.mean()), rel=1e-4)
    assert (fault_rates.early_failure_factor(age, 0.0) == 1.0).all()


@pytest.mark.parametrize(("depth", "name"), [(5.0, "shallow"), (29.9, "shallow"), (30.0, "shelf"), (199.0, "shelf"),
                                             (200.0, "deep")])
def test_waters(depth, name):
    assert fault_rates.water_class(depth) == name


def test_refusals():
    with pytest.raises(SundalinkError, match="stretch = moon: must be one of landfall, strait"):
        rate(way(name="moon"))
    with pytest.raises(SundalinkError, match="length of stretch shelf = 0"):
        rate(way(length=0.0))
    with pytest.raises(SundalinkError, match="burial of stretch shelf = -1"):
        rate(way(burial=-1.0))
    with pytest.raises(SundalinkError, match=r"faults to be drawn = 3e\+09: too many; lower the rates"):
        fault_rates.draw_points(rng(), 1000, 30, 1e5, 3, 0.5)
    with pytest.raises(SundalinkError, match="link length = 0"):
        fault_rates.route_length([])
