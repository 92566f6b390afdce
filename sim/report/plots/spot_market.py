"""Pictures of Singapore's spot market: the supply stack, and what the import does to the price."""

import numpy as np

from sim import clock
from sim.case.market import prices
from sim.market.clearing import clearing, effect
from sim.report.key_figures import number, scenario
from sim.report.plots.style import (
    BRICK,
    INK,
    MUTED,
    NAVY,
    OCHRE,
    PALE,
    SAND,
    SKY,
    TEAL,
    below,
    canvas,
    empty,
    styled,
    thousands,
)
from sim.scenario.load import load
from sim.units import HOURS_PER_YEAR

NAMES = {"must_run": "must run", "h_class": "H class", "f_class": "F class", "older_ccgt": "older", "steam": "steam",
         "open_cycle": "open cycle"}
COLOURS = {"must_run": PALE, "h_class": SKY, "f_class": SAND, "older_ccgt": OCHRE, "open_cycle": TEAL, "steam": BRICK}
UNMOVED = "This model of the spot price knows no import (market.price.model)."
NO_HOURS = "The run did not keep its hours."


def quoted(data, years=4):
    """
    Return the spot market of the first traded year as the run had it.

    Parameters
    ----------
    data : xarray.Dataset
        Results with their hours.
    years : int
        Most weather years.

    Returns
    -------
    year : int
        Operating year.
    demand : array, shape (time,)
        System demand. [MW]
    quotes : list of sim.market.clearing.Quote
        Of each weather year.
    delivered : array, shape (weather_year, time)
        Import in the first draw. [MW]
    """
    year, delivered = int(data["operating_year"].values[0]), data["delivered_power"].values[0, :years].astype(float)
    s = load(scenario(data), {"time.period_h": HOURS_PER_YEAR / delivered.shape[-1]})
    demand, quotes = prices(s, year, len(delivered))
    return year, demand, quotes, np.maximum(delivered, 0.0)


@styled()
def stack(data):
    """Draw the supply stack with the range of demand, and how far the import shifts it."""
    if "time" not in data.dims:
        return empty("Supply stack of Singapore", NO_HOURS)
    year, _, quotes, delivered = quoted(data)
    quote = quotes[0]
    if quote.stack is None:
        return empty("Supply stack of Singapore", UNMOVED)
    net, mean = quote.net, float(delivered.mean())
    centre, moved = float(net.mean()), float(net.mean()) - mean
    at = np.interp([centre, moved], *quote.stack)
    change = 100.0 * (at[1] / at[0] - 1.0)
    figure, axes = canvas(f"In {year} a mean import of {number(mean)} MW moves Singapore down its supply stack: its "
                          f"price falls by {number(-change, 1)} %, from {number(at[0])} to {number(at[1])} USD/MWh",
                          size=(5.6, 3.7))
    last = quote.classes[-1][1]
    seen = quote.stack[0] <= last
    top = 2.2 * float(at[0])
    start = 0.0
    for name, end in quote.classes:
        axes.axvspan(start, end, ymax=0.045, color=COLOURS.get(name, PALE), linewidth=0)
        if end - start > 0.06 * last:
            axes.text((start + end) / 2, 0.06 * top, NAMES.get(name, name), ha="center", fontsize=7.5)
        start = end
    low, high = np.quantile(net, (0.05, 0.95))
    axes.axvspan(low, high, ymin=0.045, color=PALE, alpha=0.5, linewidth=0, label="demand, 5 to 95 % of the half-hours")
    axes.plot(quote.stack[0][seen], np.minimum(quote.stack[1][seen], 2 * top), color=NAVY,
              label="price of the stack, before the residual")
    axes.plot([centre, moved], at, "o", color=BRICK, markersize=4.5, zorder=4)
    axes.annotate("", (moved, at[1]), (centre, at[0]), zorder=5,
                  arrowprops={"arrowstyle": "->", "color": BRICK, "lw": 1.6, "shrinkA": 0, "shrinkB": 0})
    axes.annotate(f"mean demand {number(centre)} MW,\nless the import {number(moved)} MW", (moved, at[1]), (-8, 14),
                  textcoords="offset points", ha="right", color=INK)
    axes.set(xlim=(0, last), ylim=(0, top), xlabel="demand met by the stack [MW]", ylabel="price [USD/MWh]")
    thousands(axes.xaxis)
    axes.grid(axis="y")
    below(figure, columns=2)
    return figure


@styled()
def spot(data):
    """Draw how long which spot price holds, before the import and behind it, and by hour of the day."""
    if "time" not in data.dims:
        return empty("Spot price of Singapore", NO_HOURS)
    year, demand, quotes, delivered = quoted(data)
    if quotes[0].stack is None:
        return empty("Spot price of Singapore", UNMOVED)
    dt = quotes[0].dt
    before = np.stack([q.spot for q in quotes])
    after = np.stack([clearing(q, power) for q, power in zip(quotes, delivered, strict=True)])
    fall, saving = np.mean([effect(demand, *pair, dt) for pair in zip(before, after, strict=True)], axis=0)
    figure, (left, right) = canvas(
        f"In {year} the import lowers Singapore's spot price by {number(fall, 1)} USD/MWh; consumers who pay it save "
        f"{number(saving / 1e6)} million USD, which generators lose", size=(5.6, 3.4), columns=2)
    rank = np.unique(np.geomspace(1, before.shape[1], 400).astype(int)) - 1
    at = (rank + 0.5) / before.shape[1] * 100.0
    hour = clock.hour_of_day(dt).astype(int)
    for price, colour, dash, text in ((before, OCHRE, "--", "without the import"), (after, NAVY, "-", "behind it")):
        ranked = np.sort(price, axis=1)[:, ::-1].mean(axis=0)
        left.plot(at, np.maximum(ranked[rank], 1.0), color=colour, linestyle=dash, label=text)
        course = [np.median(price[:, hour == h]) for h in range(24)]
        right.plot(np.arange(24) + 0.5, course, color=colour, linestyle=dash)
    left.set(xscale="log", yscale="log", xlabel="share of the year at or above it [%]", ylabel="spot price [USD/MWh]",
             xlim=(at[0], 100.0), ylim=(max(0.8 * float(np.quantile(after, 0.05)), 1.0), None))
    right.set(xlabel="hour of the day in Singapore", ylabel="median price [USD/MWh]", xlim=(0, 24))
    right.set_ylim(0.8 * right.get_ylim()[0], None)
    right.set_xticks((0, 6, 12, 18, 24))
    thousands(left.xaxis, left.yaxis)
    left.grid(color=MUTED, alpha=0.25)
    right.grid(axis="y")
    below(figure, columns=2)
    return figure
