"""Pictures of the link: its loss curve, and the depth of the sea along its route."""

import numpy as np

from sim.report.key_figures import number, value
from sim.report.plots.style import BRICK, MUTED, NAVY, OCHRE, SAND, SKY, TEAL, below, canvas, styled, thousands


@styled()
def loss(data):
    """Draw what the link loses, station by station, over the power sent."""
    sent = data["link_sent"].values
    rest = value(data, "link_no_load_sending") + value(data, "link_no_load_receiving")
    parts = (("cable", data["link_cable_loss"].values, NAVY, ""),
             ("sending station", data["link_sending_loss"].values, SKY, ""),
             ("receiving station", data["link_receiving_loss"].values, TEAL, "////"),
             ("stations at no load", np.full(sent.size, rest), SAND, ""))
    inside = sent >= 0.08 * sent[-1]
    shares = [100 * lost[inside] / sent[inside] for _, lost, _, _ in parts]
    full, mean = sum(share[-1] for share in shares), 100 * value(data, "link_loss_fraction")
    onward = "" if "Singapore" in str(data.attrs["landing"]) else ", with the grid that wheels it to Singapore"
    figure, axes = canvas(f"At full load the link loses {number(full, 1)} % of the power sent, over the year "
                          f"{number(mean, 1)} % of the energy{onward}")
    base = np.zeros(int(inside.sum()))
    for (text, _, shade, hatch), share in zip(parts, shares, strict=True):
        axes.fill_between(sent[inside], base, base + share, facecolor=shade, hatch=hatch, edgecolor="white",
                          linewidth=0.5, label=text)
        base = base + share
    axes.axhline(mean, color=BRICK, linestyle="--", linewidth=1.2,
                 label=f"energy-weighted, {'wheeling' if onward else 'outages'} included")
    thousands(axes.xaxis)
    axes.set(xlim=(sent[inside][0], sent[-1]), ylim=(0, 1.12 * max(base.max(), mean)),
             xlabel="power sent, all poles in service [MW]", ylabel="loss [% of the power sent]")
    axes.grid(axis="y")
    below(figure)
    return figure


@styled()
def depth(data):
    """Draw the depth of the sea along the route."""
    at, deep = data["route_distance"].values, data["route_depth"].values
    pieces, water = np.diff(at), np.maximum(0.5 * (deep[:-1] + deep[1:]), 0.0)
    mean = float(pieces @ water / pieces.sum())
    figure, axes = canvas(f"{number(at[-1])} km of cable lie {number(mean)} m deep on average, "
                          f"{number(deep.max())} m at most", size=(5.6, 2.7))
    lowest = 1.12 * max(float(deep.max()), 10.0)
    axes.fill_between(at, np.maximum(deep, 0.0), 0.0, facecolor=SKY, linewidth=0)
    axes.fill_between(at, np.clip(deep, 0.0, None), lowest, facecolor="#b8a888", linewidth=0)
    axes.fill_between(at, np.minimum(deep, 0.0), 0.0, where=deep < 0, facecolor="#b8a888", linewidth=0)
    axes.plot(at, deep, color=NAVY, linewidth=1.2)
    axes.axhline(0.0, color=MUTED, linewidth=0.8)
    deepest = int(deep.argmax())
    axes.plot(at[deepest], deep[deepest], "o", color=OCHRE, markeredgecolor=NAVY, markersize=6)
    thousands(axes.xaxis)
    axes.set(xlim=(at[0], at[-1]), ylim=(lowest, min(float(deep.min()), 0.0) - 0.04 * lowest),
             xlabel="distance from the hub [km]", ylabel="depth of the sea [m]")
    return figure
