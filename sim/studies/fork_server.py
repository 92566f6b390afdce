"""The process from which the workers of a sweep are forked: its imports, and its start."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
"""Environment that keeps the libraries of a worker process to one thread."""
PRELOADED = ["sim.studies.case_figures", "sim._autoregression", "sim.farm._farm_power", "sim.collection._loss_table",
             "sim.market._clearing", "sim.market._curve_groups", "sim.trade._year", "sim.finance._metrics",
             "sim.finance._tax", "sim.market._bids", "scipy.optimize",
             "holidays.countries", "sim.trade._ready"]
"""What it imports: all that a case of base would, so that no worker does it again."""


@contextmanager
def launching() -> Iterator[None]:
    """Let processes that begin here use one thread, and not run the user's script again, so that it needs no guard."""
    main, environment = sys.modules["__main__"], {name: os.environ.get(name) for name in ONE_THREAD}
    before = {name: getattr(main, name) for name in ("__spec__", "__file__") if hasattr(main, name)}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    main.__spec__ = None
    if "__file__" in before:
        del main.__file__
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(main, name, value)
        for name, value in environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def begin() -> None:
    """Begin that process now (Linux), so that it imports while the cases are planned; one that is there stays."""
    if sys.platform != "linux":
        return
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(PRELOADED)
    with launching():
        forkserver.ensure_running()
