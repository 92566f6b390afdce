"""
The multi-area trade against HiGHS, HiPO, PIQP and PyPSA: ``python benchmarks/peers_grid.py --all --docs`` measures
everything and writes the table of the method page; ``--only NAME ...`` measures single works, ``--trial`` all of them
at a small size, ``--list`` names them with the time they take. Rows are kept in ``--json FILE`` from call to call.
PIQP and HiPO are left out unless installed (``pip install piqp highspy-extras``).

The grid of `grid_case`: twenty zones, thirty lossy links with three parts of their loss curve each way, merit orders
of ten steps, twelve batteries, nine reservoirs, half-hours. What is compared, and what each side does:

- one, four, thirteen weeks: the whole linear program. Ours from the network to a plan and a bound that are a share of
  1e-4 apart; highspy's dual simplex, HiPO and PIQP from a matrix that is made beforehand and not timed. Simplex and
  HiPO to their default tolerances, with presolve, HiPO without crossover; PIQP to 1e-4, power in GW and costs in
  hundreds of USD (in MW and USD it needs hundreds of steps). The agreement says whether the peer's optimum lies within
  our bracket, or how far from our plan it is as a share of the cost.
- a half-hour without stores: ours from the basis of the half-hour before; highspy from its own, bounds and right sides
  of one small program changed in place.
- PyPSA: a week of the shipped grid of 2035, built and solved by HiGHS. Its rolling year is 52 times that week and is
  marked as extrapolated; ours beside it is the whole year with perfect foresight.
- links: taken out one at a time, one over a year, and all from the prices of one solution.
- growth with half-hours, links and parts of the loss curve.

Times are CPU seconds of one thread (`time.process_time`), so that other processes move them little; ratios are of works
run in turn. Two threads are timed by the clock and want a machine without other work.
"""

import argparse
import json
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from grid_case import YEAR, grid

from sim.network.clearing import clear
from sim.network.dispatch import solve
from sim.network.linear import matrix
from sim.network.link_value import marginal_value, take_out
from sim.network.program import program

WEEK = 336


def cpu(work):
    """Return CPU seconds of a work and what it returns."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def highs_of(cost, rows, low, high, bound, **options):
    """Return highspy with a linear program, one thread, quiet; `options` beside the simplex."""
    import highspy

    lp, csc = highspy.HighsLp(), rows.tocsc()
    lp.num_col_, lp.num_row_ = cost.size, low.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros_like(bound), bound
    lp.row_lower_, lp.row_upper_ = low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = csc.indptr, csc.indices, csc.data
    solver = highspy.Highs()
    for key, value in {"output_flag": False, "threads": 1, "solver": "simplex", **options}.items():
        if solver.setOptionValue(key, value) != highspy.HighsStatus.kOk:
            raise ImportError(f"this highspy has no {key} = {value}; pip install highspy-extras")
    solver.passModel(lp)
    return solver


def whole(periods, peer="highspy simplex", gap=1e-4):
    """Return a row: a trade of so many half-hours by us and by a peer."""
    net = grid(periods)
    cost, rows, right, bound = matrix(program(net))
    ours, found = cpu(lambda: solve(net, gap))
    theirs, best = PEERS[peer](cost, rows, right, bound)
    inside = found.bound - 1e-9 * found.scale <= best <= found.cost + 1e-9 * found.scale
    far = f"optimum {'in' if inside else 'OUT OF'} bracket"
    if peer != "highspy simplex":   # ends within a tolerance of its own
        far = f"{abs(best - found.cost) / found.scale:.0e} from our plan"
    return {"work": f"grid, {periods} half-hours", "peer": peer, "ours_s": ours, "peer_s": theirs,
            "ratio": theirs / ours, "agreement": f"gap {found.gap:.1e}, {far}"}


def by_highs(cost, rows, right, bound, **options):
    """Return CPU seconds and least cost by HiGHS."""
    solver = highs_of(cost, rows, right, right, bound, **options)
    seconds, _ = cpu(solver.run)
    return seconds, solver.getInfo().objective_function_value


def by_hipo(cost, rows, right, bound):
    """Return CPU seconds and least cost by the interior point of HiGHS that is named HiPO."""
    try:
        import highspy_extras  # noqa: F401  its presence lets highspy load HiPO
    except ImportError as error:
        raise ImportError("HiPO is in highspy-extras, which is not installed") from error
    return by_highs(cost, rows, right, bound, solver="hipo", run_crossover="off")


def by_piqp(cost, rows, right, bound, power=1_000.0, money=100.0, tolerance=1e-4):
    """Return CPU seconds and least cost by PIQP, in units in which it ends."""
    import piqp
    from scipy.sparse import csc_matrix

    solver, size = piqp.SparseSolver(), cost.size
    for name in ("eps_abs", "eps_rel", "eps_duality_gap_abs", "eps_duality_gap_rel"):
        setattr(solver.settings, name, tolerance)

    def run():
        solver.setup(csc_matrix((size, size)), cost / money, csc_matrix(rows), right / power, None, None, None,
                     np.zeros(size), bound / power)
        return solver.solve()

    seconds, status = cpu(run)
    if status != piqp.PIQP_SOLVED:
        raise RuntimeError(f"PIQP ended with {status}")
    return seconds, solver.result.info.primal_obj * power * money


PEERS = {"highspy simplex": by_highs, "highspy HiPO": by_hipo, "PIQP": by_piqp}
"""Solvers of a linear program given as cost, rows, right sides and bounds."""


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


def pypsa(days=7, whole_year=True):
    """Return rows: a week of the shipped grid of 2035 by us and by PyPSA with HiGHS; our year beside 52 such weeks."""
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
    rows = [{"work": f"asean_2035, {days} days", "peer": "PyPSA with HiGHS", "ours_s": ours, "peer_s": theirs,
             "ratio": theirs / ours,
             "agreement": f"gap {found.gap:.1e}, optimum {'in' if inside else 'OUT OF'} bracket"}]
    if whole_year:
        long = build_grid_case(load_grid("asean_2035")).years[0].network
        ours, found = cpu(lambda: solve(long, 1e-4))
        rows.append({"work": "asean_2035, a year", "peer": "PyPSA, 52 weeks, extrapolated", "ours_s": ours,
                     "peer_s": 52 * theirs, "ratio": 52 * theirs / ours,
                     "agreement": f"gap {found.gap:.1e}, {found.iterations} steps; PyPSA looks a week ahead"})
    return rows


def into_docs(rows):
    """Write rows into the method page, between its marks."""
    page = Path(__file__).resolve().parents[1] / "docs" / "methods" / "network.md"
    begin, end = "<!-- peers_grid -->", "<!-- /peers_grid -->"
    head = ["| work | peer | ours, s | peer, s | ratio | agreement |", "|---|---|--:|--:|--:|---|"]
    lines = [f"| {r['work']} | {r['peer']} | {r['ours_s']:.3g} | " +
             ("| | " if r["ratio"] is None else f"{r['peer_s']:.3g} | {r['ratio']:.1f} | ") + f"{r['agreement']} |"
             for r in rows if not r["work"].startswith("growth")]
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    page.write_text("\n".join([before + begin, *head, *lines, end]) + rest.partition(end)[2], encoding="utf-8")


def alone(work, run):
    """Return a row of a work without a peer."""
    seconds, note = cpu(run)
    return {"work": work, "peer": "-", "ours_s": seconds, "peer_s": None, "ratio": None, "agreement": note}


def growth(weeks=(1, 2, 4, 8), links=(20, 40, 80), parts=(1, 3, 6, 12)):
    """Yield rows: how the time grows with half-hours, links and parts of the loss curve, at one gap."""
    for name, nets in (("half-hours", [(n * WEEK, grid(n * WEEK)) for n in weeks]),
                       ("links", [(n, grid(WEEK, links=n)) for n in links]),
                       ("parts", [(n, grid(WEEK, pieces=n)) for n in parts])):
        for size, net in nets:
            seconds, found = cpu(lambda net=net: solve(net, 1e-4))
            yield {"work": f"growth, {size} {name}", "peer": "-", "ours_s": seconds, "peer_s": None, "ratio": None,
                   "agreement": f"{found.iterations} steps, {1e6 * seconds / found.iterations / len(net.load):.1f} us "
                                "a step and half-hour"}


def threads(periods):
    """Return a row: two cases of so many half-hours on one thread and on two, by the clock."""
    nets = [grid(periods, seed=seed) for seed in (0, 1)]
    clock = []
    for count in (1, 2):
        start = time.perf_counter()
        with ThreadPoolExecutor(count) as pool:
            [*pool.map(solve, nets)]
        clock.append(time.perf_counter() - start)
    return {"work": f"two cases of {periods} half-hours in two threads (by the clock)", "peer": "one thread",
            "ours_s": clock[1], "peer_s": clock[0], "ratio": clock[0] / clock[1],
            "agreement": "same bytes, as the tests have it"}


def one_link(periods, gap=2e-6, link=0):
    """Return what the value of one link comes to, and how wide its bracket is."""
    whole, (value,) = take_out(grid(periods), [link], gap)
    half = (value.high - value.low) / 2
    return (f"{100 * value.best / whole.scale:.2f} % of the cost; bracket at a gap of {gap:g}: "
            f"+-{100 * half / value.best:.2g} % of the value")


def screening(periods):
    """Return a row: every link from the prices of one solution, time by link."""
    net = grid(periods)
    price = solve(net, 1e-3).price
    seconds, value = cpu(lambda: marginal_value(net, price))
    return {"work": f"screening of a link over {periods} half-hours", "peer": "-", "ours_s": seconds / value.shape[1],
            "peer_s": None, "ratio": None, "agreement": f"{value.shape[1]} links, both directions, from one solution"}


def year(gap, periods):
    """Return what one year takes."""
    found = solve(grid(periods), gap)
    return (f"gap {found.gap:.1e}, {found.iterations} steps, process at most "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def works(trial=False):
    """Return what can be measured by name: seconds that it takes on a quiet machine, and what returns its rows."""
    full, month = (2 * WEEK, WEEK) if trial else (YEAR, 4 * WEEK)

    def rows_of(weeks, peer):
        return lambda: [whole((1 if trial else weeks) * WEEK, peer)]

    return {
        "year": (15, lambda: [alone(f"grid, {full} half-hours to {gap:g}", lambda gap=gap: year(gap, full))
                              for gap in (1e-4, 1e-5)]),
        "clearing": (10, lambda: [clearing(WEEK if trial else 4 * WEEK)]),
        "week": (3, rows_of(1, "highspy simplex")), "month": (12, rows_of(4, "highspy simplex")),
        "quarter": (140, rows_of(13, "highspy simplex")),
        "piqp_week": (3, rows_of(1, "PIQP")), "piqp_month": (17, rows_of(4, "PIQP")),
        "piqp_quarter": (60, rows_of(13, "PIQP")),
        "hipo_month": (40, rows_of(4, "highspy HiPO")),
        "pypsa": (45, lambda: pypsa(2 if trial else 7, not trial)),
        "threads": (20, lambda: [threads(full)]),
        "toot": (15, lambda: [alone(f"TOOT of 30 links over {month} half-hours to 1e-6",
                                    lambda: f"{len(take_out(grid(month))[1])} links")]),
        "one_link": (25, lambda: [alone(f"value of one link over {full} half-hours", lambda: one_link(full))]),
        "screening": (8, lambda: [screening(full)]),
        "growth": (10, lambda: list(growth((1, 2), (20, 40), (1, 3)) if trial else growth())),
    }


def main(arguments=None):
    """Measure, print, and write JSON and the table of the method page."""
    known = works()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="rows of earlier calls are kept and replaced by work and peer")
    parser.add_argument("--only", nargs="*", choices=list(known), default=["clearing", "week"])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--trial", action="store_true", help="small sizes, to see that everything runs; writes no docs")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--docs", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.list:
        print("\n".join(f"{name:14s} some {seconds:4d} s" for name, (seconds, _) in known.items()))
        return
    solve(grid(48), 1e-3)   # what compiles is not counted
    rows = json.loads(chosen.json.read_text(encoding="utf-8")) if chosen.json and chosen.json.exists() else []
    for name in known if chosen.all else chosen.only:
        try:
            found = works(chosen.trial)[name][1]()
        except ImportError as error:
            print(f"{name}: left out, {error}", flush=True)
            continue
        for row in found:
            rows = [old for old in rows if (old["work"], old["peer"]) != (row["work"], row["peer"])] + [row]
            peer = "" if row["peer_s"] is None else f"{row['peer_s']:12.4g} s  {row['ratio']:7.1f} x"
            print(f"{row['work']:45s} {row['peer']:22s} {row['ours_s']:10.4g} s {peer:26s} {row['agreement']}",
                  flush=True)
        if chosen.json:
            chosen.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    if chosen.docs and not chosen.trial:
        into_docs(rows)


if __name__ == "__main__":
    main()
