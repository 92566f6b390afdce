"""Notes on wind and yield: capacity factors and mean winds that are implausible or doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis import plausibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.chain import Case
    from sim.results.summary_values import SummaryValues

TURNED = 25.0
"""Difference of direction between two atlases above which it is noted (assumed: a sector of 30 degrees). [deg]"""
OFF = 2.0
"""Departure of the level used from that of the site, in its uncertainty, above which it is noted (assumed). [-]"""


def notes(case: Case, figures: SummaryValues) -> Iterator[str]:
    """
    Yield notes on implausible wind and yield.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    figures : dict
        What `sim.results.summary.summary` made of it.

    Yields
    ------
    note : str
        A sentence each.
    """
    yield from _level(case)
    of = plausibility.plausibility(case, figures["net_capacity_factor"], figures["gross_energy"])
    if of.speed > plausibility.WINDIEST:
        yield (f"Implausible: the wind averages {of.speed:.1f} m/s at {plausibility.HEIGHT:.0f} m; no sea is known "
               f"above {plausibility.WINDIEST:g} m/s. Check resource.wind.level or the wind files.")
    if of.net > plausibility.KNOWN:
        yield (f"Implausible: net capacity factor {of.net:.3f} at the hub; no offshore farm is known above "
               f"{plausibility.KNOWN:.2f}. Check the wind level, the turbine and the losses.")
    elif of.gross > plausibility.HIGH:
        yield f"Doubtful: gross capacity factor {of.gross:.3f}; 0.50 to 0.60 is expected in this sea."
    if 0 < of.net < plausibility.LOW:
        yield (f"Doubtful: net capacity factor {of.net:.3f} is below {plausibility.LOW:.2f}, lower than any site "
               "developed commercially.")
    if of.sea is None or of.net > plausibility.KNOWN:
        return
    for name, value, (low, high) in (("gross", of.gross, of.gross_band), ("net", of.net, of.net_band)):
        if not low <= value <= high:
            yield (f"Doubtful: {name} capacity factor {value:.3f}; {of.sea.name}, {of.sea.speed[0]:g} to "
                   f"{of.sea.speed[1]:g} m/s at {plausibility.HEIGHT:.0f} m ({of.sea.source}), gives this turbine "
                   f"{low:.2f} to {high:.2f}.")


def _level(case: Case) -> Iterator[str]:
    """Yield notes on the level and the direction of a synthetic wind."""
    here = plausibility.site_wind(case)
    if here is None:
        return
    known = abs(here.used - here.level) < 1e-9
    if known and not here.of_place:
        yield (f"Wind level: no value is known for this site; that of the region is used, {here.level:g} +- "
               f"{here.level * here.uncertainty:.2f} times the climatology. Use a measurement or a reanalysis.")
    if abs(here.used / here.level - 1.0) > OFF * here.uncertainty:
        yield (f"Wind level {here.used:g}: the sources for this site give {here.level:g} +- "
               f"{here.level * here.uncertainty:.2f} ({here.source}).")
    if here.turned > TURNED:
        yield (f"Wind direction: two atlases differ by up to {here.turned:.0f} degrees in steady months at this site "
               "(COADS; FNMOC 1982-1992); wakes and the best orientation of the rows are uncertain.")
