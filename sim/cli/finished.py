"""Commands on finished results: progress of a sweep, comparison of two runs, the report again."""

import json as json_text
import time
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import OUT, Json, table, written
from sim.errors import scenario_error


def status(folder: Annotated[Path, typer.Argument(help="Folder of a sweep.")],
           watch: Annotated[bool, typer.Option("--watch", help="Repeat every few seconds to the end.")] = False,
           json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False):
    """
    Show the progress of a sweep: counts, time left, the latest errors, the slowest cases.

    Example: sundalink status runs/base
    """
    from sim.studies.progress import read_status, status_lines

    while True:
        state = read_status(folder)
        if json:
            OUT.print(json_text.dumps(state), soft_wrap=True, markup=False)
        else:
            for line in status_lines(state):
                OUT.print(line, soft_wrap=True, markup=False)
        if not watch or state["state"] != "running":
            return
        time.sleep(5.0)


def compare(first: Annotated[Path, typer.Argument(metavar="A", help="Folder of a run or of a sweep.")],
            second: Annotated[Path, typer.Argument(metavar="B", help="Folder of another.")],
            json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
            html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page.")] = None):
    """
    Compare two runs or two sweeps: keys, figures, where price and energy go.

    Example: sundalink compare runs/base runs/no_battery
    """
    from sim.report.comparison import compared, page, plain, rows

    found = compared(first, second)
    if html is not None:
        from sim.studies.sweep_store import write
        write(lambda half: half.write_text(page(found), encoding="utf-8"), html)
    if json:
        OUT.print(json_text.dumps(plain(found)), soft_wrap=True, markup=False)
        return
    for title, header, lines in rows(found):
        OUT.print(table(header, lines, title=title, title_justify="left"), markup=False)


def report(folder: Annotated[Path, typer.Argument(help="Folder of a run or of a sweep.")], json: Json = False):
    """
    Draw the page of a run, or the explorer of a sweep, again from its files; nothing is computed.

    Example: sundalink report runs/base
    """
    from sim.studies.sweep_store import read_manifest, write

    if read_manifest(folder) is not None:
        from sim.report.sweep_pictures import pictures
        from sim.studies.sweep_result import open_sweep
        done = open_sweep(folder)
        written(folder, pictures(done, folder), json)
        return
    from sim.report.page import page
    from sim.results.files import open_results
    data = open_results(folder)
    try:
        text = page(data)
    except KeyError as missing:   # results of an earlier version lack what the page has come to show
        name = str(missing).split("'")[1::2]
        raise scenario_error(f"{folder}: holds results of {data.attrs['source']}, which have no {', '.join(name[:1])}; "
                             "run its scenario.toml again") from None
    write(lambda half: half.write_text(text, encoding="utf-8"), folder / "report.html")
    written(folder, ["report.html"], json)
