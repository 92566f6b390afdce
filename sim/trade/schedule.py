"""What a policy is told of a year, what it is told of the years after, and what it answers."""

from typing import NamedTuple

import numpy as np


class Reward(NamedTuple):
    """What power at the hub earns, by period: the reward curve as a policy sees it."""

    width: np.ndarray
    """Power of each segment by pole state, shape (state, segment, time); empty ones are zero. [MW]"""
    value: np.ndarray
    """What a segment earns, falling from segment to segment, none below zero, shape (state, segment, time).
    [USD/MWh]"""
    state: np.ndarray
    """Pole state of each period, shape (time,)."""
    reach: object
    """``reach(value)``: width worth at least `value`, shape (time,). [MW]"""


class Worth(NamedTuple):
    """What energy in the cells is worth at one moment: a concave function in straight pieces, on an interval."""

    level: np.ndarray
    """Ends of the pieces, rising; the first and the last bound what is allowed, shape (piece + 1,). [MWh]"""
    value: np.ndarray
    """Worth of one more unit on each piece, falling, shape (piece,). [USD/MWh] in the cells"""


class Schedule(NamedTuple):
    """What the battery does, and what is left to sell."""

    offered: np.ndarray
    """Power put up for sale at the hub: wind less charging plus discharging, shape (time,). [MW]"""
    flow: np.ndarray
    """Power into the battery, measured at the hub; negative when it discharges, shape (time,). [MW]"""
    level: np.ndarray
    """Energy in the cells at the end of each period, shape (time,). [MWh]"""
