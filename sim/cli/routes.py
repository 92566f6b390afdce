"""The commands on cable routes: compare them, and find one."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

routes = typer.Typer(no_args_is_help=True, help="Cable routes.")

OUT, ERR = Console(highlight=False), Console(stderr=True, highlight=False)

Output = Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the results.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override one key of the scenario.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress, no table.")]
Zones = Annotated[Path | None, typer.Option("--zones", metavar="FILE", help="GIS file of exclusive "
                                            "economic zones, polygons that name their country; else the nearest coast "
                                            "counts.")]
Lanes = Annotated[Path | None, typer.Option("--lanes", metavar="FILE", help="GIS file of shipping lanes, "
                                            "polygons or lines.")]
Cables = Annotated[Path | None, typer.Option("--cables", metavar="FILE", help="GIS file of cables and "
                                             "pipelines that lie there.")]
Files = Annotated[list[str] | None, typer.Argument(help="Routes by name or path, or `asean` for those planned there; "
                                                        "none for all candidates.")]


@routes.command("compare")
def routes_compare(files: Files = None, output: Output = None, overrides: Set = None,
                   scenario: Annotated[str, typer.Option(help="Case that the routes are run with.")] = "base",
                   zones: Zones = None, lanes: Lanes = None, cables: Cables = None,
                   workers: Annotated[int, typer.Option(min=1, help="Threads.")] = 2, quiet: Quiet = False):
    """Routes beside each other and beside built links: tables, map, Pareto plot, costs by vintage, residuals."""
    from sim.results.files import check_folder
    from sim.scenario.load import options
    from sim.studies.route_comparison import compare_routes

    folder = output or Path("runs") / "routes"
    check_folder(folder)
    chart = {"route.waters_file": zones, "route.lanes_file": lanes, "route.cables_file": cables}
    given = {key: str(path.resolve()) for key, path in chart.items() if path is not None}
    with Progress(TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                  console=ERR, disable=quiet, transient=True) as bar:
        job = bar.add_task("routes", total=None)
        table = compare_routes(files or None, scenario, {**options(overrides), **given}, workers=workers,
                               tell=lambda done, total: bar.update(job, completed=done, total=total))
    from sim.report.route_comparison import FILES, save_routes
    save_routes(table, folder)
    if not quiet:
        _print_routes(table)
        OUT.print(f"\nWritten to {folder}: {', '.join(FILES)}", soft_wrap=True)


@routes.command("find")
def routes_find(start: Annotated[str, typer.Option("--from", metavar="PLACE", help="A named place, or LAT,LON.")],
                end: Annotated[str, typer.Option("--to", metavar="PLACE", help="A named place, or LAT,LON.")],
                output: Output = None, quiet: Quiet = False,
                sea: Annotated[Path | None, typer.Option(help="A GEBCO grid instead of the embedded relief.")] = None,
                step: Annotated[float, typer.Option("--step-km", help="Side of a cell.")] = 2.5,
                zones: Zones = None, lanes: Lanes = None, cables: Cables = None,
                scenario: Annotated[str, typer.Option(help="Case whose cable is heated along the way.")] = "base",
                overrides: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="An amount of "
                                     "the cost layers; `sundalink models routes` lists them.")] = None):
    """The cheapest way over the sea: a route file, GeoJSON, a map, and the profile of depth and heat."""
    from sim.inputs import gis_layers
    from sim.report.route_search import FILES, save_found, shown
    from sim.results.files import check_folder
    from sim.scenario.load import options
    from sim.studies.route_search import find_route

    found = find_route(start, end, sea, options(overrides), step=step, scenario=scenario,
                       known=gis_layers.read(zones or "", lanes or "", cables or ""))
    folder = output or Path("runs") / found.route.name
    check_folder(folder)
    save_found(found, folder)
    if not quiet:
        table = Table("", "", "", box=None, pad_edge=False, show_header=False)
        for row in shown(found):
            table.add_row(*row)
        OUT.print(table, markup=False)
        OUT.print(f"\nWritten to {folder}: {', '.join(FILES)}", soft_wrap=True)


def _print_routes(table):
    """Print routes beside each other, and links of others below."""
    from sim.report.route_comparison import printed, reasons

    for title, header, records in printed(table):
        OUT.print(f"\n{title}", markup=False, soft_wrap=True)
        rows = Table(*header, box=None, pad_edge=False)
        rows.columns[header.index("route") if "route" in header else 0].no_wrap = True
        for record in records:
            rows.add_row(*record)
        OUT.print(rows, markup=False)
    for line in reasons(table):
        OUT.print(f"\nNo required price of {line}", soft_wrap=True, markup=False)
