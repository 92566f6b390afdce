"""What the cable has left behind the wind, what more it could bring, and where alternating current would do instead."""

import numpy as np

from sim.analysis.hvac_comparison import even
from sim.link import transfer_curve
from sim.units import HOURS_PER_YEAR

FIGURES = {
    "cable_temperature": ("degC", "highest of the hottest conductor behind the wind of the first traded year; every "
                                  "pole in service, battery left out"),
    "steady_rating": ("kA", "current that each cable may carry for ever"),
    "cyclic_rating": ("kA", "peak of the mean day's course of current, repeated for ever"),
    "dynamic_rating": ("kA", "peak of the load of the first traded year, scaled as a whole until a conductor is at its "
                             "limit"),
    "overload_factor": ("-", "power that the cable bears when the wind gives it, over that at the rating; stations and "
                             "import capacity would have to be as large"),
    "overload_energy": ("GWh", "received beyond the rating a year with such stations; first traded year"),
    "overload_worth": ("USD", "what that would earn a year at the spot price, less the local sales it takes the place "
                              "of; real 2025"),
    "loss_pieces": ("-", "straight pieces that the trade reads the loss of the whole link as; link.loss_error_mw "
                         "sets how many"),
    "loss_pieces_error": ("MW", "worst error of the power received that they make, every state of the poles"),
    "hvac_break_even": ("km", "length from which on direct current is the cheaper to build for the same power; no "
                              "compensation at sea"),
}
"""Figures of the summary that this file makes: unit and note."""


def figures(case):
    """
    Return the figures of `FIGURES` of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    figures : dict of str to float
    """
    heat = case.heat
    return {"cable_temperature": float(heat.temperature.max()), "steady_rating": heat.steady,
            "cyclic_rating": heat.cyclic, "dynamic_rating": heat.dynamic, "overload_factor": heat.overload,
            "overload_energy": float(heat.extra.mean(dtype=float)) * HOURS_PER_YEAR / 1e3,
            "overload_worth": worth(case), **_pieces(case.link), "hvac_break_even": even(case).length}


def _pieces(link):
    """Return how many pieces stand for the loss of the whole link, and what they miss at worst. [MW]"""
    first, *rest = (link,) if link.tee is None else link.tee

    def missed(leg):
        return max(
            transfer_curve.miss(transfer, pieces) for transfer, pieces in zip(leg.transfers, leg.pieces, strict=True)
        )

    return {"loss_pieces": float(sum(leg.pieces[-1][0].size for leg in (first, *rest))),
            "loss_pieces_error": missed(first) + max(map(missed, rest), default=0.0)}


def straight(case):
    """Return what the straight pieces of the loss curve miss, in a sentence."""
    found = _pieces(case.link)
    return (f"The trade reads the loss of the link as {found['loss_pieces']:.0f} straight pieces, which miss the power "
            f"received by at most {found['loss_pieces_error']:.3f} MW of {case.scenario.link.rating_mw:,.0f} "
            f"(link.loss_error_mw = {case.scenario.link.loss_error_mw:g}).")


def worth(case):
    """Return what the overload would earn a year. [USD]"""
    s, heat, market = case.scenario, case.heat, case.market[0]
    surplus = np.maximum(case.hub.power[0] - case.link.transfers[-1].sent[-1], 0.0)
    sink = s.local.width_mw * market.local
    local = np.minimum(surplus, sink) - np.minimum(surplus - heat.taken, sink)
    earned = heat.extra * market.spot - local * s.local.price_usd_per_mwh
    return float(earned.mean()) * HOURS_PER_YEAR


def stations(case):
    """Return what stations as large as the overload would cost more to build. [USD]"""
    parts = {part.name: part.capex for part in case.finance.components}
    return (case.heat.overload - 1.0) * parts.get("converters", 0.0)


def rating(case):
    """Return what the cable could carry, and what that would be worth, in a few sentences."""
    heat = case.heat
    gain = heat.dynamic / heat.steady - 1.0
    text = (f"The cable may carry {1e3 * heat.steady:,.0f} A for ever, {1e3 * heat.cyclic:,.0f} A as the peak of the "
            f"mean day repeated, and {1e3 * heat.dynamic:,.0f} A behind this wind ({100 * gain:+.1f} %, as the wind "
            f"fills the link for up to {heat.spell / 24.0:.0f} days on end); the link uses {1e3 * heat.used:,.0f} A.")
    energy = float(heat.extra.mean(dtype=float)) * HOURS_PER_YEAR / 1e3
    if heat.overload < 1.001 or energy <= 0:
        return text
    return text + (f" With stations and import capacity of {heat.overload:.2f} times the rating, where "
                   f"{'the farm has no more' if heat.binds == 'the farm' else f'{heat.binds} is at its limit'}, the "
                   f"same cable would bring {energy:,.0f} GWh more a year, worth {worth(case) / 1e6:,.0f} million USD "
                   f"at the spot price; such stations cost {stations(case) / 1e6:,.0f} million USD more to build.")
