"""The folder of a sweep: request, manifest, design and journals, combined in one table."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import scenario_error
from sim.results.folder import output_folder
from sim.results.summary_values import SUMMARY
from sim.studies.journal import Reader
from sim.studies.provenance import now, record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from sim.studies.case_key import Planned

TEXTS = ("evidence", "status", "error")
"""Columns that hold text; the other values of a summary are numbers."""
RUNNING = {"reason": "string", "attempt": "Int64", "seconds": "float64", "cpu_s": "float64", "peak_mb": "float64",
           "worker": "string"}
"""Columns that tell of the running itself: the only ones that differ between two sweeps of the same cases."""
UNITS = {"required_price_years": "USD/MWh", "seconds": "s", "cpu_s": "s",
         "peak_mb": "MB"}
NOTES = {"required_price_years": "required_price as each weather year alone would ask for it, linearised, without what "
                                 "its mean wind and its outages explain",
         "reason": "why the case was run: new, failed before, code changed, data changed",
         "attempt": "1, or 2 after a fault of the program or the death of a worker"}


OF_GRID = ("zone ", "corridor ", "country ", "grid ")
"""How the figures of a grid begin: subject, a space, name."""


def tabulate(design: Sequence[tuple[Planned, dict[str, Any]]], rows: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """
    Return the table of a sweep.

    Parameters
    ----------
    design : sequence of (Planned, dict)
        Planned cases in the order of the design, and what the design says of each.
    rows : dict of str to dict
        Finished cases by key.

    Returns
    -------
    table : pandas.DataFrame
        Finished cases in that order; columns have the same types whatever failed.
    """
    listed = [(planned, keys, rows[planned.key]) for planned, keys in design if planned.key in rows]
    keys = list(dict.fromkeys(name for _, keys in design for name in keys))
    costs = list(dict.fromkeys(name for *_, row in listed for name in row if name.startswith("cost_")))
    costs = [name for name in costs if name not in keys]
    of_grid = list(dict.fromkeys(name for *_, row in listed for name in row if name.startswith(OF_GRID)))
    figures = of_grid or [name for name in SUMMARY if name not in keys]   # a swept seed stays though the case fails
    table = pd.DataFrame({"case": [planned.key for planned, *_ in listed]}, dtype="string")
    parts = {name: _like([given.get(name) for _, given, _ in listed]) for name in keys}
    for name in (*figures, *costs):
        values = [row.get(name) for *_, row in listed]
        parts[name] = pd.Series(values, dtype="string" if name in TEXTS else "Int64" if name == "seed" else float)
    if not of_grid:
        parts["required_price_years"] = pd.Series([row.get("required_price_years") for *_, row in listed], dtype=object)
    if "seed" in keys:
        parts["seed"] = parts["seed"].astype("Int64")
    for name in ("status", "error"):
        parts[name] = pd.Series([row.get(name, "") for *_, row in listed], dtype="string")
    for name, kind in RUNNING.items():
        parts[name] = pd.Series([row.get(name) for *_, row in listed], dtype=kind)
    return pd.concat([table, pd.DataFrame(parts, index=table.index)], axis=1)


def _like(values: list[Any]) -> pd.Series:
    """Return swept values as a column: 1 and 2.5 are numbers, 1 and "solve" are texts."""
    kinds = {type(value) for value in values}
    if len(kinds) > 1:
        kind = float if kinds <= {int, float} else str
        values = [kind(value) for value in values]
    return pd.Series(values) if values else pd.Series(values, dtype=object)


class Folder:
    """
    The folder of a sweep.

    Parameters
    ----------
    path : path
        Made if it is not there.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = output_folder(path)
        self.reader = Reader(self.path / "journal")

    def manifest(self) -> dict[str, Any] | None:
        """Return the manifest, or None where the folder holds no sweep."""
        return read_manifest(self.path)

    def begin(self, text: bytes, base: str | None, design: Sequence[tuple[Planned, dict[str, Any]]],
              more: Mapping[str, Any]) -> None:
        """Write what was asked, the merged base, the planned design and the manifest."""
        self.text("sweep.toml", text)
        if base is not None:
            self.text("base.toml", base)
        keys = pd.DataFrame({"case": [planned.key for planned, _ in design],
                             "group": [planned.group for planned, _ in design],
                             "overrides": [json.dumps(keys, default=str) for _, keys in design]})
        write(lambda half: keys.to_parquet(half, index=False), self.path / "design.parquet")
        before = self.manifest() or {}
        begun = [*before.get("begun", []), now()]
        self.text("manifest.json", json.dumps({"format": 1, **record(), **more, "begun": begun}, indent=1))

    def design(self) -> list[dict[str, Any]]:
        """Return the overrides of the planned cases that the folder holds, in order."""
        try:
            return [json.loads(text) for text in pd.read_parquet(self.path / "design.parquet")["overrides"]]
        except (OSError, ValueError, KeyError) as fault:
            raise scenario_error(f"{self.path / 'design.parquet'}: cannot be read ({fault}); --fresh moves the folder "
                                 "aside") from None

    def text(self, name: str, text: str | bytes) -> None:
        """Write a text file."""
        data = text if isinstance(text, bytes) else text.encode()
        write(lambda half: half.write_bytes(data), self.path / name)

    def compact(self, table: pd.DataFrame) -> None:
        """Write the table as ``cases.parquet`` and ``cases.csv``."""
        fields = pa.Table.from_pandas(table, preserve_index=False)
        about = {name: {"unit": unit, "note": note} for name, (unit, note) in SUMMARY.items()}
        for name in table.columns:
            more = {"unit": UNITS.get(name, "USD/MWh" if name.startswith("cost_") else ""), "note": NOTES.get(name, "")}
            more = {key: text for key, text in about.get(name, more).items() if text}
            place = fields.schema.get_field_index(name)
            field = fields.schema.field(place).with_metadata(more)
            fields = fields.set_column(place, field, fields.column(place))
        write(lambda half: pq.write_table(fields, half), self.path / "cases.parquet")
        plain = table.drop(columns=[name for name in ("required_price_years",) if name in table])
        write(lambda half: plain.to_csv(half, index=False, lineterminator="\n"), self.path / "cases.csv")


def read_manifest(path: str | Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, or None where it holds no sweep."""
    try:
        return json.loads((Path(path) / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as fault:
        raise scenario_error(f"{Path(path) / 'manifest.json'}: cannot be read ({fault}); --fresh moves the folder "
                             "aside") from None


def move_aside(path: str | Path) -> Path | None:
    """Rename a folder, so that a new one can take its place; return its new path, or None if there was none."""
    path = Path(path)
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        return None
    number = 1
    while (other := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    try:
        path.rename(other)
    except OSError as fault:
        raise scenario_error(f"{path}: cannot be moved to {other} ({fault.strerror})") from None
    return other


def write(make: Callable[[Path], Any], path: Path) -> None:
    """Write a file under a temporary name and rename it, so that a reader never sees an incomplete file."""
    half = path.with_name(f".half-{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make(half)
        half.replace(path)
    except OSError as fault:
        with suppress(OSError):   # a disk that became read-only refuses this too
            half.unlink(missing_ok=True)
        raise scenario_error(f"{path}: cannot be written ({fault.strerror or fault})") from None
