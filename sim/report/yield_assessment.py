"""Wake losses by model beside the reported ones, as a table to print and as files."""

import csv
from pathlib import Path

from sim.analysis.yield_assessment import mean_errors
from sim.report.plots import farm
from sim.report.plots.catalogue import save_figure

FILES = ("wakes.csv", "wakes.png")


def shown(compared):
    """
    Return the comparison as rows of text, one model each.

    Parameters
    ----------
    compared : list of sim.analysis.yield_assessment.Compared
        Wake losses by model.

    Returns
    -------
    columns : tuple of str
        Model, and a column for each farm.
    rows : list of tuple of str
        Losses in percent with the residual to the reported loss, the model of the scenario marked; range; reported loss
        with its status; and in the last column the mean absolute residual over all farms with a reported loss.
    """
    names = list(dict.fromkeys(name for one in compared for name in one.loss))
    error = mean_errors(compared)
    rows = [(name, *(_loss(one, name) for one in compared), f"{100 * error[name]:.1f}" if name in error else "")
            for name in names]
    rows.append(("range (max - min)",
                 *(f"{100 * (max(one.loss.values()) - min(one.loss.values())):.1f}" for one in compared), ""))
    rows.append(("reported",
                 *(f"{100 * one.reported:.1f} ({one.status})" if one.status else "" for one in compared), ""))
    return ("", *(f"{one.name}, {one.turbines} turbines" for one in compared), "mean error"), rows


def _loss(one, name):
    """Return a loss in percent, with its residual where a loss is reported."""
    if name not in one.loss:
        return ""
    residual = f" ({100 * one.residual[name]:+.1f})" if one.status else ""
    return f"{100 * one.loss[name]:.1f}{residual}{' *' if name == one.chosen else ''}"


def save_wakes(compared, folder):
    """
    Write the comparison into a folder: a row for each farm and model, and the plot.

    Parameters
    ----------
    compared : list of sim.analysis.yield_assessment.Compared
        Wake losses by model.
    folder : path
        Made if it is not there.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILES[0]).open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("farm", "turbines", "model", "chosen", "wake_loss_fraction", "reported_fraction",
                       "residual_fraction", "reported_status", "reported_source"))
        for one in compared:
            for name, loss in one.loss.items():
                rows.writerow((one.name, one.turbines, name, int(name == one.chosen), f"{loss:.6f}",
                               f"{one.reported:g}" if one.status else "",
                               f"{one.residual[name]:.6f}" if one.status else "", one.status, one.source))
    save_figure(farm.models(compared), folder / FILES[1])
