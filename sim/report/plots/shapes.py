"""Bars of a series, and marks between the decades of an axis, each as one shape: one apiece takes ten times as long."""

import numpy as np
from matplotlib import rcParams
from matplotlib.lines import TICKDOWN, TICKLEFT, Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import NullLocator

OUTLINE = (Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY)
"""How the four corners of a bar are joined."""


def bars(axes, at, height, base=0.0, width=0.8, **look):
    """
    Draw upright bars as one shape that looks as `Axes.bar` does; nothing where there are none.

    Parameters
    ----------
    axes : Axes
    at : array, shape (bar,)
        Middle of each bar, in the units of the x axis.
    height, base : array, shape (bar,), or float
        Of each bar, in the units of the y axis.
    width : float
        In the units of the x axis.
    look
        For `matplotlib.patches.Patch`, a label among them.
    """
    middle, high, low = np.broadcast_arrays(np.asarray(at, float), height, base)
    if not middle.size:
        return
    left, right, top = middle - width / 2, middle + width / 2, low + high
    corners = np.stack([left, low, right, low, right, top, left, top, left, low], axis=-1).reshape(-1, 2)
    outline = Path(corners, np.tile(OUTLINE, middle.size))
    shape = axes.add_artist(PathPatch(outline, **{"edgecolor": "none", **look}))
    shape.sticky_edges.y.extend(np.unique(low))   # no margin below what the bars stand on
    axes.update_datalim(corners)
    axes.autoscale_view()


def fine_marks(*found):
    """
    Mark what lies between the decades of logarithmic axes, in place of ticks; once their limits are set.

    Parameters
    ----------
    found : Axis
        ``axes.xaxis`` or ``axes.yaxis``.
    """
    for axis in found:
        low, high = sorted(axis.get_view_interval())
        at = np.asarray(axis.get_minorticklocs(), float)
        at = at[(at >= low) & (at <= high)]
        axis.set_minor_locator(NullLocator())
        axes, edge = axis.axes, np.zeros(at.size)
        across = axis is axes.xaxis
        name = "xtick" if across else "ytick"
        line = Line2D(*((at, edge) if across else (edge, at)), linestyle="none", color=rcParams[f"{name}.color"],
                      marker=TICKDOWN if across else TICKLEFT, markersize=rcParams[f"{name}.minor.size"],
                      markeredgewidth=rcParams[f"{name}.minor.width"], clip_on=False, label="_",
                      transform=axes.get_xaxis_transform() if across else axes.get_yaxis_transform())
        line.set_in_layout(False)   # shorter than the ticks of the decades
        axes.add_artist(line)
