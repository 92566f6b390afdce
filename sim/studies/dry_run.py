"""Dry run of a sweep: number of cases, cases that cannot be run, and estimated time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.errors import SundalinkError
from sim.scenario.grid_schema import GridScenario
from sim.scenario.load_grid import load_case
from sim.studies import case_key, engine
from sim.studies.progress import shown
from sim.studies.sweep_source import read
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from sim.scenario.schema import Scenario

LOOKED = 2000
"""Most cases that are looked at one by one; of more, as many evenly spaced ones."""
PERIOD_COST, FIXED_COST = 2.1e-7, 0.4
"""CPU time for each traded period, and for each case beside: 2.2 s of base in full and 0.45 s of five hourly years with
two traded years, as measured on two cores without analyses. [s]"""
GRID_COST = 5e-5
"""The same for each period and zone of a grid: 18 s of the year of asean_2035 with its 21 zones. [s]"""


def dry_run(source: str | Path | Mapping[str, Any], more: Mapping[str, Any] | None = None,
            workers: int | None = None) -> str:
    """
    Return the plan of a sweep in words.

    Parameters
    ----------
    source : str, path or mapping
        As `sim.studies.sweep.sweep` takes it.
    more : mapping, optional
        What to add to its ``[sweep]`` table.
    workers : int, optional
        Processes; all cores if not given.

    Returns
    -------
    text : str
        Count, groups, invalid cases with their errors, estimated time.
    """
    common, asked, _ = read(source, more)
    planned = case_key.plan(common, asked.rows)
    step = -(-len(planned) // LOOKED)
    looked, cost = planned[::step], 0.0
    errors: Counter[str] = Counter()
    for each in looked:
        try:
            cost += seconds(load_case(common.tables, each.overrides))
        except SundalinkError as fault:
            errors[str(fault)] += 1
    count, bad = len({each.key for each in planned}), sum(errors.values())
    groups = len({each.group for each in planned})
    different = f", {count} of them different" if count < len(planned) else ""
    lines = [f"{len(planned)} case{'s' * (len(planned) != 1)}{different}; "
             f"{groups} group{'s' * (groups != 1)} with one wind and farm each; varies "
             + ", ".join(dict.fromkeys(key for row in asked.rows for key in row))]
    sample = f" of {len(looked)} looked at" if step > 1 else ""
    lines.append(f"{bad}{sample} cannot be run" + (":" if bad else ""))
    lines += [f"  {number}: {text}" for text, number in errors.most_common(5)]
    workers = workers or engine.cores()
    total = cost * step / workers
    lines.append(f"about {shown(total)} with {workers} workers, by the periods that are traded ({shown(cost * step)} "
                 "of one core); half or twice that is possible")
    return "\n".join(lines)


def seconds(s: Scenario) -> float:
    """Return about how long a case takes one core, from the periods that it trades. [s]"""
    if isinstance(s, GridScenario):
        return FIXED_COST + GRID_COST * 24.0 / s.grid.period_h * s.grid.days * s.grid.weather_years * len(s.zones)
    periods = HOURS_PER_YEAR / s.time.period_h * s.time.weather_years * s.time.traded_years * s.link.outage_draws
    rounds = 2.5 if s.contract.price == "solve" else 1.0
    return FIXED_COST + PERIOD_COST * periods * rounds / 4.0
