"""Every file and row that a scenario names, found without a run."""

from sim.errors import SundalinkError
from sim.wiring.air import check_site, turbine, weather
from sim.wiring.cabling import cables
from sim.wiring.load import course
from sim.wiring.sun import sunshine
from sim.wiring.way import check_landing, line


def check_files(s):
    """Read every file and row that a scenario names, so that a check without a run finds what is missing."""
    check_site(s)
    _said("farm.turbine", lambda: turbine(s))
    cables(s)
    way = _said("route.file", lambda: line(s))
    check_landing(s, way)
    if s.market.demand_files:
        _said("market.demand_files", lambda: course(s))
    if s.resource.source != "synthetic":
        _said("resource.files", lambda: weather(s))
    if s.solar.capacity_mw > 0 and s.solar.source != "synthetic":
        _said("solar.files", lambda: sunshine(s))


def _said(key, read):
    """Return what was read, or refuse it with the key that named it."""
    try:
        return read()
    except SundalinkError as fault:
        if key.split(".")[0] + "." in str(fault):   # which names a key of that table already
            raise
        raise SundalinkError(f"{fault} ({key})", fault.status) from None
