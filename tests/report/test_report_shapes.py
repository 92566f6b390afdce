"""Bars and fine marks drawn as one shape look, dot for dot, as matplotlib's own, one apiece, do."""

from io import BytesIO

import matplotlib.image
import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.report.plots.shapes import bars, fine_marks
from sim.report.plots.style import styled


@styled()
def picture(draw):
    """Dots of a picture with one panel, and its panel."""
    figure = Figure(figsize=(4.0, 3.0), dpi=100)
    axes = figure.subplots()
    draw(axes)
    stream = BytesIO()
    figure.savefig(stream, format="png")
    return matplotlib.image.imread(BytesIO(stream.getvalue())), axes


AT, HEIGHT, BASE = np.arange(2030, 2036), np.array([1.0, 0.0, -2.0, 3.0, 0.5, 1.5]), np.array([0.0, 1, 0, 1, 2, 0])


LOOKS = {"plain": {}, "hatch": {"hatch": "////", "edgecolor": "white", "linewidth": 0.5}}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_bars_look_as_those_of_matplotlib(look):
    ours, panel = picture(lambda axes: bars(axes, AT, HEIGHT, BASE, facecolor="#0b3c5d", **look))
    theirs, other = picture(lambda axes: axes.bar(AT, HEIGHT, bottom=BASE, width=0.8, color="#0b3c5d", **look))
    np.testing.assert_allclose(panel.get_xlim(), other.get_xlim(), rtol=1e-12)
    np.testing.assert_allclose(panel.get_ylim(), other.get_ylim(), rtol=1e-12)
    np.testing.assert_array_equal(ours, theirs)
    assert (ours != picture(lambda axes: bars(axes, AT, 0.9 * HEIGHT, BASE, facecolor="#0b3c5d"))[0]).any()


def test_bars_begin_on_their_axis_and_have_one_entry_in_a_legend():
    _, axes = picture(lambda axes: bars(axes, AT, HEIGHT.clip(0), label="energy"))
    assert axes.get_ylim()[0] == 0.0
    assert axes.get_legend_handles_labels()[1] == ["energy"]


def test_no_bars_are_nothing():
    _, axes = picture(lambda axes: bars(axes, [], [], label="none"))
    assert not axes.patches
    assert axes.get_legend_handles_labels()[1] == []


def test_fine_marks_look_as_the_ticks_of_matplotlib():
    def curve(axes, marks):
        axes.plot([1.0, 2e3], [0.004, 30.0])
        axes.set(xscale="log", yscale="log", xlim=(1.0, 3e3), ylim=(1e-3, 40.0))
        if marks:
            fine_marks(axes.xaxis, axes.yaxis)

    ours, axes = picture(lambda axes: curve(axes, True))
    theirs, _ = picture(lambda axes: curve(axes, False))
    assert (ours != theirs).any(axis=-1).sum() <= 2   # dots: where a mark touches a tick, which is drawn first differs
    bare, _ = picture(lambda axes: (curve(axes, False), axes.minorticks_off()))
    assert (ours != bare).any(axis=-1).sum() > 40
    assert not axes.xaxis.get_minor_ticks()
    assert axes.get_xlim() == (1.0, 3e3)
