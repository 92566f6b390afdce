"""The trade with foresight as a linear program, for the general solvers that the exact optimum is timed against."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array, eye_array, hstack, vstack


class Program(NamedTuple):
    """Least cost @ x for low <= x <= high, lower <= rows @ x <= upper."""

    cost: np.ndarray
    rows: csc_array
    lower: np.ndarray
    upper: np.ndarray
    low: np.ndarray
    high: np.ndarray


def trade(available, width, value, battery, dt, start):
    """
    Return the linear program of a battery that knows all prices.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    width, value : array, shape (segment, time)
        The reward curve of each period; segments without width are left out. [MW, USD/MWh]
    battery : Battery
        Its limits and losses.
    dt : float
        Length of a period. [h]
    start : float
        Energy at the start. [MWh]

    Returns
    -------
    program : Program
        Unknowns: what is sold on each segment, charged and discharged [MW], level [MWh]. A row of each period says
        that no more is sold than there is, another what the cells hold.
    """
    periods, one = available.size, eye_array(available.size, format="csc")
    wide = np.flatnonzero(width.ravel() > 0)
    sold = hstack([one] * width.shape[0], format="csc")[:, wide]
    cells = hstack([csc_array((periods, wide.size)), -battery.efficiency_in * dt * one,
                    dt / battery.efficiency_out * one, one - battery.keep * eye_array(periods, k=-1)])
    rows = vstack([hstack([sold, one, -one, csc_array((periods, periods))]), cells], format="csc")
    held = np.zeros(periods)
    held[0] = battery.keep * start
    limits = np.repeat([battery.charge, battery.discharge, battery.high], periods)
    return Program(np.concatenate([-dt * value.ravel()[wide], np.zeros(3 * periods)]), rows,
                   np.concatenate([np.full(periods, -np.inf), held]), np.concatenate([available, held]),
                   np.concatenate([np.zeros(wide.size + 2 * periods), np.full(periods, battery.low)]),
                   np.concatenate([width.ravel()[wide], limits]))


def scipy(program):
    """Return a function without arguments that solves a program by scipy's HiGHS and returns the revenue."""
    from scipy.optimize import linprog

    periods = program.lower.size // 2
    rows = program.rows.tocsr()
    bounds = np.stack([program.low, program.high], axis=1)

    def solve():
        found = linprog(program.cost, A_ub=rows[:periods], b_ub=program.upper[:periods], A_eq=rows[periods:],
                        b_eq=program.upper[periods:], bounds=bounds, method="highs")
        return -found.fun

    return solve


def highspy(program):
    """Return a function without arguments that hands a program to highspy's simplex and returns the revenue."""
    import highspy as highs

    lp = highs.HighsLp()
    lp.num_col_, lp.num_row_ = program.cost.size, program.lower.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.low, program.high
    lp.row_lower_, lp.row_upper_ = program.lower, program.upper
    lp.a_matrix_.format_ = highs.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = program.rows.indptr, program.rows.indices
    lp.a_matrix_.value_ = program.rows.data

    def solve():
        model = highs.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("solver", "simplex")
        model.passModel(lp)
        model.run()
        return -model.getInfo().objective_function_value

    return solve
