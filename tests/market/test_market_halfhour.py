"""Half-hours to other periods: the energy stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import resample
from sim.errors import SundalinkError


def test_longer_periods_average_and_shorter_ones_repeat():
    half = np.array([1.0, 3.0, 5.0, 9.0])
    assert resample(half, 0.5, 1.0) == pytest.approx([2.0, 7.0])
    assert resample(half, 0.5, 0.25) == pytest.approx([1, 1, 3, 3, 5, 5, 9, 9])
    assert resample(half, 0.5, 2.0) == pytest.approx([4.5])


def test_periods_that_cut_through_half_hours_take_their_shares():
    expected = [(1.0 + 0.5 * 2.0) / 1.5, (0.5 * 2.0 + 4.0) / 1.5]
    assert resample([1.0, 2.0, 4.0], 0.5, 0.75) == pytest.approx(expected)


@given(st.sampled_from([1 / 12, 0.25, 1 / 3, 0.5, 0.75, 1.0, 1.5, 4.0, 24.0]), st.integers(0, 1000))
def test_the_mean_stays_whatever_the_length(dt, seed):
    values = np.random.default_rng(seed).normal(size=(2, 48 * 3))
    assert resample(values, 0.5, dt).mean(-1) == pytest.approx(values.mean(-1), abs=1e-12)


def test_a_finer_copy_comes_back_unchanged():
    values = np.random.default_rng(1).normal(size=48)
    assert resample(resample(values, 0.5, 1 / 6), 1 / 6, 0.5) == pytest.approx(values, abs=1e-12)


def test_a_length_that_does_not_fill_the_year_is_refused():
    with pytest.raises(SundalinkError, match="must fill the 24 h"):
        resample(np.ones(48), 0.5, 0.7)
