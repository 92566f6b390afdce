"""Write a scenario: a commented template from the schema, and the merged scenario beside a result."""

from pathlib import Path
from textwrap import wrap

import tomli_w
from pydantic import BaseModel

from sim.errors import scenario_error
from sim.scenario.key_texts import explained

WIDTH = 108


def template(scenario, title):
    """
    Return a scenario as TOML with every key and what it means.

    Parameters
    ----------
    scenario : Scenario
        Whose values to write.
    title : str
        First line of the file.

    Returns
    -------
    text : str
        A file that `sim.load` reads back to the same scenario.
    """
    return f"# {title}\n" + "".join(_table(scenario, ()))


def merged(scenario):
    """Return a scenario as plain TOML, every key, no comments."""
    return toml(scenario.model_dump(mode="json"))


def toml(tables):
    """Return nested tables as TOML."""
    return tomli_w.dumps(toml_values(tables))


def new(path, text):
    """Write a text to a new file; refuse to replace one, or to write where that is not possible."""
    path = Path(path)
    if path.exists():
        raise scenario_error(f"{path}: exists already; choose another name")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise scenario_error(f"{path}: cannot be written ({fault.strerror})") from None


def _table(table, path):
    """Yield the lines of one table: its values first, then the tables inside it."""
    inner = []
    if path:
        yield f"\n{comment(type(table).__doc__)}[{'.'.join(path)}]\n"
    for name, field in explained(type(table)).items():
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            inner.append((name, value))
            continue
        if value is None:
            continue
        said = path and field.description == type(table).__doc__   # a model's name says no more than its table
        yield f"{'' if said else comment(field.description)}{tomli_w.dumps({name: toml_values(value)}).strip()}\n"
    for name, value in inner:
        yield from _table(value, (*path, name))


def comment(text):
    """Return a text as comment lines of TOML."""
    return "".join(f"# {line}\n" for line in wrap(" ".join((text or "").split()), WIDTH))


def toml_values(value):
    """Return a value in the types of TOML: tuples as lists, no None."""
    if isinstance(value, dict):
        return {k: toml_values(v) for k, v in value.items() if v is not None}
    if isinstance(value, (list, tuple)):
        return [toml_values(v) for v in value]
    return value
