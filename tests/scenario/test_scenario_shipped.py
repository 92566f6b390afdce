"""The shipped scenarios, sweeps and routes: all load, all run in a small form, and base holds every key."""

import pytest
from jsonschema import Draft202012Validator
from small_case import two_batteries

from sim import chain
from sim.case.stage_cache import shared
from sim.inputs import route_file
from sim.results.summary import summary
from sim.scenario.key_list import schema
from sim.scenario.load import find, load, read, shipped
from sim.scenario.schema import Scenario
from sim.scenario.template import template
from sim.studies.sweep_source import cases

SMALL = {"time.weather_years": 1, "time.traded_years": 1, "time.period_h": 1.0, "link.outage_draws": 1,
         "farm.wake_direction_step_deg": 15.0, "link.lives": 100, "uncertainty.cost.draws": 50,
         "uncertainty.joint.draws": 500, "programme.draw.draws": 500}
STAGES = shared()
"""Those of one scenario that another one has as well: both are given the same keys."""
SCENARIOS = sorted(path.stem for path in shipped().glob("*.toml"))
SWEEPS = sorted(path.stem for path in shipped().glob("sweeps/*.toml"))


def test_base_is_the_template_of_the_schema():
    text = find("base").read_text(encoding="utf-8")
    title = text.splitlines()[0].removeprefix("# ")
    assert text == template(Scenario(), title), "run `python -m sim.scenario > scenarios/base.toml`"


@pytest.fixture(scope="module")
def json_schema():
    """What an editor is given (`sundalink keys --schema`); it is a schema itself."""
    given = schema()
    Draft202012Validator.check_schema(given)
    return Draft202012Validator(given)


@pytest.mark.parametrize("name", [*SCENARIOS, *SWEEPS])
def test_an_editor_finds_nothing_wrong_with_a_shipped_file(json_schema, name):
    """The file as it is written: tables without a model take it from the file that it extends."""
    assert [error.message for error in json_schema.iter_errors(read(find(name)))] == []


@pytest.mark.parametrize("wrong", [
    {"link": {"votage_kv": 525.0}}, {"link": {"voltage_kv": -1.0}}, {"link": {"configuration": {"model": "tripole"}}},
    {"contract": {"terms": {"model": "shaped_block", "wdth_mw": 800.0}}}, {"trade": {"policy": {"model": 3}}}], ids=str)
def test_an_editor_marks_what_is_wrong(json_schema, wrong):
    assert not json_schema.is_valid(wrong)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_runs_and_closes(name):
    if name == "two_batteries":   # a linear program of seconds for each year, which tests/case has solved as well
        done, _ = two_batteries()
    else:
        done = chain.run(load(name, SMALL), cache=STAGES, keep=False, workers=1)
    figures = summary(done)
    assert abs(figures["energy_residual"]) < 1e-9
    assert 50 < figures["required_price"] < 600


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_says_only_what_differs(name):
    own = read(find(name))
    if name != "base":
        assert own["extends"] == "base"
        assert own["name"] == name
        assert own["description"]


@pytest.mark.parametrize("name", SWEEPS)
def test_every_case_of_every_sweep_loads(name):
    listed = cases(name)
    assert [load(name, given) for given in listed[::max(len(listed) // 60, 1)]]
    assert len({tuple(given.values()) for given in listed}) == len(listed)


def test_the_large_sweep_has_at_least_sixty_cases():
    assert len(cases("voltage_battery_contract")) >= 60


def test_there_are_four_candidate_routes_and_one_of_them_wheels():
    found = [route_file.read(name) for name in route_file.shipped()]
    assert len(found) >= 4
    assert sum(route.wheeling is not None for route in found) >= 1


def test_every_scenario_is_in_the_readme_of_its_folder():
    text = (shipped() / "README.md").read_text(encoding="utf-8")
    for name in [*SCENARIOS, *SWEEPS]:
        assert f"{name}.toml" in text
