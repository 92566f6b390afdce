"""Uncertainty of the required price from cost, with the same dispatch: draws, vintages and sources of cable cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.analysis.variable import Variable, coordinate
from sim.case.cable_cost import cable_cost, spur_cost
from sim.errors import SundalinkError
from sim.finance import cost_components
from sim.finance.cost_owner import FOLLOWS
from sim.finance.cost_uncertainty import PARTS
from sim.finance.project_returns import owners
from sim.finance.required_price import required_prices
from sim.inputs import cost_data, sourced_table
from sim.stochastic import generator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.route import RouteLine
    from sim.chain import Case
    from sim.finance.cost_components import Component
    from sim.records import Cable
    from sim.scenario.schema import Scenario

VINTAGES = {"pre_2022": "contracts before 2022", "contracts_2023_25": "contracts 2023 to 2025", "dea_2025": "DEA 2025"}
"""Endings of the rows of the table of costs, the oldest first, and what they are called."""

SOURCES = ("dc_submarine_acer_2023", "dc_submarine_acer_2023_q3", "dc_submarine_vrana_haertel_2023",
           "dc_submarine_cigre_low", "dc_submarine_cigre_high", "dc_submarine_pathway", "dc_submarine_dea_2025",
           "dc_submarine_nep_2023")
"""Rows of published unit costs of direct-current cable at sea, whose spread stands behind the uncertainty."""

QUANTILES = (10, 50, 90)
DRAW, VINTAGE, SOURCE = "cost_draw", "cost_vintage", "cable_source"
"""Dimensions of the variables."""

FIGURES = {
    **{f"capex_p{q}": ("USD", f"overnight cost of all parts below which {q} % of the cost draws lie; real 2025")
       for q in QUANTILES},
    **{f"required_price_p{q}": ("USD/MWh", f"required price below which {q} % of the cost draws lie, with the same "
                                           "dispatch; real 2025") for q in QUANTILES},
    **{f"required_price_{key}": ("USD/MWh", f"required price with cable and stations at the level of {text}, with the "
                                            "same dispatch and contingency; real 2025")
       for key, text in VINTAGES.items()},
    "capex_with_contingency": ("USD", "overnight cost of all parts with the usual contingency and owner's cost "
                              "(contingency_share, owner_share) where the scenario has less; real 2025"),
    "required_price_with_contingency": ("USD/MWh", "required price with these, with the same dispatch; real 2025"),
}
"""Figures of the summary that this file makes: unit and note. P10 to P90 of money are shares of draws below: the
energies of the summary are exceeded."""


class PriceUncertainty(NamedTuple):
    """Required prices under other costs; arrays of shape (draw,) unless said otherwise."""

    factors: np.ndarray
    """On the cost of each part of `sim.finance.cost_uncertainty.PARTS`, shape (draw, part). [-]"""
    capex: np.ndarray
    """Of all parts. [USD]"""
    price: np.ndarray
    """Required; NaN where none is enough. [USD/MWh]"""
    vintage_link: np.ndarray
    """Cost of cable and of stations at each vintage, shape (vintage, 2). [USD]"""
    vintage_price: np.ndarray
    """Shape (vintage,). [USD/MWh]"""
    source_level: np.ndarray
    """Unit cost of cable in each published source, shape (source,). [USD/MW/km]"""
    source_price: np.ndarray
    """Shape (source,). [USD/MWh]"""
    reserved: tuple[float, float]
    """Cost of all parts [USD] and price [USD/MWh] with the usual contingency and owner's cost."""


def compute(case: Case) -> PriceUncertainty:
    """
    Return required prices under other costs, the trade as it is.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    found : PriceUncertainty
        All of them from one search, a case for each draw, vintage and source.
    """
    s, route, link, money = case.scenario, case.route, case.link, case.finance
    factors = s.uncertainty.cost.bind()(generator(s.seed, "cost"))
    old, new = vintage_costs(s, route, link.cable), np.array([cost_data.cost("costs", key) for key in SOURCES])
    own = dict.fromkeys(PARTS, 0.0)
    for part in money.components:   # a spur's cable and station count with the link's
        own[part.name.removeprefix("spur_")] = own.get(part.name.removeprefix("spur_"), 0.0) + float(part.capex)
    first, last, drawn = len(old), len(old) + new.size, len(old) + new.size + len(factors)
    scale = np.concatenate([np.ones((last, len(PARTS))), factors, np.ones((1, len(PARTS)))])
    shares = np.tile((s.cost.contingency, s.cost.development), (drawn + 1, 1))
    shares[drawn] = np.maximum(shares[drawn], usual())
    cables = np.concatenate([old[:, 0], [paid(s, route, link.cable, level) for level in new]])
    scale[:last, PARTS.index("cable")] = cables / (own["cable"] or np.nan)
    scale[:first, PARTS.index("converters")] = old[:, 1] / (own["converters"] or np.nan)
    known = np.isfinite(scale).all(axis=1)
    works = scaled(money.components, scale[known], shares[known])
    capex, price = np.full((2, len(scale)), np.nan)
    capex[known] = np.asarray(sum(part.capex for part in works))[:, 0]
    if np.isfinite(money.required) and known.any():
        bought = money.terms.paid_out(works)
        price[known] = required_prices(
            lambda at: owners(*money.terms.at(at, bought), **money.terms.paid._asdict()),
            int(known.sum()),
            money.required,
            target_irr=s.finance.target_equity_irr,
            min_dscr=s.finance.minimum_dscr,
        )
    return PriceUncertainty(factors, capex[last:drawn], price[last:drawn], old, price[:first], new, price[first:last],
                 (float(capex[drawn]), float(price[drawn])))


def usual() -> tuple[float, ...]:
    """Return the shares for contingency and for the owner's cost that the table of costs has. [fraction]"""
    rows = sourced_table.rows("costs")
    return tuple(rows[key].value for key in ("contingency_share", "owner_share"))


def paid(s: Scenario, route: RouteLine, kind: Cable, level: float) -> float:
    """Return the cost of the cable, and of a spur's, at another price level; NaN where it does not even pay for the
    metals. [USD]"""
    try:
        return cable_cost(s, route, kind, level) + spur_cost(s, route, kind, level)
    except SundalinkError:
        return float("nan")


def vintage_costs(s: Scenario, route: RouteLine, kind: Cable) -> np.ndarray:
    """
    Return the cost of cable and stations at each vintage.

    Parameters
    ----------
    s : Scenario
        For rating, configuration, method of counting the cable, and where the sending station stands.
    route : RouteLine
    kind : Cable

    Returns
    -------
    costs : array, shape (vintage, 2)
        Cable and stations, those of a spur among them, in the order of `VINTAGES`. [USD]
    """
    spur = 0.5 * s.link.tee.rating_mw * s.link.tee.built   # half a pair of stations, on land
    rows = [[cost_data.cost("costs", f"{name}_{key}") for name in
             ("dc_submarine", f"converter_pair_{s.hub.topology}", "converter_pair_onshore")] for key in VINTAGES]
    return np.array(
        [
            (paid(s, route, kind, cable), cost_components.KW_PER_MW * (s.link.rating_mw * pair + spur * onshore))
            for cable, pair, onshore in rows
        ]
    )


def scaled(components: Sequence[Component], scale: np.ndarray, shares: np.ndarray) -> tuple[Component, ...]:
    """
    Return components with their cost, upkeep and removal scaled, case by case.

    Parameters
    ----------
    components : tuple of Component
    scale : array, shape (case, part)
        In the order of `sim.finance.cost_uncertainty.PARTS`. [-]
    shares : array, shape (case, 2)
        Contingency and development, of all others. [fraction]

    Returns
    -------
    components : tuple of Component
        With money of shape (case, 1).
    """
    works: list[Component] = []
    factor: float | np.ndarray
    planned = sum(part.capex for part in components[:-2] if part.name not in FOLLOWS)
    for part in components[:-2]:   # the last two are contingency and development
        if part.name in FOLLOWS:   # after all that they follow
            factor = sum(each.capex for each in works if each.name not in FOLLOWS) / max(planned, 1e-9)
            works.append(part._replace(capex=part.capex * factor, fixed_opex=part.fixed_opex * factor))
            continue
        name = part.name.removeprefix("far_").removeprefix("spur_")
        factor = scale[:, PARTS.index(name), None] if name in PARTS else np.ones((len(scale), 1))
        works.append(part._replace(capex=part.capex * factor, fixed_opex=part.fixed_opex * factor,
                                   decommissioning=part.decommissioning * factor))
    by_draw: Any = shares   # a share of each draw, where the builders take a number
    reserve, development = components[-2:]   # their spending, and what of it comes early, stay as they are
    return (
        *works,
        reserve._replace(capex=cost_components.contingency(works, share=by_draw[:, :1]).capex),
        development._replace(capex=cost_components.development(works, share=by_draw[:, 1:]).capex),
    )


def figures(case: Case, found: PriceUncertainty) -> dict[str, float]:
    """
    Summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : PriceUncertainty
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
        NaN where there are no draws, or a draw has no price.
    """
    some = found.capex.size > 0
    capex, price = (np.quantile(v, np.array(QUANTILES) / 100.0) if some else np.full(len(QUANTILES), np.nan)
                    for v in (found.capex, found.price))
    return {**{f"capex_p{q}": float(v) for q, v in zip(QUANTILES, capex, strict=True)},
            **{f"required_price_p{q}": float(v) for q, v in zip(QUANTILES, price, strict=True)},
            **{f"required_price_{key}": float(v) for key, v in zip(VINTAGES, found.vintage_price, strict=True)},
            "capex_with_contingency": found.reserved[0], "required_price_with_contingency": found.reserved[1]}


def variables(case: Case, found: PriceUncertainty) -> list[Variable]:
    """
    Required prices under other costs of building: draws, vintages and published sources of the cable.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : PriceUncertainty
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    real = {"price_basis": "real 2025"}
    return [
        coordinate(DRAW, np.arange(found.capex.size), "-", "draw of costs"),
        coordinate(VINTAGE, list(VINTAGES.values()), None, "vintage of cable, stations"),
        coordinate(SOURCE, list(SOURCES), None, "published unit cost of cable at sea"),
        *(Variable(name, dims, values, unit, text, real) for name, dims, values, unit, text in (
            ("drawn_capex", DRAW, found.capex, "USD", "overnight cost of all parts"),
            ("drawn_required_price", DRAW, found.price, "USD/MWh", "required price, the trade as it is"),
            ("vintage_cable_capex", VINTAGE, found.vintage_link[:, 0], "USD", "cost of the cable"),
            ("vintage_converter_capex", VINTAGE, found.vintage_link[:, 1], "USD", "cost of the converter stations"),
            ("vintage_required_price", VINTAGE, found.vintage_price, "USD/MWh", "required price, the trade as it is"),
            ("source_cable_level", SOURCE, found.source_level, "USD/MW/km", "unit cost of the cable"),
            ("source_required_price", SOURCE, found.source_price, "USD/MWh",
             "required price with that cable, the trade as it is"))),
    ]
