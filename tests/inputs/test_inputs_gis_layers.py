"""Zones, lanes and cables of a user's own files, in true formats and in broken ones."""

import json
import zipfile

import numpy as np
import pytest
import shapefile

from sim.errors import SundalinkError
from sim.inputs import coast, gis_layers

SQUARE = [[[104, 2], [106, 2], [106, 4], [104, 4], [104, 2]]]


def feature(kind, coordinates, **properties):
    """A GeoJSON feature."""
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def write(folder, *features, name="file.geojson"):
    """Write features and return the path."""
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def shapes(folder, name="eez", scale=1.0, **fields):
    """Write a shapefile of one polygon, its three parts, and return its path."""
    with shapefile.Writer(str(folder / name)) as writer:
        for key in fields:
            writer.field(key, "C", 40)
        writer.poly([[[scale * x, scale * y] for x, y in SQUARE[0]]])
        writer.record(*fields.values())
    return folder / f"{name}.shp"


def test_no_file_is_an_empty_chart():
    assert gis_layers.read() == gis_layers.NONE
    assert not gis_layers.in_lane(gis_layers.NONE, [1.0, 2.0], [104.0, 105.0]).any()
    assert (
        gis_layers.crossed(gis_layers.NONE, np.array([1.0, 2.0]), np.array([104.0, 105.0]), np.array([0.0, 150.0]))
        == ()
    )


def test_zones_name_their_country_and_the_nearest_coast_counts_outside(tmp_path):
    known = gis_layers.read(write(tmp_path, feature("Polygon", SQUARE, SOVEREIGN1="Republic of Singapore")))
    found = gis_layers.country(known, coast.embedded(), [3.0, 3.0, 10.0], [105.0, 107.0, 107.2])
    assert found.tolist() == ["singapore", "indonesia", "vietnam"]
    assert known.label == "file.geojson"
    assert (
        gis_layers.pieces(known, coast.embedded(), [2.5, 3.5, 9.9, 10.1], [105.0] * 2 + [107.2] * 2)[0] == "singapore"
    )


@pytest.mark.parametrize(("key", "text", "name"), [
    ("SOVEREIGN1", "Vietnam", "vietnam"), ("country", "Viet Nam", "vietnam"), ("ISO_SOV1", "IDN", "indonesia"),
    ("name", "Malaysian Exclusive Economic Zone", "malaysia"), ("admin", "Brunei", "brunei")])
def test_names_of_countries(tmp_path, key, text, name):
    assert gis_layers.read(write(tmp_path, feature("Polygon", SQUARE, **{key: text}))).zones[0][0] == name


def test_of_zones_that_overlap_the_first_counts(tmp_path):
    both = write(tmp_path, *(feature("Polygon", SQUARE, country=name) for name in ("Malaysia", "Indonesia")))
    assert gis_layers.country(gis_layers.read(both), coast.embedded(), 3.0, 105.0) == "malaysia"


def test_shapefiles_are_read_bare_and_zipped(tmp_path):
    path = shapes(tmp_path, SOVEREIGN1="Viet Nam")
    with zipfile.ZipFile(tmp_path / "eez.zip", "w") as bundle:
        for part in ("shp", "shx", "dbf"):
            bundle.write(tmp_path / f"eez.{part}", f"eez.{part}")
    for file in (path, tmp_path / "eez.zip"):
        known = gis_layers.read(file)
        assert [name for name, _ in known.zones] == ["vietnam"]
        assert gis_layers.country(known, coast.embedded(), 3.0, 105.0) == "vietnam"


def test_a_lane_of_a_line_is_six_kilometres_wide(tmp_path):
    known = gis_layers.read(lanes=write(tmp_path, feature("LineString", [[104, 5], [107, 5]])))
    off = np.array([0.0, 2.9, 3.1]) / 111.2
    assert gis_layers.in_lane(known, 5.0 + off, 105.5).tolist() == [True, True, False]
    area = gis_layers.read(lanes=write(tmp_path, feature("Polygon", SQUARE), name="area.geojson"))
    assert gis_layers.in_lane(area, [3.0, 5.0], 105.0).tolist() == [True, False]


def test_crossings_are_told_where_they_are(tmp_path):
    known = gis_layers.read(cables=write(tmp_path, feature("LineString", [[103, 4], [107, 4]], name="Old cable"),
                                    feature("MultiLineString", [[[103, 2], [107, 2]], [[103, 9], [104, 9]]])))
    latitude, longitude = np.linspace(1.0, 6.0, 51), np.full(51, 105.0)
    distance = np.linspace(0.0, 500.0, 51)
    found = gis_layers.crossed(known, latitude, longitude, distance)
    assert [name for _, name in found] == ["cable 2", "Old cable"]
    assert [at for at, _ in found] == pytest.approx([100.0, 300.0], abs=1e-6)
    assert gis_layers.crossed(known, latitude + 20.0, longitude, distance) == ()


def test_a_cable_leaves_no_gap_for_a_way_to_slip_through(tmp_path):
    """Every path over cells that touch, sideways or at a corner, from one side to the other meets one of its cells."""
    from scipy.ndimage import label
    known = gis_layers.read(cables=write(tmp_path, feature("LineString", [[100, 1.03], [110, 7.77]])))
    found = gis_layers.touched(known, np.arange(0.0, 9.0, 0.1), np.arange(102.0, 108.0, 0.1))
    pieces, count = label(~found, structure=np.ones((3, 3)))
    assert count == 2
    assert pieces[0, -1] != pieces[-1, 0]


def test_a_file_that_changes_is_read_again(tmp_path):
    path = write(tmp_path, feature("Polygon", SQUARE, country="Malaysia"))
    assert gis_layers.read(path).zones[0][0] == "malaysia"
    write(tmp_path, feature("Polygon", SQUARE, country="Indonesia "))
    assert gis_layers.read(path).zones[0][0] == "indonesia"


@pytest.mark.parametrize(("text", "words"), [
    ("{", "must be a readable GeoJSON"),
    ("[]", "feature 1: geometry = None"),
    ('{"type": "FeatureCollection", "features": []}', "must hold at least one feature"),
    ('{"type": "FeatureCollection", "features": 3}', "features = 3: must be a list"),
    (json.dumps(feature("Point", [104, 2])), "feature 1: geometry = Point: must be one of Polygon, MultiPolygon"),
    (json.dumps(feature("Polygon", [104, 2], country="x")), "feature 1: coordinates are not those of a Polygon"),
    (json.dumps(feature("Polygon", [], country="x")), "feature 1: must have positions of finite numbers"),
    (json.dumps(feature("Polygon", SQUARE)), "feature 1: must name its country in one of the properties country, "),
    (json.dumps(feature("Polygon", [[[2, 104], [2, 106], [4, 106], [2, 104]]], country="x")), "[longitude, latitude]"),
    (json.dumps({"type": "Feature", "geometry": None, "properties": None}), "feature 1: geometry = None"),
    (json.dumps(feature("Polygon", [[[104, 2], [106, 2], [104, 2], [104, 2]]], country="x")), "must enclose an area"),
    (json.dumps({**feature("Polygon", SQUARE, country="x"), "crs": {"properties": {"name": "EPSG:7"}}}),
     "crs = EPSG:7: must be a coordinate system that PROJ knows"),
])
def test_a_broken_file_is_one_clear_error(tmp_path, text, words):
    path = tmp_path / "zones.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SundalinkError) as fault:
        gis_layers.read(path)
    assert str(fault.value).startswith(f"zones file {path}: ")
    assert words in str(fault.value)
    assert fault.value.status == 2


def test_a_cable_of_no_length_is_refused_and_degrees_of_wgs_84_are_welcome(tmp_path):
    path = tmp_path / "cables.geojson"
    path.write_text(json.dumps(feature("LineString", [[105, 5], [105, 5]])), encoding="utf-8")
    with pytest.raises(SundalinkError, match="feature 1: line must have two different positions"):
        gis_layers.read(cables=path)
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"):
        zone = {**feature("Polygon", SQUARE, country="x"), "crs": {"properties": {"name": name}}}
        path.write_text(json.dumps(zone), encoding="utf-8")
        assert gis_layers.read(path).zones[0][0] == "x"


def test_broken_shapefiles_are_one_clear_error(tmp_path):
    good, far = shapes(tmp_path, country="Malaysia"), shapes(tmp_path, "far", 1e4, country="Malaysia")
    (tmp_path / "cut.shp").write_bytes(good.read_bytes()[:120])
    for name in ("bad.shp", "bad.zip"):
        (tmp_path / name).write_bytes(b"no shapes")
    for path, words in ((tmp_path / "cut.shp", ""), (tmp_path / "bad.shp", ""), (tmp_path / "bad.zip", "zip"),
                        (tmp_path / "none.shp", "none"), (far, "the file names no coordinate system")):
        with pytest.raises(SundalinkError, match="must be a readable shapefile") as fault:
            gis_layers.read(path)
        assert words in str(fault.value)


def test_a_file_that_is_not_there_names_what_it_was_for(tmp_path):
    for key in ("zones", "lanes", "cables"):
        with pytest.raises(SundalinkError, match=f"{key} file .*none.geojson: must be a readable GeoJSON"):
            gis_layers.read(**{key: tmp_path / "none.geojson"})
