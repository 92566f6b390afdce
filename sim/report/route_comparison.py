"""The comparison of routes: as rows to print, and as files."""

import numbers
from pathlib import Path
from textwrap import fill

import numpy as np

from sim.errors import scenario_error
from sim.report.key_figures import NONE, number
from sim.report.plots.catalogue import save_figure
from sim.report.plots.route_choice import agreement, called, costs_plot, pareto_plot, residuals_plot, wheeled
from sim.report.plots.route_comparison import routes_map, routes_plot

COLUMNS = {
    "rank": "", "name": "route", "length_km": "km", "loss_at_full_load": "loss\n%", "mean_loss": "year\n%",
    "life_availability": "up\n%", "capex_usd_million": "bn\nUSD", "transport_cost": "link", "required_price": "price",
    "pareto": "Pareto",
}
"""Columns of the table that is printed first, and their headers: loss at full load and over the year, poles in service
over poles for a life, cost of cables and stations, of the link per MWh that it brings, and required price. Each table
fits into 80 columns, which is why headers break; the file has the rest."""

DETAILS = {
    "name": "route", "power_mw": "MW", "voltage_kv": "kV", "section_mm2": "mm2",
    "cable_repairs_per_year": "faults\na year",
    "link_capex_pre_2022_usd_million": "before\n2022", "link_capex_contracts_2023_25_usd_million": "2023-25",
    "link_capex_dea_2025_usd_million": "DEA\n2025",
}
"""Of the second: the cable, and the cost of cables and stations by vintage, in thousand million USD of 2025."""

COURSE = {
    "name": "route", "limiting_segment": "limiting_segment", "ampacity_ka": "kA", "full_load_ka": "used",
    "cables_crossed": "crossed", "permits": "waters",
}
"""Of the third: where the cable may carry least, how much, and what it carries; known cables that it crosses; and whose
waters it lies in."""

LINKS = {
    "name": "link", "length_km": "km", "power_mw": "MW", "published_loss": "loss\n%", "model_loss": "model",
    "capex_usd_million": "bn\nUSD", "model_capex_usd_million": "model", "capex_residual": "%",
    "model_vintage": "level",
}
"""Of the fourth, on links of others: published figure, the model's, and what is left between the costs."""

LEVELS = {"pre_2022": "<2022", "contracts_2023_25": "2022+", "dea_2025": "DEA"}
"""Vintages as they are printed."""

WIDTH = 79
"""Of what is printed. [characters]"""

OWN = ("candidate", "interconnector")

FORMS = {   # factor, decimals
    "loss_at_full_load": (100.0, 1), "mean_loss": (100.0, 1), "life_availability": (100.0, 1),
         "cable_repairs_per_year": (1.0, 2),
    "great_circle_ratio": (1.0, 3), "required_price": (1.0, 1), "transport_cost": (1.0, 1), "ampacity_ka": (1.0, 2),
    "full_load_ka": (1.0, 2), "published_loss": (100.0, 1), "model_loss": (100.0, 1), "loss_residual": (100.0, 1),
    "capex_residual": (100.0, 0),
    **{key: (1e-3, 2) for key in (*COLUMNS, *DETAILS, *LINKS) if "usd_million" in key},
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
    first = ("loss: at full load, and over the year; up: poles in service over a life; link: cost of cable and "
             "stations alone, per MWh delivered; price: required price [USD of 2025/MWh]")
    last = ("Links of others: published, model, residual; level: contracts before "
            "2022, of 2022 to 2025, or DEA 2025. ")
    made = table["used_for_cost_levels"].eq(True).any()
    last += f"{agreement(table)}." + (" *: used to derive a price level." if made else "")
    listed = (("\n".join([_wrapped(first), *map(_wrapped, aside(table))]), COLUMNS, own),
              ("Cable, and cost by vintage [bn USD of 2025]", DETAILS, own),
              ("Limiting segment; known cables crossed; waters", COURSE, own),
              (_wrapped(last), LINKS, others))
    found = [(title, list(columns.values()), shown(table[some], columns)) for title, columns, some in listed]
    return [one for one in found if one[2]]


def aside(table):
    """
    Return sentences on what the figures of routes with wheeling do not include.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    lines : list of str
        One for each.
    """
    return [f"{called(row)}: ends at the grid of a third country, which carries {number(row['wheeled_mw'])} MW by "
            f"the route's file (not checked) for {number(row['wheeling_charge_usd_per_mwh'], 1)} USD/MWh. The price "
            "includes this charge, but no works on that grid, and up % does not include its outages: rank and Pareto "
            "front are not directly comparable."
            for row in table[table["kind"].isin(OWN)].to_dict("records") if wheeled(row)]


def reasons(table):
    """
    Return why routes have no required price, or could not be run, each reason once.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    lines : list of str
        Routes, and what is reported of them.
    """
    found = {}
    for record in table[table["status"].isin(["no farm", "failed"])].to_dict("records"):
        found.setdefault(record["error"], []).append(record["name"])
    return [f"{', '.join(names)}: {why}" for why, names in found.items()]


def differences(table):
    """
    Return how much dearer each candidate is than the cheapest, and which differences are none that can be relied on.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    lines : list of str
        One, or none where fewer than two candidates have a price.
    """
    ranked = table[table["rank"].notna() & table["difference_se"].notna()].sort_values("rank")
    if len(ranked) < 2:
        return []
    text = [f"{row['name']} {row['difference_to_cheapest']:+.1f} ± {row['difference_se']:.1f}"
            + ("" if row["distinct"] else " (not distinct)") for row in ranked.iloc[1:].to_dict("records")]
    return [f"Required price above that of {ranked['name'].iloc[0]}, ± one standard error over their common weather "
            f"years [USD/MWh]: {', '.join(text)}. Not distinct: no difference at 95 % (Student's t)."]


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
        In the order of `columns`; what is not known is a dash.
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


def _wrapped(text):
    """Return text in lines that are printed whole."""
    return fill(text, WIDTH)


def _cell(record, column):
    """Return one cell as text."""
    value = record.get(column)
    if column == "name":
        made = record.get("used_for_cost_levels")
        return record["name"].split(" (")[0] + "*" * (made == 1) if record.get("kind") == "reference" \
            else called(record)
    if column == "model_vintage":
        value = LEVELS.get(value, value)
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if value is None or value == "" or (isinstance(value, numbers.Real) and not np.isfinite(value)):
        return NONE
    if not isinstance(value, numbers.Real):
        return str(value)
    factor, decimals = FORMS.get(column, (1.0, 0))
    return number(factor * value, decimals)
