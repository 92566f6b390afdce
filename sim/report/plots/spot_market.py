"""Pictures of Singapore's spot market: the supply stack, and the effect of the import on the price."""

import numpy as np

from sim.report.key_figures import number, value
from sim.report.plots.shapes import fine_marks
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

NAMES = {"must_run": "must run", "h_class": "H class", "f_class": "F class", "older_ccgt": "older", "steam": "steam",
         "open_cycle": "open cycle"}
COLOURS = {"must_run": PALE, "h_class": SKY, "f_class": SAND, "older_ccgt": OCHRE, "open_cycle": TEAL, "steam": BRICK}
UNMOVED = "The chosen model of the spot price does not respond to imports (market.price.model)."
NO_HOURS = "The run did not keep its hours."


def missing(data, title):
    """Figure that says why there is no spot market to draw, or None where there is."""
    if "time" not in data.dims:
        return empty(title, NO_HOURS)
    return None if "stack_price" in data else empty(title, UNMOVED)


@styled()
def stack(data):
    """Draw the supply stack with the range of demand, and how far the import shifts it."""
    none = missing(data, "Supply stack of Singapore")
    if none is not None:
        return none
    year, mean = int(data["operating_year"].values[0]), value(data, "stack_mean_import")
    demand, price = data["stack_demand"].values, data["stack_price"].values
    centre = value(data, "stack_mean_demand")
    moved = centre - mean
    at = np.interp([centre, moved], demand, price)
    change = 100.0 * (at[1] / at[0] - 1.0)
    figure, axes = canvas(f"In {year} a mean import of {number(mean)} MW moves Singapore down its supply stack: its "
                          f"price falls by {number(-change, 1)} %, from {number(at[0])} to {number(at[1])} USD/MWh",
                          size=(5.6, 3.7))
    ends = data["stack_class_end"].values
    last, top, start = float(ends[-1]), 2.2 * float(at[0]), 0.0
    shown = demand <= last
    for name, end in zip(data["plant_class"].values.tolist(), ends, strict=True):
        axes.axvspan(start, end, ymax=0.045, color=COLOURS.get(name, PALE), linewidth=0)
        if end - start > 0.06 * last:
            axes.text((start + end) / 2, 0.06 * top, NAMES.get(name, name), ha="center", fontsize=7.5)
        start = end
    axes.axvspan(value(data, "stack_low_demand"), value(data, "stack_high_demand"), ymin=0.045, color=PALE, alpha=0.5,
                 linewidth=0, label="demand, 5 to 95 % of the half-hours")
    axes.plot(demand[shown], np.minimum(price[shown], 2 * top), color=NAVY, label="price of the stack, before residual")
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
    """Draw the duration curve of the spot price, without the import and with it, and its course over the day."""
    none = missing(data, "Spot price of Singapore")
    if none is not None:
        return none
    year, reduction = int(data["operating_year"].values[0]), value(data, "first_year_spot_price_reduction")
    figure, (left, right) = canvas(
        f"In {year} the import lowers Singapore's spot price by {number(reduction, 1)} USD/MWh; consumers who pay it "
        f"save {number(value(data, 'first_year_consumer_saving') / 1e6)} million USD, which generators lose",
        size=(5.6, 3.4), columns=2)
    at = 100.0 * data["price_rank"].values
    for name, colour, dash in (("before", OCHRE, "--"), ("after", NAVY, "-")):
        text = "without the import" if name == "before" else "with the import"
        left.plot(at, np.maximum(data[f"spot_duration_{name}"].values, 1.0), color=colour, linestyle=dash, label=text)
        right.plot(np.arange(24) + 0.5, data[f"spot_by_hour_{name}"].values, color=colour, linestyle=dash)
    low = float(np.interp(95.0, at, data["spot_duration_after"].values))
    left.set(xscale="log", yscale="log", xlabel="share of the year at or above it [%]", ylabel="spot price [USD/MWh]",
             xlim=(at[0], 100.0), ylim=(max(0.8 * low, 1.0), None))
    right.set(xlabel="hour of the day in Singapore", ylabel="median price [USD/MWh]", xlim=(0, 24))
    right.set_ylim(0.8 * right.get_ylim()[0], None)
    right.set_xticks((0, 6, 12, 18, 24))
    thousands(left.xaxis, left.yaxis)
    fine_marks(left.xaxis, left.yaxis)
    left.grid(color=MUTED, alpha=0.25)
    right.grid(axis="y")
    below(figure, columns=2)
    return figure
