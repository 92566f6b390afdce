"""Tables of a scenario for companies beside the one that holds the contract."""

from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le
from pydantic import Field

from sim.checks import Count, Fraction
from sim.scenario.model_tables import Table

Rate = Annotated[float, Gt(0), Le(0.5)]


class CompanyRow(Table):
    """A company that owns parts of the project and is paid for them by the one that holds the contract."""

    name: str = Field(min_length=1)
    """What it is called."""
    owns: tuple[Literal["farm", "solar", "battery", "far_battery", "export", "converters", "cable", "spur_converters",
                        "spur_cable", "spur_node", "standby"], ...] = ("converters", "cable", "standby")
    """Parts of the project; of contingency and development cost it has its share."""
    regime: Literal["regulated", "availability", "cap_and_floor"] = "regulated"
    """How it is paid: allowed revenue on a regulated asset base, by availability, or a tariff between cap and floor."""
    rate: Rate = 0.06
    """Nominal return that is allowed, before tax; with a cap and floor that of the floor (assumed)."""
    cap_rate: Rate = 0.10
    """Nominal return at the cap (assumed)."""
    recovery: Count = 25
    """Years of operation over which its cost is recovered (Ofgem's cap and floor: 25 years)."""
    indexed: bool = True
    """Payments level in constant money; else the regulated course, which falls."""
    grant: Fraction = 0.0
    """Share of its cost of building that is given in construction: a viability-gap grant (0 to 0.3, assumed)."""
    target: Annotated[float, Gt(0), Le(1)] = 0.97
    """Availability at which it is paid in full (Basslink's contract: 97 %)."""
    least: Fraction = 0.80
    """Availability below which the floor is not kept (Ofgem: 80 %)."""
    tariff: Annotated[float, Ge(0), Le(1000)] = 80.0
    """What the company with the contract pays for a MWh delivered, with a cap and floor; real (assumed). [USD/MWh]"""
    excess: Fraction = 1.0
    """Share of what is above the cap that consumers get back (assumed)."""
