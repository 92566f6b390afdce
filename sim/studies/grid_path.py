"""The region's path: one grid in several snapshot years, side by side, beside a straight line to net zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd
import xarray as xr

from sim.case.grid import build_grid_case, run_grid_case
from sim.errors import scenario_error
from sim.results.grid_dataset import grid_dataset
from sim.results.grid_year import hours_per_year, year_factor
from sim.scenario.load_grid import load_grid

YEARS = (2030, 2035, 2040, 2045)
ZERO = 2050
"""Year of net zero: what Brunei, Laos, Malaysia, Singapore, Thailand and Vietnam have named for their countries; 2060
for Indonesia."""
CLEAN = ("nuclear", "geothermal", "biomass", "hydro", "wind", "sun")
"""Technologies that count as free of carbon."""


class GridPath(NamedTuple):
    """A region in several years; sums by year, mean of the weather years."""

    table: pd.DataFrame
    """A row a year: emissions, distance to the line, factor, shares, prices, cost."""
    mix: pd.DataFrame
    """Generation by technology, a row a year. [TWh/yr]"""
    emissions: pd.DataFrame
    """Emissions by country, a row a year. [MtCO2/yr]"""
    zero: int
    """Year in which the line reaches zero."""


def region_path(source: Any, years: Sequence[int] = YEARS, overrides: Mapping[str, Any] | None = None, *,
                zero: int = ZERO, workers: int = 2,
                progress: Callable[[int, int], None] = lambda done, count: None) -> GridPath:
    """
    Trade a grid in several snapshot years.

    Parameters
    ----------
    source : str, path or mapping
        As `sim.load_grid` takes it.
    years : sequence of int
        Snapshot years, rising.
    overrides : mapping, optional
        Values that hold in all of them.
    zero : int
        Year in which a straight line from the emissions of the first year reaches zero.
    workers : int
        Weather years that are traded at the same time.
    progress : callable
        Called with the number of years done, and of all.

    Returns
    -------
    path : GridPath

    Raises
    ------
    SundalinkError
        If years do not rise, or the line ends before the first.
    """
    listed = list(years)
    if not listed or any(b <= a for a, b in pairwise(listed)):
        raise scenario_error(f"years of the path: {', '.join(map(str, listed)) or 'none'}: must rise")
    if zero <= listed[0]:
        raise scenario_error(f"year of net zero: {zero}: must be after the first year of the path, {listed[0]}")
    rows, mixes, countries, first = [], [], [], None
    for number, year in enumerate(listed):
        data = grid_dataset(run_grid_case(build_grid_case(load_grid(source, {**(overrides or {}), "grid.year": year})),
                                          workers))
        mix, emitted = _mix(data), _emitted(data)
        total = sum(emitted.values())
        first = total if first is None else first
        rows.append(_row(year, data, mix, total, first * max(zero - year, 0) / (zero - listed[0])))
        mixes.append({"year": year, **mix})
        countries.append({"year": year, **emitted})
        progress(number + 1, len(listed))
    table, made, emitted_by = (pd.DataFrame(part).fillna(0.0).set_index("year") for part in (rows, mixes, countries))
    return GridPath(table, made, emitted_by, zero)


def _mix(data: xr.Dataset) -> dict[str, float]:
    """Generation by technology; not what batteries give. [TWh/yr]"""
    made = data["generation"].mean("weather_year").sum(("time", "zone")) * hours_per_year(data) / 1e6
    return {str(kind): float(value) for kind, value in zip(data["technology"].values, made.values, strict=True)
            if kind != "battery" and value > 0}


def _emitted(data: xr.Dataset) -> dict[str, float]:
    """Emissions by country. [MtCO2/yr]"""
    by_zone = (data["emissions"].mean("weather_year").sum("time") * hours_per_year(data) / 1e6).values
    country = data["zone_country"].values
    return {str(name): float(by_zone[country == name].sum()) for name in sorted(set(country))}


def _row(year: int, data: xr.Dataset, mix: dict[str, float], emitted: float, line: float) -> dict[str, float]:
    """Figures of one year."""
    made, scale = sum(mix.values()), hours_per_year(data)
    total = {name: float(data[name].mean("weather_year").sum()) * scale / 1e6
             for name in ("demand", "curtailed", "spilled", "unserved")}
    paid = float((data["price"] * data["demand"]).sum() / data["demand"].sum())
    return {"year": year, "demand_twh": total["demand"], "emissions_mtco2": emitted, "line_mtco2": line,
            "above_line_mtco2": emitted - line, "factor_tco2_per_mwh": emitted / made,
            "clean_share": sum(mix.get(kind, 0.0) for kind in CLEAN) / made,
            "wind_and_sun_share": (mix.get("wind", 0.0) + mix.get("sun", 0.0)) / made,
            "curtailed_twh": total["curtailed"], "spilled_twh": total["spilled"],
            "unserved_gwh": 1e3 * total["unserved"], "price_usd_per_mwh": paid,
            "cost_busd": float(data["cost"].mean()) * year_factor(data) / 1e9,
            "gap": float(data.attrs["gap"])}
