"""Every model of every stage can be chosen, documented and set from a scenario."""

import importlib
import inspect
import pkgutil

import pydantic
import pytest
from house import STAGES

from sim import models
from sim.checks import NonNegative


def tables():
    """Return (module, name, function) for each entry of each MODELS table, compiled kernels left out."""
    found = []
    for stage in STAGES:
        package = importlib.import_module(f"sim.{stage}")
        for info in pkgutil.iter_modules(package.__path__):
            if not info.name.startswith("_"):
                module = importlib.import_module(f"sim.{stage}.{info.name}")
                found += [(module.__name__, *item) for item in getattr(module, "MODELS", {}).items()]
    return found


def breaches(name, model):
    """Say what keeps a model from being set in a scenario."""
    if not inspect.isfunction(model):
        return ["is not a function"]
    faults = [] if name.isidentifier() and name == name.lower() else ["its name is no lower-case word"]
    if not models.sentence(model).endswith("."):
        faults.append("its docstring does not begin with a sentence")
    if not models.references(model):
        faults.append("it has no References")
    try:
        parameters = models.parameters(model)
    except TypeError as fault:
        return [*faults, str(fault)]
    for parameter in parameters:
        faults += kind_breaches(parameter)
    return faults


def kind_breaches(parameter):
    """Say whether a parameter's default breaks the rule of its own kind."""
    try:
        pydantic.TypeAdapter(parameter.kind).validate_python(parameter.default, strict=True)
    except pydantic.ValidationError as fault:
        return [f"{parameter.name}: its default breaks its own rule: {fault.errors()[0]['msg']}"]
    except pydantic.errors.PydanticSchemaGenerationError:
        return [f"{parameter.name}: no scenario can hold the kind {parameter.kind}"]
    return []


@pytest.mark.parametrize(("module", "name", "model"), tables(), ids=lambda x: x if isinstance(x, str) else "")
def test_the_model_keeps_its_contract(module, name, model):
    assert breaches(name, model) == []


def test_the_models_are_found():
    found = {(module, name) for module, name, _ in tables()}
    assert {("sim.link.converter", "quadratic"), ("sim.demand.national", "shape")} <= found


def good(power, *, share: NonNegative = 0.5):
    """
    Loss as a share.

    Parameters
    ----------
    power : array, shape (...)
        Power. [MW]
    share : float
        Share lost. [fraction]

    References
    ----------
    .. [1] Nobody.
    """
    return power * share


def like_good(function):
    """Give a function the docstring of the good one."""
    function.__doc__ = good.__doc__
    return function


def without_reference(power, *, share: NonNegative = 0.5):
    """
    Loss as a share.

    Parameters
    ----------
    share : float
        Share lost. [fraction]
    """


def without_unit(power, *, share: NonNegative = 0.5):
    """
    Loss as a share.

    Parameters
    ----------
    share : float
        Share lost.

    References
    ----------
    .. [1] Nobody.
    """


def without_docstring(power, *, share: NonNegative = 0.5):
    return power * share


def test_a_good_model_passes():
    assert breaches("good", good) == []


@pytest.mark.parametrize(("name", "model", "fault"), [
    ("good", "quadratic", "not a function"),
    ("Good", good, "lower-case"),
    ("two words", good, "lower-case"),
    ("x", without_reference, "no References"),
    ("x", without_unit, "needs a default"),
    ("x", without_docstring, "begin with a sentence"),
    ("x", like_good(lambda power, *, share: power), "needs a default"),
    ("x", like_good(lambda power, *, rest=0.5: power), "needs a default"),
])
def test_a_breach_is_seen(name, model, fault):
    assert any(fault in breach for breach in breaches(name, model))


def test_a_default_that_breaks_its_own_rule_is_seen():
    def negative(power, *, share: NonNegative = -0.5):
        return power

    def alien(power, *, share: object.__subclasshook__ = 0.5):
        return power

    assert any("breaks its own rule" in b for b in breaches("x", like_good(negative)))
    assert any("no scenario can hold" in b for b in breaches("x", like_good(alien)))
