"""Debt: textbook sculpting, an annuity loan, limits, and books that close for any terms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.finance import debt_service, debt_sizing
from sim.finance.metrics import annuity
from sim.finance.timeline import place, timeline

T = timeline(life=30)
SPEND = 1e9 * T.spend
NOTHING = np.zeros(T.year.shape)
RATES = st.one_of(st.just(0.0), st.floats(1e-4, 0.2))
PLAIN = {"gearing": 1.0, "upfront": 0.0, "commitment": 0.0, "debt_reserve": 0.0}


def flow(operating):
    """A cash flow that neither interest nor the cost of finance changes."""
    return lambda interest, capitalised: (place(T, operating), None)


def size(cash, spend=SPEND, renewal=NOTHING, t=T, **terms):
    made = debt_sizing.sculpted(t, spend, renewal, cash, **terms)
    debt_service.check_debt(t, made, spend)
    return made


def test_sculpted_debt_is_the_present_value_of_the_service():
    cfads = 50e6 * 1.02 ** np.arange(30)
    made = size(flow(cfads), dscr=1.4, rate=0.07, tenor=15, **PLAIN)
    by_hand = sum(cfads[k] / 1.4 / 1.07 ** (k + 1) for k in range(15))
    assert made.amount == pytest.approx(by_hand, rel=1e-12)
    assert made.limit == "dscr"
    np.testing.assert_allclose(made.dscr[T.operating][:15], 1.4, rtol=1e-12)
    assert np.isnan(made.dscr[T.operating][15:]).all()
    assert made.min_dscr == pytest.approx(1.4)
    assert made.mean_dscr == pytest.approx(1.4)
    assert made.llcr == pytest.approx(1.4)            # the loan life cover of sculpted debt is its DSCR
    assert made.plcr > made.llcr


def test_level_repayment_is_the_annuity_of_the_weakest_year():
    cfads = np.r_[np.full(29, 60e6), 60e6]
    cfads[4] = 42e6
    made = size(flow(cfads), dscr=1.4, rate=0.07, tenor=15, repayment="level", **PLAIN)
    service = (made.interest + made.principal)[T.operating][:15]
    np.testing.assert_allclose(service, 30e6, rtol=1e-12)
    np.testing.assert_allclose(service, annuity(made.amount, 0.07, 15), rtol=1e-12)
    assert made.min_dscr == pytest.approx(1.4)


def test_interest_free_debt_is_the_sum_of_the_service():
    made = size(flow(np.full(30, 14e6)), dscr=1.4, rate=0.0, tenor=18, **PLAIN)
    assert made.amount == pytest.approx(180e6, rel=1e-12)
    assert not made.interest.any()
    assert not made.idc.any()


def test_the_gearing_cap_scales_the_profile():
    cfads = 200e6 * 1.02 ** np.arange(30)
    free = size(flow(cfads), dscr=1.3, **{**PLAIN, "gearing": 1.0}, rate=0.0)
    capped = size(flow(cfads), dscr=1.3, **{**PLAIN, "gearing": 0.7}, rate=0.0)
    assert capped.limit == "gearing"
    assert capped.amount == pytest.approx(0.7e9, rel=1e-12)
    ratio = (capped.principal / np.where(free.principal > 0, free.principal, np.nan))[T.operating][:18]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-10)
    covers = capped.dscr[T.operating][:18]
    np.testing.assert_allclose(covers, covers[0], rtol=1e-10)
    assert capped.min_dscr > 1.3


def test_gearing_counts_all_uses():
    made = size(flow(np.full(30, 300e6)))
    uses = 1e9 + made.fees.sum() + made.idc.sum() + made.dsra[T.year == 2033][0]
    assert made.limit == "gearing"
    assert made.amount / uses == pytest.approx(0.7, rel=1e-12)
    assert made.gearing == pytest.approx(0.7, rel=1e-12)
    assert made.equity.sum() == pytest.approx(0.3 * uses, rel=1e-12)


def test_fees_and_interest_of_construction_by_hand():
    t = timeline(life=20, spend=(0.5, 0.5))
    spend = 100.0 * t.spend
    made = size(lambda *_: (place(t, 1e3), None), spend, np.zeros(22), t, gearing=0.5, tenor=10, rate=0.1,
                upfront=0.02, commitment=0.01, debt_reserve=0.0, drawdown="pro_rata")
    d = float(made.amount)
    first = 50 + 0.02 * d + 0.01 * d                   # nothing is drawn yet, the fee is on all of it
    second = 50 + 0.1 * first / 2 + 0.01 * (d - first / 2)
    assert d == pytest.approx((first + second) / 2, rel=1e-12)
    np.testing.assert_allclose(made.draw[:2], [first / 2, second / 2], rtol=1e-12)
    np.testing.assert_allclose(made.idc[:2], [0.0, 0.1 * first / 2], rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(made.fees[:2], [0.03 * d, 0.01 * (d - first / 2)], rtol=1e-12)


def test_equity_first_draws_debt_last_and_pays_less_interest():
    rata = size(flow(np.full(30, 300e6)))
    first = size(flow(np.full(30, 300e6)), drawdown="equity_first")
    assert first.idc.sum() < rata.idc.sum()
    assert first.draw[0] == 0.0
    started = np.flatnonzero(first.draw > 0)[0]
    assert not first.equity[started + 1:].any() or np.abs(first.equity[started + 1:]).max() < 1e-3
    assert first.gearing == pytest.approx(0.7, rel=1e-11)


def test_the_reserve_account_holds_half_of_the_next_service():
    made = size(flow(60e6 * 1.02 ** np.arange(30)))
    service = (made.interest + made.principal)[T.operating]
    np.testing.assert_allclose(made.dsra[T.operating][:17], service[1:18] / 2, rtol=1e-12)
    assert made.dsra[T.year == 2033] == pytest.approx(service[0] / 2, rel=1e-12)
    assert not made.dsra[T.operating][17:].any()


def test_the_downside_case_can_hold_the_debt_down():
    def both(interest, capitalised):
        return place(T, 60e6), place(T, 40e6)
    made = size(both, dscr=1.35, downside_dscr=1.2, rate=0.07, tenor=15, **PLAIN)
    service = (made.interest + made.principal)[T.operating][:15]
    np.testing.assert_allclose(service, 40e6 / 1.2, rtol=1e-12)
    np.testing.assert_allclose(made.dscr[T.operating][:15], 60 * 1.2 / 40, rtol=1e-12)


def test_a_renewal_is_saved_for():
    renewal = np.where(T.age == 9, 100e6, 0.0)
    def cash(interest, capitalised):
        return place(T, 60e6) - renewal, None
    made = size(cash, renewal=renewal, renewal_reserve=5)
    np.testing.assert_allclose(made.cfads[T.operating][:12], [60e6] * 5 + [40e6] * 5 + [60e6] * 2)
    assert made.min_dscr == pytest.approx(1.35)
    bare = size(cash, renewal=renewal, renewal_reserve=1)
    assert bare.amount < made.amount                   # the year of the renewal carries nothing at all


def test_a_weak_year_never_draws_the_loan_again():
    service = np.array([10.0, 10.0, 0.5, 10.0, 10.0])
    balance = debt_service.capacity(service, 0.1)
    paid = balance[:-1] * 1.1 - balance[1:]
    assert (np.diff(balance) <= 1e-12).all()
    assert (paid <= service + 1e-12).all()
    assert paid[2] == pytest.approx(0.5)               # just its interest on what it can carry
    assert balance[2] == pytest.approx(5.0)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=25), RATES, st.floats(0.01, 100))
@settings(max_examples=150, deadline=None)
def test_capacity_is_repaid_within_the_service_and_scales(service, rate, factor):
    service = np.array(service)
    balance = debt_service.capacity(service, rate)
    paid = balance[:-1] * (1 + rate) - balance[1:]
    assert balance[-1] == 0.0
    assert (paid <= service * (1 + 1e-9) + 1e-9).all()
    assert (np.diff(balance) <= 0).all()
    upper = (service / (1 + rate) ** np.arange(1, service.size + 1)).sum()
    assert balance[0] <= upper * (1 + 1e-12)
    np.testing.assert_allclose(debt_service.capacity(factor * service, rate), factor * balance, rtol=1e-9, atol=1e-9)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=25), RATES)
@settings(max_examples=100, deadline=None)
def test_one_case_in_plain_numbers_is_a_row_of_many_to_the_last_bit(service, rate):
    service = np.array(service)
    many = debt_service.capacity(np.stack([service, service[::-1]]), rate)
    np.testing.assert_array_equal(debt_service.capacity(service, rate), many[0])
    amount, reserve = many[:, 0], 0.3 * many[:, -2]
    for drawdown in ("pro_rata", "equity_first", "debt_first"):
        terms = rate, 0.02, 0.006, drawdown
        spend = np.where(T.construction, 1.0 + service[0] * T.year, 0.0)
        rows = debt_sizing.fund_construction(T, spend, amount, spend.sum() - 0.5 * amount, reserve, *terms)
        for case in (0, 1):
            one = debt_sizing.fund_construction(T, spend, amount[case], spend.sum() - 0.5 * amount[case], reserve[case],
                                                *terms)
            for a, b in zip(one, rows, strict=True):
                np.testing.assert_array_equal(a, b[case])


def test_no_other_loan_of_that_service_is_larger():
    from scipy.optimize import linprog

    generator = np.random.default_rng(5)
    for _ in range(10):
        service, rate = generator.uniform(0, 10, 8) ** 2, 0.08
        # balance b0..b8, b8 = 0: b[k+1] <= b[k] and b[k] (1 + r) - b[k+1] <= service[k]; the largest b0
        down = np.eye(8, 9, 1) - np.eye(8, 9)
        paid = 1.08 * np.eye(8, 9) - np.eye(8, 9, 1)
        best = linprog(-np.eye(9)[0], np.r_[down, paid], np.r_[np.zeros(8), service],
                       bounds=[(0, None)] * 8 + [(0, 0)])
        assert debt_service.capacity(service, rate)[0] == pytest.approx(-best.fun, rel=1e-9)


def test_no_cash_flow_no_debt():
    made = size(flow(np.full(30, -5e6)))
    assert made.amount == 0
    assert made.limit == "no cash flow"
    assert np.isinf(made.min_dscr)
    assert np.isinf(made.llcr)
    np.testing.assert_allclose(made.equity, SPEND)


def test_no_gearing_no_debt_and_no_reserves():
    renewal = np.where(T.age == 9, 100e6, 0.0)
    made = size(flow(np.full(30, 60e6)), renewal=renewal, gearing=0.0)
    assert made.amount == 0
    assert not made.renewal.any()
    assert not made.dsra.any()


def test_interest_and_tax_settle_on_each_other():
    """With a flat tax the sculpted debt has a closed form, year by year from the end."""
    tax, rate, cover, tenor = 0.25, 0.08, 1.3, 12
    before = 70e6 * 1.03 ** np.arange(30)

    def cash(interest, capitalised):
        return place(T, (1 - tax) * before) + tax * interest, None
    made = size(cash, dscr=cover, rate=rate, tenor=tenor, **PLAIN)
    owed = 0.0
    for k in reversed(range(tenor)):   # owed (1 + r) = next + ((1 - tax) before + tax r owed) / cover
        owed = (owed + (1 - tax) * before[k] / cover) / (1 + rate - tax * rate / cover)
    assert made.amount == pytest.approx(owed, rel=1e-11)


def test_a_finer_end_of_the_passes_changes_nothing(monkeypatch):
    def cash(interest, capitalised):
        return place(T, 70e6) + 0.2 * interest + 0.01 * np.asarray(capitalised)[..., None] * T.operating, None
    made = size(cash, gearing=0.9)
    monkeypatch.setattr(debt_sizing, "SETTLED", 1e-15)
    assert size(cash, gearing=0.9).amount == pytest.approx(made.amount, rel=1e-12)
    monkeypatch.setattr(debt_sizing, "SETTLED", 1e-3)
    with pytest.raises(SundalinkError, match="sources and uses"):    # the passes do the work
        size(cash, gearing=0.9)


def test_debt_that_does_not_settle_is_refused():
    def cash(interest, capitalised):
        return place(T, 70e6) - 20.0 * interest, None        # interest that costs twenty times itself
    with pytest.raises(SundalinkError, match="do not settle"):
        size(cash)


def test_one_case_that_does_not_settle_leaves_the_others_as_they_are():
    def cash(interest, capitalised):
        return np.stack([place(T, 70e6), place(T, 60e6)]) - np.array([[0.1], [20.0]]) * interest, None
    many = debt_sizing.sculpted(T, np.stack([SPEND, SPEND]), np.zeros((2, T.year.size)), cash)
    alone = size(lambda interest, capitalised: (place(T, 70e6) - 0.1 * interest, None))
    assert many.amount[0] == pytest.approx(alone.amount, rel=1e-12)
    assert np.isnan(many.amount[1])


def test_a_concessional_part_acts_as_a_lower_rate():
    mixed = size(flow(np.full(30, 60e6)), rate=0.07, concessional_share=0.2, concessional_rate=0.02)
    plain = size(flow(np.full(30, 60e6)), rate=0.06)
    assert mixed.amount == pytest.approx(plain.amount, rel=1e-12)
    assert mixed.rate == pytest.approx(0.06)


def test_a_tenor_beyond_the_life_is_refused():
    with pytest.raises(SundalinkError, match="tenor of the debt = 31"):
        size(flow(np.full(30, 60e6)), tenor=31)


def test_cases_are_sized_on_their_own():
    levels = np.array([20e6, 60e6, 300e6])
    def cash(interest, capitalised):
        return levels[:, None] * T.operating + 0.1 * interest, None
    together = size(cash)
    for k, level in enumerate(levels):
        alone = size(lambda i, c, level=level: (level * T.operating + 0.1 * i, None))
        assert together.amount[k] == pytest.approx(alone.amount, rel=1e-11)
        assert together.limit[k] == alone.limit


def test_a_held_loan_keeps_its_service():
    made = size(flow(np.full(30, 60e6)))
    poor = debt_service.hold(made)(T, SPEND, NOTHING, flow(np.full(30, 40e6)))
    np.testing.assert_array_equal(poor.principal, made.principal)
    np.testing.assert_allclose(poor.equity, made.equity, rtol=1e-12, atol=1e-3)
    assert poor.min_dscr == pytest.approx(made.min_dscr * 40 / 60)


@given(cfads=st.lists(st.floats(-20e6, 300e6), min_size=30, max_size=30), dscr=st.floats(1.0, 2.5),
       gearing=st.floats(0.0, 0.95), tenor=st.integers(1, 30), rate=RATES,
       months=st.floats(0.0, 1.0), share=st.floats(0, 0.3), repayment=st.sampled_from(["sculpted", "level"]),
       drawdown=st.sampled_from(["pro_rata", "equity_first", "debt_first"]))
@settings(max_examples=60, deadline=None)
def test_the_books_close_for_any_terms(cfads, dscr, gearing, tenor, rate, months, share, repayment, drawdown):
    cfads = np.array(cfads)
    def cash(interest, capitalised):
        return place(T, cfads) + share * interest, None
    made = size(cash, dscr=dscr, gearing=gearing, tenor=tenor, rate=rate, debt_reserve=months,
                drawdown=drawdown, repayment=repayment)
    assert made.gearing <= gearing * (1 + 1e-9) + 1e-12
    if made.amount > 1e4:   # passes end at a ten-thousandth of a dollar
        assert made.min_dscr >= dscr * (1 - 1e-6)
    assert (made.principal >= -1e-3).all()
    assert (made.equity >= -1e-3).all()
    assert made.balance[-1] == 0.0


def test_a_loan_that_is_not_repaid_is_seen():
    made = size(flow(np.full(30, 60e6)))
    with pytest.raises(SundalinkError, match="loan"):
        debt_service.check_debt(T, made._replace(principal=0.999 * made.principal), SPEND)
    with pytest.raises(SundalinkError, match="sources and uses"):
        debt_service.check_debt(T, made, 1.01 * SPEND)


def test_the_least_loan_life_cover_holds_the_loan_down():
    def sized(least):
        return debt_sizing.sculpted(T, SPEND, 0.0 * SPEND, lambda interest, capitalised: (
            np.where(T.operating, 1e8, 0.0),), gearing=1.0, renewal_reserve=1, minimum_llcr=least)

    free, held = sized(0.0), sized(1.6)
    assert free.llcr == pytest.approx(1.35, rel=1e-9)   # level cash and level service
    assert held.llcr == pytest.approx(1.6, rel=1e-9)
    assert held.amount == pytest.approx(free.amount * 1.35 / 1.6, rel=1e-9)


def test_service_is_the_least_of_all_cases_each_over_its_own_cover():
    expected, saved = np.array([130.0, 140.0, 10.0, 260.0]), np.array([0.0, 10.0, 20.0, -5.0])
    worse = [np.array([120.0, 200.0, 900.0, 900.0]), None, np.array([90.0, 900.0, 900.0, 215.0])]
    found = debt_sizing.least_service(expected, worse, saved, 1.3, (1.25,), 1.1)
    np.testing.assert_allclose(found, [90.0 / 1.1, 100.0, 0.0, 200.0])
    np.testing.assert_allclose(debt_sizing.least_service(expected, (), saved, 1.3, (), 1.1),
                               [100.0, 100.0, 0.0, 265.0 / 1.3])


@pytest.mark.parametrize("repayment", ["sculpted", "level"])
def test_loan_life_cover_counts_what_is_left_behind_the_reserve_for_renewals(repayment):
    cash, renewal = 1e8 * (1.0 + 0.3 * np.sin(np.arange(30))), place(T, 0.0)
    renewal[T.age == 9] = 2e8
    terms = {**PLAIN, "renewal_reserve": 5, "repayment": repayment, "dscr": 1.2, "tenor": 12, "rate": 0.06}
    free = size(flow(cash), renewal=renewal, **terms)
    saved = np.where((T.age >= 5) & (T.age <= 9), 0.4e8, 0.0) - renewal
    np.testing.assert_allclose(free.renewal, saved)
    left = (place(T, cash) - saved)[T.operating][:12]
    present = sum(left[k] / 1.06 ** (k + 1) for k in range(12))
    assert free.llcr == pytest.approx(present / float(free.amount))
    more = 1.1 * float(free.llcr)
    held = size(flow(cash), renewal=renewal, minimum_llcr=more, **terms)
    assert held.amount == pytest.approx(present / more, rel=1e-9)
    np.testing.assert_allclose(held.principal / held.amount, free.principal / free.amount, atol=1e-12)   # same course
    loose = size(flow(cash), renewal=renewal, minimum_llcr=0.9 * float(free.llcr), **terms)
    assert loose.amount == pytest.approx(float(free.amount), rel=1e-12)   # cover in each year holds it down already


def test_debt_first_draws_equity_last_and_pays_more_interest():
    even = size(flow(np.full(30, 300e6)))
    late = size(flow(np.full(30, 300e6)), drawdown="debt_first")
    building = late.draw[T.construction]
    paid_in = late.equity[T.construction]
    first = np.flatnonzero(paid_in > 1.0)[0]
    assert (building[first + 1:] < 1.0).all()   # no debt is drawn once equity is paid in
    assert late.draw.sum() == pytest.approx(float(late.amount))
    assert late.idc.sum() > even.idc.sum()
