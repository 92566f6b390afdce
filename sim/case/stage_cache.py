"""Stages of a case: each is given the tables it declares and the stages before it, and may share its result."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache as once
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import numpy as np

from sim.scenario.named_files import contents

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ROOM = 256e6
"""What the arrays of the results that are kept may take, some two cases of base: memory that each case takes anew is
slower than what is used again. [bytes]"""
FEWEST = 16
"""Results that are kept whatever they take: the stages of one case, and some more."""
T = TypeVar("T")
Cache = Callable[[str, str, Callable[[], Any]], Any]
"""``cache(name, key, make)``: what a stage made for that key, made once."""


class StageResult(NamedTuple, Generic[T]):
    """The result of a stage, and the hash of all that it was made from."""

    key: str
    value: T


class Stages:
    """
    The stages of one case.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.
    cache : callable
        ``cache(name, key, make)``: `alone` or what `shared` returns.
    progress : callable
        ``progress(stage)`` when a stage begins.

    Notes
    -----
    A module of `sim.case` that makes a stage holds ``READS``, the keys and tables of the scenario that it reads, and
    ``make(tables, *before)``. It is given a scenario that has these tables and no others. Its key is the hash of their
    values, of the files that they name, and of the keys of the stages before it.
    """

    def __init__(self, scenario: Scenario, cache: Cache, progress: Callable[[str], None]) -> None:
        self.scenario, self.cache, self.progress = scenario, cache, progress
        self.contents = contents(scenario)

    def __call__(self, name: str, module: Any, *before: Any, reads: tuple[str, ...] | None = None) -> StageResult[Any]:
        """Return a stage as a `StageResult`; `before` are stages, numbers or None."""
        self.progress(name)
        reads = module.READS if reads is None else reads
        key = digest(module.__name__, [value_at(self.contents, path) for path in reads],
                     [each.key if isinstance(each, StageResult) else each for each in before])
        values = [each.value if isinstance(each, StageResult) else each for each in before]
        made = self.cache(module.__name__, key, lambda: module.make(self.scenario.only(reads), *values))
        return StageResult(key, made)


@contextmanager
def second_thread(workers: int) -> Iterator[Callable[[Callable[[], T]], Callable[[], T]]]:
    """
    Yield what begins a work beside the others.

    Parameters
    ----------
    workers : int
        With one, a work begins when its result is asked for.

    Yields
    ------
    later : callable
        ``later(work)`` begins ``work()`` in a second thread, after those begun before, and returns what waits for its
        result.
    """
    if workers < 2:
        yield lambda work: once(work)
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield lambda work: pool.submit(work).result


def digest(*values: Any) -> str:
    """Return the hash of plain values: 32 hexadecimal digits."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def value_at(values: Any, path: str) -> Any:
    """Return the value at a dotted path of nested tables."""
    for word in path.split("."):
        values = values[word]
    return values


def alone(_name: str, _key: str, make: Callable[[], T]) -> T:
    """Compute a stage for one case: nothing is kept."""
    return make()


def size(value: Any) -> int:
    """Return the memory of the arrays of a result, each counted once. [bytes]"""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return sum(map(size, inside))


def shared(most: int = 64, room: float = ROOM) -> Cache:
    """
    Return a cache: a function like `alone` that keeps what it computed.

    Parameters
    ----------
    most : int
        Number of results kept; the one unused for longest is dropped first.
    room : float
        What their arrays may take, if they are more than `FEWEST`. [bytes]

    Returns
    -------
    cache : callable
        ``cache(name, key, make)`` returns the result of ``make()``, computed once for each name and key, also when
        several threads ask at the same time. A failure is not kept: each case that needs the stage meets it.
    """
    results: OrderedDict[tuple[str, str], Any] = OrderedDict()
    sizes: dict[tuple[str, str], int] = {}
    locks: dict[tuple[str, str], threading.Lock] = {}
    guard = threading.Lock()

    def cache(name: str, key: str, make: Callable[[], Any]) -> Any:
        entry = (name, key)
        with guard:
            lock = locks.setdefault(entry, threading.Lock())
        with lock:
            with guard:
                if entry in results:
                    results.move_to_end(entry)
                    return results[entry]
            result = make()
            taken = size(result)
            with guard:
                results[entry], sizes[entry] = result, taken
                while len(results) > most or (len(results) > FEWEST and sum(sizes.values()) > room):
                    dropped = results.popitem(last=False)[0]
                    locks.pop(dropped, None)
                    sizes.pop(dropped)
            return result

    return cache
