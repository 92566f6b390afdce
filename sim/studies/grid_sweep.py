"""Many grids: one table with a row for each combination of swept keys."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.case.grid import build_grid_case, run_grid_case
from sim.errors import SundalinkError, scenario_error
from sim.results.grid_dataset import grid_dataset
from sim.results.grid_files import grid_figures
from sim.scenario.load_grid import load_grid

if TYPE_CHECKING:
    from pathlib import Path

MOST = 1000
"""Most grids of a sweep."""


def sweep_grids(source: str | Path | Mapping[str, Any], over: Mapping[str, Sequence[Any]],
                overrides: Mapping[str, Any] | None = None, *, workers: int = 2,
                progress: Callable[[int, int], None] = lambda done, count: None) -> pd.DataFrame:
    """
    Trade a grid for every combination of values of some keys.

    Parameters
    ----------
    source : str, path or mapping
        As `sim.load_grid` takes it.
    over : mapping of str to sequence
        Values by dotted key: ``{"grid.year": [2030, 2040], "grid.wheeling_usd_per_mwh": [0, 3, 10]}``.
    overrides : mapping, optional
        Values that hold in all of them.
    workers : int
        Threads of each trade.
    progress : callable
        Called with the number of grids done, and of all.

    Returns
    -------
    table : pandas.DataFrame
        A row for each grid: the swept keys, every figure of ``grid.csv`` as ``subject name``, ``status`` and ``error``;
        a grid that fails stays as a row.

    Raises
    ------
    SundalinkError
        If nothing is swept, or more than a thousand grids are.
    """
    listed = [dict(zip(over, values, strict=True)) for values in itertools.product(*over.values())] if over else []
    if not 0 < len(listed) <= MOST:
        raise scenario_error(f"sweep of a grid: {len(listed)} grids: must be 1 to {MOST}")
    rows = []
    for number, given in enumerate(listed):
        row: dict[str, Any] = {key: str(value) if isinstance(value, list | dict) else value
                               for key, value in given.items()}
        try:
            s = load_grid(source, {**(overrides or {}), **given}, "sweep")
            data = grid_dataset(run_grid_case(build_grid_case(s), workers))
            row |= {f"{subject} {name}": value for subject, name, value, _ in grid_figures(data)}
            row |= {"status": "ok", "error": ""}
        except SundalinkError as fault:
            row |= {"status": "failed", "error": str(fault)}
        rows.append(row)
        progress(number + 1, len(listed))
    return pd.DataFrame(rows)
