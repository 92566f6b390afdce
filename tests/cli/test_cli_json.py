"""What programs read from the command line: JSON by a schema, exit statuses, and an example in every help."""

import json
import shlex
import shutil
import sys

import pytest
import typer
from jsonschema import Draft202012Validator
from small_case import TINY

from sim.cli import main, sweeps
from sim.report import grid_page, page

TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": ["number", "null"]}, {"type": "integer"}
TEXTS = {"type": "array", "items": TEXT}


def thing(**properties):
    """Schema of an object that has all these."""
    return {"type": "object", "properties": properties, "required": [*properties]}


def listed(item, least=1):
    """Schema of a list."""
    return {"type": "array", "items": item, "minItems": least}


def numbers(text=False):
    """Schema of values by name."""
    return {"type": "object", "additionalProperties": {"type": ["number", "null", *["string"] * text]}}


WRITTEN = {"folder": TEXT, "files": {"type": "array", "items": TEXT, "minItems": 1}}
ROWS = listed({"type": "object"})
SCHEMAS = {
    "check": thing(valid={"const": True}, scenario=TEXT, name=TEXT, cases=WHOLE, notes=TEXTS),
    "keys": listed(thing(name=TEXT, model=TEXT, unit=TEXT, range=TEXT, meaning=TEXT)),
    "models": listed(thing(table=TEXT, model=TEXT, meaning=TEXT, sources=TEXTS,
                           parameters=listed(thing(key=TEXT, default=TEXT, unit=TEXT, meaning=TEXT), 0))),
    "costs": ROWS,
    "new": thing(**WRITTEN, note=TEXT),
    "wind": thing(**WRITTEN, name=TEXT, evidence=TEXT, label=TEXT,
                  tests=listed(thing(group=TEXT, name=TEXT, value=NUMBER, unit=TEXT, verdict=TEXT))),
    "wakes": thing(**WRITTEN, farms=listed(thing(name=TEXT, turbines=WHOLE, loss=numbers()))),
    "run": thing(**WRITTEN, name=TEXT, notes=TEXTS, summary=numbers(text=True)),
    "sweep": thing(**WRITTEN, keys=TEXTS, cases=WHOLE, ok=WHOLE, failed=WHOLE, errors=TEXTS,
                   best=thing(case=TEXT, required_price=NUMBER)),
    "status": thing(state=TEXT, ok=WHOLE, total=WHOLE),
    "compare": thing(figures=listed(thing(name=TEXT, unit=TEXT, a=NUMBER, b=NUMBER, difference=NUMBER)),
                     landed_cost=listed(thing(part=TEXT, a=NUMBER, b=NUMBER))),
    "report": thing(**WRITTEN, note=TEXT),
    "explore": thing(**WRITTEN, note=TEXT),
    "validate": ROWS,
    "routes compare": thing(**WRITTEN, routes=listed(thing(name=TEXT, kind=TEXT, required_price=NUMBER))),
    "routes find": thing(
        **WRITTEN, name=TEXT, length_km=NUMBER, detour=NUMBER, mean_depth_m=NUMBER, deepest_m=NUMBER,
        points=listed({"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2})),
    "export pypsa": thing(**WRITTEN, note=TEXT),
    "grid run": thing(**WRITTEN, name=TEXT, gap=NUMBER, notes=TEXTS,
                      figures=listed(thing(subject=TEXT, name=TEXT, value=NUMBER, unit=TEXT))),
    "grid links": thing(**WRITTEN, name=TEXT, gap=NUMBER, days=NUMBER, links=ROWS, pairs=listed({"type": "object"}, 0)),
    "grid sweep": thing(**WRITTEN, keys=TEXTS, cases=WHOLE, ok=WHOLE, failed=WHOLE, errors=TEXTS,
                        best=thing(case=TEXT)),
    "grid validate": listed(thing(name=TEXT, value=NUMBER, residual=NUMBER, met={"type": "boolean"})),
    "grid path": thing(**WRITTEN, zero=WHOLE, path=ROWS),
    "grid adequacy": ROWS,
    "grid settle": listed(thing(form=TEXT, delivered=NUMBER, revenue=NUMBER, price=NUMBER)),
    "grid compare": {"type": "object", "minProperties": 1, "additionalProperties": listed(
        thing(name=TEXT, first=NUMBER, second=NUMBER, difference=NUMBER), 0)},
}
"""What ``--json`` of each command prints."""

SOLVED = {key: value for key, value in TINY.items() if key != "contract.price"}


SHORT = {"grid.days": 1, "grid.period_h": 1.0, "grid.weather_years": 1}
"""A day of a grid."""


@pytest.fixture
def sundalink(tmp_path, monkeypatch, capsys):
    """Type a command in an empty folder; return its exit status and stdout."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["sundalink", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            main.main()
        out, err = capsys.readouterr()
        sys.stderr.write(err)   # shown if the test fails
        return int(stop.value.code or 0), out
    return run


def small(command):
    """Words that make the work of a command small."""
    takes = command in ("run", "wakes", "wind", "routes compare", "export pypsa")
    of_grid = ("grid run", "grid links", "grid sweep", "grid settle", "grid path", "grid adequacy")
    given = SHORT if command in of_grid else TINY if command == "run" else SOLVED if takes else {}
    more = ["--gap", "1e-4", "--link", "sumatra_singapore"] if command == "grid links" else []
    more += ["--threads", "1"] if command == "sweep" else []   # processes would import it all again
    return [*more, *(word for key, value in given.items() for word in ("--set", f"{key}={value}"))]


LARGER = ("--set", "storage.energy_mwh=2400")   # as the example of `run` has it: its pictures are those of `report`
RUNS = {"base": ["run", "base", *LARGER, *small("run")], "no_battery": ["run", "no_battery", *small("run")],
        "asean_2025": ["grid", "run", "asean_2025", *small("grid run")],
        "asean_2040": ["grid", "run", "asean_2040", *small("grid run")],
        "sweep": ["sweep", "base.toml", "--grid", "storage.energy_mwh=0,1200", "--threads", "1"]}
RUNS["asean_2030"] = RUNS["asean_2025"]
"""What makes the folders of results that the examples name: runs, grids, and a sweep in the place of a run."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of the runs that examples of this process have needed."""
    home = tmp_path_factory.mktemp("examples")
    (home / "base.toml").write_text('extends = "base"\n' + "".join(f"{k} = {v}\n" for k, v in SOLVED.items()))
    return home


def made(home, name):
    """Return the folder of a run, made when an example needs it first, without the pictures that none of them reads."""
    words = RUNS[name]
    folder = home / "-".join(words[:3])
    if not folder.exists():
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(home)
            patch.setattr(sys, "argv", ["sundalink", *words, "-q", "-o", str(folder)])
            patch.setattr(page, "page", lambda *given: "page")
            patch.setattr(grid_page, "grid_page", lambda *given: "page")
            with pytest.raises(SystemExit) as stop:
                main.main()
            assert not stop.value.code
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("command", SCHEMAS)
def test_every_example_runs_and_its_json_is_as_its_schema_says(sundalink, home, tmp_path, monkeypatch, command):
    words = example(dict(commands())[command])[1:]
    for word in words:
        if word.startswith("runs/"):
            name = "base" if word == "runs/latest" else word.removeprefix("runs/")
            shutil.copytree(made(home, "sweep" if command == "status" else name), tmp_path / word)
    if command == "sweep":   # three cases of full size take minutes
        shutil.copy(home / "base.toml", "base.toml")
        words = ["sweep", "base.toml", *words[2:]]
    if command == "grid sweep":   # it has no option for that
        real = sweeps.swept
        monkeypatch.setattr(sweeps, "swept", lambda *given, workers: real(*given, threads=1))
    words += ["--json", *["cases.json"] * (command == "validate")]
    status, out = sundalink(*words, *small(command))
    assert status == 0
    text = (tmp_path / "cases.json").read_text(encoding="utf-8") if command == "validate" else out
    Draft202012Validator(SCHEMAS[command]).validate(json.loads(text))


def test_every_command_has_a_schema():
    assert {name for name, _ in commands()} == set(SCHEMAS) == set(WRONG)


WRONG = {
    "check": ["nowhere"], "keys": ["zzzz"], "models": ["zzzz"], "costs": ["zzzz"], "new": ["there/mine.toml"],
    "wind": ["nowhere"], "wakes": ["nowhere"], "run": ["nowhere"], "sweep": ["nowhere"], "status": ["nowhere"],
    "compare": ["nowhere", "elsewhere"], "report": ["nowhere"], "explore": ["nowhere"],
    "validate": ["--json", "there/cases.json"], "routes compare": ["nowhere"],
    "routes find": ["--from", "nowhere", "--to", "changi"], "export pypsa": ["nowhere", "-o", "x.nc"],
    "grid run": ["nowhere"], "grid links": ["nowhere"], "grid sweep": ["nowhere", "--grid", "grid.days=[1]"],
    "grid validate": ["nowhere"], "grid path": ["nowhere"], "grid adequacy": ["nowhere"],
    "grid settle": ["nowhere"], "grid compare": ["nowhere", "elsewhere"],
}
"""Arguments that are wrong."""


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_command_ends_with_status_2_and_one_message_where_it_is_given_something_wrong(sundalink, tmp_path, name):
    assert sundalink(*name.split(), *WRONG[name]) == (2, "")
    assert list(tmp_path.iterdir()) == []


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


def example(command):
    """The words of the example in a command's help."""
    line = next(line for line in (command.help or "").splitlines() if line.strip().startswith("Example: "))
    return shlex.split(line.partition("Example: ")[2])


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_help_has_an_example_that_can_be_typed(name):
    command = dict(commands())[name]
    words = example(command)
    assert words[:1 + len(name.split())] == ["sundalink", *name.split()]
    command.make_context(name, words[1 + len(name.split()):])
