"""The cheapest route on grids whose answer is known, and around land that it must not touch."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.ndimage import binary_dilation

from sim.errors import SundalinkError
from sim.route import geodesic, least_cost_path, path_smoothing, raster
from sim.route.seabed import Sea, profile

OCTILE = 1.0 / np.cos(np.pi / 8.0)
"""Longest detour of 8 directions, met at 22.5 degrees to the grid: 1.0824."""

Y, X = np.linspace(0.0, 10.0, 41), np.linspace(103.0, 113.0, 41)
OPEN = Sea(Y, X, np.full((41, 41), -50.0), "open")
CELLS = raster.grid(OPEN, 0.0, 10.0, 103.0, 113.0, 10.0)
COARSE = raster.grid(OPEN, 0.0, 10.0, 103.0, 113.0, 25.0)
EVEN = np.ones((CELLS.latitude.size, CELLS.longitude.size))


def length(way):
    return geodesic.length(way.latitude, way.longitude)


def raw(cost, start, end):
    """The length of a search's way, before smoothing."""
    cells = [tuple(round(float(v)) for v in raster.cell(CELLS, *place)) for place in (start, end)]
    found = least_cost_path.search(cost, CELLS.size, *cells)
    return found, geodesic.length(*raster.position(CELLS, *found.T))


@settings(max_examples=30, deadline=None)
@given(*[st.floats(0.5, 9.4) for _ in range(2)], *[st.floats(103.5, 112.4) for _ in range(2)])
def test_even_cost_gives_the_geodesic(south, north, west, east):
    start, end = (south, west), (north, east)
    straight = geodesic.length([south, north], [west, east])
    assume(straight > 150.0)
    found, searched = raw(EVEN, start, end)
    between = geodesic.length(*raster.position(CELLS, *found[[0, -1]].T))
    assert 1.0 - 1e-6 <= searched / between <= OCTILE + 1e-3
    way = least_cost_path.least_cost_path(CELLS, EVEN, start, end)
    assert 1.0 - 1e-9 <= length(way) / straight <= 1.0005
    assert way.cost == pytest.approx(straight, rel=1e-3)
    assert (way.latitude[0], way.longitude[0], way.latitude[-1], way.longitude[-1]) == (*start, *end)


def test_far_north_the_way_bends_towards_the_pole_as_the_globe_does():
    """Cells shrink from 25 to 13 km over the grid: a path that takes them for equal keeps to the parallel."""
    sea = Sea(np.linspace(40.0, 70.0, 61), np.linspace(0.0, 60.0, 121), np.full((61, 121), -50.0), "north")
    cells = raster.grid(sea, 41.0, 69.0, 1.0, 59.0, 25.0)
    assert cells.size.max() > 1.8 * cells.size.min()
    even = np.ones((cells.latitude.size, cells.longitude.size))
    way = least_cost_path.least_cost_path(cells, even, (50.0, 5.0), (50.0, 55.0))
    straight = geodesic.length([50.0, 50.0], [5.0, 55.0])
    parallel = geodesic.length(np.full(99, 50.0), np.linspace(5.0, 55.0, 99))
    assert parallel > 1.015 * straight
    assert length(way) < 1.003 * straight
    assert way.cost == pytest.approx(straight, rel=5e-3)
    assert way.latitude.max() == pytest.approx(52.75, abs=0.5)   # the highest point of the great circle
    legs = [geodesic.length(way.latitude[k:k + 2], way.longitude[k:k + 2]) for k in range(way.latitude.size - 1)]
    assert max(legs) <= 1.5 * least_cost_path.LEG   # a leg is as many cells of the mean size as make this length


def test_the_search_is_worst_at_its_known_angle():
    rise = np.tan(np.radians(22.5)) * 8.0
    found, searched = raw(EVEN, (2.0, 104.0), (2.0 + rise, 112.0))
    assert searched / geodesic.length(*raster.position(CELLS, *found[[0, -1]].T)) == pytest.approx(OCTILE, abs=0.004)


def test_a_wall_is_passed_through_its_gap():
    cost = EVEN.copy()
    wall = round(float(raster.cell(CELLS, 5.0, 108.0)[0]))
    gap = slice(20, 23)
    cost[wall, :] = np.inf
    cost[wall, gap] = 1.0
    way = least_cost_path.least_cost_path(CELLS, cost, (2.0, 110.0), (8.0, 110.0))
    latitude, longitude, _ = geodesic.densify(way.latitude, way.longitude, 0.5)
    row, column = raster.cell(CELLS, latitude, longitude)
    inside = np.abs(row - wall) < 0.45
    assert inside.any()
    assert ((column[inside] > 19.4) & (column[inside] < 22.6)).all()
    corner = raster.position(CELLS, wall, 22.5)   # both ends lie east of the gap: it is rounded at its eastern side
    around = geodesic.length([2.0, corner[0], 8.0], [110.0, corner[1], 110.0])
    assert around * 0.995 <= length(way) <= around * 1.01


def test_a_closed_wall_has_no_way():
    cost = EVEN.copy()
    cost[50, :] = np.inf
    with pytest.raises(SundalinkError, match="no route by sea"):
        least_cost_path.least_cost_path(CELLS, cost, (2.0, 110.0), (8.0, 110.0))
    cost = EVEN.copy()
    cost[tuple(round(float(v)) for v in raster.cell(CELLS, 8.0, 110.0))] = np.inf
    with pytest.raises(SundalinkError, match="no route by sea"):
        least_cost_path.least_cost_path(CELLS, cost, (2.0, 110.0), (8.0, 110.0))


def test_a_place_outside_the_grid_is_refused():
    with pytest.raises(SundalinkError, match="outside the relief"):
        least_cost_path.least_cost_path(CELLS, EVEN, (2.0, 110.0), (11.0, 110.0))


@pytest.mark.parametrize(("cheap", "taken"), [(0.3, True), (0.97, False)])
def test_a_cheap_corridor_is_taken_where_it_pays(cheap, taken):
    cost = EVEN.copy()
    row = round(float(raster.cell(CELLS, 6.0, 108.0)[0]))
    cost[row - 1:row + 2, :] = cheap
    way = least_cost_path.least_cost_path(CELLS, cost, (4.0, 103.5), (4.0, 112.5))
    assert (way.latitude.max() > 5.7) == taken
    straight = geodesic.length([4.0, 4.0], [103.5, 112.5])
    assert way.cost <= straight * (1.0 + 1e-6)
    if taken:
        assert way.cost < 0.75 * straight


def test_refraction_at_an_edge_between_two_costs():
    # Snell: cost times sine of the angle to the normal is the same on both sides of a straight edge.
    cost = EVEN.copy()
    edge = round(float(raster.cell(CELLS, 5.0, 108.0)[0]))
    cost[edge:, :] = 2.0
    way = least_cost_path.least_cost_path(CELLS, cost, (1.0, 104.0), (9.0, 112.0))
    row, column = raster.cell(CELLS, way.latitude, way.longitude)
    crossing = np.interp(edge - 0.5, row, column)
    low = np.sin(np.arctan2(crossing - column[0], edge - 0.5 - row[0]))
    high = np.sin(np.arctan2(column[-1] - crossing, row[-1] - edge + 0.5))
    assert low == pytest.approx(2.0 * high, rel=0.06)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_doubling_all_costs_leaves_the_way(seed):
    rng = np.random.default_rng(seed)
    cost = np.exp(rng.normal(0.0, 0.5, (COARSE.latitude.size, COARSE.longitude.size)))
    one, two = (least_cost_path.least_cost_path(COARSE, factor * cost, (1.0, 104.0), (9.0, 111.0)) for factor in (1.0,
                                                                                                                  2.0))
    np.testing.assert_array_equal(one.latitude, two.latitude)
    np.testing.assert_array_equal(one.longitude, two.longitude)
    assert two.cost == pytest.approx(2.0 * one.cost, rel=1e-12)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_land_is_never_crossed(seed):
    rng = np.random.default_rng(seed)
    y, x = np.linspace(3.0, 5.0, 25), np.linspace(104.0, 106.0, 25)
    elevation = np.where(rng.random((25, 25)) < 0.12, rng.uniform(1.0, 50.0, (25, 25)), -40.0)
    sea = Sea(y, x, elevation, "islands")
    cells = raster.grid(sea, 3.0, 5.0, 104.0, 106.0, 2.0)
    closed = binary_dilation(raster.highest(sea, cells) >= 0, np.ones((3, 3)))   # what a clearance does
    cost = np.where(closed, np.inf, np.exp(rng.normal(0.0, 0.3, closed.shape)))
    start, end, way = (3.3, 104.2), (4.7, 105.7), None
    with suppress(SundalinkError):
        way = least_cost_path.least_cost_path(cells, cost, start, end)
    if way is None:   # shut in by islands: then the search itself must have found nothing
        ends = [tuple(round(float(v)) for v in raster.cell(cells, *place)) for place in (start, end)]
        assert not len(least_cost_path.search(cost, cells.size, *ends))
        return
    latitude, longitude, _ = geodesic.densify(way.latitude, way.longitude, 0.1)
    assert (profile(sea, latitude, longitude) > 0).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_smoothing_is_never_dearer_and_never_trespasses(seed):
    rng = np.random.default_rng(seed)
    shape = COARSE.latitude.size, COARSE.longitude.size
    cost = np.where(rng.random(shape) < 0.15, np.inf, np.exp(rng.normal(0.0, 0.5, shape)))
    cost[2, 3] = cost[35, 40] = 1.0
    found = least_cost_path.search(cost, COARSE.size, (2, 3), (35, 40)).astype(float)
    assume(len(found))
    weight = cost * COARSE.size[:, None]
    before = path_smoothing.line_cost(weight, found[:-1], found[1:]).sum()
    line = path_smoothing.smooth(weight, found)
    after = path_smoothing.line_cost(weight, line[:-1], line[1:]).sum()
    assert np.isfinite(after)
    assert after <= before * (1.0 + path_smoothing.POINT_PENALTY * len(found))
    np.testing.assert_array_equal(line[[0, -1]], found[[0, -1]])


def test_the_cost_of_a_straight_line():
    weight = np.ones((10, 10))
    weight[5:] = 3.0
    cost = path_smoothing.line_cost(weight, [[2.0, 4.0], [2.0, 2.0]], [[2.0, 8.0], [7.0, 2.0]])
    np.testing.assert_allclose(cost, [4.0, 2.5 + 7.5], rtol=0.03)


def test_spaced_keeps_the_line():
    line = np.array([[0.0, 0.0], [0.0, 10.0], [7.0, 10.0]])
    found = path_smoothing.spaced(line, 3.0)
    assert np.hypot(*np.diff(found, axis=0).T).max() <= 3.0
    assert np.hypot(*np.diff(found, axis=0).T).sum() == pytest.approx(17.0)
    assert {tuple(p) for p in line} <= {tuple(p) for p in found}
