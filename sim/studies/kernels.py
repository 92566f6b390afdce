"""Whether the compiled kernels of a case are on disk, or its first run makes them."""

from __future__ import annotations

import hashlib
import os
import struct
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
        True where each has an index of compiled code that names the source as it is.
    """
    root = Path(__file__).parents[1]
    folder = os.environ.get("NUMBA_CACHE_DIR")
    user = Path(os.path.expanduser("~/.cache/numba"))   # noqa: PTH111  a path would raise for a user without a home
    places = [Path(folder)] if folder else [root, user]
    found: dict[str, list[Path]] = {}
    for place in places:
        for file in place.rglob("*.nbi") if place.is_dir() else ():
            found.setdefault(file.name.partition(".")[0], []).append(file)
    for module in modules or [name for name in PRELOADED if "._" in name]:
        source = root.joinpath(*module.split(".")[1:]).with_suffix(".py")
        text = source.read_bytes()
        if b"njit" in text and not any(_of(file, _stamps(source, text)) for file in found.get(source.stem, ())):
            return False
    return True


def _stamps(source: Path, text: bytes) -> tuple[bytes, bytes]:
    """Return by what numba's index names a source: its digest or, before that was so, when it was changed."""
    return hashlib.sha256(text).digest(), struct.pack(">d", source.stat().st_mtime)


def _of(index: Path, stamps: tuple[bytes, bytes]) -> bool:
    """Return whether an index of compiled code names a source; not, if another process has just replaced it."""
    try:
        held = index.read_bytes()
    except OSError:
        return False
    return any(stamp in held for stamp in stamps)
