"""
Where the seconds and the memory of a case go: ``python benchmarks/profile_case.py [scenario]`` prints a table by part.

First the whole command, one thread, with compiled code warm: stages (wind, farm, hub, route, link, market), the rounds
of trade and finance, the analyses behind the summary, dataset, file and report. Then cases of a sweep: one whose wind
has another seed, so that little is shared with the case before, one with another price of gas, and one that shares all
but trade and finance. Beside the seconds of the processor stand yardsticks (see yardstick.py), and the most memory that
the process had held by the end of the part. ``--readme`` writes the table into the README, ``--json`` into a file.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from readme_base_case import README, between, table
from yardstick import accumulate, interleave

from sim import chain
from sim.case.stage_cache import Stages
from sim.report.page import page
from sim.results import netcdf_file
from sim.results.analyses import analyse
from sim.results.dataset import dataset
from sim.results.summary import summary
from sim.scenario.load import load
from sim.studies.case_figures import figures

PERIODS = 17520
"""Length of the yardstick: the half-hours of a year."""


class Part(NamedTuple):
    """One line of the table."""

    part: str
    seconds: float
    """Of the processor."""
    yardsticks: float
    peak_mb: float
    """Most memory that the process had held by the end of the part."""


class Clock:
    """Seconds of the processor by part."""

    def __init__(self):
        self.seconds, self.peak = {}, {}

    def part(self, name, work):
        """Return what a work returns, its seconds added to a part."""
        began = time.process_time()
        try:
            return work()
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began
            self.peak[name] = memory()

    def timed(self, name, function):
        """Return a function whose calls are counted under a part."""
        return lambda *given, **named: self.part(name, lambda: function(*given, **named))


def memory():
    """Return the most memory that the process has held. [MB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def command(scenario, clock):
    """Run a case as the command does, every part timed."""
    class TimedStages(Stages):
        """The stages of a case, each timed under its name."""

        def __call__(self, name, module, *before, reads=None):
            return clock.part(name, lambda: super(TimedStages, self).__call__(name, module, *before, reads=reads))

    trade, finance = chain.case_trade, chain.case_finance
    kept = (trade.trade, trade.add_imports, finance.close)
    chain.Stages, trade.trade, trade.add_imports, finance.close = (
        TimedStages, clock.timed("trade", trade.trade), clock.timed("trade", trade.add_imports),
        clock.timed("finance", finance.close))
    try:
        case = chain.run(scenario, workers=1)
    finally:
        chain.Stages, (trade.trade, trade.add_imports, finance.close) = Stages, kept
    analyses = clock.part("analyses", lambda: analyse(case))
    values = clock.part("summary", lambda: summary(case, analyses))
    data = clock.part("dataset", lambda: dataset(case, values, analyses))
    with tempfile.TemporaryDirectory() as folder:
        clock.part("results.nc", lambda: netcdf_file.write(Path(folder) / "results.nc", data))
    clock.part("report", lambda: page(data))


def swept(tables, clock, seed):
    """Run cases of a sweep, the first of them uncounted: of another seed, another price of gas, and another cost."""
    figures(tables, {"seed": seed})
    clock.part("swept case, new wind", lambda: figures(tables, {"seed": seed + 1}))
    clock.part("swept case, new price of gas", lambda: figures(tables, {
        "seed": seed + 1, "market.gas_price_sgd_per_gj": 17.0}))
    clock.part("swept case, new cost", lambda: figures(tables, {"seed": seed + 1, "cost.contingency": 0.05}))


def rows(name):
    """
    Return the table of a scenario.

    Parameters
    ----------
    name : str
        As `sim.load` takes it.

    Returns
    -------
    rows : list of Part
        Compiled code is warm.
    """
    scenario, clock = load(name), Clock()
    few = load(name, {"time.weather_years": 2, "time.traded_years": 2})
    command(few, Clock())
    command(scenario, clock)
    clock.seconds["whole command"], clock.peak["whole command"] = sum(clock.seconds.values()), memory()
    swept(name, clock, int(scenario.seed) + 1)
    yard = interleave(accumulate(np.random.default_rng(0).uniform(0, 2300, PERIODS)), budget=0.3).seconds[0]
    return [Part(part, seconds, seconds / yard, clock.peak[part]) for part, seconds in clock.seconds.items()]


def main():
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description="Where the seconds of a case go.")
    parser.add_argument("scenario", nargs="?", default="announced_2023")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--readme", action="store_true")
    given = parser.parse_args()
    found = rows(given.scenario)
    sys.stdout.write(f"{'part':<30}{'CPU seconds':>12}{'yardsticks':>14}{'peak MB':>10}\n")
    for part in found:
        sys.stdout.write(f"{part.part:<30}{part.seconds:>12.2f}{part.yardsticks:>14,.0f}{part.peak_mb:>10.0f}\n")
    if given.json:
        given.json.write_text(json.dumps([part._asdict() for part in found], indent=1), encoding="utf-8")
    if given.readme:
        body = table((f"part of `{given.scenario}`", "CPU seconds", "yardsticks", "peak memory, MB"),
                     [(p.part, f"{p.seconds:.2f}", f"{p.yardsticks:,.0f}", f"{p.peak_mb:.0f}") for p in found])
        README.write_text(between(README.read_text(encoding="utf-8"), "parts", body), encoding="utf-8")


if __name__ == "__main__":
    main()
