"""Sharing a stage between cases: computed once, by one thread, and a failure by each."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sim.case.stage_cache import FEWEST, alone, second_thread, shared, size


def test_alone_keeps_nothing():
    made = []
    for _ in range(2):
        alone("wind", 1, lambda: made.append(1))
    assert len(made) == 2


def test_shared_computes_each_name_and_key_once():
    share, made = shared(), []

    def make(value):
        made.append(value)
        return value

    assert [share("wind", key, lambda key=key: make(key)) for key in (1, 2, 1, 2)] == [1, 2, 1, 2]
    assert share("farm", 1, lambda: make("other")) == "other"
    assert made == [1, 2, "other"]


def test_threads_that_ask_at_the_same_time_get_one_result():
    share, made, start = shared(), [], threading.Barrier(4)

    def make():
        time.sleep(0.02)
        made.append(1)
        return object()

    def ask(_):
        start.wait()
        return share("wind", "key", make)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(4)))
    assert len(made) == 1
    assert all(result is found[0] for result in found)


def test_threads_that_need_different_stages_do_not_wait_for_each_other():
    share, both = shared(), threading.Barrier(2, timeout=5)

    def ask(name):
        return share(name, 0, lambda: both.wait() >= 0)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(ask, ("wind", "link"))) == [True, True]


def test_a_failure_is_met_by_each_case():
    share, tries = shared(), []

    def fail():
        tries.append(1)
        raise ValueError("no")

    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            share("link", 0, fail)
    assert len(tries) == 3
    assert share("link", 0, lambda: "now it works") == "now it works"


def test_the_result_unused_for_longest_is_dropped_first():
    share, made = shared(most=2), []

    def ask(key):
        return share("wind", key, lambda: made.append(key))

    for key in ("a", "b", "a", "c", "a", "b"):
        ask(key)
    assert made == ["a", "b", "c", "b"]


def test_a_second_thread_works_beside_and_in_turn():
    begun, go = threading.Event(), threading.Event()

    def first():
        begun.set()
        assert go.wait(10)
        return 1

    with second_thread(2) as later:
        one, two = later(first), later(lambda: begun.is_set() + 1)
        assert begun.wait(10)   # while this thread goes on
        go.set()
        assert (one(), two(), one()) == (1, 2, 1)


def test_one_worker_begins_a_work_when_it_is_asked_for():
    done = []
    with second_thread(1) as later:
        work = later(lambda: done.append(threading.current_thread()) or len(done))
        assert not done
        assert (work(), work()) == (1, 1)
    assert done == [threading.current_thread()]


def test_a_failure_of_the_second_thread_is_met_where_its_result_is_asked_for():
    def fails():
        raise ValueError("no such place")

    with second_thread(2) as later:
        work = later(fails)
        with pytest.raises(ValueError, match="no such place"):
            work()


def test_results_are_dropped_where_their_arrays_take_more_room_than_there_is():
    share, made, year = shared(room=20e6), [], np.zeros(250_000)   # 2 MB

    def ask(key):
        def make():
            made.append(key)
            return {"part": (year + key, [year[:0]])}

        return share("hub", key, make)

    for key in range(FEWEST + 1):
        ask(key)
    assert size(ask(FEWEST)) == 2_000_000
    ask(1)
    assert made == list(range(FEWEST + 1))   # the room is for ten, but a case keeps its stages whatever they take
    ask(0)
    assert made[-1] == 0
