"""The local sink's load: mean one, Sundays, Tet, shifts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.demand.industrial_load import MODELS, flat, industrial_park


@settings(max_examples=20, deadline=None)
@given(st.integers(2000, 2090), st.sampled_from([0.5, 1.0]), st.floats(0, 1), st.floats(0.3, 1), st.floats(0, 1))
def test_the_mean_is_one(year, dt, sunday, night, tet):
    load = industrial_park(year, dt, sunday=sunday, night=night, tet=tet)
    assert load.shape == (round(8760 / dt),)
    assert load.mean() == pytest.approx(1.0, rel=1e-12)
    assert load.min() >= 0.0


def test_a_park_that_never_rests_is_flat():
    load = industrial_park(2034, 0.5, sunday=1.0, night=1.0, holiday=1.0, tet=1.0)
    assert load == pytest.approx(flat(2034, 0.5), rel=1e-12)


def test_tet_is_lowest_and_sundays_low():
    """Tet 2034 falls on Sunday 19 February; 12 and 15 March are a Sunday and a Wednesday."""
    day = industrial_park(2034, 0.5, night=1.0).reshape(365, 48).mean(1)
    assert day.argmin() in range(48, 53)
    assert day[70] / day[73] == pytest.approx(0.80)
    assert day[31 + 18] / day[73] == pytest.approx(0.45)
    assert day[31 + 8] / day[73] == pytest.approx(1.0)   # ten days before


def test_a_holiday_is_low_and_one_on_a_sunday_no_lower_than_either_asks():
    """In 2034 30 April, a Sunday, and 1 May are holidays of Vietnam; the Wednesday after is none."""
    for holiday, sunday in ((0.75, 0.80), (0.9, 0.6)):
        day = industrial_park(2034, 0.5, night=1.0, holiday=holiday, sunday=sunday).reshape(365, 48).mean(1)
        np.testing.assert_allclose(day[[119, 120]] / day[122], [min(holiday, sunday), holiday])


def test_the_night_shift_is_on_the_clock_of_vietnam():
    """22:00 in Vietnam is 23:00 in Singapore."""
    load = industrial_park(2034, 0.5).reshape(365, 48)[73]
    assert np.flatnonzero(load < load.max()).tolist() == [*range(14), 46, 47]


def test_the_load_factor_is_that_of_three_shifts():
    load = industrial_park(2034, 1.0)
    assert 0.88 < load.mean() / load.max() < 0.95
    assert set(MODELS) >= {"flat", "industrial_park"}
