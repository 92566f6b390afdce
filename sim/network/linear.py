"""The multi-area trade as one sparse linear program, solved by HiGHS: general, but slow for a year."""

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from sim.errors import SundalinkError
from sim.network.program import program, solution
from sim.network.records import GridPlan

EXACT = 1e-10
"""How far a solution may miss its bounds and its optimality; the solver's smallest. [-]"""


def linear(network, *, method="highs"):
    """
    Least-cost trade of a network with perfect foresight, by a general solver.

    Parameters
    ----------
    network : GridNetwork
        Zones, links and stores.
    method : str
        Of `scipy.optimize.linprog`: highs, highs-ds or highs-ipm.

    Returns
    -------
    solution : GridSolution
        Its bound is the solver's own value of the dual.

    Raises
    ------
    SundalinkError
        If the network breaks a rule, or the solver gives up.

    References
    ----------
    .. [1] Huangfu and Hall, 2018: Parallelizing the dual revised simplex method, Mathematical Programming
       Computation 10, 119-142.
    """
    made = program(network)
    cost, rows, right, bound = matrix(made)
    done = linprog(cost, A_eq=rows, b_eq=right, bounds=np.stack([np.zeros_like(bound), bound], axis=1), method=method,
                   options={"primal_feasibility_tolerance": EXACT, "dual_feasibility_tolerance": EXACT})
    if done.status != 0:
        raise SundalinkError(f"the linear program of the network has no solution: {done.message}")
    plan = unstack(made, np.clip(done.x, 0.0, bound))
    periods, zones = made.load.shape
    multiplier = done.eqlin.marginals
    price = multiplier[:periods * zones].reshape(periods, zones) / made.step_hours
    water = -multiplier[periods * zones:][:made.inflow.size].reshape(made.inflow.shape)
    dual = float(right @ multiplier + np.minimum(cost - rows.T @ multiplier, 0.0) @ bound)
    return solution(network, made, plan, price, water, dual, done.nit)


def matrix(made):
    """
    Return the program as matrices, unknowns in the order of `GridPlan` and then the parts of the energy at the end.

    Parameters
    ----------
    made : GridProgram
        Of `sim.network.program.program`.

    Returns
    -------
    cost : array, shape (unknown,)
        Of one unit of each. [USD]
    rows : sparse array, shape (row, unknown)
        Balances of zones, of stores, and of the parts of the energy at the end.
    right : array, shape (row,)
        What each row is equal to. [MW] and [MWh]
    bound : array, shape (unknown,)
        Most of each; the least is zero. [MW] and [MWh]
    """
    (periods, zones), steps, arcs = made.load.shape, made.step_bound.shape[2], made.arc_from.size
    stores, parts = made.energy.size, made.end_width.shape[1]
    every = sparse.eye_array(periods)
    gives = sparse.kron(sparse.eye_array(zones), np.ones((1, steps)))
    moves = _incidence(made.arc_to, zones) @ sparse.diags_array(made.arc_gain) - _incidence(made.arc_from, zones)
    holds = _incidence(made.store_zone, zones)
    none = sparse.coo_array((periods * zones, periods * stores))
    before = sparse.eye_array(periods, k=-1)
    level = sparse.kron(every, sparse.eye_array(stores)) - sparse.kron(before, sparse.diags_array(made.keep))
    last = sparse.kron(sparse.eye_array(periods, 1, k=1 - periods).T, sparse.eye_array(stores))
    rows = sparse.block_array([
        [sparse.kron(every, gives), sparse.kron(every, moves), sparse.kron(every, -holds), sparse.kron(every, holds),
         none, none, None],
        [None, None, sparse.kron(every, sparse.diags_array(-made.stored)),
         sparse.kron(every, sparse.diags_array(made.drawn)),
         sparse.eye_array(periods * stores) * made.step_hours, level, None],
        [None, None, None, None, None, last,
         -sparse.kron(sparse.eye_array(stores), np.ones((1, parts))) if stores else sparse.coo_array((0, 0))],
    ]).tocsc() if stores else sparse.hstack([sparse.kron(every, gives), sparse.kron(every, moves)]).tocsc()
    arrives = made.inflow.copy()
    arrives[:1] += made.keep * made.start
    right = np.concatenate([made.load.ravel(), arrives.ravel(), np.zeros(stores)])

    def over(array, *shape):
        return np.broadcast_to(array, (periods, *shape)).ravel()

    hours, free = made.step_hours, np.zeros(periods * stores)
    cost = np.concatenate([over(made.step_cost, zones, steps) * hours, over(made.arc_cost, arcs) * hours, free,
                           over(made.wear, stores) * hours, free, free, -made.end_value.ravel()])
    bound = np.concatenate([over(made.step_bound, zones, steps), over(made.arc_bound, arcs), over(made.charge, stores),
                            over(made.discharge, stores), over(made.spill, stores), over(made.energy, stores),
                            made.end_width.ravel()])
    return cost, rows, right, bound


def _incidence(zone, zones):
    """Return the matrix, shape (zone, thing), of which zone each thing belongs to."""
    return sparse.coo_array((np.ones(zone.size), (zone, np.arange(zone.size))), shape=(zones, zone.size))


def unstack(made, found):
    """
    Return the values of the unknowns as a plan.

    Parameters
    ----------
    made : GridProgram
        Of `sim.network.program.program`.
    found : array, shape (unknown,)
        In the order of `matrix`. [MW] and [MWh]

    Returns
    -------
    plan : GridPlan
        The same values, by kind.
    """
    (periods, zones), steps, arcs = made.load.shape, made.step_bound.shape[2], made.arc_from.size
    stores = made.energy.size
    shapes = [(periods, zones, steps), (periods, arcs)] + [(periods, stores)] * 4
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return GridPlan(*(part.reshape(shape) for part, shape in zip(np.split(found[:ends[-1]], ends[:-1]), shapes,
                                                             strict=True)))
