"""Every picture of an answer by name."""

from sim.report.plots import (
    farm,
    required_price,
    route_atlas,
    route_choice,
    route_comparison,
    route_search,
    site_conditions,
    trade_year,
    wind_acceptance,
)

RUN_DRAWINGS = {"farm_categories": farm.categories, "farm_certainty": farm.certainty, "farm_uncertainty": farm.behind,
                "price_build_up": required_price.build_up}
"""Name -> function of the data of a run."""

ANSWER_DRAWINGS = {
    "wind_year": wind_acceptance.year, "wind_hours": wind_acceptance.hours, "wind_rose": wind_acceptance.rose,
    "wind_memory": wind_acceptance.memory, "low_wind_spells": wind_acceptance.low_wind_spells,
    "wind_correction": site_conditions.correction, "wind_profiles": site_conditions.profile,
    "extreme_wind": site_conditions.extremes, "farm_rose": farm.rose, "farm_ground": farm.inside,
    "wake_losses": farm.models, "power_curves": farm.curves, "farm_seasons": farm.seasons,
    "trade_week": trade_year.week, "bid_curve": trade_year.curve, "stored_value": trade_year.stored_value,
    "policy_values": trade_year.policies, "obligation": trade_year.obligation,
    "load_factors": required_price.load_factors, "debt": required_price.debt, "price_swings": required_price.tornado,
    "gas_parity": required_price.gas,
}
"""Name -> function of an answer of `sim.ask`."""

ROUTE_DRAWINGS = {
    "route_atlas": route_atlas.atlas, "route_surface": route_search.surface, "route_profile": route_search.profile,
    "route_pareto": route_choice.pareto_plot, "route_costs": route_choice.costs_plot,
    "route_residuals": route_choice.residuals_plot, "routes": route_comparison.routes_plot,
}
"""Name -> function of a route of `sim.find_route`, or of the table of `sim.compare_routes`."""
