"""Engines of a sweep: the same table everywhere, and what deaths, time and signals cost."""

import importlib.util
import os
import random
import signal
import time

import pandas as pd
import pytest
import sweep_driver
import sweep_stub

from sim.errors import SundalinkError
from sim.studies import case_key, case_worker, engine, fork_server
from sim.studies.progress import read_status
from sim.studies.provenance import code_digest, data_digest
from sim.studies.sweep import sweep
from sim.studies.sweep_store import RUNNING

KILLS = int(os.environ.get("SWEEP_KILLS", "3"))
"""How often driver or worker is killed in a test; 100 for a release."""
HEAD = 'extends = "base"\nname = "tiny"\n[contract]\nprice = 230.0\n[sweep.grid]\n'

pytestmark = pytest.mark.slow


@pytest.fixture
def marks(tmp_path, monkeypatch):
    folder = tmp_path / "marks"
    folder.mkdir()
    monkeypatch.setenv("SWEEP_STUB_MARKS", str(folder))
    return folder


def alike(first, second):
    """Check that two tables are equal to the last bit, but for what tells of the running."""
    pd.testing.assert_frame_equal(*(t.drop(columns=list(RUNNING)) for t in (first, second)), check_exact=True)


def written(path, text):
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_a_dead_worker_costs_no_case_but_the_one_it_held(tmp_path, marks):
    path = written(tmp_path / "s.toml", '"storage.power_mw" = [0.0, 1.0, 13.0, 14.0, 15.0, 16.0, 17.0, 2.0]\n')
    table = sweep(path, tmp_path / "out", workers=2, timeout=3.0, figures=sweep_stub.figures).table
    status = dict(zip(table["storage.power_mw"], table["status"], strict=True))
    assert status == {0.0: "ok", 1.0: "ok", 13.0: "failed", 14.0: "failed", 15.0: "crashed", 16.0: "ok", 17.0: "failed",
                      2.0: "ok"}
    attempts = dict(zip(table["storage.power_mw"], table["attempt"], strict=True))
    assert attempts == {0.0: 1, 1.0: 1, 13.0: 1, 14.0: 2, 15.0: 2, 16.0: 2, 17.0: 1, 2.0: 1}
    error = table.set_index("storage.power_mw")["error"]
    assert error[17.0] == "took longer than 3 s (--timeout)"
    assert error[15.0].startswith("its worker died twice")
    state = read_status(tmp_path / "out")
    assert (state["ok"], state["failed"], state["crashed"]) == (4, 3, 1)
    begun = [power for power, _ in sweep_stub.run(marks)]
    assert sorted(begun) == [0.0, 1.0, 2.0, 13.0, 14.0, 14.0, 15.0, 15.0, 16.0, 16.0, 17.0]


def test_a_worker_that_dies_while_it_has_nothing_to_do_is_replaced(tmp_path):
    (worker,), orders = engine.processes(1), case_worker.RunSettings({}, code_digest(), data_digest(), figures=dict)
    planned = case_key.Planned(0, "key", "id", "group", {})
    worker.start([planned], orders)
    assert worker.result()[0]["case"] == "key"
    (process,) = worker.executor._processes.values()
    process.kill()
    process.join(60)
    wait_until(lambda: worker.executor._broken, "the executor knows nothing of a dead process")
    worker.start([planned], orders)
    assert worker.result()[0]["case"] == "key"
    worker.close()


def test_processes_threads_and_dask_give_the_same_table(tmp_path, marks):
    path = written(tmp_path / "s.toml", '"storage.power_mw" = [0.0, 13.0, 300.0]\nseed = [1, 2, 3, 4]\n')
    reference = sweep(path, threads=1, figures=sweep_stub.figures).table
    alike(sweep(path, tmp_path / "a", workers=2, figures=sweep_stub.figures).table, reference)
    alike(sweep(path, tmp_path / "b", scheduler="local", workers=2, figures=sweep_stub.figures).table, reference)
    assert reference["status"].value_counts().to_dict() == {"ok": 8, "failed": 4}


def test_a_scheduler_that_does_not_answer_is_one_sentence(tmp_path, monkeypatch):
    from sim.studies import cluster
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    path = written(tmp_path / "s.toml", '"storage.power_mw" = [0.0]\n')
    with pytest.raises(SundalinkError, match=r"--scheduler tcp://127.0.0.1:9: does not answer within 1 s") as caught:
        sweep(path, tmp_path / "out", scheduler="tcp://127.0.0.1:9", figures=sweep_stub.figures)
    assert caught.value.status == 2
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("where", [{}, {"scheduler": "local"}])
def test_workers_have_the_environment_of_now_and_not_of_the_first_sweep(tmp_path, marks, monkeypatch, where):
    path = written(tmp_path / "s.toml", '"storage.power_mw" = [0.0]\n')
    sweep(path, tmp_path / "a", workers=1, figures=sweep_stub.figures, **where)
    assert [power for power, _ in sweep_stub.run(marks)] == [0.0]
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("SWEEP_STUB_MARKS", str(other))
    sweep(path, tmp_path / "b", workers=1, figures=sweep_stub.figures, **where)
    assert len(list(sweep_stub.run(marks))) == 1
    assert len(list(sweep_stub.run(other))) == 1


def test_what_is_no_address_of_a_scheduler_is_refused(tmp_path):
    path = written(tmp_path / "s.toml", '"storage.power_mw" = [0.0]\n')
    with pytest.raises(SundalinkError, match="--scheduler nonsense: must be an address as tcp://host:8786") as caught:
        sweep(path, tmp_path / "out", scheduler="nonsense", figures=sweep_stub.figures)
    assert caught.value.status == 2


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_keeps_what_is_done_and_says_how_to_go_on(tmp_path, marks, sent, status):
    path = written(tmp_path / "s.toml", f"seed = {list(range(200))}\n")
    log = tmp_path / "log.txt"
    process = sweep_driver.begin((path, "-o", tmp_path / "out", "--workers", "2", "--quiet"), 0.1, marks, log)
    await_cases(marks, 6, process)
    os.kill(process.pid, sent)
    process.join(60)
    err = log.read_text()
    assert process.exitcode == status, err
    state = read_status(tmp_path / "out")
    assert state["state"] == "stopped"
    assert f"stopped: {state['ok']} of 200 cases are kept; the same command continues" in err
    assert 4 <= len(pd.read_parquet(tmp_path / "out" / "cases.parquet")) < 200
    assert not [pid for pid in sweep_stub.workers(marks) if sweep_driver.alive(pid)]


@pytest.mark.parametrize("place", [("--workers", "2"), ("--scheduler", "local", "--workers", "2")],
                         ids=["processes", "dask"])
def test_after_any_number_of_kills_the_table_is_that_of_an_unbroken_sweep(tmp_path, marks, place):
    draw, count, log = random.Random(13), 5 * KILLS + 30, tmp_path / "log.txt"
    path = written(tmp_path / "s.toml", f'"storage.power_mw" = [0.0]\nseed = {list(range(count))}\n')
    path.write_text(path.read_text().replace("[sweep.grid]", '[sweep]\nwhere = "seed >= 0"\n[sweep.grid]'))
    reference = sweep(path, threads=1, figures=sweep_stub.figures).table
    (marks / "runs.txt").unlink()
    killed = {"driver": 0, "worker": 0}
    while sum(killed.values()) < KILLS:
        process = sweep_driver.begin((path, "-o", tmp_path / "out", *place, "--quiet"), 0.05, marks, log)
        while process.is_alive() and sum(killed.values()) < KILLS:
            await_cases(marks, len(sweep_stub.run(marks)) + draw.randrange(1, 4), process)
            time.sleep(draw.random() * 0.1)
            assert process.is_alive(), log.read_text()
            below = [pid for pid in sweep_stub.workers(marks) if sweep_driver.alive(pid)]
            what = draw.choice(["driver", "worker"]) if below else "driver"
            killed[what] += 1
            if what == "driver":
                process.kill()
                process.join(60)
            else:
                os.kill(draw.choice(below), signal.SIGKILL)
        process.kill()
        process.join(60)
        await_end(marks)
    told, begun = [], sweep_stub.run(marks)
    alike(sweep(path, tmp_path / "out", threads=1, figures=sweep_stub.figures, say=told.append).table, reference)
    assert not told[-1].startswith(f"{count} cases: 0 kept")
    assert len({seed for _, seed in begun}) > KILLS
    again = len(sweep_stub.run(marks)) - count
    assert again <= 2 * (killed["driver"] + 1) + killed["worker"], (again, killed)   # those in flight


def await_cases(marks, count, process):
    """Wait until so many cases were begun, or the command has ended."""
    until = time.monotonic() + 90.0
    while len(sweep_stub.run(marks)) < count and process.is_alive() and time.monotonic() < until:
        time.sleep(0.02)


def await_end(marks):
    """Wait until the workers of a driver that was killed have ended by themselves."""
    wait_until(lambda: not [pid for pid in sweep_stub.workers(marks) if sweep_driver.alive(pid)],
               "workers outlive their driver")


def wait_until(is_so, otherwise):
    """Wait until something is so."""
    until = time.monotonic() + 60.0
    while not is_so():
        assert time.monotonic() < until, otherwise
        time.sleep(0.02)


@pytest.mark.parametrize("name", fork_server.PRELOADED)
def test_what_workers_are_forked_with_is_there(name):
    assert importlib.util.find_spec(name)   # the server of forks says nothing of a module that it does not find
