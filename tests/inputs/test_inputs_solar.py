"""Doors for irradiance: files in the true formats, read as pvlib reads them, and broken ones."""

import json

import numpy as np
import pandas as pd
import pvlib
import pytest
import xarray as xr

from sim import clock
from sim.errors import SundalinkError
from sim.inputs import solar

PLACE = (10.35, 107.08)


def course(hours):
    """A day's light by hours of UTC, and its air; noon at Vung Tau is near 5 UTC."""
    light = np.maximum(900.0 * np.sin(np.pi * np.mod(hours + 1.0, 24.0) / 12.0), 0.0)
    return np.round(light * (1 + 0.1 * np.sin(hours / 500.0)), 2), np.round(27 + 3 * np.sin(hours / 300.0), 2)


@pytest.fixture
def epw(tmp_path):
    def write(change=lambda rows: rows, zone=7.0):
        head = [f"LOCATION,Vung Tau,-,VNM,test,489030,{PLACE[0]},{PLACE[1]},{zone},4.0",
            "DESIGN CONDITIONS,0", "TYPICAL/EXTREME PERIODS,0", "GROUND TEMPERATURES,0",
            "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0", "COMMENTS 1,made", "COMMENTS 2,made",
            "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31"]
        light, air = course(np.arange(8760) - zone)
        stamps = pd.date_range("2019-01-01", periods=8760, freq="h")
        rows = [f"{2003 + t.month},{t.month},{t.day},{t.hour + 1},60,flags,{a},20,80,101000,0,0,400,{g},100,50,"
                + ",".join(["0"] * 19) for t, g, a in zip(stamps, light, air, strict=True)]
        path = tmp_path / "place.epw"
        path.write_text("\n".join(change([*head, *rows])) + "\n")
        return path
    return write


@pytest.fixture
def pvgis(tmp_path):
    def write(change=lambda lines: lines, years=(2019, 2020), slope=0, parts=False):
        stamps = pd.date_range(f"{years[0]}-01-01 00:10", f"{years[-1]}-12-31 23:10", freq="h")
        light, air = course(np.arange(stamps.size))
        names = "time,Gb(i),Gd(i),Gr(i),H_sun,T2m,WS10m,Int" if parts else "time,G(i),H_sun,T2m,WS10m,Int"
        head = [f"Latitude (decimal degrees):\t{PLACE[0]}", f"Longitude (decimal degrees):\t{PLACE[1]}",
                "Elevation (m):\t4", "Radiation database:\tPVGIS-SARAH3", "", "", f"Slope: {slope} deg.",
                "Azimuth: 0 deg.", names]
        rows = [f"{t:%Y%m%d:%H%M}," + (f"{0.75 * g},{0.25 * g},0.0" if parts else f"{g}") + f",30.0,{a},3.0,0.0"
                for t, g, a in zip(stamps, light, air, strict=True)]
        path = tmp_path / "hourly.csv"
        path.write_text("\n".join(change([*head, *rows, "", "G(i): Global irradiance (W/m2)", "", "PVGIS (c) EU"])))
        return path
    return write


def test_an_epw_year_is_turned_to_singapore(epw):
    found = solar.epw(epw(), *PLACE)
    theirs = pvlib.iotools.read_epw(epw())[0]
    assert found.level.shape == found.temperature.shape == (1, 8760)
    np.testing.assert_allclose(found.level[0, 1:], theirs["ghi"].to_numpy()[:-1])   # Singapore is an hour ahead
    np.testing.assert_allclose(found.temperature[0, 1:], theirs["temp_air"].to_numpy()[:-1])
    assert found.level[0, 0] == theirs["ghi"].iloc[-1]
    noon = clock.hours(1.0, PLACE[1] / 15.0)[found.level[0].argmax()] % 24
    assert 11 < noon < 13


@pytest.mark.parametrize("parts", [False, True])
def test_pvgis_hours_are_read_as_pvlib_reads_them(pvgis, parts):
    path = pvgis(parts=parts)
    found = solar.pvgis([str(path)], *PLACE)
    theirs = pvlib.iotools.read_pvgis_hourly(path, map_variables=False)[0]
    light = theirs[["Gb(i)", "Gd(i)", "Gr(i)"] if parts else ["G(i)"]].sum(axis=1).to_numpy()
    assert found.level.shape == (2, 8760)
    np.testing.assert_allclose(found.level[0, 8:], light[:8752])      # 2019 in Singapore begins at 16:00 UTC
    np.testing.assert_allclose(found.level[1, :8], light[8752:8760])
    assert found.level[1, 8 + 59 * 24] == pytest.approx(light[8760 + 60 * 24])   # 29 February 2020 is left out
    assert "2019-2020" in found.label


def test_a_typical_year_of_pvgis(tmp_path):
    stamps = pd.date_range("2019-01-01", periods=8760, freq="h")
    light, air = course(np.arange(8760))
    rows = [f"{t:%Y%m%d:%H%M},{a},80,{g},100,50,400,3,90,101000" for t, g, a in zip(stamps, light, air, strict=True)]
    path = tmp_path / "tmy.csv"
    path.write_text("\n".join([f"Latitude (decimal degrees): {PLACE[0]}", f"Longitude (decimal degrees): {PLACE[1]}",
                               "Elevation (m): 4", "month,year", "1,2019",
                               "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP", *rows, "", "legend"]))
    found = solar.pvgis(path, *PLACE)
    np.testing.assert_allclose(found.level[0, 8:], light[:-8])
    np.testing.assert_allclose(found.level[0, :8], light[-8:])


def test_pvgis_in_json_is_its_csv(pvgis, tmp_path):
    text = pvgis().read_text().splitlines()
    start = next(i for i, line in enumerate(text) if line.startswith("time"))
    names = text[start].split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in text[start + 1:text.index("", start)]]
    rows = [{name: cell if name == "time" else float(cell) for name, cell in row.items()} for row in rows]

    def write(slope=0, name="hourly", hours=rows):
        path = tmp_path / "pvgis.json"
        path.write_text(json.dumps({
            "inputs": {"location": {"latitude": PLACE[0], "longitude": PLACE[1]},
                       "mounting_system": {"fixed": {"slope": {"value": slope, "optimal": False}}}},
            "outputs": {name: hours}}), encoding="utf-8")
        return path

    found, theirs = solar.pvgis(write(), *PLACE), solar.pvgis(pvgis(), *PLACE)
    np.testing.assert_array_equal(found.level, theirs.level)
    np.testing.assert_array_equal(found.temperature, theirs.temperature)
    with pytest.raises(SundalinkError, match="slope = 30"):
        solar.pvgis(write(slope=30), *PLACE)
    for broken in ({"name": "monthly"}, {"hours": []}, {"hours": [1]}, {"hours": [rows[0], {}]}):
        with pytest.raises(SundalinkError, match="must be JSON of PVGIS"):
            solar.pvgis(write(**broken), *PLACE)


@pytest.fixture
def era5(tmp_path):
    def write(name="ssrd.nc", units="J m**-2", air=True, spoil=None, times=("2019-01-01", "2020-12-31 23:00")):
        time = pd.date_range(*times, freq="h")
        light, warm = course(np.arange(time.size))
        if spoil is not None:
            light = light.copy()
            light[spoil] = np.nan
        grid = ("valid_time", "latitude", "longitude")
        shape = np.ones((1, 3, 3)) * np.array([0.5, 1.0, 0.7])[None, :, None]
        data = xr.Dataset({"ssrd": (grid, 3600 * light[:, None, None] * shape, {"units": units})}, coords={
            "valid_time": time, "latitude": [10.6, 10.35, 10.1], "longitude": [106.8, 107.05, 107.3]})
        if air:
            data["t2m"] = (grid, 273.15 + warm[:, None, None] * np.ones((1, 3, 3)), {"units": "K"})
        data.to_netcdf(tmp_path / name)
        return tmp_path / name, light, warm
    return write


def test_era5_sums_of_the_hour_before_become_means_of_the_hour(era5):
    path, light, warm = era5()
    found = solar.era5(path, *PLACE)
    assert found.level.shape == (2, 8760)
    # 1 January 2020 in Singapore begins at 16:00 UTC; its first hour is stamped 17:00
    np.testing.assert_allclose(found.level[1, :500], light[8760 - 8 + 1:][:500], rtol=1e-6)
    np.testing.assert_allclose(found.temperature[1, :500], warm[8760 - 8:][:500], rtol=1e-5)   # an instant


def test_sums_of_era5_land_are_taken_apart(era5, tmp_path):
    """They run on from midnight to midnight of UTC, in the middle of Viet Nam's morning."""
    path = era5()[0]
    wanted = solar.era5(path, *PLACE)
    with xr.open_dataset(path) as data:
        day = (data.valid_time - np.timedelta64(1, "h")).dt.floor("D")
        running = data.ssrd.groupby(day.rename("day")).map(lambda part: part.cumsum("valid_time"))
        land = data.assign(ssrd=running.transpose(*data.ssrd.dims).assign_attrs(data.ssrd.attrs)).drop_vars(
            "day", errors="ignore").load()
    land.to_netcdf(tmp_path / "land.nc")
    found = solar.era5(tmp_path / "land.nc", *PLACE)
    np.testing.assert_allclose(found.level[1], wanted.level[1], rtol=1e-5, atol=0.5)
    assert "run on from midnight" in found.label
    assert "midnight" not in wanted.label


def test_era5_without_air_says_so(era5):
    found = solar.era5([era5(air=False)[0]], *PLACE)
    assert (found.temperature == solar.AIR).all()
    assert "assumed: temperature" in found.label


def swap(number, old, new):
    def change(lines):
        lines[number] = lines[number].replace(old, new, 1)
        return lines
    return change


@pytest.mark.parametrize(("change", "message"), [
    (lambda lines: lines[1:], "line 1 = DESIGN CONDITIONS: must begin with LOCATION"),
    (lambda lines: lines[:-5], "hours = 8755: must be 8,760"),
    (swap(0, "107.08", "east"), "longitude = 'east': must be a number"),
    (swap(0, "10.35", "45.0"), "must lie within two degrees"),
    (swap(30, ",400,", ",400,99999"), "line 31: irradiance = .*must lie between 0 and 1500"),
    (swap(40, "flags,", "flags,x"), "line 41: temperature = 'x"),
    (lambda lines: [*lines[:20], lines[20][:30], *lines[21:]], "line 21: irradiance = 'absent': must be a number"),
    (lambda lines: [""], "must begin with LOCATION"),
])
def test_a_broken_epw_is_told(epw, change, message):
    with pytest.raises(SundalinkError, match=message):
        solar.epw(epw(change), *PLACE)


@pytest.mark.parametrize(("change", "given", "message"), [
    (lambda lines: lines[:8], {}, "line of names = absent"),
    (lambda lines: lines[1:], {}, "latitude = 'absent': must be a number"),
    (swap(0, "10.35", "1.35"), {}, "must lie within two degrees"),
    (None, {"slope": 12}, "slope = 12 .*must be 0"),
    (swap(8, "T2m", "T"), {}, "column T2m = absent"),
    (swap(8, "G(i)", "P"), {}, r"column Gb\(i\) = absent"),
    (lambda lines: lines[:500] + lines[501:], {}, "does not follow"),
    (lambda lines: lines[:700] + lines[-4:], {}, "at least one full year"),
    (swap(100, ",30.0,", ",30.0,abc"), {}, "line 101: temperature = 'abc"),
])
def test_a_broken_pvgis_file_is_told(pvgis, change, given, message):
    path = pvgis(change, **given) if change else pvgis(**given)
    with pytest.raises(SundalinkError, match=message):
        solar.pvgis(path, *PLACE)


def test_a_broken_era5_file_is_told(era5, tmp_path):
    with pytest.raises(SundalinkError, match=r"units of ssrd = W m\*\*-2: must be J"):
        solar.era5(era5(units="W m**-2")[0], *PLACE)
    with pytest.raises(SundalinkError, match=r"irradiance at 2019-01-01T05:00:00 = nan"):
        solar.era5(era5(spoil=5)[0], *PLACE)
    with pytest.raises(SundalinkError, match=r"solar\.latitude_deg = 12"):
        solar.era5(era5()[0], 12.0, 107.0)
    with pytest.raises(SundalinkError, match="at least one full year"):
        solar.era5(era5(times=("2019-01-01", "2019-06-30"))[0], *PLACE)
    with pytest.raises(SundalinkError, match="no such file"):
        solar.era5(tmp_path / "none.nc", *PLACE)
    (tmp_path / "text.nc").write_text("hello")
    with pytest.raises(SundalinkError, match="must be a complete and readable netCDF file"):
        solar.era5(tmp_path / "text.nc", *PLACE)
    path, *_ = era5()
    xr.open_dataset(path).rename(ssrd="tp").to_netcdf(tmp_path / "tp.nc")
    with pytest.raises(SundalinkError, match="variable ssrd = absent"):
        solar.era5(tmp_path / "tp.nc", *PLACE)


@pytest.mark.parametrize(("change", "words"), [
    (lambda rows: [*rows[:8], *rows[8:][::-1]], "line 9: month, day, hour = 12 31 24: must be 1 1 1"),
    (lambda rows: [*rows[:8], *rows[200:], *rows[8:200]], "line 9: month, day, hour = 1 9 1: must be 1 1 1"),
    (lambda rows: [*rows[:100], rows[99], *rows[101:]], "line 101: month, day, hour = 1 4 20: must be 1 4 21"),
])
def test_hours_of_an_epw_follow_the_calendar(epw, change, words):
    with pytest.raises(SundalinkError, match=words):
        solar.epw(epw(change), *PLACE)


def test_air_in_degrees_fahrenheit_is_refused(epw):
    def warm(rows):
        cells = [row.split(",") for row in rows[8:]]
        return [*rows[:8], *(",".join([*c[:6], f"{1.8 * float(c[6]) + 2:.1f}", *c[7:]]) for c in cells)]

    with pytest.raises(SundalinkError, match=r"mean temperature = .* Fahrenheit"):
        solar.epw(epw(warm), *PLACE)


def test_files_that_are_not_there(tmp_path):
    for read in (solar.epw, solar.pvgis):
        with pytest.raises(SundalinkError, match="must be a readable file"):
            read(tmp_path / "none", *PLACE)
        with pytest.raises(SundalinkError, match="must be one file"):
            read(["a", "b"], *PLACE)


def test_each_row_of_a_ring_turns_by_itself():
    years = np.arange(2.0 * 8760).reshape(2, 8760)
    sunshine = solar._ring(years, -years, 7.0, "two typical years")
    np.testing.assert_array_equal(sunshine.level,
                                  np.stack([np.roll(row, 1) for row in years]))


def test_irradiance_on_another_clock_is_refused_with_its_shift(epw, pvgis, tmp_path):
    def other(zone):
        return lambda rows: [rows[0].replace(",7.0,", f",{zone},"), *rows[1:]]
    for zone, rule in ((0.0, r"clock = 7\.\d* h late: .* 10.35N 107.08E"), (12.0, r"clock = 4\.\d* h early")):
        with pytest.raises(SundalinkError, match=rule):
            solar.epw(epw(other(zone)), *PLACE)
    with pytest.raises(SundalinkError, match=r"time zone = 70"):
        solar.epw(epw(other(70.0)), *PLACE)
    with pytest.raises(SundalinkError, match="highest irradiance = 0"):
        solar.epw(epw(lambda rows: [*rows[:8], *(",".join([*row.split(",")[:13], "0", *row.split(",")[14:]])
                                                 for row in rows[8:])]), *PLACE)
    late = pvgis()
    lines = late.read_text().splitlines()
    values = [line.split(",")[1] for line in lines[9:-4]]
    moved = [",".join([line.split(",")[0], value, *line.split(",")[2:]])
             for line, value in zip(lines[9:-4], values[-3:] + values[:-3], strict=True)]
    late.write_text("\n".join([*lines[:9], *moved, *lines[-4:]]))
    with pytest.raises(SundalinkError, match=r"clock = 3\.\d* h late"):
        solar.pvgis(late, *PLACE)


def test_era5_variables_and_years_may_be_spread_over_files(era5, tmp_path):
    whole, _, _ = era5()
    data = xr.open_dataset(whole)
    for name in ("ssrd", "t2m"):
        data[[name]].to_netcdf(tmp_path / f"{name}_only.nc")
    one, two = (solar.era5(files, *PLACE) for files in (whole, [tmp_path / "t2m_only.nc", tmp_path / "ssrd_only.nc"]))
    np.testing.assert_array_equal(one.level, two.level)
    np.testing.assert_array_equal(one.temperature, two.temperature)
    years = [era5(f"{y}.nc", times=(f"{y}-01-01", f"{y}-12-31 23:00"))[0] for y in (2018, 2021)]
    found = solar.era5(years, *PLACE)
    assert found.level.shape == (2, 8760)
    assert "2018, 2021" in found.label
    with pytest.raises(SundalinkError, match="variable ssrd = absent"):
        solar.era5(tmp_path / "t2m_only.nc", *PLACE)
