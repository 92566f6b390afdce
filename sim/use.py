"""What a notebook calls: the same functions as the command line, returning labelled data."""

from sim import chain
from sim.compare import compare_routes
from sim.figures import summary
from sim.results import dataset
from sim.sweeps import sweep


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
    return dataset(case, summary(case))


__all__ = ["compare_routes", "run", "sweep"]
