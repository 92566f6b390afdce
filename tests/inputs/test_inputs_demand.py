"""The recorded shape of Singapore's demand, as plain arrays."""

import numpy as np
import pytest

from sim.inputs.demand import embedded, history, structure


def test_the_shape_is_the_recorded_one():
    shape = embedded()
    assert shape.weekday.shape == shape.saturday.shape == shape.sunday.shape == (48,)
    assert (shape.weekday[0], shape.saturday[0], shape.sunday[47]) == (0.9185, 0.9281, 0.9219)
    assert shape.weekday.argmax() == 28   # 14:00
    assert shape.month.tolist() == [
        0.9599, 0.9549, 0.9907, 1.0039, 1.0139, 1.0216, 1.0220, 1.0187, 1.0215, 1.0162, 0.9939, 0.9802]


def test_the_last_half_hour_of_a_day_is_its_own():
    """From 23:30, it lies between the half-hours beside it: the record ends a day at 00:00 of the next date."""
    shape = embedded()
    assert [day[47] for day in (shape.weekday, shape.saturday, shape.sunday)] == [0.9503, 0.9333, 0.9219]
    assert shape.weekday[0] < shape.weekday[47] < shape.weekday[46]
    found = structure()
    assert (found.week[:, :, 47] < found.week[:, :, 46]).all()


def test_shape_and_months_average_to_the_year():
    shape = embedded()
    week = (5 * shape.weekday.mean() + shape.saturday.mean() + shape.sunday.mean()) / 7
    assert week == pytest.approx(1.0, abs=0.005)
    assert shape.month.mean() == pytest.approx(1.0, abs=0.002)


def test_the_level_is_that_of_the_latest_year():
    shape = embedded()
    assert shape.base_year == 2023
    assert shape.mean == structure().mean == 6548.4


def test_the_residual_is_the_recorded_one():
    shape = embedded()
    assert shape.residual_sd == 0.0346
    np.testing.assert_array_equal(shape.residual_autocorrelation, [
        [0.5, 1, 2, 6, 24, 168], [0.986, 0.973, 0.937, 0.760, 0.562, 0.144]])


def test_the_history_has_the_recorded_load_factors():
    past = history()
    chosen = np.isin(past.year, range(2013, 2018))
    factor = (past.mean / past.peak)[chosen]
    np.testing.assert_allclose(factor, [0.798, 0.816, 0.821, 0.819, 0.821], atol=0.0006)
    assert np.isnan(past.mean[past.year == 2012]).all()
    assert past.peak[past.year == 2023] == 7861
