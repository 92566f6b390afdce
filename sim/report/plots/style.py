"""Style of all pictures: type, lines, colours that differ in grey, and the title that states the finding."""

import re
import threading
from contextlib import contextmanager
from io import BytesIO, StringIO
from textwrap import fill

import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from sim.report.plots.arrangement import arrange

INK, MUTED, PALE = "#1c2430", "#6b7280", "#d7dbe0"

# Lightness (CIE L*) falls in steps, and neighbours in a stack are far apart: the pictures are read in grey as well.
NAVY, SKY, BRICK, SAND, OCHRE, TEAL = "#0b3c5d", "#9cc4dc", "#a23b2a", "#efe3c2", "#d18f1f", "#3f8f84"

COLOURS = {"delivered": NAVY, "link": SKY, "outage": BRICK, "curtailed": SAND, "local": OCHRE, "farm": TEAL}
SERIES = (NAVY, OCHRE, BRICK, TEAL, "#7b6fa8", SKY, "#5a5a5a", "#c7a0a0")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "<")
HATCHES = ("", "xxxx", "....")
"""Of stacked parts: one more each time that the colours come round."""
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 1)), (0, (3, 1, 1, 1)))

METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
"""Of a picture: it names matplotlib, a kilobyte in each."""

SMALLEST = 9.0
"""Height of the smallest type of a picture on a telephone. [px]"""

OVER_LINES = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 0.6}
"""Ground of a text that stands where a line may pass."""

STYLE = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": 8.5,
    "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": MUTED, "xtick.color": MUTED, "ytick.color": MUTED,
    "xtick.labelcolor": INK, "ytick.labelcolor": INK, "axes.linewidth": 0.7, "axes.labelsize": 8.5,
    "xtick.labelsize": 8, "ytick.labelsize": 8, "axes.spines.top": False, "axes.spines.right": False,
    "axes.axisbelow": True, "axes.grid": False, "grid.color": PALE, "grid.linewidth": 0.6,
    "legend.frameon": False, "legend.fontsize": 8, "legend.handlelength": 1.4, "lines.linewidth": 1.6,
    "hatch.linewidth": 0.7, "figure.facecolor": "white", "axes.facecolor": "white",
    "svg.hashsalt": "sundalink", "svg.fonttype": "path",
    "text.hinting": "no_hinting",   # a text is measured at one resolution and drawn at another: as wide in both
}


@contextmanager
def styled():
    """Set the style as a context, which is a decorator too; what was set before comes back after it."""
    if getattr(WORN, "now", False):   # within another one: setting all again takes as long as a small panel
        yield
        return
    with matplotlib.style.context(["default", STYLE]):
        WORN.now = True
        try:
            yield
        finally:
            WORN.now = False


WORN = threading.local()
"""Whether the style is set by this thread."""


def canvas(title, size=(5.6, 3.5), rows=1, columns=1, **settings):
    """
    Return a figure with a title that states its finding, and its axes.

    Parameters
    ----------
    title : str
        A sentence with its number; it becomes the label of the figure as well.
    size : tuple of float
        Width and height in inches.
    rows, columns : int
        Panels.
    settings
        For `Figure.subplots`.

    Returns
    -------
    figure : Figure
    axes : Axes or array of Axes
    """
    figure = Figure(figsize=size, layout="constrained")
    figure.set_label(title)
    kept = title.replace(" %", "\u00a0%")
    figure.suptitle(fill(kept, int(size[0] * 12)), x=0.012, ha="left", fontsize=9.5, fontweight="bold")
    figure.get_layout_engine().set(w_pad=0.06, h_pad=0.05)
    return figure, figure.subplots(rows, columns, **settings)


def distinct(place):
    """
    Return colour, mark and line of one of many series: no two of the first 64 have the same.

    Parameters
    ----------
    place : int
        Among the series.

    Returns
    -------
    look : dict
        For `Axes.plot`.
    """
    turn, place = divmod(place, len(SERIES))
    other = (place + turn) % len(SERIES)
    return {"color": SERIES[place], "marker": MARKS[other], "linestyle": DASHES[other]}


def empty(title, reason):
    """Return a figure that says why there is nothing to draw."""
    figure, axes = canvas(title, size=(5.6, 1.6))
    axes.set_axis_off()
    axes.text(0.0, 0.5, reason, transform=axes.transAxes, color=MUTED, va="center", wrap=True)
    return figure


def thousands(*axes):
    """Write the numbers along an x or y axis with commas."""
    for axis in axes:
        axis.set_major_formatter(lambda v, _: f"{v:,.0f}" if v == round(v) else f"{v:g}")


def below(figure, columns=3, **settings):
    """Put the legend of all axes below a figure, each entry once."""
    handles = {}
    for axes in figure.axes:
        found = zip(*axes.get_legend_handles_labels(), strict=True)
        for handle, text in sorted(found, key=lambda pair: isinstance(pair[0], (Line2D, LineCollection))):
            handles.setdefault(text, handle)
    figure.legend(handles.values(), handles.keys(), loc="outside lower left", ncols=columns, **settings)


def lay_out(figure):
    """Place the panels of a figure, once; saving would do it again before it draws."""
    layout = figure.get_layout_engine()
    if layout is not None and not arrange(figure):
        layout.execute(figure)
        figure.set_layout_engine("none")


@styled()
def encoded(figure, kind="svg"):
    """
    Return a figure as the bytes of a picture; the same figure gives the same bytes.

    Parameters
    ----------
    figure : Figure
        What to draw.
    kind : str
        ``svg`` or ``png``.

    Returns
    -------
    picture : bytes
    """
    lay_out(figure)
    figure.dpi = 150
    if kind == "svg":   # not by `Figure.savefig`, which draws a figure that had a layout once more for nothing
        text = StringIO()
        FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None})
        return METADATA.sub("", text.getvalue()).encode()
    stream = BytesIO()
    FigureCanvasAgg(figure).print_png(stream, metadata={"Software": None})
    return stream.getvalue()


def legible(figure):
    """
    Return what a telephone needs to show a picture.

    Parameters
    ----------
    figure : Figure
        As drawn.

    Returns
    -------
    least : int
        Width from which its smallest text has `SMALLEST` dots. [px]
    title : float
        Height of the title, which stands above the picture there, over the width of the picture. [-]
    """
    wide, high = figure.get_size_inches()
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    least = int(np.ceil(72.0 * wide * SMALLEST / min(sizes, default=SMALLEST)))
    top = figure.get_suptitle() and figure._suptitle
    return least, (high - top.get_window_extent().y0 / figure.dpi) / wide if top else 0.0


def place_labels(axes, x, y, texts, must, size=7.0):
    """
    Write a label beside each point where no other label or point stands.

    Parameters
    ----------
    axes : Axes
        With its limits already set.
    x, y : array, shape (point,)
        Where the points are, in the units of the axes.
    texts : sequence of str
        What to write.
    must : sequence of bool
        Which labels are written even when there is no free place; the others are left out then.
    size : float
        Of the type, in points.
    """
    figure = axes.get_figure()
    lay_out(figure)   # it decides where the axes are, and what is written inside moves none of them
    axes.apply_aspect()
    dots, frame = figure.dpi / 72.0, axes.get_window_extent()
    points = axes.transData.transform(np.column_stack([x, y]))
    taken = [(px - 4 * dots, py - 4 * dots, px + 4 * dots, py + 4 * dots) for px, py in points]
    for index in sorted(range(len(texts)), key=lambda i: not must[i]):
        label = axes.text(x[index], y[index], texts[index], fontsize=size, va="bottom",
                          color=INK if must[index] else MUTED, fontweight="bold" if must[index] else "normal")
        extent = label.get_window_extent()
        spot = _free(points[index], extent.width, extent.height, 6 * dots, taken, frame)
        if spot is None and not must[index]:
            label.remove()
            continue
        spot = points[index] + 5 * dots if spot is None else spot
        taken.append((*spot, spot[0] + extent.width, spot[1] + extent.height))
        label.set_position(axes.transData.inverted().transform(spot))


def _free(point, wide, high, gap, taken, frame):
    """Return the lower left corner of the nearest free place around a point, or None."""
    for lift in (0.0, 0.6 * high, 1.2 * high):
        for left, low in ((gap, lift - high / 2), (gap, -lift - high / 2), (-gap - wide, lift - high / 2),
                          (-gap - wide, -lift - high / 2), (-wide / 2, gap + lift), (-wide / 2, -gap - high - lift)):
            x, y = point[0] + left, point[1] + low
            inside = frame.x0 <= x and x + wide <= frame.x1 and frame.y0 <= y and y + high <= frame.y1
            if inside and not any(x < t[2] and x + wide > t[0] and y < t[3] and y + high > t[1] for t in taken):
                return x, y
    return None
