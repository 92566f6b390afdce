"""Measures: closed forms, an independent root finder, and properties over random flows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim.errors import SundalinkError
from sim.finance import metrics

YEARS = np.arange(6)


def test_npv_is_the_textbook_sum():
    flows = [-100.0, 30, 40, 50]
    by_hand = -100 + 30 / 1.1 + 40 / 1.21 + 50 / 1.331
    assert metrics.npv(flows, 0.1, np.arange(4)) == pytest.approx(by_hand, rel=1e-14)


def test_npv_before_time_zero_bears_interest():
    assert metrics.npv([100.0], 0.05, [-2]) == pytest.approx(100 * 1.05**2, rel=1e-14)


def test_npv_takes_a_rate_for_each_case():
    flows = np.ones((2, 6))
    both = metrics.npv(flows, np.array([0.0, 0.1]), YEARS)
    assert both[0] == pytest.approx(6.0)
    assert both[1] == pytest.approx(metrics.npv(flows[1], 0.1, YEARS))


@pytest.mark.parametrize("rate", [-0.5, -0.02, 0.0, 1e-6, 0.07, 0.5, 3.0])
def test_irr_of_a_loan_is_its_rate(rate):
    payment = metrics.annuity(1e9, rate, 20)
    assert metrics.irr(np.r_[-1e9, np.full(20, payment)]) == pytest.approx(rate, abs=1e-12)


def test_irr_of_two_flows_is_their_growth():
    assert metrics.irr([-100.0, 112.0]) == pytest.approx(0.12, abs=1e-14)
    assert metrics.irr([-100.0, 0, 0, 0, 0, 50.0]) == pytest.approx(0.5**0.2 - 1, abs=1e-14)


@given(st.lists(st.floats(1, 1e3), min_size=1, max_size=4),
       st.lists(st.floats(0, 1e3), min_size=1, max_size=30), st.floats(1e-6, 1e9))
@settings(max_examples=150, deadline=None)
def test_irr_agrees_with_brentq_and_zeroes_the_npv(outlays, income, money):
    flows = money * np.r_[-np.array(outlays), income]
    time = np.arange(flows.size)
    rate, reason = metrics.irr(flows), str(metrics.irr_reason(flows))
    def value(r):
        return metrics.npv(flows, r, time)
    if value(-0.99) <= 0 or value(10.0) > 0 or not sum(income):
        assert np.isnan(rate) == bool(reason)
        return
    assert rate == pytest.approx(brentq(value, -0.99, 10.0, xtol=1e-15, rtol=1e-14), rel=1e-9, abs=1e-11)
    discounted = np.abs(flows) * (1 + rate) ** -time.astype(float)
    assert abs(value(rate)) <= 1e-11 * discounted.sum()
    assert reason == ""


@pytest.mark.parametrize(("flows", "reason"), [
    ([-1.0, -2, 0], "no money comes in"),
    ([1.0, 2, 3], "no money goes out"),
    ([0.0, 0, 0], "no money goes out"),
    ([-1.0, 2.3, -1.32], "more than one rate fits"),          # 10 % and 20 %
    ([-1.0, 1e-9, 0], "no rate between -99 % and 1,000 % a year"),
    ([1.0, -2.0, 1.5], "no rate between -99 % and 1,000 % a year"),
])
def test_no_rate_says_why(flows, reason):
    assert np.isnan(metrics.irr(flows))
    assert metrics.irr_reason(flows) == reason


def test_a_last_cost_does_not_hide_the_return():
    flows = np.r_[-100.0, np.full(20, 12.0), -8.0]   # decommissioning
    rate = metrics.irr(flows)
    assert rate == pytest.approx(brentq(lambda r: metrics.npv(flows, r, np.arange(22)), 0.0, 0.5), abs=1e-11)


def test_money_first_and_cost_later_has_the_rate_of_a_loan_taken():
    assert metrics.irr([100.0, -106.0]) == pytest.approx(0.06, abs=1e-13)


def test_irr_by_rows_is_irr_of_each_row():
    flows = np.array([[-100.0, 60, 60], [-100, 20, 30], [1, 1, 1]]).reshape(3, 1, 3)
    both = metrics.irr(flows)
    assert both.shape == (3, 1)
    for row, rate in zip(flows[:, 0], both[:, 0], strict=True):
        np.testing.assert_array_equal(rate, metrics.irr(row))


@given(st.floats(1e-9, 1e12))
@settings(max_examples=30, deadline=None)
def test_irr_does_not_know_the_currency(money):
    flows = np.array([-100.0, 20, 30, 80])
    assert metrics.irr(money * flows) == pytest.approx(metrics.irr(flows), abs=1e-12)


def test_a_flow_that_is_not_a_number_is_refused():
    with pytest.raises(SundalinkError, match=r"first at index \[1\]"):
        metrics.irr([-1.0, np.nan, 2])


def test_crf_at_published_values():
    assert metrics.crf(0.08, 20) == pytest.approx(0.10185221, abs=5e-9)   # any table of annuities
    assert metrics.crf(0.0, 25) == pytest.approx(0.04, rel=1e-15)
    assert metrics.crf(1e-9, 25) == pytest.approx(0.04, rel=1e-6)


@given(st.floats(-0.2, 0.5), st.integers(1, 50))
@settings(max_examples=100, deadline=None)
def test_an_annuity_is_worth_its_capital(rate, years):
    paid = np.full(years, metrics.annuity(7.0, rate, years))
    assert metrics.npv(paid, rate, np.arange(1, years + 1)) == pytest.approx(7.0, rel=1e-9)


def test_lcoe_is_the_annuity_per_mwh_when_energy_is_level():
    cost, energy = np.r_[1000.0, np.full(20, 10.0)], np.r_[0.0, np.full(20, 5.0)]
    by_hand = (1000 * metrics.crf(0.07, 20) + 10) / 5
    assert metrics.lcoe(cost, energy, 0.07, np.arange(21)) == pytest.approx(by_hand, rel=1e-13)


def test_lcoe_without_energy_is_not_a_number():
    assert np.isnan(metrics.lcoe([1.0, 1], [0.0, 0], 0.05, [0, 1]))


def test_real_rate_is_no_rate_at_inflation():
    assert metrics.real_rate(0.02, 0.02) == pytest.approx(0.0, abs=1e-16)
    assert metrics.real_rate(0.083, 0.02) == pytest.approx(1.083 / 1.02 - 1)


def test_payback_reads_within_the_year():
    assert metrics.payback([-100.0, 40, 40, 40], [0, 1, 2, 3]) == pytest.approx(2.5)
    assert np.isnan(metrics.payback([-100.0, 40, 40], [0, 1, 2]))


def test_payback_waits_for_the_last_time_below_zero():
    assert metrics.payback([-100.0, 120, -50, 60, 0], [0, 1, 2, 3, 4]) == pytest.approx(2.5)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=40))
@settings(max_examples=150, deadline=None)
def test_the_compiled_search_finds_what_halving_by_hand_finds(flows):
    flows = np.array(flows)

    def value(growth):   # the sum, scaled so that none of its weights passes one
        years = np.arange(flows.size)
        return float((flows * (growth ** -years if growth >= 1 else growth ** (flows.size - 1.0 - years))).sum())

    grid = np.geomspace(0.01, 11.0, 600)
    above = np.array([value(growth) >= 0 for growth in grid])
    falls, rises = above[:-1] & ~above[1:], ~above[:-1] & above[1:]
    fit = falls | (rises & (grid[:-1] >= 1.0))
    fit = fit if fit.any() else rises
    rate, reason = metrics.irr(flows), str(metrics.irr_reason(flows))
    if (flows < 0).any() and (flows > 0).any() and fit.sum() == 1:
        place = fit.argmax()
        assert rate == pytest.approx(brentq(value, grid[place], grid[place + 1], xtol=1e-15) - 1.0, abs=1e-9)
        assert reason == ""
    else:
        assert np.isnan(rate)
        assert reason
