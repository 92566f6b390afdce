"""Tables of a scenario for site, wind and cyclones."""

from typing import Literal

from pydantic import Field

from sim.checks import NonNegative
from sim.farm import cyclone_damage
from sim.inputs import wind_mast
from sim.resource import cyclone as resource_cyclone
from sim.resource import (
    cyclone_passage,
    mcp,
    mcp_uncertainty,
    rotor_equivalent,
    sector_climate,
    synthetic,
    synthetic_regime,
    wind_profile,
)
from sim.scenario.model_tables import ABSENT, Table, choice, settings


class SiteTable(Table):
    """Location of the farm."""

    name: str = "Ba Ria-Vung Tau"
    """Name of the site."""
    latitude_deg: float = Field(10.0, ge=-60, le=60)
    """Centre of the farm, north positive (assumed: some 50 km off Vung Tau, inside the surveyed 2,000 km2)."""
    longitude_deg: float = Field(107.4, ge=-180, le=360)
    """Centre of the farm, east positive (assumed)."""


class CycloneTable(Table):
    """Tropical cyclones that pass the site, and what they do to the farm."""

    passages_per_year: Literal["site", "none"] | NonNegative = "site"
    """Storms of gale force within 200 km a year: ``site`` takes the rate of best tracks near the site where the wind is
    synthetic, and none where it is read from files, which already contain their storms; a number also applies to
    files."""
    wind: choice(resource_cyclone.MODELS, "holland2010")
    track: settings(cyclone_passage.passages)
    field: settings(cyclone_passage.at_site)
    turbine: settings(cyclone_damage.standstill)


class ReferenceTable(Table):
    """Long-term reference series at or near the site, to which a short measurement is corrected."""

    source: Literal["era5", "merra2", "cutout", "csv", "srw", "windio"] = "era5"
    """As for the wind itself; a series without gaps."""
    files: tuple[str, ...] = ()
    """As for the wind itself; needed where a correction is chosen."""
    table: settings(wind_mast.read)


class ResourceTable(Table):
    """The wind at the site."""

    source: Literal["synthetic", "era5", "merra2", "cutout", "csv", "srw", "windio", "gwc"] = "synthetic"
    """``synthetic`` draws weather years from the embedded monthly climatology; the others read `files`: ``era5`` and
    ``merra2`` netCDF of single levels, ``cutout`` of atlite, ``csv`` a table of a mast or lidar, ``srw`` wind resources
    of the System Advisor Model (.srw), a year each, ``windio`` a wind resource of windIO, ``gwc`` a table of the Global
    Wind Atlas (.lib). Distributions by sector are turned into a synthetic series."""
    files: tuple[str, ...] = ()
    """Files, or patterns such as ``era5/*.nc``, in any order; relative names are relative to this file."""
    evidence: Literal["source", "screening", "reanalysis", "measured"] = "source"
    """Evidence behind the files; ``source``: measured for csv, reanalysis for era5, merra2 and cutout, screening
    for srw, windio and gwc, which do not state it."""
    wind: choice(synthetic.MODELS | synthetic_regime.MODELS, "regime_copula")
    table: settings(wind_mast.read)
    sectors: settings(sector_climate.at)
    reference: ReferenceTable = Field(default_factory=ABSENT)
    correction: choice(mcp.MODELS, "none")
    overlap: settings(mcp_uncertainty.bootstrapped)
    profile: choice(wind_profile.MODELS, "log_law")
    rotor: choice(rotor_equivalent.MODELS, "hub_height")
    cyclone: CycloneTable = Field(default_factory=ABSENT)
