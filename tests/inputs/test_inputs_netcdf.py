"""The length of a classic netCDF file, against files that the netCDF library writes."""

import io

import netCDF4
import numpy as np
import pytest

from sim.inputs.netcdf import length


def written(path, kind, moving, fixed):
    """Bytes of a file with so many variables along an unlimited and along a fixed axis."""
    with netCDF4.Dataset(path, "w", format=kind) as file:
        file.createDimension("time", None)
        file.createDimension("x", 3)
        file.title, file.levels = "five!", np.array([1.5, 2.5])
        for i in range(fixed):
            variable = file.createVariable(f"fixed{i}", "f8", ("x",))
            variable.units = "m"
            variable[:] = 1.0
        for i in range(moving):
            file.createVariable(f"moving{i}", "i2", ("time", "x"))[:] = np.ones((7, 3))
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET"])
@pytest.mark.parametrize(("moving", "fixed"), [(0, 1), (0, 3), (1, 0), (1, 2), (2, 1), (3, 3)])
def test_it_is_the_file_that_was_written_but_for_padding(tmp_path, kind, moving, fixed):
    data = written(tmp_path / "a.nc", kind, moving, fixed)
    assert len(data) - 3 <= length(io.BytesIO(data)) <= len(data)


def test_a_file_without_variables_needs_nothing(tmp_path):
    assert length(io.BytesIO(written(tmp_path / "a.nc", "NETCDF3_CLASSIC", 0, 0))) == 0


def test_a_header_cut_anywhere_or_damaged_is_refused(tmp_path):
    data = written(tmp_path / "a.nc", "NETCDF3_CLASSIC", 1, 1)
    start = data.index(b"moving0")
    for cut in range(4, start, 3):
        with pytest.raises(ValueError, match="cut off"):
            length(io.BytesIO(data[:cut]))
    broken = bytearray(data)
    broken[11] = 99  # the tag of the list of dimensions
    with pytest.raises(ValueError, match="damaged"):
        length(io.BytesIO(bytes(broken)))
