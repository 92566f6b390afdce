"""Picture of a week of a grid: generation, imports and storage in the most important zones."""

import numpy as np

from sim.clock import SGT
from sim.report.plots.grid_prices import shown_zones
from sim.report.plots.style import BRICK, INK, MUTED, NAVY, OCHRE, PALE, SAND, SKY, TEAL, below, canvas, styled

COLOURS = {"nuclear": "#7b6fa8", "geothermal": "#c7a0a0", "biomass": "#8a9a5b", "waste": "#b9b39a", "coal": "#4a4a4a",
           "gas": OCHRE, "oil": BRICK, "import": "#dcc9e6", "other": PALE, "hydro": NAVY, "wind": TEAL, "sun": SAND,
           "battery": "#e08fa0"}
"""Technology -> colour; neighbours in the stack differ in lightness."""

AHEAD = np.timedelta64(int(SGT), "h")
"""Of the data's clock, which is UTC: days begin at midnight in Singapore."""

FIGURES = 4
"""Zones that are shown."""

IMPORT = SKY


def week(data):
    """Return the steps of the first whole week, or of all there is."""
    return slice(0, min(data.sizes["time"], round(168 / float(data.attrs["period_h"]))))


def imports(data, zone):
    """Return the net import of a zone in each step of the first weather year, shape (time,). [MW]"""
    names = [str(name) for name in data["zone"].values]
    flow, loss = data["flow"].values[0], data["loss"].values[0]
    net = np.zeros(data.sizes["time"])
    for n in range(data.sizes["corridor"]):
        start, end = (names.index(str(data[key].values[n])) for key in ("from_zone", "to_zone"))
        if zone == end:
            net += np.where(flow[:, n] > 0, flow[:, n] - loss[:, n], flow[:, n])
        if zone == start:
            net -= np.where(flow[:, n] > 0, flow[:, n], flow[:, n] + loss[:, n])
    return net


@styled()
def grid_dispatch(data):
    """Draw a week of generation, import and demand in four zones."""
    part, zones = week(data), shown_zones(data)
    names = list(data["zone"].values)
    chosen = ([names.index("SG")] if "SG" in names else []) + [n for n in zones if names[n] != "SG"]
    chosen = chosen[:FIGURES]
    share = [float(imports(data, n)[part].clip(min=0).sum() / max(data["demand"].values[0][part, n].sum(), 1e-9))
             for n in chosen]
    first = chosen[int(np.argmax(share))]
    title = (f"A week from {str(data['time'].values[0] + AHEAD)[:10]}: {names[first]} imports "
             f"{100 * max(share):.0f} % of its demand")
    rows = (len(chosen) + 1) // 2
    figure, axes = canvas(title, size=(8.6, 0.8 + 2.4 * rows), rows=rows, columns=min(2, len(chosen)), squeeze=False,
                          sharex=True)
    for n, panel in zip(chosen, axes.ravel(), strict=False):
        _panel(panel, data, n, part)
    for panel in axes.ravel()[len(chosen):]:
        panel.set_axis_off()
    for panel in axes[-1]:
        panel.set_xlabel("day")
    below(figure, columns=8)
    return figure


def _panel(axes, data, zone, part):
    """Draw one zone: technologies and import upwards, export and charging downwards, the line is demand."""
    step = float(data.attrs["period_h"]) / 24.0
    made, kinds = data["generation"].values[0, part, zone], list(data["technology"].values)
    day = np.arange(made.shape[0]) * step
    net = imports(data, zone)[part] / 1e3
    base = np.zeros(day.size)
    for n, kind in enumerate(kinds):
        if made[:, n].max() > 0.5:
            axes.fill_between(day, base, base + made[:, n] / 1e3, color=COLOURS[kind], linewidth=0, label=str(kind))
            base = base + made[:, n] / 1e3
    if net.max() > 0.001:
        axes.fill_between(day, base, base + net.clip(min=0), facecolor=IMPORT, linewidth=0.01, hatch="////",
                          edgecolor="white",
                          label="net import")
    down = -data["charging"].values[0, part, zone] / 1e3
    axes.fill_between(day, 0.0, down, color=COLOURS["battery"], linewidth=0, alpha=0.6)
    axes.fill_between(day, down, down + net.clip(max=0), color=IMPORT, linewidth=0, alpha=0.6)
    axes.plot(day, data["demand"].values[0, part, zone] / 1e3, color=INK, linewidth=1.1, label="demand")
    axes.axhline(0.0, color=MUTED, linewidth=0.6)
    axes.set_title(str(data["zone_title"].values[zone]), fontsize=8.5, loc="left")
    axes.set_ylabel("GW")
    axes.set_xlim(0, day[-1] + step)
