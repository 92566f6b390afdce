"""Wind resource files of SAM (.srw): read as its help describes them, or refused in one sentence."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs import wind, wind_srw
from sim.inputs.wind_record import weather
from sim.resource.air_density import at_surface, moist

SITE = 10.0, 107.4
TWO = "Temperature,Pressure,Direction,Speed,Temperature,Pressure,Direction,Speed"
UNITS = "C,atm,degrees,m/s,C,atm,degrees,m/s"
HEIGHTS = "50,50,50,50,80,80,80,80"


def written(folder, name="site.srw", *, year="2019", place="10.0,107.4", names=TWO, units=UNITS, heights=HEIGHTS,
            hours=8760, rest=",12,1,8760", row=None):
    """Write a file whose speeds tell the hour; return its path and the speeds at 80 m."""
    hour = np.arange(hours)
    speed = 8.0 + 4.0 * np.sin(2 * np.pi * hour / 8760) + 0.001 * (hour % 24)
    rows = [f"27.0,0.99,{h % 360},{v - 0.5:.6f},26.8,0.987,{(h + 5) % 360},{v:.6f}"
            for h, v in zip(hour, speed, strict=True)]
    for at, text in (row or {}).items():
        rows[at] = text
    path = folder / name
    head = [f"id,city??,state??,Vietnam,{year},{place}{rest}", "some text", names, units, heights]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    return path, speed


def test_speeds_directions_and_air_are_those_of_the_file(tmp_path):
    path, speed = written(tmp_path)
    record = wind_srw.read([path], *SITE)
    assert record.heights.tolist() == [50.0, 80.0]
    assert record.step == 1.0
    assert record.mean
    assert record.time[0] == np.datetime64("2019-01-01T00:00:00")
    assert record.time[-1] == np.datetime64("2019-12-31T23:00:00")
    np.testing.assert_allclose(record.speed[1], np.round(speed, 6))
    np.testing.assert_allclose(record.speed[0], np.round(speed - 0.5, 6))
    np.testing.assert_array_equal(record.direction[1], (np.arange(8760) + 5) % 360)
    # The air of the lowest height, brought down, has the density there that it was read with.
    dry = moist(record.temperature, record.pressure, 0.0, 50.0)
    np.testing.assert_allclose(dry, 0.99 * 101325.0 / (287.05 * (27.0 + 273.15)), rtol=1e-12)


def test_a_leap_year_lacks_its_29_february_and_so_do_weather_years(tmp_path):
    path, speed = written(tmp_path, year="2012")
    record = wind_srw.read([path], *SITE)
    assert record.time.size == 8784
    assert record.time[-1] == np.datetime64("2012-12-31T23:00:00")
    march = int(np.searchsorted(record.time, np.datetime64("2012-03-01")))
    np.testing.assert_allclose(record.speed[1][march:march + 24], np.round(speed[59 * 24:60 * 24], 6))
    found = weather(record, 1.0, 80.0)
    assert sorted(np.round(found.speed[0], 6)) == sorted(np.round(speed, 6))


def test_a_year_without_a_name_or_place_is_a_typical_one(tmp_path):
    path, speed = written(tmp_path, year="year??", place="lat??,lon??")
    record = wind_srw.read([path], *SITE)
    assert "typical year" in record.label
    assert "no place" in record.label
    assert record.speed.mean() == pytest.approx(speed.mean() - 0.25, abs=1e-6)


def test_years_are_joined_and_steps_of_a_quarter_hour_are_read(tmp_path):
    first, second = written(tmp_path, "b.srw", year="2018")[0], written(tmp_path, "a.srw", year="2019")[0]
    record = wind_srw.read([second, first], *SITE)
    assert record.time.size == 2 * 8760
    assert weather(record, 0.5).speed.shape == (2, 17520)
    quarter = written(tmp_path, "q.srw", hours=4 * 8760, rest=",12,0.25,35040")[0]
    assert wind_srw.read([quarter], *SITE).step == 0.25


@pytest.mark.parametrize(("given", "says"), [
    ({"place": "35.2,-101.9"}, "must lie within 0.5 degrees of the site"),
    ({"names": TWO.replace("Speed", "Gust")}, "line 3: name = 'Gust'"),
    ({"names": TWO.replace("Direction", "Temp"), "heights": "50,50,60,50,80,80,70,80",
      "units": UNITS.replace("degrees", "C")}, "direction = absent"),
    ({"units": UNITS.replace("m/s", "furlongs")}, "line 4: unit of Speed"),
    ({"heights": "50,50,50,x,80,80,80,80"}, "line 5: height of Speed"),
    ({"heights": "50,50,50,80,80,80,80,80"}, "must occur once"),
    ({"hours": 8000}, "must be 8760 or a multiple"),
    ({"hours": 2 * 8760}, "must be 8760, as line 1 says"),
    ({"row": {7: "27.0,0.99,7,-999,26.8,0.987,12,8"}}, "line 13, column 4"),
    ({"row": {9: "27.0,0.99"}}, "line 15: cells = 2"),
    ({"row": {9: "27.0,99,9,8,26.8,0.987,12,8"}}, "must be a number between 50000 and 110000"),
])
def test_what_is_wrong_is_named(tmp_path, given, says):
    path = written(tmp_path, **given)[0]
    with pytest.raises(SundalinkError) as fault:
        wind_srw.read([path], *SITE)
    assert says in str(fault.value)
    assert str(path) in str(fault.value)


def test_speeds_that_are_too_high_for_metres_a_second_are_refused(tmp_path):
    rows = {hour: f"27.0,0.99,{hour % 360},29.0,26.8,0.987,{hour % 360},30.0" for hour in range(8760)}
    with pytest.raises(SundalinkError, match="must be at most 20 m/s"):
        wind_srw.read([written(tmp_path, row=rows)[0]], *SITE)


def test_two_files_are_of_two_years_in_a_row(tmp_path):
    same, other = written(tmp_path, "a.srw")[0], written(tmp_path, "b.srw")[0]
    far, none = written(tmp_path, "c.srw", year="2021")[0], written(tmp_path, "d.srw", year="year??")[0]
    for pair, says in (([same, other], "must be another than"), ([same, far], "must follow that of"),
                       ([same, none], "must be another than")):
        with pytest.raises(SundalinkError, match=says):
            wind_srw.read(pair, *SITE)


def test_the_source_csv_names_the_one_for_files_of_sam(tmp_path):
    with pytest.raises(SundalinkError, match="must be 'srw'"):
        wind.read("csv", [str(written(tmp_path)[0])], *SITE)
    assert wind.read("srw", [str(written(tmp_path)[0])], *SITE).evidence == "screening"


def test_air_at_the_surface_is_itself_and_unknown_air_stays_unknown():
    assert at_surface(np.array([20.0]), 0.0, np.array([1e5]), 0.0) == (20.0, 1e5)
    assert at_surface(None, None, None, None) == (None, None)
    warm, weight = at_surface(np.array([20.0]), 100.0, np.array([1e5]), 100.0)
    assert warm == pytest.approx(20.65)
    assert weight == pytest.approx(1e5 * np.exp(9.80665 * 100 / (287.05 * 293.475)), rel=1e-5)
