"""Contribution of the import to net zero: tonnes and their cost by margin, share of national steps, hourly matching."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.gas_parity import new_gas
from sim.analysis.variable import Variable, coordinate
from sim.carbon import inventory, margins
from sim.carbon.claims import residual_mix
from sim.case import carbon
from sim.case.years import interpolate, operating_years
from sim.inputs import sourced_table
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.chain import Case

COUNTRIES = ("singapore", "vietnam")
FIGURES = {
    **{f"avoided_emissions_{margin}": ("tCO2", f"a year, in Singapore's inventory by the {margin} margin of its grid "
                                               "along the shipped path; mean of operation")
       for margin in margins.MARGINS},
    **{f"abatement_cost_{margin}": ("USD/tCO2", "required price less new gas without carbon tax, over tonnes by the "
                                                f"{margin} margin; present values at the social rate")
       for margin in margins.MARGINS},
    "abatement_cost": ("USD/tCO2", "the same by the scenario's own grid factor"),
    **{f"displaced_emissions_{margin}": ("tCO2", "a year, displaced in Viet Nam by energy used there, by the "
                                                  f"{margin} margin of its grid along the shipped path; mean of "
                                                  "operation")
       for margin in margins.MARGINS},
    **{f"abatement_cost_vietnam_{margin}": ("USD/tCO2", "what buyers in Viet Nam pay beyond the cost of generation "
                                                        f"there (71 USD/MWh), over tonnes by the {margin} margin; "
                                                        "negative where they save; present values at the social "
                                                        "rate")
       for margin in margins.MARGINS},
    "vietnam_plan_share": ("-", "displaced emissions of the first year over the planned reduction of Viet Nam's power "
                                "sector from 2030 to 2050, by the average margin"),
    "vietnam_export_share": ("-", "rating of the link over the lower end of Viet Nam's aim of exports by 2035, "
                                  "5,000 MW"),
    "residual_mix": ("tCO2/MWh", "emission factor of what remains for consumers in Singapore without certificates, "
                                 "mean of operation; average margin"),
    "flat_load_emissions": ("tCO2/MWh", "emissions of a flat load that holds the certificates of its share of the "
                                        "import: hours without it at the residual mix; first outage history"),
    "data_centre_emissions": ("tCO2/MWh", "the same of a data centre's load"),
    "national_step_share": ("-", "avoided emissions of the first year over Singapore's planned reduction from 2030 to "
                                 "2035, by the average margin"),
    "claims_per_mwh": ("-", "most claims that any MWh carries: inventory, credit, certificate; at most 1"),
    "hourly_matched_flat": ("-", "24/7 score of a flat load whose yearly energy equals that of its share of the "
                                 "import; first outage history"),
    "hourly_matched_data_centre": ("-", "the same of a data centre's load"),
}
"""Summary values that this file makes: unit and note."""


class NetZero(NamedTuple):
    """Tonnes by margin; arrays (operating year,)."""

    calendar: np.ndarray
    avoided: dict[str, np.ndarray]
    """By `sim.carbon.margins.MARGINS`. [tCO2]"""
    cost: dict[str, float]
    """By margin, and of the scenario's own factor under ``own``. [USD/tCO2]"""
    vietnam: dict[str, np.ndarray]
    """Emissions that energy used in Vietnam displaces, by margin. [tCO2]"""
    saved: dict[str, float]
    """Cost of a tonne displaced in Vietnam, by margin. [USD/tCO2]"""
    residual: np.ndarray
    """Emission factor of what remains without certificates, shape (operating year,). [tCO2/MWh]"""
    matched: tuple[float, float]
    """24/7 score of a flat load, and of a data centre; NaN where no periods were kept. [-]"""


def compute(case: Case) -> NetZero:
    """
    Return tonnes and their cost by margin.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    found : NetZero
    """
    s, money = case.scenario, case.finance
    years = money.years
    calendar = operating_years(s.time)
    leakage = s.carbon.avoided.given()
    found = {name: inventory.avoided(years.delivered, factor, **leakage)
             for name, factor in carbon.factors("singapore", calendar).items()}
    displaced = np.maximum(years.local - years.supplied, 0.0)
    there = {name: displaced * factor for name, factor in carbon.factors("vietnam", calendar).items()}
    parts, _ = new_gas(case)
    gas = sum(value for name, value in parts.items() if name != "carbon tax")
    beyond = (money.required - gas) * years.paid * money.terms.currency
    time, rate = np.arange(calendar.size), s.parties.social_rate
    cost = {name: float(margins.abatement_cost(beyond, tonnes, rate, time)) for name, tonnes in
            ({**found, "own": money.avoided}).items()}
    dearer = years.local_revenue - displaced * sourced_table.rows("grid_margins")["vietnam_cost"].value
    saved = {name: float(margins.abatement_cost(dearer, tonnes, rate, time)) for name, tonnes in there.items()}
    return NetZero(calendar, found, cost, there, saved, _residual(case, calendar), _matched(case))


def _residual(case: Case, calendar: np.ndarray) -> np.ndarray:
    """Return the emission factor of what remains in Singapore without certificates, by year. [tCO2/MWh]"""
    s = case.scenario
    demand = interpolate(s, np.array([market.demand.mean() for market in case.market])) * HOURS_PER_YEAR
    claims = case.finance.claims
    claimed = claims.claimed[claims.places.index("singapore")].sum(axis=0)
    return residual_mix(carbon.factors("singapore", calendar)["average"], demand, np.minimum(claimed, demand))


def _matched(case: Case) -> tuple[float, float]:
    """Return the 24/7 score of a flat load and of a data centre, each given a slice of the import of equal energy."""
    first = case.traded.seen[0]
    return (float("nan"), float("nan")) if first is None else first.matched


def figures(case: Case, found: NetZero) -> dict[str, float]:
    """
    Return the summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
    found : NetZero
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    rows = sourced_table.rows("grid_margins")
    step = 1e6 * (rows["singapore_2030"].value - rows["singapore_2035"].value)
    return {**{f"avoided_emissions_{name}": float(tonnes.mean()) for name, tonnes in found.avoided.items()},
            **{f"abatement_cost_{name}": found.cost[name] for name in found.avoided},
            "abatement_cost": found.cost["own"],
            "national_step_share": float(found.avoided["average"][0]) / step,
            **{f"displaced_emissions_{name}": float(tonnes.mean()) for name, tonnes in found.vietnam.items()},
            **{f"abatement_cost_vietnam_{name}": value for name, value in found.saved.items()},
            "vietnam_plan_share": float(found.vietnam["average"][0])
            / (1e6 * (rows["vietnam_2030"].value - rows["vietnam_2050"].value)),
            "vietnam_export_share": case.scenario.link.rating_mw / rows["vietnam_export"].value,
            "residual_mix": float(found.residual.mean()),
            "flat_load_emissions": (1.0 - found.matched[0]) * float(found.residual.mean()),
            "data_centre_emissions": (1.0 - found.matched[1]) * float(found.residual.mean()),
            "claims_per_mwh": case.finance.claims.per_mwh,
            "hourly_matched_flat": found.matched[0], "hourly_matched_data_centre": found.matched[1]}


def tracker() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Return the inventory of Singapore and the power sector of Vietnam along their stated paths.

    Returns
    -------
    calendar : array of int, shape (year,)
        From 2030, the first year that both state, to 2050.
    singapore, vietnam : array, shape (year,)
        Straight lines between the years that are stated. [tCO2]
    """
    rows = sourced_table.rows("grid_margins")
    calendar = np.arange(2030, 2051)
    paths = []
    for country in COUNTRIES:
        known = {int(key.rsplit("_", 1)[1]): 1e6 * row.value for key, row in rows.items() if row.unit == "MtCO2"
                 and key.startswith(f"{country}_")}
        paths.append(np.interp(calendar, list(known), list(known.values())))
    singapore, vietnam = paths
    return calendar, singapore, vietnam


def variables(case: Case, found: NetZero) -> list[Variable]:
    """
    Tonnes by margin, and the paths to net zero, for the results.

    Parameters
    ----------
    case : Case
    found : NetZero
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    calendar, singapore, vietnam = tracker()

    def by(values: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.stack([values[name] for name in margins.MARGINS])

    # What the project takes off in the years of the paths; none before it runs.
    own, there = (np.where((calendar >= found.calendar[0]) & (calendar <= found.calendar[-1]),
                           np.interp(calendar, found.calendar, values), 0.0)
                  for values in (found.avoided["average"], found.vietnam["average"]))
    at = ("margin", "tonnes_year")
    return [
        coordinate("margin", list(margins.MARGINS), None, "margin of the grid"),
        coordinate("tonnes_year", found.calendar, "-", "calendar year of operation"),
        coordinate("path_year", calendar, "-", "calendar year of the paths to net zero"),
        Variable("avoided_by_margin", at, by(found.avoided), "tCO2", "avoided in Singapore's inventory"),
        Variable("displaced_by_margin", at, by(found.vietnam), "tCO2", "displaced by energy used in Vietnam"),
        Variable("inventory_path", "path_year", singapore, "tCO2", "Singapore's inventory along its stated path"),
        Variable("residual_mix_by_year", "tonnes_year", found.residual, "tCO2/MWh",
                 "emission factor of what remains in Singapore without certificates"),
        Variable("power_sector_path", "path_year", vietnam, "tCO2", "Vietnam's power sector along its plan"),
        Variable("path_avoided", "path_year", own, "tCO2", "avoided in Singapore, by the average margin"),
        Variable("path_displaced", "path_year", there, "tCO2", "displaced in Vietnam, by the average margin")]
