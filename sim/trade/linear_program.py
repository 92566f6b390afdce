"""Trade as one linear program a year: for cases that the fast policies refuse, such as a battery at each end."""

import numpy as np

from sim.checks import NonNegative, check_within, refusal
from sim.errors import SundalinkError
from sim.records import Battery
from sim.trade.annual_limits_dual import ObligationOptimum
from sim.trade.bid_network import Store, program, read
from sim.trade.bid_network import owing as with_rows
from sim.trade.network_flows import through, upstream
from sim.trade.ramp_rows import ramped
from sim.trade.schedule import Schedule, StoredValue, in_time

EXACT = 1e-10
"""How far a solution may miss its bounds and its optimality; the solver's smallest. [-]"""
UNIT = 0.01
"""Mean power that obligations are counted in; with rows of MWh or of mean MW the solver may give up. [MW]"""
CLOSE = 1e-8
"""Share of an obligation that is not missing but rounding. [-]"""


def linear(available, reward, battery, dt, start, after=None, *, end_value: NonNegative = 0.0):
    """
    The best schedule there is as one linear program a year, by HiGHS: a ceiling, for a battery at each end too.

    With one battery it is what `perfect_foresight` finds, some hundreds of times slower. It is not handed the reward
    curve at the hub but the tree of bids itself, so it decides who takes what as well.

    Parameters
    ----------
    available : array, shape (time,)
        Power at the hub. [MW]
    reward : Reward
        What power at the hub earns; only its ``network`` is asked for, which also tells of the battery at the
        Singapore meter.
    battery : tuple
        Limits of the battery at the hub, as in `perfect_foresight`.
    dt : float
        Length of a period. [h]
    start : float, or sequence of float
        Energy in the cells before the first period; with a battery at the Singapore meter, of both. [MWh]
    after : StoredValue, optional
        The value of energy in the battery at the hub at the end, found without the one at the Singapore meter.
        By default `end_value`.
    end_value : float
        Value of stored energy at the end of the horizon where nothing is known about the time after, and always for the
        battery at the Singapore meter (assumed: none). [USD/MWh]

    Returns
    -------
    schedule : Schedule
        With what each bid takes. Power that no one takes is left at the hub.

    Raises
    ------
    SundalinkError
        If the energy at the start is not within a battery, or no schedule leads from it to the end asked for.

    References
    ----------
    .. [1] Huangfu and Hall, 2018: Parallelizing the dual revised simplex method, Mathematical Programming
       Computation 10, 119-142: HiGHS, as scipy hands it on.
    """
    return owing((), available, reward, battery, dt, start, after, end_value)[0]


def owing(year_limits, available, reward, battery, dt, start, after=None, end_value=0.0):
    """
    The same with obligations of the year as rows of the program.

    Parameters
    ----------
    year_limits : sequence of sim.trade.annual_limits.Term
        The obligations.
    available, reward, battery, dt, start, after, end_value
        As in `linear`.

    Returns
    -------
    schedule : Schedule
        As in `linear`.
    multiplier : array, shape (obligation,)
        Shadow price of each obligation. [USD/MWh]
    missing : array, shape (obligation,)
        What the year falls short of each. [MWh]
    """
    available, network = np.ascontiguousarray(available, dtype=float), reward.network()
    near, far = start if network.far is not None else (float(start), 0.0)
    batteries, periods = stores(available, network, battery, dt, near, far, after, end_value), available.size
    few, target, unit = len(year_limits), np.array([term.target for term in year_limits]), UNIT * periods * dt
    made = ramped(program(available, network, batteries, dt), network, periods)
    made = with_rows(made, network, batteries, year_limits, periods, dt, unit)
    found, price = solve(made)
    taken, levels = read(made, found, network, batteries, periods)
    flow, level = _run(batteries[0], levels[0], periods, dt)
    far_flow, far_level = _run(batteries[1], levels[1], periods, dt)
    schedule = Schedule(available - flow, flow, level, taken=upstream(network, taken, far_flow),
                        far=None if network.far is None else (far_flow, far_level))
    missing = found[found.size - few:] * unit
    missing[missing <= CLOSE * np.maximum(np.abs(target), 1.0)] = 0.0
    return schedule, np.clip(price[price.size - few:] / unit, 0.0, [term.rate for term in year_limits]), missing


def rows(policy, available, state, offers, limits, battery, dt, start, after=None):
    """
    Return the best schedule of a year that keeps its obligations, which are rows of the program: nothing is searched.

    Parameters
    ----------
    policy, available, state, offers, limits, battery, dt, start, after
        As in `sim.trade.annual_limits.meet`; with a battery at the Singapore meter the start is of both. What counts
        as discharged is the battery at the hub.

    Returns
    -------
    schedule : Schedule
    found : sim.trade.annual_limits_dual.ObligationOptimum
        Without the value, which no one asks for.
    """
    reward = offers(weight=0.0, states=state[None]).reward(state)
    schedule, multiplier, missing = owing(limits, available, reward, battery, dt, start, after,
                                          **getattr(policy, "keywords", {}))
    return schedule, ObligationOptimum(np.ones(1), [], multiplier, missing, np.nan, 0.0, 1)


def solve(program):
    """
    Solve a program by scipy's HiGHS.

    Parameters
    ----------
    program : Program
        Of `sim.trade.bid_network`.

    Returns
    -------
    found : array, shape (unknown,)
        The value of each. [MW] and [MWh]
    price : array, shape (row,)
        What one more unit on the right of each row that is no equation would save, in the rows' order. [USD]

    Raises
    ------
    SundalinkError
        If there is no solution.
    """
    from scipy.optimize import linprog

    rows, fixed = program.rows.tocsr(), program.lower == program.upper
    done = linprog(program.cost, A_ub=rows[~fixed], b_ub=program.upper[~fixed], A_eq=rows[fixed],
                   b_eq=program.upper[fixed], bounds=np.stack([program.low, program.high], axis=1), method="highs-ds",
                   options={"primal_feasibility_tolerance": EXACT, "dual_feasibility_tolerance": EXACT})
    if done.status == 2:
        raise refusal("energy in the batteries at the end", "as asked for", "MWh",
                  "no schedule leads there; it must be within reach of the wind and of the batteries' power")
    if done.status != 0:
        raise SundalinkError(f"the linear program of a year has no solution: {done.message}")
    return done.x, -done.ineqlin.marginals


def stores(available, network, battery, dt, near, far, after, end_value):
    """
    Return the batteries as parameters of the program.

    Parameters
    ----------
    available : array, shape (time,)
        Power at the hub. [MW]
    network : Network
        It holds the limits of the far battery, if there is one.
    battery : tuple
        Limits of the battery at the hub.
    dt : float
        Length of a period. [h]
    near, far : float
        Energy in either before the first period. [MWh]
    after : StoredValue or None
        The value of energy in the battery at the hub at the end.
    end_value : float
        Value of energy at the end where nothing else is said. [USD/MWh]

    Returns
    -------
    stores : list of (Store or None)
        At the hub and at the Singapore meter; None for one that holds nothing.
    """
    from sim.trade import _perfect_foresight

    found = []
    # What the far battery could hold against self-discharge: what is left where the near one charges all it can.
    arriving = through(network, np.maximum(available - battery.charge, 0.0) if np.any(battery.high) else available)
    for limits, start, power, stored in ((battery, near, available, after), (network.far, far, arriving, None)):
        if limits is None or not np.any(limits.high):
            found.append(None)
            continue
        limits = Battery(*in_time(limits, power.size))
        check_within("energy in the battery at the start", start, 0.0, float(np.max(limits.high)) * (1 + 1e-9), "MWh")
        least = np.empty(power.size)
        _perfect_foresight.floor(power, float(dt), float(start), limits, least)
        if stored is None:
            stored = StoredValue(np.array([least[-1], np.ravel(limits.high)[-1]]), np.array([end_value]))
        found.append(Store(limits, float(start), least, stored))
    return found


def _run(store, level, periods, dt):
    """Return the flow into a battery and its level; the flow follows from the level, so it never goes in both
    directions."""
    if store is None:
        return np.zeros(periods), np.zeros(periods)
    charge, discharge, _, high, into, out, keep, _ = store.battery
    level = np.clip(level, np.minimum(store.least, high), high)
    change = level - keep * np.concatenate([[store.start], level[:-1]])
    flow = np.where(change > 0.0, change / (dt * into), change * (out / dt))
    return np.clip(flow, -discharge, charge), level


