"""The greedy policy: limits, balances, and a slow literal twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.storage.battery import Battery, lithium
from sim.trade import _greedy
from sim.trade.greedy import greedy, thresholds
from sim.trade.schedule import Reward


def _widths(reach):
    """Return a reward of which only the widths worth a value are known."""
    return Reward(None, None, None, reach)


def _literal(available, firm, useful, battery, dt, start):
    """The rule in plain words, one period at a time."""
    level, held, flow = [], start, []
    for wind, fill, worth in zip(available, firm, useful, strict=True):
        kept = held * battery.keep
        if wind > worth:
            room = max(battery.high - kept, 0.0) / (battery.efficiency_in * dt)
            power = min(wind - worth, battery.charge, room)
            held = kept + power * battery.efficiency_in * dt
        else:
            stock = max(kept - battery.low, 0.0) * battery.efficiency_out / dt
            power = -min(max(fill - wind, 0.0), battery.discharge, stock)
            held = kept + power * dt / battery.efficiency_out
        flow.append(power)
        level.append(held)
    return np.array(flow), np.array(level)


batteries = st.builds(
    lambda charge, discharge, low, span, into, out, keep: Battery(charge, discharge, low, low + span, into, out, keep),
    st.floats(0, 500), st.floats(0, 500), st.floats(0, 200), st.floats(0, 2000), st.floats(0.7, 1), st.floats(0.7, 1),
    st.floats(0.9, 1))


@settings(max_examples=200, deadline=None)
@given(batteries, st.integers(0, 2**31), st.floats(0, 1), st.sampled_from([0.5, 1.0]))
def test_the_loop_equals_the_literal_twin_and_its_own_python(battery, seed, share, dt):
    rng = np.random.default_rng(seed)
    wind, firm = rng.uniform(0, 2300, 60), rng.uniform(0, 1300, 60)
    useful = firm + rng.uniform(0, 300, 60)
    start = battery.low + share * (battery.high - battery.low)
    widths = {200.0: firm, 100.0: useful}
    schedule = greedy(wind, _widths(widths.get), battery, dt, start, charge_below=100.0, discharge_above=200.0)
    flow, level = _literal(wind, firm, useful, battery, dt, start)
    np.testing.assert_allclose(schedule.flow, flow, rtol=1e-9, atol=1e-7)
    np.testing.assert_allclose(schedule.level, level, rtol=1e-9, atol=1e-7)
    python = (np.empty(60), np.empty(60))
    _greedy.store.py_func(wind, firm, useful, dt, start, tuple(battery), *python)
    np.testing.assert_allclose(schedule.flow, python[0], rtol=1e-12, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(batteries, st.integers(0, 2**31))
def test_limits_hold_and_energy_balances(battery, seed):
    rng = np.random.default_rng(seed)
    wind, firm = rng.uniform(0, 2300, 100), np.full(100, 1240.0)
    start = 0.5 * (battery.low + battery.high)
    schedule = greedy(wind, _widths(lambda value: firm), battery, 0.5, start)
    assert (schedule.flow <= battery.charge + 1e-9).all()
    assert (schedule.flow >= -battery.discharge - 1e-9).all()
    assert (schedule.level <= battery.high + 1e-9).all()
    np.testing.assert_allclose(schedule.offered + schedule.flow, wind, atol=1e-9)
    before = np.concatenate([[start], schedule.level[:-1]])
    cells = np.where(schedule.flow > 0, schedule.flow * battery.efficiency_in, schedule.flow / battery.efficiency_out)
    np.testing.assert_allclose(schedule.level, before * battery.keep + 0.5 * cells, atol=1e-7)


def test_no_battery_sells_the_wind_as_it_comes():
    wind = np.linspace(0, 2300, 50)
    schedule = greedy(wind, _widths(lambda value: np.full(50, 1200.0)), lithium(0, 0, 0.5, 0), 0.5, 0.0)
    np.testing.assert_array_equal(schedule.offered, wind)
    assert not schedule.level.any()


def test_a_period_never_charges_while_a_bid_goes_short():
    rng = np.random.default_rng(3)
    wind = rng.uniform(0, 2300, 500)
    schedule = greedy(wind, _widths(lambda value: np.full(500, 1200.0)), lithium(400, 1600, 0.5, 0), 0.5, 500.0)
    assert (schedule.offered[schedule.flow > 1e-9] >= 1200.0 - 1e-9).all()


def test_crossed_thresholds_are_refused():
    with pytest.raises(SundalinkError, match="no less than charge_below"):
        greedy(np.ones(3), _widths(lambda value: np.ones(3)), lithium(1, 1, 0.5, 0), 0.5, 0.0, charge_below=120.0,
               discharge_above=100.0)


@settings(max_examples=60, deadline=None)
@given(batteries, st.integers(0, 2**31), st.floats(0, 1), st.sampled_from([0.5, 1.0]))
def test_limits_of_power_that_change_are_those_of_each_period(battery, seed, share, dt):
    rng = np.random.default_rng(seed)
    wind, firm = rng.uniform(0, 2300, 40), rng.uniform(0, 1300, 40)
    useful, on = firm + rng.uniform(0, 300, 40), rng.integers(0, 2, 40).astype(float)
    battery = battery._replace(low=0.0)   # what stands unserved would fall below a floor
    held = start = share * battery.high
    changing = battery._replace(charge=battery.charge * on, discharge=battery.discharge * on[::-1])
    widths = {200.0: firm, 100.0: useful}
    schedule = greedy(wind, _widths(widths.get), changing, dt, start, charge_below=100.0, discharge_above=200.0)
    flow, level = np.empty(40), np.empty(40)
    for t in range(40):
        now = battery._replace(charge=changing.charge[t], discharge=changing.discharge[t])
        flow[t:t + 1], level[t:t + 1] = _literal(wind[t:t + 1], firm[t:t + 1], useful[t:t + 1], now, dt, held)
        held = level[t]
    np.testing.assert_allclose(schedule.flow, flow, rtol=1e-9, atol=1e-7)
    np.testing.assert_allclose(schedule.level, level, rtol=1e-9, atol=1e-7)


def test_the_rule_discharges_above_its_threshold_and_the_wear_and_asks_once_where_both_are_one():
    battery = Battery(100.0, 100.0, 0.0, 400.0, 1.0, 1.0, 1.0, 7.0)
    assert thresholds(battery, charge_below=90.0, discharge_above=120.0) == (127.0, 90.0)
    with pytest.raises(SundalinkError, match="must be no less than"):
        thresholds(battery, charge_below=120.0, discharge_above=90.0)
    wind = np.array([50.0, 300.0])
    asked = []

    def reach(value):
        asked.append(value)
        return np.full(2, {127.0: 80.0, 90.0: 200.0, 107.0: 80.0, 100.0: 200.0}[value])

    found = greedy(wind, _widths(reach), battery, 1.0, 200.0, charge_below=90.0, discharge_above=120.0)
    np.testing.assert_allclose(found.flow, [-30.0, 100.0])   # fills the gap to 80 MW; stores what is beyond 200 MW
    assert asked == [127.0, 90.0]
    np.testing.assert_allclose(greedy(wind, _widths(reach), battery, 1.0, 200.0).flow, [-30.0, 100.0])   # 100 for both
    assert asked[2:] == [107.0, 100.0]
    asked.clear()
    np.testing.assert_allclose(greedy(wind, _widths(lambda value: asked.append(value) or np.full(2, 80.0)),
                                      battery._replace(wear=0.0), 1.0, 200.0).flow, [-30.0, 100.0])
    assert asked == [100.0]
