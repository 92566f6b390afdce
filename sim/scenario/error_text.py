"""Errors of a scenario in words: key = value: rule (file)."""

import difflib
from functools import partial
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from sim.errors import key_text

# pydantic's name of an error -> the rule as a reader of TOML knows it
RULES = {
    "float_type": "must be a number", "int_type": "must be a whole number", "bool_type": "must be true or false",
    "string_type": "must be a text in quotes", "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be lower-case letters, digits and underscores, beginning with a letter",
    "tuple_type": "must be a list", "model_type": "must be a table", "model_attributes_type": "must be a table",
    "finite_number": "must be a finite number", "missing": "must be given",
}

LONGEST = 300
"""Longest value that a message shows. [signs]"""


class ErrorPlace(NamedTuple):
    """Where an error stands: its key path, the value there, and the type of the table that holds it."""

    path: tuple[str | int, ...]
    value: Any
    table: type


def lines(errors, schema, tables, origins, by_name=False):
    """
    Return a line for each faulty key.

    Parameters
    ----------
    errors : sequence of dict
        As pydantic lists them.
    schema : type
        Of the outermost table.
    tables : dict
        What was checked.
    origins : sequence of (dict, str)
        Tables as they stood in each file and the file's name, the nearest first.
    by_name : bool
        Say rows by their names instead of their places.

    Returns
    -------
    lines : list of str
        ``key = value: rule (file)``; where a value may be of several kinds, their rules are joined by "or".
    """
    found = {}
    for error in errors:
        place = _place(error["loc"], schema, tables)
        if error["type"] == "too_short" and len(place.value) >= error["ctx"]["min_length"]:
            continue   # the list is long enough, and values in it are wrong
        thing, rule, path = _rule(error, place, partial(said, tables=tables, by_name=by_name))
        stands = (_named(path, tables),) if by_name else (path, _named(path, tables))
        origin = next((name for own, name in origins if any(has(own, one) for one in stands)),
                      origins[-1][1] if origins else "")
        found.setdefault((thing, f" ({origin})" if origin else ""), {})[rule] = None
    return [f"{thing}: {_joined(list(rules))}{origin}" for (thing, origin), rules in found.items()]


def said(path, tables, by_name=False):
    """Return a key path as a reader finds it, its rows by number or by name."""
    names, value = [], tables
    for word in path:
        if isinstance(value, list | tuple) and isinstance(word, int) and word < len(value):
            value = value[word]
            if isinstance(value, dict):
                name = value.get("name") if by_name else None
                names.append(name if isinstance(name, str) else "")
        else:
            value = value.get(word) if isinstance(value, dict) else None
    return key_text(path, isinstance(value, dict), names)


def _named(path, tables):
    """Return a key path with the names of rows in the place of their numbers, which differ from file to file."""
    found, value = [], tables
    for word in path:
        row = value[word] if isinstance(value, list | tuple) and isinstance(word, int) and word < len(value) else None
        name = row.get("name") if isinstance(row, dict) else None
        found.append(name if isinstance(name, str) else word)
        value = row if row is not None else value.get(word) if isinstance(value, dict) else None
    return tuple(found)


def has(tables, path):
    """Return whether a key path stands in nested tables and lists; rows go by number, or by name."""
    for word in path:
        if isinstance(tables, list | tuple) and isinstance(word, str):
            tables = {row["name"]: row for row in tables if isinstance(row, dict) and isinstance(row.get("name"), str)}
        listed = isinstance(tables, list | tuple) and isinstance(word, int) and word < len(tables)
        if not listed and not (isinstance(tables, dict) and word in tables):
            return False
        tables = tables[word]
    return True


def shortened(value):
    """Return a value as a message shows it: as TOML would, and no longer than can be read."""
    try:
        text = repr(list(value) if isinstance(value, tuple) else value)
    except ValueError:   # a whole number of thousands of digits
        return "a number of too many digits"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} signs)"


def _joined(rules):
    """Return rules of one value, of which it had to keep one, in one sentence."""
    return " or ".join([rules[0], *(rule.removeprefix("must be ") for rule in rules[1:])])


def _rule(error, place, name):
    """Return the thing as the message shows it, the rule that it breaks, and its key path."""
    path, value, kind = place.path, place.value, error["type"]
    dotted, context = name(path), error.get("ctx", {})
    shown = dotted if isinstance(value, dict) else f"{dotted} = {shortened(value)}"
    if kind == "extra_forbidden":
        valid = list(place.table.model_fields)
        near = difflib.get_close_matches(str(path[-1]), valid, n=1)
        return shown, f"unknown key; {f'did you mean {near[0]}?' if near else 'known keys: ' + ', '.join(valid)}", path
    if kind == "union_tag_invalid":
        names = [name.strip().strip("'") for name in context["expected_tags"].split(",")]
        near = difflib.get_close_matches(context["tag"], names, n=1)
        suggestion = f" (did you mean {near[0]}?)" if near else ""
        path = (*path, "model")
        return f"{name(path)} = {shortened(value['model'])}", f"must be one of {', '.join(names)}{suggestion}", path
    if kind == "missing":
        return dotted, RULES[kind], path[:-1]
    if kind == "value_error" and not path:   # a rule that joins two tables says its own thing
        thing, rule = str(context["error"]).split(": ", 1)
        key, equals, rest = thing.partition(" = ")
        path = _path(key, value)
        return f"{name(path)}{equals}{rest}", rule, path
    if kind in ("too_short", "too_long"):
        most = "at most" if kind == "too_long" else "at least"
        return shown, f"must have {most} {context.get('min_length', context.get('max_length'))} values", path
    rule = str(context["error"]) if kind == "value_error" else error["msg"].removeprefix("Input should be ")
    if kind == "value_error" and isinstance(value, dict) and ": " in rule:   # a rule of the table names its own key
        thing, rule = rule.split(": ", 1)
        return thing if thing.startswith(f"{dotted}.") else f"{name((*path, ''))}{thing}", rule, path
    return shown, RULES.get(kind) or (rule if kind == "value_error" else f"must be {rule}"), path


def _path(key, tables):
    """Return the words of a dotted key; a number is a place where the tables have a list."""
    path, value = [], tables
    for word in key.split("."):
        if isinstance(value, list | tuple) and word.isdigit() and int(word) < len(value):
            path.append(int(word))
            value = value[int(word)]
        else:
            path.append(word)
            value = value.get(word) if isinstance(value, dict) else None
    return tuple(path)


def _place(loc, schema, tables):
    """Return where an error stands; pydantic's list of words also holds the names of members of unions."""
    path, value, members, table = [], tables, [schema], schema
    for word in loc:
        if len(members) > 1:   # the word is the name of a model
            members = [m for m in members if word in get_args(m.model_fields["model"].annotation)]
            continue
        if not isinstance(value, dict) and not (isinstance(value, list | tuple) and isinstance(word, int)):
            break
        table = members[0] if members else table
        if isinstance(value, dict) and str(word) in value:   # calendar years are texts in a file
            word = str(word)
        field = members[0].model_fields.get(word) if members else None
        members = _members(field.annotation) if field is not None else []
        path.append(word)
        value = value.get(word) if isinstance(value, dict) else value[word]
    return ErrorPlace(tuple(path), value, table)


def _members(annotation):
    """Return the tables that a field may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in get_args(annotation) for m in _members(part)]
