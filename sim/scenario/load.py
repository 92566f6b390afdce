"""Read a scenario: TOML, one level of ``extends``, overrides, and every error at once."""

import difflib
import hashlib
import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError

from sim.errors import scenario_error
from sim.scenario.schema import Scenario


def load(name_or_path, overrides=None):
    """
    Read and check a scenario.

    Parameters
    ----------
    name_or_path : str or path
        Name of a shipped scenario (``base``) or path of a TOML file.
    overrides : mapping of str to value, optional
        Values by dotted key, ``{"link.voltage_kv": 525}``, on top of the file.

    Returns
    -------
    scenario : Scenario
        Frozen and complete: every key has its value.

    Raises
    ------
    SundalinkError
        With all errors of the file at once, each with file, key path, value and rule; exit status 2.
    """
    path = find(name_or_path)
    own = read(path)
    origins = [(own, str(path))]
    merged = own
    if "extends" in own:
        parent_path = _parent(own["extends"], path)
        parent = read(parent_path)
        if "extends" in parent:
            raise scenario_error(f"extends = {own['extends']!r}: {parent_path} extends another scenario itself; "
                                 f"only one level is read ({path})")
        merged = _merge(parent, {k: v for k, v in own.items() if k != "extends"})
        origins.append((parent, str(parent_path)))
    merged.pop("sweep", None)
    return build(merged, overrides, origins, path.parent)


def build(tables, overrides=None, origins=(), folder=None):
    """
    Return the scenario of nested tables.

    Parameters
    ----------
    tables : dict
        As TOML gives it.
    overrides : mapping of str to value, optional
        Values by dotted key.
    origins : sequence of (dict, str)
        Tables as they stood in each file and the file's name, the nearest first, for the messages.
    folder : path, optional
        What relative names of data files in the tables are relative to.

    Returns
    -------
    scenario : Scenario
        Checked.
    """
    given = {}
    for dotted, value in (overrides or {}).items():
        table = given
        *parents, last = str(dotted).split(".")
        for word in parents:
            table = table.setdefault(word, {})
        table[last] = value
    origins = [(given, "--set"), *origins] if given else list(origins)
    tables = _anchor(_merge(tables, given), folder)
    try:
        return Scenario.model_validate(tables)
    except ValidationError as error:
        lines = [_line(e, tables, origins) for e in error.errors(include_url=False)]
        raise scenario_error("\n".join(dict.fromkeys(lines))) from None


def read(path):
    """Return the tables of a TOML file, or refuse it with the place of the fault."""
    try:
        return tomllib.loads(Path(path).read_bytes().decode("utf-8"))
    except FileNotFoundError:
        raise scenario_error(f"{path}: no such file") from None
    except IsADirectoryError:
        raise scenario_error(f"{path}: is a folder, not a scenario file") from None
    except PermissionError:
        raise scenario_error(f"{path}: may not be read") from None
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
    """Return the hash of a scenario and a version of the program, 16 hexadecimal digits."""
    text = json.dumps(scenario.model_dump(mode="json"), sort_keys=True) + version
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _parent(name, path):
    """Return the path of the scenario that `extends` names: beside the file, or shipped."""
    if not isinstance(name, str):
        raise scenario_error(f"extends = {name!r}: must be the name or path of a scenario ({path})")
    for beside in (path.parent / name, path.parent / f"{name}.toml"):
        if beside.is_file() and beside.resolve() != path.resolve():
            return beside
    return find(name)


def _merge(parent, child):
    """Return the parent's tables with the child's values on top; a table that changes its model starts anew."""
    merged = dict(parent)
    for key, value in child.items():
        old = merged.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            other = "model" in value and value["model"] != old.get("model", value["model"])
            merged[key] = dict(value) if other else _merge(old, value)
        else:
            merged[key] = value
    return merged


def _anchor(tables, folder):
    """Return the tables with the names of data files made absolute where they lie beside the scenario."""
    if folder is None:
        return tables
    wind = tables.get("resource")
    if isinstance(wind, dict) and isinstance(wind.get("files"), list):
        files = [str((folder / f).resolve()) if isinstance(f, str) and (folder / f).exists() else f
                 for f in wind["files"]]
        tables = {**tables, "resource": {**wind, "files": files}}
    route = tables.get("route")
    if isinstance(route, dict) and isinstance(route.get("file"), str) and (folder / route["file"]).is_file():
        tables = {**tables, "route": {**route, "file": str((folder / route["file"]).resolve())}}
    return tables


def _line(error, tables, origins):
    """Return one error as `key = value: rule (file)`."""
    path, value = _path(error["loc"], tables)
    dotted = ".".join(map(str, path)) or "scenario"
    where = next((name for own, name in origins if _has(own, path)), origins[-1][1] if origins else "")
    at = f" ({where})" if where else ""
    kind = error["type"]
    if kind == "extra_forbidden":
        valid = _valid(path[:-1], tables)
        near = difflib.get_close_matches(str(path[-1]), valid, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(valid)}"
        return f"{dotted} = {value!r}: unknown key; {hint}{at}"
    if kind == "union_tag_invalid":
        names = [n.strip().strip("'") for n in error["ctx"]["expected_tags"].split(",")]
        near = difflib.get_close_matches(error["ctx"]["tag"], names, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"{dotted}.model = {error['ctx']['tag']!r}: must be one of {', '.join(names)}{hint}{at}"
    if kind == "missing":
        return f"{dotted}: must be given{at}"
    rule = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    rule = rule if kind == "value_error" else f"must be {rule}"
    shown = "" if isinstance(value, dict) else f" = {value!r}"
    return f"{dotted}{shown}: {rule}{at}"


def _path(loc, tables):
    """Return an error's key path without the names of union members, and the value that stands there."""
    path, value = [], tables
    for word in loc:
        if isinstance(value, dict) and word not in value and word == value.get("model"):
            continue
        inside = isinstance(value, (dict, list)) and (word in value if isinstance(value, dict) else word < len(value))
        if not inside and not isinstance(value, (dict, list)):
            break
        path.append(word)
        value = value[word] if inside else None
    return path, value


def _has(tables, path):
    for word in path:
        if (isinstance(tables, list) and isinstance(word, int) and word < len(tables)) or (isinstance(tables, dict) and word in tables):
            tables = tables[word]
        else:
            return False
    return True


def _valid(path, tables):
    """Return the keys that a table of the schema knows."""
    kind, value = Scenario, tables
    for word in path:
        value = value.get(word, {}) if isinstance(value, dict) else {}
        members = _members(kind.model_fields[word].annotation)
        named = value.get("model") if isinstance(value, dict) else None
        kind = next((m for m in members if named in get_args(m.model_fields["model"].annotation)), members[0]) \
            if "model" in members[0].model_fields else members[0]
    return list(kind.model_fields)


def _members(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in get_args(annotation) for m in _members(part)]
