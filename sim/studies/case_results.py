"""A case of a sweep whose results are kept, as ``sundalink run`` writes them."""

from sim.chain import run
from sim.errors import scenario_error
from sim.results.analyses import analyse
from sim.results.dataset import dataset
from sim.results.files import save
from sim.results.summary import summary
from sim.scenario.load import load
from sim.studies.case_worker import figures_of, price_figures, share


def figures_asked(settings):
    """
    Return what computes the figures of a case; None for the usual figures.

    Parameters
    ----------
    settings : Options
        Of the sweep.

    Returns
    -------
    figures : callable or None
    """
    if settings.results and settings.lean:
        raise scenario_error("--lean with --keep results: results of a case hold its analyses; leave out one of them")
    return figures_and_results if settings.results else price_figures if settings.lean else None


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
