"""The wind of a scenario as a table to print, and as files."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np

from sim.errors import scenario_error
from sim.report.plots import site_conditions, wind_acceptance
from sim.report.plots.catalogue import save_figure

FILES = ("wind.csv", *(f"wind_{name}.png" for name in wind_acceptance.DRAWINGS))
COLUMNS = ("trait", "value", "band", "unit", "verdict")
LISTED, FAILING = 14, 12
"""Traits of a group that are printed in full; of a larger group only what fails, up to so many, and then counts."""


def shown(examined):
    """
    Return the verdicts as rows of text.

    Parameters
    ----------
    examined : sim.analysis.wind_acceptance.Examined
        The wind and its verdicts.

    Returns
    -------
    rows : list of tuple of str
        By `COLUMNS`: the traits of small groups, and of large ones (a value for each month and sector) those that fail.
    """
    rows, groups = [], Counter(v.group for v in examined.verdicts)
    for group, count in groups.items():
        of = [v for v in examined.verdicts if v.group == group]
        listed = of if count <= LISTED and not _monthly(of) else [v for v in of if v.verdict == "FAILS"][:FAILING]
        rows += [(f"{v.group}, {v.name}", _short(v.value), _band(v), "" if v.unit == "-" else v.unit, v.verdict)
                 for v in listed]
        rest = Counter(v.verdict for v in of if v not in listed)
        if rest:
            said = ", ".join(f"{number} {verdict}" for verdict, number in rest.items())
            low, high = min(v.value for v in of), max(v.value for v in of)
            rows.append((f"{group}, {'others' if listed else 'all months'}", f"{_short(low)} to {_short(high)}", "",
                         "" if of[0].unit == "-" else of[0].unit, said))
    return rows


def _short(value):
    """Write a value with three digits, or all before the point."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def assumed(examined):
    """Return the groups whose bands are assumed."""
    marks = ("assumed", "edges of the memory", "band of the memory")
    return list(dict.fromkeys(v.group for v in examined.verdicts if any(word in v.source for word in marks)))


def failed(examined):
    """Return how many traits fail, and how many were tested."""
    verdicts = Counter(v.verdict for v in examined.verdicts)
    return verdicts["FAILS"], verdicts["FAILS"] + verdicts["ok"]


def save_wind(examined, folder):
    """
    Write ``wind.csv``, every trait with its band, and the pictures; one more of a correction to the long term.

    Parameters
    ----------
    examined : sim.analysis.wind_acceptance.Examined
        The wind and its verdicts.
    folder : path
        Where to write; made if it is not there.

    Raises
    ------
    SundalinkError
        If the folder cannot be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / FILES[0]).open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("group", "name", "value", "low", "high", "unit", "verdict", "band_from"))
            for v in examined.verdicts:
                table.writerow((v.group, v.name, *("" if np.isnan(x) else f"{x:.6g}" for x in v[2:5]), *v[5:]))
        for name, draw in wind_acceptance.DRAWINGS.items():
            save_figure(draw(examined), folder / f"wind_{name}.png")
        if examined.corrected:
            save_figure(site_conditions.correction(examined.corrected), folder / "wind_correction.png")
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be written ({fault.strerror or fault})") from None


def _monthly(of):
    return len(of) >= 12


def _band(verdict):
    return "" if np.isnan(verdict.low) else f"{_short(verdict.low)} to {_short(verdict.high)}"
