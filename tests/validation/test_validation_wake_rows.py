"""Rows of built farms: limits, the deepest wake along the wind, and the mean of a scattered direction."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.validation.wake_rows import _directions, wake_rows

ROW = {"farm": "lillgrund", "rows": [[3], [10], [18], [26]], "direction_deg": 120.0, "half_width_deg": 2.5,
       "speed_m_per_s": 9.0}


def test_without_wakes_all_rows_make_the_same():
    assert wake_rows(model=["none"], spread_deg=[5.0], **ROW) == pytest.approx([1.0] * 3, rel=1e-12)


def test_above_rated_speed_nothing_is_lost():
    found = wake_rows(model=["bastankhah2014"], spread_deg=[0.0], **{**ROW, "speed_m_per_s": 24.0})
    assert found == pytest.approx([1.0] * 3, abs=1e-3)


def test_a_scattered_direction_makes_wakes_along_the_row_shallower():
    straight, scattered = (np.array(wake_rows(model=["jensen1983"], spread_deg=[spread], **ROW))
                           for spread in (0.0, 5.0))
    assert (straight < scattered).all()
    both = wake_rows(model=["jensen1983"], spread_deg=[0.0, 5.0], **ROW)
    np.testing.assert_allclose([low for low, _ in both], straight)
    np.testing.assert_allclose([high for _, high in both], scattered)


def test_means_of_models_are_those_of_their_rows():
    each = [wake_rows(model=[name], spread_deg=[5.0], **ROW) for name in ("jensen1983", "niayifar2016")]
    means = wake_rows(model=["jensen1983", "niayifar2016"], spread_deg=[5.0], mean=True, **ROW)
    assert means == pytest.approx([np.mean(row) for row in each])


def test_directions_have_the_variance_of_bin_and_scatter():
    direction, chance = _directions(270.0, 2.5, 5.0)
    assert chance.sum() == pytest.approx(1.0)
    assert direction @ chance == pytest.approx(270.0)
    spread = np.sqrt((direction - 270.0) ** 2 @ chance)
    assert spread == pytest.approx(np.sqrt(25.0 + np.linspace(-2.5, 2.5, 11).var()), rel=0.01)


def test_an_unknown_model_is_refused():
    with pytest.raises(SundalinkError, match="wake model = 'park'"):
        wake_rows(model=["park"], spread_deg=[0.0], **ROW)
