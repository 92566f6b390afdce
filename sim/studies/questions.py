"""Questions to a scenario or a case by name, for notebooks: ``sim.ask.wind(scenario)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.foresight_value import compute as foresight_value
from sim.analysis.gas_parity import breakeven as gas_parity
from sim.analysis.trade_year import curve as bid_curve
from sim.analysis.trade_year import desk as trade_year
from sim.analysis.trade_year import obligation, policy_values
from sim.analysis.wind_acceptance import examine as wind
from sim.analysis.wind_acceptance import profiles as wind_profiles
from sim.analysis.wind_acceptance import storms as extreme_wind
from sim.analysis.yield_assessment import compare as wake_losses
from sim.analysis.yield_assessment import curves as power_curves
from sim.analysis.yield_assessment import ground as farm_ground
from sim.analysis.yield_assessment import seasons as farm_seasons
from sim.inputs import route_file
from sim.studies.battery_sizing import battery_sizes
from sim.studies.sensitivity import fuller as load_factors
from sim.studies.sensitivity import swings as price_swings

if TYPE_CHECKING:
    from sim.inputs.route_file import Route

OF_SCENARIO = ("wind", "wind_profiles", "extreme_wind", "farm_ground", "wake_losses", "power_curves", "load_factors",
               "battery_sizes")
"""Are given a scenario, as `sim.load` returns it."""

OF_CASE = ("farm_seasons", "trade_year", "policy_values", "obligation", "foresight_value", "gas_parity", "price_swings")
"""Are given a case, as `sim.run_case` returns it; `bid_curve` is given the answer of `trade_year`."""


def shipped_routes() -> list[Route]:
    """Return the shipped candidate routes with their points."""
    return [route_file.read(name) for name in route_file.shipped()]


def planned_routes() -> list[Route]:
    """Return the routes of published plans with their points."""
    return [route_file.read(name) for name in route_file.planned()]


__all__ = ["battery_sizes", "bid_curve", "extreme_wind", "farm_ground", "farm_seasons", "foresight_value", "gas_parity",
           "load_factors", "obligation", "planned_routes", "policy_values", "power_curves", "price_swings",
           "shipped_routes", "trade_year", "wake_losses", "wind", "wind_profiles"]


def __dir__() -> list[str]:
    return __all__
