"""The files of a sweep: parts while it runs, one table at the end."""

import pandas as pd

from sim.errors import scenario_error
from sim.results.summary import SUMMARY

BLOCK = 50
"""Cases in a part file."""

TEXTS = ("evidence", "status", "error")
"""Columns that hold text; the other values of a summary are numbers."""


def _open_parts(folder, resume):
    """Return the good rows of the parts that a folder holds, by case key; or clear them away."""
    kept = {}
    for part in sorted((folder / "cases").glob("part-*.parquet")):
        if not resume:
            part.unlink()
            continue
        try:
            rows = pd.read_parquet(part).to_dict("records")
        except (OSError, ValueError) as fault:   # pyarrow's own faults are of these kinds
            raise scenario_error(f"{part}: is not a part of a sweep ({fault})") from None
        good = [row for row in rows if row.get("status") == "ok"]
        kept.update({row["case"]: {n: row.get(n) for n in (*SUMMARY, "status", "error")} for row in good})
    return kept


def _part(rows, folder):
    """Write rows as the next part; return that none is left to write."""
    numbers = [int(part.stem.removeprefix("part-")) for part in (folder / "cases").glob("part-*.parquet")]
    path = folder / "cases" / f"part-{max(numbers, default=-1) + 1:04d}.parquet"
    _write(lambda half: _table(rows).to_parquet(half, index=False), path)
    return []


def _table(rows):
    """Return rows as a table whose columns have the same types whatever failed."""
    swept = [name for name in dict.fromkeys(n for row in rows for n in row) if name not in (*SUMMARY, *TEXTS)]
    columns = [*swept, *SUMMARY, "status", "error"]
    table = pd.DataFrame([[row.get(name) for name in columns] for row in rows], columns=columns)
    for name in columns:
        if name in SUMMARY and name not in (*TEXTS, "seed"):
            table[name] = table[name].astype(float)
        elif name == "seed":
            table[name] = table[name].astype("Int64")
        elif name in TEXTS:
            table[name] = table[name].astype("string")
        elif len(kinds := {type(row[name]) for row in rows}) > 1:   # 1 and 2.5 are numbers, 1 and "solve" are not
            kind = float if kinds <= {int, float} else str
            table[name] = [kind(row[name]) for row in rows]
    return table


def _write(write, path):
    """Write a file and only then give it its name, so that a reader never meets half of it."""
    half = path.with_suffix(".half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(half)
        half.replace(path)
    except OSError as fault:
        half.unlink(missing_ok=True)
        raise scenario_error(f"{path}: cannot be written ({fault.strerror or fault})") from None
