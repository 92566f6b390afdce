"""The tee through the tree, the policies and the whole chain: Malaysia behind a spur, Singapore behind the rest."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from small_case import SMALL, case, figures, scenario

from sim.case import bids as case_bids
from sim.case import link as case_link
from sim.case import market, outages, route
from sim.errors import SundalinkError
from sim.finance.companies import SHARED
from sim.inputs.route_file import Wheeling
from sim.link import three_terminal
from sim.reliability import outage_history
from sim.results import pypsa_network
from sim.results.notes import notes
from sim.scenario.load import load
from sim.scenario.schema import Scenario
from sim.storage.battery import Battery
from sim.trade.annual_limits import AnnualLimits
from sim.trade.dispatch import life, year
from sim.trade.greedy import greedy
from sim.trade.linear_program import linear
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.settlement import Ledger, Rows

CONTRACT, MALAYSIA = Rows().contract, Rows().malaysia

NONE = Battery(0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
BATTERY = Battery(400.0, 400.0, 80.0, 1520.0, 0.95, 0.95, 0.9999)
PRICE, DT = 220.0, 0.5


@lru_cache(maxsize=8)
def teed(share=0.8, rating=500.0, spur=120.0, **changes):
    """Return a scenario with a tee, its link and its route."""
    s = Scenario(link={"outage_draws": 1, "tee": {"share": share, "rating_mw": rating, "spur_km": spur}},
                 malaysia={"width_mw": 700.0, "price_usd_per_mwh": changes.get("price", 150.0)},
                 contract={"terms": {"model": "firm_block", "width_mw": changes.get("contract", 600.0)}},
                 market={"spot_width_mw": changes.get("spot", 400.0)})
    line = route.make(s)
    return s, case_link.built(s, line, 1), line


def periods(seed, count):
    """Return wind, spot prices (some of them negative) and states of both poles of link and spur."""
    rng = np.random.default_rng(seed)
    return (rng.uniform(0, 2300, count), rng.uniform(-50, 400, (1, count)), rng.integers(0, 6, count).astype(np.int8))


def offered(s, link, line, spot):
    """Return the offers of a year of these prices."""
    made = market.Market(np.full(spot.shape[1], 7000.0), spot, np.ones(spot.shape[1]))
    return case_bids.offers(s, link, line, made, PRICE)


def trade(given, wind, spot, state, policy=greedy, battery=NONE, start=0.0):
    """Return the ledger and the flows of a year."""
    s, link, line = given
    ledger, flows = year(
        policy,
        wind,
        state[None],
        offered(s, link, line, spot)(0),
        case_bids.link_states(link, line),
        battery,
        DT,
        np.full(1, start),
    )
    return Ledger(*(value[0] for value in ledger)), flows


def optimum(s, link, spot, wind, state):
    """Return the best that one period can earn [USD/h]: hub, tee, two meters and three legs of pieces, by hand."""
    legs = [leg.pieces[state] for leg in link.tee]
    contract, = case_bids.contracts(s, spot, PRICE)
    transfer = link.curves[state]
    bids = [(0, transfer.no_load_sending, s.local.supply_price_usd_per_mwh),
            (0, s.local.width_mw, s.local.price_usd_per_mwh),
            (2, transfer.no_load_receiving, s.market.supply_price_usd_per_mwh),
            (2, contract.width, float(contract.bid.value[0]) + contract.penalty),
            (2, s.market.spot_width_mw, float(spot[0])),
            (3, s.malaysia.width_mw, s.malaysia.price_usd_per_mwh)]
    columns, most, gain = [], [], []
    for (start, end), (width, slope) in zip(((0, 1), (1, 2), (1, 3)), legs, strict=True):
        for across, brings in zip(width, slope, strict=True):
            column = np.zeros(4)
            column[start], column[end] = 1.0, -brings
            columns, most, gain = [*columns, column], [*most, across], [*gain, 0.0]
    for node, width, value in bids:
        columns, most, gain = [*columns, np.eye(4)[node]], [*most, width], [*gain, value]
    return -linprog(-np.array(gain), A_ub=np.array(columns).T, b_ub=[wind, 0, 0, 0],
                    bounds=[(0, width) for width in most], method="highs").fun


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([20.0, 150.0, 500.0]))
def test_without_a_battery_every_period_is_at_the_optimum_of_both_legs(seed, price):
    given = s, link, _ = teed(price=price)
    wind, spot, state = periods(seed, 8)
    for t in range(wind.size):
        one = slice(t, t + 1)
        ledger, f = trade(given, wind[one], spot[:, one], state[one])
        contract, = case_bids.contracts(s, spot[0, one], PRICE)
        rest, spur = link.curves[state[t]], link.tee.spur.transfers[state[t]]
        earned = (f.contract[0] * (contract.bid.value[0] + contract.penalty) + f.spot[0] * spot[0, t]
                  + f.malaysia[0] * price + f.local[0] * s.local.price_usd_per_mwh
                  + (rest.no_load_sending - f.bought_sending[0]) * s.local.supply_price_usd_per_mwh
                  + (rest.no_load_receiving + spur.no_load_receiving - f.bought_receiving[0])
                  * s.market.supply_price_usd_per_mwh)
        assert earned == pytest.approx(optimum(s, link, spot[0, one], wind[t], state[t]), rel=1e-9, abs=1e-6)
        assert ledger.residual <= 1e-9


def test_with_a_battery_foresight_and_the_linear_program_agree_and_their_books_close():
    given = s, link, line = teed()
    wind, spot, state = periods(3, 96)
    offer = offered(s, link, line, spot)(0)
    ledgers = []
    for policy in (perfect_foresight, linear):
        ledger, f = trade(given, wind, spot, state, policy, BATTERY, 800.0)
        assert ledger.residual <= 1e-9
        assert (f.malaysia > 0.0).any()
        ledgers.append(ledger)
    schedules = [policy(wind, offer.reward(state), BATTERY, DT, 800.0) for policy in (perfect_foresight, linear)]
    taken = [schedules[0].offered, schedules[1].taken[0].sum(axis=0)]
    exact, program = (float(_value(offer, state, power)) for power in taken)
    assert program == pytest.approx(exact, rel=1e-9)
    assert ledgers[1].buyer_revenue[..., 1] > 0.0
    assert ledgers[0].spur_loss == pytest.approx(ledgers[1].spur_loss, rel=0.2)


def _value(offer, state, power):
    """Return what power at the hub earns. [USD]"""
    reward, periods = offer.reward(state), np.arange(state.size)
    width, value = reward.width[state, :, periods], reward.value[state, :, periods]
    before = np.cumsum(width, axis=1) - width
    return (np.clip(power[:, None] - before, 0.0, width) * value).sum() * DT


def test_a_year_that_owes_a_least_energy_is_kept_alike_by_multiplier_and_by_rows():
    s, link, line = teed(price=600.0)   # Malaysia would take its power first
    wind, spot, _ = periods(5, 96)
    state, limits = np.full(96, 5, dtype=np.int8), AnnualLimits(delivered=96 * DT * 700.0)
    made = [
        life(
            policy,
            wind[None],
            state[None, None],
            offered(s, link, line, spot),
            case_bids.link_states(link, line),
            BATTERY,
            DT,
            annual=limits,
        )[0]
        for policy in (perfect_foresight, linear)
    ]
    for ledger in made:
        assert ledger.residual.max() <= 1e-9
        assert ledger.delivered[0, 0] + ledger.unmet[0, 0] >= limits.delivered * (1 - 1e-6)
        assert ledger.malaysia[0, 0] > 0.0
    assert made[0].delivered == pytest.approx(made[1].delivered, rel=1e-4)
    assert made[0].unmet == pytest.approx(made[1].unmet, abs=1.0)
    assert made[0].delivered_limit == pytest.approx(made[1].delivered_limit, rel=0.01)
    assert (made[0].delivered_limit > 0.0).all()


def test_more_rating_of_the_spur_never_earns_less_at_the_same_price():
    wind, spot, state = periods(7, 200)
    earned = []
    for rating in (50.0, 200.0, 500.0, 700.0):
        given = s, link, _ = teed(rating=rating)
        ledger, _ = trade(given, wind, spot, state)
        rest = np.array([t.no_load_receiving for t in link.tee.spur.transfers])[state].sum() * DT
        contract, = case_bids.contracts(s, spot[0], PRICE)
        earned.append(ledger.buyer_revenue.sum(axis=-1) - ledger.station_cost
                      + float(ledger.energy[0]) * (float(contract.bid.value[0]) + contract.penalty)
                      + rest * s.market.supply_price_usd_per_mwh)   # a larger station takes more at rest
    assert (np.diff(earned) > 0.0).all()


def test_a_tee_at_the_end_without_a_spur_earns_what_a_landing_there_does():
    s, link, line = teed(1.0, 1200.0, 0.0, spot=0.0, contract=0.001)
    s = s.model_copy(update={"malaysia": s.malaysia.model_copy(update={"width_mw": 1200.0})})
    grid = Wheeling(300.0, 1e4, 0.0, 0.0, "test", "assumed")
    plain = s.model_copy(update={"link": Scenario(link={"outage_draws": 1}).link})
    landing = line._replace(route=line.route._replace(wheeling=grid))
    wind, spot, _ = periods(11, 200)
    state = np.random.default_rng(11).integers(0, 3, 200).astype(np.int8)
    _, there = trade((s, link, line), wind, spot, three_terminal.number(state, state))
    _, here = trade((plain, case_link.built(plain, line, 1), landing), wind, spot, state)
    np.testing.assert_allclose(there.malaysia, here.malaysia, atol=2.0 * s.link.loss_error_mw)
    assert there.malaysia.max() > 1190.0


def test_without_its_spur_malaysia_gets_nothing_and_singapore_what_a_plain_link_brings():
    s, link, line = teed(price=600.0)
    plain = s.model_copy(update={"link": Scenario(link={"outage_draws": 1}).link,
                                 "malaysia": s.malaysia.model_copy(update={"width_mw": 0.0})})
    wind, spot, _ = periods(13, 200)
    of_link = np.random.default_rng(13).integers(0, 3, 200).astype(np.int8)
    _, there = trade((s, link, line), wind, spot, three_terminal.number(of_link, 0 * of_link))
    _, here = trade((plain, case_link.built(plain, line, 1), line), wind, spot, of_link)
    assert not there.malaysia.any()
    # Other pieces of the same curve: where the next MW is worth as much at the hub, they may part by a piece.
    assert np.median(np.abs(there.delivered - here.delivered)) < s.link.loss_error_mw
    assert there.delivered.sum() == pytest.approx(here.delivered.sum(), rel=1e-3)


@pytest.mark.parametrize("poles", [1, 2])
def test_states_are_numbered_in_order_from_nothing_to_all(poles):
    both = np.array(three_terminal.states(poles))
    np.testing.assert_array_equal(three_terminal.number(*both.T), np.arange(len(both)))
    assert (both[:, 1] <= both[:, 0]).all()
    assert both[0].tolist() == [0, 0]
    assert both[-1].tolist() == [poles, poles]


def test_a_spur_fails_by_itself_and_with_its_link_and_leaves_the_links_faults_alone():
    done, plain = case(malaysia__width_mw=400.0, **TEE), case()
    both = np.array(three_terminal.states(2))[done.link.state]
    np.testing.assert_array_equal(both[..., 0], done.link.poles)
    np.testing.assert_array_equal(done.link.poles, plain.link.poles)
    # A hundred kilometres of cable and a station are out some three parts of a hundred, planned work included.
    s, configuration = done.scenario, done.link.configuration
    spur = outages.spur_outages(s, done.route, configuration, 2000, 20, "test")
    assert 0.02 < 1.0 - outage_history.availability(outage_history.intervals(spur, 2, 20), 2000, 2, 20).mean() < 0.05
    alone = (both[..., 0] - both[..., 1]).mean() / 2
    assert 0.0 < alone < 0.06
    found = figures(malaysia__width_mw=400.0, **TEE)
    assert found["spur_availability"] == pytest.approx(found["link_availability"] - alone)
    assert figures()["spur_availability"] == 0.0
    # Malaysia bids less than the contract: with one pole out it misses more than that pole.
    missed = found["malaysia_not_delivered"] / (found["malaysia_energy"] + found["malaysia_not_delivered"])
    assert 1.0 - found["life_availability"] < missed < 3.0 * (1.0 - found["life_availability"])
    assert 0.0 < found["energy_not_delivered"] < figures()["energy_not_delivered"] * 1.5
    assert figures()["malaysia_not_delivered"] == 0.0
    flows = done.traded.hourly
    assert not flows.malaysia[:, both[0, ..., 1] == 0].any()
    assert flows.malaysia[:, both[0, ..., 1] == 1].max() < 0.6 * flows.malaysia.max()


@pytest.mark.parametrize("keys", [{"share": 0.0, "rating_mw": 500.0}, {"share": 0.5, "rating_mw": 0.0}])
def test_half_a_tee_is_refused_and_a_spur_without_one_is_nothing(keys):
    with pytest.raises(SundalinkError, match=r"rating_mw = \d+ with share = 0\.?\d*: a tee needs both above 0"):
        case(**{f"link__tee__{key}": value for key, value in keys.items()}, link__tee__spur_km=90.0)
    done = case(link__tee__spur_km=90.0)
    assert done.link.tee is None
    found, plain = figures(link__tee__spur_km=90.0), figures()
    assert {k: v for k, v in found.items() if v == v} == {k: v for k, v in plain.items() if v == v}


TEE = {"link__tee__share": 0.87, "link__tee__rating_mw": 400.0, "link__tee__spur_km": 100.0, "contract__price": 300.0,
       "contract__terms__width_mw": 800.0, "market__spot_width_mw": 0.0}


def test_the_chain_closes_and_says_what_a_tee_does():
    done, found = case(malaysia__width_mw=400.0, **TEE), figures(malaysia__width_mw=400.0, **TEE)
    assert abs(found["energy_residual"]) < 1e-9
    assert 300.0 < found["malaysia_energy"] < 400.0 * 8.76
    assert 0.003 * found["malaysia_energy"] < found["spur_loss"] < 0.03 * found["malaysia_energy"]
    assert found["loss_pieces_error"] <= done.scenario.link.loss_error_mw * (1 + 1e-6)
    assert done.traded.hourly.malaysia.max() <= 400.0 + 1e-3
    assert sum(text.startswith("A tee at 87 % of the link carries 400 MW") for text in notes(done, found)) == 1
    np.testing.assert_allclose(done.traded.annual.buyer_revenue[..., 1], 44.0 * done.traded.annual.malaysia, rtol=1e-12)


def test_a_spur_that_no_one_uses_costs_its_parts_and_its_station_at_rest_alone():
    alone = {"contract__price": 300.0, "contract__terms__width_mw": 800.0, "market__spot_width_mw": 0.0}
    idle, plain, with_spur, without = case(**TEE), case(**alone), figures(**TEE), figures(**alone)
    assert with_spur["spur_loss"] == with_spur["malaysia_energy"] == 0.0
    for name in ("delivered_energy", "link_loss", "local_energy"):
        assert with_spur[name] == pytest.approx(without[name], rel=3e-3), name
    parts, own = ({p.name: p.capex for p in done.finance.components} for done in (idle, plain))
    assert {"spur_converters", "spur_cable", "spur_node"} == set(parts) - set(own)
    assert parts["spur_node"] == idle.scenario.link.tee.node_usd
    assert "No one buys behind it" in " ".join(notes(idle, with_spur))
    assert parts["spur_converters"] == pytest.approx(own["converters"] * 400.0 / 1200.0 / 2.0)
    assert parts["spur_cable"] == pytest.approx(own["cable"] * 100.0 / idle.route.length, rel=1e-9)
    spur = parts["spur_converters"] + parts["spur_cable"] + parts["spur_node"]
    shared = with_spur["capex"] / sum(parts[name] for name in parts if name not in SHARED)   # contingency and the like
    assert with_spur["capex"] - without["capex"] == pytest.approx(spur * shared)
    rest = idle.link.tee.spur.transfers[-1].no_load_receiving * 8.76 * with_spur["link_availability"]
    assert (idle.traded.annual.bought - plain.traded.annual.bought).mean() / 1e3 == pytest.approx(rest, rel=0.05)


def test_what_a_tee_cannot_be_joined_with_is_refused_by_name():
    with pytest.raises(SundalinkError, match=r"link\.tee\.share = 0\.87.*'peninsular'.*wheeling"):
        case(route__file="peninsular", **TEE)
    with pytest.raises(SundalinkError, match=r"link\.tee\.share = 0\.87.*PyPSA"):
        pypsa_network.one_year(scenario(**TEE))
    with pytest.raises(SundalinkError, match=r"link\.tee\.rating_mw = 1400"):
        case(**{**TEE, "link__tee__rating_mw": 1400.0})


def test_power_that_could_have_come_is_what_the_onward_leg_brings():
    s, link, line = teed(spot=0.0)
    s = s.model_copy(update={"contract": load("base", {
        **SMALL, "contract.price": 200.0, "contract.clauses.take_or_pay": 0.9,
        "contract.clauses.decline_below_usd_per_mwh": 1e4}).contract})
    wind, spot = np.full(4, 3000.0), np.full((1, 4), 100.0)
    state, offer = np.full(4, 5, dtype=np.int8), offered(s, link, line, spot)(0)
    _, f = trade((s, link, line), wind, spot, state)
    assert not f.delivered.any()
    meter = np.zeros((CONTRACT + 1, 4))
    meter[MALAYSIA] = f.malaysia
    schedule = greedy(wind, offer.reward(state), NONE, DT, 0.0)
    down = offer.prices.deemed(offer.terms, np.zeros(1), state, schedule.offered, meter, DT)[0]
    # Nothing left of the trunk's power but what Malaysia takes, and what Singapore could have had.
    onward, spur, trunk = (leg.transfers[-1] for leg in (link.tee.onward, link.tee.spur, link.tee.trunk))
    left = trunk.capacity - np.interp(f.malaysia[0], spur.received, spur.sent)
    most = 0.9 * 4 * DT * float(s.contract.terms.width_mw)
    assert down == pytest.approx(min(4 * DT * np.interp(left, onward.sent, onward.received), most), rel=1e-3)
    assert down < 4 * DT * 1000.0
