"""The ledger: a year by hand, balances that close, and breaches that are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_trade import LINK, offer

from sim.errors import SundalinkError
from sim.market.bids import Bid
from sim.market.contract import Contract
from sim.storage.battery import Battery
from sim.trade.greedy import greedy
from sim.trade.schedule import Schedule
from sim.trade.settlement import (
    CONTRACT,
    LOCAL,
    MALAYSIA,
    RECEIVING,
    SENDING,
    SPOT,
    SUPPLY,
    Flows,
    Settled,
    flows,
    settle,
    shortfall,
)

DT = 0.5
# Three half-hours: charging, discharging, and more wind than anyone takes while a pole is out.
AVAILABLE = np.array([100.0, 50.0, 200.0])
FLOW = np.array([20.0, -30.0, 0.0])
LEVEL = np.array([19.0, 2.0, 2.0])
# At the hub: sending station, local, supply; behind the link: receiving station, Malaysia, spot, contract.
HUB = np.array([[2.0], [7.0], [0.0], [1.0], [0.0], [10.0], [60.0]]) * np.ones(3)
METER = np.array([[2.0], [7.0], [0.0], [0.9], [0.0], [9.0], [54.0]]) * np.ones(3)
RECEIVED = 0.9 * HUB[3:].sum(axis=0)
NO_LOAD = np.array([[2.0, 3.0, 2.0], [1.0, 1.0, 1.0]])
START = (10.0, 0.0)
SECOND = np.array([0.0, 1.0, 0.0])
PRICE = np.array([[80, 80, 80], [50, 50, 40], [0, 0, 0], [90, 90, 90], [0, 0, 0], [10, 20, 30], [100, 100, 100]],
                 dtype=float)


def settled(width=54.0, **changed):
    """Return what each bid of the three half-hours pays."""
    flat = np.ones(3)
    terms = Contract(Bid(width * flat, 100 * flat, 100 * flat), width, 90.0, 5.0)._replace(**changed)
    return Settled(PRICE, (terms,), np.array([3.0]), np.array([0.0, 8.0, 0.0]), 1.5)


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
    ledger = settle(happened(), METER, START, settled(), 1e3, DT)
    by_hand = {"available": 175.0, "battery_loss": -5.0, "curtailed": 45.5, "outage": 14.5, "local": 10.5,
               "sent": 106.5, "delivered": 94.5, "contract": 81.0, "spot": 13.5, "link_loss": 15.0, "bought": 0.65,
               "charged": 10.0, "discharged": 15.0, "hours_at_contract": 1.5, "contract_revenue": 8400.0,
               "spot_revenue": 270.0, "local_revenue": 490.0, "station_cost": 53.5, "residual": 0.0,
               "energy": 81.0, "minimum": 90.0, "rate": 5.0, "paid": 84.0, "extra": 0.0, "imbalance_cost": 4.0,
               "price_fall": 1.5, "supplied": 0.0, "malaysia": 0.0}
    for name, value in by_hand.items():
        assert getattr(ledger, name) == pytest.approx(value, rel=1e-12, abs=1e-12), name
    assert settle(happened(), METER, START, settled(54.1), 1e3, DT).hours_at_contract == 0.0


def test_without_outage_all_that_is_left_is_curtailed():
    f = happened(whole=np.full(3, 80.0))   # a whole link would have sold no more
    np.testing.assert_array_equal(f.outage, 0.0)
    np.testing.assert_allclose(f.curtailed, [0.0, 0.0, 120.0])


def test_a_pole_out_that_stands_in_nobodys_way_is_no_outage():
    f = happened(whole=np.array([109.0, 109.0, 80.0]))
    np.testing.assert_array_equal(f.outage, 0.0)


def test_with_every_pole_out_what_the_link_would_have_taken_is_outage():
    nothing = np.zeros((7, 3))
    f = happened(schedule=Schedule(AVAILABLE, 0 * FLOW, 0 * LEVEL), hub=nothing, meter=nothing, received=np.zeros(3),
                 no_load=np.zeros((2, 3)), whole=np.full(3, 100.0))
    np.testing.assert_allclose(f.outage, [100.0, 50.0, 100.0])
    np.testing.assert_allclose(f.curtailed, [0.0, 0.0, 100.0])


def test_wheeling_keeps_its_share_and_the_rest_is_loss():
    kept = METER * np.array([[1.0], [1.0], [1.0], [1.0], [1.0], [0.95], [0.95]])
    f = happened(meter=kept, landed=lambda own, malaysia, there: own + malaysia + there / 0.95)
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
        settle(f._replace(**{name: getattr(f, name) + 1e-4 * SECOND}), METER, START, settled(), 1e3, DT)


def test_a_battery_that_makes_energy_is_refused():
    f = happened()
    # Net 5 MWh came out: the cells must have held 5 more at the start than at the end.
    settle(f, METER, (7.0, 0.0), settled(), 1e3, DT)
    with pytest.raises(SundalinkError, match="energy out of nothing"):
        settle(f, METER, (6.99, 0.0), settled(), 1e3, DT)


def test_a_battery_that_only_rests_and_fades_is_no_fault():
    still = Schedule(AVAILABLE, np.zeros(3), np.array([9.9, 9.8, 9.7]))
    alone = HUB * [[0], [1], [0], [0], [0], [0], [0]]
    happens = happened(schedule=still, hub=alone, meter=0 * METER, received=np.zeros(3))
    ledger = settle(happens, 0 * METER, START, settled(), 1e3, DT)
    assert ledger.battery_loss == ledger.charged == 0.0


def test_the_bids_have_the_places_that_the_ledger_reads():
    # What is sold at the hub comes first, so that a slice tells it from what goes through the link.
    assert (SENDING, LOCAL, SUPPLY) == (0, 1, 2)
    assert (RECEIVING, MALAYSIA, SPOT, CONTRACT) == (3, 4, 5, 6)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**31), st.floats(0, 200), st.floats(0, 600))
def test_every_year_of_the_policy_closes(seed, power, energy):
    rng = np.random.default_rng(seed)
    wind, spot, state = rng.uniform(0, 900, 60), rng.uniform(-20, 250, 60), rng.integers(0, 2, 60).astype(np.int8)
    battery = Battery(power, power, 0.1 * energy, 0.9 * energy, 0.93, 0.93, 0.9999)
    sold, start = offer(spot), 0.5 * energy
    schedule = greedy(wind, sold.reward(state), battery, DT, start)
    hub, meter = sold.climb(state, schedule.offered)
    f = flows(wind, schedule, hub, meter, LINK.received(state, hub[RECEIVING:].sum(axis=0)), LINK.no_load[:, state],
              sold.whole)
    ledger = settle(f, meter, (start, 0.0), sold.settle(state, schedule, meter, DT), sold.most, DT)
    assert ledger.residual <= 1e-9
    for name in Flows._fields:
        if name not in ("flow", "far_flow"):
            assert getattr(f, name).min() >= -1e-9, name
    assert (f.delivered <= f.sent + 1e-9).all()
    assert ledger.available == pytest.approx(ledger.battery_loss + ledger.curtailed + ledger.outage + ledger.local
                                             + ledger.delivered + ledger.link_loss, rel=1e-9, abs=1e-6)
    # What the cells lost is the rest: what went in, less what came out, less what stayed.
    assert start + ledger.battery_loss - f.level[-1] >= -1e-6
    assert not f.outage[state == 1].any()


def test_what_falls_short_is_counted_contract_by_contract():
    energy = np.array([[80.0, 200.0], [120.0, 40.0]])
    missing, penalty = shortfall(energy, np.array([100.0, 100.0]), np.array([2.0, 3.0]))
    assert missing.tolist() == [20.0, 60.0]
    assert penalty.tolist() == [40.0, 180.0]


def test_grid_energy_and_a_sale_on_the_way_are_in_the_balance():
    hub, meter = HUB.copy(), METER.copy()
    hub[SUPPLY], hub[MALAYSIA], meter[MALAYSIA] = 4.0, 5.0, 4.5   # 6 of 10 MW are bought
    f = happened(hub=hub, meter=meter, received=0.9 * hub[3:].sum(axis=0), supply=10.0,
                 schedule=Schedule(AVAILABLE - FLOW + 10.0, FLOW, LEVEL), whole=np.full(3, 118.0))
    np.testing.assert_allclose(f.supplied, 6.0)
    np.testing.assert_allclose(f.malaysia, 4.5)
    np.testing.assert_allclose(f.link_loss, 76.0 + 2.0 - 63.0 - 4.5)
    np.testing.assert_allclose(f.curtailed + f.outage, [1.0, 1.0, 121.0])
    price = PRICE.copy()
    price[SUPPLY], price[MALAYSIA] = 86.0, 44.0
    ledger = settle(f, meter, START, settled()._replace(price=price), 1e3, DT)
    assert ledger.supply_cost == pytest.approx(86.0 * 6.0 * 1.5)
    assert ledger.malaysia_revenue == pytest.approx(44.0 * 4.5 * 1.5)


def test_a_battery_at_the_meter_is_in_the_balance():
    far, level = np.array([10.0, -4.0, 0.0]), np.array([4.5, 2.0, 2.0])
    meter = METER.copy()
    meter[SPOT] -= far
    f = happened(meter=meter, schedule=Schedule(AVAILABLE - FLOW, FLOW, LEVEL, far=(far, level)))
    np.testing.assert_allclose(f.delivered, 63.0 - far)
    np.testing.assert_allclose(f.link_loss, 71.0 + 2.0 - 63.0)
    ledger = settle(f, meter, START, settled(), 1e3, DT)
    assert ledger.battery_loss == pytest.approx(-5.0 + 3.0)
    with pytest.raises(SundalinkError, match="energy out of nothing"):
        settle(f._replace(far_level=level + 1.5), meter, START, settled(), 1e3, DT)
