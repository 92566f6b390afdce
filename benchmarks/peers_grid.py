"""
The multi-area trade against HiGHS and PyPSA: ``python benchmarks/peers_grid.py [--json FILE] [--docs] [--weeks 1 4]
[--year] [--pypsa]``; ``--docs`` writes the rows into the method page.

The grid of `grid_case`: twenty zones, thirty lossy links with three parts of their loss curve each way, merit orders
of ten steps, twelve batteries, nine reservoirs, half-hours. What is compared, and what each side does:

- a week, four weeks: the whole linear program. Ours from the network to a plan and a bound that are a share of `gap`
  apart; highspy's dual simplex from a matrix that is made beforehand and not timed, to its default tolerances, with
  its presolve. The agreement says whether its optimum lies within our bracket.
- a half-hour without stores: ours from the basis of the half-hour before; highspy from its own, bounds and right sides
  of one small program changed in place.
- growth with half-hours, links and parts of the loss curve.

Times are CPU seconds of one thread (`time.process_time`), so that other processes move them little; ratios are of works
run in turn. Nothing is extrapolated here.
"""

import argparse
import json
import resource
import time
from pathlib import Path

import numpy as np
from grid_case import YEAR, grid

from sim.network.clearing import clear
from sim.network.dispatch import solve, solve_all
from sim.network.linear import matrix
from sim.network.link_value import take_out
from sim.network.program import program

WEEK = 336


def cpu(work):
    """Return CPU seconds of a work and what it returns."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def highs_of(cost, rows, low, high, bound):
    """Return highspy with a linear program, one thread, quiet."""
    import highspy

    lp, csc = highspy.HighsLp(), rows.tocsc()
    lp.num_col_, lp.num_row_ = cost.size, low.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros_like(bound), bound
    lp.row_lower_, lp.row_upper_ = low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = csc.indptr, csc.indices, csc.data
    solver = highspy.Highs()
    for key, value in {"output_flag": False, "threads": 1, "solver": "simplex"}.items():
        solver.setOptionValue(key, value)
    solver.passModel(lp)
    return solver


def whole(periods, gap=1e-4):
    """Return a row: a trade of so many half-hours by both."""
    net = grid(periods)
    cost, rows, right, bound = matrix(program(net))
    ours, found = cpu(lambda: solve(net, gap))
    solver = highs_of(cost, rows, right, right, bound)
    theirs, _ = cpu(solver.run)
    best = solver.getInfo().objective_function_value
    inside = found.bound - 1e-9 * found.scale <= best <= found.cost + 1e-9 * found.scale
    return {"work": f"grid, {periods} half-hours", "peer": "highspy simplex", "ours_s": ours, "peer_s": theirs,
            "ratio": theirs / ours, "agreement": f"gap {found.gap:.1e}, optimum {'in' if inside else 'OUT OF'} bracket"}


def clearing(periods=4 * WEEK, rounds=3):
    """Return a row: half-hours without stores, one after another, by both in turn; of each the quickest round."""
    net = grid(periods, batteries=0, reservoirs=0)
    made = program(net)
    few = made._replace(load=made.load[:1], step_bound=made.step_bound[:1], inflow=made.inflow[:1],
                        spill=made.spill[:1])
    cost, rows, _, _ = matrix(few)
    clear(made, np.zeros_like(made.load))
    bounds = np.concatenate([made.step_bound.reshape(periods, -1),
                             np.broadcast_to(made.arc_bound, (periods, made.arc_gain.size))], axis=1)
    solver = highs_of(cost, rows, made.load[0], made.load[0], bounds[0])
    solver.setOptionValue("presolve", "off")
    columns, zeros, zones = np.arange(cost.size, dtype=np.int32), np.zeros(cost.size), np.arange(20, dtype=np.int32)

    def hot():
        spent = np.empty(periods)
        for t in range(periods):
            solver.changeColsBounds(cost.size, columns, zeros, bounds[t])
            for z in zones:
                solver.changeRowBounds(int(z), made.load[t, z], made.load[t, z])
            solver.run()
            spent[t] = solver.getInfo().objective_function_value
        return spent

    ours, theirs, zero = [], [], np.zeros_like(made.load)
    for _ in range(rounds):
        seconds, cleared = zip(*(cpu(lambda: clear(made, zero)) for _ in range(10)), strict=True)   # 10: some ms each
        ours.extend(seconds)
        seconds, spent = cpu(hot)
        theirs.append(seconds)
    ours, theirs, cleared = min(ours), min(theirs), cleared[-1]
    mine = made.step_hours * (np.einsum("tzs,tzs->t", cleared.step, np.broadcast_to(made.step_cost, cleared.step.shape))
                              + cleared.arc @ made.arc_cost)
    return {"work": f"clearing a half-hour ({cleared.pivots / periods:.1f} pivots)", "peer": "highspy, hot-started",
            "ours_s": ours / periods, "peer_s": theirs / periods, "ratio": theirs / ours,
            "agreement": f"{np.abs(mine / spent - 1).max():.1e}"}


def pypsa_week(days=7):
    """Return a row: a week of the shipped grid of 2035 by us, and built and solved by PyPSA with HiGHS."""
    import logging
    import warnings

    from sim.case.grid import build_grid_case
    from sim.results.pypsa_grid import pypsa_of_grid
    from sim.scenario.load_grid import load_grid

    case = build_grid_case(load_grid("asean_2035", {"grid.days": days}))
    net = case.years[0].network
    ours, found = cpu(lambda: solve(net, 1e-4))
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = pypsa_of_grid(case)
        options = {"output_flag": False, "threads": 1}
        theirs, _ = cpu(lambda: network.optimize(solver_name="highs", solver_options=options))
    logging.disable(logging.NOTSET)
    left = (np.minimum(found.level[-1], net.end_width[:, 0]) * net.end_value[:, 0]).sum()   # PyPSA does not count it
    best = float(network.objective - left)
    inside = found.bound - 1e-6 * found.scale <= best <= found.cost + 1e-6 * found.scale
    return {"work": f"asean_2035, {days} days", "peer": "PyPSA with HiGHS", "ours_s": ours, "peer_s": theirs,
            "ratio": theirs / ours, "agreement": f"gap {found.gap:.1e}, optimum {'in' if inside else 'OUT OF'} bracket"}


def into_docs(rows):
    """Write rows with a peer into the method page, between its marks."""
    page = Path(__file__).resolve().parents[1] / "docs" / "methods" / "network.md"
    begin, end = "<!-- peers_grid -->", "<!-- /peers_grid -->"
    head = ["| work | peer | ours, s | peer, s | ratio | agreement |", "|---|---|--:|--:|--:|---|"]
    lines = [f"| {r['work']} | {r['peer']} | {r['ours_s']:.3g} | {r['peer_s']:.3g} | {r['ratio']:.1f} | "
             f"{r['agreement']} |" for r in rows if r["ratio"] is not None]
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    page.write_text("\n".join([before + begin, *head, *lines, end]) + rest.partition(end)[2], encoding="utf-8")


def alone(work, run):
    """Return a row of a work without a peer."""
    seconds, note = cpu(run)
    return {"work": work, "peer": "-", "ours_s": seconds, "peer_s": None, "ratio": None, "agreement": note}


def growth():
    """Yield rows: how the time grows with half-hours, links and parts of the loss curve, at one gap."""
    for name, nets in (("half-hours", [(n, grid(n)) for n in (WEEK, 2 * WEEK, 4 * WEEK, 8 * WEEK)]),
                       ("links", [(n, grid(WEEK, links=n)) for n in (20, 40, 80)]),
                       ("parts", [(n, grid(WEEK, pieces=n)) for n in (1, 3, 6, 12)])):
        for size, net in nets:
            seconds, found = cpu(lambda net=net: solve(net, 1e-4))
            yield {"work": f"growth, {size} {name}", "peer": "-", "ours_s": seconds, "peer_s": None, "ratio": None,
                   "agreement": f"{found.iterations} steps, {1e6 * seconds / found.iterations / len(net.load):.1f} us "
                                "a step and half-hour"}


def threads():
    """Return a row: four weeks twice, on one thread and on two, by the clock."""
    nets = [grid(4 * WEEK, seed=seed) for seed in (0, 1)]
    clock = []
    for count in (1, 2):
        start = time.perf_counter()
        solve_all(nets, threads=count)
        clock.append(time.perf_counter() - start)
    return {"work": "two cases in two threads (by the clock)", "peer": "one thread", "ours_s": clock[1],
            "peer_s": clock[0], "ratio": clock[0] / clock[1], "agreement": "same bytes, as the tests have it"}


def year(gap):
    """Return what one year takes."""
    found = solve(grid(YEAR), gap)
    return (f"gap {found.gap:.1e}, {found.iterations} steps, process at most "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def main(arguments=None):
    """Measure, print, and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--weeks", type=int, nargs="*", default=[1])
    parser.add_argument("--year", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--take-out", action="store_true")
    parser.add_argument("--pypsa", action="store_true")
    parser.add_argument("--docs", action="store_true")
    chosen = parser.parse_args(arguments)
    solve(grid(48), 1e-3)   # what compiles is not counted
    rows = []

    def add(row):
        rows.append(row)
        peer = "" if row["peer_s"] is None else f"{row['peer_s']:12.4g} s  {row['ratio']:7.1f} x"
        print(f"{row['work']:45s} {row['peer']:22s} {row['ours_s']:10.4g} s {peer:26s} {row['agreement']}", flush=True)

    for gap in (1e-4, 1e-5) if chosen.year else ():
        add(alone(f"grid, a year to {gap:g}", lambda gap=gap: year(gap)))
    add(clearing())
    for weeks in chosen.weeks:
        add(whole(weeks * WEEK))
    if chosen.pypsa:
        add(pypsa_week())
    add(threads())
    for row in growth() if chosen.growth else ():
        add(row)
    if chosen.take_out:
        add(alone("TOOT of 30 links over 4 weeks to 1e-6", lambda: f"{len(take_out(grid(4 * WEEK))[1])} links"))
    if chosen.docs:
        into_docs(rows)
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
