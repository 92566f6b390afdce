"""Memory heap of the process: one for all threads, with unused memory returned to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress

ARENAS = -8
"""Number of glibc's setting of how many heaps there are, M_ARENA_MAX."""


def give_back() -> None:
    """Return to the system what was freed and the allocator keeps for later (glibc; others do so by themselves)."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def one_heap() -> None:
    """
    Let all threads take memory from one heap, which leaves a tenth less unused between arrays; to be called before any
    thread begins (glibc; without effect elsewhere).
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(ARENAS, 1)
