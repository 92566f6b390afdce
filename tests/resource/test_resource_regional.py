"""Weather of a region: means and correlations, and that more places or years change nothing before."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from sim.errors import SundalinkError
from sim.resource import regional, solar

NEAR, FAR = 100.0, 3000.0


def places():
    """Two places near each other and one far away, on a line."""
    x = np.array([0.0, NEAR, FAR])
    return np.abs(x[:, None] - x)


def test_near_places_have_like_weather_and_far_ones_have_not():
    found = regional.region(places(), 6, np.random.default_rng(1))
    for name in ("clear", "heat", "rain"):
        values = getattr(found, name).reshape(3, -1)
        near, far = np.corrcoef(values)[0, 1:]
        assert near > far + 0.2, name
        assert abs(far) < 0.25, name
        assert values.std() == pytest.approx(1.0, abs=0.12), name


def test_correlation_of_heat_is_that_of_its_distance():
    found = regional.region(np.array([[0.0, 310.0], [310.0, 0.0]]), 20, np.random.default_rng(2))
    heat = np.corrcoef(found.heat.reshape(2, -1))[0, 1]
    assert heat == pytest.approx(0.79, abs=0.06)   # Peninsular Malaysia and Singapore, less what clouds add


def test_more_years_and_more_places_leave_the_first_as_they_are():
    one = regional.region(places()[:2, :2], 1, np.random.default_rng(3))
    more = regional.region(places(), 2, np.random.default_rng(3))
    for name in ("clear", "heat", "rain"):
        np.testing.assert_allclose(getattr(more, name)[:1, :1], getattr(one, name)[:1], rtol=1e-12)


def test_sun_and_wind_have_the_mean_that_is_wanted():
    latent = np.random.default_rng(4).standard_normal((1, 17520))
    sky = solar.sky(10.0, 106.7, 2034)
    power = regional.sunshine(sky, latent, np.full(12, 0.7), 0.16)
    assert power.mean() == pytest.approx(0.16, rel=1e-6)
    assert power.max() <= 1.0
    assert (power[:, ~sky.up] == 0).all()
    speed = np.random.default_rng(5).weibull(2.2, (1, 17520)) * 7.0
    assert regional.park_power(speed, 0.33).mean() == pytest.approx(0.33, abs=0.01)


def test_power_of_a_zone_is_that_of_its_curve_over_the_spread_of_speeds():
    """The level that gives the mean wanted by bisection, and the curve by quadrature over a normal spread, cut off."""
    speed = np.random.default_rng(7).weibull(2.2, (1, 700)) * 7.0
    offset = np.linspace(-regional.WIDEST, regional.WIDEST, 2001)
    weight = norm.pdf(offset, scale=regional.BLUR) / norm.pdf(offset, scale=regional.BLUR).sum()

    def power(v):
        one = np.clip((v**3 - 3.0**3) / (12.5**3 - 3.0**3), 0.0, 1.0) * (v < 25.0)
        return np.where(v > 0.0, one, 0.0)

    def zone(level, of=speed):
        return (power(level * of[..., None] + offset) * weight).sum(-1)

    level = brentq(lambda x: zone(x, speed[:, ::7]).mean() - 0.4, 0.3, 3.0)
    np.testing.assert_allclose(regional.park_power(speed, 0.4), zone(level), atol=8e-3)   # grid of 0.05 m/s


def test_a_mean_of_wind_that_cannot_be_is_refused():
    with pytest.raises(SundalinkError, match="capacity_factor of wind"):
        regional.park_power(np.full((1, 100), 8.0), 0.9)


def test_inflow_has_the_mean_of_its_months_and_the_spread_that_is_wanted():
    months = np.array([0.2] * 6 + [0.6] * 6)
    draws = np.random.default_rng(6)
    rain, annual = draws.standard_normal((400, 365)), draws.standard_normal(400)
    daily = regional.inflow(months, rain, annual, 0.10, 0.2)
    assert daily.mean() == pytest.approx(0.4, rel=0.03)
    assert daily.mean(axis=1).std() / daily.mean() == pytest.approx(0.10, abs=0.02)
    dry = regional.inflow(months, rain, annual, 0.0, 0.0)
    assert np.ptp(dry, axis=0).max() < 1e-12
