"""Cutting a series into years: each period must carry the time that it stands for."""

import numpy as np
import pytest

from sim import clock
from sim.errors import SundalinkError
from sim.inputs.weather_years import check_times, cut, hourly, interpolated, seconds


def stamps(first, last, minutes=60):
    """Regular stamps from `first`, the last one before `last`."""
    return np.arange(np.datetime64(first, "s"), np.datetime64(last, "s"), np.timedelta64(60 * minutes, "s"))


def tell(time, dt, step=1.0):
    """Cut a series whose values are its own times in hours."""
    return cut(time, step, time.astype(np.int64)[None] / 3600.0, dt, "file.nc")


@pytest.mark.parametrize("dt", [0.25, 0.5, 1.0])
def test_each_period_takes_the_value_at_its_start(dt):
    found, years = tell(stamps("2018-12-31T16:00", "2021-12-31T16:00"), dt)
    assert years == [2019, 2020, 2021]
    assert found.shape == (1, 3, round(8760 / dt))
    for row, year in enumerate(years):
        expected = clock.utc(year, dt).astype(np.int64) / 3600.0
        np.testing.assert_allclose(found[0, row][:-4], expected[:-4], atol=1e-6)


@pytest.mark.parametrize(("dt", "step"), [(2.0, 1.0), (24.0, 1.0), (0.5, 1 / 6)])
def test_a_period_of_several_steps_takes_their_mean(dt, step):
    found, _ = tell(stamps("2018-12-31T16:00", "2019-12-31T16:00", round(60 * step)), dt, step)
    middle = clock.utc(2019, dt).astype(np.int64) / 3600.0 + (dt - step) / 2
    np.testing.assert_allclose(found[0, 0], middle, atol=1e-6)


def test_29_february_in_singapore_is_left_out():
    found, _ = tell(stamps("2019-12-31T16:00", "2020-12-31T16:00"), 1.0)
    kept = found[0, 0].round().astype(np.int64).astype("datetime64[h]")
    gone = np.setdiff1d(stamps("2019-12-31T16:00", "2020-12-31T16:00").astype("datetime64[h]"), kept)
    assert gone[0] == np.datetime64("2020-02-28T16")
    assert gone[-1] == np.datetime64("2020-02-29T15")
    assert gone.size == 24


def test_incomplete_years_at_the_ends_are_dropped():
    assert tell(stamps("2018-06-01", "2022-03-01"), 1.0)[1] == [2019, 2020, 2021]
    assert tell(stamps("2018-12-31T17:00", "2020-12-31T16:00"), 1.0)[1] == [2020]
    assert tell(stamps("2018-12-31T16:00", "2020-12-31T15:00"), 1.0)[1] == [2019]


def test_years_of_utc_are_closed_to_a_ring():
    time = stamps("2019-01-01", "2021-01-01")
    found, years = tell(time, 1.0)
    assert years == [2019, 2020]
    last = time[-8:].astype(np.int64) / 3600.0
    np.testing.assert_allclose(found[0, 0, :8], last)
    assert found[0, 0, 8] == time[0].astype(np.int64) / 3600.0
    np.testing.assert_allclose(found[0, 1], clock.utc(2020, 1.0).astype(np.int64) / 3600.0)


def test_ten_minute_years_of_utc_are_closed_with_all_their_steps():
    time = stamps("2019-01-01", "2020-01-01", 10)
    found, _ = tell(time, 0.5, 1 / 6)
    np.testing.assert_allclose(found[0, 0, 0], time[-48:-45].astype(np.int64).mean() / 3600.0)


@pytest.mark.parametrize(("first", "last"), [
    ("2019-01-01", "2019-12-31T23:00"), ("2018-12-31T17:00", "2019-12-31T16:00"),
    ("2019-03-02", "2020-03-01")])
def test_less_than_a_full_year_is_refused(first, last):
    with pytest.raises(SundalinkError, match=r"file.nc: times = .*one full year"):
        tell(stamps(first, last), 1.0)


def test_any_twelve_whole_months_make_a_year_in_the_order_of_the_calendar():
    time = stamps("2021-02-01", "2022-04-01")
    found, years = tell(time, 1.0)
    assert years == ["2021-02/2022-01"]
    expected = np.concatenate([clock.utc(2022, 1.0)[:744], clock.utc(2021, 1.0)[744:]]).astype(np.int64) / 3600.0
    whole = expected >= time[0].astype(np.int64) / 3600.0   # the 8 hours before it come from the ring
    np.testing.assert_allclose(found[0, 0][whole], expected[whole])
    ring = np.flatnonzero(~whole)
    np.testing.assert_allclose(found[0, 0][ring], expected[ring] + 365 * 24.0)


def test_an_hour_more_than_whole_years_changes_nothing():
    three, more = (tell(stamps("2017-01-01", stop), 1.0) for stop in ("2020-01-01", "2020-01-01T01:00"))
    assert three[1] == more[1] == [2017, 2018, 2019]
    np.testing.assert_array_equal(three[0], more[0])


def test_stamps_at_the_half_hour_make_a_year():
    found, years = tell(stamps("2019-01-01T00:30", "2020-01-01T00:30"), 1.0)
    assert years == [2019]
    assert np.isfinite(found).all()


def test_years_need_not_follow_each_other():
    time = np.concatenate([stamps("2019-01-01", "2020-01-01"), stamps("2021-01-01", "2022-01-01")])
    found, years = tell(time, 1.0)
    assert years == [2019, 2021]
    np.testing.assert_allclose(found[0, 1, 8:], clock.utc(2021, 1.0)[8:].astype(np.int64) / 3600.0)
    with pytest.raises(SundalinkError, match=r"2021-01-01T00:00 UTC to 2021-02-28.*at least one full year"):
        tell(np.concatenate([stamps("2019-01-01", "2020-01-01"), stamps("2021-01-01", "2021-03-01")]), 1.0)


def test_stamps_of_days_as_floats_are_rounded_to_the_second():
    days = (np.datetime64("2019-01-01", "ns").astype(np.int64) + np.arange(48) * 3600e9 - 3e5).astype("datetime64[ns]")
    np.testing.assert_array_equal(seconds(days), stamps("2019-01-01", "2019-01-03"))


def test_a_period_that_does_not_divide_the_day_is_refused():
    with pytest.raises(SundalinkError, match="period length"):
        tell(stamps("2019-01-01", "2020-01-01"), 7.0)


def where(i):
    return f"stamp {i}"


def test_a_regular_series_tells_its_step():
    assert check_times(stamps("2019-01-01", "2019-01-02"), where) == 1.0
    assert check_times(stamps("2019-01-01", "2019-01-02", 10), where) == pytest.approx(1 / 6)


def test_a_gap_a_double_and_a_step_back_are_told_where_they_are():
    time = stamps("2019-01-01", "2019-01-03")
    for broken, rule in ((np.delete(time, 5), "stamp 5: time = 2019-01-01T06:00 UTC: does not follow"),
                         (np.insert(time, 5, time[4]), "stamp 5: time = 2019-01-01T04:00 UTC: comes twice"),
                         (np.delete(time, 1), "stamp 1: time = 2019-01-01T02:00 UTC: does not follow"),
                         (np.concatenate([time, time]), "stamp 48: time = 2019-01-01T00:00 UTC: goes back")):
        with pytest.raises(SundalinkError, match=rule):
            check_times(broken, where)


@pytest.mark.parametrize("time", [
    stamps("2019-01-01", "2019-02-01", 180), stamps("2019-01-01", "2019-02-01")[::-1],
    stamps("2019-01-01", "2019-01-01T01:00")])
def test_steps_of_more_than_an_hour_and_single_stamps_are_refused(time):
    with pytest.raises(SundalinkError, match=r"one hour|full year|goes back"):
        check_times(time, where)


@pytest.mark.parametrize(("step", "kept"), [(2.0, 3 / 4), (3.0, 19 / 27), (6.0, 73 / 108)])
def test_steps_of_hours_are_interpolated_and_the_loss_of_variance_is_that_of_straight_lines(step, kept):
    """Of noise without memory each point of a line keeps (1 - t)^2 + t^2 of the variance."""
    time = stamps("2018-12-31T16:00", "2038-12-31T16:00", round(60 * step))
    speed = 9.0 + np.random.default_rng(1).standard_normal(time.size)
    fine, hour, found, lost = hourly(time, step, speed[None], mean=False)
    assert hour == 1.0
    np.testing.assert_array_equal(fine, stamps("2018-12-31T16:00", "2038-12-31T16:00"))
    np.testing.assert_allclose(found[0][::round(step)], speed)
    assert 1.0 - lost == pytest.approx(kept, abs=0.01)
    assert interpolated(step, lost) == (f"; steps of {step:g} h interpolated: {100 * lost:.2g} % of the speed's "
                                        "variance lost")


def test_means_over_steps_stand_in_their_middle():
    time = stamps("2018-12-31T16:00", "2019-12-31T16:00", 180)
    middle = time.astype(np.int64)[None] / 3600.0 + 1.5
    fine, hour, found, _ = hourly(time, 3.0, middle, mean=True)
    np.testing.assert_allclose(found[0][2:-2], fine.astype(np.int64)[2:-2] / 3600.0 + 0.5)
    assert hour == 1.0


def test_a_pause_of_months_is_not_bridged_and_hours_are_left_as_they_are():
    time = np.concatenate([stamps("2018-12-31T16:00", "2019-12-31T16:00", 180),
                           stamps("2020-12-31T16:00", "2021-12-31T16:00", 180)])
    fine, hour, found, _ = hourly(time, 3.0, time.astype(float)[None], mean=False)
    assert cut(fine, hour, found, 1.0, "file.nc")[1] == [2019, 2021]
    time = stamps("2018-12-31T16:00", "2019-12-31T16:00")
    assert hourly(time, 1.0, time.astype(float)[None], mean=False)[3] == 0.0
    assert interpolated(1.0, 0.0) == ""
