"""Work in a second process: a copy of this one, where the system can fork."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

T = TypeVar("T")


def both(other: Callable[[], Any], own: Callable[[], T], workers: int = 1,
         begun: Callable[[], object] = lambda: None) -> tuple[Any, T]:
    """
    Return the results of two functions, the same for any number of workers.

    Parameters
    ----------
    other : callable
        With two or more workers it is done by a copy of this process, data and all, which sends its result; where there
        is no fork (or no safe one), or the copy is lost, here.
    own : callable
        Done here.
    workers : int
    begun : callable
        ``begun()``, called after the copy is there: what it sets going in a thread may hold locks of libraries, which a
        fork would copy.

    Returns
    -------
    theirs, mine : object
    """
    if workers < 2 or sys.platform != "linux":
        begun()
        return other(), own()
    answer, say = os.pipe()
    child = forked(lambda: _send(other, say))
    os.close(say)
    try:
        begun()
        mine = own()
        with open(answer, "rb", closefd=False) as stream:
            sent = stream.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(answer)
        os.waitpid(child, 0)
    found = _read(sent)
    return found[0] if found else other(), mine


def forked(work: Callable[[], object]) -> int:
    """
    Begin a copy of this process that does one work and ends.

    Parameters
    ----------
    work : callable
        What the copy does; it ends the copy, and is never seen to return.

    Returns
    -------
    child : int
        Number of the copy. A signal that asks this process to end while it is copied is handled behind that: what a
        handler raises within the hooks of a fork is lost. The copy itself ends by such signals at once.
    """
    ours = threading.current_thread() is threading.main_thread()   # only there may handlers be set
    numbers = [n for n in (signal.SIGINT, signal.SIGTERM) if ours and signal.getsignal(n) is not None]
    came: list[tuple[int, FrameType | None]] = []
    before = {number: signal.signal(number, lambda *given: came.append(given)) for number in numbers}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)   # of threads beside: none of them computes
        child = os.fork()
    if child == 0:
        try:
            for number in numbers:
                signal.signal(number, signal.SIG_DFL)
            if not came:
                work()
        finally:
            os._exit(0)
    for number, handler in before.items():
        signal.signal(number, handler)
    if came:
        os.kill(child, signal.SIGKILL)
        os.kill(os.getpid(), came[0][0])   # again, now that it is not lost
    return child


def _send(work: Callable[[], Any], say: int) -> None:
    """Do a work in the second process, send what it gives, and end the process, whatever happens."""
    try:
        made = pickle.dumps((work(),))
        with os.fdopen(say, "wb") as stream:
            stream.write(made)
    finally:
        os._exit(0)


def _read(sent: bytes) -> tuple[Any, ...]:
    """Return the data sent by the second process; nothing where it is incomplete."""
    try:
        return pickle.loads(sent)
    except (EOFError, pickle.UnpicklingError):
        return ()
