"""The one exception that users see, and helpers that build its message."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from numbers import Integral, Real
from typing import Any


class SundalinkError(Exception):
    """
    Something a user can put right: which thing has which value, and the rule that it breaks.

    Parameters
    ----------
    text : str
        The message, where it is not made of the fields below.
    status : int
        Exit status of the command: 1 the run failed, 2 the scenario or the command line is wrong.
    thing, value, unit, rule : str, object, str, str
        What is refused, the value it has, its unit, and what it must be; the message is
        ``thing = value [unit]: rule``.
    key : str, optional
        Key of the scenario that it comes from.
    file : str, optional
        File in which that key stands.
    table : str, optional
        Table of the scenario, and the values in it, that the thing was computed from.

    Notes
    -----
    Whoever raises an error sets what is known there; whoever passes it on and knows more sets the rest.
    The message is put together in one place, `__str__`: key, table and file follow in brackets unless the text has
    them already.
    """

    def __init__(self, text: str = "", status: int = 1, *, thing: str = "", value: Any = None, unit: str = "",
                 rule: str = "", key: str | None = None, file: Any = None, table: str | None = None) -> None:
        super().__init__(text)
        self.text, self.status = text, status
        self.thing, self.value, self.unit, self.rule = thing, value, unit, rule
        self.key, self.file, self.table = key, file, table

    @property
    def shown(self) -> str:
        """The value as a message shows it: numbers with six digits."""
        number = isinstance(self.value, Real) and not isinstance(self.value, Integral)
        return f"{self.value:.6g}" if number else f"{self.value}"

    def __str__(self) -> str:
        text = self.text
        if not text:
            unit = f" [{self.unit}]" if self.unit not in ("", "-") else ""
            text = f"{self.thing} = {self.shown}{unit}: {self.rule}"
        for origin in (self.table, self.key, self.file):
            if origin and origin not in text:
                text += f" ({origin})"
        return text


def scenario_error(text: str = "", **fields: Any) -> SundalinkError:
    """Return the exception for a wrong scenario or command line (exit status 2); fields as `SundalinkError` has."""
    return SundalinkError(text, status=2, **fields)


def refusal(thing: str, value: Any, unit: str, rule: str) -> SundalinkError:
    """Return the exception that says `thing = value [unit]: rule`."""
    return SundalinkError(thing=thing, value=value, unit=unit, rule=rule)


def key_text(path: Sequence[str | int], table: bool = False, names: Sequence[str] = ()) -> str:
    """
    Return a key path of a scenario as text, with rows and values counted from one.

    Parameters
    ----------
    path : sequence of str or int
        Words of the key; a number is a place in a list, 0 the first.
    table : bool
        Whether a number at the end is a row, a table of its own, and not a single value.
    names : sequence of str
        Of the rows on the path, from the left, where they have one: said instead of their number.

    Returns
    -------
    text : str
        ``("phases", 0, "year")`` is ``[[phases]] row 1: year``, a list of numbers ``finance.spend, value 1``.
    """
    text, after, left = "", "", list(names)
    for place, word in enumerate(path):
        if isinstance(word, str):
            text, after = f"{text}{after}{word}", "."
            continue
        row = isinstance(path[place + 1], str) if place + 1 < len(path) else table
        name = left.pop(0) if row and left else ""
        if name:
            text, after = f"{text}.{name}", "."
        elif row:
            text = f"{text}, row {word + 1}" if "]]" in text else f"[[{text}]] row {word + 1}"
            after = ": "
        else:
            text = f"{text}, value {word + 1}"
    return text


@contextmanager
def named(key: str) -> Iterator[None]:
    """Attach the scenario key to an error raised while reading what that key names (exit status 2)."""
    try:
        yield
    except SundalinkError as error:
        error.status, error.key = 2, error.key or key
        raise
