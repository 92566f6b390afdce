"""The best designs of a sweep again, with as many weather years and outage histories as the base has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.load import load, tables
from sim.studies.paired import split

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from sim.studies.sweep_result import Sweep

SIZE = ("time.weather_years", "time.traded_years", "time.period_h", "link.outage_draws", "link.lives")
"""Keys that a sweep makes smaller to be quick."""


def refine(done: Sweep, count: int, source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the sweep that runs the best designs of a sweep at full size.

    Parameters
    ----------
    done : Sweep
        What has been run.
    count : int
        How many designs.
    source : str, path or mapping
        What was swept; what its file says of `SIZE` yields to the scenario that it extends.

    Returns
    -------
    source : dict
        Tables of a sweep: a case for each of the best designs, seeds and futures at those of the base.
    """
    own, _ = tables(source)
    full = load(own["extends"]) if isinstance(own.get("extends"), str) else load({})
    size = {}
    for key in SIZE:
        value = full
        for word in key.split("."):
            value = getattr(value, word)
        size[key] = value
    keys, _ = split(done.keys, done.design.futures)
    best = done.differences().head(count)
    rows = [{key: best[key].iloc[place] for key in keys if key not in SIZE} for place in range(len(best))]
    rows = [{key: value.item() if hasattr(value, "item") else value for key, value in row.items()} for row in rows]
    steps = {key: [row[key] for row in rows] for key in rows[0]}
    base = done.base if isinstance(done.base, dict) else tables(done.base)[0]
    base = {key: value for key, value in base.items() if key != "sweep"}
    return {**base, "sweep": {"zip": {**steps, **{key: [value] * len(rows) for key, value in size.items()}}}}
