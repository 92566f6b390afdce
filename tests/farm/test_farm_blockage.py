"""Blockage: the induction zone against PyWake, one row by hand, and limits."""

import warnings

import numpy as np
import pytest
from reference_wake import TURBINE

from sim.errors import SundalinkError
from sim.farm.blockage import selfsimilar2017, zone
from sim.farm.layout import Layout, rectangular
from sim.farm.losses import from_stack
from sim.farm.power_curve import power, thrust

SPEEDS = np.array([5.0, 8.0, 10.0, 14.0, 20.0])


def test_a_share_is_left_to_the_loss():
    np.testing.assert_array_equal(from_stack(None, None, SPEEDS, [0.0, 90.0]), np.ones((2, 5)))


def test_the_zone_equals_pywake():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from py_wake.deficit_models.selfsimilarity import SelfSimilarityDeficit
        from py_wake.deficit_models.utils import ct2a_mom1d

    down, side = np.array([-1.0, -2.0, -5.0, -12.0]), np.array([0.0, 1.0, 4.0, 3.0])
    radius = 0.5 * TURBINE.diameter
    one = np.ones((1, 1, 1, 1))
    found = SelfSimilarityDeficit(ct2a=ct2a_mom1d).calc_blockage_deficit(
        WS_ilk=10.0 * one[0], WS_ref_ilk=10.0 * one[0], wake_radius_ijlk=one, D_src_il=2 * radius * one[0, 0],
        dw_ijlk=(down * radius).reshape(1, -1, 1, 1), cw_ijlk=(side * radius).reshape(1, -1, 1, 1),
        ct_ilk=0.8 * one[0], WS_eff_ilk=10.0 * one[0]).reshape(-1)
    induction = 0.5 * (1.0 - np.sqrt(1.0 - 1.1 * 0.8))
    np.testing.assert_allclose(10.0 * induction * zone(down, side), found, rtol=1e-9)


def test_one_turbine_blocks_nobody_and_a_pair_only_the_first():
    alone = Layout(np.zeros(1), np.zeros(1), np.nan)
    np.testing.assert_allclose(selfsimilar2017(alone, TURBINE, SPEEDS, [0.0, 77.0]), 1.0, atol=1e-12)
    gap = 5.0 * TURBINE.diameter
    pair = Layout(np.array([0.0, gap]), np.zeros(2), np.nan)   # wind from the west meets the first one
    found = selfsimilar2017(pair, TURBINE, SPEEDS, [270.0])[0]
    met = SPEEDS * (1 - 0.5 * (1 - np.sqrt(1 - 1.1 * thrust(SPEEDS, TURBINE))) * zone(-10.0, 0.0))
    expected = 0.5 * (1.0 + power(met, 1.225, TURBINE) / power(SPEEDS, 1.225, TURBINE))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_a_farm_loses_a_percent_or_so_below_rated_and_nothing_above():
    layout = rectangular(100, TURBINE.diameter)
    found = selfsimilar2017(layout, TURBINE, SPEEDS, np.arange(0.0, 360.0, 30.0))
    assert (found[:, :2] < 0.998).all()
    assert (found[:, :2] > 0.96).all()
    np.testing.assert_allclose(found[:, 3:], 1.0, atol=1e-9)
    near = selfsimilar2017(layout, TURBINE, SPEEDS, [30.0], reach=10.0)
    assert (near >= found[1] - 1e-12).all()
    assert near[0, 0] > found[1, 0]


def test_gaps_are_refused():
    with pytest.raises(SundalinkError, match="directions"):
        selfsimilar2017(rectangular(4, TURBINE.diameter), TURBINE, SPEEDS, [np.nan])
