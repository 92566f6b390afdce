"""The user's own half-hours: three true forms, one answer, and one clear error for each fault."""

import numpy as np
import pytest

from sim.demand.day_types import dates
from sim.demand.profile_fit import profile
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


def open_data(same=False):
    """As data.gov.sg has it: the last half-hour of a day ends at 00:00 of the next date; or of its own, as 24:00."""
    rows = [f"{day + (half == 47 and not same)},{(half + 1) // 2 % 24:02d}:{30 * ((half + 1) % 2):02d},"
            f"{DEMAND[d, half]:.0f},1,2" for d, day in enumerate(DAYS) for half in range(48)]
    return "\n".join(["date,period_ending_time,system_demand_actual,nem_demand_actual,nem_demand_forecast", *rows])


def company():
    """As the Energy Market Company writes it: dates and periods from 1."""
    rows = [f"DEMAND,{day.astype(object):%d %b %Y},{half + 1},100.0,{DEMAND[d, half]:.1f}"
            for d, day in enumerate(DAYS) for half in range(48)]
    return "\n".join(["INFORMATION TYPE,DATE,PERIOD,USEP ($/MWh),DEMAND (MW)", *rows])


def utc(column="time"):
    """The same instants in UTC, said by the stamps or by the column."""
    stated = "Z" if column == "time" else ""
    return "\n".join([f"{column},load (GW)", *(f"{t - np.timedelta64(8, 'h')}{stated},{v / 1000.0:.4f}"
                                               for t, v in zip(stamps(), DEMAND.reshape(-1), strict=True))])


def commas(mark=";"):
    """Decimal commas, dates with the day first, notes above the header."""
    rows = [f"{t.astype(object):%d/%m/%Y %H:%M}{mark}\"{v:.1f}\"".replace(".", ",")
            for t, v in zip(stamps(), DEMAND.reshape(-1), strict=True)]
    return "\n".join([f"own record{mark}", f"Date Time{mark}System demand (MW)", *rows])


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
                                  open_data(), open_data(same=True), company(), utc(), utc("Time (UTC)"), commas(),
                                  commas("\t"), times("time", 30), times("period_start"), table(), sheet(),
                                  "\n".join([open_data().splitlines()[0], *open_data().splitlines()[:0:-1]])],
                         ids=["start", "end", "stamp", "gov", "gov 24:00", "company", "utc", "utc column", "commas",
                              "tabs", "ends by rows", "starts by name", "days", "sheet", "newest first"])
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


def test_encodings_and_names_of_half_hours(tmp_path):
    for number, data in enumerate((commas().encode("utf-16"), ("\u00b0" + times()).replace("\u00b0time", "time")
                                   .encode("cp1252"), times().encode("utf-8-sig"))):
        (tmp_path / f"{number}.csv").write_bytes(data)
        np.testing.assert_array_equal(halfhours([tmp_path / f"{number}.csv"])[1], DEMAND)
    for names in ([f"h{half:02d}" for half in range(48)], [str(half + 1) for half in range(48)],
                  [f"{half // 2:02d}:{30 * (half % 2):02d}" for half in range(48)]):
        lines = table().splitlines()
        (tmp_path / "own.csv").write_text("\n".join([",".join(["date", *names]), *lines[1:]]))
        np.testing.assert_array_equal(halfhours([tmp_path / "own.csv"])[1], DEMAND)


def test_what_rows_do_not_tell_is_asked(tmp_path):
    """From 05:00 to 17:00, or from midnight to midnight: starts or ends? Beside a file that tells, as that one."""
    lines, file = times().splitlines(), tmp_path / "own.csv"
    for part in (lines[11:300], lines[1:290]):
        file.write_text("\n".join([lines[0], *part]))
        with pytest.raises(SundalinkError, match="rename the column of times to period_start or period_end"):
            halfhours([file])
        file.write_text("\n".join([lines[0].replace("time", "period_end"), *part]))
        assert halfhours([file])[1][-1, 0] == DEMAND[5, 1]   # half an hour earlier than its stamp
    file.write_text("\n".join([lines[0], *lines[11:101]]))
    (tmp_path / "rest.csv").write_text("\n".join([lines[0], *lines[101:]]))
    assert (halfhours([file, tmp_path / "rest.csv"])[0] == DAYS[1:]).all()
    shuffled = open_data().splitlines()
    file.write_text("\n".join([shuffled[0], *sorted(shuffled[1:], key=lambda row: row[11:16])]))
    with pytest.raises(SundalinkError, match="rows must tell whether 00:00 ends its own date"):
        halfhours([file])


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
    (times().replace("2019-07-29 02:30", "2019-07-29 02:30+08:00", 1), "line 7, column time .* offset .* in every row"),
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
    demand = 5000.0 * (1.0 + 0.1 * (days >= np.datetime64("2019-01-01")))[:, None] * profile(structure(), days)
    head = ",".join(["date", *(f"{h // 2:02d}:{30 * (h % 2):02d}" for h in range(1, 49))])
    file = tmp_path / "two.csv"
    file.write_text("\n".join([head, *(",".join([str(d), *(f"{v:.4f}" for v in row)])
                                       for d, row in zip(days, demand, strict=True))]))
    found = fitted([file])
    assert (found.base_year, found.course_year) == (2023, 2023.0)
    assert found.mean == pytest.approx(demand[365:].mean() * 6548.4 / 6176.0, rel=1e-6)   # rise since
    assert found.levels[1, -1] == found.mean
    assert "two.csv" in found.label
    assert "level of 2023" in found.label
    assert found.residual.shape == (2, 17520)
    made, true = profile(found, dates(2024)), profile(structure(), dates(2024))
    assert made / made.mean() == pytest.approx(true / true.mean(), rel=2e-3)


def days_file(path, days, demand):
    head = ",".join(["date", *(f"{h // 2:02d}:{30 * (h % 2):02d}" for h in range(1, 49))])
    path.write_text("\n".join([head, *(",".join([str(d), *(f"{v:.2f}" for v in row)])
                                       for d, row in zip(days, demand, strict=True))]))
    return path


@pytest.mark.parametrize(("change", "message"), [
    (lambda d: 10.0 * d, "mean demand = .*times that of Singapore in these years.*another unit, or another country"),
    (lambda d: d / 4.0, "mean demand = .*times that of Singapore"),
    (lambda d: np.where(np.arange(d.size).reshape(d.shape) == 1000, 900.0, d), "demand of 2024-01-21, 20:00 = 900"),
])
def test_demand_of_another_scale_is_refused(tmp_path, change, message):
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2025-01-01"))
    file = days_file(tmp_path / "own.csv", days, change(6700.0 * profile(structure(), days)))
    with pytest.raises(SundalinkError, match=message):
        fitted([file])


def test_a_record_later_than_the_embedded_one_has_its_own_level(tmp_path):
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2025-01-01"))
    found = fitted([days_file(tmp_path / "own.csv", days, 6700.0 * profile(structure(), days))])
    assert (found.base_year, found.levels[0].tolist()[-2:]) == (2024, [2023.0, 2024.0])
    assert found.mean == found.levels[1, -1] == pytest.approx(6700.0 * profile(structure(), days)[1:].mean(), rel=2e-3)


@pytest.mark.parametrize(("unit", "scale"), [("MWh", 0.5), ("kWh", 500.0), ("GWh", 5e-4)])
def test_energy_of_half_hours_is_half_their_power(tmp_path, unit, scale):
    path = tmp_path / "own.csv"
    path.write_text(f"time,demand ({unit})\n" + "\n".join(
        f"{t},{scale * v!r}" for t, v in zip(stamps(), DEMAND.reshape(-1).tolist(), strict=True)))
    whole = tmp_path / "whole.csv"
    whole.write_text(times())
    np.testing.assert_allclose(halfhours([path])[1], halfhours([whole])[1], rtol=1e-6)
