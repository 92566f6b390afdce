"""Tables of a scenario for the batteries."""

from typing import Annotated

from annotated_types import Le
from pydantic import Field

from sim.checks import NonNegative
from sim.scenario.model_tables import ABSENT, Table, choice, settings
from sim.storage import battery as storage_battery

LARGEST_MW = 1e5
"""A battery of more is a slip of the unit: farm and cable have some thousands of MW (assumed)."""

class FarTable(Table):
    """A second battery, at the Singapore meter; only trade.policy.model = "linear" runs it."""

    power_mw: Annotated[NonNegative, Le(LARGEST_MW)] = 0.0
    """Rated power in either direction; 0 for no battery (assumed: none)."""
    energy_mwh: Annotated[NonNegative, Le(1000 * LARGEST_MW)] = 0.0
    """Rated energy when new; 0 for no battery (assumed: none)."""
    battery: choice(storage_battery.MODELS, "lithium")


class StorageTable(Table):
    """The battery at the hub."""

    power_mw: Annotated[NonNegative, Le(LARGEST_MW)] = 400.0
    """Rated power in either direction; 0 for no battery. The required price is lowest at some 200 MW and 400 MWh (by
    2.2 USD/MWh); holding delivery constant within each half-hour needs up to 220 MW (assumed;
    docs/methods/storage.md)."""
    energy_mwh: Annotated[NonNegative, Le(1000 * LARGEST_MW)] = 1600.0
    """Rated energy when new; 0 for no battery (assumed: four hours)."""
    battery: choice(storage_battery.MODELS, "lithium")
    maintenance: settings(storage_battery.maintained)
    far: FarTable = Field(default_factory=ABSENT)
