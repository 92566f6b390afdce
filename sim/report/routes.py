"""The comparison of routes: as rows to print, and as files."""

import numbers
from pathlib import Path

import numpy as np

from sim.errors import scenario_error
from sim.report.plot_choice import costs_plot, pareto_plot, residuals_plot
from sim.report.plot_routes import routes_map, routes_plot
from sim.report.plots import save_figure
from sim.report.tables import NONE, number

COLUMNS = {
    "rank": "", "name": "route", "length_km": "km", "great_circle_ratio": "ratio", "loss_full": "loss %",
    "loss_energy": "year %", "life_availability": "up %", "faults_per_year": "faults", "capex_usd_million": "bn USD",
    "transport_cost": "link", "required_price": "price", "pareto": "Pareto", "status": "status",
}
"""Columns of the table that is printed first, and their headers: loss at full load and over the year, poles in service
over poles for a life, cost of cables and stations, of the link per MWh that it brings, and required price."""

DETAILS = {
    "name": "route", "power_mw": "MW", "bottleneck": "bottleneck", "ampacity_ka": "kA", "full_load_ka": "used",
    "link_capex_pre_2022_usd_million": "pre-2022", "link_capex_contracts_2023_25_usd_million": "2023-25",
    "link_capex_dea_2025_usd_million": "DEA 2025", "cables_crossed": "crossed", "permits": "waters",
}
"""Of the second: where the cable may carry least, how much, and what it carries; the cost of cables and stations by
vintage, in thousand million USD of 2025; and whose waters it lies in."""

LINKS = {
    "name": "link", "length_km": "km", "power_mw": "MW", "voltage_kv": "kV", "published_loss": "loss %",
    "model_loss": "model", "loss_residual": "points", "capex_usd_million": "bn USD", "model_capex_usd_million": "model",
    "capex_residual": "%", "model_vintage": "vintage", "faults_per_year": "faults/yr", "status": "status",
}
"""Of the third, on links of others: published figure, the model's, and what is left between them."""

OWN = ("candidate", "interconnector")

FORMS = {   # factor, decimals
    "loss_full": (100.0, 1), "loss_energy": (100.0, 1), "life_availability": (100.0, 1), "faults_per_year": (1.0, 2),
    "great_circle_ratio": (1.0, 3), "required_price": (1.0, 1), "transport_cost": (1.0, 1), "ampacity_ka": (1.0, 2),
    "full_load_ka": (1.0, 2), "published_loss": (100.0, 1), "model_loss": (100.0, 1), "loss_residual": (100.0, 1),
    "capex_residual": (100.0, 0), **{key: (1e-3, 2) for key in (*COLUMNS, *DETAILS, *LINKS) if "usd_million" in key},
}

FILES = ("routes.csv", "routes_map.png", "routes_plot.png", "routes_pareto.png", "routes_costs.png",
         "routes_residuals.png")


def printed(table):
    """
    Return the comparison as the tables that are printed.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    tables : list of (str, list of str, list of list of str)
        Title, headers and rows; only those with rows.
    """
    own, others = table["kind"].isin(OWN), table["kind"] == "reference"
    listed = (("ratio: over the great circle; loss at full load, over the year; up: poles in service over a life; "
               "faults a year;\nlink: cable and stations alone, per MWh brought, and price: required [USD of 2025/MWh]",
               COLUMNS, own), ("Cable, cost by vintage [bn USD of 2025] and waters", DETAILS, own),
              ("Links of others: published, model, residual", LINKS, others))
    found = [(title, list(columns.values()), shown(table[some], columns)) for title, columns, some in listed]
    return [one for one in found if one[2]]


def reasons(table):
    """
    Return why routes have no required price, each reason once.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    lines : list of str
        Routes, and what is told of them; nothing of failed ones, whose rows say it.
    """
    found = {}
    for record in table[table["status"] == "no farm"].to_dict("records"):
        found.setdefault(record["error"], []).append(record["name"])
    return [f"{', '.join(names)}: {why}" for why, names in found.items()]


def shown(table, columns=COLUMNS):
    """
    Return the comparison as rows of text.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it: candidates first, then interconnectors, then reference links.
    columns : mapping of str to str
        Columns and their headers.

    Returns
    -------
    rows : list of list of str
        In the order of `columns`; what is not known is a dash, and a failed candidate says why.
    """
    return [[_cell(record, column) for column in columns] for record in table.to_dict("records")]


def save_routes(table, folder):
    """
    Write the table and its pictures, `FILES`.

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
    drawings = (routes_map, routes_plot, pareto_plot, costs_plot, residuals_plot)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        table.to_csv(folder / FILES[0], index=False)
        for name, draw in zip(FILES[1:], drawings, strict=True):
            save_figure(draw(table), folder / name)
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be written ({fault.strerror or fault})") from None


def _cell(record, column):
    """Return one cell as text."""
    value = record.get(column)
    if column == "status" and value == "failed":
        return f"failed: {record.get('error', '')}"
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if value is None or value == "" or (isinstance(value, numbers.Real) and not np.isfinite(value)):
        return NONE
    if not isinstance(value, numbers.Real):
        return str(value)
    factor, decimals = FORMS.get(column, (1.0, 0))
    return number(factor * value, decimals)
