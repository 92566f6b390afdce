"""Differences between two results of grids: prices, trade, emissions, welfare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import scenario_error
from sim.results.grid_congestion import congested
from sim.results.grid_year import year_factor

if TYPE_CHECKING:
    import xarray as xr

    ComparedTable = tuple[str, tuple[str, ...], list[tuple[str, float, float, float]]]   # title, header, rows

SAME_DEMAND = 1e-6
"""Demands that differ by no more than this share are the same."""


def comparison_notes(first: xr.Dataset, second: xr.Dataset) -> list[str]:
    """
    What a reader of the comparison of two grids must know: what they are, over which days, and what welfare means.

    Parameters
    ----------
    first, second : xarray.Dataset
        Of `sim.open_grid` or `sim.run_grid`.

    Returns
    -------
    notes : list of str
    """
    notes = [f"{which}: {data.attrs['grid']}, year {data.attrs['year']}, {data.attrs['days']} days, policy "
             f"{data.attrs['policy']}" for which, data in (("First", first), ("Second", second))]
    notes.append("Energies, rents, emissions and welfare are of a year, in proportion to the days; prices are means.")
    need = [float((data["demand"].sum() / data.sizes["weather_year"]).values) * float(data.attrs["period_h"])
            / float(data.attrs["days"]) for data in (first, second)]
    if abs(need[1] / need[0] - 1.0) > SAME_DEMAND:
        notes.append("Demand differs: welfare counts each MWh served at the value of lost load, so that its difference "
                     "is mostly that of demand and nobody's gain. Compare two runs of one year.")
    else:
        half = sum(float(data.attrs["gap"]) * float(data["cost"].mean()) * year_factor(data)
                   for data in (first, second) if np.isfinite(float(data.attrs["gap"]))) / 1e6
        notes.append(f"The two gaps leave the region's difference of cost uncertain by {half:,.1f} million USD a year.")
    return notes


def compared_grids(first: xr.Dataset, second: xr.Dataset) -> list[ComparedTable]:
    """
    Tables of what differs between two grids; sums are of a year, in proportion where fewer days were run.

    Parameters
    ----------
    first, second : xarray.Dataset
        Of `sim.open_grid` or `sim.run_grid`.

    Returns
    -------
    tables : list of (title, header, rows)
        Rows hold names and numbers: the first, the second, and their difference.

    Raises
    ------
    SundalinkError
        If the two have no zone in common.
    """
    zones = [z for z in first["zone"].values if z in second["zone"].values]
    if not zones:
        raise scenario_error("the two grids have no zone in common: nothing can be compared")
    both = [_figures(data) for data in (first, second)]
    links = list(dict.fromkeys([*first["corridor"].values, *second["corridor"].values]))
    countries = list(dict.fromkeys([*first["country"].values, *second["country"].values]))
    tables: list[ComparedTable] = []
    for title, kind, names, unit in (("Price, mean", "price", zones, "USD/MWh"),
                                     ("Net import", "net", zones, "TWh/yr"),
                                     ("Emissions", "emissions", zones, "MtCO2/yr"),
                                     ("Curtailed and spilled", "unused", zones, "TWh/yr"),
                                     ("Unserved", "unserved", zones, "GWh/yr"),
                                     ("Energy sent, both directions", "sent", links, "TWh/yr"),
                                     ("Time at full power", "congested", links, "fraction"),
                                     ("Congestion rent", "rent", links, "million USD/yr"),
                                     ("Welfare of a country", "welfare", countries, "million USD/yr"),
                                     ("Welfare of a zone", "place", zones, "million USD/yr")):
        rows = [(str(name), both[0][kind].get(name, np.nan), both[1][kind].get(name, np.nan)) for name in names]
        tables.append((f"{title} [{unit}]", ("", "first", "second", "second less first"),
                       [(name, a, b, b - a) for name, a, b in rows]))
    return tables


def _figures(data: xr.Dataset) -> dict[str, dict[str, float]]:
    """Figures of one grid by name."""
    scale, hours = year_factor(data), float(data.attrs["period_h"])
    mean = data.mean("weather_year")

    def summed(name: str, unit: float) -> np.ndarray:
        return mean[name].sum("time").values.astype(float) * hours * scale / unit

    zones, links = list(data["zone"].values), list(data["corridor"].values)
    zone = {"price": mean["price"].mean("time").values, "net": net_imports(data) * scale / 1e6,
            "emissions": summed("emissions", 1e6), "unserved": summed("unserved", 1e3),
            "place": mean["zone_welfare"].values * scale / 1e6,
            "unused": summed("curtailed", 1e6) + summed("spilled", 1e6)}
    link = {"sent": (mean["sent_forward"] + mean["sent_back"]).values * scale / 1e6, "congested": congested(data),
            "rent": summed("rent", 1e6)}
    welfare = mean["welfare"].sum("party").values * scale / 1e6
    return {**{key: dict(zip(zones, values.tolist(), strict=True)) for key, values in zone.items()},
            **{key: dict(zip(links, values.tolist(), strict=True)) for key, values in link.items()},
            "welfare": dict(zip(data["country"].values, welfare.tolist(), strict=True))}


def net_imports(data: xr.Dataset) -> np.ndarray:
    """Energy that each zone receives less what it sends over the horizon, mean weather year, shape (zone,). [MWh]"""
    names, hours = list(data["zone"].values), float(data.attrs["period_h"])
    mean = data[["sent_forward", "sent_back", "loss"]].mean("weather_year")
    lost = mean["loss"].sum("time").values.astype(float) * hours
    forward, back = mean["sent_forward"].values, mean["sent_back"].values
    net = np.zeros(len(names))
    for n in range(data.sizes["corridor"]):
        total = forward[n] + back[n]
        share = forward[n] / total if total > 0 else 0.5
        start, end = (names.index(str(data[key].values[n])) for key in ("from_zone", "to_zone"))
        net[start] += back[n] - (1.0 - share) * lost[n] - forward[n]
        net[end] += forward[n] - share * lost[n] - back[n]
    return net
