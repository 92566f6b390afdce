"""`sundalink routes compare`: planned links in seconds, and the message of a wrong argument."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import main, routes
from sim.errors import SundalinkError
from sim.inputs import built_links
from sim.report.route_comparison import FILES

FAST = ["--set", "link.lives=20"]


def call(*words):
    """Run the command; an error of its own stays an exception."""
    return CliRunner().invoke(main.app, ["routes", "compare", *words, *FAST])


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """A terminal in which no cell of a table breaks over lines."""
    monkeypatch.setattr(routes.OUT, "width", 200)


@pytest.mark.slow
def test_planned_links_without_a_farm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call("asean")
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in (tmp_path / "runs" / "routes").iterdir()) == sorted(FILES)
    table = pd.read_csv(tmp_path / "runs" / "routes" / "routes.csv")
    assert (table["kind"] == "interconnector").sum() == 6
    assert (table["kind"] == "reference").sum() == len(built_links.reference_links())
    planned = table[table["kind"] == "interconnector"]
    assert planned["required_price"].isna().all()
    for column in ("length_km", "loss_at_full_load", "mean_loss", "life_availability", "cable_repairs_per_year",
                   "transport_cost",
                   "link_capex_pre_2022_usd_million", "link_capex_dea_2025_usd_million", "jurisdictions"):
        assert (planned[column] > 0).all(), column
    assert done.output.count("compared as an interconnector") == 1
    for word in ("singapore_cambodia", "before", "Links of others", "NorNed", "NeuConnect", "routes_pareto.png"):
        assert word in done.output


@pytest.mark.slow
def test_zones_of_the_users_file_say_whose_waters(tmp_path):
    square = [[[100, -1], [112, -1], [112, 12], [100, 12], [100, -1]]]
    (tmp_path / "z.geojson").write_text(json.dumps({"type": "Feature", "properties": {"country": "Malaysia"},
                                                    "geometry": {"type": "Polygon", "coordinates": square}}))
    done = call("asean/peninsular_sumatra", "--zones", str(tmp_path / "z.geojson"), "-o", str(tmp_path / "out"),
                "--quiet")
    assert done.exit_code == 0, done.output
    assert done.output == ""
    row = pd.read_csv(tmp_path / "out" / "routes.csv").iloc[0]
    assert row["permits"] == "malaysia 111 km"
    assert row["jurisdiction_source"] == "z.geojson"
    assert row["km_malaysia"] == pytest.approx(row["length_km"])


def test_a_word_that_is_no_route(tmp_path):
    done = call("asaen", "-o", str(tmp_path / "out"), "--quiet")
    assert isinstance(done.exception, SundalinkError)
    assert "asaen: route = 'asaen': must be a TOML or GIS file, a table, or one of direct, east" in str(done.exception)


def test_a_broken_chart_is_refused(tmp_path):
    (tmp_path / "bad.shp").write_bytes(b"nothing")
    done = call("asean", "--cables", str(tmp_path / "bad.shp"), "-o", str(tmp_path / "out"), "--quiet")
    assert isinstance(done.exception, SundalinkError)
    assert "must be a readable shapefile" in str(done.exception)
    assert done.exception.status == 2
