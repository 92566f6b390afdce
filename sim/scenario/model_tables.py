"""Tables of a scenario made from functions: their keys are the functions' own keyword-only arguments."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, PrivateAttr, create_model

from sim.errors import key_text
from sim.models import bind, bound, parameters, sentence

Price = Annotated[float, Field(ge=0, le=10000)]
"""A price per MWh. [USD/MWh]"""


ABSENT: Callable[[], Any] = dict
"""Default of a table: none, read as all its keys at their defaults by the table that holds it. An instance would be the
same, and every table would need a reader of its own, at a tenth of a second for all."""


class Table(BaseModel):
    """A table of a scenario: frozen, unknown keys refused, a docstring for each field (`sim.scenario.key_texts`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True, strict=True,
                              defer_build=True)   # a reader is made for the table that is read, the rest within it


def repeated(rows):
    """Return the first name that stands twice among rows; None where each stands once."""
    names = [row.name for row in rows]
    return next((name for name in names if names.count(name) > 1), None)


class Made(Table):
    """A table made from a function: its texts come from the function's docstring."""

    _where: str = PrivateAttr("")


class Chosen(Made):
    """A table that names a model and holds its parameters."""

    models: ClassVar[dict] = {}
    if TYPE_CHECKING:
        model: str

    def bind(self):
        """Return the model with the parameters of this table set."""
        given = self.model_dump()
        return bind(self.models, given.pop("model"), given, self._where)


class Settings(Made):
    """A table that holds the parameters of one function."""

    names: ClassVar[dict] = {}
    function: ClassVar[object] = None

    def bind(self):
        """Return the function with the parameters of this table set."""
        return bound(self.function[0], self.given(), self._where)

    def given(self):
        """Return the arguments by their own names."""
        return {self.names[key]: value for key, value in self.model_dump().items()}


def choice(models, default, renamed=None):
    """
    Return the type of a table that chooses one of a stage's models.

    Parameters
    ----------
    models : dict of str to callable
        The ``MODELS`` table of a stage.
    default : str
        The model that an absent table or an absent ``model`` key means.
    renamed : dict, optional
        Former name of a key -> its name; or name of a key -> former value -> its value. Both are read.

    Returns
    -------
    kind : type
        A pydantic annotation with its default: a union of one table type for each model, distinguished by ``model``.
    """
    tables = tuple(_table(models, name) for name in models)
    kind = tables[0]
    for table in tables[1:]:
        kind = kind | table
    distinct = [Discriminator("model")] if len(tables) > 1 else []
    absent = Field(default_factory=ABSENT)
    return Annotated[(kind, *distinct, BeforeValidator(partial(_fill, default, renamed or {})), absent)]


def settings(function, without=()):
    """
    Return the type of a table that holds the parameters of one function, with no model to choose.

    Parameters
    ----------
    function : callable
        Its keyword-only arguments become keys.
    without : sequence of str
        Arguments that the scenario gives otherwise.

    Returns
    -------
    kind : type
        A pydantic annotation with its default; ``given()`` of the table returns the arguments by their own names.
    """
    kept = [p for p in parameters(function) if p.name not in without]
    fields = {p.key: (p.kind, Field(default=p.default, description=p.text)) for p in kept}
    made = create_model(f"{function.__module__}.{function.__name__}", __base__=Settings, __doc__=sentence(function),
                        **fields)
    made.names, made.function = {p.key: p.name for p in kept}, (function,)   # a bare function would be a method
    return Annotated[made, Field(default_factory=ABSENT)]


def place(table, path=()):
    """
    Give every table made from a function its place in the scenario, so that errors of the function name its keys.

    Parameters
    ----------
    table : Table
        With all that it holds.
    path : tuple of str or int
        Where it stands itself; the scenario by default.
    """
    if isinstance(table, Made):
        table._where = key_text(path)
    for name in type(table).model_fields:
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            place(value, (*path, name))
        elif isinstance(value, tuple):
            for at, one in enumerate(value):
                if isinstance(one, BaseModel):
                    place(one, (*path, name, at))


def _fill(default, renamed, value):
    """Read an absent ``model`` as the default one, and former names as those of today."""
    if not isinstance(value, dict):
        return value
    value = {"model": default, **value}
    for name, now in renamed.items():
        if isinstance(now, str) and name in value:   # a former key was written by the user, its new one by a template
            value[now] = value.pop(name)
        elif not isinstance(now, str) and isinstance(value.get(name), str):
            value[name] = now.get(value[name], value[name])
    return value


_MADE = {}


def _table(models, name):
    """Return the table type of one model, made once."""
    model = models[name]
    key = (model, *models.values())   # a model may stand in the tables of two stages
    if key not in _MADE:
        fields = {p.key: (p.kind, Field(default=p.default, description=p.text)) for p in parameters(model)}
        made = create_model(f"{model.__module__}.{name}", __base__=Chosen, __doc__=sentence(model),
                            model=(Literal[name], Field(default=name, description=sentence(model))), **fields)
        made.models = models
        _MADE[key] = made
    return _MADE[key]
