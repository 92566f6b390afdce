"""Clouds: their seasons, their memory, and what they know of the wind."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from sim import clock
from sim.errors import SundalinkError
from sim.resource import solar, solar_clouds

SKY = solar.sky(10.35, 107.08, 2034)
MONTH = clock.month(solar_clouds.STEP, SKY.longitude / 15.0)[SKY.up]
HIGH = SKY.clear > 200.0


def drawn(years=40, seed=5, wind=None, **given):
    return solar_clouds.clear_sky_clearness(SKY, years, np.random.default_rng(seed), wind, **given)


def test_each_month_has_its_clearness():
    level = drawn()
    found = [level[:, month == MONTH].sum() / (40 * SKY.clear[month == MONTH].sum()) for month in range(12)]
    np.testing.assert_allclose(found, solar_clouds.VUNG_TAU, atol=0.035)
    assert level.sum() / (40 * SKY.clear.sum()) == pytest.approx(np.mean(solar_clouds.VUNG_TAU), abs=0.01)


def test_the_clearness_stays_within_its_bounds():
    share = drawn()[:, HIGH] / SKY.clear[HIGH]
    assert solar_clouds.LOWEST <= share.min() < 0.1
    assert 1.0 < share.max() <= solar_clouds.HIGHEST + 1e-12


def test_with_full_concentration_the_clouds_stand_still():
    share = drawn(years=1, concentration=1e4)[0, HIGH] / SKY.clear[HIGH]
    np.testing.assert_allclose(
        share, clock.cyclic(solar_clouds.VUNG_TAU, 0.5, SKY.longitude / 15.0)[SKY.up][HIGH], atol=0.03
    )


def test_more_years_leave_the_first_as_they_are():
    np.testing.assert_array_equal(drawn(5)[:2], drawn(2))


def test_clouds_last():
    def memory(**given):
        share = drawn(10, **given)[:, HIGH] / SKY.clear[HIGH]
        return np.corrcoef(share[:, :-1].ravel(), share[:, 1:].ravel())[0, 1]

    assert 0.75 < memory() < 0.98
    assert memory(day_autocorrelation=0.0, hour_autocorrelation=0.0) < 0.2


@pytest.mark.parametrize("wanted", [-0.5, -0.15, 0.0, 0.4])
def test_the_rank_correlation_with_the_wind_is_the_one_asked_for(wanted):
    wind = np.random.default_rng(2).weibull(2.2, (40, 8760))
    level = drawn(wind=wind, wind_correlation=wanted)
    share = (level / np.maximum(SKY.clear, 1e-9))[:, HIGH]
    beside = np.repeat(wind, 2, axis=1)[:, SKY.up][:, HIGH]
    found = [spearmanr(share[:, here].ravel(), beside[:, here].ravel()).statistic
             for here in (MONTH[HIGH] == month for month in range(12))]
    assert np.mean(found) == pytest.approx(wanted, abs=0.03)


def test_the_wind_of_other_years_is_refused():
    with pytest.raises(SundalinkError, match="must be 3"):
        drawn(3, wind=np.ones((2, 8760)))


def test_the_months_must_be_twelve():
    with pytest.raises(SundalinkError, match="12 months"):
        drawn(1, clearness=(0.7,) * 11)
