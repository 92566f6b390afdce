"""Tables of the scenario on market, contract, trade, cost, finance, carbon and uncertainty."""

import difflib
from functools import cache, partial
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator, model_validator

from sim.checks import Count, Fraction, NonNegative, Positive
from sim.farm import energy_uncertainty
from sim.finance import (
    cost_cable,
    cost_components,
    cost_owner,
    cost_readiness,
    cost_schedule,
    cost_uncertainty,
    debt_stack,
)
from sim.finance import tax as finance_tax
from sim.finance import waterfall as finance_waterfall
from sim.inputs import sourced_table
from sim.scenario.model_tables import ABSENT, Table, choice, settings
from sim.scenario.tables_debt import (
    EquityBridgeTable,
    Joint,
    Loan,
    Refinancing,
    Simulation,
    Sizing,
    Withholding,
    Yardstick,
)
from sim.scenario.tables_phases import PartSpend, SpendCurrency, shared_out


@cache
def _money():
    """Return the units of the costs that are money, by key; read once, for a sweep loads thousands of scenarios."""
    return {key: row.unit for key, row in sourced_table.rows("costs").items() if row.currency}


def _row(per, name):
    """Refuse a text that is no row of the table of costs, or a row of money per something else."""
    rows = [key for key, unit in _money().items() if unit.partition("/")[2] == per]
    if name not in rows:
        near = difflib.get_close_matches(name, rows, n=1)
        suggestion = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(f"must be the name of a row of money per {per} in sim/data/costs.csv{suggestion}")
    return name


def _cost(per):
    """Return the type of a unit cost: a number in USD of 2025, or the name of a row."""
    return NonNegative | Annotated[str, AfterValidator(partial(_row, per))]


class CostTable(Table):
    """Cost of the parts. Each of the first keys is a number in USD of 2025, or the name of a row of the embedded cost
    table (sim/data/costs.csv), which is converted to USD of 2025 by the tables of price indices and exchange rates."""

    farm: _cost("kW") = "farm_capex"
    """Wind farm with array cables and substation. [USD/kW]"""
    farm_upkeep: _cost("kW/yr") = "farm_opex"
    """Fixed cost of operation of the farm. [USD/kW/yr]"""
    solar: _cost("kW") = "solar_capex"
    """Photovoltaic plant, by the rating of its inverters. [USD/kW]"""
    solar_upkeep: _cost("kW/yr") = "solar_opex"
    """Fixed cost of operation of the photovoltaic plant. [USD/kW/yr]"""
    battery_energy: _cost("kWh") = 150.0
    """Battery, per unit of energy; the whole plant where the next key is zero: 125 in 2025 outside China and the United
    States, 75 of equipment and 50 of works (Ember, 2025), and a fifth for delivery in Viet Nam (assumed). [USD/kWh]"""
    battery_power: _cost("kW") = "battery_power"
    """Battery, by power. [USD/kW]"""
    export: _cost("MW/km") = "hvac_submarine"
    """HVAC export cables. [USD/MW/km]"""
    converters_onshore: _cost("kW") = "converter_pair_onshore_dea_2025"
    """Pair of converter stations on land. Vintages: ..._dea_2025, ..._contracts_2023_25, ..._pre_2022. [USD/kW]"""
    converters_offshore: _cost("kW") = "converter_pair_offshore_dea_2025"
    """Pair of converter stations, one on a platform. [USD/kW]"""
    cable: _cost("MW/km") = "dc_submarine_dea_2025"
    """Direct-current cables. Vintages: dc_submarine_dea_2025, ..._contracts_2023_25, ..._pre_2022; ``cable_design``
    derives the cost of another section, voltage or configuration than that of base. [USD/MW/km]"""
    contingency: Fraction = 0.12
    """Contingency as a share of all capex, expected to be spent (assumed: within the 0.10 to 0.20 that lenders'
    engineers require; none where unit costs already include it)."""
    development: Fraction = 0.08
    """Surveys, permits, project management and the developer's own cost, share of all capex (assumed; 155 million GBP
    for a gigawatt of wind, Guide to an offshore wind farm, is some 6 % of its cost)."""
    farm_terms: settings(cost_components.farm, ("capex", "opex"))
    solar_terms: settings(cost_components.solar, ("capex", "opex"))
    battery_terms: settings(cost_components.battery, ("energy_capex", "power_capex", "life"))
    export_terms: settings(cost_components.export, ("capex",))
    converter_terms: settings(cost_components.converters, ("capex",))
    cable_design: choice(cost_cable.MODELS, "by_design")
    cable_terms: settings(cost_components.cable, ("capex",))
    standby: settings(cost_readiness.standby)
    insurance: settings(cost_owner.insurance)
    vat_bridge: settings(cost_owner.vat_bridge)
    currency_hedge: settings(cost_owner.currency_hedge)


class FinanceTable(Table):
    """Terms of finance."""

    construction_spend: tuple[Fraction, ...] = (0.10, 0.25, 0.35, 0.30)
    """Shares of capex spent in the years before operation, the last just before it; they sum to one (assumed)."""
    part_spend: PartSpend = Field(default_factory=ABSENT)
    spend_currency: tuple[SpendCurrency, ...] = ()
    """Currencies in which parts are bought: rows of ``part``, ``currency`` and ``share``; the remainder of the part is
    in dollars. A part without a row is in euros by ``uncertainty.joint.euro_share`` (assumed)."""
    inflation: float = Field(0.02, ge=0, le=0.5)
    """Yearly rise of all costs and indexed prices (assumed)."""
    wacc: NonNegative = 0.083
    """Nominal weighted cost of capital after tax (assumed: 70 % debt at 6.8 %, equity at 12.5 %)."""
    indexation: Fraction = 1.0
    """Share of inflation by which the contract price is indexed; 1 keeps it flat in real terms (assumed)."""
    receivable_days: NonNegative = 30.0
    """Time until an invoice is paid (assumed)."""
    sea_area_ha: NonNegative = 60000.0
    """Sea area granted (assumed, within the 200,000 ha surveyed). [ha]"""
    target_equity_irr: Fraction = 0.12
    """Target nominal equity IRR after tax (assumed, 12 to 14 %)."""
    minimum_dscr: Positive = 1.35
    """Minimum debt service cover ratio of every year (assumed, 1.30 to 1.40 on P50)."""
    downside: bool = True
    """Size the debt on the one-year P90 as well, to ``downside_dscr`` of the debt model."""
    interest_cap: Fraction = 0.0
    """Cap on tax-deductible interest, over revenue less cost of operation; 0 for no cap, 0.30 where lender and borrower
    are related (Decree 132/2020/ND-CP)."""
    account_interest: Fraction = 0.02
    """Interest a year on reserve accounts: for debt service, renewals and removal (assumed: half of the swap rate, as
    lenders count on less than the market pays). Income tax is due on it."""
    removal_reserve_years: Count = 10
    """Years over which the cost of removal is saved in an account, the last year of operation among them; 1 pays it
    from the cash of that year (assumed)."""
    repair_reserve_usd: NonNegative = 5.0e7
    """Account for the repair of the cable that its owner fills from cash behind the debt service reserve, in simulated
    lives while a loan is owed: the cost of one repair (assumed; EstLink 2: 30 to 60 million EUR, costs.csv). The mean
    cost of repairs is part of the cable's cost of operation. Nominal. [USD]"""
    agency_fee_usd_per_year: NonNegative = 3.0e6
    """Fees of agent, trustee, account bank and the lenders' engineer in operation (assumed). [USD/yr]"""
    tranches: tuple[Loan, ...] = ()
    """Loans of ``debt.model = "stacked"``, one row each: name, kind, share and the terms that differ from its kind."""
    sizing: Sizing = Field(default_factory=ABSENT)
    simulation: Simulation = Field(default_factory=ABSENT)
    withholding: Withholding = Field(default_factory=ABSENT)
    refinancing: Refinancing = Field(default_factory=ABSENT)
    equity_bridge: EquityBridgeTable = Field(default_factory=ABSENT)
    yardstick: Yardstick = Field(default_factory=ABSENT)
    waterfall: settings(finance_waterfall.waterfall)
    tax: choice(finance_tax.MODELS, "vietnam")
    debt: choice(debt_stack.MODELS, "sculpted")
    sea: settings(cost_schedule.sea_use)

    @model_validator(mode="after")
    def _stack(self):
        """Loans and the model that sizes them go together."""
        stacked = self.debt.model == "stacked"
        if stacked != bool(self.tranches):
            raise ValueError(f"finance.tranches: must name at least one loan with finance.debt.model = 'stacked', and "
                             f"none with another; the model is {self.debt.model!r} and {len(self.tranches)} are named")
        total = sum(loan.share for loan in self.tranches)
        if stacked and not abs(total - 1.0) <= 1e-9:
            raise ValueError(f"finance.tranches: shares must sum to 1, and sum to {total:g}")
        return self

    @property
    def tenor_years(self):
        """Years until the last loan is repaid."""
        return max((loan.tenor_years for loan in self.tranches), default=getattr(self.debt, "tenor_years", 0))

    @model_validator(mode="after")
    def _in_time(self):
        """No part is paid for before anything is built."""
        most = len(self.construction_spend)
        for name, shares in self.part_spend.model_dump().items():
            if len(shares) > most:
                raise ValueError(f"finance.part_spend.{name}: must name no more than the {most} years of "
                                 f"finance.construction_spend, not {len(shares)}")
        return self

    _shared = field_validator("spend_currency")(classmethod(lambda cls, rows: shared_out(rows)))

    @field_validator("construction_spend")
    @classmethod
    def _whole(cls, shares):
        """Shares sum to one."""
        if not abs(sum(shares) - 1.0) <= 1e-9:
            raise ValueError(f"must sum to 1, and sums to {sum(shares):g}")
        return shares


class UncertaintyTable(Table):
    """Uncertainty: of the energy, as standard deviations, and of the construction cost, as a range."""

    energy: choice(energy_uncertainty.MODELS, "categories")
    cost: choice(cost_uncertainty.MODELS, "two_sided")
    joint: Joint = Field(default_factory=ABSENT)
