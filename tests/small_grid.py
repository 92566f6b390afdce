"""A grid of three zones that is traded in a second, for the tests of what stands above the solver."""

from functools import cache

from sim.case.grid import build_grid_case, run_grid_case
from sim.results.grid_dataset import grid_dataset
from sim.scenario.load_grid import load_grid

HERE = {"source": "test", "status": "assumed"}


def tables():
    """Tables of the grid: a cheap north with water, a middle with sun and a battery, a dear south."""
    return {
        "name": "small", "grid": {"year": 2030, "days": 2, "period_h": 1.0, "solver": "linear", "gap": 1e-6,
                                  "carbon_usd_per_tco2": {"SG": 50.0}},
        "fuels": [{"name": "coal", "price_usd_per_mwh": 16.0, "carbon_tco2_per_mwh": 0.34, **HERE},
                  {"name": "gas", "price_usd_per_mwh": 40.0, "carbon_tco2_per_mwh": 0.2, **HERE}],
        "plants": [{"name": "coal", "fuel": "coal", "efficiency": 0.38, "spread": 0.1, "steps": 2, "must_run": 0.2,
                    **HERE},
                   {"name": "ccgt", "fuel": "gas", "efficiency": 0.5, "spread": 0.1, "steps": 2, **HERE}],
        "shapes": [{"name": "day", "hours": [0.8] * 8 + [1.0] * 8 + [1.2] * 8, **HERE}],
        "zones": [
            {"name": "LA", "country": "LA", "latitude_deg": 18.0, "longitude_deg": 102.6,
             "demand": {"twh": 5.0, "shape": "day", **HERE},
             "hydro": [{"capacity_mw": 1500, "inflow": [0.5] * 12, "reservoir_gwh": 300, "reservoir_share": 0.7,
                        **HERE}],
             "stack": [{"name": "coal", "capacity_mw": 400, **HERE}]},
            {"name": "TH", "country": "TH", "latitude_deg": 14.0, "longitude_deg": 100.6,
             "demand": {"twh": {2025: 15.0, 2035: 25.0}, "shape": "day", "load_factor": 0.7, **HERE},
             "stack": [{"name": "coal", "capacity_mw": 1500, **HERE}, {"name": "ccgt", "capacity_mw": 2600, **HERE}],
             "sun": {"capacity_mw": 1000, "capacity_factor": 0.15, "months": [0.7] * 12, **HERE},
             "batteries": [{"power_mw": 200, **HERE}]},
            {"name": "SG", "country": "SG", "latitude_deg": 1.35, "longitude_deg": 103.8,
             "demand": {"twh": 10.0, "shape": "day", **HERE},
             "stack": [{"name": "ccgt", "capacity_mw": 2500, "fuel_usd_per_mwh": 44.0, **HERE}]}],
        "corridors": [
            {"name": "north", "from_zone": "LA", "to_zone": "TH", "capacity_mw": 600, "km": 500, "kind": "ac",
             "stage": "existing", "document": "test", **HERE},
            {"name": "south", "from_zone": "TH", "to_zone": "SG", "capacity_mw": 300, "reverse_mw": 200, "km": 1200,
             "kind": "dc", "stage": "planned", "first_year": 2028, "document": "test", **HERE}],
    }


def small(**changes):
    """The small grid with other values: ``grid__days=3`` is the key ``grid.days``."""
    return load_grid(tables(), {key.replace("__", "."): value for key, value in changes.items()})


@cache
def run(**changes):
    """Trade of the small grid with other values, each once for all tests of a process."""
    return run_grid_case(build_grid_case(small(**changes)))


@cache
def data(**changes):
    """Its labelled data."""
    return grid_dataset(run(**changes))
