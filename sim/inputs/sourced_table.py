"""The shipped library: figures of money, cables and links, each with its source."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.errors import refusal
from sim.inputs.csv_table import nearest, read

DATA = Path(__file__).resolve().parents[1] / "data"


class SourcedRow(NamedTuple):
    """One sourced figure; `currency` and `year`, that of its price level, are empty where it is no money."""

    key: str
    value: float
    unit: str
    year: int | None
    currency: str
    source: str
    source_kind: str
    status: str
    note: str


def rows(name):
    """
    Return the figures of a shipped table.

    Parameters
    ----------
    name : str
        File under ``sim/data`` without its ending, such as ``costs`` or ``cables/hvac_cables``.

    Returns
    -------
    rows : dict of str to SourcedRow
        By key.

    Raises
    ------
    SundalinkError
        If there is no such table, or a row breaks a rule: then with file, line, column and value.
    """
    path = DATA / f"{name}.csv"
    if not path.is_file():
        shipped = sorted(str(p.relative_to(DATA).with_suffix("")) for p in DATA.rglob("*.csv"))
        raise refusal("table", name, "-", f"must be one of {', '.join(shipped)}{nearest(name, shipped)}")
    return dict(_kept(path, path.stat().st_mtime_ns))


@cache
def _kept(path, _changed):
    """Return the rows of a file, read once for as long as it is not changed: a case asks for many of them."""
    return read_rows(path)


def read_rows(path):
    """Return the figures of any file in that form, by key; the rules are those of `rows`."""
    columns = read(path, ("key", "unit", "currency"), ("value", "year"), optional=("year", "currency"))
    found = {}
    for values in zip(*(columns[field] for field in SourcedRow._fields), strict=True):
        row = SourcedRow(*values)
        year = None if row.year != row.year else int(row.year)
        if row.currency and year is None:
            raise refusal(f"{Path(path).name}, key {row.key}, column year", "''", "-",
                      "money needs the year of its price level")
        found[row.key] = row._replace(year=year)
    return found


def pick(name, key):
    """Return one row of a shipped table, or refuse with the nearest key."""
    table = rows(name)
    if key not in table:
        raise refusal(f"key of {name}.csv", key, "-", f"must be a key of that table{nearest(key, list(table))}")
    return table[key]
