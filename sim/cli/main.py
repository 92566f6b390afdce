"""The command line: its main commands and their output."""

import atexit
import errno
import gc
import os
import sys
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from sim import __version__
from sim.cli import grid as _grid  # noqa: F401  it names its commands
from sim.cli.computed_run import computed
from sim.cli.explore import explore
from sim.cli.export import export
from sim.cli.finished import compare, report, status
from sim.cli.grid_region import grid as grids
from sim.cli.lists import costs, keys, models
from sim.cli.new import new
from sim.cli.options import (
    ERR,
    OUT,
    Json,
    Output,
    Quiet,
    Scenario,
    Set,
    Stopped,
    Workers,
    bar,
    dump,
    first_start,
    origin,
    stoppable,
    table,
)
from sim.cli.routes import routes
from sim.cli.sweeps import sweep
from sim.cli.wakes import wakes
from sim.cli.wind import wind
from sim.errors import SundalinkError, scenario_error

app = typer.Typer(pretty_exceptions_enable=False, no_args_is_help=True,
                  help="Can offshore wind off Vietnam be sold in Singapore, over which cable, how firmly, at what "
                       "price, with what risk?")


def _version(wanted: bool):
    """Print the version and stop."""
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks; may be given anywhere.")] = False,
             version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True,
                                                   help="Print the version and stop.")] = False):
    pass


@app.command()
def run(scenario: Scenario, output: Output = None, overrides: Set = None, quiet: Quiet = False, json: Json = False,
        workers: Workers = 2,
        quick: Annotated[bool, typer.Option("--quick", help="A first estimate in seconds: few weather years and "
                                            "outage histories, hourly, with its standard error.")] = False,
        lenders: Annotated[bool, typer.Option("--lenders", help="Write lenders.xlsx and parties.csv too.")] = False,
        force: Annotated[bool, typer.Option("--force", help="Replace the results of another scenario in the "
                                            "folder.")] = False):
    """
    Run one scenario: a table, results.nc, summary.csv, scenario.toml and report.html.

    Example: sundalink run base --set storage.energy_mwh=2400
    """
    from sim.case.heap import one_heap

    quiet = quiet or json
    one_heap()   # before the thread of the bar: it would bring a heap of its own, which others fill
    with bar(quiet) as progress:   # there before anything heavy is imported
        job = progress.add_task("reading", total=1)
        case, folder, given = _prepared(scenario, output, overrides, force, QUICK if quick else {})
        first_start(quiet)
        data, figures = computed(case, scenario, given, folder, workers, (progress, job), quiet, lenders)
    if output is None:
        from sim.cli.options import mark_latest
        mark_latest(folder)
    written = (*FILES, *FOR_LENDERS) if lenders else FILES
    if json:
        dump({"name": case.name, "folder": str(folder), "files": [*written], "summary": figures,
              "notes": [note for note in data.attrs["notes"].split("\n") if note]})
    elif not quiet:
        _print_case(case, data)
        OUT.print(f"\nWritten to {folder}: {', '.join(written)}", soft_wrap=True)


QUICK = {"time.weather_years": 5, "time.traded_years": 2, "time.period_h": 1.0, "link.outage_draws": 2,
         "link.lives": 200, "uncertainty.cost.draws": 200}
"""What ``--quick`` sets, where the scenario has more; periods where it has shorter ones (assumed enough for a first
answer)."""

FILES = ("results.nc", "summary.csv", "scenario.toml", "report.html")
FOR_LENDERS = ("lenders.xlsx", "parties.csv")


def _prepared(scenario, output, overrides, force, quick=MappingProxyType({})):
    """Scenario of a run, checked, with the folder of its results and the overrides."""
    from sim.case import files
    from sim.results.folder import check_folder, check_free
    from sim.scenario.load import find, load, options, read
    from sim.scenario.load_grid import is_grid

    if is_grid(scenario):
        raise scenario_error(f"{scenario}: is a grid; type: sundalink grid run {scenario}")
    if "sweep" in read(find(scenario)):
        raise scenario_error(f"{scenario}: has a [sweep] table, many cases; type: sundalink sweep {scenario}")
    given = options(overrides)
    case = load(scenario, given)
    if quick:
        given = {**_fewer(case, quick, given), **given}
        case = load(scenario, given)
    if case.resource.source == "synthetic":   # reading years of wind twice would take longer than it saves
        with origin(scenario, given):
            files.check_files(case)
    folder = output or Path("runs") / _folder_name(f"{case.name}_quick" if quick else case.name, overrides)
    check_folder(folder)
    if not force:
        check_free(folder, case)
    return case, folder, given


def _fewer(case, quick, given):
    """Overrides of ``--quick`` that make a case smaller; what ``--set`` gives stays."""
    def larger(key, value):
        table, name = key.rsplit(".", 1)
        now = getattr(attrgetter(table)(case), name, None)
        return now is not None and (now < value if name == "period_h" else now > value)

    return {key: value for key, value in quick.items() if key not in given and larger(key, value)}


def _folder_name(name, overrides):
    """Name of the folder of a run: that of the scenario, and what ``--set`` changes, as far as a file may be called."""
    changed = "_".join(text.replace(" ", "") for text in overrides or ())
    plain = "".join(letter if letter.isalnum() or letter in "._=-" else "-" for letter in changed)
    if len(plain) > 80:
        from hashlib import sha256
        plain = f"{plain[:70]}-{sha256(changed.encode()).hexdigest()[:8]}"
    return f"{name}_{plain}" if plain else name


@app.command()
def check(scenario: Scenario, overrides: Set = None, json: Json = False):
    """
    Validate a scenario, and the files that it names, without running it.

    Example: sundalink check base --set link.voltage_kv=320
    """
    try:
        name, count, notes = _checked(scenario, overrides)
    except SundalinkError as fault:
        if json:
            dump({"valid": False, "scenario": scenario, "errors": str(fault).split("\n")})
        raise
    if json:
        dump({"valid": True, "scenario": scenario, "name": name, "cases": count, "notes": notes})
    else:
        OUT.print(f"{name}: valid" + (f", {count} cases" if count > 1 else ""))
        for note in notes:
            OUT.print(note, soft_wrap=True, markup=False)


def _checked(scenario, overrides):
    """Name of a valid scenario, the number of its cases, and what was done to the files of its route."""
    from sim.case import files, programme, route
    from sim.results.notes_link import of_files
    from sim.scenario.load import load, options
    from sim.scenario.load_grid import is_grid, load_grid

    given = options(overrides)
    if is_grid(scenario):
        from sim.case.grid import check_grid
        from sim.results.grid_notes import scenario_notes

        found = load_grid(scenario, given)
        check_grid(found)
        return found.name, _counted(scenario, load_grid), scenario_notes(found)
    case = load(scenario, given)
    with origin(scenario, given):
        files.check_files(case)
        course = route.make(case)
        programme.check(case, course.waters)
        notes = list(of_files(course))
    return case.name, _counted(scenario, load), notes


def _counted(scenario, load):
    """Return the number of cases of a scenario, those of its sweep checked one by one."""
    from sim.scenario.load import find, read

    if "sweep" not in read(find(scenario)):
        return 1
    from sim.studies.sweep_source import cases
    listed = cases(scenario)
    for row in listed:
        load(scenario, row, "[sweep]")
    return len(listed)


for command in (new, sweep, status, compare, report, explore, wind, wakes, keys, models, costs):   # after run and check
    app.command()(command)
app.add_typer(routes, name="routes")
app.add_typer(grids, name="grid")
app.add_typer(export, name="export")


@app.command()
def validate(json: Annotated[Path | None, typer.Option("--json", help="Write the table to this file.")] = None):
    """
    Run the published cases: model beside published value, tolerance and source.

    Example: sundalink validate
    """
    from sim.validation.verdicts import report, validate

    if json is not None and json.is_dir():
        raise scenario_error(f"--json = {json}: is a folder, not a file")
    if json is not None and not (json.parent.is_dir() and os.access(json if json.exists() else json.parent, os.W_OK)):
        raise scenario_error(f"--json = {json}: its folder must be there, and writable")
    rows = validate()
    OUT.print(table(("case", "model", "published", "tolerance", "unit", "verdict", "source"),
                    ((row.title, row.shown, row.published, row.tolerance, row.unit, row.verdict, row.source)
                     for row in rows)))
    if json is not None:
        report(rows, json)
    failed = [row.id for row in rows if row.verdict == "FAILS"]
    if failed:
        raise SundalinkError(f"published cases not reproduced: {', '.join(failed)}")


COLLECTED = (100_000, 20, 50)
"""When unused circles of objects are looked for: nearly all that a command makes are a library's own and stay, and
looking through them after each 700 takes a tenth of a run."""


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""Faults of a device that an output goes to."""


def main():
    """Run the command line; every fault is one message and an exit status, unless ``--debug`` is given."""
    debug = "--debug" in sys.argv
    gc.set_threshold(*COLLECTED)
    atexit.register(gc.freeze)   # at its end the interpreter would look through all that a run holds, for .8 s
    os.environ["MPLBACKEND"] = "agg"   # pictures go into files, whatever the caller's notebook has set
    for stream in (sys.stdout, sys.stderr):   # text of a scenario may not fit the terminal's code page
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        with stoppable():
            app([word for word in sys.argv[1:] if word != "--debug"])
    except SundalinkError as fault:
        if debug:
            raise
        ERR.print(f"error: {fault}", soft_wrap=True, style="red")
        sys.exit(fault.status)
    except Stopped as stopped:
        ERR.print("stopped")
        sys.exit(stopped.status)
    except Exception as fault:
        if debug:
            raise
        if isinstance(fault, OSError) and fault.errno in NO_ROOM:
            ERR.print(f"error: nothing more can be written ({fault.strerror})", soft_wrap=True, style="red")
            sys.exit(1)
        ERR.print(f"error: a fault of the program ({type(fault).__name__}: {fault}); run `sundalink --debug ...` for "
                  "the traceback and report it with the scenario", soft_wrap=True, style="red")
        sys.exit(1)


def _print_case(case, data):
    """Print the key figures, the waterfall of the energy and the notes."""
    from sim.report.key_figures import headline, waterfall

    OUT.print(f"\n{case.name}", style="bold", soft_wrap=True)
    OUT.print(case.description, soft_wrap=True)
    OUT.print(table(("", "value", "unit", ""), headline(data)))
    OUT.print("\nEnergy balance (mean year of operation)", style="bold")
    OUT.print(table(("", "GWh", "% of gross"), waterfall(data)))
    for note in data.attrs["notes"].split("\n"):
        if note:
            OUT.print(f"! {note}", style="yellow", soft_wrap=True)


if __name__ == "__main__":
    main()
