"""Maps: the relief of the sea, with the farm, the hub and the cable on it."""

import numpy as np
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MultipleLocator

from sim.inputs import bathymetry
from sim.report.key_figures import number
from sim.report.plots.style import BRICK, INK, OCHRE, canvas, styled

DEPTHS = (0, 20, 40, 60, 80, 100, 200, 1000, 6000)
SHADES = ("#f4f8fb", "#dfebf3", "#c6dbe9", "#a9c8dc", "#89b1cc", "#6793b4", "#456f95", "#284a70")
LAND = "#c5bda8"
PLACES = ((11.0, 106.6, "VIETNAM"), (11.0, 104.6, "CAMBODIA"), (3.6, 102.4, "MALAYSIA"), (0.6, 101.6, "INDONESIA"),
          (2.0, 112.3, "MALAYSIA"))
"""Latitude, longitude and name of land that the maps show."""

MAP_WIDE, LETTER = 4.0, 0.08
"""Width of the map of a site, and of a letter on it. [inch]"""
HALO = (withStroke(linewidth=2.2, foreground="white"),)


@styled()
def site(data):
    """Draw the farm, the hub, the cable and where it lands on the relief of the sea."""
    latitude, longitude = data["route_latitude"].values, data["route_longitude"].values
    farm = (float(data.attrs["site_latitude"]), float(data.attrs["site_longitude"]))
    landing = str(data.attrs["landing"])
    length = float(data["route_distance"].values[-1])
    figure, axes = canvas(f"The cable runs {number(length)} km from the hub to {landing.split(',')[0]}",
                          size=(5.6, 6.6))
    box = frame(figure, axes, [*latitude, farm[0]], [*longitude, farm[1]])
    figure.set_size_inches(5.6, MAP_WIDE * proportion(box) + 0.75)
    axes.plot(longitude, latitude, color="white", linewidth=4.0)
    axes.plot(longitude, latitude, color=INK, linewidth=1.8)
    axes.plot([farm[1], longitude[0]], [farm[0], latitude[0]], color=INK, linewidth=1.0, linestyle=":")
    axes.plot(farm[1], farm[0], "*", color=OCHRE, markeredgecolor=INK, markersize=15)
    axes.plot(longitude[0], latitude[0], "s", color="white", markeredgecolor=INK, markersize=7)
    axes.plot(longitude[-1], latitude[-1], "o", color=BRICK, markeredgecolor=INK, markersize=8)
    mark(axes, farm, f"wind farm\n{str(data.attrs['site']).split(' (')[0]}", (10, -4), "left", "top")
    mark(axes, (latitude[0], longitude[0]), "hub", (-7, 4), "right", "bottom")
    name = landing.replace(", ", ",\n")
    room = (longitude[-1] - box[1][0]) / (box[1][1] - box[1][0]) * MAP_WIDE
    left = room > 0.1 + LETTER * max(map(len, name.split("\n")))
    mark(axes, (latitude[-1], longitude[-1]), name, (-9 if left else 9, -6), "right" if left else "left", "top")
    middle = latitude.size // 2
    mark(axes, (latitude[middle], longitude[middle]), f"route “{data.attrs['route']}”\n{number(length)} km", (8, 0),
         "left", "center")
    return figure


def frame(figure, axes, latitude, longitude):
    """Draw the relief around some points, with coast, depths, degrees, a scale and its source; return its limits."""
    water = bathymetry.around()
    box = [(max(np.min(v) - less, axis[0]), min(np.max(v) + more, axis[-1]))
           for v, axis, less, more in ((latitude, water.latitude, 1.1, 1.1),
                                       (longitude, water.longitude, 1.6, 2.4))]
    missing = 0.62 * (box[0][1] - box[0][0]) - (box[1][1] - box[1][0])
    if missing > 0:   # a strip is widened, as far as the relief goes
        box[1] = (max(box[1][0] - missing / 2, water.longitude[0]), min(box[1][1] + missing / 2, water.longitude[-1]))
    rows, columns = (slice(max(np.searchsorted(axis, low) - 1, 0), np.searchsorted(axis, high) + 2)
                     for axis, (low, high) in zip((water.latitude, water.longitude), box, strict=True))
    water = water._replace(latitude=water.latitude[rows], longitude=water.longitude[columns],
                           elevation=water.elevation[rows, columns])
    height = np.where(water.elevation >= 0, np.maximum(water.elevation, 5.0), water.elevation)   # land at sea level
    shades = axes.contourf(water.longitude, water.latitude, -height, levels=DEPTHS, extend="max",
                           cmap=ListedColormap(SHADES), norm=BoundaryNorm(DEPTHS, len(SHADES)))
    shades.set_rasterized(True)   # the steps of the relief would be most of the file
    axes.contour(water.longitude, water.latitude, height, levels=[0.0], colors=[INK], linewidths=0.7)
    land = axes.contourf(water.longitude, water.latitude, height, levels=[0.0, 1e4], colors=[LAND], hatches=["...."])
    land.set(hatchcolor="#a39a82", rasterized=True)   # dots tell land from sea in grey
    degrees(axes, box, (2.0, 2.0))
    bar = figure.colorbar(shades, ax=axes, shrink=0.6, pad=0.02, label="depth of the sea [m]", ticks=DEPTHS[:-1])
    bar.ax.invert_yaxis()
    bar.ax.set_yticklabels([f"{depth:,.0f}" for depth in DEPTHS[:-1]])
    bar.outline.set_linewidth(0.5)
    name_land(axes, box)
    _scale(axes, box)
    axes.text(0.99, 0.008, f"relief: {water.label}", transform=axes.transAxes, ha="right", va="bottom", fontsize=6,
              color=INK, path_effects=HALO)
    return box


def name_land(axes, box):
    """Write the names of the land that a map shows, where they are within its limits."""
    for lat, lon, name in PLACES:
        if box[0][0] + 0.2 < lat < box[0][1] - 0.2 and box[1][0] + 0.7 < lon < box[1][1] - 0.7:
            axes.text(lon, lat, name, fontsize=7, color=INK, ha="center", style="italic", path_effects=HALO)


def mark(axes, place, text, offset, across, up):
    """Write a name beside a place (latitude, longitude)."""
    axes.annotate(text, (place[1], place[0]), xytext=offset, textcoords="offset points", ha=across, va=up, fontsize=8,
                  fontweight="bold", path_effects=HALO)


def _scale(axes, box):
    """Draw a bar of 200 km in the lower right corner."""
    degrees = 200.0 / (111.32 * np.cos(np.radians(box[0][0])))
    right = box[1][1] - 0.05 * (box[1][1] - box[1][0])
    low = box[0][0] + 0.045 * (box[0][1] - box[0][0])
    axes.plot([right - degrees, right], [low, low], color=INK, linewidth=2.5, solid_capstyle="butt")
    axes.annotate("200 km", (right - degrees / 2, low), xytext=(0, 3), textcoords="offset points", ha="center",
                  fontsize=7, path_effects=HALO)


def degrees(axes, box, steps):
    """Set limits and proportions of a map, and write its degrees at steps of longitude and latitude."""
    axes.set(xlim=box[1], ylim=box[0])
    axes.set_aspect(1.0 / np.cos(np.radians(np.mean(box[0]))))
    axes.spines[["top", "right"]].set_visible(True)
    for axis, letters, step in ((axes.xaxis, "EW", steps[0]), (axes.yaxis, "NS", steps[1])):
        axis.set_major_locator(MultipleLocator(step))
        axis.set_major_formatter(FuncFormatter(lambda v, _, letters=letters: f"{abs(v):g}° {letters[int(v < 0)]}"))


def proportion(box):
    """Return the height of a map over its width."""
    return (box[0][1] - box[0][0]) / ((box[1][1] - box[1][0]) * np.cos(np.radians(np.mean(box[0]))))
