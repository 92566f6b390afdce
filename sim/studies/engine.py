"""Where cases run: any `concurrent.futures.Executor`, one for each worker so that a death names its case."""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import suppress
from typing import TYPE_CHECKING

from sim.studies import case_worker
from sim.studies.fork_server import PRELOADED, launching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor, Future
    from typing import Any

    from sim.studies.case_key import Planned
    from sim.studies.case_queue import CaseQueue
    from sim.studies.case_worker import RunSettings

TICK = 1.0
"""Longest time without looking at the clock. [s]"""


class Worker:
    """
    An executor that runs one batch at a time.

    Parameters
    ----------
    make : callable
        ``make()`` returns the executor.
    died : tuple of exception types
        What its futures raise when the process behind them is gone.
    """

    def __init__(self, make: Callable[[], Executor], died: tuple[type[BaseException], ...] = (BrokenExecutor,)) -> None:
        self.make = make
        self.died: tuple[type[BaseException], ...] = (*died, CancelledError)
        self.executor: Executor | None = None
        self.future: Future[list[dict[str, Any]]] | None = None
        self.held: list[Planned] = []
        self.group: str | None = None

    def start(self, batch: list[Planned], orders: RunSettings) -> None:
        """Begin a batch; make the executor first, if it is not there or its process died while it had nothing to do."""
        self.held, self.group = batch, batch[0].group
        with launching():
            try:
                self.future = self._submit(batch, orders)
            except self.died:
                self.close()
                self.future = self._submit(batch, orders)

    def _submit(self, batch: list[Planned], orders: RunSettings) -> Future[list[dict[str, Any]]]:
        """Hand a batch to the executor."""
        if self.executor is None:
            self.executor = self.make()
        return self.executor.submit(case_worker.run_batch, batch, orders)

    def result(self) -> list[dict[str, Any]] | None:
        """Return the rows of the batch, or None if the process that held it is gone."""
        future, self.future = self.future, None
        assert future is not None   # a batch was begun
        try:
            return future.result()
        except self.died:
            self.close()
            return None

    def close(self) -> None:
        """End the executor and its process."""
        executor, self.executor = self.executor, None
        if executor is None:
            return
        processes = list((getattr(executor, "_processes", None) or {}).values())
        for process in processes:
            with suppress(OSError, ValueError):
                process.terminate()
        try:
            executor.shutdown(wait=not processes, cancel_futures=True)
        except TypeError:   # that of Dask cancels when it does not wait
            executor.shutdown(wait=False)


def processes(count: int) -> list[Worker]:
    """
    Return workers that are processes of this machine, one thread each; they start with the first case.

    On Linux they are forked from one process that has imported the program and does nothing else, so that the second
    worker, and one in place of a dead one, begins at once; elsewhere each imports it anew. That process may be older
    than what has been set in the environment since: each worker takes the environment of the time when it begins.
    """
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        context.set_forkserver_preload(PRELOADED)
    return [Worker(lambda: ProcessPoolExecutor(1, mp_context=context, initializer=case_worker.begin,
                                               initargs=(dict(os.environ),)))
            for _ in range(count)]


def threads(count: int) -> list[Worker]:
    """Return workers that are threads of this process and share its stages."""
    return [Worker(lambda: ThreadPoolExecutor(1)) for _ in range(count)]


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def drive(queue: CaseQueue, workers: Sequence[Worker], orders: RunSettings, *,
          finished: Callable[[list[dict[str, Any]]], None], lost: Callable[[list[Planned]], list[Planned]],
          tick: Callable[[], bool]) -> None:
    """
    Run all cases that wait.

    Parameters
    ----------
    queue : CaseQueue
    workers : list of Worker
    orders : RunSettings
    finished : callable
        ``finished(rows)`` after each batch.
    lost : callable
        ``lost(batch)`` when the process that held a batch is gone; returns those of its cases that did not end, the
        one that was running first.
    tick : callable
        ``tick()`` at least every `TICK` seconds; returns True to begin no further case.
    """
    stopping = False
    while True:
        for worker in workers:
            if worker.future is None and not stopping and (batch := queue.batch(worker.group, len(workers))):
                worker.start(batch, orders)
        busy = [worker for worker in workers if worker.future is not None]
        if not busy and queue.alone and not stopping:
            workers[0].start([queue.alone.popleft()], orders)
            busy = list(workers[:1])
        if not busy:
            return
        running = [worker.future for worker in busy if worker.future is not None]
        done, _ = wait_for(running, timeout=TICK, return_when=FIRST_COMPLETED)
        for worker in busy:
            if worker.future in done:
                _collect(worker, queue, finished, lost)
        stopping = tick() or stopping


def _collect(worker: Worker, queue: CaseQueue, finished: Callable[[list[dict[str, Any]]], None],
             lost: Callable[[list[Planned]], list[Planned]]) -> None:
    """Take what a worker brings; of a dead one, the case it held runs alone later and the others go back."""
    rows = worker.result()
    if rows is not None:
        finished(rows)
        return
    rest = lost(worker.held)
    if rest:
        held, *others = rest
        if held.attempt == 1:
            queue.alone.append(held._replace(attempt=2))
        queue.put_back(others)
