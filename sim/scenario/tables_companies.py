"""Tables of a scenario for companies besides the one that holds the contract."""

from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, Lt
from pydantic import Field, model_validator

from sim.checks import Count, Fraction
from sim.scenario.model_tables import Table
from sim.scenario.tables_debt import Loan

Rate = Annotated[float, Gt(0), Le(0.5)]
Cover = Annotated[float, Ge(1), Le(5)]


class CompanyRow(Table):
    """A company that owns parts of the project and is paid for them by the one that holds the contract."""

    name: str = Field(min_length=1)
    """Name of the company."""
    owns: tuple[Literal["farm", "solar", "battery", "far_battery", "export", "converters", "cable", "spur_converters",
                        "spur_cable", "spur_node", "standby"], ...] = ("converters", "cable", "standby")
    """Parts of the project that it owns, with their share of contingency and development cost."""
    regime: Literal["regulated", "availability", "cap_and_floor", "wheeling"] = "regulated"
    """Regime of payment: allowed revenue on a regulated asset base, availability payments, a tariff between cap and
    floor, or a wheeling tariff with take-or-pay and no other support."""
    rate: Rate = 0.06
    """Allowed nominal return, of the kind given by ``allowed_return``; with a cap and floor the return at the floor
    (assumed)."""
    cap_rate: Rate = 0.10
    """Nominal return at the cap (assumed)."""
    allowed_return: Literal["vanilla", "pre_tax", "post_tax"] = "vanilla"
    """What the return is: ``vanilla`` (interest before tax and equity behind it; the tax due behind the interest of
    ``gearing`` is allowed beside it, as regulators that build revenue from blocks do), ``pre_tax`` (tax is paid out
    of it) or ``post_tax`` (the tax of a company without debt is allowed beside it)."""
    recovery: Count = 25
    """Years of operation over which its cost is recovered (Ofgem's cap and floor: 25 years)."""
    indexed: bool = True
    """Whether payments are level in constant money; otherwise they fall with the regulated asset base."""
    grant: Annotated[float, Ge(0), Lt(1)] = 0.0
    """Viability-gap grant in construction, as a share of its construction cost (0 to 0.3, assumed)."""
    target: Annotated[float, Gt(0), Le(1)] = 0.97
    """Availability from which it is paid in full (Basslink's contract: 97 %)."""
    least: Fraction = 0.80
    """Availability below which the floor does not apply (Ofgem: 80 %)."""
    bonus: Fraction = 0.0
    """Availability regime: more of the payment at an availability of one, in proportion above ``target`` (assumed:
    none)."""
    most_lost: Fraction = 1.0
    """Availability regime: most of a year's payment that low availability takes (assumed: all of it)."""
    assess_years: Annotated[int, Ge(1), Le(40)] = 1
    """Cap and floor: years of a period for which payments are held against floor and cap, settled in its last (Ofgem:
    five by default, one where a project is financed on the floor, as NeuConnect)."""
    cap_moves: Fraction = 0.0
    """Cap and floor: share by which availability about ``target`` raises or lowers the cap (Ofgem, IFA2: 0.02 about a
    target of 0.965; none here)."""
    paid_early: bool = False
    """Regulated: whether consumers pay the allowed return on what is spent while it is built, as with Thames Tideway,
    instead of its joining the asset base."""
    tariff: Annotated[float, Ge(0), Le(1000)] = 80.0
    """Real tariff that the company with the contract pays for a MWh delivered, with a cap and floor or for wheeling
    (assumed). [USD/MWh]"""
    take_or_pay: Fraction = 0.0
    """Wheeling: share of the link's rating that is paid for in all hours at least, delivered or not (assumed)."""
    excess: Fraction = 1.0
    """Share of the revenue above the cap that is returned to consumers (assumed)."""
    gearing: Fraction = 0.70
    """Most of its debt over all its uses of money until operation, and that which the tax allowance assumes (assumed;
    Marinus Link, 2025: 80 %)."""
    interest: Rate = 0.056
    """All-in interest a year of its loan (a swap of 3.93 % and 167 basis points; NeuConnect, 2022: 160 to 190)."""
    tenor_years: Count | None = None
    """Years of operation until it is repaid; unless given 25, or as many as its cost is recovered in (NeuConnect,
    2022: 25 years)."""
    dscr: Cover = 1.20
    """Cover of debt service that its expected case must keep (assumed: less than of a project that sells energy)."""
    downside_dscr: Cover = 1.05
    """Cover that it must keep in the cases that the project's debt is sized on (assumed)."""
    upfront: Fraction = 0.02
    """Fee on its loan (assumed)."""
    commitment: Fraction = 0.006
    """Fee a year on what is not drawn yet (assumed)."""
    tranches: tuple[Loan, ...] = ()
    """Loans in place of that one, as rows like those of ``finance.tranches``."""
    taxed_in: Literal["viet_nam", "singapore", "nowhere"] = "viet_nam"
    """Where it pays tax on its own profit: in Viet Nam as ``finance.tax`` and ``finance.withholding`` say, or in
    Singapore at ``tax_rate``, losses carried forward without end and nothing withheld (assumed)."""
    tax_rate: Fraction = 0.17
    """Tax of a company in Singapore (17 %; PX Singapore, *Basic guide to corporate income tax*, 7 January 2025)."""

    @model_validator(mode="after")
    def _early(self):
        """Only an allowed return can be paid before there is anything to use."""
        if self.paid_early and self.regime != "regulated":
            raise ValueError(f"paid_early = true: needs regime = 'regulated', not {self.regime!r}")
        return self
