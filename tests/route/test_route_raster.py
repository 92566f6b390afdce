"""The grid of a search: metric, exact about land, and there and back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.route import geodesic, raster
from sim.route.seabed import Sea, profile

Y, X = np.linspace(0.0, 22.0, 45), np.linspace(102.0, 116.0, 29)
FLAT = Sea(Y, X, np.full((45, 29), -50.0), "flat")


@pytest.mark.parametrize("row", [0, 100, -1])
def test_cells_are_square_on_the_globe_at_every_latitude(row):
    cells = raster.grid(FLAT, 0.0, 22.0, 102.0, 116.0, 3.0)
    number = np.arange(cells.latitude.size)[row]
    low, left = raster.position(cells, number - 0.5, 99.5)
    high, right = raster.position(cells, number + 0.5, 100.5)
    middle = cells.latitude[row]
    assert geodesic.length([low, high], [left, left]) == pytest.approx(cells.size[row], rel=1e-6)
    assert geodesic.length([middle, middle], [left, right]) == pytest.approx(cells.size[row], rel=1e-6)
    assert cells.size[row] == pytest.approx(3.0, rel=0.06)


def test_positions_come_back():
    cells = raster.grid(FLAT, 2.0, 12.0, 103.0, 110.0, 5.0)
    latitude, longitude = np.array([2.5, 7.0, 11.9]), np.array([103.1, 106.0, 109.9])
    found = raster.position(cells, *raster.cell(cells, latitude, longitude))
    np.testing.assert_allclose(found, [latitude, longitude], atol=1e-9)
    row, column = raster.cell(cells, cells.latitude[[0, -1]], cells.longitude[[0, -1]])
    np.testing.assert_allclose(row, [0, cells.latitude.size - 1], atol=1e-6)
    np.testing.assert_allclose(column, [0, cells.longitude.size - 1], atol=1e-6)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 5.0, 17.0, 60.0]))
def test_no_place_of_a_cell_lies_above_its_highest_ground(seed, step):
    rng = np.random.default_rng(seed)
    sea = Sea(np.linspace(3.0, 5.0, 25), np.linspace(104.0, 105.5, 19), rng.normal(-20.0, 30.0, (25, 19)), "rough")
    cells = raster.grid(sea, -90.0, 90.0, -180.0, 180.0, step)
    top = raster.highest(sea, cells)
    at = rng.uniform(-0.5, 0.5, (2, 2000))
    index = [rng.integers(0, n, 2000) for n in top.shape]
    latitude, longitude = raster.position(cells, index[0] + at[0], index[1] + at[1])
    assert (-profile(sea, latitude, longitude) <= top[tuple(index)] + 1e-6).all()
    assert top.max() <= sea.elevation.max() + 1e-9


def test_the_highest_ground_of_a_fine_relief_is_a_point_of_it():
    elevation = np.full((201, 201), -30.0)
    elevation[100, 100] = 8.0   # a rock that the middle of no cell need hit
    sea = Sea(np.linspace(3.0, 5.0, 201), np.linspace(104.0, 106.0, 201), elevation, "rock")
    cells = raster.grid(sea, 3.0, 5.0, 104.0, 106.0, 7.0)
    top = raster.highest(sea, cells)
    assert top.max() == pytest.approx(8.0)
    assert 1 <= (top > 0).sum() <= 4


def test_slope_of_a_plane():
    drop = 100.0   # metres for each degree north
    sea = Sea(Y, X, -(50.0 + drop * Y[:, None] + 0.0 * X), "ramp")
    depth, slope = raster.depths(sea, raster.grid(sea, 4.0, 8.0, 104.0, 108.0, 5.0))
    assert depth[0, 0] < depth[-1, 0]
    np.testing.assert_allclose(slope, np.degrees(np.arctan(drop / 110_600.0)), rtol=0.01)


def test_a_box_without_cells_is_refused():
    with pytest.raises(SundalinkError, match=r"step = 5000 \[km\]"):
        raster.grid(FLAT, 0.0, 22.0, 102.0, 116.0, 5000.0)
    with pytest.raises(SundalinkError, match="step = -1"):
        raster.grid(FLAT, 0.0, 22.0, 102.0, 116.0, -1.0)
