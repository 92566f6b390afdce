"""Options, consoles and progress that all commands share."""

import json
import math
import os
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from sim.errors import SundalinkError

WIDE = 4000
"""Columns of a table that goes into a pipe or a file, where nothing may be cut."""


PATIENCE = 15.0
"""Longest time from a signal to the end of a command. [s]"""


class Stopped(BaseException):
    """A signal that ends a command."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


@contextmanager
def stoppable():
    """
    Let Ctrl-C and SIGTERM end a command with 128 and their number, after it has put away what it was writing.

    A second signal ends it at once, and so does `PATIENCE`: where the first came while modules were imported, the lock
    of the imports may stay closed and another thread wait for it.
    """
    def stop(number, _frame):
        signal.signal(number, lambda *_: os._exit(128 + number))
        late = threading.Timer(PATIENCE, os._exit, (128 + number,))
        late.daemon = True
        late.start()
        raise Stopped(128 + number)

    numbers = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _console(stderr):
    """Return a console on standard output or error, wide where that is no terminal."""
    stream = sys.stderr if stderr else sys.stdout
    terminal = stream is not None and stream.isatty()   # a shell may export the width of its window to a pipe
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=None if terminal else WIDE)


OUT, ERR = _console(stderr=False), _console(stderr=True)
"""Standard output and error; text is printed as it is, without markup."""

Scenario = Annotated[str, typer.Argument(help="A shipped scenario by name (base), or the path of a file.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the results.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override one key of the scenario; "
                                               "`sundalink keys WORD` finds keys.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no table.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Workers = Annotated[int, typer.Option(min=1, help="Threads.")]


def bar(quiet):
    """
    Progress bar on standard error, with the time left.

    Parameters
    ----------
    quiet : bool
        Show none.

    Returns
    -------
    progress : Progress
    """
    return Progress(TextColumn("{task.description:<14}", markup=False), BarColumn(), MofNCompleteColumn(),
                    TimeElapsedColumn(), TimeRemainingColumn(), console=ERR, disable=quiet, transient=True)


def table(header, rows, right=False, styles=(), **settings):
    """
    Table of text without a frame; where the terminal is too narrow for it, a block of lines for each row.

    Parameters
    ----------
    header : sequence of str
    rows : sequence of sequence of str
    right : bool
        With all columns set to the right.
    styles : sequence of str or None
        Of each row; none if there are none.
    settings
        For `rich.table.Table`.

    Returns
    -------
    table : PrintedTable
    """
    return PrintedTable([*header], [[str(cell) for cell in row] for row in rows], right, styles, settings)


class PrintedTable:
    """PrintedTable of text, of which nothing is cut however narrow the terminal is."""

    def __init__(self, header, rows, right, styles, settings):
        self.header, self.rows, self.right, self.settings = header, rows, right, settings
        self.styles = styles or [None] * len(rows)

    def __rich_console__(self, console, options):
        made = Table(box=None, pad_edge=False, **self.settings)
        for name in self.header:
            made.add_column(name, justify="right" if self.right else "left")
        for row, style in zip(self.rows, self.styles, strict=True):
            made.add_row(*row, style=style)
        if Measurement.get(console, options.update(max_width=WIDE), made).minimum <= options.max_width:
            yield made
            return
        if self.settings.get("title"):
            yield Text(self.settings["title"], style="italic")
        heads = [" ".join(name.split("\n")) for name in self.header]
        for (first, *others), style in zip(self.rows, self.styles, strict=True):
            yield Text(f"{heads[0]}: {first}" if self.right else first, style="bold")
            yield from (Text(f"  {head + ': ' if head else ''}{cell}", style=style or "") for head, cell
                        in zip(heads[1:], others, strict=True) if cell)


def written(folder, names, json, note=""):
    """
    Print which files were written.

    Parameters
    ----------
    folder : Path
        Where.
    names : sequence of str
        The files.
    json : bool
        As JSON.
    note : str
        What is in them.
    """
    if json:
        dump({"folder": str(folder), "files": [*names], "note": note})
    elif len(names) == 1:
        OUT.print(f"Written: {folder / names[0]}{f'. {note}' if note else ''}", soft_wrap=True)
    else:
        OUT.print(f"Written to {folder}: {', '.join(names)}", soft_wrap=True)


def dump(value):
    """Print a value as JSON; a number that is not finite becomes null."""
    OUT.print(json.dumps(_finite(value), ensure_ascii=False, indent=1), soft_wrap=True)


def _finite(value):
    """Return a value with None in place of numbers that are not finite."""
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@contextmanager
def origin(scenario, overrides=()):
    """
    Name the file, or ``--set``, in an error about a key of a scenario.

    Parameters
    ----------
    scenario : str
        Name or path, as it was typed.
    overrides : mapping or sequence of str
        Keys that ``--set`` gave.
    """
    from sim.scenario.load import find

    try:
        yield
    except SundalinkError as fault:
        key = fault.key or fault.thing
        by_option = any(key == name or key.startswith(f"{name}.") or name.startswith(f"{key}.") for name in overrides)
        fault.file = fault.file or ("--set" if key and by_option else str(find(scenario)))
        raise


def first_start(quiet, grid=False):
    """
    Print that kernels are compiled, where a run would otherwise seem to stand still.

    Parameters
    ----------
    quiet : bool
        Say nothing.
    grid : bool
        Of a grid instead of a case.
    """
    from sim.studies.kernels import GRID, WORD, compiled

    if not (quiet or compiled(GRID if grid else None)):
        ERR.print(f"{WORD}; later runs begin at once", soft_wrap=True)


def mark_latest(folder):
    """Link ``latest`` beside a folder of results to it, where links can be made."""
    link = folder.parent / "latest"
    try:
        if link.is_symlink():
            link.unlink()
        if not link.exists():
            link.symlink_to(folder.name, target_is_directory=True)
    except OSError:
        return
