"""Arrays of the periods that a trade keeps: each is held once in memory, and arrays of zeros take none."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from sim.case.memory import zeros
from sim.trade.settlement import Flows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class PeriodBlocks:
    """Arrays of all traded years, made when the first year knows their shapes: joined from those of single years they
    would stand twice in memory."""

    def __init__(self, years: int) -> None:
        self.years, self.guard = years, Lock()
        self.whole: list[np.ndarray] = []

    def of(self, index: int, shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
        """Return the arrays of one traded year."""
        with self.guard:
            self.whole = self.whole or some(Flows._fields, [(self.years, *shape) for shape in shapes])
        return [block[index] for block in self.whole]


def some(names: Iterable[str], shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
    """Return zeros to write into for these fields of `Flows`, and arrays without elements for the others."""
    names = {*names}
    return [zeros(shape) if name in names else np.empty(0, np.float32)
            for name, shape in zip(Flows._fields, shapes, strict=True)]
