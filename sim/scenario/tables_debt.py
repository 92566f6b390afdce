"""Tables of a scenario for the loans of the project, and for how they are sized and served."""

from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field, model_validator

from sim.checks import Count, Fraction, NonNegative
from sim.scenario.model_tables import Table

Rate = Annotated[float, Ge(0), Le(0.5)]
KINDS = {
    "commercial": {"margin": 0.025, "tenor_years": 18},
    "eca": {"margin": 0.012, "tenor_years": 18, "premium": 0.05, "guarantee_cover": 0.95},
    "mdb_a": {"margin": 0.018, "tenor_years": 20, "upfront": 0.01, "tax_exempt": True},
    "mdb_b": {"margin": 0.022, "tenor_years": 20, "tax_exempt": True},
    "concessional": {"swap_rate": 0.0, "margin": 0.025, "tenor_years": 25, "grace_years": 5, "upfront": 0.0,
                     "commitment": 0.0025, "repayment": "level", "tax_exempt": True},
    "mezzanine": {"swap_rate": 0.0, "margin": 0.11, "tenor_years": 20, "grace_years": 3, "rank": "mezzanine",
                  "repayment": "level", "capitalised_share": 0.5},
}
"""What a loan of each kind has unless its row says otherwise (assumed, within the terms of published deals)."""


class Loan(Table):
    """A loan of the stack. Keys that are absent take what its kind has."""

    name: str = Field("senior", min_length=1)
    """Name of the loan."""
    kind: Literal["commercial", "eca", "mdb_a", "mdb_b", "concessional", "mezzanine"] = "commercial"
    """Commercial bank, export credit agency, A or B loan of a development bank, concessional, mezzanine."""
    share: Fraction = 1.0
    """Of the whole debt; the shares of all loans sum to one."""
    swap_rate: Rate = 0.0393
    """Fixed rate that the loan is swapped to; 20 years in USD, October 2025: 3.93 % (bluegamma)."""
    margin: Rate = 0.025
    """Over the swap in operation (assumed; NeuConnect, 2022: 160 to 190 basis points)."""
    margin_construction: Rate | None = None
    """Over the swap in construction; that of operation unless given."""
    margin_late: Rate | None = None
    """Over the swap from ``margin_late_year`` on; that of operation unless given."""
    margin_late_year: Count = 11
    """Operating year in which the margin steps (assumed)."""
    tenor_years: Count = 18
    """Years of operation until it is repaid (assumed)."""
    grace_years: int = Field(0, ge=0, le=1000)
    """Years of operation without repayment (assumed)."""
    rank: Literal["senior", "subordinated", "mezzanine"] = "senior"
    """Who is served first."""
    repayment: Literal["sculpted", "level"] = "sculpted"
    """Whether it follows the cash flow or is level after its grace."""
    capitalised_share: Fraction = 0.0
    """Share of its interest that is added to it in the years of grace."""
    upfront: Fraction = 0.02
    """Fee on the whole loan (assumed)."""
    premium: Fraction = 0.0
    """Premium of an export credit agency on the whole loan (assumed: 5 % where the kind is eca)."""
    commitment: Fraction = 0.006
    """Fee a year on what is not drawn yet (assumed)."""
    guarantee: Literal["full", "pcg", "prg", "pri"] = "full"
    """What the guarantor bears: any loss (``full``, as of an export credit agency, and ``pcg``, a partial credit
    guarantee), or what a government causes alone, here blocked transfers (``prg``, a partial risk guarantee, and
    ``pri``, political risk insurance)."""
    guarantee_cover: Fraction = 0.0
    """Share of such a loss that a guarantor bears (assumed)."""
    guarantee_fee: Rate = 0.0
    """Fee a year of the guarantor on the covered part of what is owed (MIGA: about 1 %)."""
    guarantee_margin_gain: Rate = 0.0
    """By how much a guarantee lowers the margin (assumed: 75 basis points where there is one)."""
    tax_exempt: bool = False
    """Whether its interest bears no withholding tax: concessional loans and A and B loans of development banks, which
    their charters and agreements free of it (assumed); other loans bear that of ``finance.withholding``."""

    @model_validator(mode="before")
    @classmethod
    def _of_kind(cls, row):
        """Absent keys are those of the kind."""
        if not isinstance(row, dict):
            return row
        whole = {**KINDS.get(row.get("kind", "commercial"), {}), **row}
        for name in ("margin_construction", "margin_late"):
            whole.setdefault(name, whole.get("margin", 0.025))
        return whole


class Sizing(Table):
    """Cases on which debt is sized besides the expected one and, with ``finance.downside``, the one-year P90; the
    smallest debt of all cases is taken. Values are debt service cover ratios; 0 leaves a case out."""

    p90_10y_dscr: NonNegative = 1.30
    """Cover at the ten-year P90, with the fault rates and the wind level of each life kept constant (1.30 is usual
    offshore, assumed)."""
    p99_dscr: NonNegative = 0.0
    """Cover at the one-year P99 (1.00 is usual in the United States, assumed)."""
    cable_loss_dscr: NonNegative = 0.0
    """Cover in a year in which the link is out for ``cable_loss_months``, before reserves (assumed)."""
    debt_rate: Literal["expected", "forward", "stressed"] = "stressed"
    """Exchange rate for debt service where the debt is in another currency than the revenue
    (``uncertainty.joint.debt_currency``, ``contract.currency``): the rate of financial close (``expected``), the
    ``forward`` rate, or ``stressed``, the forward rate with a depreciation of the revenue's currency by ``debt_stress``
    on the part that is not hedged."""
    debt_stress: Fraction = 0.15
    """That depreciation (assumed: 10 to 20 % are usual). [fraction]"""
    cable_loss_months: float = Field(4.0, ge=0, le=12)
    """Length of that outage (assumed: one repair of 123 days)."""


class Simulation(Table):
    """Simulated lives over which the loans are tested."""

    lives: Count = 1000
    """Number of lives (assumed sufficient for a probability of default to two digits)."""
    transfer_probability: Fraction = 0.0
    """Yearly probability that part of the cash cannot be converted or transferred abroad in time (assumed: none, as the
    contract is paid in dollars to an account abroad; 0.005 to 0.02 where it is not)."""
    transfer_months: float = Field(6.0, ge=0, le=12)
    """Months of that year's cash that are then blocked; they are released in the year after (assumed)."""
    level: bool = True
    """Whether the lives include the uncertainty of the long-term energy level, besides weather and outages."""


class Withholding(Table):
    """Withholding tax on payments to lenders and owners abroad."""

    interest: Rate = 0.05
    """Rate on interest, in construction and operation: 5 % by the law of Viet Nam (S&P Associates; Citi, 2023); the
    treaty with Singapore would allow 10 %, so the law applies. Interest that is added to a loan is taxed when it is
    repaid (assumed)."""
    fees: Rate = 0.05
    """Rate on loan fees: arrangement and commitment fees paid abroad are taxed beside the interest (General Department
    of Taxation, letter 724/TCT-CS, 2018), at 5 % as services are (letter 78543/CT-TTHT on guarantee fees). Premiums of
    export credit agencies and fees of guarantors bear none (assumed: agencies of states)."""
    lenders_abroad: Fraction = 1.0
    """Share of each loan that is owed to lenders abroad (assumed: all of it, as is usual for dollar loans of this
    size)."""
    gross_up: bool = True
    """Whether the borrower grosses up interest, so that lenders receive the rate agreed (assumed, as is usual);
    otherwise lenders bear the tax."""
    dividends: Rate = 0.0
    """Rate on dividends: none in Viet Nam since 2004 (S&P Associates; Citi, 2023)."""
    owners_abroad: Fraction = 0.5
    """Share of the dividends paid abroad (assumed: the company has one owner in each country, with equal shares)."""


class EquityBridgeTable(Table):
    """How owners pay their equity until operation. A bridge loan is one of the owners on their own credit: the project
    receives its equity as planned, and neither its debt nor its gearing changes."""

    share: Fraction = 0.0
    """Share of the equity that a bridge loan pays until operation, when the owners repay it with its interest (assumed:
    none)."""
    rate: Rate = 0.05
    """Interest a year, added to the bridge loan (assumed: a swap of 3.93 % and some 100 basis points, as for corporate
    loans of large owners)."""
    upfront: Fraction = 0.005
    """Fee on the bridge loan, in the first year of construction (assumed)."""
    letter_fee: Rate = 0.0
    """Fee a year on equity that is not paid in yet and is secured by letters of credit, as lenders require with
    ``finance.debt.drawdown = "debt_first"`` (assumed: none; 0.005 to 0.015 is usual)."""


class Refinancing(Table):
    """Effect of a refinancing in operation; the required price does not assume it."""

    year: int = Field(3, ge=0, le=50)
    """Operating year, 1 the first, at whose end all loans are refinanced; 0: never (assumed)."""
    margin_gain: Rate = 0.006
    """Reduction of the margin (assumed: 60 basis points, as for a green bond)."""
    fee: Fraction = 0.015
    """Fees of the new loan over its amount, paid by the owners (assumed)."""
    tenor_years: int = Field(0, ge=0, le=50)
    """Years of repayment from then on, with service sculpted to the cash flow; 0: as for the old loan (assumed)."""
    gearing: Fraction = 0.0
    """Re-size the debt on the remaining cash flow, at the covers of the first sizing: highest debt over all uses of
    funds until operation. 0: the amount outstanding (assumed: not re-sized)."""
    dscr: Annotated[float, Ge(1), Le(5)] = 1.35
    """Cover of the expected case in the new sizing (assumed: as at first; a project with years of operation may obtain
    a lower one)."""
    prepayment_fee: Fraction = 0.0
    """Prepayment fee of the old loan, over the amount outstanding (assumed: within ``fee``)."""
    swap_change: Annotated[float, Ge(-0.1), Le(0.1)] = 0.0
    """Fixed market rate at that time, less that of the loan's swaps: the new loan follows it, and closing the old swaps
    costs the present value of the difference on the amount outstanding, or pays it where rates have risen (assumed:
    none). [fraction]"""
    swap_hedged: Fraction = 1.0
    """Share of the old loan whose interest is hedged by swaps (assumed)."""
    swap_fee: Fraction = 0.0
    """Banks' charge for closing the swaps, over the amount hedged (assumed: within ``fee``)."""
    cost_deducted: Literal["tenor", "at_once", "never"] = "tenor"
    """When the cost of the refinancing is deducted from taxable income: ``tenor``, in equal parts over the years in
    which the new loan is repaid (assumed, as arrangement fees are amortised), ``at_once``, or ``never``."""
    buyer_share: Fraction = 0.5
    """Share of the gain that goes to the buyer, as a lower price for the rest of operation (assumed)."""


class Yardstick(Table):
    """Peaking plant that backs up an import, for a comparison with new gas on equal terms."""

    backup_usd_per_kw: NonNegative = 700.0
    """Capital cost of an open-cycle plant (assumed; a combined cycle costs 918, ASEAN Energy Outlook 8). [USD/kW]"""
    backup_upkeep_usd_per_kw_year: NonNegative = 15.0
    """Fixed cost of operation of that plant (assumed). [USD/kW/yr]"""
    backup_life_years: Count = 25
    """Life of that plant (assumed)."""


class Joint(Table):
    """Ranges of the quantities drawn jointly with energy, construction cost and schedule."""

    draws: Count = 10000
    """Number of joint draws (assumed sufficient for P10 and P90)."""
    upkeep_sd: Fraction = 0.15
    """Log standard deviation of the cost of operation (assumed)."""
    interest_sd: Rate = 0.007
    """Standard deviation of the interest until it is fixed (assumed: 0.7 percentage points)."""
    gas_sd: Fraction = 0.25
    """Log standard deviation of the long-run price of gas (assumed)."""
    carbon_sd: Fraction = 0.30
    """Log standard deviation of the carbon tax (assumed)."""
    euro_share: Fraction = 0.45
    """Share of the construction cost in euros, for parts that ``finance.spend_currency`` does not name (assumed, 0.40
    to 0.50)."""
    euro_hedged: Fraction = 0.80
    """Share of purchases in other currencies that is hedged at financial close, at the cost of ``cost.currency_hedge``
    (assumed)."""
    upkeep_currency: Literal["SGD", "EUR", "JPY", "VND"] = "EUR"
    """Other currency in which operation is paid (assumed: that of turbines and cable)."""
    upkeep_share: Fraction = 0.0
    """Share of the cost of operation in that currency (assumed: within ``upkeep_sd``)."""
    upkeep_hedged: Fraction = 0.0
    """Share of that cost which is hedged (assumed)."""
    revenue_hedged: Fraction = 0.0
    """Share of the contract's revenue that is hedged where ``contract.currency`` is not the dollar (assumed)."""
    debt_currency: Literal["SGD", "EUR", "JPY", "VND"] = "EUR"
    """Other currency in which part of the debt is owed."""
    debt_share: Fraction = 0.0
    """Share of the debt in that currency (assumed: none)."""
    debt_hedged: Fraction = 1.0
    """Share of that debt whose service is swapped to dollars (assumed)."""
