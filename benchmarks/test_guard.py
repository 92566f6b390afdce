"""The speed guard: each work against the yardstick in the same process, and proof that the guard can fail."""

import subprocess
import sys
import time
import tomllib
from pathlib import Path

import linear_programs as programs
import numpy as np
import peers
import pytest
from works import CALLS, WORKS, base, plain
from yardstick import accumulate, interleave, ratio

from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.schedule import Reward

LIMITS = tomllib.loads((Path(__file__).parent / "limits.toml").read_text(encoding="utf-8"))

MEMORY = """
import resource, sys
def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
before = most()
from peers_wake import DIRECTIONS, SPEEDS, farm
from sim.farm import wake
machine, layout = farm()
wake.MODELS[sys.argv[1]](layout, machine, SPEEDS, DIRECTIONS)
print(most() - before)
"""


def guard(name, work):
    """Refuse a work that takes longer than its limit allows."""
    limit, calls = LIMITS[name]["limit"], CALLS.get(name, 1)
    rounds = {"fewest": 3, "tries": 2} if name.startswith("swept_case") else {}
    found = ratio(work, accumulate(base().power), calls * limit, **rounds) / calls
    assert found <= limit, f"{name} takes {found:.3g} times the yardstick, its limit is {limit:g}"


@pytest.mark.parametrize("name", WORKS)
def test_speed(name):
    guard(name, WORKS[name]())


def test_every_work_has_a_limit_and_a_reason():
    assert set(LIMITS) == set(WORKS)
    assert all(entry["seen"] < entry["limit"] and entry["reason"] for entry in LIMITS.values())


@pytest.mark.parametrize("name", ["greedy", "trade_year", "farm_year"])
def test_the_guard_sees_a_slow_function(name):
    work, yard = WORKS[name](), accumulate(base().power)
    delay = 2 * LIMITS[name]["limit"] * interleave(yard, budget=0.05).seconds[0]

    def slow():
        work()
        until = time.process_time() + delay
        while time.process_time() < until:
            pass

    with pytest.raises(AssertionError, match=f"{name} takes .* times the yardstick"):
        guard(name, slow)


def test_the_loop_grows_with_the_periods_and_no_faster():
    array = np.tile(base().power, 8)
    short, long = interleave(accumulate(array[:17520]), accumulate(array)).seconds
    assert 3 < long / short < 20   # the yardstick itself: without this the ratios mean nothing
    policy, battery = base().scenario.trade.policy.bind(), base().battery

    def loop(wind):
        firm = np.full(wind.size, 1240.0)
        return lambda: policy(wind, Reward(None, None, None, lambda value: firm), battery, 0.5, 500.0)

    assert ratio(loop(array), loop(array[:17520].copy()), 12.0) <= 12.0


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not say what a process took at most")
@pytest.mark.parametrize("name", ["jensen1983", "bastankhah2014", "niayifar2016", "turbopark2022"])
def test_a_wake_table_takes_little_memory(name):
    """150 turbines, 360 directions, 23 speeds, beyond what Python itself takes; PyWake takes 1.2 to 3.5 GB."""
    said = subprocess.run([sys.executable, "-c", MEMORY, name], cwd=Path(__file__).parent, capture_output=True,
                          text=True, check=True).stdout
    assert float(said) < 300.0   # seen: 155 to 161, most of it numba


def test_the_optimum_is_far_faster_than_a_general_solver():
    store = plain(1.0)
    solve = programs.scipy(peers.program(store))
    ours, its = interleave(WORKS["foresight_hours"](), solve, budget=0.0, fewest=3).seconds
    assert its / ours > 70   # seen: 230


def test_the_optimum_grows_with_the_periods_and_no_faster():
    store = plain(0.5)
    eight = store._replace(available=np.tile(store.available, 8), reward=store.reward._replace(
        width=tile(store.reward.width), value=tile(store.reward.value), state=np.tile(store.reward.state, 8)))
    assert ratio(lambda: perfect_foresight(*eight), lambda: perfect_foresight(*store), 14.0) <= 14.0


def tile(array):
    """Return eight years of one, the segments of a period still together in memory."""
    return np.tile(array.swapaxes(1, 2), (1, 8, 1)).swapaxes(1, 2)


def test_medians_are_of_works_run_in_turn():
    calls = []
    timing = interleave(lambda: calls.append("a"), lambda: calls.append("b"), budget=0.0, fewest=7)
    assert calls == ["a", "b"] * 9
    assert timing.rounds == 7
    assert len(timing.seconds) == 2
