"""The commands of a grid: files, tables, comparison, values of corridors, and what is refused."""

import json

import netCDF4
import pytest
from small_grid import small
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from sim.errors import SundalinkError
from sim.results.grid_scenario_text import grid_text


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("grid")
    (place / "small.toml").write_text(grid_text(small()), encoding="utf-8")
    return place


def said(*words):
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_run_compare_and_links(folder):
    assert "small: valid" in said("check", folder / "small.toml")
    output = said("grid", "run", folder / "small.toml", "-o", folder / "with")
    assert "Singapore" in output or "SG" in output
    assert {path.name for path in (folder / "with").iterdir()} >= {"grid.nc", "grid.csv", "grid.toml"}
    data = sim.open_grid(folder / "with")
    assert data.attrs["Conventions"] == "CF-1.11"
    with netCDF4.Dataset(folder / "with" / "grid.nc") as raw:
        assert raw["price"].money_units == data["price"].attrs["units"] == "USD MW-1 h-1"
        assert not any("USD" in getattr(variable, "units", "") for variable in raw.variables.values())
    assert float(data.attrs["gap"]) <= float(data.attrs["gap_asked"])
    assert all("units" in data[name].attrs for name in ("price", "flow", "rent", "emissions", "welfare"))
    said("grid", "run", folder / "with" / "grid.toml", "-o", folder / "without", "--set", "grid.without=['south']",
         "--quiet")
    found = json.loads(said("grid", "compare", folder / "with", folder / "without", "--json"))
    price = {row["name"]: row for row in found["Price, mean [USD/MWh]"]}
    assert price["SG"]["difference"] >= -1e-6
    assert "Congestion rent" in said("grid", "compare", folder / "with", folder / "without", "--all")
    assert "south" in said("grid", "links", folder / "small.toml", "-o", folder / "links")
    assert (folder / "links" / "links.csv").read_text(encoding="utf-8").startswith("link,from,to,mw")


def test_a_grid_is_not_run_as_a_single_case(folder):
    with pytest.raises(SundalinkError, match="is a grid; type: sundalink grid run"):
        said("run", folder / "small.toml")
    with pytest.raises(SundalinkError, match="base: is a single case, not a grid; sundalink run takes it"):
        said("grid", "run", "base")


def test_a_table_of_published_cases_is_not_written_over_a_folder(tmp_path):
    with pytest.raises(SundalinkError, match="is a folder, not a file"):
        said("validate", "--json", tmp_path)


def test_a_pair_needs_two_names(folder):
    with pytest.raises(SundalinkError, match="--pair south: must be two names"):
        said("grid", "links", folder / "small.toml", "-o", folder / "x", "--pair", "south")


def test_a_new_grid_is_that_which_it_extends(tmp_path):
    said("new", tmp_path / "mine.toml", "--grid")
    mine, parent = (sim.load_grid(each).model_dump(exclude={"name", "description", "document_basis"})
                    for each in (tmp_path / "mine.toml", "asean_2035"))
    assert mine == parent


def test_a_sweep_of_grids_keeps_what_fails(folder):
    done = CliRunner().invoke(app, ["grid", "sweep", str(folder / "small.toml"), "-o", str(folder / "sweep"), "--grid",
                                    "grid.days=[1,400]"], catch_exceptions=False)
    assert done.exit_code == 3
    text = (folder / "sweep" / "cases.csv").read_text(encoding="utf-8").splitlines()
    assert len(text) == 3
    assert "zone SG mean_price" in text[0]
    assert "must be less than or equal to 365" in text[2]
    with pytest.raises(SundalinkError, match=r"--grid grid\.days: must be a list of values"):
        said("grid", "sweep", folder / "small.toml", "--grid", "grid.days=3")


def test_growth_of_demand_without_effect_is_said(folder):
    """Where the table of years covers the snapshot; not where growth counts, and not where nobody set it."""
    says = ("zones.TH.demand.growth has no effect in 2030: zones.TH.demand.twh gives the demand up to 2035, and growth "
            "applies after that year; change twh instead.")
    assert says in said("check", folder / "small.toml", "--set", "zones.TH.demand.growth=0.07")
    assert "has no effect" not in said("check", folder / "small.toml")
    assert "has no effect" not in said("check", folder / "small.toml", "--set", "zones.TH.demand.growth=0.07", "--set",
                                       "grid.year=2040")
    assert "one number for all years" in said("check", folder / "small.toml", "--set", "zones.SG.demand.growth=0.07")
    swept = CliRunner().invoke(app, ["sweep", str(folder / "small.toml"), "-o", str(folder / "growth"), "--grid",
                                     "zones.TH.demand.growth=0.01,0.02"])
    assert says in swept.output
    assert says in said("grid", "run", folder / "small.toml", "-o", folder / "grown", "--set",
                        "zones.TH.demand.growth=0.07")


def test_the_cases_of_a_sweep_of_grids_are_checked(folder):
    (folder / "many.toml").write_text('extends = "small.toml"\nname = "many"\n[sweep.grid]\ngrid.days = [1, 2, 400]\n',
                                      encoding="utf-8")
    with pytest.raises(SundalinkError, match=r"grid\.days = 400: must be less than or equal to 365"):
        said("check", folder / "many.toml")


def test_a_sweep_of_grids_that_all_fail_is_one_of_grids(folder):
    done = CliRunner().invoke(app, ["sweep", str(folder / "small.toml"), "-o", str(folder / "fails"), "--grid",
                                    "grid.first_day=365", "--grid", "grid.period_h=0.5,1.0"])
    assert "every case failed; the first one: grid.days = 2: must end within the year" in str(done.exception)
    assert "2 failed" in done.output
    assert "required price" not in done.output
    assert "index.html" in said("report", folder / "fails")
    assert not (folder / "fails" / "sweep.png").exists()
    page = (folder / "fails" / "index.html").read_text(encoding="utf-8")
    assert "The grids, and what stopped each" in page
    assert page.count("must end within the year") == 2


def test_a_sweep_table_of_a_grid_runs_on_the_engine_of_all_sweeps(folder):
    (folder / "swept.toml").write_text(
        'extends = "small.toml"\nname = "swept"\n[sweep.grid]\ngrid.wheeling_usd_per_mwh = [0.0, 10.0]\n'
        'corridors.south.capacity_mw = [100.0, 300.0]\n', encoding="utf-8")
    assert "4 cases" in said("sweep", folder / "swept.toml", "--dry-run")
    said("sweep", folder / "swept.toml", "-o", folder / "swept", "--keep", "results", "--quiet")
    again = CliRunner().invoke(app, ["sweep", str(folder / "swept.toml"), "-o", str(folder / "swept")])
    assert "4 kept, 0 to run" in again.output
    assert "finished: 4 of 4 cases" in said("status", folder / "swept")
    rows = (folder / "swept" / "cases.csv").read_text(encoding="utf-8").splitlines()
    header, first = (row.split(",") for row in rows[:2])
    assert len(rows) == 5
    assert "required_price" not in header
    kept = sim.open_grid(folder / "swept" / "results" / first[0])
    assert float(first[header.index("grid cost")]) == pytest.approx(float(kept.cost.mean()))
    assert float(first[header.index("corridors.south.capacity_mw")]) == 100.0
    by_zone = [float(v) for name, v in zip(header, first, strict=True)
               if name.startswith("zone ") and name.endswith(" emissions")]
    assert float(first[header.index("grid emissions")]) == pytest.approx(sum(by_zone), rel=1e-9)
    page = (folder / "swept" / "index.html").read_text(encoding="utf-8")
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert data["command"] == "sundalink grid run"
    assert {"grid cost", "grid emissions"} <= {c["name"] for c in data["columns"] if c["figure"]}
    assert [c["unit"] for c in data["columns"] if c["name"] == "corridor south rent"] == ["USD"]
    assert data["effects"]["grid cost"][0]["levels"]
    assert "index.html" in said("report", folder / "swept")
    assert not (folder / "swept" / "sweep.png").exists()
    with pytest.raises(SundalinkError, match=r"sweep\.columns: the rows of a grid hold every figure"):
        said("sweep", folder / "swept.toml", "-o", folder / "other", "--column", "capacity_credit")
