"""The command ``new``: writes a scenario with every key to start from."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, written

NEW = "A copy of base, to be changed and described"


def new(path: Annotated[Path, typer.Argument(help="File to write; it must not exist.")],
        grid: Annotated[bool, typer.Option("--grid", help="A grid that extends asean_2035.")] = False,
        json: Json = False):
    """
    Write a commented scenario with every key at its default.

    Example: sundalink new mine.toml
    """
    from sim.scenario import template
    from sim.scenario.load import build

    if grid:
        from sim.scenario.grid_template import grid_template

        template.new(path, grid_template("asean_2035", path.stem))
        written(path.parent, [path.name], json, f"Run it with: sundalink grid run {path}")
        return
    template.new(path, template.template(build({"name": path.stem, "description": NEW}), f"Scenario {path.stem}"))
    written(path.parent, [path.name], json, f"Run it with: sundalink run {path}")
