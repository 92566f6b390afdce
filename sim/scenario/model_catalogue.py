"""The catalogue: every model that a scenario may choose, by the key of its table."""

from typing import get_args, get_origin

from pydantic import BaseModel

from sim.scenario.model_tables import Chosen
from sim.scenario.schema import Scenario


def catalogue():
    """
    Return the models of every stage.

    Returns
    -------
    models : dict of str to dict of str to callable
        ``{"farm.wake": {"jensen1983": ...}, ...}``, in the order of the schema.
    """
    return dict(_walk(Scenario, ()))


def _walk(table, path):
    """Yield the path of each table that chooses a model, with its models."""
    for name, field in table.model_fields.items():
        for kind in _tables(field.annotation)[:1]:
            if issubclass(kind, Chosen):
                yield ".".join((*path, name)), kind.models
            else:
                yield from _walk(kind, (*path, name))


def _tables(annotation):
    """Return the tables that an annotation names."""
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, BaseModel) else []
    if get_origin(annotation) is tuple:   # a list of tables chooses among models that another table lists
        return []
    return [t for part in get_args(annotation) for t in _tables(part)]
