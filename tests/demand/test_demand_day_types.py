"""Days: weekdays, holidays, and the days beside them."""

import datetime

import numpy as np
import pytest

from sim.demand.day_types import KINDS, dates, kind, marks, public_holidays, weekday


def of(text):
    """Kinds with their weights, and the course, of one day."""
    which, weight = marks(np.array([np.datetime64(text)]))
    return int(which[0]), {name: float(w) for name, w in zip(KINDS, weight[0], strict=True) if w}


def test_weekdays_are_those_of_the_standard_library():
    days = np.arange(np.datetime64("1999-12-20"), np.datetime64("2004-03-05"))
    assert weekday(days).tolist() == [datetime.date.fromisoformat(str(day)).weekday() for day in days]
    assert kind(days).tolist() == [max(w - 4, 0) for w in weekday(days)]


def test_a_year_has_365_days_and_no_29_february():
    assert dates(2024).size == 365
    assert np.datetime64("2024-02-29") not in dates(2024)


def test_an_ordinary_week():
    """2 to 8 March 2015: Monday behind days off, Friday ahead of them."""
    found = [of(f"2015-03-{day:02d}") for day in range(2, 9)]
    assert found == [(0, {"after": 1.0}), (0, {}), (0, {}), (0, {}), (0, {"before": 1.0}), (1, {}), (2, {})]


def test_the_lunar_new_year_of_2015():
    """19 and 20 February 2015 were a Thursday and a Friday."""
    assert of("2015-02-18") == (0, {"before": 1.0, "lunar_eve": 1.0})
    assert of("2015-02-19") == (0, {"lunar_first": 1.0})
    assert of("2015-02-20") == (0, {"lunar_second": 1.0})
    assert of("2015-02-21") == (1, {"long_weekend": 1.0, "lunar_third": 1.0})
    assert of("2015-02-23") == (0, {"after": 1.0, "lunar_fifth": 1.0})
    assert of("2015-02-24") == (0, {"lunar_fifth": 0.5})
    assert of("2015-02-25") == (0, {})


def test_the_substitute_monday_is_a_holiday_and_not_a_day_of_the_new_year():
    """In 2023 the first day was a Sunday, so the Tuesday was kept as well."""
    assert of("2023-01-22") == (0, {"lunar_first": 1.0})
    assert of("2023-01-23") == (0, {"lunar_second": 1.0})
    assert of("2023-01-24") == (0, {"holiday": 1.0, "lunar_third": 1.0})


def test_bridges_long_weekends_and_the_turn_of_the_year():
    assert of("2015-11-09") == (0, {"after": 1.0, "before": 1.0, "bridge": 1.0})   # Deepavali on Tuesday
    assert of("2015-04-04") == (1, {"long_weekend": 1.0})                          # behind Good Friday
    assert of("2015-12-24") == (0, {"before": 1.0, "half_day": 1.0, "year_end": 1.0})
    assert of("2015-12-25") == (0, {"holiday": 1.0, "year_end": 1.0})
    assert of("2016-01-01") == (0, {"holiday": 1.0, "year_end": 1.0})
    assert of("2015-12-22") == (0, {"year_end": 0.5})
    assert "year_end" not in of("2015-12-19")[1]


@pytest.mark.parametrize("year", [1990, 2034, 2099, 2101, 2150])
def test_every_year_has_its_new_year_once(year):
    _, weight = marks(dates(year))
    for name in ("lunar_eve", "lunar_first", "lunar_second", "lunar_third"):
        assert weight[:, KINDS.index(name)].sum() == 1
    assert 6 <= weight[:, KINDS.index("holiday")].sum() <= 13


def test_days_know_their_neighbours_across_the_year():
    """1 January 2018 was a Monday holiday: the Tuesday is behind it, the weekend before it is long."""
    assert of("2018-01-02")[1] == {"after": 1.0, "year_end": 1.0}
    assert of("2017-12-31")[1] == {"long_weekend": 1.0, "year_end": 1.0}


def test_holidays_of_vietnam():
    assert public_holidays("VN", 2034)[np.datetime64("2034-02-19")] == "Lunar New Year"
