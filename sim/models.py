"""Choose a model by name: a model is a function, and its keyword-only arguments are its scenario parameters."""

import difflib
import inspect
import re
from functools import cache, partial
from typing import Any, NamedTuple

from sim.errors import SundalinkError, scenario_error
from sim.units import UNITS, suffix


class Parameter(NamedTuple):
    """One keyword-only argument of a model, as its signature and docstring give it."""

    name: str
    key: str
    unit: str
    default: Any
    kind: Any
    text: str


@cache   # docstrings do not change, and a sweep binds models thousands of times
def parameters(model):
    """
    Return the scenario parameters of a model, read from its signature and its docstring.

    Parameters
    ----------
    model : callable
        A model function with a numpydoc docstring; the last bracket of a parameter's text is its unit.

    Returns
    -------
    parameters : tuple of Parameter
        One for each keyword-only argument; ``key`` is the name with the suffix of its unit.

    Raises
    ------
    TypeError
        If an argument lacks a default, a text or a unit of `sim.units`: a program error.
    """
    texts = _texts(inspect.getdoc(model) or "")
    found = []
    for argument in inspect.signature(model).parameters.values():
        if argument.kind is not argument.KEYWORD_ONLY:
            continue
        text, unit = texts.get(argument.name, ("", None))
        if argument.default is argument.empty or unit is None or (unit not in UNITS):
            raise TypeError(f"{model.__module__}.{model.__name__}: parameter {argument.name} needs a default "
                            f"and a docstring entry that ends in a unit from sim.units, found {unit!r}")
        kind = type(argument.default) if argument.annotation is argument.empty else argument.annotation
        found.append(Parameter(argument.name, key(argument.name, unit), unit, argument.default, kind, text))
    return tuple(found)


def key(name, unit):
    """Return the name that a quantity has in a file: ``length`` in km becomes ``length_km``."""
    ending = suffix(unit)
    return f"{name}_{ending}" if ending else name


def choose(models, name, what="model"):
    """Return the model of that name, or refuse with the nearest valid name."""
    if name not in models:
        near = difflib.get_close_matches(str(name), models, n=1)
        suggestion = f" (did you mean {near[0]}?)" if near else ""
        raise scenario_error(f"{what} = {name!r}: must be one of {', '.join(models)}{suggestion}")
    return models[name]


class Bound(partial):
    """A function with its parameters set, which knows the table of the scenario that they stand in: what the function
    refuses is said of the keys there."""

    def __call__(self, /, *args, **kwargs):
        """Call the function; an error of it names the keys of the table."""
        try:
            return super().__call__(*args, **kwargs)
        except SundalinkError as fault:
            raise blamed(fault, self.func, self.keywords, self.where) from None


def blamed(fault, function, given, where):
    """
    Return the error of a function in terms of the scenario's keys.

    Parameters
    ----------
    fault : SundalinkError
        As the function raised it: ``thing = value: rule``.
    function : callable
        With keyword-only arguments that are keys of a table.
    given : mapping
        Arguments as they were set.
    where : str
        Path of the table in the scenario.

    Returns
    -------
    fault : SundalinkError
        Of the key, with exit status 2, where the thing is one argument; otherwise as it was, with the table and what
        is not at its default there. What names a key, or a file, already is left as it is.
    """
    if fault.key is not None or fault.table is not None or re.match(r"\[\[|[a-z_]+(\.\w+)+", fault.thing):
        return fault   # it names a key, or a file, already
    table = {p.name: p for p in parameters(function)}
    named = [p for p in table.values() if {p.name, p.key} & set(re.findall(r"\w+", fault.thing))]
    if len(named) == 1:
        value, key = given.get(named[0].name, named[0].default), f"{where}.{named[0].key}"
        unit = f" [{fault.unit}]" if fault.unit not in ("", "-") else ""
        own = scenario_error(thing=key, value=value, rule=fault.rule, key=key)
        if own.shown != fault.shown:
            own.rule = f"makes {fault.thing} = {fault.shown}{unit}, which {fault.rule}"
        own.text = f"{key} = {value}: {own.rule}"
        return own
    other = [f"{p.key} = {given[p.name]}" for p in table.values() if p.name in given and given[p.name] != p.default]
    fault.table = f"{where}{': ' * bool(other)}{', '.join(other)}"
    return fault


def bind(models, name, given=None, where=""):
    """
    Return a model with its parameters set.

    Parameters
    ----------
    models : dict of str to callable
        The ``MODELS`` table of a stage.
    name : str
        Which model.
    given : mapping, optional
        Parameters by the name they have in files; what is absent keeps its default.
    where : str
        Path of the table that they stand in, for the messages; none by default.

    Returns
    -------
    model : callable
        The model, to be called with its arrays.

    Raises
    ------
    SundalinkError
        If the name or a parameter is unknown.
    """
    model = choose(models, name)
    known = {p.key: p.name for p in parameters(model)}
    values = {}
    for word, value in (given or {}).items():
        values[choose(known, word, f"parameter of {name}")] = value
    return partial(model, **values) if not where else bound(model, values, where)


def bound(function, given, where):
    """Return a function with arguments set that knows the table of the scenario which they stand in."""
    made = Bound(function, **given)
    made.where = where
    return made


def sentence(model):
    """Return the first sentence of a model's docstring, on one line."""
    head = (inspect.getdoc(model) or "").split("\n\n")[0]
    return " ".join(head.split())


def references(model):
    """Return the references of a model's docstring, one string each."""
    section = _section(inspect.getdoc(model) or "", "References")
    return tuple(" ".join(part.split()) for part in re.split(r"^\s*\.\. \[\w+\]", section, flags=re.M) if part.strip())


def _section(doc, title):
    """Return the text of a section of a numpydoc docstring; empty where there is none."""
    match = re.search(rf"^{title}\n-+\n(.*?)(?=^\S[^\n]*\n-+\n|\Z)", doc, flags=re.M | re.S)
    return match.group(1) if match else ""


def _texts(doc):
    """Return {argument: (text, unit)} from the sections of a numpydoc docstring that list arguments."""
    texts = {}
    body = _section(doc, "Parameters") + _section(doc, "Other Parameters")
    for names, lines in re.findall(r"^(\w[\w, ]*?) : [^\n]*\n((?:[ \t]+[^\n]*\n?|\n)+)", body, flags=re.M):
        text = " ".join(lines.split())
        unit = re.search(r"\[([^\[\]]+)\]\.?$", text)
        for name in names.split(","):
            texts[name.strip()] = (text, unit.group(1) if unit else None)
    return texts
