"""Two works at once: one of them in a copy of this process, where the system can fork."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import warnings
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def both(other: Callable[[], Any], own: Callable[[], T], workers: int = 1,
         begun: Callable[[], object] = lambda: None) -> tuple[Any, T]:
    """
    Return what two works give, the same for any number of workers.

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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)   # of threads beside: none of them computes
        child = os.fork()
    if child == 0:
        _send(other, say)
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


def _send(work: Callable[[], Any], say: int) -> None:
    """Do a work in the second process, send what it gives, and end the process, whatever happens."""
    try:
        made = pickle.dumps((work(),))
        with os.fdopen(say, "wb") as stream:
            stream.write(made)
    finally:
        os._exit(0)


def _read(sent: bytes) -> tuple[Any, ...]:
    """Return what the second process sent; nothing of what is not whole."""
    try:
        return pickle.loads(sent)
    except (EOFError, pickle.UnpicklingError):
        return ()
