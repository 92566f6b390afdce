"""The script that cuts the embedded climate and sea out of the Debian package's files."""

from pathlib import Path

import numpy as np
import pytest
from netCDF4 import Dataset

from sim.data.build.south_china_sea import COADS_FIELDS, ETOPO5_FIELDS, FNMOC_FIELDS, NOTICE, OUTPUT, build
from sim.errors import SundalinkError

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "south_china_sea.nc"


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


@pytest.mark.skipif(not SHARED.is_file(), reason="the independent extract is not beside the repository")
def test_the_shipped_file_equals_an_independent_extract():
    with Dataset(OUTPUT) as ours, Dataset(SHARED) as theirs:
        for name, variable in theirs.variables.items():
            a, b = (np.ma.asarray(values[:]).astype(float) for values in (ours[name], variable))
            assert a.shape == b.shape, name
            np.testing.assert_array_equal(np.ma.getmaskarray(a), np.ma.getmaskarray(b), err_msg=name)
            # Each is packed: they may differ by one step of the coarser one.
            step = 1.01 * getattr(variable, "scale_factor", 0.0)
            assert np.abs(a - b).max() <= step, name
            if name == "elevation":
                assert np.abs(a - b).max() == 0.0
