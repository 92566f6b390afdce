"""The records of the multi-area trade: the network that is given and the solution that is found."""

from typing import NamedTuple

import numpy as np


class GridNetwork(NamedTuple):
    """
    Zones, links and stores over a row of steps of equal length.

    Where a shape starts with ``(time,``, an array without that axis stands for the same in every step. Power in MW,
    energy in MWh, money in USD/MWh.
    """

    step_hours: float
    """Length of a step. [h]"""
    load: np.ndarray
    """Demand, shape (time, zone), not below zero. [MW]"""
    capacity: np.ndarray
    """What each step of a zone's merit order can give, shape (time, zone, step): availability included; zero for none.
    The order of steps is free. Generation can always be reduced: what must run has a cost at or below zero. [MW]"""
    cost: np.ndarray
    """Marginal cost of each step, shape (time, zone, step); may be negative. [USD/MWh]"""
    value_of_lost_load: np.ndarray
    """Price at which demand is left unserved, shape (zone,). [USD/MWh]"""
    origin: np.ndarray
    """Zone where each link begins, shape (link,), integers."""
    destination: np.ndarray
    """Zone where each link ends, shape (link,), integers."""
    link_capacity: np.ndarray
    """Most power sent at the sending end, shape (time, 2, link): from origin to destination, and back. [MW]"""
    piece: np.ndarray
    """Share of the capacity in each linear part of the loss curve, shape (link, piece); sums to one over pieces. [-]"""
    loss: np.ndarray
    """Loss of each part per power sent, shape (link, piece), not falling from part to part, below one. [-]"""
    wheeling: np.ndarray
    """Charge on power sent, shape (2, link). [USD/MWh]"""
    store_zone: np.ndarray
    """Zone of each store, shape (store,), integers."""
    energy: np.ndarray
    """Most energy in each store, shape (store,). [MWh]"""
    charge: np.ndarray
    """Most power taken from the zone, shape (time, store); zero for a reservoir. [MW]"""
    discharge: np.ndarray
    """Most power given to the zone, shape (time, store). [MW]"""
    efficiency_in: np.ndarray
    """Energy stored per energy taken from the zone, shape (store,). [-]"""
    efficiency_out: np.ndarray
    """Energy given to the zone per energy taken from the store, shape (store,). [-]"""
    keep: np.ndarray
    """Share of the stored energy that is still there after one step, shape (store,). [-]"""
    inflow: np.ndarray
    """Energy that arrives in the store by itself, shape (time, store), counted before `efficiency_out`. A store with
    any inflow may spill. [MW]"""
    least_release: np.ndarray
    """Release that must pass, as power through the turbine, shape (time, store); it may be spilled instead. [MW]"""
    wear: np.ndarray
    """Cost of each MWh given to the zone, shape (store,). [USD/MWh]"""
    start: np.ndarray
    """Energy before the first step, shape (store,). [MWh]"""
    end_width: np.ndarray
    """Parts of the energy left after the last step, shape (store, part); they sum to `energy`. [MWh]"""
    end_value: np.ndarray
    """Value of each part, shape (store, part), not rising from part to part. [USD/MWh]"""


class GridProgram(NamedTuple):
    """
    The linear program of a network: every unknown lies between zero and a bound.

    Unserved demand is the last but one step of a zone and least release the last one: water that must pass is a step
    without cost, and the store keeps what is left of inflow and of turbine.
    """

    step_hours: float
    """Length of a step in time. [h]"""
    load: np.ndarray
    """Shape (time, zone). [MW]"""
    step_bound: np.ndarray
    """Shape (time, zone, step + 2). [MW]"""
    step_cost: np.ndarray
    """Shape (time or 1, zone, step + 2). [USD/MWh]"""
    arc_from: np.ndarray
    """Zone that each arc (a direction of a link, a part of its loss curve) takes from, shape (arc,)."""
    arc_to: np.ndarray
    """Zone that it gives to, shape (arc,)."""
    arc_gain: np.ndarray
    """Received per sent, shape (arc,). [-]"""
    arc_bound: np.ndarray
    """Shape (time or 1, arc). [MW]"""
    arc_cost: np.ndarray
    """Shape (arc,). [USD/MWh]"""
    store_zone: np.ndarray
    """Shape (store,)."""
    charge: np.ndarray
    """Shape (time or 1, store). [MW]"""
    discharge: np.ndarray
    """Without least release, shape (time or 1, store). [MW]"""
    spill: np.ndarray
    """Bound of spill, shape (time, store); zero for a store that never has inflow. [MW]"""
    stored: np.ndarray
    """Energy into the store per power of charging, shape (store,): step_hours x efficiency_in. [h]"""
    drawn: np.ndarray
    """Energy out of the store per power of discharging, shape (store,): step_hours / efficiency_out. [h]"""
    keep: np.ndarray
    """Shape (store,). [-]"""
    inflow: np.ndarray
    """Energy that arrives in a step less least release, shape (time, store). [MWh]"""
    wear: np.ndarray
    """Shape (store,). [USD/MWh]"""
    start: np.ndarray
    """Shape (store,). [MWh]"""
    energy: np.ndarray
    """Shape (store,). [MWh]"""
    end_width: np.ndarray
    """Shape (store, part). [MWh]"""
    end_value: np.ndarray
    """Shape (store, part). [USD/MWh]"""


class GridPlan(NamedTuple):
    """Decisions of each step, in the unknowns of the program."""

    step: np.ndarray
    """Shape (time, zone, step + 2). [MW]"""
    arc: np.ndarray
    """Shape (time, arc). [MW]"""
    charge: np.ndarray
    """Shape (time, store). [MW]"""
    discharge: np.ndarray
    """Shape (time, store). [MW]"""
    spill: np.ndarray
    """Shape (time, store). [MW]"""
    level: np.ndarray
    """Energy at the end of each step, shape (time, store). [MWh]"""


class GridSolution(NamedTuple):
    """Decisions and prices of a trade, and the most by which it can miss the optimum."""

    price: np.ndarray
    """Value of one more MWh in each zone, shape (time, zone). [USD/MWh]"""
    generation: np.ndarray
    """Shape (time, zone, step), in the network's order of steps. [MW]"""
    unserved: np.ndarray
    """Demand that is not served, shape (time, zone). [MW]"""
    sent: np.ndarray
    """Power into each link, shape (time, 2, link): from origin to destination, and back. [MW]"""
    received: np.ndarray
    """Power out of each link, shape (time, 2, link). [MW]"""
    charge: np.ndarray
    """Power taken from the zone, shape (time, store). [MW]"""
    discharge: np.ndarray
    """Power given to the zone, least release included, shape (time, store). [MW]"""
    spill: np.ndarray
    """Energy that leaves a store unused, least release that is not used included, shape (time, store); counted as
    `inflow` is. [MW]"""
    level: np.ndarray
    """Energy in each store at the end of each step, shape (time, store). [MWh]"""
    stored_value: np.ndarray
    """Value of one more MWh in each store at the end of each step, shape (time, store). [USD/MWh]"""
    cost: float
    """Cost of what is done less the value of energy left at the end: no less than the least cost there is. [USD]"""
    bound: float
    """The least cost is no less than this. [USD]"""
    gap: float
    """Their difference per `scale`. [-]"""
    scale: float
    """What the gap is relative to: cost of generation, wheeling and unserved demand, each counted as positive. [USD]"""
    iterations: int
    """Of the solver."""
