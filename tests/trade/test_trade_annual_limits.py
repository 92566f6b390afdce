"""Limits on the sums of a year over the whole tree of bids: the optimum of one program, and a ledger that closes."""

from functools import lru_cache, partial

import numpy as np
import pytest
import small_case
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from sim.case import bids as case_bids
from sim.case import link as case_link
from sim.case import market as case_market
from sim.case import route, storage
from sim.errors import SundalinkError
from sim.inputs.route_file import Wheeling
from sim.results.notes import notes
from sim.scenario.schema import Scenario
from sim.storage.battery import Battery
from sim.trade.annual_limits import LEAST, AnnualLimits, Term, meet, terms
from sim.trade.bid_network import program
from sim.trade.booking import book
from sim.trade.linear_program import linear, rows, stores
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.schedule import earned
from sim.trade.settlement import LOCAL, SUPPLY, Rows

CONTRACT, SPOT = Rows().contract, Rows().spot

DT, T, PRICE = 0.5, 60, 120.0
BATTERY = Battery(400.0, 300.0, 50.0, 900.0, 0.93, 0.9, 0.999, 3.0)


@lru_cache(maxsize=2)
def place(third_grid):
    """Return a case with two contracts, a supply offer and a buyer in Malaysia, its link and its line."""
    s = Scenario(link={"outage_draws": 1, "loss_error_mw": 1.0, "cables": {"section_mm2": 2000.0}},
                 supply={"width_mw": 200.0},
                 malaysia={"width_mw": 150.0 * third_grid},
                 contract={"price": 100.0, "terms": {"model": "firm_block", "width_mw": 500.0},
                           "also": ({"price": 70.0, "terms": {"model": "firm_block", "width_mw": 200.0,
                                                              "priority": "physical"}},)})
    line = route.make(s)
    link = case_link.built(s, line, 1)
    if third_grid:
        line = line._replace(route=line.route._replace(
            wheeling=Wheeling(300.0, 900.0, 6.0, 0.04, "test", "assumed")))
    return s, link, line


def whole(available, network, battery, start, owed):
    """Return the optimum of one linear program with the obligations as rows [USD]: no multipliers, no mixing."""
    batteries = stores(available, network, battery, DT, start, 0.0, None, 0.0)
    made = program(available, network, batteries, DT)
    numbers = [n for takers in network[:3] for n in takers.number]
    blocks = len(numbers) + len(network.width) + 1 + 3
    counts = np.zeros((len(owed), blocks, available.size))
    for row, term in zip(counts, owed, strict=True):
        row[: len(numbers)] = DT * term.bids[numbers][:, None]
        row[-2] = -DT * term.wear   # charged, discharged, level
    steps = batteries[0].after.value.size
    counts = np.hstack([counts.reshape(len(owed), -1), np.zeros((len(owed), steps))])[:, made.kept]
    fixed = made.lower == made.upper
    few, rows = len(owed), made.rows.tocsr()
    upper = vstack([hstack([rows[~fixed], csr_array((int((~fixed).sum()), few))]),
                    hstack([csr_array(-counts), -csr_array(np.eye(few))])])
    found = linprog(np.concatenate([made.cost, [term.rate for term in owed]]), A_ub=upper,
                    b_ub=np.concatenate([made.upper[~fixed], [-term.target for term in owed]]),
                    A_eq=hstack([rows[fixed], csr_array((int(fixed.sum()), few))]), b_eq=made.upper[fixed],
                    bounds=[*zip(made.low, made.high, strict=True), *[(0, None)] * few], method="highs-ds")
    assert found.status == 0
    return -found.fun, found.x[-few:]


def sums(bids, wear, schedule):
    """Return what counts towards obligations."""
    return bids @ schedule.taken[1].sum(axis=1) * DT - wear * np.maximum(-schedule.flow, 0.0).sum() * DT


def obligations(kinds, rng, count):
    """Return terms of random height: a contract's minimum, a least delivery, a quota, a local limit, cycles."""
    def term(where, target, rate=LEAST, sign=1.0, wear=0.0):
        bids = np.zeros(count)
        bids[where] = sign
        return Term(target, rate, bids, wear, "", -1)

    hours = T * DT
    made = {"contract": term(CONTRACT, rng.uniform(100, 500) * hours, 90.0),
            "second": term(CONTRACT + 1, rng.uniform(50, 200) * hours, 40.0),
            "delivered": term(slice(SPOT, None), rng.uniform(200, 900) * hours),
            "supplied": term(SUPPLY, (200.0 - rng.uniform(0, 80)) * hours, 10 * LEAST),
            "local": term(LOCAL, -rng.uniform(0, 200) * hours, 10 * LEAST, -1.0),
            "cycles": term([], -rng.uniform(0, 40) * hours, 10 * LEAST, wear=1.0)}
    return [made[kind] for kind in kinds]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**31), st.booleans(),
       st.lists(st.sampled_from(["contract", "second", "delivered", "supplied", "local", "cycles"]), min_size=1,
                max_size=4, unique=True))
def test_a_year_kept_to_its_obligations_is_the_optimum_of_the_program_that_has_them(seed, third_grid, kinds):
    s, link, line = place(third_grid)
    rng = np.random.default_rng(seed)
    spot, state = rng.uniform(-40, 250, (1, T)), rng.integers(0, 3, T)
    wind = np.clip(700 + np.cumsum(rng.normal(0, 250, T)), 0, 2000)
    market = case_market.Market(np.full(T, 7000.0), spot, np.ones(T))
    make = case_bids.offers(s, link, line, market, PRICE)
    offer = make(0, weight=0.0)
    owed = obligations(kinds, rng, CONTRACT + 2)
    start = rng.uniform(BATTERY.low, BATTERY.high)
    network = offer.reward(state).network()
    best, missing = whole(wind + offer.supply, network, BATTERY, start, owed)
    schedule, found = meet(perfect_foresight, wind + offer.supply, state, partial(make, 0), owed, BATTERY, DT, start)
    totals = sums(np.array([t.bids for t in owed]), np.array([t.wear for t in owed]), schedule)
    rates, targets = np.array([t.rate for t in owed]), np.array([t.target for t in owed])
    short = np.maximum(targets - totals, 0.0)
    # What was promised is kept by what can be run, and it earns what the program does.
    np.testing.assert_array_less(short, found.missing + 1e-6 * np.maximum(np.abs(targets), 100.0))
    value = {n: v for takers in network[:3] for n, v in zip(takers.number, takers.value, strict=True)}
    through = schedule.taken[1][SPOT:].sum() * network.onward[2]
    gain = sum((value[n] * schedule.taken[1][n]).sum() for n in value) - through
    gain = (gain - BATTERY.wear * np.maximum(-schedule.flow, 0.0).sum()) * DT
    assert gain - rates @ found.missing == pytest.approx(best, abs=3e-6 * abs(gain) + 1e-6 * rates @ np.minimum(
        missing, 1.0))
    # The ledger reads the link by its own table, and all balances close to 1e-9.
    ledger, happened = book(wind, state, schedule, offer, case_bids.link_states(link, line), DT, (start, 0.0))
    assert ledger.residual <= 1e-9
    for slack in (happened.level - BATTERY.low, BATTERY.high - happened.level, BATTERY.charge - happened.flow,
                  BATTERY.discharge + happened.flow, happened.curtailed, happened.supplied, 200.0 - happened.supplied):
        assert slack.min() >= -1e-6
    assert found.gap <= 1e-6


def gained(network, schedule, battery=BATTERY):
    """Return what the bids gained by what each took, less wear and what the third grid takes. [USD]"""
    value = {n: v for takers in network[:3] for n, v in zip(takers.number, takers.value, strict=True)}
    own, far = schedule.taken[1], 0.0 if schedule.far is None else schedule.far[0].sum()
    gain = sum((value[n] * own[n]).sum() for n in value) - (own[SPOT:].sum() + far) * network.onward[2]
    return float(gain - battery.wear * np.maximum(-schedule.flow, 0.0).sum()) * DT


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.booleans(),
       st.lists(st.sampled_from(["contract", "second", "delivered", "supplied", "local", "cycles"]), min_size=1,
                max_size=4, unique=True))
def test_as_rows_of_the_linear_program_obligations_cost_what_cutting_planes_find(seed, third_grid, kinds):
    s, link, line = place(third_grid)
    rng = np.random.default_rng(seed)
    spot, state = rng.uniform(-40, 250, (1, T)), rng.integers(0, 3, T)
    wind = np.clip(700 + np.cumsum(rng.normal(0, 250, T)), 0, 2000)
    make = case_bids.offers(s, link, line, case_market.Market(np.full(T, 7000.0), spot, np.ones(T)), PRICE)
    offer = make(0, weight=0.0)
    owed, start = obligations(kinds, rng, CONTRACT + 2), rng.uniform(BATTERY.low, BATTERY.high)
    network = offer.reward(state).network()
    given_case = wind + offer.supply, state, partial(make, 0), owed, BATTERY, DT, start
    by_rows, found = rows(linear, *given_case)
    by_planes, planes = meet(perfect_foresight, *given_case)
    rates, targets = np.array([t.rate for t in owed]), np.array([t.target for t in owed])
    mine, other = (gained(network, one) - rates @ each.missing for one, each in ((by_rows, found), (by_planes, planes)))
    size = abs(gained(network, by_planes)) + 1.0
    slack = 1e-8 * rates @ np.maximum(np.abs(targets), 100.0) * (np.max([found.missing, planes.missing]) > 0.0)
    assert mine == pytest.approx(other, abs=1e-6 * size + slack)
    totals = sums(np.array([t.bids for t in owed]), np.array([t.wear for t in owed]), by_rows)
    np.testing.assert_array_less(targets - totals, found.missing + 1e-6 * np.maximum(np.abs(targets), 100.0))
    assert (found.multiplier >= 0.0).all()
    assert (found.multiplier <= rates).all()
    free = np.array([total > t + 1e-3 * max(abs(t), 1.0) for total, t in zip(totals, targets, strict=True)])
    assert (found.multiplier[free] < 1e-6).all()   # what does not bind costs nothing
    ledger, _ = book(wind, state, by_rows, offer, case_bids.link_states(link, line), DT, (start, 0.0))
    assert ledger.residual <= 1e-9


def test_with_a_battery_at_each_end_a_limit_costs_what_loosening_it_gains():
    s, link, line = place(False)
    far = Battery(150.0, 90.0, 10.0, 300.0, 0.95, 0.9, 0.998)
    rng = np.random.default_rng(4)
    spot, state = rng.uniform(-40, 250, (1, T)), rng.integers(1, 3, T)
    wind = np.clip(700 + np.cumsum(rng.normal(0, 250, T)), 0, 2000)
    make = partial(
        case_bids.offers(s, link, line, case_market.Market(np.full(T, 7000.0), spot, np.ones(T)), PRICE, far=far), 0
    )
    offer = make(weight=0.0)
    network, start = offer.reward(state).network(), (400.0, 150.0)

    def kept(*limits):
        owed = [t for t in terms(AnnualLimits(False, *limits), offer.terms, offer.supply, DT) if t.contract < 0]
        schedule, found = rows(linear, wind + offer.supply, state, make, owed, BATTERY, DT, start)
        return schedule, found, gained(network, schedule)

    free = kept(1.0)[0]
    delivered, cycled = free.taken[1][SPOT:].sum() * DT, np.maximum(-free.flow, 0.0).sum() * DT
    limits = 1.02 * delivered, np.inf, np.inf, 0.6 * cycled
    schedule, found, gain = kept(*limits)
    assert schedule.taken[1][SPOT:].sum() * DT == pytest.approx(limits[0], rel=1e-8)
    assert np.maximum(-schedule.flow, 0.0).sum() * DT == pytest.approx(limits[3], rel=1e-8)
    assert not found.missing.any()
    assert (found.multiplier > 1.0).all()
    for at, step in ((0, -0.5), (3, 0.5)):
        looser = [limit + step * (place == at) for place, limit in enumerate(limits)]
        assert (kept(*looser)[2] - gain) / 0.5 == pytest.approx(found.multiplier[int(at > 0)], rel=0.05)
    ledger, flows = book(wind, state, schedule, offer, case_bids.link_states(link, line), DT, start)
    assert ledger.residual <= 1e-9
    assert np.abs(flows.far_flow).max() > 10.0


def test_what_is_asked_of_a_year_becomes_terms():
    contract = case_bids.contracts(Scenario(), np.full(T, 100.0), PRICE)[0]
    assert not terms(AnnualLimits(), (contract._replace(minimum=0.0),), 0.0, DT)
    assert not terms(AnnualLimits(), (contract._replace(penalty=0.0),), 0.0, DT)
    owed = terms(AnnualLimits(False, 500.0, 30.0, 20.0, 10.0), (contract,), np.full(T, 200.0), DT)
    assert [t.field for t in owed] == ["", "delivered_limit", "supplied_limit", "local_limit", "discharged_limit"]
    assert [t.target for t in owed[1:]] == [500.0, 200.0 * T * DT - 30.0, -20.0, -10.0]
    assert [t.contract for t in owed] == [0, -1, -1, -1, -1]
    assert owed[1].bids.tolist() == [0, 0, 0, 0, 0, 1, 1]
    # A quota asks nothing where nothing is sold.
    assert len(terms(AnnualLimits(supplied=30.0), (contract._replace(minimum=0.0),), np.zeros(T), DT)) == 0


KNOWS = {"trade__policy__model": "perfect_foresight", "contract__price": 250.0}


@pytest.mark.slow
def test_limits_of_a_scenario_are_kept_in_every_year_and_priced():
    free = small_case.case(**KNOWS).traded.annual
    most = 0.8 * float(free.local.min()) / 1e3
    case = small_case.case(**KNOWS, trade__annual__maximum_local_gwh=most, trade__annual__maximum_cycles_per_year=80.0)
    annual = case.traded.annual
    assert (annual.local <= most * 1e3 * (1 + 1e-9)).all()
    assert (annual.discharged <= 80.0 * 1600.0 * (1 + 1e-9)).all()
    np.testing.assert_allclose(annual.local, most * 1e3, rtol=1e-6)
    assert (annual.local_limit > 0.0).all()
    assert (annual.discharged_limit > 0.0).all()
    assert (annual.unmet == 0.0).all()
    assert annual.residual.max() <= 1e-9
    said = notes(case, small_case.figures(**KNOWS, trade__annual__maximum_local_gwh=most,
                                          trade__annual__maximum_cycles_per_year=80.0))
    assert sum("binds in 100 % of years" in note for note in said) == 2


def test_a_load_factor_out_of_reach_is_said_with_the_best_that_can_be_reached():
    given_keys = {**KNOWS, "trade__annual__minimum_load_factor": 0.95, "trade__annual__maximum_local_gwh": 700.0}
    case = small_case.case(**given_keys)
    annual = case.traded.annual
    assert np.isinf(annual.delivered_limit).all()
    assert np.isnan(annual.local_limit).all()   # its value would be counted in load factor, not in money
    assert (annual.local <= 700e3 * (1 + 1e-9)).all()
    np.testing.assert_allclose(annual.unmet, 0.95 * 1200.0 * 8760.0 - annual.delivered, rtol=1e-9)
    free = small_case.case(**KNOWS).traded.annual
    assert (annual.delivered >= free.delivered * (1 - 1e-9)).all()   # nothing delivers more
    note, = (n for n in notes(case, small_case.figures(**given_keys)) if "trade.annual" in n)
    reached = annual.delivered / (1200.0 * 8760.0)
    assert "out of reach in 100 % of years" in note
    assert f"between {reached.min():.3f} and {reached.max():.3f}" in note


def test_with_foresight_no_weight_of_the_penalty_earns_more_than_the_one_that_is_found():
    """Revenue less penalties of the first year, by the multiplier against every fixed weight."""
    case = small_case.case(**KNOWS)
    s, market = case.scenario, case.market[0]
    view, state = case_bids.link_states(case.link, case.route), case.link.poles[0, 0]
    battery, _ = storage.batteries(s, 0.0)
    make = case_bids.offers(s, case.link, case.route, market, 250.0)
    offer, start = make(0), 0.5 * (battery.low + battery.high)
    contract, = offer.terms
    most = float(book(case.hub.power[0][0], state, perfect_foresight(
        case.hub.power[0][0], offer.reward(state), battery, 1.0, start), offer, view, 1.0, (start, 0.0))[0].energy[0])

    def net(minimum, weight=None):
        owed = terms(AnnualLimits(), (contract._replace(minimum=minimum),), 0.0, 1.0)
        if weight is None:
            schedule, _ = meet(perfect_foresight, case.hub.power[0][0], state, partial(make, 0), owed, battery, 1.0,
                               start)
        else:
            bids = make(0, weight=weight)
            schedule = perfect_foresight(case.hub.power[0][0], bids.reward(state), battery, 1.0, start)
            schedule = schedule._replace(taken=bids.climb(state, schedule.offered))
        bare = make(0, weight=0.0).reward(state).network()
        value = {n: v for takers in bare[:3] for n, v in zip(takers.number, takers.value, strict=True)}
        gain = sum(float((value[n] * schedule.taken[1][n]).sum()) for n in value)
        return gain - contract.penalty * max(minimum - float(schedule.taken[1][CONTRACT].sum()), 0.0)

    for minimum in (0.9 * most, 0.9999 * most, most, 1.1 * most):
        fixed = [net(minimum, weight) for weight in (0.0, 0.3, 1.0)]
        assert net(minimum) >= max(fixed) * (1 - 1e-6)


def test_an_honest_policy_counts_penalties_by_the_years_before():
    whole_penalty = small_case.case().traded.annual
    np.testing.assert_array_equal(whole_penalty.counted, whole_penalty.rate)
    past = small_case.case(trade__obligation="past").traded.annual
    share = (past.energy[:, :1] < past.minimum[:, :1]).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(past.counted[:, 0], past.rate[:, 0])   # nothing is known before the first year
    np.testing.assert_allclose(past.counted[:, 1], share[:, None, None] * past.rate[:, 1])
    assert (share < 1.0).any()
    assert small_case.figures()["penalty_weight"] == 1.0
    assert small_case.figures(trade__obligation="past")["penalty_weight"] < 1.0


@pytest.mark.parametrize("policy", ["greedy", "rolling"])
def test_a_limit_on_a_year_is_refused_where_the_policy_does_not_know_the_year(policy):
    with pytest.raises(SundalinkError, match=r"trade.annual.maximum_local_gwh = 5: needs trade.policy.model = "
                                             "'perfect_foresight'"):
        small_case.scenario(trade__policy__model=policy, trade__annual__maximum_local_gwh=5.0)


@pytest.mark.slow
def test_days_of_maintenance_leave_the_battery_at_rest():
    given_keys = {"storage__maintenance__yearly_days": 10.0}
    case = small_case.case(**given_keys)
    flow = case.traded.hourly.flow
    assert not flow[..., 120 * 24:130 * 24].any()
    assert flow[..., 130 * 24:].any()
    assert case.traded.annual.residual.max() <= 1e-9
    assert not small_case.case(**given_keys, **KNOWS).traded.hourly.flow[..., 120 * 24:130 * 24].any()


def test_the_reward_of_a_mixture_is_not_more_than_what_the_curve_gives():
    """The oracle's value is what the reward curve pays, so that the bounds of the search are those of the trade."""
    s, link, line = place(False)
    market = case_market.Market(np.full(T, 7000.0), np.full((1, T), 80.0), np.ones(T))
    offer, state = case_bids.offers(s, link, line, market, PRICE)(0, weight=0.0), np.full(T, 2)
    wind = np.linspace(0.0, 2000.0, T) + offer.supply
    schedule = perfect_foresight(wind, offer.reward(state), BATTERY, DT, 500.0)
    _, meter = offer.climb(state, schedule.offered)
    network = offer.reward(state).network()
    value = {n: v for takers in network[:3] for n, v in zip(takers.number, takers.value, strict=True)}
    gain = sum((value[n] * meter[n]).sum() for n in value) - BATTERY.wear * np.maximum(-schedule.flow, 0.0).sum()
    assert earned(offer.reward(state), schedule, BATTERY, DT) == pytest.approx(gain * DT, rel=1e-9)
