"""Read the published cases that the program must reproduce."""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import SundalinkError, refusal
from sim.inputs.csv_table import KINDS, STATUSES, nearest

FOLDER = Path(__file__).resolve().parents[1] / "data" / "published"
RULES = ("relative", "absolute", "contained", "at least", "shown")


class PublishedCase(NamedTuple):
    """
    A published result that the program must reproduce.

    `what` names the check that `inputs` feed; `published` holds one number for each of `names`, in `unit`.
    `rule` says how the program's value is held against it: "relative" or "absolute" difference at most
    `tolerance`, "contained" (the published value lies within the range that the program gives, widened by
    `tolerance`), "at least" (the program's value may exceed the published one, not fall below it), or "shown"
    (printed only). A case that is not `asserted` can not fail.
    """

    id: str
    title: str
    what: str
    inputs: dict[str, Any]
    names: tuple[str, ...]
    published: tuple[float, ...]
    unit: str
    rule: str
    tolerance: float
    asserted: bool
    source: str
    source_kind: str
    status: str
    note: str


def published(folder=FOLDER):
    """
    Return the published cases.

    Parameters
    ----------
    folder : path
        Where their TOML files are.

    Returns
    -------
    cases : list of PublishedCase
        In the order of their identifiers.

    Raises
    ------
    SundalinkError
        If a file lacks a key, has an unknown one, or a value breaks a rule.
    """
    return sorted((_case(path) for path in Path(folder).glob("*.toml")), key=lambda case: case.id)


def _case(path):
    """Return the case of one file."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise SundalinkError(f"{path.name}: must be TOML ({reason})") from None
    given.setdefault("note", "")
    for key in PublishedCase._fields:
        if key not in given:
            raise refusal(f"{path.name}, key", key, "-", "must be there")
    for key in given:
        if key not in PublishedCase._fields:
            raise refusal(f"{path.name}, key", key, "-",
                      f"must be one of {', '.join(PublishedCase._fields)}{nearest(key, PublishedCase._fields)}")
    for key, valid in (("rule", RULES), ("source_kind", KINDS), ("status", STATUSES)):
        if given[key] not in valid:
            raise refusal(f"{path.name}, {key}", repr(given[key]), "-", f"must be one of {', '.join(valid)}")
    if len(given["names"]) != len(given["published"]) or not given["source"]:
        raise refusal(f"{path.name}, published", given["published"], given["unit"],
                  "must be one number for each of names, with a source")
    if given["asserted"] == (given["rule"] == "shown"):
        raise refusal(f"{path.name}, asserted", given["asserted"], "-",
                  "must be false for rule shown, true for any other")
    case = PublishedCase(**given)
    return case._replace(names=tuple(case.names), published=tuple(case.published))
