"""
A whole case against what a user would build instead: ``python benchmarks/peers_case.py [--sample 2] [--readme]``.

The case: `base` over twenty weather years and four traded years of 17,520 half-hours, perfect foresight, one outage
history, a contract at a given price that takes what is produced. Ours is the whole chain, from drawing the wind to the
required price, on one thread. What is compared, and what each side does:

- PyPSA with HiGHS: the trade alone. Wind at the hub, prices and outages are given to it, and so are the parts of the
  cable's loss. A year is a network of its own, built and solved as PyPSA is used. Only a few of the eighty years are
  solved; the seconds of all are those of the sample times eighty over its size, an extrapolation and called so. The
  agreement is of the gain of the sampled years.
- numpy by hand: the chain as one would write it in an afternoon. Wind, prices and outages are given to it. Power by
  `np.interp`, one factor for wakes and losses, a loss of the cable in two terms, the battery by dynamic programming
  over some tens of levels (all eighty years at once, a loop over half-hours), cash flow, and the price by an annuity.
  It knows no directions, bids in Viet Nam, tax or loans. The agreement is of the energy delivered.

Seconds of the processor (`time.process_time`, children included), which other work on the machine lengthens little.
"""

import argparse
import json
import os
import time
import warnings
from pathlib import Path

import numpy as np
from readme_base_case import README, between, table

from sim import chain
from sim.farm import power_curve
from sim.results.pypsa_network import one_year, pypsa_network
from sim.scenario.load import load
from sim.trade.perfect_foresight import perfect_foresight

KEYS = {"time.weather_years": 20, "time.traded_years": 4, "time.period_h": 0.5, "link.outage_draws": 1,
        "trade.policy.model": "perfect_foresight", "contract.price": 250.0, "contract.terms.model": "pay_as_produced"}
LEVELS = 33
"""Levels of the battery in the chain by hand."""
LIFE, WACC = 30, 0.08
"""Of the annuity by hand. [yr], [-]"""
DOCS = Path(__file__).resolve().parents[1] / "docs" / "cost_model.md"


def cpu(work):
    """Return seconds of the processor that a work took, and what it returns."""
    began = os.times()
    found = work()
    spent = os.times()
    return sum(spent[:4]) - sum(began[:4]), found


def of_pypsa(scenario, sample, days=None):
    """Return seconds that PyPSA takes for a sample of years, how many there are, and the gap of their gain."""
    import logging

    for name in ("pypsa", "linopy"):
        logging.getLogger(name).setLevel(logging.ERROR)
    spent, gains = 0.0, []
    for weather in np.unique(np.linspace(0, scenario.time.weather_years - 1, sample).astype(int)):
        given = one_year(scenario, weather_year=int(weather), days=days)
        seconds, cost = cpu(lambda given=given: solved(pypsa_network(given)))
        spent += seconds
        gains.append((climbed(given), -cost))
    ours, theirs = np.sum(gains, axis=0)
    return spent, len(gains), theirs / ours - 1.0


def solved(network):
    """Return the least cost that PyPSA finds with HiGHS. [USD]"""
    network.optimize(solver_name="highs", include_objective_constant=False, progress=False,
                     solver_options={"output_flag": False})
    return network.objective


def climbed(given):
    """Return what our optimum of the same year earns, as PyPSA counts it. [USD]"""
    best = perfect_foresight(given.available + given.supply, given.reward, given.battery, given.dt, given.start[0])
    state = given.state, slice(None), np.arange(given.state.size)
    width, value = given.reward.width[state].T, given.reward.value[state].T
    power = np.clip(best.offered - (np.cumsum(width, axis=0) - width), 0.0, width)
    wear = given.battery.wear * float(np.maximum(-best.flow, 0.0).sum())
    back = float((given.network.hub.width * given.network.hub.value)[1].sum())
    return given.dt * (float((power * value).sum()) - wear - back)


def by_hand(case):
    """
    Return energy delivered in a year [MWh] and price [USD/MWh] by a plain chain; `case` gives wind, prices and costs.

    Notes
    -----
    Backward over half-hours the value of each level is the best, over the moves that the battery's power allows, of
    what the half-hour earns and the value of where it ends; forward, the best moves are taken.
    """
    s, dt = case.scenario, case.scenario.time.period_h
    at, value, _ = power_curve.knots(case.farm.turbine)
    hub = case.wind.speed * np.cbrt(case.wind.density / 1.225)
    shares = 1.0 - (case.hub.wake_loss + case.hub.availability_loss + case.hub.other_loss
                    + case.hub.collection_loss) / case.hub.gross
    wind = case.farm.count * np.interp(hub, at, value, left=0.0) * (case.wind.speed <= case.farm.turbine.cut_out)
    power = (shares[:, None, None] * wind).reshape(-1, wind.shape[-1])
    spot = np.concatenate([market.valued for market in case.market])
    full = case.link.transfers[-1]
    most, back = float(full.sent[-1]), float(full.received[-1])
    poles = case.link.poles[0] / case.link.configuration.poles
    poles = np.tile(poles, (len(case.hub.power), 1)).T   # (time, year)
    limit, curve = most * poles, (1.0 - back / most) / most / np.maximum(poles, 0.5)   # loss as the square of the power

    def landed(sent, t):
        sent = np.minimum(sent, limit[t][:, None])
        return sent - curve[t][:, None] * sent**2

    def earned(sent, t):
        power = landed(sent, t)
        first = np.minimum(power, s.contract.terms.width_mw)
        return dt * (s.contract.price * first + spot[:, t, None] * (power - first))

    energy, into = s.storage.energy_mwh, np.sqrt(s.storage.battery.round_trip)
    step = energy / (LEVELS - 1)
    reach = int(s.storage.power_mw * dt // step)
    moves = np.arange(-reach, reach + 1)
    flow = np.where(moves > 0, moves * step / into, moves * step * into) / dt   # charged at the hub [MW]
    end = np.arange(LEVELS)[:, None] + moves
    inside, place = (end >= 0) & (end < LEVELS), np.clip(end, 0, LEVELS - 1)
    worth = np.zeros((power.shape[0], LEVELS))
    taken = np.empty((power.shape[1], power.shape[0], LEVELS), np.int8)
    for t in range(power.shape[1] - 1, -1, -1):
        sent = power[:, t, None] - flow
        gain = np.where(sent >= 0.0, earned(np.maximum(sent, 0.0), t), -np.inf)
        total = np.where(inside, gain[:, None, :] + worth[:, place], -np.inf)
        taken[t] = total.argmax(-1)
        worth = total.max(-1)
    level, every, delivered = np.full(power.shape[0], LEVELS // 2), np.arange(power.shape[0]), 0.0
    for t in range(power.shape[1]):
        move = taken[t, every, level]
        delivered += dt * float(landed((power[:, t] - flow[move])[:, None], t).sum())
        level = level + moves[move]
    delivered /= power.shape[0]
    capex = sum(part.capex for part in case.finance.components)
    opex = sum(part.fixed_opex for part in case.finance.components)
    return delivered, (capex * WACC / (1.0 - (1.0 + WACC) ** -LIFE) + opex) / delivered


def rows(sample=2, **more):
    """
    Return the table.

    Parameters
    ----------
    sample : int
        Years that PyPSA solves.
    **more
        ``keys``: overrides of the scenario; ``days``: of PyPSA's years, for a trial.

    Returns
    -------
    rows : list of dict
    """
    keys = {**KEYS, **more.get("keys", {})}
    scenario = load("base", keys)
    small = load("base", {**keys, "time.weather_years": 1, "time.traded_years": 1})
    chain.run(small, workers=1, keep=False, firmness=False)   # compiles
    ours, case = cpu(lambda: chain.run(scenario, workers=1, keep=False, firmness=False))
    years = scenario.time.weather_years * scenario.time.traded_years
    work = f"{scenario.time.weather_years} weather years x {scenario.time.traded_years}, perfect foresight"
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            spent, count, gap = of_pypsa(scenario, sample, more.get("days"))
        except ImportError as missing:
            print(f"skipped: {missing}")
        else:
            found.append({"work": work, "peer": f"PyPSA (HiGHS), {count} of {years} years solved, extrapolated",
                          "ours_s": ours, "peer_s": spent * years / count, "agreement": f"gain {gap:+.1g}"})
    theirs, (energy, _) = cpu(lambda: by_hand(case))
    gap = energy / float(case.traded.annual.delivered.mean()) - 1.0
    found.append({"work": work, "peer": f"numpy by hand, {LEVELS} levels", "ours_s": ours, "peer_s": theirs,
                  "agreement": f"energy {100 * gap:+.2g} %"})
    return [{**row, "ratio": row["peer_s"] / row["ours_s"]} for row in found]


def main(arguments=None):
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description="A whole case against other tools.")
    parser.add_argument("--sample", type=int, default=2, help="years that PyPSA solves")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--readme", action="store_true", help="write the rows into README and docs")
    parser.add_argument("--trial", action="store_true", help="a small case and two days, to see that it runs")
    given = parser.parse_args(arguments)
    few = {"keys": {"time.weather_years": 2, "time.traded_years": 2}, "days": 2} if given.trial else {}
    began = time.perf_counter()
    found = rows(given.sample, **few)
    body = table(("work", "peer", "ours, CPU s", "peer, CPU s", "ratio", "agreement"),
                 [(r["work"], r["peer"], f"{r['ours_s']:.3g}", f"{r['peer_s']:.3g}", f"{r['ratio']:.3g}",
                   r["agreement"]) for r in found])
    print(f"{body}{time.perf_counter() - began:.0f} s by the clock")
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if given.readme:
        for path in (README, DOCS):
            path.write_text(between(path.read_text(encoding="utf-8"), "peers case", body), encoding="utf-8")


if __name__ == "__main__":
    main()
