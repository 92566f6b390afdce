"""What programs read from the command line: JSON by a schema, exit statuses, and an example in every help."""

import json
import shlex
import sys

import pytest
import typer
from jsonschema import Draft202012Validator
from small_case import SMALL

from sim.cli import main

TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": ["number", "null"]}, {"type": "integer"}
TEXTS = {"type": "array", "items": TEXT}


def thing(**properties):
    """Schema of an object that has all these."""
    return {"type": "object", "properties": properties, "required": [*properties]}


def listed(item, least=1):
    """Schema of a list."""
    return {"type": "array", "items": item, "minItems": least}


RUN = thing(name=TEXT, folder=TEXT, files=TEXTS, notes=TEXTS,
            summary={"type": "object", "additionalProperties": {"type": ["number", "null", "string"]}})
SCHEMAS = {
    "check base": thing(valid={"const": True}, scenario=TEXT, name=TEXT, cases=WHOLE),
    "keys battery": listed(thing(name=TEXT, model=TEXT, unit=TEXT, range=TEXT, meaning=TEXT)),
    "models wake": listed(thing(table=TEXT, model=TEXT, meaning=TEXT, sources=TEXTS,
                                parameters=listed(thing(key=TEXT, default=TEXT, unit=TEXT, meaning=TEXT), 0))),
    "costs dc_submarine": listed({"type": "object"}),
    "wind base": thing(name=TEXT, folder=TEXT, files=TEXTS, evidence=TEXT, label=TEXT,
                       tests=listed(thing(group=TEXT, name=TEXT, value=NUMBER, unit=TEXT, verdict=TEXT))),
    "routes find --from paka --to mersing": thing(
        name=TEXT, folder=TEXT, files=TEXTS, length_km=NUMBER, detour=NUMBER, mean_depth_m=NUMBER, deepest_m=NUMBER,
        points=listed({"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2})),
}
LONG = {
    "wakes base": thing(folder=TEXT, files=TEXTS, farms=listed(thing(
        name=TEXT, turbines=WHOLE, loss={"type": "object", "additionalProperties": NUMBER}))),
    "run base": RUN,
    "routes compare direct": thing(folder=TEXT, files=TEXTS, routes=listed(thing(name=TEXT, kind=TEXT,
                                                                                 required_price=NUMBER))),
}
TINY = {**SMALL, "time.weather_years": 1, "time.traded_years": 1, "farm.wake_direction_step_deg": 15.0}


@pytest.fixture
def sundalink(tmp_path, monkeypatch, capsys):
    """Type a command in an empty folder; return its exit status and stdout."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["sundalink", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            main.main()
        return int(stop.value.code or 0), capsys.readouterr().out
    return run


def held(done, schema):
    """Check a command's status and its JSON."""
    status, out = done
    assert status == 0
    Draft202012Validator(schema).validate(json.loads(out))


@pytest.mark.slow
@pytest.mark.parametrize("command", [*SCHEMAS, *LONG])
def test_json_is_as_its_schema_says(sundalink, command):
    small = [word for key, value in TINY.items() for word in ("--set", f"{key}={value}")]
    words = command.split()
    takes = words[0] in ("run", "wakes", "wind") or words[:2] == ["routes", "compare"]
    held(sundalink(*words, "--json", *(small if takes else ())), {**SCHEMAS, **LONG}[command])


def test_what_is_not_valid_is_json_too(sundalink):
    status, out = sundalink("check", "base", "--set", "link.voltage_kv=1", "--json")
    assert status == 2
    found = json.loads(out)
    Draft202012Validator(thing(valid={"const": False}, errors=listed(TEXT))).validate(found)
    assert "link.voltage_kv = 1" in found["errors"][0]


def commands(group=None, before=()):
    """Every command below the program, with the words that lead to it."""
    group = typer.main.get_command(main.app) if group is None else group
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield " ".join((*before, name)), command


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_help_has_an_example_that_can_be_typed(name):
    command = dict(commands())[name]
    example = next(line for line in (command.help or "").splitlines() if line.strip().startswith("Example: "))
    words = shlex.split(example.partition("Example: ")[2])
    assert words[:1 + len(name.split())] == ["sundalink", *name.split()]
    command.make_context(name, words[1 + len(name.split()):])
