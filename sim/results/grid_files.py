"""The files of a grid's run: results, table of figures, scenario and report."""

from __future__ import annotations

import csv
import tempfile
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from sim.errors import scenario_error
from sim.results import netcdf_file
from sim.results.folder import output_folder
from sim.results.grid_congestion import congested

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def save_grid(folder: str | Path, data: xr.Dataset, page: str | None = None) -> list[str]:
    """
    Write ``grid.nc``, ``grid.csv``, ``grid.toml`` and, where there is one, ``grid.html``; all, or none.

    Parameters
    ----------
    folder : path
        Where to write; made if it is not there.
    data : xarray.Dataset
        Of `sim.results.grid_dataset.grid_dataset`.
    page : str, optional
        The report.

    Returns
    -------
    names : list of str
        Of the files written.

    Raises
    ------
    SundalinkError
        If the folder cannot be written.
    """
    folder = output_folder(folder)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".half-") as name:
            half = Path(name)
            netcdf_file.write(half / "grid.nc", data)
            (half / "grid.csv").write_text(grid_csv(data), encoding="utf-8")
            (half / "grid.toml").write_text(data.attrs["scenario"], encoding="utf-8")
            if page is not None:
                (half / "grid.html").write_text(page, encoding="utf-8")
            ready = sorted(half.iterdir())
            for path in ready:
                path.replace(folder / path.name)
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be written ({fault.strerror or fault})") from None
    return [path.name for path in ready]


def save_tables(folder: str | Path,
                tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str | float]]]]) -> list[str]:
    """
    Write tables as CSV files; all, or none.

    Parameters
    ----------
    folder : path
        Where to write; made if it is not there.
    tables : dict
        Name of a file -> header and rows.

    Returns
    -------
    names : list of str
    """
    folder = output_folder(folder)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".half-") as half:
            for name, (header, rows) in tables.items():
                (Path(half) / name).write_text(_csv(header, rows), encoding="utf-8")
            for name in tables:
                (Path(half) / name).replace(folder / name)
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be written ({fault.strerror or fault})") from None
    return list(tables)


def save_page_of(folder: str | Path, name: str, page: str) -> str:
    """Write a page beside results, whole or not at all, and return its name."""
    half = Path(folder) / f".half-{name}"
    try:
        half.write_text(page, encoding="utf-8")
        half.replace(Path(folder) / name)
    except OSError as fault:
        half.unlink(missing_ok=True)
        raise scenario_error(f"output folder {folder}: {name} cannot be written ({fault.strerror})") from None
    return name


def _csv(header: Sequence[str], rows: Iterable[Sequence[str | float]]) -> str:
    """Return a table as text; numbers with all their digits."""
    text = StringIO()
    written = csv.writer(text, lineterminator="\n")
    written.writerow(header)
    written.writerows([repr(float(cell)) if isinstance(cell, float) else cell for cell in row] for row in rows)
    return text.getvalue()


def open_grid(path: str | Path) -> xr.Dataset:
    """
    Open the results of a grid's run.

    Parameters
    ----------
    path : str or path
        A folder that ``sundalink grid run`` wrote, or its ``grid.nc``.

    Returns
    -------
    data : xarray.Dataset

    Raises
    ------
    SundalinkError
        If there is no such file, or it is not the result of a grid.
    """
    path = Path(path)
    path = path / "grid.nc" if path.is_dir() else path
    try:
        data = netcdf_file.read(path).load()   # whole: another run may replace the file
    except FileNotFoundError:
        raise scenario_error(f"{path}: no such file; `sundalink grid run` writes grid.nc into its folder") from None
    except OSError:
        raise scenario_error(f"{path}: is not a netCDF file") from None
    if "gap_asked" not in data.attrs:
        raise scenario_error(f"{path}: is not the result of a grid")
    return data


def grid_figures(data: xr.Dataset) -> list[tuple[str, str, float, str]]:
    """
    Figures of a grid: subject, name, value, unit; energies and money of the mean weather year, over the horizon.

    Parameters
    ----------
    data : xarray.Dataset
        Of `sim.results.grid_dataset.grid_dataset`.

    Returns
    -------
    rows : list of tuple
    """
    hours, rows = float(data.attrs["period_h"]), []
    mean = data.mean("weather_year")
    energy = {name: (mean[name].sum("time") * hours).values.astype(float) for name in
              ("demand", "unserved", "curtailed", "spilled", "emissions", "loss", "rent")}
    given = (mean["generation"].sum("time") * hours).values
    weight = data["demand"].sum(("weather_year", "time"))
    paid = ((data["price"] * data["demand"]).sum(("weather_year", "time")) / weight.where(weight > 0)).values
    for n, zone in enumerate(data["zone"].values):
        rows += [(f"zone {zone}", "mean_price", float(mean["price"].mean("time")[n]), "USD/MWh"),
                 (f"zone {zone}", "price_by_demand", float(paid[n]), "USD/MWh"),
                 (f"zone {zone}", "demand", energy["demand"][n] / 1e3, "GWh"),
                 (f"zone {zone}", "unserved", energy["unserved"][n] / 1e3, "GWh"),
                 (f"zone {zone}", "curtailed", energy["curtailed"][n] / 1e3, "GWh"),
                 (f"zone {zone}", "spilled", energy["spilled"][n] / 1e3, "GWh"),
                 (f"zone {zone}", "emissions", energy["emissions"][n], "tCO2"),
                 (f"zone {zone}", "welfare", float(mean["zone_welfare"][n]), "USD")]
        rows += [(f"zone {zone}", f"generation_{kind}", float(given[n, k]) / 1e3, "GWh")
                 for k, kind in enumerate(data["technology"].values) if given[n, k] > 0]
    for n, link in enumerate(data["corridor"].values):
        rows += [(f"corridor {link}", "sent_forward", float(mean["sent_forward"][n]) / 1e3, "GWh"),
                 (f"corridor {link}", "sent_back", float(mean["sent_back"][n]) / 1e3, "GWh"),
                 (f"corridor {link}", "loss", energy["loss"][n] / 1e3, "GWh"),
                 (f"corridor {link}", "rent", energy["rent"][n], "USD"),
                 (f"corridor {link}", "congested", float(congested(data)[n]), "fraction")]
    for c, country in enumerate(data["country"].values):
        rows += [(f"country {country}", str(party), float(mean["welfare"][p, c]), "USD")
                 for p, party in enumerate(data["party"].values)]
    price = float(np.nansum(paid * weight.values) / weight.values.sum())
    rows += [("grid", "price_by_demand", price, "USD/MWh"), ("grid", "emissions", energy["emissions"].sum(), "tCO2"),
             ("grid", "curtailed", energy["curtailed"].sum() / 1e3, "GWh"),
             ("grid", "unserved", energy["unserved"].sum() / 1e3, "GWh")]
    rows += [("grid", "cost", float(mean["cost"]), "USD"), ("grid", "gap", float(data.attrs["gap"]), "fraction"),
             ("grid", "balance_residual", float(data["balance_residual"].max()), "fraction")]
    return rows


def grid_csv(data: xr.Dataset) -> str:
    """Return the text of ``grid.csv``: subject, name, value, unit."""
    return _csv(("subject", "name", "value", "unit"), grid_figures(data))
