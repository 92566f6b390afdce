"""Contracts: what is owed, what defaults, what it costs, what each form pays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import hour_of_day, month
from sim.errors import SundalinkError
from sim.market.contract import MODELS, contract_for_difference, firm_block, merchant, pay_as_produced, shaped_block
from sim.market.contract_clauses import EXCUSED, clauses, deemed
from sim.reliability.outage_history import KINDS
from sim.trade.settlement import shortfall

SPOT = np.array([50.0, 100.0, 900.0])
YEAR = 120.0 + 60.0 * np.random.default_rng(3).standard_normal(8760)


def test_the_value_is_the_price_and_the_penalty_stands_apart():
    contract = firm_block(200.0, SPOT, penalty_multiple=1.5)
    assert contract.penalty == pytest.approx(1.5 * 350)
    np.testing.assert_allclose(contract.bid.value, 200)
    np.testing.assert_allclose(contract.bid.price, 200)
    np.testing.assert_allclose(firm_block(200.0, SPOT, 4.0).bid.value, 196)   # the charge is the seller's


def test_economic_priority_defaults_when_spot_pays_more_and_physical_does_not():
    assert not firm_block(200.0, SPOT).first
    assert firm_block(200.0, SPOT, priority="physical").first


def test_the_minimum_is_over_a_year_of_8760_hours():
    contract = firm_block(200.0, SPOT, width=1200.0, minimum_load_factor=0.6, tolerance=0.05)
    assert contract.minimum == pytest.approx(0.57 * 1200 * 8760)


def test_where_nothing_is_owed_no_penalty_counts():
    assert firm_block(200.0, SPOT, minimum_load_factor=0.0).penalty == 0.0
    assert firm_block(200.0, SPOT, tolerance=1.0).penalty == 0.0


def test_pay_as_produced_owes_nothing():
    assert pay_as_produced(200.0, SPOT, priority="physical").first
    contract = pay_as_produced(200.0, SPOT)
    assert contract.minimum == contract.penalty == 0.0


def test_a_shaped_block_asks_its_peak_by_day_and_its_months():
    season = (0.5,) + (1.0,) * 11
    contract = shaped_block(200.0, YEAR, width=800.0, start=9.0, end=22.0, off_peak=0.25, season=season,
                            minimum_load_factor=0.60)
    hour, january = hour_of_day(1.0), month(1.0) == 0
    peak = (hour > 9) & (hour < 22)
    np.testing.assert_allclose(contract.bid.width[peak & ~january], 800.0)
    np.testing.assert_allclose(contract.bid.width[~peak & ~january], 200.0)
    np.testing.assert_allclose(contract.bid.width[peak & january], 400.0)
    assert contract.minimum == pytest.approx(0.57 * contract.bid.width.sum())
    night = shaped_block(200.0, YEAR, start=22.0, end=6.0, off_peak=0.0)
    assert set(np.floor(hour[night.bid.width > 0])) == {22, 23, 0, 1, 2, 3, 4, 5}
    flat = shaped_block(200.0, YEAR, off_peak=1.0)
    assert flat.minimum == pytest.approx(firm_block(200.0, YEAR).minimum)
    with pytest.raises(SundalinkError, match="twelve months"):
        shaped_block(200.0, YEAR, season=(1.0,) * 11)


@pytest.mark.parametrize("reference", ["period", "day", "month", "year"])
def test_a_difference_pays_the_strike_on_average_over_its_reference(reference):
    contract = contract_for_difference(200.0, YEAR, 4.0, reference=reference, pay_when_negative=True)
    paid = contract.bid.price + contract.extra
    np.testing.assert_allclose(paid.mean(), 200.0)   # a flat delivery earns the strike whatever the reference
    spread = {"period": 0.0, "year": YEAR.std()}
    if reference in spread:
        assert paid.std() == pytest.approx(spread[reference], abs=1e-9)
    np.testing.assert_allclose(contract.bid.value, paid - 4.0)


def test_a_difference_of_one_way_never_pays_back_and_none_is_paid_below_zero():
    one = contract_for_difference(100.0, YEAR, two_way=False, reference="period", pay_when_negative=True)
    np.testing.assert_allclose(one.bid.price + one.extra, np.maximum(YEAR, 100.0))
    none = contract_for_difference(100.0, YEAR, reference="period")
    negative = YEAR < 0
    assert negative.any()
    np.testing.assert_allclose((none.bid.price + none.extra)[negative], YEAR[negative])
    np.testing.assert_allclose((none.bid.price + none.extra)[~negative], 100.0)


def test_merchant_sells_nothing_under_contract():
    assert merchant(200.0, SPOT).width == 0.0
    assert not merchant(200.0, SPOT).bid.width.any()


@pytest.mark.parametrize("name", MODELS)
def test_clauses_that_say_nothing_change_nothing(name):
    plain = MODELS[name](200.0, YEAR, 4.0)
    same = clauses(plain, YEAR, 4.0)
    for a, b in zip(same.bid, plain.bid, strict=True):
        np.testing.assert_array_equal(a, b)
    assert (same.minimum, same.paid, same.take) == (plain.minimum, 1.0, 0.0)


def test_metered_at_the_hub_the_buyer_pays_for_the_loss_agreed():
    contract = clauses(firm_block(200.0, SPOT, 4.0), SPOT, 4.0, metered_at="hub", agreed_loss=0.04)
    assert contract.paid == pytest.approx(1 / 0.96)
    np.testing.assert_allclose(contract.bid.value, 200.0 / 0.96 - 4.0)


def test_what_is_turned_down_is_neither_taken_nor_owed_but_paid_for():
    spot = np.array([10.0, 50.0, 50.0, 50.0])
    contract = clauses(firm_block(200.0, spot), spot, take_or_pay=0.9, decline_below=20.0)
    assert contract.bid.width.tolist() == [0.0, 1200.0, 1200.0, 1200.0]
    assert contract.minimum == pytest.approx(0.75 * firm_block(200.0, spot).minimum)
    assert contract.take == pytest.approx(0.9 * 1200 * 8760)
    tendered, dt = np.array([1000.0, 1e9, 0.0, 0.0]), 2190.0
    assert deemed(contract, tendered, 0.0, dt) == pytest.approx(1000.0 * dt)     # no more than was tendered
    assert deemed(contract, tendered, contract.take - 5.0, dt) == pytest.approx(5.0)   # nor than is missing
    assert deemed(contract, tendered, contract.take + 5.0, dt) == 0.0
    assert deemed(clauses(firm_block(200.0, spot), spot, take_or_pay=0.9), tendered, 0.0, dt) == 0.0


@given(st.sampled_from(sorted(MODELS)), st.floats(0, 500), st.floats(0, 20))
def test_no_contract_pays_less_than_nothing_for_power_it_takes(name, price, charge):
    contract = MODELS[name](price, np.abs(YEAR), charge)
    assert (contract.bid.width >= 0).all()
    assert np.isfinite(contract.bid.value).all()
    np.testing.assert_allclose(contract.bid.value, contract.bid.price + contract.extra - charge * (contract.width > 0))


def test_damages_are_capped_by_a_share_of_what_is_owed():
    energy, minimum, rate = np.array([[40.0], [95.0], [100.0]]), np.array([[100.0]] * 3), np.array([[200.0]] * 3)
    missing, free = shortfall(energy, minimum, rate)
    np.testing.assert_allclose(missing, [60.0, 5.0, 0.0])
    np.testing.assert_allclose(free, [12000.0, 1000.0, 0.0])
    missing, capped = shortfall(energy, minimum, rate, 0.10)
    np.testing.assert_allclose(missing, [60.0, 5.0, 0.0])   # what is missing is still said
    np.testing.assert_allclose(capped, [2000.0, 1000.0, 0.0])


def test_force_majeure_names_the_causes_it_excuses():
    found = {name: clauses(firm_block(200.0, SPOT), SPOT, force_majeure=name).excused for name in EXCUSED}
    assert not found["none"]
    assert set(found["cable"]) < set(found["link"]) < set(KINDS)
    assert "planned" not in found["link"]
