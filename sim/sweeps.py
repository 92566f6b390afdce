"""Sweeps: a table of cases from one file, run in threads, a row for each in one tidy table."""

import hashlib
import itertools
import json
import shutil
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pandas as pd

from sim import __version__
from sim.chain import run
from sim.errors import SundalinkError, scenario_error
from sim.figures import SUMMARY, summary
from sim.results import output_folder
from sim.scenario.load import find, fingerprint, load, read
from sim.share import shared

BLOCK = 50
"""Cases in a part file."""


def cases(path):
    """
    Read the cases of a sweep file.

    Parameters
    ----------
    path : str or path
        A scenario file with a ``[sweep]`` table: lists by dotted key under ``[sweep.grid]`` (every combination) and
        under ``[sweep.zip]`` (lists of one length that advance together).

    Returns
    -------
    overrides : list of dict
        One for each case, dotted key to value; the last grid key varies fastest.

    Raises
    ------
    SundalinkError
        If there is no such table, or a list is empty or of another length.
    """
    path = find(path)
    table = read(path).get("sweep")
    if not isinstance(table, dict) or not (table.get("grid") or table.get("zip")):
        raise scenario_error(f"sweep: must be a table with [sweep.grid] or [sweep.zip] ({path})")
    unknown = set(table) - {"grid", "zip"}
    if unknown:
        raise scenario_error(f"sweep.{sorted(unknown)[0]}: unknown key; known keys: grid, zip ({path})")
    grid, together = _lists(table.get("grid", {}), "sweep.grid", path), _lists(table.get("zip", {}), "sweep.zip", path)
    lengths = {key: len(values) for key, values in together.items()}
    if len(set(lengths.values())) > 1:
        raise scenario_error(f"sweep.zip = {lengths}: lists must have one length ({path})")
    both = sorted(set(grid) & set(together))
    if both:
        raise scenario_error(f"sweep.zip.{both[0]}: must not stand in sweep.grid as well ({path})")
    rows = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    step = [dict(zip(together, values, strict=True)) for values in zip(*together.values(), strict=True)] or [{}]
    return [{**s, **row} for s in step for row in rows]


def sweep(path, output=None, *, workers=2, resume=False, tell=None):
    """
    Run every case of a sweep.

    Parameters
    ----------
    path : str or path
        A sweep file, see `cases`.
    output : path, optional
        Folder for ``cases/part-*.parquet`` while it runs, ``cases.parquet`` and ``sweep.toml`` at the end.
    workers : int
        Threads; the arrays are the same for any number.
    resume : bool
        Keep the rows of good cases that the folder already holds.
    tell : callable, optional
        ``tell(done, total)`` after each case.

    Returns
    -------
    table : pandas.DataFrame
        A row for each case in the order of the file: case key, swept keys, the values of ``summary.csv``, ``status``
        (``ok`` or ``failed``) and ``error``. Failed cases are kept with their text.
    """
    listed = cases(path)
    folder = output_folder(output) if output is not None else None
    kept = _kept(folder) if folder is not None and resume else {}
    if folder is not None and not resume:
        shutil.rmtree(folder / "cases", ignore_errors=True)
    share, rows, done, parts = shared(), [None] * len(listed), 0, len(list((folder or Path()).glob("cases/part-*")))
    fresh = []
    with ThreadPoolExecutor(max_workers=max(int(workers), 1)) as pool:
        jobs = {pool.submit(_row, path, given, share, kept): index for index, given in enumerate(listed)}
        for job in as_completed(jobs):
            index = jobs[job]
            rows[index] = job.result()
            done += 1
            if rows[index]["case"] not in kept:
                fresh.append(rows[index])
            if folder is not None and (len(fresh) >= BLOCK or (done == len(listed) and fresh)):
                _write(pd.DataFrame(fresh), folder / "cases" / f"part-{parts:04d}.parquet")
                parts, fresh = parts + 1, []
            if tell is not None:
                tell(done, len(listed))
    table = pd.DataFrame(rows)
    if folder is not None:
        _write(table, folder / "cases.parquet")
        shutil.copyfile(find(path), folder / "sweep.toml")
    return table


def swept(path):
    """Return the dotted keys that a sweep file varies."""
    return list(cases(path)[0])


def _row(path, given, share, kept):
    """Run one case and return its row; a failure is a row too."""
    row = {"case": _name(path, given), **given}
    if row["case"] in kept:
        return kept[row["case"]]
    empty = {name: None if name == "evidence" else float("nan") for name in SUMMARY}
    try:
        scenario = load(path, given)
        figures = summary(run(scenario, share=share, keep=False, workers=1))
        return {**row, **figures, "status": "ok", "error": ""}
    except SundalinkError as fault:
        return {**row, **empty, "status": "failed", "error": str(fault)}


def _name(path, given):
    """Return the case key: hash of the merged scenario and the version; of the wish, where it does not even load."""
    try:
        return fingerprint(load(path, given), __version__)
    except SundalinkError:
        text = json.dumps(given, sort_keys=True, default=str) + __version__
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _lists(table, name, path):
    flat = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{k}": v for k, v in _lists(value, f"{name}.{key}", path).items()})
        elif isinstance(value, list) and value:
            flat[key] = value
        else:
            raise scenario_error(f"{name}.{key} = {value!r}: must be a list of at least one value ({path})")
    return flat


def _kept(folder):
    """Return the good rows that a folder holds, by case key."""
    parts = sorted((folder / "cases").glob("part-*.parquet"))
    rows = [row for part in parts for row in pd.read_parquet(part).to_dict("records")]
    return {row["case"]: row for row in rows if row["status"] == "ok"}


def _write(table, path):
    """Write a table and only then give it its name, so that a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    table.to_parquet(half, index=False)
    half.replace(path)


