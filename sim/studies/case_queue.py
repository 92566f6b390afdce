"""Cases that wait: those that share wind and farm go to one worker, several at a time where they are short."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from sim.studies.case_key import Planned

SHORTEST = 0.2
"""Least time that a batch should take, so that handing it out costs little. [s]"""
LARGEST = 64
"""Most cases in a batch."""


class CaseQueue:
    """
    Planned cases by group.

    Parameters
    ----------
    planned : sequence of Planned

    Notes
    -----
    A worker goes on with its own group; when that is empty it takes one that nobody works on, and at last the second
    half of the longest. `alone` holds cases whose worker died: each runs by itself when all others are done.
    """

    def __init__(self, planned: Sequence[Planned]) -> None:
        self.groups: OrderedDict[str, deque[Planned]] = OrderedDict()
        self.taken: set[str] = set()
        self.alone: deque[Planned] = deque()
        self.times: dict[str, float] = {}
        for each in planned:
            self.groups.setdefault(each.group, deque()).append(each)

    def __len__(self) -> int:
        return sum(map(len, self.groups.values())) + len(self.alone)

    def put_back(self, batch: Sequence[Planned]) -> None:
        """Return cases that were handed out and did not begin."""
        for each in reversed(batch):
            self.groups.setdefault(each.group, deque()).appendleft(each)

    def drop(self, keys: Container[str]) -> int:
        """Forget cases that another process has run meanwhile; return how many."""
        before = len(self)
        for group, waiting in self.groups.items():
            self.groups[group] = deque(each for each in waiting if each.key not in keys)
        return before - len(self)

    def heard(self, group: str, seconds: float) -> None:
        """Note how long a case of a group took."""
        self.times[group] = min(self.times.get(group, seconds), seconds)

    def batch(self, last: str | None, workers: int) -> list[Planned]:
        """
        Return the next cases for a worker.

        Parameters
        ----------
        last : str or None
            Group that the worker had before.
        workers : int
            How many there are.

        Returns
        -------
        batch : list of Planned
            Of one group; empty if none is waiting.
        """
        group = self._group(last)
        if group is None:
            return []
        waiting, quick = self.groups[group], self.times.get(group)
        count = 1 if quick is None else min(max(int(SHORTEST / max(quick, 1e-4)), 1), LARGEST)
        count = min(count, max(len(waiting) // (2 * workers), 1))
        return [waiting.popleft() for _ in range(count)]

    def _group(self, last: str | None) -> str | None:
        """Return the group to take from; a long one that others work on is cut in two."""
        filled = {name: waiting for name, waiting in self.groups.items() if waiting}
        if last in filled or not filled:
            return last if filled else None
        free = [name for name in filled if name not in self.taken]
        group = free[0] if free else max(filled, key=lambda name: len(filled[name]))
        self.taken.add(group)
        return group
