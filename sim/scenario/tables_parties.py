"""Table of a scenario for the parties: social discount rate, share of the province, jobs."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic import Field, field_validator

from sim.checks import Fraction, NonNegative
from sim.scenario.model_tables import Table

SocialRate = Annotated[float, Ge(0), Le(0.2)]


class PartiesTable(Table):
    """Cost and benefit of the parties: both states, the province, owners, lenders, buyers, other consumers."""

    social_rate: SocialRate = 0.05
    """Real discount rate of costs, benefits, payments and tonnes (assumed; European guidelines use 0.04, development
    banks 0.06 to 0.09)."""
    province_share: Fraction = 0.21
    """Share of the corporate tax that the province of the landing keeps: 0.21 was proposed for Ho Chi Minh City and
    0.56 for Ba Ria-Vung Tau in the draft budget of 2022 (Sai Gon Giai Phong); both are one city since July 2025
    (assumed), whose share was not found."""
    jobs_building: tuple[NonNegative, NonNegative] = Field((8.0, 12.0))
    """Person-years for each MW of the farm built, low and high (assumed)."""
    jobs_running: tuple[NonNegative, NonNegative] = Field((0.3, 0.4))
    """Jobs for each MW of the farm in operation, low and high (assumed)."""

    @field_validator("jobs_building", "jobs_running")
    @classmethod
    def _ordered(cls, value):
        """The low end of a range comes first."""
        if value[0] > value[1]:
            raise ValueError(f"must be low and high, not {value[0]:g} and {value[1]:g}")
        return value
