"""Scripts of job arrays, cases taken from other sweeps, and results that are kept."""

import re
import subprocess
from pathlib import Path

import pandas as pd
import pytest
import sweep_stub

from sim.errors import SundalinkError
from sim.results.files import open_results
from sim.scenario.load import load
from sim.studies.job_script import repeated, write_jobs
from sim.studies.sweep import sweep
from sim.studies.sweep_source import cases
from sim.studies.sweep_store import RUNNING

HEAD = 'extends = "base"\nname = "tiny"\n[contract]\nprice = 230.0\n[sweep.grid]\n'


def written(path, text):
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_a_script_has_a_job_for_each_part(tmp_path):
    path = written(tmp_path / "s.toml", '"storage.power_mw" = [0.0, 100.0]\n')
    words = repeated(grid=["a.b=1,2", "c=3"], n=None, timeout=60.0)
    assert words == ["--grid", "a.b=1,2", "--grid", "c=3", "--timeout", "60.0"]
    script = write_jobs("slurm", str(path), tmp_path / "out dir", words, 40, 16, 2)
    text = script.read_text()
    assert "#SBATCH --array=1-16" in text
    assert "--shard $SLURM_ARRAY_TASK_ID/16" in text
    assert f"'{tmp_path}/out dir'" in text
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    assert "--array=1-3" in write_jobs("slurm", str(path), tmp_path / "few", [], 3, 16, 1).read_text()
    with pytest.raises(SundalinkError, match="--write-jobs pbs: must be one of slurm"):
        write_jobs("pbs", str(path), tmp_path / "x", [], 3, 1, 1)


def test_a_denser_grid_pays_for_what_is_new(tmp_path, monkeypatch):
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setenv("SWEEP_STUB_MARKS", str(marks))
    coarse = written(tmp_path / "coarse.toml", '"storage.power_mw" = [0.0, 100.0]\n')
    dense = written(tmp_path / "dense.toml", '"storage.power_mw" = [0.0, 50.0, 100.0, 150.0]\n')
    given = {"threads": 1, "figures": sweep_stub.figures}
    sweep(coarse, tmp_path / "runs" / "coarse", **given)
    lines = []
    done = sweep(dense, tmp_path / "runs" / "dense", reuse=(str(tmp_path / "runs"),), say=lines.append, **given)
    assert "2 cases taken from other sweeps" in lines
    assert sorted(power for power, _ in sweep_stub.run(marks)) == [0.0, 50.0, 100.0, 150.0]
    alone = sweep(dense, tmp_path / "alone", **given)
    pd.testing.assert_frame_equal(*(each.table.drop(columns=list(RUNNING)) for each in (done, alone)), check_exact=True)
    again = sweep(dense, tmp_path / "runs" / "dense", **given)   # the folder has them now
    assert len(sweep_stub.run(marks)) == 8
    assert len(again.good) == 4
    with pytest.raises(SundalinkError, match=r"--reuse .*nowhere: must be the folder of a sweep"):
        sweep(dense, tmp_path / "other", reuse=(str(tmp_path / "nowhere"),), **given)


def test_the_query_of_the_docs_over_many_sweeps_runs(tmp_path, monkeypatch):
    import duckdb

    monkeypatch.chdir(tmp_path)
    for name, powers in (("one", "[100.0, 200.0]"), ("two", "[0.0]")):
        path = written(tmp_path / f"{name}.toml", f'"storage.power_mw" = {powers}\n')
        sweep(path, tmp_path / "runs" / name, threads=1, figures=sweep_stub.figures)
    page = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    query = re.search(r'duckdb\.sql\("""(.*?)"""\)', page, re.DOTALL).group(1)
    found = duckdb.sql(query).fetchall()
    assert [(Path(file).parent.name, cases) for file, _, cases in found] == [("two", 1), ("one", 2)]
    assert found[0][1] < found[1][1]


def test_the_example_of_the_docs_is_of_two_hundred_cases_over_five_keys(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    (tmp_path / "which.toml").write_text(re.search(r"```toml\n(.*?)```", page, re.DOTALL).group(1))
    listed = cases(tmp_path / "which.toml")
    assert len(listed) == 200
    assert len(set(listed[0]) - {"storage.energy_mwh"}) == 5
    assert all(row["storage.energy_mwh"] == 4 * row["storage.power_mw"] for row in listed)
    load(tmp_path / "which.toml", listed[-1])


@pytest.mark.slow
def test_results_of_each_case_are_kept_where_that_is_asked_for(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(HEAD.replace("[sweep.grid]", "[time]\nweather_years = 1\ntraded_years = 1\nperiod_h = 1.0\n[link]\n"
                                 "lives = 10\noutage_draws = 1\n[sweep.grid]")
                    + '"storage.power_mw" = [0.0, 100.0]\n')
    done = sweep(path, tmp_path / "out", threads=1)
    assert not (tmp_path / "out" / "results").exists()
    lines = []
    kept = sweep(path, tmp_path / "out", threads=1, results=True, say=lines.append)
    assert lines[0] == "2 cases: 0 kept, 2 to run (2 without results)"
    for key, price in zip(kept.table["case"], done.table["delivered_energy"], strict=True):
        with open_results(tmp_path / "out" / "results" / key) as data:
            assert float(data["delivered_energy"]) == price
    with pytest.raises(SundalinkError, match="does not go with --reuse"):
        sweep(path, tmp_path / "out", threads=1, results=True, reuse=(str(tmp_path),))
