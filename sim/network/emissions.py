"""Emissions of a grid by zone and step: of generation, of consumption, and of one MWh more."""

import numpy as np

from sim.network.welfare import by_zone

EQUAL = 0.02
"""Difference of prices below which a step counts as that which sets the price. [USD/MWh]"""

INNER = 1e-4
"""Share of its capacity by which a step or a corridor must stay off its bounds to set a price. [fraction]"""


def average_factor(network, solution, emitted):
    """
    Emissions of what is consumed in each zone, carried along the flows of power.

    Parameters
    ----------
    network : GridNetwork
        What was given.
    solution : GridSolution
        What was found.
    emitted : array, shape (time, zone)
        Emissions of the plants of each zone over the hour. [tCO2/MWh]

    Returns
    -------
    factor : array, shape (time, zone)
        Each zone mixes all that enters it; what is lost on a corridor is emitted for the receiving zone; a battery
        gives back the mix of the moment. Over all zones the emissions of what is consumed and put into batteries, less
        what they give back, are those of generation; not a number where nothing flows. [tCO2/MWh]

    References
    ----------
    .. [1] Bialek 1996, "Tracing the flow of electricity", IEE Proc. Gener. Transm. Distrib. 143(4) (proportional
       sharing).
    """
    periods, zones = network.load.shape
    leaves = np.array(network.load - solution.unserved, dtype=float)
    battery = np.flatnonzero(np.broadcast_to(network.charge, solution.charge.shape).max(0) > 0)
    own = network.store_zone[battery]
    leaves += by_zone(solution.charge[:, battery] - solution.discharge[:, battery], own, zones)
    brought = np.zeros((periods, zones, zones))
    for link, ends in enumerate(zip(network.origin, network.destination, strict=True)):
        for side in (0, 1):
            start, end = ends if side == 0 else ends[::-1]
            leaves[:, start] += solution.sent[:, side, link]
            brought[:, end, start] += solution.sent[:, side, link]
    still = np.abs(leaves) <= 1e-6
    matrix = -brought
    diagonal = np.arange(zones)
    matrix[:, diagonal, diagonal] += np.where(still, 1.0, leaves)
    factor = np.linalg.solve(matrix, np.where(still, 0.0, emitted)[..., None])[..., 0]
    return np.where(still, np.nan, factor)


def marginal_factor(network, solution, carbon):
    """
    Emissions of one MWh more in each zone and step.

    Parameters
    ----------
    network : GridNetwork
        What was given.
    solution : GridSolution
        What was found.
    carbon : array, shape (zone, step)
        Emissions of each step of the stacks. [tCO2/MWh]

    Returns
    -------
    factor : array, shape (time, zone)
        Of the step that is partly used and sets the zone's price; where there is none, that of a zone to which a
        corridor leads that is neither empty nor full, with its loss; where a store sets the price, of the step of the
        zone whose cost is nearest to it, which the store displaces at another time. [tCO2/MWh]
    """
    price, capacity = solution.price, np.broadcast_to(network.capacity, solution.generation.shape)
    cost = np.broadcast_to(network.cost, solution.generation.shape)
    inner = (solution.generation > INNER * capacity) & (solution.generation < (1 - INNER) * capacity) & (capacity > 0)
    near = np.abs(cost - price[..., None])
    sets = inner & (near < EQUAL)
    first = np.argmin(np.where(sets, near, np.inf), axis=-1)
    factor = np.where(sets.any(-1), np.take_along_axis(np.broadcast_to(carbon, cost.shape), first[..., None],
                                                       -1)[..., 0], np.nan)
    most = np.broadcast_to(network.link_capacity, solution.sent.shape)
    part = (solution.sent > INNER * most) & (solution.sent < (1 - INNER) * most)
    gain = np.divide(solution.received, solution.sent, out=np.ones_like(solution.sent), where=solution.sent > 0)
    for _ in range(price.shape[1]):
        known = np.isfinite(factor)
        for link, (origin, destination) in enumerate(zip(network.origin, network.destination, strict=True)):
            for side, (start, end) in enumerate(((origin, destination), (destination, origin))):
                onward = part[:, side, link] & ~np.isfinite(factor[:, end]) & np.isfinite(factor[:, start])
                factor[onward, end] = factor[onward, start] / gain[onward, side, link]
                back = part[:, side, link] & ~np.isfinite(factor[:, start]) & np.isfinite(factor[:, end])
                factor[back, start] = factor[back, end] * gain[back, side, link]
        if (np.isfinite(factor) == known).all():
            break
    there = np.where(capacity > 0, near, np.inf)
    closest = np.take_along_axis(np.broadcast_to(carbon, cost.shape), np.argmin(there, -1)[..., None], -1)[..., 0]
    return np.where(np.isfinite(factor), factor, np.where(np.isfinite(there).any(-1), closest, np.nan))
