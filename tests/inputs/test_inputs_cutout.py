"""Gridded wind: cutouts as atlite makes them, patterns of files, what else ERA5 tells, and large files."""

import resource
import tracemalloc

import netCDF4
import numpy as np
import pytest
import xarray as xr

from sim.errors import SundalinkError
from sim.inputs.file_pattern import expanded
from sim.inputs.wind import era5, gridded, read
from sim.inputs.wind_grid_forms import CUTOUT
from sim.inputs.wind_record import weather

X, Y = np.array([107.0, 107.25, 107.5]), np.array([9.75, 10.0, 10.25])
TIME = np.arange(np.datetime64("2018-12-31T16:00", "h"), np.datetime64("2019-12-31T16:00", "h"))


def raw(time=TIME):
    """What ERA5 gives atlite: winds at two heights, roughness, temperatures."""
    hour = (time - TIME[0]).astype(float)[:, None, None] + np.zeros((1, 3, 3))
    speed, angle = 9.0 + 3.0 * np.sin(hour / 20.0), hour / 300.0
    return {"u100": speed * np.sin(angle), "v100": speed * np.cos(angle), "u10": 0.8 * speed * np.sin(angle),
            "v10": 0.8 * speed * np.cos(angle), "fsr": 2e-4 + 0 * hour, "t2m": 300.0 + np.sin(hour / 24.0),
            "d2m": 297.0 + 0 * hour}


def cutout(path, time=TIME, **change):
    """Write as `atlite.datasets.era5` does: its formulas, names, axes and attributes."""
    axes = ("time", "y", "x")
    ds = xr.Dataset({k: (axes, v, {"units": "m s**-1" if k[0] in "uv" else "K"}) for k, v in raw(time).items()},
                    {"time": time.astype("datetime64[ns]"), "y": Y, "x": X})
    ds["fsr"].attrs["units"] = "m"
    for h in (10, 100):
        ds[f"wnd{h}m"] = np.sqrt(ds[f"u{h}"] ** 2 + ds[f"v{h}"] ** 2).assign_attrs(
            units=ds[f"u{h}"].attrs["units"], long_name=f"{h} metre wind speed")
    ds["wnd_shear_exp"] = (np.log(ds["wnd10m"] / ds["wnd100m"]) / np.log(10 / 100)).assign_attrs(
        units="", long_name="wind shear exponent")
    azimuth = np.arctan2(ds["u100"], ds["v100"])
    ds["wnd_azimuth"] = azimuth.where(azimuth >= 0, azimuth + 2 * np.pi)
    ds = ds.drop_vars(["u100", "v100", "u10", "v10", "wnd10m"]).rename(
        {"fsr": "roughness", "t2m": "temperature", "d2m": "dewpoint temperature"})
    ds = ds.assign_coords(lon=("x", X), lat=("y", Y))
    ds["height"] = (("y", "x"), np.zeros((3, 3)))
    for name, values in change.items():
        ds = ds.drop_vars(name) if values is None else ds.assign({name: values(ds[name])})
    ds.attrs.update(module="era5", prepared_features=["wind", "temperature"], dx=0.25, dy=0.25)
    ds.to_netcdf(path)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return cutout(tmp_path_factory.mktemp("cutout") / "cutout.nc")


def test_a_cutout_gives_the_wind_that_was_in_era5(whole):
    found = weather(gridded(whole, 10.0, 107.25, CUTOUT), 1.0)
    true = {k: v[:, 1, 1] for k, v in raw().items()}
    np.testing.assert_allclose(found.speed[0], np.hypot(true["u100"], true["v100"]), rtol=1e-6)
    come = np.degrees(np.arctan2(-true["u100"], -true["v100"])) % 360
    np.testing.assert_allclose((found.direction[0] - come + 180) % 360 - 180, 0.0, atol=1e-4)
    np.testing.assert_allclose(found.temperature[0], true["t2m"] - 273.15, atol=1e-4)
    np.testing.assert_allclose(found.roughness[0], 2e-4, rtol=1e-6)
    np.testing.assert_allclose(found.shear[0], np.log10(1 / 0.8), rtol=1e-6)
    assert found.evidence == "reanalysis"
    assert found.label == "atlite cutout at 10N 107.25E, 2019; assumed: pressure"


def test_a_cutout_of_the_wind_alone_assumes_the_air(tmp_path):
    path = cutout(tmp_path / "wind.nc", temperature=None, **{"dewpoint temperature": None})
    assert weather(gridded(path, 10.0, 107.25, CUTOUT), 1.0).label.endswith("assumed: temperature, pressure, humidity")


def test_hours_without_an_exponent_take_the_mean_of_the_others(tmp_path):
    calm = xr.DataArray(np.arange(8760) == 5, dims="time")
    path = cutout(tmp_path / "calm.nc", wnd_shear_exp=lambda v: v.where(~calm, -np.inf))
    found = weather(gridded(path, 10.0, 107.25, CUTOUT), 1.0)
    assert found.shear[0, 5] == pytest.approx(found.shear[0, 6], rel=1e-5)


@pytest.mark.parametrize(("change", "place", "rule"), [
    ({"wnd_azimuth": None}, 107.25, "variable wnd_azimuth = absent"), ({"wnd100m": None}, 107.25, "wnd100m = absent"),
    ({"wnd100m": lambda v: v.assign_attrs(units="knots")}, 107.25, "units of wnd100m = knots: must be m s"),
    ({"wnd100m": lambda v: v.where(v.time != v.time[9])}, 107.25,
     "wnd100m at 2019-01-01T01:00 UTC = nan .m/s.: is missing"),
    ({"wnd_azimuth": lambda v: np.degrees(v)}, 107.25, "wnd_azimuth at .*must lie between"),
    ({"temperature": lambda v: v - 273.15}, 107.25, "temperature at .* .K.: must lie between 200"),
    ({}, 120.0, "site longitude = 120 .deg.: must lie inside the grid")])
def test_a_broken_cutout_is_refused(tmp_path, change, place, rule):
    path = cutout(tmp_path / "bad.nc", **change)
    with pytest.raises(SundalinkError, match=rule) as caught:
        gridded(path, 10.0, place, CUTOUT)
    assert "\n" not in str(caught.value)


def test_one_kind_is_not_the_other(whole):
    with pytest.raises(SundalinkError, match="axis latitude = absent"):
        gridded(whole, 10.0, 107.25)


def store(path, time, shape=(3, 3), **more):
    """Write ERA5 of the new store with its own axes, north first."""
    south, east = np.linspace(10.25, 9.75, shape[0]), np.linspace(107.0, 107.5, shape[1])
    with netCDF4.Dataset(path, "w") as file:
        for name, size in (("valid_time", time.size), ("latitude", shape[0]), ("longitude", shape[1])):
            file.createDimension(name, size)
        file.createVariable("latitude", "f8", ("latitude",))[:] = south
        file.createVariable("longitude", "f8", ("longitude",))[:] = east
        clocked = file.createVariable("valid_time", "i8", ("valid_time",))
        clocked.units, clocked.calendar = "seconds since 1970-01-01", "proleptic_gregorian"
        clocked[:] = time.astype("datetime64[s]").astype(np.int64)
        plain = {"u100": ("m s**-1", 6.0), "v100": ("m s**-1", -8.0), "t2m": ("K", 300.0), "sp": ("Pa", 101000.0),
                 "d2m": ("K", 297.0)}
        for name, (unit, value) in {**plain, **more}.items():
            stored = file.createVariable(name, "f4", ("valid_time", "latitude", "longitude"), fill_value=np.nan)
            stored.units = unit
            stored[:] = np.broadcast_to(value, (time.size, *shape))
    return path


def test_sea_and_roughness_are_taken_where_a_file_has_them(tmp_path):
    sea = np.full((3, 3), 301.15)
    sea[:, 2] = np.nan   # land in the east
    path = store(tmp_path / "sst.nc", TIME, sst=("K", sea), fsr=("m", 1e-4))
    found = era5(path, 10.0, 107.3, 1.0)
    np.testing.assert_allclose(found.sea_temperature, 28.0, atol=1e-4)
    np.testing.assert_allclose(found.roughness, 1e-4, rtol=1e-5)
    bare = era5(store(tmp_path / "bare.nc", TIME), 10.0, 107.3, 1.0)
    assert bare.sea_temperature is None
    assert bare.roughness is None
    with pytest.raises(SundalinkError, match=r"sst at .* = 28 .K.: must lie between"):
        era5(store(tmp_path / "warm.nc", TIME, sst=("K", 28.0)), 10.0, 107.3, 1.0)


def test_a_pattern_is_its_files(tmp_path):
    for month in range(1, 13):
        store(tmp_path / f"era5_2019_{month:02}.nc", np.arange(np.datetime64(f"2019-{month:02}", "h"),
                                                              np.datetime64("2019-01", "M") + month))
    found = era5(str(tmp_path / "era5_*.nc"), 10.0, 107.25, 1.0)
    assert found.speed.shape == (1, 8760)
    np.testing.assert_allclose(found.speed, 10.0)
    with pytest.raises(SundalinkError, match=r"wind files = .*nothing\*.nc: no file matches the pattern"):
        expanded(str(tmp_path / "nothing*.nc"))
    (tmp_path / "era5_2019_06.nc").unlink()
    with pytest.raises(SundalinkError, match=r"era5_2019_07.nc: time = 2019-07-01T00:00 UTC: does not follow 2019-05"):
        era5(str(tmp_path / "era5_*.nc"), 10.0, 107.25, 1.0)


def test_a_source_of_one_file_is_not_two(whole):
    with pytest.raises(SundalinkError, match="must be one file where the source is windio"):
        read("windio", [str(whole), str(whole)], 10.0, 107.25)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["NETCDF4", "NETCDF3_64BIT_OFFSET"])
def test_a_region_of_years_does_not_fill_the_memory(tmp_path, form):
    """A file of 370 MB, written sparsely: what is read at the site is 0.7 MB."""
    path = tmp_path / "region.nc"
    side, small = 51, slice(24, 27)
    with netCDF4.Dataset(path, "w", format=form) as file:
        file.set_fill_off()
        for name, size in (("time", TIME.size), ("latitude", side), ("longitude", side)):
            file.createDimension(name, size)
        file.createVariable("latitude", "f4", ("latitude",))[:] = 16.25 - 0.25 * np.arange(side)
        file.createVariable("longitude", "f4", ("longitude",))[:] = 101.0 + 0.25 * np.arange(side)
        clocked = file.createVariable("time", "i4", ("time",))
        clocked.units, clocked.calendar = "hours since 1900-01-01 00:00:00.0", "gregorian"
        clocked[:] = (TIME - np.datetime64("1900-01-01", "h")).astype(int)
        made = {}
        for name, unit in (("u100", "m s**-1"), ("v100", "m s**-1"), ("t2m", "K"), ("sp", "Pa")):
            made[name] = file.createVariable(name, "f4", ("time", "latitude", "longitude"), fill_value=False)
            made[name].units = unit
        for name, value in (("u100", 6.0), ("v100", -8.0), ("t2m", 300.0), ("sp", 1e5)):
            made[name][:, small, small] = np.full((TIME.size, 3, 3), value, dtype="f4")
        made["sp"][-1] = 1e5
    assert path.stat().st_size > 300e6
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    found = era5(path, 10.0, 107.25, 1.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_allclose(found.speed, 10.0, rtol=1e-6)
    assert peak < 20e6
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000   # kB, with the netCDF library's
