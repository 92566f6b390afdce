"""The batteries: at the hub, and at the Singapore meter where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.records import Battery
    from sim.scenario.schema import Scenario


def batteries(s: Scenario, age: float) -> tuple[Battery, Battery | None]:
    """Return the limits of the battery at the hub, and of the one at the Singapore meter or None, at some age [yr]."""
    near, far = (store.battery.bind()(store.power_mw, store.energy_mwh, s.time.period_h, age)
                 for store in (s.storage, s.storage.far))
    near = s.storage.maintenance.bind()(near, s.time.period_h)
    return near, far if far.charge > 0.0 and far.high > 0.0 else None
