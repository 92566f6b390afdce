"""The schema: every key is explained, every default says where it comes from, every model can be chosen."""

import importlib
import inspect
import pkgutil
import re
from typing import get_args

import pytest
from pydantic import BaseModel

from sim import ROOMS
from sim.farm import wake
from sim.models import parameters, references
from sim.scenario.key_texts import explained
from sim.scenario.model_catalogue import catalogue
from sim.scenario.model_tables import Chosen, Settings, Table, choice, settings
from sim.scenario.schema import Scenario

SOURCE = re.compile(r"(?<![.:] )(?<!^)\b[A-Z]\w+.*\b20\d\d\b", re.S)
"""A source by name and year: a capitalised word within a sentence, and a year."""


def fields(table, path=()):
    """Yield (dotted key, value, its field, its table) of every key below a table."""
    for name, field in explained(type(table)).items():
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            yield from fields(value, (*path, name))
        else:
            yield ".".join((*path, name)), value, field, table


def is_number(value):
    """Return whether a default is a number or holds numbers."""
    if isinstance(value, tuple):
        return any(map(is_number, value))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def unsourced(table):
    """The keys whose default is a number that says neither its source nor that it is assumed."""
    return [key for key, value, field, own in fields(table)
            if is_number(value) and not isinstance(own, (Chosen, Settings))
            and "assumed" not in field.description and not SOURCE.search(field.description)]


def test_every_key_is_explained():
    assert [key for key, _, field, _ in fields(Scenario()) if not (field.description or "").strip()] == []


def test_every_table_is_explained():
    tables = {type(own) for *_, own in fields(Scenario())}
    assert [table.__name__ for table in tables if not (table.__doc__ or "").strip().endswith(".")] == []
    assert len(tables) > 30


def test_every_number_says_its_source_or_that_it_is_assumed():
    assert unsourced(Scenario()) == []


def test_a_number_without_source_is_seen():
    class Bare(Table):
        bare: float = 3.0
        """Length of this and that."""
        assumed: float = 3.0
        """Length (assumed)."""
        sourced: float = 3.0
        """Length, as the Energy Market Authority said in 2023."""
        shares: tuple[float, ...] = (0.5, 0.5)
        """Shares."""
        word: str = "x"
        """A word."""
        flag: bool = True
        """A flag."""

    assert unsourced(Bare()) == ["bare", "shares"]


@pytest.mark.parametrize(("key", "function"), [(f"{key}.{name}", function) for key, table in catalogue().items()
                                               for name, function in table.items()])
def test_every_model_with_numbers_names_a_source_or_says_assumed(key, function):
    numbers = [p for p in parameters(function) if is_number(p.default)]
    assert not numbers or references(function) or "assumed" in inspect.getdoc(function)


BY_HAND = {
    "sim.finance.timeline.timeline",
    "sim.finance.cost_components.contingency",
    "sim.finance.cost_components.development",
    "sim.finance.required_price.required_price",
    "sim.route.cost_surface.layered",
}
"""Functions of finance whose parameters are keys of [finance], [time] and [cost] themselves; those of the search for a
route are options of its command."""


def every_table():
    """Return {its name: MODELS} of every stage."""
    found = {}
    for stage in ROOMS:
        package = importlib.import_module(f"sim.{stage}")
        for info in pkgutil.iter_modules(package.__path__):
            if not info.name.startswith("_"):
                module = importlib.import_module(f"{package.__name__}.{info.name}")
                found |= {module.__name__: module.MODELS} if hasattr(module, "MODELS") else {}
    return found


def given(table):
    """Yield the functions whose parameters a scenario sets without choosing among models."""
    for name in type(table).model_fields:
        value = getattr(table, name)
        if isinstance(value, Settings):
            yield type(value).__name__
        elif isinstance(value, BaseModel):
            yield from given(value)


def test_every_model_of_every_stage_can_be_set_in_a_scenario():
    chosen = {id(model) for table in catalogue().values() for model in table.values()}
    fixed, found = set(given(Scenario())), every_table()
    missing = [f"{module}.{name}" for module, models in found.items() for name, model in models.items()
               if id(model) not in chosen and f"{module}.{model.__name__}" not in fixed]
    assert set(missing) == BY_HAND
    assert len(found) >= 20


def test_the_catalogue_names_the_key_that_a_file_uses():
    tables = catalogue()
    assert list(tables["farm.wake"]) == list(wake.MODELS)
    for key, models in tables.items():
        value = Scenario()
        for word in key.split("."):
            value = getattr(value, word)
        assert value.model in models


# --- tables made from functions -------------------------------------------------------------------------


def loss(power, rating, *, share: float = 0.5, length: float = 2.0):
    """
    Loss as a share.

    Parameters
    ----------
    power, rating : float
        Power. [MW]
    share : float
        Share lost (assumed). [fraction]
    length : float
        How far (assumed). [km]
    """
    return power * share * length


def none(power, rating):
    """Loss of nothing."""
    return 0.0 * power


class Cable(Table):
    """A cable."""

    loss: choice({"share": loss, "none": none}, "share")
    terms: settings(loss, ("share",))


def test_a_choice_has_the_keys_and_defaults_of_its_function():
    cable = Cable()
    assert cable.loss.model_dump() == {"model": "share", "share": 0.5, "length_km": 2.0}
    assert cable.loss.bind()(10.0, 1.0) == 10.0
    assert Cable(loss={"model": "none"}).loss.bind()(10.0, 1.0) == 0.0
    assert Cable(loss={"length_km": 4.0}).loss.bind()(10.0, 1.0) == 20.0


def test_settings_leave_out_what_the_scenario_gives_in_another_way():
    assert Cable().terms.model_dump() == {"length_km": 2.0}
    assert Cable(terms={"length_km": 3.0}).terms.given() == {"length": 3.0}
    with pytest.raises(ValueError, match="Extra inputs"):
        Cable(terms={"share": 0.5})


def test_tables_say_what_their_function_says():
    assert type(Cable().loss).__doc__ == "Loss as a share."
    assert "[km]" in type(Cable().loss).model_fields["length_km"].description
    assert get_args(Cable.model_fields["terms"].annotation) == ()
