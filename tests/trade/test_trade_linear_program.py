"""The policy linear: the optimum that perfect foresight finds, and a battery at each end that earns what it should."""

from functools import lru_cache, partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_foresight import earned, limits, store
from scipy.optimize import linprog

from sim.case import bids, route
from sim.case import link as case_link
from sim.case import market as case_market
from sim.errors import SundalinkError
from sim.inputs.route_file import Wheeling
from sim.scenario.schema import Scenario
from sim.storage.battery import Battery
from sim.trade.bid_network import Network, NodeBids
from sim.trade.booking import book
from sim.trade.dispatch import life, year
from sim.trade.linear_program import linear
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.schedule import Reward, StoredValue
from sim.trade.settlement import LOCAL, Rows

SPOT = Rows().spot

PRICE, DT = 220.0, 0.5
BATTERY = Battery(120.0, 120.0, 20.0, 500.0, 0.93, 0.93, 0.9998)
FAR = Battery(150.0, 90.0, 10.0, 300.0, 0.95, 0.9, 0.998, 4.0)
CHANGING = BATTERY._replace(charge=np.repeat([120.0, 0.0, 60.0], 12), discharge=np.repeat([90.0, 0.0, 150.0], 12),
                            high=np.repeat([500.0, 420.0], 18))
NONE = Battery(0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)


@lru_cache(maxsize=1)
def built():
    """Return the link of base, and its route."""
    s = Scenario(link={"outage_draws": 1})
    line = route.make(s)
    return case_link.built(s, line, 1, np.array([[1000.0]])), line


def case(seed, periods, kind, far=None):
    """Return wind, pole states and the offer of a random case with bids everywhere, and the link as trade sees it."""
    link, line = built()
    rng = np.random.default_rng(seed)
    s = Scenario(**{
        "base": {}, "supply": {"supply": {"width_mw": 300.0, "price_usd_per_mwh": float(rng.uniform(10, 150))}},
        "malaysia": {"malaysia": {"width_mw": 500.0}, "local": {"width_mw": 50.0}},
        "two contracts": {"contract": {"price": 150.0, "terms": {"width_mw": 400.0}, "also": (
            {"price": 90.0, "terms": {"model": "pay_as_produced", "width_mw": 300.0}},)}}}[kind])
    if kind in ("malaysia", "supply"):
        grid = Wheeling(300.0, 900.0, 6.0, 0.04, "test", "assumed")
        line = line._replace(route=line.route._replace(wheeling=grid))
    wind = np.clip(rng.normal(700, 600, periods), 0, 2300)
    spot, state = rng.uniform(-50, 400, (1, periods)), rng.integers(0, 3, periods).astype(np.int8)
    market = case_market.Market(np.full(periods, 7000.0), spot, rng.uniform(0.5, 1.5, periods))
    return wind, state, bids.offers(s, link, line, market, PRICE, far=far)(0), bids.link_states(link, line)


def worth_of(network, schedule):
    """Return what the bids gained by what a schedule says that each took [USD], charges for the third grid paid."""
    own = schedule.taken[1]
    gain = sum(float((own[list(takers.number)] * takers.value).sum()) for takers in network[:3])
    far = 0.0 if schedule.far is None else schedule.far[0].sum()
    return DT * (gain - network.onward[2] * (own[SPOT:].sum() + far))


def left(schedule, battery, end_value):
    """Return what is counted beside the bids: energy left, and wear."""
    return end_value * schedule.level[-1] - battery.wear * DT * np.maximum(-schedule.flow, 0.0).sum()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["base", "supply", "malaysia", "two contracts"]),
       st.sampled_from([BATTERY, FAR, NONE, BATTERY._replace(keep=0.97), BATTERY._replace(wear=20.0), CHANGING]),
       st.sampled_from([0.0, 60.0, 1000.0]), st.booleans())
def test_with_one_battery_it_is_the_optimum_with_foresight(seed, kind, battery, end_value, knows):
    wind, state, offer, link = case(seed, 36, kind)
    wind, reward = wind + offer.supply, offer.reward(state)
    start = 0.5 * float(battery.low + np.min(battery.high))
    after = None
    if knows and battery is BATTERY:
        after, end_value = StoredValue(np.array([20.0, 100.0, 300.0, 500.0]), np.array([200.0, 90.0, 5.0])), 0.0
    exact = perfect_foresight(wind, reward, battery, DT, start, after, end_value=end_value)
    found = linear(wind, reward, battery, DT, start, after, end_value=end_value)
    best, mine = (earned(reward, each.offered, DT) + left(each, battery, end_value) for each in (exact, found))
    if after is not None:
        best, mine = (total + float(np.interp(each.level[-1], after.level, np.cumsum([0.0, 16000.0, 18000.0, 1000.0])))
                      for total, each in ((best, exact), (mine, found)))
    assert mine == pytest.approx(best, rel=1e-9, abs=1e-6)
    # What it says the bids took is what climbing the merged curve gives, though it never saw that.
    assert worth_of(reward.network(), found) == pytest.approx(earned(reward, found.offered, DT), rel=1e-9, abs=1e-6)
    ledger, flows = book(wind - offer.supply, state, found, offer, link, DT, (start, 0.0))
    assert ledger.residual <= 1e-9
    assert (flows.curtailed >= 0).all()
    assert found.far is None


def by_hand(wind, network, near, far, start):
    """Return the greatest gain with a battery at each end [USD]: written down anew, dense, net flows as unknowns."""
    periods, one = wind.size, np.eye(wind.size)
    takers = [(node, w, v) for node, t in enumerate(network[:3]) for w, v in zip(t.width, t.value, strict=True)]
    capacity, out, charge = network.onward
    # Unknowns: the bids; the pieces; onward; then charged, discharged and level of both batteries.
    columns = [([one * (node == k) for k in range(3)], w, -DT * v) for node, w, v in takers]
    columns += [([one, -np.diag(s), 0 * one], w, 0 * w) for w, s in zip(network.width, network.slope, strict=True)]
    columns += [([0 * one, one, -out * one], np.full(periods, min(capacity, 1e5)), np.full(periods, DT * out * charge))]
    nodes = np.hstack([np.vstack(rows) for rows, _, _ in columns])
    for node in (0, 2):
        nodes = np.hstack([nodes, *(np.vstack([sign * one * (node == k) for k in range(3)]) for sign in (1, -1, 0))])
    ahead = nodes.shape[1] - 6 * periods
    cells = np.zeros((2 * periods, nodes.shape[1]))
    right, bounds = [], [np.stack([0 * w, w], axis=1) for _, w, _ in columns]
    for k, battery in enumerate((near, far)):
        rows, held = store(battery, DT, start[k], periods)
        cells[k * periods:(k + 1) * periods, ahead + 3 * k * periods:ahead + 3 * (k + 1) * periods] = rows.toarray()
        right.append(held)
        bounds.append(limits(battery, np.full(periods, 1e9), None))
    cost = np.concatenate([c for _, _, c in columns]
                          + [np.repeat([0.0, DT * b.wear, 0.0], periods) for b in (near, far)])
    done = linprog(cost, A_ub=nodes, b_ub=np.concatenate([wind, np.zeros(2 * periods)]), A_eq=cells,
                   b_eq=np.concatenate(right), bounds=np.concatenate(bounds), method="highs-ipm")
    assert done.status == 0, done.message
    return -done.fun


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["base", "supply", "malaysia", "two contracts"]))
def test_a_battery_at_each_end_earns_what_an_independent_program_says(seed, kind):
    wind, state, offer, link = case(seed, 20, kind, FAR)
    near = BATTERY._replace(low=0.0)
    far = FAR._replace(low=0.0)
    wind, reward = wind + offer.supply, offer.reward(state)
    network = reward.network()._replace(far=far)
    found = linear(wind, reward._replace(network=lambda: network), near, DT, (250.0, 155.0))
    gain = worth_of(network, found) - DT * far.wear * np.maximum(-found.far[0], 0.0).sum()
    assert gain == pytest.approx(by_hand(wind, network, near, far, (250.0, 155.0)), rel=1e-7)
    ledger, flows = book(wind - offer.supply, state, found, offer, link, DT, (250.0, 155.0))
    assert ledger.residual <= 1e-9
    assert ledger.landed == pytest.approx(ledger.delivered + DT * flows.far_flow.sum(), rel=1e-12, abs=1e-9)
    assert ledger.battery_loss == pytest.approx(DT * (flows.flow.sum() + flows.far_flow.sum()), rel=1e-12, abs=1e-9)
    for level, limit in ((flows.level, near), (flows.far_level, far)):
        assert level.min() >= limit.low - 1e-6
        assert level.max() <= limit.high + 1e-6
    alone = linear(wind, reward._replace(network=lambda: network._replace(far=None)), near, DT, 250.0)
    assert gain > worth_of(network._replace(far=None), alone)   # it began with energy


def simple(periods, seed=3, slope=1.0, far=None):
    """Return wind and a reward whose network is a wide link, one bid at its end and one at the hub."""
    rng = np.random.default_rng(seed)
    wind, spot = rng.uniform(0, 900, periods), rng.uniform(0, 300, periods)
    flat = np.ones(periods)
    nobody = NodeBids((), np.empty((0, periods)), np.empty((0, periods)))
    network = Network(NodeBids((LOCAL,), flat[None] * 40.0, flat[None] * 60.0), nobody,
                      NodeBids((SPOT,), flat[None] * 500.0, spot[None]), flat[None] * 1e4, flat[None] * slope,
                      (np.inf, 1.0, 0.0), far)
    both = np.stack([spot * slope, flat * 60.0]), np.stack([flat * 500.0 / slope, flat * 40.0])
    order = np.argsort(-both[0], axis=0)
    value, width = (np.take_along_axis(a, order, axis=0) for a in both)
    return wind, Reward(width[None], value[None], np.zeros(periods, dtype=np.int8), None, lambda: network)


def test_without_losses_it_does_not_matter_at_which_end_the_battery_stands():
    battery = Battery(120.0, 80.0, 0.0, 400.0, 0.93, 0.9, 0.999)
    wind, here = simple(96)
    _, there = simple(96, far=battery)
    near = linear(wind, here, battery, DT, 200.0)
    far = linear(wind, there, NONE, DT, (0.0, 200.0))
    exact = earned(here, perfect_foresight(wind, here, battery, DT, 200.0).offered, DT)
    assert worth_of(here.network(), near) == pytest.approx(exact, rel=1e-9)
    # At the hub it also serves the local bid, at the other end the link only runs one way.
    spared = simple(96)[1].network()._replace(hub=NodeBids((), np.empty((0, 96)), np.empty((0, 96))))
    own = [linear(wind, here._replace(network=lambda net=net: net), b, DT, s) for net, b, s in (
        (spared, battery, 200.0), (spared._replace(far=battery), NONE, (0.0, 200.0)))]
    assert worth_of(spared, own[1]) == pytest.approx(worth_of(spared, own[0]), rel=1e-9)
    assert worth_of(there.network(), far) <= exact * (1 + 1e-9)


def test_halves_of_a_battery_beside_each_other_are_the_whole():
    whole = Battery(200.0, 200.0, 0.0, 400.0, 0.93, 0.93, 1.0)
    half = Battery(100.0, 100.0, 0.0, 200.0, 0.93, 0.93, 1.0)
    wind, reward = simple(96, far=half)
    network = reward.network()._replace(hub=NodeBids((), np.empty((0, 96)), np.empty((0, 96))))
    two = linear(wind, reward._replace(network=lambda: network), half, DT, (100.0, 100.0))
    alone = network._replace(far=None)
    one = linear(wind, reward._replace(network=lambda: alone), whole, DT, 200.0)
    assert worth_of(network, two) == pytest.approx(worth_of(alone, one), rel=1e-9)


def test_while_the_link_is_out_the_far_battery_serves_its_buyers_with_what_it_holds():
    battery = Battery(100.0, 50.0, 0.0, 400.0, 1.0, 0.9, 1.0)
    _, reward = simple(24, far=battery)
    network = reward.network()._replace(width=np.zeros((1, 24)))
    found = linear(np.full(24, 500.0), reward._replace(network=lambda: network), NONE, DT, (0.0, 100.0))
    best = np.sort(network.meter.value[0])[::-1]
    periods = 100.0 * 0.9 / (50.0 * DT)   # at full power: 3.6 periods
    gain = 50.0 * DT * (best[:3].sum() + 0.6 * best[3]) + 40.0 * 60.0 * DT * 24
    assert periods == pytest.approx(3.6)
    assert worth_of(network, found) == pytest.approx(gain, rel=1e-9)
    assert found.far[1][-1] == pytest.approx(0.0, abs=1e-6)
    assert not found.taken[0][SPOT].any()


def test_levels_of_both_batteries_cross_the_year_end():
    wind, state, offer, link = case(5, 48, "base", FAR)
    far, near = np.array([155.0]), np.array([260.0])
    policy = partial(linear, end_value=1000.0)
    _, first = year(policy, wind, state[None], offer, link, BATTERY, DT, near, far=far)
    assert far[0] == first.far_level[-1] > 100.0
    assert near[0] == first.level[-1]
    ledger, hourly = life(policy, np.stack([wind, wind]), np.stack([state, state])[None], lambda *_, **__: offer, link,
                          BATTERY, DT, far=FAR)
    held = FAR.efficiency_in * DT * np.maximum(hourly.far_flow[1, 0], 0) - DT * np.maximum(-hourly.far_flow[1, 0], 0) \
        / FAR.efficiency_out
    assert hourly.far_level[1, 0] == pytest.approx(hourly.far_level[0, -1] * FAR.keep + held, abs=1e-2)
    assert (ledger.residual <= 1e-9).all()


def test_what_cannot_be_is_refused():
    wind, reward = simple(24, far=FAR)
    with pytest.raises(SundalinkError, match="energy in the battery at the start = 400"):
        linear(wind, reward, BATTERY, DT, (100.0, 400.0))
    alone = reward._replace(network=lambda: reward.network()._replace(far=None))
    with pytest.raises(SundalinkError, match="no schedule leads there"):
        linear(0.0 * wind, alone, BATTERY, DT, 100.0, StoredValue(np.array([480.0, 480.0]), np.array([0.0])))


def test_a_battery_that_decays_below_its_floor_in_a_calm_is_not_infeasible():
    leaky = Battery(100.0, 100.0, 50.0, 400.0, 0.9, 0.9, 0.95)
    wind, reward = simple(200, far=leaky._replace(keep=0.97))
    wind[:150] = 0.0
    wind[150:170] = 3.0
    found = linear(wind, reward, leaky, DT, (60.0, 60.0))
    assert found.level.min() < 50.0
    assert found.far[1].min() < 50.0
    assert found.far[1][-1] >= 50.0 - 1e-6
