"""What the commands of a grid share: their group, the name of a grid, the table of a sweep of grids."""

from typing import Annotated

import typer
from rich.table import Table

from sim.cli.options import OUT

grid = typer.Typer(no_args_is_help=True, help="Trade of many zones over corridors: the ASEAN Power Grid.")

GridName = Annotated[str, typer.Argument(help="A shipped grid by name (asean_2035), or the path of a file.")]


def print_grids(done):
    """Print the cases of a sweep of grids: their cost and the prices of each zone, and what failed."""
    table, keys = done.table, done.keys
    zones = [name for name in table if name.startswith("zone ") and name.endswith(" mean_price")]
    rows = Table(box=None, pad_edge=False, title="Mean price of each zone, USD/MWh", title_justify="left")
    for key in keys:
        rows.add_column(key.replace(".", "\n"), justify="right", overflow="fold")
    rows.add_column("cost\nM USD", justify="right")
    for name in zones:
        rows.add_column(name.split()[1], justify="right")
    for record in table[table["status"] == "ok"].head(24).to_dict("records"):
        rows.add_row(*(str(record[key]) for key in keys), f"{record['grid cost'] / 1e6:,.1f}",
                     *(f"{record[name]:.1f}" for name in zones))
    if (table["status"] == "ok").any():
        OUT.print(rows, markup=False)
    for text in table.loc[table["status"] != "ok", "error"].drop_duplicates().head(3):
        OUT.print(f"! failed: {text}", style="yellow", markup=False, soft_wrap=True)
