"""A dataset as a netCDF file: CF attributes, periods packed year by year, arrays read on demand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from netCDF4 import Dataset
from xarray.backends import BackendArray
from xarray.core import indexing

from sim.errors import scenario_error
from sim.inputs.netcdf import LOCK

if TYPE_CHECKING:
    from typing import Any

    FileState = tuple[int, int, int]   # number, size and time of a file

MONEY = frozenset({"USD", "SGD", "EUR", "GBP", "JPY", "VND", "MYR"})
"""Words of units that UDUNITS does not know. In a file they stand in the attribute ``money_units``, so that every
``units`` is one that UDUNITS reads, as CF asks."""

SMALL = 2**16
"""Arrays of fewer bytes are not packed."""
ROW = 2**13
"""Fewer numbers are not packed by themselves, but with their neighbours."""
LABEL = "_label"
"""Ending of a coordinate of words in a file. CF has numbers alone in a variable named as its dimension, so the words of
the dimension ``stage`` stand in the auxiliary coordinate ``stage_label``; `read` gives them their name again."""
LEVEL = 1
"""Of deflation: on the hours of base a third quicker than level 4 for 3 % more bytes, and five times as slow as none
for a quarter of its bytes."""


def write(path: str | Path, data: xr.Dataset, *, begun: bool = False) -> None:
    """
    Write a dataset.

    Parameters
    ----------
    path : path
        The file.
    data : xarray.Dataset
        Arrays of numbers, words and dates.
    begun : bool
        Whether the file holds some of its variables already, as they are here.

    Raises
    ------
    OSError, RuntimeError
        If the netCDF library cannot write it.
    """
    with LOCK, Dataset(path, "a" if begun else "w", format="NETCDF4") as file:
        file.set_fill_off()   # every array is written whole
        file.setncatts(data.attrs)
        for name, size in data.sizes.items():
            if name not in file.dimensions:
                file.createDimension(str(name), size)
        names = {name: _stored_name(str(name), variable) for name, variable in data.variables.items()}
        beside = {names[name]: {*data[name].dims} for name in sorted(map(str, data.coords))
                  if names[name] not in data.dims}
        added = []
        for name, variable in data.variables.items():
            named = [other for other, dims in beside.items() if name not in data.coords and dims <= {*variable.dims}]
            where = {"coordinates": " ".join(named)} if named else {}
            if names[name] in file.variables:
                file[names[name]].setncatts(where)
                continue
            values, attrs = _plain(variable)
            kind: Any = str if values.dtype.kind == "O" else values.dtype
            filled = values.dtype.kind == "f" and name not in data.coords   # coordinates have no gaps, as CF asks
            made = file.createVariable(names[name], kind, tuple(map(str, variable.dims)),
                                       fill_value=values.dtype.type("nan") if filled else None, **_packing(values))
            made.setncatts({**attrs, **where})
            added.append((made, values))
        for made, values in added:   # once all are declared: after each declaration the library goes through all before
            made[...] = values


def _stored_name(name: str, variable: xr.Variable) -> str:
    """Return the name of a variable in a file."""
    return name + LABEL if variable.dims == (name,) and variable.dtype.kind in "UO" else name


def _plain(variable: xr.Variable) -> tuple[np.ndarray, dict[str, Any]]:
    """Return the values of a variable as the library takes them, and its attributes."""
    values, attrs = np.asarray(variable.values), dict(variable.attrs)
    if MONEY & {*str(attrs.get("units", "")).split()}:
        attrs["money_units"] = attrs.pop("units")
    elif attrs.get("units") == "degC":
        attrs["units_metadata"] = "temperature: on_scale"
    if values.dtype.kind == "M":
        first = values.reshape(-1)[0].astype("datetime64[s]")
        attrs |= {"units": f"minutes since {first}".replace("T", " "), "calendar": "proleptic_gregorian",
                  "units_metadata": "leap_seconds: none"}
        values = (values - first) // np.timedelta64(1, "m")
    return values.astype(object) if values.dtype.kind == "U" else values, attrs


def _as_given(attrs: dict[Any, Any]) -> dict[Any, Any]:
    """Restore units of money, and leave out the attributes that `write` added."""
    if "money_units" in attrs:
        attrs["units"] = attrs.pop("money_units")
    attrs.pop("units_metadata", None)
    return attrs


def _packing(values: np.ndarray) -> dict[str, Any]:
    """Return how an array is packed: a year or a row at a time, so that one can be read without the others."""
    if values.nbytes < SMALL or values.dtype.kind == "O":
        return {}
    axis = values.ndim - 1
    while axis > 0 and math.prod(values.shape[axis:]) < ROW:
        axis -= 1
    chunk = (*[1] * axis, *values.shape[axis:])
    return {"compression": "zlib", "complevel": LEVEL, "shuffle": True, "chunksizes": chunk,
            "chunk_cache": values.itemsize * math.prod(chunk)}   # one is written at a time: more would be kept for all


def read(path: str | Path) -> xr.Dataset:
    """
    Read a dataset; large arrays are read when they are first used, and the file is closed in between.

    Parameters
    ----------
    path : path
        A netCDF file, as `write` left it.

    Returns
    -------
    data : xarray.Dataset
        Another run may replace the file: then a large array that was not read yet is refused.

    Raises
    ------
    OSError
        If it is not a netCDF file.
    """
    with LOCK, xr.open_dataset(path, engine="netcdf4", decode_timedelta=False, cache=False) as file:
        state = _state(path)
        large = {name: _Stored(path, state, str(name), array.shape, array.dtype)
                 for name, array in file.data_vars.items() if array.nbytes >= SMALL and array.dtype.kind == "f"}
        data = file.drop_vars(list(large)).load()
        for variable in data.variables.values():
            _as_given(variable.attrs)
        order, held = list(file.data_vars), {
            name: file[name].variable._replace(data=_cached(stored), attrs=_as_given(dict(file[name].attrs)))
            for name, stored in large.items()}
    words = {dim: f"{dim}{LABEL}" for dim in data.dims if f"{dim}{LABEL}" in data.coords}
    named = data.assign(held)[order].drop_vars(words.values())
    return named.assign_coords({dim: (dim, data[label].values, data[label].attrs) for dim, label in words.items()})


class _Stored(BackendArray):
    """A large array of a file that is opened for each reading: none stays open that another process may replace."""

    def __init__(self, path: str | Path, state: FileState | None, name: str, shape: tuple[int, ...],
                 dtype: np.dtype) -> None:
        self.path, self.state, self.name, self.shape, self.dtype = Path(path).absolute(), state, name, shape, dtype

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, self._read)

    def _read(self, key: tuple[Any, ...]) -> np.ndarray:
        with LOCK:
            if _state(self.path) != self.state:
                raise scenario_error(f"{self.path}: was replaced or removed since it was opened: open it again")
            with Dataset(self.path) as file:
                file.set_auto_mask(False)
                return np.asarray(file[self.name][key])


def _state(path: str | Path) -> FileState | None:
    """What tells a file from another of its name; None where it is gone."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _cached(stored: _Stored) -> indexing.MemoryCachedArray:
    """Return an array that is read once and then kept."""
    lazy: Any = indexing.LazilyIndexedArray(stored)
    return indexing.MemoryCachedArray(indexing.CopyOnWriteArray(lazy))
