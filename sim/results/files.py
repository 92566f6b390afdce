"""The files of a run: results, summary, scenario and report."""

from __future__ import annotations

import csv
import tempfile
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import scenario_error
from sim.results import netcdf_file
from sim.results.folder import output_folder
from sim.results.summary_values import SUMMARY
from sim.scenario.template import merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

    from sim.results.summary_values import SummaryValues
    from sim.scenario.schema import Scenario


ROOM = 1_000_000
"""Free room below which a fault of writing is put down to the disk. [bytes]"""


def save(folder: str | Path, data: xr.Dataset, figures: SummaryValues, scenario: Scenario,
         page: str | None = None) -> None:
    """
    Write ``results.nc``, ``summary.csv``, ``scenario.toml`` and, where there is one, ``report.html``; all, or none.

    Parameters
    ----------
    folder : path
        Where to write; made if it is not there.
    data : xarray.Dataset
        Labelled results.
    figures : dict
        Values of the summary.
    scenario : Scenario
        As merged from its files.
    page : str, optional
        The report.

    Raises
    ------
    SundalinkError
        If the folder cannot be written.
    """
    with saving(folder) as files:
        files.finish(data, figures, scenario, page)


@contextmanager
def saving(folder: str | Path) -> Iterator[ResultFiles]:
    """
    Yield what writes the files of a run; what is not in its place at the end leaves nothing behind.

    Parameters
    ----------
    folder : path
        Where to write; made if it is not there.

    Yields
    ------
    files : ResultFiles

    Raises
    ------
    SundalinkError
        If the folder cannot be written.
    """
    made = not Path(folder).exists()
    place = output_folder(folder)
    try:
        with _refused(place):
            half = tempfile.TemporaryDirectory(dir=place, prefix=".half-")
        with half as name:
            yield ResultFiles(place, Path(name))
    finally:
        if made and not any(place.iterdir()):
            place.rmdir()


class ResultFiles:
    """Files of a run that is not ready: they are written into a folder of their own, then all put in their place."""

    def __init__(self, place: Path, half: Path) -> None:
        self.place, self.half, self.begun = place, half, False

    def begin(self, data: xr.Dataset) -> None:
        """Write those variables of the results that are known already."""
        with _refused(self.place):
            netcdf_file.write(self.half / "results.nc", data)
        self.begun = True

    def finish(self, data: xr.Dataset, figures: SummaryValues, scenario: Scenario, page: str | None = None) -> None:
        """Write the rest and put all files in their place; arguments as those of `save`."""
        with _refused(self.place):
            netcdf_file.write(self.half / "results.nc", data, begun=self.begun)
            (self.half / "summary.csv").write_text(summary_csv(figures), encoding="utf-8")
            (self.half / "scenario.toml").write_text(merged(scenario), encoding="utf-8")
            if page is not None:
                (self.half / "report.html").write_text(page, encoding="utf-8")
            ready = sorted(self.half.iterdir())
            for path in ready:
                if (self.place / path.name).is_dir():
                    raise scenario_error(f"output folder {self.place}: {path.name} is a folder there")
            for path in ready:
                path.replace(self.place / path.name)


@contextmanager
def _refused(place: Path) -> Iterator[None]:
    """Raise faults of the disk as errors that name the folder."""
    try:
        yield
    except (OSError, RuntimeError) as fault:   # the netCDF library says RuntimeError when a disk is full
        why = getattr(fault, "strerror", None) or fault
        if place.is_dir() and disk_usage(place).free < ROOM:   # the library's own words are "HDF error"
            why = "no space left on the device"
        raise scenario_error(f"output folder {place}: cannot be written ({why})") from None


def save_page(folder: str | Path, page: str) -> None:
    """
    Write ``report.html`` beside results that are there already; whole, or not at all.

    Parameters
    ----------
    folder : path
        Of the results.
    page : str
        The report.

    Raises
    ------
    SundalinkError
        If it cannot be written.
    """
    half = Path(folder) / ".half-report.html"
    try:
        half.write_text(page, encoding="utf-8")
        half.replace(Path(folder) / "report.html")
    except OSError as fault:
        half.unlink(missing_ok=True)
        raise scenario_error(f"output folder {folder}: report.html cannot be written ({fault.strerror})") from None


def open_results(path: str | Path) -> xr.Dataset:
    """
    Open the results of a run.

    Parameters
    ----------
    path : str or path
        A folder that ``sundalink run`` wrote, or its ``results.nc``.

    Returns
    -------
    data : xarray.Dataset
        As `sim.run` returned it; large arrays are read when they are first used, and no file stays open.

    Raises
    ------
    SundalinkError
        If there is no such file, or it is not a result.
    """
    path = Path(path)
    path = path / "results.nc" if path.is_dir() else path
    try:
        data = netcdf_file.read(path)
    except FileNotFoundError:
        raise scenario_error(f"{path}: no such file; a run writes results.nc into its folder") from None
    except OSError:
        raise scenario_error(f"{path}: is not a netCDF file") from None
    if "scenario_hash" not in data.attrs:
        raise scenario_error(f"{path}: is not a result of this program (no scenario_hash)")
    return data


def summary_csv(figures: SummaryValues) -> str:
    """Return the text of ``summary.csv``: name, value, unit, note."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("name", "value", "unit", "note"))
    for name, (unit, note) in SUMMARY.items():
        value = figures[name]
        rows.writerow((name, repr(float(value)) if isinstance(value, (float, np.floating)) else value, unit, note))
    return text.getvalue()
