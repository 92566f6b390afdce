"""The mean of a Gaussian over a disc: limits, closed form, brute force, and what the kernel reads from the table."""

import numpy as np
import pytest
from scipy.stats import ncx2

from sim.farm import rotor_average
from sim.farm._wake_turbulent import met, rotor_mean

TABLE = rotor_average.table(2.5)
STEP = 1.0 / rotor_average.FINENESS


def exact(radius, distance):
    """The mean over a disc by the distribution of the distance from an offset centre."""
    return 2.0 / radius**2 * ncx2.cdf(radius**2, 2, distance**2)


def test_the_table_is_the_noncentral_chi_squared_distribution():
    radius, distance = STEP * np.arange(1, TABLE.shape[0] - 1), STEP * np.arange(TABLE.shape[1] - 1)
    expected = exact(radius[:, None], distance)
    np.testing.assert_allclose(TABLE[2:, 1:], expected, atol=2e-12)


def test_it_is_a_mean_over_a_disc():
    rng = np.random.default_rng(1)
    angle, r = rng.uniform(0, 2 * np.pi, 400_000), np.sqrt(rng.uniform(0, 1, 400_000))
    for radius, distance in ((1.0, 0.0), (2.0, 1.5), (0.5, 2.0)):
        values = np.exp(-0.5 * ((radius * r * np.cos(angle) - distance) ** 2 + (radius * r * np.sin(angle)) ** 2))
        i, j = round(radius / STEP), round(distance / STEP)
        assert TABLE[1 + i, 1 + j] == pytest.approx(values.mean(), abs=5 * values.std() / 632)


def test_a_small_disc_sees_the_value_at_its_centre_and_a_central_one_the_closed_form():
    distance, radius = STEP * np.arange(TABLE.shape[1] - 1), STEP * np.arange(1, TABLE.shape[0] - 1)
    np.testing.assert_allclose(TABLE[1, 1:], np.exp(-0.5 * distance**2), rtol=1e-14)
    np.testing.assert_allclose(TABLE[2:, 1], 2 / radius**2 * -np.expm1(-0.5 * radius**2), rtol=1e-12)
    np.testing.assert_array_equal(TABLE[0], TABLE[2])   # even in radius and distance
    np.testing.assert_array_equal(TABLE[:, 0], TABLE[:, 2])


def test_what_the_kernel_reads_between_the_points_is_good_to_5e_9():
    rng = np.random.default_rng(2)
    radius, distance = rng.uniform(0.01, 2.5, 20_000), rng.uniform(0, 9, 20_000)
    # A rotor of radius 0.5 and a wake of this width are a disc of that radius.
    got = np.array([rotor_mean(TABLE, 0.5 / r, d * 0.5 / r) for r, d in zip(radius, distance, strict=True)])
    np.testing.assert_allclose(got, exact(radius, distance), atol=5e-9)
    assert rotor_mean(TABLE, 0.2, 0.0) == pytest.approx(exact(2.5, 0.0), abs=5e-9)   # the table's last radius


def test_beyond_the_table_a_wake_is_not_met_and_there_it_is_next_to_nothing():
    assert rotor_mean(TABLE, 0.25, 0.25 * 9.01) == pytest.approx(exact(2.0, 9.01), abs=1e-15)   # just inside
    assert rotor_mean(TABLE, 0.25, 50.0) == 0.0
    for radius in (0.1, 1.0, 2.5):
        assert exact(radius, radius + rotor_average.BEYOND) < 1e-9


def test_at_the_hub_the_gaussian_itself_is_met():
    assert met(TABLE, 0.4, 0.3, False) == pytest.approx(np.exp(-0.5 * 0.75**2), rel=1e-12)
    assert met(TABLE, 0.4, 0.3, True) == pytest.approx(exact(1.25, 0.75), abs=5e-9)
    assert rotor_mean.py_func(TABLE, 0.4, 0.3) == pytest.approx(rotor_mean(TABLE, 0.4, 0.3), rel=1e-13)
