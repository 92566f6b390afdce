"""Print where the seconds go: a whole command by part, and one case of a sweep; beside each the yardsticks."""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from yardstick import accumulate, interleave

from sim import chain
from sim.case.stage_cache import Stages, shared
from sim.report.page import page
from sim.results.analyses import analyse
from sim.results.dataset import dataset
from sim.results.summary import summary
from sim.scenario.load import load

PERIODS = 17520
"""Length of the yardstick: the half-hours of a year."""


class Clock:
    """Seconds of the processor by part."""

    def __init__(self):
        self.seconds = {}

    def part(self, name, work):
        """Return what a work returns, its seconds added to a part."""
        began = time.process_time()
        try:
            return work()
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began


class TimedStages(Stages):
    """The stages of a case, each timed."""

    clock = None

    def __call__(self, name, module, *before, reads=None):
        """Return the stage, its seconds counted under its name."""
        return self.clock.part(name, lambda: super(TimedStages, self).__call__(name, module, *before, reads=reads))


def command(scenario, clock):
    """Run a case as the command does, every part timed."""
    TimedStages.clock, chain.Stages = clock, TimedStages
    trade, close = chain.case_trade.trade, chain.case_finance.close
    chain.case_trade.trade = lambda *a, **k: clock.part("trade", lambda: trade(*a, **k))
    chain.case_finance.close = lambda *a, **k: clock.part("finance", lambda: close(*a, **k))
    try:
        case = chain.run(scenario, workers=1)
    finally:
        chain.Stages, chain.case_trade.trade, chain.case_finance.close = Stages, trade, close
    analyses = clock.part("analyses", lambda: analyse(case))
    figures = clock.part("summary", lambda: summary(case, analyses))
    data = clock.part("dataset", lambda: dataset(case, figures, analyses))
    clock.part("report", lambda: page(data))


def swept(scenario):
    """Return the seconds of one case of a sweep that shares all but trade and finance with others."""
    cache = shared()
    chain.run(scenario, cache=cache, keep=False, workers=1)
    began = time.process_time()
    chain.run(scenario, cache=cache, keep=False, workers=1)
    return time.process_time() - began


def rows(scenario):
    """
    Return the table.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    rows : list of (str, float, float)
        Part, seconds of one core, and yardsticks; compiled code is warm.
    """
    chain.run(load(scenario.model_dump(), {"time.weather_years": 1, "time.traded_years": 1}), workers=1)
    clock = Clock()
    command(scenario, clock)
    clock.seconds["command"] = sum(clock.seconds.values())
    clock.seconds["case"] = swept(scenario)
    yard = interleave(accumulate(np.random.default_rng(0).uniform(0, 2300, PERIODS)), budget=0.3).seconds[0]
    return [(part, seconds, seconds / yard) for part, seconds in clock.seconds.items()]


def main():
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="base")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    table = rows(load(given.scenario))
    sys.stdout.write(f"{'part':<12}{'seconds':>10}{'yardsticks':>14}\n")
    for part, seconds, yards in table:
        sys.stdout.write(f"{part:<12}{seconds:>10.2f}{yards:>14,.0f}\n")
    if given.json:
        given.json.write_text(json.dumps([dict(zip(("part", "seconds", "yardsticks"), row, strict=True))
                                          for row in table], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
