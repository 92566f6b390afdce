"""Tables of the scenario on wind, farm, cables, battery, route and link."""

from typing import Literal

from pydantic import Field

from sim.checks import NonNegative, Positive
from sim.collection import array_cable, export_cable
from sim.collection import transformer as collection_transformer
from sim.farm import availability as farm_availability
from sim.farm import blockage as farm_blockage
from sim.farm import external_wake, high_wind_control, losses, power_curve_adjustment, power_variability
from sim.farm import wake as farm_wake
from sim.inputs import turbine_layout
from sim.inputs.turbine import turbine as read_turbine
from sim.resource import (
    solar,
    solar_clouds,
)
from sim.scenario.model_tables import Table, choice, settings


class FarmTable(Table):
    """The wind farm."""

    capacity_mw: float = Field(2300.0, gt=0, le=20000)
    """Requested rated power; the nearest whole number of turbines is installed. The default is that of the joint
    development agreement of Sembcorp and PTSC, 10 February 2023."""
    turbine: str = "iea_15mw"
    """A shipped turbine, the path of a CSV table, a spreadsheet, or a YAML file of windIO or FLORIS, or
    ``windpowerlib:NAME``."""
    turbine_table: settings(read_turbine)
    wake_direction_step_deg: float = Field(1.0, ge=0.1, le=15)
    """Step of the wake table in direction; 360 is a multiple of it (computed: with steps of 3 degrees the power of an
    hour has an RMS error of 0.5 % of capacity with bastankhah2014 and of 2 % with turbopark2022; with 1 degree 0.2 and
    0.6 %; assumed to be enough)."""
    curve: settings(power_curve_adjustment.shaped)
    storm: choice(high_wind_control.MODELS, "cut_out")
    layout: choice(turbine_layout.MODELS, "rectangular")
    wake: choice(farm_wake.MODELS, "niayifar2016")
    blockage: choice(farm_blockage.MODELS, "share")
    neighbour: choice(external_wake.MODELS, "share")
    availability: choice(farm_availability.MODELS, "weather_wait", farm_availability.RENAMED)
    loss: choice(losses.MODELS, "stack")
    variability: choice(power_variability.MODELS, "spectral")


class CollectionTable(Table):
    """Array cables, transformer and the alternating-current export to the hub."""

    export_length_km: NonNegative = 55.0
    """Length of the HVAC export cable from the farm to the onshore hub (great circle 50 km and landfall, assumed)."""
    array: choice(array_cable.MODELS, "quadratic")
    transformer: choice(collection_transformer.MODELS, "core_and_winding")
    export: choice(export_cable.MODELS, "hvac")


class HubTable(Table):
    """The node that connects wind farm, battery, local sink and sending station."""

    topology: Literal["onshore", "offshore"] = "onshore"
    """``onshore``: export cables come ashore near Vung Tau, where battery, local grid and sending station are;
    ``offshore``: the sending station is on a platform in the farm, and a local sale needs a cable of its own of the
    export length."""


class SolarTable(Table):
    """Photovoltaic plant on land at the hub."""

    capacity_mw: NonNegative = 0.0
    """Rating of its inverters; 0 for none (assumed: none is announced)."""
    latitude_deg: float = Field(10.35, ge=-60, le=60)
    """Latitude of the plant, north positive (assumed: at the hub on land near Vung Tau)."""
    longitude_deg: float = Field(107.08, ge=-180, le=360)
    """Longitude of the plant, east positive (assumed)."""
    hub_capacity_mw: Literal["wind"] | Positive = "wind"
    """Capacity of the connection that wind and solar share; what exceeds it is curtailed, solar first; ``wind``: as
    much as the wind farm alone can deliver (assumed: solar uses what the wind leaves of one connection)."""
    source: Literal["synthetic", "pvgis", "epw", "nsrdb", "era5"] = "synthetic"
    """``synthetic`` draws clouds under the clear sky; the others read `files`."""
    files: tuple[str, ...] = ()
    """One file of PVGIS, hourly or a typical year, CSV or JSON, one EPW file, a CSV file of the NSRDB or SAM for each
    year, or ERA5 netCDF files with ssrd; relative names are relative to this file."""
    clouds: choice(solar_clouds.MODELS, "clear_sky_clearness")
    plant: settings(solar.plant)
