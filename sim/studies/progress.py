"""Progress of a sweep: counts, time left with its band, errors by kind, kept in ``status.json``."""

from __future__ import annotations

import json
import math
import os
import platform
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import scenario_error
from sim.studies.kernels import WORD
from sim.studies.provenance import now

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from sim.studies.case_key import Planned
    from sim.studies.sweep_store import Folder

EVERY = 10.0
"""Time between two states of the file. [s]"""
SHOWN = 5
"""Kinds of errors, and slowest cases, that are listed."""


class Progress:
    """
    The state of a sweep.

    Parameters
    ----------
    planned : sequence of Planned
        All cases.
    kept : dict of str to dict
        Rows that were there before.
    workers : int
        How many cases run at the same time.
    shard : (int, int), optional
        Part of a job array that this process runs.
    compiling : int
        How many of the first cases of each process wait until kernels are compiled; 0 if these are there. What such
        cases took says nothing on the others and is not counted.
    """

    def __init__(self, planned: Sequence[Planned], kept: Mapping[str, Mapping[str, Any]], workers: int,
                 shard: tuple[int, int] | None = None, compiling: int = 0) -> None:
        self.name = "status.json" if shard is None else "status-{}-{}.json".format(*shard)
        self.total, self.kept, self.workers, self.began = len(planned), len(kept), workers, time.monotonic()
        self.waiting = Counter(each.group for each in planned if each.key not in kept)
        self.counts = Counter(row["status"] for row in kept.values())
        self.errors: Counter[str] = Counter()
        self.times: dict[str, list[float]] = {}   # of the processor
        self.slow: list[tuple[float, str]] = []
        self.cpu, self.wall, self.written, self.timed = 0.0, 0.0, 0.0, 0
        self.compiling, self.ran = compiling, Counter[str]()

    @property
    def waits(self) -> bool:
        """Whether no case has ended yet and kernels are being compiled."""
        return self.compiling > 0 and self.done == self.kept < self.total

    @property
    def done(self) -> int:
        """Cases that have a row."""
        return sum(self.counts.values())

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a finished case."""
        self.counts[row["status"]] += 1
        group, seconds = row.get("group", ""), float(row.get("seconds") or 0.0)
        self.waiting[group] -= 1
        self.ran[str(row.get("worker"))] += 1
        if self.ran[str(row.get("worker"))] > self.compiling:
            spent = float(row.get("cpu_s") or seconds)
            self.times.setdefault(group, []).append(spent)
            self.cpu, self.wall, self.timed = self.cpu + spent, self.wall + seconds, self.timed + 1
            self.slow = sorted([*self.slow, (seconds, row["case"])], reverse=True)[:SHOWN]
        if row["status"] != "ok":
            self.errors[str(row.get("error", ""))[:200]] += 1

    def left(self) -> tuple[float, float, float] | None:
        """
        Return the time left.

        Returns
        -------
        low, middle, high : float or None
            From the mean processor time of finished cases by group, those of a group without one taken at the mean of
            all, times the clock's time of all finished cases over their processor time: how much a case costs is of the
            case, how long it then takes is of the machine, whatever else runs there. The band is 1.64 standard errors
            of the sum to either side. None before the first. [s]
        """
        every = [seconds for times in self.times.values() for seconds in times]
        if not every:
            return None
        total, variance = 0.0, 0.0
        for group, count in self.waiting.items():
            if count > 0:
                known = self.times.get(group) or every
                spread = _variance(known if len(known) > 1 else every)
                total += count * sum(known) / len(known)
                variance += count * spread + count**2 * spread / len(known)
        band = 1.64 * math.sqrt(variance)
        pace = self.wall / self.cpu / self.workers if self.cpu > 0 else 0.0
        low, middle, high = (max(value, 0.0) * pace for value in (total - band, total, total + band))
        return low, middle, high

    def state(self, word: str, **more: Any) -> dict[str, Any]:
        """Return the state as plain values."""
        ran, spent = self.done - self.kept, time.monotonic() - self.began
        return {"state": word, "total": self.total, "done": self.done, "kept": self.kept,
                **{name: self.counts.get(name, 0) for name in ("ok", "failed", "crashed")},
                "workers": self.workers, "elapsed_s": round(spent, 1),
                "cases_per_minute": round(60.0 * ran / spent, 2) if spent > 0 else None,
                "cpu_s_per_case": round(self.cpu / self.timed, 3) if self.timed else None,
                "compiling": word == "running" and self.waits,
                "left_s": None if word != "running" or (left := self.left()) is None
                else [round(value, 1) for value in left],
                "errors": dict(self.errors.most_common(SHOWN)), "slowest": self.slow,
                "host": platform.node(), "pid": os.getpid(), "updated": now(), **more}

    def save(self, folder: Folder, word: str, *, force: bool = False, **more: Any) -> None:
        """Write the state if the last one is old enough: ``status.json``, or ``status-I-N.json`` of a part."""
        if force or time.monotonic() - self.written > EVERY:
            self.written = time.monotonic()
            folder.text(self.name, json.dumps(self.state(word, **more), indent=1))

    def line(self) -> str:
        """Return the state as a line of text."""
        bad = self.done - self.counts.get("ok", 0)
        text = f"{self.done} of {self.total} cases" + (f", {bad} failed" if bad else "")
        if self.waits:
            return f"{text}; {WORD}"
        left = self.left()
        return text + (f"; {shown(left[1])} left ({shown(left[0])} to {shown(left[2])})" if left else "")


def shown(seconds: float) -> str:
    """Return a time for a reader."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _variance(values: Sequence[float]) -> float:
    """Return the variance of values about their mean."""
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / max(len(values) - 1, 1)


def read_status(folder: str | Path, missing_ok: bool = False) -> dict[str, Any] | None:
    """
    Return the state of the sweep in a folder; the parts of a job array together.

    Parameters
    ----------
    folder : path
    missing_ok : bool
        Return None where there is none, instead of refusing.

    Returns
    -------
    state : dict
        As `Progress.state` gives it.
    """
    states = []
    for path in sorted(Path(folder).glob("status*.json")):
        try:
            states.append(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as fault:
            raise scenario_error(f"{path}: cannot be read ({fault})") from None
    if not states:
        if missing_ok:
            return None
        raise scenario_error(f"{folder}: is not the folder of a sweep (no status.json)")
    if len(states) == 1:
        return states[0]
    words = [state["state"] for state in states]
    word = "running" if "running" in words else "stopped" if "stopped" in words else "finished"
    lefts = [state["left_s"] for state in states if state["left_s"]]
    errors = sum((Counter(state["errors"]) for state in states), Counter())
    return {**states[-1], "state": word, "errors": dict(errors.most_common(SHOWN)),
            **{name: sum(state[name] for state in states) for name in
               ("total", "done", "kept", "ok", "failed", "crashed", "workers")},
            "left_s": [max(left[place] for left in lefts) for place in range(3)] if lefts else None,
            "compiling": any(state.get("compiling", False) for state in states),
            "slowest": sorted((each for state in states for each in state["slowest"]), reverse=True)[:SHOWN],
            "cases_per_minute": sum(state["cases_per_minute"] or 0.0 for state in states)}


def status_lines(state: Mapping[str, Any]) -> Iterator[str]:
    """Return the state of a sweep as lines of text."""
    left = state["left_s"]
    yield (f"{state['state']}: {state['done']} of {state['total']} cases, {state['ok']} good, {state['failed']} failed"
           f", {state['crashed']} crashed; {state['kept']} kept from before")
    if state.get("compiling"):
        yield WORD
    if left:
        yield f"{shown(left[1])} left ({shown(left[0])} to {shown(left[2])})"
    if state["cpu_s_per_case"] is not None:
        yield (f"{state['cases_per_minute']} cases a minute on {state['workers']} workers, "
               f"{state['cpu_s_per_case']} CPU s each")
    yield f"updated {state['updated']} by {state['host']}, process {state['pid']}"
    for text, number in state["errors"].items():
        yield f"{number} failed: {text}"
    if state["slowest"]:
        yield "slowest: " + ", ".join(f"{key} {shown(seconds)}" for seconds, key in state["slowest"])
