"""A finished sweep: its table, and what can be asked of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.errors import scenario_error
from sim.scenario.load_grid import is_grid, load_case
from sim.studies import indices, paired, scenario_discovery
from sim.studies.design import Design, Sample
from sim.studies.robustness import check_computed, robustness, threshold
from sim.studies.sampling import Distribution
from sim.studies.sweep_store import read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sim.scenario.schema import Scenario
    from sim.studies.scenario_discovery import Box


class Sweep:
    """
    A sweep that has been run.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each case.
    design : Design
        What it was made from.
    tables : mapping or str
        Base of the sweep, as `sim.load` takes it.
    folder : path, optional
        Where its files lie.

    Attributes
    ----------
    table : pandas.DataFrame
        A row for each case in the order of the design: ``case`` (its key), the swept keys, the values of
        ``summary.csv``, ``required_price_se``, parts of the landed cost, ``status`` (``ok``, ``failed`` or
        ``crashed``), ``error``, and what tells of the running.
    """

    def __init__(self, table: pd.DataFrame, design: Design, tables: dict[str, Any] | str,
                 folder: Path | None = None) -> None:
        self.table, self.design, self.base, self.folder = table, design, tables, folder and Path(folder)

    def __repr__(self) -> str:
        good = int((self.table["status"] == "ok").sum())
        return f"<Sweep: {len(self.table)} cases, {good} good; varies {', '.join(self.keys)}>"

    def _repr_html_(self) -> str:
        return self.best(10)._repr_html_()

    @property
    def keys(self) -> list[str]:
        """Swept keys, in the order of the design."""
        return [key for key in dict.fromkeys(k for row in self.design.rows for k in row) if key in self.table]

    @property
    def of_grids(self) -> bool:
        """Whether its cases are grids, also where none of them could be traded."""
        return is_grid(self.base)

    @property
    def good(self) -> pd.DataFrame:
        """Rows of the cases that succeeded."""
        return self.table[self.table["status"] == "ok"]

    def best(self, count: int = 1, figure: str = "required_price") -> pd.DataFrame:
        """Return the cases in which a figure is least: a row each with keys, the figure and its standard error."""
        columns = ["case", *self.keys, figure, *[n for n in ("required_price_se",) if figure == "required_price"]]
        rows = self.good[np.isfinite(self.good[figure].astype(float))].sort_values(figure, kind="stable")
        return rows[list(dict.fromkeys(columns))].head(count).reset_index(drop=True)

    def case(self, key: str) -> Scenario:
        """Return a case as a `Scenario`, by its key or the beginning of it."""
        found = [row for row, name in zip(self.design.rows, self._names(), strict=True) if name.startswith(str(key))]
        if not found or not str(key):
            raise scenario_error(f"case {key}: there is no such case in this sweep")
        return load_case(self.base, found[0])

    def differences(self, figure: str = "required_price") -> pd.DataFrame:
        """Return the difference of each design from the best: see `sim.studies.paired.differences`."""
        return paired.differences(self.table, self.keys, self.design.futures, figure)

    def robustness(self, thresholds: Mapping[str, str] | None = None, figure: str = "required_price") -> pd.DataFrame:
        """Return the performance of each decision under the futures: see `sim.studies.robustness.robustness`."""
        if not self.design.levers:
            raise scenario_error("sweep.levers: this sweep has none; robustness is that of decisions under futures")
        return robustness(self.table, self.design.levers, self.design.futures,
                          self.design.thresholds if thresholds is None else thresholds, figure)

    def boxes(self, figure: str, condition: str) -> list[Box]:
        """Return where a figure meets a condition, as ``boxes("min_dscr", "< 1.35")``: see
        `sim.studies.scenario_discovery.boxes`."""
        check_computed(self.table, figure)
        met = threshold(figure, condition)(self.good[figure])
        keys = [key for key in self.varied() if key not in paired.REPLICATES]
        return scenario_discovery.boxes({key: self.good[key] for key in keys}, met)

    def effects(self, figure: str = "required_price") -> pd.DataFrame:
        """
        Return what moves a figure.

        Parameters
        ----------
        figure : str
            Column of the table.

        Returns
        -------
        effects : pandas.DataFrame
            A row for each key that varies: ``lowest`` and ``highest`` mean over its levels and the ``range`` between
            them; ``rank_correlation``, partial, of numeric keys; after a Saltelli design ``first`` and ``total`` with
            their bands, after one of Morris ``mu``, ``mu_star`` and ``sigma``.
        """
        check_computed(self.table, figure)
        keys, value = self.varied(), self._values(figure)
        means = indices.main_effects([self.table[key].tolist() for key in keys], value)
        numeric = [key for key in keys if pd.api.types.is_numeric_dtype(self.table[key])
                   and not pd.api.types.is_bool_dtype(self.table[key])]
        ranks = dict(zip(numeric, indices.rank_correlation(self.table[numeric].to_numpy(dtype=float), value),
                         strict=True)) if numeric else {}
        found = pd.DataFrame([{"key": key, "lowest": min(level.values(), default=np.nan),
                               "highest": max(level.values(), default=np.nan),
                               "rank_correlation": ranks.get(key, np.nan)}
                              for key, level in zip(keys, means, strict=True)]).set_index("key")
        found.insert(2, "range", found["highest"] - found["lowest"])
        return found.join(self._indices(value)).sort_values("range", ascending=False)

    def levels(self, figure: str = "required_price") -> dict[str, dict[Any, float]]:
        """Return the mean of a figure at each level of each key that varies, the other keys held level."""
        keys = self.varied()
        found = indices.main_effects([self.table[key].tolist() for key in keys], self._values(figure))
        return dict(zip(keys, found, strict=True))

    def varied(self) -> list[str]:
        """Return the swept keys that have more than one value and follow from no other."""
        return [key for key in self.keys if key not in self.design.derived
                and self.table[key].astype(str).nunique() > 1]

    def _values(self, figure: str) -> np.ndarray:
        """Return a figure, NaN where the case failed."""
        return self.table[figure].astype(float).where(self.table["status"] == "ok").to_numpy()

    def _indices(self, value: np.ndarray) -> pd.DataFrame:
        """Return the indices that the design allows, by key."""
        sample = self.design.sample
        if sample is None or sample.method not in ("morris", "saltelli") or len(value) != len(self.design.rows):
            return pd.DataFrame()
        names = list(sample.keys)
        if sample.method == "saltelli":
            found = indices.sobol(value, len(names))
            return pd.DataFrame({"first": found.first, "first_low": found.first_band[:, 0],
                                 "first_high": found.first_band[:, 1], "total": found.total,
                                 "total_low": found.total_band[:, 0], "total_high": found.total_band[:, 1]}, names)
        from sim.studies.sampling import shares

        screened = indices.morris(shares(sample.method, len(names), sample.count, sample.seed), value)
        return pd.DataFrame({"mu": screened.mu, "mu_star": screened.mu_star, "sigma": screened.sigma}, names)

    def _names(self) -> list[str]:
        """Return the key of each row of the design."""
        from sim.studies.case_key import base, plan

        if len(self.table) == len(self.design.rows):
            return self.table["case"].tolist()
        return [each.key for each in plan(base(self.base), self.design.rows)]


def open_sweep(path: str | Path) -> Sweep:
    """
    Open a sweep from its folder.

    Parameters
    ----------
    path : str or path
        Folder that ``sundalink sweep`` wrote.

    Returns
    -------
    sweep : Sweep
        Of the cases that were done when its table was last brought together.

    Raises
    ------
    SundalinkError
        If it holds no sweep.
    """
    path = Path(path)
    manifest = read_manifest(path)
    if manifest is None:
        raise scenario_error(f"{path}: is not the folder of a sweep (no manifest.json)")
    try:
        table = pd.read_parquet(path / "cases.parquet")
        rows = [json.loads(text) for text in pd.read_parquet(path / "design.parquet")["overrides"]]
    except (OSError, ValueError, KeyError) as fault:
        raise scenario_error(f"{path}: its table cannot be read ({fault}); the command of the sweep writes it again "
                             "without computing") from None
    sample = manifest.get("sample")
    sample = sample and Sample(sample["method"], sample["n"], sample["seed"],
                               {key: Distribution(*each) for key, each in sample["keys"].items()})
    design = Design(rows, tuple(manifest.get("levers", ())), tuple(manifest.get("futures", ())), sample,
                    manifest.get("thresholds", {}), tuple(manifest.get("derived", ())))
    base = path / "base.toml"
    return Sweep(table, design, str(base if base.exists() else path / "sweep.toml"), path)
