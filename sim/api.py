"""What a notebook calls: the same functions as the command line, returning labelled data."""

from sim import chain
from sim.results.analyses import analyse
from sim.results.dataset import dataset
from sim.results.summary import summary
from sim.studies.route_comparison import compare_routes
from sim.studies.sweep import sweep


def run(scenario, *, workers=2):
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
    case = chain.run(scenario, workers=workers)
    analyses = analyse(case)
    return dataset(case, summary(case, analyses), analyses)


__all__ = ["compare_routes", "run", "sweep"]
