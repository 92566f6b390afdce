"""Figures for the tests of sweeps that take no time: what a case does follows from its battery."""

import os
import time
from pathlib import Path

from sim.errors import SundalinkError
from sim.results.summary_values import SUMMARY
from sim.scenario.load import load

UNLUCKY, BROKEN, DEADLY, DEADLY_ONCE, SLOW = 13.0, 14.0, 15.0, 16.0, 17.0
"""Power of a battery whose case is refused, meets a fault of the program, kills its worker, kills it the first time,
takes a minute. [MW]"""


def figures(tables, overrides):
    """Stand for a case: the required price is a smooth function of what is swept."""
    s = load(tables, overrides, "[sweep]")
    marks, power = os.environ.get("SWEEP_STUB_MARKS"), s.storage.power_mw
    if marks:
        with Path(marks, "runs.txt").open("a") as file:
            file.write(f"{power} {s.seed} {os.getpid()}\n")
    if power == UNLUCKY:
        raise SundalinkError("unlucky")
    if power == BROKEN:
        raise ZeroDivisionError("float division by zero")
    if power == DEADLY:
        os._exit(7)
    if power == DEADLY_ONCE and not Path(marks, "once").exists():
        Path(marks, "once").touch()
        os._exit(7)
    time.sleep(60.0 if power == SLOW else float(os.environ.get("SWEEP_STUB_SLEEP", "0")))
    price = 200.0 + 0.1 * power + 100.0 * s.finance.wacc + 1e-3 * (s.seed % 7) + 1e-3 * s.link.rating_mw
    years = [price - 1.0, price, price + 1.0]
    return {**dict.fromkeys(SUMMARY, power), "required_price": price, "min_dscr": 1.2 + power / 1000.0,
            "evidence": "screening", "seed": s.seed, "required_price_se": 0.577, "required_price_years": years,
            "cost_farm": 100.0, "cost_cable": price - 100.0}


def run(marks):
    """Return the cases that were begun: (power, seed)."""
    return [(float(power), float(seed)) for power, seed, _ in _lines(marks)]


def workers(marks):
    """Return the processes that began a case."""
    return list(dict.fromkeys(int(pid) for *_, pid in _lines(marks)))


def _lines(marks):
    """Return what was noted of each case that was begun."""
    path = Path(marks, "runs.txt")
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []
