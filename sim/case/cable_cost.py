"""Cost of the cable of a link and of its spur, by its design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.finance import cost_cable
from sim.inputs import cable_data, cost_data
from sim.link import cable_mass
from sim.link import configuration as link_configuration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.route import RouteLine
    from sim.finance.cost_cable import Bill
    from sim.link.configuration import Configuration
    from sim.records import Cable, Segment
    from sim.scenario.schema import Scenario

REFERENCE, REFERENCE_RATING = "xlpe_525_2000", 1200.0
"""Cable and power of the design that a cost by MW and km is taken to be meant for: that of base, a bipole with metallic
return, poles laid apart. [MW]"""


def return_cables(configuration: Configuration) -> int:
    """Cables that are a metallic return, one on each route."""
    return configuration.routes if configuration.returns > 0 else 0


def bill_of_materials(kind: Cable, configuration: Configuration, segments: Sequence[Segment], rating: float) -> Bill:
    """What a cable system is made of: each route has its cables, and a trench for each pole that lies apart."""
    segments = [segment for segment in segments if not segment.bundle]   # overhead lines are no cable
    length = sum(segment.length for segment in segments)
    back_cables = return_cables(configuration)
    poles = configuration.cables - back_cables
    made = [(poles, cable_mass.masses(kind), kind.voltage)]
    if configuration.returns > 0:
        back = cable_mass.returning(kind, configuration.returns)
        made.append((back_cables, cable_mass.masses(back), back.voltage))
    tonnes = {name: length * sum(number * getattr(each, name) for number, each, _ in made)
              for name in ("copper", "aluminium", "lead", "steel", "insulation")}
    total = length * sum(number * sum(each) for number, each, _ in made)
    tested = length * sum(number * voltage for number, _, voltage in made)
    side = poles / configuration.routes
    trench = configuration.routes * sum(s.length * (side if s.spacing > 0 else 1.0) for s in segments)
    return cost_cable.Bill(rating, length, **tonnes, total=total, tested=tested, trench=trench)


def cable_cost(s: Scenario, route: RouteLine, kind: Cable, level: float | None = None,
               rating: float | None = None) -> float:
    """Cost of the cable system, at the price level of the scenario or another, and of the link's rating. [USD]"""
    if level is None:
        level = s.cost.cable if not isinstance(s.cost.cable, str) else cost_data.cost("costs", s.cost.cable)
    apart = tuple(segment._replace(length=1.0, spacing=1.0) for segment in route.segments[:1])
    reference = bill_of_materials(cable_data.cable(REFERENCE), link_configuration.bipole_metallic_return(), apart,
                                  REFERENCE_RATING)
    own = bill_of_materials(kind, s.link.configuration.bind()(), route.segments, rating or s.link.rating_mw)
    configuration = s.link.configuration.bind()()
    crossed = len(route.crossings) * s.route.crossing_usd * (configuration.cables - return_cables(configuration))
    line = s.route.overhead_usd_per_mw_km * (rating or s.link.rating_mw) * sum(
        segment.length for segment in route.segments if segment.bundle)
    return s.cost.cable_design.bind()(own, reference, float(level)) + crossed + line


def spur_cost(s: Scenario, route: RouteLine, kind: Cable, level: float | None = None) -> float:
    """Cost of the cable of a spur from the tee, its bed shared out like that of the route, at the price level of the
    scenario or another; none without a tee. [USD]"""
    if not s.link.tee.built:
        return 0.0
    part = s.link.tee.spur_km / route.length
    bed = tuple(segment._replace(length=part * segment.length) for segment in route.segments)
    return cable_cost(s, route._replace(segments=bed, crossings=()), kind, level, s.link.tee.rating_mw)
