"""Pictures of the spot market: drawn with their finding, and silent where no import moves the price."""

import numpy as np
import pytest
from small_case import case

from sim.market.clearing import clearing, effect
from sim.report.plots import spot_market
from sim.report.plots.style import lay_out

DRAW = (spot_market.stack, spot_market.spot)


@pytest.fixture(scope="module")
def moved(make):
    """A result under the supply stack."""
    return make()


@pytest.mark.parametrize("draw", DRAW)
def test_a_picture_states_its_finding(moved, draw):
    figure = draw(moved)
    said = figure.get_label()
    assert "2036" in said
    assert "USD/MWh" in said
    assert "nan" not in said
    lay_out(figure)   # as the report does
    figure.draw_without_rendering()


@pytest.mark.parametrize("draw", DRAW)
def test_without_an_effect_or_hours_a_picture_says_why(make, draw):
    unmoved = make(spot=False)
    reasons = [text.get_text() for data in (unmoved, make(hours=False)) for text in draw(data).axes[0].texts]
    assert "does not respond to imports" in reasons[0]
    assert "hours" in reasons[1]


def test_the_price_drawn_is_that_of_the_import_delivered(moved):
    done = case()
    market, delivered = done.market[0], np.maximum(done.traded.hourly.delivered[0].astype(float), 0.0)
    quotes = market.quotes
    fall = np.mean([effect(market.demand, quote.spot, clearing(quote, power), 1.0)[0]
                    for quote, power in zip(quotes, delivered, strict=True)])
    figure = spot_market.spot(moved)
    assert f"by {fall:.1f} USD/MWh" in figure.get_label()
    before, after = (line.get_ydata() for line in figure.axes[1].lines)
    assert (np.asarray(after) < np.asarray(before)).mean() > 0.9
    hour = np.median(np.stack([quote.spot for quote in quotes])[:, np.arange(8760) % 24 == 7])
    assert before[7] == pytest.approx(hour)
