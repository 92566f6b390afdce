"""Cost components of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.case.cable_cost import cable_cost, spur_cost
from sim.case.spending import spread
from sim.finance import cost_components, cost_owner, cost_readiness
from sim.inputs import cost_data
from sim.storage.battery import renewal

if TYPE_CHECKING:
    from sim.case.farm import Farm
    from sim.case.link import Link
    from sim.case.route import RouteLine
    from sim.finance.cost_components import Component
    from sim.scenario.schema import Scenario
    from sim.scenario.tables_storage import FarTable, StorageTable


def parts(s: Scenario, built: Farm, route: RouteLine, link: Link) -> tuple[Component, ...]:
    """
    Return the components of the project.

    Parameters
    ----------
    s : Scenario
    built : Farm
    route : RouteLine
    link : Link
        For its cable.

    Returns
    -------
    components : tuple of Component
    """
    c, pair = s.cost, f"converters_{s.hub.topology}"
    export_rating = s.local.width_mw if s.hub.topology == "offshore" else built.capacity
    per_mw_km = cable_cost(s, route, link.cable) / (s.link.rating_mw * route.length)
    spur, station = spur_cost(s, route, link.cable), 0.5 * s.link.tee.rating_mw * s.link.tee.built   # half a pair
    kit, vessel, apart = (getattr(s.link.outage, key, False) for key in ("spare_kit", "retainer", "separate_routes"))
    listed = [
        cost_components.farm(
            built.capacity, capex=price(s, "farm"), opex=price(s, "farm_upkeep"), **c.farm_terms.given()
        ),
        cost_components.solar(
            s.solar.capacity_mw, capex=price(s, "solar"), opex=price(s, "solar_upkeep"), **c.solar_terms.given()
        ),
        _cells(s, s.storage),
        _cells(s, s.storage.far)._replace(name="far_battery"),
        cost_components.export(
            export_rating, s.collection.export_length_km, capex=price(s, "export"), **c.export_terms.given()
        ),
        cost_components.converters(s.link.rating_mw, capex=price(s, pair), **c.converter_terms.given()),
        cost_components.cable(s.link.rating_mw, route.length, capex=per_mw_km, **c.cable_terms.given()),
        cost_components.converters(station, capex=price(s, "converters_onshore"), **c.converter_terms.given())._replace(
            name="spur_converters"
        ),
        cost_components.cable(1.0, 1.0, capex=spur, **c.cable_terms.given())._replace(name="spur_cable"),
        cost_components.cable(1.0, 1.0, capex=s.link.tee.node_usd * s.link.tee.built, **c.cable_terms.given())._replace(
            name="spur_node"
        ),
        cost_readiness.standby(
            kit, vessel, apart,
            per_mw_km * s.link.rating_mw * route.length + spur,
            **c.standby.given(),
        ),
    ]
    works = [part for part in listed if part.capex > 0 or part.fixed_opex > 0]
    added = [cost_owner.insurance(works, **c.insurance.given()), cost_owner.vat_bridge(works, **c.vat_bridge.given()),
             cost_owner.currency_hedge(works, **c.currency_hedge.given())]
    works += [part for part in added if part.capex > 0 or part.fixed_opex > 0]
    return spread(s, (
        *works,
        cost_components.contingency(works, share=c.contingency),
        cost_components.development(works, share=c.development),
    ), link.configuration.poles)


def _cells(s: Scenario, store: StorageTable | FarTable) -> Component:
    """Return the cost of a battery: of the one at the hub, or of the one at the Singapore meter."""
    life = renewal(store.battery.bind(), store.power_mw, store.energy_mwh).years
    power, energy = (store.power_mw, store.energy_mwh) if store.power_mw and store.energy_mwh else (0.0, 0.0)
    return cost_components.battery(power, energy, energy_capex=price(s, "battery_energy"),
                        power_capex=price(s, "battery_power"), life=round(life), **s.cost.battery_terms.given())


def battery_life(s: Scenario) -> float:
    """Return after how many years the battery is renewed, as its model has it. [yr]"""
    return renewal(s.storage.battery.bind(), s.storage.power_mw, s.storage.energy_mwh).years


def price(s: Scenario, key: str) -> float:
    """Return a unit cost of the scenario in USD of 2025: a number as it stands, or a row of the embedded table."""
    given = getattr(s.cost, key)
    if not isinstance(given, str):
        return float(given)
    return cost_data.cost("costs", given)
