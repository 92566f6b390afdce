"""Groups of periods that share a reward curve: between two prices at which bids change their order, nothing changes."""

from typing import NamedTuple

import numpy as np

NEAR = 1e-9
"""Prices closer to where bids change their order than this stand in a group of their own: there, rounding decides.
[USD/MWh]"""
MOST = 160
"""Most groups that pay."""


class Line(NamedTuple):
    """A value that follows the spot price: ``start + factor * spot``."""

    start: float
    """[USD/MWh]"""
    factor: float
    """[-]"""


class Groups(NamedTuple):
    """Periods by the order of their bids."""

    of: np.ndarray
    """Number of the group of each period, shape (time,)."""
    first: np.ndarray
    """A period of each group, shape (group,)."""


def cuts(lines, levels, low, high):
    """
    Return the spot prices at which bids change their order.

    Parameters
    ----------
    lines : sequence of Line
        Values of the bids at one meter.
    levels : sequence of float
        Values there at which they meet other bids of the tree. [USD/MWh]
    low, high : float
        Lowest and highest spot price. [USD/MWh]

    Returns
    -------
    cuts : array, shape (cut,)
        Rising, two about each such price: `NEAR` below and above it. [USD/MWh]
    """
    start, factor = (np.array(values, dtype=float) for values in zip(*lines, strict=True))
    moving = factor != 0.0
    met = [np.subtract.outer(np.unique(levels), start[moving]) / factor[moving]]
    for number, line in enumerate(lines[:-1]):
        other = factor[number + 1:] - line.factor
        met.append((line.start - start[number + 1:][other != 0.0]) / other[other != 0.0])
    found = np.unique(np.concatenate([np.ravel(each) for each in met]))
    near = NEAR * np.maximum(np.abs(found) / 1e3, 1.0)
    found = np.sort(np.concatenate([found - near, found + near]))
    return found[(found > low) & (found <= high)]


def groups(price, lines, levels, most=MOST):
    """
    Return the groups of periods in which the bids of a tree keep their order.

    Parameters
    ----------
    price : array, shape (time,)
        Spot price. [USD/MWh]
    lines, levels
        As in `cuts`.
    most : int
        Most groups that are wanted.

    Returns
    -------
    groups : Groups or None
        None where there are more, or a price is no number.
    """
    from sim.market import _curve_groups

    low, high = float(price.min()), float(price.max())
    if not np.isfinite(low) or not np.isfinite(high):
        return None
    between = cuts(lines, levels, low, high)
    if between.size >= most:
        return None
    group, first = np.empty(price.size, dtype=np.int16), np.empty(between.size + 1, dtype=np.int64)
    _curve_groups.place(np.ascontiguousarray(price), between, group, first)
    return _compact(group, first >= 0, first)


def _compact(group, used, first):
    """Return groups without those that no period is in."""
    from sim.market import _curve_groups

    if used.all():
        return Groups(group, first)
    number, out = np.cumsum(used).astype(np.int16) - np.int16(1), np.empty_like(group)
    _curve_groups.rename(group, number, out)
    return Groups(out, first[used])


def in_time(table, groups):
    """
    Return the values of a table by state and group for each period.

    Parameters
    ----------
    table : array, shape (state, group)
        Widths of the groups. [MW]
    groups : Groups
        Which periods they hold for.

    Returns
    -------
    values : array, shape (state, time)
        Widths of the periods. [MW]
    """
    from sim.market import _curve_groups

    out = np.empty((len(table), groups.of.size))
    _curve_groups.spread(np.ascontiguousarray(table), groups.of, out)
    return out


def joined(curves, groups):
    """
    Return groups joined where their curves differ in values alone.

    Parameters
    ----------
    curves : sequence of array, shape (state, segment, group)
        Width, bid and slope of each segment.
    groups : Groups

    Returns
    -------
    curves : tuple of array, shape (state, group, segment)
        Of the groups that are left.
    groups : Groups
    """
    from sim.market import _curve_groups

    by_group = [np.moveaxis(np.asarray(array), 2, 0) for array in curves]
    known, number, kept = {}, np.empty(groups.first.size, dtype=np.int16), []
    for group in range(groups.first.size):
        key = b"".join(array[group].tobytes() for array in by_group)
        if key not in known:
            known[key] = len(kept)
            kept.append(group)
        number[group] = known[key]
    out = np.empty_like(groups.of)
    _curve_groups.rename(groups.of, number, out)
    return (tuple(np.ascontiguousarray(array[kept].transpose(1, 0, 2)) for array in by_group),
            Groups(out, groups.first[kept]))
