"""Tables of the scenario on wind, farm, cables, battery, route and link."""

from typing import Literal

from pydantic import Field

from sim.checks import Count, NonNegative, Positive
from sim.collection import array, export, transformer
from sim.farm import loss, storm, variability, wake
from sim.inputs import layout
from sim.link import configuration, converter, dynamic, hvac, outage
from sim.resource import clouds, cyclone, passage, profile, regime, solar, synthetic
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


class Resource(Table):
    """The wind at the site."""

    source: Literal["synthetic", "era5", "csv"] = "synthetic"
    """``synthetic`` draws weather years from the embedded monthly climatology; ``era5`` and ``csv`` read `files`."""
    files: tuple[str, ...] = ()
    """Files of an ERA5-style netCDF or a CSV series, in any order; relative names are relative to this file."""
    wind: choice(synthetic.MODELS | regime.MODELS, "regime_copula")
    profile: choice(profile.MODELS, "log_law")
    cyclone: Cyclone = Field(default_factory=Cyclone)


class Farm(Table):
    """The wind farm."""

    capacity_mw: Positive = 2300.0
    """Rated power wished for; the whole number of turbines nearest to it is built. The default is that of the joint
    development agreement of Sembcorp and PTSC, 10 February 2023."""
    turbine: str = "iea_15mw"
    """A shipped turbine, the path of a CSV table, or ``windpowerlib:NAME``."""
    wake_direction_step_deg: float = Field(3.0, gt=0, le=15)
    """Step of the wake table in direction; 360 is a multiple of it (assumed fine enough)."""
    layout: choice(layout.MODELS, "rectangular")
    wake: choice(wake.MODELS, "bastankhah2014")
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
    zones: choice(sea.MODELS, "depth_zones")


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


class Link(Table):
    """The direct-current link from the hub to the receiving busbar."""

    rating_mw: Positive = 1200.0
    """Power at the receiving AC busbar with every pole in service; 1.2 GW is the conditional approval of the Energy
    Market Authority, 24 October 2023."""
    voltage_kv: Literal["optimal"] | Positive = 525.0
    """Pole voltage to ground; a class of the embedded cable table: 320, 400, 525 or 640 with xlpe, 450, 525 or 600 with
    mi (assumed: the highest class of today's projects); or ``optimal``, as for the section."""
    loss_error_mw: Positive = 0.1
    """Worst error of the delivered power that cutting the loss curve into straight pieces may make (assumed)."""
    outage_draws: Count = 10
    """Outage histories that each weather year is run against (assumed enough)."""
    cables: Cables = Field(default_factory=Cables)
    configuration: choice(configuration.MODELS, "bipole_metallic_return")
    heat: settings(dynamic.response)
    alternating: settings(hvac.cost_even, ("line",))
    sending_station: choice(converter.MODELS, "quadratic")
    receiving_station: choice(converter.MODELS, "quadratic")
    outage: choice(outage.MODELS, "poisson")
