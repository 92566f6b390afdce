"""The farm's power: what adds up, what cannot be negative, and how the wake table is read."""

from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from reference_wake import TURBINE

from sim.errors import SundalinkError
from sim.farm import power_curve, wake
from sim.farm.farm_power import produce, read, ready
from sim.farm.layout import rectangular
from sim.farm.losses import Losses, stack
from sim.farm.power_curve import power

LOSSLESS = Losses(1.0, 1.0, 1.0)
LAYOUT = rectangular(25, TURBINE.diameter, downwind=6.0, crosswind=5.0)
FARM = wake.table(wake.bastankhah2014, LAYOUT, TURBINE)
FREE = wake.table(wake.none, LAYOUT, TURBINE)


def weather(shape=(3, 500)):
    """Return speed, direction and density of an invented windy place."""
    draw = np.random.default_rng(7)
    return 10.0 * draw.weibull(2.2, shape), draw.uniform(0, 360, shape), draw.uniform(1.12, 1.17, shape)


def test_without_wakes_and_losses_the_farm_is_so_many_turbines():
    speed, direction, density = weather()
    output = produce(speed, direction, density, TURBINE, 25, FREE, LOSSLESS)
    np.testing.assert_array_equal(output.available, output.gross)
    np.testing.assert_array_equal(output.gross, 25 * power(speed, density, TURBINE))
    for lost in output[1:4]:
        np.testing.assert_array_equal(lost, 0.0)


def test_the_stack_acts_group_by_group():
    speed, direction, density = weather()
    output = produce(speed, direction, density, TURBINE, 25, FREE, Losses(0.9, 0.8, 0.5))
    for part, share in zip(output[1:], (0.1, 0.9 * 0.2, 0.72 * 0.5, 0.36), strict=True):
        np.testing.assert_allclose(part, share * output.gross, rtol=1e-12, atol=1e-12)


@settings(max_examples=80, deadline=None)
@given(speed=arrays(float, (2, 5), elements=st.floats(0, 45)),
       direction=arrays(float, (2, 5), elements=st.floats(-720, 720)), density=st.floats(0.95, 1.35),
       losses=st.tuples(*[st.floats(0, 1)] * 3))
def test_parts_add_up_and_none_is_negative(speed, direction, density, losses):
    output = produce(speed, direction, density, TURBINE, 25, FARM, Losses(*losses))
    np.testing.assert_allclose(sum(output[1:]), output.gross, rtol=1e-14, atol=1e-12)
    for part in output:
        assert (part >= 0).all()
    assert (output.available <= output.gross).all()


def test_reading_equals_an_independent_interpolator_and_is_exact_at_the_grid():
    from scipy.interpolate import RegularGridInterpolator

    speed, direction, _ = weather()
    speed = np.clip(speed, 3.0, 25.0)
    oracle = RegularGridInterpolator((np.append(FARM.direction, 360.0), FARM.speed),
                                     np.concatenate([FARM.fraction, FARM.fraction[:1]]))
    np.testing.assert_allclose(read(FARM, speed, direction), oracle((direction, speed)), rtol=1e-12)
    grid = read(FARM, *np.meshgrid(FARM.speed, FARM.direction))
    np.testing.assert_array_equal(grid, FARM.fraction)


def test_directions_wrap_and_speeds_are_held():
    uneven = wake.table(wake.bastankhah2014, LAYOUT, TURBINE, [10.0, 100.0, 250.0], [6.0, 9.0])
    middle = read(uneven, 6.0, 310.0)  # half way round from 250 to 370
    assert middle == pytest.approx(0.5 * (uneven.fraction[2, 0] + uneven.fraction[0, 0]), rel=1e-14)
    for direction in (310.0 - 360.0, 310.0 + 720.0):
        assert read(uneven, 6.0, direction) == pytest.approx(middle, rel=1e-13)
    assert read(uneven, 1.0, 100.0) == uneven.fraction[1, 0]
    assert read(uneven, 40.0, 100.0) == uneven.fraction[1, 1]
    assert read(FARM, 9.0, -1e-20) == pytest.approx(read(FARM, 9.0, 0.0), rel=1e-12)


def test_the_table_stands_for_the_wake_model_itself():
    """Energy from the table, over many hours of all directions, against the model run at each hour's wind."""
    speed, direction, _ = weather((1, 2000))
    got = produce(speed, direction, 1.225, TURBINE, 25, FARM, LOSSLESS).available
    share = [wake.bastankhah2014(LAYOUT, TURBINE, [v], [d])[0, 0]
             for v, d in zip(speed[0], direction[0], strict=True)]
    direct = 25 * power(speed[0], 1.225, TURBINE) * np.array(share)
    assert got.sum() == pytest.approx(direct.sum(), rel=1e-3)
    assert np.sqrt(np.mean((got[0] - direct) ** 2)) < 0.01 * 25 * TURBINE.rating


def test_thin_air_shades_like_the_slower_wind_it_is():
    speed, density = 9.5, 1.14
    thin = produce(speed, 30.0, density, TURBINE, 25, FARM, LOSSLESS)
    slower = produce(speed * (density / 1.225) ** (1 / 3), 30.0, 1.225, TURBINE, 25, FARM, LOSSLESS)
    assert thin.wake_loss > 0
    np.testing.assert_allclose(thin, slower, rtol=1e-12)


def test_a_calm_and_a_storm_give_nothing():
    output = produce([[0.0, 2.0, 25.1, 50.0]], np.full((1, 4), 30.0), 1.14, TURBINE, 25, FARM, stack())
    np.testing.assert_array_equal(np.array(output), 0.0)


def test_density_may_be_one_year_for_all():
    speed, direction, density = weather()
    one = produce(speed, direction, density[:1], TURBINE, 25, FARM, stack())
    all_ = produce(speed, direction, np.repeat(density[:1], 3, axis=0), TURBINE, 25, FARM, stack())
    np.testing.assert_array_equal(one.available, all_.available)


def plain(speed, direction, density, turbine, count, efficiency, losses):
    """Work it out step by step, in one piece."""
    gross = count * power(speed, density, turbine)
    normal = np.minimum(speed * np.cbrt(density / 1.225), turbine.cut_out)
    waked = gross * read(efficiency, normal, direction) * losses.wake_external
    running = waked * losses.availability
    return gross, gross - waked, waked - running, running - running * losses.other, running * losses.other


@pytest.mark.parametrize("even", [True, False])
def test_the_compiled_pass_and_the_plain_one_are_the_same(even):
    speed, direction, density = weather()
    speed[0, :3] = 0.0, 25.0, 25.1
    rng = np.random.default_rng(3)
    losses = Losses(0.97, rng.uniform(0.8, 1.0, speed.shape), 0.96)
    table = FARM if even else FARM._replace(direction=FARM.direction + 0.3 * np.sin(np.deg2rad(FARM.direction)))
    assert (ready(table).per_degree > 0) == even
    found = produce(speed, direction, density, TURBINE, 25, table, losses)
    for part, expected in zip(found, plain(speed, direction, density, TURBINE, 25, table, losses), strict=True):
        np.testing.assert_allclose(part, expected, atol=1e-9)


@contextmanager
def interpreted(module):
    """Run a module's kernels, and those that they call, as Python."""
    kernels = {name: part for name, part in vars(module).items() if hasattr(part, "py_func")}
    try:
        for name, part in kernels.items():
            setattr(module, name, part.py_func)
        yield
    finally:
        for name, part in kernels.items():
            setattr(module, name, part)


def test_the_loop_is_its_own_python():
    from sim.farm import _farm_power

    speed, direction, density = (part[:1, :50] for part in weather())
    compiled = produce(speed, direction, density, TURBINE, 25, FARM, stack())
    machine, grid, made = power_curve.table(TURBINE), ready(FARM), np.empty((5, 50))
    one = [np.array([share]) for share in stack()]
    given = (machine.start, machine.rise, (machine.speed[0], machine.per, machine.cut_out))
    wind = (speed[0], power_curve.normal_speed(speed, density)[0])
    with interpreted(_farm_power):
        _farm_power.fill(*wind, direction[0], *one, *given, 25.0, grid.values,
                     (grid.first, grid.per_degree, grid.speed[0], grid.per_speed, grid.speed.size), made)
        alone = np.empty(50)
        _farm_power.read(*wind, *given, alone)
    np.testing.assert_allclose(np.array(compiled)[:, 0], made, atol=1e-12)
    np.testing.assert_array_equal(alone, power(speed, density, TURBINE)[0])


def test_tables_made_before_give_the_same():
    speed, direction, density = weather()
    np.testing.assert_array_equal(
        produce(speed, direction, density, TURBINE, 25, FARM, stack()),
        produce(speed, direction, density, power_curve.table(TURBINE), 25, ready(FARM), stack()),
    )


def test_gaps_in_the_weather_are_refused():
    speed, direction, density = weather()
    speed[1, 3] = np.nan
    with pytest.raises(SundalinkError, match=r"wind speed .*first at index \[1, 3\]"):
        produce(speed, direction, density, TURBINE, 25, FARM, stack())
