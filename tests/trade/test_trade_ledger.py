"""The ledger: a year by hand, balances that close, and breaches that are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_trade import LINK, offer

from sim.errors import SundalinkError
from sim.storage.battery import Battery
from sim.trade.greedy import greedy
from sim.trade.ledger import BIDS, Flows, flows, settle
from sim.trade.schedule import Schedule

DT = 0.5
# Three half-hours: charging, discharging, and more wind than anyone takes while a pole is out.
AVAILABLE = np.array([100.0, 50.0, 200.0])
FLOW = np.array([20.0, -30.0, 0.0])
LEVEL = np.array([19.0, 2.0, 2.0])
HUB = np.array([[1.0], [60.0], [10.0], [2.0], [7.0]]) * np.ones(3)
METER = np.array([[0.9], [54.0], [9.0], [2.0], [7.0]]) * np.ones(3)
RECEIVED = 0.9 * HUB[:3].sum(axis=0)
NO_LOAD = np.array([[2.0, 3.0, 2.0], [1.0, 1.0, 1.0]])
SECOND = np.array([0.0, 1.0, 0.0])
PRICES = [np.array(p, dtype=float) for p in ([100, 100, 100], [10, 20, 30], [50, 50, 40], [80, 80, 80], [90, 90, 90])]


def happened(**changed):
    """Return the flows of the three half-hours, with some of their makings changed."""
    given = {"available": AVAILABLE, "schedule": Schedule(AVAILABLE - FLOW, FLOW, LEVEL), "hub": HUB, "meter": METER,
             "received": RECEIVED, "no_load": NO_LOAD, "whole": np.full(3, 109.0), **changed}
    return flows(**given)


def test_three_half_hours_by_hand():
    f = happened()
    np.testing.assert_allclose(f.sent, 71.0)
    np.testing.assert_allclose(f.delivered, 63.0)
    np.testing.assert_allclose(f.contract, 54.0)
    np.testing.assert_allclose(f.spot, 9.0)
    np.testing.assert_allclose(f.local, 7.0)
    np.testing.assert_allclose(f.link_loss, 71.0 + 2.0 - 63.0)   # with the no-load loss of both stations
    np.testing.assert_allclose(f.bought_sending, [0.0, 1.0, 0.0])
    np.testing.assert_allclose(f.bought_receiving, 0.1)
    # 120 MW find no taker; with a whole link all bids would have taken 109 MW instead of 80.
    np.testing.assert_allclose(f.outage, [0.0, 0.0, 29.0])
    np.testing.assert_allclose(f.curtailed, [0.0, 0.0, 91.0])


def test_the_year_of_three_half_hours_by_hand():
    ledger = settle(happened(), 10.0, PRICES, 54.0, DT)
    by_hand = {"available": 175.0, "battery_loss": -5.0, "curtailed": 45.5, "outage": 14.5, "local": 10.5,
               "sent": 106.5, "delivered": 94.5, "contract": 81.0, "spot": 13.5, "link_loss": 15.0, "bought": 0.65,
               "charged": 10.0, "discharged": 15.0, "hours_at_contract": 1.5, "contract_revenue": 8100.0,
               "spot_revenue": 270.0, "local_revenue": 490.0, "station_cost": 53.5, "residual": 0.0}
    for name, value in by_hand.items():
        assert getattr(ledger, name) == pytest.approx(value, rel=1e-12, abs=1e-12), name
    assert settle(happened(), 10.0, PRICES, 54.1, DT).hours_at_contract == 0.0


def test_without_outage_all_that_is_left_is_curtailed():
    f = happened(whole=np.full(3, 80.0))   # a whole link would have sold no more
    np.testing.assert_array_equal(f.outage, 0.0)
    np.testing.assert_allclose(f.curtailed, [0.0, 0.0, 120.0])


def test_a_pole_out_that_stands_in_nobodys_way_is_no_outage():
    f = happened(whole=np.array([109.0, 109.0, 80.0]))
    np.testing.assert_array_equal(f.outage, 0.0)


def test_with_every_pole_out_what_the_link_would_have_taken_is_outage():
    nothing = np.zeros((5, 3))
    f = happened(schedule=Schedule(AVAILABLE, 0 * FLOW, 0 * LEVEL), hub=nothing, meter=nothing, received=np.zeros(3),
                 no_load=np.zeros((2, 3)), whole=np.full(3, 100.0))
    np.testing.assert_allclose(f.outage, [100.0, 50.0, 100.0])
    np.testing.assert_allclose(f.curtailed, [0.0, 0.0, 100.0])


def test_wheeling_keeps_its_share_and_the_rest_is_loss():
    kept = METER * np.array([[1.0], [0.95], [0.95], [1.0], [1.0]])
    f = happened(meter=kept, kept=0.95)
    np.testing.assert_allclose(f.delivered, 0.95 * 63.0)
    np.testing.assert_allclose(f.link_loss, 73.0 - 0.95 * 63.0)
    with pytest.raises(SundalinkError, match="balance at the link"):
        happened(meter=kept)


@pytest.mark.parametrize(("where", "changed"), [
    ("the hub", {"schedule": Schedule(AVAILABLE - FLOW, FLOW + 1e-3 * SECOND, LEVEL)}),   # out of step with offered
    ("the hub", {"hub": HUB + 1e-3}),         # more taken than offered
    ("the hub", {"available": AVAILABLE + 1e-3 * SECOND}),
    ("the link", {"meter": METER + 1e-3 * SECOND}),    # more comes out than the link's table says
    ("the link", {"received": RECEIVED - 1e-3 * SECOND}),
    ("the link", {"received": RECEIVED * np.nan}),
])
def test_a_broken_balance_of_power_is_refused(where, changed):
    with pytest.raises(SundalinkError, match=f"balance at {where} = .*must close to 1e-09"):
        happened(**changed)


@pytest.mark.parametrize("name", ["available", "curtailed", "outage", "local", "delivered", "link_loss", "flow"])
def test_a_broken_balance_of_energy_is_refused(name):
    f = happened()
    with pytest.raises(SundalinkError, match=r"balance at the year's trade"):
        settle(f._replace(**{name: getattr(f, name) + 1e-4 * SECOND}), 10.0, PRICES, 54.0, DT)


def test_a_battery_that_makes_energy_is_refused():
    f = happened()
    # Net 5 MWh came out: the cells must have held 5 more at the start than at the end.
    settle(f, 7.0, PRICES, 54.0, DT)
    with pytest.raises(SundalinkError, match="energy out of nothing"):
        settle(f, 6.99, PRICES, 54.0, DT)


def test_a_battery_that_only_rests_and_fades_is_no_fault():
    still = Schedule(AVAILABLE, np.zeros(3), np.array([9.9, 9.8, 9.7]))
    alone = HUB * [[0], [0], [0], [0], [1]]
    ledger = settle(happened(schedule=still, hub=alone, meter=0 * METER, received=np.zeros(3)), 10.0, PRICES, 54.0, DT)
    assert ledger.battery_loss == ledger.charged == 0.0


def test_the_bids_have_the_places_that_the_ledger_reads():
    assert BIDS == ("station_receiving", "contract", "spot", "station_sending", "local")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**31), st.floats(0, 200), st.floats(0, 600))
def test_every_year_of_the_policy_closes(seed, power, energy):
    rng = np.random.default_rng(seed)
    wind, spot, state = rng.uniform(0, 900, 60), rng.uniform(-20, 250, 60), rng.integers(0, 2, 60).astype(np.int8)
    battery = Battery(power, power, 0.1 * energy, 0.9 * energy, 0.93, 0.93, 0.9999)
    sold, start = offer(spot), 0.5 * energy
    schedule = greedy(wind, sold.reward(state), battery, DT, start)
    hub, meter = sold.climb(state, schedule.offered)
    f = flows(wind, schedule, hub, meter, LINK.received(state, hub[:3].sum(axis=0)), LINK.no_load[:, state],
              sold.whole)
    ledger = settle(f, start, sold.prices, sold.contract_width, DT)
    assert ledger.residual <= 1e-9
    for name in Flows._fields:
        if name != "flow":
            assert getattr(f, name).min() >= -1e-9, name
    assert (f.delivered <= f.sent + 1e-9).all()
    assert ledger.available == pytest.approx(ledger.battery_loss + ledger.curtailed + ledger.outage + ledger.local
                                             + ledger.delivered + ledger.link_loss, rel=1e-9, abs=1e-6)
    # What the cells lost is the rest: what went in, less what came out, less what stayed.
    assert start + ledger.battery_loss - f.level[-1] >= -1e-6
    assert not f.outage[state == 1].any()
