"""Wake losses by model, as a table to print and as files."""

import csv
from pathlib import Path

from sim.report.plots import farm
from sim.report.plots.catalogue import save_figure

FILES = ("wakes.csv", "wakes.png")


def shown(compared):
    """
    Return the comparison as rows of text, a model each.

    Parameters
    ----------
    compared : list of sim.analysis.yield_assessment.Compared
        Wake losses by model.

    Returns
    -------
    columns : tuple of str
        Model, and a column for each farm.
    rows : list of tuple of str
        Losses in percent, the model that the scenario has chosen marked; how far they are apart; what is told.
    """
    names = list(dict.fromkeys(name for one in compared for name in one.loss))
    rows = [(name, *(f"{100 * one.loss[name]:.1f}{' *' if name == one.chosen else ''}" if name in one.loss else ""
                     for one in compared)) for name in names]
    rows.append(("apart", *(f"{100 * (max(one.loss.values()) - min(one.loss.values())):.1f}" for one in compared)))
    rows.append(("told of it", *(f"{100 * one.told:.1f} ({'unverified' if one.status == 'assumed' else one.status})"
                                 if one.status else "" for one in compared)))
    return ("", *(f"{one.name}, {one.turbines} turbines" for one in compared)), rows


def save_wakes(compared, folder):
    """
    Write the comparison into a folder: a row for each farm and model, and the picture.

    Parameters
    ----------
    compared : list of sim.analysis.yield_assessment.Compared
        Wake losses by model.
    folder : path
        Made if it is not there.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / FILES[0], "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("farm", "turbines", "model", "chosen", "wake_loss_fraction", "told_fraction", "told_status",
                       "told_source"))
        for one in compared:
            for name, loss in one.loss.items():
                rows.writerow((one.name, one.turbines, name, int(name == one.chosen), f"{loss:.6f}",
                               f"{one.told:g}" if one.status else "", one.status, one.source))
    save_figure(farm.models(compared), folder / FILES[1])
