"""Route files: the shipped ones, GeoJSON, and what a wrong file is told."""

import json

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs import route_file

GOOD = """
name = "mine"
description = "a line"
landing = "Changi"
source = "drawn by hand"
status = "assumed"
points_deg = [[10.35, 107.08], [5, 105.5], [1.35, 104.05]]
"""
WHEELING = """
[wheeling]
length_km = 375.0
capacity_mw = 1250.0
charge_usd_per_mwh = 10.0
loss = 0.025
source = "assumed here"
status = "assumed"
"""


def write(folder, text, name="mine.toml"):
    """Write a file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_routes():
    assert route_file.shipped() == ["direct", "east", "peninsular", "west"]
    for name in route_file.shipped():
        found = route_file.read(name)
        assert found.name == name
        assert found.source
        assert found.status == "assumed"
        assert (found.wheeling is None) == (name != "peninsular")
    wheeling = route_file.read("peninsular").wheeling
    assert 350.0 <= wheeling.length <= 400.0
    assert wheeling.status == "assumed"


def test_toml(tmp_path):
    found = route_file.read(write(tmp_path, GOOD + WHEELING))
    np.testing.assert_array_equal(found.latitude, [10.35, 5.0, 1.35])
    np.testing.assert_array_equal(found.longitude, [107.08, 105.5, 104.05])
    assert found.wheeling[:4] == (375.0, 1250.0, 10.0, 0.025)


LINE = {"type": "LineString", "coordinates": [[107.08, 10.35], [105.5, 5.0, -40.0], [104.05, 1.35]]}


@pytest.mark.parametrize("data", [
    LINE, {"type": "Feature", "geometry": LINE, "properties": None},
    {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [107.0, 9.0]}, "properties": {}},
        {"type": "Feature", "geometry": LINE, "properties": {"stroke": "red"}}]}])
def test_geojson_turns_longitude_first_about(tmp_path, data):
    found = route_file.read(write(tmp_path, json.dumps(data), "drawn.geojson"))
    np.testing.assert_array_equal(found.latitude, [10.35, 5.0, 1.35])
    np.testing.assert_array_equal(found.longitude, [107.08, 105.5, 104.05])
    assert (found.name, found.status) == ("drawn", "assumed")
    assert "drawn.geojson" in found.source


def test_geojson_keeps_what_it_says_of_itself(tmp_path):
    said = {"name": "x", "description": "y", "landing": "z", "source": "s", "status": "verified"}
    data = {"type": "Feature", "geometry": LINE, "properties": said}
    found = route_file.read(write(tmp_path, json.dumps(data), "a.json"))
    assert (found.name, found.description, found.landing, found.source, found.status) == tuple(said.values())


@pytest.mark.parametrize(("old", "new", "words"), [
    ('name = "mine"', "", "name = missing: must be a text"),
    ('name = "mine"', 'nmae = "mine"', r"nmae = 'mine': unknown key.*did you mean name\?"),
    ('status = "assumed"', 'status = "sure"', "status = 'sure': must be one of verified, derived, assumed"),
    ("[5, 105.5]", "[105.5, 5]", r"points_deg\[1\] = \[105.5, 5\]: latitude = 105.5"),
    ("[5, 105.5]", "[5, 105.5, 3]", r"points_deg\[1\].*must be \[latitude, longitude\]"),
    ("[5, 105.5]", "[true, 105.5]", r"points_deg\[1\]"),
    ("[5, 105.5]", "[10.35, 107.08]", r"points_deg\[1\].*must differ"),
    ("[5, 105.5]", "[nan, 105.5]", r"points_deg\[1\].*latitude = nan"),
    (", [5, 105.5], [1.35, 104.05]", "", "must be two or more"),
    ("loss = 0.025", "loss = 2.5", r"wheeling.loss = 2.5: must be a number between 0 and 0.5"),
    ("loss = 0.025", "", r"wheeling.loss = missing"),
    ("loss = 0.025", "los = 0.025", r"wheeling.los = 0.025: unknown key.*did you mean loss\?"),
    ('source = "assumed here"', "", r"wheeling.source = missing"),
    ("[wheeling]", "wheeling = 3\n[rest]", "unknown key|must be a table"),
    ('name = "mine"', "name = mine", "must be readable TOML"),
])
def test_a_wrong_file_is_told_key_value_rule_and_file(tmp_path, old, new, words):
    text = GOOD + WHEELING
    assert old in text
    with pytest.raises(SundalinkError, match=words) as fault:
        route_file.read(write(tmp_path, text.replace(old, new, 1)))
    assert "mine.toml" in str(fault.value)
    assert fault.value.status == 2


@pytest.mark.parametrize(("text", "words"), [
    ("[]", "at least one LineString"), ('{"type": "FeatureCollection", "features": []}', "0 lines"),
    ("{", "must be a readable GeoJSON"), ('{"type": "LineString"}', "points_deg = missing"),
    ('{"type": "LineString", "coordinates": [1, 2]}', r"points_deg\[0\]")])
def test_wrong_geojson(tmp_path, text, words):
    with pytest.raises(SundalinkError, match=words):
        route_file.read(write(tmp_path, text, "mine.geojson"))


@pytest.mark.parametrize(("name", "words"), [("dirct", r"did you mean direct\?"), ("no/such.toml", "no such file"),
                                             ("a/direct", "must be a TOML or GIS file, a table, or one of direct")])
def test_no_such_route(name, words):
    with pytest.raises(SundalinkError, match=words):
        route_file.read(name)
