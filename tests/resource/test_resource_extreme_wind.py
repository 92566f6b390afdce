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


def test_storms_alone_have_the_quantiles_of_their_years():
    storms = np.random.default_rng(2).permutation(np.arange(1, 1001) * 0.05)   # of 1,000 years, 0.05 to 50 m/s
    found = return_levels(storms, np.zeros(0), [2.0, 10.0, 50.0])
    np.testing.assert_allclose(found, [25.0, 45.0, 49.0], atol=0.0101)


def test_a_year_stays_below_a_speed_if_its_storm_and_its_other_wind_do():
    """One year in four has a storm of 45 m/s, the other wind is Gumbel's: the chances that a year has none multiply."""
    storms, background = np.where(np.arange(1000) % 4 == 0, 45.0, 0.0), np.random.default_rng(3).gumbel(30.0, 2.0, 400)
    scale = background.std(ddof=1) * np.sqrt(6.0) / np.pi
    place = background.mean() - 0.5772156649 * scale
    speed = 36.0
    years = 1.0 / (1.0 - 0.75 * np.exp(-np.exp(-(speed - place) / scale)))
    assert return_levels(storms, background, [years])[0] == pytest.approx(speed, abs=0.011)
    assert return_levels(storms, background, [50.0])[0] >= 45.0


@pytest.mark.parametrize("years", [[200.0], [1.0], [0.5]])
def test_a_return_period_that_the_sample_cannot_tell_is_refused(years):
    with pytest.raises(SundalinkError, match="return period"):
        return_levels(np.zeros(1000), np.zeros(0), years)
