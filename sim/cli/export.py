"""The command line of exports: a case for another program."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Scenario, Set, written

export = typer.Typer(no_args_is_help=True, help="Write a case for another program.")


@export.callback()
def _exports():
    pass


@export.command("pypsa")
def to_pypsa(scenario: Scenario,
             output: Annotated[Path, typer.Option("-o", "--output", help="NetCDF file to write.")],
             overrides: Set = None,
             year: Annotated[int | None, typer.Option("--operating-year", help="One of the traded years; the first "
                                                      "if not given.")] = None,
             weather: Annotated[int, typer.Option("--weather-year", min=0, help="Counted from 0.")] = 0,
             draw: Annotated[int, typer.Option("--outage-draw", min=0, help="Counted from 0.")] = 0,
             price: Annotated[float | None, typer.Option(help="Contract price where the scenario solves for it; what "
                                                         "its search begins with if not given. [USD/MWh]")] = None,
             days: Annotated[int | None, typer.Option(min=1, max=365, help="First days of the year only.")] = None,
             json: Json = False):
    """
    One year of a case as a PyPSA network: n = pypsa.Network(FILE); n.optimize(solver_name="highs").

    Example: sundalink export pypsa base --days 7 -o base.nc
    """
    from sim.results.pypsa_network import save_pypsa
    from sim.scenario.load import load, options
    from sim.scenario.load_grid import is_grid

    logging.getLogger("pypsa").setLevel(logging.WARNING)   # it reports every file
    if is_grid(scenario):
        from sim.results.pypsa_grid import save_pypsa_grid
        note = save_pypsa_grid(scenario, options(overrides), output, weather, days)
        written(output.parent, [output.name], json, note)
        return
    case = load(scenario, options(overrides))
    network = save_pypsa(case, output, year=year, weather_year=weather, draw=draw, price=price, days=days)
    written(output.parent, [output.name], json, network.name)
