"""Pictures shared between two processes: the same texts, whatever becomes of the second."""

import os
import sys
import threading

import pytest

from sim.report.drawing import drawn_by

NAMES = ("map", "cash", "heat", "cover", "spot")
FORK = pytest.mark.skipif(sys.platform != "linux", reason="drawn in one process")


def drawing(name):
    return f"{name}, drawn"


@pytest.mark.parametrize("workers", [1, 2])
def test_all_are_drawn_in_their_order_and_what_runs_beside_begins_first(workers):
    begun = []
    found = drawn_by(lambda name: f"{drawing(name)} {len(begun)}", NAMES, workers, lambda: begun.append(1))
    assert list(found) == [*NAMES]
    assert begun == [1]
    assert all(found[name].startswith(drawing(name)) for name in NAMES)


@FORK
def test_two_processes_draw():
    found = drawn_by(lambda name: str(os.getpid()) + threading.Event().wait(0.2) * "", NAMES, 2)
    assert len(set(found.values())) == 2
    assert str(os.getpid()) in found.values()


@FORK
def test_what_a_lost_process_left_is_drawn_here():
    own = os.getpid()

    def draw(name):
        if os.getpid() != own:
            os._exit(9)
        threading.Event().wait(0.1)
        return drawing(name)

    assert drawn_by(draw, NAMES, 2) == {name: drawing(name) for name in NAMES}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_a_picture_is_raised_and_no_process_is_left(workers, monkeypatch):
    awaited, real = [], os.waitpid
    monkeypatch.setattr(os, "waitpid", lambda *given: awaited.append(real(*given)))
    with pytest.raises(ZeroDivisionError):
        drawn_by(lambda name: str(1 / (len(name) - 3)), NAMES, workers)
    assert len(awaited) == (workers - 1 if sys.platform == "linux" else 0)
