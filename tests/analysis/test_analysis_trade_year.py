"""The desk of the notebook: steps named as the bids, worth as foresight finds it, pictures that say what they show."""

from functools import cache

import numpy as np
import pytest
from small_case import case

from sim.analysis import trade_year
from sim.report.plots import trade_year as plots_trade_year
from sim.report.plots.catalogue import encoded
from sim.trade.perfect_foresight import stored_value
from sim.trade.policy_comparison import marginal
from sim.trade.rolling_forecasts import LEVELS
from sim.trade.schedule import StoredValue


@cache
def view():
    """The desk of the second weather year."""
    return trade_year.desk(case(contract__price=250.0), 1)


def test_steps_of_a_curve_are_the_bids_of_the_case():
    width = view().reward.width
    for period in np.flatnonzero(view().state == view().state.max())[[10, 3000]]:
        steps = trade_year.curve(view(), period)
        assert steps[0].bid == "contract"
        assert [s.value for s in steps] == sorted((s.value for s in steps), reverse=True)
        assert sum(s.width for s in steps) == pytest.approx(width[view().state[period], :, period].sum())
        local = [s for s in steps if s.bid == "local sale"]
        assert [s.width for s in local] == [pytest.approx(300.0)]
        assert local[0].value == pytest.approx(60.0)


def test_the_worth_of_stored_energy_is_that_of_foresight_and_falls_with_the_level():
    hour, level, value = trade_year.stored_value(view(), 160, days=2, every=6.0, beyond=3)
    np.testing.assert_array_equal(hour, np.arange(8) * 6.0)
    assert value.shape == (8, LEVELS - 1)
    assert (np.diff(value, axis=1) <= 1e-9).all()
    # A second way: one exact function, at the last look.
    first, stop = 161 * 24 + 18, 165 * 24
    rest, d = slice(first, stop), view()
    sold = d.reward._replace(width=d.reward.width[..., rest], value=d.reward.value[..., rest],
                             state=d.reward.state[rest])
    row = stop * (d.forecast.slopes.shape[0] - 1) // 8760
    exact = stored_value(d.wind[rest], sold, d.battery, 1.0, d.battery.high, StoredValue(level, d.forecast.slopes[row]))
    total = np.concatenate([[0.0], np.cumsum(exact.value * np.diff(exact.level))])
    np.testing.assert_allclose(value[-1], np.diff(np.interp(level, exact.level, total)) / np.diff(level))


def test_at_the_end_stored_energy_is_worth_what_it_is_told():
    d, level = view(), np.array([200.0, 500.0, 900.0, 1500.0])
    end = StoredValue(level, np.array([90.0, 40.0, 10.0]))
    flat = d.battery._replace(charge=0.0, discharge=0.0, low=200.0, high=1500.0, keep=1.0)
    np.testing.assert_allclose(marginal(d.wind[:50], d.reward, flat, 1.0, [49, 10], end), [end.value, end.value])


def test_policies_stand_in_order():
    found = trade_year.policy_values(case(contract__price=250.0), (0, 1))
    gross = [found[name][0] for name in found]
    assert next(iter(found)) == "no battery"
    assert gross[0] == 0.0
    assert gross == sorted(gross)
    assert found["perfect foresight"][1] == 0.0 < found["rolling"][1] < found["greedy"][1]


def test_a_minimum_has_a_price_where_it_is_not_met_unasked():
    free, kept, price = trade_year.obligation(case(contract__price=250.0))
    assert (kept >= free - 1e-9).all()
    assert (price[free >= 1.0] == 0.0).all()
    most = trade_year.obligation(case(contract__price=250.0, contract__terms__minimum_load_factor=0.75))
    assert (most[1] < 1.0).all()
    # Out of reach it is the whole penalty, by each year's mean price; the ledger takes that behind the import.
    rate = case(contract__price=250.0, contract__terms__minimum_load_factor=0.75).traded.annual.rate[0, :, 0, 0]
    np.testing.assert_allclose(most[2], rate, rtol=0.05)


@pytest.mark.parametrize("draw", [
    lambda: plots_trade_year.week(view(), 160), lambda: plots_trade_year.week(view(), 20, policy="greedy"),
    lambda: plots_trade_year.curve(view(), 160 * 24), lambda: plots_trade_year.stored_value(view(), 20, days=2),
    lambda: plots_trade_year.policies(trade_year.policy_values(case(contract__price=250.0), (0,))),
    lambda: plots_trade_year.obligation(*trade_year.obligation(case(contract__price=250.0)))])
def test_each_picture_says_its_finding_with_a_number(draw):
    figure = draw()
    assert any(c.isdigit() for c in figure.get_label())
    assert len(encoded(figure)) > 5000


def test_a_week_shows_the_days_that_it_says():
    figure = plots_trade_year.week(view(), 59)
    assert figure.get_label().startswith("From 1 March")
    assert "364 days" not in figure.get_label()
    assert plots_trade_year.week(view(), 364, days=1).get_label().startswith("From 31 December")
