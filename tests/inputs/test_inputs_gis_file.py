"""GIS files: every format, any coordinate system, several lines, features without a place, cables that meet."""

import json
import sqlite3
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from sim.errors import SundalinkError
from sim.inputs import coast, gis_file, gis_layers, route_file
from sim.route.geodesic import to_degrees

LINE = [[107.08, 10.35], [106.5, 7.5], [105.0, 4.5], [104.5, 2.0], [104.05, 1.36]]


def stored(path, lines, names=None, system="EPSG:4326"):
    """Write lines as GDAL does."""
    shapes = np.array([shapely.to_wkb(shapely.linestrings(line)) for line in lines], dtype=object)
    pyogrio.raw.write(path, shapes, [np.array(names or [f"line {i}" for i in range(len(lines))], dtype=object)],
                      ["name"], geometry_type="LineString", crs=system, driver="KML" if path.suffix == ".kml" else None)
    return path


@pytest.mark.parametrize("ending", [".gpkg", ".kml", ".shp", ".fgb", ".geojson"])
def test_every_format_gives_the_same_route(tmp_path, ending):
    route = route_file.read(stored(tmp_path / f"drawn{ending}", [LINE], ["mine"]))
    np.testing.assert_allclose(np.column_stack([route.longitude, route.latitude]), LINE, atol=1e-9)
    assert route.name == "mine"


def test_a_kmz_and_a_gpx_give_the_same_route(tmp_path):
    kmz = tmp_path / "drawn.kmz"
    with zipfile.ZipFile(kmz, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.write(stored(tmp_path / "doc.kml", [LINE], ["mine"]), "doc.kml")
    gpx = tmp_path / "drawn.gpx"
    points = "".join(f'<trkpt lat="{y}" lon="{x}"/>' for x, y in LINE)
    gpx.write_text(f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>mine</name>'
                   f"<trkseg>{points}</trkseg></trk></gpx>")
    for path in (kmz, gpx):
        route = route_file.read(path)
        np.testing.assert_allclose(np.column_stack([route.longitude, route.latitude]), LINE, atol=1e-9)
    with zipfile.ZipFile(kmz, "w") as parts:
        parts.writestr("readme.txt", "no map")
    with pytest.raises(SundalinkError, match=r"drawn.kmz: must be a readable KMZ \(it holds no .kml\)"):
        route_file.read(kmz)
    kmz.write_bytes(b"PK nonsense")
    with pytest.raises(SundalinkError, match="must be a readable KMZ"):
        route_file.read(kmz)


@pytest.mark.parametrize("ending", [".gpkg", ".shp"])
def test_any_coordinate_system_is_read(tmp_path, ending):
    from pyproj import Transformer
    metres = np.column_stack(Transformer.from_crs("EPSG:4326", "EPSG:32648",
                                                  always_xy=True).transform(*np.array(LINE).T))
    route = route_file.read(stored(tmp_path / f"drawn{ending}", [metres], system="EPSG:32648"))
    np.testing.assert_allclose(np.column_stack([route.longitude, route.latitude]), LINE, atol=1e-7)
    data = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": metres.tolist()}}
    path = tmp_path / "drawn.geojson"
    path.write_text(json.dumps({**data, "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}}))
    again = route_file.read(path)
    np.testing.assert_allclose(np.column_stack([again.longitude, again.latitude]), LINE, atol=1e-7)


def test_an_unknown_system_is_refused(tmp_path):
    path = tmp_path / "drawn.geojson"
    path.write_text(json.dumps({"type": "LineString", "coordinates": LINE, "crs": {"properties": {"name": "EPSG:7"}}}))
    with pytest.raises(SundalinkError, match=r"crs = EPSG:7: must be a coordinate system that PROJ knows"):
        route_file.read(path)
    with pytest.raises(SundalinkError, match="lies outside"):
        to_degrees(1e30, 1e30, "EPSG:32648")


def test_a_multilinestring_whose_parts_meet_is_one_route(tmp_path):
    path = tmp_path / "parts.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {"id": 1}, "geometry": {
        "type": "MultiLineString", "coordinates": [LINE[:3], LINE[2:]]}}))
    np.testing.assert_allclose(route_file.read(path).latitude, [point[1] for point in LINE])
    assert route_file.candidates([path]) == [(str(path), "")]


def test_several_lines_are_several_candidates(tmp_path):
    path = stored(tmp_path / "two.gpkg", [LINE, LINE[:2]], ["near", "far"])
    assert route_file.candidates([path]) == [(str(path), "1"), (str(path), "2")]
    assert route_file.read(path, "far").latitude.size == 2
    assert route_file.read(path, "1").name == "near"
    with pytest.raises(SundalinkError, match=r"holds 2 lines; must be the number or the name of one of 1 \(near\)"):
        route_file.read(path)
    with pytest.raises(SundalinkError, match=r"route.line = 'west'"):
        route_file.read(path, "west")


def test_features_without_a_place_are_left_out_and_counted(tmp_path):
    path = tmp_path / "cables.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": "LineString", "coordinates": LINE}},
        {"type": "Feature", "properties": {"name": "planned"}, "geometry": None},
        {"type": "Feature", "properties": {"name": "landing"}, "geometry": {"type": "Point",
                                                                            "coordinates": LINE[0]}}]}))
    found = gis_layers.read(cables=path)
    assert [name for name, _ in found.cables] == ["a"]
    assert found.left_out == 2


def test_a_cable_in_two_features_that_meet_is_crossed_once(tmp_path):
    halves = stored(tmp_path / "halves.gpkg", [[[103, 4], [105, 4]], [[105, 4], [107, 4]]], ["a", "b"])
    latitude, longitude = np.linspace(1.0, 6.0, 51), np.full(51, 105.0)
    distance = np.linspace(0.0, 500.0, 51)
    assert len(gis_layers.crossed(gis_layers.read(cables=halves), latitude, longitude, distance)) == 1
    apart = stored(tmp_path / "apart.gpkg", [[[103, 4], [107, 4]], [[103, 4.0002], [107, 4.0002]]], ["a", "b"])
    assert len(gis_layers.crossed(gis_layers.read(cables=apart), latitude, longitude, distance)) == 2


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".fgb", ".gml"])
def test_a_file_without_a_coordinate_system_is_read_as_degrees_and_says_so(tmp_path, ending):
    path, twin = tmp_path / f"drawn{ending}", tmp_path / f"twin{ending}"
    for place, system in ((path, None), (twin, "EPSG:4326")):
        with warnings.catch_warnings(action="ignore"):
            stored(place, [LINE], ["mine"], system)
    route, right = route_file.read(path), route_file.read(twin)
    np.testing.assert_allclose([route.latitude, route.longitude], [right.latitude, right.longitude], atol=1e-9)
    assert right.unstated == ""
    assert "WGS 84" not in right.description
    assert route.unstated.startswith(f"drawn{ending} " + ("has no .prj" if ending == ".shp" else "names no coordinate"))
    assert "degrees of WGS 84" in route.unstated
    assert "degrees of WGS 84" in route.description
    assert gis_layers.read(cables=path).unstated == (route.unstated,)
    assert gis_layers.read(cables=twin).unstated == ()


@pytest.mark.parametrize("number", [-1, 0])
def test_a_layer_whose_system_is_undefined_is_one_without(tmp_path, number):
    """A GeoPackage numbers an unknown plane -1 and unknown degrees 0."""
    path = stored(tmp_path / "drawn.gpkg", [LINE], ["mine"])
    with sqlite3.connect(path) as base:
        for table in ("gpkg_geometry_columns", "gpkg_contents"):
            base.execute(f"UPDATE {table} SET srs_id = {number}")
    base.close()
    route = route_file.read(path)
    np.testing.assert_allclose(np.column_stack([route.longitude, route.latitude]), LINE, atol=1e-9)
    assert route.unstated.startswith("drawn.gpkg names no coordinate system")


def test_formats_that_have_one_system_say_nothing(tmp_path):
    for ending in (".kml", ".geojson"):
        assert route_file.read(stored(tmp_path / f"drawn{ending}", [LINE])).unstated == ""


def test_positions_beyond_degrees_without_a_system_are_refused(tmp_path):
    line = [[3e5, 1e6], [4e5, 2e6]]
    path = stored(tmp_path / "metres.shp", [line])
    (tmp_path / "metres.prj").unlink()
    with pytest.raises(SundalinkError, match=r"must be a readable shapefile \(feature 1: position 300000, 1000000 is "
                                             r"no longitude .* names no coordinate system; state .* needs its \.prj"):
        gis_file.features(path)
    for system in ({}, {"crs": None}):
        path = tmp_path / "metres.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", **system, "features": [
            {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}]}))
        with pytest.raises(SundalinkError, match=r"metres.geojson: must be .*: position 300000, 1000000 is no"):
            route_file.read(path)
    path.write_text(json.dumps({"type": "LineString", "crs": {"properties": {"name": "EPSG:32648"}},
                                "coordinates": [[7e5, 1.1e6], [6.5e5, 1e6]]}))
    assert route_file.read(path).latitude == pytest.approx([9.95, 9.04], abs=0.1)


def test_exchanged_axes_without_a_system_keep_their_hint(tmp_path):
    path = stored(tmp_path / "swapped.shp", [[place[::-1] for place in LINE]])
    (tmp_path / "swapped.prj").unlink()
    with pytest.raises(SundalinkError, match="are longitude and latitude exchanged"):
        route_file.read(path)


def test_a_note_of_the_run_and_of_check_names_the_file(tmp_path, capsys, monkeypatch):
    from sim.case import route
    from sim.cli.main import main
    from sim.results.notes_link import of_files
    from sim.scenario.load import load
    path = stored(tmp_path / "drawn.shp", [LINE])
    (tmp_path / "drawn.prj").unlink()
    sentence = "drawn.shp has no .prj: its positions are taken as longitude and latitude in degrees of WGS 84."
    assert sentence in list(of_files(route.make(load("base", {"route.file": str(path)}))))
    monkeypatch.setattr(sys, "argv", ["sundalink", "check", "base", "--set", f"route.file={path}"])
    with pytest.raises(SystemExit, match=r"^0$"):
        main()
    assert sentence in " ".join(capsys.readouterr().out.split())


def test_a_table_of_positions_is_a_route(tmp_path):
    path = tmp_path / "positions.csv"
    path.write_text("KP;Latitude (deg);Longitude (deg);event\n"
                    + "".join(f"{n};{y};{x};AC {n}\n".replace(".", ",") for n, (x, y) in enumerate(LINE)))
    route = route_file.read(path)
    np.testing.assert_allclose(np.column_stack([route.longitude, route.latitude]), LINE, atol=1e-9)
    assert (route.name, route.description) == ("positions", "read from positions.csv")
    assert route_file.candidates([path]) == [(str(path), "")]
    path.write_text("lat,lon\n10.35,107.08\n10 71.0 N,107.5\n")
    with pytest.raises(SundalinkError, match=r"line 3, column lat = '10 71.0 N': must be a position, as 10.358"):
        route_file.read(path)
    path.write_text("easting,northing\n3e5,1e6\n4e5,1e6\n")
    with pytest.raises(SundalinkError, match="must include latitude and longitude in degrees"):
        route_file.read(path)


def test_only_regular_files_are_read(tmp_path):
    (tmp_path / "folder.gpkg").mkdir()
    with pytest.raises(SundalinkError, match="not a regular file"):
        gis_file.features(tmp_path / "folder.gpkg")
    (tmp_path / "bad.gpkg").write_bytes(b"no database")
    with pytest.raises(SundalinkError, match="must be a readable GeoPackage"):
        gis_file.features(Path(tmp_path / "bad.gpkg"))


def test_exchanged_coordinates_are_hinted_at(tmp_path):
    path = tmp_path / "turned.geojson"
    path.write_text(json.dumps({"type": "LineString", "coordinates": [[lat, lon] for lon, lat in LINE]}))
    with pytest.raises(SundalinkError, match="are longitude and latitude exchanged"):
        route_file.read(path)


def test_zones_in_metres_name_the_same_country(tmp_path):
    square = shapely.box(104, 2, 106, 4)
    pyogrio.raw.write(tmp_path / "zones.gpkg", np.array([shapely.to_wkb(square)], dtype=object),
                      [np.array(["Malaysia"], dtype=object)], ["country"], geometry_type="Polygon", crs="EPSG:4326")
    chart = gis_layers.read(tmp_path / "zones.gpkg")
    assert gis_layers.country(chart, coast.embedded(), 3.0, 105.0) == "malaysia"
