"""Demand of Singapore: energy, calendar, holidays and residual."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.demand.national import MODELS, Shape, shape
from sim.errors import SundalinkError

# A shape of the record's size, drawn by hand: flat nights, a plateau from 09:00 to 21:00.
HOUR = np.arange(48) / 2.0
DAY = 0.85 + 0.29 / (1 + np.exp(-2.2 * (HOUR - 7.5))) - 0.19 / (1 + np.exp(-1.6 * (HOUR - 22.5)))
MONTH = np.array([0.9599, 0.9549, 0.9907, 1.0039, 1.0139, 1.0216,
                  1.0220, 1.0187, 1.0215, 1.0162, 0.9939, 0.9802])
FIGURES = Shape(weekday=1.024 * DAY / DAY.mean(), saturday=0.958 * (0.5 + 0.5 * DAY / DAY.mean()),
                sunday=0.922 * (0.6 + 0.4 * DAY / DAY.mean()), month=MONTH, mean=57e6 / 8760, base_year=2024,
                residual_sd=0.0346, residual_autocorrelation=np.array(
                    [[0.5, 1, 2, 6, 24, 168], [0.986, 0.973, 0.937, 0.760, 0.562, 0.144]]), label="by hand")


def draw(year=2034, dt=0.5, seed=0, figures=FIGURES, **given):
    return shape(figures, year, dt, np.random.default_rng(seed), **given)


def days(demand):
    return demand.reshape(365, -1).mean(axis=1)


def day_of(year, month, day):
    """Day of the year with 29 February left out, from the standard library."""
    leap = datetime.date(year, 12, 31).timetuple().tm_yday == 366
    number = datetime.date(year, month, day).timetuple().tm_yday - 1
    return number - (leap and (month, day) > (2, 29))


@pytest.mark.parametrize(("growth", "year"), [(0.02, 2035), (0.035, 2035), (0.05, 2055), (0.035, 2024),
                                             (0.0, 2013)])
def test_the_annual_energy_is_exactly_that_of_the_path(growth, year):
    expected = 57e6 * (1 + growth) ** (year - 2024)
    assert draw(year, growth=growth).sum() * 0.5 == pytest.approx(expected, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(1965, 2200), st.sampled_from([0.25, 0.5, 1.0, 3.0]), st.integers(0, 99), st.booleans())
def test_any_year_and_period_keeps_the_energy_and_stays_positive(year, dt, seed, residual):
    demand = draw(year, dt, seed, residual=residual, growth=0.0)
    assert demand.shape == (round(8760 / dt),)
    assert demand.mean() == pytest.approx(FIGURES.mean, rel=1e-12)
    assert demand.min() > 0.4 * FIGURES.mean


def test_longer_periods_are_the_mean_of_the_half_hours_of_the_same_draw():
    assert draw(dt=1.0) == pytest.approx(draw().reshape(-1, 2).mean(1), rel=1e-12)
    assert draw(dt=0.25)[::2] == pytest.approx(draw(), rel=1e-12)


def test_load_factor_is_near_the_records():
    """Record 2013-2017: 0.798 to 0.821 (Energy Market Authority, derived)."""
    factors = [(d := draw(2013 + k, seed=k)).mean() / d.max() for k in range(5)]
    assert min(factors) > 0.79
    assert max(factors) < 0.84


def test_the_day_starts_at_midnight_in_singapore():
    course = draw(residual=False).reshape(365, 48).mean(0)
    assert np.corrcoef(course, FIGURES.weekday)[0, 1] > 0.99


def test_weekdays_follow_the_true_calendar():
    """7 June 2034 is a Wednesday, 10 and 11 June a Saturday and a Sunday; a normal week without holidays."""
    demand = draw(2034, residual=False)
    assert datetime.date(2034, 6, 7).weekday() == 2
    first = day_of(2034, 6, 7)
    week = demand.reshape(365, 48)[[first, first + 3, first + 4]]
    for day, profile in zip(week, (FIGURES.weekday, FIGURES.saturday, FIGURES.sunday), strict=True):
        assert day / day.mean() == pytest.approx(profile / profile.mean(), rel=2e-3)
    assert week.mean(1) / week[0].mean() == pytest.approx([1, 0.958 / 1.024, 0.922 / 1.024], rel=3e-3)


@pytest.mark.parametrize("year", [2024, 2028])
def test_weekdays_stay_right_after_a_leap_day(year):
    ratio = days(draw(year, residual=False)) / draw(year, residual=False).mean()
    december = [datetime.date(year, 12, d) for d in range(1, 22)]
    for date in december:
        expected = 0.95 if date.weekday() >= 5 else 1.0
        assert (ratio[day_of(year, 12, date.day)] < 0.97) == (expected < 1)


def test_months_have_the_shapes_factor():
    flat = FIGURES._replace(weekday=np.ones(48), saturday=np.ones(48), sunday=np.ones(48))
    demand = draw(2031, figures=flat, residual=False, growth=0.0, holiday=1.0, lunar_new_year=1.0)
    length = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    by_month = [part.mean() for part in np.split(days(demand), np.cumsum(length)[:-1])]
    assert by_month / demand.mean() == pytest.approx(MONTH / np.average(MONTH, weights=length), rel=1e-4)


def test_lunar_new_year_is_the_deepest_holiday():
    """In 2023 it fell on Sunday 22 January, kept on the Monday and Tuesday: 0.89-0.91 of a weekday."""
    demand = days(draw(2023, residual=False))
    weekday = demand[day_of(2023, 1, 26)]
    assert demand[[day_of(2023, 1, d) for d in (23, 24)]] / weekday == pytest.approx(0.90, abs=0.01)
    national = demand[day_of(2023, 8, 9)] / demand[day_of(2023, 8, 10)]
    assert national == pytest.approx(0.93, abs=0.005)


def test_a_holiday_never_lifts_a_day():
    """New Year's Day 2034 is a Sunday: it stays at a Sunday's level, and Monday is kept instead."""
    demand = days(draw(2034, residual=False, holiday=0.97))
    assert demand[0] / demand[2] == pytest.approx(0.922 / 1.024, rel=5e-3)
    assert demand[1] / demand[2] == pytest.approx(0.97, rel=5e-3)


@pytest.mark.parametrize("year", [2101, 2150, 2200])
def test_years_beyond_the_holiday_list_still_have_a_lunar_new_year(year):
    flat = FIGURES._replace(month=np.ones(12))
    demand = days(draw(year, figures=flat, residual=False, holiday=1.0, lunar_new_year=0.7))
    lunar = np.flatnonzero(demand < 0.8 * np.median(demand))
    assert len(lunar) in (2, 3)
    assert 18 <= lunar.min() <= lunar.max() <= 54   # 20 January to 22 February
    other = days(draw(year, figures=flat, residual=False, holiday=0.8, lunar_new_year=1.0))
    assert 6 <= (other < 0.85 * np.median(other)).sum() <= 12


def test_the_residual_has_the_records_spread_and_autocorrelation():
    ratio = np.array([draw(2034, seed=s) / draw(2034, residual=False) for s in range(40)])
    spread = np.sqrt(((ratio - 1) ** 2).mean())
    assert 0.028 < spread < 0.0346   # the rest of the record's 3.46 % is its holidays
    centred = ratio - 1
    for hours, expected in ((1, 0.973), (6, 0.760), (24, 0.562)):
        step = 2 * hours
        found = (centred[:, step:] * centred[:, :-step]).mean() / (centred**2).mean()
        assert found == pytest.approx(expected, abs=0.05)


def test_without_a_residual_every_seed_gives_the_same_year():
    assert np.array_equal(draw(seed=1, residual=False), draw(seed=2, residual=False))
    assert np.array_equal(draw(seed=1), draw(seed=1))
    assert not np.allclose(draw(seed=1), draw(seed=2))


def test_the_draw_takes_as_much_randomness_with_and_without_residual():
    """So that what is drawn after it is the same in both cases."""
    first, second = np.random.default_rng(3), np.random.default_rng(3)
    shape(FIGURES, 2034, 0.5, first)
    shape(FIGURES, 2034, 1.0, second, residual=False)
    assert first.random() == second.random()


@pytest.mark.parametrize(("change", "message"), [
    ({"weekday": np.ones(24)}, "weekday"),
    ({"month": -MONTH}, "month"),
    ({"mean": 0.0}, "mean demand"),
    ({"residual_sd": 3.46}, "residual_sd"),
    ({"residual_autocorrelation": 0.986}, "two rows"),
    ({"residual_autocorrelation": [[2.0, 1.0], [0.9, 0.8]]}, "ascending"),
    ({"residual_autocorrelation": [[1.0, 2.0], [0.9, 1.2]]}, "between"),
])
def test_wrong_figures_are_refused(change, message):
    with pytest.raises(SundalinkError, match=message):
        draw(figures=FIGURES._replace(**change))


def test_wrong_periods_and_years_are_refused():
    with pytest.raises(SundalinkError, match="whole number of periods"):
        draw(dt=0.7)
    with pytest.raises(SundalinkError, match="demand year"):
        draw(year=34)


def test_models():
    assert MODELS["shape"] is shape
