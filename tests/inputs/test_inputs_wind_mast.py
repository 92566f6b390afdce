"""The door for masts and lidars, tried on whole tables and broken ones."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs.wind import series
from sim.inputs.wind_mast import read
from sim.inputs.wind_record import between, weather

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
    with pytest.raises(SundalinkError, match=r"time step = 24 .h.: must be above zero and at most one hour"):
        read(path)
