"""Alternating current: published charging and reach, and what the verdict must agree with."""

import math
from itertools import pairwise

import pytest

from sim.errors import SundalinkError
from sim.link import hvac


def test_charging_as_derived_from_the_makers_guide():
    assert hvac.charging(220.0, 0.19) == pytest.approx(7.58e-3, rel=1e-3)


@pytest.mark.parametrize(("ampacity", "voltage", "capacitance", "frequency", "one", "both"), [
    (0.825, 220.0, 0.19, 50.0, 109.0, 218.0), (0.730, 275.0, 0.221, 50.0, 66.0, 132.0),
    (0.825, 220.0, 0.19, 50.0 / 3, 326.0, 652.0)])
def test_reach_as_published(ampacity, voltage, capacitance, frequency, one, both):
    assert hvac.reach(ampacity, voltage, capacitance, frequency) == pytest.approx(one, rel=0.01)
    assert hvac.reach(ampacity, voltage, capacitance, frequency, ends=2) == pytest.approx(both, rel=0.01)


def test_a_thousand_kilometres_are_out_of_reach():
    found = hvac.check(1050.0, 1200.0)
    assert found.circuits == math.inf
    assert math.isnan(found.loss)
    assert "beyond 218 km" in found.reason


def test_break_even_lies_where_the_literature_has_it():
    assert 80.0 <= hvac.check(1050.0, 1200.0).break_even <= 160.0


def test_losses_are_equal_at_the_break_even():
    even = hvac.check(100.0, 1200.0).break_even
    before, after = (hvac.check(at, 1200.0).loss - 0.018 - 2.1e-5 * at for at in (even - 0.2, even + 0.01))
    assert before < 0 <= after


def test_short_links_need_the_cables_their_current_asks_for():
    found = hvac.check(1.0, 1200.0)
    assert found.circuits == math.ceil(1200.0 / (math.sqrt(3) * 220.0 * 0.825))
    current = 1200.0 / (math.sqrt(3) * 220.0 * 4)
    assert found.loss == pytest.approx(4 * 3 * 0.0273 * current**2 / 1200.0, rel=1e-3)


def test_cables_and_loss_rise_with_length():
    found = [hvac.check(at, 1200.0) for at in (20.0, 100.0, 150.0, 200.0)]
    assert all(a.circuits <= b.circuits and a.loss < b.loss for a, b in pairwise(found))
    assert "loses less" in found[0].reason
    assert "loses more" in found[2].reason


def test_no_length_is_refused():
    with pytest.raises(SundalinkError, match="route length = 0"):
        hvac.check(0.0, 1200.0)
