"""Single levels of MERRA-2: hourly means stamped at half past, two heights, humidity as the file has it."""

import numpy as np
import pytest
import xarray as xr

from sim.errors import SundalinkError
from sim.inputs import wind
from sim.inputs.wind_grid_forms import MERRA2
from sim.inputs.wind_record import weather

LAT, LON = np.array([9.5, 10.0, 10.5]), np.array([106.875, 107.5, 108.125])
HOURS = np.datetime64("2018-12-31T00:30", "s") + np.arange(24 * 367) * np.timedelta64(1, "h")
UNITS = {"T2M": "K", "PS": "Pa", "QV2M": "kg kg-1", "DISPH": "m"}


def merra(folder, name="MERRA2_400.tavg1_2d_slv_Nx.nc4", time=HOURS, **change):
    """Write a file as the archive has it; `change` replaces a variable, None leaves it out."""
    hour = (time - HOURS[0]).astype("timedelta64[h]").astype(float)[:, None, None] + np.zeros((1, 3, 3))
    speed, angle = 9.0 + 3.0 * np.sin(hour / 20.0), hour / 300.0
    low = (10.0 / 50.0) ** 0.11
    values = {"U50M": speed * np.sin(angle), "V50M": speed * np.cos(angle), "U10M": low * speed * np.sin(angle),
              "V10M": low * speed * np.cos(angle), "T2M": 300.0 + 0 * hour, "PS": 1.01e5 + 0 * hour,
              "QV2M": 0.018 + 0 * hour, "DISPH": 0 * hour, **change}
    data = xr.Dataset({k: (("time", "lat", "lon"), v.astype("float32"), {"units": UNITS.get(k, "m s-1")})
                       for k, v in values.items() if v is not None},
                      {"time": time.astype("datetime64[ns]"), "lat": LAT, "lon": LON})
    data["time"].encoding["units"] = "minutes since 2018-12-31 00:30:00"
    data.to_netcdf(folder / name)
    return str(folder / name), speed[:, 0, 0]


def test_hourly_means_begin_half_an_hour_before_their_stamp(tmp_path):
    path, speed = merra(tmp_path)
    record = wind.read("merra2", [path], 10.0, 107.4)
    assert (record.mean, record.heights.tolist(), record.evidence, record.step) == (True, [50.0], "reanalysis", 1.0)
    assert record.time[0] == np.datetime64("2018-12-31T00:00:00")
    np.testing.assert_allclose(record.speed[0], speed, rtol=1e-6)
    np.testing.assert_allclose(record.humidity, 0.018, rtol=1e-6)
    np.testing.assert_allclose(record.temperature, 26.85, rtol=1e-5)
    assert record.label == "MERRA-2 at 10N 107.4E"
    found = weather(record, 1.0)
    # The year of Singapore begins eight hours before that of UTC, in the sixteenth hour of the file.
    np.testing.assert_allclose(found.speed[0], speed[16:16 + 8760], rtol=1e-6)
    np.testing.assert_allclose(found.shear[0], 0.11, atol=1e-5)


def test_instants_keep_their_stamps(tmp_path):
    path, _ = merra(tmp_path, "inst1.nc4", HOURS - np.timedelta64(30, "m"))
    record = wind.gridded([path], 10.0, 107.4, MERRA2)
    assert not record.mean
    assert record.time[0] == np.datetime64("2018-12-31T00:00:00")


def test_ten_metres_are_counted_from_the_displacement_height(tmp_path):
    path, _ = merra(tmp_path, DISPH=np.full((HOURS.size, 3, 3), 5.0))
    shear = wind.gridded([path], 10.0, 107.4, MERRA2).shear
    np.testing.assert_allclose(shear, 0.11 * np.log(5.0) / np.log(50.0 / 15.0), rtol=1e-5)


def test_calms_have_no_exponent_and_a_file_without_ten_metres_none_at_all(tmp_path):
    calm = np.full((HOURS.size, 3, 3), 2.0)
    path, _ = merra(tmp_path, "calm.nc4", U50M=calm, V50M=0 * calm)
    assert np.isnan(wind.gridded([path], 10.0, 107.4, MERRA2).shear).all()
    path, _ = merra(tmp_path, "high.nc4", U10M=None, V10M=None)
    assert wind.gridded([path], 10.0, 107.4, MERRA2).shear is None


def test_variables_may_be_spread_over_files_and_wind_must_be_there(tmp_path):
    rest = dict.fromkeys(("U10M", "V10M", "T2M", "PS", "QV2M", "DISPH"))
    first, speed = merra(tmp_path, "u.nc4", V50M=None, **rest)
    second, _ = merra(tmp_path, "v.nc4", U50M=None, **rest)
    record = wind.gridded([first, second], 10.0, 107.4, MERRA2)
    np.testing.assert_allclose(record.speed[0], speed, rtol=1e-6)
    assert record.temperature is None
    with pytest.raises(SundalinkError, match=r"variable V50M = absent: must be there with U50M"):
        wind.gridded([first], 10.0, 107.4, MERRA2)
    with pytest.raises(SundalinkError, match="variable u100 = absent"):
        wind.read("era5", [first], 10.0, 107.4)
