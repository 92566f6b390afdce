"""The optimum with foresight in all that a case may hold at once, against the linear program of the bids themselves."""

from typing import NamedTuple

import numpy as np
import pytest
import reference_foresight as reference
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference_foresight import by_bids, by_segments, earned, gained
from test_trade_perfect_foresight import market

from sim.errors import SundalinkError
from sim.market import bids
from sim.records import Bid
from sim.storage.battery import Battery, lithium, maintained
from sim.trade import _greedy, _perfect_foresight
from sim.trade.greedy import greedy
from sim.trade.perfect_foresight import horizon, perfect_foresight, stored_value
from sim.trade.schedule import Reward, StoredValue

POWERS, ENERGIES = [0.0, 50.0, 300.0, 600.0, 900.0], [0.0, 100.0, 1200.0, 5000.0]


class Case(NamedTuple):
    """A tree of bids, a battery, and what joins them."""

    wind: np.ndarray
    state: np.ndarray
    link: tuple
    """Width and slope of each piece, shape (piece, time)."""
    takers: tuple
    supply: tuple
    """Width and price of what the grid sells."""
    battery: Battery
    dt: float
    start: float
    end: float | None
    end_value: float


def drawn(seed, ties):
    """Return a case in which everything is random."""
    rng = np.random.default_rng(seed)
    periods, pieces, buyers, here = (int(n) for n in rng.integers([1, 1, 1, 0], [30, 4, 4, 3]))
    state = rng.integers(0, 2, periods)

    def width(count):
        found = rng.uniform(0, 500, (count, periods)) * (rng.random((count, periods)) > 0.2)
        return np.round(found, -2) if ties else found

    def value(count):   # negative ones among them
        return rng.integers(-1, 4, (count, periods)) * 50.0 if ties else rng.uniform(-60, 300, (count, periods))

    slope = np.sort(rng.uniform(0.85, 1.0, pieces))[::-1, None] * np.ones(periods)
    link = rng.uniform(50, 500, (pieces, 1)) * state, slope
    wind = rng.uniform(0, 1200, periods) * (rng.random(periods) > 0.2)
    supply = (float(rng.choice([0.0, 150.0])), float(rng.choice([50.0, 86.0])))
    takers = (width(buyers), value(buyers)), (width(here), value(here))
    battery = cells(rng, periods)
    middle = [float(np.ravel(limit)[-1]) for limit in battery[2:4]]
    start, end = rng.uniform(*middle, 2)
    ending = rng.integers(0, 3)
    return Case(np.round(wind, -2) if ties else wind, state, link, takers, supply, battery,
                float(rng.choice([0.5, 1.0])), start, end if ending == 1 else None, 70.0 if ending == 2 else 0.0)


def cells(rng, periods):
    """Return a battery of unequal powers, with losses, in half of all cases with limits in time."""
    charge, discharge, span = (float(rng.choice(of)) for of in (POWERS, POWERS, ENERGIES))
    low = float(rng.choice([0.0, 30.0]))
    rest = [float(rng.choice(of)) for of in ([0.8, 0.93, 1.0], [0.7, 0.93, 1.0], [0.9, 0.999, 1.0], [0.0, 12.0, 90.0])]
    high = low + span
    if rng.random() < 0.5:
        charge = charge * (rng.random(periods) > 0.2)
        low, high = (low + span * part for part in (rng.uniform(0, 0.2, periods), rng.uniform(0.6, 1.0, periods)))
        if rng.random() < 0.5:
            discharge = discharge * rng.choice([0.0, 0.5, 1.0], periods)
            low = low * (rng.random(periods) > 0.7)
    return Battery(charge, discharge, low, high, *rest)


def sold(case):
    """Return the reward at the hub: the bids merged and pulled back, with one that takes back what is not bought."""
    flat, (width, slope), curves = np.ones(case.wind.size), case.link, []
    (far, value), (here, local) = case.takers
    price = flat * case.supply[1]
    for on in (0, 1):
        meter = bids.curve([Bid(w, v, v) for w, v in zip(far, value, strict=True)], range(len(far)))
        whole = width.max(axis=1) if on else np.zeros(0)   # a link that is never whole carries nothing anyway
        sent = bids.through(meter, whole[whole > 0], slope[: whole.size, 0][whole > 0])
        own = bids.curve([Bid(flat * case.supply[0], price, price),
                          *(Bid(w, v, v) for w, v in zip(here, local, strict=True))], range(len(here) + 1))
        merged = bids.merge(sent, own)
        room = np.zeros((2, 12, case.wind.size))
        room[:, : merged.width.shape[0]] = merged.width, merged.value
        curves.append(room)
    width, value = np.stack(curves, axis=1)
    return Reward(width, value, case.state, None)


def compare(case):
    """Hold the optimum of a case against the linear program; say whether there was one."""
    bought, price = case.supply
    best = by_bids(case.wind, case.link, case.takers, case.battery, case.dt, case.start, case.end, case.supply,
                   case.end_value)
    given_reward, after = sold(case), None if case.end is None else StoredValue(np.array([case.end]), np.empty(0))
    if best is None:
        if not np.any(case.battery.low):   # no floor that calm would lower
            with pytest.raises(SundalinkError, match="energy in the battery at the"):
                perfect_foresight(case.wind + bought, given_reward, case.battery, case.dt, case.start, after,
                                  end_value=case.end_value)
        return False
    schedule = perfect_foresight(case.wind + bought, given_reward, case.battery, case.dt, case.start, after,
                                 end_value=case.end_value)
    within(schedule, case.wind + bought, case.battery, case.dt, case.start)
    found = gained(given_reward, schedule, case.battery, case.dt) + case.end_value * schedule.level[-1]
    cost = bought * price * case.dt * case.wind.size   # all of it counts as bought, and what is taken back as sold
    assert found - cost == pytest.approx(best, rel=1e-9, abs=1e-9 * max(cost, found, 1000.0))
    return True


def within(schedule, available, battery, dt, start):
    """Refuse a schedule that breaks a limit in any period, or makes energy."""
    scale = max(float(np.max(battery.high)), 1.0)
    np.testing.assert_allclose(schedule.offered + schedule.flow, available, rtol=0, atol=1e-9)
    for slack in (schedule.offered, battery.charge - schedule.flow, battery.discharge + schedule.flow,
                  battery.high - schedule.level, schedule.level - battery.low):
        assert np.min(slack) >= -1e-9 * scale
    before = np.concatenate([[start], schedule.level[:-1]])
    cells = np.where(schedule.flow > 0, schedule.flow * battery.efficiency_in, schedule.flow / battery.efficiency_out)
    np.testing.assert_allclose(schedule.level, before * battery.keep + dt * cells, rtol=0, atol=1e-9 * scale)


@pytest.mark.parametrize("block", range(4))
def test_some_thousand_cases_of_everything_at_once_are_the_optimum(block):
    """Plain seeds, for their number: what hypothesis would shrink is small already."""
    solved = 0
    for seed in range(250 * block, 250 * (block + 1)):
        solved += compare(drawn(seed, bool(seed % 2)))
    assert solved > 120   # the others have a start, an end or a limit out of reach


@pytest.mark.slow
@settings(max_examples=4000, deadline=None)
@given(st.integers(0, 2**62), st.booleans())
def test_thousands_of_cases_of_everything_at_once_are_the_optimum(seed, ties):
    compare(drawn(seed, ties))


@pytest.mark.slow
def test_a_full_year_of_everything_at_once_is_the_optimum():
    """Half a year of maintenance days, a reserve by hour, a supply offer, two buyers, poles out: 8,760 hours."""
    rng = np.random.default_rng(4)
    hours = np.arange(8760)
    wind = 1500.0 * np.clip(0.5 + 0.4 * np.sin(hours / 30.0) + 0.2 * rng.normal(size=8760), 0, 1)
    spot = 90.0 + 60.0 * np.sin(hours * 2 * np.pi / 24) + 40.0 * rng.normal(size=8760)
    state = (rng.random(8760) > 0.05).astype(int)
    link = np.array([[300.0], [300.0], [200.0]]) * state, np.array([[0.97], [0.95], [0.93]]) * np.ones(8760)
    takers = ((np.stack([np.full(8760, 250.0), np.full(8760, 400.0)]), np.stack([np.full(8760, 150.0), spot])),
              (np.full((1, 8760), 40.0), np.full((1, 8760), 60.0)))
    battery = maintained(lithium(400.0, 1600.0, 1.0, 0.0, wear_cost=5.0), 1.0, yearly=14.0, month=4)
    battery = battery._replace(low=np.where(hours % 24 < 8, 80.0, 240.0))
    compare(Case(wind, state, link, takers, (100.0, 86.0), battery, 1.0, 700.0, 500.0, 0.0))


seeds = st.integers(0, 2**31)


def changing(seed, periods=40):
    """Return wind, its reward, and a battery all of whose limits change, for which there is a schedule."""
    rng = np.random.default_rng(seed)
    wind, given_reward = market(rng, periods, False)
    battery = Battery(rng.choice([0.0, 300.0, 600.0], periods), rng.choice([400.0, 600.0], periods),
                      rng.uniform(0, 60, periods), rng.uniform(900, 1200, periods), 0.93, 0.9, 0.999, 8.0)
    return wind, given_reward, battery, 500.0


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from(["charge", "discharge", "low", "high"]))
def test_larger_limits_in_time_never_earn_less(seed, limit):
    wind, given_reward, battery, start = changing(seed)
    after = StoredValue(np.array([400.0]), np.empty(0))
    factor = np.random.default_rng(seed).uniform(0.5, 1.0, wind.size) if limit == "low" else 1.4
    try:
        small = perfect_foresight(wind, given_reward, battery, 0.5, start, after)
    except SundalinkError:
        assume(False)
    large = battery._replace(**{limit: factor * getattr(battery, limit)})
    more = perfect_foresight(wind, given_reward, large, 0.5, start, after)
    assert gained(given_reward, more, large, 0.5) >= gained(given_reward, small, battery, 0.5) * (1 - 1e-12) - 1e-6


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from([0.001, 3.7, 1000.0]))
def test_scaling_limits_in_time_scales_the_revenue(seed, factor):
    wind, given_reward, battery, start = changing(seed)
    assume(by_segments(wind, given_reward, battery, 0.5, start) is not None)
    one = perfect_foresight(wind, given_reward, battery, 0.5, start)
    large = battery._replace(**{n: factor * getattr(battery, n) for n in ("charge", "discharge", "low", "high")})
    other_reward = reference.reward(factor * given_reward.width, given_reward.value, given_reward.state)
    other = perfect_foresight(factor * wind, other_reward, large, 0.5, factor * start)
    assert gained(other_reward, other, large, 0.5) == pytest.approx(
        factor * gained(given_reward, one, battery, 0.5), rel=1e-9, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_limits_given_for_every_period_are_limits_that_never_change(seed):
    wind, given_reward, _, start = changing(seed)
    battery = Battery(300.0, 500.0, 40.0, 1000.0, 0.93, 0.9, 0.999, 8.0)
    one = perfect_foresight(wind, given_reward, battery, 0.5, start)
    other = perfect_foresight(wind, given_reward, battery._replace(high=np.full(wind.size, 1000.0)), 0.5, start)
    for a, b in zip(one[:3], other[:3], strict=True):
        np.testing.assert_array_equal(a, b)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_years_of_limits_in_time_joined_by_their_worth_are_one_long_year(seed):
    wind, given_reward, battery, start = changing(seed, 60)
    cuts = [slice(0, 20), slice(20, 40), slice(40, 60)]
    yearly = battery._replace(**{n: getattr(battery, n)[:20] for n in battery._fields[:4]})
    whole = battery._replace(**{n: np.tile(getattr(yearly, n), 3) for n in battery._fields[:4]})
    assume(by_segments(wind, given_reward, whole, 0.5, start) is not None)
    rewards = [reference.reward(given_reward.width[..., c], given_reward.value[..., c], given_reward.state[c])
               for c in cuts]
    ends = horizon(wind.reshape(3, 20), lambda year: [rewards[year]], yearly, 0.5, start)
    held, revenue = start, 0.0
    for year, cut in enumerate(cuts):
        schedule = perfect_foresight(wind[cut], rewards[year], yearly, 0.5, held, ends[year] and ends[year][0])
        held = schedule.level[-1]
        revenue += gained(rewards[year], schedule, yearly, 0.5)
    long = perfect_foresight(wind, given_reward, whole, 0.5, start)
    assert revenue == pytest.approx(gained(given_reward, long, whole, 0.5), rel=1e-9, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_the_kernels_of_limits_in_time_equal_their_python(seed):
    wind, given_reward, battery, start = changing(seed, 25)
    assume(by_segments(wind, given_reward, battery, 0.5, start) is not None)
    compiled = [policy(wind, given_reward, battery, 0.5, start) for policy in (perfect_foresight, greedy)]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("floor", "parts", "merge", "back", "follow"):
            patch.setattr(_perfect_foresight, name, getattr(_perfect_foresight, name).py_func)
        patch.setattr(_greedy, "store_in_time", _greedy.store_in_time.py_func)
        plain = [policy(wind, given_reward, battery, 0.5, start) for policy in (perfect_foresight, greedy)]
    for one, other in zip(compiled, plain, strict=True):
        for a, b in zip(one[:3], other[:3], strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_greedy_keeps_limits_of_power_in_time_and_never_beats_the_optimum(seed):
    wind, given_reward, battery, start = changing(seed)
    battery = battery._replace(low=0.0, high=1000.0)   # a reserve that rises at once, only foresight is sure to hold
    honest = greedy(wind, given_reward, battery, 0.5, start)
    within(honest, wind, battery, 0.5, start)
    best = perfect_foresight(wind, given_reward, battery, 0.5, start, StoredValue(honest.level[-1:], np.empty(0)))
    assert gained(given_reward, honest, battery, 0.5) <= gained(given_reward, best, battery, 0.5) + 1e-6


def test_greedy_follows_a_floor_that_rises_and_a_ceiling_that_falls_as_fast_as_it_can():
    curve = reference.reward(np.full((1, 1, 4), 100.0), np.full((1, 1, 4), 150.0))
    low, high = np.array([0.0, 50.0, 60.0, 0.0]), np.array([100.0, 100.0, 100.0, 20.0])
    battery = Battery(40.0, 30.0, low, high, 1.0, 1.0, 1.0)
    schedule = greedy(np.array([0.0, 100.0, 10.0, 0.0]), curve, battery, 1.0, 0.0)
    np.testing.assert_allclose(schedule.level, [0.0, 40.0, 50.0, 20.0])
    np.testing.assert_allclose(schedule.flow, [0.0, 40.0, 10.0, -30.0])


def test_limits_in_time_by_hand():
    """The battery is out in the dear hour, so it serves the next best; a reserve by hour is bought before."""
    curve = reference.reward(np.full((1, 1, 4), 100.0), np.array([[[10.0, 90.0, 50.0, 40.0]]]))
    battery = Battery(40.0, np.array([40.0, 0.0, 40.0, 40.0]), np.array([0.0, 0.0, 0.0, 30.0]), 200.0, 1.0, 1.0, 1.0)
    schedule = perfect_foresight(np.array([100.0, 0.0, 0.0, 0.0]), curve, battery, 1.0, 0.0)
    np.testing.assert_allclose(schedule.flow, [40.0, 0.0, -10.0, 0.0])
    np.testing.assert_allclose(schedule.level, [40.0, 40.0, 30.0, 30.0])


def test_a_ceiling_that_falls_faster_than_the_battery_can_discharge_is_refused():
    curve = reference.reward(np.full((1, 1, 3), 100.0), np.full((1, 1, 3), 50.0))
    battery = Battery(40.0, 20.0, 0.0, np.array([100.0, 100.0, 10.0]), 1.0, 1.0, 1.0)
    with pytest.raises(SundalinkError, match="to reach the end asked for"):
        perfect_foresight(np.zeros(3), curve, battery, 1.0, 90.0)
    assert perfect_foresight(np.zeros(3), curve, battery, 1.0, 70.0).level.tolist() == [50.0, 30.0, 10.0]
    with pytest.raises(SundalinkError, match="one value for each of 3 periods"):
        perfect_foresight(np.zeros(3), curve, battery._replace(high=np.ones(2)), 1.0, 0.0)


def test_maintenance_takes_the_battery_out_for_so_many_days():
    battery = lithium(400.0, 1600.0, 0.5, 0.0)
    assert maintained(battery, 0.5) == battery
    out = maintained(battery, 0.5, yearly=7.0, month=5)
    assert (out.charge == 0).sum() == 7 * 48
    assert out.charge[120 * 48] == 0.0   # 1 May is the 121st day
    assert out.charge[120 * 48 - 1] == out.discharge[127 * 48] == battery.charge
    late = maintained(battery, 1.0, yearly=40.0, month=12)
    assert (late.charge[:9 * 24] == 0).all()   # it goes on in January
    assert (late.charge == 0).sum() == 40 * 24


def test_worth_of_a_battery_with_limits_in_time_bounds_what_may_be_held_before():
    wind, given_reward, battery, _ = changing(3)
    value = stored_value(wind, given_reward, battery, 0.5, 700.0)
    assert value.level[-1] == pytest.approx(battery.high[-1])
    assert earned(given_reward, wind, 0.5) > 0
