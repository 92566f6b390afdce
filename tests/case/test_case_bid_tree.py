"""Periods that share a curve are traded as if each had its own, and outage histories together as one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_case import case, scenario

from sim.case import bids, storage
from sim.market import curve_groups
from sim.market.curve_groups import Line
from sim.trade import booking, booking_arrays
from sim.trade.dispatch import life
from sim.trade.settlement import Ledger


def offers(changes, price):
    """Return the case, its first traded year's offers, battery and policy."""
    done = case(**dict(changes))
    s = done.scenario
    battery, far = storage.batteries(s, 0.0)
    made = bids.offers(s, done.link, done.route, done.market[0], price, far=far)
    return done, made, battery, s.trade.policy.bind()


def plain(make):
    """Return the same offers without groups, so that every period has a curve of its own and is booked by itself."""
    def offer(weather_year, **given):
        made = make(weather_year, **given)
        return made._replace(table=None, widths=None)
    return offer


@pytest.mark.parametrize("changes", [
    (), (("contract__terms__priority", "physical"),), (("market__price__model", "quantile_copula"),),
    (("supply__width_mw", 300.0), ("route__file", "peninsular"), ("malaysia__width_mw", 200.0),
     ("malaysia__price_usd_per_mwh", 90.0)),
    (("trade__policy__charge_below_usd_per_mwh", 60.0), ("storage__battery__wear_cost_usd_per_mwh", 5.0)),
], ids=["base", "physical", "no import moves the price", "supply and Malaysia", "two thresholds"])
@pytest.mark.parametrize("price", [90.0, 250.0])
def test_histories_together_with_shared_curves_are_what_each_is_alone(changes, price):
    done, make, battery, policy = offers(changes, price)
    s, view = done.scenario, bids.link_states(done.link, done.route)
    together, kept = life(policy, done.hub.power[0], done.link.state, make, view, battery, s.time.period_h)
    alone, periods = life(policy, done.hub.power[0], done.link.state, plain(make), view, battery, s.time.period_h)
    for name in Ledger._fields:
        if name != "residual":
            np.testing.assert_allclose(getattr(together, name), getattr(alone, name), rtol=1e-12,
                                       atol=1e-12 * np.abs(alone.available).max(), err_msg=name)
    for one, other in zip(kept, periods, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)


def test_a_block_that_another_history_has_traded_is_traded_again_to_the_same_bytes(monkeypatch):
    done, make, battery, policy = offers((), 250.0)
    s, view = done.scenario, bids.link_states(done.link, done.route)
    states = np.stack([done.link.state[0], *done.link.state, done.link.state[0]])
    shared, _ = life(policy, done.hub.power[0], states, make, view, battery, s.time.period_h, keep=False)
    monkeypatch.setattr(booking, "memo", lambda *_: booking_arrays.NO_MEMO)
    each, _ = life(policy, done.hub.power[0], states, make, view, battery, s.time.period_h, keep=False)
    for name in Ledger._fields:
        values = getattr(shared, name)
        np.testing.assert_array_equal(values[:, 0], values[:, -1])
        np.testing.assert_allclose(values, getattr(each, name), rtol=1e-12, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31))
def test_within_a_group_no_two_bids_change_their_order(seed):
    rng = np.random.default_rng(seed)
    price = np.round(rng.uniform(-20, 300, 200), int(rng.integers(0, 4)))
    lines = [Line(0.0, 1.0), Line(float(rng.uniform(-5, 5)), float(rng.choice([0.0, 0.5, 1.0]))),
             Line(float(rng.integers(0, 300)), 0.0)]
    levels = np.round(rng.uniform(0, 300, 5), 1)
    found = curve_groups.groups(price, lines, levels)
    values = np.array([line.start + line.factor * price for line in lines])
    signs = np.concatenate([np.sign(values[:, None] - levels[None, :, None]).reshape(-1, price.size),
                            np.sign(values[:, None] - values[None]).reshape(-1, price.size)])
    for group, first in enumerate(found.first):
        assert found.of[first] == group
        np.testing.assert_array_equal(signs[:, found.of == group], signs[:, [first] * (found.of == group).sum()])


def test_an_unknown_price_and_too_many_cuts_make_no_groups():
    lines = [Line(0.0, 1.0)]
    assert curve_groups.groups(np.array([1.0, np.nan]), lines, [0.5]) is None
    assert curve_groups.groups(np.linspace(0.0, 1e3, 900), lines, np.linspace(0.0, 1e3, 500)) is None


def test_a_bid_that_changes_in_time_has_no_groups():
    s, done = scenario(), case()
    market = done.market[0]
    moved = market._replace(local=np.where(np.arange(market.local.size) % 2, 0.5, 1.5))
    made = bids.offers(s, done.link, done.route, moved, 250.0)(0)
    assert made.table is None
    assert bids.offers(s, done.link, done.route, market, 250.0)(0).table is not None
    widths = made.widths(100.0)
    for state in range(len(done.link.pieces)):
        np.testing.assert_array_equal(widths[state], made.reward(np.full(moved.local.size, state)).reach(100.0))
