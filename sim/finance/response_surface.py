"""A quadratic surface through exactly computed cases, for very many draws of the same money."""

from itertools import combinations_with_replacement, product
from typing import NamedTuple

import numpy as np

from sim.errors import refusal

CHUNK = 16384
"""Draws that are evaluated together."""


class Surface(NamedTuple):
    """Polynomial of second order in scaled factors."""

    centre: np.ndarray   # shape (factor,)
    half: np.ndarray     # half the range that it was made over, shape (factor,)
    weight: np.ndarray   # of each term, shape (term,)
    error: float         # largest difference to the exact cases, over their mean [fraction]


def design(low, high):
    """
    Cases that a surface is fitted to: every factor low, middle and high.

    Parameters
    ----------
    low, high : array, shape (factor,)
        Range of each factor. [-]

    Returns
    -------
    cases : array, shape (3^factor, factor)
        Factors of each case. [-]
    """
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    return np.array(list(product(*[(a, 0.5 * (a + b), b) for a, b in zip(low, high, strict=True)])))


def fit(cases, values):
    """
    Fit a surface to exact values by least squares.

    Parameters
    ----------
    cases : array, shape (case, factor)
        Of `design`. [-]
    values : array, shape (case,)
        Exact; those that are not finite are left out. [-]

    Returns
    -------
    surface : Surface

    Raises
    ------
    SundalinkError
        If too few values are finite.
    """
    centre, half = 0.5 * (cases.max(0) + cases.min(0)), 0.5 * np.maximum(cases.max(0) - cases.min(0), 1e-12)
    known = np.isfinite(values)
    terms = _terms((cases - centre) / half)
    if known.sum() < terms.shape[1]:
        raise refusal("exact cases of a response surface", int(known.sum()), "", f"must be {terms.shape[1]} or more")
    weight = np.linalg.lstsq(terms[known], values[known], rcond=None)[0]
    error = np.abs(terms[known] @ weight - values[known]).max() / max(abs(values[known].mean()), 1e-12)
    return Surface(centre, half, weight, float(error))


def evaluate(surface, factors):
    """
    Value of a surface at many draws.

    Parameters
    ----------
    surface : Surface
        As `fit` returns it.
    factors : array, shape (draw, factor)
        Drawn factors; beyond the range of the design they are held at its edge. [-]

    Returns
    -------
    values : array, shape (draw,)
        In the unit of the exact values. [-]
    """
    factors, count = np.asarray(factors, dtype=float), surface.centre.size
    pairs = list(combinations_with_replacement(range(count), 2))
    values = np.empty(len(factors))
    for begin in range(0, len(factors), CHUNK):   # columns of a chunk stay in the cache
        part = factors[begin:begin + CHUNK].T
        scaled = [np.clip((part[k] - surface.centre[k]) / surface.half[k], -1.0, 1.0) for k in range(count)]
        total = np.full(part.shape[1], surface.weight[0])
        for weight, column in zip(surface.weight[1:1 + count], scaled, strict=True):
            total += weight * column
        for weight, (a, b) in zip(surface.weight[1 + count:], pairs, strict=True):
            total += weight * scaled[a] * scaled[b]
        values[begin:begin + CHUNK] = total
    return values


def _terms(scaled):
    """Return the terms of the polynomial, shape (case, term)."""
    count = scaled.shape[1]
    pairs = [scaled[:, a] * scaled[:, b] for a, b in combinations_with_replacement(range(count), 2)]
    return np.column_stack([np.ones(len(scaled)), scaled, *pairs])
