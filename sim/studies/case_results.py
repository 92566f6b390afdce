"""A case of a sweep whose results are kept, as ``sundalink run`` writes them."""

from difflib import get_close_matches
from functools import partial

from sim.chain import run
from sim.errors import scenario_error
from sim.results.analyses import ANALYSES, analyse
from sim.results.dataset import dataset
from sim.results.files import save
from sim.results.summary import SUMMARY, summary
from sim.scenario.load import load
from sim.studies.case_worker import figures_of, price_figures, share


def figures_asked(settings, asked):
    """
    Return what computes the figures of a case, and the columns that it must give.

    Parameters
    ----------
    settings : Options
        Of the sweep.
    asked : Design
        Its columns and thresholds name the figures that need an analysis.

    Returns
    -------
    figures : callable or None
        None for all figures.
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
        return figures_and_results if settings.results else None, all_
    for name in (*asked.columns, *settings.columns):
        if name not in SUMMARY:
            near = get_close_matches(str(name), SUMMARY, 1)
            raise scenario_error(f"sweep.columns: {name!r} is no figure of the summary"
                                 + (f"; nearest: {near[0]}" if near else ""), key="sweep.columns")
    columns = all_.intersection((*asked.columns, *settings.columns, *asked.thresholds))
    return partial(price_figures, columns=tuple(sorted(columns))), columns


def figures_and_results(tables, overrides, keep):
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
        As `sim.studies.case_worker.figures` has them.
    """
    scenario = load(tables, overrides, "[sweep]")
    case = run(scenario, cache=share(), workers=1)
    analyses = analyse(case)
    values = summary(case, analyses)
    save(keep, dataset(case, values, analyses), values, scenario)
    return figures_of(case, values)
