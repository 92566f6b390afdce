"""The sea along a route: interpolation, land, zones; on seas made by hand and on the embedded one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.inputs import bathymetry, route_file
from sim.route import geodesic, metrics
from sim.route.seabed import MODELS, Sea, check_water, profile, zones

Y, X = np.linspace(0.0, 10.0, 21), np.linspace(100.0, 110.0, 11)
SLOPE = Sea(Y, X, -(20.0 + 3.0 * Y[:, None] + 2.0 * (X - 100.0)), "slope")


@given(st.floats(0, 10), st.floats(100, 110))
def test_a_plane_is_read_exactly(latitude, longitude):
    depth = profile(SLOPE, [latitude], [longitude])
    assert depth[0] == pytest.approx(20.0 + 3.0 * latitude + 2.0 * (longitude - 100.0), rel=1e-12)


def test_points_of_the_grid_are_read_as_they_stand():
    rough = Sea(Y, X, np.random.default_rng(0).normal(-50.0, 30.0, (21, 11)), "rough")
    north, east = np.meshgrid(Y, X, indexing="ij")
    for nearest in (False, True):
        np.testing.assert_allclose(profile(rough, north.ravel(), east.ravel(), nearest), -rough.elevation.ravel(),
                                   rtol=1e-12)


def test_nearest_takes_one_value_of_the_grid():
    assert profile(SLOPE, [0.2], [104.4], nearest=True)[0] == pytest.approx(28.0)
    assert profile(SLOPE, [0.3], [104.6], nearest=True)[0] == pytest.approx(31.5)


def test_outside_the_relief_is_refused():
    with pytest.raises(SundalinkError, match="longitude in slope = 111"):
        profile(SLOPE, [5.0], [111.0])


def test_land_in_the_way_is_named():
    distance = np.arange(0.0, 101.0, 5.0)
    depth, latitude, longitude = np.full(21, 40.0), np.linspace(10.0, 9.0, 21), np.full(21, 107.0)
    depth[[0, 1, 2, -1]] = -5.0
    check_water(depth, latitude, longitude, distance)
    depth[10] = -3.0
    with pytest.raises(SundalinkError, match=r"mine: depth at 9.500 N 107.000 E, 50 km from its start = -3"):
        check_water(depth, latitude, longitude, distance, "mine")
    depth[10] = np.nan
    with pytest.raises(SundalinkError, match="50 km from its start = nan"):
        check_water(depth, latitude, longitude, distance, "mine")


def test_a_neck_of_land_may_be_crossed_where_that_is_allowed():
    distance = np.arange(0.0, 101.0, 5.0)
    depth, latitude, longitude = np.full(21, 40.0), np.linspace(10.0, 9.0, 21), np.full(21, 107.0)
    assert check_water(depth, latitude, longitude, distance, land=30.0) == (0.0, -1)
    depth[10:14] = -3.0
    assert check_water(depth, latitude, longitude, distance, land=30.0) == (20.0, 10)
    with pytest.raises(SundalinkError, match=r"50 km from its start.*15 km of land may be crossed, here it is 20 km"):
        check_water(depth, latitude, longitude, distance, land=15.0)
    found = {zone.name: zone for zone in zones(depth, distance, latitude, longitude)}
    assert found["landfall"].length == pytest.approx(5.0 + 15.0 + 5.0)   # both ends, and between four points
    depth[10] = np.nan
    with pytest.raises(SundalinkError, match="nan"):
        check_water(depth, latitude, longitude, distance, land=30.0)


def test_zones_by_hand():
    distance = np.array([0.0, 4.0, 20.0, 50.0, 100.0, 160.0, 196.0, 200.0])
    depth = np.array([0.0, 10.0, 20.0, 45.0, 45.0, 80.0, 30.0, 0.0])
    latitude = np.array([9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 1.3, 1.3])
    longitude = np.full(8, 104.0)
    found = {zone.name: zone for zone in zones(depth, distance, latitude, longitude)}
    assert {name: zone.length for name, zone in found.items()} == {
        "landfall": 8.0, "shallow": 16.0, "shelf": 80.0, "deep": 96.0}
    latitude[4:] = 1.3
    found = {zone.name: zone for zone in zones(depth, distance, latitude, longitude)}
    assert found["strait"].length == pytest.approx(96.0)
    assert found["strait"].burial > found["shelf"].burial
    assert found["shallow"].ambient > found["shelf"].ambient
    assert found["landfall"].soil > found["shallow"].soil


@given(st.integers(0, 2**32 - 1))
def test_zones_add_up_to_the_route(seed):
    rng = np.random.default_rng(seed)
    distance = np.r_[0.0, np.cumsum(rng.uniform(0.1, 20.0, 50))]
    depth, latitude, longitude = rng.uniform(-5, 120, 51), rng.uniform(0, 10, 51), rng.uniform(103, 108, 51)
    found = MODELS["depth_zones"](depth, distance, latitude, longitude)
    assert sum(zone.length for zone in found) == pytest.approx(distance[-1], rel=1e-12)
    assert len({zone.name for zone in found}) == len(found) <= 5
    assert all(zone.length > 0 for zone in found)


def test_bed_and_burial_that_are_known_along_the_route_take_the_place_of_the_usual_ones():
    distance = np.array([0.0, 5.0, 20.0, 50.0, 60.0, 95.0, 100.0])
    depth, latitude, longitude = np.full(7, 40.0), np.full(7, 6.0), np.full(7, 107.0)
    soil, burial = np.full(6, np.nan), np.full(6, np.nan)
    soil[2], burial[3] = 0.5, 2.5
    found = {zone.name: zone for zone in zones(depth, distance, latitude, longitude, soil, burial)}
    lengths = {name: (zone.length, zone.soil, zone.burial) for name, zone in found.items()}
    assert lengths == {"landfall": (10.0, 1.2, 1.5), "shelf": (50.0, 0.9, 1.5), "shelf (0.5 K.m/W, 1.5 m)": (
        30.0, 0.5, 1.5), "shelf (0.9 K.m/W, 2.5 m)": (10.0, 0.9, 2.5)}
    unknown = zones(depth, distance, latitude, longitude, np.full(6, np.nan), np.full(6, np.nan))
    assert unknown == zones(depth, distance, latitude, longitude)


def test_deep_below_shallow_is_refused():
    with pytest.raises(SundalinkError, match="zones: deep = 20"):
        zones([5.0, 5.0], [0.0, 1.0], [9.0, 9.0], [107.0, 107.0], deep=20.0)


@pytest.mark.parametrize("name", route_file.shipped())
def test_shipped_routes_lie_in_the_water(name):
    route = route_file.read(name)
    latitude, longitude, distance = geodesic.densify(route.latitude, route.longitude, 2.0)
    depth = profile(bathymetry.embedded(), latitude, longitude)
    check_water(depth, latitude, longitude, distance, name)
    assert depth.max() < 100.0
    found = metrics.figures(depth, distance, geodesic.length(route.latitude[[0, -1]], route.longitude[[0, -1]]))
    assert 1.0 <= found.detour <= 1.15
    assert (route.latitude[0], route.longitude[0]) == geodesic.place("vung_tau")
    # The relief does not show small islands, so routes keep clear of them by hand.
    for island in ((8.69, 106.60), (2.80, 104.17), (2.45, 104.52), (2.58, 104.33), (3.0, 105.9), (1.33, 104.41)):
        apart = min(geodesic.length([p, island[0]], [q, island[1]]) for p, q in zip(latitude, longitude, strict=True))
        assert apart > 5.0


def test_the_base_route_is_as_long_as_announced():
    route = route_file.read("direct")
    assert 1000.0 <= geodesic.length(route.latitude, route.longitude) <= 1085.0


def test_a_straight_line_over_the_delta_is_refused():
    latitude, longitude, distance = geodesic.densify([10.35, 9.0], [107.08, 104.6], 5.0)
    depth = profile(bathymetry.embedded(), latitude, longitude)
    with pytest.raises(SundalinkError, match=r"delta: depth at \d+\.\d+ N \d+\.\d+ E, \d+ km"):
        check_water(depth, latitude, longitude, distance, "delta")
