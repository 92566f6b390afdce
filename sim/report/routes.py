"""The comparison of routes: as rows to print, and as files."""

import numbers
from pathlib import Path

import numpy as np

from sim.errors import scenario_error
from sim.report.plot_routes import routes_map, routes_plot
from sim.report.plots import save_figure
from sim.report.tables import NONE, number

COLUMNS = {
    "name": "route", "length_km": "km", "max_depth_m": "m deep", "voltage_kv": "kV", "power_mw": "MW",
    "loss_full": "loss %", "loss_energy": "year %", "capex_usd_million": "bn USD", "required_price": "USD/MWh",
    "status": "status",
}
"""Columns of the table that are printed, few enough for a terminal, and their headers: loss at full load (published,
for a link of others) and over the year, cost of cables and stations, required price. The file has them all."""

FORMS = {   # factor, decimals
    "loss_full": (100.0, 1), "loss_energy": (100.0, 1), "capex_usd_million": (1e-3, 2), "required_price": (1.0, 1),
}


def shown(table):
    """
    Return the comparison as rows of text.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it: candidates first, then reference links.

    Returns
    -------
    rows : list of list of str
        In the order of `COLUMNS`; what is not known is a dash, and a failed candidate says why.
    """
    return [[_cell(record, column) for column in COLUMNS] for record in table.to_dict("records")]


def save_routes(table, folder):
    """
    Write ``routes.csv``, ``routes_map.png`` and ``routes_plot.png``.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.
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
        table.to_csv(folder / "routes.csv", index=False)
        save_figure(routes_map(table), folder / "routes_map.png")
        save_figure(routes_plot(table), folder / "routes_plot.png")
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be written ({fault.strerror or fault})") from None


def _cell(record, column):
    """Return one cell as text."""
    value = record.get(column)
    if column == "loss_full" and record.get("kind") == "reference":
        value = record.get("published_loss")
    if column == "status" and value == "failed":
        return f"failed: {record.get('error', '')}"
    if value is None or (isinstance(value, numbers.Real) and not np.isfinite(value)):
        return NONE
    if not isinstance(value, numbers.Real):
        return str(value)
    factor, decimals = FORMS.get(column, (1.0, 0))
    return number(factor * value, decimals)
