"""Read a CSV file strictly: every error names file, line, column, value and rule."""

import csv
import difflib
import math
from pathlib import Path

from sim.errors import SundalinkError, refusal
from sim.inputs import user_file

KINDS = ("primary", "press", "mirror", "derived")
"""What a source is: the publisher itself, a report of it, a copy of it, or arithmetic on either."""

STATUSES = ("verified", "derived", "assumed")
"""The standing of a figure: read in its source, computed from such figures, or an editable assumption."""


def read(path, texts=(), numbers=(), optional=(), sourced=True):
    """
    Return the columns of a CSV file.

    Parameters
    ----------
    path : str or Path
        UTF-8 with a header line; lines that start with ``#`` before the header are comments.
    texts, numbers : sequence of str
        The columns it must have; what stands under `numbers` must be finite.
    optional : sequence of str
        Which of them may be empty, or absent as a whole: a number becomes NaN, a text the empty string.
    sourced : bool
        Every row must also have `source`, `source_kind` and `status`, and may have a `note`.

    Returns
    -------
    columns : dict of str to list
        Values by column, floats under `numbers`.

    Raises
    ------
    SundalinkError
        Naming file, line, column, value and rule.
    """
    name, lines = Path(path).name, _lines(path)
    texts = (*texts, "source", "source_kind", "status", "note") if sourced else tuple(texts)
    optional = (*optional, "note")
    header = _header(name, lines, (*texts, *numbers), optional)
    columns = {column: [] for column in (*texts, *numbers)}
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            raise refusal(f"{name}, line {number}, cells", len(cells), "-",
                      f"must be {len(header)}, as in the header")
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        for column in columns:
            value = row.get(column, "")
            where = f"{name}, line {number}, column {column}"
            if value == "" and column not in optional:
                raise refusal(where, repr(value), "-", "must not be empty")
            columns[column].append(_number(where, value) if column in numbers else value)
        if sourced:
            _one_of(f"{name}, line {number}, column source_kind", row["source_kind"], KINDS)
            _one_of(f"{name}, line {number}, column status", row["status"], STATUSES)
    _once(name, lines, columns)
    return columns


def comments(path, known=()):
    """
    Return the settings in the comment lines at the head of a CSV file.

    Parameters
    ----------
    path : str or Path
        The file.
    known : sequence of str
        Keys that a colon may follow as well: other comments are prose.

    Returns
    -------
    values : dict of str to (int, str)
        Line number and text of every comment of the form ``# key = value``.
    """
    found = {}
    for number, line in enumerate(user_file.text(path).splitlines(), start=1):
        if not line.startswith("#"):
            break
        key, equals, value = line.lstrip("# ").partition("=")
        if not equals or not key.strip().isidentifier():
            key, equals, value = line.lstrip("# ").partition(":")
            equals = equals and key.strip() in known
        if equals and key.strip().isidentifier():
            found[key.strip()] = (number, value.strip())
    return found


def nearest(value, valid):
    """Return a suggestion of the valid name nearest to `value`, or nothing."""
    near = difflib.get_close_matches(str(value), valid, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _lines(path):
    """Return (line number, cells) of the header and of each row."""
    text = user_file.text(path).splitlines()
    head = next((i for i, line in enumerate(text) if line.strip() and not line.startswith("#")), len(text))
    rows = csv.reader(text[head:])
    try:
        lines = [(head + rows.line_num, cells) for cells in rows if cells]
    except csv.Error as reason:
        raise SundalinkError(f"{path}, line {head + rows.line_num}: must be CSV ({reason})") from None
    if len(lines) < 2:
        raise SundalinkError(f"{path}: must have a header line and at least one row")
    return lines


def _header(name, lines, needed, optional):
    """Return the header, or refuse one with missing, unknown or repeated columns."""
    number, header = lines[0][0], [cell.strip() for cell in lines[0][1]]
    for column in header:
        if column not in needed:
            raise refusal(f"{name}, line {number}, column", column, "-",
                      f"must be one of {', '.join(needed)}{nearest(column, needed)}")
        if header.count(column) > 1:
            raise refusal(f"{name}, line {number}, column", column, "-", "must occur once")
    for column in needed:
        if column not in header and column not in optional:
            raise refusal(f"{name}, line {number}, columns", ",".join(header), "-", f"must include {column}")
    return header


def _number(where, value):
    """Return a finite float, NaN for an empty cell that may be empty, or refuse."""
    try:
        number = float(value or "nan")
    except ValueError:
        number = math.inf
    if math.isinf(number) or (value and math.isnan(number)):
        raise refusal(where, repr(value), "-", "must be a finite number with a decimal point")
    return number


def _one_of(where, value, valid):
    """Refuse a value that is not one of the valid ones."""
    if value not in valid:
        raise refusal(where, repr(value), "-", f"must be one of {', '.join(valid)}{nearest(value, valid)}")


def _once(name, lines, columns):
    """Refuse a key that occurs twice."""
    keys = columns.get("key", [])
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise refusal(f"{name}, line {lines[place + 1][0]}, column key", repr(key), "-", "must occur once")
