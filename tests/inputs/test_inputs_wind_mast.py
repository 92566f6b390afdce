"""The door for masts and lidars, tried on whole tables and broken ones."""

from itertools import pairwise

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs.wind import series
from sim.inputs.wind_mast import read
from sim.inputs.wind_record import between, weather
from sim.resource.air_density import moist

START, STOP = np.datetime64("2018-12-31T16:00", "m"), np.datetime64("2019-12-31T16:00", "m")
TIME = np.arange(START, STOP, 10)
HOUR = (TIME - START).astype(float) / 60.0
TOP = 9.0 + 3.0 * np.sin(HOUR / 12.0)
TURN = np.mod(40.0 + 50.0 * np.sin(HOUR / 300.0), 360.0)
NAMES = "time,wind_speed_100m_m_per_s,wind_speed_40m_m_per_s,wind_direction_97m_deg,wind_direction_40m_deg,quality_100m"
LEAST = {"good": ("0",)}


def rows(time=TIME, flag=None):
    """A mast with a power law of 0.12 and a turn of a degree in 20 m."""
    low, flag = TOP * (40.0 / 100.0) ** 0.12, np.zeros(TIME.size, int) if flag is None else flag
    return [f"{t},{a:.4f},{b:.4f},{c:.2f},{d:.2f},{f}" for t, a, b, c, d, f in
            zip(time, TOP, low, TURN, np.mod(TURN - 3.0, 360.0), flag, strict=True)]


def write(path, lines, names=NAMES, head="# a mast\n"):
    path.write_text(head + names + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return write(tmp_path_factory.mktemp("mast") / "mast.csv", rows())


def test_several_heights_are_read_with_their_profile(whole):
    record = read(whole, **LEAST)
    assert record.heights.tolist() == [40.0, 100.0]
    assert (record.step, record.mean, record.evidence, record.label) == (1 / 6, True, "measured", "mast.csv")
    np.testing.assert_allclose(record.speed[1], TOP, atol=1e-4)
    shear, veer = between(record)
    np.testing.assert_allclose(shear, 0.12, atol=1e-4)
    np.testing.assert_allclose(veer, 3.0 / 60.0, atol=1e-3)   # the vane at 97 m is that of 100 m
    found = weather(record, 0.5, 150.0)
    assert found.height == 100.0
    np.testing.assert_allclose(found.shear, 0.12, atol=1e-4)
    np.testing.assert_allclose(found.speed[0], TOP.reshape(-1, 3).mean(1), atol=1e-4)
    assert weather(record, 0.5, 50.0).height == 40.0


def test_flags_say_what_is_a_gap(tmp_path):
    flag = np.zeros(TIME.size, int)
    flag[600:606], flag[900:901] = 3, 7
    path = write(tmp_path / "flags.csv", rows(flag=flag))
    record = read(path, good=("0", "7"))
    assert np.flatnonzero(np.isnan(record.speed[1])).tolist() == list(range(600, 606))
    assert np.isfinite(record.speed[0]).all()   # the flag is of the upper height
    assert record.label == "flags.csv (recovery 100 % at 40 m, 100 % at 100 m)"
    with pytest.raises(SundalinkError, match=r"flags.csv: column quality_100m = flags '0', '3', '7': resource.tab"):
        read(path)


def test_gaps_are_never_filled_in_silence(tmp_path):
    lines = rows()
    lines[5000:5018] = []                                     # three hours of lines are not there
    path = write(tmp_path / "gap.csv", lines)
    gap = f"{TIME[5000]} UTC".replace(" ", " ")
    with pytest.raises(SundalinkError, match=rf"gap.csv: wind at {gap} = missing for 3 h: gaps are not filled beyond "
                                             r"resource.table.longest_gap_h = 0"):
        series(path, 0.5, **LEAST)
    with pytest.raises(SundalinkError, match="missing for 3 h"):
        series(path, 0.5, longest_gap=2.9, **LEAST)
    found = series(path, 0.5, longest_gap=3.0, **LEAST)
    assert "0.034 % of the steps bridged" in found.label
    assert found.speed.min() >= TOP.min() - 1e-3
    np.testing.assert_allclose(np.delete(found.speed[0], slice(1666, 1673)),
                               np.delete(TOP.reshape(-1, 3).mean(1), slice(1666, 1673)), atol=1e-4)


def test_a_height_with_too_few_values_is_left_out_and_none_at_all_is_refused(tmp_path):
    flag = np.where(np.arange(TIME.size) % 4 == 0, 9, 0)
    path = write(tmp_path / "poor.csv", rows(flag=flag))
    record = read(path, **LEAST)
    assert record.heights.tolist() == [40.0]
    assert "recovery 100 % at 40 m, 75 % at 100 m; 100 m left out" in record.label
    assert read(path, least_recovery=0.7, **LEAST).heights.tolist() == [40.0, 100.0]
    one = write(tmp_path / "one.csv", [f"{t},{'' if i % 4 == 0 else 8.0},30" for i, t in enumerate(TIME[:1000])],
                "time,wind_speed_m_per_s,wind_direction_deg", "# height_m: 100\n")
    with pytest.raises(SundalinkError, match=r"one.csv: recovery rate = 75 % at 100 m: must be at least .*0.8"):
        read(one)


def test_own_names_units_marks_and_clocks_are_told(tmp_path):
    names = "time,WS_100,WD_100,T,P"
    lines = [f"{t},{v / 0.514444:.4f},{d:.2f},{300.15:.2f},{1009.6:.1f}" for t, v, d in
             zip(TIME, TOP, TURN, strict=True)]
    lines[77] = f"{TIME[77]},-999,-999,300.15,1009.6"
    given = {"columns": ("WS_100 = wind_speed_100m_kn", "WD_100 = wind_direction_100m_deg", "T=temperature_k",
                         "P = pressure_hpa"), "missing": ("-999",)}
    path = write(tmp_path / "logger.csv", lines, names)
    record = read(path, **given)
    np.testing.assert_allclose(np.delete(record.speed[0], 77), np.delete(TOP, 77), atol=1e-3)
    assert np.isnan(record.speed[0, 77])
    assert record.temperature[0] == pytest.approx(27.0)
    assert record.pressure[0] == pytest.approx(100960.0)
    late = read(path, zone=7.0, **given)
    assert late.time[0] == TIME[0] - np.timedelta64(7, "h")
    assert read(path, stamps="end", **given).time[0] == TIME[0] - np.timedelta64(10, "m")
    assert read(path, stamps="middle", **given).time[0] == TIME[0] - np.timedelta64(5, "m")


def test_an_offset_in_the_stamps_goes_before_the_zone(tmp_path):
    names = "time,wind_speed_100m_m_per_s,wind_direction_100m_deg"
    marked = write(tmp_path / "z.csv", [f"{t}+08:00,8,30" for t in TIME[:50]], names)
    assert read(marked, zone=3.0).time[0] == TIME[0] - np.timedelta64(8, "h")


def test_humidity_is_used_where_the_table_has_it(tmp_path):
    names = ("time,wind_speed_100m_m_per_s,wind_direction_100m_deg,temperature_degc,pressure_pa,"
             "relative_humidity_percent,sea_temperature_degc")
    record = read(write(tmp_path / "wet.csv", [f"{t},8,30,27,101000,80,28.5" for t in TIME[:50]], names))
    # Vapour pressure at 27 degC is 35.7 hPa (WMO Guide No. 8).
    assert record.humidity[0] == pytest.approx(0.622 * 2852 / (101000 - 0.378 * 2852), rel=5e-3)
    assert record.sea_temperature[0] == 28.5


@pytest.mark.parametrize(("names", "line", "given", "rule"), [
    ("time,wind_speed_100m,wind_direction_100m_deg", "{},8,30", {},
     "column wind_speed_100m = no unit: must end in its unit: wind_speed_100m_m_per_s or"),
    ("time,wind_speed_100m_pa,wind_direction_100m_deg", "{},8,30", {}, "wind_speed_100m_pa = pa: must end in its unit"),
    ("time,wind_speed_m_per_s,wind_direction_deg", "{},8,30", {}, "height = absent"),
    ("time,wind_speed_0m_m_per_s,wind_direction_0m_deg", "{},8,30", {}, "height = 0"),
    ("time,ws,wind_direction_100m_deg", "{},8,30", {}, "wind_speed_m_per_s = absent: .*resource.table.columns"),
    ("time,ws_100,wind_direction_100m_deg", "{},8,30", {"columns": ("ws_10 = wind_speed_100m_m_per_s",)},
     r"column ws_10 = absent: is named in resource.table.columns \(did you mean ws_100\?\)"),
    ("time,ws,wind_direction_100m_deg", "{},8,30", {"columns": ("ws",)}, "each must be as 'own name = "),
    ("time,a,a", "{},8,30", {"columns": ("a = time",)}, "must occur once"),
    ("time,wind_speed_100m_m_per_s,wind_speed_100m_kn,wind_direction_100m_deg", "{},8,8,30", {},
     "another column has the same quantity"),
    ("time,wind_speed_100m_kn,wind_direction_100m_deg", "{},400,30", {}, "between 0 and 120 in m/s"),
    ("time,wind_speed_100m_m_per_s,wind_direction_100m_deg,pressure_pa", "{},8,30,1010", {}, "pressure_pa = '1010'"),
    ("time,wind_speed_100m_m_per_s,wind_direction_100m_deg,quality_80m", "{},8,30,0", LEAST,
     "there must be a wind at 80"),
    ("time,wind_speed_100m_m_per_s,wind_direction_100m_deg", "{},,", {}, "recovery rate = 0 % at 100 m"),
])
def test_a_table_that_cannot_be_is_refused(tmp_path, names, line, given, rule):
    path = write(tmp_path / "bad.csv", [line.format(t) for t in TIME[:60]], names)
    with pytest.raises(SundalinkError, match=rule) as caught:
        read(path, **given)
    assert "\n" not in str(caught.value)


def test_steps_of_days_are_refused(tmp_path):
    time = np.arange(np.datetime64("2019-01-01"), np.datetime64("2020-01-01"))
    names = "time,wind_speed_100m_m_per_s,wind_direction_100m_deg"
    path = write(tmp_path / "days.csv", [f"{t},8,30" for t in time], names)
    with pytest.raises(SundalinkError, match=r"time step = 24 .h.: must be above zero and at most 6 hours"):
        read(path)


# --- Tables as loggers and services write them --------------------------------------------------------------

OWN = ("WS = wind_speed_100m_m_per_s", "WD = wind_direction_100m_deg")
DAYS = np.arange(np.datetime64("2021-01-01", "m"), np.datetime64("2021-01-04", "m"), 10)


def as_written(form, time=DAYS):
    import pandas as pd

    return [f"{t.strftime(form)}" for t in pd.DatetimeIndex(time)]


def logger(path, texts, head="Stamp,WS,WD\n", row="{},{:.2f},{:.1f}", encoding="utf-8"):
    lines = [row.format(t, 8 + i % 5 / 10, 90 + i % 7) for i, t in enumerate(texts)]
    path.write_text(head + "\n".join(lines) + "\n", encoding=encoding)
    return path


@pytest.mark.parametrize("form", [
    "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%d/%m/%y %H:%M", "%Y/%m/%d %H:%M",
    "%Y%m%d %H%M", "%Y%m%d%H%M", "%m/%d/%Y %I:%M:%S %p", "%d-%b-%Y %H:%M", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M UTC"])
def test_dates_are_recognised_by_what_makes_them_regular(tmp_path, form):
    record = read(logger(tmp_path / "a.csv", as_written(form)), columns=("Stamp = time", *OWN))
    np.testing.assert_array_equal(record.time, DAYS)
    assert record.speed[0, 1] == 8.1


def test_an_order_that_cannot_be_told_is_asked_for(tmp_path):
    path = logger(tmp_path / "a.csv", as_written("%d/%m/%Y %H:%M", DAYS[:10]))
    with pytest.raises(SundalinkError, match=r"day and month cannot be distinguished: resource.table.dates must say"):
        read(path, columns=("Stamp = time", *OWN))
    late = logger(tmp_path / "b.csv", as_written("%d/%m/%Y %H:%M", DAYS[:10] + np.timedelta64(24 * 60, "m")))
    given = {"columns": ("Stamp = time", *OWN)}
    assert read(late, dates="dmy", **given).time[0] == np.datetime64("2021-01-02")
    assert read(late, dates="mdy", **given).time[0] == np.datetime64("2021-02-01")
    odd = logger(tmp_path / "c.csv", as_written("%d %m %Y %H.%M"))
    assert read(odd, dates="%d %m %Y %H.%M", **given).time[0] == DAYS[0]
    for form, rule in (("%q", "must be a form of dates"), ("dmy", "must be a date and time"), ("x", "must be a date")):
        with pytest.raises(SundalinkError, match=rule):
            read(odd, dates=form, **given)


def test_midnight_may_be_written_24(tmp_path):
    texts = [t.replace(" 00:00", " 24:00") for t in as_written("%Y-%m-%d %H:%M")]
    texts = [t if not t.endswith("24:00") else str(np.datetime64(t[:10]) - 1) + " 24:00" for t in texts]
    np.testing.assert_array_equal(read(logger(tmp_path / "a.csv", texts), columns=("Stamp = time", *OWN)).time, DAYS)


@pytest.mark.parametrize(("head", "row", "encoding"), [
    ("Stamp;WS;WD\n", "{};{:.2f};{:.1f}", "utf-8"), ("Stamp\tWS\tWD\n", "{}\t{:.2f}\t{:.1f}", "utf-16"),
    ('"TOA5","x","CR1000","1","std","p","1","t"\n"Stamp","WS","WD"\n"TS","m/s","deg"\n"","Avg","WVc"\n',
     '"{}",{:.2f},{:.1f}', "utf-8-sig"),
    ("site,here\nlatitude,10\n\nStamp,WS,WD\n", "{},{:.2f},{:.1f}", "cp1252"),
    ("Stamp,WS,WD\n", "{},{:.2f},{:.1f},", "utf-8"), ("# Größe\nStamp,WS,WD\n", "{},{:.2f},{:.1f}", "cp1252"),
    ("Stamp,WS,note,WD\n", '{},{:.2f},"a, b",{:.1f}', "utf-8")])
def test_separators_heads_units_and_encodings_are_recognised(tmp_path, head, row, encoding):
    path = logger(tmp_path / "a.csv", as_written("%Y-%m-%d %H:%M"), head, row, encoding)
    record = read(path, columns=("Stamp = time", *OWN))
    np.testing.assert_array_equal(record.time, DAYS)
    np.testing.assert_allclose(record.speed[0, :3], [8.0, 8.1, 8.2])


def test_a_decimal_comma_is_no_thousands_sign(tmp_path):
    path = logger(tmp_path / "a.csv", as_written("%Y-%m-%d %H:%M"), "Stamp;WS;WD\n", "{};{:.2f};{:.1f}")
    path.write_text(path.read_text().replace(".", ","))
    np.testing.assert_allclose(read(path, columns=("Stamp = time", *OWN)).speed[0, :3], [8.0, 8.1, 8.2])
    quoted = tmp_path / "b.csv"
    quoted.write_text("Stamp,WS,WD\n" + "\n".join(f'{t},"8,25","90"' for t in as_written("%Y-%m-%d %H:%M")))
    with pytest.raises(SundalinkError, match=r"WS = '8,25' .m/s.: must be a number between"):
        read(quoted, columns=("Stamp = time", *OWN))


def test_names_with_units_need_no_map_and_a_stated_clock_is_used(tmp_path):
    head = ("latitude,longitude,utc_offset_seconds,timezone\n10,107,25200,Asia/Bangkok\n\n"
            "time,wind_speed_100m (km/h),wind_direction_100m (°),temperature_2m (°C),wind_gusts_10m (km/h)\n")
    path = logger(tmp_path / "a.csv", as_written("%Y-%m-%dT%H:%M"), head, "{},{:.2f},{:.1f},27.1,40")
    record = read(path)
    assert record.time[0] == DAYS[0] - np.timedelta64(7, "h")
    assert record.speed[0, 0] == pytest.approx(8.0 / 3.6)
    assert record.temperature[0] == 27.1
    assert "clock UTC+7 as the file says" in record.label
    with pytest.raises(SundalinkError, match=r"resource.table.zone_h = 8 .h.: must be 7, as .*a.csv says"):
        read(path, zone=8.0)
    named = logger(tmp_path / "b.csv", as_written("%Y-%m-%d %H:%M"), "time (UTC+08:00),WS,WD\n")
    assert read(named, columns=OWN).time[0] == DAYS[0] - np.timedelta64(8, "h")
    above = logger(tmp_path / "c.csv", as_written("%Y-%m-%d %H:%M"), "# time zone: GMT-03:30\ntime,WS,WD\n")
    assert read(above, columns=OWN).time[0] == DAYS[0] + np.timedelta64(210, "m")


def test_a_date_and_a_time_may_stand_apart(tmp_path):
    path = logger(tmp_path / "a.csv", as_written("%d/%m/%Y,%H:%M"), "Date,Time,WS,WD\n")
    np.testing.assert_array_equal(read(path, columns=OWN).time, DAYS)


def test_the_newest_first_is_turned(tmp_path):
    record = read(logger(tmp_path / "a.csv", as_written("%Y-%m-%d %H:%M", DAYS[::-1])), columns=("Stamp = time", *OWN))
    np.testing.assert_array_equal(record.time, DAYS)
    assert record.speed[0, -1] == 8.0


def test_months_in_files_are_joined_in_time(tmp_path):
    edges = [0, 145, 200, DAYS.size]
    files = [logger(tmp_path / f"{i}.csv", as_written("%Y-%m-%d %H:%M", DAYS[a:b]), row="{},8.00,90.0")
             for i, (a, b) in enumerate(pairwise(edges))]
    given = {"columns": ("Stamp = time", *OWN)}
    record = read([files[2], files[0], files[1]], **given)
    np.testing.assert_array_equal(record.time, DAYS)
    assert record.label == "0.csv and 2 more"
    assert np.isnan(read([files[0], files[2]], least_recovery=0.5, **given).speed).sum() == 55
    again = logger(tmp_path / "again.csv", as_written("%Y-%m-%d %H:%M", DAYS[140:300]), row="{},8.00,90.0")
    assert read([files[0], again], **given).time.size == 300   # what both hold is the same
    other = logger(tmp_path / "other.csv", as_written("%Y-%m-%d %H:%M", DAYS[140:300]), row="{},9.00,90.0")
    with pytest.raises(SundalinkError, match=r"other.csv, line 2: time = .*goes back in time"):
        read([files[0], other], **given)


@pytest.mark.parametrize(("head", "row", "columns", "rule"), [
    ("Stamp,WS,WD,T\n", "{},{:.2f},{:.1f},27", ("Stamp = time", *OWN, "T = temprature_degc"),
     r"must name a quantity with its unit \(did you mean temperature_degc\?\)"),
    ("Stamp,WS,WD,T\n", "{},{:.2f},{:.1f},27", ("Stamp = time", *OWN, "T = wind_sped_80m_kn"),
     "did you mean wind_speed_80m_kn"),
    ("time,WS,WD,relative_humidity_percent\n", "{},{:.2f},{:.1f},0.82", OWN, "must be in percent: these are fractions"),
    ("time,WS,WD\n", "{},3{:.2f},{:.1f}", OWN, r"mean of WS = .*must be at most 20 m/s: is the unit"),
    ("time,WS,WD\n", "2021-01-01T00:00:0{},{:.2f},{:.1f}", OWN, "must be a date and time")])
def test_a_quantity_that_is_not_what_it_says_is_refused(tmp_path, head, row, columns, rule):
    with pytest.raises(SundalinkError, match=rule):
        read(logger(tmp_path / "a.csv", as_written("%Y-%m-%d %H:%M"), head, row), columns=columns)


def test_a_column_may_be_left_aside(tmp_path):
    names = "time,wind_speed_100m_m_per_s,wind_direction_100m_deg,wind_speed_80m_m_per_s"
    path = write(tmp_path / "a.csv", [f"{t},8,30,999" for t in TIME[:200]], names)
    with pytest.raises(SundalinkError, match="wind_speed_80m_m_per_s = '999'"):
        read(path)
    record = read(path, columns=("wind_speed_80m_m_per_s = drop",))
    assert record.heights.tolist() == [100.0]
    assert record.label == "a.csv; left aside: wind_speed_80m_m_per_s"


def test_a_gap_of_years_at_seconds_is_refused_before_it_fills_the_memory(tmp_path):
    texts = [f"2001-01-01 00:00:{s:02d}" for s in range(50)] + ["2021-01-01 00:00:00"]
    with pytest.raises(SundalinkError, match=r"line 52: steps of 1 s .* = 631152000: must be at most 12,000,000"):
        read(logger(tmp_path / "a.csv", texts), columns=("Stamp = time", *OWN))


def test_what_is_no_regular_file_is_not_opened(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    for path, rule in ((tmp_path / "pipe", "a device, a pipe"), ("/dev/zero", "a device"), (tmp_path, "a folder"),
                       ("a\0b", "no file can have such a name"), ("x" * 5000, "too long")):
        with pytest.raises(SundalinkError, match=rule):
            read(path)
    (tmp_path / "long.csv").write_text("time,WS,WD\n" + "1" * 2_000_000)
    with pytest.raises(SundalinkError, match=r"longest line|length = "):
        read(tmp_path / "long.csv")


STAMPS = np.datetime64("2019-03-01T00", "h") + np.arange(30)
LOGGERS = {
    "windcube": ("Altitudes (m)=\t40\t100\nTimestamp (end of interval)\tExt Temp (°C)\tPressure (hPa)\t"
                 "40m Wind Speed (m/s)\t40m Wind Direction (°)\t100m Wind Speed (m/s)\t"
                 "100m Wind Speed Dispersion (m/s)\t100m Wind Direction (°)\n",
                 lambda t, v: f"{np.datetime_as_string(t + 1, unit='m').replace('-', '/').replace('T', ' ')}\t27.0\t"
                              f"1008\t{0.9 * v:.3f}\t200\t{v}\t0.5\t200"),
    "zx": ("CSV Converter,3.12\nReference,Time and Date,Timestamp (seconds),Horizontal Wind Speed (m/s) at 100m,"
           "Wind Direction (deg) at 100m,Horizontal Wind Speed (m/s) at 40m,Wind Direction (deg) at 40m,Air Temp. (C),"
           "Vertical Wind Speed (m/s) at 100m\n",
           lambda t, v: f"1,{np.datetime_as_string(t, unit='s')},5,{v},200,{0.9 * v:.3f},200,27.0,0.1"),
    "windographer": ("Latitude = 10.0\nTime zone = UTC+0\n\nDate/Time\tSpeed 100 m [m/s]\tDirection 98 m [degrees]\n",
                     lambda t, v: f"{np.datetime_as_string(t, unit='m')}\t{v}\t200"),
    "units_below": ("time,wind_speed_100m,wind_direction_100m\nUTC,knots,degrees\n",
                    lambda t, v: f"{np.datetime_as_string(t, unit='m')},{v * 3600 / 1852:.5f},200"),
    "mph": ("time,wind_speed_100m [mph],wind_direction_100m_deg\n",
            lambda t, v: f"{np.datetime_as_string(t, unit='m')},{v * 3600 / 1609.344:.5f},200"),
    "fahrenheit": ("time,ws_100m [ft/s],wd_100m [deg],temp [degF],pressure [inHg]\n",
                   lambda t, v: f"{np.datetime_as_string(t, unit='m')},{v / 0.3048:.5f},200,80.6,29.766"),
    "unix": ("timestamp,wind_speed_100m_m_per_s,wind_direction_100m_deg\n",
             lambda t, v: f"{t.astype('datetime64[s]').astype(int)},{v},200"),
    "unix_ms": ("timestamp,wind_speed_100m_m_per_s,wind_direction_100m_deg\n",
                lambda t, v: f"{1000 * t.astype('datetime64[s]').astype(int)},{v},200"),
    "spreadsheet_days": ("time;wind_speed_100m_m_per_s;wind_direction_100m_deg\n",
                         lambda t, v: f"{(t - np.datetime64('1899-12-30T00', 'h')).astype(int) / 24:.5f};{v};200"
                         .replace(".", ",")),
    "calendar": ("year,month,day,hour,wind_speed_100m_m_per_s,wind_direction_100m_deg\n",
                 lambda t, v: ",".join(np.datetime_as_string(t, unit="h").replace("T", "-").split("-")) + f",{v},200"),
    "buoy": ("#YY  MM DD hh mm WDIR WD_100m WS_100m\n#yr  mo dy hr mn none degT m/s\n",
             lambda t, v: np.datetime_as_string(t, unit="m").replace("T", " ").replace("-", " ").replace(":", " ")
             + f" 0 200 {v}"),
    "vortex": ("Lat=10.0 Lon=107.4 Hub-Height=100\n\nYYYYMMDD HHMM  WS_100(m/s) WD_100(deg)  T(C)\n",
               lambda t, v: np.datetime_as_string(t, unit="m").replace("T", " ").replace("-", "").replace(":", "")
               + f"  {v}  200  27.0"),
}


@pytest.mark.parametrize("kind", LOGGERS)
def test_what_loggers_and_services_write_is_read(tmp_path, kind):
    head, row = LOGGERS[kind]
    speed = np.round(8 + 2 * np.sin(np.arange(30)), 2)
    path = tmp_path / "mast.txt"
    path.write_text(head + "".join(row(t, float(v)) + "\n" for t, v in zip(STAMPS, speed, strict=True)),
                    encoding="cp1252")
    found = read(path)
    at = found.heights.tolist().index(100.0)
    np.testing.assert_allclose(found.speed[at], speed, atol=2e-5)
    np.testing.assert_array_equal(found.time, STAMPS.astype("datetime64[s]"))
    assert (found.direction[at] == 200).all()
    if found.temperature is not None:
        np.testing.assert_allclose(found.temperature, 27.0, atol=1e-9)


def test_stamps_that_the_file_calls_ends_are_ends(tmp_path):
    head, row = LOGGERS["windcube"]
    path = tmp_path / "a.txt"
    path.write_text(head + "".join(row(t, 8.0) + "\n" for t in STAMPS), encoding="cp1252")
    assert "stamps of ends as the file says" in read(path).label
    assert read(path, stamps="end").time[0] == STAMPS[0]
    with pytest.raises(SundalinkError, match="stamps = 'middle': must be 'end'"):
        read(path, stamps="middle")


def test_a_logger_with_names_of_its_own_is_read_by_its_own_separator(tmp_path):
    # NRG writes tabs, and names with spaces; lines above have other numbers of cells.
    head = ("SDR Software\t6.02\n[Exported from:\t4309]\n\nChannel #\t1\nHeight\t80 m\n\n"
            "Date & Time Stamp\tCH1Avg\tCH1SD\tCH7Avg\n")
    path = tmp_path / "nrg.txt"
    path.write_text(head + "".join(f"{np.datetime_as_string(t, unit='m')}\t8.5\t0.9\t200\n" for t in STAMPS))
    with pytest.raises(SundalinkError, match=r"line 7: column wind_speed_m_per_s = absent.*CH1Avg, CH1SD, CH7Avg"):
        read(path)
    found = read(path, columns=("CH1Avg = wind_speed_80m_m_per_s", "CH7Avg = wind_direction_80m_deg"))
    assert (found.speed == 8.5).all()
    for own in ("Stamp", "Zeit"):   # no name is known: the first line of as many cells as most have
        path.write_text(head.replace("Date & Time Stamp", own) + "".join(f"{t}\t8.5\t0.9\t200\n" for t in STAMPS))
        with pytest.raises(SundalinkError, match=rf"line 7: column time = absent.*{own}, CH1Avg"):
            read(path)


def test_a_sentence_above_the_names_says_that_stamps_are_ends(tmp_path):
    path = tmp_path / "a.txt"
    rows = "".join(f"{np.datetime_as_string(t, unit='m')}\t8.5\t200\n" for t in STAMPS)
    names = "Date/Time\tSpeed 100 m [m/s]\tDirection 98 m [degrees]\n"
    for word, first in (("end", STAMPS[0] - 1), ("beginning", STAMPS[0])):
        path.write_text(f"Latitude = N 10.0\n\nTime stamps indicate the {word} of the time step.\n\n{names}{rows}")
        assert read(path).time[0] == first


def test_two_units_for_one_column_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    rows = "".join(f"{t},8.5,200\n" for t in STAMPS)
    for name in ("ws_100m [m/s]", "wind_speed_100m_m_per_s"):
        path.write_text(f"time,{name},wd_100m [deg]\nUTC,knots,deg\n{rows}")
        with pytest.raises(SundalinkError, match=r"line 1: column w.* = knots: is the unit in the row below"):
            read(path)
        path.write_text(f"time,{name},wd_100m [deg]\nUTC,m s-1,degrees\n{rows}")
        assert (read(path).speed == 8.5).all()
    path.write_text("\n \n")
    with pytest.raises(SundalinkError, match="must be a table: it holds nothing"):
        read(path)


@pytest.mark.parametrize(("stated", "ahead"), [
    ("Site Timezone,7,Data Timezone,0", 0), ("Site Timezone,7,Data Timezone,7", 7),
    ("Site Timezone,0,Data Timezone,-5", -5), ("Time Zone,7", 7)])
def test_the_zone_of_the_data_counts_not_that_of_the_place(tmp_path, stated, ahead):
    """As the WIND Toolkit writes it: numbers without a sign in a cell of their own; N/A where a height has nothing."""
    path = tmp_path / "toolkit.csv"
    days = np.arange("2018-01-01", "2019-01-01", dtype="datetime64[h]")
    body = [f"{t.year},{t.month},{t.day},{t.hour},0,{v:.2f},N/A,{d:.1f},N/A" for t, v, d in
            zip(days.tolist(), np.tile(TOP[:8760:6], 6), np.tile(TURN[:8760:6], 6), strict=True)]
    path.write_text(f"SiteID,7,{stated},Longitude,107.1,Latitude,9.9\nYear,Month,Day,Hour,Minute,"
                    "wind speed at 100m (m/s),wind speed at 120m (m/s),wind direction at 100m (deg),"
                    "wind direction at 120m (deg)\n" + "\n".join(body) + "\n")
    found = read(path)
    assert found.time[0] == np.datetime64("2018-01-01T00:00") - np.timedelta64(ahead, "h")
    assert found.heights.tolist() == [100.0]
    assert f"clock UTC{ahead:+d}" in found.label
    assert "120 m left out" in found.label


def test_air_of_a_height_is_brought_to_the_surface_and_that_of_the_lowest_is_taken(tmp_path):
    head = ("time,wind_speed_100m (m/s),wind_direction_100m (deg),air temperature at 100m (C),"
            "air pressure at 100m (Pa),air pressure at 200m (Pa)\n")
    path = logger(tmp_path / "high.csv", as_written("%Y-%m-%dT%H:%M"), head, "{},{:.2f},{:.1f},15.0,100000,98800")
    record = read(path)
    assert record.temperature[0] == pytest.approx(15.65)
    dense = moist(record.temperature, record.pressure, 0.0, 100.0)
    assert dense[0] == pytest.approx(100000.0 / (287.05 * 288.15), rel=1e-9)
    head = head.replace("at 200m", "at 2m")
    low = read(logger(tmp_path / "low.csv", as_written("%Y-%m-%dT%H:%M"), head, "{},{:.2f},{:.1f},15.0,100000,101200"))
    assert low.pressure[0] == 101200.0
