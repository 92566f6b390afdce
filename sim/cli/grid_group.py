"""Shared parts of the grid commands: their group, the name of a grid, the table of a sweep of grids."""

from typing import Annotated

import typer

from sim.cli.options import OUT, table

grid = typer.Typer(no_args_is_help=True, help="Trade of many zones over corridors: the ASEAN Power Grid.")

GridName = Annotated[str, typer.Argument(help="A shipped grid by name (asean_2035), or the path of a file.")]


def print_grids(done):
    """Print the cases of a sweep of grids: their cost and the prices of each zone, and what failed."""
    cases, keys = done.table, done.keys
    zones = [name for name in cases if name.startswith("zone ") and name.endswith(" mean_price")]
    header = [*(key.replace(".", "\n") for key in keys), "cost\nM USD", *(name.split()[1] for name in zones)]
    rows = [(*(str(record[key]) for key in keys), f"{record['grid cost'] / 1e6:,.1f}",
             *(f"{record[name]:.1f}" for name in zones))
            for record in cases[cases["status"] == "ok"].head(24).to_dict("records")]
    if rows:
        OUT.print(table(header, rows, right=True, title="Mean price of each zone, USD/MWh", title_justify="left"))
    for text in cases.loc[cases["status"] != "ok", "error"].drop_duplicates().head(3):
        OUT.print(f"! failed: {text}", style="yellow", markup=False, soft_wrap=True)
