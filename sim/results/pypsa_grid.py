"""A grid as another program's own: one weather year as a PyPSA network, to be solved or extended there."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim import __version__, clock
from sim.case.grid import GridCase, build_grid_case
from sim.errors import scenario_error
from sim.network.program import RELEASE, UNSERVED, program
from sim.results.folder import check_folder
from sim.scenario.load_grid import load_grid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pypsa

    from sim.case.grid import GridYear
    from sim.network.records import GridProgram
    from sim.scenario.grid_schema import GridScenario


def pypsa_of_grid(case: GridCase, year: int = 0) -> pypsa.Network:
    """
    Return one weather year of a grid as a PyPSA network.

    Zones are buses; each step of a stack is a generator, and so are unserved demand and water that must pass; each part
    of a corridor's loss curve is a link in each direction; a reservoir or battery is a store behind two links,
    with a generator for its inflow. Stores end at least as full as the grid wants them.

    Parameters
    ----------
    case : GridCase
        Of `sim.case.grid.build_grid_case`.
    year : int
        Weather year.

    Returns
    -------
    network : pypsa.Network

    Raises
    ------
    SundalinkError
        If there is no such weather year.
    """
    if not 0 <= year < len(case.years):
        raise scenario_error(f"--weather-year {year}: must be from 0 to {len(case.years) - 1}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")   # of its own dependencies, when it is imported
        import pypsa
    logging.getLogger("pypsa").setLevel(logging.ERROR)
    s, made = case.scenario, program(case.years[year].network)
    with warnings.catch_warnings():   # of what the next versions of PyPSA and pandas will do otherwise
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        network = pypsa.Network(name=s.name, snapshots=pd.DatetimeIndex(_snapshots(s)))
        network.meta = {"source": f"sundalink {__version__}", "grid": s.name, "weather_year": year}
        weights = network.snapshot_weightings
        network.snapshot_weightings = weights.astype(float) * 0.0 + s.grid.period_h   # counted in whole hours at first
        beside = [0.0] * (len(case.zones) - len(s.zones))   # the hub, whose place the grid does not name
        network.add("Bus", case.zones, x=[zone.longitude_deg for zone in s.zones] + beside,
                    y=[zone.latitude_deg for zone in s.zones] + beside)
        network.add("Load", [f"{zone} demand" for zone in case.zones], bus=list(case.zones),
                    p_set=_series(network, made.load, [f"{zone} demand" for zone in case.zones]))
        _generators(network, case, made)
        _corridors(network, case, made, case.years[year])
        _stores(network, case, made, case.years[year])
    return network


def save_pypsa_grid(source: str | Path | Mapping[str, Any], overrides: Mapping[str, Any], path: str | Path,
                    year: int = 0, days: int | None = None) -> str:
    """Write one weather year of a grid as a PyPSA network in netCDF, and return what it is called."""
    given = {**overrides, **({"grid.days": days} if days else {})}
    network = pypsa_of_grid(build_grid_case(load_grid(source, given)), year)
    check_folder(Path(path).parent)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network.export_to_netcdf(path)
    return network.name


def _snapshots(s: GridScenario) -> np.ndarray:
    """Return the starts of the periods that are run, in UTC."""
    per_day = round(24.0 / s.grid.period_h)
    return clock.utc(s.grid.year, s.grid.period_h)[(s.grid.first_day - 1) * per_day:][:s.grid.days * per_day]


def _series(network: pypsa.Network, values: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """Return an array (time or 1, thing) as a table of the network's snapshots."""
    whole = np.broadcast_to(values, (len(network.snapshots), len(names)))
    return pd.DataFrame(whole, index=network.snapshots, columns=names)


def _bounded(network: pypsa.Network, kind: str, names: Sequence[str], most: np.ndarray,
             **given: Any) -> None:
    """Add things whose power is bounded in time; those that can never give anything are left out."""
    peak = np.broadcast_to(most, (len(network.snapshots), len(names))).max(axis=0)
    kept = np.flatnonzero(peak > 0)
    if not kept.size:
        return
    labels = [names[int(n)] for n in kept]
    share = np.broadcast_to(most, (len(network.snapshots), len(names)))[:, kept] / peak[kept]
    given = {key: [value[n] for n in kept] for key, value in given.items()}
    network.add(kind, labels, p_nom=peak[kept], p_max_pu=_series(network, share, labels), **given)


def _generators(network: pypsa.Network, case: GridCase, made: GridProgram) -> None:
    """Add the steps of the stacks as generators."""
    zones, steps = made.load.shape[1], made.step_bound.shape[2]
    word = {steps + UNSERVED: "unserved", steps + RELEASE: "water that must pass"}
    names = [f"{case.zones[z]} {word.get(n, f'step {n + 1}')}" for z in range(zones) for n in range(steps)]
    bus = [case.zones[z] for z in range(zones) for _ in range(steps)]
    cost = np.asarray(made.step_cost).mean(axis=0).ravel()   # offers of a grid are the same at all times
    _bounded(network, "Generator", names, made.step_bound.reshape(-1, zones * steps), bus=bus, marginal_cost=cost)


def _corridors(network: pypsa.Network, case: GridCase, made: GridProgram, year: GridYear) -> None:
    """Add the pieces of the corridors as links in either direction."""
    pieces = year.network.piece.shape[1]
    names = [f"{name} {side} {piece + 1}" for side in ("forward", "back") for name in year.corridors.name
             for piece in range(pieces)]
    _bounded(network, "Link", names, made.arc_bound, bus0=[case.zones[n] for n in made.arc_from],
             bus1=[case.zones[n] for n in made.arc_to], efficiency=made.arc_gain, marginal_cost=made.arc_cost)


def _stores(network: pypsa.Network, case: GridCase, made: GridProgram, year: GridYear) -> None:
    """Add reservoirs and batteries, each on a bus of its own."""
    hours = made.step_hours
    for n, name in enumerate(year.stores.name):
        zone, own = case.zones[made.store_zone[n]], f"{name} store"
        network.add("Bus", own)
        least = np.zeros(len(network.snapshots))
        least[-1] = made.end_width[n, 0] / made.energy[n]
        network.add("Store", own, bus=own, e_nom=made.energy[n], e_initial=made.start[n],
                    standing_loss=1.0 - made.keep[n] ** (1.0 / hours), e_min_pu=pd.Series(least, network.snapshots))
        column = [np.asarray(values)[:, [n]] for values in (made.charge, made.discharge, made.inflow / hours)]
        _bounded(network, "Link", [f"{name} charge"], column[0], bus0=[zone], bus1=[own],
                 efficiency=[made.stored[n] / hours])
        _bounded(network, "Link", [f"{name} discharge"], column[1] * made.drawn[n] / hours, bus0=[own], bus1=[zone],
                 efficiency=[hours / made.drawn[n]], marginal_cost=[made.wear[n] * hours / made.drawn[n]])
        _bounded(network, "Generator", [f"{name} inflow"], np.maximum(column[2], 0.0), bus=[own])
