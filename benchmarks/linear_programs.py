"""The trade with foresight as a linear program, for the general solvers that the exact optimum is timed against."""

import numpy as np

from sim.storage.battery import Battery
from sim.trade.bid_network import Network, NodeBids, Store, program
from sim.trade.schedule import StoredValue


def trade(available, width, value, battery, dt, start):
    """
    Return the linear program of a battery that knows all prices, as the policy linear makes it.

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
    program : sim.trade.bid_network.Program
        Unknowns: what is sold on each segment, charged and discharged [MW], level [MWh]. A row of each period says
        that no more is sold than there is, another what the cells hold.
    """
    least = np.full(available.size, float(battery.low))
    after = StoredValue(np.array([battery.low, battery.high]), np.zeros(1))
    store = Store(Battery(*map(float, battery)), start, least, after)
    none = np.empty((0, width.shape[1]))
    nobody = NodeBids((), none, none)
    hub = NodeBids(tuple(range(len(width))), width, value)
    return program(available, Network(hub, nobody, nobody, none, none, (0.0, 1.0, 0.0)), (store, None), dt)


def scipy(program):
    """Return a function without arguments that solves a program by scipy's HiGHS and returns the revenue."""
    from scipy.optimize import linprog

    rows, fixed = program.rows.tocsr(), program.lower == program.upper
    free, equal = rows[~fixed], rows[fixed]
    bounds = np.stack([program.low, program.high], axis=1)

    def solve():
        found = linprog(program.cost, A_ub=free, b_ub=program.upper[~fixed], A_eq=equal, b_eq=program.upper[fixed],
                        bounds=bounds, method="highs")
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


def pypsa(store, **how):
    """
    Return a function without arguments that builds the plain year as a PyPSA network, solves it, returns the revenue.

    Nothing is made beforehand, as PyPSA writes its program from the network each time. The pieces of the link are
    links beside each other; the buyer is a generator of sign -1 that pays to run. `how` goes to ``optimize``.
    """
    import logging

    import pypsa as networks

    from sim import clock

    logging.getLogger("pypsa").setLevel(logging.ERROR)
    logging.getLogger("linopy").setLevel(logging.ERROR)
    width, value = store.reward.width[0, :, 0], store.reward.value[0]
    slope, most, battery = value[:, np.argmax(value[0])] / value[0].max(), float(store.available.max()), store.battery
    if battery.keep != 1.0 or battery.low or battery.charge != battery.discharge:
        raise ValueError("a storage unit of PyPSA holds nothing back and has one power")

    def solve():
        n = networks.Network()
        n.set_snapshots(clock.utc(2034, store.dt)[:store.available.size], default_snapshot_weightings=store.dt)
        n.add("Bus", ["hub", "singapore"])
        n.add("Generator", "wind", bus="hub", p_nom=most, p_max_pu=store.available / most)
        n.add("Generator", "spot", bus="singapore", sign=-1.0, p_nom=float(width.sum()), marginal_cost=-value[0])
        for piece, share in enumerate(slope):
            n.add("Link", f"piece {piece + 1}", bus0="hub", bus1="singapore", p_nom=float(width[piece]),
                  efficiency=float(share))
        n.add("StorageUnit", "battery", bus="hub", p_nom=battery.charge, max_hours=battery.high / battery.charge,
              efficiency_store=battery.efficiency_in, efficiency_dispatch=battery.efficiency_out,
              state_of_charge_initial=store.start)
        n.optimize(solver_name="highs", progress=False, include_objective_constant=False,
                   solver_options={"output_flag": False}, **how)
        return -float(n.objective)

    return solve
