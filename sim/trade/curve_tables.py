"""Reward curves of groups of periods as tables: where a segment ends, and what all before it take."""

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
        Group of each period; end of each segment [MW], its row and its slope; what goes into the link before it [MW],
        and what each row takes before it [MW]; the segment that each cell of a uniform grid of power begins on;
        rows that take anything at all, and cells per power.
    """
    from sim.trade import _climb

    ends, behind = np.empty(width.shape), np.empty(width.shape)
    before = np.empty((*width.shape, rows.count))
    begins = np.empty((*width.shape[:2], _climb.CELLS), dtype=np.uint8)
    cell = max(float(width.sum(axis=2).max(initial=0.0)), 1.0) / _climb.CELLS
    _climb.tables(width, bid, slope, rows.landing, ends, behind, before, begins, cell)
    active = np.unique(bid[width > 0.0]).astype(np.int64)
    return group, ends, bid, slope, behind, before, begins, active, 1.0 / cell
