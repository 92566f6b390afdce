"""Expected energy and money of each operating year of a case."""

from typing import NamedTuple

import numpy as np

from sim.case.years import interpolate
from sim.trade.settlement import shortfall


class Year(NamedTuple):
    """Expected energy [MWh] and money [USD of 2025] of each operating year, arrays (operating year,)."""

    available: np.ndarray
    sent: np.ndarray
    delivered: np.ndarray
    contract: np.ndarray
    spot: np.ndarray
    local: np.ndarray
    malaysia: np.ndarray
    landed: np.ndarray
    supplied: np.ndarray
    link_loss: np.ndarray
    spot_revenue: np.ndarray
    local_revenue: np.ndarray
    malaysia_revenue: np.ndarray
    station_cost: np.ndarray
    supply_cost: np.ndarray
    imbalance_cost: np.ndarray
    penalty: np.ndarray
    paid: np.ndarray
    """Energy paid for at the price of the first contract."""
    fixed: np.ndarray
    """Revenue under the contracts that does not follow that price."""


def expected(s, hub, traded, share=1.0):
    """
    Return the expected sales of each operating year.

    Parameters
    ----------
    s : Scenario
    hub : Hub
        For the energy that the collection system takes in calms.
    traded : Traded
        Sums of the trade, and the contract's terms.
    share : float
        Share of the contract's energy that is delivered, for the penalty of a downside case.

    Returns
    -------
    years : Year
        Means over weather years and outage draws; the penalty is the mean of the yearly penalties, not that of the
        mean year.
    """
    annual = traded.annual
    follows = np.array([True, *(each.price == "solve" for each in s.contract.also)])
    prices = np.array([0.0 if each.price == "solve" else each.price for each in (s.contract, *s.contract.also)])
    made = {"penalty": shortfall(share * annual.energy, annual.minimum, annual.rate)[1],
            "paid": (annual.paid * follows).sum(axis=-1),
            "fixed": (annual.paid * np.where(follows, 0.0, prices) + annual.extra).sum(axis=-1)}
    made |= {n: getattr(annual, n) for n in Year._fields if n not in made}
    means = {n: values.mean(axis=(1, 2)) for n, values in made.items()}
    means["station_cost"] = means["station_cost"] + hub.standby * s.local.supply_price_usd_per_mwh
    return Year(**{n: interpolate(s, m) for n, m in means.items()})
