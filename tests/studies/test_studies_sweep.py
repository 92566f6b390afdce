"""Sweeps: which cases, in which order, what is kept, written, resumed and shared."""

import threading

import numpy as np
import pandas as pd
import pytest

from sim.case import farm, hub, link, market, resource, route
from sim.errors import SundalinkError
from sim.results.summary import SUMMARY
from sim.scenario.load import load
from sim.studies import sweep as studies_sweep
from sim.studies.sweep import cases, sweep, swept

HEAD = """
extends = "base"
name = "tiny"
time = { weather_years = 1, traded_years = 1, period_h = 1.0 }
link = { outage_draws = 1 }
contract = { price = 230.0 }
"""

SWEEP = """
[sweep.grid]
"storage.power_mw" = [0.0, 200.0]
"link.voltage_kv" = [525.0, 410.0]
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
    """A sweep of four cases, two of which cannot be: its file, its folder, its table and what was told."""
    folder = tmp_path_factory.mktemp("tiny")
    path = folder / "tiny.toml"
    path.write_text(HEAD + SWEEP, encoding="utf-8")
    told = []
    table = sweep(path, folder / "out", workers=2, tell=lambda done, total: told.append((done, total)))
    return path, folder / "out", table, told


# --- cases ----------------------------------------------------------------------------------------------


def test_a_grid_is_every_combination_and_the_last_key_varies_fastest(write):
    path = write('[sweep.grid]\n"link.voltage_kv" = [320.0, 525.0]\n"storage.power_mw" = [0.0, 1.0, 2.0]\n')
    assert [tuple(given.values()) for given in cases(path)] == [
        (320.0, 0.0), (320.0, 1.0), (320.0, 2.0), (525.0, 0.0), (525.0, 1.0), (525.0, 2.0)]
    assert swept(path) == ["link.voltage_kv", "storage.power_mw"]


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
    ('[sweep.gird]\n"a.b" = [1]\n[sweep.grid]\n"a.b" = [1]\n', "sweep.gird: unknown key; known keys: grid, zip"),
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
    _, _, table, told = tiny
    assert table[["storage.power_mw", "link.voltage_kv"]].to_numpy().tolist() == [
        [0.0, 525.0], [0.0, 410.0], [200.0, 525.0], [200.0, 410.0]]
    assert list(table.columns) == ["case", "storage.power_mw", "link.voltage_kv", *SUMMARY, "status", "error"]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert table["case"].is_unique


def test_failed_cases_are_kept_with_their_error(tiny):
    table = tiny[2]
    assert table["status"].tolist() == ["ok", "failed", "ok", "failed"]
    good, bad = table[table["status"] == "ok"], table[table["status"] == "failed"]
    assert (good["error"] == "").all()
    assert bad["error"].str.contains("link.voltage_kv = 410", regex=False).all()
    assert bad["required_price"].isna().all()
    assert good["required_price"].gt(100).all()
    assert good["delivered_energy"].gt(1000).all()


def test_the_folder_holds_the_table_its_parts_and_the_sweep(tiny):
    path, folder, table, _ = tiny
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*")) == [
        "cases", "cases.parquet", "cases/part-0000.parquet", "sweep.toml"]
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "cases.parquet"), table)
    part = pd.read_parquet(folder / "cases" / "part-0000.parquet")
    assert set(part["case"]) == set(table["case"])
    assert (folder / "sweep.toml").read_bytes() == path.read_bytes()


def test_the_types_of_columns_do_not_hang_on_what_failed(tiny, write, tmp_path):
    types = tiny[2].dtypes
    failed = sweep(write('[sweep.grid]\n"storage.power_mw" = [0.0]\n"link.voltage_kv" = [410.0]\n'), tmp_path / "out")
    assert failed["status"].tolist() == ["failed"]
    for table in (failed, pd.read_parquet(tmp_path / "out" / "cases.parquet")):
        assert table.dtypes.to_dict() == types.to_dict()
    assert all(types[name] == np.dtype(float) for name in SUMMARY if name not in ("evidence", "seed"))
    assert pd.api.types.is_integer_dtype(types["seed"])


def test_values_of_several_kinds_are_kept_as_text(write, tmp_path):
    path = write('[sweep.zip]\n"contract.price" = [200, 210.5, "solv"]\n"link.voltage_kv" = [410.0, 410.0, 410.0]\n'
                 '"storage.power_mw" = [0, 1.5, 2]\n')
    table = sweep(path, tmp_path / "out", workers=1)
    assert table["contract.price"].tolist() == ["200", "210.5", "solv"]
    assert table["storage.power_mw"].tolist() == [0.0, 1.5, 2.0]
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out" / "cases.parquet"), table)


def test_a_sweep_without_one_scenario_is_refused_and_writes_nothing(write, tmp_path):
    with pytest.raises(SundalinkError, match=r"link\.voltagekv = 320\.0: unknown key; did you mean") as fault:
        sweep(write('[sweep.grid]\n"link.voltagekv" = [320.0, 525.0]\n'), tmp_path / "out")
    assert fault.value.status == 2
    assert not (tmp_path / "out").exists()


def test_a_swept_seed_stays_though_the_case_fails(write):
    table = sweep(write('[sweep.grid]\nseed = [1, 2]\n"link.voltage_kv" = [410.0]\n'))
    assert table["seed"].tolist() == [1, 2]
    assert list(table.columns).count("seed") == 1


def test_the_table_is_the_same_for_any_number_of_workers(tiny):
    path, _, table, _ = tiny
    pd.testing.assert_frame_equal(sweep(path, workers=1), table, check_exact=True)


def test_a_sweep_may_be_given_as_tables(tiny, tmp_path):
    _, _, table, _ = tiny
    given = {"extends": "base", "name": "tiny", "time": {"weather_years": 1, "traded_years": 1, "period_h": 1.0},
             "link": {"outage_draws": 1}, "contract": {"price": 230.0},
             "sweep": {"grid": {"storage.power_mw": [0.0, 200.0], "link.voltage_kv": [525.0, 410.0]}}}
    pd.testing.assert_frame_equal(sweep(given, tmp_path / "out", workers=1), table)
    assert cases(tmp_path / "out" / "sweep.toml") == cases(given)


def test_a_fault_of_the_program_is_a_row_too(write, monkeypatch):
    def broken(scenario, **given):
        if scenario.storage.power_mw == 1.0:
            raise ZeroDivisionError("float division by zero")
        raise SundalinkError("no")

    monkeypatch.setattr(studies_sweep, "run", broken)
    table = sweep(write('[sweep.grid]\n"storage.power_mw" = [0.0, 1.0]\n'))
    assert table["error"].tolist() == ["no", "a fault of the program (ZeroDivisionError: float division by zero)"]


# --- parts and resuming ---------------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch):
    """Let the chain fail at once for any case but count the runs, so that many cases take no time."""
    seen = []

    def fast(scenario, **given):
        seen.append(scenario.storage.power_mw)
        if scenario.storage.power_mw == 13.0:
            raise SundalinkError("unlucky")
        return scenario

    monkeypatch.setattr(studies_sweep, "run", fast)
    monkeypatch.setattr(studies_sweep, "summary", lambda s: {
        **dict.fromkeys(SUMMARY, s.storage.power_mw), "evidence": "screening", "seed": s.seed})
    return seen


def many(write, count, name="many.toml"):
    return write(f'[sweep.grid]\n"storage.power_mw" = {[float(n) for n in range(count)]}\n', name)


def test_parts_are_written_while_the_sweep_runs_and_merged_at_the_end(write, tmp_path, counted, monkeypatch):
    monkeypatch.setattr(studies_sweep, "BLOCK", 8)
    present = []
    folder = tmp_path / "out"
    table = sweep(many(write, 20), folder, workers=1,
                  tell=lambda done, total: present.append(len(list(folder.glob("cases/part-*.parquet")))))
    assert present[7:] == [1] * 8 + [2] * 5
    parts = sorted(folder.glob("cases/*"))
    assert [p.name for p in parts] == ["part-0000.parquet", "part-0001.parquet", "part-0002.parquet"]
    assert [len(pd.read_parquet(p)) for p in parts] == [8, 8, 4]
    assert table["storage.power_mw"].tolist() == [float(n) for n in range(20)]
    assert len(counted) == 20


def test_resume_keeps_the_good_rows_and_runs_the_rest(write, tmp_path, counted):
    path, folder = many(write, 15), tmp_path / "out"
    first = sweep(path, folder, workers=2)
    assert first["status"].tolist().count("failed") == 1
    counted.clear()
    again = sweep(path, folder, workers=2, resume=True)
    assert counted == [13.0]   # the failed one is tried again, the good ones are not
    pd.testing.assert_frame_equal(again, first)
    counted.clear()
    more = sweep(many(write, 17, "more.toml"), folder, resume=True)
    assert sorted(counted) == [13.0, 15.0, 16.0]
    assert more["storage.power_mw"].tolist() == [float(n) for n in range(17)]
    assert more["required_price"].isna().sum() == 1


def test_without_resume_all_is_run_anew_and_old_parts_go(write, tmp_path, counted):
    path, folder = many(write, 3), tmp_path / "out"
    sweep(path, folder)
    (folder / "cases" / "notes.txt").write_text("mine")
    counted.clear()
    sweep(path, folder)
    assert len(counted) == 3
    assert sorted(p.name for p in (folder / "cases").iterdir()) == ["notes.txt", "part-0000.parquet"]


def test_resume_does_not_take_rows_of_another_scenario_or_version(write, tmp_path, counted, monkeypatch):
    folder = tmp_path / "out"
    sweep(many(write, 3), folder)
    counted.clear()
    other = write('[farm]\ncapacity_mw = 1500.0\n[sweep.grid]\n"storage.power_mw" = [0.0, 1.0, 2.0]\n', "other.toml")
    sweep(other, folder, resume=True)
    assert len(counted) == 3
    counted.clear()
    monkeypatch.setattr(studies_sweep, "__version__", "99.0")
    sweep(many(write, 3), folder, resume=True)
    assert len(counted) == 3


def test_a_broken_part_is_refused_by_name(write, tmp_path, counted):
    folder = tmp_path / "out"
    (folder / "cases").mkdir(parents=True)
    (folder / "cases" / "part-0000.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(SundalinkError, match=r"part-0000\.parquet: is not a part of a sweep"):
        sweep(many(write, 2), folder, resume=True)


def test_what_is_done_stays_when_a_sweep_is_stopped(write, tmp_path, counted):
    def stop(done, total):
        if done == 5:
            raise KeyboardInterrupt

    path, folder = many(write, 60), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        sweep(path, folder, workers=1, tell=stop)
    kept = pd.concat(pd.read_parquet(p) for p in folder.glob("cases/part-*.parquet"))
    assert len(kept) >= 5
    assert not (folder / "cases.parquet").exists()
    done = len(counted)
    table = sweep(path, folder, workers=1, resume=True)
    assert len(table) == 60
    assert len(counted) <= done + 60 - (kept["status"] == "ok").sum()


def test_a_folder_that_is_a_file_is_refused(write, tmp_path, counted):
    (tmp_path / "out").write_text("")
    with pytest.raises(SundalinkError, match="is a file, not a folder") as caught:
        sweep(many(write, 2), tmp_path / "out")
    assert caught.value.status == 2
    assert counted == []


def test_a_result_that_cannot_be_written_leaves_no_half(write, tmp_path, counted):
    (tmp_path / "out" / "cases.parquet").mkdir(parents=True)
    with pytest.raises(SundalinkError, match=r"cases\.parquet: cannot be written"):
        sweep(many(write, 2), tmp_path / "out")
    assert list(tmp_path.rglob("*.half")) == []


def test_a_sweep_may_lie_in_its_own_folder(tmp_path, counted, write):
    path = many(write, 2, "sweep.toml")
    text = path.read_text()
    sweep(path, tmp_path)
    assert path.read_text() == text


# --- case keys and sharing ------------------------------------------------------------------------------


def test_the_case_key_follows_value_and_version(write, monkeypatch, counted):
    path = many(write, 3)
    keys = sweep(path)["case"].tolist()
    assert len(set(keys)) == 3
    assert sweep(path)["case"].tolist() == keys
    monkeypatch.setattr(studies_sweep, "__version__", "99.0")
    assert not set(sweep(path)["case"]) & set(keys)


def test_a_case_that_does_not_load_has_a_key_of_its_own(write, counted):
    table = sweep(write('[sweep.grid]\n"storage.power_mw" = [-1.0, -2.0, 3.0]\n'))
    assert table["case"].is_unique
    assert table["status"].tolist() == ["failed", "failed", "ok"]
    assert table["error"][0].startswith("storage.power_mw = -1.0: must be greater than or equal to 0 ([sweep])")


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
    table = sweep(path, workers=2)
    assert table["status"].eq("ok").all(), table["error"].tolist()
    assert counts == {"resource": 1, "farm": 1, "hub": 1, "route": 1, "link": 2, "market": 1}
    assert np.unique(table["gross_energy"]).size == 1
