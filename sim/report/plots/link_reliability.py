"""Pictures of reliability: duration and frequency of outages, and availability of the link over many lives."""

import numpy as np

from sim.report.key_figures import number, value
from sim.report.plots.shapes import bars, fine_marks
from sim.report.plots.style import (
    BRICK,
    DASHES,
    INK,
    MARKS,
    MUTED,
    NAVY,
    OCHRE,
    PALE,
    SKY,
    TEAL,
    below,
    canvas,
    styled,
    thousands,
)

SHORTEST, FIRST = 12.0, 1.0
"""Length from which outages are counted in the records, and where the picture begins. [h]"""
TAIL = (1000.0, 3500.0)
"""Outages of cables in Great Britain. [h]"""


@styled()
def outages(data):
    """Draw how many outages a year last longer than so many hours, beside the records of built links."""
    at, none, some = (data[name].values for name in ("outage_duration", "outage_rate", "pole_outage_rate"))
    tail = float(np.interp(TAIL[0], at, none))
    often = f"once in {number(1.0 / tail)} years" if tail > 1e-4 else "hardly ever"
    figure, axes = canvas(f"For {number(TAIL[0])} h or longer the link is fully out {often}", size=(5.6, 3.9))
    axes.axvspan(*TAIL, color=PALE, linewidth=0, label="cable faults in Great Britain")
    for rate, shade, dash, text in ((some, SKY, "-", "any pole out"), (none, NAVY, "-", "no power at all")):
        seen = rate > 0
        axes.plot(at[seen], rate[seen], color=shade, linestyle=dash, linewidth=1.8, label=text)
    for link, rate, median, mark, shade, dash in zip(
            data["recorded_link"].values.tolist(), data["recorded_rate"].values, data["recorded_median"].values, MARKS,
            (OCHRE, BRICK, TEAL), DASHES[1:], strict=False):
        axes.plot([SHORTEST, median], [rate, rate / 2], color=shade, linestyle=dash, marker=mark, markersize=5,
                  linewidth=1.0, label=f"{link}, on record")
    axes.set(xscale="log", yscale="log", xlim=(FIRST, at[-1]), ylim=(1e-3, 40.0),
             xlabel="duration of an outage [h]", ylabel="outages a year that last longer [1/yr]")
    thousands(axes.xaxis)
    axes.yaxis.set_major_formatter(lambda v, _: f"{v:g}")
    fine_marks(axes.xaxis, axes.yaxis)
    axes.grid()
    below(figure)
    return figure


@styled()
def lives(data):
    """Draw the availability of the link over many lives."""
    found = 100.0 * data["life_availability_by_life"].values
    low, mid, high = (100.0 * value(data, f"p{p}_life_availability") for p in (90, 50, 10))
    figure, axes = canvas(f"Availability of the link over its life: {number(mid, 1)} % in the median, "
                          f"{number(low, 1)} % or more in nine of ten lives", size=(5.6, 3.9))
    first = min(np.quantile(found, 0.005), high - 1.0)
    edges = np.linspace(first, 100.0 if found.max() > 99.0 else found.max() + 0.1, 41)
    share = np.histogram(np.clip(found, first, None), edges)[0] * 100.0 / found.size
    bars(axes, (edges[1:] + edges[:-1]) / 2, share, width=edges[1] - edges[0], facecolor=SKY, edgecolor="white",
         linewidth=0.5)
    top = axes.get_ylim()[1]
    for edge, text, side in ((low, "P90", "right"), (mid, "P50", "right"), (high, "P10", "left")):
        axes.axvline(edge, color=INK if text == "P50" else MUTED, linestyle="-" if text == "P50" else "--",
                     linewidth=1.2)
        axes.text(edge, 1.01 * top, f"{text} {number(edge, 1)}", ha=side, va="bottom", fontsize=8)
    axes.set(xlim=(edges[0], edges[-1]), ylim=(0, top), xlabel="availability over a life [% of poles and time]",
             ylabel="lives [%]")
    axes.grid(axis="y")
    return figure
