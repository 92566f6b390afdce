"""Figures of a case that a sweep computes, and its results where they are kept."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache, partial
from typing import TYPE_CHECKING

from sim.analysis import price_standard_error
from sim.case.stage_cache import shared
from sim.chain import run
from sim.errors import scenario_error
from sim.results.analyses import ANALYSES, OF_FIRMNESS, OF_LIVES, analyse
from sim.results.analyses import asked as analyses_asked
from sim.results.dataset import dataset
from sim.results.files import save
from sim.results.summary import chosen_figures, summary
from sim.results.summary_values import SUMMARY
from sim.scenario.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from sim.case.stage_cache import Cache
    from sim.chain import Case
    from sim.results.summary_values import SummaryValues
    from sim.studies.design import Design
    from sim.studies.sweep_options import Options


def figures_asked(settings: Options, asked: Design) -> tuple[Callable[..., dict[str, Any]], frozenset[str]]:
    """
    Return the function that computes the figures of a case, and its columns.

    Parameters
    ----------
    settings : Options
        Of the sweep.
    asked : Design
        Its columns and thresholds name the figures that need an analysis.

    Returns
    -------
    figures : callable
        ``figures(tables, overrides)``, as `sim.studies.case_worker.RunSettings` has it.
    columns : frozenset of str
        Figures of analyses that each row must have.

    Raises
    ------
    SundalinkError
        If the options contradict each other, or a column is no figure.
    """
    for flag, set_, why in (("--keep results", settings.results, "results of a case hold its analyses"),
                            ("--full", settings.full, "the one asks for all analyses, the other for none")):
        if set_ and settings.lean:
            raise scenario_error(f"--lean with {flag}: {why}; leave out one of them")
    all_ = frozenset(name for analysis in ANALYSES for name in getattr(analysis, "FIGURES", ()))
    if settings.results or settings.full:
        return figures_and_results if settings.results else figures, all_
    for name in (*asked.columns, *settings.columns):
        if name not in SUMMARY:
            near = get_close_matches(str(name), SUMMARY, 1)
            raise scenario_error(f"sweep.columns: {name!r} is no figure of the summary"
                                 + (f"; nearest: {near[0]}" if near else ""), key="sweep.columns")
    columns = all_.intersection((*asked.columns, *settings.columns, *asked.thresholds))
    return partial(price_figures, columns=tuple(sorted(columns))), columns


@cache
def share() -> Cache:
    """Return the cache of stages that all cases of this process share."""
    return shared()


def figures(tables: str | Path | Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the figures of a case.

    Parameters
    ----------
    tables : str, path or mapping
        As `sim.load` takes it.
    overrides : dict
        Values by dotted key.

    Returns
    -------
    figures : dict
        Those of the summary; ``required_price_years`` as `sim.analysis.price_standard_error` has them; ``cost_...``,
        the parts of the landed cost. [USD/MWh]
    """
    case = run(load(tables, overrides, "[sweep]"), cache=share(), keep=False, workers=1)
    return figures_of(case, summary(case))


def price_figures(tables: str | Path | Mapping[str, Any], overrides: Mapping[str, Any],
                  columns: Sequence[str] = ()) -> dict[str, Any]:
    """
    Return the figures of a case that need no analysis of it, and those that are asked for: for a sweep of the price.

    Parameters
    ----------
    tables, overrides
        As in `figures`.
    columns : sequence of str
        Further figures, by the names of the summary; only their analyses are run.

    Returns
    -------
    figures : dict
        Energy, price and its standard error, returns and cost; and all figures of the analyses that were run.
    """
    wanted = analyses_asked((*price_standard_error.FIGURES, *columns))
    case = run(load(tables, overrides, "[sweep]"), cache=share(), keep=False, workers=1,
               firmness=bool(set(wanted) & set(OF_FIRMNESS)), lives=bool(set(wanted) & set(OF_LIVES)))
    return figures_of(case, chosen_figures(case, wanted))


def figures_of(case: Case, values: SummaryValues) -> dict[str, Any]:
    """
    Return the figures of a case that was run.

    Parameters
    ----------
    case : Case
    values : dict
        Its summary.

    Returns
    -------
    figures : dict
        As `figures` returns them.
    """
    prices, landed = price_standard_error.compute(case), case.finance.landed
    parts = {f"cost_{part.replace(' ', '_')}": float(value)
             for part, value in zip(landed.name, landed.value, strict=True)}
    return {**values, "required_price_years": [float(price) for price in prices.adjusted], **parts}


def figures_and_results(tables: str | Path | Mapping[str, Any], overrides: Mapping[str, Any],
                        keep: Path) -> dict[str, Any]:
    """
    Return the figures of a case and write its results.

    Parameters
    ----------
    tables : str, path or mapping
        As `sim.load` takes it.
    overrides : dict
        Values by dotted key.
    keep : path
        Folder for ``results.nc``, ``summary.csv`` and ``scenario.toml``; ``sundalink report`` draws its page.

    Returns
    -------
    figures : dict
        As `figures` has them.
    """
    scenario = load(tables, overrides, "[sweep]")
    case = run(scenario, cache=share(), workers=1)
    analyses = analyse(case)
    values = summary(case, analyses)
    save(keep, dataset(case, values, analyses), values, scenario)
    return figures_of(case, values)
