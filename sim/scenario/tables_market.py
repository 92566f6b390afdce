"""Tables of a scenario for markets and buyers."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.adequacy import capacity_credit
from sim.checks import Fraction, NonNegative, Positive
from sim.demand import industrial_load, national
from sim.market import gas_power_cost, spot_price
from sim.scenario.model_tables import ABSENT, Price, Table, choice, settings


class InfeedTable(Table):
    """The link as a contingency of Singapore's system: reserve for its loss, who pays for it, limits on its infeed."""

    contingency: Literal["pole", "link"] = "pole"
    """Largest loss from one event: a ``pole``, where each pole can run on its own cable and a return, or the whole
    ``link``."""
    largest_unit_mw: NonNegative = 600.0
    """Largest other unit, for which reserve is held in any case: new units have at least 600 MW (Energy Market
    Authority, second request for proposals, 2024)."""
    reserve_price_usd_per_mwh: Price = 10.0
    """Price of a MW of contingency reserve beyond that for one hour (assumed; some 13 SGD)."""
    paid_by: Literal["exporter", "buyer", "system", "shared"] = "exporter"
    """Who pays for it: the ``exporter``, as the market rules share out the cost of reserve among units by their size;
    the ``buyer``; all consumers of the ``system``; or ``shared``, exporter and system."""
    exporter_share: Fraction = 0.5
    """Share that the exporter pays where the cost is shared (assumed)."""
    maximum_mw: NonNegative = 0.0
    """Largest infeed that Singapore may lose in a single event, which limits the power of a pole or of the link; 0 for
    no limit (assumed: none is published)."""
    ramp_mw_per_half_hour: NonNegative = 0.0
    """Largest change of the power at the Singapore meter from one half-hour to the next, except where a pole trips; 0
    for no limit (assumed: none is published; links of the Nordic system are limited to 600 MW from hour to hour,
    Statnett). The policy ``linear`` plans for it; ``greedy`` stores what may not be sent; the others send less before
    and after a calm. A limit multiplies the computing time."""


class MarketTable(Table):
    """Singapore's electricity market, in money of 2025."""

    gas_price_sgd_per_gj: NonNegative = 16.0
    """Price of gas to power stations, flat in real terms (assumed central; 14 to 18, Brent-linked)."""
    sgd_per_usd: Positive = 1.30
    """Exchange rate for amounts of 2025 (assumed round value)."""
    import_charge_usd_per_mwh: Price = 2.5
    """Uplift, system operator and market fees that an importer pays on each MWh (assumed; 2 to 5 with reserve)."""
    reserve_cost_usd_per_mwh: Price = 1.5
    """Cost of the reserve that an importer causes and, like a generator, pays for on each MWh (assumed)."""
    spot_width_mw: NonNegative = 1200.0
    """Largest power that the spot market buys from this link (assumed: the import capacity)."""
    supply_price_usd_per_mwh: Price = 200.0
    """Price of the receiving station's own consumption; it is bought whenever the contract pays more for the same power
    (assumed: large-consumer tariff)."""
    demand_files: tuple[str, ...] = ()
    """CSV files of your own half-hours of demand, in Singapore time or with a stated offset: the structure of `demand`
    is fitted to them and based on their latest whole year, extended to 2023 by the embedded annual levels if they end
    before; relative names are relative to this file."""
    demand: choice(national.MODELS, "structured")
    price: choice(spot_price.MODELS, "supply_stack")
    marginal: settings(gas_power_cost.marginal_cost)
    new_gas: settings(gas_power_cost.new_entrant_cost)

    @model_validator(mode="after")
    def _record(self):
        """The user's half-hours belong to the model that is fitted to them."""
        if self.demand_files and self.demand.model != "structured":
            raise ValueError(f"demand_files: need demand.model = 'structured', not {self.demand.model!r}")
        if self.demand.model == "structured" and self.demand.residual == "recorded" and not self.demand_files:
            raise ValueError("demand.residual = 'recorded': needs demand_files, of a whole year at least")
        if self.price.model == "grid" and not self.price.results:
            raise ValueError("price.results: must name at least one result of `sundalink grid run` with "
                             "market.price.model = 'grid'")
        if self.price.model == "supply_stack" and not 0.1 <= self.gas_price_sgd_per_gj <= 200.0:
            raise ValueError(f"gas_price_sgd_per_gj = {self.gas_price_sgd_per_gj:g}: must lie between 0.1 and 200 with "
                             "market.price.model = 'supply_stack'")
        return self
    adequacy: settings(capacity_credit.elcc)
    infeed: InfeedTable = Field(default_factory=ABSENT)


class LocalTable(Table):
    """The local sink at the Vietnamese hub: the local grid or an industrial park."""

    width_mw: NonNegative = 300.0
    """Largest power that is taken, mean over the year; 0 for none (assumed)."""
    price_usd_per_mwh: Price = 60.0
    """Price paid for it (assumed; the nearshore tariff of 1,913.7 VND/kWh is USD 75)."""
    supply_price_usd_per_mwh: Price = 86.0
    """Price of the sending station's own consumption, bought where power for Singapore earns more: the mean retail
    tariff, 2,204 VND/kWh (Vietnam Electricity, 2025)."""
    cable_loss: float = Field(0.02, ge=0, lt=1)
    """Share lost in the cable that a local sale needs where the hub is offshore (assumed)."""
    load: choice(industrial_load.MODELS, "flat")


class SupplyTable(Table):
    """Power bought from the grid at the hub: it may charge the battery or be exported; its emissions are included."""

    width_mw: NonNegative = 0.0
    """Largest power that is bought; 0 for none (assumed: wind power alone is exported)."""
    price_usd_per_mwh: Price = 86.0
    """Price of that power: the mean retail tariff, 2,204 VND/kWh (Vietnam Electricity, 2025)."""
    carbon_tco2_per_mwh: NonNegative = 0.66
    """Emissions of Vietnam's grid (official factor of 2023: 0.659; assumed to stay)."""


class MalaysiaTable(Table):
    """A buyer where the cable lands in Peninsular Malaysia: on a route with wheeling from there to Singapore, or behind
    a tee (``link.tee``)."""

    width_mw: NonNegative = 0.0
    """Largest power that is taken; 0 for none. 700 of 2,000 MW have been named for Malaysia (Malaysian minister,
    October 2025)."""
    price_usd_per_mwh: Price = 44.0
    """Price paid: system marginal price, 20.46 sen/kWh in January to April 2024 (Petra; exchange rate assumed)."""


class BuyerTable(Table):
    """A buyer beside the grid at the hub, Malaysia, the spot market and the contracts."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    """Name in results: small letters, digits and underscores."""
    node: Literal["hub", "landing", "singapore"] = "hub"
    """Where it stands: at the hub in Vietnam, where the cable lands, or at the Singapore meter."""
    width_mw: NonNegative | Annotated[str, Field(min_length=1)] = 0.0
    """Most that it takes, mean of its load; or a CSV file with a column ``value`` of a year of hours or half-hours."""
    load: choice(industrial_load.MODELS, "flat")
    price_usd_per_mwh: Price | Annotated[str, Field(min_length=1)] | None = None
    """What it pays at its own meter, real; or a CSV file as for `width_mw`. What is asked of the seller there, such as
    import charges in Singapore, is taken off before."""
    spot_factor: float | None = Field(None, ge=0, le=10)
    """Instead of a price: what it pays over Singapore's spot price as the seller gets it."""
    spot_offset_usd_per_mwh: float = Field(0.0, ge=-1000, le=1000)
    """Added to that."""
    firm: bool = False
    """Whether it is served before all others; else it buys what has less value elsewhere: surplus."""
    first_year: int | None = Field(None, ge=2025, le=2110)
    """First calendar year in which it buys; the first of operation if left out."""
    last_year: int | None = Field(None, ge=2025, le=2110)
    """Last calendar year in which it buys; the last of operation if left out."""
    escalation: float = Field(0.0, gt=-0.2, lt=0.2)
    """Real yearly rise of its price, from the first year of operation."""
    carbon_tco2_per_mwh: NonNegative = 0.0
    """Emissions of serving it, beside those of the project (assumed: none)."""
    displaces: Literal["singapore_grid", "vietnam_grid", "none"] | NonNegative = "none"
    """Generation whose emissions it avoids, or their factor. [tCO2/MWh]"""

    @model_validator(mode="after")
    def _one_price(self):
        """A buyer pays a price or follows the spot price."""
        if (self.price_usd_per_mwh is None) == (self.spot_factor is None):
            raise ValueError(f"price_usd_per_mwh: buyer {self.name!r} must have this or spot_factor, not both")
        if self.spot_factor is None and self.spot_offset_usd_per_mwh:
            raise ValueError(f"spot_offset_usd_per_mwh = {self.spot_offset_usd_per_mwh:g}: needs spot_factor")
        if self.spot_factor is not None and self.escalation:
            raise ValueError(f"escalation = {self.escalation:g}: must be 0 with spot_factor; the spot price has its "
                             "own course")
        if self.first_year and self.last_year and self.first_year > self.last_year:
            raise ValueError(f"first_year = {self.first_year}: must be no later than last_year ({self.last_year})")
        return self
