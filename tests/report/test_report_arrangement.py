"""Panels placed by one measurement: as matplotlib's constrained layout has them, and nothing outside the picture."""

import numpy as np
import pytest

from sim.report.plots.arrangement import MEASURE, arrange
from sim.report.plots.style import below, canvas, encoded, styled


@styled()
def drawn(rows=1, columns=1, legend=True, **settings):
    """A figure with long and short labels."""
    title = "A finding that takes two lines as it is so long that it does not fit in one of them"
    figure, panels = canvas(title, rows=rows, columns=columns, **settings)
    for number, axes in enumerate(np.ravel(panels)):
        axes.plot([0, 1e4 * (number + 1)], [0, 1e6 ** number], label=f"line {number}")
        axes.set_xlabel("power [MW]")
        axes.set_ylabel("GWh")
    if legend:
        below(figure)
    return figure


CASES = {"one": {}, "no legend": {"legend": False}, "two rows": {"rows": 2, "height_ratios": (2.2, 1.0)},
         "shared": {"rows": 3, "sharex": True, "size": (7.0, 5.0)},
         "four": {"rows": 2, "columns": 2, "size": (8.0, 5.0)}}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_panels_stand_where_the_constrained_layout_puts_them(case):
    ours, theirs = drawn(**CASES[case]), drawn(**CASES[case])
    with styled():
        assert arrange(ours)
        theirs.get_layout_engine().execute(theirs)
    for one, other in zip(ours.axes, theirs.axes, strict=True):
        np.testing.assert_allclose(one.get_position().bounds, other.get_position().bounds, atol=0.02)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_is_outside_and_panels_do_not_overlap(case):
    figure = drawn(**CASES[case])
    with styled():
        arrange(figure)
        wide, high = figure.get_size_inches() * figure.dpi
        boxes = [axes.get_tightbbox(MEASURE) for axes in figure.axes]
    for box in boxes:
        assert min(box.x0, box.y0) >= 0
        assert box.x1 <= wide
        assert box.y1 <= high
    for number, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[number + 1:])


@styled()
def test_a_label_that_the_last_place_brings_is_inside():
    for low in np.linspace(-30.0, -5.0, 26):   # at another height it is 25 and 50, or -20 and 40
        figure, (upper, lower) = canvas("Cash", size=(9.0, 4.4), rows=2, sharex=True, height_ratios=(1.5, 1.0))
        upper.plot([2032, 2065], [-6.0, 4.0])
        lower.plot([2032, 2035, 2065], [0.0, low, 53.0])
        upper.set_ylabel("bn USD a year")
        lower.set_ylabel("bn USD")
        lower.set_xlabel("calendar year")
        for entry in range(11):
            upper.plot([], [], label=f"entry {entry} of the legend")
        below(figure, columns=5)
        arrange(figure)
        assert min(axes.get_tightbbox(MEASURE).x0 for axes in figure.axes) >= 0, low


def test_a_shape_of_its_own_is_left_to_matplotlib():
    rose = drawn(legend=False, subplot_kw={"projection": "polar"})
    with styled():
        figure, axes = canvas("A map")
        axes.set_aspect("equal")
        assert not arrange(rose)
        assert not arrange(figure)
        assert rose.get_layout_engine() is not None
        with_bar, axes = canvas("Colours")
        with_bar.colorbar(axes.imshow(np.eye(3), aspect="auto"), ax=axes)
        assert not arrange(with_bar)


def test_a_picture_has_the_same_bytes_again():
    assert encoded(drawn(rows=2)) == encoded(drawn(rows=2))
