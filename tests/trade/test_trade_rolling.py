"""The rolling policy: the optimum if forecasts do not err, honest if they do, equal to its plain twin."""

import numpy as np
import pytest
import reference_foresight as reference
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_foresight import gained
from reference_rolling import literal
from small_trade import offer
from test_trade_perfect_foresight import check, market

from sim.errors import SundalinkError
from sim.storage.battery import Battery
from sim.trade import _perfect_foresight, _rolling, _value_function
from sim.trade.perfect_foresight import perfect_foresight, stored_value
from sim.trade.policy_comparison import compare
from sim.trade.rolling import rolling
from sim.trade.rolling_forecasts import LEVELS, YearForecast, perfect_forecasts, year_forecasts
from sim.trade.schedule import StoredValue

DT = 0.5
CLOCK = {"horizon": 6.0, "gate_closure": 1.0, "forecast_every": 2.0, "forecast_delay": 0.5, "persistence": 1.5}
batteries = st.builds(
    lambda charge, discharge, low, span, into, out, keep, wear:
    Battery(charge, discharge, low, low + span, into, out, keep, wear),
    st.sampled_from([0.0, 50.0, 300.0, 600.0]), st.sampled_from([0.0, 80.0, 300.0, 900.0]),
    st.sampled_from([0.0, 30.0]), st.sampled_from([0.0, 100.0, 1200.0, 5000.0]), st.sampled_from([0.8, 0.93, 1.0]),
    st.sampled_from([0.7, 0.93, 1.0]), st.sampled_from([0.9, 0.999, 0.99998, 1.0]), st.sampled_from([0.0, 20.0]))
clocks = st.fixed_dictionaries({
    "gate_closure": st.sampled_from([0.0, 0.5, 2.0]), "forecast_every": st.sampled_from([0.5, 2.0, 6.0]),
    "forecast_delay": st.sampled_from([0.0, 1.5]), "persistence": st.sampled_from([0.0, 1.0, 4.0])})


def erring(rng, wind, sold, every=4, off=(30.0, 20.0), members=3):
    """Return a forecast that errs: six buckets of wind, some members, three curves, falling end values."""
    buckets = np.clip(wind + rng.normal(0, 200, (6, members, wind.size)) * (rng.random(wind.size) > 0.2), 0.0, 1500.0)
    width, value = (np.swapaxes(a, 1, 2) for a in (sold.width, sold.value))
    factors = rng.uniform(0.6, 1.5, (3, 1, wind.size, 1))
    slopes = -np.sort(-rng.uniform(0, 200, (-(-wind.size // every) + 1, LEVELS - 1)), axis=1)
    return YearForecast(buckets, (0.0, 1500.0), np.ascontiguousarray(width + 0 * factors),
                   np.ascontiguousarray(value * factors), np.array([0, 1, 1, 2, 2, 2]), slopes, off)


@settings(max_examples=200, deadline=None)
@given(batteries, clocks, st.integers(0, 2**31), st.integers(1, 70), st.booleans(), st.floats(0, 1),
       st.sampled_from([0.0, 70.0]))
def test_with_forecasts_that_do_not_err_it_is_the_optimum(battery, clock, seed, periods, ties, share, end_value):
    wind, sold = market(np.random.default_rng(seed), periods, ties)
    start = battery.low + share * (battery.high - battery.low)
    best = perfect_foresight(wind, sold, battery, DT, start, end_value=end_value)
    found = rolling(wind, sold, battery, DT, start, horizon=40.0, outages_foreseen=True, end_value=end_value, **clock)
    one, other = (gained(sold, s, battery, DT) + end_value * s.level[-1] for s in (found, best))
    assert one == pytest.approx(other, rel=1e-9, abs=1e-6)
    # What is nominated is delivered, as far as it is taken.
    most = reference.chosen(sold.width, sold.state).sum(axis=0)
    np.testing.assert_allclose(found.nominated, np.minimum(found.offered, most), atol=1e-6)


@settings(max_examples=150, deadline=None)
@given(batteries, clocks, st.integers(0, 2**31), st.booleans(), st.floats(0, 1), st.sampled_from([1, 2, 5]))
def test_it_never_beats_perfect_foresight_and_keeps_all_limits(battery, clock, seed, ties, share, members):
    rng = np.random.default_rng(seed)
    battery = battery._replace(low=0.0)
    wind, sold = market(rng, 60, ties)
    start = share * battery.high
    forecast = erring(rng, wind, sold, round(clock["forecast_every"] / DT), members=members)
    honest = rolling(wind, sold, battery, DT, start, forecast, horizon=6.0, **clock)
    check(honest, wind, battery, DT, start)
    same = perfect_foresight(wind, sold, battery, DT, start, StoredValue(honest.level[-1:], np.empty(0)))
    best = gained(sold, same, battery, DT)
    assert gained(sold, honest, battery, DT) <= best + 1e-9 * abs(best) + 1e-6


@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("steps", [(12, 2, 4, 1, 3), (6, 0, 4, 0, 0), (5, 3, 6, 2, 8), (40, 1, 4, 1, 2)])
def test_every_decision_is_that_of_a_fresh_solution(seed, steps, members):
    rng = np.random.default_rng(seed)
    horizon, gate, every, delay, persistence = steps
    wind, sold = market(rng, 30, False)
    state = np.sort(rng.integers(1, 3, 30)).astype(np.int8)   # a pole trips for good
    sold = sold._replace(state=state[::-1].copy())
    battery = Battery(300.0, 200.0, 0.0, 900.0, 0.93, 0.9, 0.999, 5.0)
    forecast = erring(rng, wind, sold, every, members=members)
    schedule = rolling(wind, sold, battery, DT, 300.0, forecast, horizon=horizon * DT, gate_closure=gate * DT,
                       forecast_every=every * DT, forecast_delay=delay * DT, persistence=persistence * DT)
    flow, named = literal(wind, sold, battery, DT, 300.0, forecast, *steps)
    np.testing.assert_allclose(schedule.flow, flow, atol=1e-6)
    np.testing.assert_allclose(schedule.nominated, named, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(5, 50))
def test_nothing_is_decided_on_what_is_not_known_yet(seed, then):
    rng = np.random.default_rng(seed)
    wind, sold = market(rng, 60, False)
    sold = sold._replace(state=np.maximum(sold.state, 1))
    battery = Battery(300.0, 300.0, 20.0, 900.0, 0.93, 0.93, 0.999, 0.0)
    forecast, every, delay = erring(rng, wind, sold), 4, 1
    one = rolling(wind, sold, battery, DT, 400.0, forecast, **CLOCK)
    # From period `then` on all comes otherwise: wind, prices, poles, and every vintage not published before.
    later, state = np.arange(60) >= then, sold.state.copy()
    state[later] = 3 - state[later]
    unseen = np.arange(60) // every - np.arange(6)[:, None] > (then - 1 - delay) // every
    unseen[-1] = False   # the last bucket stands for all that are older
    other = rolling(np.where(later, rng.uniform(0, 1500, 60), wind),
                    sold._replace(value=np.where(later, sold.value * 1.5, sold.value), state=state), battery, DT, 400.0,
                    forecast._replace(wind=np.where(unseen[:, None], 0.5 * forecast.wind, forecast.wind)), **CLOCK)
    np.testing.assert_array_equal(one.flow[:then], other.flow[:then])
    np.testing.assert_array_equal(one.nominated[: then + 2], other.nominated[: then + 2])
    assert not np.array_equal(one.flow, other.flow)


@settings(max_examples=30, deadline=None)
@given(batteries, st.integers(0, 2**31), st.sampled_from([0.25, 2.0, 1024.0]))
def test_scaling_all_powers_and_energies_scales_the_revenue(battery, seed, factor):
    rng = np.random.default_rng(seed)
    wind, sold = market(rng, 40, False)
    forecast, start = erring(rng, wind, sold), 0.5 * (battery.low + battery.high)
    one = gained(sold, rolling(wind, sold, battery, DT, start, forecast, **CLOCK), battery, DT)
    large = battery._replace(**{n: factor * getattr(battery, n) for n in ("charge", "discharge", "low", "high")})
    wide = reference.reward(factor * sold.width, sold.value, sold.state)
    more = forecast._replace(wind=factor * forecast.wind, width=factor * forecast.width, limits=(0.0, factor * 1500.0))
    other = rolling(factor * wind, wide, large, DT, factor * start, more, **CLOCK)
    assert gained(wide, other, large, DT) == pytest.approx(factor * one, rel=1e-9, abs=1e-6)


def test_no_battery_sells_the_wind_as_it_comes():
    rng = np.random.default_rng(2)
    wind, sold = market(rng, 50, False)
    none = Battery(0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
    schedule = rolling(wind, sold, none, DT, 0.0, erring(rng, wind, sold), **CLOCK)
    np.testing.assert_array_equal(schedule.offered, wind)
    assert not schedule.level.any()


@pytest.mark.parametrize("keep", [0.8, 0.999])   # with the first, calms empty the battery below its low energy
def test_the_compiled_loops_equal_their_own_python(keep, monkeypatch):
    rng = np.random.default_rng(4)
    wind, sold = market(rng, 30, False)
    battery = Battery(200.0, 300.0, 60.0, 900.0, 0.93, 0.9, keep, 5.0)
    forecast = erring(rng, wind, sold)
    one = rolling(wind, sold, battery, DT, 500.0, forecast, **CLOCK)
    state = sold.state.astype(np.int64)
    curves = [np.ascontiguousarray(np.swapaxes(a, 1, 2)) for a in (sold.width, sold.value)]
    nodes, first = np.linspace(60.0, 900.0, LEVELS), np.zeros((9, LEVELS - 1))
    _value_function.values(wind, state, *curves, DT, tuple(battery), 4, nodes, forecast.slopes[-1], first)
    plain = {
        name: loop.py_func
        for file in (_perfect_foresight, _value_function, _rolling)
        for name, loop in vars(file).items()
        if hasattr(loop, "py_func")
    }
    assert {"merge", "blend", "quantile", "run"} <= set(plain)
    for file in (_value_function, _rolling):
        for name in set(plain) & set(vars(file)):
            monkeypatch.setattr(file, name, plain[name])
    other = rolling(wind, sold, battery, DT, 500.0, forecast, **CLOCK)
    for compiled, python in zip(one[:4], other[:4], strict=True):
        np.testing.assert_allclose(compiled, python, rtol=1e-12, atol=1e-9)
    second = np.zeros_like(first)
    _value_function.values(wind, state, *curves, DT, tuple(battery), 4, nodes, forecast.slopes[-1], second)
    np.testing.assert_allclose(first, second, rtol=1e-12)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 3.0), (0.0, 1.0), (1.0, 10.0), (0.25, 1.5), (0.875, 10.0)])
def test_a_quantile_of_a_few_values(share, expected):
    assert _rolling.quantile(np.array([10.0, 2.0, 4.0, 1.0]), share) == pytest.approx(expected)
    assert _rolling.quantile(np.array([7.0]), share) == 7.0


def test_members_that_agree_are_one_forecast():
    rng = np.random.default_rng(3)
    wind, sold = market(rng, 60, False)
    battery = Battery(300.0, 300.0, 20.0, 900.0, 0.93, 0.93, 0.999, 0.0)
    forecast = erring(rng, wind, sold, members=1)
    one = rolling(wind, sold, battery, DT, 400.0, forecast, **CLOCK)
    fourfold = forecast._replace(wind=np.repeat(forecast.wind, 4, axis=1))
    several = rolling(wind, sold, battery, DT, 400.0, fourfold, **CLOCK)
    # Levels between which their mean is straight are 27.5 MWh apart.
    assert np.abs(one.level - several.level).max() <= 27.5
    assert gained(sold, several, battery, DT) == pytest.approx(gained(sold, one, battery, DT), rel=2e-3)


def test_what_costs_more_is_nominated_less():
    rng = np.random.default_rng(8)
    wind, sold = market(rng, 200, False)
    none, named = Battery(0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0), []
    for off in ((60.0, 5.0), (20.0, 20.0), (5.0, 60.0)):
        forecast = erring(np.random.default_rng(8), wind, sold, off=off, members=6)
        named.append(rolling(wind, sold, none, DT, 0.0, forecast, **CLOCK).nominated)
    assert named[0].mean() < 0.95 * named[1].mean() < 0.9 * named[2].mean()
    assert (np.diff(named, axis=0) >= 0.0).all()


def test_members_of_a_forecast_earn_more_than_its_word():
    wind, state, _, offers = years(count=6, periods=960)
    total = np.zeros(2)
    for year in range(6):
        sold = offers(year).reward(state[0, year])
        for i, members in enumerate((1, 6)):
            forecast = year_forecasts(wind, state, offers, years(count=6, periods=960)[2], (1.25, 0.75), BATTERY, DT,
                           lambda y: np.random.default_rng([5, y]), members=members)(year)
            total[i] += gained(sold, rolling(wind[year], sold, BATTERY, DT, 200.0, forecast), BATTERY, DT)
    assert total[1] > total[0]


def test_its_loops_leave_other_threads_running():
    loops = [loop for file in (_value_function, _rolling) for loop in vars(file).values() if hasattr(loop, "py_func")]
    assert len(loops) > 15
    assert all(loop.targetoptions["nogil"] for loop in loops)


def test_dearer_imbalance_makes_it_keep_what_it_nominated():
    rng = np.random.default_rng(8)
    wind, sold = market(rng, 400, False)
    battery = Battery(300.0, 300.0, 0.0, 1500.0, 0.93, 0.93, 1.0)
    most, missed = reference.chosen(sold.width, sold.state).sum(axis=0), []
    for price in (0.0, 50.0, 1000.0):
        s = rolling(wind, sold, battery, DT, 700.0, erring(np.random.default_rng(8), wind, sold, off=(price, price)),
                    **CLOCK)
        missed.append(np.abs(np.minimum(s.offered, most) - np.minimum(s.nominated, most)).mean())
    assert missed[0] > 1.02 * missed[1] > 1.04 * missed[2]


def test_with_forecasts_that_do_not_err_a_longer_horizon_earns_no_less():
    total = np.zeros(4)
    battery = Battery(300.0, 300.0, 0.0, 1500.0, 0.93, 0.93, 1.0)
    for seed in range(12):
        wind, sold = market(np.random.default_rng(seed), 80, False)
        wind = np.repeat(wind[::8], 8)   # long calms: what comes late counts
        for i, hours in enumerate((0.5, 3.0, 10.0, 40.0)):
            s = rolling(wind, sold, battery, DT, 700.0, horizon=hours, outages_foreseen=True, forecast_every=0.5,
                        forecast_delay=0.0, gate_closure=0.0)
            total[i] += gained(sold, s, battery, DT)
    assert (np.diff(total) > 0.0).all()


def test_the_usual_worth_is_that_of_foresight_between_its_levels():
    wind, sold = market(np.random.default_rng(3), 48, False)
    battery = Battery(300.0, 300.0, 0.0, 900.0, 0.93, 0.93, 0.999, 4.0)
    nodes, end = np.linspace(0.0, 900.0, LEVELS), np.linspace(150.0, 20.0, LEVELS - 1)
    found = np.zeros((13, LEVELS - 1))
    curves = [np.ascontiguousarray(np.swapaxes(a, 1, 2)) for a in (sold.width, sold.value)]
    _value_function.values(wind, sold.state.astype(np.int64), *curves, DT, tuple(battery), 4, nodes, end, found)
    for row, t in ((0, 0), (5, 20), (11, 44)):
        rest = reference.reward(sold.width[..., t:], sold.value[..., t:], sold.state[t:])
        exact = stored_value(wind[t:], rest, battery, DT, 900.0, StoredValue(nodes, end))
        total = np.interp(nodes, exact.level, np.concatenate([[0.0], np.cumsum(exact.value * np.diff(exact.level))]))
        np.testing.assert_allclose(found[row], np.diff(total) / np.diff(nodes), rtol=1e-9)
    np.testing.assert_array_equal(found[12], end)


def years(seed=6, count=4, periods=192):
    """Return wind, pole states, spot prices and offers of some short years."""
    rng = np.random.default_rng(seed)
    hour = np.arange(periods) * DT
    wind = np.clip(400 + 300 * np.sin(hour / 9 + rng.uniform(0, 6, (count, 1))) + rng.normal(0, 60, (count, periods)),
                   0, 900)
    spot = np.clip(90 + 40 * np.sin(hour / 24 * 2 * np.pi) + rng.normal(0, 25, (count, periods)), 0, None)
    state = np.ones((2, count, periods), dtype=np.int8)
    state[0, :, 50:60] = 0

    def offers(weather_year, **at):
        here = at.get("spot")
        return offer(spot[weather_year] if here is None else here)

    return wind, state, spot, offers


BATTERY = Battery(120.0, 120.0, 0.0, 480.0, 0.93, 0.93, 0.9999)


def told_of(year, seed=1, wind=None, **given):
    """Return what is told of one of the short years."""
    power, state, spot, offers = years()
    return year_forecasts(power if wind is None else wind, state, offers, spot, (1.25, 0.75), BATTERY, DT,
                   lambda weather_year: np.random.default_rng([seed, weather_year]), **given)(year)


def test_what_is_told_has_a_series_for_each_bucket_and_is_drawn_from_the_seed():
    forecast = told_of(2)
    # 48 h ahead, 1 h to the gate and 4 h of delay are nine vintages before the last.
    assert forecast.wind.shape == (10, 6, 192)
    np.testing.assert_array_equal(forecast.curve, [0, 1, 2, 3, 3, 4, 4, 4, 4, 5])
    assert forecast.width.shape == forecast.value.shape
    assert forecast.width.shape[:3] == (6, 2, 192)
    assert forecast.slopes.shape == (17, LEVELS - 1)
    assert (np.diff(forecast.slopes, axis=1) <= 0.0).all()
    again, other = told_of(2), told_of(2, seed=2)
    for name in ("wind", "value", "slopes"):
        np.testing.assert_array_equal(getattr(forecast, name), getattr(again, name))
    assert not np.array_equal(forecast.wind, other.wind)
    assert not np.array_equal(forecast.value, other.value)
    # The wind's errors do not depend on whether prices err.
    np.testing.assert_array_equal(forecast.wind, told_of(2, price_error=0.0).wind)
    spot = years()[2]
    np.testing.assert_allclose(forecast.off, [0.25 * spot.mean(), 0.25 * spot.mean()])


def test_the_end_value_is_never_from_the_year_itself():
    wind = years()[0]
    other = wind.copy()
    other[2] *= 0.3
    np.testing.assert_array_equal(told_of(2).slopes, told_of(2, wind=other).slopes)
    assert not np.array_equal(told_of(1).slopes, told_of(1, wind=other).slopes)


def test_a_single_weather_year_falls_back_on_the_end_value():
    wind, state, spot, offers = years(count=1)
    forecast = year_forecasts(wind, state, offers, spot, (1.0, 1.0), BATTERY, DT, np.random.default_rng,
                              end_value=33.0)(0)
    np.testing.assert_array_equal(forecast.slopes, 33.0)
    assert forecast.off == (0.0, 0.0)


def test_without_errors_it_is_told_what_comes_and_earns_what_foresight_does():
    wind, state, _, offers = years()
    forecast = told_of(1, wind_error=0.0, price_error=0.0, horizon=96.0)
    np.testing.assert_array_equal(forecast.wind, wind[1][None, None])
    sold = offers(1).reward(state[0, 1])
    end = StoredValue(np.linspace(0.0, 480.0, LEVELS), forecast.slopes[-1])
    best = perfect_foresight(wind[1], sold, BATTERY, DT, 200.0, end)
    found = rolling(wind[1], sold, BATTERY, DT, 200.0, forecast, horizon=96.0, outages_foreseen=True)
    total = np.concatenate([[0.0], np.cumsum(end.value * np.diff(end.level))])
    one, other = (gained(sold, s, BATTERY, DT) + np.interp(s.level[-1], end.level, total) for s in (found, best))
    assert one == pytest.approx(other, rel=1e-9)


def test_policies_stand_in_order_on_the_same_year():
    wind, state, _, offers = years()
    sold = offers(1).reward(state[0, 1])
    gains = {g.policy: g for g in compare(wind[1], sold, BATTERY, DT, 200.0, told_of(1))}
    best = gains["perfect foresight"].earned
    assert gains["no battery"].earned < gains["rolling"].earned < gains["rolling, forecasts that do not err"].earned
    assert all(g.earned <= best * (1 + 1e-9) for g in gains.values())
    assert gains["rolling"].imbalance > 0.0
    assert gains["perfect foresight"].imbalance == 0.0
    # Greedy is taken to nominate what it delivered in the last period before the gate, an hour and a period ago.
    one = gains["greedy"].schedule
    np.testing.assert_array_equal(one.nominated[3:], one.offered[:-3])
    assert gains["greedy"].imbalance > gains["rolling"].imbalance
    assert gains["greedy"].earned - gains["greedy"].imbalance < gains["rolling"].earned - gains["rolling"].imbalance
    known = perfect_forecasts(told_of(1), wind[1], sold)
    np.testing.assert_array_equal(known.slopes, told_of(1).slopes)


def test_what_cannot_be_is_refused():
    wind, sold = market(np.random.default_rng(1), 10, False)
    battery = Battery(10.0, 10.0, 0.0, 100.0, 1.0, 1.0, 1.0)
    with pytest.raises(SundalinkError, match=r"forecast_every_h = 0.7 \[h\]: must be a whole number of periods"):
        rolling(wind, sold, battery, DT, 0.0, forecast_every=0.7)
    with pytest.raises(SundalinkError, match="energy in the battery at the start = 120"):
        rolling(wind, sold, battery, DT, 120.0)
    with pytest.raises(SundalinkError, match="kept over a period"):
        rolling(wind, sold, battery._replace(keep=0.0), DT, 0.0)
    with pytest.raises(SundalinkError, match="wear of the battery"):
        rolling(wind, sold, battery._replace(wear=-1.0), DT, 0.0)
