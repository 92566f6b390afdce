"""Two runs or two sweeps compared: keys that differ, figures with paired errors, cost by part and energy by loss."""

import tomllib
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.errors import scenario_error
from sim.report.key_figures import number
from sim.report.page_parts import drawing, prose, table
from sim.report.page_style import CSS
from sim.report.plots.style import encoded
from sim.report.plots.waterfall_comparison import waterfalls
from sim.results.files import open_results
from sim.results.summary_values import SUMMARY
from sim.results.variables import component_label
from sim.scenario.load import read
from sim.studies.sweep_result import open_sweep
from sim.studies.sweep_store import read_manifest

SHOWN = ("required_price", "lcoe", "landed_cost", "delivered_energy", "delivered_load_factor", "hours_at_contract",
         "link_loss_fraction", "link_availability", "capacity_credit", "capex", "npv", "equity_irr", "min_dscr",
         "breakeven_gas_price", "avoided_emissions", "p90_delivered_energy")
"""Figures that the command prints; the JSON has all that differ."""
LOSSES = ("gross_energy", "wake_loss", "availability_loss", "other_farm_loss", "collection_loss", "battery_loss",
          "link_loss", "outage_loss", "curtailed_energy", "local_energy", "malaysia_energy", "supplied_energy",
          "delivered_energy")
"""Figures that the energy's waterfall is made of."""
YEARLY = {"delivered_energy": "annual_delivered_energy", "required_price": "required_price_year"}
"""Figures that have a value of each weather year, and the variable that holds it."""
MONEY = {"USD": ("M USD", 1e6), "tCO2": ("kt CO2", 1e3)}
"""Units of which a figure has so many that it is shown in a larger one, and how much larger that is."""
KEYS = "Keys that differ"
LABELS = ("name", "description", "document_basis")


class Figure(NamedTuple):
    """A figure of both."""

    name: str
    unit: str
    first: float
    second: float
    standard_error: float
    """Of the difference, from pairs that share their random draws; NaN where there are none."""
    pairs: int


class Comparison(NamedTuple):
    """Two results beside each other."""

    names: tuple[str, str]
    keys: list[tuple[str, Any, Any]]
    """(key, value of the first, value of the second) of the keys that differ; None where one has no such key."""
    figures: list[tuple[Any, ...]]
    parts: list[tuple[str, float, float]]
    """(part of the landed cost, first, second). [USD/MWh]"""
    note: str


def compared(first, second):
    """
    Compare two runs, or two sweeps.

    Parameters
    ----------
    first, second : path
        Folders; of sweeps, cases with the same swept values are paired.

    Returns
    -------
    comparison : Comparison

    Raises
    ------
    SundalinkError
        If one is a run and the other a sweep, or neither.
    """
    for path in (first, second):
        if not Path(path).exists():
            raise scenario_error(f"{path}: no such folder")
    sweeps = [read_manifest(path) is not None for path in (first, second)]
    if sweeps[0] != sweeps[1]:
        raise scenario_error(f"{first}, {second}: one is a sweep and the other is a run; compare two runs or two "
                             "sweeps")
    return _sweeps(first, second) if sweeps[0] else _runs(first, second)


def _runs(first, second):
    """Compare two runs."""
    both = [open_results(path) for path in (first, second)]
    values = [tomllib.loads(data.attrs["scenario"]) for data in both]
    yearly = {name: [data[own].mean([axis for axis in data[own].dims if axis != "weather_year"]).to_numpy()
                     if own in data else np.empty(0) for data in both] for name, own in YEARLY.items()}
    figures = []
    for name, (unit, _) in SUMMARY.items():
        if name in ("evidence", "seed") or any(name not in data for data in both):
            continue
        own = [float(data[name]) for data in both]
        error, pairs = _paired(*yearly[name]) if name in yearly else (float("nan"), 0)
        figures.append(Figure(name, unit, *own, error, pairs))
    costs = [dict(zip(data["cost_part"].to_numpy().tolist(), data["landed_cost_part"].to_numpy().tolist(), strict=True))
             if "landed_cost_part" in data else {} for data in both]
    parts = [(str(part), float(costs[0].get(part, 0.0)), float(costs[1].get(part, 0.0)))
             for part in dict.fromkeys([*costs[0], *costs[1]])]
    same = values[0].get("seed") == values[1].get("seed")
    return Comparison((str(first), str(second)), _differ(*values), figures, parts,
                      "Weather years are paired: both share their seed" if same else
                      "The seeds differ, so differences include those of the weather; give both the same seed")


def _sweeps(first, second):
    """Compare two sweeps: the means over cases that both have."""
    both = [open_sweep(path) for path in (first, second)]
    values = [read(done.folder / "base.toml") if (done.folder / "base.toml").exists() else {} for done in both]
    keys = [key for key in both[0].keys if key in both[1].keys]
    tables = []
    for done in both:
        name = done.good[keys].astype(str).agg("|".join, axis=1) if keys else done.good["case"]
        tables.append(done.good.set_index(name))
        tables[-1] = tables[-1][~tables[-1].index.duplicated()]
    shared = tables[0].index.intersection(tables[1].index)
    if not len(shared):
        raise scenario_error(f"{first}, {second}: no case succeeded in both sweeps")
    one, other = (table.loc[shared] for table in tables)
    figures = []
    for name in ("required_price", *(n for n in SUMMARY if n not in ("required_price", "evidence", "seed"))):
        if name in one and name in other and name not in keys:
            own = [table[name].astype(float).to_numpy() for table in (one, other)]
            figures.append(Figure(name, SUMMARY[name][0], *(_mean(each) for each in own), *_paired(*own)))
    costs = [name for name in dict.fromkeys([*one, *other]) if name.startswith("cost_") and name not in keys]
    parts = [(component_label(name.removeprefix("cost_")),
              *(_mean(table[name].fillna(0.0)) if name in table else 0.0 for table in (one, other)))
             for name in costs]
    return Comparison((str(first), str(second)), _differ(*values), figures, parts,
                      f"Means over the {len(shared)} cases that both have, of {len(tables[0])} and {len(tables[1])} "
                      "good ones")


def _mean(values):
    """Return the mean of the finite values."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    return float(values.mean()) if values.size else float("nan")


def _paired(first, second):
    """Return the standard error of the mean difference, and the number of pairs."""
    if np.shape(first) != np.shape(second):
        return float("nan"), 0
    change = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    change = change[np.isfinite(change)]
    if change.size < 2:
        return float("nan"), int(change.size)
    return float(change.std(ddof=1) / np.sqrt(change.size)), int(change.size)


def _differ(first, second):
    """Return the keys of nested tables whose values differ."""
    flat = [dict(_leaves(values)) for values in (first, second)]
    return [(key, flat[0].get(key), flat[1].get(key)) for key in dict.fromkeys([*flat[0], *flat[1]])
            if key not in LABELS and flat[0].get(key) != flat[1].get(key)]


def _leaves(table, path=()):
    """Yield dotted keys and values of nested tables."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def rows(found):
    """Return the tables that the command prints: title, header and lines of text."""
    names = [Path(name).name for name in found.names]
    names = list(found.names) if names[0] == names[1] else names
    yield KEYS, ("key", *names), [(key, *_texts(a, b)) for key, a, b in found.keys] or [("none", "", "")]
    yield found.note, ("figure", *names, "difference", "+-", "unit"), [
        (f.name, *_shown(f)) for f in found.figures if f.name in SHOWN]
    yield "Landed cost by part [USD/MWh]", ("part", *names, "difference"), [
        (component_label(part), number(a, 2), number(b, 2), _signed(b - a, 2)) for part, a, b in found.parts]
    own = {f.name: f for f in found.figures}
    yield "Energy [GWh a year]", ("", *names, "difference"), [
        (name.replace("_", " "), number(own[name].first, 1), number(own[name].second, 1),
         _signed(own[name].second - own[name].first, 1)) for name in LOSSES
        if name in own and (own[name].first or own[name].second)]


def plain(found):
    """Return a comparison as plain values for JSON, None for what is not a number."""
    def clean(value):
        return None if isinstance(value, float) and not np.isfinite(value) else value

    return {"a": found.names[0], "b": found.names[1], "note": found.note,
            "keys": [{"key": key, "a": a, "b": b} for key, a, b in found.keys],
            "figures": [{"name": f.name, "unit": f.unit, "a": clean(f.first), "b": clean(f.second),
                         "difference": clean(f.second - f.first), "standard_error": clean(f.standard_error),
                         "pairs": f.pairs} for f in found.figures],
            "landed_cost": [{"part": part, "a": clean(a), "b": clean(b)} for part, a, b in found.parts]}


def page(found):
    """Return a comparison as one HTML file."""
    own = {f.name: f for f in found.figures}
    energy = [(name.replace("_", " "), own[name].first, own[name].second) for name in LOSSES if name in own]
    drawn = waterfalls(found.parts, energy, [Path(name).name for name in found.names])
    title = f"{escape(found.names[0])} and {escape(found.names[1])}"
    body = [f"<h1>{title}</h1>", *(f'<p class="lede">{prose(said)}</p>' for said in _price(own)),
            drawing("waterfalls", drawn, encoded(drawn, "svg"), "Parts of the landed cost, and where the energy goes.")]
    notes = {name: note for name, (_, note) in SUMMARY.items()}
    notes |= {name.replace("_", " "): note for name, note in notes.items()}
    for heading, header, lines in rows(found):
        kinds = ("name", *("u" if word == "unit" else "r" if heading == KEYS else "n" for word in header[1:]))
        body.append(f"<h2>{escape(heading)}</h2>" + table(lines, kinds, header, notes))
    return ('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width, initial-scale=1"><title>{title}</title><style>{CSS}</style></head>'
            f"<body><main>{''.join(body)}</main></body></html>")


def _price(own):
    """Yield the sentence that the comparison begins with: the price that each requires."""
    found = own.get("required_price")
    if found is not None and np.isfinite(found.first + found.second):
        error = found.standard_error
        yield (f"The required price is {number(found.first, 1)} and {number(found.second, 1)} USD/MWh, a difference of "
               f"{_signed(found.second - found.first, 1)}"
               f"{f' +- {number(error, 1)} (standard error)' if np.isfinite(error) else ''}.")


def _texts(first, second):
    """Return two values of a key as text: of lists of tables the names, unless these are the same."""
    named = [", ".join(str(row.get("name", row)) for row in value) or "none" if isinstance(value, list) and all(
        isinstance(row, dict) for row in value) else _text(value) for value in (first, second)]
    return named if named[0] != named[1] else [_text(first), _text(second)]


def _text(value):
    """Return a value of a key as text."""
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _shown(figure):
    """Return both values of a figure, their difference and its standard error, with the decimals that matter."""
    unit, scale = MONEY.get(figure.unit, (figure.unit, 1.0))
    values = [value / scale for value in (figure.first, figure.second)]
    error = "" if figure.standard_error != figure.standard_error else number(figure.standard_error / scale,
                                                                           _places(figure.standard_error / scale, 2))
    return (*_pair(*values), error, "" if unit == "-" else unit)


def _pair(first, second):
    """Return two values and their difference as text: five digits of the larger, so that the difference has meaning."""
    largest = max((abs(value) for value in (first, second) if np.isfinite(value)), default=0.0)
    places = _places(largest, 5)
    return number(first, places), number(second, places), _signed(second - first, places)


def _signed(change, places):
    """Return a difference with its sign; 0 where nothing is left of it."""
    text = number(change, places)
    if not np.isfinite(change):
        return text
    return "0" if float(text.replace(",", "")) == 0.0 else f"+{text}" if change > 0 else text


def _places(value, digits):
    """Return the decimals that show so many digits of a value, at most four."""
    return int(np.clip(digits - 1 - np.floor(np.log10(abs(value))), 0, 4)) if value else 0
