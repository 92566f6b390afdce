"""The legs of a link with a tee: the link again where nothing leaves, and direct current solved node by node."""

from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.inputs import cable_data
from sim.link import converter, dc_load_flow, three_terminal
from sim.link.configuration import MODELS
from sim.link.transfer_curve import forward, transfers
from sim.records import Segment

LENGTH, RATING, VOLTAGE = 1000.0, 1200.0, 525.0
STATION = converter.quadratic
BED = (Segment("shelf", LENGTH, 28.0, 0.9, 1.5, 20.0),)


@pytest.fixture(name="link", params=["bipole_metallic_return", "symmetric_monopole"])
def _link(request, make_cable):
    joined = MODELS[request.param]()
    return transfers(RATING, VOLTAGE, LENGTH, make_cable(2000), BED, STATION, STATION, joined), joined


def cut(link, share=0.6, spur=150.0, rating=400.0):
    """Return the legs of the link with a tee."""
    return three_terminal.legs(link[0], RATING, LENGTH, STATION, link[1], share, spur, rating)


@pytest.mark.parametrize("share", [0.01, 0.5, 1.0])
def test_where_nothing_leaves_the_legs_in_a_row_are_the_link(link, share):
    legs = cut(link, share)
    for whole, trunk, onward in zip(link[0][1:], legs.trunk[1:], legs.onward[1:], strict=True):
        through = np.interp(trunk.received, onward.sent, onward.received)
        assert through[-1] == pytest.approx(whole.capacity, rel=1e-12)
        np.testing.assert_allclose(trunk.sent, whole.sent)
        assert (through <= whole.received + 1e-3).all()       # loss is counted too high, never too low
        assert (through >= whole.received - 1.5e-4 * RATING).all()
        np.testing.assert_allclose(trunk.cable_loss + onward.cable_loss, whole.cable_loss, rtol=1e-12)
        if share == 1.0:
            assert not onward.cable_loss.any()
            np.testing.assert_allclose(through, whole.received, atol=1e-3)


def test_a_spur_of_no_length_at_the_end_is_a_landing_there(link):
    legs = cut(link, 1.0, 0.0, RATING)
    for whole, trunk, spur in zip(link[0][1:], legs.trunk[1:], legs.spur[1:], strict=True):
        np.testing.assert_allclose(np.interp(trunk.received, spur.sent, spur.received), whole.received, atol=1e-3)
        assert spur.no_load_receiving == pytest.approx(whole.no_load_receiving)
        assert trunk.no_load_receiving == 0.0
        assert spur.no_load_sending == 0.0


@pytest.mark.parametrize("poles", [1, 2, 3])
def test_a_state_has_its_place_among_all(poles):
    listed = three_terminal.states(poles)
    assert listed[0] == (0, 0)
    assert listed[-1] == (poles, poles)
    assert sorted(listed) == list(listed)
    assert set(listed) == {(link, spur) for link in range(poles + 1) for spur in range(poles + 1) if spur <= link}
    assert [three_terminal.number(*each) for each in listed] == list(range(len(listed)))


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_power_is_conserved_on_every_leg(link, share):
    for leg in cut(link, share):
        for each in leg[1:]:
            np.testing.assert_allclose(each.sent - each.sending_loss - each.cable_loss - each.receiving_loss,
                                       each.received, rtol=0.0, atol=1e-9 * RATING)
            assert (each.cable_loss >= 0.0).all()
            assert (each.receiving_loss >= 0.0).all()


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 1.0), st.floats(0.0, 1.0), st.floats(0.1, 0.95))
@example(1.0, 0.4, 0.5)   # at full load nothing is read between points
def test_no_leg_brings_more_than_the_direct_current_solved_at_its_own_voltage(load, part, share):
    whole, joined = _cached()
    legs = three_terminal.legs(whole, RATING, LENGTH, STATION, joined, share, 150.0, 400.0)
    full, trunk, onward, spur = whole[-1], *(leg[-1] for leg in legs)
    known = np.linspace(0.0, full.current, full.sent.size)

    def lost(current):
        return np.interp(current, known[1:], full.cable_loss[1:] / known[1:] ** 2) * current**2

    def station(arriving, rating):
        return float(
            dc_load_flow.solve(
                lambda p: arriving - dc_load_flow.variable(STATION, -p, rating), np.array(arriving), "station"
            )
        )

    current = load * full.current
    leaving = 2.0 * VOLTAGE * current
    at_tee = leaving - share * lost(current)
    sent = float(np.interp(current, known, full.sent))
    assert forward(trunk, sent) == pytest.approx(at_tee, abs=2e-3)
    taken = min(part * at_tee, spur.sent[-1])
    branch = taken / (at_tee / current)      # at the voltage that the tee has at this load
    truth = (station(at_tee - taken - (1.0 - share) * lost(current - branch), RATING),
             station(taken - 0.15 * lost(branch), 400.0))
    counted = forward(onward, at_tee - taken), forward(spur, taken)
    for real, told in zip(truth, counted, strict=True):
        assert -2e-3 <= real - told <= 2e-4 * RATING
    if load == 1.0:
        assert counted == pytest.approx(truth, abs=2e-3)


def test_power_of_the_spur_is_its_rating_and_with_a_pole_out_no_more_than_its_share(link):
    legs = cut(link)
    assert legs.spur[-1].capacity == pytest.approx(400.0, rel=1e-9)
    for spur, circuit in zip(legs.spur[1:], link[1].circuits, strict=True):
        assert spur.capacity <= 400.0 * circuit.share * (1 + 1e-9)
        assert spur.capacity > 0.9 * 400.0 * circuit.share
        assert spur.current <= legs.spur[-1].current * (1 + 1e-12)
    assert all(leg[0].capacity == 0.0 for leg in legs)


def test_a_longer_spur_loses_more_and_one_that_asks_too_much_is_refused(link):
    brought = [forward(cut(link, spur=length).spur[-1], 300.0) for length in (0.0, 50.0, 200.0)]
    assert brought[0] > brought[1] > brought[2]
    with pytest.raises(SundalinkError, match=r"link\.tee\.rating_mw = 1300 \[MW\].*trunk brings"):
        cut(link, rating=1300.0)


@cache
def _cached():
    """The link of these tests, made once: hypothesis may not use fixtures of a function."""
    joined = MODELS["bipole_metallic_return"]()
    return transfers(RATING, VOLTAGE, LENGTH, cable_data.cable("xlpe_525_2000"), BED, STATION, STATION, joined), joined
