"""The files that a scenario names: made absolute, and hashed with all that is read with them."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from glob import has_magic
from pathlib import Path

from sim.inputs import user_file, yaml_file
from sim.inputs.file_pattern import matching

FILES = (("farm", "turbine"), ("farm", "layout", "file"), ("resource", "files"),
         ("resource", "reference", "files"), ("route", "file"), ("route", "bed_file"),
         ("route", "waters_file"), ("route", "lanes_file"), ("route", "cables_file"),
         ("solar", "files"), ("market", "demand_files"), ("market", "price", "results"),
         ("buyers", "width_mw"), ("buyers", "price_usd_per_mwh"))
"""Keys that may name files of the user."""

SHAPEFILE = (".dbf", ".shx", ".prj", ".cpg")
"""Files that belong to a shapefile."""

ENDINGS = (".csv", ".txt", ".tsv", ".nc", ".nc4", ".yaml", ".yml", ".lib", ".epw", ".xlsx", ".xlsm", ".toml",
           ".geojson", ".json", ".shp", ".gpkg", ".kml", ".dat")
"""How the name of a file ends."""


def anchor(tables, folder, only_there=False):
    """
    Return the tables with the names of files made absolute, so that they mean the same wherever they are read again.

    A turbine may be a name of the library; another name is that of a file in `folder`, whether it is there or not,
    unless only those that are there are asked for.
    """
    def anchored(name):
        if not isinstance(name, str) or not name or "\0" in name:
            return name
        try:
            there, beside = user_file.is_file(folder / name), str(folder.resolve() / name)
            if there:
                return str((folder / name).resolve())
        except OSError:   # no folder can be there: who reads the file will say so
            return name
        if has_magic(name):   # a pattern stays one
            return beside if matching(str(folder / name)) else name
        return name if only_there or not name.lower().endswith(ENDINGS) else beside

    for path in FILES:
        tables = _changed(tables, path, anchored)
    return tables


def fingerprint(scenario, version):
    """Return the hash of a scenario, the user's files that it names, and a version of the program: 16 hexadecimal
    digits. A file counts by what it holds, not by where it lies."""
    text = json.dumps(contents(scenario), sort_keys=True) + version
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def contents(scenario):
    """Return the values of a scenario as nested plain tables, each file that it names replaced by the hash of what it
    holds."""
    values = scenario.model_dump(mode="json")
    for path in FILES:
        values = _changed(values, path, file_content)
    return values


def _changed(tables, path, change):
    """Return nested tables with the value at a path of keys, or each value of a list there, put through a function."""
    if isinstance(tables, list | tuple):   # tables of one kind, such as [[buyers]]
        return [_changed(table, path, change) for table in tables]
    if not isinstance(tables, Mapping) or tables.get(path[0]) is None:
        return tables
    value = tables[path[0]]
    if path[-1].endswith("files") and len(path) == 1 and not isinstance(value, list | tuple):
        return tables   # who checks it says that it must be a list
    if len(path) > 1:
        value = _changed(value, path[1:], change)
    else:
        value = [change(v) for v in value] if isinstance(value, list | tuple) else change(value)
    return {**tables, path[0]: value}


def file_content(value):
    """Return a name, or the hashes of the file of that name and of those read with it."""
    if not isinstance(value, str):   # a number that stands where a file may
        return value
    if not user_file.is_file(value):
        matched = matching(value) if has_magic(value) else ()
        return [file_content(file) for file in matched if user_file.is_file(file)] or value
    with_it = [_hashed(file) for file in read_with(value)]
    return [_hashed(value), *with_it] if with_it else _hashed(value)


def read_with(path):
    """Return the files that are read with another: what a YAML file includes, and the other parts of a shapefile."""
    path = Path(path)
    if path.suffix.lower() == ".shp":
        return [part for ending in SHAPEFILE for part in (path.with_suffix(ending), path.with_suffix(ending.upper()))
                if user_file.is_file(part)]
    return yaml_file.included(path)


def _hashed(path):
    """Return the hash of what a file holds; read once as long as it does not change."""
    state = Path(path).stat()
    return _digest(str(path), state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)


@lru_cache(maxsize=256)
def _digest(path, *_state):
    """Return the hash of a file."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
