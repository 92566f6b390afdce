"""High wind: cut-out, waiting to restart, riding through."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from reference_wake import TURBINE

from sim.errors import SundalinkError
from sim.farm import high_wind_control
from sim.farm.cyclone_damage import stopped
from sim.farm.power_curve import power, thrust
from sim.farm.power_curve_adjustment import throttled


def machine(speed, high, low, settle):
    """The state machine step by step."""
    still, quiet, off = np.zeros(speed.size, dtype=bool), 0, False
    for place, wind in enumerate(speed):
        if wind > high:
            off, quiet = True, 0
        elif off:
            quiet = quiet + 1 if wind < low else 0
            off = quiet <= settle
        still[place] = off
    return still


@settings(max_examples=200, deadline=None)
@given(speed=arrays(float, 80, elements=st.floats(15, 30)), settle=st.floats(0, 6), low=st.floats(15, 25))
def test_without_a_loop_it_is_the_state_machine(speed, settle, low):
    np.testing.assert_array_equal(stopped(speed, 25.0, low, settle), machine(speed, 25.0, low, settle))


def test_cut_out_and_ramp_never_wait():
    speed = np.array([[10.0, 26.0, 24.0, 20.0]])
    for model in (high_wind_control.cut_out, high_wind_control.ramp):
        np.testing.assert_array_equal(high_wind_control.running(speed, model(TURBINE), 0.5), 1.0)


def test_hysteresis_waits_and_carries_the_state_across_years():
    speed = np.array([[10.0, 20.0, 26.0, 24.0], [23.0, 21.0, 21.0, 10.0]])
    found = high_wind_control.running(speed, high_wind_control.hysteresis(TURBINE, restart=0.88, settle=0.5), 0.5)
    assert found.tolist() == [[1, 1, 0, 0], [0, 0, 1, 1]]


def test_a_ramp_ends_where_it_is_asked_to_and_falls_in_a_line():
    soft = high_wind_control.ramp(TURBINE, end=30.0).turbine
    speed = np.array([24.0, 25.0, 26.0, 27.5, 29.0, 30.0, 30.01])
    made, full = power(speed, 1.225, soft), TURBINE.power[-1]
    np.testing.assert_allclose(made[1:], full * np.array([1, 0.8, 0.5, 0.2, 0, 0]), atol=1e-9)
    assert made[0] == power(24.0, 1.225, TURBINE)
    drag = thrust(speed, soft)
    assert (np.diff(drag[1:]) <= 0).all()
    assert soft.cut_out == 30.0
    # The power coefficient falls by the power that is left and by the cube of the wind.
    part = np.array([0.8, 0.5, 0.2]) * (25.0 / speed[2:5]) ** 3
    np.testing.assert_allclose(drag[2:5], throttled(np.full(3, thrust(25.0, TURBINE)), part), rtol=1e-9)
    assert drag[5] == pytest.approx(0.0, abs=1e-12)
    with pytest.raises(SundalinkError, match="must exceed cut-out, 25"):
        high_wind_control.ramp(TURBINE, end=25.0)
