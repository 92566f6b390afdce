"""Options of a sweep, and which of them contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.errors import scenario_error


class Options(NamedTuple):
    """Options of the run of a sweep."""

    workers: int | None = None
    """Processes of this machine (or of a local cluster); all cores if not given."""
    threads: int | None = None
    """Threads of this process instead."""
    scheduler: str | None = None
    """Address of a Dask scheduler instead, or ``local``."""
    shard: tuple[int, int] | None = None
    """Run the i-th of n parts only."""
    fresh: bool = False
    """Move the folder aside and begin anew."""
    extend: bool = False
    """Add this design to another one in the folder."""
    timeout: float | None = None
    """Longest time of a case. [s]"""
    max_failures: str | int | None = None
    """Begin no further case after so many failures: a number, or a share of all as ``10%``."""
    reuse: tuple[str, ...] = ()
    """Folders of other sweeps, or folders that hold some: cases finished there are taken, not run."""
    results: bool = False
    """Keep the results of each case in a folder of its own, ``results/CASE``."""
    full: bool = False
    """Every figure of the summary: all analyses are run. Else those alone that give a figure that is asked for."""
    columns: tuple[str, ...] = ()
    """Figures that are asked for, beside those that the design names and those that need no analysis."""
    lean: bool = False
    """The default, for commands written before it was: no analysis but those that give a figure asked for."""
    figures: Callable | None = None
    """What computes the figures of a case, see `sim.studies.case_worker.RunSettings`."""


def limit(text: str | int | None, total: int) -> float | None:
    """Return the number of failures that ends a sweep, given as a number or as a share of all, ``10%``; None: any
    number may fail."""
    if text is None:
        return None
    try:
        number = float(str(text).removesuffix("%"))
        if number <= 0:
            raise ValueError
    except ValueError:
        raise scenario_error(f"--max-failures {text}: must be a number above zero, or a share as 10%") from None
    return max(number / 100.0 * total, 1.0) if str(text).endswith("%") else number
