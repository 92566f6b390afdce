"""Meaning of each key: the text below it in the source of its table, read on demand."""

import ast
import sys
from functools import cache
from inspect import cleandoc, getsource

from sim.scenario.model_tables import Made, Table


def explained(kind):
    """
    Return the fields of a table, each with its text: reading them for every command would be a tenth of its start.

    Parameters
    ----------
    kind : type
        A table of the scenario. One made from a function has its texts already.

    Returns
    -------
    fields : dict of str to pydantic.fields.FieldInfo
        By name, in the order of the table; ``description`` is the text, None where there is none.
    """
    for table in filter(_written, kind.__mro__):
        for name, text in _texts(table.__module__).get(table.__name__, {}).items():
            if name in kind.model_fields and kind.model_fields[name].description is None:
                kind.model_fields[name].description = text
    return kind.model_fields


def _written(kind):
    """Return whether a class is a table whose keys stand in a source."""
    return issubclass(kind, Table) and not issubclass(kind, Made)


@cache
def _texts(module):
    """Return the strings below the annotated names of each class of a module, by class."""
    found = {}
    for node in ast.walk(ast.parse(getsource(sys.modules[module]))):
        if isinstance(node, ast.ClassDef):
            pairs = zip(node.body, node.body[1:], strict=False)
            found[node.name] = {key.target.id: cleandoc(below.value.value) for key, below in pairs
                                if isinstance(key, ast.AnnAssign) and isinstance(below, ast.Expr)
                                and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)}
    return found
