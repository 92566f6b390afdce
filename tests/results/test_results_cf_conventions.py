"""Files of netCDF keep the CF conventions, by the compliance checker of IOOS."""

import subprocess
import sys
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import small_grid
import xarray as xr
from small_case import dataset

from sim.results import netcdf_file

CHECKER = Path(__file__).parents[1] / "cf_conventions.py"


def judged(*paths):
    """What the checker says of files, in a process of its own, and its status."""
    done = subprocess.run([sys.executable, str(CHECKER), *map(str, paths)], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout, done.returncode


@pytest.mark.slow
def test_files_of_a_run_and_of_a_grid_keep_the_conventions(tmp_path):
    netcdf_file.write(tmp_path / "results.nc", dataset())
    netcdf_file.write(tmp_path / "grid.nc", small_grid.data())
    assert judged(tmp_path / "results.nc", tmp_path / "grid.nc") == ("CF-1.11: 2 files without a departure\n", 0)


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "said"), [
    (lambda file: file["power"].setncatts({"units": "USD"}), "units"),
    (lambda file: file["power"].setncatts({"standard_name": "wind_spead"}), "wind_spead"),
    (lambda file: file.createVariable("part", str, ("part",)), "a check of the checker failed"),
    (lambda file: file.delncattr("Conventions"), "Conventions"),
])
def test_a_departure_is_found(tmp_path, fault, said):
    data = xr.Dataset({"power": (("part",), np.ones(2), {"units": "MW", "long_name": "power"})},
                      attrs={"Conventions": "CF-1.11", "title": "two parts", "history": "made", "source": "test"})
    netcdf_file.write(tmp_path / "good.nc", data)
    netcdf_file.write(tmp_path / "bad.nc", data)
    with netCDF4.Dataset(tmp_path / "bad.nc", "a") as file:
        fault(file)
    text, status = judged(tmp_path / "good.nc", tmp_path / "bad.nc")
    assert status == 1
    assert said in text
    assert "good.nc" not in text


def test_words_of_a_dimension_stand_beside_it_and_come_back_under_its_name(tmp_path):
    data = xr.Dataset({"cost": (("part",), [1.0, 2.0], {"units": "MW"}), "all": 3.0},
                      {"part": ("part", ["farm", "cable"], {"long_name": "part of the cost"})})
    netcdf_file.write(tmp_path / "x.nc", data)
    with netCDF4.Dataset(tmp_path / "x.nc") as raw:
        assert "part" not in raw.variables
        assert raw["cost"].coordinates == "part_label"
        assert raw["part_label"].dimensions == ("part",)
    again = netcdf_file.read(tmp_path / "x.nc")
    xr.testing.assert_identical(again, data)
    assert float(again["cost"].sel(part="cable")) == 2.0
    netcdf_file.write(tmp_path / "x.nc", data, begun=True)   # a file that holds all of it already
    xr.testing.assert_identical(netcdf_file.read(tmp_path / "x.nc"), data)
