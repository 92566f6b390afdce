"""The command line of the wind: acceptance tests of a scenario's series."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import OUT, Json, Output, Quiet, Set, dump, table


def wind(scenario: Annotated[str, typer.Argument(help="A shipped scenario by name, or the path of a file; its wind may "
                                                      "be synthetic or read from files.")],
         output: Output = None,
         against: Annotated[str | None, typer.Option(metavar="SCENARIO", help="A scenario whose wind the bands come "
                                                     "from, as ERA5 at the same site.")] = None,
         overrides: Set = None,
         quiet: Quiet = False, json: Json = False):
    """
    Examine a scenario's wind: distribution, persistence, ramps, spells, years and rose, each beside its band.

    Example: sundalink wind base
    """
    from sim.analysis.wind_acceptance import examine
    from sim.report.wind_acceptance import COLUMNS, FILES, assumed, failed, save_wind, shown
    from sim.results.folder import check_folder
    from sim.scenario.load import load, options

    case = load(scenario, options(overrides))
    reference = None if against is None else load(against, [])
    folder = output or Path("runs") / f"{case.name}_wind"
    check_folder(folder)
    examined = examine(case, reference)
    save_wind(examined, folder)
    if json:
        dump({"name": case.name, "folder": str(folder), "files": list(FILES), "evidence": examined.evidence,
              "label": examined.label, "tests": [{"group": v.group, "name": v.name, "value": float(v.value),
                                                  "unit": v.unit, "verdict": v.verdict} for v in examined.verdicts]})
    if quiet or json:
        return
    OUT.print(f"\n{case.name}: {examined.label}; {len(examined.speed)} years at {examined.height:g} m, "
              f"evidence: {examined.evidence}", soft_wrap=True)
    level, measured = examined.wind_uncertainty
    OUT.print(f"Long-term mean speed known to +-{100 * level:.1f} %, and measured to +-{100 * measured:.1f} %"
              if measured else f"Long-term mean speed known to +-{100 * level:.1f} %", soft_wrap=True)
    if examined.against:
        OUT.print(f"Bands from: {examined.against}", soft_wrap=True)
    rows = list(shown(examined))
    OUT.print(table(COLUMNS, rows, styles=["red" if row[4] == "FAILS" else None for row in rows]))
    missed, tested = failed(examined)
    if assumed(examined):
        OUT.print(f"\nBands assumed, since no hourly series of this sea is open: {', '.join(assumed(examined))}. "
                  "--against takes the bands from a series of your own.", soft_wrap=True)
    OUT.print(f"\n{missed} of {tested} tests fail. Every trait: {folder}/wind.csv; pictures: {', '.join(FILES[1:])}",
              soft_wrap=True)
