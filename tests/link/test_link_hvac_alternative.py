"""Alternating current: published charging and reach, and what the verdict must agree with."""

import math
from itertools import pairwise

import pytest

from sim.errors import SundalinkError
from sim.link import hvac_alternative


def charging(voltage, capacitance, frequency=50.0):
    """Charging current of a cable, written anew. [kA/km]"""
    return 2 * math.pi * frequency * capacitance * 1e-6 * voltage / math.sqrt(3)


def check(length, rating, **given):
    """The verdict with that charging current."""
    return hvac_alternative.check(length, rating, charging, **given)


def cost_even(*given, **named):
    """The break-even with that charging current."""
    return hvac_alternative.cost_even(*given, charging, **named)


@pytest.mark.parametrize(("ampacity", "voltage", "capacitance", "frequency", "one", "both"), [
    (0.825, 220.0, 0.19, 50.0, 109.0, 218.0), (0.730, 275.0, 0.221, 50.0, 66.0, 132.0),
    (0.825, 220.0, 0.19, 50.0 / 3, 326.0, 652.0)])
def test_reach_as_published(ampacity, voltage, capacitance, frequency, one, both):
    found = check(10.0, 100.0, ampacity=ampacity, voltage=voltage, capacitance=capacitance, frequency=frequency)
    assert (found.reach_one_end, found.reach_both_ends) == pytest.approx((one, both), rel=0.01)


def test_a_thousand_kilometres_are_out_of_reach():
    found = check(1050.0, 1200.0)
    assert found.circuits == math.inf
    assert math.isnan(found.loss)
    assert found.reach_both_ends == pytest.approx(218.0, abs=0.5)


def test_break_even_lies_where_the_literature_has_it():
    assert 80.0 <= check(1050.0, 1200.0).break_even <= 160.0


def test_losses_are_equal_at_the_break_even():
    even = check(100.0, 1200.0).break_even
    before, after = (check(at, 1200.0).loss - 0.018 - 2.1e-5 * at for at in (even - 0.2, even + 0.01))
    assert before < 0 <= after


def test_short_links_need_the_cables_their_current_asks_for():
    found = check(1.0, 1200.0)
    assert found.circuits == math.ceil(1200.0 / (math.sqrt(3) * 220.0 * 0.825))
    current = 1200.0 / (math.sqrt(3) * 220.0 * 4)
    assert found.loss == pytest.approx(4 * 3 * 0.0273 * current**2 / 1200.0, rel=1e-3)


def test_cables_and_loss_rise_with_length():
    found = [check(at, 1200.0) for at in (20.0, 100.0, 150.0, 200.0)]
    assert all(a.circuits <= b.circuits and a.loss < b.loss for a, b in pairwise(found))
    assert 20.0 < found[0].break_even < 150.0


def test_no_length_is_refused():
    with pytest.raises(SundalinkError, match="route length = 0"):
        check(0.0, 1200.0)


def test_direct_and_alternating_current_cost_the_same_at_break_even():
    even = cost_even(1200.0, 8.7e8, 4.37e6)
    reactive = math.sqrt(3) * 220.0 * float(charging(220.0, 0.19)) * even.length
    by_hand = even.circuits * (math.sqrt(3) * 220.0 * 0.825 * 2800.0 * even.length + reactive * 40e3) + 1200 * 226e3
    assert even.cost == pytest.approx(by_hand, rel=1e-9)
    assert even.cost <= 8.7e8 + 4.37e6 * even.length
    able = (
        math.sqrt(3)
        * 220.0
        * math.sqrt(0.825**2 - (0.5 * float(charging(220.0, 0.19)) * even.length) ** 2)
    )
    assert even.circuits == math.ceil(1200.0 / able)


def test_cost_break_even_moves_as_it_should():
    base = cost_even(1200.0, 8.7e8, 4.37e6).length
    assert cost_even(1200.0, 4.0e8, 4.37e6).length < base
    assert cost_even(1200.0, 8.7e8, 2.0e6).length < base
    assert cost_even(1200.0, 8.7e8, 4.37e6, compensation=200.0).length <= base
    assert cost_even(1200.0, 8.7e8, 4.37e6, frequency=16.7).length > base
    assert cost_even(1200.0, 0.0, 1.0).length == 0.0
