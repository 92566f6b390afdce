"""The figures of a case: every value of summary.csv, computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis import (
    hvac_comparison,
    link_reliability,
    price_uncertainty,
)
from sim.analysis.gas_parity import CONTRACTED, contracted_share, levelised, levelised_tax
from sim.case.contract_terms import damages_cap
from sim.case.years import interpolate
from sim.link.three_terminal import states
from sim.market import gas_power_cost
from sim.results import analyses as results_analyses
from sim.results.summary_values import SUMMARY
from sim.trade.settlement import shortfall
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from numpy.typing import ArrayLike

    from sim.chain import Case
    from sim.results.analyses import Analyses
    from sim.results.summary_values import SummaryValues
    from sim.scenario.schema import Scenario


def summary(case: Case, analyses: Analyses | None = None) -> SummaryValues:
    """
    Summary values of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    analyses : Analyses, optional
        As `sim.results.analyses.analyse` returns them, where they are known already.

    Returns
    -------
    figures : dict of str to float or str
        By the names of `SUMMARY`, in that order.
    """
    analyses = results_analyses.analyse(case) if analyses is None else analyses
    values = {**_energies(case), **_firmness(case), **_money(case), **_carbon(case),
              **results_analyses.figures(case, analyses),
              "evidence": case.wind.evidence, "seed": case.scenario.seed}
    return {name: values[name] for name in SUMMARY}


def chosen_figures(case: Case, analyses: Sequence[ModuleType]) -> SummaryValues:
    """
    Return the figures of a case that follow from its energy and money, and those of some analyses.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed, with what these analyses need.
    analyses : sequence of module
        Some of `sim.results.analyses.ANALYSES`.

    Returns
    -------
    figures : dict of str to float or str
        The names of `SUMMARY` that these give, in that order.
    """
    values = {**_energies(case), **_firmness(case), **_money(case), **_carbon(case), "evidence": case.wind.evidence,
              "seed": case.scenario.seed}
    for analysis in analyses:
        values |= analysis.figures(case, analysis.compute(case))
    return {name: values[name] for name in SUMMARY if name in values}


def of_route(case: Case) -> dict[str, float]:
    """
    Return the figures of a case that a comparison of routes needs, without those of firmness, cover and foresight.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed, with or without firmness.

    Returns
    -------
    figures : dict of str to float
        Some of the names of `SUMMARY`.
    """
    return {**_energies(case), **_firmness(case), **link_reliability.figures(case, link_reliability.compute(case)),
            **price_uncertainty.figures(case, price_uncertainty.compute(case)), "required_price": case.finance.required,
            "hvac_break_even": hvac_comparison.break_even(case).length}


def _mean(s: Scenario, values: ArrayLike) -> float:
    """Mean over all operating years of what holds in the traded ones."""
    values = np.asarray(values)
    return float(interpolate(s, values.reshape(values.shape[0], -1).mean(axis=1)).mean())


def _energies(case: Case) -> dict[str, float]:
    """Energies of the mean year of operation. [GWh]"""
    s, hub, annual = case.scenario, case.hub, case.traded.annual
    found = {
        "gross_energy": hub.gross, "solar_energy": hub.solar, "wake_loss": hub.wake_loss,
        "availability_loss": hub.availability_loss, "other_farm_loss": hub.other_loss,
        "collection_loss": hub.collection_loss, "battery_loss": annual.battery_loss, "link_loss": annual.link_loss,
        "outage_loss": annual.outage, "curtailed_energy": annual.curtailed + hub.clipped[:, None, None],
        "local_energy": annual.local, "malaysia_energy": annual.malaysia,
        "buyers_energy": annual.buyer_energy[..., list(case.traded.rows.beside())].sum(axis=-1),
        "delivered_energy": annual.delivered, "supplied_energy": annual.supplied}
    found = {name: _mean(s, values) / 1e3 for name, values in found.items()}
    brought = ("gross_energy", "solar_energy", "supplied_energy")
    rest = sum(v if n in brought else -v for n, v in found.items())
    return {**found, "energy_residual": rest / max(found["gross_energy"], 1e-9),
            "spur_loss": _mean(s, annual.spur_loss) / 1e3}


def _firmness(case: Case) -> dict[str, float]:
    """Factors, availability, shortfall and what it costs."""
    s, annual, link = case.scenario, case.traded.annual, case.link
    rated, sun = s.link.rating_mw * HOURS_PER_YEAR, _mean(s, case.hub.solar - case.hub.clipped)
    short, penalty = shortfall(annual.energy, annual.minimum, annual.rate, damages_cap(s))
    bought, lost, delivered, landed = (_mean(s, v) for v in (annual.bought, annual.link_loss, annual.delivered,
                                                             annual.delivered + annual.malaysia))
    return {
        "net_capacity_factor": (_mean(s, annual.available) - sun) / (case.farm.capacity * HOURS_PER_YEAR),
        "delivered_load_factor": delivered / rated,
        "worst_year_load_factor": float(annual.delivered.min()) / rated,
        "hours_at_contract": _mean(s, annual.hours_at_contract),
        "contract_shortfall": _mean(s, short) / 1e3,
        "penalty": _mean(s, penalty),
        "penalty_weight": float(annual.counted.sum() / max(annual.rate.sum(), 1e-9)),
        "link_loss_fraction": (lost + bought) / max(landed + lost + bought, 1e-9),
        "carbon_intensity": (_mean(s, annual.supplied) * s.supply.carbon_tco2_per_mwh / max(delivered, 1e-9)),
        "spot_price_reduction": _mean(s, annual.spot_price_reduction),
        "infeed_reserve": _mean(s, annual.infeed_reserve) / HOURS_PER_YEAR,
        "infeed_reserve_cost": _mean(s, annual.infeed_reserve) * s.market.infeed.reserve_price_usd_per_mwh,
        "infeed_curtailed": _mean(s, annual.infeed_curtailed) / 1e3,
        "settlement_gap": _mean(s, annual.settlement_gap),
        "consumer_saving": _mean(s, annual.spot_price_reduction
                                 * np.array([m.demand.sum() for m in case.market])[:, None, None]) * s.time.period_h,
        "imbalance_cost": _mean(s, annual.imbalance_cost),
        "link_availability": float(link.poles.mean()) / link.configuration.poles,
        "spur_availability": 0.0 if link.tee is None else float(
            np.array(states(link.configuration.poles))[link.state, 1].mean()) / link.configuration.poles,
        "battery_cycles": _mean(s, annual.discharged) / max(s.storage.energy_mwh, 1e-9),
    }


def _money(case: Case) -> dict[str, float]:
    """Costs, prices and returns."""
    s, done = case.scenario, case.finance
    project, years = done.project, done.years
    tax = levelised_tax(case)
    # Where the spot market pays part of the project, the contract's price alone says nothing about gas.
    level = levelised(s, years) * done.required
    target = level * s.market.sgd_per_usd if contracted_share(years) >= CONTRACTED else float("nan")
    new = s.market.new_gas.given()
    credits = done.credits.revenue
    return {
        "revenue": float(
            (
                years.paid * done.price
                + years.fixed
                + years.revenue_at("singapore")
                + years.revenue_at("hub")
                + years.revenue_at("landing")
                + credits
            ).mean()
        ),
        "capex": float(sum(part.capex for part in done.components)),
        "lcoe": done.hub_cost,
        "landed_cost": float(done.landed.total),
        "required_price": done.required,
        "levelised_price": level,
        "breakeven_gas_price": gas_power_cost.breakeven(
            lambda g: gas_power_cost.new_entrant_cost(g, tax, **new), target
        ),
        "breakeven_carbon_price": gas_power_cost.breakeven(
            lambda c: gas_power_cost.new_entrant_cost(s.market.gas_price_sgd_per_gj, c, **new), target
        ),
        "npv": float(project.npv),
        "project_irr": float(project.project_irr),
        "equity_irr": float(project.equity_irr),
        "min_dscr": float(project.debt.min_dscr),
    }


def _carbon(case: Case) -> dict[str, float]:
    """Emissions avoided and credits transferred in the mean year. [tCO2]"""
    return {"avoided_emissions": float(case.finance.avoided.mean()),
            "itmo_volume": float(case.finance.credits.transferred.mean())}
