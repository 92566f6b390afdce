"""The script that cuts the embedded climate and sea out of the Debian package's files."""

import numpy as np
import pytest
from netCDF4 import Dataset

from sim.data.build.south_china_sea import (
    COADS_FIELDS,
    ETOPO5_FIELDS,
    FNMOC_FIELDS,
    MAP_OUTPUT,
    NOTICE,
    OUTPUT,
    build,
    build_map,
)
from sim.errors import SundalinkError

EXTRACT = {   # place: value; their gaps, mean and step, of an extract that another program made from the same package
    "coads_wind_speed": ({(0, 5, 5): 9.92, (3, 2, 8): 3.16, (7, 6, 7): 7.03}, 301, 5.494, 0.01),
    "coads_eastward_wind": ({(6, 0, 1): -0.79, (7, 6, 4): 5.05, (10, 10, 8): -7.51}, 301, -1.093, 0.01),
    "coads_northward_wind": ({(0, 4, 6): -5.56, (6, 7, 0): 2.99, (8, 0, 0): 0.85}, 301, -0.645, 0.01),
    "coads_air_temperature": ({(0, 11, 8): 20.13, (3, 6, 5): 28.47, (10, 3, 5): 27.58}, 301, 27.245, 0.01),
    "coads_sea_surface_temperature": ({(0, 1, 3): 27.35, (6, 3, 5): 29.09, (8, 0, 1): 28.05}, 303, 27.81, 0.01),
    "coads_specific_humidity": ({(4, 6, 0): 20.14, (10, 1, 0): 18.34, (11, 8, 4): 15.54}, 303, 18.556, 0.01),
    "coads_sea_level_pressure": ({(3, 8, 5): 1010.6, (6, 11, 3): 1004.0, (8, 6, 7): 1007.8}, 301, 1010.017, 0.1),
    "fnmoc_eastward_wind": ({(33, 6, 0): -1.81, (75, 4, 1): -4.37, (123, 2, 0): -1.28}, 0, -1.233, 0.01),
    "fnmoc_northward_wind": ({(29, 9, 5): 4.07, (43, 3, 0): 3.58, (117, 4, 5): -0.92}, 0, -0.300, 0.01),
    "elevation": ({(63, 72): -80.0, (83, 145): -2648.0, (106, 36): 15.0, (220, 105): -149.0}, 0, -540.098, 0.0),
}
AXES = {"month": (1, 12, 12), "latitude_coads": (-1, 23, 13), "longitude_coads": (101, 117, 9),
        "latitude_fnmoc": (0, 22.5, 10), "longitude_fnmoc": (102.5, 115, 6), "latitude": (0, 22, 265),
        "longitude": (102.000946, 116.001076, 169)}


def source(path, axes, fields, times, value):
    """Write a file like those of the package: value(y, x) in every field, one gap."""
    (y_name, y), (x_name, x) = axes
    with Dataset(path, "w", format="NETCDF3_CLASSIC") as data:
        shape = []
        for name, values in (("TIME", np.arange(times)), (y_name, y), (x_name, x)):
            if name == "TIME" and not times:
                continue
            data.createDimension(name, len(values))
            data.createVariable(name, "f8", (name,))[:] = values
            shape.append(name)
        for name, *_ in fields:
            variable = data.createVariable(name, "f4", shape, fill_value=-1e34)
            variable[:] = np.ma.masked_where(
                np.broadcast_to((y == y[3])[:, None] & (x == x[2]), variable.shape),
                np.broadcast_to(value(y[:, None], np.mod(x, 360.0)), variable.shape))


@pytest.fixture
def folder(tmp_path):
    def value(y, x):
        return y / 10 + x / 100

    source(tmp_path / "coads_climatology.cdf", (("COADSY", np.arange(-5.0, 30, 2)),
           ("COADSX", np.arange(91.0, 130, 2) + 360)), COADS_FIELDS, 12, value)
    source(tmp_path / "monthly_navy_winds.cdf", (("FNOCY", np.arange(-5.0, 30, 2.5)),
           ("FNOCX", np.arange(90.0, 130, 2.5))), FNMOC_FIELDS, 24, value)
    source(tmp_path / "etopo5.cdf", (("ETOPO05_Y", np.arange(-2.0, 25, 0.5)),
           ("ETOPO05_X", np.arange(90.0, 130, 0.5))), ETOPO5_FIELDS, 0, lambda y, x: np.round(100 * y - x))
    return tmp_path


def test_the_cut_keeps_the_region_and_its_values(folder):
    build(folder, folder / "out.nc")
    with Dataset(folder / "out.nc") as data:
        assert data["latitude_coads"][[0, -1]].tolist() == [-1.0, 23.0]
        assert data["longitude_coads"][[0, -1]].tolist() == [101.0, 117.0]
        assert data["latitude_fnmoc"][[0, -1]].tolist() == [0.0, 22.5]
        assert data["longitude_fnmoc"][[0, -1]].tolist() == [102.5, 115.0]
        assert data["longitude"][[0, -1]].tolist() == [102.0, 116.0]
        speed = data["coads_wind_speed"][:]
        assert speed.shape == (12, 13, 9)
        assert speed[3, 5, 3] == pytest.approx(0.9 + 1.07, abs=0.0006)   # 9 N 107 E
        assert data["elevation"][20, 10] == 1000 - 107   # 10 N 107 E
        assert data["fnmoc_eastward_wind"].shape == (24, 10, 6)
        assert data["coads_wind_speed"].units == "m s-1"
        assert data["elevation"].units == "m"
        assert all(data[name].license == NOTICE for name in data.variables if hasattr(data[name], "source"))


def test_the_relief_of_maps_reaches_further_and_agrees_where_both_are(folder):
    build_map(folder, folder / "map.nc")
    with Dataset(folder / "map.nc") as data:
        assert data["latitude"][[0, -1]].tolist() == [-2.0, 24.0]   # the source of this test begins there
        assert data["longitude"][[0, -1]].tolist() == [98.0, 120.0]
        assert data.license == NOTICE
    with Dataset(OUTPUT) as ours, Dataset(MAP_OUTPUT) as wide:
        rows, columns = (np.searchsorted(wide[name][:], ours[name][:] - 0.01) for name in ("latitude", "longitude"))
        np.testing.assert_array_equal(wide["elevation"][:][np.ix_(rows, columns)], ours["elevation"][:])
        assert wide.license == NOTICE
        assert "ferret-datasets 7.6.0-5" in wide.source


def test_gaps_stay_gaps(folder):
    with Dataset(folder / "coads_climatology.cdf", "a") as data:
        data["WSPD"][:, 7, 8] = np.ma.masked
    build(folder, folder / "out.nc")
    with Dataset(folder / "out.nc") as data:
        gap = np.ma.getmaskarray(data["coads_wind_speed"][0])
    assert gap.sum() == 1
    assert gap[5, 3]


def test_missing_files_and_other_files_are_refused(folder, tmp_path_factory):
    with pytest.raises(SundalinkError, match=r"coads_climatology.cdf: must be the file of that name"):
        build(tmp_path_factory.mktemp("empty"))
    (folder / "etopo5.cdf").write_bytes((folder / "monthly_navy_winds.cdf").read_bytes())
    with pytest.raises(SundalinkError, match=r"etopo5.cdf: must be the file of that name"):
        build(folder, folder / "out.nc")


def test_the_shipped_file_carries_the_notice_and_its_sources():
    with Dataset(OUTPUT) as data:
        assert "public domain" in data.license
        assert "ferret-datasets 7.6.0-5" in data.source
        for name, variable in data.variables.items():
            assert variable.units, name
            assert hasattr(variable, "long_name") or hasattr(variable, "standard_name"), name


@pytest.mark.parametrize("name", EXTRACT)
def test_the_shipped_file_has_the_values_of_an_independent_extract(name):
    values, gaps, mean, step = EXTRACT[name]
    with Dataset(OUTPUT) as data:
        found = np.ma.asarray(data[name][:]).astype(float)
    assert np.ma.count_masked(found) == gaps
    assert found.mean() == pytest.approx(mean, abs=0.1 * step + 6e-4)
    for place, value in values.items():   # each is packed by itself
        assert found[place] == pytest.approx(value, abs=0.5 * step + 1e-6)


@pytest.mark.parametrize("name", AXES)
def test_the_shipped_file_lies_where_that_extract_does(name):
    first, last, count = AXES[name]
    with Dataset(OUTPUT) as data:
        axis = np.asarray(data[name][:])
    assert axis.size == count
    np.testing.assert_allclose(np.diff(axis), (last - first) / (count - 1), rtol=1e-4)
    np.testing.assert_allclose(axis[[0, -1]], [first, last], atol=1e-5)
