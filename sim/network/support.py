"""Power that the neighbours of a zone can supply in each half-hour after their own demand."""

import numpy as np

from sim.checks import check_within
from sim.network import clearing
from sim.network.program import UNSERVED, program

AFTER = 0.5
"""Price at which the zone asks, over the lowest value of lost load elsewhere: its neighbours serve themselves first."""


def most_received(network, solution, zone):
    """
    Return the most power that the corridors into a zone can bring in each step.

    The zone asks for more than its corridors carry, at a price above every plant's and below the value of lost load of
    the others; each step is then cleared at least cost. Stores elsewhere do what they do in the solution.

    Parameters
    ----------
    network : GridNetwork
        Zones, links and stores.
    solution : GridSolution
        Its trade.
    zone : int
        Number of the zone.

    Returns
    -------
    power : array, shape (time,)
        Received at the zone, losses taken off. [MW]

    Raises
    ------
    SundalinkError
        If there is no such zone.
    """
    made = program(network)
    check_within("number of the zone", zone, 0, made.load.shape[1] - 1)
    into = np.where(made.arc_to == zone, made.arc_gain, 0.0)
    asked = (made.arc_bound * into).sum(axis=1).max() + 1.0
    load, bound, cost = made.load.copy(), made.step_bound.copy(), made.step_cost.copy()
    elsewhere = made.store_zone != zone
    charge, discharge = solution.charge * elsewhere, solution.discharge * elsewhere
    release = np.asarray(network.least_release) * elsewhere   # of the discharge this part is a step of the zone
    discharge = np.maximum(discharge - release, 0.0)
    np.add.at(bound[..., UNSERVED], (slice(None), made.store_zone), charge)   # a store need not charge
    load[:, zone], bound[:, zone] = asked, 0.0
    bound[:, zone, UNSERVED] = asked
    others = np.delete(cost[..., UNSERVED], zone, axis=1)
    cost[:, zone, UNSERVED] = AFTER * others.min() if others.size else 1.0
    made = made._replace(load=load, step_bound=bound, step_cost=cost)
    given = np.zeros_like(load)
    np.add.at(given, (slice(None), made.store_zone), discharge - charge)
    done = clearing.clear(made, given)
    extra = 0
    if done is None:
        extra, made = 3, clearing.relaxed(made, charge, discharge)
        done = clearing.clear(made, given, extra)
    return np.maximum(asked - done.step[:, zone, UNSERVED - extra], 0.0)
