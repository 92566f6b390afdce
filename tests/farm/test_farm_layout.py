"""Layouts: how many, how far apart, how much sea, and which way they face."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from sim.errors import SundalinkError
from sim.farm.layout import rectangular


def test_a_full_block_stands_at_the_distances_asked_for():
    layout = rectangular(12, 200.0, downwind=7.0, crosswind=5.0, orientation=0.0, columns=4)
    east, north = np.unique(np.round(layout.x, 6)), np.unique(np.round(layout.y, 6))
    np.testing.assert_allclose(east, np.array([-1500.0, -500.0, 500.0, 1500.0]))
    np.testing.assert_allclose(north, np.array([-1400.0, 0.0, 1400.0]))
    assert layout.area == pytest.approx(12 * 1.4 * 1.0)
    assert layout.y.argmax() < 4  # the first row meets wind from the north first


@given(count=st.integers(1, 240), down=st.floats(3, 12), cross=st.floats(3, 12), turn=st.floats(0, 360),
       columns=st.integers(0, 30), stagger=st.booleans())
def test_any_count_is_placed_once_and_nobody_stands_too_close(count, down, cross, turn, columns, stagger):
    layout = rectangular(count, 240.0, downwind=down, crosswind=cross, orientation=turn, columns=columns,
                         stagger=stagger)
    assert layout.x.shape == layout.y.shape == (count,)
    assert abs(layout.x.mean()) < 1e-6
    assert abs(layout.y.mean()) < 1e-6
    assert layout.area == pytest.approx(count * down * cross * 0.24**2)
    if count > 1:
        nearest = pdist(np.column_stack([layout.x, layout.y])).min()
        assert nearest >= 240.0 * min(down, cross) * (1 - 1e-9)


def test_density_sets_the_area_and_keeps_the_shape():
    layout = rectangular(153, 240.0, 15.0, density=5.8, columns=9)
    assert 153 * 15.0 / layout.area == pytest.approx(5.8)
    plain = rectangular(153, 240.0, columns=9)
    np.testing.assert_allclose(layout.x, plain.x * np.sqrt(layout.area / plain.area), rtol=1e-9, atol=1e-6)
    assert 153 * 15.0 / plain.area == pytest.approx(5.4, abs=0.05)  # what the docstring says of the default


def test_the_site_is_nearly_square_when_columns_are_left_to_the_model():
    layout = rectangular(150, 240.0, orientation=0.0)
    width, depth = np.ptp(layout.x), np.ptp(layout.y)
    assert 0.8 < width / depth < 1.25


def test_orientation_turns_the_rows_clockwise():
    north = rectangular(20, 240.0, orientation=0.0, columns=5)
    east = rectangular(20, 240.0, orientation=90.0, columns=5)
    np.testing.assert_allclose(east.x, north.y, atol=1e-6)
    np.testing.assert_allclose(east.y, -north.x, atol=1e-6)


def test_stagger_shifts_every_second_row_by_half_a_distance():
    straight = rectangular(12, 200.0, orientation=0.0, columns=4)
    shifted = rectangular(12, 200.0, orientation=0.0, columns=4, stagger=True)
    moved = (shifted.x - shifted.x[0]) - (straight.x - straight.x[0])
    np.testing.assert_allclose(moved.reshape(3, 4), np.array([0, 600, 0])[:, None] * np.ones(4), atol=1e-6)


def test_impossible_farms_are_refused():
    for arguments, options, rule in (((0, 240.0), {}, "whole number"), ((2.5, 240.0), {}, "whole number"),
                                     ((4, 240.0), {"density": 5.0}, "needs the rating"),
                                     ((4, 240.0, 15.0), {"density": 500.0}, "at least one diameter"),
                                     ((4, -1.0), {}, "diameter")):
        with pytest.raises(SundalinkError, match=rule):
            rectangular(*arguments, **options)
