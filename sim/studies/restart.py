"""Restart of a sweep from its folder: which cases are kept, which are run, and why."""

from __future__ import annotations

import json
import os
import platform
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import scenario_error
from sim.scenario.load import FILES, file_content, tables
from sim.studies.case_key import LABELS, plain_hash
from sim.studies.journal import Reader
from sim.studies.provenance import code_digest, data_files, now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from sim.studies.case_key import Base, Planned
    from sim.studies.design import Design
    from sim.studies.sweep_store import Folder

FRESH = 60.0
"""Age of a state below which its process is taken to live, where it cannot be asked. [s]"""


def plan_extension(folder: Folder, before: Mapping[str, Any] | None, common: Base, rows: list[dict[str, Any]],
                   extend: bool) -> list[dict[str, Any]]:
    """
    Return the cases that a folder is to hold in the end.

    Parameters
    ----------
    folder : Folder
    before : dict or None
        Its manifest.
    common : Base
        Of the sweep.
    rows : list of dict
        Design of the sweep.
    extend : bool
        Whether another design may be added.

    Returns
    -------
    rows : list of dict
        The design; with `extend` that of the folder, and after it what is new.

    Raises
    ------
    SundalinkError
        If the folder holds another sweep and `extend` is not given, or something else.
    """
    if before is None:
        if (folder.path / "cases.parquet").exists():
            raise scenario_error(f"{folder.path}: holds results without a manifest; --fresh moves the folder aside, -o "
                                 "names another")
        return rows
    asked = plain_hash(rows)
    if before.get("design") == asked and (before.get("base") == common.digest or before.get("named") == named(common)):
        return rows   # of the same names other files may have come: their cases are run again
    old = folder.design()
    if not extend:
        same = before.get("design") == asked
        what = "the same cases of another base" if same else f"another design ({len(old)} cases)"
        raise scenario_error(f"{folder.path}: holds {what}; --extend adds to it, --fresh moves it aside, -o names "
                             "another folder")
    have = {plain_hash(row) for row in old}
    return [*old, *(row for row in rows if plain_hash(row) not in have)]


def named(common: Base) -> str:
    """Return the hash of a base by the names of its files, whatever these hold, without labels."""
    values = common.tables
    return plain_hash({key: value for key, value in values.items() if key not in LABELS}
                      if isinstance(values, dict) else values)


def kept(folder: Folder, planned: Sequence[Planned], before: Mapping[str, Any] | None,
         common: Base | None = None) -> tuple[dict[str, dict[str, Any]], dict[str, str], int]:
    """
    Return the cases of a design in the journals of a folder.

    Parameters
    ----------
    folder : Folder
    planned : sequence of Planned
    before : dict or None
        Its manifest.
    common : Base, optional
        Of the sweep, to say which of the user's files have changed.

    Returns
    -------
    rows : dict of str to dict
        Good rows by key of the case.
    reasons : dict of str to str
        Why each other case is run.
    broken : int
        Lines of the journals that could not be read.
    """
    good: dict[str, dict[str, Any]] = {}
    bad: set[str] = set()
    others: dict[str | None, dict[str, Any]] = {}
    for row in folder.reader.new():
        if row["status"] == "ok":
            if len(row) >= len(good.get(row["case"], ())):   # a later run may have asked for more figures
                good[row["case"]] = row
        else:
            bad.add(row["case"])
        others[row.get("id")] = row
    rows, reasons, changed, own = {}, {}, _changed_data(before), _changed_files(before, common)
    for each in planned:
        if each.key in good:
            rows[each.key] = good[each.key]
        elif each.key in bad:
            reasons[each.key] = "failed before"
        elif each.id in others:
            other = others[each.id]
            reasons[each.key] = "code changed" if other.get("code") != code_digest() else f"data changed{changed}"
        else:
            reasons[each.key] = own or "new"
    return rows, reasons, folder.reader.broken


def elsewhere(places: Sequence[str | Path], planned: Sequence[Planned],
              found: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """
    Return the cases of a design that other sweeps have computed, identified by their content.

    Parameters
    ----------
    places : sequence of path
        Folders of sweeps, or folders that hold such folders.
    planned : sequence of Planned
    found : dict of str to dict
        Rows that are there already.

    Returns
    -------
    rows : dict of str to dict
        Good rows of further cases by key. A key counts the scenario, the code and the data.

    Raises
    ------
    SundalinkError
        If a place is no folder.
    """
    wanted, rows = {each.key for each in planned} - set(found), {}
    for place in map(Path, places):
        if not place.is_dir():
            raise scenario_error(f"--reuse {place}: must be the folder of a sweep, or one that holds such folders")
        for journal in sorted({place / "journal", *place.glob("*/journal")}):
            rows.update({row["case"]: row for row in Reader(journal).new()
                         if row["status"] == "ok" and row["case"] in wanted})
    return rows


def without_columns(found: Mapping[str, Mapping[str, Any]], columns: frozenset[str]) -> list[str]:
    """Return the keys of kept cases that lack a figure that is asked for, as no analysis was run that gives it."""
    return [key for key, row in found.items() if row.get("status") == "ok" and not columns <= row.keys()]


def without_results(folder: Folder, found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the keys of kept cases whose results are not in the folder."""
    return [key for key in found
            if not any((folder.path / "results" / key / name).is_file() for name in ("results.nc", "grid.nc"))]


def _changed_data(before: Mapping[str, Any] | None) -> str:
    """Return which data files differ from those of the manifest, as words."""
    old, new = (before or {}).get("data_files", {}), data_files()
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return f": {', '.join(names[:3])}" + (" ..." if len(names) > 3 else "") if old and names else ""


def _changed_files(before: Mapping[str, Any] | None, common: Base | None) -> str:
    """Return as words which of the user's files hold something else than when the folder was begun; empty if none."""
    if before is None or common is None or before.get("base") == common.digest:
        return ""
    if before.get("named") != named(common):
        return ""
    old, new = before.get("files", {}), _files(common.tables)
    names = sorted(Path(name).name for name in new if old.get(name) != new[name])
    return "data changed: " + ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")


def plan_text(planned: Sequence[Planned], found: Mapping[str, Mapping[str, Any]], reasons: Mapping[str, str]) -> str:
    """Return in words what is kept, what is run and why."""
    keys = {each.key for each in planned}
    count = Counter(reasons[key] for key in keys if key not in found)
    text = f"{len(keys)} cases: {len(found)} kept, {sum(count.values())} to run"
    if not count or count.keys() == {"new"}:
        return text
    return f"{text} ({', '.join(f'{number} {reason}' for reason, number in count.most_common())})"


def check_design(common: Base, asked: Design, source: str | Path | Mapping[str, Any], say: Callable[[str], None],
                 broken: int) -> dict[str, Any]:
    """Return the design from the manifest, and report what could not be read."""
    if broken:
        say(f"{broken} line{'s' if broken > 1 else ''} of the journal cannot be read, torn by a stop or damaged: the "
            "cases there are run again")
    path = tables(source)[1]
    sample = asked.sample and {"method": asked.sample.method, "n": asked.sample.count, "seed": asked.sample.seed,
                               "keys": {key: list(each) for key, each in asked.sample.keys.items()}}
    return {"source": str(path.resolve()) if path else None, "design": plain_hash(asked.rows), "base": common.digest,
            "named": named(common), "cases": len(asked.rows), "levers": list(asked.levers),
            "futures": list(asked.futures), "derived": list(asked.derived), "thresholds": asked.thresholds,
            "sample": sample,
            "keys": list(dict.fromkeys(key for row in asked.rows for key in row)),
            "seed": common.scenario.seed if common.scenario else None, "files": _files(common.tables)}


def _files(values: Any) -> dict[str, str]:
    """Return the hash of each file that the base names."""
    found = {}
    for path in FILES:
        value = values
        for word in path:
            value = value.get(word) if isinstance(value, dict) else None
        for name in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(name, str) and (content := file_content(name)) != name:
                found[name] = content
    return found


def helping(folder: Folder) -> bool:
    """Whether another process is at work on a folder."""
    try:
        state = json.loads((folder.path / "status.json").read_text(encoding="utf-8"))
        age = (datetime.fromisoformat(now()) - datetime.fromisoformat(state["updated"])).total_seconds()
        if state["state"] != "running" or state["pid"] == os.getpid() or age > FRESH:
            return False
        if state["host"] != platform.node():
            return True
        os.kill(state["pid"], 0)
        return True
    except (OSError, ValueError, KeyError):
        return False
