"""Sweeps: which cases, in which order, what is kept, written, continued and shared."""

import json
import os
import threading
import time
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import small_case
import sweep_stub
from numba import config, njit

from sim import chain
from sim.case import farm, hub, link, market, resource, route
from sim.errors import SundalinkError
from sim.finance import _tax
from sim.results.analyses import ANALYSES, OF_FIRMNESS, OF_LIVES
from sim.results.analyses import asked as asked_analyses
from sim.results.summary_values import SUMMARY
from sim.scenario.load import load
from sim.studies import case_figures, case_key, case_worker, kernels, provenance, restart
from sim.studies import journal as journal_module
from sim.studies import sweep as studies_sweep
from sim.studies.case_figures import figures_asked
from sim.studies.case_queue import CaseQueue
from sim.studies.kernels import WORD
from sim.studies.progress import Progress, read_status, status_lines
from sim.studies.sweep import sweep
from sim.studies.sweep_options import Options
from sim.studies.sweep_result import open_sweep
from sim.studies.sweep_source import cases
from sim.studies.sweep_store import RUNNING
from sim.studies.sweep_store import write as write_file

SWEEPS = Path(__file__).parents[2] / "scenarios" / "sweeps"
HEAD = """
extends = "base"
name = "tiny"
time = { weather_years = 2, traded_years = 1, period_h = 1.0 }
link = { outage_draws = 1 }
contract = { price = 230.0 }
"""

SWEEP = """
[sweep.grid]
"storage.power_mw" = [0.0, 200.0]
"link.voltage_kv" = [525.0, 710.0]
"""


@pytest.fixture
def write(tmp_path):
    """Write a sweep file and return its path."""
    def one(text, name="tiny.toml"):
        path = tmp_path / name
        path.write_text(HEAD + text, encoding="utf-8")
        return path
    return one


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A sweep of four cases, two of which cannot be: its file, its folder, the sweep and what was told."""
    folder = tmp_path_factory.mktemp("tiny")
    path = folder / "tiny.toml"
    path.write_text(HEAD + SWEEP, encoding="utf-8")
    told = []
    done = sweep(path, folder / "out", threads=1, tell=lambda done, total: told.append((done, total)))
    return path, folder / "out", done, told


@pytest.fixture
def marks(tmp_path_factory, monkeypatch):
    """Folder in which the stub notes the cases that it is given."""
    folder = tmp_path_factory.mktemp("marks")
    monkeypatch.setenv("SWEEP_STUB_MARKS", str(folder))
    return folder


def stub(path, folder=None, **options):
    """Run a sweep of which no case takes time, in this process."""
    return sweep(path, folder, figures=sweep_stub.figures, **{"threads": 1, **options})


def many(write, count, name="many.toml", more=""):
    return write(f'[sweep.grid]\n"storage.power_mw" = {[float(n) for n in range(count)]}\n{more}', name)


def powers(marks):
    return [power for power, _ in sweep_stub.run(marks)]


def alike(first, second):
    """Check that two tables are equal to the last bit, but for what tells of the running."""
    pd.testing.assert_frame_equal(*(t.drop(columns=list(RUNNING)) for t in (first, second)), check_exact=True)


# --- cases ----------------------------------------------------------------------------------------------


def test_a_grid_is_every_combination_and_the_last_key_varies_fastest(write):
    path = write('[sweep.grid]\n"link.voltage_kv" = [320.0, 525.0]\n"storage.power_mw" = [0.0, 1.0, 2.0]\n')
    assert [tuple(given.values()) for given in cases(path)] == [
        (320.0, 0.0), (320.0, 1.0), (320.0, 2.0), (525.0, 0.0), (525.0, 1.0), (525.0, 2.0)]
    assert list(cases(path)[0]) == ["link.voltage_kv", "storage.power_mw"]


def test_lists_of_a_zip_advance_together(write):
    path = write('[sweep.zip]\n"storage.power_mw" = [1.0, 2.0]\n"storage.energy_mwh" = [4.0, 8.0]\n')
    assert cases(path) == [{"storage.power_mw": 1.0, "storage.energy_mwh": 4.0},
                           {"storage.power_mw": 2.0, "storage.energy_mwh": 8.0}]


def test_zip_and_grid_are_crossed(write):
    path = write('[sweep.zip]\n"storage.power_mw" = [1.0, 2.0]\n"storage.energy_mwh" = [4.0, 8.0]\n'
                 '[sweep.grid]\n"link.voltage_kv" = [320.0, 525.0]\n')
    assert [tuple(given.values()) for given in cases(path)] == [
        (1.0, 4.0, 320.0), (1.0, 4.0, 525.0), (2.0, 8.0, 320.0), (2.0, 8.0, 525.0)]


def test_keys_may_be_nested_or_dotted(write):
    nested = write("[sweep.grid.storage]\npower_mw = [1.0]\n[sweep.grid.contract.terms]\nwidth_mw = [600.0]\n")
    assert cases(nested) == [{"storage.power_mw": 1.0, "contract.terms.width_mw": 600.0}]


def test_the_shipped_sweep_is_of_sixty_cases_or_more_and_all_load():
    listed = cases("voltage_battery_contract")
    assert len(listed) >= 60
    assert len({load("voltage_battery_contract", given) for given in listed}) == len(listed)
    assert {key.split(".")[0] for key in listed[0]} == {"link", "storage", "contract"}


@pytest.mark.parametrize(("text", "message"), [
    ("", "sweep: must be a table with [sweep.grid] or [sweep.zip]"),
    ("[sweep]\n", "sweep: must be a table with [sweep.grid] or [sweep.zip]"),
    ("[sweep.grid]\n", "sweep: must be a table with [sweep.grid] or [sweep.zip]"),
    ('[sweep.gird]\n"a.b" = [1]\n[sweep.grid]\n"a.b" = [1]\n', "sweep.gird: unknown key; known keys: grid, zip, cases"),
    ('[sweep.grid]\n"link.voltage_kv" = 320.0\n', "sweep.grid.link.voltage_kv = 320.0: must be a list of at least one"),
    ('[sweep.grid]\n"link.voltage_kv" = []\n', "sweep.grid.link.voltage_kv = []: must be a list of at least one value"),
    ('[sweep.zip]\n"a.b" = [1, 2]\n"c.d" = [1]\n', "sweep.zip = {'a.b': 2, 'c.d': 1}: lists must have one length"),
    ('[sweep.zip]\n"a.b" = [1]\n[sweep.grid]\n"a.b" = [1]\n', "sweep.zip.a.b: must not stand in sweep.grid as well"),
])
def test_a_table_that_is_no_sweep_is_refused(write, text, message):
    path = write(text)
    with pytest.raises(SundalinkError) as caught:
        cases(path)
    assert caught.value.status == 2
    assert message in str(caught.value)
    assert str(caught.value).endswith(f"({path})")


# --- what a sweep gives ---------------------------------------------------------------------------------


def test_a_row_for_each_case_in_the_order_of_the_file(tiny):
    _, _, done, told = tiny
    table = done.table
    assert table[["storage.power_mw", "link.voltage_kv"]].to_numpy().tolist() == [
        [0.0, 525.0], [0.0, 710.0], [200.0, 525.0], [200.0, 710.0]]
    costs = [name for name in table if name.startswith("cost_")]
    assert list(table.columns) == ["case", "storage.power_mw", "link.voltage_kv", *SUMMARY, *costs,
                                   "required_price_years", "status", "error", *RUNNING]
    assert {"cost_farm", "cost_cable", "cost_battery", "cost_local_sales"} <= set(costs)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert table["case"].is_unique


def test_failed_cases_are_kept_with_their_error(tiny):
    table = tiny[2].table
    assert table["status"].tolist() == ["ok", "failed", "ok", "failed"]
    good, bad = table[table["status"] == "ok"], table[table["status"] == "failed"]
    assert (good["error"] == "").all()
    assert bad["error"].str.contains("link.voltage_kv = 710", regex=False).all()
    assert bad["required_price"].isna().all()
    assert good["required_price"].gt(100).all()
    assert good["delivered_energy"].gt(1000).all()


def test_the_price_is_the_mean_of_what_each_weather_year_asks_for(tiny):
    good = tiny[2].good
    years = np.array(good["required_price_years"].tolist())
    assert years.shape == (2, 2)
    np.testing.assert_allclose(years.mean(axis=1), good["required_price"], rtol=1e-12)
    np.testing.assert_allclose(years.std(axis=1, ddof=1) / np.sqrt(2), good["required_price_se"], rtol=1e-9)
    assert (good["required_price_se"] > 0.1).all()


def test_the_folder_holds_all_that_is_needed_to_go_on(tiny):
    path, folder, done, _ = tiny
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))
    assert [name for name in names if not name.startswith("journal/")] == [
        "base.toml", "cases.csv", "cases.parquet", "design.parquet", "journal", "manifest.json", "status.json",
        "sweep.toml"]
    read = pd.read_parquet(folder / "cases.parquet")
    alike(read.drop(columns="required_price_years"), done.table.drop(columns="required_price_years"))
    assert (folder / "sweep.toml").read_bytes() == path.read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["cases"] == 4
    assert manifest["seed"] == load("base").seed
    assert manifest["code"] == provenance.code_digest()
    assert manifest["packages"]["numpy"] == np.__version__
    assert {"version", "commit", "data", "data_files", "command", "machine", "begun"} <= set(manifest)
    lines = [json.loads(line) for p in (folder / "journal").iterdir() for line in p.read_text().splitlines()]
    assert {line["case"] for line in lines} == set(done.table["case"])


def test_the_columns_of_the_table_name_their_units(tiny):
    schema = pq.read_schema(tiny[1] / "cases.parquet")
    for name, unit in (("required_price", "USD/MWh"), ("required_price_se", "USD/MWh"), ("seconds", "s"),
                       ("delivered_energy", "GWh"), ("cost_farm", "USD/MWh")):
        assert schema.field(name).metadata[b"unit"] == unit.encode()
    csv = pd.read_csv(tiny[1] / "cases.csv")
    np.testing.assert_array_equal(csv["required_price"], tiny[2].table["required_price"])


def test_the_state_says_how_it_ended(tiny):
    state = read_status(tiny[1])
    assert (state["state"], state["total"], state["ok"], state["failed"], state["crashed"]) == ("finished", 4, 2, 2, 0)
    assert next(iter(state["errors"])).startswith("link.voltage_kv = 710")


def test_a_case_can_be_had_back_by_its_key(tiny):
    _, folder, done, _ = tiny
    for each in (done, open_sweep(folder)):
        key = each.best().loc[0, "case"]
        case = each.case(key[:8])
        best = each.table.set_index("case").loc[key]
        assert case.storage.power_mw == best["storage.power_mw"]
        assert case.link.voltage_kv == best["link.voltage_kv"]
    with pytest.raises(SundalinkError, match="there is no such case"):
        done.case("xyz")


def test_the_types_of_columns_do_not_hang_on_what_failed(tiny, write, tmp_path):
    costs = [name for name in tiny[2].table if name.startswith("cost_")]
    types = tiny[2].table.drop(columns=costs).dtypes
    failed = sweep(write('[sweep.grid]\n"storage.power_mw" = [0.0]\n"link.voltage_kv" = [710.0]\n'), tmp_path / "out",
                   threads=1).table
    assert failed["status"].tolist() == ["failed"]
    assert failed.dtypes.to_dict() == types.to_dict()
    assert all(types[name] == np.dtype(float) for name in SUMMARY if name not in ("evidence", "seed"))
    assert pd.api.types.is_integer_dtype(types["seed"])


def test_values_of_several_kinds_are_kept_as_text(write, tmp_path):
    path = write('[sweep.zip]\n"contract.price" = [200, 210.5, "solv"]\n"link.voltage_kv" = [710.0, 710.0, 710.0]\n'
                 '"storage.power_mw" = [0, 1.5, 2]\n')
    table = stub(path, tmp_path / "out").table
    assert table["contract.price"].tolist() == ["200", "210.5", "solv"]
    assert table["storage.power_mw"].tolist() == [0.0, 1.5, 2.0]
    assert table["status"].tolist() == ["ok", "ok", "failed"]


def test_a_sweep_without_one_scenario_is_refused_and_writes_nothing(write, tmp_path):
    with pytest.raises(SundalinkError, match=r"link\.voltagekv = 320\.0: unknown key; did you mean") as fault:
        sweep(write('[sweep.grid]\n"link.voltagekv" = [320.0, 525.0]\n'), tmp_path / "out")
    assert fault.value.status == 2
    assert not (tmp_path / "out").exists()


def test_a_swept_seed_stays_though_the_case_fails(write):
    table = stub(write('[sweep.grid]\nseed = [1, 2]\n"storage.power_mw" = [13.0]\n')).table
    assert table["seed"].tolist() == [1, 2]
    assert list(table.columns).count("seed") == 1


def test_a_sweep_may_be_given_as_tables(write, tmp_path):
    path = many(write, 3)
    given = {"extends": "base", "name": "tiny", "time": {"weather_years": 2, "traded_years": 1, "period_h": 1.0},
             "link": {"outage_draws": 1}, "contract": {"price": 230.0},
             "sweep": {"grid": {"storage.power_mw": [0.0, 1.0, 2.0]}}}
    alike(stub(given, tmp_path / "out").table, stub(path).table)
    assert cases(tmp_path / "out" / "sweep.toml") == cases(given)


def test_a_fault_of_the_program_is_tried_twice_and_leaves_its_traceback(write, tmp_path, marks):
    table = stub(write('[sweep.grid]\n"storage.power_mw" = [13.0, 14.0, 1.0]\n'), tmp_path / "out").table
    assert table["error"][0] == "unlucky"
    assert table["error"][1].startswith("a fault of the program (ZeroDivisionError: float division by zero); traceback")
    assert table["attempt"].tolist() == [1, 2, 1]
    assert powers(marks) == [13.0, 14.0, 14.0, 1.0]
    text = (tmp_path / "out" / "faults" / f"{table['case'][1]}.txt").read_text()
    assert text.count("Traceback") == 2


# --- going on -------------------------------------------------------------------------------------------


def test_the_same_command_keeps_the_good_rows_and_runs_the_rest(write, tmp_path, marks):
    path, folder, told = many(write, 15), tmp_path / "out", []
    first = stub(path, folder)
    assert first.table["status"].tolist().count("failed") == 2
    begun = len(powers(marks))
    again = stub(path, folder, say=told.append)
    assert sorted(powers(marks)[begun:]) == [13.0, 14.0, 14.0]
    assert told == ["15 cases: 13 kept, 2 to run (2 failed before)"]
    alike(again.table, first.table)
    assert again.table["reason"].tolist() == ["new"] * 13 + ["failed before"] * 2


def test_another_design_is_refused_unless_it_is_to_extend(write, tmp_path, marks):
    folder = tmp_path / "out"
    stub(many(write, 3), folder)
    with pytest.raises(SundalinkError, match=r"holds another design \(3 cases\); --extend adds to it") as caught:
        stub(many(write, 5, "more.toml"), folder)
    assert caught.value.status == 2
    with pytest.raises(SundalinkError, match="holds the same cases of another base"):
        stub(write('[farm]\ncapacity_mw = 1500.0\n[sweep.grid]\n"storage.power_mw" = [0.0, 1.0, 2.0]\n', "o.toml"),
             folder)
    begun = len(powers(marks))
    table = stub(many(write, 5, "more.toml"), folder, extend=True).table
    assert powers(marks)[begun:] == [3.0, 4.0]
    assert table["storage.power_mw"].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_file_of_the_user_that_changed_runs_its_cases_again_and_is_named(write, tmp_path, marks):
    import numpy as np
    folder, wind, told = tmp_path / "out", tmp_path / "mast.csv", []
    hours = np.arange("2019-01-01T00", "2020-01-01T00", dtype="datetime64[h]")

    def blow(speed):
        wind.write_text("# height_m: 150\ntime,wind_speed_m_per_s,wind_direction_deg\n"
                        + "".join(f"{hour},{speed},90\n" for hour in hours))

    blow(8.0)
    path = write('[resource]\nsource = "csv"\nfiles = ["mast.csv"]\n[sweep.grid]\n"storage.power_mw" = [0.0, 1.0]\n')
    first = stub(path, folder).table
    blow(9.0)
    again = stub(path, folder, say=told.append).table
    assert told == ["2 cases: 0 kept, 2 to run (2 data changed: mast.csv)"]
    assert set(again["case"]).isdisjoint(first["case"])
    told.clear()
    stub(path, folder, say=told.append)
    assert told == ["2 cases: 2 kept, 0 to run"]


def test_labels_do_not_make_another_sweep(write, tmp_path, marks):
    folder = tmp_path / "out"
    stub(many(write, 3), folder)
    other = many(write, 3, "other.toml")
    other.write_text(other.read_text().replace('name = "tiny"', 'name = "renamed"\ndescription = "another"'))
    begun = len(powers(marks))
    stub(other, folder)
    assert len(powers(marks)) == begun


@pytest.mark.parametrize(("digest", "reason"), [("code_digest", "code changed"), ("data_digest", "data changed")])
def test_other_code_or_data_is_run_again_and_said(write, tmp_path, marks, monkeypatch, digest, reason):
    folder, path = tmp_path / "out", many(write, 3)
    stub(path, folder)
    for module in (case_key, restart, studies_sweep, case_worker):
        if hasattr(module, digest):
            monkeypatch.setattr(module, digest, lambda: "other")
    told, begun = [], len(powers(marks))
    table = stub(path, folder, say=told.append).table
    assert len(powers(marks)) == begun + 3
    assert told == [f"3 cases: 0 kept, 3 to run (3 {reason})"]
    assert table["reason"].tolist() == [reason] * 3


def test_fresh_moves_the_folder_aside(write, tmp_path, marks):
    folder, path = tmp_path / "out", many(write, 3)
    stub(path, folder)
    (folder / "notes.txt").write_text("mine")
    begun = len(powers(marks))
    stub(path, folder, fresh=True)
    stub(path, folder, fresh=True)
    assert len(powers(marks)) == begun + 6
    assert (tmp_path / "out.1" / "notes.txt").read_text() == "mine"
    assert [sum(len(p.read_bytes().splitlines()) for p in (tmp_path / name / "journal").iterdir())
            for name in ("out.1", "out.2", "out")] == [3, 3, 3]
    assert (tmp_path / "out.2" / "cases.parquet").exists()


def test_a_torn_or_damaged_line_costs_its_own_case_alone(write, tmp_path, marks):
    folder, path, told = tmp_path / "out", many(write, 4), []
    first = stub(path, folder)
    journal = next((folder / "journal").iterdir())
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + b"\xff\x00rubbish\n" + lines[2] + lines[3][:-40])
    begun = len(powers(marks))
    case_worker._opened.cache_clear()
    again = stub(path, folder, say=told.append)
    assert sorted(powers(marks)[begun:]) == [1.0, 3.0]
    assert told[0].startswith("1 line of the journal cannot be read")
    alike(again.table, first.table)
    assert stub(path, folder).table["status"].eq("ok").all()


def test_results_of_something_else_are_not_touched(write, tmp_path, marks):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "cases.parquet").write_bytes(b"old")
    with pytest.raises(SundalinkError, match="holds results without a manifest"):
        stub(many(write, 2), tmp_path / "out")
    (tmp_path / "out" / "manifest.json").write_text("{")
    with pytest.raises(SundalinkError, match=r"manifest\.json: cannot be read"):
        stub(many(write, 2), tmp_path / "out")
    assert (tmp_path / "out" / "cases.parquet").read_bytes() == b"old"


def test_what_is_done_stays_when_a_sweep_is_stopped(write, tmp_path, marks):
    def stop(done, total):
        if done == 5:
            raise KeyboardInterrupt

    path, folder = write(f'[sweep.grid]\nseed = {list(range(30))}\n'), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        stub(path, folder, tell=stop)
    kept = len(pd.read_parquet(folder / "cases.parquet"))
    assert 5 <= kept < 30
    assert read_status(folder)["state"] == "stopped"
    begun = len(powers(marks))
    assert len(stub(path, folder).table) == 30
    assert len(powers(marks)) == begun + 30 - kept


def test_a_full_disk_is_one_sentence_and_nothing_finished_is_lost(write, tmp_path, marks, monkeypatch):
    path, folder, real = many(write, 6), tmp_path / "out", journal_module.os.write
    begun = []

    def full(file, data):
        if len(begun) == 3:
            raise OSError(28, "No space left on device")
        begun.append(data)
        return real(file, data)

    monkeypatch.setattr(journal_module.os, "write", full)
    case_worker._opened.cache_clear()
    with pytest.raises(SundalinkError, match=r"cannot be written \(No space left on device\); the cases finished"):
        stub(path, folder)
    monkeypatch.undo()
    monkeypatch.setenv("SWEEP_STUB_MARKS", str(marks))
    before = len(powers(marks))
    assert stub(path, folder).table["status"].eq("ok").all()
    assert powers(marks)[before:] == [3.0, 4.0, 5.0]


def test_a_disk_that_became_read_only_is_one_sentence(tmp_path, monkeypatch):
    def refuse(*given, **named):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(SundalinkError, match=r"x\.json: cannot be written \(Read-only file system\)"):
        write_file(lambda half: half.write_text("{}"), tmp_path / "x.json")


def test_a_folder_that_is_a_file_is_refused(write, tmp_path, marks):
    (tmp_path / "out").write_text("")
    with pytest.raises(SundalinkError, match="is a file, not a folder") as caught:
        stub(many(write, 2), tmp_path / "out")
    assert caught.value.status == 2
    assert powers(marks) == []


def test_a_sweep_may_lie_in_its_own_folder(tmp_path, write):
    path = many(write, 2, "sweep.toml")
    text = path.read_text()
    stub(path, tmp_path)
    assert path.read_text() == text


def test_too_many_failures_end_it(write, tmp_path, marks):
    path = write('[sweep.grid]\n"storage.power_mw" = [13.0]\nseed = [1, 2, 3, 4, 5, 6, 7, 8]\n')
    with pytest.raises(SundalinkError, match=r"2 cases failed \(--max-failures 25%\), 6 were not begun") as caught:
        stub(path, tmp_path / "out", max_failures="25%")
    assert caught.value.status == 1
    assert len(powers(marks)) == 2


def test_parts_of_a_job_array_fill_one_folder(write, tmp_path, marks):
    path, folder = many(write, 7), tmp_path / "out"
    assert len(stub(path, folder, shard=(1, 3)).table) == 3
    stub(path, folder, shard=(2, 3))
    done = stub(path, folder, shard=(3, 3))
    assert len(done.table) == 7
    assert sorted(powers(marks)) == [float(n) for n in range(7)]
    state = read_status(folder)
    assert (state["total"], state["ok"]) == (7, 7)


@pytest.mark.parametrize(("options", "message"), [
    ({"shard": (4, 3)}, "--shard 4/3: must be I/N"), ({"timeout": 1.0}, "--timeout: a thread cannot be stopped"),
    ({"scheduler": "local"}, "does not go with --threads"), ({"max_failures": "many"}, "--max-failures many: must be")])
def test_options_that_cannot_be_are_refused(write, tmp_path, options, message):
    with pytest.raises(SundalinkError, match=message) as caught:
        stub(many(write, 2), tmp_path / "out", **options)
    assert caught.value.status == 2
    assert not (tmp_path / "out").exists()


# --- case keys, groups, progress ------------------------------------------------------------------------


def test_the_key_follows_what_counts_and_nothing_else(write):
    def keys(*listed, text=""):
        return [each.key for each in case_key.plan(case_key.base(write(text)), listed)]

    one, same, other, named, bare = keys({"storage.power_mw": 200.0}, {"storage.power_mw": 200},
                                         {"storage.power_mw": 201.0}, {"storage.power_mw": 200.0, "name": "x"}, {})
    assert one == same == named != other
    assert bare == keys({"contract.price": 230.0})[0]
    assert keys({"storage.power_mw": 200.0}, text="[farm]\ncapacity_mw = 1000.0\n")[0] != one
    assert keys({}, text="[storage]\npower_mw = 201.0\n")[0] != bare


def test_a_file_counts_by_what_it_holds(write, tmp_path):
    (tmp_path / "a.geojson").write_text("{}")
    (tmp_path / "b.geojson").write_text("{}")
    (tmp_path / "c.geojson").write_text("{ }")
    listed = [{"route.file": name} for name in ("a.geojson", "b.geojson", "c.geojson")]
    first, second, third = case_key.plan(case_key.base(write("")), listed)
    assert first.key == second.key != third.key
    assert first.overrides["route.file"] == str(tmp_path / "a.geojson")


def test_cases_that_share_wind_and_farm_are_one_group(write):
    listed = [{"seed": seed, "storage.power_mw": power} for seed in (1, 2) for power in (0.0, 1.0)]
    groups = [each.group for each in case_key.plan(case_key.base(write("")), listed)]
    assert groups[0] == groups[1] != groups[2] == groups[3]


def test_a_hundred_thousand_cases_are_planned_in_seconds(write):
    listed = [{"storage.power_mw": float(n % 1000), "finance.wacc": n * 1e-7} for n in range(100_000)]
    began = time.process_time()
    planned = case_key.plan(case_key.base(write("")), listed)
    assert time.process_time() - began < 20
    assert len({each.key for each in planned}) == 100_000


def test_the_queue_gives_groups_to_workers_and_joins_short_cases(write):
    listed = [{"seed": seed, "storage.power_mw": float(power)} for seed in (1, 2) for power in range(40)]
    planned = case_key.plan(case_key.base(write("")), listed)
    queue = CaseQueue(planned)
    one, two = queue.batch(None, 2), queue.batch(None, 2)
    assert one[0].group != two[0].group
    assert len(one) == 1
    queue.heard(one[0].group, 0.02)
    more = queue.batch(one[0].group, 2)
    assert len(more) > 1
    assert {each.group for each in more} == {one[0].group}
    queue.put_back(more)
    left = []
    while batch := queue.batch(one[0].group, 2):
        left += batch
    assert len(left) == 78
    assert [each.index for each in left[:3]] == [1, 2, 3]
    assert queue.drop({}) == 0


def test_the_time_left_follows_the_groups(write):
    listed = [{"seed": seed, "storage.power_mw": float(power)} for seed in (1, 2) for power in range(10)]
    planned = case_key.plan(case_key.base(write("")), listed)
    progress = Progress(planned, {}, 2)
    assert progress.left() is None
    for each, seconds in zip(planned[:4], (9.0, 11.0, 10.0, 10.0), strict=True):
        progress.add({"case": each.key, "group": each.group, "status": "ok", "seconds": seconds, "cpu_s": seconds})
    low, middle, high = progress.left()
    assert middle == pytest.approx(16 * 10.0 / 2)
    assert 0 < low < middle < high
    assert progress.line().startswith("4 of 20 cases; 80 s left")


def test_the_time_left_comes_from_what_the_processor_spent_on_each_group(write):
    """Groups of 2 and of 6 s of the processor, one case of each beside other work that made the clock run four times as
    long: what is left is seven cases of each group at twice their processor time, whichever group was slowed down."""
    listed = [{"seed": seed, "storage.power_mw": float(power)} for seed in (1, 2) for power in range(10)]
    planned = case_key.plan(case_key.base(write("")), listed)
    groups = [planned[:10], planned[10:]]
    expected = 2.0 * 7 * (2.0 + 6.0) / 4
    for clock in ((8.0, 8.0), (2.0, 14.0)):
        progress = Progress(planned, {}, 4)
        for group, cpu, wall in zip(groups, (2.0, 6.0), clock, strict=True):
            for each in group[:3]:
                progress.add({"case": each.key, "group": each.group, "status": "ok", "seconds": wall, "cpu_s": cpu})
        low, middle, high = progress.left()
        assert (low, middle, high) == pytest.approx((expected,) * 3)   # equal cases: no band
        assert progress.state("running")["cpu_s_per_case"] == pytest.approx(4.0)
    progress = Progress(planned, {}, 4)   # a crashed case has no time of the processor: the clock stands for it
    progress.add({"case": planned[0].key, "group": planned[0].group, "status": "crashed", "seconds": 3.0})
    assert progress.left()[1] == pytest.approx(19 * 3.0 / 4)


def test_while_kernels_are_compiled_a_sweep_says_so_and_does_not_count_that_time(write, tmp_path):
    """Two processes whose first case of 2 s waited 30 s for kernels: the time left is that of cases of 2 s."""
    listed = [{"storage.power_mw": float(power)} for power in range(10)]
    planned = case_key.plan(case_key.base(write("")), listed)
    progress = Progress(planned, {}, 2, compiling=1)
    assert progress.line() == f"0 of 10 cases; {WORD}"
    state = progress.state("running")
    assert state["compiling"]
    assert WORD in list(status_lines(state))
    took = [("a", 32.0), ("b", 31.0), ("a", 2.0), ("b", 2.0)]
    for each, (worker, seconds) in zip(planned, took, strict=False):
        progress.add({"case": each.key, "group": each.group, "status": "ok", "seconds": seconds, "cpu_s": seconds,
                      "worker": worker})
    assert progress.left() == pytest.approx((6.0,) * 3)   # six cases of 2 s on two workers
    state = progress.state("running")
    assert not state["compiling"]
    assert state["cpu_s_per_case"] == pytest.approx(2.0)
    assert not Progress(planned, {}, 2).state("running")["compiling"]


def test_kernels_of_another_source_are_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    module = "sim.finance._tax"
    assert not kernels.compiled([module])
    made = tmp_path / "finance_0" / "_tax.carried-6.py311.nbi"
    made.parent.mkdir()
    made.write_bytes(b"of the source before")
    assert not kernels.compiled([module])
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))   # numba itself writes one, and reads it whatever its date
    kernel = njit(cache=True)(_tax.carried.py_func)
    kernel(np.ones((1, 2)), np.empty(3), np.ones((1, 2)), np.ones((1, 2)))
    os.utime(next(tmp_path.glob("finance_*/*.nbi")), (1e9, 1e9))
    assert kernels.compiled([module])
    assert kernels.compiled(["sim.trade._ready"])   # nothing in it is compiled
    for name in kernels.GRID:
        import_module(name)


@pytest.mark.slow
def test_stages_that_cases_share_are_computed_once(write, monkeypatch):
    counts, guard = {}, threading.Lock()

    def counting(name, stage):
        def one(*given):
            with guard:
                counts[name] = counts.get(name, 0) + 1
            return stage(*given)
        return one

    for stage in (resource, farm, hub, route, link, market):
        monkeypatch.setattr(stage, "make", counting(stage.__name__.split(".")[-1], stage.make))
    path = write('[sweep.grid]\n"storage.power_mw" = [0.0, 100.0, 200.0]\n"link.voltage_kv" = [525.0, 320.0]\n'
                 '[sweep.zip]\n"link.rating_mw" = [600.0]\n')
    case_figures.share.cache_clear()
    table = sweep(path, threads=2).table
    assert table["status"].eq("ok").all(), table["error"].tolist()
    assert counts == {"resource": 1, "farm": 1, "hub": 1, "route": 1, "link": 2, "market": 1}
    assert np.unique(table["gross_energy"]).size == 1


def test_a_sweep_runs_the_analyses_it_is_asked_for_and_a_full_one_runs_its_cases_again(tmp_path):
    path = tmp_path / "lean.toml"
    path.write_text(HEAD + '[sweep.grid]\n"storage.power_mw" = [200.0]\n', encoding="utf-8")
    lean, said = sweep(path, tmp_path / "out", threads=1), []
    assert sweep(path, tmp_path / "out", threads=1, lean=True, say=said.append).table.equals(lean.table)
    credit = sweep(path, tmp_path / "out", threads=1, columns=("capacity_credit",), say=said.append)
    assert sweep(path, tmp_path / "out", threads=1, say=said.append).table.equals(credit.table)   # has what it needs
    full = sweep(path, tmp_path / "out", threads=1, full=True, say=said.append)
    assert sum("without its columns" in text for text in said) == 2
    given = set(lean.table.columns[lean.table.notna().all()]) & set(SUMMARY)
    assert {"required_price", "required_price_se", "delivered_energy", "capex", "equity_irr"} < given
    assert not {"p90_delivered_energy", "capacity_credit", "life_availability"} & given
    assert credit.table["capacity_credit"].notna().all()
    assert credit.table["p90_delivered_energy"].isna().all()
    assert full.table["p90_delivered_energy"].notna().all()
    for table in (lean.table, credit.table):
        for name in set(table.columns[table.notna().all()]) & set(SUMMARY):
            assert table[name][0] == full.table[name][0], name
    with pytest.raises(SundalinkError, match=r"p90_delivered_energy: no case of this sweep has it; .* --full"):
        lean.effects("p90_delivered_energy")
    with pytest.raises(SundalinkError, match="--lean with --keep results"):
        sweep(path, tmp_path / "more", threads=1, lean=True, results=True)
    with pytest.raises(SundalinkError, match="--lean with --full"):
        sweep(path, tmp_path / "more", threads=1, lean=True, full=True)


def test_thresholds_and_columns_of_a_design_are_computed(write):
    asked = studies_sweep.read(write('[sweep]\ncolumns = ["first_day_p50"]\n[sweep.thresholds]\n"llcr" = ">= 1.3"\n'
                                     '[sweep.grid]\n"storage.power_mw" = [0.0]\n'))[1]
    figures, columns = figures_asked(Options(columns=("capex", "energy_not_delivered")), asked)
    assert columns == {"first_day_p50", "llcr", "energy_not_delivered"}   # capex needs no analysis
    assert set(figures.keywords["columns"]) == columns
    with pytest.raises(SundalinkError, match=r"sweep\.columns: 'llcrr' is no figure of the summary; nearest: llcr"):
        figures_asked(Options(columns=("llcrr",)), asked)
    with pytest.raises(SundalinkError, match=r"sweep\.columns = 'llcr': must be a list"):
        cases(write('[sweep]\ncolumns = "llcr"\n[sweep.grid]\n"storage.power_mw" = [0.0]\n'))


@pytest.mark.parametrize("name", sorted(path.stem for path in SWEEPS.glob("*.toml")))
def test_every_shipped_sweep_computes_the_figures_it_names(name):
    asked = studies_sweep.read(name)[1]
    columns = figures_asked(Options(), asked)[1]
    computed = {figure for analysis in asked_analyses(columns) for figure in analysis.FIGURES}
    by_analyses = {figure for analysis in ANALYSES for figure in getattr(analysis, "FIGURES", ())}
    assert {*asked.thresholds, *asked.columns} <= set(SUMMARY) - (by_analyses - computed)


@pytest.mark.slow
def test_analyses_that_need_neither_firmness_nor_lives_find_the_same_without_them():
    case = chain.run(small_case.scenario(), keep=False, firmness=False, lives=False, workers=1)
    others = [analysis for analysis in ANALYSES if hasattr(analysis, "FIGURES")
              and analysis not in (*OF_FIRMNESS, *OF_LIVES)]
    assert len(others) > 5
    for analysis in others:
        found, whole = (analysis.figures(each, analysis.compute(each)) for each in (case, small_case.case()))
        assert found == pytest.approx(whole, rel=1e-12, nan_ok=True), analysis.__name__
