"""A series held against another: its own kind passes, another wind fails."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.resource.bootstrap import compare, resampled
from sim.resource.synthetic import gaussian_copula
from sim.resource.synthetic_regime import regime_copula


@pytest.fixture(scope="module")
def days(climate):
    """Twelve years of six-hourly wind, to be resampled in little time."""
    weather = regime_copula(climate, 12, 6.0, np.random.default_rng(12), level=1.3)
    return weather.speed, weather.direction


def test_a_series_passes_against_its_own_kind(climate, days):
    weather = regime_copula(climate, 12, 6.0, np.random.default_rng(13), level=1.3)
    verdicts = compare(weather.speed, weather.direction, 6.0, *days, np.random.default_rng(1), 60)
    told = [v for v in verdicts if v.verdict != "shown"]
    # Both are samples, and the rose has a value for each month and sector.
    assert np.mean([v.verdict == "FAILS" for v in told]) < 0.15
    assert all(v.verdict == "ok" for v in told if v.group == "autocorrelation")


def test_the_reference_passes_against_itself(days):
    verdicts = compare(*days, 6.0, *days, np.random.default_rng(1), 30)
    assert not [v for v in verdicts if v.verdict == "FAILS"]


def test_another_wind_fails_against_the_reference(climate, days):
    weather = gaussian_copula(climate, 12, 6.0, np.random.default_rng(13), level=1.2)
    verdicts = compare(weather.speed, weather.direction, 6.0, *days, np.random.default_rng(1), 60)
    assert {"mean speed", "autocorrelation"} <= {v.group for v in verdicts if v.verdict == "FAILS"}


def test_a_resampled_year_keeps_season_and_pairs(days):
    speed, direction = resampled(*days, 5, 6.0, np.random.default_rng(2))
    assert speed.shape == direction.shape == (5, 1460)
    place = {value: at for at, value in enumerate(days[0].ravel())}
    found = np.array([place[value] for value in speed.ravel()])
    assert np.array_equal(days[1].ravel()[found], direction.ravel())
    day = np.abs((found % 1460 - np.tile(np.arange(1460), 5)) / 4)
    assert np.minimum(day, 365 - day).max() <= 15


def test_periods_of_another_length_are_refused(days):
    with pytest.raises(SundalinkError, match="periods"):
        compare(*days, 6.0, np.ones((1, 8760)), np.ones((1, 8760)), np.random.default_rng(1))
