"""The picture of a found route on the cost surface that it was found on."""

from itertools import pairwise
from textwrap import fill

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from sim.report.key_figures import number
from sim.report.plots.site_map import HALO, LAND, degrees, mark, name_land, proportion
from sim.report.plots.style import BRICK, INK, MUTED, NAVY, OCHRE, SAND, SKY, below, canvas, styled, thousands

CHEAP_TO_DEAR = LinearSegmentedColormap.from_list("cheap_to_dear", ["#fbf7ea", SAND, OCHRE, BRICK, "#3a1410"])
"""Lightness falls with cost, so that the picture is read in grey as well."""

NAMES = {"vietnam": "VIETNAM", "china": "CHINA", "philippines": "PHILIPPINES"}


@styled()
def surface(found):
    """
    Draw a found route on the cost of a kilometre from place to place.

    Parameters
    ----------
    found : sim.studies.route_search.FoundRoute
        The route and its surface.

    Returns
    -------
    figure : Figure
    """
    latitude, longitude = found.route.latitude, found.route.longitude
    title = (f"The cheapest route from {found.route.name.replace('_', ' ')} is {number(found.figures.length)} km long, "
             f"{number(found.figures.detour, 3)} times the great circle")
    figure, axes = canvas(title, size=(6.4, 7.2))
    box = [(max(v.min() - more, axis[0]), min(v.max() + more, axis[-1]))
           for v, axis, more in ((latitude, found.grid.latitude, 1.0), (longitude, found.grid.longitude, 1.8))]
    paid = np.where(np.isfinite(found.surface), found.surface / 1e6, np.nan)
    axes.set_facecolor(LAND)
    part = np.ix_(*((axis >= low) & (axis <= high) for axis, (low, high) in
                    zip((found.grid.latitude, found.grid.longitude), box, strict=True)))
    seen = paid[part][np.isfinite(paid[part])]
    shades = axes.pcolormesh(found.grid.longitude, found.grid.latitude, paid, cmap=CHEAP_TO_DEAR, shading="nearest",
                             vmin=np.quantile(seen, 0.01), vmax=np.quantile(seen, 0.995), rasterized=True)
    figure.colorbar(shades, ax=axes, shrink=0.6, pad=0.02, extend="max",
                    label="cost of a kilometre [million USD], assumed")
    _waters(axes, found, part)
    axes.plot(longitude, latitude, color="white", linewidth=4.0)
    axes.plot(longitude, latitude, color=NAVY, linewidth=2.0, label="found route")
    axes.plot(longitude[[0, -1]], latitude[[0, -1]], color=INK, linewidth=0.8, linestyle=":", label="straight line")
    if found.crossed:
        at = [[np.interp(km, found.distance, axis) for km, _ in found.crossed]
              for axis in (found.longitude, found.latitude)]
        axes.plot(*at, "X", color="white", markeredgecolor=INK, markersize=7, linestyle="none",
                  label="crosses a known cable")
    axes.plot(longitude[0], latitude[0], "s", color="white", markeredgecolor=INK, markersize=7)
    axes.plot(longitude[-1], latitude[-1], "o", color=BRICK, markeredgecolor=INK, markersize=7)
    for at, name, offset in ((0, found.route.name.split("_to_")[0], (7, 5)), (-1, found.route.name.split("_to_")[-1],
                                                                             (-8, -8))):
        mark(axes, (latitude[at], longitude[at]), name.replace("_", " "), offset, "left" if at == 0 else "right",
             "bottom" if at == 0 else "top")
    _frame(axes, box)
    axes.legend(loc="lower right", frameon=True, facecolor="white", edgecolor="none", framealpha=0.85)
    basis = f"the zones of {found.waters} meet" if found.waters else "the nearest coast changes country (approximate)"
    text = f"Plain grey: land, or too near to it. Thin line: where {basis}. Relief: {found.sea}."
    figure.supxlabel(fill(text, 100), fontsize=7, x=0.012, ha="left")
    figure.set_size_inches(6.4, min(max(4.6 * proportion(box) + 0.9, 3.6), 9.0))
    return figure


@styled()
def profile(found):
    """
    Draw depth, and the temperature of bed and conductor, along a found route.

    Parameters
    ----------
    found : sim.studies.route_search.FoundRoute
        The route.

    Returns
    -------
    figure : Figure
    """
    warm, km = found.temperatures, found.distance
    peak = next(row for row in warm.segments if row[0] == warm.hottest)
    figure, (upper, lower, last) = canvas(
        f"The cable is hottest in the {warm.hottest}, {number(peak[3], 1)} degC at continuous full load; its rating "
        f"there is {number(peak[4], 2)} kA, the load {number(warm.current, 2)} "
        "kA", size=(9.0, 5.4), rows=3, sharex=True,
        height_ratios=(1.25, 1.0, 0.7))
    floor = -1.08 * max(found.depth.max(), 1.0)
    upper.fill_between(km, -found.depth, floor, color=SAND, linewidth=0)
    upper.plot(km, -found.depth, color=INK, linewidth=1.0)
    upper.axhline(0.0, color=SKY, linewidth=1.0)
    upper.set(ylabel="depth [m]", ylim=(floor, -0.3 * floor))
    upper.yaxis.set_major_formatter(lambda v, _: f"{abs(v):g}" if v <= 0 else "")
    for at, _ in found.crossed or ():
        upper.axvline(at, color=BRICK, linewidth=0.8, linestyle=":")
    _owners(upper, found, -0.17 * floor)
    lower.stairs(warm.conductor, km, color=BRICK, linewidth=1.6, baseline=None,
                 label="conductor at continuous full load")
    lower.stairs(warm.bed, km, color=NAVY, linewidth=1.6, linestyle="--", baseline=None, label="undisturbed bed")
    lower.axhline(warm.limit, color=INK, linewidth=0.9, linestyle=":", label=f"limit of {warm.cable}")
    last.stairs(warm.able, km, color=INK, linewidth=1.6, baseline=None, label="current that it may carry continuously")
    last.axhline(warm.current, color=OCHRE, linewidth=1.6, linestyle="-.", label="current at full load")
    lower.set_ylabel("temperature [degC]")
    last.set(xlabel="distance along the route [km]", ylabel="current [kA]", xlim=(0.0, km[-1]), ylim=(0.0, None))
    thousands(last.xaxis)
    for axes in (lower, last):
        axes.grid(axis="y")
    below(figure, columns=3)
    return figure


def _owners(axes, found, height):
    """Draw whose waters a route lies in as a band along it, named where there is room."""
    change = np.flatnonzero(found.owner[1:] != found.owner[:-1]) + 1
    edges = np.r_[found.distance[0], found.distance[change], found.distance[-1]]
    for index, (begin, end) in enumerate(pairwise(edges)):
        axes.plot([begin, end], [height] * 2, color=(INK, MUTED)[index % 2], linewidth=4.0, solid_capstyle="butt")
        if end - begin > 0.07 * (edges[-1] - edges[0]):
            name = str(found.owner[np.r_[0, change][index]])
            axes.annotate(NAMES.get(name, name).title(), (0.5 * (begin + end), height), xytext=(0, 4),
                          textcoords="offset points", ha="center", va="bottom", fontsize=7)


def _waters(axes, found, part):
    """Draw where the nearest coast changes country, and whose waters they are."""
    waters = np.where(np.isfinite(found.surface), found.country, "")[part]
    north, east = (axis[index.ravel()] for axis, index in
                   zip((found.grid.latitude, found.grid.longitude), part, strict=True))
    names, sizes = np.unique(waters[waters != ""], return_counts=True)
    for name, size in zip(names, sizes, strict=True):
        inside = found.country[part] == name
        shown = np.ma.masked_where(waters == "", inside.astype(float))
        if inside.all():
            continue
        axes.contour(east, north, shown, levels=[0.5], colors=[INK], linewidths=0.5)
        if size > 0.03 * waters.size:
            y, x = np.nonzero(waters == name)
            middle = np.argmin(np.hypot(y - y.mean(), x - x.mean()))
            axes.text(east[x[middle]], north[y[middle]], NAMES.get(name, name.upper()), fontsize=7, color=INK,
                      style="italic", ha="center", path_effects=HALO)


def _frame(axes, box):
    """Set the limits, the proportions and the degrees of a map."""
    degrees(axes, box, [2.0 if high - low > 4 else 0.5 for low, high in (box[1], box[0])])
    name_land(axes, box)
