"""Worker of a sweep: runs cases one after the other and writes a line of the journal for each."""

from __future__ import annotations

import os
import platform
import resource
import threading
import time
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.errors import SundalinkError
from sim.studies.journal import Journal
from sim.studies.provenance import code_digest, data_digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.studies.case_key import Planned

EXPIRED = 98
"""Exit status of a worker whose case took longer than it may."""


class RunSettings(NamedTuple):
    """Settings with which all cases of a sweep are run."""

    tables: dict[str, Any] | str
    """Base of the sweep, as `sim.load` takes it."""
    code: str
    """Digest of the code that asks, so that no worker answers with other code."""
    data: str
    figures: Callable[..., dict[str, Any]]
    """``figures(tables, overrides)`` returns the figures of a case."""
    folder: str | None = None
    """Folder of the sweep; None: nothing is written."""
    timeout: float | None = None
    """Longest time that a case may take. [s]"""
    results: bool = False
    """Whether the results of each case are kept, in a folder of its own below ``results``, which `figures` is given."""


@cache
def _opened(folder: str) -> Journal:
    """Return the journal of this process in the folder of a sweep."""
    return Journal(Path(folder) / "journal")


def journal(folder: str) -> Journal:
    """Return the journal of this process in the folder of a sweep, a new one where the folder was moved aside."""
    if not _opened(folder).in_place():
        _opened.cache_clear()
    return _opened(folder)


def run_batch(batch: Sequence[Planned], orders: RunSettings) -> list[dict[str, Any]]:
    """
    Run cases one after the other.

    Parameters
    ----------
    batch : sequence of Planned
    orders : RunSettings

    Returns
    -------
    rows : list of dict
        Plain values, a row for each case: figures, ``status``, ``error`` and what tells of the running.

    Raises
    ------
    SundalinkError
        If this process has other code or data than the one that asks, or cannot write its journal.
    """
    if (code_digest(), data_digest()) != (orders.code, orders.data):
        raise SundalinkError(f"worker {name()}: has another version of the program or of its data than the command; "
                             "install the same on all workers")
    rows = []
    for planned in batch:
        done = threading.Event()
        if orders.timeout is not None:
            threading.Thread(target=_expire, args=(planned, orders, done), daemon=True).start()
        row = run_case(planned, orders)
        done.set()
        if orders.folder is not None:
            journal(orders.folder).add(row)
        rows.append(row)
    return rows


def run_case(planned: Planned, orders: RunSettings) -> dict[str, Any]:
    """Run one case, once more after a fault of the program; return its row."""
    began, cpu = time.perf_counter(), time.thread_time()
    for attempt in (planned.attempt, planned.attempt + 1):   # noqa: B007
        try:
            kept = {"keep": Path(str(orders.folder)) / "results" / planned.key} if orders.results else {}
            outcome = {**orders.figures(orders.tables, planned.overrides, **kept), "status": "ok",
                       "error": ""}
            break
        except SundalinkError as fault:
            outcome = {"status": "failed", "error": str(fault)}
            break
        except Exception as fault:   # thousands of good cases must not be lost to one fault of the program
            where = _record(planned, orders)
            outcome = {"status": "failed",
                       "error": f"a fault of the program ({type(fault).__name__}: {fault}){where}"}
    return {**label(planned, orders, attempt), **outcome, "seconds": round(time.perf_counter() - began, 4),
            "cpu_s": round(time.thread_time() - cpu, 4), "peak_mb": round(memory(), 1)}


def label(planned: Planned, orders: RunSettings, attempt: int) -> dict[str, Any]:
    """Return the case and the worker of a row."""
    return {"case": planned.key, "id": planned.id, "code": orders.code, "data": orders.data, "group": planned.group,
            "reason": planned.reason, "attempt": attempt, "worker": name()}


def name() -> str:
    """Return the name of this process among all machines."""
    return f"{platform.node()}-{os.getpid()}"


def memory() -> float:
    """Return the most memory that this process had. [MB]"""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if platform.system() == "Darwin" else 1e3)


def begin(environment: Mapping[str, str]) -> None:
    """Prepare a worker process: its environment is the driver's, Ctrl-C is too, and without it the worker ends."""
    import multiprocessing
    import signal

    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _record(planned: Planned, orders: RunSettings) -> str:
    """Write the traceback of a fault; return where, for the error's text."""
    if orders.folder is None:
        return ""
    path = Path(orders.folder) / "faults" / f"{planned.key}.txt"
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{planned.overrides}\n{traceback.format_exc()}\n")
    except OSError:
        return ""
    return f"; traceback in faults/{path.name}"


def _expire(planned: Planned, orders: RunSettings, done: threading.Event) -> None:
    """End this process when a case takes longer than it may, with a row that says so."""
    if done.wait(orders.timeout):
        return
    row = {**label(planned, orders, planned.attempt), "status": "failed", "seconds": orders.timeout,
           "error": f"took longer than {orders.timeout:g} s (--timeout)", "peak_mb": round(memory(), 1)}
    if orders.folder is not None and not done.is_set():
        journal(orders.folder).add(row)
    os._exit(EXPIRED)
