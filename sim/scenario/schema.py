"""The scenario: every key a file may hold, with its default, its rule and its meaning."""

from types import SimpleNamespace
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sim.carbon.article6 import LARGEST, check_path
from sim.carbon.inventory import HIGHEST_TAX
from sim.checks import Count
from sim.errors import SundalinkError
from sim.scenario import (
    tables_carbon,
    tables_companies,
    tables_farm,
    tables_finance,
    tables_link,
    tables_market,
    tables_parties,
    tables_phases,
    tables_programme,
    tables_resource,
    tables_storage,
    tables_trade,
)
from sim.scenario.model_tables import ABSENT, Table, place


class TimeTable(Table):
    """Years and periods."""

    period_h: Literal[0.5, 1.0] = 0.5
    """Length of a period; Singapore's market has traded half-hours since 2003 (Energy Market Authority). [h]"""
    weather_years: int = Field(20, ge=1, le=1000)
    """Weather years that each traded year is simulated with where the wind is synthetic; wind from files has its own
    number (assumed sufficient)."""
    first_operating_year: int = Field(2036, ge=2025, le=2060)
    """First calendar year of operation: the P50 of the programme, 2036.2; announcements name 2033 to 2034 (Ministry of
    Trade and Industry, Oct 2025)."""
    operating_years: int = Field(30, ge=1, le=50)
    """Years of operation (assumed design life of the turbines)."""
    traded_years: Count = 4
    """Operating years that are simulated period by period, the first and the last among them; the years between are
    interpolated (assumed sufficient, as little changes but age, demand and carbon tax)."""
    also_traded: tuple[int, ...] = ()
    """Further operating years to simulate; the years in which a buyer begins and ends are added automatically."""

    @field_validator("period_h", mode="before")
    @classmethod
    def _number(cls, value):
        """A truth value equals 1, and is not meant."""
        if isinstance(value, bool):
            raise ValueError("must be 0.5 or 1.0")
        return value


class Scenario(Table):
    """A case: one project, from wind off Vietnam to money in Singapore."""

    name: str = Field("base", min_length=1)
    """Short name of the case; it names the folder of results as well."""
    description: str = "2.3 GW off Ba Ria-Vung Tau, 1.2 GW to Singapore over some 1,000 km of +-525 kV"
    """One line on what the case is."""
    document_basis: str = ("EMA conditional approval of 1.2 GW, 24 October 2023; "
                           "joint development agreement on 2.3 GW, 10 February 2023")
    """Published sizes and date on which the case is based."""
    seed: int = Field(20231024, ge=0, lt=2**63)
    """Seed of every random draw; the same file and seed give the same arrays (assumed: any number is as good)."""
    time: TimeTable = Field(default_factory=ABSENT)
    site: tables_resource.SiteTable = Field(default_factory=ABSENT)
    resource: tables_resource.ResourceTable = Field(default_factory=ABSENT)
    farm: tables_farm.FarmTable = Field(default_factory=ABSENT)
    collection: tables_farm.CollectionTable = Field(default_factory=ABSENT)
    hub: tables_farm.HubTable = Field(default_factory=ABSENT)
    solar: tables_farm.SolarTable = Field(default_factory=ABSENT)
    storage: tables_storage.StorageTable = Field(default_factory=ABSENT)
    route: tables_link.RouteTable = Field(default_factory=ABSENT)
    link: tables_link.LinkTable = Field(default_factory=ABSENT)
    market: tables_market.MarketTable = Field(default_factory=ABSENT)
    local: tables_market.LocalTable = Field(default_factory=ABSENT)
    supply: tables_market.SupplyTable = Field(default_factory=ABSENT)
    malaysia: tables_market.MalaysiaTable = Field(default_factory=ABSENT)
    buyers: tuple[tables_market.BuyerTable, ...] = ()
    """Further buyers: tables ``[[buyers]]``, any number of them."""
    contract: tables_trade.ContractTable = Field(default_factory=ABSENT)
    trade: tables_trade.TradeTable = Field(default_factory=ABSENT)
    cost: tables_finance.CostTable = Field(default_factory=ABSENT)
    companies: tuple[tables_companies.CompanyRow, ...] = ()
    """Companies besides the one that holds the contract; each owns parts of the project and is paid for them."""
    finance: tables_finance.FinanceTable = Field(default_factory=ABSENT)
    phases: tuple[tables_phases.PhaseRow, ...] = ()
    """Parts of the project that enter service before the whole of it: tables ``[[phases]]``, by year."""
    carbon: tables_carbon.CarbonTable = Field(default_factory=ABSENT)
    programme: tables_programme.Programme = Field(default_factory=ABSENT)
    parties: tables_parties.PartiesTable = Field(default_factory=ABSENT)
    uncertainty: tables_finance.UncertaintyTable = Field(default_factory=ABSENT)

    @field_validator("name")
    @classmethod
    def _folder(cls, name):
        """A name leads to no other folder."""
        if name.startswith(".") or any(sign in name for sign in "/\\\0\n"):
            raise ValueError("must not begin with a dot, nor hold a slash or a line break")
        return name

    @model_validator(mode="after")
    def _phases_in_order(self):
        """Phases come one after another, before the whole."""
        years = [row.year for row in self.phases]
        if years != sorted(set(years)) or any(year >= self.time.first_operating_year for year in years):
            raise ValueError(f"phases.year = {years}: must rise, each before time.first_operating_year = "
                             f"{self.time.first_operating_year}")
        for name in ("turbine_share", "pole_count", "battery_share"):
            shares = [getattr(row, name) for row in self.phases]
            if shares != sorted(shares):
                raise ValueError(f"phases.{name} = {shares}: must not fall from one phase to the next")
        return self

    @model_validator(mode="after")
    def _one_owner(self):
        """No part of the project is owned twice."""
        owner = {}
        for row in self.companies:
            for part in row.owns:
                if part in owner:
                    raise ValueError(f"companies.owns: {part!r} must have one owner, and is owned by {owner[part]!r} "
                                     f"and {row.name!r}")
                owner[part] = row.name
        return self

    @model_validator(mode="after")
    def _together(self):
        """Rules that join two tables."""
        if self.time.traded_years > self.time.operating_years:
            raise ValueError(f"time.traded_years = {self.time.traded_years}: must be no more than "
                             f"time.operating_years = {self.time.operating_years}")
        if self.resource.source != "synthetic" and not self.resource.files:
            raise ValueError(f"resource.files: must name at least one file when resource.source = "
                             f"{self.resource.source!r}")
        corrected, behind = self.resource.correction.model != "none", bool(self.resource.reference.files)
        if corrected and self.resource.source not in ("csv", "windio"):
            raise ValueError(f"resource.correction.model = {self.resource.correction.model!r}: needs resource.source = "
                             "'csv' or 'windio', a measurement to be corrected")
        if corrected != behind:
            raise ValueError("resource.reference.files: must name at least one file where resource.correction.model is "
                             f"not 'none', and none where it is; it names {len(self.resource.reference.files)}")
        if self.solar.source != "synthetic" and not self.solar.files:
            raise ValueError(f"solar.files: must name at least one file when solar.source = {self.solar.source!r}")
        if self.solar.capacity_mw > 0 and self.hub.topology == "offshore":
            raise ValueError(f"solar.capacity_mw = {self.solar.capacity_mw:g}: must be 0 with hub.topology = "
                             "'offshore'; solar stands on land, where that case has no hub")
        policy = self.trade.policy
        if policy.model == "greedy" and policy.discharge_above_usd_per_mwh < policy.charge_below_usd_per_mwh:
            raise ValueError(f"trade.policy.discharge_above_usd_per_mwh = {policy.discharge_above_usd_per_mwh:g}: must "
                             f"be no less than charge_below_usd_per_mwh ({policy.charge_below_usd_per_mwh:g})")
        if self.storage.maintenance.yearly_days and policy.model == "rolling":
            raise ValueError(f"storage.maintenance.yearly_days = {self.storage.maintenance.yearly_days:g}: needs "
                             "trade.policy.model = 'greedy', 'perfect_foresight' or 'linear'; 'rolling' knows no "
                             "limits in time")
        self._check_fixed_term()
        self._check_buyers()
        self._check_term()
        far = self.storage.far
        if far.power_mw and far.energy_mwh and policy.model != "linear":
            raise ValueError(f"storage.far.power_mw = {far.power_mw:g}: a battery at the Singapore meter needs "
                             f"trade.policy.model = 'linear'; {policy.model!r} knows the battery at the hub alone")
        self._check_carbon()
        if self.finance.tenor_years > self.time.operating_years:
            where = "tranches: tenor_years" if self.finance.tranches else "debt.tenor_years"
            raise ValueError(f"finance.{where} = {self.finance.tenor_years}: must be no more than "
                             f"time.operating_years = {self.time.operating_years}")
        return self

    def _check_fixed_term(self):
        """A loan is repaid within what the latest delay leaves of a term that ends on its date."""
        left = self.time.operating_years - tables_programme.LATEST
        if self.programme.term_fixed and self.finance.tenor_years > left:
            raise ValueError(f"programme.term_fixed = true: a delay of {tables_programme.LATEST} years leaves {left} "
                             f"of operation, so the tenor of loans must be at most {left} and is "
                             f"{self.finance.tenor_years}")

    def _check_carbon(self):
        """The carbon tax stays in its range, and a method for credits is one for farms of this size."""
        last = self.time.first_operating_year + self.time.operating_years - 1
        tax = float(self.carbon.tax.bind()(last))
        if tax > HIGHEST_TAX:
            raise ValueError(f"carbon.tax.growth = {self.carbon.tax.growth:g}: makes the tax of {last}, the last year "
                             f"of operation, {tax:,.0f} SGD/tCO2, which must be at most {HIGHEST_TAX:,.0f}")
        largest = LARGEST.get(self.carbon.credits.method, self.farm.capacity_mw)
        if self.farm.capacity_mw > largest:
            raise ValueError(f"carbon.credits.method = {self.carbon.credits.method!r}: must be a method for farms of "
                             f"{self.farm.capacity_mw:g} MW; this one is for at most {largest:g} MW")
        credits = self.carbon.credits
        try:
            check_path(credits.price_years, credits.price_path_usd_per_tco2)
        except SundalinkError as fault:
            raise ValueError(f"carbon.credits.{fault}") from None

    def _check_buyers(self):
        """Every buyer has a name of its own, and a place to stand."""
        contracts = [f"contract_{n}" for n in range(2, len(self.contract.also) + 2)]
        taken = ["local", "malaysia", "spot", "contract", *contracts]
        for number, buyer in enumerate(self.buyers):
            if buyer.name in taken:
                raise ValueError(f"buyers.{number}.name = {buyer.name!r}: is taken; each buyer needs a name of its own")
            taken.append(buyer.name)
            first, last = self.time.first_operating_year, self.time.first_operating_year + self.time.operating_years - 1
            if (buyer.first_year or first) > last or (buyer.last_year or last) < first:
                raise ValueError(f"buyers.{number}.first_year = {buyer.first_year}: {buyer.name!r} buys in no year of "
                                 f"operation, {first} to {last}")
            self._trade_also(year + step for year, step in ((buyer.first_year, -1), (buyer.first_year, 0),
                                                            (buyer.last_year, 0), (buyer.last_year, 1)) if year)
        if len(self.buyers) > 100:
            raise ValueError(f"buyers: {len(self.buyers)} are more than the 100 that a case may have")

    def _check_term(self):
        """The years in which the contracts end are traded; lists of the price's path belong together."""
        end = self.time.first_operating_year + self.contract.term_years
        self._trade_also((end - 1, end) if self.contract.term_years else ())
        self.contract.path.bind()(self.time.operating_years)

    def _trade_also(self, steps):
        """Trade years across which what is sold is no straight line."""
        first, last = self.time.first_operating_year, self.time.first_operating_year + self.time.operating_years - 1
        years = sorted({*self.time.also_traded, *(year for year in steps if first <= year <= last)})
        if tuple(years) != self.time.also_traded:
            self.__dict__["time"] = self.time.model_copy(update={"also_traded": tuple(years)})

    def only(self, reads):
        """
        Return the part of a scenario that a stage declares to read.

        Parameters
        ----------
        reads : sequence of str
            Dotted keys and tables, such as ``time.period_h`` and ``resource``.

        Returns
        -------
        tables : types.SimpleNamespace
            Those and nothing else, under the same names.
        """
        tables = {}
        for path in reads:
            *parents, last = path.split(".")
            value, table = self, tables
            for word in parents:
                value, table = getattr(value, word), table.setdefault(word, {})
            table[last] = getattr(value, last)
        return _namespace(tables)

    def _repr_html_(self):
        """Short form for notebooks."""
        from sim.scenario.html_summary import scenario_html
        from sim.scenario.template import merged

        return scenario_html(self, merged(self))

    def __reduce__(self):
        """Types of tables made from functions cannot be imported by name, so a scenario is pickled as plain tables."""
        return _from_tables, (self.model_dump(),)

    @model_validator(mode="after")
    def _placed(self):
        """Tables know where they stand."""
        place(self)
        return self


def _namespace(tables):
    """Return nested tables as attributes."""
    return SimpleNamespace(**{name: _namespace(value) if isinstance(value, dict) else value
                              for name, value in tables.items()})


def _from_tables(tables):
    """Return the scenario that was pickled as plain tables."""
    return Scenario.model_validate(tables)
