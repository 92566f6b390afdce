"""The explorer of a sweep: one HTML file that needs nothing else, to brush, sort and compare its cases."""

import json
import math
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd

from sim import __version__
from sim.report.html_assets import asset
from sim.results.summary_values import SUMMARY
from sim.studies.paired import in_words
from sim.studies.sweep_store import NOTES, UNITS, write

FIGURES = ("required_price", "required_price_se", "lcoe", "landed_cost", "delivered_energy", "delivered_load_factor",
           "capacity_credit", "link_availability", "capex", "npv", "equity_irr", "min_dscr", "avoided_emissions")
"""Figures that the explorer offers, of those that the sweep has."""
AXES = ("required_price", "delivered_energy", "min_dscr", "capex")
"""Figures that have an axis among the parallel coordinates, where they vary."""
GRID_UNITS = {"grid cost": "USD", "grid emissions": "tCO2", "grid price_by_demand": "USD/MWh", "grid curtailed": "GWh",
              "grid unserved": "GWh"}
"""Figures that it offers of a sweep of grids; each has an axis where it varies."""
PLACE_UNITS = {"mean_price": "USD/MWh", "emissions": "tCO2", "sent_forward": "GWh", "rent": "USD"}
"""Those of zones and of corridors."""
DIGITS = 7
"""Significant digits of a figure on the page."""
MOST = 10_000
"""Cases beyond which the page takes those of least price only; the tables have them all."""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>{css}</style></head><body><main>
<h1>{title}</h1><p class="sub">{sub}</p>{lines}
<div class="bar"><label>Figure <select id="figure"></select></label><label>against <select id="x"></select></label>
<button id="clear">Select all</button><button id="save">Selection as CSV</button>
<button id="theme">Light or dark</button>
<span class="sub" id="count"></span></div>
<h2>All cases</h2><p class="sub">Drag along an axis to select; click an axis to clear it.</p>
<div id="parallel" class="chart" role="img" aria-label="A line for each case over its keys and figures"></div>
<div class="two"><div><h2>Figure against a key</h2><p class="sub">{bars}</p>
<div id="scatter" class="chart" role="img" aria-label="A point for each case: the figure against the key"></div></div>
<div><h2>Main effects</h2><p class="sub">Mean of the figure at each level of a key, the other keys held level.</p>
<div id="effects" class="chart" role="img" aria-label="Mean of the figure at each level of each key"></div></div></div>
<div id="robust"><h2>Decisions under the futures</h2><p class="sub">Regret: above the best decision of the same future.
P90: nine futures of ten are cheaper. Meets: share of all futures.</p><div class="scroll" tabindex="0" role="region"
aria-label="Decisions under the futures"><table><thead><tr id="robusthead"></tr></thead>
<tbody id="robustbody"></tbody></table></div></div>
<h2>Cases</h2><p class="sub" id="picked"></p><pre id="command"></pre>
<div class="scroll" tabindex="0" role="region" aria-label="Cases"><table><thead><tr id="head"></tr></thead>
<tbody id="body"></tbody></table></div>
<p class="sub">Sundalink {version}. Charts: Apache ECharts, Apache License 2.0, within this file.</p></main>
<script type="application/json" id="data">{data}</script>
<script>{echarts}</script><script>{script}</script></body></html>
"""

FAILED = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>{css}</style></head><body><main>
<h1>{title}</h1><p class="sub">{sub}</p><p id="count">No case succeeded</p>
<p class="sub">There is no figure to draw. {what}, and what stopped each:</p>
<div class="scroll" tabindex="0" role="region" aria-label="Cases"><table><thead><tr>{head}</tr></thead>
<tbody>{body}</tbody></table></div>
<p class="sub">Sundalink {version}.</p></main></body></html>
"""
"""Page of a sweep that has not one figure."""

BARS = "Bars: one standard error of the required price, from weather years and outage histories."


def explorer(done, base="base.toml"):
    """
    Return the explorer of a sweep.

    Parameters
    ----------
    done : Sweep
    base : str
        Scenario that the command which repeats a case names.

    Returns
    -------
    text : str
        A complete HTML file.
    """
    table, grids = done.table, done.of_grids
    if len(table) > MOST:
        least = "grid cost" if grids else "required_price"
        table = (table.sort_values(least) if least in table else table).head(MOST).sort_index()
    good = int((done.table["status"] == "ok").sum())
    title = done.folder.resolve().name if done.folder else "Sweep"
    sub = f"{len(done.table)} cases, {good} good, {len(done.table) - good} failed"
    columns = _columns(done, table)
    if not any(column["figure"] for column in columns):
        return _failed(done, title, sub, "The grids" if grids else "The cases")
    rows = [[_plain(value) for value in row] for row in table[[c["name"] for c in columns]].itertuples(index=False)]
    data = {"columns": columns, "rows": rows, "overrides": _overrides(done, table), "base": base,
            "command": "sundalink grid run" if grids else "sundalink run",
            "effects": {c["name"]: _effects(done, c["name"]) for c in columns if c["figure"]},
            "regret": [] if grids else _regret(done)}
    if len(done.table) > MOST:
        sub += f"; the {MOST:,} of least {'cost' if grids else 'price'} are shown"
    words = in_words(done.differences()) if good and not grids else ()
    lines = "".join(f"<p>{escape(line)}</p>" for line in words)
    text = json.dumps(data, separators=(",", ":"), allow_nan=False).replace("</", "<\\/")
    return PAGE.format(title=escape(title), sub=sub, lines=lines, css=asset("explorer.css"), version=__version__,
                       bars="Energies and money over the horizon, mean of the weather years." if grids else BARS,
                       data=text, echarts=asset("echarts.min.js"), script=asset("explorer.js"))


def _failed(done, title, sub, what):
    """Return the page of a sweep without a figure: the keys of each and its error."""
    names = [name for name in (*done.keys, "error") if name in done.table]
    rows = done.table[names].head(MOST).itertuples(index=False)
    cells = ["".join(f"<td>{escape(str(_plain(value)))}</td>" for value in row) for row in rows]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return FAILED.format(title=escape(title), sub=sub, what=what, css=asset("explorer.css"), version=__version__,
                         head="".join(f"<th>{escape(name)}</th>" for name in names), body=body)


class Saved:
    """An explorer that has been written; a notebook shows it."""

    def __init__(self, path):
        self.path = Path(path)

    def __fspath__(self):
        return str(self.path)

    def __repr__(self):
        return f"<explorer: {self.path}>"

    def _repr_html_(self):
        text = escape(self.path.read_text(encoding="utf-8"), quote=True)
        return f'<iframe srcdoc="{text}" style="width: 100%; height: 900px; border: 0"></iframe>'


def save_explorer(done, path):
    """Write the explorer of a sweep and return it."""
    base = "base.toml" if done.folder is None else str(done.folder / "base.toml")
    write(lambda half: half.write_text(explorer(done, base), encoding="utf-8"), Path(path))
    return Saved(path)


def _columns(done, table):
    """Return the description of each column for the page."""
    found = [{"name": "case", "label": "case", "short": "case", "unit": "", "key": False, "figure": False},
             {"name": "status", "label": "status", "short": "status", "unit": "", "key": False, "figure": False}]
    varied = done.varied()
    for name in done.keys:
        column = table[name]
        numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        found.append({"name": name, "label": name, "short": name.split(".")[-1], "unit": "", "key": True,
                      "figure": False, "words": not numeric, "varies": name in varied})
    for name in (*FIGURES, *_of_grids(table)):
        if name in table and name not in done.keys and table[name].notna().any():
            unit, note = SUMMARY.get(name, (UNITS.get(name, _grid_unit(name)), NOTES.get(name, "")))
            varies = table[name].nunique() > 1
            label = name.removeprefix("zone ").removeprefix("corridor ").replace("_", " ")
            found.append({"name": name, "label": label, "short": label, "unit": unit.replace("-", ""), "note": note,
                          "key": False, "figure": True, "axis": name in (*AXES, *GRID_UNITS) and varies,
                          "words": False})
    return found


def _of_grids(table):
    """Return the figures of grids that a table has: of the whole, of zones, of corridors."""
    places = [name for name in table if name.startswith(("zone ", "corridor ")) and name.split()[-1] in PLACE_UNITS]
    places.sort(key=lambda name: name.startswith("corridor "))
    return [name for name in GRID_UNITS if name in table] + places


def _grid_unit(name):
    """Return the unit of a figure of grids."""
    return GRID_UNITS.get(name, PLACE_UNITS.get(name.split()[-1], ""))


def _overrides(done, table):
    """Return the overrides of each case of the table, values as the command line takes them."""
    def text(value):
        return value if isinstance(value, str) else json.dumps(value)

    keys = done.keys
    return [{key: text(_exact(value)) for key, value in zip(keys, row, strict=True) if not pd.isna(value)}
            for row in table[keys].itertuples(index=False)]


def _effects(done, figure):
    """Return the mean of a figure at each level of each key, the key that moves it most first."""
    found = [{"key": key, "levels": [[_plain(level), _plain(mean)] for level, mean in levels.items()]}
             for key, levels in done.levels(figure).items() if levels]

    def span(each):
        means = [mean for _, mean in each["levels"] if mean is not None]
        return min(means, default=0.0) - max(means, default=0.0)

    return sorted(found, key=span)


def _regret(done):
    """Return how each decision fares under the futures, a row each."""
    if not (done.design.levers and done.design.futures):
        return []
    return [{name: _plain(value) for name, value in row.items()} for row in done.robustness().to_dict("records")]


def _exact(value):
    """Return a value of a table as a plain one."""
    return value.item() if isinstance(value, np.generic) else value


def _plain(value):
    """Return a value for JSON, numbers rounded; None where there is none."""
    value = _exact(value)
    if isinstance(value, (bool, str)) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return None if value is None or pd.isna(value) else str(value)
