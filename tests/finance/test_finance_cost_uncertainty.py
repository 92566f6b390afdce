"""Draws of cost: their quantiles, what they have in common, and their limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.finance import cost_uncertainty


def draw(seed=1, **terms):
    """Draws of the cost of each part."""
    return cost_uncertainty.two_sided(np.random.default_rng(seed), **terms)


def test_tenths_lie_where_they_are_given():
    found = draw(draws=20000)
    p10, p50, p90 = np.quantile(found, [0.1, 0.5, 0.9], axis=0)
    at = dict(zip(cost_uncertainty.PARTS, range(len(cost_uncertainty.PARTS)), strict=True))
    for part, low, high in (("farm", 0.79, 1.14), ("cable", 0.50, 1.15), ("converters", 0.60, 1.30)):
        assert p10[at[part]] == pytest.approx(low, rel=0.02)
        assert p50[at[part]] == pytest.approx(1.0, abs=0.02)
        assert p90[at[part]] == pytest.approx(high, rel=0.02)


def test_the_spread_of_the_cable_is_that_of_its_sources():
    """653 to 2,140 EUR/MW/km, a factor of 3.3, should hold most draws, and not all."""
    cable = np.log(draw(draws=20000)[:, cost_uncertainty.PARTS.index("cable")])
    assert np.exp(np.quantile(cable, 0.975) - np.quantile(cable, 0.025)) == pytest.approx(3.5, rel=0.1)


@pytest.mark.parametrize("together", [0.0, 0.3, 0.9])
def test_parts_share_what_they_have_in_common(together):
    """Ranks of normal numbers with correlation r have Spearman's 6/pi asin(r/2)."""
    found = draw(draws=20000, together=together)
    rank = found[:, [0, 5]].argsort(axis=0).argsort(axis=0)
    assert np.corrcoef(rank.T)[0, 1] == pytest.approx(6.0 / np.pi * np.arcsin(0.5 * together), abs=0.03)


@given(st.integers(1, 400), st.integers(0, 2**32))
@settings(max_examples=20)
def test_factors_are_positive_and_repeat(draws, seed):
    found = draw(seed, draws=draws)
    assert found.shape == (draws, len(cost_uncertainty.PARTS))
    assert (found > 0).all()
    np.testing.assert_array_equal(found, draw(seed, draws=draws))


def test_without_spread_all_factors_are_one():
    ones = {f"{part}_{side}": 1.0 for part in cost_uncertainty.PARTS for side in ("low", "high")}
    np.testing.assert_allclose(draw(draws=50, **ones), 1.0, rtol=1e-12)


def test_no_draws():
    assert draw(draws=0).shape == (0, len(cost_uncertainty.PARTS))
    assert cost_uncertainty.none(np.random.default_rng(1)).shape == (0, len(cost_uncertainty.PARTS))


@pytest.mark.parametrize(("key", "value"), [("cable_low", 1.1), ("cable_high", 0.9), ("farm_low", 1.01)])
def test_a_range_that_does_not_hold_the_plan_is_refused(key, value):
    with pytest.raises(SundalinkError, match=f"uncertainty.cost.{key} = {value}"):
        draw(**{key: value})
