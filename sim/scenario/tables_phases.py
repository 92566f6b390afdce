"""Table of a scenario for what comes into service before the whole does."""

from typing import Annotated

from annotated_types import Ge
from pydantic import Field

from sim.checks import Fraction
from sim.scenario.model_tables import Table


class PhaseRow(Table):
    """What is in service from a year before the first of full operation, until the next row or until all is."""

    year: int = Field(ge=2025, le=2059)
    """First calendar year in which it holds; earlier than ``time.first_operating_year``."""
    farm: Fraction = 1.0
    """Share of the turbines in service (assumed)."""
    poles: Annotated[int, Ge(1)] = 1
    """Poles of the link in service (assumed)."""
    battery: Fraction = 1.0
    """Share of the battery in service (assumed)."""
