"""A layout from the user's file: positions, area, its place in a scenario, and what is refused."""

import json

import numpy as np
import pytest

from sim.case import farm, resource
from sim.errors import SundalinkError
from sim.farm import layout
from sim.inputs.turbine_layout import MODELS, from_file
from sim.scenario.load import fingerprint, load


def write(path, rows, header="x_m,y_m"):
    """Write a CSV file."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def square(tmp_path):
    """A square of 2 km with a turbine in the middle, far from the origin, under a comment."""
    rows = ["500000,1100000", "502000,1100000", "502000,1102000", "500000,1102000", "501000,1101000"]
    return write(tmp_path / "square.csv", rows, "# UTM 48N\nx_m,y_m")


def test_turbines_stand_where_the_file_says(square):
    found = from_file(5, 240.0, 15.0, file=square)
    np.testing.assert_allclose(found.x, [-1000, 1000, 1000, -1000, 0])
    np.testing.assert_allclose(found.y, [-1000, -1000, 1000, 1000, 0])
    assert found.area == pytest.approx(4.0, rel=1e-12)


def test_a_line_and_a_pair_take_no_area(tmp_path):
    for n in (1, 2, 3):
        path = write(tmp_path / f"{n}.csv", [f"{1000 * i},{500 * i}" for i in range(n)])
        assert from_file(n, 240.0, file=path).area == pytest.approx(0.0, abs=1e-9)


def test_a_regular_layout_written_and_read_is_itself(tmp_path):
    regular = layout.rectangular(20, 240.0, stagger=True)
    path = write(tmp_path / "r.csv", [f"{x!r},{y!r}" for x, y in zip(regular.x.tolist(), regular.y.tolist(),
                                                                    strict=True)])
    found = from_file(20, 240.0, file=path)
    np.testing.assert_allclose(found.x, regular.x, atol=1e-9)
    np.testing.assert_allclose(found.y, regular.y, atol=1e-9)


def test_a_scenario_chooses_it_beside_those_of_the_farm(square, tmp_path):
    assert set(layout.MODELS) < set(MODELS)
    (tmp_path / "case.toml").write_text('extends = "base"\n[farm]\ncapacity_mw = 75\n[farm.layout]\n'
                                        'model = "from_file"\nfile = "square.csv"\n', encoding="utf-8")
    scenario = load(tmp_path / "case.toml")
    assert scenario.farm.layout.file == square   # relative to the scenario
    built = scenario.farm.layout.bind()(5, 240.0, 15.0)
    np.testing.assert_allclose(built.x[:2], [-1000, 1000])
    before = fingerprint(scenario, "1")
    write(tmp_path / "square.csv", ["0,0", "2000,0", "2000,2000", "0,2000", "1001,1000"])
    assert fingerprint(load(tmp_path / "case.toml"), "1") != before


def test_the_farm_of_a_scenario_stands_there(square):
    scenario = load("base", {"farm.capacity_mw": 75.0, "farm.layout.model": "from_file", "farm.layout.file": square,
                             "time.weather_years": 1, "farm.wake_direction_step_deg": 15.0})
    built = farm.make(scenario, resource.make(scenario))
    assert built.count == 5
    np.testing.assert_allclose(built.layout.y, [-1000, -1000, 1000, 1000, 0])


@pytest.mark.parametrize(("rows", "header", "count", "rule"), [
    (["0,0", "2000,0"], "x_m,y_m", 3, r"number of turbines = 2: must be 3, as many as the farm has; set "
                                      r"farm.capacity_mw = 30"),
    (["0,0", "900,0", "1000,0"], "x_m,y_m", 3, r"distance between turbines 2 and 3 = 100 \[m\]: must be at least one "
                                               r"diameter, 240 m"),
    (["0,0", "900,nan", "1000,0"], "x_m,y_m", 3, "y_m"),
    (["0,0", "900,0", "1800,0"], "z,y_m", 3, "must include x_m and y_m, or longitude and latitude"),
    (["0,0", "900,0", "1800,0"], "x [ft],y [ft]", 3, "ft: must be in m or km"),
    (["107,97"] * 3, "lon,lat", 3, "latitude = 97"),
])
def test_files_that_do_not_fit_are_refused(tmp_path, rows, header, count, rule):
    with pytest.raises(SundalinkError, match=rule):
        from_file(count, 240.0, 15.0, file=write(tmp_path / "layout.csv", rows, header))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    for name in ("", str(tmp_path), str(tmp_path / "none.csv")):
        with pytest.raises(SundalinkError, match=r"farm\.layout\.file = .*must be a CSV file with the columns"):
            from_file(3, 240.0, file=name)


def test_longitudes_and_latitudes_stand_on_a_plane(tmp_path):
    from pyproj import Geod

    places = [(107.3, 9.9), (107.5, 9.9), (107.5, 10.1), (107.31, 10.12)]
    found = from_file(4, 240.0, file=write(tmp_path / "d.csv", [f"T{i},{a},{b}" for i, (a, b) in enumerate(places)],
                                           "name,Longitude,Latitude"))
    for i in range(4):
        for j in range(i):
            true = Geod(ellps="WGS84").inv(*places[i], *places[j])[2]
            assert np.hypot(found.x[i] - found.x[j], found.y[i] - found.y[j]) == pytest.approx(true, rel=1e-3)


def test_one_layout_in_every_form_is_the_same(tmp_path):
    import openpyxl

    x, y = [0.0, 1500.0, 3000.0], [10.0, 800.5, 20.0]
    book = openpyxl.Workbook()
    for row in [["turbine", "Easting (m)", "Northing (m)"], *zip("abc", x, y, strict=True)]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.yaml").write_text(f"name: farm\nlayouts:\n  - coordinates:\n      x: {x}\n      y: {y}\n")
    (tmp_path / "c.yaml").write_text(f"farm:\n  layout_x: {x}\n  layout_y: {y}\n")
    write(tmp_path / "d.csv", [f"{a};{b}".replace(".", ",") for a, b in zip(x, y, strict=True)], "x;y")
    write(tmp_path / "e.csv", [f"{a / 1000},{b / 1000}" for a, b in zip(x, y, strict=True)], "x [km],y [km]")
    plain = from_file(3, 240.0, file=write(tmp_path / "f.csv", [f"{a},{b}" for a, b in zip(x, y, strict=True)]))
    for name in ("a.xlsx", "b.yaml", "c.yaml", "d.csv", "e.csv"):
        found = from_file(3, 240.0, file=str(tmp_path / name))
        np.testing.assert_allclose(found.x, plain.x)
        np.testing.assert_allclose(found.y, plain.y)


@pytest.mark.parametrize(("name", "text", "rule"), [
    ("a.yaml", "x: [1, 2]\ny: [1]\n", "values of y = 1: must be 2"),
    ("a.yaml", "x: [a]\ny: [1]\n", "must be a list of"),
    ("a.yaml", "z: 1\n", "must hold lists x and y"), ("a.xlsx", "PK", "must be a workbook of a spreadsheet"),
    ("a.yaml", "x: !include a.nc\n", "not from netCDF")])
def test_other_forms_that_cannot_be_are_refused(tmp_path, name, text, rule):
    (tmp_path / name).write_text(text)
    with pytest.raises(SundalinkError, match=rule):
        from_file(3, 240.0, file=str(tmp_path / name))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        for i in range(5):
            packed.writestr(f"xl/worksheets/sheet{i}.xml", b" " * 50_000_000)
    with pytest.raises(SundalinkError, match="must hold at most 200 MB unpacked; it holds 250 MB"):
        from_file(3, 240.0, file=str(tmp_path / "bomb.xlsx"))


def test_more_turbines_than_a_farm_can_have_are_refused():
    scenario = load("base", {"farm.capacity_mw": 20000.0, "farm.turbine": "nrel_5mw"})
    with pytest.raises(SundalinkError, match=r"number of turbines = 4000: must be at most 3,000; each is of 5 MW"):
        farm.operation(scenario)


def test_points_of_geojson_are_turbines(tmp_path):
    def features(kinds):
        return [{"type": "Feature", "geometry": {"type": kind, "coordinates": [107.0 + 0.01 * i, 10.0, 0.0]}}
                for i, kind in enumerate(kinds)]

    path = tmp_path / "farm.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features(["Point"] * 3)}))
    found = from_file(3, 240.0, file=str(path))
    np.testing.assert_allclose(np.diff(found.x), 1096.5, rtol=1e-3)   # 0.01 degrees of longitude at 10 N
    np.testing.assert_allclose(found.y, 0.0, atol=1e-6)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features(["Point", "LineString"])}))
    with pytest.raises(SundalinkError, match="feature 2 = no point: each must be a turbine"):
        from_file(2, 240.0, file=str(path))


def test_positions_in_degrees_and_minutes_are_those_in_degrees(tmp_path):
    plain = write(tmp_path / "a.csv", ["10.5,107.25", "10.5,107.30", "10.6,107.25"], "lat,lon")
    split = write(tmp_path / "b.csv", ["10 30.0 N,107 15.0 E", "10 30.0 N,107 18.0 E", "10 36.0 N,107 15.0 E"],
                  "lat,lon")
    for one, other in zip(from_file(3, 240.0, file=plain)[:2], from_file(3, 240.0, file=split)[:2], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_positions_in_millimetres_are_refused(tmp_path):
    path = write(tmp_path / "wide.csv", [f"{1e6 * i},0" for i in range(4)])
    with pytest.raises(SundalinkError, match=r"wide.csv: distance of turbine .* from the middle .* in metres"):
        from_file(4, 240.0, file=path)


@pytest.mark.parametrize("items", ["{xc: [0., 1500., 3000.], yc: [0., 0., 500.]}",
                                   "[[0., 0.], [1500., 0.], [3000., 500.]]"])
def test_layouts_of_the_ontology_of_iea_task_37_are_read(tmp_path, items):
    path = tmp_path / "plant.yaml"
    path.write_text("title: a plant\ndefinitions:\n  wind_plant:\n    type: object\n    items: [{$ref: x}]\n"
                    f"  position:\n    type: array\n    items: {items}\n    units: m\n")
    found = from_file(3, 240.0, file=str(path))
    np.testing.assert_allclose(np.diff(found.x), [1500.0, 1500.0])
    np.testing.assert_allclose(np.diff(found.y), [0.0, 500.0])


PLACES = [(107.30, 10.00), (107.32, 10.00), (107.34, 10.01)]


def test_points_of_a_gis_file_are_a_layout(tmp_path):
    """KML of points, and GeoJSON of one feature with all of them, stand where a table of degrees does."""
    table = write(tmp_path / "own.csv", [f"{lon},{lat}" for lon, lat in PLACES], "longitude,latitude")
    marks = "".join(f"<Placemark><name>T{n}</name><Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"
                    for n, (lon, lat) in enumerate(PLACES))
    (tmp_path / "own.kml").write_text('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/'
                                      f'2.2"><Document>{marks}</Document></kml>\n')
    (tmp_path / "own.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPoint", "coordinates": PLACES}}]}))
    wanted = from_file(3, 240.0, file=table)
    for name in ("own.kml", "own.geojson"):
        found = from_file(3, 240.0, file=str(tmp_path / name))
        np.testing.assert_allclose(found.x, wanted.x, atol=1e-3)
        np.testing.assert_allclose(found.y, wanted.y, atol=1e-3)


def test_lines_of_a_gis_file_are_no_layout(tmp_path):
    path = tmp_path / "route.kml"
    path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
                    "<Placemark><LineString><coordinates>107,10 107.1,10</coordinates></LineString></Placemark>"
                    "</Document></kml>\n")
    with pytest.raises(SundalinkError, match="feature 1 = no point"):
        from_file(2, 240.0, file=str(path))
