"""The parts of the wake kernels: the exponential, the curves read at many speeds, the overlap of two circles."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_turbulent import covered

from sim.farm import _wake


def test_the_exponential_is_exact_where_it_is_used():
    exponent = np.linspace(0.0, 25.0, 5001)
    for function in (_wake.falling, _wake.falling.py_func):
        got = np.array([function(q) for q in exponent])
        np.testing.assert_allclose(got, np.exp(-exponent), rtol=1e-13)
        beyond = np.array([function(q) for q in (25.0, 40.0, 64.0, 1e3, np.inf)])
        assert (np.abs(beyond - np.exp([-25.0, -40.0, -64.0, -64.0, -64.0])) < 1e-20).all()
    assert math.exp(-0.5 * _wake.REACH**2) < 1e-9   # what is not followed


STEPS = st.lists(st.floats(1e-3, 3.0), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(start=st.floats(0, 5), steps=STEPS, shares=st.lists(st.floats(-0.2, 1.2), min_size=1, max_size=20))
def test_curves_are_read_as_straight_lines_between_any_knots(start, steps, shares):
    knots = start + np.concatenate([[0.0], np.cumsum(steps)])
    power, thrust = np.sin(knots) + 1.0, np.cos(knots) + 1.0
    speeds = np.concatenate([np.array(shares) * np.ptp(knots) + knots[0], knots])
    farm, ct, left = np.full(speeds.size, 2.0), np.full(speeds.size, 9.0), np.ones(speeds.size)
    _wake.operate(speeds, left, _wake.first_knots(knots), knots, power, thrust, farm, ct)
    np.testing.assert_allclose(farm - 2.0, np.interp(speeds, knots, power, left=0.0, right=0.0), atol=1e-11)
    np.testing.assert_allclose(ct, np.interp(speeds, knots, thrust, left=0.0, right=0.0), atol=1e-11)


def test_a_turbine_is_read_at_the_speed_that_is_left():
    knots = np.array([3.0, 10.0, 25.0])
    farm, ct = np.zeros(2), np.zeros(2)
    _wake.operate(np.array([20.0, 5.0]), np.array([0.5, 0.5]), _wake.first_knots(knots), knots,
                  np.array([0.0, 7.0, 7.0]), np.array([0.8, 0.8, 0.1]), farm, ct)
    np.testing.assert_allclose(farm, [7.0, 0.0])
    np.testing.assert_allclose(ct, [0.8, 0.0])


def test_the_first_knot_of_a_step_is_never_past_the_one_sought():
    for knots in (np.array([3.0, 25.0]), np.array([3.0, 3.0001, 25.0]), np.linspace(0, 25, 26),
                  np.sort(np.random.default_rng(3).uniform(0, 25, 300))):
        first = _wake.first_knots(knots)
        edges = knots[0] + np.arange(first.size) * np.ptp(knots) / first.size
        assert (knots[first] <= edges).all()
        assert (np.diff(first) >= 0).all()
        assert first[-1] <= knots.size - 2


def test_widths_start_from_the_stream_tube():
    ct, width = np.array([0.0, 0.75, 0.899, 1.2]), np.empty(4)
    widest = _wake.start_widths(ct, 0.2, 0.01, _wake.THRUST_LIMIT, width)
    q = np.sqrt(1 - np.minimum(ct, 0.899))
    np.testing.assert_allclose(width, 0.2 * np.sqrt(0.5 * (1 + q) / q) + 0.01, rtol=1e-14)
    assert widest == width.max() == width[3]


@pytest.mark.parametrize("radius", [0.5, 0.66, 1.3, 4.0])
def test_the_overlap_of_two_circles(radius):
    places = np.linspace(0.0, radius + 0.6, 60)
    got = np.array([_wake.overlap_share(d, radius) for d in places])
    np.testing.assert_allclose(got, [covered(radius, d) for d in places], atol=1e-12)
    assert got[0] == 1.0
    assert got[-1] == 0.0
