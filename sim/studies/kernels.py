"""Whether the compiled kernels of a case are on disk, or its first run makes them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.studies.fork_server import PRELOADED

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = "compiling kernels (once, some 30 s of the processor)"
"""What is said while they are made: the first time, from another folder, and after an update."""

GRID = tuple(f"sim.network.{name}" for name in ("_clearing", "_clearing_basis", "_columns", "_rows", "_stored_energy",
                                                 "_stored_plan", "_zone_prices"))
"""Modules with the kernels of a grid."""


def compiled(modules: Sequence[str] | None = None) -> bool:
    """
    Return whether kernels were compiled from the source that is there, so that a run begins at once.

    Parameters
    ----------
    modules : sequence of str, optional
        Modules of kernels; those of the base case if not given.

    Returns
    -------
    compiled : bool
        True where each has a file of compiled code that is not older than its source.
    """
    root = Path(__file__).parents[1]
    folder = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(folder)] if folder else [root, Path.home() / ".cache" / "numba"]
    newest: dict[str, float] = {}
    for place in places:
        for file in place.rglob("*.nbi") if place.is_dir() else ():
            name = file.name.partition(".")[0]
            newest[name] = max(newest.get(name, 0.0), _changed(file))
    for module in modules or [name for name in PRELOADED if "._" in name]:
        source = root.joinpath(*module.split(".")[1:]).with_suffix(".py")
        if "njit" in source.read_text(encoding="utf-8") and newest.get(source.stem, 0.0) < _changed(source):
            return False
    return True


def _changed(file: Path) -> float:
    """Return when a file was last changed; never, if another process has just replaced it. [s]"""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
