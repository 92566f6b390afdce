"""Value of links to a grid: of one more MW, and of a whole link taken out, with its bracket."""

from typing import NamedTuple

import numpy as np

from sim.network.dispatch import solve
from sim.network.records import GridNetwork


class Saving(NamedTuple):
    """Saving from a change of the network, over the time that was solved."""

    low: float
    """No less than this. [USD]"""
    best: float
    """Difference of the costs of the two plans. [USD]"""
    high: float
    """No more than this. [USD]"""


def marginal_value(network, price):
    """
    Value of one more MW on each link, from the prices of one solution: what a screening of links needs.

    The cost of a grid is convex in the capacities, and this is its slope where it stands; so a link of capacity C that
    is not there yet (capacity zero) brings at most C times this, and one that is there at least as much.

    Parameters
    ----------
    network : GridNetwork
        Zones and links.
    price : array, shape (time, zone)
        Prices of its solution. [USD/MWh]

    Returns
    -------
    value : array, shape (2, link)
        From origin to destination, and back, over the time that was solved; per MW of capacity. [USD]

    Raises
    ------
    IndexError
        If a link names a zone that has no price.
    """
    origin, destination = np.asarray(network.origin, dtype=int), np.asarray(network.destination, dtype=int)
    found = np.zeros((2, origin.size))
    for direction, (near, far) in enumerate(((origin, destination), (destination, origin))):
        for share, loss in zip(np.asarray(network.piece, dtype=float).T, np.asarray(network.loss, dtype=float).T,
                               strict=True):
            rent = (1.0 - loss) * price[:, far] - price[:, near] - np.asarray(network.wheeling)[direction]
            found[direction] += share * np.maximum(rent, 0.0).sum(axis=0)
    return found * network.step_hours


def without(network, link):
    """
    Return the network without a link.

    Parameters
    ----------
    network : GridNetwork
        Zones and links.
    link : int
        Its number; it stays in the arrays, with capacity zero both directions.

    Returns
    -------
    network : GridNetwork
        The same but for that link.
    """
    capacity = np.array(network.link_capacity, dtype=float)
    capacity[..., link] = 0.0
    return network._replace(link_capacity=capacity)


def saving(before, after):
    """
    Saving from a change of a network, with the bracket that follows from the gaps of both solutions.

    Parameters
    ----------
    before, after : GridSolution
        Of the network without and with the change.

    Returns
    -------
    value : Saving
        Its low end may be below zero if the gaps are wider than the value.
    """
    return Saving(before.bound - after.cost, before.cost - after.cost, before.cost - after.bound)


def take_out(network: GridNetwork, links=None, gap=1e-6):
    """
    Value of each link by taking out one at a time (TOOT), each begun at the prices of the whole grid.

    Parameters
    ----------
    network : GridNetwork
        With all links.
    links : sequence of int, optional
        Numbers of the links; by default all.
    gap : float
        Largest difference between cost and bound of each solution; the bracket of a value is twice that of the cost
        of the whole grid. [-]

    Returns
    -------
    whole : GridSolution
        Of the network with all links.
    values : list of Saving
        In the order of `links`.

    References
    ----------
    .. [1] ENTSO-E, 2018: Guideline for cost benefit analysis of grid development projects, version 2.0: take
       out one at a time.
    """
    whole = solve(network, gap)
    chosen = range(np.asarray(network.origin).size) if links is None else links
    start = whole.price, whole.stored_value
    return whole, [saving(solve(without(network, link), gap, start=start), whole) for link in chosen]
