"""The speed guard: each work against the yardstick in the same process, and proof that the guard can fail."""

import time
import tomllib
from pathlib import Path

import numpy as np
import pytest
from cases import WORKS, base
from yardstick import accumulate, interleave, ratio

LIMITS = tomllib.loads((Path(__file__).parent / "limits.toml").read_text(encoding="utf-8"))


def guard(name, work):
    """Refuse a work that takes longer than its limit allows."""
    limit = LIMITS[name]["limit"]
    found = ratio(work, accumulate(base().power), limit)
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
        until = time.perf_counter() + delay
        while time.perf_counter() < until:
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
        return lambda: policy(wind, lambda value: firm, battery, 0.5, 500.0)

    assert ratio(loop(array), loop(array[:17520].copy()), 12.0) <= 12.0


def test_medians_are_of_works_run_in_turn():
    calls = []
    timing = interleave(lambda: calls.append("a"), lambda: calls.append("b"), budget=0.0, fewest=7)
    assert calls == ["a", "b"] * 9
    assert timing.rounds == 7
    assert len(timing.seconds) == 2
