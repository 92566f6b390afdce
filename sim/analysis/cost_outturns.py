"""Cost of built links, beside the draws of a scenario's cost ranges for such a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.finance import cost_components
from sim.finance.cost_uncertainty import PARTS
from sim.inputs import built_links, cost_data
from sim.link import overhead_line
from sim.stochastic import generator

if TYPE_CHECKING:
    from sim.inputs.built_links import BuiltLink
    from sim.scenario.schema import Scenario

BASIS = "dea_2025"
"""Vintage of cable and stations that base is planned at."""


AWARDED = 4
"""Years from the award of the contracts to service (assumed). [yr]"""

SOURCES = ("gsi", "marinus1", "egl1", "egl2", "nsl", "nordlink", "viking")
"""Keys of the links that the vintages are made from: the first four are the mean of ``contracts_2023_25``, the others
the divisor of ``pre_2022``. That the model is near them says nothing."""

ERAS = ((2022, "pre_2022"), (2026, "contracts_2023_25"), (9999, "dea_2025"))
"""Vintage of contracts awarded before a year."""

VINTAGES = tuple(name for _, name in ERAS)
"""All of them, the oldest first."""


class CostOutturn(NamedTuple):
    """A link whose cost is published."""

    name: str
    state: str
    scope: str
    """``project`` or ``cable``: what the published cost covers."""
    outturn: float
    """Published, in money of 2025; of a link that is not finished what it is expected to cost. [USD]"""
    planned: float
    """Cable and stations, or cable alone, by MW and km at the price level of base. [USD]"""
    low: float
    """Factor on what is planned that one of ten draws of the ranges lies below, by the link's own mix. [-]"""
    high: float
    """The same above. [-]"""
    below: float
    """Share of the draws below the outturn. [fraction]"""
    own: float
    """Outturn over what is planned at the price level of its own contracts; NaN where none is of their time. [-]"""
    level: bool
    """Whether the price levels were made from this link, among others."""

    @property
    def ratio(self) -> float:
        """Outturn over what is planned. [-]"""
        return self.outturn / self.planned


def outturns(s: Scenario) -> list[CostOutturn]:
    """
    Compare what links have cost with the draws of a scenario's ranges of cost.

    Parameters
    ----------
    s : Scenario
        For its ranges of the cost of cable and stations, `uncertainty.cost`.

    Returns
    -------
    rows : list of CostOutturn
        By the ratio, the cheapest first; none where the scenario draws no cost.
    """
    drawn = s.uncertainty.cost.bind()(generator(s.seed, "cost"))
    if not len(drawn):
        return []
    cable, stations = (drawn[:, PARTS.index(name)] for name in ("cable", "converters"))
    found = []
    for link in built_links.reference_links().itertuples():
        by_vintage, outturn = costs(link), float(link.capex_usd2025_million)
        planned = by_vintage.get(BASIS, np.nan)
        if not (planned > 0.0 and outturn > 0.0):
            continue
        laid = link.length_km - link.overhead_km
        part = link.power_mw * laid * cost_data.cost("costs", f"dc_submarine_{BASIS}") / 1e6 / planned
        factor = part * cable + (1.0 - part) * stations
        low, high = np.quantile(factor, [0.1, 0.9])
        found.append(CostOutturn(link.name, link.state, link.capex_scope, 1e6 * outturn, 1e6 * planned, float(low),
                                 float(high), float((factor < outturn / planned).mean()),
                                 outturn / by_vintage.get(vintage(link), np.nan), link.Index in SOURCES))
    return sorted(found, key=lambda row: row.ratio)


def vintage(link: BuiltLink) -> str:
    """Return the vintage of a link's contracts: by the year of its cost, or by that in service less `AWARDED` where
    that is earlier. What a link has cost in the end is known when it is done, years after its contracts."""
    year = np.fmin(link.capex_year, link.year - AWARDED)
    return "" if year != year else next(key for before, key in ERAS if year < before)


def costs(link: BuiltLink) -> dict[str, float]:
    """Return the cost of a link by vintage, for the scope of its published cost; by MW and km, overhead parts at one
    price. [million USD]"""
    if link.capex_scope not in ("project", "cable"):
        return dict.fromkeys(VINTAGES, np.nan)
    where = "offshore" if "offshore wind" in str(link.note) else "onshore"
    found = {}
    for key in VINTAGES:
        cable = cost_data.cost("costs", f"dc_submarine_{key}") * (link.length_km - link.overhead_km)
        paid = link.power_mw * (cable + overhead_line.CAPEX * link.overhead_km)
        if link.capex_scope == "project":
            paid += link.power_mw * cost_components.KW_PER_MW * cost_data.cost("costs", f"converter_pair_{where}_{key}")
        found[key] = paid / 1e6
    return found


def sentence(s: Scenario) -> str:
    """Return how many outturns lie within the draws, in words; empty without draws."""
    rows = outturns(s)
    if not rows:
        return ""
    ratio = np.array([row.ratio for row in rows])
    inside = sum(row.low <= row.ratio <= row.high for row in rows)
    beyond = sum(row.ratio > row.high for row in rows)
    own = np.nanmedian([row.own for row in rows])
    return (f"Of {len(rows)} links whose cost is published {inside} lie between the P10 and the P90 of these draws for "
            f"a link of their size, {beyond} above and {len(rows) - inside - beyond} below; their median is "
            f"{np.median(ratio):.2f} of what is planned at base's price level of 2025 and {own:.2f} at that of their "
            f"own contracts, the dearest {ratio.max():.2f} ({rows[-1].name}).")
