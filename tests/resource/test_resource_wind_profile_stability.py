"""Monin-Obukhov profiles against their limits, their own equations and published functions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.errors import SundalinkError
from sim.resource.wind_profile import Air, log_law
from sim.resource.wind_profile_stability import GRAVITY, KARMAN, bend, lightness, monin_obukhov, solve

PRESSURE, WET = np.array(101000.0), np.array(0.0188)


def over(difference, sea=27.0):
    """Air whose virtual potential temperature differs by so much from that on the sea."""
    still = lightness(Air(np.array(sea), PRESSURE, WET, np.array(sea)), 2.0)
    warmer = (difference - still) / (1 + 0.61 * float(WET))
    return Air(np.array(sea) + warmer, PRESSURE, WET, np.array(sea))


@settings(max_examples=10, deadline=None)
@given(speed=st.floats(0.6, 50.0), target=st.floats(5.0, 300.0))
def test_neutral_air_follows_the_log_law(speed, target):
    air = over(0.0)
    assert float(lightness(air, 2.0)) == pytest.approx(0.0, abs=1e-9)
    for known in (air, None):
        found = float(monin_obukhov(speed, 100.0, target, known, roughness=2e-4))
        assert found == pytest.approx(log_law(speed, 100.0, target, roughness=2e-4), rel=1e-6)


@pytest.mark.parametrize("speed", [4.0, 8.0, 12.0, 20.0])
def test_shear_grows_with_stability(speed):
    up = [float(monin_obukhov(speed, 10.0, 150.0, over(d))) / speed for d in (-6.0, -2.0, -0.5, 0.0, 0.5, 2.0, 6.0)]
    assert (np.diff(up) > -1e-9).all()
    assert up[0] < up[3] < up[-1]
    assert up[0] >= 1.0


def test_wind_weakens_what_temperature_does():
    def share(speed, difference):
        return float(monin_obukhov(speed, 10.0, 150.0, over(difference)) / monin_obukhov(speed, 10.0, 150.0, over(0.0)))

    for difference in (-2.0, 0.5):
        off = [abs(share(v, difference) - 1.0) for v in (5.0, 10.0, 20.0, 40.0)]
        assert (np.diff(off) < 0).all()


@pytest.mark.parametrize("heat", [False, True])
@pytest.mark.parametrize("z", [-10.0, -1.0, -0.1, 0.05, 0.5, 2.0])
def test_the_bend_is_the_integral_of_the_published_gradient(z, heat):
    # phi_m = (1 - 16 z)^-1/4, phi_h its square (Dyer 1974); Beljaars and Holtslag give psi: its slope is checked.
    if z < 0:
        power = -0.5 if heat else -0.25
        want = quad(lambda s: (1.0 - (1.0 - 16.0 * s) ** power) / s, 0.0, z)[0]
        assert float(bend(z, heat)) == pytest.approx(want, rel=1e-8)
    else:
        a, b, c, d = 1.0, 0.667, 5.0, 0.35
        damped = b * np.exp(-d * z) * (1.0 + c - d * z)
        gradient = a * np.sqrt(1.0 + 2.0 * a * z / 3.0) if heat else a
        step = 1e-6
        slope = float(bend(z + step, heat) - bend(z - step, heat)) / (2 * step)
        assert slope == pytest.approx(-(gradient + damped), rel=1e-6)
    assert float(bend(0.0, heat)) == pytest.approx(0.0, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(speed=st.floats(3.0, 40.0), difference=st.floats(-10.0, 3.0))
def test_the_solution_meets_its_own_equations(speed, difference):
    found = solve(np.array(speed), np.array(difference), 100.0, 2.0, 0.015, None, 0.02)
    friction, rough, inverse = (float(v) for v in found)
    level = np.log(100.0 / rough) - bend(100.0 * inverse) + bend(rough * inverse)
    assert friction * level / KARMAN == pytest.approx(speed, rel=1e-4)
    assert rough == pytest.approx(0.11 * 1.5e-5 / friction + 0.015 * friction**2 / GRAVITY, rel=1e-3)
    if abs(difference) > 1e-6 and inverse < 0.0199:
        heat = np.log(2.0 * friction / (0.4 * 1.5e-5)) - bend(2.0 * inverse, True)
        scale = KARMAN * difference / heat
        assert inverse == pytest.approx(KARMAN * GRAVITY * scale / (300.0 * friction**2), rel=5e-3, abs=1e-9)


def test_the_grid_is_fine_enough():
    generator = np.random.default_rng(3)
    speed, gap = generator.uniform(2.0, 25.0, 200), generator.uniform(-4.0, 1.0, 200)
    _, rough, inverse = solve(speed, gap, 100.0, 2.0, 0.015, None, 2.0 / 150.0)
    exact = speed * (np.log(150.0 / rough) - bend(150.0 * inverse)) / (np.log(100.0 / rough) - bend(100.0 * inverse))
    warmth = np.array([float(over(g).temperature) for g in gap])
    found = monin_obukhov(speed, 100.0, 150.0, Air(warmth, PRESSURE, WET, np.full(200, 27.0)))
    assert np.abs(found / exact - 1.0).max() < 3e-3


def test_what_it_cannot_know_is_refused():
    with pytest.raises(SundalinkError, match=r"monin_obukhov: needs the temperature of the sea"):
        monin_obukhov(8.0, 100.0, 150.0, Air(np.array(27.0), PRESSURE, WET))
    with pytest.raises(SundalinkError, match="height"):
        monin_obukhov(8.0, 0.0, 150.0)
    with pytest.raises(SundalinkError, match="target height"):
        monin_obukhov(8.0, 10.0, 0.2, roughness=0.5)
