"""Another farm upwind: who shades whom, how it fades with distance, and the sum of powers against single ones."""

import warnings

import numpy as np
import pytest
from reference_wake import TURBINE

from sim.farm.external_wake import MARGIN, shaded, shifted, turbopark2022
from sim.farm.layout import Layout, rectangular
from sim.farm.losses import from_stack

SPEEDS = np.array([6.0, 9.0, 16.0])
LAYOUT = rectangular(12, TURBINE.diameter)


def test_a_share_is_left_to_the_loss():
    np.testing.assert_array_equal(from_stack(None, None, SPEEDS, [0.0]), np.ones((1, 3)))


def test_only_wind_over_the_other_farm_is_weaker():
    directions = np.arange(0.0, 360.0, 15.0)
    found = turbopark2022(LAYOUT, TURBINE, SPEEDS, directions, distance=8.0, bearing=45.0)
    assert (found[3] < 0.98).any()
    away = np.abs((directions - 45.0 + 180.0) % 360.0 - 180.0) > 75.0
    np.testing.assert_allclose(found[away], 1.0, atol=1e-3)
    assert ((found >= 0) & (found <= 1)).all()


def test_it_fades_with_distance_and_with_its_size():
    losses = [1.0 - turbopark2022(LAYOUT, TURBINE, [8.0], [90.0], distance=d, bearing=90.0)[0, 0]
              for d in (3.0, 10.0, 40.0)]
    assert losses[0] > losses[1] > losses[2] > 0
    half = 1.0 - turbopark2022(LAYOUT, TURBINE, [8.0], [90.0], distance=3.0, bearing=90.0, size=0.5)[0, 0]
    assert 0 < half < losses[0]
    assert turbopark2022(LAYOUT, TURBINE, [8.0], [90.0], size=0.0)[0, 0] == 1.0


def test_the_other_farm_stands_where_it_is_asked_to():
    other = shifted(LAYOUT, 10.0, 90.0, 1.0)
    assert other.x.min() - LAYOUT.x.max() == pytest.approx(10000.0)
    np.testing.assert_allclose(np.sort(other.y), np.sort(LAYOUT.y), atol=1e-9)
    assert shifted(LAYOUT, 10.0, 0.0, 0.25).x.size == 3


@pytest.mark.parametrize("bearing", [0.0, 25.0, 110.0, 200.0, 330.0])
def test_a_single_turbine_is_shaded_from_the_bearing_of_another_as_far_as_its_wake_is_wide(bearing):
    apart, directions = 12e3, np.arange(0.0, 360.0, 1.0)
    here = Layout(np.array([0.0]), np.array([0.0]), 1.0)
    there = Layout(apart * np.sin(np.deg2rad([bearing])), apart * np.cos(np.deg2rad([bearing])), 1.0)
    off = np.deg2rad(directions - bearing)
    wide = MARGIN * (TURBINE.diameter + np.maximum(apart * np.cos(off), 0.0) / 100.0)
    expected = (np.cos(off) > 1e-9) & (apart * np.abs(np.sin(off)) < wide)
    assert 3 < expected.sum() < 120
    np.testing.assert_array_equal(shaded(here, there, TURBINE, directions), expected)
    back = shaded(there, here, TURBINE, directions)
    np.testing.assert_array_equal(back, np.roll(expected, 180))


def test_directions_left_out_would_not_have_mattered():
    """Against the same sum worked out for every direction."""
    from sim.farm.wake_turbulent import turbopark2022 as wakes

    directions = np.arange(0.0, 360.0, 20.0)
    other = shifted(LAYOUT, 5.0, 45.0, 1.0)
    assert 0 < shaded(LAYOUT, other, TURBINE, directions).sum() < directions.size
    both = Layout(np.append(LAYOUT.x, other.x), np.append(LAYOUT.y, other.y), 1.0)
    total = 24 * wakes(both, TURBINE, SPEEDS, directions)
    upwind = np.cos(np.deg2rad(directions - 45.0)) > 0
    single = 12 * wakes(other, TURBINE, SPEEDS, directions)
    alone = 12 * wakes(LAYOUT, TURBINE, SPEEDS, directions)
    expected = np.where(upwind[:, None], np.minimum((total - single) / alone, 1.0), 1.0)
    found = turbopark2022(LAYOUT, TURBINE, SPEEDS, directions, distance=5.0, bearing=45.0)
    np.testing.assert_allclose(found, expected, atol=1e-3)



def test_the_difference_of_sums_is_the_power_of_this_farms_turbines():
    """Each turbine's own power by PyWake, whose table of the mean over a rotor is good to 1e-5."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from py_wake.literature.turbopark import Nygaard_2022
        from py_wake.site import UniformSite
        from py_wake.wind_turbines import WindTurbine
        from py_wake.wind_turbines.power_ct_functions import PowerCtTabular

        curves = PowerCtTabular(TURBINE.speed, TURBINE.power, "MW", TURBINE.thrust, ws_cutout=TURBINE.cut_out)
        machine = WindTurbine("t", TURBINE.diameter, TURBINE.hub_height, curves)
        model = Nygaard_2022(UniformSite([1.0], ti=0.06), machine)
        other = shifted(LAYOUT, 5.0, 60.0, 1.0)
        x, y, directions = np.append(LAYOUT.x, other.x), np.append(LAYOUT.y, other.y), np.array([45.0, 60.0, 240.0])
        made = model(x, y, wd=directions, ws=[9.0]).Power.values[:12].sum(axis=(0, 2))
        alone = model(LAYOUT.x, LAYOUT.y, wd=directions, ws=[9.0]).Power.values.sum(axis=(0, 2))
    found = turbopark2022(LAYOUT, TURBINE, [9.0], directions, distance=5.0, bearing=60.0)[:, 0]
    np.testing.assert_allclose(found, made / alone, atol=2e-4)
    assert found[1] < 0.95
