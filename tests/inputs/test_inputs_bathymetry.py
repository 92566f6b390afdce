"""The embedded sea has the depths of ETOPO5, and a GEBCO grid is read or refused by name."""

import numpy as np
import pytest
from netCDF4 import Dataset

from sim.errors import SundalinkError
from sim.inputs.bathymetry import embedded, gebco


def depth(sea, latitude, longitude):
    row, column = np.abs(sea.latitude - latitude).argmin(), np.abs(sea.longitude - longitude).argmin()
    return -sea.elevation[row, column]


def grid(path, latitude, longitude, elevation, names=("lat", "lon", "elevation"), unit="m", kind="i2"):
    with Dataset(path, "w") as data:
        for name, values in zip(names, (latitude, longitude), strict=False):
            data.createDimension(name, len(values))
            data.createVariable(name, "f8", (name,))[:] = values
        variable = data.createVariable(names[2], kind, names[:2])
        variable.units = unit
        variable[:] = elevation
    return path


@pytest.fixture
def relief():
    latitude, longitude = np.linspace(-5.0, 30.0, 71), np.linspace(95.0, 125.0, 61)
    return latitude, longitude, np.round(-50 + latitude[:, None] - 0.1 * longitude[None, :]).astype("i2")


@pytest.mark.parametrize(("site", "expected"), [
    ((9.0, 107.5), 39.0), ((10.5, 109.0), 61.0), ((8.7, 106.6), 15.0), ((1.35, 104.05), 38.0)])
def test_depths_are_those_of_etopo5(site, expected):
    # Read from etopo5.cdf of ferret-datasets 7.6.0-5.
    assert depth(embedded(), *site) == expected


def test_the_embedded_sea_covers_its_region_and_the_shelf_is_shallow():
    sea = embedded()
    assert (sea.latitude[0], sea.latitude[-1]) == (0.0, 22.0)
    assert sea.longitude[[0, -1]] == pytest.approx([102.0, 116.0], abs=0.01)
    assert sea.elevation.shape == (sea.latitude.size, sea.longitude.size)
    assert (np.diff(sea.latitude) > 0).all()
    assert (np.diff(sea.longitude) > 0).all()
    # The straight line from off Ba Ria-Vung Tau to Changi.
    line = [depth(sea, 9.0 - 7.65 * share, 107.5 - 3.45 * share) for share in np.linspace(0, 1, 200)]
    assert max(line) < 90
    assert sea.elevation.min() < -3000


def test_a_gebco_grid_is_cut_and_turned_to_rise(tmp_path, relief):
    latitude, longitude, elevation = relief
    up = gebco(grid(tmp_path / "up.nc", latitude, longitude, elevation))
    down = gebco(grid(tmp_path / "down.nc", latitude[::-1], longitude, elevation[::-1]))
    assert (up.latitude[0], up.latitude[-1], up.longitude[0], up.longitude[-1]) == (-2.0, 24.0, 100.0, 118.0)
    for a, b in zip(up[:3], down[:3], strict=True):
        np.testing.assert_array_equal(a, b)
    assert up.elevation[0, 0] == elevation[latitude == -2.0, longitude == 100.0]
    assert "up.nc" in up.label


def test_axes_are_told_by_name_and_not_by_shape(tmp_path, relief):
    """A square grid stored by longitude first is the same relief."""
    latitude, longitude = np.linspace(0.0, 20.0, 41), np.linspace(100.0, 118.0, 41)
    elevation = np.round(-50 + latitude[:, None] - 0.1 * longitude[None, :])
    ours = gebco(grid(tmp_path / "a.nc", latitude, longitude, elevation))
    turned = gebco(grid(tmp_path / "b.nc", longitude, latitude, elevation.T, names=("lon", "lat", "elevation")))
    for a, b in zip(ours[:3], turned[:3], strict=True):
        np.testing.assert_array_equal(a, b)


def test_depth_that_counts_downwards_is_known_by_its_name_or_refused(tmp_path):
    sea = embedded()
    rows, columns = slice(None, None, 3), slice(None, None, 3)
    given = sea.latitude[rows], sea.longitude[columns], sea.elevation[rows, columns]
    ours = gebco(grid(tmp_path / "a.nc", *given))
    named = gebco(grid(tmp_path / "b.nc", *given[:2], -given[2], names=("lat", "lon", "depth")))
    np.testing.assert_array_equal(ours.elevation, named.elevation)
    attributed = grid(tmp_path / "c.nc", *given[:2], -given[2], names=("lat", "lon", "z"))
    with pytest.raises(SundalinkError, match="counts depth as positive is to be named depth"):
        gebco(attributed)
    with Dataset(attributed, "a") as data:
        data["z"].positive = "down"
    np.testing.assert_array_equal(ours.elevation, gebco(attributed).elevation)


def test_faulty_grids_are_refused_by_name(tmp_path, relief):
    latitude, longitude, elevation = relief
    holes = elevation.astype(float)
    holes[40, 30] = np.nan
    cases = {
        "lowest elevation = ": grid(tmp_path / "a.nc", latitude, longitude, -elevation),
        "first gap at 15.0000 N 110.0000 E": grid(tmp_path / "b.nc", latitude, longitude, holes, kind="f4"),
        "unit of elevation = ft: must be m": grid(
            tmp_path / "c.nc", latitude, longitude, elevation, unit="ft"),
        "variables = lat, lon, height: must include elevation": grid(
            tmp_path / "d.nc", latitude, longitude, elevation, names=("lat", "lon", "height")),
        "latitude = 26 to 96 [deg]: must reach into -2 to 24": grid(
            tmp_path / "e.nc", latitude * 2 + 36, longitude, elevation),
        "must be one axis that rises or falls": grid(
            tmp_path / "f.nc", np.where(latitude == 10, 3, latitude), longitude, elevation),
    }
    for expected, path in cases.items():
        with pytest.raises(SundalinkError) as error:
            gebco(path)
        assert expected in str(error.value)
        assert path.name in str(error.value)


def test_what_is_no_netcdf_is_refused(tmp_path):
    path = tmp_path / "grid.nc"
    path.write_text("latitude,longitude,elevation\n")
    for wrong in (path, tmp_path / "absent.nc"):
        with pytest.raises(SundalinkError, match=r"must be a readable netCDF file"):
            gebco(wrong)
