"""Rating of the cable: continuous, cyclic and dynamic current, overload under this wind, error of its loss pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.hvac_comparison import break_even
from sim.analysis.variable import Variable
from sim.link import transfer_curve
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from sim.case.cable_heat import CableHeat
    from sim.case.link import Leg, Link
    from sim.chain import Case

FIGURES = {
    "cable_temperature": ("degC", "highest temperature of the hottest conductor with the wind of the first traded "
                                  "year; every pole in service, without the battery"),
    "continuous_rating": ("kA", "continuous current rating of each cable"),
    "cyclic_rating": ("kA", "cyclic rating: peak of the mean day's current profile, repeated continuously"),
    "dynamic_rating": ("kA", "dynamic rating: peak of the load of the first traded year, scaled until a conductor is "
                             "at its temperature limit"),
    "overload_factor": ("-", "power that the cable can carry under the load of this wind, over its rating; stations "
                             "and import capacity would have to be as large"),
    "overload_energy": ("GWh", "additional energy received a year with such stations; first traded year"),
    "overload_value": ("USD", "yearly value of that energy at the spot price, less the local sales it replaces; real "
                              "2025"),
    "loss_pieces": ("-", "pieces of the link's piecewise-linear loss curve in the dispatch; their number follows from "
                         "link.loss_error_mw"),
    "loss_pieces_error": ("MW", "maximum error of the received power from these pieces, over all pole states"),
    "hvac_break_even": ("km", "length above which direct current is cheaper to build for the same power; no "
                              "compensation at sea"),
}
"""Summary values of this analysis: unit and note."""


class CableRating(NamedTuple):
    """Reserve of the cable, and how well the pieces of its loss curve follow it."""

    overload_energy: float
    """Energy received beyond the rating, were stations as large as the cable bears. [GWh/yr]"""
    overload_value: float
    """Value of that energy at the spot price less the local sales it replaces. [USD/yr]"""
    station_cost: float
    """Cost of stations of that size beyond those of the case. [USD]"""
    pieces: int
    """Pieces of the loss curve of the whole link. [-]"""
    pieces_error: float
    """Largest error of the power received that they make. [MW]"""
    hvac_break_even: float
    """Length from which on direct current is the cheaper to build. [km]"""


def compute(case: Case) -> CableRating:
    """
    Reserve of the cable of a case and the error of its loss pieces.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    rating : CableRating
    """
    heat = heat_of(case)
    energy = float(heat.overload_received.mean(dtype=float)) * HOURS_PER_YEAR / 1e3
    stations = {part.name: float(part.capex) for part in case.finance.components}.get("converters", 0.0)
    return CableRating(energy, _overload_value(case), (heat.overload - 1.0) * stations, *_pieces(case.link),
                       break_even(case).length)


def figures(case: Case, found: CableRating) -> dict[str, float]:
    """
    Summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : CableRating
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    heat = heat_of(case)
    return {"cable_temperature": float(heat.temperature.max()), "continuous_rating": heat.continuous,
            "cyclic_rating": heat.cyclic, "dynamic_rating": heat.dynamic, "overload_factor": heat.overload,
            "overload_energy": found.overload_energy, "overload_value": found.overload_value,
            "loss_pieces": float(found.pieces), "loss_pieces_error": found.pieces_error,
            "hvac_break_even": found.hvac_break_even}


def variables(case: Case, found: CableRating) -> list[Variable]:
    """
    Conductor temperature behind the wind, with its limit and the segment that sets it.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : CableRating
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
        None where the case did not keep its hours.
    """
    heat = heat_of(case)
    if case.traded.hourly is None:
        return []
    return [Variable("conductor_temperature", ("weather_year", "time"), heat.temperature, "degC",
                     f"hottest conductor, in {heat.segment}, first traded year",
                     {"comment": "every pole in service, power at the hub without the battery", "limit": heat.limit,
                      "at_continuous_rating": case.link.transfers[-1].temperature, "segment": heat.segment,
                      "current_used": heat.rated})]


def heat_of(case: Case) -> CableHeat:
    """Return the heat of the cable of a case whose firmness was asked for."""
    assert case.heat is not None
    return case.heat


def _pieces(link: Link) -> tuple[int, float]:
    """Number of pieces of the loss curve of the whole link, and the largest error that they make. [MW]"""
    first, *rest = (link,) if link.tee is None else link.tee

    def error(leg: Link | Leg) -> float:
        return max(
            transfer_curve.miss(transfer, pieces) for transfer, pieces in zip(leg.transfers, leg.pieces, strict=True)
        )

    return sum(leg.pieces[-1][0].size for leg in (first, *rest)), error(first) + max(map(error, rest), default=0.0)


def _overload_value(case: Case) -> float:
    """Value of the overload at the spot price less the local sales it replaces. [USD/yr]"""
    s, heat, market = case.scenario, heat_of(case), case.market[0]
    surplus = np.maximum(case.hub.power[0] - case.link.transfers[-1].sent[-1], 0.0)
    sink = s.local.width_mw * market.local
    local = np.minimum(surplus, sink) - np.minimum(surplus - heat.overload_sent, sink)
    earned = heat.overload_received * market.spot - local * s.local.price_usd_per_mwh
    return float(earned.mean()) * HOURS_PER_YEAR
