"""The table of peers: it names who is missing, agrees where the work is the same, and keeps the rest of a README."""

import json

import linear_programs as programs
import numpy as np
import peers
import peers_case
import pytest
from works import full, plain

from sim.trade.greedy import greedy
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.schedule import Reward


def absent():
    """Yield one peer that is there and one that is not."""
    yield lambda: peers.measure("sum", "numpy", lambda: 6.0, lambda: np.sum([1, 2, 3]), lambda a, b: f"{a - b:g}",
                                budget=0.01)

    def missing():
        raise ImportError("No module named 'nobody'")

    yield missing


def test_a_missing_peer_is_named_and_left_out():
    said = []
    results = peers.compare((absent,), said.append)
    assert [r.peer for r in results] == ["numpy"]
    assert said == ["skipped in absent: No module named 'nobody'"]
    assert results[0].agreement == "0"
    assert results[0].ratio == pytest.approx(results[0].peer_s / results[0].ours_s)


def test_the_readme_keeps_all_but_the_table(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(f"# A\n\n{peers.OPEN}\nold\n{peers.CLOSE}\n\nlast\n", encoding="utf-8")
    results = peers.compare((absent,), lambda text: None)
    for _ in range(2):   # twice is as good as once
        peers.write_readme(path, results)
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# A\n\n{peers.OPEN}\n| work | peer |")
        assert text.endswith(f"\n{peers.CLOSE}\n\nlast\n")
        assert "old" not in text
        assert text.count("| sum | numpy |") == 1
    path.write_text("# no markers", encoding="utf-8")
    with pytest.raises(SystemExit, match="must have <!-- peers -->"):
        peers.write_readme(path, results)
    assert path.read_text(encoding="utf-8") == "# no markers"


def test_the_command_prints_a_table_and_writes_json(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(peers, "compare", lambda: [peers.Result("w", "p", 1.0, 2.0, 2.0, "same")])
    peers.main(["--json", str(tmp_path / "p.json")])
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == list(peers.COLUMNS)
    assert printed[1].split() == ["w", "p", "1", "2", "2", "same"]
    assert json.loads((tmp_path / "p.json").read_text()) == [
        {"work": "w", "peer": "p", "ours_s": 1.0, "peer_s": 2.0, "ratio": 2.0, "agreement": "same"}]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")   # of what its next version will do
def test_pypsa_earns_the_same_with_the_plain_year():
    """On a month of what is timed."""
    pytest.importorskip("pypsa")
    store = plain(1.0)
    month = slice(0, 720)
    reward = Reward(store.reward.width[..., month], store.reward.value[..., month], store.reward.state[month], None)
    store = store._replace(available=store.available[month], reward=reward)
    assert peers.revenue(store, perfect_foresight(*store)) == pytest.approx(programs.pypsa(store)(), rel=1e-9)


@pytest.mark.parametrize("solver", [programs.scipy, programs.highspy])
@pytest.mark.parametrize("case", ["full", "plain"])
def test_the_optimum_earns_what_the_linear_program_earns_and_greedy_less(solver, case):
    """On a month of what is timed."""
    if solver is programs.highspy:
        pytest.importorskip("highspy")
    store = full() if case == "full" else plain(0.5)
    month = slice(0, 1440)
    reward = Reward(store.reward.width[..., month], store.reward.value[..., month], store.reward.state[month], None)
    store = store._replace(available=store.available[month], reward=reward)
    best = solver(peers.program(store))()
    assert peers.revenue(store, perfect_foresight(*store)) == pytest.approx(best, rel=1e-9)
    width, value = peers.curves(store)
    reach = Reward(None, None, None, lambda least: np.where(value >= least, width, 0.0).sum(axis=0))
    assert peers.revenue(store, greedy(*store._replace(reward=reach))) < best


@pytest.mark.slow
def test_a_small_case_is_compared_with_a_chain_by_hand():
    found = peers_case.rows(1, keys={"time.weather_years": 1, "time.traded_years": 1, "time.period_h": 1.0}, days=2)
    assert found[-1]["peer"].startswith("numpy by hand")
    assert abs(float(found[-1]["agreement"].split()[1])) < 10.0   # it knows no bids in Viet Nam
    assert all(abs(float(row["agreement"].split()[1])) < 1e-6 for row in found[:-1])   # the same optimum
    assert all(row["ratio"] == row["peer_s"] / row["ours_s"] > 0.0 for row in found)
