"""The map of routes: the found route, the candidates and the links planned beside them, whose waters, and how deep."""

import numpy as np
from scipy.ndimage import distance_transform_edt

from sim.report.key_figures import number
from sim.report.plots.route_search import NAMES
from sim.report.plots.site_map import HALO, frame, mark, proportion
from sim.report.plots.style import BRICK, INK, MUTED, NAVY, OCHRE, below, canvas, styled
from sim.route import geodesic

LEAST = 0.02
"""Share of the map's water from which a country's waters are named. [fraction]"""

ROOM = 0.6
"""Room about a name that is enough. [deg]"""


@styled()
def atlas(found, candidates=(), planned=()):
    """
    Draw a found route among candidates and planned links on the relief of the sea, with the waters of each country.

    Parameters
    ----------
    found : sim.studies.route_search.FoundRoute
        The found route and the waters around it.
    candidates, planned : sequence of sim.inputs.route_file.Route
        What else is drawn.

    Returns
    -------
    figure : Figure
    """
    path, facts = found.route, found.figures
    begin, end = (text.replace("_", " ").title() for text in path.name.split("_to_"))
    figure, axes = canvas(
        f"The cheapest route from {begin} to {end}: {number(facts.length)} km, {number(facts.detour, 2)} times the "
        f"great circle, nowhere deeper than {number(np.ceil(facts.deepest))} m", size=(6.4, 7.2))
    near, every = [path, *candidates], [path, *candidates, *planned]
    frame(figure, axes, *(np.concatenate([getattr(route, axis) for route in near]) for axis in path._fields[2:4]))
    box = axes.get_ylim(), axes.get_xlim()
    _waters(axes, found, box, [geodesic.densify(route.latitude, route.longitude, 20.0)[:2] for route in every])
    for route in planned:
        axes.plot(route.longitude, route.latitude, color="white", linewidth=2.2)
        axes.plot(route.longitude, route.latitude, color=INK, linewidth=1.0, linestyle=(0, (1, 1)),
                  label="planned in the ASEAN Power Grid")
    for route in candidates:
        axes.plot(route.longitude, route.latitude, color="white", linewidth=3.0)
        axes.plot(route.longitude, route.latitude, color=OCHRE, linewidth=1.5, linestyle="--",
                  label="candidates: " + ", ".join(each.name for each in candidates))
    axes.plot(path.longitude, path.latitude, color="white", linewidth=5.0)
    axes.plot(path.longitude, path.latitude, color=NAVY, linewidth=2.8, label="found route")
    axes.plot(path.longitude[0], path.latitude[0], "s", color="white", markeredgecolor=INK, markersize=7)
    axes.plot(path.longitude[-1], path.latitude[-1], "o", color=BRICK, markeredgecolor=INK, markersize=7)
    mark(axes, (path.latitude[0], path.longitude[0]), begin, (-7, 4), "right", "bottom")
    mark(axes, (path.latitude[-1], path.longitude[-1]), end, (-8, -7), "right", "top")
    axes.set(ylim=box[0], xlim=box[1])
    below(figure, columns=2)
    figure.set_size_inches(6.4, 4.85 * proportion(box) + 1.35)
    return figure


def _waters(axes, found, box, lines):
    """Draw where waters meet, and name them where there is most room beside the lines."""
    north, east = found.grid.latitude, found.grid.longitude
    part = np.ix_((north > box[0][0]) & (north < box[0][1]), (east > box[1][0]) & (east < box[1][1]))
    north, east = north[part[0].ravel()], east[part[1].ravel()]
    waters, wet = found.country[part], np.isfinite(found.surface)[part]
    inner = (slice(None, None, 4),) * 2   # every fourth cell may hold a name
    y, x = np.meshgrid(north, east, indexing="ij")
    room = np.minimum.reduce([y - box[0][0], box[0][1] - y, 0.7 * (x - box[1][0]), 0.7 * (box[1][1] - x)])[inner]
    for line in lines:
        for lat, lon in zip(*line, strict=True):
            room = np.minimum(room, np.hypot(1.5 * (y[inner] - lat), 0.7 * (x[inner] - lon)))
    label = "waters meet" + (f" ({found.waters})" if found.waters else ", by nearest coast (approximate)")
    for name in np.unique(waters[wet]):
        inside = (waters == name) & wet
        edge = np.ma.masked_where(~wet, (waters == name).astype(float))
        if not (waters == name).all():
            axes.contour(east, north, edge, levels=[0.5], colors=[MUTED], linewidths=0.8, linestyles="-.")
        if inside.sum() > LEAST * wet.sum():
            own = distance_transform_edt(inside)[inner] * (north[1] - north[0])
            at = np.where(inside[inner], np.minimum(np.minimum(room, own), ROOM), -1.0)
            far = np.hypot(y[inner] - y[inside].mean(), x[inner] - x[inside].mean())
            best = (at - 0.05 * far).argmax()
            axes.text(x[inner].flat[best], y[inner].flat[best], NAMES.get(name, name.upper()).title(), fontsize=7.5,
                      color=INK, style="italic", ha="center", path_effects=HALO)
    axes.plot([], [], color=MUTED, linewidth=0.8, linestyle="-.", label=label)
