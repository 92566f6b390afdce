"""The collection as one table: balances, limits, and reading against the models themselves."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.collection.array_cable import quadratic
from sim.collection.export_cable import hvac
from sim.collection.loss_table import LossTable, read, split, table
from sim.collection.transformer import core_and_winding
from sim.errors import SundalinkError

RATING, LENGTH = 2295.0, 50.0
BASE = table(RATING, LENGTH, quadratic, core_and_winding, hvac)


def nothing(power, *_):
    """Return no loss."""
    return np.zeros_like(power)


def direct(power):
    """Return hub power of the base case from the models, without the table."""
    left = power - quadratic(power, RATING)
    left = left - core_and_winding(left, RATING)
    return np.maximum(left - hvac(left, RATING, LENGTH), 0.0)


def test_without_losses_the_hub_gets_what_the_farm_gives():
    ideal = table(RATING, LENGTH, nothing, nothing, nothing)
    np.testing.assert_array_equal(ideal.hub, ideal.farm)
    power = np.linspace(0, RATING, 777)
    np.testing.assert_allclose(read(ideal, power), power, rtol=1e-12)
    np.testing.assert_array_equal(ideal.standby, 0.0)


def test_the_balance_closes_at_every_knot_and_between():
    np.testing.assert_allclose(sum(BASE[1:5]), BASE.farm, rtol=1e-14, atol=1e-12)
    power = np.random.default_rng(3).uniform(0, RATING, (4, 300))
    parts = split(BASE, power)
    np.testing.assert_allclose(sum(parts[:4]), power, rtol=1e-12)
    np.testing.assert_array_equal(parts.hub, read(BASE, power))


def test_ends_and_size_of_the_base_case():
    assert (BASE.farm[0], BASE.farm[-1], BASE.farm.size) == (0.0, RATING, 201)
    assert BASE.hub[0] == 0.0
    at_full = 1 - BASE.hub[-1] / RATING
    assert 0.02 < at_full < 0.04  # 1.2 % array, 0.6 % transformers, and 0.9 % in 50 km of cable
    losses = (1 - read(BASE, 0.5 * RATING) / (0.5 * RATING))
    assert losses < at_full


def test_in_a_calm_the_hub_gets_nothing_and_standby_is_told():
    cores = core_and_winding(0.0, RATING)
    cables = hvac(0.0, RATING, LENGTH)
    assert BASE.standby[0] == pytest.approx(cores + cables, rel=1e-12)
    some = 0.5 * (cores + cables)
    calm = split(BASE, some)
    assert read(BASE, some) == pytest.approx(0.0, abs=0.02)
    assert calm.standby + some == pytest.approx(cores + cables, rel=0.02)
    assert BASE.standby[-1] == 0.0


def test_reading_equals_the_models():
    power = np.linspace(0, RATING, 5000)
    # The table is coarsest where the curve leaves the axis in a kink.
    np.testing.assert_allclose(read(BASE, power), direct(power), rtol=0, atol=2e-5 * RATING)
    fine = table(RATING, LENGTH, quadratic, core_and_winding, hvac, points=2001)
    np.testing.assert_allclose(read(fine, power), direct(power), rtol=0, atol=2e-6 * RATING)
    high = power[power > 0.01 * RATING]
    np.testing.assert_allclose(read(BASE, high), direct(high), rtol=0, atol=2e-6 * RATING)


@given(rating=st.floats(50, 4000), length=st.floats(0, 150), array=st.floats(0, 0.05),
       core=st.floats(0, 0.01), winding=st.floats(0, 0.02), points=st.integers(2, 300),
       share=st.floats(0, 1), more=st.floats(0, 1))
def test_no_loss_is_negative_and_more_power_is_never_less_at_the_hub(rating, length, array, core, winding,
                                                                    points, share, more):
    made = table(rating, length, partial(quadratic, loss_at_rated=array),
                 partial(core_and_winding, core=core, winding=winding), hvac, points=points)
    for part in made:
        assert (part >= 0).all()
        assert part.shape == (points,)
    assert (made.hub <= made.farm).all()
    np.testing.assert_allclose(sum(made[1:5]), made.farm, rtol=1e-13, atol=1e-12 * rating)
    power = share * rating
    hub = read(made, power)
    assert 0 <= hub <= power * (1 + 1e-12)
    assert read(made, min(power + more * (rating - power), rating)) >= hub


def test_absurd_losses_are_refused():
    with pytest.raises(SundalinkError, match="must grow more slowly"):
        table(RATING, LENGTH, partial(quadratic, loss_at_rated=0.9), nothing, nothing)
    with pytest.raises(SundalinkError, match="export loss"):
        table(RATING, LENGTH, nothing, nothing, lambda power, rating, length: -0.01 * power)
    with pytest.raises(SundalinkError, match="array loss"):
        table(RATING, LENGTH, lambda power, rating: power * np.nan, nothing, nothing)
    with pytest.raises(SundalinkError, match="points"):
        table(RATING, LENGTH, nothing, nothing, nothing, points=1)


def test_power_outside_the_table_is_refused():
    for power in (-0.1, RATING * 1.001, np.nan):
        for reader in (read, split):
            with pytest.raises(SundalinkError, match="power of the farm"):
                reader(BASE, np.array([10.0, power]))
    assert read(BASE, RATING * (1 + 1e-12)) == BASE.hub[-1]


@given(power=st.floats(0, 1), rating=st.floats(1, 5000), loss=st.floats(0, 0.2), steps=st.integers(1, 4))
def test_array_and_transformer_losses_by_hand(power, rating, loss, steps):
    assert quadratic(power * rating, rating, loss_at_rated=loss) == pytest.approx(loss * power**2 * rating)
    assert quadratic(0.0, rating) == 0.0
    assert core_and_winding(0.0, rating, core=loss, steps=steps) == pytest.approx(steps * loss * rating)
    both = core_and_winding(power * rating, rating, core=0.001, winding=loss, steps=steps)
    assert both == pytest.approx(steps * rating * (0.001 + loss * power**2))


@given(st.integers(0, 2**31), st.integers(2, 300), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_compiled_reading_is_that_of_numpy(seed, count, squares):
    draw = np.random.default_rng(seed)
    even = np.linspace(0.0, 1.0, count)
    knots = 2300.0 * even**2 if squares else np.r_[0.0, np.cumsum(draw.uniform(0.1, 9.0, count))]
    made = LossTable(knots, *draw.uniform(0.0, 100.0, (5, knots.size)))
    power = np.r_[knots, draw.uniform(0.0, knots[-1], 500)]
    for part, values in zip(split(made, power), made[1:], strict=True):
        np.testing.assert_array_equal(part, np.interp(power, knots, values))
    assert split(made, 1.0 * knots[-1]).hub == made.hub[-1]
