"""The programme of a case: its stages, and schedules drawn from them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import clock
from sim.inputs import programme as shipped
from sim.programme.schedule import schedule
from sim.programme.stage_gates import Stage, check_stages
from sim.programme.weather_windows import calm_months
from sim.stochastic import generator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.case.site_wind import Wind
    from sim.programme.schedule import ProgrammeSchedule
    from sim.scenario.schema import Scenario
    from sim.scenario.tables_programme import StageRow

NONE: Mapping[str, float] = MappingProxyType({})
"""No country."""
READS = ("seed", "time.period_h", "programme")
"""Keys and tables of the scenario that this stage reads."""


class ProgrammeDraws(NamedTuple):
    """Stages and drawn schedules."""

    stages: tuple[Stage, ...]
    drawn: ProgrammeSchedule
    plan: ProgrammeSchedule
    """The same with every duration at its mode, one draw."""
    calm: np.ndarray
    """Work at sea that each month of each weather year allows, over the mean month, shape (weather_year, 12); ones
    where weather is not looked at. [-]"""


def make(s: Scenario, wind: Wind | None = None, waters: Mapping[str, float] = NONE) -> ProgrammeDraws:
    """
    Draw the schedules of a case.

    Parameters
    ----------
    s : Scenario
    wind : sim.case.site_wind.Wind, optional
        For the weather windows, where the scenario asks for them.
    waters : dict of str to float, optional
        Length of the route in the waters of each country, as `sim.case.route.waters` returns it: each gives its own
        permit. Without it the permits of the route are one stage. [km]

    Returns
    -------
    programme : ProgrammeDraws
    """
    listed = stages(s.programme.stages, waters)
    random = generator(s.seed, "programme")
    months = s.programme.draw.bind()(random, listed)
    calm, first = None, None
    if s.programme.weather_windows and wind is not None:
        calm = calm_months(wind.speed, clock.month(s.time.period_h), s.time.period_h, **s.programme.windows.given())
        first = generator(s.seed, "programme", "weather").integers(len(calm), size=len(months))
    mode = np.array([[stage.mode for stage in listed]])
    lucky = random.random(months.shape)
    mean = None if calm is None else calm.mean(axis=0, keepdims=True)
    return ProgrammeDraws(listed, schedule(listed, months, calm, lucky, first), schedule(listed, mode, mean),
                          np.ones((1, 12)) if calm is None else calm)


def check(s: Scenario, waters: Mapping[str, float]) -> None:
    """
    Refuse stages that cannot be, before anything is drawn.

    Parameters
    ----------
    s : Scenario
    waters : dict of str to float
        Length of the route in the waters of each country. [km]

    Raises
    ------
    SundalinkError
        If a stage waits for one that is not there, or for itself in a circle, or a figure is out of its range.
    """
    check_stages(stages(s.programme.stages, waters))


def stages(rows: Sequence[StageRow], waters: Mapping[str, float] = NONE) -> tuple[Stage, ...]:
    """
    Return the shipped stages with what rows of a scenario change or add.

    Parameters
    ----------
    rows : sequence of sim.scenario.tables_programme.StageRow
        One with the name of the permits of a whole route keeps these as one stage.
    waters : dict of str to float, optional
        Length of the route in the waters of each country. [km]

    Returns
    -------
    stages : tuple of Stage
    """
    whole = any(row.name == shipped.PERMITS for row in rows)
    found = {stage.name: stage for stage in shipped.by_country(shipped.stages(), NONE if whole else waters)}
    for row in rows:
        given = {key.removesuffix("_months"): value for key, value in row.model_dump().items() if value is not None}
        if "after" in given:
            given["after"] = shipped.waits(given["after"])
        if "contract" in given:
            given["contract"] = shipped.parts(given["contract"])
        before = found.get(row.name, Stage(row.name, 0.0, given.get("mode", 0.0), given.get("mode", 0.0)))
        found[row.name] = before._replace(**given)
    return tuple(found.values())
