"""The command ``wakes``: wake losses by model beside the reported ones."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import OUT, Json, Output, Quiet, Set, dump, table


def wakes(scenario: Annotated[str, typer.Argument(help="A shipped scenario by name, or the path of a file.")] = "base",
          output: Output = None,
          overrides: Set = None,
          quiet: Quiet = False, json: Json = False):
    """
    Compare wake losses of a scenario's farm and of built farms by every model, with their range and their residuals.

    Example: sundalink wakes base
    """
    from sim.analysis.yield_assessment import compare
    from sim.report.yield_assessment import FILES, save_wakes, shown
    from sim.results.folder import check_folder
    from sim.scenario.load import load, options

    case = load(scenario, options(overrides))
    folder = output or Path("runs") / f"{case.name}_wakes"
    check_folder(folder)
    compared = compare(case)
    save_wakes(compared, folder)
    if json:
        dump({"folder": str(folder), "files": list(FILES),
              "farms": [{"name": one.name, "turbines": one.turbines, "loss": one.loss, "status": one.status,
                         "reported": one.reported if one.status else None} for one in compared]})
    if quiet or json:
        return
    columns, rows = shown(compared)
    OUT.print("\nWake loss, % of the energy of as many free-standing turbines", style="bold")
    OUT.print(table(columns, rows))
    OUT.print("\n* chosen by the scenario. Each model has its published defaults; none is fitted to any of these "
              "farms. In brackets: loss less the reported one; mean error: the mean of its size over all farms with a "
              "reported loss. uncertainty.energy.wake_model covers the range of the models and these residuals.",
              soft_wrap=True)
    for one in compared:
        if one.status:
            OUT.print(f"Reported for {one.name} ({one.status}): {one.source}.", soft_wrap=True)
    OUT.print(f"\nWritten to {folder}: {', '.join(FILES)}", soft_wrap=True)
