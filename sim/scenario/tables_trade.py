"""Tables of a scenario for contract and trade."""

from typing import Literal

from pydantic import Field, model_validator

from sim.checks import Count, Fraction, NonNegative
from sim.market import contract, contract_clauses, contract_delay, contract_price
from sim.scenario.model_tables import ABSENT, Price, Table, choice, settings
from sim.trade import imbalance as trade_imbalance
from sim.trade import policies


class AlsoTable(Table):
    """A contract beside the first, for a mixture."""

    price: Literal["solve"] | Price = "solve"
    """Price in flat real USD of 2025 per MWh at the Singapore meter, or ``solve``: the same as that of the first."""
    terms: choice(contract.MODELS, "firm_block")
    clauses: settings(contract_clauses.clauses)


class LicenceTable(Table):
    """Condition of the importer's licence, besides the obligations of the contract: a load factor that every quarter of
    the year must reach. Bids do not take its penalty into account."""

    load_factor: Fraction = 0.75
    """Least energy delivered in Singapore over contracted power times the hours of a quarter; 0 for no condition. The
    Energy Market Authority consulted in February 2022 on penalties below 75 %. [fraction]"""
    from_year: Count = 6
    """First operating year in which the condition applies: after five years of commercial operation, as the Energy
    Market Authority proposed in February 2022. [yr]"""
    penalty_usd_per_mwh: Price = 0.0
    """Penalty paid to the Authority for each MWh of shortfall; 0 reports the shortfall alone: no rate is published, and
    it is not known whether licences contain the condition (assumed: none). [USD/MWh]"""
    force_majeure: Literal["none", "cable", "link"] = "cable"
    """Outages whose time in a quarter is exempt, as in ``clauses.force_majeure`` of the contract (assumed)."""


class ContractTable(Table):
    """The contract with the Singapore buyer, and further contracts."""

    price: Literal["solve"] | Price = "solve"
    """Flat real price in USD of 2025 per MWh at the Singapore meter, or ``solve``: the required price."""
    currency: Literal["USD", "SGD", "VND"] = "USD"
    """Currency that the price is agreed in, converted at the rates of 2025."""
    drift_per_year: float = Field(0.0, gt=-0.1, lt=0.1)
    """Yearly real depreciation of that currency against the dollar; 0.02 to 0.03 has been usual for the dong, before
    inflation (assumed)."""
    term_years: int = Field(0, ge=0, le=50)
    """Years of operation under contract; then all is sold on the spot market, further contracts as well. 0: as long as
    the project operates (assumed; the Energy Market Authority is prepared to give licences of 30 years)."""
    reserve_share: Fraction = 1.0
    """Share of the reserve cost that the seller bears on energy under contract; the buyer bears the rest (assumed)."""
    also: tuple[AlsoTable, ...] = ()
    """Further contracts: tables of ``price``, ``terms`` and ``clauses``. Contracts are served in descending order of
    price plus avoided penalty; among equals the first one given."""
    terms: choice(contract.MODELS, "firm_block")
    clauses: settings(contract_clauses.clauses)
    licence: LicenceTable = Field(default_factory=ABSENT)
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
    """Limits that every year must respect, kept exactly by a policy with perfect foresight; 0 for none."""

    minimum_load_factor: Fraction = 0.0
    """Least energy at the Singapore meter, over the link's rating x 8,760 h (assumed: none besides the contract's)."""
    maximum_supply_gwh: NonNegative = 0.0
    """Largest energy bought from the grid at the hub in a year: a quota (assumed: none)."""
    maximum_local_gwh: NonNegative = 0.0
    """Largest energy sold at the hub in a year (assumed: none)."""
    maximum_cycles_per_year: NonNegative = 0.0
    """Largest energy that the battery delivers to the hub in a year, over its rated energy, as a manufacturer may
    warrant (assumed: none)."""


class TradeTable(Table):
    """How the battery is dispatched and energy is sold."""

    policy: choice(policies.MODELS, "greedy")
    obligation: Literal["always", "past"] = "always"
    """How a policy without foresight values the penalty that a delivery avoids: in full in every year (``always``), or
    in proportion to the share of the weather years traded before that missed the minimum (``past``); a policy with
    foresight computes it (assumed)."""
    annual: AnnualTable = Field(default_factory=ABSENT)
    imbalance: settings(trade_imbalance.cost)

    @model_validator(mode="after")
    def _foreseen(self):
        """A limit on a year needs a policy with foresight of the year."""
        asked = [f"trade.annual.{name} = {value:g}" for name, value in self.annual.model_dump().items() if value]
        able = [name for name, model in policies.MODELS.items() if model in policies.OBLIGED]
        if asked and self.policy.model not in able:
            raise ValueError(f"{asked[0]}: needs trade.policy.model = "
                             f"{' or '.join(map(repr, able))}; {self.policy.model!r} does not know "
                             "the year as a whole")
        return self
