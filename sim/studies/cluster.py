"""Workers of a Dask cluster, on this machine or behind a scheduler."""

from __future__ import annotations

import os
import re
import sys
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from sim.errors import scenario_error
from sim.studies.engine import Worker
from sim.studies.fork_server import PRELOADED, launching

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 20.0
"""Longest time that a scheduler may take to answer. [s]"""
QUIET = {"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "500ms",
         "distributed.admin.system-monitor.interval": "10s", "distributed.admin.system-monitor.disk": False,
         "distributed.worker.memory.monitor-interval": "1s", "distributed.scheduler.work-stealing-interval": "1s",
         "distributed.scheduler.active-memory-manager.start": False}
"""Settings of a local cluster: with those of Dask every process wakes 50 to 100 times a second for its own sake, and
looks at its memory, disk and network; eight idle workers then take a tenth of a core, and a third of that so."""
LOCAL = "local"
"""Address that stands for a cluster of this machine, made for the sweep and ended with it."""


@contextmanager
def dask_workers(address: str, count: int | None = None) -> Iterator[list[Worker]]:
    """
    Yield workers of a Dask cluster.

    Parameters
    ----------
    address : str
        Of the scheduler, ``tcp://host:8786``, or ``local``.
    count : int, optional
        Processes of a local cluster; one for each core if not given.

    Yields
    ------
    workers : list of Worker
        One for each thread of each Dask worker.

    Raises
    ------
    SundalinkError
        If Dask is not installed, or the scheduler does not answer or has no workers.
    """
    if address != LOCAL and not re.fullmatch(r"\w+://.+:\d+", address):
        raise scenario_error(f"--scheduler {address}: must be an address as tcp://host:8786, or `{LOCAL}`")
    try:
        from dask.distributed import Client, LocalCluster
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise scenario_error(f"--scheduler {address}: needs dask and distributed; "
                             "python -m pip install 'sundalink[sweep]'") from None
    with ExitStack() as ending:
        cluster = None
        try:
            if address == LOCAL:
                ending.enter_context(_settings())
                with launching():
                    cluster = LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=":0",
                                           silence_logs=50, env=dict(os.environ))   # as in `engine.processes`
                ending.callback(cluster.close)
            client = Client(cluster or address, timeout=PATIENCE, set_as_default=False)
            ending.callback(client.close)
            if cluster is None:
                client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as fault:
            said = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
            raise scenario_error(f"--scheduler {address}: does not answer within {PATIENCE:g} s, or has no workers "
                                 f"({said})") from None
        threads = client.nthreads() if cluster is None else {w.worker_address: 1 for w in cluster.workers.values()}
        yield [Worker(partial(client.get_executor, workers=[place], allow_other_workers=True),
                      (KilledWorker, FutureCancelledError))
               for place, each in threads.items() for _ in range(each)]


@contextmanager
def _settings() -> Iterator[None]:
    """Set a local cluster up: no profile of its workers, few looks at the clock, and on Linux workers that are forked
    from one process that has imported the program."""
    import dask
    from distributed.utils import get_mp_context

    forked = {"distributed.worker.multiprocessing-method": "forkserver"} if sys.platform == "linux" else {}
    with dask.config.set({**QUIET, **forked}):
        if forked:
            get_mp_context().set_forkserver_preload(["distributed", *PRELOADED])
        yield
