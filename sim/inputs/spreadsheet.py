"""Read the first sheet of a spreadsheet (.xlsx) as a table of text."""

import datetime
import zipfile

from sim.errors import SundalinkError, refusal
from sim.inputs import user_file

ENDINGS = (".xlsx", ".xlsm")
LARGEST, UNPACKED, ROWS, COLUMNS = 20 * user_file.MB, 200 * user_file.MB, 600_000, 500
"""Largest file, and what it holds unpacked [bytes]; rows and columns read (assumed: a year has 525,600 minutes)."""


def text(path, thing="file"):
    """
    Return the first sheet that holds two rows or more.

    Parameters
    ----------
    path : str or Path
        A workbook; what a formula gave when it was saved counts.
    thing : str
        What a message calls the file.

    Returns
    -------
    text : str
        A line for each row, cells separated by tabs, dates in ISO 8601.

    Raises
    ------
    SundalinkError
        If it is no workbook, or larger than that once unpacked.
    """
    user_file.check(path, LARGEST, thing)
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > UNPACKED:
            raise refusal(thing, path, "", f"must hold at most {UNPACKED / user_file.MB:g} MB unpacked; it holds "
                          f"{size / user_file.MB:,.0f} MB")
        return _first(path, thing)
    except SundalinkError:
        raise
    except Exception as fault:   # of its ZIP, its XML, or what they hold: the library names no kinds
        reason = " ".join(str(fault).split())[:200]
        raise refusal(thing, path, "", f"must be a workbook of a spreadsheet (.xlsx) ({reason})") from None


def _first(path, thing):
    """Return the rows of the first sheet with two or more."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            lines = []
            for row in sheet.iter_rows(max_col=COLUMNS, values_only=True):
                cells = [_cell(value) for value in row]
                while cells and not cells[-1]:
                    cells.pop()
                if cells:
                    lines.append("\t".join(cells))
                if len(lines) > ROWS:
                    raise refusal(f"{thing} {path}: rows", len(lines), "", f"must be at most {ROWS:,}")
            if len(lines) > 1:
                return "\n".join(lines)
    finally:
        book.close()
    raise refusal(thing, path, "", "must have a sheet with a row of names and at least one more")


def _cell(value):
    """Return a cell as text."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return " ".join(str(value).split())
