"""The optimum with foresight: equal to linear programs, never beaten, within every limit."""

import numpy as np
import pytest
import reference_foresight as reference
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference_foresight import by_bids, by_segments, earned, gained
from small_trade import ABROAD, CONTRACT, LOCAL, NO_LOAD, SLOPE, SUPPLY, WIDTH, offer

from sim.errors import SundalinkError
from sim.storage.battery import Battery, lithium
from sim.trade import _perfect_foresight
from sim.trade import perfect_foresight as trade_perfect_foresight
from sim.trade.greedy import greedy
from sim.trade.perfect_foresight import horizon, perfect_foresight, stored_value
from sim.trade.schedule import StoredValue

DT = 0.5


def market(rng, periods, ties):
    """Return wind and the rewards of three pole states, the first without any; of few values if there are ties."""
    wind = rng.uniform(0, 1500, periods) * (rng.random(periods) > 0.2)
    width = rng.uniform(0, 400, (3, 5, periods)) * (rng.random((3, 5, periods)) > 0.3)
    value = rng.integers(0, 4, (3, 5, periods)) * 50.0 if ties else rng.uniform(0, 300, (3, 5, periods))
    if ties:
        wind, width = np.round(wind, -2), np.round(width, -2)
    order = np.argsort(-value * (width > 0), axis=1, kind="stable")
    width, value = np.take_along_axis(width, order, 1), np.take_along_axis(value, order, 1)
    width[0] = 0.0
    # Empty segments come last, as `sim.market.bids` leaves them.
    order = np.argsort(width <= 0, axis=1, kind="stable")
    width, value = np.take_along_axis(width, order, 1), np.take_along_axis(value, order, 1)
    return wind, reference.reward(width, value, rng.integers(0, 3, periods).astype(np.int8))


def check(schedule, wind, battery, dt, start, low=None):
    """Refuse a schedule that breaks a limit or loses energy other than by the battery's own losses."""
    scale = max(battery.high, battery.charge, battery.discharge, 1.0)
    np.testing.assert_allclose(schedule.offered + schedule.flow, wind, rtol=0, atol=1e-9)
    assert (schedule.offered >= -1e-9).all()
    assert (schedule.flow <= battery.charge).all()
    assert (schedule.flow >= -battery.discharge).all()
    assert (schedule.level <= battery.high).all()
    assert (schedule.level >= (battery.low if low is None else low)).all()
    before = np.concatenate([[start], schedule.level[:-1]])
    cells = np.where(schedule.flow > 0, schedule.flow * battery.efficiency_in, schedule.flow / battery.efficiency_out)
    np.testing.assert_allclose(schedule.level, before * battery.keep + dt * cells, rtol=0, atol=1e-9 * scale)


batteries = st.builds(
    lambda charge, discharge, low, span, *rest: Battery(charge, discharge, low, low + span, *rest),
    st.sampled_from([0.0, 50.0, 300.0, 600.0]), st.sampled_from([0.0, 80.0, 300.0, 900.0]),
    st.sampled_from([0.0, 30.0]), st.sampled_from([0.0, 100.0, 1200.0, 5000.0]), st.sampled_from([0.8, 0.93, 1.0]),
    st.sampled_from([0.7, 0.93, 1.0]), st.sampled_from([0.9, 0.999, 0.99998, 1.0]), st.sampled_from([0.0, 12.0, 90.0]))


@settings(max_examples=300, deadline=None)
@given(batteries, st.integers(0, 2**31), st.integers(1, 40), st.booleans(), st.floats(0, 1),
       st.sampled_from(["free", "worth", "fixed"]), st.sampled_from([0.5, 1.0]))
def test_the_optimum_is_that_of_the_linear_program(battery, seed, periods, ties, share, ending, dt):
    wind, given_reward = market(np.random.default_rng(seed), periods, ties)
    start = battery.low + share * (battery.high - battery.low)
    end = battery.low + (1 - share) * (battery.high - battery.low) if ending == "fixed" else None
    end_value = 70.0 if ending == "worth" else 0.0
    best = by_segments(wind, given_reward, battery, dt, start, end, end_value)
    after = None if end is None else StoredValue(np.array([end]), np.empty(0))
    if best is None:
        if end is None or battery.low > 0:
            return   # wind cannot hold the low energy; see the tests of the floor
        with pytest.raises(SundalinkError, match="energy in the battery at the"):
            perfect_foresight(wind, given_reward, battery, dt, start, after)
        return
    schedule = perfect_foresight(wind, given_reward, battery, dt, start, after, end_value=end_value)
    check(schedule, wind, battery, dt, start)
    found = gained(given_reward, schedule, battery, dt) + end_value * schedule.level[-1]
    assert found == pytest.approx(best, rel=1e-9, abs=1e-6)
    if end is not None:
        assert schedule.level[-1] == pytest.approx(end, rel=1e-9, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(batteries, st.integers(0, 2**31), st.sampled_from([0.0, 100.0, 250.0]))
def test_the_optimum_is_that_of_the_bids_themselves(battery, seed, contract_width):
    """Poles out, several buyers, negative prices, a lossy link: the tree of bids and its curves left out."""
    rng = np.random.default_rng(seed)
    wind, spot = rng.uniform(0, 900, 24), rng.uniform(-50, 300, 24)
    state, flat = rng.integers(0, 2, 24).astype(np.int8), np.ones(24)
    start = 0.5 * (battery.low + battery.high)
    far = np.stack([NO_LOAD[1, state], contract_width * flat, 400.0 * flat])
    value = np.stack([ABROAD * flat, CONTRACT * flat, np.maximum(spot, 0.0)])
    here = np.stack([NO_LOAD[0, state], 40.0 * flat])
    local = np.stack([SUPPLY * flat, LOCAL * flat])
    best = by_bids(wind, (WIDTH[:, None] * state, SLOPE), ((far, value), (here, local)), battery, DT, start)
    assume(best is not None)
    sold = offer(spot, contract_width).reward(state)
    schedule = perfect_foresight(wind, sold, battery, DT, start)
    assert gained(sold, schedule, battery, DT) == pytest.approx(best, rel=1e-9, abs=1e-6)


def test_the_oracle_can_fail():
    wind, sold = market(np.random.default_rng(1), 30, False)
    battery = Battery(300.0, 300.0, 0.0, 1000.0, 0.93, 0.93, 1.0)
    schedule = perfect_foresight(wind, sold, battery, DT, 500.0)
    best = by_segments(wind, sold, battery, DT, 500.0)
    assert earned(sold, wind - 0.99 * schedule.flow, DT) < best * (1 - 1e-4)
    assert by_segments(wind, sold, battery, DT, 500.0, end=500.0) < best * (1 - 1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("hours", [2.0, 24.0])
def test_a_year_of_hours_is_the_optimum_of_the_linear_program(hours):
    rng = np.random.default_rng(5)
    wind = 1500.0 * np.clip(0.5 + 0.4 * np.sin(np.arange(8760) / 30.0) + 0.2 * rng.normal(size=8760), 0, 1)
    spot = 90.0 + 40.0 * np.sin(np.arange(8760) * 2 * np.pi / 24) + 25.0 * rng.normal(size=8760)
    state = (rng.random(8760) > 0.05).astype(np.int8)
    battery = lithium(600.0, 600.0 * hours, 1.0, 0.0)
    start = 0.5 * (battery.low + battery.high)
    sold = offer(spot).reward(state)
    schedule = perfect_foresight(wind, sold, battery, 1.0, start)
    best = by_segments(wind, sold, battery, 1.0, start)
    check(schedule, wind, battery, 1.0, start)
    assert earned(sold, schedule.offered, 1.0) == pytest.approx(best, rel=1e-9)


@settings(max_examples=150, deadline=None)
@given(batteries, st.integers(0, 2**31), st.booleans(), st.floats(0, 300))
def test_greedy_never_beats_it_on_the_same_constraints(battery, seed, ties, threshold):
    # Greedy lets self-discharge run below the low energy, the optimum tops it up: so the low energy is zero here.
    battery = battery._replace(low=0.0)
    wind, sold = market(np.random.default_rng(seed), 60, ties)
    start = 0.5 * battery.high
    honest = greedy(wind, sold, battery, DT, start, charge_below=threshold, discharge_above=threshold)
    best = perfect_foresight(wind, sold, battery, DT, start)
    assert gained(sold, honest, battery, DT) <= gained(sold, best, battery, DT) * (1 + 1e-12) + 1e-6
    # Nor does it when it ends where greedy does.
    same = perfect_foresight(wind, sold, battery, DT, start, StoredValue(honest.level[-1:], np.empty(0)))
    assert gained(sold, honest, battery, DT) <= gained(sold, same, battery, DT) * (1 + 1e-12) + 1e-6


@settings(max_examples=60, deadline=None)
@given(batteries, st.integers(0, 2**31), st.sampled_from([0.001, 3.7, 1000.0]))
def test_scaling_all_powers_and_energies_scales_the_revenue(battery, seed, factor):
    wind, sold = market(np.random.default_rng(seed), 40, False)
    start = 0.3 * battery.low + 0.7 * battery.high
    large = battery._replace(**{n: factor * getattr(battery, n) for n in ("charge", "discharge", "low", "high")})
    one = perfect_foresight(wind, sold, battery, DT, start)
    other_sold = reference.reward(factor * sold.width, sold.value, sold.state)
    other = perfect_foresight(factor * wind, other_sold, large, DT, factor * start)
    assert gained(other_sold, other, large, DT) == pytest.approx(factor * gained(sold, one, battery, DT), rel=1e-9,
                                                                  abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(batteries, st.integers(0, 2**31), st.sampled_from(["charge", "discharge", "high"]))
def test_a_larger_battery_never_earns_less(battery, seed, limit):
    wind, sold = market(np.random.default_rng(seed), 40, False)
    end = 0.5 * (battery.low + battery.high)
    after = StoredValue(np.array([end]), np.empty(0))
    try:
        small = perfect_foresight(wind, sold, battery, DT, end, after)
    except SundalinkError:
        assume(False)
    large = perfect_foresight(wind, sold, battery._replace(**{limit: 1.5 * getattr(battery, limit)}), DT, end, after)
    assert gained(sold, large, battery, DT) >= gained(sold, small, battery, DT) * (1 - 1e-12) - 1e-6


@settings(max_examples=60, deadline=None)
@given(batteries, st.integers(0, 2**31), st.floats(0, 1), st.floats(0, 1))
def test_the_worth_of_stored_energy_is_what_it_brings(battery, seed, first, second):
    wind, sold = market(np.random.default_rng(seed), 30, False)
    battery = battery._replace(low=0.0)
    value = stored_value(wind, sold, battery, DT, battery.high)
    assert (np.diff(value.level) >= 0).all()
    assert (np.diff(value.value) <= 0).all()
    assert value.level[0] == pytest.approx(0.0, abs=1e-9)
    assert value.level[-1] == pytest.approx(battery.high, rel=1e-12)
    total = np.concatenate([[0.0], np.cumsum(np.diff(value.level) * value.value)])
    starts = first * battery.high, second * battery.high
    gains = [gained(sold, perfect_foresight(wind, sold, battery, DT, s), battery, DT) for s in starts]
    forecast = np.interp(starts, value.level, total) if value.value.size else np.zeros(2)
    assert gains[1] - gains[0] == pytest.approx(forecast[1] - forecast[0], rel=1e-9, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(batteries, st.integers(0, 2**31))
def test_years_joined_by_their_worth_are_one_long_year(battery, seed):
    wind, sold = market(np.random.default_rng(seed), 60, False)
    start = 0.5 * (battery.low + battery.high)
    cuts = [slice(0, 20), slice(20, 40), slice(40, 60)]
    rewards = [reference.reward(sold.width[..., c], sold.value[..., c], sold.state[c]) for c in cuts]
    ends = horizon(wind.reshape(3, 20), lambda year: [rewards[year]], battery, DT, start, end_value=20.0)
    assert ends[2] is None
    held, revenue = start, 0.0
    for year, cut in enumerate(cuts):
        after = ends[year][0] if ends[year] else None
        schedule = perfect_foresight(wind[cut], rewards[year], battery, DT, held, after, end_value=20.0)
        held = schedule.level[-1]
        revenue += gained(rewards[year], schedule, battery, DT)
    whole = perfect_foresight(wind, sold, battery, DT, start, end_value=20.0)
    assert revenue + 20.0 * held == pytest.approx(gained(sold, whole, battery, DT) + 20.0 * whole.level[-1], rel=1e-9,
                                                  abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(batteries, st.integers(0, 2**31), st.booleans(), st.floats(0, 400))
def test_where_the_first_weeks_decide_they_decide_as_the_whole_year_would(battery, seed, ties, end_value):
    wind, sold = market(np.random.default_rng(seed), 800, ties)
    early = trade_perfect_foresight._settled(wind, sold, battery, DT, battery.high)
    assume(early is not None)
    for value in (end_value, 0.0):
        whole = stored_value(wind, sold, battery, DT, battery.high, end_value=value)
        levels = np.linspace(whole.level[0], whole.level[-1], 50)
        one, other = (np.interp(levels, w.level, np.r_[0.0, np.cumsum(np.diff(w.level) * w.value)])
                      for w in (early, whole))
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(early.level[[0, -1]], whole.level[[0, -1]], rtol=1e-9, atol=1e-9)


def test_the_first_weeks_decide_for_a_small_battery_and_not_for_a_vast_one():
    wind, sold = market(np.random.default_rng(8), 800, False)
    small, vast = (Battery(300.0, 300.0, 0.0, high, 0.93, 0.93, 0.9999) for high in (900.0, 1e6))
    assert trade_perfect_foresight._settled(wind, sold, small, DT, small.high) is not None
    assert trade_perfect_foresight._settled(wind, sold, vast, DT, vast.high) is None


@settings(max_examples=30, deadline=None)
@given(batteries, st.integers(0, 2**31), st.booleans())
def test_the_kernels_equal_their_python(battery, seed, ties):
    wind, sold = market(np.random.default_rng(seed), 30, ties)
    start = 0.5 * (battery.low + battery.high)
    compiled = perfect_foresight(wind, sold, battery, DT, start, end_value=30.0)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("floor", "parts", "merge", "back", "follow"):
            patch.setattr(_perfect_foresight, name, getattr(_perfect_foresight, name).py_func)
        plain = perfect_foresight(wind, sold, battery, DT, start, end_value=30.0)
    for one, other in zip(compiled[:3], plain[:3], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-9)


def test_no_battery_sells_the_wind_as_it_comes():
    wind, sold = market(np.random.default_rng(2), 200, False)
    schedule = perfect_foresight(wind, sold, lithium(0, 0, DT, 0), DT, 0.0)
    np.testing.assert_array_equal(schedule.offered, wind)
    assert not schedule.level.any()


def test_two_periods_by_hand():
    """Cheap, then dear: the charge that pays for its losses is the one that is made."""
    sold = reference.reward(np.full((1, 1, 2), 100.0), np.array([[[10.0, 30.0]]]))
    battery = Battery(40.0, 80.0, 0.0, 200.0, 0.5, 0.8, 1.0)
    # A MWh given up for 10 comes back as 0.4 MWh worth 30: 12.
    schedule = perfect_foresight(np.array([100.0, 0.0]), sold, battery, 1.0, 0.0)
    np.testing.assert_allclose(schedule.flow, [40.0, -16.0])
    np.testing.assert_allclose(schedule.level, [20.0, 0.0], atol=1e-12)
    np.testing.assert_array_equal(perfect_foresight(np.array([100.0, 0.0]), sold, battery._replace(efficiency_in=0.4),
                                                    1.0, 0.0).flow, 0.0)   # 9.6: it does not pay


def test_wear_by_hand():
    """A MWh given up for 10 comes back as 0.4 MWh worth 30: 12, so a wear of 5 on what comes back forbids it."""
    sold = reference.reward(np.full((1, 1, 2), 100.0), np.array([[[10.0, 30.0]]]))
    battery = Battery(40.0, 80.0, 0.0, 200.0, 0.5, 0.8, 1.0, 4.9)
    wind = np.array([100.0, 0.0])
    np.testing.assert_allclose(perfect_foresight(wind, sold, battery, 1.0, 0.0).flow, [40.0, -16.0])
    np.testing.assert_array_equal(perfect_foresight(wind, sold, battery._replace(wear=5.1), 1.0, 0.0).flow, 0.0)
    with pytest.raises(SundalinkError, match="wear of the battery"):
        perfect_foresight(wind, sold, battery._replace(wear=-1.0), 1.0, 0.0)


@settings(max_examples=40, deadline=None)
@given(batteries, st.integers(0, 2**31))
def test_the_more_the_wear_the_less_is_discharged_and_the_less_is_earned(battery, seed):
    wind, sold = market(np.random.default_rng(seed), 40, False)
    start = 0.5 * (battery.low + battery.high)
    before = None
    for wear in (0.0, 20.0, 60.0, 400.0):
        worn = battery._replace(wear=wear)
        schedule = perfect_foresight(wind, sold, worn, DT, start)
        now = (np.maximum(-schedule.flow, 0.0).sum(), earned(sold, schedule.offered, DT),
               gained(sold, schedule, worn, DT))
        if before is not None:
            assert all(one <= other * (1 + 1e-12) + 1e-6 for one, other in zip(now, before, strict=True))
        before = now
    assert now[0] == pytest.approx(0.0, abs=1e-9)   # nothing pays 400


def test_what_would_be_curtailed_is_charged_and_a_tie_is_no_trade():
    sold = reference.reward(np.full((1, 1, 3), 100.0), np.full((1, 1, 3), 50.0))
    battery = Battery(60.0, 60.0, 0.0, 500.0, 1.0, 1.0, 1.0)
    schedule = perfect_foresight(np.array([130.0, 100.0, 70.0]), sold, battery, 1.0, 0.0)
    np.testing.assert_array_equal(schedule.flow, [30.0, 0.0, -30.0])
    # Full wind all along: nothing that is stored could be sold.
    np.testing.assert_array_equal(perfect_foresight(np.full(3, 130.0), sold, battery, 1.0, 0.0).flow, 0.0)


@settings(max_examples=100, deadline=None)
@given(batteries, st.integers(0, 2**31), st.floats(0, 1))
def test_where_wind_cannot_hold_the_floor_the_optimum_is_that_of_the_floor_that_is_left(battery, seed, share):
    battery = battery._replace(low=0.6 * battery.high, keep=0.9)
    wind, sold = market(np.random.default_rng(seed), 24, False)
    wind[:8] = 0.0
    start, least = share * battery.high, np.empty(24)
    held = start
    for t in range(24):   # what a battery that only charged would have, and no more than the low energy
        held = min(battery.high, held * battery.keep + min(battery.charge, wind[t]) * DT * battery.efficiency_in)
        least[t] = min(battery.low, held)
    schedule = perfect_foresight(wind, sold, battery, DT, start)
    check(schedule, wind, battery, DT, start, low=least)
    best = by_segments(wind, sold, battery._replace(low=least * (1 - 1e-12)), DT, start)
    assert gained(sold, schedule, battery, DT) == pytest.approx(best, rel=1e-8, abs=1e-6)


def test_the_floor_is_what_is_left_where_wind_cannot_hold_it():
    sold = reference.reward(np.full((1, 1, 4), 100.0), np.full((1, 1, 4), 50.0))
    battery = Battery(10.0, 50.0, 40.0, 100.0, 1.0, 1.0, 0.5)
    wind = np.array([0.0, 0.0, 100.0, 100.0])
    schedule = perfect_foresight(wind, sold, battery, 1.0, 100.0)
    # 100 is 50, is 25 in the calm: no discharge would leave the cells what a careful battery has.
    np.testing.assert_allclose(schedule.level, [50.0, 25.0, 22.5, 21.25])
    np.testing.assert_allclose(schedule.flow, [0.0, 0.0, 10.0, 10.0])


def test_an_end_out_of_reach_is_refused():
    sold = reference.reward(np.full((1, 1, 3), 100.0), np.full((1, 1, 3), 50.0))
    battery = Battery(10.0, 10.0, 0.0, 100.0, 1.0, 1.0, 1.0)
    wind = np.full(3, 50.0)
    with pytest.raises(SundalinkError, match=r"at the start = 0 \[MWh\]: must lie between 50 and 100"):
        perfect_foresight(wind, sold, battery, 1.0, 0.0, StoredValue(np.array([80.0]), np.empty(0)))
    with pytest.raises(SundalinkError, match=r"at the end = 120 \[MWh\]: must lie between 0 and 100"):
        perfect_foresight(wind, sold, battery, 1.0, 0.0, StoredValue(np.array([120.0]), np.empty(0)))
    with pytest.raises(SundalinkError, match=r"at the start = 120 \[MWh\]"):
        perfect_foresight(wind, sold, battery, 1.0, 120.0)
    with pytest.raises(SundalinkError, match="no schedule leads there"):
        perfect_foresight(0 * wind, sold, battery._replace(keep=0.5), 1.0, 100.0,
                          StoredValue(np.array([80.0]), np.empty(0)))
    with pytest.raises(SundalinkError, match="kept over a period"):
        perfect_foresight(wind, sold, battery._replace(keep=0.0), 1.0, 0.0)
