"""Tables of a scenario for contract and trade."""

from typing import Literal

from pydantic import Field, model_validator

from sim.checks import Count, Fraction, NonNegative
from sim.market import contract, contract_clauses, contract_delay, contract_price
from sim.scenario.model_tables import Price, Table, choice, settings
from sim.trade import imbalance as trade_imbalance
from sim.trade import policies


class AlsoTable(Table):
    """A contract beside the first, for a mixture."""

    price: Literal["solve"] | Price = "solve"
    """Price in flat real USD of 2025 per MWh at the Singapore meter, or ``solve``: the same as that of the first."""
    terms: choice(contract.MODELS, "firm_block")
    clauses: settings(contract_clauses.clauses)


class LicenceTable(Table):
    """Condition of the importer's licence, beside what the contract owes: a load factor that every quarter of the year
    keeps. Bids do not count its penalty."""

    load_factor: Fraction = 0.75
    """Energy delivered in Singapore over contracted power times the hours of a quarter, which falls short of nothing at
    0. The Energy Market Authority consulted in February 2022 on penalties below 75 %. [fraction]"""
    from_year: Count = 6
    """First operating year that it holds in: after five years of commercial operation, as the Energy Market Authority
    proposed in February 2022. [yr]"""
    penalty_usd_per_mwh: Price = 0.0
    """Paid to the Authority for each MWh short of it; 0 shows the shortfall alone: no rate is published, and whether
    licences hold the condition is not known (assumed: none). [USD/MWh]"""
    force_majeure: Literal["none", "cable", "link"] = "cable"
    """Outages whose part of a quarter does not count, as in ``clauses.force_majeure`` of the contract (assumed)."""


class ContractTable(Table):
    """The contract with the Singapore buyer, and those beside it."""

    price: Literal["solve"] | Price = "solve"
    """Price in flat real USD of 2025 per MWh at the Singapore meter, or ``solve``: the price that is required."""
    currency: Literal["USD", "SGD", "VND"] = "USD"
    """Currency that the price is agreed in, converted at the rates of 2025."""
    drift_per_year: float = Field(0.0, gt=-0.1, lt=0.1)
    """Yearly real fall of that currency against the dollar; 0.02 to 0.03 has been usual for the dong, before inflation
    (assumed)."""
    term_years: int = Field(0, ge=0, le=50)
    """Years of operation under contract; then all is sold on the spot market, further contracts as well. 0: as long as
    the project operates (assumed; the Energy Market Authority is prepared to give licences of 30 years)."""
    reserve_share: Fraction = 1.0
    """Share of the reserve cost that the seller bears on energy under contract; the buyer bears the rest (assumed)."""
    also: tuple[AlsoTable, ...] = ()
    """Further contracts: tables of ``price``, ``terms`` and ``clauses``. What pays more is served first, price and
    avoided penalty together; among equals the first."""
    terms: choice(contract.MODELS, "firm_block")
    clauses: settings(contract_clauses.clauses)
    licence: LicenceTable = Field(default_factory=LicenceTable)
    path: settings(contract_price.path)
    delay: settings(contract_delay.delay)

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


class AnnualTable(Table):
    """Limits that every year must keep to, found exactly by a policy that knows the year; 0 for none."""

    minimum_load_factor: Fraction = 0.0
    """Least energy at the Singapore meter, over the link's rating x 8,760 h (assumed: nothing beside the contract)."""
    maximum_supply_gwh: NonNegative = 0.0
    """Most energy bought from the grid at the hub: a quota (assumed: none)."""
    maximum_local_gwh: NonNegative = 0.0
    """Most energy sold at the hub (assumed: none)."""
    maximum_cycles_per_year: NonNegative = 0.0
    """Most energy that the battery gives to the hub, over its rated energy, as a maker may warrant (assumed: none)."""


class TradeTable(Table):
    """How the battery is run and energy is sold."""

    policy: choice(policies.MODELS, "greedy")
    obligation: Literal["always", "past"] = "always"
    """How a policy without foresight counts the penalty that delivering avoids: whole in every year (``always``), or
    by the share of the weather years traded before that missed the minimum (``past``); with foresight it is found
    (assumed)."""
    annual: AnnualTable = Field(default_factory=AnnualTable)
    imbalance: settings(trade_imbalance.cost)

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
