"""What each stage is given: from the words of a scenario to the arguments of a stage."""

from sim.wiring.air import Wind, air_of, at_hub_height, check_site, found, lifted, turbine, weather
from sim.wiring.cabling import cable_cost, cables, needs_load, options, spur_cost
from sim.wiring.cells import asked, batteries
from sim.wiring.connection import Link, link, outages, spur_outages
from sim.wiring.draw import generator, traded_years
from sim.wiring.files import check_files
from sim.wiring.plant import SLOWER, Farm, Hub, farm, hub
from sim.wiring.singapore import Market, market
from sim.wiring.warmth import Heat, heat
from sim.wiring.way import Line, check_landing, line, trace, traced

__all__ = ["SLOWER", "Farm", "Heat", "Hub", "Line", "Link", "Market", "Wind", "air_of", "asked", "at_hub_height",
           "batteries", "cable_cost", "cables", "check_files", "check_landing", "check_site", "farm", "found",
           "generator", "heat", "hub", "lifted", "line", "link", "market", "needs_load", "options", "outages",
           "spur_cost", "spur_outages", "trace", "traced", "traded_years", "turbine", "weather"]
