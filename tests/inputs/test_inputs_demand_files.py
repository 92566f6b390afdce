"""The user's own half-hours: three true forms, one answer, and one clear error for each fault."""

import numpy as np
import pytest

from sim.demand.day_types import dates
from sim.demand.profile_fit import course
from sim.errors import SundalinkError
from sim.inputs.demand import fitted, structure
from sim.inputs.demand_files import halfhours

DAYS = np.arange(np.datetime64("2019-07-29"), np.datetime64("2019-08-05"))   # Monday to Sunday
DEMAND = 6000.0 + 100.0 * np.arange(7)[:, None] + np.arange(48)


def stamps():
    return (DAYS[:, None].astype("datetime64[m]") + 30 * np.arange(48)).reshape(-1)


def times(column="time", shift=0, demand="demand_mw"):
    rows = [f"{str(t + np.timedelta64(shift, 'm')).replace('T', ' ')},{v}"
            for t, v in zip(stamps(), DEMAND.reshape(-1), strict=True)]
    return "\n".join([f"{column},{demand}", *rows])


def open_data():
    """As data.gov.sg has it: the last half-hour of a day ends at 00:00 of the same date."""
    rows = [f"{day},{(half + 1) // 2 % 24:02d}:{30 * ((half + 1) % 2):02d},{DEMAND[d, half]:.0f},1,2"
            for d, day in enumerate(DAYS) for half in range(48)]
    return "\n".join(["date,period_ending_time,system_demand_actual,nem_demand_actual,nem_demand_forecast", *rows])


def table():
    head = ",".join(["date", *(f"{h // 2:02d}:{30 * (h % 2):02d}" for h in range(1, 49))])
    return "\n".join([head, *(",".join([str(day), *map(str, row)]) for day, row in zip(DAYS, DEMAND, strict=True))])


def sheet():
    """As a weekly sheet of the Energy Market Authority."""
    name = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    over = ",".join(["", *(f"\"{name[d]}, {day.astype(object):%d-%b-%Y}\",," for d, day in enumerate(DAYS))])
    head = ",".join(["Period Ending Time", *(["System Demand (Actual),NEM Demand (Actual),NEM Demand (Forecast)"] * 7)])
    rows = [",".join([f"{(h + 1) // 2 % 24:02d}:{30 * ((h + 1) % 2):02d}",
                      *(f"\"{DEMAND[d, h]:,.0f}\",1,2" for d in range(7))]) for h in range(48)]
    return "\n".join(["HALF-HOURLY SYSTEM DEMAND", over, head, *rows, "Note: subject to change"])


@pytest.mark.parametrize("text", [times(), times("period_end", 30), times("timestamp", 0, "system_demand_actual"),
                                  open_data(), table(), sheet()], ids=["start", "end", "stamp", "gov", "days", "sheet"])
def test_every_form_gives_the_same_half_hours(tmp_path, text):
    file = tmp_path / "own.csv"
    file.write_text(text)
    days, demand = halfhours([file])
    assert (days == DAYS).all()
    np.testing.assert_array_equal(demand, DEMAND)


def test_several_files_in_any_order_and_a_torn_day_at_either_end(tmp_path):
    lines = times().splitlines()
    (tmp_path / "b.csv").write_text("\n".join([lines[0], *lines[101:]]))
    (tmp_path / "a.csv").write_text("\n".join([lines[0], *lines[11:101]]))
    days, demand = halfhours([tmp_path / "b.csv", tmp_path / "a.csv"])
    assert (days == DAYS[1:]).all()
    np.testing.assert_array_equal(demand, DEMAND[1:])


@pytest.mark.parametrize(("text", "message"), [
    ("", "must have a header"),
    ("time,price\n2019-01-01 00:00,1", "line 1, columns = time,price: must hold a time .* and a demand"),
    (times().replace("6005.0", "n/a", 1), r"line 7, column demand_mw = 'n/a': must be a demand in MW between 100"),
    (times().replace("6005.0", "6.005", 1), "line 7, column demand_mw = '6.005': must be a demand"),
    (times().replace("2019-07-29 02:30", "2019-07-29 02:31", 1), "line 7, column time .* must be a whole half-hour"),
    (times().replace("2019-07-29 02:30", "29.7.2019", 1), "line 7, column time .* must be a time such as"),
    (times().replace("2019-07-29 02:30", "2019-07-29 02:00", 1), "line 7, column time .* must come once"),
    (times().replace("2019-07-30 02:30,6105.0\n", "", 1), "demand of 2019-07-30 = missing: .*from 02:30"),
    (times().replace("2019-07-29 02:30,", "2019-07-29 02:30,1,", 1), "line 7, cells = 3: must be 2"),
    (table().replace("2019-07-30", "the 30th", 1), "line 3, column date = 'the 30th': must be a date"),
    (table().replace("01:30", "01:20", 1), "line 1, column 4 = '01:20': must be a time"),
    (table().replace(",6100.0", "", 1), "line 3, cells = 48: must be 49"),
    (open_data().replace("2019-07-29,02:30", "2019-07-29,2 am", 1), "line 6, column period_ending_time = '2 am'"),
    (sheet().replace("29-Jul-2019", "week 31", 1), "line 2, column 2 = 'Mon, week 31': must be a date"),
    ("\n".join(sheet().splitlines()[:30]), "rows below .* must be 48"),
], ids=lambda value: value[:24] if " " in value[:24] else None)
def test_a_broken_file_gives_one_clear_error(tmp_path, text, message):
    file = tmp_path / "own.csv"
    file.write_text(text)
    with pytest.raises(SundalinkError, match=message) as caught:
        halfhours([file])
    assert "\n" not in str(caught.value)
    assert "own.csv" in str(caught.value) or "missing" in str(caught.value)


def test_what_is_no_text_or_no_file(tmp_path):
    (tmp_path / "own.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(SundalinkError, match="UTF-8"):
        halfhours([tmp_path / "own.xls"])
    with pytest.raises(SundalinkError, match="readable"):
        halfhours([tmp_path / "none.csv"])
    with pytest.raises(SundalinkError, match="at least one half-hour"):
        halfhours([])


def test_the_fit_stands_on_the_latest_whole_year(tmp_path):
    """Two years of the embedded course, another level and a season of their own, come back."""
    days = np.arange(np.datetime64("2018-01-01"), np.datetime64("2020-01-01"))
    demand = 5000.0 * (1.0 + 0.1 * (days >= np.datetime64("2019-01-01")))[:, None] * course(structure(), days)
    head = ",".join(["date", *(f"{h // 2:02d}:{30 * (h % 2):02d}" for h in range(1, 49))])
    file = tmp_path / "two.csv"
    file.write_text("\n".join([head, *(",".join([str(d), *(f"{v:.4f}" for v in row)])
                                       for d, row in zip(days, demand, strict=True))]))
    found = fitted([file])
    assert (found.base_year, found.course_year) == (2019, pytest.approx(2018.5))
    assert found.mean == pytest.approx(demand[365:].mean(), rel=1e-6)
    assert "two.csv" in found.label
    assert found.residual.shape == (2, 17520)
    made, true = course(found, dates(2024)), course(structure(), dates(2024))
    assert made / made.mean() == pytest.approx(true / true.mean(), rel=2e-3)
