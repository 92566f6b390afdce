"""The picture of a sweep, for one key, many, words, keys that advance together, and failures."""

import itertools

import numpy as np
import pandas as pd
import pytest

from sim.report.plots.catalogue import encoded, sweep_plot
from sim.report.plots.sweep import roles


def table(grid, together=None, fails=lambda row: False):
    """A sweep whose price falls with every number."""
    rows = []
    for values in itertools.product(*grid.values()):
        row = dict(zip(grid, values, strict=True)) | (together(values) if together else {})
        price = 300.0 - sum(v for v in values if isinstance(v, float))
        bad = fails(row)
        rows.append({**row, "required_price": np.nan if bad else price, "status": "failed" if bad else "ok",
                     "error": "too hot" if bad else ""})
    return pd.DataFrame(rows)


GRIDS = {
    "one number": {"a.x": [1.0, 2.0, 3.0]},
    "one word": {"a.model": ["jensen1983", "bastankhah2014"]},
    "truth values": {"a.flag": [True, False]},
    "one value": {"a.x": [1.0]},
    "a word and a number": {"a.model": ["one", "two"], "a.x": [1.0, 2.0]},
    "three": {"a.x": [1.0, 2.0], "a.y": [1.0, 5.0, 9.0], "a.b.model": ["one", "two"]},
    "four": {"a.x": [1.0, 2.0], "a.y": [1.0, 5.0], "a.z": [1.0, 2.0, 3.0, 4.0], "a.model": ["one", "two"]},
    "lists": {"a.spend": [(0.5, 0.5), (0.2, 0.8)]},
    "many lines": {"a.x": [1.0, 2.0], "a.y": [float(i) for i in range(12)]},
}


@pytest.mark.parametrize("name", GRIDS)
def test_every_shape_of_sweep_draws(name):
    found = table(GRIDS[name])
    figure = sweep_plot(found, list(GRIDS[name]))
    assert f"{found['required_price'].min():.1f} USD/MWh" in figure.get_label()
    assert encoded(figure)


def test_the_title_names_the_best_case():
    figure = sweep_plot(table(GRIDS["three"]), list(GRIDS["three"]))
    assert figure.get_label() == ("Least required price 289.0 USD/MWh at a.x = 2, a.y = 9, b.model = one (12 cases)")


def test_roles_are_numbers_first():
    found = table(GRIDS["four"])
    assert roles(found, ["a.model", "a.x", "a.y", "a.z"]) == ("a.x", "a.model", "a.y", ["a.z"])


def test_a_key_that_only_follows_makes_no_lines():
    found = table({"s.energy": [400.0, 800.0], "l.voltage": [320.0, 525.0]}, lambda v: {"s.power": v[0] / 4})
    assert roles(found, ["s.energy", "s.power", "l.voltage"]) == ("s.energy", "l.voltage", None, [])


def test_the_line_holds_the_prices():
    figure = sweep_plot(table(GRIDS["one number"]), ["a.x"])
    line = figure.axes[0].lines[0]
    assert list(line.get_xdata()) == [1.0, 2.0, 3.0]
    assert list(line.get_ydata()) == [299.0, 298.0, 297.0]


def test_failed_cases_are_marked_and_counted():
    found = table(GRIDS["three"], fails=lambda row: row["a.y"] == 9.0)
    figure = sweep_plot(found, list(GRIDS["three"]))
    assert "4 without a price" in figure.get_label()
    assert any(line.get_marker() == "x" for axes in figure.axes for line in axes.lines)


def test_when_every_case_fails_the_picture_says_why():
    found = table(GRIDS["one number"], fails=lambda row: True)
    figure = sweep_plot(found, ["a.x"])
    assert figure.get_label() == "None of 3 cases gave a price"
    assert "too hot" in figure.axes[0].texts[0].get_text()
