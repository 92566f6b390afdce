"""The connection that wind and solar share at the hub."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive


class Shared(NamedTuple):
    """
    Power behind a shared connection, arrays of shape (..., time); ``wind + solar = power + curtailed``.

    Parameters
    ----------
    power : array
        What reaches the hub. [MW]
    curtailed : array
        What the connection does not take. [MW]
    """

    power: np.ndarray
    curtailed: np.ndarray


def share(wind, solar, capacity):
    """
    Limit wind and solar power to the capacity of the connection that they share.

    Parameters
    ----------
    wind, solar : array, shape (..., time)
        Power offered. [MW]
    capacity : float
        Most that the connection carries. [MW]

    Returns
    -------
    shared : Shared

    Raises
    ------
    SundalinkError
        If the capacity is not above zero.
    """
    check_positive("capacity of the shared connection", capacity, "MW")
    offered = wind + solar
    power = np.minimum(offered, capacity)
    return Shared(power, offered - power)
