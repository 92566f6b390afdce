"""Compare the program with published results: one verdict for each case."""

import contextlib
import json
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.errors import SundalinkError, refusal
from sim.validation.predictions import CHECKS
from sim.validation.published_cases import published


class VerdictRow(NamedTuple):
    """One case as it is printed, and its numbers; everything but ``values`` is text."""

    id: str
    title: str
    what: str
    shown: str
    """What the program gives."""
    published: str
    tolerance: str
    unit: str
    verdict: str
    """ok, FAILS, or shown where the case asserts nothing."""
    source: str
    source_kind: str
    status: str
    note: str
    values: tuple[float | tuple[float, float], ...]
    """The program's numbers, a number or a range (low, high) for each of the case's names."""


def validate(cases=None):
    """
    Run the published cases.

    Parameters
    ----------
    cases : sequence of Case, optional
        The shipped ones if not given.

    Returns
    -------
    rows : list of VerdictRow
        In the order of the cases.

    Raises
    ------
    SundalinkError
        If a case asks for a check that is not there.
    """
    return [row(case, model(case)) for case in (published() if cases is None else cases)]


def model(case):
    """
    Return the program's result for a case.

    Parameters
    ----------
    case : Case
        A published case.

    Returns
    -------
    values : tuple
        A number, or a range (low, high), for each of ``case.names``.

    Raises
    ------
    SundalinkError
        If its check is unknown, or gives another number of values than the case names.
    """
    if case.what not in CHECKS:
        raise refusal(f"published case {case.id}: what", case.what, "-", f"must be one of {', '.join(CHECKS)}")
    found = CHECKS[case.what](**case.inputs)
    values = tuple(tuple(map(float, value)) if np.ndim(value) else float(value) for value in found)
    if len(values) != len(case.names):
        raise refusal(f"published case {case.id}: names", len(case.names), "-", f"must be {len(values)}, one for each "
                  "value of the model")
    return values


def row(case, values):
    """
    Compare the program's values with the published ones.

    Parameters
    ----------
    case : Case
        What was published, and the rule.
    values : tuple
        What the program gives.

    Returns
    -------
    row : VerdictRow
    """
    kept = all(_kept(case, value, target) for value, target in zip(values, case.published, strict=True))
    verdict = "shown" if not case.asserted else "ok" if kept else "FAILS"
    digits = max(4, int(np.ceil(-np.log10(case.tolerance))) + 3) if case.rule == "relative" else 4
    tolerance = {"relative": f"+-{100 * case.tolerance:g} %", "absolute": f"+-{case.tolerance:g}",
                 "contained": "in the range" + (f" +-{case.tolerance:g}" if case.tolerance else ""),
                 "at least": "or more", "shown": "not asserted"}[case.rule]
    stated = "; ".join(f"{value:.{max(digits, 5)}g}" for value in case.published)
    return VerdictRow(case.id, case.title, case.what, _text(case.names, values, digits), stated, tolerance, case.unit,
               verdict, case.source, case.source_kind, case.status, case.note, values)


def report(rows, path):
    """
    Write the table as JSON, whole or not at all.

    Parameters
    ----------
    rows : sequence of VerdictRow
        What `validate` returned.
    path : str or Path
        File to write.

    Raises
    ------
    SundalinkError
        If it cannot be written.
    """
    path = Path(path)
    aside = path.parent / f".{path.name}.{os.getpid()}"
    table = [{**r._asdict(), "values": [_plain(v) for v in r.values]} for r in rows]
    text = json.dumps(table, indent=1, ensure_ascii=False, allow_nan=False)
    try:
        aside.write_text(text + "\n", encoding="utf-8")
        aside.replace(path)
    except OSError as fault:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise SundalinkError(f"{path}: cannot be written ({fault.strerror})") from None


def _plain(value):
    """Return a value in the types of JSON, which has no NaN."""
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value if np.isfinite(value) else None


def _kept(case, value, target):
    """Return whether a value meets the case's rule; what is not a number never does."""
    low, high = value if isinstance(value, tuple) else (value, value)
    if case.rule == "contained":
        return low - case.tolerance <= target <= high + case.tolerance
    if case.rule == "at least":
        return low >= target
    allowed = case.tolerance * (abs(target) if case.rule == "relative" else 1.0)
    return case.rule == "shown" or max(abs(low - target), abs(high - target)) <= allowed


def _text(names, values, digits):
    """Return values as they are printed, with their names where there are several."""
    shown = [" to ".join(f"{v:.{digits}g}" for v in value) if isinstance(value, tuple) else f"{value:.{digits}g}"
             for value in values]
    return "; ".join(f"{name} {text}" for name, text in zip(names, shown, strict=True)) if len(names) > 1 else shown[0]
