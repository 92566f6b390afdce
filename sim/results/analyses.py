"""The analyses of a case whose summary values and variables make up its results."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sim.analysis import (
    battery_ageing,
    buyers,
    cable_rating,
    exceedance,
    firmness,
    foresight_value,
    gas_parity,
    joint_uncertainty,
    lenders_cover,
    licence,
    link_reliability,
    net_zero,
    parties,
    price_standard_error,
    price_uncertainty,
    programme,
    spot_market,
)
from sim.case.heap import give_back
from sim.case.second_process import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType
    from typing import Any

    from sim.analysis.variable import Variable
    from sim.chain import Case

ANALYSES = (firmness, battery_ageing, exceedance, foresight_value, cable_rating, link_reliability, price_uncertainty,
            lenders_cover, gas_parity, programme, net_zero, joint_uncertainty, parties, spot_market, buyers,
            price_standard_error, licence)
"""In the order of the fields of `Analyses`. Each has ``compute(case)``; those with summary values have ``FIGURES`` and
``figures(case, found)``, those with arrays ``variables(case, found)``. To add one, add it here and below."""


OF_FIRMNESS = (firmness, battery_ageing, cable_rating, gas_parity, net_zero, parties)
"""Analyses of what the importer sees, of the cells' duty and of the cable's heat: `sim.chain.run` finds them if asked
for ``firmness``."""
OF_LIVES = (link_reliability,)
"""Analyses of the many lives of the link: `sim.chain.run` draws them if asked for ``lives``."""


NONE: Mapping[ModuleType, list[Variable]] = MappingProxyType({})
"""No variables yet."""
LONG = (price_uncertainty, programme, joint_uncertainty)
"""Analyses that take two thirds of the time of all, and read hardly more of a case than its money."""


class Analyses(NamedTuple):
    """What each analysis of `ANALYSES` computed of a case."""

    firmness: firmness.DeliveryFirmness
    battery_ageing: battery_ageing.BatteryAgeing
    exceedance: exceedance.Exceedance
    foresight: foresight_value.ForesightValue
    cable: cable_rating.CableRating
    readiness: tuple[link_reliability.Readiness, ...]
    prices: price_uncertainty.PriceUncertainty
    cover: lenders_cover.LendersCover | None
    gas: gas_parity.GasParity
    programme: programme.Outcome
    net_zero: net_zero.NetZero
    joint: joint_uncertainty.JointDraws | None
    parties: parties.PartyView
    spot_market: spot_market.SpotMarket | None
    buyers: buyers.Buyers
    price_error: price_standard_error.YearlyPrices
    licence: licence.Quarters


def analyse(case: Case, workers: int = 1, begun: Callable[[], object] = lambda: None,
            meanwhile: Callable[[ModuleType, Any], object] = lambda analysis, result: None) -> Analyses:
    """
    Results of every analysis of a case, each computed once.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    workers : int
        With two or more, `LONG` are computed by a second process, where the system can fork.
    begun : callable
        As `sim.case.second_process.both` takes it.
    meanwhile : callable
        ``meanwhile(analysis, result)``, called of each of the others, which are known sooner than `LONG`.

    Returns
    -------
    analyses : Analyses
    """
    def found(which: Iterable[ModuleType]) -> dict[str, Any]:
        results: dict[str, Any] = {}
        for analysis in which:   # joint draws take the schedules that are drawn already
            given = (results[programme.__name__],) if analysis is joint_uncertainty else ()
            results[analysis.__name__] = analysis.compute(case, *given)
            give_back()   # years that were traded again
        return results

    def shorter() -> dict[str, Any]:
        others = [each for each in ANALYSES if each not in LONG]
        results = found(others)
        for each in others:
            meanwhile(each, results[each.__name__])
        return results

    long, short = both(lambda: found(LONG), shorter, workers, begun)
    return Analyses(*({**long, **short}[each.__name__] for each in ANALYSES))


def asked(names: Iterable[str]) -> tuple[ModuleType, ...]:
    """
    Return the analyses that give figures.

    Parameters
    ----------
    names : iterable of str
        Figures, by the names of the summary; those that no analysis gives are left out.

    Returns
    -------
    analyses : tuple of module
        Some of `ANALYSES`, in their order.
    """
    names = set(names)
    return tuple(analysis for analysis in ANALYSES if names & set(getattr(analysis, "FIGURES", ())))


def figures(case: Case, analyses: Analyses) -> dict[str, float]:
    """Summary values of all analyses, by name."""
    return {name: value for analysis, found in zip(ANALYSES, analyses, strict=True) if hasattr(analysis, "figures")
            for name, value in analysis.figures(case, found).items()}


def variables(case: Case, analyses: Analyses, made: Mapping[ModuleType, list[Variable]] = NONE) -> list[Variable]:
    """
    Variables of all analyses, in their order.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    analyses : Analyses
        As `analyse` returns them.
    made : mapping of module to list of Variable
        Those that are made already, as `variables_of` makes them, by analysis.

    Returns
    -------
    rows : list of Variable
    """
    return [row for analysis, found in zip(ANALYSES, analyses, strict=True)
            for row in (made[analysis] if analysis in made else variables_of(case, analysis, found))]


def variables_of(case: Case, analysis: ModuleType, found: Any) -> list[Variable]:
    """Variables of one analysis, from what it computed; none where it has none."""
    rows = [*analysis.variables(case, found)] if hasattr(analysis, "variables") else []
    give_back()
    return rows
