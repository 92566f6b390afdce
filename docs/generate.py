"""
Write the pages of the book that are made from the program itself into `docs/generated`.

`conf.py` calls `write_all` before each build. `python docs/generate.py` does the same without a build;
`python docs/generate.py --validation` first runs the published cases and stores their result in `docs/validation.json`.
"""

import argparse
import json
import pkgutil
import shutil
import sys
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
GENERATED = DOCS / "generated"
VALIDATION = DOCS / "validation.json"
SWEEPS = DOCS / "shipped_sweeps.json"
GALLERY = DOCS / "gallery"
"""Notebooks as they were executed last, with their pictures."""

NUMBER = "–"
"""What stands for the unit of a pure number."""

LONGEST = 28
"""Characters of a text that is shown whole as a default."""

LEFT_OUT = ("cli", "data")
"""Rooms without an API page: the commands have a page of their own, and the builders of data are scripts."""

MARKUP = str.maketrans({"$": "\\$", "[": "\\[", "_": "\\_", "~": "\\~", "<": "&lt;", ">": "&gt;"})
"""What Markdown would read as its own, outside code."""

ROOMS = {
    "resource": "Wind and air at the site", "farm": "Layout, wakes, power curve, losses, uncertainty",
    "collection": "Array cables, transformers, export cables", "storage": "Battery and its degradation",
    "route": "Path over the sea, depths, zones, jurisdiction", "link": "Stations, cable, heat, transfer curves",
    "reliability": "Faults, repair, outage histories", "demand": "Demand of Singapore and of the local load",
    "market": "Fleet, spot price, contracts, bids", "trade": "Dispatch policies and settlement",
    "adequacy": "Firmness and capacity credit", "finance": "Cost, debt, tax, price, returns",
    "carbon": "Inventory and credits of Article 6",
    "network": "Trade of many zones over lossy links", "inputs": "Readers of files and of embedded data",
    "scenario": "The scenario file and its schema", "case": "What each stage is given",
    "analysis": "Questions put to one computed case", "results": "Names, units, files",
    "studies": "Many cases: sweeps, route studies, battery sizing", "validation": "Published cases",
    "report": "Tables and the report page", "report.plots": "Plots",
}

SUBJECTS = {
    "Cables and heat": ("cable_resistance", "ampacity", "cable_weight", "refused_temperature", "hvac_reach"),
    "Losses of links and stations": ("converter_loss", "link_loss"),
    "Outages and repair": ("outage_availability", "outage_median", "outage_share", "repair_mean"),
    "Wakes and turbines": ("wake_aep", "wake_row", "turbine_aep"),
    "Tropical cyclones": ("cyclone_wind",),
    "Spot price of Singapore": ("usep",),
    "Cost of links": ("link_cost",),
}
"""Headings of the validation page, and the checks that stand under each."""


def write_all():
    """Write every generated page."""
    write("scenario_reference.md", scenario_reference())
    write("command_reference.md", command_reference())
    write("models_reference.md", models_reference())
    write("summary_reference.md", summary_reference())
    write("parts/validation.md", validation_tables())
    write("parts/counts.md", counts())
    write("parts/shipped_sweeps.md", shipped_sweeps())
    write("parts/words.md", words())
    api_reference()
    notebooks()
    draw_rooms()


def write(name, text):
    """Write one file of `generated`, but only where it differs, so that a second build is quick."""
    path = GENERATED / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


# --- the scenario -----------------------------------------------------------------------------------------------------

def scenario_reference():
    """Return the page that lists every key of a scenario."""
    from sim.scenario.schema import Scenario

    lines = ["# Scenario reference", "",
             "Every key that a scenario file may hold, with its default, unit, range and meaning. The page is written "
             "from the schema that checks the files, so it is complete. Where a table names a `model`, the keys shown "
             "are those of the default model; the other models of that table, with their keys, are on the page "
             "[](models_reference.md). A dash in the column of the unit stands for a pure number.", ""]
    lines += table_of(Scenario(), ())
    return "\n".join(lines) + "\n"


def table_of(table, path):
    """Yield the lines of one table of the scenario, then those of the tables inside it."""
    from pydantic import BaseModel

    from sim.scenario.key_texts import explained

    title = f"`[{'.'.join(path)}]`" if path else "Top of the file"
    yield from (f"{'#' * min(2 + max(len(path) - 1, 0), 4)} {title}", "", one_line(type(table).__doc__), "")
    rows, inner = [], []
    for name, field in explained(type(table)).items():
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            inner.append((name, value))
            continue
        text, unit = unit_of(one_line(field.description))
        allowed = "; ".join(filter(None, (range_of(field.annotation), limits(field.metadata))))
        if name == "model" and models_of(table):
            allowed = ", ".join(f"`{model}`" for model in models_of(table))
            text = f"Model of this table. {text}"
        rows.append((f"`{name}`", shown(value), unit, allowed or "any", text))
    yield from list_table(("Key", "Default", "Unit", "Range", "Meaning"), (22, 14, 10, 18, 36), rows)
    for name, value in inner:
        yield from table_of(value, (*path, name))


def models_of(table):
    """Return the names of the models that a table chooses from."""
    return tuple(getattr(type(table), "models", {}))


def unit_of(text):
    """Return a text without the unit at its end, and that unit."""
    body, bracket, unit = text.rstrip(".").rpartition("[")
    if bracket and unit.endswith("]"):
        return body.strip(), NUMBER if unit[:-1] in ("-", "") else unit[:-1]
    return text, NUMBER


def range_of(kind):
    """Return what a type allows, in words."""
    origin = get_origin(kind)
    if origin is Literal:
        return ", ".join(shown(value) for value in get_args(kind))
    if origin is Annotated:
        inner, *rest = get_args(kind)
        return "; ".join(filter(None, (range_of(inner), limits(rest))))
    if origin in (Union, UnionType):
        return " or ".join(filter(None, (range_of(part) or plain(part) for part in get_args(kind))))
    if origin is tuple:
        return f"list of {range_of(get_args(kind)[0]) or plain(get_args(kind)[0])}"
    return {bool: "`true`, `false`", str: "text", int: "whole number"}.get(kind, "")


def plain(kind):
    """Return the name of a type for a reader of TOML."""
    return {float: "number", str: "text", int: "whole number", bool: "`true`, `false`"}.get(kind, "tables")


def limits(metadata):
    """Return the limits among the annotations of a field, in words."""
    words = {"gt": "> {}", "ge": "≥ {}", "lt": "< {}", "le": "≤ {}", "min_length": "length ≥ {}",
             "max_length": "length ≤ {}"}
    found = []
    for one in metadata:
        for name, text in words.items():
            value = getattr(one, name, None)
            if isinstance(value, int | float) and not (name == "min_length" and value == 0):
                found.append(text.format(f"{value:g}" if value < 1e15 else "2⁶³"))
        if hasattr(one, "func"):
            found.append("or the name of a row of the cost table")
    return ", ".join(found)


# --- the commands -----------------------------------------------------------------------------------------------------

def command_reference():
    """Return the page that lists every command with its help."""
    import typer

    from sim.cli.main import app

    lines = ["# Command reference", "",
             "Every command with its arguments and options, as `--help` prints them. Exit statuses are listed in the "
             "[user guide](../user_guide.md#exit-statuses).", ""]

    def walk(command, words):
        command.rich_markup_mode = None   # plain text, without the frames that a terminal gets
        context = command.context_class(command, info_name=" ".join(words), terminal_width=100, max_content_width=100)
        text = command.get_help(context).replace("\\[", "[")
        title = f"{'#' * min(len(words) + 1, 4)} `{' '.join(words)}`"
        lines.extend([title, "", "```text", *text.splitlines(), "```", ""])
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, (*words, name))

    walk(typer.main.get_command(app), ("sundalink",))
    return "\n".join(lines) + "\n"


# --- the models -------------------------------------------------------------------------------------------------------

def models_reference():
    """Return the page that lists every model with its parameters and sources."""
    from sim.models import parameters, references, sentence
    from sim.route.cost_surface import MODELS
    from sim.scenario.model_catalogue import catalogue

    lines = ["# Models reference", "",
             "Every model that a scenario may choose, by the table that chooses it, with its keys and its sources. "
             "`sundalink models` prints the same list. A model is a function of its stage; how its equations are "
             "meant stands on the page of its stage under [Methods](../methods/index.md).", ""]
    for key, table in {**catalogue(), "routes find": MODELS}.items():
        lines += [f"## `{key}`", ""]
        for name, function in table.items():
            lines += [f"### {key}: `{name}`", "", escaped(sentence(function)), "",
                      f"Function `{function.__module__}.{function.__name__}`.", ""]
            rows = [(f"`{p.key}`", shown(p.default), NUMBER if p.unit == "-" else p.unit, range_of(p.kind) or "any",
                     unit_of(p.text)[0]) for p in parameters(function)]
            if rows:
                lines += list_table(("Key", "Default", "Unit", "Range", "Meaning"), (22, 14, 10, 18, 36), rows)
            lines += [f"- {escaped(text)}" for text in references(function)] + [""]
    return "\n".join(lines) + "\n"


def summary_reference():
    """Return the page that lists every value of `summary.csv` with its definition."""
    from sim.results.summary_values import SUMMARY

    lines = ["# Summary values", "",
             "Every value of `summary.csv`, and of the same names in `results.nc`, with unit and definition. Energies "
             "are GWh in the mean year of operation.", ""]
    rows = [(f"`{name}`", NUMBER if unit == "-" else unit, text) for name, (unit, text) in SUMMARY.items()]
    return "\n".join([*lines, *list_table(("Value", "Unit", "Definition"), (28, 10, 62), rows)]) + "\n"


# --- validation -------------------------------------------------------------------------------------------------------

def refresh_validation():
    """Run the published cases and store what the program gives beside what was published."""
    from sim.validation.verdicts import report, validate

    rows = validate()
    report(rows, VALIDATION)
    return rows


def validation_tables():
    """Return the tables of published cases, from `validation.json`."""
    rows = json.loads(VALIDATION.read_text(encoding="utf-8"))
    lines = []
    other = sorted({row["what"] for row in rows} - {what for group in SUBJECTS.values() for what in group})
    for title, group in {**SUBJECTS, "Others": tuple(other)}.items():
        mine = [row for row in rows if row["what"] in group]
        if not mine:
            continue
        lines += [f"### {title}", ""]
        shown_rows = [(row["title"], row["shown"], row["published"],
                       NUMBER if row["unit"] in ("", "-") else row["unit"], row["tolerance"],
                       {"ok": "passes", "FAILS": "**fails**", "shown": "shown"}[row["verdict"]],
                       row["source"] + (f" *{row['note']}*" if row["note"] else "")) for row in mine]
        lines += list_table(("Case", "Program", "Published", "Unit", "Tolerance", "Verdict", "Source and remark"),
                            (22, 16, 12, 8, 10, 8, 24), shown_rows)
    return "\n".join(lines) + "\n"


def shipped_sweeps():
    """Return what each shipped sweep found: `shipped_sweeps.py` makes `shipped_sweeps.json` of its table."""
    found = json.loads(SWEEPS.read_text(encoding="utf-8"))
    return "\n\n".join(f"**`{name}`** ({each['cases']} cases, {each['good']} good, {each['cpu_min']} CPU minutes). "
                       f"{each['text']}" for name, each in found.items()) + "\n"


def counts():
    """Return one sentence on how many published cases there are and how many pass."""
    rows = json.loads(VALIDATION.read_text(encoding="utf-8"))
    passed, failed, merely = (sum(row["verdict"] == verdict for row in rows) for verdict in ("ok", "FAILS", "shown"))
    return (f"{len(rows)} published cases: {passed} are met within their tolerance, {failed} are not, and {merely} are "
            "shown without a verdict.\n")


def words():
    """Return the contents entry of the nomenclature, where there is one."""
    if not (DOCS / "nomenclature.md").is_file():
        return "\n"
    return "\n".join(["```{toctree}", ":maxdepth: 1", ":caption: Words", "", "nomenclature", "```", ""])


# --- the API ----------------------------------------------------------------------------------------------------------

def modules():
    """Return the public modules of each room by name, in the order of `ROOMS`; new rooms follow at the end."""
    import sim

    found = {}
    for info in pkgutil.walk_packages(sim.__path__, "sim."):
        parts = info.name.split(".")[1:]
        if info.ispkg or parts[0] in LEFT_OUT or any(part.startswith("_") for part in parts):
            continue
        found.setdefault(".".join(parts[:-1]), []).append(info.name)
    known = [room for room in ROOMS if room in found]
    return {room: found[room] for room in (*known, *(room for room in found if room not in known and room), "")
            if room in found}


def api_reference():
    """Write one page for each room, and the index of them."""
    listed = modules()
    index = ["# API reference", "",
             "Public functions and types by room, from their docstrings. Stage functions take and return plain arrays "
             "and can be used on their own; units stand in brackets. Names that scripts may rely on are those "
             "that `dir(sim)`, `dir(sim.plot)`, `dir(sim.ask)` and `dir(sim.table)` list, and the model tables named "
             "in the [user guide](../../user_guide.md#python); other names may move between versions, with an entry "
             "in the changelog.", "", "```{toctree}", ":maxdepth: 1", ""]
    stale = {path.name for path in (GENERATED / "api").glob("*.rst")} if (GENERATED / "api").is_dir() else set()
    for room, names in listed.items():
        title, name = (f"sim.{room}", room.replace(".", "_")) if room else ("sim (foundation)", "foundation")
        text = ROOMS.get(room, "Foundation: units, checks, errors, clock, models" if not room else "")
        lines = [title, "=" * len(title), "", *([f"{text}.", ""] if text else [])]
        for module in names:
            lines += [module, "-" * len(module), "", f".. automodule:: {module}", ""]
        write(f"api/{name}.rst", "\n".join(lines))
        stale.discard(f"{name}.rst")
        index.append(f"{title} <{name}>")
    for name in stale:
        (GENERATED / "api" / name).unlink()
    write("api/index.md", "\n".join([*index, "```", ""]))


# --- notebooks and the picture of the rooms ---------------------------------------------------------------------------

def notebooks():
    """Copy the notebooks, with their pictures where those are kept, and write the page that lists them."""
    folder = GENERATED / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        target, kept = folder / path.name, GALLERY / path.name
        path = kept if kept.is_file() else path
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            shutil.copyfile(path, target)
        names.append(path.stem)
    for path in folder.glob("*.ipynb"):
        if path.stem not in names:
            path.unlink()
    write("parts/notebooks.md", "\n".join(["```{toctree}", ":maxdepth: 1", "",
                                           *(f"generated/notebooks/{name}" for name in names), "```", ""]))


def draw_rooms():
    """Draw the rooms from the imports, and list what each imports."""
    rooms = import_module("draw_rooms")
    graph = rooms.imports(ROOT / "sim")
    GENERATED.mkdir(parents=True, exist_ok=True)
    rooms.draw(graph, GENERATED / "rooms.svg")
    write("parts/rooms.md", rooms.listed(graph))


# --- text -------------------------------------------------------------------------------------------------------------

def list_table(head, widths, rows):
    """Return a table of MyST, whose cells may hold any text."""
    if not rows:
        return []
    lines = ["```{list-table}", ":header-rows: 1", f":widths: {' '.join(map(str, widths))}", ""]
    for row in (head, *rows):
        for at, cell in enumerate(row):
            text = escaped(str(cell)) if row is not head else str(cell)
            lines.append(f"{'* - ' if at == 0 else '  - '}{text}")
    return [*lines, "```", ""]


def escaped(text):
    """Return a text of a docstring as Markdown: double backquotes become single ones, dollars and stars stand alone."""
    text = " ".join(text.replace("``", "`").split())
    parts = text.split("`")
    for at in range(0, len(parts), 2):   # outside code
        parts[at] = parts[at].translate(MARKUP)
    return "`".join(parts)


def one_line(text):
    """Return a docstring on one line."""
    return " ".join((text or "").split())


def shown(value):
    """Return a default as TOML writes it."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, float):
        return f"`{value:g}`" if abs(value) < 1e6 else f"`{value:.4g}`"
    if isinstance(value, str):
        return f'`"{value}"`' if len(value) <= LONGEST else f'`"{value[:LONGEST].rsplit(" ", 1)[0]} ..."`'
    if isinstance(value, list | tuple):
        return "`[]`" if not value else "`[" + ", ".join(f"{one:g}" if isinstance(one, float) else str(one)
                                                          for one in value) + "]`"
    return "none" if value is None else f"`{value}`"


def main():
    """Write the generated pages; first run the published cases if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--validation", action="store_true", help="run the published cases into docs/validation.json")
    if parser.parse_args().validation:
        failed = [row.id for row in refresh_validation() if row.verdict == "FAILS"]
        print(f"written: {VALIDATION.name}; not met: {', '.join(failed) or 'none'}")
    write_all()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
