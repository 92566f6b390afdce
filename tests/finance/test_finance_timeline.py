"""The timeline: what falls in which year, price levels, reserves that come back."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.finance import timeline as finance_timeline
from sim.finance.timeline import timeline


def test_the_years_of_the_reference_project():
    t = timeline()
    assert list(t.year[[0, 3, 4, -1]]) == [2030, 2033, 2034, 2063]
    assert t.construction.sum() == 4
    assert t.operating.sum() == 30
    assert list(t.time[[0, 3, 4, -1]]) == [-3, 0, 1, 30]
    assert t.spend.sum() == pytest.approx(1.0, rel=1e-15)
    assert not (t.construction & t.operating).any()


def test_prices_rise_from_the_base_year():
    t = timeline(inflation=0.02)
    assert t.price[t.year == 2034] == pytest.approx(1.02**9, rel=1e-14)
    assert timeline(inflation=0.0).price == pytest.approx(1.0)


def test_real_undoes_the_price_level():
    t = timeline()
    np.testing.assert_allclose(finance_timeline.real(t, 5.0 * t.price), 5.0, rtol=1e-14)


def test_shares_that_do_not_add_up_are_refused():
    with pytest.raises(SundalinkError, match="must be 1"):
        timeline(spend=(0.5, 0.4))
    with pytest.raises(SundalinkError, match="between 0 and 1"):
        timeline(spend=(1.5, -0.5))


def test_place_pads_construction_with_zeros():
    t = timeline(life=3, spend=(0.5, 0.5))
    np.testing.assert_array_equal(finance_timeline.place(t, 2.0), [0, 0, 2, 2, 2])
    rows = finance_timeline.place(t, np.arange(6.0).reshape(2, 3))
    np.testing.assert_array_equal(rows, [[0, 0, 0, 1, 2], [0, 0, 3, 4, 5]])


@pytest.mark.parametrize("values", [[1.0, 2.0], [1.0, np.nan, 2.0]])
def test_place_refuses_what_does_not_fit(values):
    with pytest.raises(SundalinkError):
        finance_timeline.place(timeline(life=3), values)


def test_full_indexation_is_the_price_level():
    t = timeline()
    np.testing.assert_allclose(finance_timeline.escalation(t), t.price, rtol=1e-14)


def test_no_indexation_is_flat_from_the_start_of_operation():
    t = timeline()
    factor = finance_timeline.escalation(t, indexation=0.0)
    np.testing.assert_allclose(factor[t.operating], 1.02**9, rtol=1e-14)


def test_half_indexation_follows_half_of_inflation():
    t = timeline()
    factor = finance_timeline.escalation(t, indexation=0.5)
    assert factor[-1] == pytest.approx(1.02**9 * 1.01**29, rel=1e-13)


def test_working_capital_comes_back():
    t = timeline(life=5, spend=(1.0,))
    revenue = finance_timeline.place(t, np.array([365.0, 730, 730, 365, 365]))
    rise = finance_timeline.working_capital(t, revenue, 30.0)
    np.testing.assert_allclose(rise, [0, 30, 30, 0, -30, -30])


def test_working_capital_of_no_delay_is_nothing():
    t = timeline()
    assert not finance_timeline.working_capital(t, np.ones((2, 34)), 0.0).any()


def test_a_reserve_saves_ahead_and_ends_empty():
    t = timeline(life=6, spend=(1.0,))
    cost = np.array([0, 0, 0, 0, 90.0, 0, 0])
    np.testing.assert_allclose(finance_timeline.reserve(t, cost, 3), [0, 0, 30, 30, -60, 0, 0])
    np.testing.assert_allclose(finance_timeline.reserve(t, cost, 1), 0.0)


def test_a_reserve_is_not_filled_before_operation():
    t = timeline(life=3, spend=(0.5, 0.5))
    rise = finance_timeline.reserve(t, np.array([0, 0, 0, 80.0, 0]), 10)
    np.testing.assert_allclose(rise, [0, 0, 40, -40, 0])


def test_reserves_of_two_costs_add_up():
    t = timeline(life=12, spend=(1.0,))
    first, second = np.zeros(13), np.zeros(13)
    first[5], second[7] = 10.0, 21.0
    both = finance_timeline.reserve(t, first + second, 4)
    np.testing.assert_allclose(both, finance_timeline.reserve(t, first, 4) + finance_timeline.reserve(t, second, 4))
    assert (np.cumsum(both) >= -1e-12).all()
    assert both.sum() == pytest.approx(0.0, abs=1e-12)
