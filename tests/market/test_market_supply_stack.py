"""The supply stack: exact where it can be worked out by hand, falling with import, true to limits and chance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.market.clearing import Conditions, clearing, effect, stack
from sim.market.generation_fleet import Fleet
from sim.market.supply_stack import supply_stack, table

FLEET = Fleet(("h_class", "f_class", "waste"), np.array([2018, 2023]),
              np.array([[0.0, 9000.0, 400.0], [0.0, 9000.0, 400.0]]), np.array([[6.4, 6.6], [7.0, 7.0], [0.0, 0.0]]),
              np.array([1.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.5]), np.array([[2100, 2100]] * 3), "made")
GIVEN = Conditions(None, 0.0, FLEET, 2020, 12.0, 10.0, 1.25)
STILL = {"planned_outage": 0.0, "forced_outage": 0.0, "noise": 0.0, "spike_size": 0.0, "slump_size": 0.0}
BARE = {**STILL, "markup": 0.0, "rise": 0.0, "reserve": 0.0, "uncertainty": 1.0, "other_import": 0.0}
FLOOR, CAP = -1.0 / 1.25, 4500.0 / 1.25
COST = (12.0 + 10.0 * 0.0561) / 1.25


def load(mean=5500.0):
    """A year of days and weeks."""
    hour = np.arange(17520) / 2.0
    return mean * (1.0 - 0.15 * np.cos(2 * np.pi * (hour - 3.0) / 24) + 0.03 * np.sin(2 * np.pi * hour / 168))


def quote(demand=None, seed=0, dt=0.5, conditions=GIVEN, **changes):
    return supply_stack(conditions, load() if demand is None else demand, np.random.default_rng(seed), dt, **changes)


def test_one_class_without_chance_is_fuel_and_carbon():
    assert quote(**BARE).spot == pytest.approx(7.0 * COST, rel=1e-9)


def test_markup_rises_with_demand_by_hand():
    found = quote(**{**BARE, "markup": 0.1, "rise": 0.5})
    by_hand = 7.0 * COST * (1.1 + 0.5 * (load() / load().mean() - 1.0))
    assert found.spot == pytest.approx(by_hand, rel=1e-3)


def test_scarcity_is_value_of_lost_load_times_probability():
    from scipy.stats import norm

    demand = load(7500.0)
    found = quote(demand, **{**BARE, "reserve": 500.0, "uncertainty": 300.0}, reserve_margin=0.0).spot
    chance = norm.sf((9200.0 - demand - 500.0) / 300.0)
    assert chance.max() > 0.5
    assert found == pytest.approx(7.0 * COST + (CAP - 7.0 * COST) * chance, rel=1e-2)


def test_more_than_all_can_run_costs_the_cap_and_less_than_must_the_floor():
    assert quote(load(15000.0), reserve_margin=0.0, **{**BARE, "planned_outage": 0.1}).spot.max() == CAP
    assert quote(**BARE, must_run=0.25).spot.min() > 0
    assert clearing(quote(**BARE), 5000.0).min() == FLOOR
    assert clearing(quote(), 1e5).max() <= 0.0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.floats(0.0, 1.0), st.floats(4000.0, 9000.0))
def test_price_never_rises_with_import_and_stays_within_limits(seed, adapted, mean):
    found = quote(load(mean), seed, adapted=adapted)
    before = clearing(found, 0.0)
    for power in (100.0, 1200.0, 6000.0):
        after = clearing(found, power)
        assert (after <= before + 1e-9).all()
        before = after
    assert before.min() >= FLOOR
    assert found.spot.max() <= CAP


def test_no_import_leaves_the_price_where_none_was_expected():
    found = quote(adapted=0.0)
    assert np.array_equal(clearing(found, 0.0), found.spot)
    assert np.array_equal(clearing(found, np.zeros(17520)), found.spot)
    assert np.array_equal(quote(expected_import=0.0, adapted=1.0).expected, found.spot)
    assert np.array_equal(found.expected, clearing(found, 700.0))


def test_a_market_that_has_adapted_loses_less_and_misses_the_import():
    means = [quote(adapted=share, seed=3).expected.mean() for share in (0.0, 0.5, 1.0)]
    before = quote(seed=3).spot.mean()
    assert means[0] < means[1] < means[2] < before
    assert clearing(quote(adapted=0.5, seed=3), 0.0).mean() > before


def test_fully_adapted_bids_of_one_class_stay_where_they_were():
    """With one class and no scarcity, an import of exactly what is expected changes nothing on average."""
    found = quote(**{**BARE, "rise": 0.5}, adapted=1.0, expected_import=600.0)
    assert found.expected.mean() == pytest.approx(found.spot.mean(), rel=1e-3)


def test_price_follows_the_cost_of_fuel():
    free = {**STILL, "reserve": 0.0, "uncertainty": 1.0, "floor": 0.0}
    twice = GIVEN._replace(gas=24.0, carbon_tax=20.0)
    assert quote(conditions=twice, **free).spot == pytest.approx(2.0 * quote(**free).spot, rel=1e-9)


def test_gas_by_month_moves_its_month():
    gas = np.full(12, 12.0)
    gas[6] = 18.0
    dear, plain = (quote(conditions=GIVEN._replace(gas=g), **BARE).spot for g in (gas, np.full(12, 12.0)))
    july = slice(181 * 48, 212 * 48)
    assert dear[july] / plain[july] == pytest.approx((18.0 + 0.561) / (12.0 + 0.561), rel=1e-9)
    assert dear[: 181 * 48] == pytest.approx(plain[: 181 * 48], rel=1e-9)


def test_the_residual_is_what_it_is_said_to_be():
    quiet = {"demand_correlation": 0.0, "slump_size": 0.0, "noise": 0.0}
    factor = np.concatenate([quote(seed=s, **quiet).factor for s in range(12)])
    spikes = factor[factor > 1.0] - 1.0
    assert spikes.size / factor.size == pytest.approx(0.03, rel=0.1)
    assert spikes.mean() == pytest.approx(1.8, rel=0.1)
    assert spikes.std() == pytest.approx(1.8, rel=0.2)   # exponential
    still = {"demand_correlation": 0.0, "slump_size": 0.0, "spike_size": 0.0}
    body = np.concatenate([quote(seed=s, **still).factor for s in range(4)])
    assert body.std() == pytest.approx(0.10, rel=0.05)
    one = quote(**still).factor
    assert np.corrcoef(one[2:], one[:-2])[0, 1] == pytest.approx(0.9, abs=0.03)


def test_slumps_make_a_few_prices_slightly_negative():
    found = np.concatenate([quote(seed=s).spot for s in range(10)])
    assert 0 < (found < 0).sum() <= 60
    assert found.min() >= FLOOR


def test_outages_are_rare_last_and_balance():
    found = np.stack([quote(seed=s, forced_outage=0.04).thin for s in range(10)])
    units = round(9400.0 * 0.95 / 400.0)
    out = units * (1.0 - 0.96 / found)
    assert out == pytest.approx(np.round(out), abs=1e-6)   # whole units
    assert out.mean() == pytest.approx(0.04 * units, rel=0.15)
    assert (np.diff(found, axis=1) != 0).mean() < 0.1
    assert (quote(**STILL).thin == 1.0).all()


def test_a_thin_fleet_is_dear():
    means = [quote(load(12000.0), reserve_margin=margin).spot.mean() for margin in (0.10, 0.27, 0.60)]
    assert means[0] > 1.2 * means[1]
    assert means[1] > means[2]


def test_longer_and_shorter_periods_are_the_same_half_hours():
    fine, half = quote(load().repeat(2), dt=0.25), quote()
    assert fine.spot[::2] == pytest.approx(half.spot, rel=1e-9)
    smooth = load().reshape(-1, 2).mean(1)
    coarse = quote(smooth, dt=1.0)
    power = 600.0 + 500.0 * np.sin(np.arange(8760))
    by_hand = clearing(quote(smooth.repeat(2)), power.repeat(2)).reshape(-1, 2).mean(1)
    assert clearing(coarse, power) == pytest.approx(by_hand, rel=1e-12)


def test_cases_share_their_chance():
    cheap, dear = quote(seed=5), quote(seed=5, conditions=GIVEN._replace(gas=20.0, year=2030))
    assert np.array_equal(cheap.factor, dear.factor)
    assert not np.array_equal(cheap.factor, quote(seed=6).factor)


def test_the_table_never_falls():
    stack = table(np.array([500.0, 8000.0]), np.array([6.5, 7.0]), 5000.0, 10.0, (-1.0, 3000.0), markup=0.06, rise=0.7,
                  must_run=0.25, reserve=600.0, uncertainty=300.0)
    assert (np.diff(stack) >= 0).all()
    assert stack[1, 0] == -1.0
    assert stack[1, -1] == pytest.approx(3000.0)


def test_the_effect_by_hand():
    fall, saving = effect(np.array([100.0, 300.0]), np.array([50.0, 90.0]), np.array([40.0, 70.0]), 0.5)
    assert saving == pytest.approx(0.5 * (100 * 10 + 300 * 20))
    assert fall == pytest.approx((100 * 10 + 300 * 20) / 400)


@pytest.mark.parametrize(("conditions", "changes", "message"), [
    ({"gas": 0.0}, {}, "price of gas"),
    ({"carbon_tax": -1.0}, {}, "carbon tax"),
    ({"exchange": 0.0}, {}, "exchange rate"),
    ({}, {"floor": 5.0}, "lowest price"),
    ({}, {"demand": np.zeros(17520)}, "demand"),
])
def test_what_is_out_of_range_is_refused(conditions, changes, message):
    with pytest.raises(SundalinkError, match=message):
        quote(conditions=GIVEN._replace(**conditions), **changes)


@pytest.mark.parametrize("power", [-1.0, np.nan])
def test_an_import_that_is_none_is_refused(power):
    with pytest.raises(SundalinkError, match="import into the market"):
        clearing(quote(), power)


@pytest.mark.parametrize("dt", [0.5, 1.0])
def test_compiled_loops_read_the_stack_that_the_market_clears_on(dt):
    found = quote(load()[::round(dt / 0.5)], dt=dt)
    held = stack(found, 2.5)
    came = 400.0 * (1.0 + np.sin(np.arange(round(8760 / dt))))
    at = (held.net - np.repeat(came, held.split)) * held.thin
    place = np.clip(np.searchsorted(held.nodes, at) - 1, 0, held.slope.size - 1)
    price = (held.price[place] + held.slope[place] * (at - held.nodes[place])) * held.factor - held.slump
    by_hand = np.clip(price, held.low, held.high).reshape(-1, held.split).mean(axis=1) - held.charge
    np.testing.assert_allclose(by_hand, clearing(found, came, 2.5), rtol=1e-9, atol=1e-9)
    assert held.split == round(dt / 0.5)


def test_loops_are_handed_no_stack_that_they_do_not_know():
    found = quote()
    uneven = np.delete(found.stack, 1, axis=1)
    for other in (found._replace(stack=None), found._replace(stack=uneven), found._replace(temporary=(9.0, 9.0)),
                  found._replace(dt=0.75)):
        assert stack(other) is None
