"""Tables of a scenario for route, cables and link."""

from typing import Literal

from pydantic import Field, model_validator

from sim.checks import Fraction, NonNegative, Positive
from sim.link import configuration as link_configuration
from sim.link import converter, hvac_alternative, overhead_line, thermal_dynamic
from sim.reliability import line_outages
from sim.reliability import outage as reliability_outage
from sim.reliability import repair as reliability_repair
from sim.route import seabed
from sim.scenario.model_tables import ABSENT, Table, choice, settings


class RouteTable(Table):
    """The path of the direct-current cable."""

    file: str = "direct"
    """A shipped route by name, or the path of a file: TOML, a table (CSV, .xlsx) of latitude and longitude, or a GIS
    file (GeoJSON, GeoPackage, KML, shapefile, GML, FlatGeobuf) in any coordinate system that it names."""
    line: str = ""
    """Name or number, from 1, of the line in a file that holds several."""
    bed_file: str = ""
    """CSV of depth, soil and burial along the route: ``distance_km`` from the farm, and any of ``depth_m``,
    ``soil_k_m_per_w``, ``burial_m``; elsewhere the embedded relief and [route.zones] apply."""
    waters_file: str = ""
    """GIS file of exclusive economic zones, polygons that name their country; without it waters are assigned to the
    nearest coast, which is approximate. The waters of a fault decide who permits its repair."""
    lanes_file: str = ""
    """GIS file of shipping lanes, polygons, or lines taken as 6 km wide: cables in them have the fault rate of the
    Singapore Strait."""
    cables_file: str = ""
    """GIS file of cables and pipelines, lines that the route has to cross."""
    crossing_usd: float = Field(620000.0, ge=0, le=1e9)
    """Cost of crossing one cable or pipeline, for each pole (ORBIT default library, 2024: 607,253 USD, at the price
    level of 2025)."""
    overhead_usd_per_mw_km: float = Field(overhead_line.CAPEX, ge=0, le=1e5)
    """Installed cost of overhead parts, all poles together (Global Transmission Database v1.0, 2023: 237.8 in money of
    2020). [USD/MW/km]"""
    wheeling_take_or_pay: Fraction = 0.0
    """Share of the yearly wheeling capacity of a third country's grid that is paid for even if less is carried
    (assumed: none), on a route with wheeling."""
    zones: choice(seabed.MODELS, "depth_zones")
    ends: settings(seabed.ends)
    overhead: settings(overhead_line.segments)


class CablesTable(Table):
    """The cable of each pole."""

    insulation: Literal["xlpe", "mi", "mi-ppl"] = "xlpe"
    """Extruded (xlpe), mass-impregnated (mi), or that with polypropylene in its paper (mi-ppl), whose conductor may
    have 80 degC instead of 55 (assumed)."""
    conductor: Literal["copper", "aluminium"] = "copper"
    """Metal of the conductor (assumed: as in most long links)."""
    section_mm2: Literal["optimal"] | Positive = "optimal"
    """Section of the conductor, 240 to 3000, derived from the nearest where the embedded cable table has none; or
    ``optimal``: the one of the table with the least yearly cost of cable and losses that stays below its temperature
    limit, 1200 in base (stations are taken to cost the same at every voltage)."""
    rating: Literal["steady", "dynamic"] = "steady"
    """Load that the cable is rated for: continuous full load (``steady``), or the load of the hub in the first traded
    year with the thermal inertia of the bed (``dynamic``) (assumed: as cables are bought)."""
    highest_voltage_kv: Positive = 525.0
    """Highest voltage class considered where link.voltage_kv = "optimal" (assumed: the highest in service today)."""
    loss_value_usd_per_mwh: Literal["contract"] | NonNegative = "contract"
    """Value of a MWh lost, for the choice of section and voltage alone. ``contract``: the first contract's price less
    charges in Singapore; where that price is to be solved, 280, the landed cost of base: with annual costs at the
    weighted cost of capital, the least sum is then the least landed cost."""


class TeeTable(Table):
    """A tee in the direct-current cable, and a spur from there to Peninsular Malaysia, whose buyer [malaysia] pays at
    the meter of its own station. The link keeps its rating: power taken at the tee is not delivered to Singapore. A
    fault of the link takes a pole out of service for both countries; cable and station of the spur have the fault rates
    of the link, and their faults affect Malaysia alone. The no-load loss of its station is bought at
    market.supply_price_usd_per_mwh (assumed)."""

    share: Fraction = 0.0
    """Position of the tee as a share of the link's length from the hub; 0 for no tee (assumed: none)."""
    rating_mw: float = Field(0.0, ge=0, le=20000)
    """Power at the AC busbar of the spur's station with every pole in service; 0 for no tee (assumed: none)."""
    spur_km: float = Field(0.0, ge=0, le=5000)
    """Length of the spur, laid with the link's cable and configuration in a bed like that of the whole route (assumed:
    the tee is at its landfall)."""

    node_usd: float = Field(1.0e8, ge=0, le=1e10)
    """Cost of the switching station at the tee, on land or on a platform (assumed; none has been built)."""

    @model_validator(mode="after")
    def _whole(self):
        """A tee has a place and a rating, or neither."""
        if self.built != (self.share > 0.0 or self.rating_mw > 0.0):
            raise ValueError(f"rating_mw = {self.rating_mw:g} with share = {self.share:g}: a tee needs both above 0, "
                             "and without one both are 0")
        return self

    @property
    def built(self):
        """Whether there is a tee."""
        return self.share > 0.0 and self.rating_mw > 0.0


class LinkTable(Table):
    """The direct-current link from the hub to the receiving busbar."""

    rating_mw: Positive = 1200.0
    """Power at the receiving AC busbar with every pole in service; 1.2 GW is the conditional approval of the Energy
    Market Authority, 24 October 2023."""
    voltage_kv: Literal["optimal"] | Positive = 525.0
    """Pole voltage to ground, from 80 up to 640 with xlpe and 600 with mi (assumed: the highest class of today's
    projects); the embedded cable table has 320, 400, 525 and 640, and 450, 525 and 600, and insulation in between is
    derived from these; or ``optimal``, the best class, as for the section."""
    loss_error_mw: float = Field(0.1, ge=0.01, le=50)
    """Largest error of the delivered power that the piecewise-linear loss curve may cause (assumed)."""
    outage_draws: int = Field(10, ge=1, le=1000)
    """Outage histories that each weather year is simulated with (assumed sufficient): a thousand histories are ranked
    by availability and divided into this number of groups, and the middle one of each is taken."""
    cables: CablesTable = Field(default_factory=ABSENT)
    configuration: choice(link_configuration.MODELS, "bipole_metallic_return")
    tee: TeeTable = Field(default_factory=ABSENT)
    heat: settings(thermal_dynamic.response)
    alternating: settings(hvac_alternative.cost_even, ("line",))
    sending_station: choice(converter.MODELS, "quadratic")
    receiving_station: choice(converter.MODELS, "quadratic")
    lives: int = Field(1000, ge=1, le=20000)
    """Simulated lives of the link, from the first to the last year of operation, for the reliability results (assumed
    sufficient: another thousand changes the mean availability by some 0.1 percentage points)."""
    outage: choice(reliability_outage.MODELS, "segments")
    repair: settings(reliability_repair.repair)
    overhead: settings(line_outages.drawn)

    @model_validator(mode="after")
    def _planned(self):
        """Planned work on one pole after the other fits in its months."""
        poles, each = self.configuration.bind()().poles, getattr(self.outage, "planned_days", 0.0)
        if each * poles > reliability_outage.MOST_PLANNED:
            raise ValueError(
                f"outage.planned_days = {each:g}: must be at most {reliability_outage.MOST_PLANNED / poles:g} with "
                f"{poles} poles, which are worked on in turn in April and May"
            )
        return self

    @model_validator(mode="after")
    def _apart(self):
        """A second route parts two poles that can run alone."""
        joined = self.configuration.bind()()
        if getattr(self.outage, "separate_routes", False) and (joined.poles < 2 or joined.joined or joined.routes > 1):
            raise ValueError("outage.separate_routes = true: needs a bipole whose poles run alone; "
                             f"with {self.configuration.model} a second route separates no poles")
        return self
