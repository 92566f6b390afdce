"""The command ``explore``: one page to look at the hours, the route and the energy of a run."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, written


def explore(folder: Annotated[Path, typer.Argument(help="Folder of a run or of a sweep.")],
            output: Annotated[Path | None, typer.Option("-o", "--output", help="HTML file to write; explore.html in "
                                                        "the folder if not given.")] = None,
            years: Annotated[list[int] | None, typer.Option("--operating-year", help="Keep the hours of this traded "
                                                            "year only; may be repeated.")] = None,
            json: Json = False):
    """
    Write one self-contained page of a run: hours to zoom, the route on a map, energy and cost to unfold.

    Example: sundalink explore runs/latest
    """
    from sim.studies.sweep_store import read_manifest

    if read_manifest(folder) is not None:
        from sim.report.sweep_explorer import save_explorer as save_sweep
        from sim.studies.sweep_result import open_sweep
        path = output or folder / "index.html"
        save_sweep(open_sweep(folder), path)
    else:
        from sim.report.run_explorer import save_explorer
        from sim.results.files import open_results
        path = output or folder / "explore.html"
        save_explorer(open_results(folder), path, years)
    written(path.parent, [path.name], json)
