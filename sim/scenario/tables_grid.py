"""Tables of a grid that its zones share: years, fuels, plants, shapes of demand, corridors, the export project."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.checks import Fraction, NonNegative, Positive
from sim.scenario.model_tables import Table

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Status = Literal["published", "derived", "assumed"]
Money = Annotated[float, Field(ge=-1000, le=100000)]
FIRST, LAST = 2000, 2110
"""Calendar years that a figure may be given for."""


def _years(value):
    """Read one number as that of all years, and years that TOML has as texts as whole numbers."""
    if not isinstance(value, dict):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("must be a number, or a table of calendar year = number")
        return {FIRST: value}
    try:
        years = {int(year): number for year, number in value.items()}
    except (TypeError, ValueError):
        raise ValueError("must be a number, or a table of calendar year = number") from None
    wrong = [year for year in years if not FIRST <= year <= LAST]
    if wrong or not years:
        raise ValueError(f"must name calendar years from {FIRST} to {LAST}" + (f", not {wrong[0]}" if wrong else ""))
    return years


ByYear = Annotated[dict[int, NonNegative], BeforeValidator(_years)]
"""A number, or a number for each of several calendar years, linear between them and constant beyond."""


class SourcedTable(Table):
    """A row of figures with their source."""

    source: str = Field(min_length=1)
    """Source of the figures of the row."""
    status: Status = "assumed"
    """``published`` in the source, ``derived`` from it, or ``assumed``."""


class GridTable(Table):
    """The snapshot: year, weather, horizon, carbon prices, how the trade is found."""

    year: int = Field(2035, ge=2020, le=LAST)
    """Calendar year of the fleets, demand and corridors."""
    weather_years: int = Field(1, ge=1, le=200)
    """Weather years that are simulated, each on its own (assumed sufficient for a first look)."""
    period_h: Literal[0.5, 1.0] = 0.5
    """Length of a period. [h]"""
    first_day: int = Field(1, ge=1, le=365)
    """First day of the year that is run."""
    days: int = Field(365, ge=1, le=365)
    """Number of days from there; stores end at their initial level."""
    policy: Literal["perfect_foresight", "rolling", "myopic"] = "perfect_foresight"
    """How stores are dispatched: with perfect foresight of the whole horizon; some weeks ahead on forecasts with
    errors, with water values of the other weather years; or one day ahead along a rule curve."""
    window_days: int = Field(14, ge=1, le=365)
    """Horizon of `rolling`, of which two days are carried out before it plans again (assumed). [d]"""
    gap: float = Field(1e-4, gt=0, le=0.1)
    """Largest accepted relative gap between the cost found and a lower bound. [fraction]"""
    solver: Literal["fast", "linear"] = "fast"
    """The structured interior point with a certificate, or the general linear program (HiGHS)."""
    carbon_usd_per_tco2: dict[str, ByYear] = Field(default_factory=dict)
    """Real price of carbon by country (two letters); 0 for a country that is not named."""
    stages: tuple[Literal["existing", "building", "planned", "considered"], ...] = ("existing", "building", "planned")
    """Stages of the corridors that are in service from their first year on."""
    include: tuple[Name, ...] = ()
    """Corridors that are in service regardless of their year and stage."""
    without: tuple[Name, ...] = ()
    """Corridors that are left out."""
    isolated: bool = False
    """Whether all corridors between two countries are left out."""
    wheeling_usd_per_mwh: NonNegative = 3.0
    """Wheeling charge on each MWh sent over a border, where a corridor names none (assumed, 2 to 10: no wheeling tariff
    is published)."""
    discount_rate: Fraction = 0.06
    """Real discount rate of the annuity of a corridor's cost (assumed)."""


class FuelRow(SourcedTable):
    """A fuel: its price and its carbon."""

    name: Name
    """Name by which plants refer to it."""
    price_usd_per_mwh: ByYear
    """Real price at the plant, per unit of heat. [USD/MWh of heat]"""
    carbon_tco2_per_mwh: NonNegative = 0.0
    """Emission factor. [tCO2/MWh of heat]"""


class PlantRow(SourcedTable):
    """A class of power plants."""

    name: Name
    """Name by which stacks refer to it."""
    fuel: str = ""
    """Name of its fuel; empty for plants without fuel."""
    efficiency: float = Field(1.0, gt=0.05, le=1.0)
    """Net efficiency, mean of the class. [fraction]"""
    spread: float = Field(0.0, ge=0, lt=0.5)
    """Difference of the best and of the worst plant of the class from its mean efficiency. [fraction]"""
    steps: int = Field(1, ge=1, le=10)
    """Number of steps in which the class is offered, from the best plant to the worst."""
    variable_usd_per_mwh: Money = 0.0
    """Cost of operation without fuel and carbon. [USD/MWh]"""
    availability: Fraction | tuple[Fraction, ...] = 0.9
    """Share of the capacity that can run, all year or by month. [fraction]"""
    must_run: Fraction = 0.0
    """Share of the available capacity that runs at any price: take-or-pay fuel, heat, contracts. [fraction]"""

    @model_validator(mode="after")
    def _twelve(self):
        """A value for each month."""
        twelve("availability", self.availability)
        return self


class ShapeRow(SourcedTable):
    """A shape of demand: factors of the mean."""

    name: Name
    """Name by which zones refer to it."""
    hours: tuple[Positive, ...] = Field(min_length=24, max_length=24)
    """By hour of the day in the zone's time, midnight first. [-]"""
    days: tuple[Positive, ...] = Field((1.0,) * 7, min_length=7, max_length=7)
    """By day of the week, Sunday first. [-]"""
    months: tuple[Positive, ...] = Field((1.0,) * 12, min_length=12, max_length=12)
    """By month, January first. [-]"""


class CorridorRow(SourcedTable):
    """A corridor between two zones: its power in each direction, its losses, its charge, its outages."""

    name: Name
    """Name in results."""
    from_zone: str = Field(min_length=1)
    """Zone at one end."""
    to_zone: str = Field(min_length=1)
    """Zone at the other."""
    capacity_mw: ByYear
    """Power into the corridor at the first zone. [MW]"""
    reverse_mw: ByYear | None = None
    """Power into the corridor at the second zone; equal to `capacity_mw` if left out, 0 for a one-directional line.
    [MW]"""
    first_year: int = Field(2000, ge=1950, le=LAST)
    """Calendar year from which it is in service."""
    km: NonNegative = 0.0
    """Length. [km]"""
    sea_share: Fraction = 0.0
    """Share of the length under the sea, for its cost. [fraction]"""
    kind: Literal["ac", "dc"] = "ac"
    """Alternating or direct current."""
    loss: Literal["fitted", "link"] | Annotated[float, Field(ge=0)] = "fitted"
    """Share lost at full power: that fitted to the Global Transmission Database (1.3 % + 3.5 % by 1,000 km of direct,
    6.75 % by 1,000 km of alternating current), the curve of a cable and its converters as a single case computes it, or
    a number. [fraction]"""
    no_load_share: Fraction = 0.25
    """Share of that loss that is in proportion to the power, for direct current; the rest grows with its square; 0 for
    alternating current (assumed). [fraction]"""
    wheeling_usd_per_mwh: NonNegative | None = None
    """Wheeling charge on each MWh sent, half to the grid at each end; if left out, that of the grid table over a
    border, and none within a country."""
    forced_outage: Fraction = 0.01
    """Forced outage rate; for a corridor of many alternating-current circuits a constant derating (assumed).
    [fraction]"""
    outage_days: Positive = 7.0
    """Mean duration of a forced outage (assumed). [d]"""
    stage: Literal["existing", "building", "planned", "considered"] = "planned"
    """Stage of development."""
    document: str = Field(min_length=1)
    """The published list that gives its power and year; one list for each corridor."""
    capex_musd: NonNegative | None = None
    """Capital cost; if left out, computed from its kind, power and length. [million USD]"""

    @model_validator(mode="after")
    def _possible(self):
        """Two ends, and no more lost than enters."""
        if self.from_zone == self.to_zone:
            raise ValueError(f"to_zone = {self.to_zone!r}: must be another zone than from_zone")
        if not isinstance(self.loss, str) and self.loss >= 1.0:
            raise ValueError(f"loss = {self.loss:g}: must be below 1; a corridor cannot lose more than enters it")
        return self


class GridProjectTable(Table):
    """The export project of a single case, as a zone and a cable."""

    mode: Literal["out", "hub"] = "out"
    """``out``: leave the project out; ``hub``: include its hub, cable and outages as in the single case."""
    scenario: str = Field("base", min_length=1)
    """The single case: name of a shipped scenario or path of a file."""
    receives: str = "SG"
    """Zone at the receiving end of the cable."""
    lands: str = "PMY"
    """Zone at the end of the spur, where the cable of the single case has a tee (`link.tee`)."""
    local: str = "VNS"
    """Zone to which the hub sells locally, up to the local width of the single case."""
    outage_draw: int = Field(0, ge=0)
    """Number of the cable's outage history that is used."""
    buys_local: bool = False
    """Whether the hub may buy from the local zone and export that power."""


def twelve(key, value):
    """Refuse a list of other than twelve values."""
    if isinstance(value, tuple) and len(value) != 12:
        raise ValueError(f"{key}: must be one value for each of 12 months, not {len(value)}")


def at(by_year, year, growth=0.0):
    """
    Return the value of a calendar year.

    Parameters
    ----------
    by_year : dict of int to float
        As `ByYear` holds it.
    year : int
    growth : float
        Yearly growth beyond the last year given. [1/yr]

    Returns
    -------
    value : float
    """
    years = sorted(by_year)
    if year >= years[-1]:
        return by_year[years[-1]] * (1.0 + growth) ** (year - years[-1] if years[-1] > FIRST else 0)
    later = next((n for n, given in enumerate(years) if given > year), 0)
    if later == 0:
        return by_year[years[0]]
    low, high = years[later - 1], years[later]
    part = (year - low) / (high - low)
    return (1.0 - part) * by_year[low] + part * by_year[high]
