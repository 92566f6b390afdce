"""List of the keys of a scenario: default, unit, range and meaning of each, and their JSON Schema."""

from typing import Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from sim.scenario.key_texts import explained
from sim.scenario.model_tables import Chosen
from sim.scenario.schema import Scenario
from sim.units import UNITS

ROW = "NAME"
"""Stands in a key for the name of a row, such as that of a buyer or a company; ``[]`` for any row of a list without."""
BOUNDS = (("ge", ">="), ("gt", ">"), ("le", "<="), ("lt", "<"))


class Key(NamedTuple):
    """One key of a scenario."""

    name: str
    """Dotted, as ``--set`` takes it; ``NAME`` stands for the name of a row, ``[]`` for a row without."""
    default: str
    """Value where a file does not give one."""
    unit: str
    """Unit in brackets at the end of its meaning; empty for words and switches."""
    range: str
    """Smallest and largest value, or the words that are possible."""
    meaning: str
    """Text of the schema."""
    model: str
    """Model of its table that it belongs to; empty where the table has none."""


def keys(word=""):
    """
    Keys of a scenario, in the order of the template.

    Parameters
    ----------
    word : str
        Part of a key, a meaning or a model; all keys if empty.

    Returns
    -------
    keys : list of Key
    """
    word = word.lower()
    return [key for key in _keys(Scenario(), ()) if word in f"{key.name} {key.meaning} {key.model}".lower()]


def schema():
    """JSON Schema of a scenario file, which editors complete keys and show meanings with."""
    found = _any(Scenario.model_json_schema(schema_generator=_Explained))
    extra = {"extends": {"type": "string", "description": "Scenario whose values hold where this file gives none."},
             "sweep": {"type": "object", "description": "Values to vary: grid, zip or list of cases."}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found,
            "properties": {**extra, **found["properties"]}}


def _any(part):
    """Return a schema in which several models may have the keys of a table: the file it extends names the one."""
    if isinstance(part, dict):
        return {"anyOf" if key == "oneOf" else key: _any(value) for key, value in part.items()}
    return [_any(value) for value in part] if isinstance(part, list) else part


class _Explained(GenerateJsonSchema):
    """A schema with the texts of the keys."""

    def model_schema(self, schema):
        found = super().model_schema(schema)
        for name, field in explained(schema["cls"]).items():
            if field.description is not None:
                found["properties"][name].setdefault("description", field.description)
        return found


def _keys(table, path):
    """Yield the keys of a table and of the tables in it, each model of a choice with its own."""
    inner = []
    for name, field in explained(type(table)).items():
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            inner.append((name, value))
        elif not (isinstance(table, Chosen) and name == "model"):
            yield _key((*path, name), value, field, table.model if isinstance(table, Chosen) else "")
            for kind in _rows(field.annotation):
                named = "name" in kind.model_fields
                yield from _row_keys(kind, (*path, name, ROW) if named else (*path, f"{name}[]"))
    for name, value in inner:
        here = (*path, name)
        if not isinstance(value, Chosen):
            yield from _keys(value, here)
            continue
        yield Key(".".join((*here, "model")), value.model, "", ", ".join(value.models), _plain(type(value).__doc__), "")
        for model in _alternatives(type(table).model_fields[name].annotation, value):
            yield from _keys(model, here)


def _rows(annotation):
    """Yield the tables that a list has as its rows."""
    if get_origin(annotation) is tuple:
        yield from (kind for kind in get_args(annotation)[:1] if isinstance(kind, type) and issubclass(kind, BaseModel))


def _row_keys(kind, path):
    """Yield the keys of a row of a list; one without a default must be given."""
    for name, field in explained(kind).items():
        value = None if field.is_required() else field.get_default(call_default_factory=True)
        if isinstance(value, dict):   # a table: that which its defaults make
            value = TypeAdapter(field.annotation).validate_python(value)
        if isinstance(value, Chosen):
            yield Key(".".join((*path, name, "model")), value.model, "", ", ".join(value.models),
                      _plain(type(value).__doc__), "")
            for model in _alternatives(field.annotation, value):
                yield from _keys(model, (*path, name))
        elif isinstance(value, BaseModel):
            yield from _keys(value, (*path, name))
        else:
            yield _key((*path, name), value, field, "")


def _alternatives(annotation, value):
    """Yield a table of each model of a choice, the default first."""
    yield value
    for kind in _members(annotation):
        if isinstance(kind, type) and issubclass(kind, Chosen) and kind is not type(value):
            try:
                yield kind()
            except ValueError:   # a model whose keys have no default
                continue


def _members(annotation):
    """Yield the types of a union, however deep they are wrapped."""
    inner = get_args(annotation) if get_origin(annotation) not in (None, Literal) else ()
    if not inner:
        yield annotation
    for part in inner:
        yield from _members(part)


def _key(path, value, field, model):
    """Return one key with its unit, range and meaning."""
    text = _plain(field.description)
    meaning, _, unit = text.rpartition(" [") if text.endswith("]") else (text, "", "")
    unit = unit.rstrip("]") or _unit(path[-1])
    return Key(".".join(path), _shown(value), unit, _range(field), meaning.strip(), model)


def _unit(key):
    """Unit that the end of a key names; empty where it names none."""
    ends = [(end, unit) for unit, (end, _) in UNITS.items() if end and key.endswith(f"_{end}")]
    return max(ends, default=("", ""), key=lambda pair: len(pair[0]))[1]


def _range(field):
    """Limits of a number, or the words that are possible."""
    words = [str(word) for kind in _members(field.annotation) if get_origin(kind) is Literal for word in get_args(kind)]
    limits = [f"{sign} {getattr(rule, name):g}" for rule in field.metadata for name, sign in BOUNDS
              if getattr(rule, name, None) is not None]
    return ", ".join((*words, *limits))


def _shown(value):
    """Return a default as the list shows it."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_shown(part) for part in value)}]" if len(value) < 7 else f"[{len(value)} values]"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _plain(text):
    """Return a text on one line."""
    return " ".join((text or "").split())
