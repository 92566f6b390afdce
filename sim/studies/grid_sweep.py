"""Sweeps of grids on the engine of all sweeps: the figures of a row, and options that grids do not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sim.case.grid import build_grid_case, run_grid_case
from sim.errors import scenario_error
from sim.results.grid_dataset import grid_dataset
from sim.results.grid_files import grid_figures, save_grid
from sim.results.grid_notes import without_growth
from sim.scenario.load_grid import load_grid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sim.studies.design import Design
    from sim.studies.sweep_options import Options


def grid_case_figures(tables: Any, overrides: Mapping[str, Any], keep: Path | None = None) -> dict[str, float]:
    """
    Trade a grid and return every figure of ``grid.csv``.

    Parameters
    ----------
    tables : str, path or mapping
        As `sim.load_grid` takes it.
    overrides : mapping
        Values by dotted key.
    keep : path, optional
        Folder for ``grid.nc``, ``grid.csv`` and ``grid.toml``.

    Returns
    -------
    figures : dict
        By ``subject name``, as ``zone SG mean_price``.
    """
    data = grid_dataset(run_grid_case(build_grid_case(load_grid(tables, overrides, "[sweep]"))))
    if keep is not None:
        save_grid(keep, data)
    return {f"{subject} {name}": value for subject, name, value, _ in grid_figures(data)}


GROWTH = re.compile(r"zones\.([A-Z0-9_]+)\.demand\.growth")


def check_grid_sweep(settings: Options, asked: Design, tables: Any, say: Callable[[str], None]) -> None:
    """
    Refuse options and tables of a sweep that grids do not have: their rows hold every figure.

    Parameters
    ----------
    settings : Options
    asked : Design
    tables : str, path or mapping
        Base of the sweep.
    say : callable
        Is given a sentence on each key that has no effect in any case.
    """
    if settings.columns or asked.columns:
        raise scenario_error("sweep.columns: the rows of a grid hold every figure; leave it out", key="sweep.columns")
    zones = sorted({found[1] for row in asked.rows for key in row if (found := GROWTH.fullmatch(key))})
    if zones:
        latest = max(asked.rows, key=lambda row: row.get("grid.year", 0))
        s = load_grid(tables, latest, "[sweep]")
        for zone in zones:
            if note := without_growth(s.zone(zone), s.grid.year):
                say(note)
