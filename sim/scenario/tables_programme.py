"""Tables of a scenario for the programme: its stages, how they are drawn, and the cost of delay."""

import re
from typing import Annotated

from annotated_types import Ge, Le
from pydantic import Field, field_validator

from sim.checks import Fraction, NonNegative
from sim.programme import schedule
from sim.programme.weather_windows import calm_months
from sim.scenario.model_tables import Table, choice, settings

Months = Annotated[float, Ge(0), Le(600)]


PARTS = ("farm", "solar", "battery", "export", "converters", "cable")
"""Parts of the project that a contract may deliver."""


class StageRow(Table):
    """A stage of the programme. One with the name of a shipped stage (sim/data/programme.csv) changes the keys that are
    given; any other is added."""

    name: str = Field(min_length=1)
    """What it is called: the key of a shipped stage, or a new one."""
    low_months: Months | None = None
    """Shortest duration."""
    mode_months: Months | None = None
    """Most likely duration."""
    high_months: Months | None = None
    """Longest duration."""
    after: str | None = None
    """What it waits for, joined by semicolons: a stage, ``stage:share`` of it done, or ``stage-12`` months."""
    overlap: Fraction | None = None
    """Share of its own duration that may pass before the others are done."""
    earliest: float | None = Field(None, ge=1990, le=2100)
    """Decimal year before which it does not begin."""
    spend: Fraction | None = None
    """Share of the cost of development, or of building, that is spent in it."""
    probability: Fraction | None = None
    """That it succeeds."""
    weather: bool | None = None
    """Whether work at sea waits for calm weather."""
    contract: str | None = None
    """Parts of the project that its contractor delivers, joined by semicolons: ``farm``, ``cable``, ``converters``."""

    @field_validator("contract")
    @classmethod
    def _known(cls, value):
        """A contract delivers parts that the project has."""
        other = [part for part in re.split(r"\s*;\s*", value or "") if part and part not in PARTS]
        if other:
            raise ValueError(f"must name parts of the project, joined by semicolons, not {other[0]!r}: "
                             + ", ".join(PARTS))
        return value

    damages_per_day: Annotated[float, Ge(0), Le(0.01)] | None = None
    """Liquidated damages for each day of a handover later than planned, share of the cost of these parts."""
    damages_cap: Fraction | None = None
    """Cap on these damages, share of the cost of these parts."""


LATEST = 4
"""Whole years by which building may be late. [yr]"""


class Programme(Table):
    """Stages from the survey to the first day of operation, with uncertain durations. Each country whose waters the
    route crosses gives its own permit (sim/data/permits.csv): stages ``permits_vietnam``, ``permits_malaysia`` and so
    on; a row named ``permits`` makes them one stage."""

    draw: choice(schedule.MODELS, "pert")
    stages: tuple[StageRow, ...] = ()
    """Rows that change or add to the shipped stages."""
    weather_windows: bool = True
    """Let work at sea wait for calm months in the weather years of this case's wind; the shipped durations assume mean
    weather."""
    windows: settings(calm_months)
    damages_factor: NonNegative = 1.0
    """Factor on the liquidated damages that contractors pay for late handover, which each stage of building states for
    its own contract (assumed; 0: none)."""
    damages_cap: Fraction = 0.10
    """Cap on the damages of all contracts together, share of the construction cost (assumed)."""
    owner_usd_per_year: NonNegative = 30e6
    """Owner's cost for each year of delay: team, insurance, vessels on call (assumed)."""
    term_fixed: bool = False
    """Whether licence and contract end on fixed dates even if operation starts late: a delay then also shortens
    operation (assumed: the term runs from the first day)."""
