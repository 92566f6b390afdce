"""The route of a case: where it begins and ends, how it is drawn, and the user's bed along it."""

import json

import numpy as np
import pytest

from sim.case import route as case_route
from sim.errors import SundalinkError
from sim.scenario.load import load

DRAWN = [[107.08, 10.35], [106.87, 8.65], [104.7, 2.5], [104.45, 1.45], [104.28, 1.32], [104.05, 1.35]]


def line_of(tmp_path, points, **changes):
    """The route of base along points given as [longitude, latitude]."""
    path = tmp_path / "drawn.geojson"
    path.write_text(json.dumps({"type": "LineString", "coordinates": points}))
    return case_route.make(load("base", {"route.file": str(path), **changes}))


@pytest.mark.parametrize("topology", ["onshore", "offshore"])
def test_a_route_drawn_from_singapore_is_turned(tmp_path, topology):
    ours, turned = (line_of(tmp_path, points, **{"hub.topology": topology}) for points in (DRAWN, DRAWN[::-1]))
    assert (ours.turned, turned.turned) == (False, True)
    np.testing.assert_array_equal(ours.latitude, turned.latitude)
    assert ours.segments == turned.segments
    assert 900 < ours.length < 1300


@pytest.mark.parametrize(("points", "words"), [
    ([*DRAWN[:3], [105.0, 2.0]], "from the coast of Singapore: must end within 20 km of it"),
    ([*DRAWN[:2], [106.6, 8.75]], "from the coast of Singapore"),
    ([[105.0, 4.0], *DRAWN[3:]], "must lie within 200 km of it"),
    ([[lat, lon] for lon, lat in DRAWN], "latitude and longitude exchanged|longitude and latitude exchanged")])
def test_a_route_that_does_not_join_farm_and_buyer_is_refused(tmp_path, points, words):
    with pytest.raises(SundalinkError, match=words) as fault:
        line_of(tmp_path, points, **{"hub.topology": "offshore"})
    assert fault.value.status == 2


def test_the_users_bed_counts_where_it_says_something(tmp_path):
    table = tmp_path / "bed.csv"
    table.write_text("distance_km,depth_m,soil_k_m_per_w,burial_m\n100,40,0.7,2.5\n300,45,,\n400,,1.4,\n")
    plain, own = (line_of(tmp_path, DRAWN, **{"route.bed_file": file}) for file in ("", str(table)))
    assert own.length == plain.length
    assert sum(s.length for s in own.segments) == pytest.approx(own.length, rel=1e-12)
    middle = (own.distance >= 100) & (own.distance <= 300)
    np.testing.assert_allclose(own.depth[middle], np.interp(own.distance[middle], [100, 300], [40, 45]))
    assert {s.soil for s in own.segments} >= {0.7, 1.4}
    stepped = [s for s in own.segments if s.soil == 0.7]
    assert sum(s.length for s in stepped) == pytest.approx(300.0, abs=10.0)   # to 400 km: an empty cell goes on
    assert all(s.burial == 2.5 for s in stepped)
    assert {s.burial for s in own.stretches} >= {2.5}


@pytest.mark.parametrize(("text", "words"), [
    ("distance_km,depth_m\n5,10\n5,20\n", "must rise"), ("distance_km\n5\n", "must hold a value"),
    ("distance_km,burial_m\n5,90\n", "burial_m"), ("depth_m\n5\n", "distance_km")])
def test_a_bed_that_means_nothing_is_refused(tmp_path, text, words):
    table = tmp_path / "bed.csv"
    table.write_text(text)
    with pytest.raises(SundalinkError, match=words):
        line_of(tmp_path, DRAWN, **{"route.bed_file": str(table)})


def test_overhead_parts_lengthen_the_route_cost_less_than_cable_and_have_stretches_of_their_own():
    from sim.case import cable_cost
    from sim.inputs import cable_data

    changes = {"route.overhead.length_from_km": 40.0, "route.overhead.length_to_km": 60.0}
    plain, lined = load("base", {}), load("base", changes)
    without, with_line = case_route.make(plain), case_route.make(lined)
    assert with_line.length == pytest.approx(without.length + 100.0)
    assert with_line.segments[:-1] == without.segments
    assert (with_line.segments[-1].name, with_line.segments[-1].length) == ("overhead", 100.0)
    assert [(part.name, part.length, part.country) for part in with_line.stretches[-2:]] == [
        ("overhead", 40.0, "vietnam"), ("overhead", 60.0, "singapore")]
    kind = cable_data.cable("xlpe_525_2000")
    more = cable_cost.cable_cost(lined, with_line, kind) - cable_cost.cable_cost(plain, without, kind)
    assert more == pytest.approx(100.0 * 1200.0 * 296.0)
    platform = case_route.make(load("base", {**changes, "hub.topology": "offshore"}))
    assert sum(part.length for part in platform.stretches if part.name == "overhead") == 60.0
