"""Tables of the scenario on wind, farm, cables, battery, route and link."""

from typing import Literal

from pydantic import Field, model_validator

from sim.checks import Fraction, NonNegative, Positive
from sim.collection import array, export, transformer
from sim.farm import availability, blockage, control, loss, neighbour, shape, storm, variability, wake
from sim.inputs import layout, mast
from sim.link import configuration, converter, dynamic, hvac, outage, repair
from sim.resource import (
    clouds,
    correction,
    cyclone,
    overlap,
    passage,
    profile,
    regime,
    rotor,
    sectors,
    solar,
    synthetic,
)
from sim.route import sea
from sim.scenario.choice import Table, choice, settings
from sim.storage import battery


class Site(Table):
    """Where the farm stands."""

    name: str = "Ba Ria-Vung Tau"
    """Name of the site."""
    latitude_deg: float = Field(10.0, ge=-60, le=60)
    """Centre of the farm, north positive (assumed: some 50 km off Vung Tau, inside the surveyed 2,000 km2)."""
    longitude_deg: float = Field(107.4, ge=-180, le=360)
    """Centre of the farm, east positive (assumed)."""


class Cyclone(Table):
    """Tropical cyclones that pass the site, and what they do to the farm."""

    passages_per_year: Literal["site", "none"] | NonNegative = "site"
    """Storms of gale force within 200 km: ``site`` as best tracks have it near the site where the wind is synthetic,
    and none where it is read from files, which have their storms in them; a number holds with files as well."""
    wind: choice(cyclone.MODELS, "holland2010")
    track: settings(passage.passages)
    field: settings(passage.at_site)
    turbine: settings(storm.standstill)


class Reference(Table):
    """A long series at or near the site, which a short measurement is corrected to."""

    source: Literal["era5", "cutout", "csv", "windio"] = "era5"
    """As for the wind itself; a series without gaps."""
    files: tuple[str, ...] = ()
    """As for the wind itself; needed where a correction is chosen."""


class Resource(Table):
    """The wind at the site."""

    source: Literal["synthetic", "era5", "cutout", "csv", "windio", "gwc"] = "synthetic"
    """``synthetic`` draws weather years from the embedded monthly climatology; the others read `files`: ``era5`` netCDF
    of single levels, ``cutout`` of atlite, ``csv`` a table of a mast or lidar, ``windio`` a wind resource of windIO,
    ``gwc`` a table of the Global Wind Atlas (.lib). Distributions by sector are carried by a synthetic series."""
    files: tuple[str, ...] = ()
    """Files, or patterns such as ``era5/*.nc``, in any order; relative names are relative to this file."""
    evidence: Literal["source", "screening", "reanalysis", "measured"] = "source"
    """What stands behind the files; ``source``: measured for csv, reanalysis for era5 and cutout, screening for windio
    and gwc, which do not say."""
    wind: choice(synthetic.MODELS | regime.MODELS, "regime_copula")
    table: settings(mast.read)
    sectors: settings(sectors.at)
    reference: Reference = Field(default_factory=Reference)
    correction: choice(correction.MODELS, "none")
    overlap: settings(overlap.judged)
    profile: choice(profile.MODELS, "log_law")
    rotor: choice(rotor.MODELS, "hub_height")
    cyclone: Cyclone = Field(default_factory=Cyclone)


class Farm(Table):
    """The wind farm."""

    capacity_mw: float = Field(2300.0, gt=0, le=20000)
    """Rated power wished for; the whole number of turbines nearest to it is built. The default is that of the joint
    development agreement of Sembcorp and PTSC, 10 February 2023."""
    turbine: str = "iea_15mw"
    """A shipped turbine, the path of a CSV table, or ``windpowerlib:NAME``."""
    wake_direction_step_deg: float = Field(1.0, ge=0.1, le=15)
    """Step of the wake table in direction; 360 is a multiple of it (found: with steps of 3 degrees an hour's power is
    wrong by 0.5 % of capacity with bastankhah2014 and by 2 % with turbopark2022, root of the mean square; with 1 degree
    by 0.2 and 0.6 %; enough, it is assumed)."""
    curve: settings(shape.shaped)
    storm: choice(control.MODELS, "cut_out")
    layout: choice(layout.MODELS, "rectangular")
    wake: choice(wake.MODELS, "bastankhah2014")
    blockage: choice(blockage.MODELS, "share")
    neighbour: choice(neighbour.MODELS, "share")
    availability: choice(availability.MODELS, "weather_wait")
    loss: choice(loss.MODELS, "stack")
    variability: choice(variability.MODELS, "spectral")


class Collection(Table):
    """Array cables, transformer and the alternating-current export to the hub."""

    export_length_km: NonNegative = 55.0
    """Length of the HVAC export cable from the farm to the onshore hub (great circle 50 km and landfall, assumed)."""
    array: choice(array.MODELS, "quadratic")
    transformer: choice(transformer.MODELS, "core_and_winding")
    export: choice(export.MODELS, "hvac")


class Hub(Table):
    """The node where wind, battery, local sink and the sending station meet."""

    topology: Literal["onshore", "offshore"] = "onshore"
    """``onshore``: export cables to land near Vung Tau, there battery, local grid and sending station; ``offshore``:
    the sending station on a platform in the farm, and a local sale needs its own cable of the export length."""


class Solar(Table):
    """Photovoltaic plant beside the wind farm, on land at the hub."""

    capacity_mw: NonNegative = 0.0
    """Rating of its inverters; 0 for none (assumed: none is announced)."""
    latitude_deg: float = Field(10.35, ge=-60, le=60)
    """Where it stands, north positive (assumed: at the hub on land near Vung Tau)."""
    longitude_deg: float = Field(107.08, ge=-180, le=360)
    """Where it stands, east positive (assumed)."""
    hub_capacity_mw: Literal["wind"] | Positive = "wind"
    """Most that wind and solar together bring to the hub, and the rest is curtailed, solar first; ``wind``: as much as
    the wind farm alone can bring (assumed: solar fills what the wind leaves of one connection)."""
    source: Literal["synthetic", "pvgis", "epw", "era5"] = "synthetic"
    """``synthetic`` draws clouds under the clear sky; the others read `files`."""
    files: tuple[str, ...] = ()
    """One PVGIS hourly or typical-year CSV, one EPW file, or ERA5 netCDF files with ssrd; relative names are relative
    to this file."""
    clouds: choice(clouds.MODELS, "clear_sky_clearness")
    plant: settings(solar.plant)


class Far(Table):
    """A second battery, at the Singapore meter; only trade.policy.model = "linear" runs it."""

    power_mw: NonNegative = 0.0
    """Rated power either way; 0 for no battery (assumed: none)."""
    energy_mwh: NonNegative = 0.0
    """Rated energy when new; 0 for no battery (assumed: none)."""
    battery: choice(battery.MODELS, "lithium")


class Storage(Table):
    """The battery at the hub."""

    power_mw: NonNegative = 400.0
    """Rated power either way; 0 for no battery (assumed size)."""
    energy_mwh: NonNegative = 1600.0
    """Rated energy when new; 0 for no battery (assumed size)."""
    battery: choice(battery.MODELS, "lithium")
    maintenance: settings(battery.maintained)
    far: Far = Field(default_factory=Far)


class Route(Table):
    """The path of the direct-current cable."""

    file: str = "direct"
    """A shipped route by name, or the path of a TOML or GeoJSON file."""
    waters_file: str = ""
    """GeoJSON or shapefile of exclusive economic zones, polygons that name their country; without it waters go by the
    nearest coast, which is approximate. Repairs are permitted by whose waters they lie in."""
    lanes_file: str = ""
    """GeoJSON or shapefile of shipping lanes, polygons or lines 6 km wide: cables in them fail as often as in the
    Singapore Strait."""
    cables_file: str = ""
    """GeoJSON or shapefile of cables and pipelines, lines that the route has to cross."""
    crossing_usd: float = Field(620000.0, ge=0, le=1e9)
    """Cost of each cable crossed, for each pole (ORBIT default library, 2024: 607,253 USD, at the price level of
    2025)."""
    zones: choice(sea.MODELS, "depth_zones")
    ends: settings(sea.ends)


class Cables(Table):
    """The cable of each pole."""

    insulation: Literal["xlpe", "mi"] = "xlpe"
    """Extruded (xlpe) or mass-impregnated (mi)."""
    conductor: Literal["copper", "aluminium"] = "copper"
    """Metal of the conductor (assumed: as in most long links)."""
    section_mm2: Literal["optimal"] | Positive = 2000.0
    """Section of the conductor: one of the rows of the embedded cable table, 500 to 3000 (assumed); or ``optimal``: the
    one with the least yearly cost of cable and losses that stays below its limit of temperature (what stations cost is
    taken as the same at every voltage)."""
    rating: Literal["steady", "dynamic"] = "steady"
    """What the conductor must bear: full load for ever (``steady``), or the load of the hub in the first traded year
    with the slow warmth of the bed (``dynamic``) (assumed: as cables are bought)."""
    highest_voltage_kv: Positive = 525.0
    """Highest class that is looked at where link.voltage_kv = "optimal" (assumed: the highest in service today)."""
    loss_value_usd_per_mwh: NonNegative = 250.0
    """What a MWh that is lost would have earned, for the choice of section and voltage alone (assumed: between the
    landed cost and the required price of base)."""


class Tee(Table):
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


class Link(Table):
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
    cables: Cables = Field(default_factory=Cables)
    configuration: choice(configuration.MODELS, "bipole_metallic_return")
    tee: Tee = Field(default_factory=Tee)
    heat: settings(dynamic.response)
    alternating: settings(hvac.cost_even, ("line",))
    sending_station: choice(converter.MODELS, "quadratic")
    receiving_station: choice(converter.MODELS, "quadratic")
    lives: int = Field(1000, ge=1, le=20000)
    """Lives of the project, from the first year of operation to the last, that the section on resilience stands on
    (assumed enough: another thousand moves the mean availability by some 0.1 points)."""
    outage: choice(outage.MODELS, "segments")
    repair: settings(repair.repair)

    @model_validator(mode="after")
    def _planned(self):
        """Planned work on one pole after the other fits in its months."""
        poles, each = self.configuration.bind()().poles, getattr(self.outage, "planned_days", 0.0)
        if each * poles > outage.MOST_PLANNED:
            raise ValueError(f"outage.planned_days = {each:g}: must be at most {outage.MOST_PLANNED / poles:g} with "
                             f"{poles} poles, which are worked on in turn in April and May")
        return self

    @model_validator(mode="after")
    def _apart(self):
        """A second route parts two poles that can run alone."""
        joined = self.configuration.bind()()
        if getattr(self.outage, "separate_routes", False) and (joined.poles < 2 or joined.joined or joined.routes > 1):
            raise ValueError("outage.separate_routes = true: needs configuration.model = 'bipole_metallic_return'; "
                             f"with {self.configuration.model} a second route parts nothing")
        return self
