"""
How the exact trade grows with cases and with periods: ``python benchmarks/scaling.py`` draws it and writes the README.

A case is the base case with a battery and a price of its own: its bids become reward curves, the optimum is found, the
ledger is drawn up and its balances are checked. Two threads share the cases; each has one set of arrays that it writes
over and over, so that memory does not grow with the number of cases.
"""

import resource
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from readme_base_case import README, between, table
from works import base, plain

from sim.case import bids
from sim.report.plots.catalogue import save_figure
from sim.report.plots.style import MUTED, NAVY, below, canvas, styled
from sim.trade import dispatch
from sim.trade.perfect_foresight import perfect_foresight

PICTURE = Path(__file__).with_name("scaling.png")
CASES = (30, 100, 300, 1000)
YEARS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
THREADS = 2


def many(count, threads=THREADS):
    """Trade so many cases of a year of half-hours, on some threads; return the seconds it took and their revenue."""
    b = base()
    view, dt = bids.link_states(b.link, b.line), b.scenario.time.period_h

    def block(numbers):
        earned, room = [], bids.space(b.scenario, b.link, b.market)
        for number in numbers:
            share = (number + 1) / count
            battery = b.scenario.storage.battery.bind()(200.0 + 600.0 * share, 800.0 + 2400.0 * share, dt, 0.0)
            offer = bids.offers(b.scenario, b.link, b.line, b.market, 150.0 + 150.0 * share, room)(
                0, states=b.poles)
            start = np.array([0.5 * (battery.low + battery.high)])
            ledger = dispatch.year(perfect_foresight, b.power, b.poles, offer, view, battery, dt, start)[0]
            earned.append(float(ledger.buyer_revenue.sum()))
        return earned

    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(block, np.array_split(np.arange(count), threads)))
    return time.perf_counter() - begun, np.concatenate(found)


def long(years):
    """Return the seconds of one optimum over some years of half-hours."""
    store = plain(0.5)
    times, periods = int(np.ceil(years)), round(years * store.available.size)

    def tile(array):
        """Repeat the years of an array, the segments of a period still together in memory."""
        return np.tile(array.swapaxes(1, 2), (1, times, 1))[:, :periods].copy().swapaxes(1, 2)

    whole = store._replace(available=np.tile(store.available, times)[:periods], reward=store.reward._replace(
        width=tile(store.reward.width), value=tile(store.reward.value), state=np.zeros(periods, dtype=np.int8)))
    perfect_foresight(*whole)
    seconds = []
    for _ in range(7):
        begun = time.perf_counter()
        perfect_foresight(*whole)
        seconds.append(time.perf_counter() - begun)
    return float(np.median(seconds))


def memory():
    """Return the most memory that the process has held. [MB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def main():
    """Measure, draw, write."""
    many(4)
    rows, taken = [], []
    for count in CASES:
        seconds, _ = many(count)
        taken.append(seconds)
        rows.append((f"{count:,}", f"{seconds:.3g}", f"{1e3 * seconds / count:.3g}", f"{memory():.0f}"))
    spans = [long(years) for years in YEARS]
    slope = np.polyfit(np.log(YEARS), np.log(spans), 1)[0]
    save_figure(draw(taken, spans, slope), PICTURE)
    body = table(("cases, each a year of half-hours", "seconds, two threads", "ms a case", "peak memory, MB"), rows)
    README.write_text(between(README.read_text(encoding="utf-8"), "scaling", body), encoding="utf-8")


@styled()
def draw(taken, spans, slope):
    """Return the picture of the time against cases, and against periods."""
    figure, (left, right) = canvas(
        f"The exact trade grows in proportion: {CASES[-1]:,} cases in {taken[-1]:.1f} s, and time with the "
        f"{slope:.2f}th power of the periods", size=(7.2, 3.2), columns=2)
    left.loglog(CASES, taken, "o-", color=NAVY, label="measured")
    left.loglog(CASES, taken[-1] * np.array(CASES) / CASES[-1], "--", color=MUTED, label="in proportion")
    left.set(xlabel="cases, each a year of half-hours [-]", ylabel="time on two threads [s]")
    periods = np.array(YEARS) * 17520
    right.loglog(periods, 1e3 * np.array(spans), "s-", color=NAVY, label="measured")
    right.loglog(periods, 1e3 * spans[-1] * periods / periods[-1], "--", color=MUTED, label="in proportion")
    right.set(xlabel="half-hours in one optimum [-]", ylabel="time [ms]")
    below(figure, columns=2)
    return figure


if __name__ == "__main__":
    main()
