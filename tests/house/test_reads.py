"""Stages read what they declare: nothing else is handed to them, and nothing is declared in vain."""

import ast
import importlib
import pickle
from functools import cache

import pytest
from house import files, source
from small_case import case, scenario

from sim.case.stage_cache import digest
from sim.scenario.load import contents, load
from sim.scenario.schema import Scenario


def stages():
    """Every file of the room that declares what it reads."""
    return [path for path in files() if path.startswith("sim/case/") and "\nREADS" in source(path)]


@cache
def mentioned(path):
    """Attributes and texts that a file mentions, and the files of the room that it imports."""
    nodes, known = list(ast.walk(ast.parse(source(path)))), set(files())
    found = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    found |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
              and "." not in node.value}
    others = [name.replace(".", "/") + ".py" for node in nodes if isinstance(node, ast.ImportFrom)
              and (node.module or "").startswith("sim.case")
              for name in [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]]
    return found, [other for other in others if other in known]


def attributes(path, seen=None):
    """Every attribute and text that a file, and the files of the room that it imports, mention."""
    seen = set() if seen is None else seen
    if path in seen:
        return set()
    seen.add(path)
    found, others = mentioned(path)
    return found.union(*(attributes(other, seen) for other in others))


def unread(reads, words):
    """What is declared and not mentioned."""
    return [path for path in reads if not set(path.split(".")) <= words]


@pytest.mark.parametrize("path", stages())
def test_a_stage_mentions_what_it_declares(path):
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    assert unread(module.READS, attributes(path)) == []


def test_what_is_declared_in_vain_is_seen():
    assert unread(("time.period_h", "link.nothing"), {"time", "period_h", "link"}) == ["link.nothing"]


def test_a_stage_is_given_what_it_declares_and_nothing_else():
    tables = load("base").only(("time.period_h", "link.outage"))
    assert tables.time.period_h == load("base").time.period_h
    for missing in ("market", "seed"):
        assert not hasattr(tables, missing)
    assert not hasattr(tables.time, "weather_years")
    assert not hasattr(tables.link, "rating_mw")


def test_a_key_follows_from_the_tables_alone():
    def key(**changes):
        values = contents(load("base", {name.replace("__", "."): value for name, value in changes.items()}))
        return digest(values["farm"], values["time"]["period_h"])

    assert key() == key(market__spot_width_mw=1.0) == key(name="other")
    assert len({key(), key(farm__capacity_mw=1500.0), key(time__period_h=1.0)}) == 3


def test_a_scenario_and_a_case_can_be_pickled():
    assert pickle.loads(pickle.dumps(scenario())) == scenario()
    copied = pickle.loads(pickle.dumps(case()))
    assert isinstance(copied.scenario, Scenario)
    assert copied.finance.required == case().finance.required
    assert (copied.traded.annual.delivered == case().traded.annual.delivered).all()
