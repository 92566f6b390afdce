"""The course of demand: smooth seasons, what is told from records."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.demand.day_types import KINDS, dates
from sim.demand.profile_fit import check_structure, fit, profile, spline
from sim.errors import SundalinkError
from sim.inputs import demand as inputs_demand
from sim.stochastic import evenly

EMBEDDED = inputs_demand.structure()


def every_day(first, last):
    return np.arange(np.datetime64(f"{first}-01-01"), np.datetime64(f"{last + 1}-01-01"))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 60000))
def test_the_splines_are_a_partition_and_smooth(number):
    day = np.datetime64("1970-01-01") + np.arange(number, number + 3)
    basis = spline(day)
    assert basis.sum(1) == pytest.approx(1.0, abs=1e-12)
    assert basis.min() >= 0.0
    assert abs(np.diff(basis, axis=0)).max() < 0.03   # a day is a thirtieth of a month


def test_there_is_no_step_at_the_end_of_a_month():
    """From day to day the season changes no more at the ends of months than within them."""
    days = every_day(2015, 2016)
    level = np.exp(spline(days) @ np.log(EMBEDDED.season)).mean(1)
    change = np.abs(np.diff(np.log(level)))
    at_end = (np.diff(days.astype("datetime64[M]")).astype(int)) > 0
    assert change[at_end].max() < 1.1 * change[~at_end].max()
    assert change.max() < 0.003
    assert np.abs(np.diff(np.log(inputs_demand.embedded().month))).max() > 0.03   # what the months do over night


def test_the_day_grows_flatter_and_holidays_less_deep_to_the_end_of_the_record_and_no_further():
    days = np.array(["2013-02-10", "2013-02-20"], dtype="datetime64[D]")   # first of the Lunar New Year; a Wednesday
    first = profile(EMBEDDED, days)
    week, special = EMBEDDED.week, EMBEDDED.special[:, KINDS.index("lunar_first")]
    assert week[1, 0].max() / week[1, 0].min() < 0.94 * week[0, 0].max() / week[0, 0].min()
    assert special[0].mean() < 0.84 < special[1].mean() < 0.95
    assert first[0].mean() / first[1].mean() == pytest.approx(special[0].mean(), abs=0.04)
    late = dates(2023)
    assert np.array_equal(EMBEDDED.years, [2013, 2023])
    held = EMBEDDED._replace(week=week[[1, 1]], special=EMBEDDED.special[[1, 1]])
    assert profile(EMBEDDED, late) == pytest.approx(profile(held, late), rel=1e-12)
    assert profile(EMBEDDED, dates(2034)) == pytest.approx(profile(held, dates(2034)), rel=1e-12)
    middle = EMBEDDED._replace(week=np.sqrt(week[:1] * week[1:]) * np.ones((2, 1, 1)),
                               special=np.sqrt(EMBEDDED.special[:1] * EMBEDDED.special[1:]) * np.ones((2, 1, 1)))
    assert profile(EMBEDDED, dates(2018)) == pytest.approx(profile(middle, dates(2018)), rel=1e-12)


def synthetic(first, last, seed=0, noise=0.0):
    """Days and demand of a truth drawn at random: another season, week and holidays than the embedded ones."""
    draw = np.random.default_rng(seed)
    truth = EMBEDDED._replace(
        week=EMBEDDED.week * np.exp(0.05 * draw.standard_normal((3, 1)) + 0.01 * draw.standard_normal((3, 48))),
        season=np.exp(0.03 * draw.standard_normal((12, 1)) + 0.01 * draw.standard_normal((12, 48))),
        special=np.exp(np.log(EMBEDDED.special) + 0.05 * draw.standard_normal((len(KINDS), 1))))
    days = every_day(first, last)
    year = days.astype("datetime64[Y]").astype(int) - 30
    left = np.zeros((days.size, 48))
    for y in np.unique(year):
        here = np.flatnonzero(year == y)
        left[here[:365]] = noise * evenly(EMBEDDED.residual_autocorrelation, draw).reshape(365, 48)
    return truth, days, 5000.0 * 1.02 ** (year - year[0])[:, None] * profile(truth, days) * (1.0 + left)


def test_a_record_without_chance_gives_the_truth_back():
    truth, days, demand = synthetic(2013, 2017)
    found = fit(days, demand)
    unseen = dates(2016)
    made, true = profile(found, unseen), profile(truth, unseen)
    error = np.abs(made / made.mean() * true.mean() / true - 1.0)
    assert error.mean() < 1e-3
    assert np.median(error) < 3e-4   # rare day types are drawn a little towards no effect
    assert found.residual_sd < 3e-3
    assert (found.base_year, found.mean) == (2017, pytest.approx(demand[days >= np.datetime64("2017-01-01")].mean()))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_year_unseen_is_foretold_from_five_years(seed):
    """Chance of 2.2 % leaves 1.9 % mean absolute error when the truth is known; fitting adds little to it."""
    truth, days, demand = synthetic(2013, 2018, seed, noise=0.022)
    past, unseen = days < np.datetime64("2018-01-01"), days >= np.datetime64("2018-01-01")
    found = fit(days[past], demand[past], EMBEDDED)
    true = demand[unseen]
    made, best = profile(found, days[unseen]), profile(truth, days[unseen])
    ours, least = (np.abs(m / m.mean() * true.mean() / true - 1.0).mean() for m in (made, best))
    assert 0.015 < least < 0.0200
    assert ours < least + 0.0020
    assert found.residual_sd == pytest.approx(0.022, abs=0.004)
    assert found.residual_autocorrelation[1, 1] == pytest.approx(0.973, abs=0.02)
    assert found.residual.shape == (5, 17520)


def test_kinds_of_days_that_the_record_lacks_keep_what_was_known():
    _, days, demand = synthetic(2015, 2015)
    kept = (days < np.datetime64("2015-02-10")) | (days > np.datetime64("2015-03-10"))
    long = np.r_[days[kept], every_day(2016, 2016)[60:]]
    found = fit(long, np.vstack([demand[kept], demand[60:], demand[:1]]), EMBEDDED)
    lunar = KINDS.index("lunar_second")
    assert found.special[:, lunar] == pytest.approx(EMBEDDED.special[:, lunar])
    assert found.residual is None


@pytest.mark.parametrize(("change", "message"), [
    (lambda d, v: (d[:300], v[:300]), "360 days"),
    (lambda d, v: (d[::-1], v[::-1]), "ascending"),
    (lambda d, v: (d, np.where(np.arange(48) == 3, -1.0, v)), "above zero"),
    (lambda d, v: tuple(x[d.astype("datetime64[M]").astype(int) % 12 != 4] for x in (d, v)), "twelve months"),
])
def test_a_record_that_tells_nothing_is_refused(change, message):
    _, days, demand = synthetic(2015, 2016)
    with pytest.raises(SundalinkError, match=message):
        fit(*change(days, demand))


def test_a_wrong_structure_is_refused():
    for change, message in (({"week": np.ones((3, 48))}, "week"), ({"season": -EMBEDDED.season}, "season"),
                            ({"mean": 0.0}, "mean demand"), ({"residual_sd": 1.0}, "residual_sd")):
        with pytest.raises(SundalinkError, match=message):
            check_structure(EMBEDDED._replace(**change))


def test_the_level_is_of_a_whole_year_whatever_the_record_holds():
    """July to June: the mean of all its days, at the year of its middle; half a year more is not taken for a year."""
    _, days, demand = synthetic(2014, 2016)
    year = (days >= np.datetime64("2015-07-01")) & (days < np.datetime64("2016-07-01"))
    found = fit(days[year], demand[year], EMBEDDED)
    assert (found.base_year, found.residual) == (2015, None)
    assert found.mean == pytest.approx(demand[year][1:].mean())   # the latest 365 of 366 days
    half = days < np.datetime64("2016-07-01")
    assert fit(days[half], demand[half], EMBEDDED).base_year == 2015


def test_trend_and_day_types_of_a_short_record_are_the_known_ones():
    """One year of the embedded profile of 2015 gives that of 2023 back, whose day is flatter."""
    days = every_day(2015, 2015)
    found = fit(days, 5700.0 * profile(EMBEDDED, days), EMBEDDED)
    made, true = profile(found, dates(2023)), profile(EMBEDDED, dates(2023))
    assert made / made.mean() == pytest.approx(true / true.mean(), rel=3e-3)
