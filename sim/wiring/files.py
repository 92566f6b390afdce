"""Every file and row that a scenario names, found without a run."""

from sim.wiring.air import check_site, turbine, weather
from sim.wiring.cabling import cables
from sim.wiring.load import course
from sim.wiring.sun import sunshine
from sim.wiring.way import check_landing, line


def check_files(s):
    """Read every file and row that a scenario names, so that a check without a run finds what is missing."""
    check_site(s)
    turbine(s)
    cables(s)
    check_landing(s, line(s))
    if s.market.demand_files:
        course(s)
    if s.resource.source != "synthetic":
        weather(s)
    if s.solar.capacity_mw > 0 and s.solar.source != "synthetic":
        sunshine(s)
