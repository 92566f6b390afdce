"""Tables of a scenario for route, cables and link."""

from typing import Literal

from pydantic import Field, model_validator

from sim.checks import Fraction, NonNegative, Positive
from sim.link import configuration as link_configuration
from sim.link import converter, hvac_alternative, thermal_dynamic
from sim.reliability import outage as reliability_outage
from sim.reliability import repair as reliability_repair
from sim.route import seabed
from sim.scenario.model_tables import Table, choice, settings


class RouteTable(Table):
    """The path of the direct-current cable."""

    file: str = "direct"
    """A shipped route by name, or the path of a file: TOML, a table (CSV, .xlsx) of latitude and longitude, or a GIS
    file (GeoJSON, GeoPackage, KML, shapefile, GML, FlatGeobuf) in any coordinate system that it names."""
    line: str = ""
    """Name or number, from 1, of the line in a file that holds several."""
    bed_file: str = ""
    """CSV of depth, soil and burial along the route: ``distance_km`` from the farm, and any of ``depth_m``,
    ``soil_k_m_per_w``, ``burial_m``; where it says nothing the relief and [route.zones] count."""
    waters_file: str = ""
    """GIS file of exclusive economic zones, polygons that name their country; without it waters go by the
    nearest coast, which is approximate. Repairs are permitted by whose waters they lie in."""
    lanes_file: str = ""
    """GIS file of shipping lanes, polygons or lines 6 km wide: cables in them fail as often as in the
    Singapore Strait."""
    cables_file: str = ""
    """GIS file of cables and pipelines, lines that the route has to cross."""
    crossing_usd: float = Field(620000.0, ge=0, le=1e9)
    """Cost of each cable crossed, for each pole (ORBIT default library, 2024: 607,253 USD, at the price level of
    2025)."""
    wheeling_take_or_pay: Fraction = 0.0
    """Share of what the grid of a third country could carry in a year that is paid for even if less is (assumed: none),
    on a route that is wheeled on."""
    zones: choice(seabed.MODELS, "depth_zones")
    ends: settings(seabed.ends)


class CablesTable(Table):
    """The cable of each pole."""

    insulation: Literal["xlpe", "mi"] = "xlpe"
    """Extruded (xlpe) or mass-impregnated (mi)."""
    conductor: Literal["copper", "aluminium"] = "copper"
    """Metal of the conductor (assumed: as in most long links)."""
    section_mm2: Literal["optimal"] | Positive = "optimal"
    """Section of the conductor: one of the rows of the embedded cable table, 500 to 3000; or ``optimal``: the one with
    the least yearly cost of cable and losses that stays below its limit of temperature, 1200 in base (what stations
    cost is taken as the same at every voltage)."""
    rating: Literal["steady", "dynamic"] = "steady"
    """What the conductor must bear: continuous full load (``steady``), or the load of the hub in the first traded year
    with the slow warmth of the bed (``dynamic``) (assumed: as cables are bought)."""
    highest_voltage_kv: Positive = 525.0
    """Highest class that is looked at where link.voltage_kv = "optimal" (assumed: the highest in service today)."""
    loss_value_usd_per_mwh: Literal["contract"] | NonNegative = "contract"
    """What a MWh that is lost would have earned, for the choice of section and voltage alone. ``contract``: the first
    contract's price less charges in Singapore; where that price is to be solved, 280, the landed cost of base, because
    with capital at the cost of capital the least sum is then the least landed cost."""


class TeeTable(Table):
    """A tee in the direct-current cable, and a spur from there to Peninsular Malaysia, whose buyer [malaysia] pays at
    the meter behind its own station. The link keeps its rating: what leaves at the tee is missing in Singapore. A fault
    of the link takes its pole from both countries; cable and station of the spur fail as those of the link do, which
    takes theirs from Malaysia alone. Its station's loss at rest is bought at market.supply_price_usd_per_mwh
    (assumed)."""

    share: Fraction = 0.0
    """How far along the link the tee lies, as a share of its length from the hub; 0 for no tee (assumed: none)."""
    rating_mw: float = Field(0.0, ge=0, le=20000)
    """Power at the AC busbar of the spur's station with every pole in service; 0 for no tee (assumed: none)."""
    spur_km: float = Field(0.0, ge=0, le=5000)
    """Length of the spur, laid with the link's cable and configuration in a bed like that of the whole route (assumed:
    the tee lies at its landfall)."""

    node_usd: float = Field(1.0e8, ge=0, le=1e10)
    """Cost of what stands at the tee, switchgear on land or on a platform (assumed; no such station is built)."""

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
    """Pole voltage to ground; a class of the embedded cable table: 320, 400, 525 or 640 with xlpe, 450, 525 or 600 with
    mi (assumed: the highest class of today's projects); or ``optimal``, as for the section."""
    loss_error_mw: float = Field(0.1, ge=0.01, le=50)
    """Worst error of the delivered power that cutting the loss curve into straight pieces may make (assumed)."""
    outage_draws: int = Field(10, ge=1, le=1000)
    """Outage histories that each weather year is run against (assumed enough): as many as there are parts that a
    thousand are cut into by availability, one from the middle of each."""
    cables: CablesTable = Field(default_factory=CablesTable)
    configuration: choice(link_configuration.MODELS, "bipole_metallic_return")
    tee: TeeTable = Field(default_factory=TeeTable)
    heat: settings(thermal_dynamic.response)
    alternating: settings(hvac_alternative.cost_even, ("line",))
    sending_station: choice(converter.MODELS, "quadratic")
    receiving_station: choice(converter.MODELS, "quadratic")
    lives: int = Field(1000, ge=1, le=20000)
    """Lives of the project, from the first year of operation to the last, that the section on resilience stands on
    (assumed enough: another thousand moves the mean availability by some 0.1 points)."""
    outage: choice(reliability_outage.MODELS, "segments")
    repair: settings(reliability_repair.repair)

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
            raise ValueError("outage.separate_routes = true: needs configuration.model = 'bipole_metallic_return'; "
                             f"with {self.configuration.model} a second route parts nothing")
        return self
