"""Pictures of a result by name, as a notebook asks for them: ``sim.plot.losses(data)``."""

from sim.report.plots.catalogue import DRAWINGS, save_figure


def __getattr__(name):
    """Return the function that draws a picture of the report: it takes the data of a run and returns a figure."""
    if name in DRAWINGS:
        return DRAWINGS[name]
    raise AttributeError(f"sim.plot has no picture {name!r}; there are {', '.join(sorted(DRAWINGS))}")


def __dir__():
    return sorted([*DRAWINGS, "save_figure"])


__all__ = ["save_figure"]
