"""The linear programs that the optimum with foresight is held against, and what a schedule earns."""

from functools import cache

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array

from sim.trade.schedule import Reward

try:
    import highspy
except ImportError:   # of the extra `pypsa`
    highspy = None

EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def reward(width, value, state=None):
    """Return a reward of curves by pole state, shape (state, segment, time); a single state if none are given."""
    width, value = np.asarray(width, dtype=float), np.asarray(value, dtype=float)
    state = np.zeros(width.shape[-1], dtype=np.int8) if state is None else state

    def reach(worth):
        return chosen(np.where(value >= worth, width, 0.0), state).sum(axis=0)

    return Reward(width, value, state, reach)


def chosen(array, state):
    """Return the curve of each period's pole state, shape (segment, time)."""
    return array[state, :, np.arange(state.size)].T


def gained(given, schedule, battery, dt):
    """Return what a schedule earns less the wear of what it discharges. [USD]"""
    return earned(given, schedule.offered, dt) - battery.wear * dt * float(np.maximum(-schedule.flow, 0.0).sum())


def earned(given, offered, dt):
    """Return what power put up for sale earns, climbing the curve of each period. [USD]"""
    width, value = chosen(given.width, given.state), chosen(given.value, given.state)
    before = np.cumsum(width, axis=0) - width
    return float((np.clip(offered - before, 0.0, width) * value).sum()) * dt


def program(*blocks, shape):
    """
    Return a sparse matrix of diagonals: blocks are (first row, first column, values, which may be one for all).

    One assembly for all of them: a thousand programs of thirty periods are else mostly the stacking of small matrices.
    """
    rows, columns, values = [], [], []
    for row, column, value, count in blocks:
        places = np.arange(count)
        rows.append(row + places)
        columns.append(column + places)
        values.append(np.broadcast_to(value, count))
    return csc_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape)


def cells(battery, dt, start, periods, row=0, before=0):
    """Return the blocks of the equations of the cells, from a row and a column on, and their right side."""
    charged, discharged, level = (before + place * periods for place in range(3))
    blocks = [(row, charged, -battery.efficiency_in * dt, periods),
              (row, discharged, dt / battery.efficiency_out, periods),
              (row, level, 1.0, periods), (row + 1, level, -battery.keep, periods - 1)]
    right = np.zeros(periods)
    right[0] = battery.keep * start
    return blocks, right


def store(battery, dt, start, periods):
    """Return the equations of the cells, with columns of charged, discharged [MW] and level [MWh], and their right
    side."""
    blocks, right = cells(battery, dt, start, periods)
    return program(*blocks, shape=(periods, 3 * periods)), right


def limits(battery, available, end):
    """Return the bounds of charged, discharged and level; the last level is `end` if given."""
    periods = available.size
    low, high = (np.broadcast_to(limit, periods).copy() for limit in (battery.low, battery.high))
    if end is not None:
        low[-1] = high[-1] = end
    top = [np.minimum(battery.charge, available), np.full(periods, battery.discharge), high]
    return np.stack([np.concatenate([np.zeros(2 * periods), low]), np.concatenate(top)], axis=1)


def worn(battery, dt, periods):
    """Return what charged, discharged and level cost: wear on what is discharged."""
    return np.repeat([0.0, battery.wear * dt, 0.0], periods)


def by_segments(available, given, battery, dt, start, end=None, end_value=0.0):
    """Return the best revenue by linear programming over the segments [USD]; None where there is no schedule."""
    width, value = chosen(given.width, given.state), chosen(given.value, given.state)
    segments, periods = width.shape
    # Unknowns: every segment of every period, then charged, discharged and level.
    hub = [(0, place * periods, 1.0 - 2.0 * (place > segments), periods) for place in range(segments + 2)]
    held, right = cells(battery, dt, start, periods, periods, segments * periods)
    gain = np.concatenate([-value.ravel() * dt, worn(battery, dt, periods)])
    gain[-1] = -end_value
    bounds = np.concatenate([np.stack([0 * width.ravel(), width.ravel()], axis=1), limits(battery, available, end)])
    return best(gain, [*hub, *held], available, right, bounds)


def by_bids(available, link, takers, battery, dt, start, end=None, supply=(0.0, 0.0), end_value=0.0):
    """
    Return the best revenue of the bids themselves [USD]: no curve is merged or pulled back.

    `link` is width and slope of each piece, `takers` the width and value of each bid behind the link and at the hub,
    arrays of shape (piece or bid, time); `supply` the width and price of what the grid at the hub sells.
    """
    (width, slope), ((far, worth), (here, local)) = link, takers
    periods = available.size
    # Unknowns: what each piece carries, what each bid takes, what is bought, then charged, discharged and level.
    pieces, behind, beside = len(width), len(far), len(here)
    taken, bought_at = pieces + behind + beside, (pieces + behind + beside) * periods
    hub = [*((0, place * periods, 1.0, periods) for place in (*range(pieces), *range(pieces + behind, taken))),
           (0, bought_at, -1.0, periods), (0, bought_at + periods, 1.0, periods),
           (0, bought_at + 2 * periods, -1.0, periods)]
    rows = [*((periods, place * periods, -slope[place], periods) for place in range(pieces)),
            *((periods, place * periods, 1.0, periods) for place in range(pieces, pieces + behind))]
    held, right = cells(battery, dt, start, periods, 2 * periods, bought_at + periods)
    bought, price = (np.broadcast_to(one, periods) for one in supply)
    gain = -dt * np.concatenate([np.zeros(len(width) * periods), worth.ravel(), local.ravel(), -price,
                                -worn(battery, 1.0, periods)])
    gain[-1] -= end_value
    top = np.concatenate([width.ravel(), far.ravel(), here.ravel(), bought])
    bounds = np.concatenate([np.stack([0 * top, top], axis=1), limits(battery, available + bought, end)])
    return best(gain, [*hub, *rows, *held], np.concatenate([available, np.zeros(periods)]), right, bounds)


def best(gain, blocks, most, right, bounds):
    """
    Return the optimum of a linear program; None if it has no solution.

    Its first rows are at most `most`, the others equal `right`. Where highspy is installed it is handed the program:
    `linprog` calls the same solver, and takes five times as long to get there.
    """
    matrix = program(*blocks, shape=(most.size + right.size, gain.size))
    if highspy is None:
        found = linprog(gain, A_ub=matrix[:most.size], b_ub=most, A_eq=matrix[most.size:], b_eq=right, bounds=bounds,
                        method="highs-ds", options=EXACT)
        if found.status == 2:
            return None
        assert found.status == 0, found.message
        return -found.fun
    made, endless = highspy.HighsLp(), np.full(most.size, -np.inf)
    made.num_col_, made.num_row_ = gain.size, most.size + right.size
    made.col_cost_, made.col_lower_, made.col_upper_ = gain, bounds[:, 0].copy(), bounds[:, 1].copy()
    made.row_lower_, made.row_upper_ = np.concatenate([endless, right]), np.concatenate([most, right])
    made.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    made.a_matrix_.start_, made.a_matrix_.index_, made.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = simplex()
    solver.clearModel()
    solver.passModel(made)
    solver.run()
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return None   # nothing is unbounded: all that earns has a width
    assert status == highspy.HighsModelStatus.kOptimal, status
    return -solver.getInfo().objective_function_value


@cache
def simplex():
    """Return highspy as it solves all programs of a process, each from the beginning."""
    solver = highspy.Highs()
    for key, value in {"output_flag": False, "threads": 1, "solver": "simplex", **EXACT}.items():
        assert solver.setOptionValue(key, value) == highspy.HighsStatus.kOk
    return solver
