"""Whose waters: by hand, on the agreed meeting point of three countries, and on an announced route."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.inputs import coast as inputs_coast
from sim.inputs import route_file
from sim.route import geodesic, jurisdiction
from sim.route.jurisdiction import Coast

TWO = Coast(np.array([0.0, 0.0]), np.array([104.0, 106.0]), np.array(["west", "east"]))


def test_the_nearest_coast_has_it():
    country, distance = jurisdiction.nearest(TWO, [0.0, 1.0, 0.0], [104.9, 105.1, 106.0])
    assert country.tolist() == ["west", "east", "east"]
    np.testing.assert_allclose(distance, [0.9 * 111.195, np.hypot(1.0, 0.9) * 111.195, 0.0], rtol=1e-3, atol=1e-6)


def test_a_route_across_the_middle_is_halved():
    latitude, longitude, distance = geodesic.densify([0.5, 0.5], [104.0, 106.0], 1.0)
    country = jurisdiction.pieces(TWO, latitude, longitude)
    names, length = jurisdiction.kilometres(country, distance)
    assert names.tolist() == ["west", "east"]
    np.testing.assert_allclose(length, distance[-1] / 2, atol=1.0)
    crossed = jurisdiction.crossings(country, distance)
    assert (crossed.left.tolist(), crossed.entered.tolist()) == (["west"], ["east"])
    assert crossed.distance[0] == pytest.approx(distance[-1] / 2, abs=1.0)


def test_waters_within_reach_of_two_coasts_are_shared_by_just_these():
    """Coasts 20 km north and 15 km south of a route along the equator; the southern one ends at 105 E."""
    along = np.arange(104.0, 106.0, 0.005)
    south = along[along <= 105.0]
    coast = Coast(np.r_[np.full(along.size, 20.0 / 110.574), np.full(south.size, -15.0 / 110.574)], np.r_[along, south],
                  np.array(["north"] * along.size + ["south"] * south.size))
    latitude, longitude, distance = geodesic.densify([0.0, 0.0], [104.2, 105.8], 0.5)
    (countries, length), = jurisdiction.shared(coast, latitude, longitude, distance)
    reach = np.sqrt(jurisdiction.TERRITORIAL**2 - 15.0**2)   # beyond its end the southern coast is nearer than that
    assert countries == ("north", "south")
    assert length == pytest.approx(0.8 * 111.32 + reach, abs=1.0)
    assert jurisdiction.shared(coast, latitude, longitude, distance, reach=17.0) == ()
    alone = jurisdiction.shared(coast, latitude, longitude, distance, reach=100.0)
    assert alone[0][1] == pytest.approx(distance[-1])


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30), st.integers(0, 2**32 - 1))
def test_kilometres_add_up_and_crossings_chain(country, seed):
    distance = np.r_[0.0, np.cumsum(np.random.default_rng(seed).uniform(0.1, 5.0, len(country)))]
    names, length = jurisdiction.kilometres(country, distance)
    assert names.tolist() == list(dict.fromkeys(country))
    assert length.sum() == pytest.approx(distance[-1])
    crossed = jurisdiction.crossings(country, distance)
    assert [*crossed.left[:1], *crossed.entered] == [c for i, c in enumerate(country)
                                                     if i == 0 or c != country[i - 1]] or not crossed.left.size
    assert (np.diff(crossed.distance) > 0).all()


def test_a_tree_finds_what_comparing_all_finds(monkeypatch):
    coast, random = inputs_coast.embedded(), np.random.default_rng(1)
    places = random.uniform(-5, 20, (40, 5)), random.uniform(95, 120, (40, 5))
    country, distance = jurisdiction.nearest(coast, *places)
    monkeypatch.setattr(jurisdiction, "PAIRS", 0)
    again, far = jurisdiction.nearest(coast, *places)
    assert country.shape == again.shape == (40, 5)
    np.testing.assert_array_equal(country, again)
    np.testing.assert_allclose(distance, far, rtol=1e-12)


def test_no_coast_is_refused():
    with pytest.raises(SundalinkError, match="coast = 0"):
        jurisdiction.nearest(Coast(np.empty(0), np.empty(0), np.empty(0, dtype=str)), [0.0], [0.0])


def test_the_agreed_meeting_point_of_three_shelves_is_as_far_from_each():
    # Viet Nam and Indonesia, agreement of 26 June 2003, point 20: 6 05 48 N 105 49 12 E, where the lines of Malaysia
    # and Indonesia of 1969 end.
    coast = inputs_coast.embedded()
    away = [jurisdiction.nearest(Coast(*(part[coast.country == name] for part in coast)), 6.0967, 105.82)[1]
            for name in ("vietnam", "indonesia", "malaysia")]
    assert np.ptp(away) < 6.0
    assert np.mean(away) == pytest.approx(280.0, abs=5.0)


@pytest.mark.parametrize(("latitude", "longitude", "country"), [
    (1.25, 103.90, "singapore"), (1.15, 104.00, "indonesia"), (5.0, 104.5, "malaysia"), (8.0, 107.0, "vietnam"),
    (4.0, 107.0, "indonesia"), (10.0, 102.7, "cambodia"), (9.0, 101.0, "thailand"), (5.0, 114.3, "brunei")])
def test_waters_that_nobody_disputes(latitude, longitude, country):
    assert jurisdiction.nearest(inputs_coast.embedded(), latitude, longitude)[0] == country


def test_shares_of_an_announced_route():
    # Sarawak to Singapore: 80 % in Indonesian and 20 % in Malaysian waters (Premier of Sarawak, 31 October 2023).
    route = route_file.read("asean/sarawak_singapore")
    latitude, longitude, distance = geodesic.densify(route.latitude, route.longitude, 1.0)
    names, length = jurisdiction.kilometres(jurisdiction.pieces(inputs_coast.embedded(), latitude, longitude), distance)
    share = dict(zip(names.tolist(), length / distance[-1], strict=True))
    assert share["indonesia"] == pytest.approx(0.80, abs=0.05)
    assert share["malaysia"] == pytest.approx(0.20, abs=0.05)


def test_coast_samples_close_the_coast():
    coast = inputs_coast.embedded()
    assert set(coast.country) == {"brunei", "cambodia", "china", "indonesia", "malaysia", "philippines", "singapore",
                                  "thailand", "vietnam"}
    points = jurisdiction._vectors(coast.latitude, coast.longitude)
    assert np.isfinite(points).all()
    assert coast.country.size > 5000


def test_islands_stand_in_the_coast_as_well():
    coast, islands = inputs_coast.embedded(), inputs_coast.islands()
    listed = set(zip(islands.latitude, islands.longitude, strict=True))
    assert {(2.45, 104.52), (1.33, 104.41), (8.69, 106.60)} <= listed
    _, distance = jurisdiction.nearest(coast, islands.latitude, islands.longitude)
    assert distance.max() < 1e-6
