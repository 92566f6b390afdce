"""The command line: exit statuses, one clear message, no traceback, and nothing half-written."""

import csv
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from small_case import FAST

from sim import __version__
from sim.cli import main
from sim.cli.new import NEW
from sim.results.files import open_results
from sim.scenario.load import load
from sim.scenario.schema import Scenario

LARGER = (*FAST, "--set", "storage.energy_mwh=2400")   # what an example of test_cli_json runs, with its pictures


@pytest.fixture
def sundalink(tmp_path, monkeypatch, capsys):
    """Type a command in an empty folder; return its exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["sundalink", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            main.main()
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err
    return run


def typed(*words, **given):
    """Type a command in a process of its own."""
    return subprocess.run([sys.executable, "-W", "error", "-m", "sim", *map(str, words)], capture_output=True,
                          text=True, timeout=120, **given)


def left(path):
    """Everything below a folder."""
    return sorted(p.relative_to(path).as_posix() for p in path.rglob("*"))


def refused(result, status, *words):
    """Check that a command failed with that status and one message that holds the words."""
    found, out, err = result
    assert found == status, err
    assert out == ""
    assert "Traceback" not in err
    message = re.sub(r"^compiling kernels.*\n+", "", err).strip()   # where no kernel was compiled yet
    assert message.startswith("error: ")
    assert message.count("error: ") == 1
    for word in words:
        assert word in message
    return message


# --- wrong input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("setting", "words"), [
    ("farm.capactiy_mw=3", "farm.capactiy_mw = 3: unknown key; did you mean capacity_mw? (--set)"),
    ("farm.capacity_mw=-3", "farm.capacity_mw = -3: must be greater than 0 (--set)"),
    ("farm.capacity_mw=much", "farm.capacity_mw = 'much': must be a number (--set)"),
    ('farm.capacity_mw="3"', "farm.capacity_mw = '3': must be a number (--set)"),
    ("farm.capacity_mw=nan", "farm.capacity_mw = nan: must be a finite number (--set)"),
    ("farm.wake.model=jensn", "did you mean jensen1983?"),
    ("contract.price=free", "contract.price = 'free': must be 'solve' or a number (--set)"),
    ("farm.turbine=iea_15", "did you mean iea_15mw?"),
    ("route.file=dirct", "did you mean direct?"),
    ("link.cables.section_mm2=100", "must lie between 240 and 3000"),
    ("link.voltage_kv=700", "must lie between 80 and 640 kV"),
    ("cost.cable=dc_submarine_dea", "did you mean dc_submarine_dea_2025?"),
    ("nonsense", "--set nonsense: must be KEY=VALUE"),
    ("=3", "--set =3: must be KEY=VALUE"),
])
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_wrong_value_is_refused_with_status_2(sundalink, tmp_path, command, setting, words):
    refused(sundalink(command, "base", "--set", setting), 2, words)
    assert left(tmp_path) == []


def test_all_errors_are_listed_at_once(sundalink):
    message = refused(sundalink("check", "base", "--set", "farm.capacity_mw=-3", "--set", "seed=-1"), 2,
                      "farm.capacity_mw = -3", "seed = -1")
    assert len(message.splitlines()) == 2


@pytest.mark.parametrize(("content", "words"), [
    (b"\x89PNG\r\n\x1a\n\x00", "is not a text file in UTF-8"),
    (b"\x00\x01\x02", "is not valid TOML"),
    (b"[farm\n", "line 1"),
    (b'extends = "bass"\n', "did you mean base?"),
    (b"[farm]\ncapacity_mw = -2\n", "farm.capacity_mw = -2: must be greater than 0 (mine.toml)"),
])
@pytest.mark.parametrize("command", ["run", "check", "sweep"])
def test_a_wrong_file_is_refused_with_status_2(sundalink, tmp_path, command, content, words):
    (tmp_path / "mine.toml").write_bytes(content)
    message = sundalink(command, "mine.toml")
    if command == "sweep" and content.startswith((b"ext", b"[farm]")):
        words = "sweep: must be a table"
    refused(message, 2, "mine.toml", words)
    assert left(tmp_path) == ["mine.toml"]


@pytest.mark.parametrize("command", ["run", "check", "sweep"])
def test_a_missing_file_is_refused_with_status_2(sundalink, tmp_path, command):
    hint = "no such file and no shipped scenario of that name (did you mean base?)"
    refused(sundalink(command, "bass"), 2, f"bass: {hint}")
    refused(sundalink(command, "there/mine.toml"), 2, "there/mine.toml: no such file")
    refused(sundalink(command, tmp_path), 2, "is a folder")
    assert left(tmp_path) == []


@pytest.mark.parametrize("words", [
    ["frobnicate"], ["run"], ["run", "base", "--nope"], ["run", "base", "--workers", "0"], ["new"], ["routes", "fnd"],
    ["run", "base", "extra"], []])
def test_a_wrong_command_line_has_status_2(sundalink, tmp_path, words):
    status, out, err = sundalink(*words)
    assert status == 2
    assert "Usage" in out + err
    assert "Traceback" not in err
    assert left(tmp_path) == []


# --- input that shows itself on the way -----------------------------------------------------------------


def test_a_section_too_small_for_the_current_fails_with_one_message(sundalink, tmp_path):
    message = refused(sundalink("run", "base", *FAST, "--set", "link.voltage_kv=320", "--set",
                                "link.cables.section_mm2=500", "-o", "out"), 1, "a larger section")
    assert len(message.splitlines()) == 1
    assert left(tmp_path) == []


def test_a_route_over_land_is_refused(sundalink, tmp_path):
    (tmp_path / "land.toml").write_text(
        'name = "land"\ndescription = "d"\nlanding = "x"\nsource = "me"\nstatus = "assumed"\n'
        "points_deg = [[10.35, 107.08], [10.0, 104.9], [10.5, 105.5], [1.3, 104.0]]\n")
    for command in ("run", "check"):
        refused(sundalink(command, "base", "--set", "route.file=land.toml"), 2, "must lie below the sea",
                "(route.file) (--set)")
    assert left(tmp_path) == ["land.toml"]


@pytest.fixture
def wind(tmp_path):
    """Write a year of hours as a table, with one line changed by `spoil`."""
    def write(spoil):
        stamps = np.arange(np.datetime64("2018-12-31T15"), np.datetime64("2020-01-01T02"))
        rows = [f"{t}:00Z,{9.0 + np.sin(n / 9.0):.3f},45.0" for n, t in enumerate(stamps.astype(str))]
        text = "# height_m: 100\ntime,wind_speed_m_per_s,wind_direction_deg\n" + "\n".join(spoil(rows)) + "\n"
        (tmp_path / "wind.csv").write_text(text)
        (tmp_path / "mine.toml").write_text('extends = "base"\nname = "mine"\n[resource]\nsource = "csv"\n'
                                            'files = ["wind.csv"]\n')
        return tmp_path / "mine.toml"
    return write


@pytest.mark.parametrize(("spoil", "words"), [
    (lambda rows: [*rows[:100], rows[100].split(",")[0] + ",nan,45.0", *rows[101:]], "2019-01-04"),
    (lambda rows: [*rows[:100], rows[100].split(",")[0] + ",,45.0", *rows[101:]], "2019-01-04"),
    (lambda rows: [*rows[:100], rows[100].split(",")[0] + ",-3.0,45.0", *rows[101:]], "2019-01-04"),
    (lambda rows: [*rows[:100], *rows[103:]], "2019-01-04"),
    (lambda rows: rows[:4000], "year"),
], ids=["nan", "empty", "negative", "gap", "short"])
def test_a_hole_in_the_wind_is_refused_with_its_time(sundalink, tmp_path, wind, spoil, words):
    path = wind(spoil)
    refused(sundalink("check", path), 2, "wind.csv", words)
    status, out, err = sundalink("run", path, *FAST, "-o", "out")
    assert status == 2
    assert "Traceback" not in err
    assert "wind.csv" in err
    assert words in err
    assert out == ""
    assert left(tmp_path) == ["mine.toml", "wind.csv"]


def test_whole_wind_is_valid(sundalink, wind):
    status, out, _ = sundalink("check", wind(lambda rows: rows))
    assert (status, out) == (0, "mine: valid\n")


def test_a_wind_file_that_is_binary_or_not_there_is_refused(sundalink, tmp_path):
    (tmp_path / "wind.nc").write_bytes(b"\x00\x01\x02\x03" * 100)
    for source, name, words in (("era5", "wind.nc", "wind.nc"), ("csv", "wind.nc", "wind.nc"),
                                ("era5", "no.nc", "no such file"), ("csv", "no.csv", "no.csv")):
        refused(sundalink("check", "base", "--set", f"resource.source={source}", "--set", f'resource.files=["{name}"]'),
                2, words)


# --- output ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["run", "base"], ["sweep", "cable_vintage"], ["routes", "compare"]])
def test_a_file_in_the_way_of_the_output_is_refused_before_any_work(sundalink, tmp_path, command):
    (tmp_path / "out").write_text("mine")
    start = time.perf_counter()
    for path in ("out", "out/below"):
        refused(sundalink(*command, "-o", path), 2, f"output folder {path}: ", "is a file, not a folder")
    assert time.perf_counter() - start < 10
    assert left(tmp_path) == ["out"]
    assert (tmp_path / "out").read_text() == "mine"


def test_a_run_writes_four_files_and_prints_a_table(sundalink, tmp_path, anew):
    status, out, err = sundalink("run", "base", *LARGER, "-o", "out/here")
    assert status == 0, err
    assert left(tmp_path) == ["out", "out/here", *(f"out/here/{n}" for n in (
        "report.html", "results.nc", "scenario.toml", "summary.csv"))]
    assert "Delivered to Singapore" in out
    assert "Written to out/here" in out
    assert "Screening only" in out
    with (tmp_path / "out/here/summary.csv").open(newline="") as file:
        rows = {row["name"]: row["value"] for row in csv.DictReader(file)}
    with open_results(tmp_path / "out/here") as data:
        assert float(data["npv"]) == float(rows["npv"])
        assert data.sizes["weather_year"] == 1
    anew()
    status, out, err = sundalink("run", "out/here/scenario.toml", "-o", "again", "--quiet")
    assert (status, out, err) == (0, "", "")
    assert (tmp_path / "again/summary.csv").read_text() == (tmp_path / "out/here/summary.csv").read_text()


def test_results_go_to_a_folder_of_the_scenarios_name(sundalink, tmp_path, undrawn):
    assert sundalink("run", "no_battery", *FAST, "-q")[0] == 0
    (folder,) = (path for path in (tmp_path / "runs").iterdir() if not path.is_symlink())
    assert folder.name.startswith("no_battery_time.weather_years=1")   # and not that of another design
    assert (folder / "results.nc").is_file()
    assert (tmp_path / "runs/latest").resolve() == folder


def test_another_design_is_not_replaced_unless_forced(sundalink, tmp_path, undrawn):
    words = ("run", "base", *LARGER, "-q", "-o", "out")
    assert sundalink(*words)[0] == 0
    before = (tmp_path / "out/summary.csv").read_text()
    refused(sundalink(*words, "--set", "seed=7"), 2, "output folder out: holds the results of another scenario",
            "--force")
    assert (tmp_path / "out/summary.csv").read_text() == before
    assert sundalink(*words, "--set", "seed=7", "--force")[0] == 0
    assert (tmp_path / "out/summary.csv").read_text() != before


def test_results_are_kept_when_the_report_fails(sundalink, tmp_path, monkeypatch):
    from sim.report import page
    monkeypatch.setattr(page, "page", lambda *given: 1 / 0)
    status, _, err = sundalink("run", "base", *LARGER, "-q", "-o", "out")
    assert status == 1
    assert "a fault of the program (ZeroDivisionError" in err
    assert left(tmp_path / "out") == ["results.nc", "scenario.toml", "summary.csv"]


def test_a_sweep_is_not_run_as_a_case(sundalink):
    refused(sundalink("run", "battery_size"), 2, "has a [sweep] table", "type: sundalink sweep battery_size")


def test_files_for_lenders_are_written_and_listed(sundalink, tmp_path):
    """Also in the last line of the table; --json lists what is in the folder."""
    status, out, _ = sundalink("run", "base", *LARGER, "--lenders", "-o", "out")
    assert status == 0
    listed = " ".join(out.split("Written to out: ")[1].split()).split(", ")
    assert set(listed) == set(left(tmp_path / "out"))
    assert {"lenders.xlsx", "parties.csv"} <= set(listed)
    found = json.loads(sundalink("run", "base", *LARGER, "--lenders", "--json", "-o", "out")[1])
    assert set(found["files"]) == set(listed)


def test_the_output_is_json_where_it_is_asked_for(sundalink, tmp_path):
    status, out, err = sundalink("run", "base", *LARGER, "--json", "-o", "out")
    found = json.loads(out)
    assert (status, err, found["folder"]) == (0, "", "out")
    assert set(found["files"]) == set(left(tmp_path / "out"))
    with open_results(tmp_path / "out") as data:
        assert found["summary"]["npv"] == float(data["npv"])
    assert json.loads(sundalink("check", "base", "--json")[1]) == {"valid": True, "scenario": "base", "name": "base",
                                                                   "cases": 1, "notes": []}
    status, out, err = sundalink("check", "base", "--set", "link.voltage_kv=-1", "--json")
    assert (status, json.loads(out)["valid"]) == (2, False)
    assert json.loads(out)["errors"][0] in err
    assert json.loads(sundalink("models", "jensen", "--json")[1])[0]["model"] == "jensen1983"
    assert json.loads(sundalink("costs", "dc_submarine_acer_2023_q3", "--json")[1])[0]["published"] == "741"


def test_keys_are_found_by_any_of_their_words(sundalink):
    status, out, _ = sundalink("keys", "reserve_power")
    assert status == 0
    assert "storage.battery.reserve_power" in out
    (key, *_) = json.loads(sundalink("keys", "storage.energy_mwh", "--json")[1])
    assert (key["default"], key["unit"], key["range"]) == ("1600", "MWh", ">= 0, <= 1e+08")
    names = {key["name"] for key in json.loads(sundalink("keys", "--json")[1])}
    assert {"link.voltage_kv", "farm.wake.model", "contract.price"} <= names
    refused(sundalink("keys", "votlage_kv"), 2, "keys votlage_kv: no key and no meaning has that", "voltage_kv")


def test_the_schema_of_a_scenario_describes_its_keys(sundalink):
    schema = json.loads(sundalink("keys", "--schema")[1])
    assert {"link", "farm", "extends", "sweep"} <= set(schema["properties"])
    assert "description" in schema["properties"]["seed"]


def test_what_set_breaks_is_blamed_on_set(sundalink):
    refused(sundalink("check", "base", "--set", "link.cables.section_mm2=77"), 2, "link.cables.section_mm2 = 77",
            "(--set)")


def test_text_of_a_user_is_shown_as_it_is_written(sundalink, tmp_path, undrawn):
    (tmp_path / "brackets.toml").write_text('extends = "base"\ndescription = "two [/b] and [red]three[/red]"\n')
    status, out, err = sundalink("run", "brackets.toml", *FAST, "-o", "out")
    assert status == 0, err
    assert "two [/b] and [red]three[/red]" in out


def test_any_code_page_can_print_a_scenario(tmp_path):
    (tmp_path / "name.toml").write_text('extends = "base"\nname = "gió_Việt"\n', encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", "-m", "sim", "check", "name.toml"], capture_output=True,
                          cwd=tmp_path, timeout=120, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode in (0, 2)
    assert b"fault of the program" not in done.stderr


TWO_PICTURES = """
import sys
from sim.cli import computed_run
from sim.cli.main import main
real = computed_run._saved_and_drawn

def fewer(*given):
    from sim.report import page   # not before: it loads matplotlib
    drawn_by = page.drawn_by
    page.drawn_by = lambda draw, names, *how: {**dict.fromkeys(names, ""), **drawn_by(draw, names[:2], *how)}
    return real(*given)

computed_run._saved_and_drawn = fewer
sys.argv[0] = "sundalink"
main()
"""


@pytest.mark.slow
def test_the_callers_backend_of_pictures_is_not_obeyed(tmp_path):
    done = subprocess.run([sys.executable, "-W", "error", "-c", TWO_PICTURES, "run", "base", *FAST, "-q", "-o", "out"],
                          capture_output=True, text=True, timeout=120, cwd=tmp_path,
                          env={**os.environ, "MPLBACKEND": "nonesuch"})   # matplotlib itself refuses it
    assert done.returncode == 0, done.stderr
    assert "<figure id=" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def test_a_sweep_writes_its_table_and_says_what_failed(sundalink, tmp_path):
    (tmp_path / "tiny.toml").write_text(
        'extends = "base"\ntime = { weather_years = 1, traded_years = 1, period_h = 1.0 }\n'
        "link = { outage_draws = 1 }\n"
        'contract = { price = 230.0 }\n[sweep.grid]\n"storage.power_mw" = [0.0, 200.0]\n'
        '"link.voltage_kv" = [525.0, 710.0]\n')
    assert sundalink("check", "tiny.toml")[:2] == (0, "tiny: valid, 4 cases\n")
    status, out, err = sundalink("sweep", "tiny.toml", "-o", "out", "--threads", "1")
    assert status == 3, err   # some failed
    assert err.startswith("4 cases: 0 kept, 4 to run\n")
    assert "2 cases done, 2 failed; written to out" in out
    assert "Least required price: " in out
    assert {"out/cases.parquet", "out/cases.csv", "out/sweep.toml", "out/manifest.json", "out/status.json",
            "out/index.html", "out/sweep.png", "out/design.parquet"} <= set(left(tmp_path))
    status, _, err = sundalink("sweep", "tiny.toml", "-o", "out", "--threads", "1", "--resume")
    assert status == 3
    assert err.startswith("--resume is the default now, and will go in the next version\n"
                          "4 cases: 2 kept, 2 to run (2 failed before)\n")
    status, out, _ = sundalink("status", "out")
    assert out.startswith("finished: 4 of 4 cases, 2 good, 2 failed, 0 crashed; 2 kept from before\n")
    assert json.loads(sundalink("status", "out", "--json")[1])["ok"] == 2
    (tmp_path / "out/index.html").unlink()
    assert sundalink("report", "out")[:2] == (0, "Written to out: index.html, sweep.png\n")
    assert (tmp_path / "out/index.html").stat().st_size > 1e6
    status, out, _ = sundalink("compare", "out", "out", "--json")
    found = json.loads(out)
    assert found["keys"] == []
    assert {f["name"]: f["difference"] for f in found["figures"]}["required_price"] == 0.0


def test_a_sweep_may_be_given_on_the_command_line(sundalink):
    status, out, err = sundalink("sweep", "base", "--grid", "storage.power_mw=0,200", "--grid",
                                 "link.voltage_kv=525,-1", "--sample", "finance.wacc=0.07:0.08:0.1", "--n", "3",
                                 "--dry-run")
    assert status == 0, err
    assert out.startswith("12 cases; 1 group with one wind and farm each; varies storage.power_mw, link.voltage_kv, "
                          "finance.wacc\n6 cannot be run:\n")
    assert "about " in out
    for words, message in (((), "sweep: must be a table"), (("--sample", "finance.wacc=1:2"), "--sample: needs --n"),
                           (("--grid", "finance.wacc"), "--grid finance.wacc: must be KEY=VALUES"),
                           (("--sample", "finance.wacc=1", "--n", "2"), "must be KEY=LOW:HIGH or"),
                           (("--sample", "finance.wacc=2:1", "--n", "2"), "sweep.sample.keys.finance.wacc = "),
                           (("--grid", "seed=1", "--shard", "x"), "--shard x: must be I/N")):
        refused(sundalink("sweep", "base", *words), 2, message)


def test_what_is_no_folder_of_a_sweep_or_a_run_is_refused(sundalink, tmp_path):
    refused(sundalink("status", "nowhere"), 2, "nowhere: is not the folder of a sweep (no status.json)")
    refused(sundalink("report", "nowhere"), 2, "nowhere", "no such file")
    refused(sundalink("compare", "nowhere", "elsewhere"), 2, "nowhere: no such folder")


def test_a_sweep_of_nothing_but_failures_has_status_1(sundalink, tmp_path):
    (tmp_path / "bad.toml").write_text('extends = "base"\n[sweep.grid]\n"link.voltage_kv" = [710.0, 711.0]\n')
    refused(sundalink("sweep", "bad.toml", "-o", "out", "--quiet", "--threads", "1"), 1,
            "every case failed; the first one: ", "link.voltage_kv = 710")


# --- new, check, models, version ------------------------------------------------------------------------


def test_a_new_scenario_is_valid_and_runs(sundalink, tmp_path, undrawn):
    status, out, _ = sundalink("new", "mine.toml")
    assert status == 0
    assert "Written: mine.toml" in out
    assert load(tmp_path / "mine.toml") == Scenario(name="mine", description=NEW)
    assert sundalink("check", "mine.toml")[:2] == (0, "mine: valid\n")
    assert sundalink("run", "mine.toml", *FAST, "--quiet")[0] == 0
    assert (tmp_path / "runs/latest/results.nc").is_file()


def test_a_new_scenario_replaces_nothing(sundalink, tmp_path):
    (tmp_path / "mine.toml").write_text("seed = 3\n")
    refused(sundalink("new", "mine.toml"), 2, "mine.toml: exists already")
    refused(sundalink("new", "nowhere/mine.toml"), 2,
            "nowhere/mine.toml: cannot be written (No such file or directory)")
    refused(sundalink("new", ".mine.toml"), 2, "name = '.mine'")
    assert left(tmp_path) == ["mine.toml"]
    assert (tmp_path / "mine.toml").read_text() == "seed = 3\n"


def test_every_shipped_scenario_is_valid(sundalink):
    for name in ("base", "no_battery", "peninsular", "offshore_hub", "voltage_battery_contract"):
        status, out, err = sundalink("check", name)
        assert status == 0, err
        assert out.startswith(f"{name}: valid")


def test_models_lists_key_default_unit_and_source(sundalink):
    status, out, _ = sundalink("models")
    assert status == 0
    for words in ('[farm.wake] model = "jensen1983"', '[link.outage] model = "poisson"', "Source: ", "expansion"):
        assert words in out
    status, wake, _ = sundalink("models", "wake")
    assert status == 0
    assert '[farm.wake] model = "bastankhah2014"' in wake
    assert "[link." not in wake
    assert len(wake) < len(out)
    refused(sundalink("models", "nonsense"), 2, "models nonsense: no stage and no model of that name")


def test_the_version_is_printed(sundalink):
    assert sundalink("--version") == (0, f"{__version__}\n", "")


# --- the program as a process ---------------------------------------------------------------------------


def test_help_is_quick_and_brings_in_nothing_heavy():
    code = ("import sys\nsys.argv = ['sundalink', *sys.argv[1:]]\nfrom sim.cli.main import main\n"
            "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
            "heavy = {'numba', 'matplotlib', 'xarray', 'pandas', 'scipy', 'numpy', 'netCDF4', 'pyproj'}\n"
            "print('HEAVY', sorted(heavy & set(sys.modules)))")
    for words in (["--help"], ["run", "--help"], ["routes", "--help"]):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-W", "error", "-c", code, *words], capture_output=True, text=True,
                              timeout=60)
        assert done.returncode == 0, done.stderr
        assert "HEAVY []" in done.stdout
        assert "Usage" in done.stdout
        assert time.perf_counter() - start < 10


def test_the_help_names_every_command():
    text = typed("--help").stdout
    for name in ("run", "sweep", "status", "compare", "report", "routes", "check", "new", "keys", "models", "costs",
                 "validate"):
        assert name in text


def test_python_dash_m_sim_is_the_command(tmp_path):
    done = typed("check", "base", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "base: valid\n", "")
    done = typed("check", "bass", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: bass: no such file and no shipped scenario of that name (did you mean base?)\n"


@pytest.mark.parametrize("words", [["--debug", "check", "bass"], ["check", "bass", "--debug"]])
def test_debug_shows_the_traceback_wherever_it_stands(tmp_path, words):
    done = typed(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "SundalinkError: bass: no such file" in done.stderr


def test_a_fault_of_the_program_is_one_message_too(sundalink, monkeypatch):
    def broken(*given):
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setattr("sim.scenario.load.load", broken)
    refused(sundalink("check", "base"), 1, "a fault of the program (ZeroDivisionError: float division by zero)",
            "--debug")


def test_a_closed_pipe_is_no_traceback(tmp_path):
    command = f"{sys.executable} -W error -m sim models | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert "Traceback" not in done.stderr


def test_an_output_folder_that_may_not_be_written_is_refused(sundalink, tmp_path):
    shut = Path("/proc")   # which is closed to root as well
    if not shut.is_dir():
        shut = tmp_path / "shut"
        shut.mkdir(mode=0o500)
    refused(sundalink("run", "base", "-o", shut / "out"), 2, f"{shut / 'out'}", "cannot be written")


def test_quick_makes_a_case_smaller_but_never_what_set_gives():
    case = load("base", {"link.lives": 50})
    fewer = main._fewer(case, main.QUICK, {"time.weather_years": 9})
    assert fewer == {"time.traded_years": 2, "time.period_h": 1.0, "link.outage_draws": 2,
                     "uncertainty.cost.draws": 200}
    assert load("base", fewer).time.weather_years == case.time.weather_years


@pytest.mark.slow
def test_a_quick_answer_says_how_sure_it_is_and_explore_draws_it(sundalink, tmp_path, undrawn):
    status, out, _ = sundalink("run", "base", "--quick", "--set", "time.weather_years=2", "--json")
    assert status == 0
    found = json.loads(out)
    assert found["folder"].startswith("runs/base_quick")
    assert found["summary"]["required_price_se"] > 0.0
    status, out, _ = sundalink("explore", tmp_path / found["folder"])
    assert status == 0
    assert "explore.html" in out
    assert (tmp_path / found["folder"] / "explore.html").stat().st_size > 1e6
    refused(sundalink("explore", tmp_path / found["folder"], "--operating-year", 1999), 2, "operating year = 1999")


def test_memory_is_given_back_where_the_system_can_and_nothing_is_lost_where_it_cannot(monkeypatch):
    import ctypes

    from sim.case.heap import give_back

    kept = np.arange(1e5)
    give_back()
    for fault in (OSError, AttributeError, TypeError):
        def without(name, fault=fault):
            raise fault
        monkeypatch.setattr(ctypes, "CDLL", without)
        give_back()
    assert kept.sum() == 1e5 * (1e5 - 1) / 2
