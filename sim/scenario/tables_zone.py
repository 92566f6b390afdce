"""Tables of one zone of a grid: demand, thermal stack, hydro, wind, sun, batteries."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.checks import Fraction, NonNegative, Positive
from sim.scenario.model_tables import Table, repeated
from sim.scenario.tables_grid import ByYear, Money, Name, SourcedTable

Twelve = Annotated[tuple[Fraction, ...], Field(min_length=12, max_length=12)]


class ZoneDemand(SourcedTable):
    """Demand of a zone."""

    twh: ByYear
    """Energy of the year by calendar year, losses within the zone included; 0 for a zone that only generates. [TWh]"""
    growth: float = Field(0.03, gt=-0.2, lt=0.3)
    """Yearly growth after the last year given. [1/yr]"""
    shape: str = ""
    """Name of its shape; flat if empty."""
    load_factor: float | None = Field(None, gt=0.2, le=1.0)
    """Load factor, to which the shape is stretched about its mean; that of the shape if left out. [fraction]"""
    weather: NonNegative = 0.045
    """Standard deviation of the weather-driven part of demand over its mean (Thai residual 2023, .062, less its
    holidays). [fraction]"""


class ZoneStackRow(SourcedTable):
    """Thermal plants of one class in a zone."""

    name: Name
    """Name in results."""
    plant: str = ""
    """Class of plants; the class of the same name if empty."""
    capacity_mw: ByYear
    """Installed net capacity. [MW]"""
    efficiency: float | None = Field(None, gt=0.05, le=1.0)
    """Net efficiency, where it is not that of the class. [fraction]"""
    fuel_usd_per_mwh: ByYear | None = None
    """Price of their fuel, where it is not that of the fuel. [USD/MWh of heat]"""
    offer_usd_per_mwh: Money | None = None
    """Price of their power, instead of fuel, carbon and cost: an import at a contract's price. [USD/MWh]"""
    must_run: Fraction | None = None
    """Share that runs at any price, where it is not that of the class. [fraction]"""
    owner: str = ""
    """Country of the owner, where it is not the zone's."""


class ZoneHydroRow(SourcedTable):
    """Hydropower of a zone: reservoirs and run of river."""

    name: Name = "hydro"
    """Name in results."""
    capacity_mw: ByYear
    """Installed capacity. [MW]"""
    inflow: Twelve
    """Mean inflow by month over the capacity, January first. [fraction]"""
    reservoir_gwh: NonNegative = 0.0
    """Usable energy of all reservoirs together, between lowest and highest level. [GWh]"""
    reservoir_share: Fraction = 1.0
    """Share of capacity and inflow with reservoirs; the rest is run of river. [fraction]"""
    minimum_flow: Fraction = 0.2
    """Share of the inflow that must be released at once: irrigation, ecological flow, contracts (assumed).
    [fraction]"""
    annual_cv: Fraction = 0.10
    """Standard deviation of the annual inflow over its mean (nine Lao plants 1976-2005: .104). [fraction]"""
    weekly_sd: Fraction = 0.2
    """Standard deviation of the weekly inflow over its mean, in the wettest month (assumed). [fraction]"""
    variable_usd_per_mwh: Money = 1.0
    """Cost of operation; it also breaks ties between zones with surplus water (assumed). [USD/MWh]"""
    owner: str = ""
    """Country of the owner, where it is not the zone's."""


class ZoneVariable(SourcedTable):
    """Wind or sun of a zone."""

    capacity_mw: ByYear
    """Installed capacity. [MW]"""
    capacity_factor: float = Field(gt=0.01, lt=0.8)
    """Mean capacity factor of all years, before curtailment. [fraction]"""
    months: tuple[Positive, ...] = Field((1.0,) * 12, min_length=12, max_length=12)
    """For wind: speed by month over its mean; for sun: ratio of global to clear-sky irradiance by month. [-]"""
    latitude_deg: float | None = Field(None, ge=-15, le=30)
    """Latitude of the plants, if not the middle of the zone. [deg]"""
    longitude_deg: float | None = Field(None, ge=85, le=145)
    """Longitude of the plants, if not the middle of the zone. [deg]"""


class ZoneBatteryRow(SourcedTable):
    """Batteries or pumped storage of a zone."""

    name: Name = "battery"
    """Name in results."""
    power_mw: ByYear
    """Rated power in either direction, at the grid. [MW]"""
    hours: Positive = 4.0
    """Energy over power. [h]"""
    efficiency: float = Field(0.95, gt=0.3, le=1.0)
    """Efficiency in each direction. [fraction]"""
    loss_per_h: Fraction = 0.0
    """Self-discharge: share of the energy lost each hour. [1/h]"""
    variable_usd_per_mwh: NonNegative = 0.5
    """Cost of wear per energy discharged (assumed). [USD/MWh]"""


class ZoneRow(Table):
    """A zone of the grid, within which power flows freely."""

    name: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=12)]
    """Short name: capitals and digits."""
    title: str = ""
    """Full name."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """Two letters of ISO 3166."""
    latitude_deg: float = Field(ge=-15, le=30)
    """Latitude of the centre of its demand. [deg]"""
    longitude_deg: float = Field(ge=85, le=145)
    """Longitude of the centre of its demand. [deg]"""
    clock_h: float = Field(7.0, ge=5, le=10)
    """Time by which its local time is ahead of UTC. [h]"""
    demand: ZoneDemand
    """Demand of the zone."""
    stack: tuple[ZoneStackRow, ...] = ()
    """Thermal plants, and imports from outside the grid: tables ``[[zones.stack]]``."""
    hydro: tuple[ZoneHydroRow, ...] = ()
    """Hydro power: tables ``[[zones.hydro]]``."""
    wind: ZoneVariable | None = None
    """Wind."""
    sun: ZoneVariable | None = None
    """Photovoltaic plants, rooftop plants included."""
    batteries: tuple[ZoneBatteryRow, ...] = ()
    """Batteries and pumped storage: tables ``[[zones.batteries]]``."""
    price_cap_usd_per_mwh: Positive = 1000.0
    """Price cap of settlement (assumed except for Singapore)."""
    lost_load_usd_per_mwh: Positive = 3500.0
    """Value of lost load, at which load is shed (assumed)."""

    @model_validator(mode="after")
    def _shapes(self):
        """Names once, and months of the sun below those of a clear sky."""
        for kind in ("stack", "hydro", "batteries"):
            twice = repeated(getattr(self, kind))
            if twice is not None:
                raise ValueError(f"{kind}: {twice!r} stands twice in zone {self.name}; each row needs its own name")
        if self.sun is not None and max(self.sun.months) > 1.0:
            if self.sun.months == (1.0,) * 12:
                return self
            raise ValueError("sun.months: must be at most 1, the irradiance of a clear sky")
        for row in self.hydro:
            year = row.reservoir_share * sum(row.inflow) / 12.0 * max(row.capacity_mw.values()) * 8.76
            if row.reservoir_gwh > year:
                raise ValueError(f"hydro.{row.name}.reservoir_gwh = {row.reservoir_gwh:g}: must be no more than its "
                                 f"inflow of a year, {year:,.0f} GWh; such a reservoir never fills")
        return self
