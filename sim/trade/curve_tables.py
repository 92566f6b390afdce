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
        Group of each period, and segments of a group; then by pole state, segments one group after the other: where
        each ends and begins [MW], its row and its slope, what goes into the link before it [MW] and per power on it,
        and what each active row takes before it, shape (state, row, segment) [MW]; the segment of its group that each
        cell of a uniform grid of power begins on; rows that take anything at all, and cells per power.
    """
    from sim.trade import _climb

    ends, behind = np.empty(width.shape), np.empty(width.shape)
    before = np.empty((*width.shape, rows.count))
    begins = np.empty((*width.shape[:2], _climb.CELLS), dtype=np.uint8)
    cell = max(float(width.sum(axis=2).max(initial=0.0)), 1.0) / _climb.CELLS
    _climb.tables(width, bid, slope, rows.landing, ends, behind, before, begins, cell)
    active = np.unique(bid[width > 0.0]).astype(np.int64)
    starts = np.concatenate([np.zeros((*ends.shape[:2], 1)), ends[..., :-1]], axis=2)
    flat, onward = (len(width), -1), (bid >= rows.landing).astype(float)
    taken = np.ascontiguousarray(before.transpose(0, 3, 1, 2)[:, active]).reshape(len(width), active.size, flat[-1])
    return (group, width.shape[2], *(each.reshape(flat) for each in (ends, starts, bid, slope, behind, onward)), taken,
            begins.reshape(flat), active, 1.0 / cell)
