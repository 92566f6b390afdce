"""The commands on cable routes: compare them, and find one."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import OUT, Json, Output, Quiet, Set, Workers, bar, dump, first_start, table

routes = typer.Typer(no_args_is_help=True, help="Find and compare cable routes.")

Zones = Annotated[Path | None, typer.Option("--zones", metavar="FILE", help="GIS file of exclusive "
                                            "economic zones, polygons that name their country; otherwise the nearest "
                                            "coast decides.")]
Lanes = Annotated[Path | None, typer.Option("--lanes", metavar="FILE", help="GIS file of shipping lanes, "
                                            "polygons or lines.")]
Cables = Annotated[Path | None, typer.Option("--cables", metavar="FILE", help="GIS file of existing "
                                             "cables and pipelines.")]
Files = Annotated[list[str] | None, typer.Argument(help="Routes by name or path, or `asean` for those planned there; "
                                                        "none for all candidates.")]


@routes.command("compare")
def routes_compare(files: Files = None, output: Output = None, overrides: Set = None,
                   scenario: Annotated[str, typer.Option(help="Case for which the routes are computed.")] = "base",
                   zones: Zones = None, lanes: Lanes = None, cables: Cables = None,
                   workers: Workers = 2, quiet: Quiet = False, json: Json = False):
    """
    Compare routes with each other and with built links: tables, map, Pareto plot, costs by vintage, residuals.

    Example: sundalink routes compare direct
    """
    from sim.results.folder import check_folder
    from sim.scenario.load import options
    from sim.studies.route_comparison import compare_routes

    folder = output or Path("runs") / "routes"
    check_folder(folder)
    chart = {"route.waters_file": zones, "route.lanes_file": lanes, "route.cables_file": cables}
    given = {key: str(path.resolve()) for key, path in chart.items() if path is not None}
    with bar(quiet or json) as progress:
        job = progress.add_task("routes", total=None)
        first_start(quiet or json)
        found = compare_routes(files or None, scenario, {**options(overrides), **given}, workers=workers,
                               tell=lambda done, total: progress.update(job, completed=done, total=total))
    from sim.report.route_comparison import FILES, save_routes
    save_routes(found, folder)
    if json:
        dump({"folder": str(folder), "files": list(FILES),
              "routes": found.astype(object).where(found.notna(), None).to_dict("records")})
    elif not quiet:
        _print_routes(found)
        OUT.print(f"\nWritten to {folder}: {', '.join(FILES)}", soft_wrap=True)


@routes.command("find")
def routes_find(start: Annotated[str, typer.Option("--from", metavar="PLACE", help="A named place, or LAT,LON.")],
                end: Annotated[str, typer.Option("--to", metavar="PLACE", help="A named place, or LAT,LON.")],
                output: Output = None, quiet: Quiet = False, json: Json = False,
                sea: Annotated[Path | None, typer.Option(help="A GEBCO grid instead of the embedded relief.")] = None,
                step: Annotated[float, typer.Option("--step-km", help="Side of a cell.")] = 2.5,
                zones: Zones = None, lanes: Lanes = None, cables: Cables = None,
                scenario: Annotated[str, typer.Option(help="Case whose cable is rated along the route.")] = "base",
                overrides: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A parameter of "
                                     "the cost layers; `sundalink models routes` lists them.")] = None):
    """
    Find the cheapest route over the sea: a route file, GeoJSON, a map, and the profile of depth and heat.

    Example: sundalink routes find --from vung_tau --to changi
    """
    from sim.inputs import gis_layers
    from sim.report.route_search import FILES, save_found, shown
    from sim.results.folder import check_folder
    from sim.scenario.load import options
    from sim.studies.route_search import find_route

    known = gis_layers.read(zones or "", lanes or "", cables or "")
    found = find_route(start, end, sea, options(overrides), step=step, scenario=scenario, known=known)
    folder = output or Path("runs") / found.route.name
    check_folder(folder)
    save_found(found, folder)
    if json:
        dump({"name": found.route.name, "folder": str(folder), "files": list(FILES),
              "length_km": float(found.figures.length), "detour": float(found.figures.detour),
              "mean_depth_m": float(found.figures.mean_depth), "deepest_m": float(found.figures.deepest),
              "points": [[float(x), float(y)] for x, y in zip(found.route.longitude, found.route.latitude,
                                                              strict=True)]})
    elif not quiet:
        OUT.print(table(("", "", ""), shown(found), show_header=False))
        for sentence in known.unstated:
            OUT.print(sentence, soft_wrap=True, markup=False)
        OUT.print(f"\nWritten to {folder}: {', '.join(FILES)}", soft_wrap=True)


def _print_routes(found):
    """Print routes beside each other, and links of others below."""
    from sim.report.route_comparison import differences, printed, reasons

    for title, header, records in printed(found):
        OUT.print(f"\n{title}", soft_wrap=True)
        OUT.print(table(header, records))
    for line in differences(found):
        OUT.print(f"\n{line}", soft_wrap=True)
    for line in reasons(found):
        OUT.print(f"\nNo required price of {line}", soft_wrap=True)
