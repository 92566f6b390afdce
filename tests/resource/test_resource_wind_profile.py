"""Wind profiles against their limits and against each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.models import parameters
from sim.resource.wind_profile import MODELS, Air, log_law, power_law

heights = st.floats(2.0, 300.0)


@pytest.mark.parametrize("law", [log_law, power_law])
@given(speed=st.floats(0.1, 60.0), low=heights, middle=heights, high=heights)
def test_a_profile_is_a_rising_proportion_that_can_be_walked_in_steps(law, speed, low, middle, high):
    assert law(speed, low, low) == pytest.approx(speed)
    assert law(2 * speed, low, high) == pytest.approx(2 * law(speed, low, high))
    assert law(law(speed, low, middle), middle, high) == pytest.approx(law(speed, low, high))
    below, above = sorted((low, high))
    assert law(speed, below, above) >= speed * (1 - 1e-12)
    assert law(speed, above, below) <= speed * (1 + 1e-12)


def test_known_factors():
    # ln(100 / 0.0002) / ln(10 / 0.0002), and a tenth of a decade.
    assert log_law(1.0, 10.0, 100.0) == pytest.approx(1.2128, abs=1e-4)
    assert power_law(1.0, 10.0, 100.0, exponent=0.1) == pytest.approx(10**0.1)
    assert power_law(8.0, 10.0, 100.0, exponent=0.0) == 8.0


@given(height=st.floats(5.0, 200.0))
def test_the_power_law_is_the_log_law_nearby(height):
    # Locally the exponent is 1 / ln(z / z0).
    exponent = 1 / np.log(height / 0.0002)
    assert power_law(9.0, height, height * 1.01, exponent=exponent) == pytest.approx(
        log_law(9.0, height, height * 1.01), rel=1e-5)


def test_arrays_keep_their_shape():
    speed = np.arange(6.0).reshape(2, 3)
    for law in MODELS.values():
        assert law(speed, 10.0, 150.0).shape == (2, 3)
        assert parameters(law)


@pytest.mark.parametrize(("law", "height", "target"), [
    (power_law, 0.0, 100.0), (power_law, 10.0, -1.0), (log_law, 1e-4, 100.0), (log_law, 10.0, 0.0),
    (log_law, np.nan, 100.0)])
def test_heights_without_wind_are_refused(law, height, target):
    with pytest.raises(SundalinkError, match="height"):
        law(8.0, height, target)


def test_a_roughness_of_zero_is_refused():
    with pytest.raises(SundalinkError, match="roughness"):
        log_law(8.0, 10.0, 100.0, roughness=0.0)


def test_what_a_file_says_of_the_surface_is_taken_hour_by_hour():
    speed, air = np.full((1, 3), 8.0), Air(roughness=np.array([[1e-4, 1e-3, 0.1]]), shear=np.array([[0.0, 0.1, 0.3]]))
    np.testing.assert_allclose(log_law(speed, 100.0, 150.0, air, roughness="source"),
                               [[log_law(8.0, 100.0, 150.0, roughness=z) for z in (1e-4, 1e-3, 0.1)]])
    np.testing.assert_allclose(power_law(speed, 100.0, 150.0, air, exponent="source"),
                               [[8.0, 8.0 * 1.5**0.1, 8.0 * 1.5**0.3]])
    assert log_law(8.0, 100.0, 150.0, roughness="source") == log_law(8.0, 100.0, 150.0)   # no hours: the default


@pytest.mark.parametrize(("law", "key"), [(log_law, "roughness"), (power_law, "exponent")])
def test_what_a_file_does_not_say_is_refused(law, key):
    with pytest.raises(SundalinkError, match=f"{key} = source: needs"):
        law(8.0, 100.0, 150.0, Air(), **{key: "source"})
