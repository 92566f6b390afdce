"""Table of a scenario for parts of the project that enter service before the whole."""

from typing import Annotated, Literal

from annotated_types import Ge
from pydantic import Field, field_validator

from sim.checks import Fraction
from sim.scenario.model_tables import Table


def whole(shares):
    """Refuse shares that do not sum to one, unless there are none."""
    if shares and not abs(sum(shares) - 1.0) <= 1e-9:
        raise ValueError(f"must sum to 1, and sums to {sum(shares):g}")
    return shares


class PhaseRow(Table):
    """Parts in service from a year before full operation until the next row or full operation."""

    year: int = Field(ge=2025, le=2059)
    """First calendar year to which the row applies; earlier than ``time.first_operating_year``."""
    turbine_share: Fraction = 1.0
    """Share of the turbines in service (assumed). [fraction]"""
    pole_count: Annotated[int, Ge(1)] = 1
    """Number of poles of the link in service (assumed). [-]"""
    battery_share: Fraction = 1.0
    """Share of the battery in service (assumed). [fraction]"""
    link_cost_share: Fraction | None = None
    """Share of the cost of cables and stations beyond the hub that must be built for these poles; their share of all
    poles unless given. The first pole of a bipole needs the return conductor as well: 0.5 to 0.7 (assumed).
    [fraction]"""
    construction_spend: tuple[Fraction, ...] = ()
    """Shares of the cost of the parts that this row adds, spent in the years before ``year``, the last just before it;
    they sum to one. Empty: spent as that part of the whole is (``finance.construction_spend``, ``finance.part_spend``).
    [fraction]"""

    _whole = field_validator("construction_spend")(classmethod(lambda cls, shares: whole(shares)))


class PartSpend(Table):
    """Spending by part: shares of its cost in the years before operation, the last just before it, that sum to one.
    Empty: as ``finance.construction_spend``. Contingency, development and owner's cost follow the parts."""

    farm: tuple[Fraction, ...] = ()
    """Turbines, foundations and array cables (assumed: as all)."""
    solar: tuple[Fraction, ...] = ()
    """Solar plant (assumed: as all)."""
    battery: tuple[Fraction, ...] = ()
    """Batteries (assumed: as all)."""
    export: tuple[Fraction, ...] = ()
    """Export cables from farm to hub (assumed: as all)."""
    converters: tuple[Fraction, ...] = ()
    """Converter stations (assumed: as all)."""
    cable: tuple[Fraction, ...] = ()
    """Direct-current cables (assumed: as all; a manufacturing slot is paid for years ahead)."""

    @field_validator("*")
    @classmethod
    def _whole(cls, shares):
        """Shares sum to one."""
        return whole(shares)


class SpendCurrency(Table):
    """A share of the construction cost of a part that is bought in another currency than dollars."""

    part: Literal["farm", "solar", "battery", "export", "converters", "cable"]
    """Part of the project; a spur and a battery in Singapore belong to theirs."""
    currency: Literal["SGD", "EUR", "JPY", "VND"]
    """Currency of that share."""
    share: Fraction
    """Share of the part's cost. [fraction]"""


def shared_out(rows):
    """Refuse currencies of one part whose shares are more than all of it, or that stand twice."""
    for part in {row.part for row in rows}:
        of_part = [row for row in rows if row.part == part]
        total = sum(row.share for row in of_part)
        if total > 1.0 + 1e-9:
            raise ValueError(f"shares of {part} must sum to no more than 1, and sum to {total:g}")
        if len({row.currency for row in of_part}) < len(of_part):
            raise ValueError(f"must name each currency of {part} once")
    return rows
