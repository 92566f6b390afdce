"""Two results compared: cost by part, energy by loss, and their differences."""

import numpy as np

from sim.report.key_figures import number
from sim.report.plots.style import BRICK, NAVY, OCHRE, TEAL, below, canvas, styled, thousands
from sim.results.variables import component_label


@styled()
def waterfalls(parts, energy, names):
    """
    Draw cost by part and energy by loss of two results beside each other.

    Parameters
    ----------
    parts : sequence of (str, float, float)
        Part of the landed cost, and its value in both. [USD/MWh]
    energy : sequence of (str, float, float)
        Energy by name, and its value in both. [GWh]
    names : sequence of str
        Of both.

    Returns
    -------
    figure : Figure
    """
    shown = [part for part in parts if max(abs(part[1]), abs(part[2])) > 0]
    flows = [flow for flow in energy if max(abs(flow[1]), abs(flow[2])) > 0]
    change = sum(b - a for _, a, b in shown)
    text = number(abs(change), 1)
    moves = "is the same" if float(text) == 0.0 else f"{'rises' if change > 0 else 'falls'} by {text} USD/MWh"
    figure, axes = canvas(f"Landed cost {moves} from {names[0]} to {names[1]}", size=(9.0, 6.4), rows=2, columns=2,
                          squeeze=False)
    _beside(axes[0, 0], shown, names, "landed cost [USD/MWh]")
    _steps(axes[0, 1], shown, names, "cost from the one to the other [USD/MWh]")
    _beside(axes[1, 0], flows, names, "energy [GWh a year]")
    _differences(axes[1, 1], flows, "difference of energy [GWh a year]")
    thousands(*(panel.xaxis for panel in axes.flat))
    below(figure, columns=2)
    return figure


def _beside(axes, rows, names, title):
    """Draw both values of each row."""
    place = np.arange(len(rows))
    for shift, column, colour in ((-0.2, 1, NAVY), (0.2, 2, OCHRE)):
        axes.barh(place + shift, [row[column] for row in rows], height=0.38, color=colour, label=names[column - 1])
    axes.set_yticks(place, [component_label(row[0]) for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel(title)


def _steps(axes, rows, names, title):
    """Draw the waterfall from the sum of the one to the sum of the other."""
    first = sum(row[1] for row in rows)
    begin, place = first, 1
    axes.barh(0, first, color=NAVY, height=0.6)
    for _, a, b in rows:
        axes.barh(place, b - a, left=begin, color=BRICK if b > a else TEAL, height=0.6)
        begin, place = begin + b - a, place + 1
    axes.barh(place, begin, color=OCHRE, height=0.6)
    axes.set_yticks(range(place + 1), [names[0], *(component_label(row[0]) for row in rows), names[1]])
    low = min(first, begin)
    axes.set_xlim(left=low - 0.25 * abs(low) if low > 0 else None)
    axes.invert_yaxis()
    axes.set_xlabel(title)


def _differences(axes, rows, title):
    """Draw the difference of each row."""
    change = [row[2] - row[1] for row in rows]
    axes.barh(range(len(rows)), change, color=[BRICK if value < 0 else TEAL for value in change], height=0.6)
    axes.set_yticks(range(len(rows)), [row[0] for row in rows])
    axes.invert_yaxis()
    axes.axvline(0.0, color=NAVY, linewidth=0.7)
    axes.set_xlabel(title)
