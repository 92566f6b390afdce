"""Vietnam's tax: hand-made tables of the holiday, losses oldest first, depreciation that adds up."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_finance import vietnam as literal

from sim.finance import tax
from sim.finance.timeline import timeline

AGE = np.arange(-2, 30)

holidays = partial(tax.vietnam, minimum_rate=0.0)
"""The scheme of the law without the top-up tax."""


def operating(profits):
    """Profit of thirty operating years after two of construction."""
    return np.r_[0.0, 0.0, profits]


def test_the_scheme_of_a_project_in_profit_from_the_start():
    due = holidays(operating(np.full(30, 1000.0)), AGE)
    # by hand: years 1-4 exempt; 5-13 half of 10 %; 14-15 at 10 %; from 16 at 20 %
    by_hand = [0.0] * 4 + [50.0] * 9 + [100.0] * 2 + [200.0] * 15
    np.testing.assert_allclose(due.tax[2:], by_hand)
    assert due.start == 0
    assert not due.tax[:2].any()


def test_the_holiday_waits_for_the_first_taxable_income():
    profits = np.full(30, 1000.0)
    profits[:2] = -500.0                               # income from the third year
    due = holidays(operating(profits), AGE)
    # years 3-6 exempt (the losses are used up there and save nothing); 7-15 half; from 16 at 20 %
    by_hand = [0.0] * 6 + [50.0] * 9 + [200.0] * 15
    np.testing.assert_allclose(due.tax[2:], by_hand)
    np.testing.assert_allclose(due.offset[2:6], [0, 0, 1000, 0])


def test_the_holiday_begins_in_the_fourth_year_at_the_latest():
    profits = np.full(30, 1000.0)
    profits[:6] = -100.0                               # six years of loss
    due = holidays(operating(profits), AGE)
    # holiday from year 4: exempt 4-7, half 8-16, of which year 16 is half of 20 %
    by_hand = [0.0] * 7 + [50.0] * 8 + [100.0] + [200.0] * 14
    np.testing.assert_allclose(due.tax[2:], by_hand)
    assert due.start == 3
    # the losses of years 2 to 6 meet year 7 (exempt); that of year 1 is five years old in year 6
    assert due.offset[2 + 6] == pytest.approx(500.0)
    assert due.expired[2 + 5] == pytest.approx(100.0)


def test_a_loss_late_in_life_saves_tax_at_the_full_rate():
    profits = np.full(30, 1000.0)
    profits[20] = -1500.0
    due = holidays(operating(profits), AGE)
    np.testing.assert_allclose(due.tax[2 + 20:2 + 24], [0, 0, 100, 200])


def test_the_oldest_loss_goes_first_and_five_years_are_the_end():
    losses = np.array([-10.0, -20, 0, 0, 5, 3, 12, 100, 0, 0])
    used, expired = tax.carry_forward(losses, 5)
    # 10 of year 0: 5 in year 4, 3 in year 5, 2 lost; 20 of year 1: 12 in year 6, the last, 8 lost
    np.testing.assert_allclose(used, [0, 0, 0, 0, 5, 3, 12, 0, 0, 0])
    np.testing.assert_allclose(expired, [0, 0, 0, 0, 0, 2, 8, 0, 0, 0])


def test_no_carrying_at_all():
    used, expired = tax.carry_forward(np.array([-10.0, 50, -3, 9]), 0)
    assert not used.any()
    np.testing.assert_allclose(expired, [10, 0, 3, 0])


profit_lists = st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=34)


@given(profit_lists, st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_losses_are_used_or_expire_and_never_twice(profits, years):
    profits = np.array(profits)
    used, expired = tax.carry_forward(profits, years)
    assert used.sum() + expired.sum() == pytest.approx(np.maximum(-profits, 0).sum(), rel=1e-9, abs=1e-9)
    assert (used >= 0).all()
    assert (used <= np.maximum(profits, 0) + 1e-9).all()


@given(profit_lists)
@settings(max_examples=150, deadline=None)
def test_the_tax_is_that_of_the_literal_twin(profits):
    due = holidays(np.array(profits), np.arange(len(profits)))
    np.testing.assert_allclose(due.tax, literal(profits), rtol=1e-9, atol=1e-9)


def test_cases_do_not_touch_each_other():
    generator = np.random.default_rng(3)
    profits = generator.normal(0, 100, (5, 2, 30))
    together = holidays(profits, np.arange(30))
    for index in np.ndindex(5, 2):
        alone = holidays(profits[index], np.arange(30))
        np.testing.assert_array_equal(together.tax[index], alone.tax)
        assert together.start[index] == alone.start


def test_a_flat_rate_taxes_what_is_left_after_losses():
    due = tax.flat(np.array([-100.0, 60, 60, 10]), np.arange(4), rate=0.2)
    np.testing.assert_allclose(due.tax, [0, 0, 4, 2])


def test_no_rate_no_tax():
    profits = np.array([5.0, -3, 8])
    assert not tax.flat(profits, np.arange(3), rate=0.0).tax.any()
    assert not holidays(profits, np.arange(3), preferential_rate=0.0, standard_rate=0.0).tax.any()


@pytest.mark.parametrize(("start", "years", "end"), [
    (0, 20, 30), (0, 40, 30), (15, 15, 30), (15, 20, 30), (29, 5, 30), (0, 5, 3)])
def test_all_of_an_asset_is_written_off_once(start, years, end):
    t = timeline(life=30)
    parts = tax.straight_line(t, 900.0, start, years, end)
    assert parts.sum() == pytest.approx(900.0, rel=1e-13)
    assert (parts >= 0).all()
    assert not parts[t.age < start].any()
    assert not parts[t.age >= end].any()


def test_twenty_equal_parts():
    t = timeline(life=30)
    parts = tax.straight_line(t, 900.0, 0, 20, 30)
    np.testing.assert_allclose(parts[t.operating][:20], 45.0)
    assert not parts[t.operating][20:].any()


def test_what_is_left_goes_in_the_last_year():
    t = timeline(life=30)
    parts = tax.straight_line(t, 900.0, 0, 40, 30)[t.operating]
    np.testing.assert_allclose(parts[:29], 22.5)
    assert parts[29] == pytest.approx(900 - 29 * 22.5)


def test_the_top_up_tax_takes_the_least_rate_in_holidays_and_leaves_higher_rates_alone():
    due = tax.vietnam(operating(np.full(30, 1000.0)), AGE, minimum_rate=0.15)
    np.testing.assert_allclose(due.tax[2:], [150.0] * 15 + [200.0] * 15)
    losing = tax.vietnam(operating(np.full(30, -1.0)), AGE, minimum_rate=0.15)
    assert not losing.tax.any()   # never on a loss


def test_without_a_loss_nothing_is_set_off_and_nothing_lapses():
    offset, expired = tax.carry_forward(np.array([0.0, 1.0, 2.0]), 5)
    assert not offset.any()
    assert not expired.any()


def test_interest_above_its_cap_is_deducted_later_where_there_is_room():
    surplus = np.full(4, 20.0)   # 30 % of it is 6 a year
    interest = np.array([10.0, 10.0, 2.0, 3.0])
    np.testing.assert_allclose(tax.deductible_interest(interest, surplus, 0.3), [6.0, 6.0, 6.0, 6.0])
    # Within one year: the first 4 lapse, of the second all are deducted.
    np.testing.assert_allclose(tax.deductible_interest(interest, surplus, 0.3, 1), [6.0, 6.0, 6.0, 3.0])
    np.testing.assert_allclose(tax.deductible_interest(interest, surplus, 1.0), interest)   # it does not bind
    np.testing.assert_allclose(tax.deductible_interest(interest, np.array([-5.0, 20.0, 20.0, 20.0]), 0.3),
                               [0.0, 6.0, 6.0, 6.0])   # a year without surplus deducts none


@given(st.lists(st.floats(0.0, 50.0), min_size=8, max_size=8),
       st.lists(st.floats(-50.0, 200.0), min_size=8, max_size=8), st.floats(0.05, 1.0))
def test_no_year_deducts_more_than_its_cap_and_no_interest_is_deducted_twice(interest, surplus, share):
    interest, surplus = np.array(interest), np.array(surplus)
    found = tax.deductible_interest(interest, surplus, share)
    assert (found <= share * np.maximum(surplus, 0.0) + 1e-9).all()
    assert (np.cumsum(found) <= np.cumsum(interest) + 1e-9).all()
    assert (found >= np.minimum(interest, share * np.maximum(surplus, 0.0)) - 1e-9).all()
