"""The picture of a found route on the cost surface that it was found on."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter, MultipleLocator

from sim.report.plot_map import HALO, LAND, PLACES, mark
from sim.report.plot_style import BRICK, INK, NAVY, OCHRE, SAND, canvas, styled
from sim.report.tables import number

CHEAP_TO_DEAR = LinearSegmentedColormap.from_list("cheap_to_dear", ["#fbf7ea", SAND, OCHRE, BRICK, "#3a1410"])
"""Lightness falls with cost, so that the picture is read in grey as well."""

NAMES = {"vietnam": "VIET NAM", "china": "CHINA", "philippines": "PHILIPPINES"}


@styled()
def surface(found):
    """
    Draw a found route on the cost of a kilometre from place to place.

    Parameters
    ----------
    found : sim.find.Found
        The route and its surface.

    Returns
    -------
    figure : Figure
    """
    latitude, longitude = found.route.latitude, found.route.longitude
    title = (f"The cheapest way from {found.route.name.replace('_', ' ')} has {number(found.figures.length)} km, "
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
    axes.plot(longitude, latitude, color=NAVY, linewidth=2.0, label="found way")
    axes.plot(longitude[[0, -1]], latitude[[0, -1]], color=INK, linewidth=0.8, linestyle=":", label="straight line")
    axes.plot(longitude[0], latitude[0], "s", color="white", markeredgecolor=INK, markersize=7)
    axes.plot(longitude[-1], latitude[-1], "o", color=BRICK, markeredgecolor=INK, markersize=7)
    for at, name, offset in ((0, found.route.name.split("_to_")[0], (7, 5)), (-1, found.route.name.split("_to_")[-1],
                                                                             (-8, -8))):
        mark(axes, (latitude[at], longitude[at]), name.replace("_", " "), offset, "left" if at == 0 else "right",
             "bottom" if at == 0 else "top")
    _frame(axes, box)
    axes.legend(loc="lower right", frameon=True, facecolor="white", edgecolor="none", framealpha=0.85)
    axes.text(0.01, 0.008, f"relief: {found.sea}\nplain: land, or too near to it\nthin line: nearest coast changes "
              "country", transform=axes.transAxes, fontsize=6, va="bottom", path_effects=HALO)
    return figure


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
    axes.set(xlim=box[1], ylim=box[0])
    axes.set_aspect(1.0 / np.cos(np.radians(np.mean(box[0]))))
    axes.spines[["top", "right"]].set_visible(True)
    for axis, letters, (low, high) in ((axes.xaxis, "EW", box[1]), (axes.yaxis, "NS", box[0])):
        axis.set_major_locator(MultipleLocator(2.0 if high - low > 4 else 0.5))
        axis.set_major_formatter(FuncFormatter(lambda v, _, letters=letters: f"{abs(v):g}° {letters[int(v < 0)]}"))
    for lat, lon, name in PLACES:
        if box[0][0] < lat < box[0][1] and box[1][0] < lon < box[1][1]:
            axes.text(lon, lat, name, fontsize=7, color=INK, ha="center", style="italic", path_effects=HALO)
