"""Geodesics: known lengths, points along a leg, named places."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.route import geodesic


def haversine(lat1, lon1, lat2, lon2):
    """Great circle on a sphere of mean radius: within 0.6 % of the ellipsoid. [km]"""
    a, b, c, d = np.radians([lat1, lat2, lon2 - lon1, lat2 - lat1])
    return 2 * 6371.0088 * np.arcsin(np.sqrt(np.sin(d / 2)**2 + np.cos(a) * np.cos(b) * np.sin(c / 2)**2))


def test_a_quarter_of_the_equator_and_of_a_meridian():
    assert geodesic.length([0.0, 0.0], [10.0, 100.0]) == pytest.approx(10018.754, abs=1e-3)
    assert geodesic.length([0.0, 90.0], [105.0, 105.0]) == pytest.approx(10001.966, abs=1e-3)


def test_con_dao_to_changi_as_published():
    """862 km, as published for the great circle; on a sphere it differs by up to 0.6 %."""
    ends = geodesic.place("con_dao"), geodesic.place("changi")
    assert geodesic.length(*np.transpose(ends)) == pytest.approx(862.0, rel=6e-3)


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(-80, 80), st.floats(-179, 179))
def test_length_is_near_that_on_a_sphere(lat1, lon1, lat2, lon2):
    assert geodesic.length([lat1, lat2], [lon1, lon2]) == pytest.approx(haversine(lat1, lon1, lat2, lon2), rel=6e-3,
                                                                    abs=1e-6)


def test_bearings_of_the_compass():
    _, bearing = geodesic.legs([0.0, 1.0, 1.0, 0.0, 0.0], [105.0, 105.0, 106.0, 106.0, 105.0])
    np.testing.assert_allclose(bearing, [0.0, 90.0, 180.0, 270.0], atol=0.01)


LATITUDE, LONGITUDE = np.array([10.35, 8.65, 2.5, 1.35]), np.array([107.08, 106.87, 104.7, 104.05])


@pytest.mark.parametrize("step", [0.7, 5.0, 50.0, 1e4])
def test_points_in_between_keep_length_and_corners(step):
    latitude, longitude, distance = geodesic.densify(LATITUDE, LONGITUDE, step)
    assert np.diff(distance).max() <= step * (1 + 1e-9)
    assert distance[-1] == pytest.approx(geodesic.length(LATITUDE, LONGITUDE), rel=1e-12)
    np.testing.assert_allclose(np.cumsum(geodesic.legs(latitude, longitude)[0]), distance[1:], rtol=1e-9)
    for corner in zip(LATITUDE, LONGITUDE, strict=True):
        assert corner in set(zip(latitude, longitude, strict=True))


def test_a_long_step_adds_nothing():
    latitude, longitude, _ = geodesic.densify(LATITUDE, LONGITUDE, 1e5)
    np.testing.assert_array_equal(latitude, LATITUDE)
    np.testing.assert_array_equal(longitude, LONGITUDE)


def test_places_by_name_and_by_numbers():
    assert geodesic.place("Vung Tau") == (10.35, 107.08)
    assert geodesic.place(" 1.5, 104.2 ") == (1.5, 104.2)


@pytest.mark.parametrize(("text", "words"), [
    ("chagi", r"did you mean changi\?"), ("1,2,3", "latitude,longitude"), ("95,104", "latitude = 95"),
    ("104.0,1.3", "latitude = 104.*are longitude and latitude exchanged"),
    ("nan,104", "latitude = nan")])
def test_no_such_place(text, words):
    with pytest.raises(SundalinkError, match=words):
        geodesic.place(text)


@pytest.mark.parametrize(("latitude", "longitude", "words"), [
    ([1.0], [104.0], "two points or more"), ([1.0, 1.0], [104.0, 104.0], "two points or more"),
    ([1.0, 2.0], [104.0], "every point needs both"), ([1.0, 2.0], [104.0, 200.0], "longitude = 200")])
def test_what_is_no_route(latitude, longitude, words):
    with pytest.raises(SundalinkError, match=words):
        geodesic.densify(latitude, longitude, 5.0)
