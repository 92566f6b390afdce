"""The command line: what a user types, and what is printed."""

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from sim import __version__
from sim.cli.export import export
from sim.cli.routes import routes
from sim.cli.sweeps import compare, report, status, sweep
from sim.cli.wakes import wakes
from sim.cli.wind import wind
from sim.errors import SundalinkError, scenario_error

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True,
                  help="Can offshore wind off Vietnam be sold in Singapore, over which cable, how firmly, at what "
                       "price, with what risk?")
app.add_typer(routes, name="routes")
app.add_typer(export, name="export")
app.command("sweep")(sweep)
app.command("status")(status)
app.command("compare")(compare)
app.command("report")(report)
app.command("wind")(wind)
app.command("wakes")(wakes)

NEW = "A copy of base, to be changed and described"

OUT, ERR = Console(highlight=False), Console(stderr=True, highlight=False)

Output = Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the results.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override one key of the scenario.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress, no table.")]


def _version(wanted: bool):
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks; may stand anywhere.")] = False,
             version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True,
                                                   help="Print the version and stop.")] = False):
    pass


@app.command()
def run(scenario: Annotated[str, typer.Argument(help="A shipped scenario by name (base), or the path of a file.")],
        output: Output = None, overrides: Set = None, quiet: Quiet = False,
        workers: Annotated[int, typer.Option(min=1, help="Threads.")] = 2,
        lenders: Annotated[bool, typer.Option("--lenders", help="Write lenders.xlsx and parties.csv too.")] = False):
    """Run one scenario: a table, results.nc, summary.csv, scenario.toml and report.html."""
    from sim import chain
    from sim.case import files
    from sim.scenario.load import load, options

    case = load(scenario, options(overrides))
    if case.resource.source == "synthetic":   # reading years of wind twice would take longer than it saves
        with _of(scenario):
            files.check_files(case)
    folder = output or Path("runs") / case.name
    from sim.results.files import check_folder
    check_folder(folder)
    with _bar(quiet) as bar:
        job = bar.add_task("starting", total=len(chain.STAGES) + 2)

        def tell(text):
            if text in chain.STAGES:
                bar.update(job, advance=1, description=text)
            elif not quiet:
                ERR.print(text, soft_wrap=True)

        with _of(scenario):
            done = chain.run(case, workers=workers, progress=tell)
        bar.update(job, description="results")
        from sim.report.page import page
        from sim.results.analyses import analyse
        from sim.results.dataset import dataset
        from sim.results.files import save
        from sim.results.summary import summary
        analyses = analyse(done)
        figures = summary(done, analyses)
        data = dataset(done, figures, analyses)
        bar.update(job, advance=1, description="report")
        save(folder, data, figures, case, page(data))
        if lenders:
            from sim.results import lenders_workbook
            lenders_workbook.save(Path(folder), done, analyses, figures)
        bar.update(job, advance=1, description="done")
    if not quiet:
        _print_case(case, data, figures)
        OUT.print(f"\nWritten to {folder}: results.nc, summary.csv, scenario.toml, report.html", soft_wrap=True)


@app.command()
def check(scenario: Annotated[str, typer.Argument(help="A shipped scenario by name, or the path of a file.")],
          overrides: Set = None):
    """Validate a scenario, and the files that it names, without running it."""
    from sim.case import files
    from sim.scenario.load import find, load, options, read

    case = load(scenario, options(overrides))
    with _of(scenario):
        files.check_files(case)
    text = f"{case.name}: valid"
    if "sweep" in read(find(scenario)):
        from sim.studies.sweep import cases
        listed = cases(scenario)
        for given in listed:
            load(scenario, given, "[sweep]")
        text += f", {len(listed)} cases"
    OUT.print(text)


@app.command()
def new(path: Annotated[Path, typer.Argument(help="File to write; it must not exist.")]):
    """Write a commented scenario with every key at its default."""
    from sim.scenario import template
    from sim.scenario.load import build

    template.new(path, template.template(build({"name": path.stem, "description": NEW}), f"Scenario {path.stem}"))
    OUT.print(f"Written: {path}. Run it with: sundalink run {path}", soft_wrap=True)


@app.command()
def models(stage: Annotated[str | None, typer.Argument(help="Part of a name to look for (link, wake, ...).")] = None):
    """List the models of each stage with their parameters, units and sources."""
    from sim.models import parameters, references, sentence
    from sim.route import cost_surface
    from sim.scenario.model_catalogue import catalogue

    listed = {**catalogue(), "routes find": cost_surface.MODELS}
    found = [(key, name, f) for key, table in listed.items() for name, f in table.items()
             if stage is None or stage in f"{key} {name}"]
    if not found:
        raise scenario_error(f"models {stage}: no stage and no model of that name; `sundalink models` lists them all")
    for key, name, function in found:
        OUT.print(f"\n[bold]\\[{key}] model = \"{name}\"[/bold]\n{sentence(function)}", soft_wrap=True)
        rows = Table("key", "default", "unit", "meaning", box=None, pad_edge=False)
        for p in parameters(function):
            rows.add_row(p.key, str(p.default), p.unit, p.text.rsplit("[", 1)[0].strip())
        if rows.row_count:
            OUT.print(rows, markup=False)
        for text in references(function):
            OUT.print(f"Source: {text}", style="dim", soft_wrap=True, markup=False)


@app.command()
def costs(word: Annotated[str, typer.Argument(help="Part of a key (cable, dc_submarine, farm, ...).")] = ""):
    """List the embedded costs with every step from the published value to USD of 2025."""
    from sim.report.cost_sources import HEADER, listed

    table = Table(*HEADER, box=None, pad_edge=False)
    for row in listed(word):
        table.add_row(*row)
    OUT.print(table, markup=False)


@app.command()
def validate(json: Annotated[Path | None, typer.Option("--json", help="Write the table to this file.")] = None):
    """Run the published cases: model beside published value, tolerance and source."""
    from sim.validation.verdicts import report, validate

    if json is not None and not json.parent.is_dir():
        raise scenario_error(f"--json = {json}: its folder must be there")
    rows = validate()
    table = Table("case", "model", "published", "tolerance", "unit", "verdict", "source", box=None)
    for row in rows:
        table.add_row(row.title, row.shown, row.published, row.tolerance, row.unit, row.verdict, row.source)
    OUT.print(table, markup=False)
    if json is not None:
        report(rows, json)
    failed = [row.id for row in rows if row.verdict == "FAILS"]
    if failed:
        raise SundalinkError(f"published cases not reproduced: {', '.join(failed)}")


def main():
    """Run the command line; every fault is one message and an exit status, unless ``--debug`` is given."""
    debug = "--debug" in sys.argv
    try:
        app([word for word in sys.argv[1:] if word != "--debug"])
    except SundalinkError as fault:
        if debug:
            raise
        ERR.print(f"error: {fault}", markup=False, soft_wrap=True, style="red")
        sys.exit(fault.status)
    except KeyboardInterrupt:
        ERR.print("stopped")
        sys.exit(130)
    except Exception as fault:
        if debug:
            raise
        ERR.print(f"error: a fault of the program ({type(fault).__name__}: {fault}); run `sundalink --debug ...` for "
                  "the traceback and report it with the scenario", markup=False, soft_wrap=True, style="red")
        sys.exit(1)


@contextmanager
def _of(scenario):
    """Say in which file the scenario stands that is refused."""
    from sim.scenario.load import find

    try:
        yield
    except SundalinkError as fault:
        fault.file = fault.file or str(find(scenario))
        raise


def _bar(quiet):
    """Return a progress bar on stderr, with the time left."""
    return Progress(TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                    TimeRemainingColumn(), console=ERR, disable=quiet, transient=True)


def _print_case(case, data, figures):
    """Print the table that a minister could read."""
    from sim.report.key_figures import headline, waterfall

    OUT.print(f"\n[bold]{case.name}[/bold]: {case.description}", soft_wrap=True)
    table = Table("", "value", "unit", "", box=None, pad_edge=False)
    for row in headline(data):
        table.add_row(*row)
    OUT.print(table, markup=False)
    OUT.print("\n[bold]Where the energy goes[/bold] (mean year of operation)")
    table = Table("", "GWh", "% of gross", box=None, pad_edge=False)
    for name, value, share in waterfall(data):
        table.add_row(name, value, share)
    OUT.print(table, markup=False)
    for note in data.attrs["notes"].split("\n"):
        if note:
            OUT.print(f"! {note}", style="yellow", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
