"""Turbine curves: limits, density and cut-out; closed-form energy against quadrature and peers."""

import warnings
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_wake import TURBINE

from sim.errors import SundalinkError
from sim.farm import power_curve as farm_power_curve
from sim.inputs.turbine import turbine as shipped

STANDARD = 1.225


def test_the_curve_passes_through_its_knots_and_is_zero_outside():
    np.testing.assert_array_equal(farm_power_curve.power(TURBINE.speed, STANDARD, TURBINE), TURBINE.power)
    np.testing.assert_array_equal(farm_power_curve.thrust(TURBINE.speed, TURBINE), TURBINE.thrust)
    outside = np.array([0.0, 1.0, 2.49, 25.001, 26.0, 80.0])
    np.testing.assert_array_equal(farm_power_curve.power(outside, STANDARD, TURBINE), 0.0)
    np.testing.assert_array_equal(farm_power_curve.thrust(outside, TURBINE), 0.0)


def test_full_power_at_cut_out_and_nothing_beyond_in_any_air():
    for density in (1.05, 1.14, 1.225, 1.35):
        at_edge, beyond = farm_power_curve.power(np.array([25.0, 25.0001]), density, TURBINE)
        assert at_edge > 14.99  # thin air must not move the cut-out up, dense air must not move it down
        assert beyond == 0.0


def test_thin_air_is_a_slower_wind():
    speed = np.linspace(3, 24, 400)
    ratio = (1.14 / 1.225) ** (1 / 3)
    thin, standard = (farm_power_curve.power(speed, density, TURBINE) for density in (1.14, STANDARD))
    np.testing.assert_allclose(thin, farm_power_curve.power(speed * ratio, STANDARD, TURBINE), rtol=1e-12)
    assert (thin[speed < 10.5] < standard[speed < 10.5]).all()


def test_where_power_goes_with_the_cube_of_speed_it_goes_with_density():
    speed = np.linspace(3.0, 25.0, 20001)
    cubic = TURBINE._replace(speed=speed, power=1e-2 * speed**3, thrust=np.zeros_like(speed))
    ratio = farm_power_curve.power(9.0, 1.14, cubic) / farm_power_curve.power(9.0, STANDARD, cubic)
    assert ratio == pytest.approx(1.14 / STANDARD, rel=1e-6)


def test_tables_longer_or_shorter_than_the_running_range():
    nothing = [0.0, 0.0]
    longer = TURBINE._replace(speed=np.append(TURBINE.speed, [25.5, 30.0]),
                              power=np.append(TURBINE.power, nothing),
                              thrust=np.append(TURBINE.thrust, nothing))
    speed = np.linspace(0, 40, 1601)
    expected = farm_power_curve.power(speed, 1.16, TURBINE)
    np.testing.assert_allclose(farm_power_curve.power(speed, 1.16, longer), expected, rtol=1e-14)
    shorter = TURBINE._replace(speed=TURBINE.speed[:-1], power=TURBINE.power[:-1], thrust=TURBINE.thrust[:-1])
    assert farm_power_curve.power(24.0, STANDARD, shorter) == TURBINE.power[-2]
    assert farm_power_curve.power(25.1, STANDARD, shorter) == 0.0


@given(speed=st.floats(0, 60), density=st.floats(0.9, 1.4))
def test_power_and_thrust_keep_to_their_bounds(speed, density):
    assert 0.0 <= farm_power_curve.power(speed, density, TURBINE) <= TURBINE.rating
    assert 0.0 <= farm_power_curve.thrust(speed, TURBINE) < 1.0


def test_broken_curves_are_refused():
    for change, rule in (({"speed": TURBINE.speed[::-1]}, "ascend"),
                         ({"power": TURBINE.power[:-1]}, "as many"),
                         ({"power": TURBINE.power - 1.0}, "negative"),
                         ({"cut_out": 2.0}, "exceed"),
                         ({"thrust": np.full_like(TURBINE.thrust, np.nan)}, "finite")):
        with pytest.raises(SundalinkError, match=rule):
            farm_power_curve.power(8.0, STANDARD, TURBINE._replace(**change))


@pytest.mark.parametrize(("mean", "shape", "density"), [
    (6.0, 1.6, 1.225), (9.0, 2.0, 1.225), (9.5, 2.6, 1.14), (10.0, 2.0, 1.3)])
def test_weibull_energy_equals_quadrature(mean, shape, density):
    from scipy.integrate import quad
    from scipy.stats import weibull_min

    scale = mean / weibull_min.mean(shape)
    wind = weibull_min(shape, scale=scale)
    assert wind.mean() == pytest.approx(mean)
    corners = sorted({*(TURBINE.speed / (density / STANDARD) ** (1 / 3)), 25.0})
    corners = [c for c in corners if c <= 25.0]
    whole = sum(quad(lambda v: farm_power_curve.power(v, density, TURBINE) * wind.pdf(v), a, b, epsabs=1e-12)[0]
                for a, b in pairwise(corners))
    assert farm_power_curve.weibull_energy(TURBINE, mean, shape, density) == pytest.approx(8760 * whole, rel=1e-9)


def test_weibull_energy_limits():
    always = TURBINE._replace(speed=np.array([0.0, 1e6]), power=np.array([3.0, 3.0]), thrust=np.zeros(2),
                              cut_out=1e6)
    assert farm_power_curve.weibull_energy(always, 9.0, 2.0) == pytest.approx(8760 * 3.0, rel=1e-12)
    steady = farm_power_curve.weibull_energy(TURBINE, 15.0, 400.0)  # so narrow a distribution is all but one speed
    assert steady == pytest.approx(8760 * TURBINE.power[TURBINE.speed == 15.0][0], rel=1e-4)
    energies = farm_power_curve.weibull_energy(TURBINE, np.array([6.0, 8.0, 10.0]), 2.0)
    assert (np.diff(energies) > 0).all()
    np.testing.assert_allclose(energies[1], farm_power_curve.weibull_energy(TURBINE, 8.0, 2.0), rtol=1e-15)
    with pytest.raises(SundalinkError, match="mean wind speed"):
        farm_power_curve.weibull_energy(TURBINE, 0.0, 2.0)


def test_weibull_energy_equals_pywake():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from py_wake.utils.weibull import WeightedPower, mean

    for scale, shape in ((8.0, 1.7), (11.0, 2.2)):
        expected = 8760 * WeightedPower(TURBINE.speed, TURBINE.power, scale, shape).sum()
        assert farm_power_curve.weibull_energy(TURBINE, mean(scale, shape), shape) == pytest.approx(expected, rel=1e-12)


def test_yearly_energy_of_the_iea_15_mw_turbine():
    """WISDEM states 77.9001 GWh at a mean of 10 m/s, k 2, from its own curve of this turbine."""
    assert farm_power_curve.weibull_energy(TURBINE, 10.0, 2.0) == pytest.approx(77900.1, rel=0.01)


def test_power_equals_windpowerlib():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from windpowerlib.power_output import power_curve

        speed = np.linspace(0.0, 24.99, 2000)
        plain = power_curve(speed, TURBINE.speed, TURBINE.power)
        np.testing.assert_allclose(farm_power_curve.power(speed, STANDARD, TURBINE), plain, atol=1e-12)
        # windpowerlib bends the density exponent from 1/3 at 7.5 m/s to 2/3 at 12.5; up to 7.5 it is IEC's.
        low = speed[speed < 7.0]
        dense = power_curve(low, TURBINE.speed, TURBINE.power, density=np.full(low.size, 1.15),
                            density_correction=True)
    np.testing.assert_allclose(farm_power_curve.power(low, 1.15, TURBINE), dense, atol=1e-12)


@pytest.mark.parametrize(("speed", "per"), [
    (TURBINE.speed, 2), (np.arange(0.0, 25.5, 1.0), 1), (np.array([2.5, 3.0, 4.25, 11.4, 25.0]), 20),
    (np.array([3.0, 3.54, 11.4, 25.0]), 50), (np.array([np.pi, 7.0, 11.0, 25.0]), 0)])
def test_a_table_is_the_curve_on_the_coarsest_grid_that_holds_its_knots(speed, per):
    """Against numpy's search for the knots; a curve that no grid holds is searched."""
    rng = np.random.default_rng(1)
    machine = TURBINE._replace(speed=speed, power=rng.uniform(0.0, 15.0, speed.size), thrust=np.zeros(speed.size))
    made = farm_power_curve.table(machine)
    assert made.per == per
    at, value, _ = farm_power_curve.knots(machine)
    wind = np.concatenate([at, at + 1e-9, at - 1e-9, rng.uniform(-1.0, 40.0, 5000)])
    expected = np.interp(wind, at, value, left=0.0)
    scale = np.abs(np.diff(value) / np.diff(at)).max()
    away = np.abs(wind - at[0]) > 1e-8   # there is a jump there
    np.testing.assert_allclose(farm_power_curve.read(made, wind)[away], expected[away], atol=1e-12 * max(scale, 15.0))
    assert farm_power_curve.read(made, at[0]) == value[0]
    np.testing.assert_array_equal(
        farm_power_curve.power(wind[wind >= 0], 1.2, made), farm_power_curve.power(wind[wind >= 0], 1.2, machine)
    )


def test_the_shipped_curves_have_a_coarse_grid():
    from sim.inputs.turbine import turbine

    for name in ("iea_15mw", "iea_22mw_floris", "iea_10mw", "nrel_5mw"):
        assert farm_power_curve.table(turbine(name)).per == 2.0
    assert farm_power_curve.table(turbine("iea_22mw")).per == 10.0


def test_many_speeds_are_read_as_few_are_to_the_last_bit():
    """The compiled pass and numpy's, with knots, cut-out, and an array of two axes among them."""
    rng = np.random.default_rng(8)
    for kind in ("iea_15mw", "nrel_5mw", "iea_22mw"):
        machine = shipped(kind)
        at, _, _ = farm_power_curve.knots(machine)
        speed = np.concatenate([at, [0.0, machine.cut_out, np.nextafter(machine.cut_out, 99.0), 60.0],
                                rng.uniform(0.0, 40.0, 2 * farm_power_curve.MANY)])
        density = rng.uniform(1.1, 1.3, speed.size)
        many = farm_power_curve.power(speed, density, machine)
        few = [farm_power_curve.power(part, air, machine) for part, air in
               zip(np.array_split(speed, 9), np.array_split(density, 9), strict=True)]
        np.testing.assert_array_equal(many, np.concatenate(few))
        table = np.stack([speed, speed[::-1]])
        np.testing.assert_array_equal(farm_power_curve.power(table, density, machine)[0], many)
        np.testing.assert_array_equal(farm_power_curve.power(12.0, np.full(2000, 1.2), machine),
                                      np.full(2000, farm_power_curve.power(12.0, 1.2, machine)))
    assert farm_power_curve.power(np.full(farm_power_curve.MANY, 26.0), 1.225, machine).max() == 0.0


@pytest.mark.parametrize("size", [3, 5000])
def test_wind_that_is_not_a_number_is_refused(size):
    speed = np.full(size, 9.0)
    speed[2] = np.nan
    with pytest.raises(SundalinkError, match=r"wind speed in standard air.*first at index \[2\]"):
        farm_power_curve.power(speed, 1.2, shipped("iea_15mw"))
