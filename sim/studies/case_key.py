"""The key of a case: the hash of all that its figures follow from, labels left out."""

from __future__ import annotations

import hashlib
import json
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.case import farm, resource
from sim.errors import SundalinkError
from sim.scenario.load import FILES, contents, file_content, load, tables
from sim.scenario.load_grid import is_grid, load_grid
from sim.studies.provenance import code_digest, data_digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.grid_schema import GridScenario
    from sim.scenario.schema import Scenario

LABELS = ("name", "description", "document_basis")
"""Keys that say what a scenario is and change no figure."""


class Base(NamedTuple):
    """Data that all cases of a sweep share."""

    tables: dict[str, Any] | str
    """Every key of the scenario without the sweep; where it is none without it, what the sweep was given as."""
    scenario: Scenario | GridScenario | None
    values: dict[str, Any]
    """The same with the hash of each file in place of its name, without labels."""
    digest: str
    folder: Path
    """Of the file, beside which names of files are looked for."""


class Planned(NamedTuple):
    """A planned case."""

    index: int   # type: ignore[assignment]   # a tuple has a method of that name
    """Its place in the design."""
    key: str
    """Hash of base, overrides, code and data: 16 hexadecimal digits."""
    id: str
    """The same without code and data, to say why a case is run again."""
    group: str
    """Hash of the overrides that wind and farm read: cases of one group share these stages."""
    overrides: dict[str, Any]
    attempt: int = 1
    reason: str = "new"


def base(source: str | Path | Mapping[str, Any]) -> Base:
    """
    Return the base of all cases of a sweep.

    Parameters
    ----------
    source : str, path or mapping
        As `sim.load` takes it.

    Returns
    -------
    base : Base
    """
    try:
        if is_grid(source):
            return _grid_base(source)
        scenario = load(source)
    except SundalinkError:   # a case may set what is missing
        own, path = tables(source)
        own = {key: value for key, value in own.items() if key != "sweep"}
        return Base(str(path) if path else own, None, {}, plain_hash(own), path.parent if path else Path())
    path = tables(source)[1]
    values = {key: value for key, value in contents(scenario).items() if key not in LABELS}
    return Base(scenario.model_dump(mode="json"), scenario, values, plain_hash(values), path.parent if path else Path())


def _grid_base(source: str | Path | Mapping[str, Any]) -> Base:
    """Return the base of the cases of a grid sweep; with the project, its single case as well."""
    scenario = load_grid(source)
    given = scenario.model_dump(mode="json")
    values = {key: value for key, value in given.items() if key not in LABELS}
    single = contents(load(scenario.project.scenario)) if scenario.project.mode != "out" else {}
    path = tables(source)[1]
    return Base(given, scenario, values, plain_hash([values, single]), path.parent if path else Path())


def plan(common: Base, listed: Sequence[Mapping[str, Any]]) -> list[Planned]:
    """
    Return the planned cases of a design.

    Parameters
    ----------
    common : Base
    listed : sequence of dict
        Overrides of each case by dotted key.

    Returns
    -------
    planned : list of Planned
        In the order of the design. Nothing is loaded: a hundred thousand take seconds.

    Notes
    -----
    Overrides that repeat what the base says, and labels, do not count; 200 and 200.0 are one value; a file counts by
    what it holds. So a denser grid finds the cases of a coarser one.
    """
    code, data, planned = code_digest(), data_digest(), []
    group_keys = (*resource.READS, *farm.READS)
    grouped = {}
    for index, row in enumerate(listed):
        given = {key: _anchored(common.folder, key, value) for key, value in row.items()}
        own = {key: _content(key, value) for key, value in given.items() if key not in LABELS}
        own = {key: value for key, value in own.items() if not _same(common.values, key, value)}
        for key in own:
            if key not in grouped:
                grouped[key] = any(key == read or key.startswith(f"{read}.") or read.startswith(f"{key}.")
                                   for read in group_keys)
        identity = plain_hash([common.digest, own])
        group = plain_hash({key: value for key, value in own.items() if grouped[key]})[:8]
        planned.append(Planned(index, plain_hash([identity, code, data]), identity, group, dict(given)))
    return planned


def plain_hash(value: Any) -> str:
    """Return the hash of plain values: 16 hexadecimal digits."""
    text = json.dumps(_canonical(value), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _canonical(value: Any) -> Any:
    """Return a value such that equal numbers are written the same."""
    if isinstance(value, dict):
        return {str(key): _canonical(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canonical(part) for part in value]
    number = isinstance(value, Real) and not isinstance(value, bool)
    if number:
        whole = isinstance(value, Integral) or float(value).is_integer()
        return int(value) if whole else float(value)
    return value


def _same(values: Any, key: str, value: Any) -> bool:
    """Whether the base has this value at a dotted key already."""
    for word in key.split("."):
        if not isinstance(values, dict) or word not in values:
            return False
        values = values[word]
    return type(_canonical(values)) is type(_canonical(value)) and _canonical(values) == _canonical(value)


def _content(key: str, value: Any) -> Any:
    """Return an override with the hash of a file in place of its name."""
    if tuple(key.split(".")) not in FILES or value is None:
        return value
    return [file_content(each) for each in value] if isinstance(value, (list, tuple)) else file_content(value)


def _anchored(folder: Path, key: str, value: Any) -> Any:
    """Return an override with the names of files beside the sweep's file made absolute."""
    if tuple(key.split(".")) not in FILES:
        return value
    if isinstance(value, (list, tuple)):
        return [_anchored(folder, key, each) for each in value]
    return str((folder / value).resolve()) if isinstance(value, str) and (folder / value).is_file() else value
