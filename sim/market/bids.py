"""Bids and reward curves: everyone who takes power is a bid, and bids merge up the tree to the hub."""

from typing import NamedTuple

import numpy as np

from sim.errors import refusal


class Curve(NamedTuple):
    """A concave reward per period: segments of falling value, empty segments last."""

    width: np.ndarray
    """Shape (segment, time). [MW] here"""
    value: np.ndarray
    """Shape (segment, time). [USD/MWh] here"""
    bid: np.ndarray
    """Which bid a segment belongs to, -1 where empty, shape (segment, time)."""
    slope: np.ndarray
    """Power at the bid's own meter per power here, shape (segment, time). [-]"""


def curve(bids, numbers, out=None):
    """
    Return the reward curve of the bids at one meter.

    Parameters
    ----------
    bids : sequence of Bid
        Bids at this meter. A bid of negative value is left out: free curtailment has more value.
    numbers : sequence of int
        The number that each bid keeps through the whole tree.
    out : Curve, optional
        What to write into, with one segment for each bid.

    Returns
    -------
    curve : Curve
        Segments by falling value; among equals the earlier bid comes first.

    Raises
    ------
    SundalinkError
        If a bid has a negative or unknown width or an unknown value.
    """
    from sim.market import _bids

    width = np.stack([np.asarray(b.width, dtype=float) for b in bids])
    value = np.stack([np.broadcast_to(np.asarray(b.value, dtype=float), width.shape[1:]) for b in bids])
    if not (width >= 0).all():
        raise refusal("bid width", float(width.min()), "MW", "must be zero or more in every period")
    if not np.isfinite(value).all():
        raise refusal("bid value", "not a finite number", "USD/MWh", "every value must be finite")
    out = blank(*width.shape) if out is None else out
    _bids.order(width, value, np.asarray(numbers, dtype=np.int8), *out)
    return out


def merge(first, second, out=None, where=None):
    """
    Return the reward curve of two curves at the same node.

    Parameters
    ----------
    first, second : Curve
        Curves of the same periods.
    out : Curve, optional
        What to write into, with the segments of both.
    where : array of bool, shape (time,), optional
        Periods that are asked for; the others are left as they were.

    Returns
    -------
    merged : Curve
        All segments by falling value; the first curve wins ties.
    """
    from sim.market import _bids

    out = blank(first.width.shape[0] + second.width.shape[0], first.width.shape[1]) if out is None else out
    _bids.merge(*first, *second, _all(first, where), *out)
    return out


def through(curve, width, slope, charge=0.0, out=None, where=None):
    """
    Return a curve at the sending end of a link, given the one at its receiving end.

    Parameters
    ----------
    curve : Curve
        Reward at the receiving end.
    width : array, shape (piece,)
        Power that each piece of the link takes at the sending end. [MW]
    slope : array, shape (piece,)
        Power received per power sent on each piece; strictly falling, above zero. [-]
    charge : float
        Paid for each MWh received (wheeling). [USD/MWh]
    out : Curve, optional
        What to write into, with `curve`'s segments and the pieces.
    where : array of bool, shape (time,), optional
        Periods that are asked for; the others are left as they were.

    Returns
    -------
    curve : Curve
        Reward at the sending end. Concave again, because the slopes of the link and the values of the bids both
        fall. What the charge brings below zero is left out, as curtailment is free.

    Raises
    ------
    SundalinkError
        If the slopes of the link do not fall strictly: such a link is not concave, and the curve not exact.
    """
    from sim.market import _bids

    width, slope = _concave(width, slope)
    out = blank(curve.width.shape[0] + width.size, curve.width.shape[1]) if out is None else out
    _bids.through(*curve, width, slope, float(charge), _all(curve, where), *out)
    return out


def curve_at_hub(landing, meter, width, slope, beside, out, where=None):
    """
    Return the reward curve at the hub: bids beyond the link, carried through it, and bids at the hub.

    Parameters
    ----------
    landing, meter : Curve
        Curves at the receiving end, of the same periods; the first wins ties.
    width : array, shape (piece,)
        Power that each piece of the link takes at the hub. [MW]
    slope : array, shape (piece,)
        Power received per power sent on each piece; strictly falling, above zero. [-]
    beside : Curve
        Bids at the hub; what is behind the link wins ties.
    out : Curve
        What to write into, with the segments of all three and the pieces.
    where : array of bool, shape (time,), optional
        Periods that are asked for; the others are left as they were.

    Returns
    -------
    curve : Curve
        ``merge(through(merge(landing, meter), width, slope), beside)`` to the last digit, in one walk.

    Raises
    ------
    SundalinkError
        As `through`.
    """
    from sim.market import _bids

    width, slope = _concave(width, slope)
    _bids.curve_at_hub(*landing, *meter, width, slope, *beside, _all(meter, where), *out)
    return out


def reach(curves, state, threshold):
    """
    Return the power that is taken in each period at no less than a threshold value.

    Parameters
    ----------
    curves : Curve
        Reward at a node by pole state, arrays of shape (state, segment, time).
    state : array of int, shape (time,)
        Which of the curves holds in each period.
    threshold : float
        Marginal value. [USD/MWh]

    Returns
    -------
    width : array, shape (time,)
        Summed width of the segments of at least the threshold. [MW]
    """
    from sim.market import _bids

    out = np.empty(state.size)
    _bids.reach(state, curves.width, curves.value, float(threshold), out)
    return out


def widths(curves, threshold):
    """
    Return the power that is taken in each period at no less than a threshold value, in every pole state.

    Parameters
    ----------
    curves, threshold
        As in `reach`.

    Returns
    -------
    width : array, shape (state, time)
        Summed width of the segments of at least that value. [MW]
    """
    states, periods = curves.width.shape[0], curves.width.shape[-1]
    return np.stack([reach(curves, np.full(periods, state, dtype=np.int8), threshold) for state in range(states)])


def climb(power, state, curves, count):
    """
    Return the power of each bid for a power on the reward curve of each period's pole state.

    Parameters
    ----------
    power : array, shape (time,)
        Power put into the curve at the hub; no more than the curve's total width. [MW]
    state : array of int, shape (time,)
        Which of the curves holds in each period.
    curves : Curve
        Curves by pole state, arrays of shape (state, segment, time).
    count : int
        Number of bids in the tree.

    Returns
    -------
    hub, meter : array, shape (bid, time)
        What each bid takes, measured at the hub and at its own meter. [MW]
    """
    from sim.market import _bids

    hub = np.zeros((count, power.size))
    meter = np.zeros((count, power.size))
    _bids.climb(power, state, curves.width, curves.bid, curves.slope, hub, meter)
    return hub, meter


def blank(segments, periods, states=None):
    """
    Return an unfilled curve, or one for each pole state, to write into.

    Parameters
    ----------
    segments, periods : int
        Size of the arrays.
    states : int, optional
        Number of pole states.

    Returns
    -------
    curve : Curve
        Arrays of shape (segment, time) or (state, segment, time). The segments of a period lie together in
        memory, because the kernels walk along them; fresh memory is what costs most here, so reuse it.
    """
    def empty(kind):
        shape = (periods, segments) if states is None else (states, periods, segments)
        return np.empty(shape, dtype=kind).swapaxes(-1, -2)

    return Curve(empty(float), empty(float), empty(np.int8), empty(float))


def _concave(width, slope):
    """Return the pieces of a link as arrays, or refuse them where they are not concave."""
    width, slope = np.asarray(width, dtype=float), np.asarray(slope, dtype=float)
    if (np.diff(slope) >= 0).any() or (slope <= 0).any():
        raise refusal("link pieces", np.array2string(slope, precision=6), "-", "slopes must be above zero and fall "
                  "strictly; no policy trades over a link that is not concave")
    return width, slope


def _all(curve, where):
    """Return the periods asked for: all of them if none are named."""
    return np.ones(curve.width.shape[1], dtype=bool) if where is None else where


def at_state(curves, state):
    """
    Return the curve of one pole state.

    Parameters
    ----------
    curves : Curve
        Curves by pole state, arrays of shape (state, segment, time).
    state : int
        Which.

    Returns
    -------
    curve : Curve
        A view, not a copy.
    """
    return Curve(*(array[state] for array in curves))
