"""Companies and regimes: closed forms, an earlier independent reckoning, and payments that net to zero."""

import numpy as np
import pytest
from finance.test_finance_oracle import FRAME, SAVED, WORKS

from sim.errors import SundalinkError
from sim.finance.companies import Company, books, split
from sim.finance.cost_components import Component, contingency
from sim.finance.metrics import npv

LINK = ("cable", "converters")
PARTS = [part for part in WORKS if part.name in LINK]
ENERGY = SAVED["delivered"]


def level_payment(rate, years):
    """What pays the link back at a rate, a year, level in constant money, upkeep included. [USD]"""
    found = books(Company("", (), "regulated", rate, recovery=years), PARTS, FRAME, np.zeros(FRAME.year.shape), 1.0)
    return float((found.payment / FRAME.price)[FRAME.operating][0])


@pytest.mark.parametrize(("rate", "million"), [(0.083, 575), (0.06, 466), (0.05, 423)])
def test_level_payments_for_the_link_as_reckoned_before(rate, million):
    assert level_payment(rate, 30) / 1e6 == pytest.approx(million, abs=1.5)


@pytest.mark.parametrize(("rate", "cost"), [(0.083, 100.5), (0.07, 89.4), (0.06, 81.5), (0.05, 74.2), (0.045, 70.7)])
def test_cost_of_the_link_by_energy_as_reckoned_before(rate, cost):
    payment = level_payment(rate, 30) * FRAME.operating * FRAME.price
    energy = npv(ENERGY * FRAME.price, rate, FRAME.time)
    assert npv(payment, rate, FRAME.time) / energy == pytest.approx(cost, abs=0.4)


@pytest.mark.parametrize("indexed", [True, False])
def test_a_regulated_company_earns_its_rate(indexed):
    found = books(Company("link", LINK, "regulated", 0.07, recovery=30, indexed=indexed), PARTS, FRAME, ENERGY, 0.9)
    assert found.irr == pytest.approx(0.07, abs=1e-9)
    assert not found.top_up.any()


RENEWED = [Component("cable", 1000.0, 10.0, 40, decommissioning=150.0),
           Component("battery", 300.0, 3.0, 7, replacement=0.6)]


@pytest.mark.parametrize("recovery", [3, 10, 30])
@pytest.mark.parametrize("indexed", [True, False])
def test_a_company_that_renews_removes_and_is_given_a_grant_earns_its_rate_on_the_rest(indexed, recovery):
    terms = Company("", (), "regulated", 0.07, recovery=recovery, indexed=indexed, grant=0.25)
    found = books(terms, RENEWED, FRAME, np.zeros(FRAME.year.shape), 1.0)
    whole = 1300.0 * FRAME.spend * FRAME.price
    np.testing.assert_allclose(found.grant, 0.25 * whole)
    paid = np.where(FRAME.operating, 13.0 * FRAME.price, 0.0)
    removal = np.where(FRAME.year == FRAME.year[-1], 150.0 * FRAME.price, 0.0)
    renewed = np.where(np.isin(FRAME.age, [6, 13, 20, 27]), 180.0 * FRAME.price, 0.0)
    np.testing.assert_allclose(found.capex, whole + renewed)
    by_hand = found.payment - 0.75 * whole - renewed - paid - removal
    np.testing.assert_allclose(found.cash_flow, by_hand, rtol=1e-12, atol=1e-9)
    assert npv(by_hand, 0.07, FRAME.time) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("excess", [0.4, 1.0])
def test_what_is_above_the_cap_is_given_back_by_its_share_and_below_the_floor_it_is_made_up(excess):
    terms = Company("", (), "cap_and_floor", 0.05, cap_rate=0.09, recovery=25, excess=excess)
    floor, cap = (books(Company("", (), "regulated", at, recovery=25), RENEWED, FRAME, ENERGY, 1.0).payment
                  for at in (0.05, 0.09))
    for users in (20.0, 60.0, 200.0):   # USD a year in constant money
        made = books(terms._replace(tariff=users), RENEWED, FRAME, FRAME.operating.astype(float), 0.80)
        paid = users * FRAME.operating * FRAME.price
        np.testing.assert_allclose(made.payment, paid)
        kept = FRAME.operating & (FRAME.age < 25)
        by_hand = np.where(kept, np.maximum(floor - paid, 0.0) - excess * np.maximum(paid - cap, 0.0), 0.0)
        np.testing.assert_allclose(made.top_up, by_hand, atol=1e-9)


def test_the_regulated_course_pays_return_on_what_is_left_and_depreciation():
    part = Component("cable", 1000.0, 10.0, 40)
    found = books(Company("link", ("cable",), "regulated", 0.08, recovery=10, indexed=False), [part], FRAME,
                  ENERGY, 1.0)
    base = npv(1000.0 * FRAME.spend * FRAME.price, 0.08, FRAME.time)
    first = FRAME.operating.argmax()
    by_hand = [0.08 * base * (1 - k / 10) + base / 10 + 10.0 * FRAME.price[first + k] for k in range(3)]
    np.testing.assert_allclose(found.payment[first:first + 3], by_hand)


def test_availability_below_the_target_is_not_paid():
    terms = Company("link", LINK, "availability", 0.07, recovery=30, target=0.97)
    whole, part = (books(terms, PARTS, FRAME, ENERGY, at) for at in (0.98, 0.873))
    np.testing.assert_allclose(part.payment, 0.9 * whole.payment)
    assert part.irr < whole.irr == pytest.approx(0.07)


def test_between_cap_and_floor():
    terms = Company("link", LINK, "cap_and_floor", 0.05, cap_rate=0.09, recovery=25)
    low, middle, high = (books(terms._replace(tariff=at), PARTS, FRAME, ENERGY, 0.9) for at in (20.0, 95.0, 200.0))
    first = FRAME.operating.argmax()
    assert low.top_up[first] > 0
    assert not middle.top_up[first:first + 25].any()
    assert high.top_up[first] < 0
    assert low.irr < middle.irr < high.irr
    # Where the availability test fails the floor is not kept.
    assert not books(terms._replace(tariff=20.0), PARTS, FRAME, ENERGY, 0.79).top_up.any()
    # Paid at the floor for the whole life the company earns the rate of the floor.
    whole = terms._replace(tariff=20.0, recovery=30)
    assert books(whole, PARTS, FRAME, ENERGY, 0.9).irr == pytest.approx(0.05, abs=1e-9)


def test_a_grant_lowers_the_payment_in_proportion():
    none, half = (books(Company("link", LINK, "regulated", 0.06, recovery=30, grant=g), PARTS, FRAME, ENERGY, 1.0)
                  for g in (0.0, 0.5))
    np.testing.assert_allclose(half.payment - half.opex, 0.5 * (none.payment - none.opex), atol=1e-3)
    assert half.grant.sum() == pytest.approx(0.5 * none.capex.sum())


def test_components_have_one_owner_and_none_is_lost():
    works = (*WORKS[:-2], contingency(WORKS, share=0.1))
    own, (theirs,) = split(works, [Company("link", LINK, "regulated")])
    total = sum(part.capex for part in works)
    assert sum(part.capex for part in (*own, *theirs)) == pytest.approx(total, rel=1e-12)
    assert {part.name for part in theirs} == {*LINK, "contingency"}
    share = sum(part.capex for part in theirs if part.name in LINK) / (total / 1.1)
    assert theirs[-1].capex == pytest.approx(share * works[-1].capex)
    with pytest.raises(SundalinkError, match="one owner"):
        split(works, [Company("a", LINK, "regulated"), Company("b", ("cable",), "regulated")])
