"""Errors of a scenario in words: key = value: rule (file)."""

import difflib
from typing import get_args

from pydantic import BaseModel

RULES = {
    "float_type": "must be a number", "int_type": "must be a whole number", "bool_type": "must be true or false",
    "string_type": "must be text in quotes", "string_too_short": "must not be empty", "tuple_type": "must be a list",
    "model_type": "must be a table", "model_attributes_type": "must be a table", "dict_type": "must be a table",
    "int_from_float": "must be a whole number", "finite_number": "must be a finite number",
}


def lines(errors, schema, tables, origins):
    """
    Return a line for each faulty key.

    Parameters
    ----------
    errors : sequence of dict
        As pydantic lists them.
    schema : type
        The outermost table.
    tables : dict
        What was checked.
    origins : sequence of (dict, str)
        Tables as they stood in each file and the file's name, the nearest first.

    Returns
    -------
    lines : list of str
        ``key = value: rule (file)``; where a value may be one of several kinds, their rules are joined by "or".
    """
    rules, where = {}, {}
    for error in errors:
        path, value = _path(error["loc"], schema, tables)
        key, rule = _rule(error, path, value, schema, tables)
        rules.setdefault(key, []).append(rule)
        where[key] = next((name for own, name in origins if _has(own, path)), origins[-1][1] if origins else "")
    return [_joined(key, found) + (f" ({where[key]})" if where[key] else "") for key, found in rules.items()]


def _joined(key, rules):
    """Return the rules of one key in one sentence."""
    rules = list(dict.fromkeys(rules))
    rest = [rule.removeprefix("must be ") for rule in rules[1:]]
    return f"{key}: " + " or ".join([rules[0], *rest])


def _rule(error, path, value, schema, tables):
    """Return the key with its value as the message shows it, and the rule that it breaks."""
    dotted, kind = ".".join(map(str, path)), error["type"]
    shown = dotted if isinstance(value, dict) else f"{dotted} = {value!r}"
    if kind == "extra_forbidden":
        valid = list(_table(path[:-1], schema, tables).model_fields)
        near = difflib.get_close_matches(str(path[-1]), valid, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(valid)}"
        return f"{dotted} = {value!r}", f"unknown key; {hint}"
    if kind in ("union_tag_invalid", "literal_error") and path[-1:] != ["model"] and "tag" in error.get("ctx", {}):
        names = [name.strip().strip("'") for name in error["ctx"]["expected_tags"].split(",")]
        near = difflib.get_close_matches(error["ctx"]["tag"], names, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"{dotted}.model = {value.get('model')!r}", f"must be one of {', '.join(names)}{hint}"
    if kind == "missing":
        return dotted, "must be given"
    if kind == "value_error":
        text = error["msg"].removeprefix("Value error, ")
        return (shown, text) if path else tuple(text.split(": ", 1))
    return shown, RULES.get(kind) or "must be " + error["msg"].removeprefix("Input should be ")


def _path(loc, schema, tables):
    """Return an error's key path without the names of union members, and the value that stands there."""
    path, value, kind = [], tables, schema
    for word in loc:
        if isinstance(value, dict):
            if kind is not None and "model" in kind.model_fields and not path_is_key(word, value, kind):
                continue
            kind = _table([*path, word], schema, tables)
        elif not (isinstance(value, (list, tuple)) and isinstance(word, int) and word < len(value)):
            break
        path.append(word)
        value = value.get(word) if isinstance(value, dict) else value[word]
    return path, value
