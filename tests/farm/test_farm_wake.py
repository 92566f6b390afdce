"""Wake models: limits, closed forms, the literal twin, PyWake, and a published case."""

import warnings

import numpy as np
import pytest
import reference_wake as reference
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference_wake import TURBINE

from sim.errors import SundalinkError
from sim.farm import wake
from sim.farm.layout import Layout, rectangular
from sim.farm.power_curve import knots, power, thrust

SHADING = [wake.bastankhah2014, wake.jensen1983, wake.iea37_simple]
SPEEDS = np.array([3.0, 6.5, 9.8, 11.0, 14.0, 25.0])
STANDARD = 1.225


def at(*positions):
    """Return a layout from positions in diameters."""
    x, y = np.array(positions, dtype=float).T * TURBINE.diameter
    return Layout(x, y, 1.0)


def pywake(layout, turbine, speeds, directions, deficit, superposition="squared", tabular=False):
    """Return PyWake's farm power over free power, from `deficit(ct2a)`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from py_wake.deficit_models.utils import ct2a_mom1d
        from py_wake.site import UniformSite
        from py_wake.superposition_models import LinearSum, SquaredSum
        from py_wake.wind_farm_models.engineering_models import PropagateDownwind
        from py_wake.wind_turbines import WindTurbine
        from py_wake.wind_turbines.power_ct_functions import PowerCtFunction, PowerCtTabular

        if tabular:
            curves = PowerCtTabular(turbine.speed, turbine.power, "MW", turbine.thrust)
        else:
            curves = PowerCtFunction(["ws"], lambda ws, run_only: (
                power(ws, STANDARD, turbine), thrust(ws, turbine))[run_only], "MW")
        machine = WindTurbine("t", turbine.diameter, turbine.hub_height, curves)
        sums = {"squared": SquaredSum, "linear": LinearSum}[superposition]()
        model = PropagateDownwind(UniformSite([1.0], ti=0.075), machine, superpositionModel=sums,
                                  wake_deficitModel=deficit(ct2a_mom1d))
        farm = model(layout.x, layout.y, wd=directions, ws=speeds).Power.values.sum(0) / 1e6
    free = layout.x.size * power(speeds, STANDARD, turbine)
    return np.divide(farm, free, out=np.ones_like(farm), where=free > 0)


def gaussian_deficit(ct2a):
    """Return the deficit model that `bastankhah2014` must equal."""
    from py_wake.deficit_models.gaussian import BastankhahGaussianDeficit

    return BastankhahGaussianDeficit(ct2a=ct2a, k=0.0324555, use_effective_ws=True)


def test_no_wakes_is_one_everywhere():
    fraction = wake.none(at((0, 0), (5, 0)), TURBINE, SPEEDS, [0.0, 90.0])
    np.testing.assert_array_equal(fraction, np.ones((2, SPEEDS.size)))


@pytest.mark.parametrize("model", SHADING)
def test_a_single_turbine_and_turbines_abreast_lose_nothing(model):
    np.testing.assert_array_equal(model(at((3, 4)), TURBINE, SPEEDS, [0.0, 77.0]), 1.0)
    abreast = at((0, 0), (8, 0), (16, 0))
    np.testing.assert_allclose(model(abreast, TURBINE, SPEEDS, [0.0, 180.0]), 1.0, rtol=1e-12)


@pytest.mark.parametrize("model", SHADING)
def test_the_wake_falls_on_the_turbine_downwind(model):
    pair = at((0, 0), (6, 0))  # the second stands east of the first
    west, east, north = model(pair, TURBINE, np.array([8.0]), [270.0, 90.0, 0.0])[:, 0]
    assert west == pytest.approx(east, abs=1e-12)
    assert west < 0.9
    assert north == 1.0
    # Turning the pair: with wind from 225 degrees only a neighbour to the north-east is shaded.
    shaded = model(at((0, 0), (4, 4)), TURBINE, np.array([8.0]), [225.0])[0, 0]
    clear = model(at((0, 0), (4, -4)), TURBINE, np.array([8.0]), [225.0])[0, 0]
    assert shaded < 0.95
    assert clear == 1.0


def test_one_top_hat_wake_is_jensens_formula():
    speed, far, k = 8.0, 6.0, 0.05
    ct = float(thrust(speed, TURBINE))
    behind = speed * (1 - (1 - np.sqrt(1 - ct)) * (0.5 / (0.5 + k * far)) ** 2)
    expected = (power(speed, STANDARD, TURBINE) + power(behind, STANDARD, TURBINE)) / (
        2 * power(speed, STANDARD, TURBINE))
    got = wake.jensen1983(at((0, 0), (far, 0)), TURBINE, np.array([speed]), [270.0], expansion=k)
    assert got[0, 0] == pytest.approx(expected, rel=1e-13)


def test_one_gaussian_wake_is_the_formula_of_bastankhah_and_porte_agel():
    speed, far, off = 8.0, 6.0, 0.4
    ct = float(thrust(speed, TURBINE))
    beta = 0.5 * (1 + np.sqrt(1 - ct)) / np.sqrt(1 - ct)
    sigma = 0.0324555 * far + 0.2 * np.sqrt(beta)
    behind = speed * (1 - (1 - np.sqrt(1 - ct / (8 * sigma**2))) * np.exp(-0.5 * (off / sigma) ** 2))
    expected = 0.5 * (1 + power(behind, STANDARD, TURBINE) / power(speed, STANDARD, TURBINE))
    got = wake.bastankhah2014(at((0, 0), (far, off)), TURBINE, np.array([speed]), [270.0])
    assert got[0, 0] == pytest.approx(expected, rel=1e-13)


def test_close_behind_a_rotor_where_the_gaussian_has_no_solution_the_air_stands_still():
    heavy = TURBINE._replace(thrust=np.full_like(TURBINE.thrust, 0.99))
    got = wake.bastankhah2014(at((0, 0), (0.1, 0)), heavy, np.array([8.0]), [270.0], initial=0.05)
    assert got[0, 0] == 0.5


def test_half_a_rotor_in_the_wake_counts_half_only_with_overlap():
    # The wake's edge is 0.5 + 0.04 * 4 = 0.66 diameters off its axis.
    whole, part = (wake.jensen1983(at((0, 0), (4, off)), TURBINE, [8.0], [270.0])[0, 0]
                   for off in (0.0, 0.66))
    inside, outside = (wake.jensen1983(at((0, 0), (4, off)), TURBINE, [8.0], [270.0], overlap=False)[0, 0]
                       for off in (0.659, 0.661))
    assert whole < part < 1.0
    assert inside == pytest.approx(whole, rel=1e-12)
    assert outside == 1.0


def test_a_calm_and_a_storm_lose_nothing_because_there_is_nothing_to_lose():
    row = at((0, 0), (5, 0), (10, 0))
    for model in SHADING:
        np.testing.assert_array_equal(model(row, TURBINE, np.array([0.0, 1.0, 25.01, 60.0]), [270.0]), 1.0)


def test_linear_superposition_loses_more_than_squared_and_local_inflow_less_than_free():
    row = at(*[(6 * i, 0) for i in range(6)])
    squared, linear = (wake.bastankhah2014(row, TURBINE, np.array([9.0]), [270.0], superposition=s)[0, 0]
                       for s in ("squared", "linear"))
    local, free = (wake.bastankhah2014(row, TURBINE, np.array([9.0]), [270.0], inflow=s)[0, 0]
                   for s in ("local", "free"))
    assert linear < squared
    assert free < local


POSITION = st.tuples(st.floats(-15, 15), st.floats(-15, 15))


@settings(max_examples=60, deadline=None)
@given(positions=st.lists(POSITION, min_size=1, max_size=6), speed=st.floats(0, 27),
       direction=st.floats(-400, 400), linear=st.booleans(), local=st.booleans(), overlap=st.booleans())
def test_kernels_equal_the_literal_twin_within_0_and_1(positions, speed, direction, linear, local, overlap):
    layout = at(*positions)
    assume(reference.ordered(layout.x, layout.y, TURBINE.diameter, direction))
    words = {"superposition": "linear" if linear else "squared", "inflow": "local" if local else "free"}
    free = len(positions) * reference.curve(speed, TURBINE, TURBINE.power)
    for model, shape, more in ((wake.bastankhah2014, reference.gaussian, {"expansion": 0.0324555}),
                               (wake.jensen1983, reference.top_hat, {"expansion": 0.04, "overlap": overlap})):
        got = model(layout, TURBINE, [speed], [direction], **words, **more)[0, 0]
        assert 0.0 <= got <= 1.0
        whole = reference.farm_power(shape, layout.x, layout.y, TURBINE, speed, direction, linear=linear,
                                     local=local, **more)
        expected = min(whole / free, 1.0) if free > 0 else 1.0
        # A share of next to nothing, just above cut-in, is not known better than power itself.
        assert got == pytest.approx(expected, abs=1e-8 + (1e-9 * TURBINE.rating / free if free > 0 else 0))


@settings(max_examples=40, deadline=None)
@given(positions=st.lists(POSITION, min_size=2, max_size=6, unique=True), direction=st.floats(0, 360),
       turn=st.floats(0, 360), scale=st.floats(0.3, 3.0))
def test_order_rotation_and_scale_do_not_matter(positions, direction, turn, scale):
    layout = at(*positions)
    base = wake.bastankhah2014(layout, TURBINE, [9.0], [direction])[0, 0]
    backwards = wake.bastankhah2014(at(*positions[::-1]), TURBINE, [9.0], [direction])[0, 0]
    angle = np.deg2rad(turn)  # clockwise, as directions are counted
    turned = Layout(np.cos(angle) * layout.x + np.sin(angle) * layout.y,
                    -np.sin(angle) * layout.x + np.cos(angle) * layout.y, 1.0)
    larger = Layout(scale * layout.x, scale * layout.y, 1.0)
    big = TURBINE._replace(diameter=scale * TURBINE.diameter)
    same = [backwards, wake.bastankhah2014(turned, TURBINE, [9.0], [direction + turn])[0, 0],
            wake.bastankhah2014(larger, big, [9.0], [direction])[0, 0]]
    wind = np.deg2rad(direction)
    gaps = np.diff(np.sort(np.sin(wind) * layout.x + np.cos(wind) * layout.y))
    if gaps.min() > 1e-6:  # exactly abreast, rounding decides which of two overlapping rotors is first
        np.testing.assert_allclose(same, base, atol=1e-9)


@pytest.mark.parametrize("name", ["gaussian", "top_hat"])
def test_compiled_kernels_equal_their_python_source(name):
    from sim.farm import _wake

    kernel = getattr(_wake, name)
    along = np.array([[0.0, 5.0, 5.5, 9.0], [0.0, 3.0, 3.5, 8.0]])
    across = np.array([[0.0, 0.3, 6.0, -0.4], [0.0, -0.6, 6.0, 0.4]])
    own = (0.0324555, 0.2, 0.0) if name == "gaussian" else (0.04, True)
    for local, linear in ((True, False), (False, True)):
        arguments = (along, across, SPEEDS, *knots(TURBINE), *own, local, linear)
        expected = kernel.py_func(*arguments)
        np.testing.assert_allclose(kernel(*arguments), expected, rtol=1e-13)
        assert expected[0, 1] < 4 * power(SPEEDS[1], STANDARD, TURBINE)  # there is a wake to agree on


@pytest.mark.parametrize("superposition", ["squared", "linear"])
def test_bastankhah2014_equals_pywake(superposition):
    layout = rectangular(23, TURBINE.diameter, downwind=6.0, crosswind=5.0, orientation=35.0)
    directions, speeds = np.arange(0.0, 360.0, 6.0), np.arange(3.0, 26.0)
    expected = pywake(layout, TURBINE, speeds, directions, gaussian_deficit, superposition)
    got = wake.bastankhah2014(layout, TURBINE, speeds, directions, superposition=superposition)
    np.testing.assert_allclose(got, np.minimum(expected, 1.0), atol=1e-8)
    assert got.mean() < 0.97  # wakes are there to be compared


def test_tables_are_read_as_pywake_reads_them():
    layout = rectangular(9, TURBINE.diameter, downwind=6.0, crosswind=5.0)
    expected = pywake(layout, TURBINE, SPEEDS, np.arange(0.0, 360.0, 10.0), gaussian_deficit, tabular=True)
    got = wake.bastankhah2014(layout, TURBINE, SPEEDS, np.arange(0.0, 360.0, 10.0))
    np.testing.assert_allclose(got, np.minimum(expected, 1.0), atol=1e-8)


@pytest.mark.parametrize("overlap", [True, False])
def test_jensen1983_equals_pywake(overlap):
    def deficit(ct2a):
        from py_wake.deficit_models.noj import NOJDeficit

        return NOJDeficit(k=0.04, ct2a=ct2a, **({} if overlap else {"rotorAvgModel": None}))

    layout = rectangular(23, TURBINE.diameter, downwind=6.0, crosswind=5.0, orientation=35.0)
    directions, speeds = np.arange(1.0, 360.0, 6.0), np.arange(3.0, 26.0)
    expected = pywake(layout, TURBINE, speeds, directions, deficit)
    got = wake.jensen1983(layout, TURBINE, speeds, directions, overlap=overlap)
    np.testing.assert_allclose(got, np.minimum(expected, 1.0), atol=1e-8)


def test_jensen1983_on_local_inflow_equals_pywake():
    def deficit(ct2a):
        from py_wake.deficit_models.noj import NOJLocalDeficit

        return NOJLocalDeficit(ct2a=ct2a, a=[0, 0.05], use_effective_ws=True, use_effective_ti=False)

    layout = rectangular(12, TURBINE.diameter, downwind=5.0, crosswind=4.0, orientation=35.0)
    directions = np.arange(1.0, 360.0, 10.0)
    expected = pywake(layout, TURBINE, SPEEDS, directions, deficit)
    got = wake.jensen1983(layout, TURBINE, SPEEDS, directions, expansion=0.05, inflow="local")
    np.testing.assert_allclose(got, np.minimum(expected, 1.0), atol=1e-8)


def test_iea37_example_layout_of_16_turbines():
    """IEA Wind Task 37, case study 1: the stated yearly energy of the example layout is 366941.57116 MWh."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from py_wake.examples.data.iea37 import iea37_path
        from py_wake.examples.data.iea37.iea37_reader import read_iea37_windfarm, read_iea37_windrose

        x, y, stated = read_iea37_windfarm(iea37_path + "iea37-ex16.yaml")
        directions, _, frequency = read_iea37_windrose(iea37_path + "iea37-windrose.yaml")
    assert stated[0] == pytest.approx(366941.57116, abs=1e-5)
    # The turbine of the case: 3.35 MW, 130 m, a cubic rise from 4 to 9.8 m/s, here as lines of 2 mm/s.
    speed = np.append(np.linspace(4.0, 9.8, 2901), 25.0)
    turbine = TURBINE._replace(rating=3.35, diameter=130.0, speed=speed, cut_in=4.0,
                               power=3.35 * np.minimum((speed - 4.0) / 5.8, 1.0) ** 3,
                               thrust=np.full_like(speed, 8 / 9))
    share = wake.iea37_simple(Layout(np.array(x), np.array(y), 1.0), turbine, [9.8], directions)[:, 0]
    energy = 8760 * 16 * 3.35 * float(share @ frequency)
    assert energy == pytest.approx(366941.57116, rel=1e-6)


def test_the_reference_farm_equals_pywake():
    layout = rectangular(153, TURBINE.diameter)
    directions, speeds = np.arange(0.0, 360.0, 9.0), np.arange(3.0, 26.0, 2.0)
    expected = pywake(layout, TURBINE, speeds, directions, gaussian_deficit)
    got = wake.bastankhah2014(layout, TURBINE, speeds, directions)
    np.testing.assert_allclose(got, np.minimum(expected, 1.0), atol=1e-8)


def test_table_covers_the_circle_and_the_running_range():
    table = wake.table(wake.none, at((0, 0)), TURBINE)
    assert table.fraction.shape == (table.direction.size, table.speed.size) == (360, 45)
    assert (table.direction[0], table.direction[-1]) == (0.0, 359.0)
    assert (table.speed[0], table.speed[-1]) == (3.0, 25.0)
    with pytest.raises(SundalinkError, match="wake table directions"):
        wake.table(wake.none, at((0, 0)), TURBINE, directions=[0.0, 180.0, 360.0])
    with pytest.raises(SundalinkError, match="wake table speeds"):
        wake.table(wake.none, at((0, 0)), TURBINE, speeds=[8.0])


def test_wrong_words_and_numbers_are_refused():
    with pytest.raises(SundalinkError, match="superposition = cubic"):
        wake.jensen1983(at((0, 0)), TURBINE, [8.0], [0.0], superposition="cubic")
    with pytest.raises(SundalinkError, match="wake speeds"):
        wake.jensen1983(at((0, 0)), TURBINE, [np.nan], [0.0])
