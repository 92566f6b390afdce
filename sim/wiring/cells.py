"""The batteries: at the hub, and at the Singapore meter where there is one; and what is asked of a year of trade."""

import numpy as np

from sim.trade.annual import Asked
from sim.units import HOURS_PER_YEAR


def batteries(s, age):
    """Return the limits of the battery at the hub, and of the one at the Singapore meter or None, at some age [yr]."""
    near, far = (store.battery.bind()(store.power_mw, store.energy_mwh, s.time.period_h, age)
                 for store in (s.storage, s.storage.far))
    near = s.storage.maintenance.bind()(near, s.time.period_h)
    return near, far if far.charge > 0.0 and far.high > 0.0 else None


def asked(s):
    """Return what is asked of every year of trade beside its contracts, as `sim.trade.annual.Asked`."""
    annual = s.trade.annual
    most = (1e3 * annual.maximum_supply_gwh, 1e3 * annual.maximum_local_gwh,
            annual.maximum_cycles_per_year * s.storage.energy_mwh)
    return Asked(s.trade.obligation == "past", annual.minimum_load_factor * s.link.rating_mw * HOURS_PER_YEAR,
                 *(limit if limit > 0.0 else np.inf for limit in most))
