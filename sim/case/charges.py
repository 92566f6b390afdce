"""Charges of markets, grids and transit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.case.contract_terms import infeed_payments, wheeling_charges
from sim.finance.timeline import place

if TYPE_CHECKING:
    import numpy as np

    from sim.case.route import RouteLine
    from sim.case.sales import ExpectedYears
    from sim.finance.timeline import Timeline
    from sim.scenario.schema import Scenario


def charged(s: Scenario, frame: Timeline, years: ExpectedYears, route: RouteLine) -> np.ndarray:
    """
    Return the charges of markets, grids and transit.

    Parameters
    ----------
    s : Scenario
    frame : Timeline
    years : ExpectedYears
        Arrays of shape (..., operating year).
    route : RouteLine
        For what transit costs.

    Returns
    -------
    charges : array, shape (..., year)
        [USD]
    """
    charge, reserve = s.market.import_charge_usd_per_mwh, s.market.reserve_cost_usd_per_mwh
    return place(frame, years.contract * (charge + s.contract.reserve_share * reserve) + years.station_cost
                 + years.supply_cost + years.imbalance_cost + wheeling_charges(s, years.landed, route)
                 + years.infeed_reserve * infeed_payments(s)["exporter"])
