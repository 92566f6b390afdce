"""The rotor-equivalent speed against its limits and the integral that it stands for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.resource.rotor_equivalent import MODELS, hub_height, rotor_equivalent
from sim.resource.wind_profile import power_law


@given(speed=st.floats(0.0, 40.0), hub=st.floats(90.0, 200.0), share=st.floats(0.1, 0.9))
def test_without_shear_it_is_the_speed_at_the_hub(speed, hub, share):
    for model in MODELS.values():
        assert model(lambda z: np.full(3, speed), hub, 2 * share * hub, None) == pytest.approx(np.full(3, speed))


@pytest.mark.parametrize("exponent", [0.0, 0.1, 0.3, -0.1])
def test_it_is_the_cube_over_the_disc(exponent):
    def chord(z):
        return 2 * np.sqrt(120.0**2 - (z - 150.0) ** 2) * power_law(8.0, 150.0, z, exponent=exponent) ** 3

    want = (quad(chord, 30.0, 270.0)[0] / (np.pi * 120.0**2)) ** (1 / 3)
    found = rotor_equivalent(lambda z: power_law(8.0, 150.0, z, exponent=exponent), 150.0, 240.0, None, slices=99)
    assert float(found) == pytest.approx(want, rel=1e-5)
    assert hub_height(lambda z: power_law(8.0, 150.0, z, exponent=exponent), 150.0, 240.0, None) == 8.0


def test_five_equal_slices_are_the_standards_weights():
    # Shares of the area of a disc in five slices of equal height, by the formula of a circular segment.
    for at, share in zip((54.0, 102.0, 150.0, 198.0, 246.0), (0.1424, 0.2312, 0.2529, 0.2312, 0.1424), strict=True):
        found = rotor_equivalent(lambda z, at=at: 10.0 * (abs(z - at) < 1e-6), 150.0, 240.0, None, slices=5)
        assert float(found) ** 3 / 1000.0 == pytest.approx(share, abs=1e-4)


def test_veer_only_takes_and_the_sign_does_not_count():
    known = [rotor_equivalent(lambda z: np.array(8.0), 150.0, 240.0, veer) for veer in (None, 0.0, 0.05, -0.05, 0.1)]
    assert known[0] == pytest.approx(known[1])
    assert known[2] == pytest.approx(known[3])
    assert known[4] < known[2] < known[1]
    # Small angles: 1 - 3/2 <a^2> for the cube, and <z^2> = R^2 / 4 over a disc.
    mean = (np.radians(0.05) * 120.0) ** 2 / 4
    fine = rotor_equivalent(lambda z: np.array(8.0), 150.0, 240.0, 0.05, slices=99)
    assert float(fine) == pytest.approx(8.0 * (1 - mean / 2), rel=1e-4)
