"""Pictures of the trade of a grid: a map with mean flow, direction and congestion, and the rent of each corridor."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.lines import Line2D

from sim.inputs import bathymetry
from sim.report.plots.style import BRICK, INK, MUTED, NAVY, OCHRE, PALE, SAND, SKY, canvas, empty, styled, thousands
from sim.results.grid_congestion import congested
from sim.results.grid_year import year_factor

PRICES = LinearSegmentedColormap.from_list("prices", ["#faf5e6", SAND, OCHRE, BRICK, "#4d1710"])
"""From cheap to dear, ever darker: it is read in grey as well."""
DARK = 0.6
"""Share of the range of prices from which letters on a zone are white. [-]"""
LATER = (("below 10 % of the time", "#a9b1ba"), ("10 to 50 %", OCHRE), ("above 50 %", BRICK))
WIDEST = 9.0
"""Width of the line of the largest mean flow. [points]"""


@styled()
def grid_map(data):
    """Draw zones by their mean price and corridors by their mean flow and how often they are full."""
    mean = data["price"].mean(("weather_year", "time")).values
    flow = data["flow"].mean(("weather_year", "time")).values
    title = _finding(data, mean, flow)
    figure, axes = canvas(title, size=(8.6, 8.2))
    x, y = data["longitude"].values, data["latitude"].values
    _land(axes, x, y)
    names, full = list(data["zone"].values), congested(data)
    scale = max(np.abs(flow).max(initial=0.0), 1.0)
    for n in range(data.sizes["corridor"]):
        ends = [names.index(str(data[key].values[n])) for key in ("from_zone", "to_zone")]
        if flow[n] < 0:
            ends.reverse()
        colour = LATER[0 if full[n] < 0.1 else 1 if full[n] < 0.5 else 2][1]
        _arrow(axes, x[ends], y[ends], abs(flow[n]), scale, colour)
    norm = Normalize(np.nanmin(mean), max(np.nanmax(mean), np.nanmin(mean) + 1.0))
    axes.scatter(x, y, s=260, c=mean, cmap=PRICES, norm=norm, edgecolors=INK, linewidths=0.8, zorder=4)
    for n, name in enumerate(names):
        axes.text(x[n], y[n], name, ha="center", va="center", fontsize=5.6, fontweight="bold", zorder=5,
                  color="white" if norm(mean[n]) > DARK else INK)
        axes.text(*_beside(n, x, y), f"{mean[n]:.0f}", fontsize=6.5, color=INK, zorder=5, ha="center", va="center",
                  bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.6})
    axes.set_aspect(1.0 / np.cos(np.radians(8.0)))
    axes.set(xlabel="longitude, deg E", ylabel="latitude, deg N")
    figure.colorbar(ScalarMappable(norm, PRICES), ax=axes, shrink=0.55, label="mean price, USD/MWh")
    handles = [Line2D([], [], color=colour, linewidth=3, label=f"full {text}") for text, colour in LATER]
    handles += [Line2D([], [], color=MUTED, linewidth=_width(size, scale), label=f"{size:,.0f} MW on average")
                for size in (scale / 10, scale)]
    figure.legend(handles=handles, loc="outside lower left", ncols=5)
    return figure


def _land(axes, x, y):
    """Draw land and coasts around the zones, and set the limits of the map."""
    limits = [(values.min() - room, values.max() + room) for values in (x, y)
              for room in (0.06 * np.ptp(values) + 0.5,)]
    relief = bathymetry.coasts()
    ground = relief.longitude, relief.latitude, relief.elevation
    axes.contourf(*ground, levels=[0.0, 1e4], colors=["#eceae4"], zorder=0).set_rasterized(True)
    axes.contour(*ground, levels=[0.0], colors=[MUTED], linewidths=0.5, zorder=0).set_rasterized(True)
    axes.set(xlim=limits[0], ylim=limits[1])


def _beside(n, x, y, away=1.1):
    """Return the place of a price beside its zone: of eight, the first that is clear of the other zones, or the
    clearest."""
    turns = np.radians([-35.0, 35.0, -90.0, 90.0, -145.0, 145.0, 0.0, 180.0])
    places = np.stack([x[n] + away * np.cos(turns), y[n] + away * np.sin(turns)], axis=-1)
    others = np.delete(np.stack([x, y], axis=-1), n, axis=0)
    apart = np.full(turns.size, np.inf)
    if others.size:
        apart = np.hypot(*(places[:, None] - others[None]).transpose(2, 0, 1)).min(1)
    return places[np.argmax(np.minimum(apart, 1.5 * away))]


def _width(size, scale):
    return 0.6 + (WIDEST - 0.6) * size / scale


def _arrow(axes, x, y, size, scale, colour):
    """Draw a line whose width is the flow, with an arrow in its middle that points where it goes."""
    axes.plot(x, y, color=colour, linewidth=_width(size, scale), solid_capstyle="round", alpha=0.85, zorder=2)
    if size < 0.5:
        return
    middle, step = np.array([x.mean(), y.mean()]), np.array([np.diff(x)[0], np.diff(y)[0]])
    step = 0.35 * step / max(np.hypot(*step), 1e-9)
    axes.annotate("", middle + step, middle - step, zorder=3,
                  arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 0.6, "mutation_scale": 9})


def _finding(data, price, flow):
    names, links = data["zone"].values, data["corridor"].values
    text = (f"{data.attrs['grid']}: mean prices from {np.nanmin(price):.0f} USD/MWh in "
            f"{names[int(np.nanargmin(price))]} to {np.nanmax(price):.0f} in {names[int(np.nanargmax(price))]}")
    if links.size:
        most = int(np.abs(flow).argmax())
        text += f"; the largest flow is {abs(flow[most]):,.0f} MW on {links[most]}"
    return text


@styled()
def grid_rents(data):
    """Draw the congestion rent of each corridor, and what it costs where it is not built."""
    if not data.sizes["corridor"]:
        return empty("Congestion rent", "No corridor is in service.")
    year = year_factor(data)
    rent = data["rent"].mean("weather_year").sum("time").values * float(data.attrs["period_h"]) * year / 1e6
    cost = data["yearly_cost"].values / 1e6
    order = np.argsort(rent)
    built = data["stage"].values == "existing"
    share = rent.sum()
    title = (f"Congestion rent is {share:,.0f} million USD a year; {data['corridor'].values[order[-1]]} has "
             f"{100 * rent[order[-1]] / share:.0f} % of it" if share > 0 else "There is no congestion rent")
    figure, axes = canvas(title, size=(8.6, 1.6 + 0.21 * rent.size))
    place = np.arange(rent.size)
    axes.barh(place, rent[order], color=[NAVY if built[n] else SKY for n in order], height=0.7)
    axes.plot(cost[order][~built[order]], place[~built[order]], "|", color=BRICK, markersize=9, markeredgewidth=2)
    axes.set_yticks(place, [f"{data['corridor'].values[n]}" for n in order], fontsize=7)
    axes.set_xlabel("million USD a year")
    axes.set_ylim(-0.6, rent.size - 0.4)
    axes.grid(axis="x", color=PALE)
    thousands(axes.xaxis)
    figure.legend(handles=[Line2D([], [], color=NAVY, linewidth=6, label="existing"),
                           Line2D([], [], color=SKY, linewidth=6, label="building, planned or considered"),
                           Line2D([], [], color=BRICK, marker="|", linestyle="none", markersize=9, markeredgewidth=2,
                                  label="yearly cost")], loc="outside lower left", ncols=3)
    return figure
