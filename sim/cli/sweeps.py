"""The command ``sweep``: run the cases of a sweep, or continue it."""

import signal
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim.cli.grid_group import GridName, print_grids
from sim.cli.grid_group import grid as grids
from sim.cli.options import ERR, OUT, Json, Output, Quiet, Set, Stopped, dump
from sim.cli.sweep_table import counted, print_sweep
from sim.errors import SundalinkError, scenario_error

LINE = 30.0
"""Time between two lines on how far it is, where stderr is no terminal. [s]"""

Grid = Annotated[list[str] | None, typer.Option("--grid", metavar="KEY=A,B,C", help="Values of a key, crossed with the "
                                                "others.")]
Drawn = Annotated[list[str] | None, typer.Option("--sample", metavar="KEY=LOW:HIGH", help="A range that a key is drawn "
                                                 "from; LOW:MODE:HIGH is triangular.")]
Shard = Annotated[str | None, typer.Option("--shard", metavar="I/N", help="Run the I-th of N parts, for job arrays.")]
Failures = Annotated[str | None, typer.Option("--max-failures", metavar="N|P%", help="Begin no further case after so "
                                              "many failures.")]
Reuse = Annotated[list[Path] | None, typer.Option("--reuse", metavar="DIR", help="Take finished cases from this "
                                                  "sweep, or from all sweeps below this folder.")]
Resume = Annotated[bool, typer.Option("--resume", hidden=True)]
Keep = Annotated[str | None, typer.Option("--keep", metavar="results", help="Keep the results of each case, as "
                                          "run writes them, in results/CASE.")]
Full = Annotated[bool, typer.Option("--full", help="Every figure of the summary, in about twice the time; else those "
                                    "that need no analysis, and those that the design names.")]
Columns = Annotated[list[str] | None, typer.Option("--column", metavar="FIGURE", help="A figure that needs an "
                                                   "analysis, as capacity_credit; may be given again.")]
Lean = Annotated[bool, typer.Option("--lean", hidden=True)]
Script = Annotated[str | None, typer.Option("--write-jobs", metavar="slurm", help="Write the script of a job array, "
                                            "run nothing.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Jobs of that array.")]
Scheduler = Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Dask scheduler "
                                               "(tcp://host:8786), or `local` for one of this machine.")]


def sweep(path: Annotated[str, typer.Argument(help="A scenario file with a \\[sweep] table, or any scenario with "
                                                   "--grid or --sample.")], output: Output = None,
          workers: Annotated[int | None, typer.Option(min=1, help="Processes; all cores if not given.")] = None,
          threads: Annotated[int | None, typer.Option(min=1, help="Threads of one process instead.")] = None,
          scheduler: Scheduler = None, shard: Shard = None,
          fresh: Annotated[bool, typer.Option("--fresh", help="Move the folder aside and begin anew.")] = False,
          extend: Annotated[bool, typer.Option("--extend", help="Add this design to the folder's.")] = False,
          timeout: Annotated[float | None, typer.Option(min=0.01, help="Longest time of a case, s.")] = None,
          max_failures: Failures = None, grid: Grid = None, sample: Drawn = None,
          n: Annotated[int | None, typer.Option("--n", min=1, help="Rows of the sample.")] = None,
          method: Annotated[str, typer.Option(help="lhs, sobol, monte_carlo, morris or saltelli.")] = "lhs",
          refine: Annotated[int, typer.Option(min=0, metavar="K", help="Then the best K designs at full size.")] = 0,
          reuse: Reuse = None, keep: Keep = None, full: Full = False, column: Columns = None, lean: Lean = False,
          write_jobs: Script = None, jobs: Jobs = 16,
          dry_run: Annotated[bool, typer.Option("--dry-run", help="Count the cases, run none.")] = False,
          resume: Resume = False, quiet: Quiet = False, json: Json = False):
    """
    Run every case of a sweep, or go on with it: a row for each in cases.parquet, and the explorer index.html.

    Example: sundalink sweep base --grid storage.energy_mwh=0,1200,2400
    """
    from sim.results.folder import check_folder
    from sim.scenario.load import find

    quiet, more = quiet or json, _more(grid, sample, n, method)
    if dry_run:
        _count(path, more, workers or threads)
        return
    folder = output or Path("runs") / find(path).stem
    check_folder(folder)
    if write_jobs is not None:
        _job_array(write_jobs, path, folder, more, jobs, workers or 1, grid=grid, sample=sample, n=n,
                   method=method if sample else None, timeout=timeout, max_failures=max_failures, keep=keep,
                   full=full or None, column=column)
        return
    if resume and not quiet:
        ERR.print("--resume is the default now, and will go in the next version", soft_wrap=True)
    options = {"workers": workers, "threads": threads, "scheduler": scheduler, "shard": _shard(shard), "fresh": fresh,
               "extend": extend, "timeout": timeout, "max_failures": max_failures,
               "reuse": tuple(map(str, reuse or ())), "results": _keeps_results(keep), "full": full,
               "columns": tuple(column or ()), "lean": lean}
    done = swept(path, folder, more, quiet, json, **options)
    if done is None:
        return
    better = _refined(done, refine, path, folder, quiet, workers=workers, full=full) if shard is None else None
    names = _draw(done, path, folder, workers or threads or 2) if shard is None else ()
    with _shown_last(better, refine, folder, quiet or json):
        _close(done, folder, names, quiet, json)


def _count(path, more, workers):
    """Print the number of cases of a sweep and the time that they would take."""
    from sim.studies import dry_run

    OUT.print(dry_run.dry_run(path, more, workers), soft_wrap=True, markup=False)


def swept(path, folder, more, quiet, json=False, **options):
    """Run a sweep and return it; one of grids is shown here, and None is returned."""
    from sim.studies import fork_server

    if not options.get("threads") and not options.get("scheduler"):
        fork_server.begin()
    from sim.studies import sweep as studies_sweep

    with _stopping(folder), _telling(quiet) as reporting:
        done = studies_sweep.sweep(path, folder, more=more, **reporting, **options)
    if done.of_grids:
        from sim.report.sweep_pictures import pictures
        _close(done, folder, () if options.get("shard") else pictures(done, folder), quiet, json, print_grids)
        return None
    return done


def _keeps_results(keep):
    """Whether `--keep` asks for the results of each case."""
    if keep not in (None, "results"):
        raise scenario_error(f"--keep {keep}: must be `results`")
    return keep is not None


def _job_array(scheduler, path, folder, more, jobs, workers, **options):
    """Write the script of a job array, whose parts repeat these options."""
    from sim.studies.job_script import repeated, write_jobs
    from sim.studies.sweep_source import cases

    _keeps_results(options["keep"])
    script = write_jobs(scheduler, path, folder, repeated(**options), len(cases(path, more)), jobs, workers)
    OUT.print(f"Written: {script}", soft_wrap=True)


@contextmanager
def _shown_last(better, count, folder, silent):
    """Print refined designs below all else, as they are what was asked for, also where a status ends the command."""
    try:
        yield
    finally:
        if better is not None and not silent:
            OUT.print(f"\nThe best {count} at full size, in {folder / 'refined'}", style="bold", soft_wrap=True)
            print_sweep(better)


def _refined(done, count, path, folder, quiet, **options):
    """Run the best designs at full size, if that is asked for and there are any."""
    if not count or not len(done.good):
        return None
    from sim.studies.refine import refine
    from sim.studies.sweep import sweep

    with _stopping(folder), _telling(quiet) as reporting:
        return sweep(refine(done, count, path), folder / "refined", extend=True, columns=done.design.columns,
                     **reporting, **options)


def _more(grid, sample, count, method):
    """Return the additions of the command line to the [sweep] table."""
    from sim.studies.design import plain

    def halves(text, option):
        key, equals, values = text.partition("=")
        if not equals or not key.strip() or not values.strip():
            raise scenario_error(f"{option} {text}: must be KEY=VALUES")
        return key.strip(), values

    more = {}
    for text in grid or ():
        key, values = halves(text, "--grid")
        listed = plain(values) if values.strip().startswith("[") else [plain(value) for value in values.split(",")]
        more.setdefault("grid", {})[key] = listed
    keys = {}
    for text in sample or ():
        key, values = halves(text, "--sample")
        edges = [plain(value) for value in values.split(":")]
        if len(edges) not in (2, 3):
            raise scenario_error(f"--sample {text}: must be KEY=LOW:HIGH or KEY=LOW:MODE:HIGH")
        keys[key] = dict(zip(("low", "high") if len(edges) == 2 else ("low", "mode", "high"), edges, strict=True))
    if keys:
        if count is None:
            raise scenario_error("--sample: needs --n, how many are drawn")
        more["sample"] = {"method": method, "n": count, "keys": keys}
    return more


def _shard(text):
    """Return the part that `--shard` asks for."""
    if text is None:
        return None
    part, slash, parts = text.partition("/")
    if not slash or not part.strip().isdigit() or not parts.strip().isdigit():
        raise scenario_error(f"--shard {text}: must be I/N")
    return int(part), int(parts)


@contextmanager
def _stopping(folder):
    """End a sweep at SIGTERM or SIGINT with all that is finished, and say how to go on."""
    def stop(number, _frame):
        raise Stopped(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except Stopped as stopped:
        from sim.studies.progress import read_status
        state = read_status(folder, missing_ok=True)
        kept = f"{state['ok']} of {state['total']} cases are kept; " if state else ""
        ERR.print(f"stopped: {kept}the same command continues", soft_wrap=True)
        raise typer.Exit(stopped.status) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _telling(quiet):
    """Yield what tells of progress: a bar on a terminal, a plain line every half minute elsewhere."""
    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                   console=ERR, disable=quiet or not ERR.is_terminal, transient=True)
    job, spoken = bar.add_task("cases", total=None), [time.monotonic()]

    def say(text):
        if not quiet:
            ERR.print(text, soft_wrap=True, markup=False)

    def watch(progress):
        bar.update(job, completed=progress.done, total=progress.total, description=progress.line())
        if not quiet and not ERR.is_terminal and time.monotonic() - spoken[0] > LINE:
            spoken[0] = time.monotonic()
            say(progress.line())

    with bar:
        yield {"watch": watch, "say": say}


def _draw(done, path, folder, workers):
    """Write the pictures of a sweep; return the names of its files."""
    from sim.report.battery_sizing import save_sizes
    from sim.report.sweep_pictures import pictures

    names = pictures(done, folder)
    try:
        return (*names, *save_sizes(path, done.keys, done.table, folder, workers))
    except SundalinkError as fault:   # the table is there: a picture beside it does not decide its exit status
        ERR.print(f"! battery_size.png: {fault}", style="yellow", markup=False, soft_wrap=True)
        return names


def _close(done, folder, names, quiet, json=False, show=None):
    """Print what a sweep found; leave with the status of its cases."""
    table = done.table
    bad = int((table["status"] != "ok").sum())
    if json:
        dump(counted(done, folder, names))
    if not quiet:
        (show or print_sweep)(done)
        OUT.print(f"\n{len(table) - bad} cases done, {bad} failed; written to {folder}: "
                  + ", ".join(("cases.parquet", "cases.csv", *names)), soft_wrap=True)
    if bad == len(table):
        first = table["error"].iloc[0] if len(table) else "none was run"
        raise SundalinkError(f"every case failed; the first one: {first}")
    if bad:
        raise typer.Exit(3)


@grids.command("sweep")
def sweep_of_grid(scenario: GridName,
                  over: Annotated[list[str] | None, typer.Option("--grid", metavar="KEY=[V1,V2]", help="Values of one "
                                                                 "key; may be given again.")] = None,
                  output: Output = None, overrides: Set = None, quiet: Quiet = False, json: Json = False,
                  workers: Annotated[int | None, typer.Option(min=1, help="Processes; all cores if left out.")] = None):
    """
    Sweep a grid, as `sundalink sweep` does with all its options: a row a case in cases.csv and cases.parquet.

    Example: sundalink grid sweep asean_2035 --grid "grid.wheeling_usd_per_mwh=[0,3,10]" --set grid.days=28
    """
    from sim.results.folder import check_folder
    from sim.scenario.load import options

    values = options(over)
    if wrong := [key for key, value in values.items() if not isinstance(value, list)]:
        raise scenario_error(f"--grid {wrong[0]}: must be a list of values, KEY=[V1,V2]")
    values |= {key: [value] for key, value in options(overrides).items()}
    check_folder(folder := output or Path("runs") / f"{Path(scenario).stem}_sweep")
    swept(scenario, folder, {"grid": values} if values else None, quiet or json, json, workers=workers)
