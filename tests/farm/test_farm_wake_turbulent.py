"""Niayifar and TurbOPark: limits, closed forms, the literal twin, and PyWake."""

import warnings

import numpy as np
import pytest
import reference_turbulent as reference
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference_wake import TURBINE, curve, ordered
from scipy.stats import ncx2

from sim.farm import _wake_turbulent, rotor_average
from sim.farm.layout import Layout, rectangular
from sim.farm.power_curve import STANDARD_DENSITY, knots, power, thrust
from sim.farm.wake import MODELS, niayifar2016, turbopark2022

SPEEDS = np.array([3.0, 6.5, 9.8, 11.0, 14.0, 25.0])


def at(*positions):
    """Return a layout from positions in diameters."""
    x, y = np.array(positions, dtype=float).T * TURBINE.diameter
    return Layout(x, y, 1.0)


def behind(model, far, off=0.0, speed=8.0, ct=0.75, **options):
    """Return the speed behind one turbine, found from a pair's power on a curve that is straight."""
    straight = TURBINE._replace(speed=np.array([0.0, 30.0]), power=np.array([0.0, 30.0]), cut_in=0.0, cut_out=30.0,
                                thrust=np.full(2, ct))
    share = model(at((0, 0), (far, off)), straight, [speed], [270.0], **options)[0, 0]
    return speed * (2.0 * share - 1.0)


def test_both_are_models_that_a_scenario_can_choose():
    assert MODELS["niayifar2016"] is niayifar2016
    assert MODELS["turbopark2022"] is turbopark2022


@pytest.mark.parametrize("model", [niayifar2016, turbopark2022])
def test_without_a_wake_nothing_is_lost(model):
    np.testing.assert_array_equal(model(at((3, 4)), TURBINE, SPEEDS, [0.0, 77.0]), 1.0)
    np.testing.assert_allclose(model(at((0, 0), (9, 0)), TURBINE, SPEEDS, [0.0, 180.0]), 1.0, rtol=1e-12)
    row = at((0, 0), (5, 0), (10, 0))
    np.testing.assert_array_equal(model(row, TURBINE, [0.0, 1.0, 25.01, 60.0], [270.0]), 1.0)
    idle = TURBINE._replace(thrust=np.zeros_like(TURBINE.thrust))
    np.testing.assert_allclose(model(row, idle, SPEEDS, [270.0]), 1.0, rtol=1e-12)


def test_one_wake_of_niayifar_at_the_hub():
    far, off, ct = 7.0, 0.3, 0.75
    sigma = (0.3837 * 0.06 + 0.003678) * far + 0.2 * np.sqrt(0.5 * (1 + 0.5) / 0.5)
    deficit = (1 - np.sqrt(1 - ct / (8 * sigma**2))) * np.exp(-0.5 * (off / sigma) ** 2)
    assert behind(niayifar2016, far, off, disc=False) == pytest.approx(8.0 * (1 - deficit), rel=1e-12)


def test_the_third_turbine_of_a_row_sees_the_turbulence_of_the_strongest_wake():
    """Three in a row by hand: growth at the second follows from the first's added turbulence."""
    ct, ambient = 0.75, 0.06
    start, induction = 0.2 * np.sqrt(1.5), 0.25
    for exponent in (0.0325, -0.0325):
        added = 0.73 * induction**0.8325 * ambient**exponent * 7.0**-0.32
        first, second = 0.3837 * ambient + 0.003678, 0.3837 * np.hypot(ambient, added) + 0.003678

        def drop(growth, far):
            return 1 - np.sqrt(1 - ct / (8 * (growth * far + start) ** 2))

        u2 = 1 - drop(first, 7.0)
        u3 = 1 - drop(first, 14.0) - u2 * drop(second, 7.0)
        straight = TURBINE._replace(speed=np.array([0.0, 30.0]), power=np.array([0.0, 30.0]), cut_in=0.0, cut_out=30.0,
                                    thrust=np.full(2, ct))
        got = niayifar2016(at((0, 0), (7, 0), (14, 0)), straight, [8.0], [270.0], disc=False,
                           ambient_exponent=exponent)[0, 0]
        assert got == pytest.approx((1 + u2 + u3) / 3, rel=1e-12)


def test_one_wake_of_turbopark_with_and_without_its_twin_below():
    far, off, ct = 6.0, 0.4, 0.75
    sigma = reference.bracket(far, 0.06, ct) + 0.25 * np.sqrt(1.5)
    top = 1 - np.sqrt(1 - ct / (8 * sigma**2))
    height = 2 * TURBINE.hub_height / TURBINE.diameter
    hub = [top * np.exp(-0.5 * (d / sigma) ** 2) for d in (off, np.hypot(off, height))]
    mean = [top * 8 * sigma**2 * ncx2.cdf(0.25 / sigma**2, 2, (d / sigma) ** 2) for d in (off, np.hypot(off, height))]
    for parts, on_disc in ((hub, False), (mean, True)):
        single, both = (behind(turbopark2022, far, off, disc=on_disc, mirror=mirror) for mirror in (False, True))
        assert single == pytest.approx(8.0 * (1 - parts[0]), rel=1e-8)
        assert both == pytest.approx(8.0 * (1 - np.hypot(*parts)), rel=1e-8)
        assert both < single


@pytest.mark.parametrize(("far", "off"), [(100.0, 3.2), (100.0, 2.5), (30.0, 1.8), (4.0, 1.6)])
def test_a_turbopark_wake_is_followed_to_its_faint_edge(far, off):
    sigma = reference.bracket(far, 0.06, 0.75) + 0.25 * np.sqrt(1.5)
    lost = (1 - np.sqrt(1 - 0.75 / (8 * sigma**2))) * np.exp(-0.5 * (off / sigma) ** 2)
    assert 1e-8 < lost < 1e-3
    assert behind(turbopark2022, far, off, disc=False, mirror=False) == pytest.approx(8.0 * (1 - lost), abs=8e-9)


@pytest.mark.parametrize(("ct", "tube"), [(0.93, None), (0.96, 3.0), (0.99, 3.0), (1.2, 3.0)])
def test_the_stream_tube_of_turbopark_is_held_at_three_rotors(ct, tube):
    root = np.sqrt(max(1 - ct, 0.0))
    sigma = reference.bracket(10.0, 0.06, ct) + 0.25 * np.sqrt(tube or (1 + root) / (2 * root))
    top = 1 - np.sqrt(1 - ct / (8 * sigma**2))
    got = behind(turbopark2022, 10.0, disc=False, mirror=False, ct=ct)
    assert got == pytest.approx(8.0 * (1 - top), rel=1e-12)


def test_the_published_row_of_ten():
    """5 diameters apart, thrust 0.75, turbulence 6 %, no mirror."""
    expected = [1, .709921, .615356, .551410, .502601, .463168, .430239, .402138, .377783, .356430]
    straight = TURBINE._replace(speed=np.array([0.0, 30.0]), power=np.array([0.0, 30.0]), cut_in=0.0, cut_out=30.0,
                                thrust=np.full(2, 0.75))
    made = [n * turbopark2022(at(*[(5 * i, 0) for i in range(n)]), straight, [10.0], [270.0], mirror=False)[0, 0]
            for n in range(1, 11)]
    np.testing.assert_allclose(np.diff([0.0, *made]), expected, atol=1e-5)


def test_a_wake_ends_at_its_extent():
    """Two standard deviations from the axis to the rotor's edge, as the published code has it."""
    sigma = reference.bracket(8.0, 0.06, 0.75) + 0.25 * np.sqrt(1.5)
    edge = 2 * sigma + 0.5
    whole, inside, outside = (behind(turbopark2022, 8.0, edge + step, extent=extent)
                              for step, extent in ((-1e-6, 0.0), (-1e-6, 2.0), (1e-6, 2.0)))
    assert inside == whole < 8.0 * (1 - 1e-4)
    assert outside == pytest.approx(8.0, rel=1e-12)


def test_more_turbulence_means_less_wake():
    row = at((0, 0), (6, 0), (12, 0))
    for model in (niayifar2016, turbopark2022):
        shares = [model(row, TURBINE, [9.0], [270.0], turbulence=t)[0, 0] for t in (0.02, 0.06, 0.12)]
        assert shares == sorted(shares)
        assert shares[0] < shares[2] - 0.01


POSITION = st.tuples(st.floats(-15, 15), st.floats(-15, 15))


@settings(max_examples=40, deadline=None)
@given(positions=st.lists(POSITION, min_size=1, max_size=5), speed=st.floats(0, 27), direction=st.floats(-400, 400),
       turbulence=st.floats(0.01, 0.3), on_disc=st.booleans(), mirror=st.booleans(), extent=st.sampled_from([0.0, 2.0]))
def test_kernels_equal_the_literal_twin(positions, speed, direction, turbulence, on_disc, mirror, extent):
    layout = at(*positions)
    assume(ordered(layout.x, layout.y, TURBINE.diameter, direction))
    free = len(positions) * curve(speed, TURBINE, TURBINE.power)
    for model, twin, options in ((niayifar2016, reference.niayifar, {}),
                                 (turbopark2022, reference.turbopark, {"mirror": mirror, "extent": extent})):
        options = {"turbulence": turbulence, "disc": on_disc, **options}
        got = model(layout, TURBINE, [speed], [direction], **options)[0, 0]
        assert 0.0 <= got <= 1.0
        whole = twin(layout.x, layout.y, TURBINE, speed, direction, **options)
        expected = min(whole / free, 1.0) if free > 0 else 1.0
        # A share of next to nothing, just above cut-in, is not known better than power itself.
        assert got == pytest.approx(expected, abs=2e-8 + (1e-8 * TURBINE.rating / free if free > 0 else 0))


@pytest.mark.parametrize("name", ["turbopark", "turbulent"])
def test_compiled_kernels_equal_their_python_source(name):
    kernel = getattr(_wake_turbulent, name)
    along, across = np.array([[0.0, 5.0, 5.5, 9.0]]), np.array([[0.0, 0.3, 6.0, -0.4]])
    own = (0.09, 0.048, 0.05, 0.25, True, 1.25, 0.0) if name == "turbopark" else (0.06, .38, .004, 0.25, .0325, True)
    arguments = (along, across, SPEEDS, *knots(TURBINE), rotor_average.table(2.0), *own)
    expected = kernel.py_func(*arguments)
    np.testing.assert_allclose(kernel(*arguments), expected, rtol=1e-12)
    assert expected[0, 1] < 3.7 * power(SPEEDS[1], STANDARD_DENSITY, TURBINE)


class Exact:
    """PyWake's mean over the disc, by the closed form instead of its table."""

    def __new__(cls):
        from py_wake.rotor_avg_models.gaussian_overlap_model import GaussianOverlapAvgModel

        class Closed(GaussianOverlapAvgModel):
            @property
            def overlap_interpolator(self):
                return lambda at: 2 / at[:, 0] ** 2 * ncx2.cdf(at[:, 0] ** 2, 2, at[:, 1] ** 2)

        return Closed()


def pywake(build, layout, directions, speeds):
    """Return PyWake's farm power over free power for `build(site, machine)`."""
    from py_wake.site import UniformSite
    from py_wake.wind_turbines import WindTurbine
    from py_wake.wind_turbines.power_ct_functions import PowerCtFunction

    curves = PowerCtFunction(["ws"], lambda ws, run_only: (
        power(ws, STANDARD_DENSITY, TURBINE), thrust(ws, TURBINE))[run_only], "MW")
    model = build(UniformSite([1.0], ti=0.06), WindTurbine("t", TURBINE.diameter, TURBINE.hub_height, curves))
    farm = model(layout.x, layout.y, wd=directions, ws=speeds).Power.values.sum(0) / 1e6
    free = layout.x.size * power(speeds, STANDARD_DENSITY, TURBINE)
    return np.minimum(np.divide(farm, free, out=np.ones_like(farm), where=free > 0), 1.0)


def niayifar_of_pywake(average):
    """Return a builder of PyWake's literature model."""
    def build(site, machine):
        from py_wake.literature.gaussian_models import Niayifar_PorteAgel_2016

        return Niayifar_PorteAgel_2016(site, machine, rotorAvgModel=average)
    return build


def turbopark_of_pywake(average, mirrored):
    """Return a builder of PyWake's ``Nygaard_2022`` with another average or ground."""
    def build(site, machine):
        from py_wake.deficit_models.gaussian import TurboGaussianDeficit
        from py_wake.deficit_models.utils import ct2a_mom1d
        from py_wake.ground_models.ground_models import Mirror
        from py_wake.superposition_models import SquaredSum
        from py_wake.wind_farm_models.engineering_models import PropagateDownwind

        ground = Mirror(superpositionModel=SquaredSum()) if mirrored else None
        deficit = TurboGaussianDeficit(ct2a=ct2a_mom1d, groundModel=ground, rotorAvgModel=average, ctlim=0.96)
        deficit.WS_key = "WS_jlk"
        return PropagateDownwind(site, machine, wake_deficitModel=deficit, superpositionModel=SquaredSum())
    return build


@pytest.mark.parametrize(("model", "options"), [
    (niayifar2016, {"disc": False}), (niayifar2016, {}),
    (turbopark2022, {"disc": False, "mirror": False}), (turbopark2022, {"disc": False}),
    (turbopark2022, {"mirror": False}), (turbopark2022, {})])
def test_the_models_equal_pywake_to_1e_8(model, options):
    layout = rectangular(14, TURBINE.diameter, downwind=6.0, crosswind=5.0, orientation=35.0)
    directions, speeds = np.arange(0.0, 360.0, 8.0), np.arange(3.0, 26.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        average = Exact() if options.get("disc", True) else None
        build = (niayifar_of_pywake(average) if model is niayifar2016
                 else turbopark_of_pywake(average, options.get("mirror", True)))
        expected = pywake(build, layout, directions, speeds)
    got = model(layout, TURBINE, speeds, directions, **options)
    np.testing.assert_allclose(got, expected, atol=1e-8)
    assert got.mean() < 0.96   # wakes are there to be compared


def test_defaults_equal_the_literature_models_as_pywake_ships_them_but_for_its_table():
    layout = rectangular(14, TURBINE.diameter, downwind=6.0, crosswind=5.0, orientation=35.0)
    directions, speeds = np.arange(0.0, 360.0, 8.0), np.arange(3.0, 26.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from py_wake.literature.gaussian_models import Niayifar_PorteAgel_2016
        from py_wake.literature.turbopark import Nygaard_2022

        found = {niayifar2016: pywake(Niayifar_PorteAgel_2016, layout, directions, speeds),
                 turbopark2022: pywake(Nygaard_2022, layout, directions, speeds)}
    for model, expected in found.items():
        np.testing.assert_allclose(model(layout, TURBINE, speeds, directions), expected, atol=1e-5)
