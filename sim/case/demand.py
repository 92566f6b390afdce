"""Singapore's demand of one operating year, net of rooftop solar power."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import named
from sim.inputs import demand as inputs_demand
from sim.inputs import disk_cache
from sim.inputs.user_file import is_file
from sim.resource import solar, solar_clouds
from sim.stochastic import generator

if TYPE_CHECKING:
    import numpy as np

    from sim.demand.profile_fit import Structure
    from sim.scenario.schema import Scenario

PLACE = (1.35, 103.82)
"""Singapore. [deg]"""
TEMPERATURE = 27.7
"""Mean temperature of its air in 2017 (Meteorological Service Singapore). [degC]"""
SKIES = 4
"""Places with clouds of their own whose mean stands for the roofs of the island (assumed)."""
SUN = 2035
"""Year of the sun over them; another moves it by less than a degree. [-]"""
DC_AC = 1.2
"""Modules over inverters of those roofs, the default of `sim.resource.solar.plant`. [-]"""


def demand(s: Scenario, year: int) -> np.ndarray:
    """
    Demand of Singapore in one year.

    Parameters
    ----------
    s : Scenario
    year : int
        Operating year.

    Returns
    -------
    demand : array, shape (time,)
        System demand. [MW]
    """
    model, draw = s.market.demand.bind(), generator(s.seed, "demand", year)
    if s.market.demand.model != "structured":
        return model(inputs_demand.embedded(), int(year), s.time.period_h, draw)
    return model(profile(s), int(year), s.time.period_h, draw, roofs(s.seed))


@named("market.demand_files")
def profile(s: Scenario) -> Structure:
    """
    Profile of demand of a scenario: embedded, or fitted to the user's half-hours.

    Parameters
    ----------
    s : Scenario

    Returns
    -------
    profile : sim.demand.profile_fit.Structure
    """
    if not s.market.demand_files:
        return inputs_demand.structure()
    return _fitted(tuple((path, Path(path).stat().st_mtime_ns if is_file(path) else 0)
                         for path in s.market.demand_files))


def label(s: Scenario) -> str:
    """
    Source of the demand of a scenario.

    Parameters
    ----------
    s : Scenario

    Returns
    -------
    label : str
    """
    return profile(s).label if s.market.demand.model == "structured" else inputs_demand.embedded().label


@cache
def _sun() -> solar.Sky:
    """Return sun and clear sky of Singapore, which all seeds have in common."""
    return solar.sky(*PLACE, SUN)


@cache
def roofs(seed: int) -> np.ndarray:
    """
    Power of solar modules on Singapore's roofs through one synthetic year, the same for all years.

    Kept on disk by what it is made from: pvlib and the libraries behind it take a third of a second to load.

    Parameters
    ----------
    seed : int
        Of the scenario.

    Returns
    -------
    power : array, shape (17520,)
        Half-hours, over what is installed. [fraction]
    """
    def make() -> tuple[np.ndarray]:
        here = _sun()
        level = solar_clouds.clear_sky_clearness(here, SKIES, generator(seed, "roofs"),
                                                 clearness=solar_clouds.SINGAPORE)
        power = solar.periods(here, solar.plant(here, level, solar.air(here, TEMPERATURE), dc_ac=DC_AC), 0.5)
        return (power.mean(axis=0) / DC_AC,)

    parts = (*map(disk_cache.code, ("sim", "sim.case", "sim.resource")), version("pvlib"), seed)
    return disk_cache.kept("roofs", parts, make)[0]


@cache
def _fitted(named: tuple[tuple[str, int], ...]) -> Structure:
    """Return the profile fitted to files, read once as long as they do not change."""
    return inputs_demand.fitted([path for path, _ in named])
