"""The picture of a sweep: required price against what was varied."""

import numbers
import re

import numpy as np

from sim.report.key_figures import number
from sim.report.plots.style import BRICK, INK, below, canvas, distinct, empty, styled, thousands

YEARS = re.compile(r"(^|[._])(year|seed)$")
"""Keys whose numbers have no commas."""


@styled()
def sweep_plot(table, keys):
    """
    Draw the required price of every case of a sweep.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each case, as `sim.sweep` returns it.
    keys : sequence of str
        The swept keys, dotted. The first numeric one runs along the axis, the second makes the lines, the third the
        panels; of further ones the best case is drawn.

    Returns
    -------
    figure : Figure
    """
    good = table[(table["status"] == "ok") & np.isfinite(table["required_price"].astype(float))]
    failed = table.drop(good.index)
    if good.empty:
        return empty(f"None of {len(table)} cases gave a price", _first_error(table))
    along, lines, panels, rest = roles(table, list(keys))
    best = good.loc[good["required_price"].astype(float).idxmin()]
    values = _values(table, panels) if panels else [None]
    columns = min(len(values), 3)
    rows = -(-len(values) // columns)
    figure, axes = canvas(_title(table, failed, best, [k for k in (along, lines, panels, *rest) if k]),
                          size=(5.6 if columns == 1 else 0.8 + 3.0 * columns, 1.0 + 2.8 * rows),
                          rows=rows, columns=columns, sharex=True, sharey=True, squeeze=False)
    names = None if _numeric(table[along]) else _values(table, along)
    for place, panel in zip(axes.ravel(), values, strict=False):
        kept, lost = (t if panel is None else t[t[panels].map(_shown) == panel] for t in (good, failed))
        _panel(place, kept, lost, along, lines, _values(table, lines) if lines else [None], names)
        if panel is not None:
            place.set_title(f"{_short(panels)} = {panel}", fontsize=8.5)
        if panel is None or _shown(best[panels]) == panel:
            place.plot(_place(names, best[along]), best["required_price"], "o", markersize=11, markerfacecolor="none",
                       markeredgecolor=INK, label="best case")
    for place in axes.ravel()[len(values):]:
        place.set_axis_off()
    for place in axes[:, 0]:
        place.set_ylabel("required price [USD/MWh]")
    for index in range(columns):
        last = [place for place in axes.T[index] if place.axison][-1]
        last.set_xlabel(along + (f"   (best over {', '.join(map(_short, rest))})" if rest else ""))
        last.tick_params(axis="x", labelbottom=True)
        if names is None and not YEARS.search(along):
            thousands(last.xaxis)
    below(figure, columns=_fitting(figure))
    return figure


def roles(table, keys):
    """
    Return which swept key runs along the axis, which makes lines, which panels.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each case.
    keys : list of str
        Swept keys. One that does not vary, or that only follows the ones before it, is left out.

    Returns
    -------
    along : str
        The first numeric key, or the first of all.
    lines, panels : str or None
        The next two.
    rest : list of str
        All further ones.
    """
    texts = table[keys].map(_shown)
    varied = [key for key in keys if texts[key].nunique() > 1] or keys[:1]
    along = next((key for key in varied if _numeric(table[key])), varied[0])
    others = []
    for key in (k for k in varied if k != along):
        if texts.groupby([along, *others])[key].nunique().max() > 1:
            others.append(key)
    lines, panels = (*others[:2], None, None)[:2]
    return along, lines, panels, others[2:]


def _panel(axes, good, failed, along, lines, names_of_lines, names):
    """Draw one panel: a line for each value of the second key, and crosses where a case gave no price."""
    for index, line in enumerate(names_of_lines):
        some = good if line is None else good[good[lines].map(_shown) == line]
        least = some["required_price"].astype(float).groupby([_place(names, v) for v in some[along]]).min()
        axes.plot(least.index, least.values, markersize=5,
                  **{**distinct(index), **({} if names is None else {"linestyle": "none"})},
                  label="required price" if line is None else f"{_short(lines)} = {line}")
    if len(failed):
        axes.plot([_place(names, v) for v in failed[along]], np.full(len(failed), 0.03), "x", color=BRICK, markersize=6,
                  transform=axes.get_xaxis_transform(), clip_on=False, label="no price")
    if names is not None:
        axes.set_xticks(range(len(names)), names, rotation=20 if max(map(len, names)) > 8 else 0)
        axes.set_xlim(-0.5, len(names) - 0.5)
    axes.grid(axis="y")
    axes.margins(y=0.12)


def _fitting(figure):
    """Return how many columns of the legend fit below a figure."""
    longest = max(len(text) for axes in figure.axes for text in axes.get_legend_handles_labels()[1])
    return max(int(figure.get_figwidth() * 72 / (5.2 * longest + 36)), 1)


def _title(table, failed, best, keys):
    """Return the finding: the best case."""
    named = ", ".join(f"{_short(key)} = {_shown(best[key])}" for key in keys)
    lost = f", {len(failed)} without a price" if len(failed) else ""
    return (f"Least required price {number(best['required_price'], 1)} USD/MWh at {named} ({len(table)} "
            f"case{'s' if len(table) > 1 else ''}{lost})")


def _numeric(column):
    """Return whether every value is a number, truth values not counted."""
    return all(isinstance(v, numbers.Real) and not isinstance(v, (bool, np.bool_)) for v in column)


def _place(names, value):
    """Return where a value stands on the axis: a number at itself, words side by side."""
    return float(value) if names is None else names.index(_shown(value))


def _values(table, key):
    """Return the values of a key as text, numbers by size, words in the order of the table."""
    column = table[key]
    return list(dict.fromkeys(_shown(v) for v in (sorted(column) if _numeric(column) else column)))


def _shown(value):
    """Return a value of a key as text."""
    if isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_)):
        return f"{value:g}"
    return ", ".join(map(_shown, value)) if isinstance(value, (list, tuple, np.ndarray)) else str(value)


def _short(key):
    """Return the last word of a dotted key, and the one before it where that is needed to know what is meant."""
    return key if key.count(".") < 2 else ".".join(key.split(".")[-2:])


def _first_error(table):
    """Return the error of the first failed case."""
    errors = [str(e) for e in table.get("error", []) if e]
    return errors[0] if errors else "every required price is missing"
