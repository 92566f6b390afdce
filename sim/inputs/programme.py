"""The stages of the programme, from the shipped table."""

import re

from sim.errors import refusal
from sim.inputs.csv_table import read
from sim.inputs.sourced_table import DATA
from sim.programme.stage_gates import After, Stage

COLUMNS = ("low", "mode", "high", "overlap", "earliest", "spend", "probability", "weather", "damages_per_day",
           "damages_cap")
PERMITS = "permits"
"""Stage that stands for the permits of a whole route; its countries have rows of their own."""


def stages():
    """
    Return the stages of the shipped programme, in its order.

    Returns
    -------
    stages : tuple of Stage
    """
    columns = read(DATA / "programme.csv", ("key", "name", "after", "group", "contract", "source", "source_kind",
                                            "status", "note"), COLUMNS, optional=("after", "note", "contract"))
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return tuple(Stage(row["key"], row["low"], row["mode"], row["high"], waits(row["after"]), row["overlap"],
                       row["earliest"], row["spend"], row["group"], row["probability"], bool(row["weather"]),
                       parts(row["contract"]), row["damages_per_day"], row["damages_cap"]) for row in rows)


def parts(text):
    """
    Return the parts of the project that a contract delivers, from their text.

    Parameters
    ----------
    text : str
        Parts joined by semicolons.

    Returns
    -------
    parts : tuple of str
    """
    return tuple(part for part in (each.strip() for each in text.split(";")) if part)


def permits():
    """
    Return the permits that each country on a route gives.

    Returns
    -------
    months : dict of str to tuple
        By lower-case name of the country, ``other`` for any that is not listed: low, mode and high months, and the
        probability that the permit is given.
    """
    columns = read(DATA / "permits.csv", ("country", "source", "source_kind", "status", "note"),
                   ("low", "mode", "high", "probability"), optional=("note",))
    return {country: tuple(columns[name][at] for name in ("low", "mode", "high", "probability"))
            for at, country in enumerate(columns["country"])}


def by_country(listed, waters):
    """
    Return stages with the permits of the route given by each country whose waters it crosses.

    Parameters
    ----------
    listed : tuple of Stage
        With a stage `PERMITS`; without one they are returned as they are.
    waters : dict of str to float
        Length of the route in the waters of each country, in the order of the route. [km]

    Returns
    -------
    stages : tuple of Stage
        The stage `PERMITS` replaced by one for each country, named after it, with what the stage waits for and its
        spending shared by length; whatever waited for the stage waits for all of them.
    """
    place = next((k for k, stage in enumerate(listed) if stage.name == PERMITS), None)
    if place is None or not waters:
        return listed
    whole, known, length = listed[place], permits(), sum(waters.values())
    own = []
    for country, part in waters.items():
        low, mode, high, probability = known.get(country, known["other"])
        own.append(whole._replace(name=f"{PERMITS}_{country.replace(' ', '_')}", low=low, mode=mode, high=high,
                                  probability=probability, spend=whole.spend * part / length))
    names = [stage.name for stage in own]
    stages_ = [*listed[:place], *own, *listed[place + 1:]]
    return tuple(stage._replace(after=tuple(
        each for wait in stage.after for each in ([wait._replace(stage=name) for name in names]
                                                  if wait.stage == PERMITS else [wait]))) for stage in stages_)


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
