"""Incentives of owners of a link, and the return that is paid while it is built: closed forms and limits."""

import numpy as np
import pytest
from finance.test_finance_oracle import FRAME, SAVED, WORKS

from sim.errors import SundalinkError
from sim.finance.companies import Company, allowed, books
from sim.finance.company_incentive import assessed, cap_factor, paid_in_construction, payment_factor
from sim.finance.metrics import npv
from sim.scenario.load import load

LINK = ("cable", "converters")
PARTS = [part for part in WORKS if part.name in LINK]
ENERGY = SAVED["delivered"]


def test_a_payment_is_full_at_the_target_higher_above_it_and_no_lower_than_what_may_be_lost():
    reached = np.array([0.0, 0.90, 0.98, 0.99, 1.0])
    found = payment_factor(reached, 0.98, 0.05, 0.10)
    np.testing.assert_allclose(found, [0.90, 0.90 / 0.98, 1.0, 1.025, 1.05], rtol=1e-12)
    np.testing.assert_allclose(payment_factor(reached, 0.98, 0.0, 1.0), np.minimum(reached / 0.98, 1.0))
    assert payment_factor(1.0, 1.0, 0.05, 1.0) == 1.0


def test_a_cap_moves_as_far_down_as_up_and_no_further():
    # IFA2: 2 % about 96.5 %.
    reached = np.array([0.5, 0.93, 0.9475, 0.965, 0.9825, 1.0])
    np.testing.assert_allclose(cap_factor(reached, 0.965, 0.02), [0.98, 0.98, 0.99, 1.0, 1.01, 1.02], rtol=1e-12)
    np.testing.assert_array_equal(cap_factor(reached, 0.965, 0.0), 1.0)


def test_return_in_construction_is_paid_on_what_was_spent_before():
    spend = np.where(FRAME.construction, 100.0, 0.0)
    years = np.flatnonzero(FRAME.construction)
    paid = paid_in_construction(spend, 0.05, FRAME)
    np.testing.assert_allclose(paid[years], 5.0 * np.arange(years.size))
    assert not paid[FRAME.operating].any()


@pytest.mark.parametrize("indexed", [True, False])
def test_a_company_paid_early_earns_its_rate_and_starts_with_what_it_spent(indexed):
    terms = Company("", LINK, "regulated", 0.07, recovery=30, indexed=indexed)
    late, early = (books(terms._replace(paid_early=on), PARTS, FRAME, ENERGY, 1.0) for on in (False, True))
    assert early.irr == pytest.approx(0.07, abs=1e-9)
    assert early.top_up[FRAME.construction].sum() > 0.0
    assert not early.top_up[FRAME.operating].any()
    running = allowed(terms, PARTS, FRAME).floor * 0.0 + sum(
        part.fixed_opex * FRAME.operating for part in PARTS) * FRAME.price
    capital = [npv(np.where(FRAME.operating, made.payment - running, 0.0), 0.07, FRAME.time) for made in (late, early)]
    # What is recovered in operation is less by the value of what was paid before.
    assert capital[0] - capital[1] == pytest.approx(npv(early.top_up, 0.07, FRAME.time), rel=1e-9)


def test_periods_of_years_settle_what_their_years_leave_over():
    recover = np.array([False, True, True, True, True, True, False])
    paid = np.array([0.0, 5.0, 15.0, 30.0, 10.0, 2.0, 99.0])
    floor, cap = np.full(7, 10.0), np.full(7, 20.0)
    below, above = assessed(paid, floor, cap, recover, 1)
    np.testing.assert_array_equal(below, [0, 5, 0, 0, 0, 8, 0])
    np.testing.assert_array_equal(above, [0, 0, 0, 10, 0, 0, 0])
    # Two periods of three and two years: 50 between 30 and 60, 12 below 20.
    below, above = assessed(paid, floor, cap, recover, 3)
    np.testing.assert_array_equal(below, [0, 0, 0, 0, 0, 8, 0])
    assert not above.any()
    both = assessed(np.stack([paid, 3.0 * paid]), floor, cap, recover, 5)
    np.testing.assert_array_equal(both[0], np.zeros((2, 7)))
    np.testing.assert_array_equal(both[1][:, 5], [0.0, 86.0])


def test_a_longer_period_costs_consumers_no_more_than_yearly_ones():
    terms = Company("", LINK, "cap_and_floor", 0.05, cap_rate=0.08, tariff=95.0)
    energy = ENERGY * np.where(np.arange(ENERGY.size) % 2, 1.4, 0.6)
    paid = {years: books(terms._replace(assess_years=years), PARTS, FRAME, energy, 1.0).top_up for years in (1, 5)}
    assert np.maximum(paid[5], 0.0).sum() <= np.maximum(paid[1], 0.0).sum()
    assert (paid[1] != 0.0).sum() > (paid[5] != 0.0).sum()


def test_consumers_return_more_above_a_cap_that_has_fallen():
    terms = Company("", LINK, "cap_and_floor", 0.03, cap_rate=0.07, tariff=500.0, target=0.965, cap_moves=0.02)
    given = [books(terms, PARTS, FRAME, ENERGY, reached).top_up for reached in (0.93, 0.965, 1.0)]
    cap = allowed(terms, PARTS, FRAME).cap
    back = allowed(terms, PARTS, FRAME).recover
    for change, one in zip((-0.02, 0.0, 0.02), given, strict=True):
        np.testing.assert_allclose((one - given[1])[back], (change * cap)[back], atol=1e-3)


def test_a_return_is_paid_early_to_regulated_owners_alone():
    row = {"name": "link", "regime": "cap_and_floor", "paid_early": True}
    with pytest.raises(SundalinkError, match="paid_early = true: needs regime = 'regulated'"):
        load("base", {"companies": [row]})
