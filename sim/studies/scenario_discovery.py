"""Scenario discovery: boxes of the keys within which a condition holds most often (PRIM)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike

PEELED = 0.05
"""Share of the cases in a box that one step peels off (Friedman, Fisher 1999). [fraction]"""
LEAST = 0.05
"""Least share of all cases that a box may hold. [fraction]"""


class Box(NamedTuple):
    """A box, and what it holds."""

    limits: dict[str, tuple[Any, ...]]
    """Of each key that is limited: lowest and highest value, or the values that remain of words."""
    coverage: float
    """Share of the cases of interest that lie in it. [fraction]"""
    density: float
    """Share of the cases in it that are of interest. [fraction]"""
    mass: float
    """Share of all cases that lie in it. [fraction]"""


def boxes(columns: Mapping[str, Sequence[Any]], interest: ArrayLike, peeled: float = PEELED,
          least: float = LEAST) -> list[Box]:
    """
    Return the boxes of a peeling, from the whole space to the densest.

    Parameters
    ----------
    columns : dict of str to sequence
        Value of each key in each case that counts: numbers, or words.
    interest : array of bool, shape (case,)
        Where the condition holds.
    peeled : float
        Share of the cases in a box that one step peels off. [fraction]
    least : float
        Least share of all cases that a box may hold. [fraction]

    Returns
    -------
    boxes : list of Box
        In the order of the peeling: density rises as coverage falls; choose where the trade between them suits.

    Notes
    -----
    The patient rule induction method: of all edges, the one whose removal raises the density most per case removed is
    peeled off. A short implementation of our own, without pasting.

    References
    ----------
    .. [1] Friedman, Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9.
    .. [2] Bryant, Lempert (2010), Thinking inside the box, Technological Forecasting and Social Change 77.
    """
    interest = np.asarray(interest, dtype=bool)
    values = {key: _numbers(column) for key, column in columns.items()}
    inside, found = np.ones(interest.size, dtype=bool), []
    while inside.any() and interest.any():
        found.append(_box(values, interest, inside))
        edges = [cut for key, column in values.items() for cut in _cuts(column, inside, peeled)]
        edges = [cut for cut in edges if cut.sum() >= max(least * interest.size, 1) and cut.sum() < inside.sum()]
        density = interest[inside].mean()
        gains = [(interest[cut].mean() - density) / (inside.sum() - cut.sum()) for cut in edges]
        if not gains or max(gains) <= 0:
            break
        inside = edges[int(np.argmax(gains))]
    return found


def _numbers(column: Iterable[Any]) -> np.ndarray:
    """Return a column as numbers, or as it stands where it holds words."""
    column = list(column)
    words = any(isinstance(value, (str, bool, np.bool_)) for value in column)
    return np.array([str(value) for value in column], dtype=object) if words else np.asarray(column, dtype=float)


def _cuts(column: np.ndarray, inside: np.ndarray, peeled: float) -> Iterator[np.ndarray]:
    """Yield what remains of a box when an edge of one key is peeled off."""
    own = column[inside]
    if column.dtype == object:
        for word in dict.fromkeys(own):
            yield inside & (column != word)
        return
    low, high = np.quantile(own, [peeled, 1.0 - peeled])
    yield inside & (column >= low) if low > own.min() else inside & (column > own.min())
    yield inside & (column <= high) if high < own.max() else inside & (column < own.max())


def _box(values: Mapping[str, np.ndarray], interest: np.ndarray, inside: np.ndarray) -> Box:
    """Return a box with its limits and what it holds."""
    limits = {}
    for key, column in values.items():
        own = column[inside]
        if column.dtype == object:
            if len(set(own)) < len(set(column)):
                limits[key] = tuple(dict.fromkeys(own))
        elif own.min() > column.min() or own.max() < column.max():
            limits[key] = (float(own.min()), float(own.max()))
    return Box(limits, float(interest[inside].sum() / interest.sum()), float(interest[inside].mean()),
               float(inside.mean()))
