"""Designs of a sweep: grids, lists in step, tables, samples, and decisions under the same futures."""

from __future__ import annotations

import csv
import itertools
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.errors import scenario_error
from sim.studies.expression import evaluate
from sim.studies.sampling import METHODS, distribution, draw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.studies.sampling import Distribution

TABLES = ("grid", "zip", "cases", "sample", "levers", "futures", "derived", "where", "thresholds", "columns")
BLOCKS = ("morris", "saltelli")
"""Methods whose rows belong together, so that they stand alone and complete."""


class Sample(NamedTuple):
    """A sample of a design."""

    method: str
    count: int   # type: ignore[assignment]   # a tuple has a method of that name
    seed: int
    keys: dict[str, Distribution]


class Design(NamedTuple):
    """The cases of a sweep, and what stands behind them."""

    rows: list[dict[str, Any]]
    """Overrides of each case by dotted key."""
    levers: tuple[str, ...] = ()
    """Keys that one decides."""
    futures: tuple[str, ...] = ()
    """Keys that one does not."""
    sample: Sample | None = None
    thresholds: dict[str, str] = {}   # noqa: RUF012
    """What a figure must meet, by its name: ``">= 1.35"``."""
    derived: tuple[str, ...] = ()
    """Keys that follow from others."""
    columns: tuple[str, ...] = ()
    """Figures of analyses that the table is to have."""


def design(own: Mapping[str, Any], base: Mapping[str, Any] | None = None, path: Path | None = None) -> Design:
    """
    Read the design of a sweep.

    Parameters
    ----------
    own : mapping
        Tables of a scenario, with one named ``sweep``.
    base : mapping, optional
        All values of the scenario, for keys that ``derived`` and ``where`` name and the design does not vary.
    path : Path, optional
        Of its file.

    Returns
    -------
    design : Design

    Raises
    ------
    SundalinkError
        If there is no such table, or it breaks a rule.
    """
    where, table = path or "tables", own.get("sweep")
    if not isinstance(table, dict) or not any(table.get(name) for name in ("grid", "zip", "cases", "sample", "levers")):
        raise scenario_error("sweep: must be a table with [sweep.grid] or [sweep.zip], [sweep.sample], [sweep.levers], "
                             f"or cases = \"FILE.csv\" ({where})")
    unknown = sorted(set(table) - set(TABLES))
    if unknown:
        raise scenario_error(f"sweep.{unknown[0]}: unknown key; known keys: {', '.join(TABLES)} ({where})")
    blocks, sample = _blocks(table, path, where)
    levers, futures = ((), ()) if "levers" not in table else (tuple(blocks[-2][0]), tuple(blocks[-1][0]))
    _check_once(blocks, where)
    rows = [{key: value for part in parts for key, value in part.items()} for parts in itertools.product(*blocks)]
    derived, condition = _flat(table.get("derived", {})), table.get("where")
    if condition is not None and sample is not None and sample.method in BLOCKS:
        raise scenario_error(f"sweep.where: a {sample.method} design must stay whole ({where})")
    rows = [_derive(row, derived, base) for row in rows] if derived else rows
    if condition is not None:
        rows = [row for row in rows if evaluate(condition, _look(row, base, "sweep.where"), "sweep.where")]
        if not rows:
            raise scenario_error(f"sweep.where = {condition!r}: leaves no case ({where})")
    return Design(rows, levers, futures, sample, dict(table.get("thresholds", {})), tuple(derived),
                  _columns(table.get("columns", []), where))


def _columns(names: Any, where: Path | str) -> tuple[str, ...]:
    """Return the figures that a design asks for."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise scenario_error(f"sweep.columns = {names!r}: must be a list of figures of the summary ({where})",
                             key="sweep.columns")
    return tuple(names)


def _blocks(table: Mapping[str, Any], path: Path | None,
            where: Path | str) -> tuple[list[list[dict[str, Any]]], Sample | None]:
    """Return the lists of rows whose combinations are the cases, the last varying fastest, and the sample."""
    blocks = [_steps(_lists(table.get("zip", {}), "sweep.zip", where), "sweep.zip", where),
              _grid(_lists(table.get("grid", {}), "sweep.grid", where))]
    if table.get("cases"):
        blocks.append(_table(table["cases"], path))
    sample = _sample(table["sample"], "sweep.sample", where) if table.get("sample") else None
    if sample is not None:
        if sample.method in BLOCKS and any(block != [{}] for block in blocks):
            raise scenario_error(f"sweep.sample.method = {sample.method!r}: stands alone, without grid, zip, cases or "
                                 f"levers ({where})")
        blocks.append(draw(sample.keys, sample.method, sample.count, sample.seed))
    if "futures" in table and "levers" not in table:
        raise scenario_error(f"sweep.futures: needs [sweep.levers], what is decided under them ({where})")
    if table.get("levers"):
        levers, future = dict(table["levers"]), _sample(table.get("futures", {}), "sweep.futures", where)
        if future.method in BLOCKS or (sample is not None and sample.method in BLOCKS):
            raise scenario_error(f"sweep.futures.method: must be lhs, sobol or monte_carlo ({where})")
        step = _steps(_lists(levers.pop("zip", {}), "sweep.levers.zip", where), "sweep.levers.zip", where)
        grid = _grid(_lists(levers, "sweep.levers", where))
        blocks += [[{**a, **b} for a in step for b in grid],
                   draw(future.keys, future.method, future.count, future.seed)]
        sample = future
    return blocks, sample


def _check_once(blocks: Sequence[Sequence[Mapping[str, Any]]], where: Path | str) -> None:
    """Refuse a key that two parts of a design vary."""
    seen: dict[str, str] = {}
    names = ("sweep.zip", "sweep.grid", "another part")
    for block, name in zip(blocks, (*names, *["another part"] * len(blocks)), strict=False):
        for key in block[0]:
            if key in seen:
                first = name if name == "sweep.zip" else seen[key]
                other = "sweep.grid" if name == "sweep.grid" else name
                raise scenario_error(f"{first}.{key}: must not stand in {other} as well ({where})")
            seen[key] = name


def _grid(lists: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Return every combination, the last key varying fastest."""
    return [dict(zip(lists, values, strict=True)) for values in itertools.product(*lists.values())]


def _steps(lists: Mapping[str, list[Any]], name: str, where: Path | str) -> list[dict[str, Any]]:
    """Return the rows of lists that advance together."""
    lengths = {key: len(values) for key, values in lists.items()}
    if len(set(lengths.values())) > 1:
        raise scenario_error(f"{name} = {lengths}: lists must have one length ({where})", key=name)
    return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)] or [{}]


def _sample(table: Mapping[str, Any], name: str, where: Path | str) -> Sample:
    """Return a sample as a design gives it."""
    known = {"method", "n", "seed", "keys"}
    unknown = sorted(set(table) - known)
    if unknown:
        raise scenario_error(f"{name}.{unknown[0]}: unknown key; known keys: keys, method, n, seed; what is drawn "
                             f"stands under [{name}.keys] ({where})")
    method, seed = table.get("method", "lhs"), table.get("seed", 0)
    count: Any = table.get("n")
    if method not in METHODS:
        raise scenario_error(f"{name}.method = {method!r}: must be one of {', '.join(METHODS)} ({where})")
    for what, value, least in (("n", count, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise scenario_error(f"{name}.{what} = {value!r}: must be a whole number from {least} on ({where})")
    keys = {key: distribution(given, f"{name}.keys.{key}")
            for key, given in _flat(table.get("keys", {}), distributions=True).items()}
    if not keys:
        raise scenario_error(f"{name}.keys: must name at least one key and its distribution ({where})")
    return Sample(method, count, seed, keys)


def _table(name: str, path: Path | None) -> list[dict[str, Any]]:
    """Return the rows of a CSV file: keys in the first line, values as TOML has them, bare words as texts."""
    file = (path.parent if path else Path()) / str(name)
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            lines = [row for row in csv.reader(text) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError) as fault:
        raise scenario_error(f"sweep.cases = {name!r}: cannot be read ({getattr(fault, 'strerror', fault)})") from None
    if len(lines) < 2 or any(len(row) != len(lines[0]) for row in lines):
        raise scenario_error(f"sweep.cases = {name!r}: must have a line of keys and lines of as many values")
    return [dict(zip([key.strip() for key in lines[0]], map(plain, row), strict=True)) for row in lines[1:]]


def plain(text: str) -> Any:
    """Return a value as TOML reads it, or the text itself."""
    try:
        return tomllib.loads(f"v = {text.strip()}")["v"]
    except tomllib.TOMLDecodeError:
        return text.strip()


def _derive(row: Mapping[str, Any], derived: Mapping[str, str], base: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a row with the keys that follow from others."""
    row = dict(row)
    for key, text in derived.items():
        row[key] = evaluate(text, _look(row, base, f"sweep.derived.{key}"), f"sweep.derived.{key}")
    return row


def _look(row: Mapping[str, Any], base: Mapping[str, Any] | None, origin: str) -> Callable[[str], Any]:
    """Return a function from dotted key to value: what the case sets, else what the scenario has."""
    def look(key: str) -> Any:
        if key in row:
            return row[key]
        value = base
        for word in key.split("."):
            if not isinstance(value, dict) or word not in value:
                raise scenario_error(f"{origin}: {key} is no key of the scenario", key=origin)
            value = value[word]
        return value
    return look


def _flat(table: Mapping[str, Any], distributions: bool = False) -> dict[str, Any]:
    """Return nested tables by dotted key; a table of distributions ends where one begins."""
    names, flat = {"low", "high", "mean", "median", "choices", "integers", "sd", "sigma", "mode"}, {}
    for key, value in table.items():
        if isinstance(value, dict) and not (distributions and names & set(value)):
            flat.update({f"{key}.{k}": v for k, v in _flat(value, distributions).items()})
        else:
            flat[key] = value
    return flat


def _lists(table: Mapping[str, Any], name: str, path: Path | str) -> dict[str, list[Any]]:
    """Return the lists of nested tables by dotted key."""
    flat = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{k}": v for k, v in _lists(value, f"{name}.{key}", path).items()})
        elif isinstance(value, list) and value:
            flat[key] = value
        else:
            raise scenario_error(f"{name}.{key} = {value!r}: must be a list of at least one value ({path})")
    return flat
