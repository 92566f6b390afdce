"""Memory that a case needs, estimated before it is run."""

from __future__ import annotations

import math
import mmap
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim import clock
from sim.errors import scenario_error

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

BASE = 450e6
"""What the program and its tables take. [bytes]"""
PERIOD, TRADED = 300.0, 140.0
"""What a period of a weather year takes, and more for each year that is traded, measured: base with 10 and 40 weather
years and four traded ones takes 549 and 1,002 MB at half-hours. [bytes]"""

LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Where a container's limit stands."""


def needed(s: Scenario) -> float:
    """Return an estimate of what a case takes. [bytes]"""
    periods = s.time.weather_years * clock.periods(s.time.period_h)
    return BASE + periods * (PERIOD + TRADED * min(s.time.traded_years, s.time.operating_years))


def available() -> float:
    """Return the memory of the computer, or of the container that the program runs in. [bytes]"""
    found = [float("inf")]
    with suppress(ValueError, OSError, AttributeError):   # a system that does not say it
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for path in map(Path, LIMITS):
        try:
            found.append(float(path.read_text()))
        except (OSError, ValueError):   # none, or "max"
            continue
    return min(found)


def zeros(shape: tuple[int, ...]) -> np.ndarray:
    """
    Return zeros in single precision that take memory where they are written, and there alone: fresh pages of this
    process (an allocator may clear used ones; a system without private pages does so).
    """
    count = math.prod(shape)
    if not count or not hasattr(mmap, "MAP_PRIVATE"):
        return np.zeros(shape, np.float32)
    pages = mmap.mmap(-1, 4 * count, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return np.frombuffer(pages, np.float32).reshape(shape)


def check_memory(s: Scenario) -> None:
    """Refuse a case that takes more memory than there is, with what it takes."""
    most = 0.8 * available()
    if needed(s) > most:
        years = int(s.time.weather_years * (most - BASE) / (needed(s) - BASE))
        raise scenario_error(thing="time.weather_years", value=s.time.weather_years, key="time.weather_years",
                             rule=f"takes some {needed(s) / 1e9:.1f} GB of memory, and this computer has "
                                  f"{available() / 1e9:.1f}; must be at most {max(years, 1)} here, or fewer "
                                  "time.traded_years")
