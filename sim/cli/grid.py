"""The command line of a grid: run it, compare two, and value its corridors."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import OUT, Json, Output, Quiet, Set, Workers, bar, dump, table

grid = typer.Typer(no_args_is_help=True, help="Trade of many zones over corridors: the ASEAN Power Grid.")

GridName = Annotated[str, typer.Argument(help="A shipped grid by name (asean_2035), or the path of a file.")]


@grid.command("run")
def run_command(scenario: GridName, output: Output = None, overrides: Set = None, quiet: Quiet = False,
                json: Json = False, workers: Workers = 2):
    """
    Trade one grid: a table, grid.nc, grid.csv, grid.toml and grid.html.

    Example: sundalink grid run asean_2035 --set grid.days=28
    """
    quiet = quiet or json
    with bar(quiet) as progress:
        job = progress.add_task("reading", total=3)
        from sim.results.files import check_folder
        from sim.scenario.load import options
        from sim.scenario.load_grid import load_grid

        s = load_grid(scenario, options(overrides))
        folder = output or Path("runs") / s.name
        check_folder(folder)
        progress.update(job, total=s.grid.weather_years + 2, description="weather")
        data = _traded(s, workers, lambda text: progress.update(job, advance=1, description=text))
        progress.update(job, description="report")
        names = _saved(folder, data)
    if json:
        from sim.results.grid_files import grid_figures

        dump({"name": s.name, "folder": str(folder), "files": names, "gap": float(data.attrs["gap"]),
              "figures": [{"subject": a, "name": b, "value": c, "unit": d} for a, b, c, d in grid_figures(data)],
              "notes": data.attrs["notes"].split("\n")})
    elif not quiet:
        _print_grid(data)
        OUT.print(f"\nWritten to {folder}: {', '.join(names)}", soft_wrap=True)


def _traded(s, workers, progress):
    """Labelled data of a grid that has been traded."""
    from sim.case.grid import build_grid_case, run_grid_case
    from sim.results.grid_dataset import grid_dataset

    case = build_grid_case(s)
    progress("trade")
    return grid_dataset(run_grid_case(case, workers, lambda year: progress("trade")))


def _saved(folder, data):
    """Write the files of a run and return their names."""
    from sim.results.grid_files import save_grid

    return save_grid(folder, data)


def _print_grid(data):
    """Print prices, energies and trade by zone, and the notes."""
    hours, mean = float(data.attrs["period_h"]), data.mean("weather_year")
    OUT.print(f"\n{data.attrs['title']}", style="bold", soft_wrap=True)
    net = _net_imports(data, mean)
    rows = []
    for n, zone in enumerate(data["zone"].values):
        demand = float(mean["demand"][:, n].sum()) * hours / 1e6
        rows.append((str(zone), str(data["zone_title"].values[n]), f"{float(mean['price'][:, n].mean()):.1f}",
                     f"{demand:,.2f}", f"{net[n] / 1e6:+,.2f}",
                     f"{float(mean['curtailed'][:, n].sum()) * hours / 1e6:,.2f}",
                     f"{float(mean['unserved'][:, n].sum()) * hours / 1e3:,.1f}",
                     f"{float(mean['average_factor'][:, n].mean()):.3f}"))
    OUT.print(table(("zone", "", "USD/MWh", "demand, TWh", "net import, TWh", "curtailed, TWh", "unserved, GWh",
                     "tCO2/MWh"), rows))
    for note in str(data.attrs["notes"]).split("\n"):
        OUT.print(f"! {note}", style="yellow", soft_wrap=True)


def _net_imports(data, mean):
    """Energy that each zone receives less what it sends. [MWh]"""
    names, hours = list(data["zone"].values), float(data.attrs["period_h"])
    lost = (mean["loss"].sum("time") * hours).values
    net = [0.0] * len(names)
    for n in range(data.sizes["corridor"]):
        flow, back = float(mean["sent_forward"][n]), float(mean["sent_back"][n])
        share = flow / (flow + back) if flow + back > 0 else 0.5
        start, end = (names.index(str(data[key].values[n])) for key in ("from_zone", "to_zone"))
        net[start] += back - (1.0 - share) * lost[n] - flow
        net[end] += flow - share * lost[n] - back
    return net
