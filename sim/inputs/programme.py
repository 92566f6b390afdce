"""The stages of the programme, from the shipped table."""

import re

from sim.errors import refusal
from sim.inputs.csv_table import read
from sim.inputs.sourced_table import DATA
from sim.programme.stage_gates import After, Stage

COLUMNS = ("low", "mode", "high", "overlap", "earliest", "spend", "probability", "weather")


def stages():
    """
    Return the stages of the shipped programme, in its order.

    Returns
    -------
    stages : tuple of Stage
    """
    columns = read(DATA / "programme.csv", ("key", "name", "after", "group", "source", "source_kind", "status", "note"),
                   COLUMNS, optional=("after", "note"))
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return tuple(Stage(row["key"], row["low"], row["mode"], row["high"], waits(row["after"]), row["overlap"],
                       row["earliest"], row["spend"], row["group"], row["probability"], bool(row["weather"]))
                 for row in rows)


def waits(text):
    """
    Return the predecessors of a stage from their text.

    Parameters
    ----------
    text : str
        Stages joined by semicolons, each a name, ``name:share`` of it that must be done, or ``name+months`` and
        ``name-months``.

    Returns
    -------
    after : tuple of After

    Raises
    ------
    SundalinkError
        If it is written otherwise.
    """
    found = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        match = re.fullmatch(r"([a-z_]+)(?::([0-9.]+))?(?:([+-])([0-9.]+))?", part)
        if not match:
            raise refusal("what a stage waits for", part, "", "must be a name, name:share, name+months or name-months")
        name, share, sign, months = match.groups()
        lag = (-1.0 if sign == "-" else 1.0) * float(months or 0.0)
        found.append(After(name, float(share) if share else 1.0, lag))
    return tuple(found)
