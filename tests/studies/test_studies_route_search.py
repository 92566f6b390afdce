"""Finding a route from names to files, on the embedded sea."""

import json
import time

import numpy as np
import pytest
from netCDF4 import Dataset
from typer.testing import CliRunner

from sim.cli import main
from sim.errors import SundalinkError
from sim.inputs import bathymetry, gis_layers, route_file
from sim.inputs import coast as inputs_coast
from sim.report.plots.route_atlas import atlas
from sim.report.plots.route_search import profile as profile_plot
from sim.report.plots.route_search import surface
from sim.report.route_search import as_geojson, as_table, as_toml, save_found, shown
from sim.route import geodesic, jurisdiction, metrics
from sim.route.seabed import check_water, profile
from sim.scenario.load import load
from sim.studies import route_search
from sim.studies.route_search import find_route


@pytest.fixture(scope="module")
def base():
    """The way of the base case, and how long finding it took."""
    start = time.perf_counter()
    found = find_route("vung_tau", "changi")
    return found, time.perf_counter() - start


def test_the_way_of_the_base_case(base):
    found, seconds = base
    assert 1.0 <= found.figures.detour <= 1.15
    assert found.figures.length == pytest.approx(geodesic.length(found.route.latitude, found.route.longitude), rel=1e-9)
    assert (found.route.latitude[0], found.route.longitude[0]) == geodesic.place("vung_tau")
    assert (found.route.latitude[-1], found.route.longitude[-1]) == geodesic.place("changi")
    assert seconds < 30.0   # some 4 s on one slow core


def test_in_a_notebook_it_is_a_line_and_not_its_cells(base):
    found, _ = base
    assert repr(found).startswith(f"<route vung_tau_to_changi: {found.figures.length:,.0f} km, ")
    assert len(repr(found)) < 400


def test_it_keeps_clear_of_land_coast_and_islands(base):
    found, _ = base
    latitude, longitude, distance = geodesic.densify(found.route.latitude, found.route.longitude, 0.2)
    depth = profile(bathymetry.embedded(), latitude, longitude)
    check_water(depth, latitude, longitude, distance)
    inner = (distance > 15.0) & (distance < distance[-1] - 15.0)
    open_sea = inner & (distance < distance[-1] - 60.0)
    away = jurisdiction.nearest(inputs_coast.embedded(), latitude, longitude)[1]
    assert away[open_sea].min() > 2.99
    assert away[inner].min() > 0.49
    assert jurisdiction.nearest(inputs_coast.islands(), latitude, longitude)[1][inner].min() > 4.99


def test_parts_add_up(base):
    found, _ = base
    for parts in (found.countries, found.depths):
        assert sum(length for _, length in parts) == pytest.approx(found.figures.length, rel=1e-9)
    assert {"vietnam", "singapore"} <= {name for name, _ in found.countries}
    assert found.crossings.left[0] == "vietnam"
    assert found.crossings.entered[-1] == "singapore"
    paid = sum(amount for _, amount in found.spent)
    assert 4.0e6 < paid / found.figures.length < 6.0e6


def test_it_is_cheaper_than_the_drawn_routes_on_its_own_surface(base):
    found, _ = base
    finite = np.isfinite(found.surface)
    spent = sum(amount for _, amount in found.spent)
    for name in ("direct", "west", "east"):
        route = route_file.read(name)
        latitude, longitude, distance = geodesic.densify(route.latitude, route.longitude, 0.5)
        rows = np.abs(found.grid.latitude[:, None] - latitude).argmin(axis=0)
        columns = np.abs(found.grid.longitude[:, None] - longitude).argmin(axis=0)
        cost = np.where(finite, found.surface, found.surface[finite].min())[rows, columns]   # forbidden cells: cheap
        assert 0.5 * (cost[1:] + cost[:-1]) @ np.diff(distance) > spent * 0.999


@pytest.mark.slow
def test_dear_waters_are_left(base):
    found, _ = base
    dear = find_route("vung_tau", "changi", given={"permit_indonesia_usd_per_km": 5e6})
    assert dict(dear.countries).get("indonesia", 0.0) < 0.3 * dict(found.countries)["indonesia"]
    assert dict(dear.amounts)["permit_indonesia_usd_per_km"] == 5e6


@pytest.mark.slow
def test_there_and_back_are_alike(base):
    back = find_route("changi", "vung_tau")
    assert sum(a for _, a in back.spent) == pytest.approx(sum(a for _, a in base[0].spent), rel=2e-3)


@pytest.mark.parametrize(("start", "end", "given", "status", "words"), [
    ("vung_tao", "changi", None, 2, "did you mean vung_tau?"),
    ("12.5,106.0", "changi", None, 2, "--from = 12.5,106.0: must lie at sea or within 10 km of it"),
    ("vung_tau", "25,110", None, 2, "--to = 25,110: latitude must lie between 0 and 22 deg"),
    ("vung_tau", "10.35,107.1", None, 2, "must lie 20 km or more from --from"),
    ("vung_tau", "changi", {"permit_indonesa_usd_per_km": 1.0}, 2, "did you mean permit_indonesia_usd_per_km?"),
    ("vung_tau", "changi", {"laying_usd_per_km": -1.0}, 2, "laying_usd_per_km = -1.0: must be a number from 0 up"),
    ("vung_tau", "changi", {"cable_usd_per_km": 0}, 2, "cable_usd_per_km = 0: must be a number above 0"),
    ("vung_tau", "changi", {"deep_m": True}, 2, "deep_m = True"),
    ("changi", "desaru", {"deepest_m": 1.0}, 1, "from changi to desaru: no route by sea"),
])
def test_what_cannot_be_is_told_once(start, end, given, status, words):
    with pytest.raises(SundalinkError) as fault:
        find_route(start, end, given=given)
    assert words in str(fault.value)
    assert fault.value.status == status


def test_a_relief_of_ones_own(tmp_path):
    y, x = np.linspace(3.0, 6.0, 91), np.linspace(104.0, 108.0, 121)
    elevation = np.full((91, 121), -60.0)
    elevation[:70, 60] = 30.0   # a wall of rock with a way around its northern end, at 5.33 N
    with Dataset(tmp_path / "gebco.nc", "w") as data:
        for name, values in (("lat", y), ("lon", x)):
            data.createDimension(name, values.size)
            data.createVariable(name, "f8", (name,))[:] = values
        data.createVariable("elevation", "f8", ("lat", "lon"))[:] = elevation
    found = find_route("4,105", "4,107", tmp_path / "gebco.nc")
    assert found.latitude.max() > 5.3
    assert "gebco.nc" in found.sea
    assert (found.depth > 0).all()


def test_the_files_are_routes_again(base, tmp_path):
    found, _ = base
    save_found(found, tmp_path / "made")
    toml, drawn = (route_file.read(tmp_path / "made" / name) for name in ("route.toml", "route.geojson"))
    for route in (toml, drawn):
        np.testing.assert_array_equal(route.latitude, found.route.latitude)
        np.testing.assert_array_equal(route.longitude, found.route.longitude)
        assert (route.name, route.status, route.wheeling) == ("vung_tau_to_changi", "assumed", None)
    assert as_toml(found).startswith("# Found by")
    data = json.loads(as_geojson(found))
    assert data["geometry"]["coordinates"][0] == [107.08, 10.35]
    assert data["properties"]["amounts"]["cable_usd_per_km"] == 3e6
    assert sum(data["properties"]["km_by_nearest_coast_approximate"].values()) == pytest.approx(
        found.figures.length, abs=0.5)
    assert (tmp_path / "made" / "route.png").stat().st_size > 20_000


def test_rows_and_picture(base):
    found, _ = base
    rows = shown(found)
    assert all(len(row) == 3 and all(isinstance(cell, str) for cell in row) for row in rows)
    assert any("approximate" in row[0] for row in rows)
    assert f"{found.figures.length:,.0f} km" in surface(found).get_label()


def test_a_folder_that_cannot_be_written(base, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(SundalinkError, match="cannot be written"):
        save_found(base[0], tmp_path / "file")


def test_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main.app, ["routes", "find", "--from", "desaru", "--to", "paka", "--set",
                                        "permit_malaysia_usd_per_km=1e5"])
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in (tmp_path / "runs" / "desaru_to_paka").iterdir()) == [
        "profile.csv", "profile.png", "route.geojson", "route.png", "route.toml"]
    for word in ("km", "malaysia", "approximate", "30 to 50 m", "route.toml"):
        assert word in done.output
    assert 1.0 < metrics.detour(*[geodesic.length(*r) for r in (
        route_file.read("runs/desaru_to_paka/route.toml")[2:4],
        list(zip(*(geodesic.place(p) for p in ("desaru", "paka")), strict=True)))]) < 1.15


def test_the_command_needs_both_places():
    assert CliRunner().invoke(main.app, ["routes", "find", "--from", "changi"]).exit_code == 2


@pytest.mark.parametrize("name", route_file.planned())
def test_planned_interconnectors_lie_in_the_water(name):
    route = route_file.read(name)
    assert f"asean/{route.name}" == name
    latitude, longitude, distance = geodesic.densify(route.latitude, route.longitude, 1.0)
    depth = profile(bathymetry.embedded(), latitude, longitude)
    check_water(depth, latitude, longitude, distance, name)
    straight = geodesic.length(route.latitude[[0, -1]], route.longitude[[0, -1]])
    assert 1.0 <= metrics.figures(depth, distance, straight).detour <= 1.15
    inner = (distance > 15.0) & (distance < distance[-1] - 15.0)
    assert jurisdiction.nearest(inputs_coast.islands(), latitude, longitude)[1][inner].min() > 4.99
    assert "AIMS" in route.source or "Borneo Post" in route.source


@pytest.mark.parametrize(("name", "planned"), [("singapore_vietnam", 1050.0), ("singapore_cambodia", 1030.0),
                                               ("peninsular_sarawak", 678.0), ("sarawak_singapore", 720.0)])
def test_planned_lengths_are_met(name, planned):
    route = route_file.read(f"asean/{name}")
    assert geodesic.length(route.latitude, route.longitude) == pytest.approx(planned, rel=0.07)   # ends assumed


def test_planned_routes_are_not_among_the_candidates():
    assert route_file.planned() == [f"asean/{name}" for name in (
        "peninsular_sarawak", "peninsular_sumatra", "sarawak_singapore", "singapore_cambodia", "singapore_vietnam",
        "sumatra_singapore")]
    assert not {name.split("/")[1] for name in route_file.planned()} & set(route_file.shipped())
    with pytest.raises(SundalinkError, match=r"did you mean asean/singapore_vietnam\?"):
        route_file.read("asean/singapore_vietnm")


def test_the_warmth_along_the_way(base):
    found, _ = base
    warm = found.temperatures
    assert sum(row[1] for row in warm.segments) == pytest.approx(found.figures.length, rel=1e-3)
    peak = max(warm.segments, key=lambda row: row[3])
    assert warm.hottest == peak[0]
    assert peak[4] == min(row[4] for row in warm.segments)   # the hottest may carry least
    assert np.nanmax(warm.conductor) == peak[3] < warm.limit
    assert (warm.conductor > warm.bed).all()
    assert warm.names.size == warm.bed.size == warm.able.size == found.owner.size == found.distance.size - 1
    assert (warm.able > warm.current).all()


def test_a_cable_that_becomes_too_hot_is_drawn_too():
    """1,200 MW at 320 kV is refused by a run; where it is too hot the profile shows."""
    found = find_route("desaru", "paka", scenario="base")
    assert found.temperatures.conductor.max() < found.temperatures.limit
    hot = route_search.temperatures(
        load("base", {"link.voltage_kv": 320.0, "link.cables.section_mm2": 1000}),
        found.route,
        bathymetry.embedded(),
        gis_layers.NONE,
        (found.latitude, found.longitude, found.distance),
        found.depth,
    )
    assert hot.conductor.max() > hot.limit
    assert hot.able.min() < hot.current


def test_the_profile_has_a_row_for_each_half_kilometre(base, tmp_path):
    found, _ = base
    header, *rows = as_table(found).splitlines()
    assert header.split(",")[4] == "waters"
    assert len(rows) == found.distance.size - 1
    assert {row.split(",")[4] for row in rows} == {name for name, _ in found.countries}
    assert "hottest in the landfall" in profile_plot(found).get_label()


def test_the_users_zones_lanes_and_cables_change_the_way(base, tmp_path):
    """A lane laid along the found route is left; a known cable across all of the sea is crossed once, and paid for."""
    found, _ = base
    way = np.column_stack([found.longitude, found.latitude])[200:1600:50].round(4).tolist()
    for name, line, more in (("lanes", way, {}), ("cables", [[102.0, 5.0], [112.0, 5.0]], {"name": "Old"})):
        (tmp_path / f"{name}.geojson").write_text(json.dumps({
            "type": "Feature", "geometry": {"type": "LineString", "coordinates": line}, "properties": more}))
    square = [[[100, 0], [112, 0], [112, 7], [100, 7], [100, 0]]]
    area = {"type": "Polygon", "coordinates": square}
    (tmp_path / "zones.geojson").write_text(json.dumps({
        "type": "Feature", "geometry": area, "properties": {"country": "Malaysia"}}))
    known = gis_layers.read(*(tmp_path / f"{name}.geojson" for name in ("zones", "lanes", "cables")))
    other = find_route("vung_tau", "changi", known=known)
    assert {name for name, _ in other.countries} == {"vietnam", "malaysia"}
    assert other.waters == "zones.geojson"
    assert [name for _, name in other.crossed] == ["Old"]
    assert np.interp(other.crossed[0][0], other.distance, other.latitude) == pytest.approx(5.0, abs=0.01)
    paid = dict(other.spent)["crossings"]
    assert paid == pytest.approx(1.2e6, rel=0.5)   # by the cells that the way passes
    assert dict(found.spent)["crossings"] == 0.0
    inside = [gis_layers.in_lane(known, each.latitude, each.longitude).mean() for each in (found, other)]
    assert inside[0] > 0.6 > 4 * inside[1]
    assert 1.0 <= other.figures.detour <= 1.15
    assert any("crosses Old" in row[0] for row in shown(other))
    data = json.loads(as_geojson(other))
    assert sum(data["properties"]["km_by_waters"].values()) == pytest.approx(other.figures.length, abs=0.5)
    assert [cable["name"] for cable in data["properties"]["known_cables_crossed"]] == ["Old"]
    assert surface(other).get_label()


def test_the_atlas_names_waters_inside_its_frame(base):
    found, _ = base
    figure = atlas(found, [route_file.read("east")], [route_file.read("asean/singapore_cambodia")])
    assert "1,080 km, 1.03 times the great circle" in figure.get_label()
    figure.draw_without_rendering()
    axes = figure.axes[0]
    frame = axes.get_window_extent()
    names = [text for text in axes.texts if text.get_text() in ("Vietnam", "Malaysia", "Indonesia")]
    assert len(names) == 3
    for text in names:
        box = text.get_window_extent()
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1


def test_the_command_refuses_a_broken_chart_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.geojson").write_text("{")
    for option in ("--zones", "--lanes", "--cables"):
        done = CliRunner().invoke(main.app, ["routes", "find", "--from", "desaru", "--to", "paka", option,
                                            "bad.geojson"])
        assert done.exit_code != 0
        assert isinstance(done.exception, SundalinkError)
        assert f"{option[2:]} file bad.geojson: must be a readable GeoJSON" in str(done.exception)
    assert not (tmp_path / "runs").exists()


def test_the_end_at_changi_is_singapores_and_the_doubt_before_it_is_told(base):
    """The strait is within 12 nautical miles of Johor, Singapore and Batam: who is nearer says little there."""
    found, _ = base
    assert found.owner[-1] == "singapore"
    near = dict(found.shared)
    doubt = sum(km for names, km in near.items() if "singapore" in names)
    assert 30.0 < doubt < 60.0
    assert doubt > 20 * dict(found.countries)["singapore"]
    text = "\n".join(" ".join(row) for row in shown(found))
    assert "near malaysia, singapore" in text
    assert "  singapore 0.5 0.0 %" in text
    assert found.crossed is None
    assert "known cables crossed – no file of cables" in text
    data = json.loads(as_geojson(found))["properties"]
    assert data["known_cables_crossed"] is None
    assert sum(data["km_within_12_nautical_miles_of_several"].values()) == pytest.approx(sum(near.values()), abs=0.2)


def test_within_reach_of_two_coasts_is_a_sum_of_pieces():
    """Two coasts of a point each 40 km apart on the equator, 12 nm each: they overlap by 4.4 km."""
    degree = np.pi * jurisdiction.RADIUS / 180.0
    coast = jurisdiction.Coast(np.zeros(2), np.array([0.0, 40.0 / degree]), np.array(["a", "b"]))
    km = np.linspace(0.0, 40.0, 4001)
    (names, length), = jurisdiction.shared(coast, np.zeros(km.size), km / degree, km)
    assert names == ("a", "b")
    assert length == pytest.approx(2 * 22.224 - 40.0, abs=0.03)
    assert jurisdiction.shared(coast, np.zeros(km.size), km / degree, km, 19.0) == ()
