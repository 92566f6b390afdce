"""The pictures of a sweep, in its folder."""

from sim.report.plots.catalogue import save_figure, sweep_plot
from sim.report.sweep_explorer import save_explorer


def pictures(done, folder):
    """
    Write plot and explorer of a sweep; of a sweep of grids the explorer.

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
    if done.of_grids:   # the plot shows prices that a single case requires
        return ("index.html",)
    save_figure(sweep_plot(done.table, done.keys), folder / "sweep.png")
    return "index.html", "sweep.png"
