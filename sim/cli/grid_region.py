"""The command line of a grid, continued: the region's path over years, and the adequacy of a zone."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.grid_group import GridName, grid
from sim.cli.options import OUT, Json, Output, Quiet, Set, Workers, bar, dump, first_start, table


@grid.command("path")
def path_command(scenario: GridName, output: Output = None, overrides: Set = None, quiet: Quiet = False,
                 json: Json = False, workers: Workers = 2,
                 year: Annotated[list[int] | None, typer.Option("--year", metavar="YEAR", help="A snapshot; may be "
                                 "given again. 2030, 2035, 2040 and 2045 if left out.")] = None,
                 zero: Annotated[int, typer.Option("--zero", metavar="YEAR", help="Year in which a straight line from "
                                 "the first emissions reaches zero.")] = 2050):
    """
    Trade a grid in several years beside a line to net zero: path.csv, mix.csv, emissions.csv and path.html.

    Example: sundalink grid path asean --set grid.days=28
    """
    with bar(quiet or json) as progress:
        job = progress.add_task("snapshots", total=None)
        first_start(quiet or json, grid=True)
        from sim.report.grid_page import path_page
        from sim.results.folder import check_folder
        from sim.results.grid_files import save_page_of, save_tables
        from sim.scenario.load import options
        from sim.studies.grid_path import YEARS, region_path

        folder = output or Path("runs") / f"{Path(scenario).stem}_path"
        check_folder(folder)
        path = region_path(scenario, year or YEARS, options(overrides), zero=zero, workers=workers,
                           progress=lambda done, count: progress.update(job, completed=done, total=count))
        tables = {"path.csv": path.table, "mix.csv": path.mix, "emissions.csv": path.emissions}
        names = save_tables(folder, {name: (["year", *of.columns], [[y, *row] for y, row in zip(
            of.index, of.to_numpy().tolist(), strict=True)]) for name, of in tables.items()})
        names.append(save_page_of(folder, "path.html", path_page(path, f"Path of {Path(scenario).stem}")))
    if json:
        dump({"folder": str(folder), "files": names, "zero": zero, "path": path.table.reset_index().to_dict("records")})
    elif not quiet:
        OUT.print(table(("", *map(str, path.table.index)),
                        ((name, *(f"{value:,.4g}" for value in path.table[name])) for name in path.table.columns)))
        OUT.print(f"\nWritten to {folder}: {', '.join(names)}", soft_wrap=True)


@grid.command("adequacy")
def adequacy_command(scenario: GridName, output: Output = None, overrides: Set = None, quiet: Quiet = False,
                     json: Json = False, workers: Workers = 2,
                     zone: Annotated[str, typer.Option("--zone", help="Zone whose supply is assessed.")] = "SG",
                     link: Annotated[list[str] | None, typer.Option("--link", metavar="NAME", help="Leave this "
                                     "corridor out as well; may be given again.")] = None):
    """
    Energy not served and capacity credit of a zone alone, with its neighbours, and without a corridor: adequacy.csv.

    Example: sundalink grid adequacy asean_2035 --set project.mode=hub --link sumatra_singapore
    """
    with bar(quiet or json) as progress:
        progress.add_task("trade", total=None)
        first_start(quiet or json, grid=True)
        from sim.results.folder import check_folder
        from sim.results.grid_files import save_tables
        from sim.scenario.load import options
        from sim.scenario.load_grid import load_grid
        from sim.studies.grid_adequacy import Adequacy, zone_adequacy

        s = load_grid(scenario, options(overrides))
        folder = output or Path("runs") / f"{s.name}_adequacy"
        check_folder(folder)
        rows = zone_adequacy(s, zone, tuple(link or ()), workers=workers)
        names = save_tables(folder, {"adequacy.csv": (list(Adequacy._fields), [list(row) for row in rows])})
    if json:
        dump([row._asdict() for row in rows])
    elif not quiet:
        OUT.print(table((f"beside the fleet of {zone}", "mean, MW", "when tight, MW", "LOLE, h/yr", "unserved, MWh/yr",
                         "capacity credit, MW", "LOLE at criterion", "unserved at criterion"),
                        ((row[0], *(f"{value:,.4g}" for value in row[1:])) for row in rows)))
        OUT.print("! Units of the zone and of its neighbours fail independently of each other, in draws of whole days "
                  "and without common causes. Stores operate as in the dispatch.", style="yellow",
                  soft_wrap=True)
        OUT.print(f"\nWritten to {folder}: {', '.join(names)}", soft_wrap=True)
