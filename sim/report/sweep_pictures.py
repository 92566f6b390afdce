"""The pictures of a sweep, in its folder."""

from sim.report.plots.catalogue import save_figure, sweep_plot
from sim.report.sweep_explorer import save_explorer


def pictures(done, folder):
    """
    Write plot and explorer of a sweep.

    Parameters
    ----------
    done : Sweep
    folder : Path
        Of the sweep.

    Returns
    -------
    names : tuple of str
        Of the files.
    """
    save_explorer(done, folder / "index.html")
    save_figure(sweep_plot(done.table, done.keys), folder / "sweep.png")
    return "index.html", "sweep.png"
