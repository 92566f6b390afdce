"""Functions for notebooks: the same as those of the command line, returning labelled data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import chain
from sim.case import stage_cache
from sim.case.grid import build_grid_case, run_grid_case
from sim.report import sweep_progress
from sim.report.sweep_explorer import save_explorer
from sim.results.analyses import analyse
from sim.results.dataset import dataset
from sim.results.grid_dataset import grid_dataset
from sim.results.summary import summary
from sim.studies import grid_export
from sim.studies import sweep as studies_sweep
from sim.studies.grid_adequacy import adequacy_table, zone_adequacy
from sim.studies.grid_export import settlement_table
from sim.studies.grid_links import value_links
from sim.studies.grid_path import YEARS, region_path
from sim.studies.route_comparison import compare_routes
from sim.studies.route_search import find_route
from sim.studies.sweep_result import Sweep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import xarray as xr

    from sim.case.stage_cache import Cache
    from sim.chain import Case
    from sim.scenario.grid_schema import GridScenario
    from sim.scenario.schema import Scenario
    from sim.studies.grid_links import GridLinks
    from sim.studies.grid_path import GridPath


class ExplorableSweep(Sweep):
    """A sweep that has been run, and that can draw its explorer."""

    def explore(self, path: str | Path | None = None) -> Path:
        """Write the explorer as one HTML file and return it; in a notebook it is shown."""
        return save_explorer(self, Path(path) if path else (self.folder or Path()) / "index.html")


def sweep(source: str | Path | Mapping[str, Any], output: str | Path | None = None, **options: Any) -> Sweep:
    """
    Run every case of a sweep; arguments as those of `sim.studies.sweep.sweep`. A notebook shows how far it is.

    Parameters
    ----------
    source : str, path or mapping
        What is swept.
    output : path, optional
        Folder for its files.
    **options
        How it is run.

    Returns
    -------
    sweep : ExplorableSweep
        ``.table``, ``.best()``, ``.effects()``, ``.differences()``, ``.robustness()``, ``.case(key)``, ``.explore()``.
    """
    if (display := sweep_progress.notebook()) is not None:
        bar = sweep_progress.Bar(display)
        options = {"say": bar.say, "watch": bar.watch, **options}
    found = studies_sweep.sweep(source, output, **options)
    return ExplorableSweep(found.table, found.design, found.base, found.folder)


def run(scenario: Scenario, *, workers: int = 2) -> xr.Dataset:
    """
    Run one case.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.
    workers : int
        Threads; the arrays are the same for any number.

    Returns
    -------
    data : xarray.Dataset
        Hourly, annual and yearly arrays, the route, the link's curve, and every value of ``summary.csv`` as a scalar.

    Raises
    ------
    SundalinkError
        If the case cannot be, or a balance does not close.
    """
    return labelled(run_case(scenario, workers=workers))


def run_case(scenario: Scenario, *, workers: int = 2, share: Cache = stage_cache.alone) -> Case:
    """
    Run one case and keep the arrays of every stage, to which `sim.ask` puts questions.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.
    workers : int
        Threads; the arrays are the same for any number.
    share : callable
        What `sim.shared_stages` returns: cases that it is given to compute a stage that they have in common once.

    Returns
    -------
    case : Case
        ``case.wind``, ``case.farm``, ``case.link``, ``case.finance`` and the other stages.

    Raises
    ------
    SundalinkError
        If the case cannot be, or a balance does not close.
    """
    return chain.run(scenario, workers=workers, cache=share)


def labelled(case: Case) -> xr.Dataset:
    """
    Return the results of a case as labelled data.

    Parameters
    ----------
    case : Case
        As `run_case` returns it.

    Returns
    -------
    data : xarray.Dataset
        As `run` returns it.
    """
    analyses = analyse(case)
    return dataset(case, summary(case, analyses), analyses)


def shared_stages() -> Cache:
    """Return a store of stages, for `run_case` and for those questions of `sim.ask` that take ``share``."""
    return stage_cache.shared()


def run_grid(scenario: GridScenario, *, workers: int = 2) -> xr.Dataset:
    """
    Trade one grid.

    Parameters
    ----------
    scenario : GridScenario
        As `sim.load_grid` returns it.
    workers : int
        Threads; the arrays are the same for any number.

    Returns
    -------
    data : xarray.Dataset
        Prices, flows, generation, rents, emissions and welfare by weather year.

    Raises
    ------
    SundalinkError
        If the grid cannot be, a balance does not close, or the gap asked for is not reached.
    """
    return grid_dataset(run_grid_case(build_grid_case(scenario), workers))


def grid_links(scenario: GridScenario, **options: Any) -> GridLinks:
    """
    Value every planned corridor of a grid: taken out of all of them, put in alone, in pairs, and who gains.

    Parameters
    ----------
    scenario : GridScenario
        As `sim.load_grid` returns it.
    **options
        As those of `sim.studies.grid_links.value_links`: ``links``, ``pairs``, ``gap``, ``workers``.

    Returns
    -------
    values : GridLinks
        ``.table()``, ``.pair_table()``; `sim.plot.grid_links` draws it.
    """
    return value_links(scenario, **options)


def settle_export(scenario: GridScenario, **options: Any) -> pd.DataFrame:
    """
    Settle the export project of a grid as a price-taker, against the residual, and as a zone of the grid.

    Parameters
    ----------
    scenario : GridScenario
        With ``project.mode = "hub"``.
    **options
        As those of `sim.studies.grid_export.settle_export`.

    Returns
    -------
    table : pandas.DataFrame
        A row for each form.
    """
    return settlement_table(grid_export.settle_export(scenario, **options))


def grid_path(source: str | Path | Mapping[str, Any], years: Sequence[int] = YEARS, **options: Any) -> GridPath:
    """
    Trade a grid in several snapshot years, beside a straight line to net zero.

    Parameters
    ----------
    source : str, path or mapping
        As `sim.load_grid` takes it.
    years : sequence of int
        Snapshot years, rising.
    **options
        As those of `sim.studies.grid_path.region_path`: ``overrides``, ``zero``, ``workers``.

    Returns
    -------
    path : GridPath
        ``.table``, ``.mix``, ``.emissions``; `sim.plot.grid_path` draws it.
    """
    return region_path(source, years, **options)


def grid_adequacy(scenario: GridScenario, zone: str = "SG", corridors: Sequence[str] = (), **options: Any
                  ) -> pd.DataFrame:
    """
    Adequacy of a zone of a grid: alone, with its neighbours, and without single corridors.

    Parameters
    ----------
    scenario : GridScenario
        As `sim.load_grid` returns it.
    zone : str
        The zone.
    corridors : sequence of str
        Corridors that are left out, each by itself.
    **options
        As those of `sim.studies.grid_adequacy.zone_adequacy`: ``workers``, ``draws``.

    Returns
    -------
    table : pandas.DataFrame
        A row for each support.
    """
    return adequacy_table(zone_adequacy(scenario, zone, tuple(corridors), **options))


__all__ = ["compare_routes", "find_route", "grid_adequacy", "grid_links", "grid_path", "labelled", "run", "run_case",
           "run_grid", "settle_export", "shared_stages", "sweep"]
