"""The curve as it is run: limits, the mean over turbulent wind by quadrature, thrust of a throttled rotor."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_wake import TURBINE

from sim.farm.power_curve import power, table, thrust
from sim.farm.power_curve_adjustment import shaped, smoothed, throttled

AIR = 1.225


def test_nothing_asked_for_is_nothing_done():
    assert shaped(TURBINE) is TURBINE


@pytest.mark.parametrize("intensity", [0.03, 0.07, 0.15])
def test_the_smoothed_curve_is_the_mean_over_the_wind(intensity):
    """By quadrature of the curve, held at its last value beyond cut-out."""
    endless = TURBINE._replace(speed=np.append(TURBINE.speed, 1e3), power=np.append(TURBINE.power, TURBINE.power[-1]),
                               thrust=np.append(TURBINE.thrust, 0.0), cut_out=1e3)
    z = np.linspace(-9, 9, 200001)
    weight = np.exp(-0.5 * z**2)
    weight /= weight.sum()
    for speed in (3.0, 6.1, 10.5, 12.3, 18.0, 24.9):
        mean = float(weight @ power(np.maximum(speed * (1 + intensity * z), 0.0), AIR, endless))
        assert smoothed(TURBINE, speed, intensity * speed) == pytest.approx(mean, abs=2e-6 * TURBINE.rating)


def test_it_never_crosses_cut_out():
    soft = shaped(TURBINE, turbulence=0.07)
    at, beyond = power(np.array([25.0, 25.01]), AIR, soft)
    assert at == pytest.approx(TURBINE.power[-1], rel=1e-3)   # a smoothing across it would leave some 10 MW
    assert beyond == 0.0


def test_turbulence_takes_at_the_knee_and_gives_at_the_foot():
    soft = shaped(TURBINE, turbulence=0.08)
    assert power(10.5, AIR, soft) < power(10.5, AIR, TURBINE)
    assert power(4.0, AIR, soft) > power(4.0, AIR, TURBINE)
    for speed in (16.0, 20.0):   # flat there
        assert power(speed, AIR, soft) == pytest.approx(power(speed, AIR, TURBINE), rel=1e-3)


def test_a_straight_curve_stays_as_it_is():
    ramp = TURBINE._replace(speed=np.array([0.0, 100.0]), power=np.array([0.0, 50.0]), thrust=np.zeros(2),
                            cut_out=100.0)
    speed = np.array([10.0, 20.0, 40.0])
    np.testing.assert_allclose(smoothed(ramp, speed, 0.1 * speed), 0.5 * speed, rtol=1e-12)


def test_equals_windpowerlib_where_it_does_not_meet_cut_out():
    import pandas as pd
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from windpowerlib.power_curves import smooth_power_curve

        fine = np.arange(0.0, 25.01, 0.5)
        found = smooth_power_curve(pd.Series(fine), pd.Series(power(fine, AIR, TURBINE)), block_width=0.1,
                                   wind_speed_range=15.0, standard_deviation_method="turbulence_intensity",
                                   turbulence_intensity=0.06)
    at, value = found["wind_speed"].to_numpy(), found["value"].to_numpy()
    inside = (at > 2.0) & (at < 16.0)
    np.testing.assert_allclose(smoothed(TURBINE, at[inside], 0.06 * at[inside]), value[inside], atol=0.02)


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0.05, 1.0), speed=st.floats(0.0, 30.0))
def test_a_throttled_turbine_is_capped_and_pushes_less(share, speed):
    less = shaped(TURBINE, power_share=share)
    made, free = power(speed, AIR, less), power(speed, AIR, TURBINE)
    assert made <= share * TURBINE.rating + 1e-9
    assert made <= free + 0.02
    assert thrust(speed, less) <= thrust(speed, TURBINE) + 1e-3
    assert less.rating == TURBINE.rating


def test_thrust_and_power_of_a_throttled_rotor_agree_with_momentum_theory():
    full = np.array([0.8, 0.75, 0.3])
    ratio = np.array([0.5, 1.0, 0.1])
    found = throttled(full, ratio)
    before, after = (0.5 * (1 - np.sqrt(1 - c)) for c in (full, found))
    np.testing.assert_allclose(after * (1 - after) ** 2, ratio * before * (1 - before) ** 2, rtol=1e-9)
    assert found[1] == full[1]
    assert throttled(np.array([0.8]), np.array([0.0]))[0] == pytest.approx(0.0, abs=1e-12)


def test_a_changed_curve_still_has_an_even_grid():
    assert table(shaped(TURBINE, turbulence=0.06, power_share=0.9)).per == 10.0
