"""Two works at once: the same results, whatever becomes of the second process."""

import os
import subprocess
import sys

import numpy as np
import pytest

from sim.case.second_process import both

FORK = pytest.mark.skipif(sys.platform != "linux", reason="done in one process")


@pytest.mark.parametrize("workers", [1, 2])
def test_both_are_done_and_what_runs_beside_begins_first(workers):
    begun = []
    theirs, own = both(lambda: np.arange(1e5), lambda: [*begun], workers, lambda: begun.append(1))
    np.testing.assert_array_equal(theirs, np.arange(1e5))
    assert own == [1]


@FORK
def test_a_second_process_does_the_first():
    assert len({*both(os.getpid, os.getpid, 2)}) == 2


@FORK
def test_what_a_lost_process_left_is_done_here():
    own = os.getpid()
    assert both(lambda: 7 if os.getpid() == own else os._exit(9), lambda: 8, 2) == (7, 8)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("works", [(lambda: 1 / 0, lambda: 1), (lambda: 1, lambda: 1 / 0)])
def test_a_fault_of_either_is_raised_and_no_process_is_left(works, workers, monkeypatch):
    awaited, real = [], os.waitpid
    monkeypatch.setattr(os, "waitpid", lambda *given: awaited.append(real(*given)))
    with pytest.raises(ZeroDivisionError):
        both(*works, workers)
    assert len(awaited) == (workers - 1 if sys.platform == "linux" else 0)


STOPPED = """
import os, signal, sys
from sim.case.second_process import both

class Stopped(BaseException):
    pass

def stop(number, _):
    raise Stopped(number)

def strike():
    os.kill(os.getpid(), signal.SIGTERM)

signal.signal(signal.SIGTERM, stop)
os.register_at_fork(**{sys.argv[1]: strike})
try:
    both(lambda: 1, lambda: 2, 2)
except Stopped as stopped:
    print("stopped", stopped, signal.getsignal(signal.SIGTERM) is stop)
"""


@FORK
@pytest.mark.parametrize("place", ["before", "after_in_parent"])
def test_a_signal_that_comes_during_the_fork_is_not_lost(place):
    ended = subprocess.run([sys.executable, "-c", STOPPED, place], capture_output=True, text=True, timeout=60,
                           check=True)
    assert (ended.stdout, ended.stderr) == ("stopped 15 True\n", "")
