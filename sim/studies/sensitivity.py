"""Sensitivity of the required price: a tornado of single changes, and the price over sizes of farm and battery."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim import chain
from sim.case import components, finance, resource
from sim.case.stage_cache import shared
from sim.scenario.load import load
from sim.units import HOURS_PER_YEAR, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from sim.case.stage_cache import Cache
    from sim.chain import Case
    from sim.scenario.schema import Scenario

    Lever = tuple[str, tuple[tuple[str, dict[str, Any]], ...], bool]   # name, changes, whether the trade changes


class Swing(NamedTuple):
    """Effect of one uncertain input on the required price."""

    name: str
    """What is changed."""
    texts: tuple[str, ...]
    """What it is changed to, down and up."""
    prices: tuple[float, ...]
    """Required then. [USD/MWh]"""


class Point(NamedTuple):
    """A size of farm and battery behind the same cable."""

    capacity: float
    """Requested rated power of the farm. [MW]"""
    energy: float
    """Of the battery. [MWh]"""
    load_factor: float
    """Delivered over received rating. [-]"""
    price: float
    """Required. [USD/MWh]"""
    left: float
    """Share of the energy at the hub that does not go to Singapore. [-]"""


def levers(s: Scenario, wind_uncertainty: float = 0.08) -> list[Lever]:
    """
    Return the levers of a tornado diagram.

    Parameters
    ----------
    s : Scenario
        Costs, rates and ranges that stand in it are turned about their own values; what its models do not have is
        left out.
    wind_uncertainty : float
        Standard deviation of the level of the wind, where the scenario leaves that to the wind's source. [-]

    Returns
    -------
    levers : list of (str, tuple of (str, dict), bool)
        Name, the two changes as (text, keys), and whether the trade changes.
    """
    def each(key: str, values: Sequence[float], text: Callable[[float], str]) -> tuple[tuple[str, dict[str, Any]], ...]:
        return tuple((text(value), {key: value}) for value in values)

    ranges, farm, debt = s.uncertainty.cost, components.price(s, "farm"), getattr(s.finance.debt, "rate", None)
    irr, rate = s.finance.target_equity_irr, getattr(s.link.outage, "cable_rate_per_100km_year", 0.0)
    given = s.uncertainty.energy.wind_level
    wind_uncertainty = wind_uncertainty if isinstance(given, str) else given
    vintages = tuple((text, {"cost.cable": f"dc_submarine_{key}",
                             "cost.converters_onshore": f"converter_pair_onshore_{key}",
                             "cost.converters_offshore": f"converter_pair_offshore_{key}"})
                     for key, text in (("pre_2022", "contracts before 2022"), ("dea_2025", "DEA 2025")))
    found = [
        ("cost of cable and stations", vintages, False),
        ("return that owners ask", each("finance.target_equity_irr", (irr - 0.02, irr + 0.02), percent), False),
        *([] if debt is None else   # of a stack each loan has its own
          [("interest on the debt", each("finance.debt.rate", (debt - 0.01, debt + 0.01),
                                         lambda interest: percent(interest, 1)), False)])]
    if s.resource.source == "synthetic":
        found.append(("level of the wind", tuple(
            (percent(change, sign="+"), {"resource.wind.level": resource.wind_level(s) * (1.0 + change)})
            for change in (wind_uncertainty, -wind_uncertainty)), True))
    if ranges.model != "none":
        found.append(("cost of the farm", tuple((percent(share - 1.0, sign="+"), {"cost.farm": share * farm})
                                                for share in (ranges.farm_low, ranges.farm_high)), False))
    if rate:
        found.append(("faults of the cable", each("link.outage.cable_rate_per_100km_year", (0.5 * rate, 2.0 * rate),
                                                  "{:g} a year and 100 km".format), True))
    return found


def swings(case: Case, chosen: Sequence[Lever] | None = None, share: Cache | None = None) -> list[Swing]:
    """
    Return the effect of each lever on the required price, the largest first.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed, at a contract price that is a number: all are traded at that.
    chosen : list, optional
        As `levers` returns them, which is the default.
    share : callable, optional
        Stages that cases have in common, as `sim.case.stage_cache.shared` makes it.

    Returns
    -------
    swings : list of Swing
        Where the trade does not change, it is that of the case.
    """
    s, share, found = case.scenario, shared() if share is None else share, []
    for name, sides, traded in levers(s, case.wind.wind_uncertainty[0]) if chosen is None else chosen:
        prices = []
        for _, keys in sides:
            other = load(s.model_dump(), keys)
            done = (chain.run(other, cache=share, keep=False, firmness=False, lives=False).finance if traded else
                    finance.close(other, case.farm, case.hub, case.route, case.link, case.traded))
            prices.append(float(done.required))
        found.append(Swing(name, tuple(text for text, _ in sides), tuple(prices)))
    return sorted(found, key=lambda swing: -abs(swing.prices[1] - swing.prices[0]))


def fuller(scenario: Scenario, capacities: Sequence[float], energies: Sequence[float], share: Cache | None = None,
           hours: float = 4.0) -> list[Point]:
    """
    Return load factor and required price of farms and batteries of several sizes behind the same cable.

    Parameters
    ----------
    scenario : Scenario
        With a contract price that is a number: all are traded at that.
    capacities : sequence of float
        Of the farm. [MW]
    energies : sequence of float
        Of the battery; 0 for none. [MWh]
    share : callable, optional
        Stages that cases have in common.
    hours : float
        Energy over power of the battery. [h]

    Returns
    -------
    points : list of Point
        Battery by battery, from the smallest farm on.
    """
    share, found = shared() if share is None else share, []
    for energy in energies:
        for capacity in capacities:
            s = load(scenario.model_dump(), {"farm.capacity_mw": float(capacity), "storage.energy_mwh": float(energy),
                                             "storage.power_mw": energy / hours})
            done = chain.run(s, cache=share, keep=False, firmness=False, lives=False)
            annual, rated = done.traded.annual, s.link.rating_mw * HOURS_PER_YEAR
            brought = annual.available + annual.supplied
            gone = annual.delivered + annual.malaysia + annual.link_loss + annual.battery_loss
            found.append(Point(float(capacity), float(energy), float(annual.delivered.mean()) / rated,
                               float(done.finance.required), float(1.0 - gone.mean() / brought.mean())))
    return found
