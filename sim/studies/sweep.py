"""Sweeps: a table of cases from one file, run in threads, a row for each in one tidy table."""

import hashlib
import itertools
import json
from concurrent.futures import ThreadPoolExecutor, as_completed

from sim import __version__
from sim.case.stage_cache import shared
from sim.chain import run
from sim.errors import SundalinkError, scenario_error
from sim.results.files import output_folder
from sim.results.summary import summary
from sim.scenario.load import fingerprint, load, tables
from sim.scenario.template import toml
from sim.studies.sweep_store import BLOCK, _open_parts, _part, _table, _write


def cases(source):
    """
    Read the cases of a sweep.

    Parameters
    ----------
    source : str, path or mapping
        A scenario with a ``[sweep]`` table, as `sim.load` takes it: lists by dotted key under ``[sweep.grid]`` (every
        combination) and under ``[sweep.zip]`` (lists of one length that advance together).

    Returns
    -------
    overrides : list of dict
        One for each case, dotted key to value; the last grid key varies fastest.

    Raises
    ------
    SundalinkError
        If there is no such table, or a list is empty or of another length.
    """
    own, path = tables(source)
    path, table = path or "tables", own.get("sweep")
    if not isinstance(table, dict) or not (table.get("grid") or table.get("zip")):
        raise scenario_error(f"sweep: must be a table with [sweep.grid] or [sweep.zip] ({path})")
    unknown = set(table) - {"grid", "zip"}
    if unknown:
        raise scenario_error(f"sweep.{sorted(unknown)[0]}: unknown key; known keys: grid, zip ({path})")
    grid, together = _lists(table.get("grid", {}), "sweep.grid", path), _lists(table.get("zip", {}), "sweep.zip", path)
    lengths = {key: len(values) for key, values in together.items()}
    if len(set(lengths.values())) > 1:
        raise scenario_error(f"sweep.zip = {lengths}: lists must have one length ({path})", key="sweep.zip")
    both = sorted(set(grid) & set(together))
    if both:
        raise scenario_error(f"sweep.zip.{both[0]}: must not stand in sweep.grid as well ({path})")
    rows = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    step = [dict(zip(together, values, strict=True)) for values in zip(*together.values(), strict=True)] or [{}]
    return [{**s, **row} for s in step for row in rows]


def sweep(source, output=None, *, workers=2, resume=False, tell=None):
    """
    Run every case of a sweep.

    Parameters
    ----------
    source : str, path or mapping
        What is swept, see `cases`.
    output : path, optional
        Folder for ``cases/part-*.parquet`` while it runs, ``cases.parquet`` and ``sweep.toml`` at the end.
    workers : int
        Threads; the table is the same for any number.
    resume : bool
        Keep the rows of good cases that the folder already holds.
    tell : callable, optional
        ``tell(done, total)`` after each case.

    Returns
    -------
    table : pandas.DataFrame
        A row for each case in the order of the file: case key, swept keys, the values of ``summary.csv``, ``status``
        (``ok`` or ``failed``) and ``error``. Failed cases are kept with their text.

    Raises
    ------
    SundalinkError
        If not one case is a scenario; nothing is written then.
    """
    listed = cases(source)
    _check_some(source, listed)
    folder = output_folder(output) if output is not None else None
    kept = _open_parts(folder, resume) if folder is not None else {}
    rows = [None] * len(listed)
    fresh, tell = [], tell or (lambda done, total: None)
    pool, share = ThreadPoolExecutor(max_workers=max(int(workers), 1)), shared()
    try:
        jobs = {pool.submit(_row, source, given, share, kept): index for index, given in enumerate(listed)}
        for done, job in enumerate(as_completed(jobs), 1):
            rows[jobs[job]] = row = job.result()
            fresh += [row] if row["case"] not in kept else []
            if folder is not None and len(fresh) >= BLOCK:
                fresh = _part(fresh, folder)
            tell(done, len(listed))
    finally:   # also when it is stopped: what is done stays, what has not begun does not begin
        pool.shutdown(cancel_futures=True)
        if folder is not None and fresh:
            _part(fresh, folder)
    table = _table(rows)
    if folder is not None:
        _write(lambda half: table.to_parquet(half, index=False), folder / "cases.parquet")
        own, path = tables(source)
        text = path.read_bytes() if path is not None else toml(own).encode()
        _write(lambda half: half.write_bytes(text), folder / "sweep.toml")
    return table


def swept(source):
    """Return the dotted keys that a sweep varies."""
    return list(cases(source)[0])


def _check_some(source, listed):
    """Refuse a sweep of which not one case is a scenario, with what is wrong with the first."""
    first = None
    for given in listed:
        try:
            return load(source, given, "[sweep]")
        except SundalinkError as fault:
            first = first or fault
    raise first


def _row(source, given, share, kept):
    """Run one case and return its row; a failure is a row too."""
    row = {"case": _wish(given), **given}
    try:
        scenario = load(source, given, "[sweep]")
        row["case"] = fingerprint(scenario, __version__)
        if row["case"] in kept:
            return {**kept[row["case"]], **row}
        figures = summary(run(scenario, cache=share, keep=False, workers=1))
        return {**row, **figures, "status": "ok", "error": ""}
    except SundalinkError as fault:
        return {**row, "status": "failed", "error": str(fault)}
    except Exception as fault:   # thousands of good cases must not be lost to one fault of the program
        return {**row, "status": "failed", "error": f"a fault of the program ({type(fault).__name__}: {fault})"}


def _wish(given):
    """Return the key of a case that does not even load: hash of what was swept and of the version."""
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
