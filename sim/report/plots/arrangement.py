"""Arrangement of the panels of a picture: titles, labels and legends are measured once and given their space."""

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

PAD = (0.06, 0.05)
"""Free room around what is drawn, across and up. [inch]"""
FIRST = (0.6, 0.12, 0.45, 0.1)
"""Room that a panel is given left, right, below and above until its labels are measured. [inch]"""
TURNS = 3
"""Most times that labels are measured."""
DPI = 100
"""Dots per inch in which labels are measured."""
MEASURE = RendererAgg(1, 1, DPI)
"""Measures texts, and remembers those that several pictures have."""


def arrange(figure):
    """
    Place the panels of a figure, its title above them and its legends below.

    Parameters
    ----------
    figure : Figure
        A title alone among its own texts; legends in the lower corner.

    Returns
    -------
    arranged : bool
        False, with nothing changed, where the panels are not those of one grid, or hold a shape of their own: maps,
        roses and colour bars.

    Notes
    -----
    Unlike matplotlib's constrained layout the labels are measured once, with the panels near their places already;
    again only where an axis has other labels at its place than it was measured with.
    """
    grids = {id(axes.get_gridspec()) for axes in figure.axes}
    if len(grids) != 1 or any(axes.get_gridspec() is None or axes.name != "rectilinear" or axes.get_aspect() != "auto"
                              for axes in figure.axes):
        return False
    figure.set_layout_engine("none")
    figure.dpi = DPI
    grid, (wide, high) = figure.axes[0].get_gridspec(), figure.get_size_inches() * DPI
    across, up = (pad * DPI for pad in PAD)
    top, low = _title(figure, high, up), _legends(figure, up)
    rows, columns = grid.get_geometry()
    sides = [np.full(count, room * DPI) for count, room in zip((columns, columns, rows, rows), FIRST, strict=True)]
    _place(figure, grid, wide, high, top, low, sides)
    for _ in range(TURNS):
        sides = _rooms(figure, rows, columns, across, up)
        measured = _ticks(figure)
        _place(figure, grid, wide, high, top, low, sides)
        if _ticks(figure) == measured:
            break
    return True


def _ticks(figure):
    """Return where the ticks of all axes are: labels are those of other places only where these differ."""
    return [tuple(axis.get_majorticklocs()) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]


def _rooms(figure, rows, columns, across, up):
    """Return the room that labels take left, right, below and above of each column and row. [dots]"""
    sides = [np.zeros(count) for count in (columns, columns, rows, rows)]
    for axes in figure.axes:
        spec, inner, outer = axes.get_subplotspec(), axes.bbox, axes.get_tightbbox(MEASURE, for_layout_only=True)
        places = spec.colspan.start, spec.colspan.stop - 1, spec.rowspan.stop - 1, spec.rowspan.start
        rooms = (inner.x0 - outer.x0 + across, outer.x1 - inner.x1 + across, inner.y0 - outer.y0 + up,
                 outer.y1 - inner.y1 + up)
        for side, place, room in zip(sides, places, rooms, strict=True):
            side[place] = max(side[place], room)
    return sides


def _title(figure, high, up):
    """Put the title at the top, and return how much room it takes. [dots]"""
    if not figure.texts:
        return 0.0
    figure.texts[0].set_y(1.0 - up / high)
    return figure.texts[0].get_window_extent(MEASURE).height + 2.0 * up


def _legends(figure, up):
    """Return how much room the legends take below. [dots]"""
    return max((legend.get_window_extent(MEASURE).height + 2.0 * up for legend in figure.legends), default=0.0)


def _place(figure, grid, wide, high, top, low, sides):
    """Place the panels, given the room that each column and row leaves at its sides. [dots]"""
    left, right, below, above = sides
    widths, heights = (np.asarray(ratios or np.ones(count), dtype=float) for ratios, count in
                       zip((grid.get_width_ratios(), grid.get_height_ratios()), grid.get_geometry()[::-1], strict=True))
    widths *= (wide - left.sum() - right.sum()) / widths.sum()
    heights *= (high - top - low - below.sum() - above.sum()) / heights.sum()
    start = np.cumsum(left + widths + right) - right - widths
    floor = high - top - np.cumsum(above + heights + below) + below
    for axes in figure.axes:
        spec = axes.get_subplotspec()
        first, last, lowest = spec.colspan.start, spec.colspan.stop - 1, spec.rowspan.stop - 1
        upper = floor[spec.rowspan.start] + heights[spec.rowspan.start]
        axes.set_position([start[first] / wide, floor[lowest] / high,
                           (start[last] + widths[last] - start[first]) / wide, (upper - floor[lowest]) / high])
