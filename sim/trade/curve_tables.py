"""Reward curves of groups of periods as tables: the end of each segment, and the sums of all before it."""

import numpy as np


def tables(width, bid, slope, group, rows):
    """
    Return reward curves as the loop of the settlement climbs them.

    Parameters
    ----------
    width, bid, slope : array, shape (state, group, segment)
        Width at the hub [MW], row, and power at the row's own meter per power at the hub [-].
    group : array of int, shape (time,)
        Group of each period.
    rows : Rows
        Who takes power.

    Returns
    -------
    table : tuple
        Group of each period, and segments of a group; then by pole state, segments one group after the other: where
        each ends [MW], what `sim.trade._climb.by_table` reads of it, and the segment of its group that each cell of a
        uniform grid of power begins on; rows that take anything at all, and cells per power.
    """
    from sim.trade import _climb

    active = np.unique(bid[width > 0.0]).astype(np.int64)
    bounds = np.empty(width.shape)
    parts = np.zeros((*width.shape, _climb.PARTS + active.size))
    begins = np.empty((*width.shape[:2], _climb.CELLS), dtype=np.uint8)
    cell = max(float(width.sum(axis=2).max(initial=0.0)), 1.0) / _climb.CELLS
    _climb.tables(width, bid, slope, rows.landing, active, bounds, parts, begins, cell)
    flat = (len(width), -1)
    return group, width.shape[2], *(each.reshape(flat) for each in (bounds, parts, begins)), active, 1.0 / cell
