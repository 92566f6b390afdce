"""Read a scenario: TOML, one level of ``extends``, overrides, and every error at once."""

import difflib
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import get_args

import numpy as np
from pydantic import ValidationError

from sim.errors import SundalinkError, scenario_error
from sim.inputs import user_file
from sim.scenario.description import headed
from sim.scenario.error_text import lines
from sim.scenario.named_files import FILES, anchor, contents, file_content, fingerprint
from sim.scenario.schema import Scenario

__all__ = ["FILES", "build", "contents", "file_content", "find", "fingerprint", "load", "options", "read", "shipped",
           "tables"]

PLAIN = Scenario()
"""Every key at its default: says which model a table means that names none."""

DEEPEST = 40
"""Deepest nesting of a scenario's tables and lists. [-]"""
MOST_BITS = 63
"""Of a whole number beside its sign. [-]"""

WHY = {"no such file": "no such file", "it is a folder": "is a folder, not a scenario file",
       "Permission denied": "may not be read", "it is a device": "is a device, a pipe or a socket, not a scenario file"}
"""Rule of `sim.inputs.user_file`, in part -> what a message says of a scenario file."""


def load(source, overrides=None, origin="--set"):
    """
    Read and check a scenario.

    Parameters
    ----------
    source : str, path or mapping
        Name of a shipped scenario (``base``), path of a TOML file, or tables as such a file would give them.
    overrides : mapping of str to value, optional
        Values by dotted key, ``{"link.voltage_kv": 525}``, on top of the file.
    origin : str
        What gave them, for the messages.

    Returns
    -------
    scenario : Scenario
        Frozen and complete: every key has its value.

    Raises
    ------
    SundalinkError
        With all errors of the file at once, each with file, key path, value and rule; exit status 2.
    """
    own, path = tables(source)
    where, folder = str(path or "tables"), path.parent if path else Path()
    origins, merged = [(own, where)], {key: value for key, value in own.items() if key not in ("extends", "sweep")}
    if "extends" in own:
        parent_path = find_parent(own["extends"], path)
        parent = read(parent_path)
        if "extends" in parent:
            raise scenario_error(f"extends = {own['extends']!r}: {parent_path} extends another scenario itself; "
                                 f"only one level is read ({where})")
        parent = {key: value for key, value in parent.items() if key != "sweep"}
        merged = _merge(anchor(parent, parent_path.parent), merged)
        origins.append((parent, str(parent_path)))
    given = nested(overrides or {})
    for place, only_there in ((Path(), True), (folder, True), (Path(), False)):   # of the command first
        given = anchor(given, place, only_there)
    if given:
        merged, origins = _merge(merged, given), [(given, origin), *origins]
    parent = Path(str(own.get("extends", PLAIN.name))).stem
    return build(headed(anchor(merged, folder), own, given, path, parent), origins)


def build(tables, origins=()):
    """
    Return the scenario of nested tables.

    Parameters
    ----------
    tables : mapping
        As TOML gives it, without ``extends``.
    origins : sequence of (dict, str)
        Tables as they stood in each file and the file's name, the nearest first, for the messages.

    Returns
    -------
    scenario : Scenario
        Checked.
    """
    tables = schema_values(tables)
    try:
        return Scenario.model_validate(tables)
    except ValidationError as error:
        raise scenario_error("\n".join(lines(error.errors(), Scenario, tables, origins))) from None


def tables(source):
    """Return the tables of a scenario as they stand, before ``extends``, and the path of its file, if it has one."""
    if isinstance(source, Mapping):
        return dict(source), None
    path = find(source)
    return read(path), path


def read(path):
    """Return the tables of a TOML file, or refuse it with the place of the fault."""
    try:
        text = user_file.content(path, user_file.TEXT, "scenario").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise scenario_error(f"{path}: is not a text file in UTF-8") from None
    except SundalinkError as fault:
        what = next((words for sign, words in WHY.items() if sign in fault.rule), f"cannot be read: {fault.rule}")
        raise scenario_error(f"{fault.value}: {what}") from None
    return _parsed(text, path)


def _parsed(text, where):
    """Return the tables of a text in TOML, or refuse it."""
    try:
        found = _loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise scenario_error(f"{where}: is not valid TOML: {' '.join(str(fault).split())[:300]}") from None
    except ValueError as fault:   # a number of more digits than Python reads, a date that is none
        raise scenario_error(f"{where}: is not valid TOML: a value cannot be read ({str(fault)[:200]})") from None
    except RecursionError:
        raise scenario_error(f"{where}: is not valid TOML: it is nested too deep") from None
    _shallow(found, where)
    return deepcopy(found)


_loads = lru_cache(maxsize=16)(tomllib.loads)   # base is read for every case of a sweep: 5 ms each time


def _shallow(tables, where):
    """Refuse tables nested deeper than any scenario is, and whole numbers that TOML does not have."""
    level, depth = [("", tables)], 0
    while level:
        depth += 1
        parts = [(f"{name}.{key}".lstrip("."), part) for name, one in level
                 for key, part in (one.items() if isinstance(one, dict) else enumerate(one))]
        for name, part in parts:
            if isinstance(part, int) and part.bit_length() > MOST_BITS:
                raise scenario_error(f"{where}: {_short(name)} = a number of too many digits: whole numbers of TOML "
                                     "have 64 bits")
        level = [(name, part) for name, part in parts if isinstance(part, dict | list | tuple)]
        if depth > DEEPEST:
            raise scenario_error(f"{where}: tables and lists are nested {depth} deep or more: must be at most "
                                 f"{DEEPEST}")


def shipped():
    """Return the folder of the scenarios that come with the program."""
    inside = Path(str(resources.files("sim"))) / "scenarios"
    return inside if inside.is_dir() else Path(str(resources.files("sim"))).parent / "scenarios"


def find(name_or_path):
    """Return the path of a scenario given by name or by path, or refuse with the nearest name."""
    path = Path(name_or_path)
    there = user_file.exists(name_or_path)
    if path.suffix == ".toml" and there:
        return path
    folder = shipped()
    for candidate in (folder / f"{name_or_path}.toml", *(folder / kind / f"{name_or_path}.toml"
                                                         for kind in ("sweeps", "grid"))):
        if path.suffix != ".toml" and path.parent == Path() and user_file.is_file(candidate):
            return candidate
    if there:
        return path
    names = sorted(p.stem for p in [*folder.glob("*.toml"), *folder.glob("sweeps/*.toml"), *folder.glob("grid/*.toml")])
    near = difflib.get_close_matches(path.stem, names, n=1)
    suggestion = f" (did you mean {near[0]}?)" if near else f" (shipped: {', '.join(names)})"
    raise scenario_error(f"{user_file.shown(name_or_path)}: no such file and no shipped scenario of that name"
                         f"{suggestion}")


def options(texts):
    """
    Return the overrides that a command line gives.

    Parameters
    ----------
    texts : sequence of str, or None
        Each ``KEY=VALUE``: the value is TOML, and a bare word is a string.

    Returns
    -------
    overrides : dict of str to value
        As `load` takes them.

    Raises
    ------
    SundalinkError
        If one has no key or no value.
    """
    values = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise scenario_error(f"--set {text}: must be KEY=VALUE")
        try:
            values[name.strip()] = tomllib.loads(f"v = {value}")["v"]
        except tomllib.TOMLDecodeError as fault:
            if value.strip().startswith(("[", "{", '"', "'")):
                raise scenario_error(f"--set {_short(text)}: the value is not valid TOML: {fault}; texts within a list "
                                     "or a table stand in quotes, and the whole in quotes of the shell") from None
            values[name.strip()] = value.strip()
        except (ValueError, RecursionError) as fault:
            raise scenario_error(f"--set {_short(text)}: the value cannot be read ({str(fault)[:200]})") from None
        _shallow({"value": values[name.strip()]}, f"--set {_short(text)}")
    return values


def _short(text):
    """Return a text as a message shows it."""
    return text if len(text) <= 200 else f"{text[:200]}... ({len(text)} signs)"


def find_parent(name, path):
    """Return the path of the scenario that `extends` names: beside the file, or shipped."""
    if not isinstance(name, str):
        raise scenario_error(f"extends = {name!r}: must be the name or path of a scenario ({path or 'tables'})")
    if path is None:
        return find(name)
    for beside in (path.parent / name, path.parent / f"{name}.toml"):
        if user_file.is_file(beside) and beside.resolve() != path.resolve():
            return beside
    try:
        return find(name)
    except SundalinkError as fault:
        raise scenario_error(f"extends = {fault} ({path})") from None


def nested(overrides):
    """Return values by dotted key as nested tables."""
    given = {}
    for dotted, value in overrides.items():
        table, (*parents, last) = given, str(dotted).split(".")
        for word in parents:
            table = table.setdefault(word, {})
            if not isinstance(table, dict):
                raise scenario_error(f"{dotted} = {value!r}: {word} is set to a value as well, and is a table (--set)")
        if isinstance(table.get(last), dict) and not isinstance(value, dict):
            raise scenario_error(f"{dotted} = {value!r}: keys of this table are set as well (--set)")
        table[last] = value
    return given


def _merge(parent, child, default=PLAIN):
    """Return the parent's tables with the child's values on top; a table that changes its model starts anew."""
    merged = dict(parent)
    for key, value in child.items():
        old, standing = merged.get(key), getattr(default, key, None)
        if isinstance(value, Mapping) and _have_names(default, key) and _named(old or ()) and all(
                isinstance(row, Mapping) for row in value.values()):
            merged[key] = _rows(old or (), value)
        elif isinstance(value, Mapping) and isinstance(old, Mapping):
            model = old.get("model", getattr(standing, "model", None))
            other = "model" in value and value["model"] != model
            merged[key] = dict(value) if other else _merge(old, value, standing)
        else:
            merged[key] = value
    return merged


def _have_names(table, key):
    """Return whether a key of a table of the schema is a list of rows that have names."""
    field = getattr(type(table), "model_fields", {}).get(key)
    return field is not None and any("name" in getattr(kind, "model_fields", ()) for kind in get_args(field.annotation))


def _named(rows):
    """Return whether a value is a list of tables that have names, or an empty one."""
    return isinstance(rows, list | tuple) and all(
        isinstance(row, Mapping) and isinstance(row.get("name"), str) for row in rows)


def _rows(old, changes):
    """Return named rows with changes by name on top: a row of a known name is changed, another is added."""
    rows = {row["name"]: row for row in old}
    for name, change in changes.items():
        rows[name] = _merge(rows.get(name, {"name": name}), change, None)
    return [*rows.values()]


def schema_values(value):
    """Return tables in the types of the schema: lists of TOML as tuples, numbers of numpy as plain ones."""
    if isinstance(value, Mapping):
        return {key: schema_values(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(schema_values(part) for part in value)
    return value.item() if isinstance(value, np.generic) else value
