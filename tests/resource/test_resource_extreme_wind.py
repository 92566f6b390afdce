"""Extreme wind: classes and limits."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.resource.extreme_wind import CLASSES, iec_class, return_levels


def test_the_weakest_class_that_covers_the_wind():
    assert [iec_class(v) for v in (20, 37.5, 38, 50, 51, 57, 58)] == ["III", "III", "II", "I", "T", "T", "S"]
    assert list(CLASSES.values()) == sorted(CLASSES.values())


def test_without_storms_the_background_alone_counts():
    background = np.random.default_rng(1).gumbel(25.0, 1.5, 500)
    found = return_levels(np.zeros(1000), background, [10.0, 50.0, 100.0])
    np.testing.assert_allclose(found, 25.0 - 1.5 * np.log(-np.log(1 - 1 / np.array([10, 50, 100]))), rtol=0.03)
    assert (np.diff(found) > 0).all()


@pytest.mark.parametrize("years", [[200.0], [1.0], [0.5]])
def test_a_return_period_that_the_sample_cannot_tell_is_refused(years):
    with pytest.raises(SundalinkError, match="return period"):
        return_levels(np.zeros(1000), np.zeros(0), years)
