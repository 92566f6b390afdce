"""Expected energy and money of each operating year of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case.contract_terms import damages_cap, under_contracts
from sim.case.licence import missing, penalty
from sim.case.years import interpolate
from sim.trade.settlement import shortfall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.hub import Hub
    from sim.case.trade import Traded
    from sim.scenario.schema import Scenario


class ExpectedYears(NamedTuple):
    """Expected energy [MWh] and money [USD of 2025] of each operating year, arrays (operating year,)."""

    available: np.ndarray
    sent: np.ndarray
    delivered: np.ndarray
    contract: np.ndarray
    landed: np.ndarray
    supplied: np.ndarray
    link_loss: np.ndarray
    station_cost: np.ndarray
    supply_cost: np.ndarray
    imbalance_cost: np.ndarray
    infeed_reserve: np.ndarray
    """Reserve for the loss of the link's infeed beyond that for the largest other unit. [MWh]"""
    penalty: np.ndarray
    licence_short: np.ndarray
    """What the quarters of a year fall short of the condition of the importer's licence, as if it held in every year.
    [MWh]"""
    licence: np.ndarray
    """Penalty for that, in the years in which it holds. [USD]"""
    paid: np.ndarray
    """Energy paid for at the price of the first contract."""
    fixed: np.ndarray
    """Revenue under the contracts that does not follow that price."""
    energy: np.ndarray
    """Taken by each buyer at its own meter, shape (buyer, operating year)."""
    revenue: np.ndarray
    """Paid by each buyer, penalties apart, shape (buyer, operating year); that of the contracts at the price that the
    trade was bid at."""
    names: tuple[str, ...]
    """Name of each buyer: local, malaysia, spot, contract, further contracts, and the buyers of the scenario."""
    nodes: tuple[str, ...]
    """Where each stands: hub, landing or singapore; the contracts stand at ``contract``."""

    @property
    def local(self) -> np.ndarray:
        """Energy sold to the grid at the hub. [MWh]"""
        return self.of("local")

    @property
    def malaysia(self) -> np.ndarray:
        """Energy sold in Peninsular Malaysia. [MWh]"""
        return self.of("malaysia")

    @property
    def local_revenue(self) -> np.ndarray:
        """Paid by all buyers at the hub. [USD]"""
        return self.revenue_at("hub")

    @property
    def malaysia_revenue(self) -> np.ndarray:
        """Paid by all at the landing. [USD]"""
        return self.revenue_at("landing")

    @property
    def spot_revenue(self) -> np.ndarray:
        """Paid in Singapore beside contracts. [USD]"""
        return self.revenue_at("singapore")

    def scaled(self, share: np.ndarray) -> ExpectedYears:
        """
        Return the same sales with energy and money times a share.

        Parameters
        ----------
        share : array, shape (draw, 1)
            Of every year of a draw. [-]

        Returns
        -------
        years : ExpectedYears
            Arrays of shape (draw, operating year); those by buyer (buyer, draw, operating year).
        """
        by_buyer = {name: getattr(self, name)[:, None, :] * share for name in ("energy", "revenue")}
        return self._replace(**{name: values * share for name, values in self._asdict().items()
                                if name not in (*by_buyer, "names", "nodes")}, **by_buyer)

    def first(self, count: int) -> ExpectedYears:
        """Return the sales of the first operating years alone."""
        return self._replace(**{name: values[..., :count] for name, values in self._asdict().items()
                                if name not in ("names", "nodes")})

    def of(self, name: str) -> np.ndarray:
        """Return the energy of one buyer, shape (operating year,). [MWh]"""
        return self.energy[self.names.index(name)]

    def energy_at(self, node: str) -> np.ndarray:
        """Return the energy of the buyers at a node, shape (operating year,). [MWh]"""
        return _sum(self.energy, self.nodes, node)

    def revenue_at(self, node: str) -> np.ndarray:
        """Return the payments of the buyers at a node, shape (operating year,); Singapore's without the contracts.
        [USD]"""
        return _sum(self.revenue, self.nodes, node)


def _sum(values: np.ndarray, nodes: Sequence[str], node: str) -> np.ndarray:
    """Return the sum over the buyers at a node."""
    return sum((each for each, at in zip(values, nodes, strict=True) if at == node), np.zeros(np.shape(values)[1:]))


def expected(s: Scenario, hub: Hub, traded: Traded, share: float = 1.0) -> ExpectedYears:
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
    years : ExpectedYears
        Means over weather years and outage draws; the penalty is the mean of the yearly penalties, not that of the
        mean year.
    """
    annual = traded.annual
    paid, fixed = under_contracts(s, annual)
    made = {"penalty": shortfall(share * annual.energy, annual.minimum, annual.rate, damages_cap(s))[1],
            "paid": paid, "fixed": fixed,
            "licence_short": missing(s, share * annual.quarters, traded.relieved)}
    made |= {"energy": annual.buyer_energy, "revenue": annual.buyer_revenue}
    made |= {n: getattr(annual, n) for n in ExpectedYears._fields if n not in (*made, "names", "nodes", "licence")}
    means = {n: values.mean(axis=(1, 2)) for n, values in made.items()}
    means["station_cost"] = means["station_cost"] + hub.standby * s.local.supply_price_usd_per_mwh
    lines = {n: interpolate(s, m) for n, m in means.items()}
    return ExpectedYears(**lines, licence=penalty(s, lines["licence_short"]), names=traded.rows.names,
                         nodes=traded.rows.nodes())
