"""Doors for wind, tried on files in the true format that the test writes, whole and broken."""

import netCDF4
import numpy as np
import pytest

from sim import clock
from sim.errors import SundalinkError
from sim.inputs.wind import era5, series

UNITS = {"u100": "m s**-1", "v100": "m s**-1", "t2m": "K", "sp": "Pa", "d2m": "K"}
LATITUDES = np.array([9.25, 9.0, 8.75])
LONGITUDES = np.array([106.75, 107.0, 107.25])
YEAR = ("2019-01-01", "2020-01-01")


def hours(first, last):
    return np.arange(np.datetime64(first, "h"), np.datetime64(last, "h"))


def site(time):
    """Wind and air at 9N 107E: u, v, t2m, sp, d2m."""
    h = time.astype("datetime64[h]").astype(float)
    angle = 2 * np.pi * h / 1000.0
    speed = 9.0 + 3.0 * np.sin(2 * np.pi * h / 77.0)
    return {"u100": speed * np.cos(angle), "v100": speed * np.sin(angle), "t2m": 300.0 + np.sin(h / 30.0),
            "sp": 100900.0 + 100.0 * np.sin(h / 50.0), "d2m": 297.0 + np.sin(h / 40.0)}


def fields(time, names=tuple(UNITS), slope=0.0):
    """The same on the grid, shape (n, 3, 3), rising linearly to the north and east by `slope` per degree."""
    north, east = np.meshgrid(LATITUDES - 9.0, LONGITUDES - 107.0, indexing="ij")
    return {name: value[:, None, None] * (1 + slope * (north + 2 * east))
            for name, value in site(time).items() if name in names}


def write_old(path, time, values, units=UNITS, expver=None):
    """Write as the Climate Data Store did until 2024: classic netCDF, packed in 16 bits."""
    with netCDF4.Dataset(path, "w", format="NETCDF3_64BIT_OFFSET") as file:
        for name, size in (("longitude", 3), ("latitude", 3), ("time", time.size)):
            file.createDimension(name, size)
        file.createVariable("longitude", "f4", ("longitude",))[:] = LONGITUDES
        file.createVariable("latitude", "f4", ("latitude",))[:] = LATITUDES
        if expver is not None:
            file.createDimension("expver", 2)
            file.createVariable("expver", "i4", ("expver",))[:] = [1, 5]
        clocked = file.createVariable("time", "i4", ("time",))
        clocked.units, clocked.calendar = "hours since 1900-01-01 00:00:00.0", "gregorian"
        clocked[:] = (time - np.datetime64("1900-01-01", "h")).astype(int)
        for name, value in values.items():
            axes = ("time", "latitude", "longitude")
            if expver is not None:
                final, late = value.copy(), value.copy()
                final[expver:], late[:expver] = np.nan, np.nan
                value, axes = np.stack([final, late], 1), ("time", "expver", "latitude", "longitude")
            stored = file.createVariable(name, "i2", axes, fill_value=np.int16(-32767))
            stored.missing_value = np.int16(-32767)
            low, high = np.nanmin(value), np.nanmax(value)
            scale, offset = (high - low) / 65000 + 1e-9, (high + low) / 2
            stored.scale_factor, stored.add_offset, stored.units = scale, offset, units[name]
            stored.set_auto_maskandscale(False)
            stored[:] = np.where(np.isnan(value), -32767, np.round((np.nan_to_num(value) - offset) / scale))
    return path


def write_new(path, time, values, units=UNITS, longitudes=LONGITUDES, calendar="proleptic_gregorian"):
    """Write as the Climate Data Store does since 2024: netCDF-4, floats, version as text beside the time."""
    with netCDF4.Dataset(path, "w") as file:
        for name, size in (("valid_time", time.size), ("latitude", 3), ("longitude", 3)):
            file.createDimension(name, size)
        file.createVariable("number", "i8", ())[...] = 0
        file.createVariable("latitude", "f8", ("latitude",))[:] = LATITUDES
        file.createVariable("longitude", "f8", ("longitude",))[:] = longitudes
        clocked = file.createVariable("valid_time", "i8", ("valid_time",))
        clocked.units, clocked.calendar = "seconds since 1970-01-01", calendar
        clocked[:] = time.astype("datetime64[s]").astype(np.int64)
        file.createVariable("expver", str, ("valid_time",))[:] = np.full(time.size, "0001", dtype=object)
        for name, value in values.items():
            axes = ("valid_time", "latitude", "longitude")
            stored = file.createVariable(name, "f4", axes, fill_value=np.nan)
            stored.coordinates = "number valid_time latitude longitude expver"
            if units.get(name):
                stored.units = units[name]
            stored[:] = value
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A good file of each generation."""
    folder, time = tmp_path_factory.mktemp("era5"), hours(*YEAR)
    return {"old": write_old(folder / "old.nc", time, fields(time)),
            "new": write_new(folder / "new.nc", time, fields(time))}


# --- ERA5: what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("generation", ["old", "new"])
def test_both_generations_give_the_wind_that_was_written(whole, generation):
    weather = era5(whole[generation], 9.0, 107.0, 1.0)
    time = clock.utc(2019, 1.0)[8:]
    true = site(time.astype("datetime64[h]"))
    assert weather.speed.shape == weather.temperature.shape == (1, 8760)
    assert (weather.height, weather.evidence) == (100.0, "reanalysis")
    assert "assumed" not in weather.label
    assert "2019" in weather.label
    np.testing.assert_allclose(weather.speed[0, 8:], np.hypot(true["u100"], true["v100"]), atol=2e-3)
    angle = np.radians(weather.direction[0, 8:])
    np.testing.assert_allclose(-weather.speed[0, 8:] * np.sin(angle), true["u100"], atol=2e-3)
    np.testing.assert_allclose(-weather.speed[0, 8:] * np.cos(angle), true["v100"], atol=2e-3)
    np.testing.assert_allclose(weather.temperature[0, 8:], true["t2m"] - 273.15, atol=1e-3)
    np.testing.assert_allclose(weather.pressure[0, 8:], true["sp"], atol=0.1)
    # Magnus over water (WMO Guide No. 8) agrees with the model's own formula to half a percent.
    dew = true["d2m"] - 273.15
    vapour = 611.2 * np.exp(17.62 * dew / (243.12 + dew))
    specific = 0.622 * vapour / (true["sp"] - 0.378 * vapour)
    np.testing.assert_allclose(weather.humidity[0, 8:], specific, rtol=5e-3)


def test_the_last_hours_of_a_year_of_utc_are_the_first_of_singapore(whole):
    weather = era5(whole["new"], 9.0, 107.0, 1.0)
    true = site(hours("2019-12-31T16", "2020-01-01T00"))
    np.testing.assert_allclose(weather.speed[0, :8], np.hypot(true["u100"], true["v100"]), atol=1e-5)


def test_between_cells_it_is_bilinear_and_cells_that_do_not_count_may_be_empty(tmp_path):
    time = hours(*YEAR)
    values = fields(time, slope=0.2)
    path = write_new(tmp_path / "slope.nc", time, values)
    centre, off = era5(path, 9.0, 107.0, 1.0), era5(path, 9.1, 106.9, 1.0)
    np.testing.assert_allclose(off.speed / centre.speed, 1 + 0.2 * (0.1 - 0.2), rtol=1e-5)
    np.testing.assert_allclose(off.direction, centre.direction, atol=1e-3)
    for value in values.values():
        value[:, 0, :] = value[:, :, 0] = np.nan
    holed = write_new(tmp_path / "holed.nc", time, values)
    np.testing.assert_array_equal(era5(holed, 9.0, 107.0, 1.0).speed, centre.speed)
    with pytest.raises(SundalinkError, match="u100 at 2019-01-01T00:00 UTC = nan"):
        era5(holed, 9.1, 107.0, 1.0)


def test_a_longitude_may_run_either_way_round_the_world(tmp_path):
    time = hours(*YEAR)
    path = write_new(tmp_path / "west.nc", time, fields(time), longitudes=LONGITUDES + 180)
    here = era5(path, 9.0, 287.0, 1.0)
    np.testing.assert_array_equal(era5(path, 9.0, -73.0, 1.0).speed, here.speed)


def test_half_hours_keep_the_speed_when_the_wind_turns(tmp_path):
    time = hours(*YEAR)
    values = fields(time)
    # From 60 and from 300 degrees by turns, always at 10 m/s: the mean vector has half the length.
    turn = np.where(np.arange(time.size) % 2, np.radians(300), np.radians(60))
    values["u100"] = np.broadcast_to((-10 * np.sin(turn))[:, None, None], (time.size, 3, 3))
    values["v100"] = np.broadcast_to((-10 * np.cos(turn))[:, None, None], (time.size, 3, 3))
    weather = era5(write_new(tmp_path / "turn.nc", time, values), 9.0, 107.0, 0.5)
    assert weather.speed.shape == (1, 17520)
    np.testing.assert_allclose(weather.speed, 10.0, rtol=1e-5)
    between = np.abs((weather.direction[0, 1:-1:2] + 180) % 360 - 180)
    np.testing.assert_allclose(between, 0.0, atol=1e-3)


def test_directions_are_where_the_wind_comes_from(tmp_path):
    time = hours(*YEAR)
    for u, v, expected in ((-5, 0, 90), (0, 5, 180), (5, 0, 270), (0, -5, 0)):
        values = fields(time)
        values["u100"], values["v100"] = np.full((time.size, 3, 3), u), np.full((time.size, 3, 3), v)
        weather = era5(write_new(tmp_path / "rose.nc", time, values), 9.0, 107.0, 3.0)
        np.testing.assert_allclose(weather.direction, expected, atol=1e-4)


def test_several_files_in_any_order_are_one(tmp_path, whole):
    spans = [("2019-01-01", "2019-04-01"), ("2019-04-01", "2019-09-01"), ("2019-09-01", "2020-01-01")]
    files = [write_new(tmp_path / f"{a}.nc", hours(a, b), fields(hours(a, b))) for a, b in spans]
    one = era5(whole["new"], 9.0, 107.0, 0.5)
    many = era5([files[2], files[0], str(files[1])], 9.0, 107.0, 0.5)
    for name in ("speed", "direction", "temperature", "pressure", "humidity"):
        np.testing.assert_array_equal(getattr(many, name), getattr(one, name))


def test_several_years_are_cut_in_singapore_and_leap_days_fall_out(tmp_path):
    time = hours("2019-11-01", "2022-02-01")
    weather = era5(write_new(tmp_path / "years.nc", time, fields(time)), 9.0, 107.0, 1.0)
    assert weather.speed.shape == (2, 8760)
    assert "2020-2021" in weather.label
    for row, year in enumerate((2020, 2021)):
        true = site(clock.utc(year, 1.0).astype("datetime64[h]"))
        np.testing.assert_allclose(weather.speed[row], np.hypot(true["u100"], true["v100"]), atol=1e-5)


def test_final_and_preliminary_data_side_by_side_are_one(tmp_path, whole):
    time = hours(*YEAR)
    mixed = era5(write_old(tmp_path / "mixed.nc", time, fields(time), expver=6000), 9.0, 107.0, 1.0)
    np.testing.assert_allclose(mixed.speed, era5(whole["old"], 9.0, 107.0, 1.0).speed, atol=2e-3)


def test_without_dew_point_the_humidity_is_assumed_and_said(tmp_path):
    time = hours(*YEAR)
    path = write_new(tmp_path / "dry.nc", time, fields(time, names=("u100", "v100", "t2m", "sp")))
    weather = era5(path, 9.0, 107.0, 1.0)
    assert "assumed: humidity" in weather.label
    assert ((weather.humidity > 0.015) & (weather.humidity < 0.021)).all()


# --- ERA5: what is refused ------------------------------------------------------------------------------


def test_variables_may_be_spread_over_files(tmp_path, whole):
    time = hours(*YEAR)
    parts = [write_new(tmp_path / f"{'_'.join(names)}.nc", time, fields(time, names))
             for names in (("u100",), ("v100", "t2m"), ("sp", "d2m"))]
    found, one = era5(parts[::-1], 9.0, 107.0, 1.0), era5(whole["new"], 9.0, 107.0, 1.0)
    for name in ("speed", "direction", "temperature", "pressure", "humidity"):
        np.testing.assert_array_equal(getattr(found, name), getattr(one, name))
    assert found.label == one.label


@pytest.mark.parametrize("names", [
    {"u100": "100u", "v100": "100v", "t2m": "2t", "d2m": "2d"},
    {"u100": "100m_u_component_of_wind", "v100": "100m_v_component_of_wind", "t2m": "2m_temperature",
     "d2m": "2m_dewpoint_temperature", "sp": "surface_pressure"}])
def test_variables_may_have_the_names_of_grib_or_of_requests(tmp_path, whole, names):
    time = hours(*YEAR)
    values = {names.get(name, name): value for name, value in fields(time).items()}
    units = {names.get(name, name): unit for name, unit in UNITS.items()}
    found = era5(write_new(tmp_path / "other.nc", time, values, units), 9.0, 107.0, 1.0)
    one = era5(whole["new"], 9.0, 107.0, 1.0)
    for name in ("speed", "direction", "temperature", "pressure", "humidity"):
        np.testing.assert_array_equal(getattr(found, name), getattr(one, name))


def test_wind_alone_assumes_the_air_and_says_so(tmp_path):
    time = hours(*YEAR)
    found = era5(write_new(tmp_path / "wind.nc", time, fields(time, ("u100", "v100"))), 9.0, 107.0, 1.0)
    assert found.label.endswith("2019; assumed: temperature, pressure, humidity")
    assert (found.pressure == 100960.0).all()


def test_years_of_era5_need_not_follow_each_other(tmp_path):
    files = [write_new(tmp_path / f"{year}.nc", t, fields(t)) for year in (2019, 2021)
             for t in [hours(f"{year}-01-01", f"{year + 1}-01-01")]]
    found = era5(files, 9.0, 107.0, 1.0)
    assert found.speed.shape == (2, 8760)
    assert "2019, 2021" in found.label
    for year, row in zip((2019, 2021), found.speed, strict=True):
        np.testing.assert_allclose(row[8:], np.hypot(*(site(clock.utc(year, 1.0)[8:])[k] for k in ("u100", "v100"))),
                                   rtol=1e-5)


def test_the_nearest_cell_within_half_a_cell_is_taken_and_said(tmp_path, whole):
    time = hours(*YEAR)
    found = era5(write_new(tmp_path / "beside.nc", time, fields(time, slope=0.1)), 9.3, 107.0, 1.0)
    assert "nearest cell, at 9.25N 107E" in found.label
    np.testing.assert_array_equal(found.speed, era5(tmp_path / "beside.nc", 9.25, 107.0, 1.0).speed)
    refused(whole["new"], "or within half a cell of it", 9.38, 107.0)
    one = tmp_path / "one.nc"
    import xarray as xr
    xr.open_dataset(tmp_path / "beside.nc").isel(latitude=[1], longitude=[1]).to_netcdf(one)
    np.testing.assert_array_equal(era5(one, 9.1, 107.1, 1.0).speed, era5(tmp_path / "beside.nc", 9.0, 107.0, 1.0).speed)
    refused(one, "must lie inside the grid of .*9 to 9, or within half a cell", 9.13, 107.0)


def test_a_variable_that_some_hours_lack_is_refused_or_left_aside(tmp_path):
    time = hours(*YEAR)
    wind = write_new(tmp_path / "wind.nc", time, fields(time, ("u100", "v100", "sp")))
    refused([wind, write_new(tmp_path / "air.nc", time[:100], fields(time[:100], ("t2m",)))],
            "t2m at 2019-01-05T04:00 UTC = absent: must be there for every hour of the wind")
    found = era5([wind, write_new(tmp_path / "dew.nc", time[:100], fields(time[:100], ("d2m",)))], 9.0, 107.0, 1.0)
    assert "left aside, as some hours lack it: d2m" in found.label


def refused(paths, match, latitude=9.0, longitude=107.0):
    with pytest.raises(SundalinkError, match=match) as caught:
        era5(paths, latitude, longitude, 1.0)
    assert "\n" not in str(caught.value)


def test_what_is_no_netcdf_is_refused_in_one_message(tmp_path, whole):
    junk = tmp_path / "junk.nc"
    refused(tmp_path / "absent.nc", "absent.nc: must be a readable file .no such file")
    for content, rule in ((bytes(range(256)) * 40, "readable netCDF file"), (b"", "readable netCDF file"),
                          (b"PK\x03\x04" + bytes(100), "ZIP"), (b"GRIB" + bytes(100), "GRIB"),
                          (whole["old"].read_bytes()[:400_000], "readable netCDF file"),
                          (whole["old"].read_bytes()[:-1], "readable netCDF file"),
                          (whole["new"].read_bytes()[:3000], "readable netCDF file")):
        junk.write_bytes(content)
        refused(junk, f"junk.nc: .*{rule}")
    refused([], "wind files = none")


@pytest.mark.parametrize(("change", "rule"), [
    ({"units": {**UNITS, "t2m": "degC"}}, "units of t2m = degC: must be K"),
    ({"units": {**UNITS, "sp": "hPa"}}, "units of sp = hPa: must be Pa"),
    ({"units": {**UNITS, "u100": "knots"}}, "units of u100 = knots"),
    ({"units": {**UNITS, "v100": None}}, "units of v100 = absent"),
    ({"calendar": "noleap"}, "dates of the standard calendar")])
def test_another_unit_or_calendar_is_refused(tmp_path, change, rule):
    time = hours(*YEAR)
    refused(write_new(tmp_path / "unit.nc", time, fields(time), **change), f"unit.nc: .*{rule}")


@pytest.mark.parametrize("name", ["u100", "v100"])
def test_a_missing_variable_is_named(tmp_path, name):
    time = hours("2019-01-01", "2019-01-03")
    names = tuple(n for n in UNITS if n != name)
    refused(write_new(tmp_path / "lack.nc", time, fields(time, names)), f"lack.nc: variable {name} = absent")


@pytest.mark.parametrize(("name", "value", "rule"), [
    ("v100", np.nan, "v100 at 2019-02-01T05:00 UTC = nan .m/s.: is missing"),
    ("t2m", 27.0, "t2m at 2019-02-01T05:00 UTC = 27 .K.: must lie between"),
    ("sp", 1010.0, "sp at 2019-02-01T05:00 UTC = 1010 .Pa.")])
def test_a_missing_or_impossible_value_is_told_with_its_time(tmp_path, name, value, rule):
    time = hours(*YEAR)
    for write in (write_old, write_new):
        values = fields(time)
        values[name][31 * 24 + 5:31 * 24 + 9, 1, 1] = value
        if not (write is write_old and name == "sp"):  # 16 bits would blur all pressures then
            refused(write(tmp_path / "value.nc", time, values), f"value.nc: {rule}")


def test_gaps_and_doubles_are_told_with_file_and_time(tmp_path):
    spans = {"a": ("2019-01-01", "2019-06-01"), "b": ("2019-06-02", "2020-01-01"),
             "c": ("2019-05-31T23", "2020-01-01")}
    a, b, c = (write_new(tmp_path / f"{name}.nc", hours(*span), fields(hours(*span)))
               for name, span in spans.items())
    refused([a, b], "b.nc: time = 2019-06-02T00:00 UTC: does not follow 2019-05-31T23:00")
    refused([a, c], "c.nc: time = 2019-05-31T23:00 UTC: comes twice")
    refused([a, a], "a.nc: time = 2019-01-01T00:00 UTC: goes back")
    refused(a, "a.nc: times = .*one full year")


@pytest.mark.parametrize(("latitude", "longitude", "rule"), [
    (10.0, 107.0, "site latitude = 10 .deg.: must lie inside the grid .*8.75 to 9.25"),
    (9.0, 110.0, "site longitude = 110 .deg.: must lie inside the grid .*106.75 to 107.25"),
    (np.nan, 107.0, "site latitude"), (9.0, 400.0, "site longitude")])
def test_a_site_outside_the_grid_is_refused(whole, latitude, longitude, rule):
    refused(whole["new"], rule, latitude, longitude)


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "else.nc"
    with netCDF4.Dataset(path, "w") as file:
        file.createDimension("x", 3)
        file.createVariable("x", "f8", ("x",))[:] = [1, 2, 3]
    refused(path, "else.nc: axis time = absent: must be there as valid_time or time")


def test_several_members_are_refused(tmp_path):
    time = hours("2019-01-01", "2019-01-03")
    path = tmp_path / "members.nc"
    with netCDF4.Dataset(write_new(path, time, fields(time)), "a") as file:
        file.renameVariable("u100", "u10")
        file.createDimension("member", 4)
        extra = file.createVariable("u100", "f4", ("member", "valid_time", "latitude", "longitude"))
        extra.units = "m s**-1"
        extra[:] = 5.0
    refused(path, "members.nc: entries of member in u100 = 4: must be one")


# --- a table of one's own -------------------------------------------------------------------------------


def table(path, time, head="# height_m: 100\n", ending="", air=True, newline="\n"):
    """Write a table of the same site."""
    true = site(time)
    speed = np.hypot(true["u100"], true["v100"])
    direction = np.degrees(np.arctan2(-true["u100"], -true["v100"])) % 360
    rows = ["time,wind_speed_m_per_s,wind_direction_deg" + (",temperature_degc,pressure_pa" if air else "")]
    for i, t in enumerate(time):
        more = f",{true['t2m'][i] - 273.15:.3f},{true['sp'][i]:.1f}" if air else ""
        rows.append(f"{t.astype('datetime64[s]')}{ending},{speed[i]:.5f},{direction[i]:.5f}{more}")
    path.write_bytes((head + "\n".join(rows) + "\n").replace("\n", newline).encode())
    return path


def test_a_table_gives_the_wind_of_the_same_netcdf(tmp_path, whole):
    mine = series(table(tmp_path / "mast.csv", hours(*YEAR)), 0.5)
    theirs = era5(whole["new"], 9.0, 107.0, 0.5)
    for name, within in (("speed", 1e-4), ("temperature", 2e-3), ("pressure", 0.2)):
        np.testing.assert_allclose(getattr(mine, name), getattr(theirs, name), atol=within)
    turned = np.abs((mine.direction - theirs.direction + 180) % 360 - 180)
    assert turned.max() < 1e-3
    assert (mine.height, mine.evidence) == (100.0, "measured")
    assert mine.label == "mast.csv, 2019; assumed: humidity"


def test_a_table_without_air_says_what_is_assumed(tmp_path):
    weather = series(table(tmp_path / "bare.csv", hours(*YEAR), air=False), 1.0)
    assert weather.label.endswith("assumed: temperature, pressure, humidity")
    assert (weather.temperature == 27.4).all()
    assert weather.humidity[0, 0] == pytest.approx(0.0188, abs=3e-4)  # the annual mean that it is taken from


def test_the_height_may_come_from_outside(tmp_path):
    path = table(tmp_path / "low.csv", hours(*YEAR), head="")
    assert series(path, 1.0, height=40.0).height == 40.0
    with pytest.raises(SundalinkError, match=r"low.csv: height = absent: .*height_m: 100"):
        series(path, 1.0)
    with pytest.raises(SundalinkError, match=r"low.csv: height = -5"):
        series(path, 1.0, height=-5.0)
    with pytest.raises(SundalinkError, match=r"height_m = high \[m\]: must be a number"):
        series(table(tmp_path / "high.csv", hours(*YEAR), head="# height_m: high\n"), 1.0)


def test_offsets_marks_and_line_ends_of_other_systems_are_understood(tmp_path):
    plain = series(table(tmp_path / "a.csv", hours(*YEAR)), 1.0)
    other = series(table(tmp_path / "b.csv", hours(*YEAR), ending="Z", newline="\r\n",
                         head="\ufeff# mast 7\n# height_m: 100\n"), 1.0)
    np.testing.assert_array_equal(plain.speed, other.speed)
    # The same stamps on Singapore's clock lie 8 hours earlier and make a year of Singapore, not one of UTC.
    local = series(table(tmp_path / "c.csv", hours(*YEAR), ending="+08:00"), 1.0)
    true = site(hours(*YEAR))
    np.testing.assert_allclose(local.speed[0], np.hypot(true["u100"], true["v100"]), atol=1e-4)


def test_ten_minutes_become_the_mean_of_a_half_hour(tmp_path):
    time = np.arange(np.datetime64("2018-12-31T16:00", "m"), np.datetime64("2019-12-31T16:00", "m"), 10)
    path = tmp_path / "fast.csv"
    speed = np.arange(time.size) % 3 + 6.0
    path.write_text("# height_m: 150\ntime,wind_speed_m_per_s,wind_direction_deg\n"
                    + "\n".join(f"{t},{v},{350 + 10 * (v - 6):g}" for t, v in zip(time, speed, strict=True)))
    with pytest.raises(SundalinkError, match=r"line 5 .*wind_direction_deg = '370'"):
        series(path, 0.5)
    path.write_text(path.read_text().replace(",370", ",10"))
    weather = series(path, 0.5)
    np.testing.assert_allclose(weather.speed, 7.0)
    np.testing.assert_allclose(np.abs((weather.direction + 180) % 360 - 180), 0.0, atol=1e-9)


@pytest.mark.parametrize(("line", "text", "rule"), [
    (7, "2019-01-01T04:00:00,abc,30", r"line 7 \(2019-01-01T04:00:00\): wind_speed_m_per_s = 'abc'"),
    (7, "2019-01-01T04:00:00,,30", r"wind at 2019-01-01T04:00 UTC = missing for 1 h: gaps are not filled"),
    (7, "2019-01-01T04:00:00,-1,30", r"line 7 .*wind_speed_m_per_s = '-1'.* between 0 and 120"),
    (7, "2019-01-01T04:00:00,7,nan", r"wind at 2019-01-01T04:00 UTC = missing for 1 h: gaps are not filled"),
    (7, "2019-01-01T04:00:00,-999,30", r"line 7 .*wind_speed_m_per_s = '-999'.*resource.table.missing"),
    (7, "2019-01-01T04:00:00,7,365", r"line 7 .*wind_direction_deg = '365'"),
    (7, "yesterday,7,30", r"line 7: time = 'yesterday': must be a date"),
    (7, "", r"line 7: time = ''"),
    (7, "2019-01-01T04:00:00,7,30,9", r"line 7: cells = 4: must be 3, as in line 2"),
    (7, "2019-01-01T03:00:00,7,30", r"line 7: time = 2019-01-01T03:00 UTC: comes twice"),
    (7, "2019-01-01T04:20:00,7,30", r"line 7: time = 2019-01-01T04:20 UTC: does not follow"),
    (2, "time,speed,wind_direction_deg", r"line 2: column wind_speed_m_per_s = absent"),
    (2, "wind_speed_m_per_s,wind_direction_deg", r"line 2: names = 2: must be one for each column")])
def test_a_broken_line_is_told_by_its_number(tmp_path, line, text, rule):
    path = table(tmp_path / "broken.csv", hours("2019-01-01", "2019-01-02"), air=False)
    lines = path.read_text().splitlines()
    lines[line - 1] = text
    path.write_text("\n".join(lines))
    with pytest.raises(SundalinkError, match=rf"broken.csv.*{rule}") as caught:
        series(path, 1.0)
    assert "\n" not in str(caught.value)


def test_what_is_no_table_or_too_short_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    with pytest.raises(SundalinkError, match=r"x.csv: must be a readable file"):
        series(path, 1.0)
    for content in (bytes(range(256)), b"", b"# height_m: 100\n", b"# height_m: 100\na,b\n1,2\n",
                    b"# height_m: 100\ntime,wind_speed_m_per_s,wind_direction_deg\n"):
        path.write_bytes(content)
        with pytest.raises(SundalinkError, match=r"x.csv"):
            series(path, 1.0)
    with pytest.raises(SundalinkError, match="one full year"):
        series(table(path, hours("2019-01-01", "2019-12-31")), 1.0)


@pytest.mark.parametrize("step", [3, 6])
def test_a_reanalysis_in_steps_of_hours_is_interpolated_and_says_so(tmp_path, step):
    time = hours(*YEAR)
    whole = era5(write_new(tmp_path / "hours.nc", time, fields(time)), 9.0, 107.0, 1.0)
    coarse = era5(write_new(tmp_path / "coarse.nc", time[::step], fields(time[::step])), 9.0, 107.0, 1.0)
    assert f"steps of {step} h interpolated:" in coarse.label
    assert "interpolated" not in whole.label
    assert coarse.speed.shape == whole.speed.shape
    assert coarse.speed.mean() == pytest.approx(whole.speed.mean(), rel=1e-3)
    assert np.abs(coarse.speed - whole.speed)[:, 24:-24].max() < 0.2   # a smooth course


def test_a_day_is_too_long_a_step(tmp_path):
    time = hours(*YEAR)[::24]
    with pytest.raises(SundalinkError, match=r"time step = 24 .h.: must be above zero and at most 6 hours"):
        era5(write_new(tmp_path / "days.nc", time, fields(time)), 9.0, 107.0, 1.0)


def test_a_table_in_steps_of_three_hours_is_read(tmp_path):
    time = hours(*YEAR)[::3]
    rows = [f"{t}:00Z,{9 + np.sin(n / 20):.4f},45" for n, t in enumerate(time)]
    head = "# height_m: 100\ntime,wind_speed_m_per_s,wind_direction_deg\n"
    (tmp_path / "merra.csv").write_text(head + "\n".join(rows))
    found = series(tmp_path / "merra.csv", 1.0)
    assert found.speed.shape == (1, 8760)
    assert "steps of 3 h interpolated: " in found.label
    assert found.speed.mean() == pytest.approx(9.0, abs=0.01)
