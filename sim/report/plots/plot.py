"""Pictures of a result by name, for notebooks: ``sim.plot.losses(data)``."""

from sim.report.plots.catalogue import DRAWINGS, save_figure
from sim.report.plots.grid_catalogue import GRID_DRAWINGS, LINK_DRAWINGS, PATH_DRAWINGS
from sim.report.plots.question_catalogue import ANSWER_DRAWINGS, ROUTE_DRAWINGS, RUN_DRAWINGS

ALL = {**DRAWINGS, **GRID_DRAWINGS, **LINK_DRAWINGS, **PATH_DRAWINGS, **RUN_DRAWINGS, **ANSWER_DRAWINGS,
       **ROUTE_DRAWINGS}
"""Name -> function that draws; those of a grid take the data of a grid, or the values of its corridors, others what
`sim.ask`, `sim.find_route` and `sim.compare_routes` return."""


def __getattr__(name):
    """Return the function that draws a picture and returns a figure."""
    if name in ALL:
        return ALL[name]
    raise AttributeError(f"sim.plot has no picture {name!r}; there are {', '.join(sorted(ALL))}")


def __dir__():
    return sorted([*ALL, "save_figure"])


__all__ = ["save_figure"]
