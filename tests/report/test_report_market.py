"""Pictures of the spot market: drawn with their finding, and silent where no import moves the price."""

import numpy as np
import pytest

from sim.report.plots import spot_market
from sim.scenario.load import load

DRAW = (spot_market.stack, spot_market.spot)


@pytest.fixture(scope="module")
def moved(make):
    """A result under the supply stack."""
    return make(scenario=load("base", {"market.price.model": "supply_stack"}), years=(2034,), weather=2)


@pytest.mark.parametrize("draw", DRAW)
def test_a_picture_states_its_finding(moved, draw):
    figure = draw(moved)
    said = figure.get_label()
    assert "2034" in said
    assert "USD/MWh" in said
    assert "nan" not in said
    figure.draw_without_rendering()


@pytest.mark.parametrize("draw", DRAW)
def test_without_an_effect_or_hours_a_picture_says_why(make, draw):
    unmoved = make(scenario=load("base", {"market.price.model": "quantile_copula"}))
    reasons = [text.get_text() for data in (unmoved, make(hours=False)) for text in draw(data).axes[0].texts]
    assert "knows no import" in reasons[0]
    assert "hours" in reasons[1]


def test_the_price_drawn_is_that_of_the_import_delivered(moved):
    year, load_, quotes, delivered = spot_market.quoted(moved)
    assert (year, len(quotes), load_.shape) == (2034, 2, delivered[0].shape)
    figure = spot_market.spot(moved)
    before, after = (line.get_ydata() for line in figure.axes[1].lines)
    assert (np.asarray(after) < np.asarray(before)).mean() > 0.9
