"""Every file and row that a scenario names, found without a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.case import market, route
from sim.case.buyers import check_landing
from sim.case.cable_choice import cables
from sim.case.demand import profile
from sim.case.farm import operation
from sim.case.memory import check_memory
from sim.case.resource import check_site, weather
from sim.case.solar import sunshine
from sim.errors import named

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


def check_files(s: Scenario) -> None:
    """Read every file and row that a scenario names, so that a check without a run finds what is missing."""
    check_memory(s)
    check_site(s)
    with named("farm.layout"):
        operation(s)
    cables(s)
    check_landing(s, route.make(s))
    if s.market.demand_files:
        profile(s)
    market.grid(s, s.time.first_operating_year)
    if s.resource.source != "synthetic":
        weather(s)
    if s.solar.capacity_mw > 0 and s.solar.source != "synthetic":
        sunshine(s)
