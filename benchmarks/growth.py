"""
How a case grows, beside its cost model: ``python benchmarks/growth.py`` draws ``growth.png`` and writes the page.

The page is docs/cost_model.md. Seconds of the processor that trade and finance of base take at a price, on one thread,
when one of the numbers of a case changes and the rest stays; what the stages before them gave is kept. A line through
the smallest and the largest number is the cost model's: a constant, and a cost for each. The cases of a sweep are whole
cases, each of another seed.
"""

import time
from itertools import count
from pathlib import Path

import numpy as np
from readme_base_case import between, table

from sim import chain
from sim.case.stage_cache import shared
from sim.report.plots.catalogue import save_figure
from sim.report.plots.style import MUTED, NAVY, canvas, styled
from sim.scenario.load import load
from sim.studies import case_figures

DOCS = Path(__file__).resolve().parents[1] / "docs"
PICTURE, PAGE = DOCS / "_static" / "growth.png", DOCS / "cost_model.md"
BUYER = {"node": "singapore", "width_mw": 50.0, "price_usd_per_mwh": 150.0}
SERIES = {
    "weather years": ("time.weather_years", (2, 5, 10, 20)),
    "outage histories": ("link.outage_draws", (1, 5, 10, 20)),
    "traded years": ("time.traded_years", (2, 3, 4, 6)),
    "further buyers": ("buyers", (0, 1, 2, 4)),
}
"""What grows: key, and the numbers that are tried."""
FEW = {"time.weather_years": 10, "contract.price": 220.0}
SWEPT = {"time.weather_years": 5, "time.traded_years": 2, "link.lives": 100, "uncertainty.cost.draws": 100}
CASES = (1, 2, 4)


def traded(changes):
    """Return the seconds of the processor that trade and finance of a case take once its stages are known."""
    scenario, cache, seconds = load("base", {**FEW, **changes}), shared(), []
    for _ in range(4):
        began = time.process_time()
        chain.run(scenario, cache=cache, keep=False, firmness=False, workers=1)
        seconds.append(time.process_time() - began)
    return min(seconds[1:])


def number_of(key, number):
    """Return the override that sets a number."""
    if key != "buyers":
        return {key: number}
    return {key: [{"name": f"buyer_{one}", **BUYER} for one in range(number)]}


def swept():
    """Return the seconds of one to some cases of a sweep, each of another seed."""
    seeds, found = count(1), []
    for cases in (0, *CASES):
        began = time.process_time()
        for _ in range(max(cases, 1)):
            case_figures.price_figures("base", {**SWEPT, "seed": next(seeds)})
        found.append(time.process_time() - began)
    return found[1:]


def main():
    """Measure, draw, write."""
    traded({})
    found = {name: (numbers, [traded(number_of(key, number)) for number in numbers])
             for name, (key, numbers) in SERIES.items()}
    found["cases of a sweep"] = (CASES, swept())
    save_figure(draw(found), PICTURE)
    rows = [(name, f"{numbers[0]} to {numbers[-1]}", f"{seconds[0]:.2f} to {seconds[-1]:.2f}",
             f"{1e3 * (seconds[-1] - seconds[0]) / (numbers[-1] - numbers[0]):.1f}")
            for name, (numbers, seconds) in found.items()]
    body = table(("number of", "from, to", "CPU seconds", "ms for each more"), rows)
    PAGE.write_text(between(PAGE.read_text(encoding="utf-8"), "growth", body), encoding="utf-8")


@styled()
def draw(found):
    """Return the picture of the seconds against each number."""
    figure, axes = canvas("A case grows in proportion to what it is made of", size=(9.0, 4.8), columns=3, rows=2)
    for axis, (name, (numbers, seconds)) in zip(np.ravel(axes), found.items(), strict=False):
        axis.plot(numbers, seconds, "o", color=NAVY, label="measured")
        axis.plot(numbers[::len(numbers) - 1], seconds[::len(seconds) - 1], "--", color=MUTED, label="straight line")
        axis.set(xlabel=f"{name} [-]", ylabel="CPU time [s]", xticks=numbers, ylim=(0.0, 1.15 * max(seconds)))
    np.ravel(axes)[0].legend(loc="lower right", frameon=False)
    np.ravel(axes)[-1].set_axis_off()
    return figure


if __name__ == "__main__":
    main()
