"""Tables of the scenario on market, contract, trade, cost, finance, carbon and uncertainty."""

import difflib
from functools import cache, partial
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from sim.carbon import credits, inventory
from sim.checks import Fraction, NonNegative, Positive
from sim.farm import uncertainty
from sim.finance import cost, debt, spending, tax
from sim.inputs import library
from sim.market import contract, demand, gas, price
from sim.scenario.choice import Table, choice, settings
from sim.trade import policies


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
    import_charge_usd_per_mwh: NonNegative = 4.0
    """Uplift, system operator, reserve and market fees that an importer pays on each MWh (assumed, 2 to 5)."""
    spot_width_mw: NonNegative = 1200.0
    """Most that the spot market takes from this link (assumed: the import capacity)."""
    supply_price_usd_per_mwh: NonNegative = 200.0
    """Price of the receiving station's own use; it is bought whenever the contract pays more for the same power
    (assumed: large-consumer tariff)."""
    demand: choice(demand.MODELS, "shape")
    price: choice(price.MODELS, "quantile_copula")
    marginal: settings(gas.marginal_cost)
    new_gas: settings(gas.new_entrant_cost)


class Local(Table):
    """The sink at the Vietnamese hub: the local grid or an industrial park."""

    width_mw: NonNegative = 300.0
    """Most that is taken; 0 for none (assumed)."""
    price_usd_per_mwh: NonNegative = 60.0
    """Price paid for it (assumed; the nearshore tariff of 1,913.7 VND/kWh is USD 75)."""
    supply_price_usd_per_mwh: NonNegative = 86.0
    """Price of the sending station's own use, bought where power for Singapore earns more: the mean retail tariff,
    2,204 VND/kWh (Vietnam Electricity, 2025)."""
    cable_loss: float = Field(0.02, ge=0, lt=1)
    """Share lost in the cable that a local sale needs where the hub is offshore (assumed)."""


class Contract(Table):
    """The contract with the Singapore buyer."""

    price: Literal["solve"] | NonNegative = "solve"
    """Price in flat real USD of 2025 per MWh at the Singapore meter, or ``solve``: the price that is required."""
    terms: choice(contract.MODELS, "firm_block")


class Trade(Table):
    """How the battery is run and energy is sold."""

    policy: choice(policies.MODELS, "greedy")


FarmTerms = settings(cost.farm, ("capex", "opex"))
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
    """Direct-current cables. Vintages: dc_submarine_dea_2025, ..._contracts_2023_25, ..._pre_2022. [USD/MW/km]"""
    contingency: Fraction = 0.0
    """Share of all capex for what was not foreseen, expected to be spent. Zero in base, because its unit costs are
    those of whole projects (DEA 2025, ASEAN Energy Outlook); 0.10 to 0.20 is usual with contract prices (assumed)."""
    development: Fraction = 0.0
    """Surveys, permits and the developer's own cost, share of all capex; zero in base for the same reason (assumed)."""
    farm_terms: FarmTerms
    battery_terms: BatteryTerms
    export_terms: ExportTerms
    converter_terms: ConverterTerms
    cable_terms: CableTerms


class Finance(Table):
    """Terms of finance."""

    construction_spend: tuple[Fraction, ...] = (0.10, 0.25, 0.35, 0.30)
    """Shares of capex spent in the years before operation, the last just before it; they sum to one (assumed)."""
    inflation: Fraction = 0.02
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
    """What is not known of the energy, as standard deviations."""

    energy: choice(uncertainty.MODELS, "categories")
