"""Read a scenario: TOML, one level of ``extends``, overrides, and every error at once."""

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from glob import glob, has_magic
from importlib import resources
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from sim.errors import SundalinkError, scenario_error
from sim.scenario.description import headed
from sim.scenario.error_text import lines
from sim.scenario.schema import Scenario

PLAIN = Scenario()
"""Every key at its default: says which model a table means that names none."""

FILES = (("farm", "turbine"), ("farm", "layout", "file"), ("resource", "files"),
         ("resource", "reference", "files"), ("route", "file"),
         ("route", "waters_file"), ("route", "lanes_file"), ("route", "cables_file"),
         ("solar", "files"), ("market", "demand_files"))
"""Keys that may name files of the user."""


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
        parent_path = _parent(own["extends"], path)
        parent = read(parent_path)
        if "extends" in parent:
            raise scenario_error(f"extends = {own['extends']!r}: {parent_path} extends another scenario itself; "
                                 f"only one level is read ({where})")
        parent = {key: value for key, value in parent.items() if key != "sweep"}
        merged = _merge(_anchor(parent, parent_path.parent), merged)
        origins.append((parent, str(parent_path)))
    given = _nested(overrides or {})
    if given:
        merged, origins = _merge(merged, given), [(given, origin), *origins]
    parent = Path(str(own.get("extends", PLAIN.name))).stem
    return build(headed(_anchor(merged, folder), own, given, path, parent), origins)


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
    tables = _plain(tables)
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
        return tomllib.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise scenario_error(f"{path}: no such file") from None
    except IsADirectoryError:
        raise scenario_error(f"{path}: is a folder, not a scenario file") from None
    except PermissionError:
        raise scenario_error(f"{path}: may not be read") from None
    except OSError as fault:
        raise scenario_error(f"{path}: cannot be read ({fault.strerror})") from None
    except UnicodeDecodeError:
        raise scenario_error(f"{path}: is not a text file in UTF-8") from None
    except tomllib.TOMLDecodeError as fault:
        raise scenario_error(f"{path}: is not valid TOML: {fault}") from None


def shipped():
    """Return the folder of the scenarios that come with the program."""
    inside = Path(str(resources.files("sim"))) / "scenarios"
    return inside if inside.is_dir() else Path(str(resources.files("sim"))).parent / "scenarios"


def find(name_or_path):
    """Return the path of a scenario given by name or by path, or refuse with the nearest name."""
    path = Path(name_or_path)
    if path.suffix == ".toml" and path.exists():
        return path
    folder = shipped()
    for candidate in (folder / f"{name_or_path}.toml", folder / "sweeps" / f"{name_or_path}.toml"):
        if path.suffix != ".toml" and path.parent == Path() and candidate.is_file():
            return candidate
    if path.exists():
        return path
    names = sorted(p.stem for p in [*folder.glob("*.toml"), *folder.glob("sweeps/*.toml")])
    near = difflib.get_close_matches(path.stem, names, n=1)
    hint = f" (did you mean {near[0]}?)" if near else f" (shipped: {', '.join(names)})"
    raise scenario_error(f"{name_or_path}: no such file and no shipped scenario of that name{hint}")


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
    if not isinstance(tables, Mapping) or tables.get(path[0]) is None:
        return tables
    value = tables[path[0]]
    if len(path) > 1:
        value = _changed(value, path[1:], change)
    else:
        value = [change(v) for v in value] if isinstance(value, list | tuple) else change(value)
    return {**tables, path[0]: value}


def file_content(value):
    """Return a name, or the hash of the file of that name."""
    path = Path(value)
    if not path.is_file():
        matched = sorted(glob(value, recursive=True)) if has_magic(value) else ()
        return [file_content(file) for file in matched if Path(file).is_file()] or value
    state = path.stat()
    return _digest(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _digest(path, changed, size):
    """Return the hash of a file; read once as long as it does not change."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
                raise scenario_error(f"--set {text}: the value is not valid TOML: {fault}; texts within a list or a "
                                     "table stand in quotes, and the whole in quotes of the shell") from None
            values[name.strip()] = value.strip()
    return values


def _parent(name, path):
    """Return the path of the scenario that `extends` names: beside the file, or shipped."""
    if not isinstance(name, str):
        raise scenario_error(f"extends = {name!r}: must be the name or path of a scenario ({path or 'tables'})")
    if path is None:
        return find(name)
    for beside in (path.parent / name, path.parent / f"{name}.toml"):
        if beside.is_file() and beside.resolve() != path.resolve():
            return beside
    try:
        return find(name)
    except SundalinkError as fault:
        raise scenario_error(f"extends = {fault} ({path})") from None


def _nested(overrides):
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
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            model = old.get("model", getattr(standing, "model", None))
            other = "model" in value and value["model"] != model
            merged[key] = dict(value) if other else _merge(old, value, standing)
        else:
            merged[key] = value
    return merged


def _anchor(tables, folder):
    """Return the tables with the names of files made absolute where they lie in `folder`, beside the scenario."""
    def anchored(name):
        if not isinstance(name, str) or "\0" in name:
            return name
        try:
            there = (folder / name).is_file()
        except OSError:   # no file can have such a name: who reads it will say so
            return name
        if has_magic(name) and not there:   # a pattern stays one
            return str(folder.resolve() / name) if glob(str(folder / name), recursive=True) else name
        return str((folder / name).resolve()) if there else name

    for path in FILES:
        tables = _changed(tables, path, anchored)
    return tables


def _plain(value):
    """Return tables as the schema wants them: a list of TOML is a tuple, a number of numpy a plain one."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_plain(part) for part in value)
    return value.item() if isinstance(value, np.generic) else value
