"""Tables of the scenario on wind, farm, cables, battery, route and link."""

from typing import Literal

from pydantic import Field

from sim.checks import Count, NonNegative, Positive
from sim.collection import array, export, transformer
from sim.farm import loss, wake
from sim.inputs import layout
from sim.link import configuration, converter, outage
from sim.resource import profile, synthetic
from sim.route import sea
from sim.scenario.choice import Table, choice
from sim.storage import battery


class Site(Table):
    """Where the farm stands."""

    name: str = "Ba Ria-Vung Tau"
    """Name of the site."""
    latitude_deg: float = Field(10.0, ge=-60, le=60)
    """Centre of the farm, north positive (assumed: some 50 km off Vung Tau, inside the surveyed 2,000 km2)."""
    longitude_deg: float = Field(107.4, ge=-180, le=360)
    """Centre of the farm, east positive (assumed)."""


class Resource(Table):
    """The wind at the site."""

    source: Literal["synthetic", "era5", "csv"] = "synthetic"
    """``synthetic`` draws weather years from the embedded monthly climatology; ``era5`` and ``csv`` read `files`."""
    files: tuple[str, ...] = ()
    """Files of an ERA5-style netCDF or a CSV series, in any order; relative names are relative to this file."""
    wind: choice(synthetic.MODELS, "gaussian_copula")
    profile: choice(profile.MODELS, "log_law")


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


class Storage(Table):
    """The battery at the hub."""

    power_mw: NonNegative = 400.0
    """Rated power either way; 0 for no battery (assumed size)."""
    energy_mwh: NonNegative = 1600.0
    """Rated energy when new; 0 for no battery (assumed size)."""
    battery: choice(battery.MODELS, "lithium")


class Route(Table):
    """The path of the direct-current cable."""

    file: str = "direct"
    """A shipped route by name, or the path of a TOML or GeoJSON file."""
    zones: choice(sea.MODELS, "depth_zones")


class Cables(Table):
    """The cable of each pole."""

    insulation: Literal["xlpe", "mi"] = "xlpe"
    """Extruded (xlpe) or mass-impregnated (mi)."""
    section_mm2: Positive = 2000.0
    """Copper section; one of the rows of the embedded cable table (assumed)."""


class Link(Table):
    """The direct-current link from the hub to the receiving busbar."""

    rating_mw: Positive = 1200.0
    """Power at the receiving AC busbar with every pole in service; 1.2 GW is the conditional approval of the Energy
    Market Authority, 24 October 2023."""
    voltage_kv: Positive = 525.0
    """Pole voltage to ground; a class of the embedded cable table, 320 or 525 with xlpe, 450 or 525 with mi (assumed:
    the highest class of today's projects)."""
    loss_error_mw: Positive = 0.1
    """Worst error of the delivered power that cutting the loss curve into straight pieces may make (assumed)."""
    outage_draws: Count = 10
    """Outage histories that each weather year is run against (assumed enough)."""
    cables: Cables = Field(default_factory=Cables)
    configuration: choice(configuration.MODELS, "bipole_metallic_return")
    sending_station: choice(converter.MODELS, "quadratic")
    receiving_station: choice(converter.MODELS, "quadratic")
    outage: choice(outage.MODELS, "poisson")
