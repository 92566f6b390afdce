"""Writing a scenario: the template and the merged file say the same scenario when read back."""

import tomllib

import pytest

from sim.errors import SundalinkError
from sim.scenario.load import load
from sim.scenario.schema import Scenario
from sim.scenario.template import WIDTH, merged, new, template, toml

OTHERS = [
    {},
    {"contract.price": 210.5, "finance.construction_spend": [0.25, 0.75], "finance.downside": True},
    {"farm.wake.model": "none", "contract.terms.model": "pay_as_produced", "link.voltage_kv": 320.0,
     "link.configuration.model": "symmetric_monopole"},
    {"description": 'quotes " and \\ and # and \u00e9 and = [x]', "cost.farm": 3333.25, "resource.files": ["a b.nc"]},
]


@pytest.mark.parametrize("overrides", OTHERS)
@pytest.mark.parametrize("write", [lambda s: template(s, "Title"), merged], ids=["template", "merged"])
def test_what_is_written_is_read_back_as_the_same_scenario(tmp_path, write, overrides):
    scenario = load("base", overrides)
    path = tmp_path / "x.toml"
    path.write_text(write(scenario), encoding="utf-8")
    assert load(path) == scenario


def test_the_template_has_every_key_with_its_comment():
    lines = template(Scenario(), "Scenario x").splitlines()
    assert lines[0] == "# Scenario x"
    for number, line in enumerate(lines):
        assert len(line) < WIDTH + 100
        if line and not line.startswith("#"):
            named = line.startswith("model = ") and lines[number - 1].startswith("[")   # the table says it already
            assert line[0] in " ]" or named or lines[number - 1].startswith("# "), line
    keys = sum(1 for line in lines if line and line[0].isalpha())
    assert keys > 150


def test_no_table_says_its_comment_twice_and_none_begins_as_a_function_does():
    text = template(Scenario(), "Scenario x")
    for block in text.split("\n\n"):
        comments = [line for line in block.splitlines() if line.startswith("# ")]
        assert len(comments) == 0 or comments[0] not in comments[1:2], block[:80]
    assert "# Return" not in text


def test_the_template_of_the_defaults_is_the_default(tmp_path):
    path = tmp_path / "base.toml"
    path.write_text(template(Scenario(), "x"), encoding="utf-8")
    assert load(path) == Scenario()


def test_merged_needs_no_parent():
    tables = tomllib.loads(merged(load("peninsular")))
    assert "extends" not in tables
    assert tables["route"]["file"] == "peninsular"
    assert tables["farm"]["capacity_mw"] == 2300.0


def test_toml_leaves_out_what_is_not_given():
    assert tomllib.loads(toml({"a": None, "b": (1, 2), "c": {"d": None, "e": "f"}})) == {"b": [1, 2], "c": {"e": "f"}}


def test_a_new_file_is_written_once(tmp_path):
    new(tmp_path / "x.toml", "a = 1\n")
    with pytest.raises(SundalinkError, match="exists already") as caught:
        new(tmp_path / "x.toml", "a = 2\n")
    assert caught.value.status == 2
    assert (tmp_path / "x.toml").read_text() == "a = 1\n"


def test_a_new_file_in_no_folder_is_refused(tmp_path):
    with pytest.raises(SundalinkError, match=r"cannot be written \(No such file or directory\)"):
        new(tmp_path / "nowhere" / "x.toml", "a = 1\n")
    (tmp_path / "file").write_text("")
    with pytest.raises(SundalinkError, match="Not a directory"):
        new(tmp_path / "file" / "x.toml", "a = 1\n")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
