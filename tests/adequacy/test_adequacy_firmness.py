"""Firmness: lulls by hand, the storage of a level against a linear program and against its own Python."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.adequacy import _firmness
from sim.adequacy.firmness import firmness, storage_needed


def test_lulls_by_hand():
    found = firmness(np.array([[5.0, 1, 1, 8], [0, 9, 2, 9]]), [4.0, 0.5], 2.0)
    year = 16.0 / 8760.0
    np.testing.assert_allclose(found.hours * year, [8.0, 2.0])
    np.testing.assert_allclose(found.longest, [4.0, 2.0])
    np.testing.assert_allclose(found.low_spells * year, [3.0, 1.0])
    np.testing.assert_allclose(found.length, [8.0 / 3.0, 2.0])
    np.testing.assert_allclose(found.short * year, [2.0 * (3 + 3 + 4 + 2), 1.0])
    np.testing.assert_allclose(found.depth, [3.0, 0.5])


def test_a_lull_crosses_the_end_of_a_year():
    assert firmness(np.array([[9.0, 1, 1], [1, 1, 9]]), [5.0], 1.0).longest[0] == 4.0


def test_full_delivery_is_never_short_and_none_always():
    full, none = (firmness(np.full(8760, power), [100.0], 1.0) for power in (100.0, 0.0))
    assert (full.hours, full.longest, full.low_spells, full.length, full.short, full.depth) == (0, 0, 0, 0, 0, 0)
    assert (none.hours, none.longest, none.short, none.depth) == (8760, 8760, 876000, 100)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 200))
def test_the_higher_the_level_the_longer_and_deeper(seed, periods):
    power = np.random.default_rng(seed).uniform(0, 100, periods).round(-1)
    found = firmness(power, np.arange(0, 120, 10.0), 0.5)
    for name in ("hours", "longest", "short"):
        assert (np.diff(getattr(found, name)) >= -1e-9).all(), name
    np.testing.assert_allclose(found.hours * found.depth, found.short, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.low_spells * found.length, found.hours, rtol=1e-9, atol=1e-9)


def least(power, level, dt, into, out):
    """The least store by linear programming: the years come round, and the store ends as it began."""
    n = power.size
    # Unknowns: charged, discharged, level of the store, size.
    left, right = np.zeros((n, 3 * n + 1)), np.zeros(n)
    for t in range(n):
        left[t, t], left[t, n + t] = -into * dt, dt / out
        left[t, 2 * n + t], left[t, 2 * n + t - 1 if t else 3 * n - 1] = 1.0, -1.0
        if n == 1:
            left[t, 2 * n] = 0.0
    hold = np.zeros((n, 3 * n + 1))
    hold[:, :n], hold[:, n:2 * n] = np.eye(n), -np.eye(n)
    within = np.zeros((n, 3 * n + 1))
    within[:, 2 * n:3 * n], within[:, -1] = np.eye(n), -1.0
    done = linprog(np.r_[np.zeros(3 * n), 1.0], A_ub=np.r_[hold, within], b_ub=np.r_[power - level, np.zeros(n)],
                   A_eq=left, b_eq=right, method="highs-ds")
    return done.fun if done.status == 0 else np.inf


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(2, 24), st.sampled_from([1.0, 0.9, 0.7]), st.floats(5, 70))
def test_the_store_is_that_of_the_linear_program(seed, periods, efficiency, level):
    power = np.random.default_rng(seed).uniform(0, 100, periods)
    found = storage_needed(power, level, 0.5, efficiency, 0.95)
    best = least(power, level, 0.5, efficiency, 0.95)
    assert found == pytest.approx(best, rel=1e-7, abs=1e-7)


def missed(power, level, dt, into, out, size):
    """Periods in which a store cannot hold the level, one after the other."""
    drawn, count = size, 0
    for turn in range(2):
        for p in power:
            gap = level - p
            drawn += gap * dt / out if gap > 0.0 else gap * dt * into
            if turn and gap > 0.0 and drawn > size * (1.0 + 1e-12):
                count += 1
            drawn = min(max(drawn, 0.0), size)
    return count


def crossings(power, level, dt, into, out, kernel=_firmness.runs):
    gone, last = np.empty(power.size), np.empty(power.size, dtype=np.int64)
    return gone, last[:kernel(power, level, dt, into, out, gone, last)]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 200), st.sampled_from([0.0, 20.0, 60.0, 200.0, 900.0]))
def test_periods_missed_are_those_of_a_store_walked_period_by_period(seed, periods, size):
    power = np.random.default_rng(seed).uniform(0, 100, periods).round(-1)
    for level in (0.0, 30.0, 45.0, 101.0):
        assert _firmness.missed(*crossings(power, level, 0.5, 0.9, 0.8), size) == missed(power, level, 0.5, 0.9, 0.8,
                                                                                          size)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]), st.sampled_from([60.0, 100.0]))
@example(1, 0.99, 60.0)   # a mean of 30 MW, of which a tenth is lost each way, does not give 40 MW
def test_a_store_for_part_of_the_time_is_enough_and_no_more(seed, held, most):
    power = np.random.default_rng(seed).uniform(0, most, 120)
    size = storage_needed(power, 40.0, 0.5, 0.9, 0.9, held)
    allowed = int(np.floor((1 - held) * 120 * (1 + 1e-12)))
    if np.isinf(size):   # poor years: what the store gives is not made good before they come round again
        assert missed(power, 40.0, 0.5, 0.9, 0.9, 1e6) > allowed
        return
    assert missed(power, 40.0, 0.5, 0.9, 0.9, size) <= allowed
    if size > 0:
        assert missed(power, 40.0, 0.5, 0.9, 0.9, 0.999 * size) > allowed
    assert size <= storage_needed(power, 40.0, 0.5, 0.9, 0.9) * (1 + 1e-3)


def test_the_kernels_equal_their_python():
    power = np.random.default_rng(3).uniform(0, 100, 300)
    given = (power, 45.0, 0.5, 0.9, 0.9)
    assert _firmness.deepest(*given) == pytest.approx(_firmness.deepest.py_func(*given), rel=1e-12)
    compiled, plain = crossings(*given), crossings(*given, kernel=_firmness.runs.py_func)
    np.testing.assert_array_equal(compiled[1], plain[1])
    np.testing.assert_allclose(compiled[0], plain[0], rtol=1e-12)
    assert _firmness.missed(*compiled, 60.0) == _firmness.missed.py_func(*plain, 60.0)


def test_limits_of_the_store():
    power = np.array([80.0, 0.0, 80.0, 0.0])
    assert storage_needed(power, 0.0, 1.0, 0.9, 0.9) == 0.0
    assert storage_needed(power, 30.0, 1.0, 1.0, 1.0) == pytest.approx(30.0)
    assert storage_needed(power, 41.0, 1.0, 1.0, 1.0) == np.inf   # more than the mean
    assert storage_needed(power, 41.0, 1.0, 1.0, 1.0, held=0.5) == 0.0
    single, double = (storage_needed(size * power, size * 30.0, 1.0, 0.9, 0.8) for size in (1, 2))
    assert double == pytest.approx(2 * single)
