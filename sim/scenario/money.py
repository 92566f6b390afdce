"""Tables of the scenario on market, contract, trade, cost, finance, carbon and uncertainty."""

import difflib
from functools import cache, partial
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from sim.carbon import credits, inventory
from sim.checks import Fraction, NonNegative, Positive
from sim.farm import uncertainty
from sim.finance import cable as cabling
from sim.finance import cost, debt, doubt, spending, standby, tax
from sim.inputs import library
from sim.market import adequacy, clauses, contract, demand, gas, park, price
from sim.scenario.choice import Table, choice, settings
from sim.trade import imbalance, policies

Price = Annotated[float, Field(ge=0, le=10000)]


@cache
def _money():
    """Return the units of the costs that are money, by key; read once, for a sweep loads thousands of scenarios."""
    return {key: row.unit for key, row in library.rows("costs").items() if row.currency}


def _row(per, name):
    """Refuse a text that is no row of the table of costs, or a row of money per something else."""
    rows = [key for key, unit in _money().items() if unit.partition("/")[2] == per]
    if name not in rows:
        near = difflib.get_close_matches(name, rows, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(f"must be the name of a row of money per {per} in sim/data/costs.csv{hint}")
    return name


def _cost(per):
    """Return the type of a unit cost: a number in USD of 2025, or the name of a row."""
    return NonNegative | Annotated[str, AfterValidator(partial(_row, per))]


class Market(Table):
    """Singapore's electricity market, in money of 2025."""

    gas_price_sgd_per_gj: NonNegative = 16.0
    """Price of gas to power stations, flat in real terms (assumed central; 14 to 18, Brent-linked)."""
    sgd_per_usd: Positive = 1.30
    """Exchange rate for amounts of 2025 (assumed round value)."""
    import_charge_usd_per_mwh: Price = 2.5
    """Uplift, system operator and market fees that an importer pays on each MWh (assumed; 2 to 5 with reserve)."""
    reserve_cost_usd_per_mwh: Price = 1.5
    """Reserve that an importer causes and pays for like a generator, on each MWh (assumed)."""
    spot_width_mw: NonNegative = 1200.0
    """Most that the spot market takes from this link (assumed: the import capacity)."""
    supply_price_usd_per_mwh: Price = 200.0
    """Price of the receiving station's own use; it is bought whenever the contract pays more for the same power
    (assumed: large-consumer tariff)."""
    demand_files: tuple[str, ...] = ()
    """CSV files of your own half-hours of demand, in Singapore time: the structure of `demand` is fitted to them and
    stands on their latest whole year; relative names are relative to this file."""
    demand: choice(demand.MODELS, "structured")
    price: choice(price.MODELS, "supply_stack")
    marginal: settings(gas.marginal_cost)
    new_gas: settings(gas.new_entrant_cost)

    @model_validator(mode="after")
    def _record(self):
        """The user's half-hours belong to the model that is fitted to them."""
        if self.demand_files and self.demand.model != "structured":
            raise ValueError(f"demand_files: need demand.model = 'structured', not {self.demand.model!r}")
        if self.demand.model == "structured" and self.demand.residual == "recorded" and not self.demand_files:
            raise ValueError("demand.residual = 'recorded': needs demand_files, of a whole year at least")
        if self.price.model == "supply_stack" and not 0.1 <= self.gas_price_sgd_per_gj <= 200.0:
            raise ValueError(f"gas_price_sgd_per_gj = {self.gas_price_sgd_per_gj:g}: must lie between 0.1 and 200 with "
                             "market.price.model = 'supply_stack'")
        return self
    adequacy: settings(adequacy.elcc)


class Local(Table):
    """The sink at the Vietnamese hub: the local grid or an industrial park."""

    width_mw: NonNegative = 300.0
    """Most that is taken, mean over the year; 0 for none (assumed)."""
    price_usd_per_mwh: Price = 60.0
    """Price paid for it (assumed; the nearshore tariff of 1,913.7 VND/kWh is USD 75)."""
    supply_price_usd_per_mwh: Price = 86.0
    """Price of the sending station's own use, bought where power for Singapore earns more: the mean retail tariff,
    2,204 VND/kWh (Vietnam Electricity, 2025)."""
    cable_loss: float = Field(0.02, ge=0, lt=1)
    """Share lost in the cable that a local sale needs where the hub is offshore (assumed)."""
    load: choice(park.MODELS, "flat")


class Supply(Table):
    """What the grid at the hub sells: it may charge the battery and be sent on; its carbon counts."""

    width_mw: NonNegative = 0.0
    """Most that is bought; 0 for none (assumed: an export of wind alone)."""
    price_usd_per_mwh: Price = 86.0
    """Price paid for it: the mean retail tariff, 2,204 VND/kWh (Vietnam Electricity, 2025)."""
    carbon_tco2_per_mwh: NonNegative = 0.66
    """Emissions of Vietnam's grid (official factor of 2023: 0.659; assumed to stay)."""


class Malaysia(Table):
    """A buyer where the cable lands in Peninsular Malaysia: on a route that is wheeled on from there, or behind a tee
    (``link.tee``)."""

    width_mw: NonNegative = 0.0
    """Most that is taken; 0 for none. 700 of 2,000 MW are named for Malaysia (Malaysian minister, October 2025)."""
    price_usd_per_mwh: Price = 44.0
    """Price paid: system marginal price, 20.46 sen/kWh in January to April 2024 (Petra; exchange rate assumed)."""


class Also(Table):
    """A contract beside the first, for a mixture."""

    price: Literal["solve"] | Price = "solve"
    """Price in flat real USD of 2025 per MWh at the Singapore meter, or ``solve``: the same as that of the first."""
    terms: choice(contract.MODELS, "firm_block")
    clauses: settings(clauses.clauses)


class Contract(Table):
    """The contract with the Singapore buyer, and those beside it."""

    price: Literal["solve"] | Price = "solve"
    """Price in flat real USD of 2025 per MWh at the Singapore meter, or ``solve``: the price that is required."""
    currency: Literal["USD", "SGD", "VND"] = "USD"
    """Currency that the price is agreed in, converted at the rates of 2025."""
    drift_per_year: float = Field(0.0, gt=-0.1, lt=0.1)
    """Yearly real fall of that currency against the dollar; 0.02 to 0.03 has been usual for the dong, before inflation
    (assumed)."""
    reserve_share: Fraction = 1.0
    """Share of the reserve cost that the seller bears on energy under contract; the buyer bears the rest (assumed)."""
    also: tuple[Also, ...] = ()
    """Further contracts: tables of ``price``, ``terms`` and ``clauses``. What is worth more is served first, price and
    avoided penalty together; among equals the first."""
    terms: choice(contract.MODELS, "firm_block")
    clauses: settings(clauses.clauses)

    @model_validator(mode="after")
    def _together(self):
        """A price is solved for a contract that sells, and a dollar does not drift against itself."""
        given = (self, *self.also)
        if self.price == "solve" and all(c.terms.model == "merchant" for c in given if c.price == "solve"):
            raise ValueError("contract.price = 'solve': nothing is sold at it under contract.terms.model = 'merchant'; "
                             "give contract.price a number")
        if self.currency == "USD" and self.drift_per_year:
            raise ValueError(f"contract.drift_per_year = {self.drift_per_year:g}: must be 0 where contract.currency = "
                             "'USD'")
        return self


class Annual(Table):
    """Limits that every year must keep to, found exactly by a policy that knows the year; 0 for none."""

    minimum_load_factor: Fraction = 0.0
    """Least energy at the Singapore meter, over the link's rating x 8,760 h (assumed: nothing beside the contract)."""
    maximum_supply_gwh: NonNegative = 0.0
    """Most energy bought from the grid at the hub: a quota (assumed: none)."""
    maximum_local_gwh: NonNegative = 0.0
    """Most energy sold at the hub (assumed: none)."""
    maximum_cycles_per_year: NonNegative = 0.0
    """Most energy that the battery gives to the hub, over its rated energy, as a maker may warrant (assumed: none)."""


class Trade(Table):
    """How the battery is run and energy is sold."""

    policy: choice(policies.MODELS, "greedy")
    obligation: Literal["always", "past"] = "always"
    """How a policy without foresight counts the penalty that delivering avoids: whole in every year (``always``), or
    by the share of the weather years traded before that missed the minimum (``past``); with foresight it is found
    (assumed)."""
    annual: Annual = Field(default_factory=Annual)
    imbalance: settings(imbalance.cost)

    @model_validator(mode="after")
    def _foreseen(self):
        """A limit on a year is kept by what knows the year."""
        asked = [f"trade.annual.{name} = {value:g}" for name, value in self.annual.model_dump().items() if value]
        able = [name for name, model in policies.MODELS.items() if model in policies.OBLIGED]
        if asked and self.policy.model not in able:
            raise ValueError(f"{asked[0]}: needs trade.policy.model = "
                             f"{' or '.join(map(repr, able))}; {self.policy.model!r} does not know "
                             "the year as a whole")
        return self


FarmTerms = settings(cost.farm, ("capex", "opex"))
SolarTerms = settings(cost.solar, ("capex", "opex"))
BatteryTerms = settings(cost.battery, ("energy_capex", "power_capex", "life"))
ExportTerms = settings(cost.export, ("capex",))
ConverterTerms = settings(cost.converters, ("capex",))
CableTerms = settings(cost.cable, ("capex",))


class Cost(Table):
    """Cost of the parts. Each of the first keys is a number in USD of 2025, or the name of a row of the embedded table
    of costs (sim/data/costs.csv), which is then brought to USD of 2025 through the tables of prices and currencies."""

    farm: _cost("kW") = "farm_capex"
    """Wind farm with array cables and substation. [USD/kW]"""
    farm_upkeep: _cost("kW/yr") = "farm_opex"
    """Fixed cost of operation of the farm. [USD/kW/yr]"""
    solar: _cost("kW") = "solar_capex"
    """Photovoltaic plant, by the rating of its inverters. [USD/kW]"""
    solar_upkeep: _cost("kW/yr") = "solar_opex"
    """Fixed cost of operation of it. [USD/kW/yr]"""
    battery_energy: _cost("kWh") = "battery_energy"
    """Battery, by energy; the whole plant where the next key is zero. [USD/kWh]"""
    battery_power: _cost("kW") = "battery_power"
    """Battery, by power. [USD/kW]"""
    export: _cost("MW/km") = "hvac_submarine"
    """HVAC export cables. [USD/MW/km]"""
    converters_onshore: _cost("kW") = "converter_pair_onshore_dea_2025"
    """Pair of converter stations on land. Vintages: ..._dea_2025, ..._contracts_2023_25, ..._pre_2022. [USD/kW]"""
    converters_offshore: _cost("kW") = "converter_pair_offshore_dea_2025"
    """Pair of converter stations, one on a platform. [USD/kW]"""
    cable: _cost("MW/km") = "dc_submarine_dea_2025"
    """Direct-current cables. Vintages: dc_submarine_dea_2025, ..._contracts_2023_25, ..._pre_2022; what this means for
    another section, voltage or configuration than that of base: ``cable_design``. [USD/MW/km]"""
    contingency: Fraction = 0.0
    """Share of all capex for what was not foreseen, expected to be spent. Zero in base, because its unit costs are
    those of whole projects (DEA 2025, ASEAN Energy Outlook); 0.10 to 0.20 is usual with contract prices (assumed)."""
    development: Fraction = 0.0
    """Surveys, permits and the developer's own cost, share of all capex; zero in base for the same reason (assumed)."""
    farm_terms: FarmTerms
    solar_terms: SolarTerms
    battery_terms: BatteryTerms
    export_terms: ExportTerms
    converter_terms: ConverterTerms
    cable_design: choice(cabling.MODELS, "by_design")
    cable_terms: CableTerms
    standby: settings(standby.standby)


class Finance(Table):
    """Terms of finance."""

    construction_spend: tuple[Fraction, ...] = (0.10, 0.25, 0.35, 0.30)
    """Shares of capex spent in the years before operation, the last just before it; they sum to one (assumed)."""
    inflation: float = Field(0.02, ge=0, le=0.5)
    """Yearly rise of all costs and indexed prices (assumed)."""
    wacc: NonNegative = 0.083
    """Nominal weighted cost of capital after tax (assumed: 70 % debt at 6.8 %, equity at 12.5 %)."""
    indexation: Fraction = 1.0
    """Share of inflation that the contract price follows; 1 keeps it flat in real terms (assumed)."""
    receivable_days: NonNegative = 30.0
    """Time until an invoice is paid (assumed)."""
    sea_area_ha: NonNegative = 60000.0
    """Area of sea granted (assumed within the 200,000 ha surveyed). [ha]"""
    target_equity_irr: Fraction = 0.12
    """Nominal return on equity after tax that the price must give (assumed, 12 to 14 %)."""
    minimum_dscr: Positive = 1.35
    """Cover of debt service that no year may fall below (assumed, 1.30 to 1.40 on P50)."""
    downside: bool = False
    """Size the debt on the P90 case as well, to the downside cover of the debt table."""
    tax: choice(tax.MODELS, "vietnam")
    debt: choice(debt.MODELS, "sculpted")
    sea: settings(spending.sea_use)

    @field_validator("construction_spend")
    @classmethod
    def _whole(cls, shares):
        """Shares sum to one."""
        if not abs(sum(shares) - 1.0) <= 1e-9:
            raise ValueError(f"must sum to 1, and sums to {sum(shares):g}")
        return shares


class Carbon(Table):
    """What Singapore's inventory saves, and the ledger of credits under Article 6."""

    grid_factor: choice(inventory.MODELS, "declining")
    tax: settings(inventory.carbon_tax)
    avoided: settings(inventory.avoided)
    credits: choice(credits.MODELS, "article6")


class Uncertainty(Table):
    """What is not known: of the energy, as standard deviations, and of the cost of building, as a range."""

    energy: choice(uncertainty.MODELS, "categories")
    cost: choice(doubt.MODELS, "two_sided")
